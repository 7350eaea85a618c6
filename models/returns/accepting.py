"""Findings that can't be mended now: accepted with a written reason, which travels along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models.keeping.record import Record, field, required
from models.values.kinds import DAY, NOTE
from models.values.periods import Period
from models.values.problem import Finding, Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store


class AcceptedFinding(Record, table="accepted_finding", label="带原因报送的问题"):
    """A finding of one period that stays as it is, and why; ``place`` are its records."""

    period: str = required("时段", width=9)
    rule: str = required("规则")
    place: str = required("记录")
    what: str = required("问题", NOTE, width=30)
    reason: str = required("原因", NOTE, width=24)
    operator: str | None = field("经办人", width=8)
    on_day: date = required("日期", DAY, width=11)


@dataclass(frozen=True)
class Accepted:
    """A finding as it travels with a return: the rule, what it found, and the village's reason."""

    rule: str
    what: str
    reason: str

    def json(self) -> dict[str, Any]:
        """As it is kept with the return."""
        return asdict(self)


def accept_finding(
    store: Store, period: Period, finding: Finding, reason: str, today: date
) -> AcceptedFinding:
    """Let a finding stand, with a reason the town will read. :raises Invalid: no reason."""
    if not reason.strip():
        raise Invalid({"reason": "请写明为什么现在改不了，镇里会看到这句话。"})
    known = store.find(AcceptedFinding, "period = ? AND rule = ? AND place = ?",
                       (str(period), finding.rule, _place(finding)))
    with store.act(f"带原因报送：{finding.what[:20]}"):
        return store.save(AcceptedFinding(
            id=known[0].id if known else None, period=str(period), rule=finding.rule,
            place=_place(finding), what=finding.what, reason=reason.strip(),
            operator=store.operator, on_day=today,
        ))


def accepted_for(store: Store, period: Period, findings: Iterable[Finding]) -> list[Accepted]:
    """The findings that still stand and were accepted for this period."""
    kept = _kept(store, period)
    return [
        Accepted(each.rule, each.what, kept[each.rule, _place(each)])
        for each in findings if (each.rule, _place(each)) in kept
    ]


def still_open(store: Store, period: Period, findings: Iterable[Finding]) -> list[Finding]:
    """The findings nobody has accepted for this period."""
    kept = _kept(store, period)
    return [each for each in findings if (each.rule, _place(each)) not in kept]


def _kept(store: Store, period: Period) -> dict[tuple[str, str], str]:
    return {
        (each.rule, each.place): each.reason
        for each in store.find(AcceptedFinding, "period = ?", (str(period),))
    }


def _place(finding: Finding) -> str:
    """The records of a finding as one text; its sentence where it names none."""
    return " ".join(sorted(f"{table}:{row}" for table, row in finding.where)) or finding.what
