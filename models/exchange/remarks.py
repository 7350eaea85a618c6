"""批注: what the town wrote beside one cell of a return, and what the village did about it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.keeping.record import Record, field, required
from models.values.kinds import DAY, LINK, NOTE, NUMBER, Choices
from models.values.labelled import Labelled
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

Ref = tuple[str, int]


class RemarkState(Labelled):
    """What became of a remark."""

    OPEN = "open", "待改"
    MENDED = "mended", "已改"
    ANSWERED = "answered", "已答复"


class Remark(Record, table="remark", label="批注"):
    """One remark; ``number`` is the town's, the same on both sides.

    ``unit`` is filled only at the town. ``line`` counts from 1 (0: the total), ``column`` from 1
    (0: the whole line); ``refs`` are the records behind it, as the village numbers them.
    """

    number: int = required("编号", NUMBER, width=6)
    unit: int | None = field("村", LINK)
    period: str = required("期次", width=9)
    code: str = required("报表", width=14)
    line: int = required("行", NUMBER, width=5)
    column: int = required("列", NUMBER, width=5)
    place: str = required("位置", width=18)
    shown: str | None = field("当时的值", width=10)
    text: str = required("批注", NOTE, width=28)
    refs: str | None = field("涉及记录", NOTE)
    on_day: date = required("日期", DAY, width=11)
    author: str | None = field("批注人", width=8)
    state: str = field("状态", required=True, default=RemarkState.OPEN, width=8,
                       options=Choices(**RemarkState.labels()))
    answer: str | None = field("答复", NOTE, width=24)
    sent: date | None = field("下发日期", DAY, width=11)

    @property
    def records(self) -> list[Ref]:
        """The village's records that mend it."""
        found = (each.partition(":") for each in (self.refs or "").split())
        return [(table, int(row)) for table, _, row in found if row.isdecimal()]


def open_remarks(store: Store) -> list[Remark]:
    """At the village: what is still to be mended, the oldest first."""
    return store.find(Remark, "state = 'open'")


def mend(store: Store, remark: Remark, answer: str) -> Remark:
    """Say what was done about a remark; the answer goes up with the next package.

    :raises Problem: nothing was said.
    """
    if not answer.strip():
        raise Problem("请写一句怎么改的，或为什么不改，再标为已改。")
    with store.act(f"答复批注 {remark.number}"):
        return store.save(remark.but(state=RemarkState.MENDED, answer=answer.strip()))


def mended(store: Store) -> list[dict[str, Any]]:
    """The answers that go up with a package."""
    found = store.find(Remark, "state = 'mended' AND unit IS NULL")
    return [{"number": each.number, "answer": each.answer} for each in found]
