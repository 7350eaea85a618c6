"""记分单: what somebody wrote down about points, waiting or decided; and those that look alike."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.points.engine.operations import Op
from models.points.engine.scheme import Fixed, Item
from models.values.codes import Labelled
from models.values.kinds import AMOUNT, DAY, LINK, NOTE, NUMBER, Choices

if TYPE_CHECKING:
    from models.keeping.store import Store


class SlipState(Labelled):
    """What has become of a slip."""

    DRAFT = "draft", "草稿"
    PENDING = "pending", "待审批"
    APPROVED = "approved", "已通过"
    REJECTED = "rejected", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"


class Slip(Record, table="slip", label="记分单"):
    """One thing that was written down about points, whatever became of it.

    ``on_day`` is when it happened, ``entered`` when it was written down. ``event`` is shared by
    the slips of one event that feeds several accounts. ``said`` is the reason shown when it was
    entered, ``expected`` what it was worth then; ``place`` counts the approved ones in the order
    the ledger took them.
    """

    op: str = field("类型", required=True, default=Op.AWARD, width=8,
                    options=Choices(**Op.labels()))
    kind: str = required("户或党员", width=6)
    account: int | None = field("账户", LINK)
    on_day: date = required("发生日期", DAY, width=11, aliases=(
        "日期", "时间", "记分日期", "积分日期"))
    entered: date = required("录入日期", DAY, width=11)
    person: int | None = field("人员", LINK)
    item: str | None = field("项目代号", width=10)
    title: str | None = field("积分项目", width=16, aliases=("项目", "事项", "积分事项"))
    times: int = field("次数", NUMBER, required=True, default=1, width=5, aliases=("人次", "户次"))
    points: Decimal | None = field("分值", AMOUNT, width=7, aliases=("评分", "积分", "得分"))
    findings: int | None = field("发现处数", NUMBER, width=7, aliases=("处数", "问题数"))
    key: str | None = field("场次或证书号", width=14, aliases=("场次", "证书号", "凭证号"))
    subject: str | None = field("就高对象", width=10)
    one_of: str | None = field("就高组")
    event: str | None = field("事件号")
    evidence: str | None = field("凭据", width=14, aliases=("证明材料", "佐证"))
    note: str | None = field("事由", NOTE, width=20, aliases=("备注", "说明", "原因"))
    of: int | None = field("针对的单", LINK)
    goods: str | None = field("物品")
    vouchers: str | None = field("兑换券号")
    year: int | None = field("年度", NUMBER)
    period: str | None = field("期次")
    into: int | None = field("分入账户", LINK)
    share: str | None = field("分法")
    people: str | None = field("分出人员")
    scorer: int | None = field("记分人", LINK)
    entered_by: str | None = field("录入人", width=8)
    flag: str | None = field("提示", width=16)
    expected: Decimal | None = field("拟计分", AMOUNT, width=7)
    said: str | None = field("计分理由", width=30)
    state: str = field("状态", required=True, default=SlipState.PENDING, width=8,
                       options=Choices(**SlipState.labels()))
    place: int | None = field("次序", NUMBER)
    decided: date | None = field("审批日期", DAY, width=11)
    decided_by: str | None = field("审批人", width=8)
    decided_why: str | None = field("审批意见", width=16)

    @property
    def voucher_numbers(self) -> tuple[str, ...]:
        """The numbers of the paper vouchers handed in."""
        return tuple(json.loads(self.vouchers)) if self.vouchers else ()

    @property
    def moved(self) -> tuple[int, ...]:
        """The people a split moves to the new account."""
        return tuple(json.loads(self.people)) if self.people else ()


STANDS = """iif(s.op = 'award' AND s."of" IS NOT NULL, s.entered, s.on_day)"""
"""The day the line of a slip stands on (:attr:`Operation.stands`), as SQL over ``slip s``."""


@dataclass(frozen=True)
class AwardDraft:
    """An award as it is typed: one account, one item, one event; ``line`` is its row in a paste.

    ``person`` is named for what counts persons; ``scorer`` is the person who judged; ``of`` is the
    slip in whose place it is given.
    """

    account: int
    on: date
    item: str
    person: int | None = None
    times: int = 1
    points: Decimal | None = None
    findings: int | None = None
    key: str | None = None
    subject: str | None = None
    event: str | None = None
    evidence: str | None = None
    note: str | None = None
    scorer: int | None = None
    of: int | None = None
    line: int = 0

    def slip(self, kind: str, today: date) -> Slip:
        """The slip that says the same."""
        return Slip(
            op=Op.AWARD, kind=kind, account=self.account, on_day=self.on, entered=today,
            person=self.person, item=self.item, times=self.times, points=self.points,
            findings=self.findings, key=self.key, subject=self.subject, event=self.event,
            evidence=self.evidence, note=self.note, scorer=self.scorer, of=self.of,
        )


def several(draft: AwardDraft, accounts: list[int]) -> list[AwardDraft]:
    """The same event for several accounts."""
    return [replace(draft, account=each, line=place) for place, each in enumerate(accounts, 1)]


class SlipList(Labelled):
    """What slips are looked at by."""

    PENDING = "pending", "待审批"
    FLAGGED = "flag", "要另一人审批"
    DRAFTS = "draft", "草稿"
    REJECTED = "rejected", "未通过"


WAITING = (SlipList.PENDING, SlipList.FLAGGED)
_MEANT: dict[str, str] = {
    SlipList.PENDING: "state = 'pending'",
    SlipList.FLAGGED: "state = 'pending' AND flag IS NOT NULL",
    SlipList.DRAFTS: "state = 'draft'",
    SlipList.REJECTED: "state IN ('rejected', 'withdrawn') AND op = 'award'",
}


def slips_in(store: Store, which: str) -> list[Slip]:
    """The slips of a :class:`SlipList`, in order of day."""
    return store.find(Slip, _MEANT[which], (), "on_day, id")


def count_slips(store: Store, which: str) -> int:
    """How many slips a :class:`SlipList` means."""
    return store.count("slip", _MEANT[which])


def waiting(store: Store, accounts: list[int] | None = None) -> list[Slip]:
    """The slips that wait for approval, in the order written."""
    if accounts is None:
        return store.find(Slip, "state = 'pending'")
    marks = ", ".join("?" * len(accounts))
    return store.find(Slip, f"state = 'pending' AND account IN ({marks})", accounts)


def reversed_by(store: Store, slip: int) -> Slip | None:
    """The slip that took this one back, or None."""
    found = store.find(
        Slip, "\"of\" = ? AND op IN ('reverse', 'unredeem', 'appeal') AND state = 'approved'",
        (slip,),
    )
    return found[0] if found else None


def next_place(store: Store) -> int:
    """The place of the next slip the ledger takes."""
    return int(store.query("SELECT coalesce(max(place), 0) FROM slip")[0][0]) + 1


# ── Awards that look like one written down before


REMEDY = "确是另一次，请在“场次”里写明，例如“下午”"


@dataclass(frozen=True)
class Twin:
    """The award one looks like: its slip, or its line of the same list.

    Account, item, day, person and occasion are the same; ``same`` when the amount is as well.
    Whoever doesn't say the person or the occasion may mean any award that stands already.
    """

    slip: Slip
    line: int | None
    same: bool


class Twins:
    """What stands already for the accounts of some drafts, and what the drafts add."""

    def __init__(self, store: Store, drafts: Collection[AwardDraft]) -> None:
        self._known: dict[object, list[tuple[Slip, int | None]]] = defaultdict(list)
        if not drafts:
            return
        days = sorted({each.on.isoformat() for each in drafts})
        wanted = {each.account for each in drafts}
        for slip in store.find(
            Slip, """op = 'award' AND state IN ('draft', 'pending', 'approved')
            AND on_day BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM slip r
                WHERE r."of" = slip.id AND r.op = 'reverse' AND r.state = 'approved')""",
            (days[0], days[-1]),
        ):
            if slip.account in wanted:
                self._known[_mark(slip)].append((slip, None))

    def of(self, slip: Slip, item: Item) -> Twin | None:
        """The award a slip looks like, one of the same amount before others; None for a new one."""
        found = [Twin(other, line, _amount(other, item) == _amount(slip, item))
                 for other, line in self._known.get(_mark(slip), ())
                 if _may_be(slip.person, other.person, line)
                 and _may_be(slip.key or None, other.key or None, line)]
        return max(found, key=lambda each: each.same, default=None)

    def add(self, slip: Slip, line: int) -> None:
        """Remember a line of the list."""
        self._known[_mark(slip)].append((slip, line))


def _mark(slip: Slip) -> object:
    return slip.account, slip.item, slip.on_day


def _may_be(said: object, other: object, line: int | None) -> bool:
    return said == other or (said is None and line is None)


def _amount(slip: Slip, item: Item) -> object:
    """How much a slip says; what an item gives by itself may be written beside it or not."""
    points = None if isinstance(item.amount, Fixed) else slip.points
    return slip.times, points, slip.findings, slip.subject
