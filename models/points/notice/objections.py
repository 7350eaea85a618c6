"""异议: what people said to a notice, and what the village answered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.points.notice.notices import Notice
from models.values.kinds import DAY, FLAG, LINK, NOTE, Choices
from models.values.privacy import Privacy
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

OUTCOMES = Choices(
    upheld="异议成立，已更正", partly="部分成立", dismissed="经核实无误", left="本人撤回"
)


class Objection(Record, table="objection", label="异议"):
    """One objection to a notice; who raised it is never put up."""

    notice: int = required("公示", LINK)
    line: int | None = field("条目", LINK)
    received: date = required("收到日期", DAY, width=11)
    who: str | None = field("异议人", width=8, privacy=Privacy.NAME)
    contact: str | None = field("联系方式", width=14, privacy=Privacy.PHONE)
    what: str = required("异议内容", NOTE, width=30)
    late: bool = field("过期提出", FLAG, required=True, default=False)
    answer: str | None = field("答复", NOTE, width=30)
    answered: date | None = field("答复日期", DAY, width=11)
    outcome: str | None = field("结果", options=OUTCOMES, width=12)

    def faults(self) -> dict[str, str]:
        """An outcome goes with its answer."""
        if self.outcome and not (self.answer and self.answered):
            return {"answer": "有了结果，还要写明怎样答复的、哪一天答复的。"}
        return {}


def object_to(store: Store, objection: Objection) -> Objection:
    """Write an objection down; one that comes late is marked and still answered."""
    notice = store.get(Notice, objection.notice)
    if objection.received < notice.published:
        raise Invalid({"received": f"这份公示 {notice.published} 才张贴，请核对收到日期。"})
    with store.act(f"收到异议：{notice.title}"):
        return store.save(objection.but(late=objection.received > notice.objections_until))


def answer(store: Store, objection: int, words: str, outcome: str, on: date) -> Objection:
    """Answer an objection."""
    found = store.get(Objection, objection)
    with store.act("答复异议"):
        return store.save(found.but(answer=words.strip(), answered=on, outcome=outcome))


def unanswered(store: Store) -> list[Objection]:
    """The objections that wait for an answer, the oldest first."""
    return store.find(Objection, "answered IS NULL", (), "received, id")
