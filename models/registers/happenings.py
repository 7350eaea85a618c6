"""人户变动: each arrival, departure, birth, death, split and merger, written down once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.registers.households import Household
from models.values.kinds import DAY, LINK, Choices
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

HAPPENINGS = Choices(
    move_in="迁入", move_out="迁出", birth="出生", death="死亡", marriage="婚嫁迁入",
    split="分户", merge="并户", head="变更户主",
)


class Happening(Record, table="happening", label="人户变动"):
    """What happened to one person, on which day and why.

    ``household`` is where the person belongs afterwards (or last belonged), ``other`` the
    household before when it was another one.
    """

    kind: str = required("变动", options=HAPPENINGS, width=8)
    day: date = required("日期", DAY, width=11)
    person: int | None = field("人员", LINK)
    household: int = required("户", LINK)
    other: int | None = field("原来的户", LINK)
    reason: str = required("原因", width=20)


def refuse(day: date, reason: str, today: date | None = None) -> None:
    """:raises Invalid: the day lies ahead, or nobody said why."""
    if day > (today or date.today()):
        raise Invalid({"day": f"{day} 还没有到，变动请在发生之后登记。"})
    if not reason.strip():
        raise Invalid({"reason": "原因还没有填，请写一句，例如“外出购房”。"})


def open_household(store: Store, household: int, day: date) -> Household:
    """The household, when it is there on that day. :raises Invalid: it is not."""
    home = store.get(Household, household)
    if home.left is not None and home.left <= day:
        raise Invalid({"household": f"{home.number} 户已于 {home.left} 离册，请另选一户或新立户。"})
    if home.since is not None and home.since > day:
        raise Invalid({"day": f"{home.number} 户 {home.since} 才立户，日期不能早于这一天。"})
    return home


def happenings_between(store: Store, first: date, last: date) -> list[Happening]:
    """What happened from one day to another, in order."""
    return store.find(Happening, "day BETWEEN ? AND ?",
                      (first.isoformat(), last.isoformat()), "day, id")


def came_from(store: Store, household: int) -> Household | None:
    """The household this one was split from, or None."""
    found = store.find(Happening, "kind = 'split' AND household = ?", (household,))
    return store.get(Household, found[0].other) if found and found[0].other else None
