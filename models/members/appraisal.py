"""民主评议 and 谈心谈话: each full member's grade of the year, and who talked with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.members.member import Member, members_on
from models.values.kinds import DAY, LINK, NOTE, NUMBER, Choices
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store


GRADES = Choices(excellent="优秀", good="合格", fair="基本合格", failed="不合格")
CAP_BASIS = "依据民主评议党员有关规定（参考）：优秀一般不超过党员总数的三分之一"


class Appraisal(Record, table="appraisal", label="民主评议"):
    """One member's grade of one year; 预备党员 take part and are given none."""

    member: int = required("党员", LINK)
    year: int = required("年度", NUMBER, width=6)
    grade: str | None = field("评定等次", options=GRADES, width=9)
    meeting: int | None = field("会议", LINK)
    note: str | None = field("备注", NOTE, width=14)


@dataclass(frozen=True)
class AppraisalCount:
    """How a year's grades add up: members by grade, ungraded full members, 预备党员, the cap."""

    total: int
    graded: dict[str, int]
    missing: int
    probationary: int
    cap: int

    @property
    def warning(self) -> str | None:
        """The sentence when more are 优秀 than a third allows; it is a warning, not a wall."""
        excellent = self.graded.get("excellent", 0)
        if excellent <= self.cap:
            return None
        return f"优秀{excellent}人，超过{self.cap}人（党员{self.total}人的三分之一）。{CAP_BASIS}。"


def grade_cap(members: int) -> int:
    """The most 优秀 among so many members: floor(n/3)."""
    return members // 3


def grade(store: Store, appraisals: Iterable[Appraisal]) -> list[Appraisal]:
    """Write the year's grades, each in place of the one before.

    :raises Invalid: a grade for a 预备党员.
    """
    kept = []
    with store.act("登记民主评议"):
        for each in appraisals:
            member = store.get(Member, each.member)
            on = date(each.year, 12, 31)
            if each.grade and not member.full_on(on):
                raise Invalid({"grade": "预备党员参加评议，不评定等次，请清空。"})
            before = store.find(
                Appraisal, "member = ? AND year = ?", (each.member, each.year)
            )
            kept.append(store.save(each.but(id=before[0].id if before else None)))
    return kept


def appraisals_of(store: Store, year: int) -> dict[int, Appraisal]:
    """Member id → what was written for a year."""
    return {each.member: each for each in store.find(Appraisal, "year = ?", (year,))}


def appraisal_count(store: Store, year: int, day: date) -> AppraisalCount:
    """A year's result over the members of a day in it (of its last one, once it is over), 预备党员
    included in the total."""
    on = min(date(year, 12, 31), day)
    members = members_on(store, on)
    written = appraisals_of(store, year)
    full = [each for each in members if each.full_on(on)]
    grades = Counter(
        written[each.id].grade for each in full if each.id in written and written[each.id].grade
    )
    return AppraisalCount(
        len(members), {str(code): count for code, count in grades.items()},
        len(full) - sum(grades.values()), len(members) - len(full), grade_cap(len(members)),
    )


# ── 谈心谈话 ─────────────────────────────────────────────────────────────────


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
