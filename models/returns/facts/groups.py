"""What a form may ask of each 村民小组 on the lines it has printed for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from models.office.village import Group, groups
from models.returns.facts.calling import called
from models.returns.facts.fact import Fact, Subject, fact
from models.returns.facts.people import HOME
from models.returns.facts.registers import Home
from models.returns.facts.view import Call, View
from models.values.counting_order import natural_key
from models.values.kinds import NUMBER


def _homes(view: View, row: Group) -> list[Home]:
    return [home for home in view.registers.homes.values()
            if home.group is not None and home.group.id == row.id]


def _calls(view: View, row: Group) -> list[Call]:
    return [each for each in view.visits
            if each.home and each.home.group and each.home.group.id == row.id]


def _members(view: View, row: Group) -> int:
    homes = {home.id for home in _homes(view, row)}
    places = view.registers.home_of
    return sum(
        each.record.person in places and places[each.record.person].id in homes
        for each in view.registers.members.values()
    )


def _counted() -> tuple[Fact, ...]:
    flags = [each for each in HOME if each.name.startswith("is.")]

    def counter(flag: Fact) -> Any:
        return lambda view, row: sum(
            flag.read(view, home) == "yes" for home in _homes(view, row))

    return tuple(
        Fact(replace(each.field, name=f"homes.{each.name[3:]}", options=None, kind=NUMBER,
                     label=each.field.label.removeprefix("是否"),
                     aliases=tuple(f"{each.field.label.removeprefix('是否')}{more}"
                                   for more in ("数", "户数"))), counter(each))
        for each in flags
    )


def _named(view: View, label: str) -> Group | None:
    for each in groups(view.store):
        if natural_key(_bare(each.name)) == natural_key(_bare(label)):
            return each
    return None


def _bare(name: str) -> str:
    return name.removeprefix("第").removesuffix("村民小组").removesuffix("组")


GROUPS = Subject(
    "group", "村民小组", (
        fact("group.name", "组别", lambda _, row: row.name),
        fact("homes", "户数", lambda view, row: len(_homes(view, row)), kind=NUMBER),
        fact("people", "人口", lambda view, row: sum(
            len(home.people) for home in _homes(view, row)), kind=NUMBER),
        fact("members", "党员数", _members, kind=NUMBER),
        *_counted(), *called(_calls),
    ), lambda view: groups(view.store), _named, keys=("group.name",), title=("分组", "各组"),
)
