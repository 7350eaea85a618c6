"""谈心谈话: who talked with whom, by pair type, each pair type at least once a year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.values.kinds import DAY, LINK, NOTE, Choices

if TYPE_CHECKING:
    from models.keeping.store import Store

PAIRS = Choices(
    committee="委员之间", committee_member="委员与党员", members="党员之间"
)
"""Each of the three at least once a year (支部工作条例 2018; article not read: 参考)."""


class Talk(Record, table="talk", label="谈心谈话"):
    """One talk between two people."""

    on_day: date = required("谈话日期", DAY, width=11)
    pair: str = required("谈话类型", options=PAIRS, width=12)
    one: int = required("谈话人", LINK, width=8)
    other: int = required("谈话对象", LINK, width=8)
    place: str | None = field("地点", width=12)
    content: str | None = field("谈话内容", NOTE, width=30)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """Nobody talks with himself."""
        if self.one == self.other:
            return {"other": "谈话人和谈话对象是同一个人，请改一个。"}
        return {}


def talks_between(store: Store, first: date, last: date) -> list[Talk]:
    """The talks from one day to another, in order."""
    return store.find(
        Talk, "on_day BETWEEN ? AND ?", (first.isoformat(), last.isoformat()), "on_day, id"
    )


def talks_of(store: Store, person: int) -> list[Talk]:
    """A person's talks, on either side, the newest first."""
    return store.find(Talk, "one = ? OR other = ?", (person, person), "on_day DESC, id DESC")


def missing_pairs(store: Store, year: int) -> list[str]:
    """The pair types without a talk in a year, as people call them."""
    held = {each.pair for each in talks_between(store, date(year, 1, 1), date(year, 12, 31))}
    return [label for code, label in PAIRS.pairs() if code not in held]
