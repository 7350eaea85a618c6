"""Whom a figure is asked for: the village, a group, a household, a member, a kind of meeting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.figures.catalogue import plain
from models.figures.measure import VILLAGE
from models.figures.reckon import EVERYBODY, Among, Key
from models.matters.matter import MATTER_KINDS
from models.meetings.kinds import all_kinds
from models.meetings.meeting import read_kind
from models.members.typed_names import households_named, members_named, people_to_choose
from models.office.village import groups
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

Called = list[tuple[Key, str]]
"""(key, what it is called) of those that may be meant."""


@dataclass(frozen=True)
class Subject:
    """What a figure may be about; ``named`` finds those that were meant by what was written."""

    code: str
    title: str
    names: tuple[str, ...] = ()
    named: Callable[[Store, str, date], Called] | None = None

    def among(self, store: Store, written: str, day: date) -> Among:
        """The one that is meant. :raises Problem: nobody is, or several are."""
        if self.named is None:
            if written.strip():
                raise Problem(f"{self.title}只有一个，不用写“{written}”。")
            return EVERYBODY
        if not written.strip():
            raise Problem(f"要哪一个{self.title}没有写，请写成“{self.code}=名称”。")
        found = self.named(store, written.strip(), day)
        if len(found) == 1:
            return Among(self.code, [found[0][0]])
        if not found:
            raise Problem(f"没有找到{self.title}“{written}”，请核对后再写。")
        told = "、".join(label for _, label in found[:5]) + ("等" if len(found) > 5 else "")
        raise Problem(f"{self.title}“{written}”可能是{told}，请写得更全。")


def _groups(store: Store, written: str, _: date) -> Called:
    return [(each.rowid, each.name) for each in groups(store) if plain(each.name) == plain(written)]


def _one(found: list[tuple[int, str]], written: str) -> Called:
    """The one called exactly so, else all that may be meant."""
    exact = [(key, label) for key, label in found
             if written in label.replace(" 户", "").split(" · ")]
    return [*(exact if len(exact) == 1 else found)]


SUBJECTS = (
    Subject(VILLAGE, "全村", ("村", "合计", "全村合计")),
    Subject("group", "村民小组", ("组", "小组", "村民组"), _groups),
    Subject("household", "户", ("农户", "户主"),
            lambda store, written, _: _one(households_named(store, written), written)),
    Subject("member", "党员", ("联户党员",),
            lambda store, written, day: _one(members_named(store, written, day), written)),
    Subject("person", "人员", ("人", "村民"),
            lambda store, written, _: _one(people_to_choose(store, written), written)),
    Subject("kind", "会议类型", ("会议",),
            lambda _, written, __: [(each.code, each.title) for each in all_kinds()
                                    if read_kind(written) == each.code]),
    Subject("matter-kind", "事项类型", ("事项",),
            lambda _, written, __: [(code, label) for code, label in MATTER_KINDS.pairs()
                                    if written in (code, label)]),
)


def subject_called(written: str) -> Subject:
    """The subject of that code or name. :raises Problem: there is none, with those there are."""
    for each in SUBJECTS:
        if written in (each.code, each.title, *each.names):
            return each
    known = "、".join(f"{each.title}（{each.code}）" for each in SUBJECTS)
    raise Problem(f"没有“{written}”这种对象。可以写：{known}。")
