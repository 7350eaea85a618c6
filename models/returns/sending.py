"""报送: a return leaves the village, frozen and numbered; what stays unmended is accepted first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from models.keeping.permissions import May
from models.keeping.record import Record, field, required
from models.returns.frozen import Difference, differences, freeze, refs_in, sha256, thaw
from models.values.codes import Labelled
from models.values.finding import Finding, Level
from models.values.kinds import DAY, LINK, NOTE, NUMBER, Choices
from models.values.periods import Period
from models.values.problem import Invalid
from models.values.sheet import Ref, Sheet

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


# ── leaving the village ──────────────────────────────────────────────────────


class ReturnState(Labelled):
    """How a return of a period stands with the town."""

    AHEAD = "ahead", "未到期"
    WAITING = "waiting", "待报"
    SENT = "sent", "已报"
    RETURNED = "returned", "退回"
    ACCEPTED = "accepted", "已接收"
    NOT_DONE = "not_done", "未开展"


SENT_STATES = Choices(**{each: each.label for each in (
    ReturnState.SENT, ReturnState.RETURNED, ReturnState.ACCEPTED)})


class Sent(Record, table="sent", label="已报报表"):
    """One version of a return as it was sent: its frozen content, its findings, its answer.

    Version 1 is the first; a later one is a 更正报送 and says its ``reason``. Of a form of the
    town's that was kept, ``form`` is all that writes it as it was.
    """

    code: str = required("报表代号")
    title: str = required("报表", width=20)
    period: str = required("时段", width=9)
    version: int = required("第几次", NUMBER, width=6)
    on_day: date = required("报送日期", DAY, width=11)
    recipient: str = required("报给", width=14)
    operator: str | None = field("经办人", width=8)
    reason: str | None = field("更正原因", NOTE, width=20)
    content: str = required("内容", NOTE)
    sha256: str = required("校验")
    form: str | None = field("填好的表样", NOTE)
    accepted: str | None = field("带原因报送的问题", NOTE)
    state: str = field("状态", required=True, default=ReturnState.SENT, width=8,
                       options=SENT_STATES)
    answered: date | None = field("答复日期", DAY, width=11)
    answer: str | None = field("答复", NOTE, width=24)

    @property
    def sheet(self) -> Sheet:
        """The return as it was sent."""
        from models.returns.town_form.form_sheet import thawed_form

        return thawed_form(thaw(self.content), self.form)

    @property
    def reasons(self) -> list[Accepted]:
        """The findings that went along with a written reason."""
        return [Accepted(**each) for each in json.loads(self.accepted or "[]")]


class SentRecord(Record, table="sent_record", label="已报记录"):
    """A record that stands behind a return that was sent."""

    sent: int = required("已报报表", LINK)
    owner_table: str = required("类型")
    owner_row: int = required("编号", NUMBER)


@dataclass(frozen=True)
class Correction:
    """更正报送: the version before, the new one, and every difference between them."""

    before: Sent
    after: Sent
    differences: list[Difference]


def versions(store: Store, code: str, period: str) -> list[Sent]:
    """Every version of a return sent for a period, the oldest first."""
    return store.find(Sent, "code = ? AND period = ?", (code, period), "version")


def newest_of(store: Store, period: str) -> list[Sent]:
    """The newest version of every return sent for a period."""
    newest = {each.code: each for each in store.find(Sent, "period = ?", (period,), "version")}
    return list(newest.values())


def send(
    store: Store, sheet: Sheet, period: Period, *, recipient: str, today: date,
    findings: Sequence[Finding] = (), reason: str = "",
) -> Sent:
    """Freeze a return as it leaves the village; it can't be undone, only corrected.

    ``findings`` are those of the period: an error must be mended, or accepted with a reason.

    :raises Invalid: an error stands open, nothing changed since the last version, or a later
        version has no reason.
    """
    from models.returns.town_form.form_sheet import frozen_form

    open_now = [each for each in still_open(store, period, findings) if each.level == Level.ERROR]
    if open_now:
        raise Invalid({"findings": f"还有 {len(open_now)} 处错误：{open_now[0].what}"
                                   "请先改好，或写明原因带着报送。"})
    before = versions(store, sheet.code, str(period))
    content = freeze(sheet)
    if before:
        _refuse_repeat(before[-1], content, reason)
    accepted = [each.json() for each in accepted_for(store, period, findings)]
    words = "更正报送" if before else "报送"
    with store.act(f"{words}：{sheet.title} {period.label}", final=True, may=May.SEND):
        kept = store.save(Sent(
            code=sheet.code, title=sheet.title, period=str(period), version=len(before) + 1,
            on_day=today, recipient=recipient, operator=store.operator, reason=reason.strip(),
            content=content, sha256=sha256(content), form=frozen_form(sheet),
            accepted=json.dumps(accepted, ensure_ascii=False) if accepted else None,
        ))
        for table, row in sorted(refs_in(content)):
            store.save(SentRecord(sent=kept.rowid, owner_table=table, owner_row=row))
    return kept


def _refuse_repeat(before: Sent, content: str, reason: str) -> None:
    if before.sha256 == sha256(content):
        said = f"与 {before.on_day} 第 {before.version} 次报送的一样，不用再报。"
        raise Invalid({"version": said})
    if not reason.strip():
        raise Invalid({"reason": f"{before.on_day} 已经报送过，更正报送要写明原因。"})


def answered(
    store: Store, sent: Sent, state: str, answer: str, on_day: date
) -> Sent:
    """Note what the town answered: accepted, or returned with its reason.

    :raises Invalid: returned without a reason.
    """
    if state == ReturnState.RETURNED and not answer.strip():
        raise Invalid({"answer": "退回要写明退回的原因。"})
    label = ReturnState(state).label
    with store.act(f"{label}：{sent.title} {Period.parse(sent.period).label}"):
        return store.save(sent.but(state=state, answered=on_day, answer=answer.strip() or None))


def changed_since(sent: Sent, sheet: Sheet) -> list[Difference]:
    """Where today's drawing of a return is not what was sent."""
    return differences(sent.content, sheet)


def corrections(store: Store, code: str, period: str) -> list[Correction]:
    """Every 更正报送 of a period beside the version it corrects."""
    every = versions(store, code, period)
    return [
        Correction(before, after, differences(before.content, after.sheet))
        for before, after in pairwise(every)
    ]


def sent_with(store: Store, table: str, row: int) -> list[Sent]:
    """The returns a record went out with (已报送), the newest first; earlier versions left out."""
    found = store.find(
        Sent, """id IN (SELECT sent FROM sent_record WHERE owner_table = ? AND owner_row = ?)
                 AND NOT EXISTS (SELECT 1 FROM sent later WHERE later.code = sent.code
                     AND later.period = sent.period AND later.version > sent.version)""",
        (table, row), "on_day DESC, id DESC",
    )
    return found


def ask_before_change(store: Store, ref: Ref) -> str | None:
    """What to ask before a record that was sent is changed; None when it was not sent."""
    found = sent_with(store, *ref)
    if not found:
        return None
    first = found[0]
    more = f"等 {len(found)} 张报表" if len(found) > 1 else ""
    who = f"，经办人 {first.operator}" if first.operator else ""
    return (f"这条记录已随《{first.title}》（{Period.parse(first.period).label}）{more}"
            f"于 {first.on_day} 报送{who}。改动会记入日志，并显示为与已报的差异；"
            "要更正请重新报送。")
