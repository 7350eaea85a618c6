"""The calendar of returns: what is due when and to whom, and how each of them stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from models.keeping.asked_once import asked_once
from models.keeping.journal import begun
from models.keeping.record import Record, required
from models.keeping.settings import set_setting, setting
from models.office.village import change_policy, policy
from models.returns.catalogue import RETURNS, every_return, return_called
from models.returns.returning import SPANS, Return
from models.returns.sending import ReturnState, Sent, versions
from models.returns.stars import STAR_RETURNS, WEEKLY_RETURNS
from models.stars.plan import plan_for
from models.values.kinds import DAY, NOTE
from models.values.periods import Period, Span
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

WAITING = (ReturnState.WAITING, ReturnState.RETURNED)
"""The states of a return that is to be sent."""
BEGUN = "returns.since"
OWED = timedelta(days=366)
"""So long a return that was never sent is still asked for."""


class NotCarriedOut(Record, table="not_carried_out", label="未开展说明"):
    """There is nothing to report for a period, and why."""

    code: str = required("报表代号")
    period: str = required("时段", width=9)
    reason: str = required("未开展原因", NOTE, width=24)
    on_day: date = required("填写日期", DAY, width=11)


@dataclass(frozen=True)
class Terms:
    """The town's rule for a return: days after the period, who receives it, on which paper."""

    days: int
    recipient: str
    basis: str


@dataclass(frozen=True)
class ReturnLine:
    """A return as the catalogue shows it for one period.

    ``last`` is the newest version sent for it; ``before`` the newest one of an earlier period.
    """

    ret: Return
    period: Period
    due: date
    terms: Terms
    state: ReturnState
    late: int
    last: Sent | None
    before: Sent | None
    reason: str = ""

    @property
    def words(self) -> str:
        """待报，7月5日前报乡镇党建办，已超 3 天."""
        said = self.state.label
        if self.state in (ReturnState.AHEAD, ReturnState.WAITING):
            said += f"，{self.due.month}月{self.due.day}日前报{self.terms.recipient}"
        if self.state == ReturnState.RETURNED and self.last is not None and self.last.answer:
            said += f"：{self.last.answer}"
        if self.late:
            said += f"，已超 {self.late} 天"
        return said + (f"（{self.reason}）" if self.reason else "")


def terms_of(store: Store, ret: Return, day: date) -> Terms:
    """The town's rule for a return on a day: shipped, under what the office has changed."""
    return _ReadOnce(store).terms(ret, day)


def change_terms(store: Store, code: str, day: date, **values: Any) -> None:
    """Set ``days``, ``recipient`` or ``basis`` of one return, as the town has ordered.

    :raises Invalid: fewer than no days.
    """
    return_called(code, store)
    if values.get("days", 0) < 0:
        raise Invalid({"days": "期后天数不能小于 0。"})
    own = dict(policy(store, "returns", day)["own"])
    own[code] = {**own.get(code, {}), **values}
    change_policy(store, "returns", own=own)


def line_of(store: Store, ret: Return, period: Period, today: date) -> ReturnLine:
    """How a return of one period stands."""
    return _ReadOnce(store).line(ret, period, today)


class _Newest(NamedTuple):
    """The newest version of what was sent."""

    row: int
    state: str


class _ReadOnce:
    """What lines are drawn from, read once for all of them: what went out, what was waived, the
    rules of a day. What was sent is heavy, and only fetched where a line shows it."""

    def __init__(self, store: Store) -> None:
        self.store, self._rules = store, dict[date, dict[str, Any]]()
        self.sent: dict[str, dict[Period, _Newest]] = defaultdict(dict)
        for code, period, row, state in store.query(
            "SELECT code, period, id, state FROM sent ORDER BY version"
        ):
            self.sent[code][Period.parse(period)] = _Newest(row, state)
        self.waived = {(code, period): reason for code, period, reason in store.query(
            "SELECT code, period, reason FROM not_carried_out")}

    def terms(self, ret: Return, day: date) -> Terms:
        """The town's rule for a return on a day."""
        if day not in self._rules:
            self._rules[day] = policy(self.store, "returns", day)
        rules = self._rules[day]
        own: dict[str, Any] = rules["own"].get(ret.code, {})
        return Terms(
            int(own.get("days", rules["days"].get(ret.cadence, 0))),
            str(own.get("recipient", rules["recipient"])), str(own.get("basis", ret.basis)),
        )

    def line(self, ret: Return, period: Period, today: date) -> ReturnLine:
        """How a return of one period stands."""
        sent = self.sent[ret.code]
        last, terms = sent.get(period), self.terms(ret, period.end)
        before = max((each for each in sent if each.end < period.start),
                     key=lambda each: (each.end, sent[each].row), default=None)
        due, reason = period.end + timedelta(days=terms.days), ""
        if last is not None:
            state = ReturnState(last.state)
        elif (ret.code, str(period)) in self.waived:
            state, reason = ReturnState.NOT_DONE, self.waived[ret.code, str(period)]
        else:
            state = ReturnState.AHEAD if today <= period.end else ReturnState.WAITING
        late = (today - due).days if state in WAITING and today > due else 0
        return ReturnLine(
            ret, period, due, terms, state, late,
            self.store.get(Sent, last.row) if last else None,
            self.store.get(Sent, sent[before].row) if before else None, reason,
        )


def reporting_since(store: Store) -> date:
    """The first day the village answers for here: as it said itself, else that of its first act."""
    said = setting(store, BEGUN)
    return begun(store) if said is None else date.fromisoformat(said)


def report_since(store: Store, day: date) -> None:
    """Say from which day on the village reports from this file."""
    set_setting(store, BEGUN, day.isoformat())


@asked_once
def return_calendar(store: Store, today: date) -> list[ReturnLine]:
    """Every return of the catalogue with a rhythm: what is over and owed, and what is running.

    The period just over is left out once it was answered for and accepted. Earlier ones stay while
    they wait (:func:`_still_owed`). Nothing is owed of what ended before the village began to
    report from this file. The creation work is reported on once there is a plan.
    """
    lines, since, read = list[ReturnLine](), reporting_since(store), _ReadOnce(store)
    for ret in every_return(store):
        if ret.cadence not in SPANS:
            continue
        running, begun = Period.of(today, SPANS[ret.cadence]), max(since, ret.since or since)
        over = running.previous()
        before = _still_owed(read.sent[ret.code], over, max(begun, today - OWED))
        lines += [read.line(ret, each, today) for each in before
                  if (ret.code, str(each)) not in read.waived]
        last = read.line(ret, over, today)
        settled = last.state in (ReturnState.ACCEPTED, ReturnState.NOT_DONE)
        lines += [last] if over.end >= begun and not settled else []
        lines.append(read.line(ret, running, today))
    asked = [each for each in lines if _asked_for(store, each)]
    return sorted(asked, key=lambda each: (
        each.state == ReturnState.AHEAD, each.due, each.ret.code))


def _still_owed(
    sent: Mapping[Period, _Newest], over: Period, since: date
) -> Iterator[Period]:
    """The periods before the one just over that wait: sent back, or missed since the first sent.

    A return that never went out from here is not one the town misses; a missed week is overtaken
    by the next.
    """
    yield from (each for each, newest in sent.items()
                if newest.state == ReturnState.RETURNED and each.end < over.start)
    first = min((each.end for each in sent), default=date.max)
    before = over.previous()
    while over.span is not Span.WEEK and before.end >= max(first, since):
        if before not in sent:
            yield before
        before = before.previous()


_SHIPPED = frozenset(each.code for each in RETURNS)
_CREATION = frozenset(each.code for each in (*STAR_RETURNS, *WEEKLY_RETURNS))
"""The returns of the creation work."""


def _asked_for(store: Store, line: ReturnLine) -> bool:
    """What went out; else nothing of what ended before a shipped return began (one's own may be
    sent for a time before it was made), and those of the creation work only where there was a plan.
    """
    shipped = line.ret.code in _SHIPPED
    if line.last is None and shipped and line.period.end < (line.ret.since or date.min):
        return False
    if line.last is not None or line.ret.code not in _CREATION:
        return True
    plan = plan_for(store, line.period.end.year)
    return plan is not None and plan.made <= line.period.end


def lines_of(store: Store, period: Period, today: date) -> list[ReturnLine]:
    """How the returns stand that are asked for of one period, or went out for it all the same."""
    read = _ReadOnce(store)
    found = [read.line(each, period, today) for each in every_return(store)
             if SPANS.get(each.cadence) is period.span or period in read.sent[each.code]]
    return [each for each in found if _asked_for(store, each)]


def waive(store: Store, code: str, period: Period, reason: str, today: date) -> NotCarriedOut:
    """Say that there is nothing to report. :raises Invalid: no reason, or it was sent already."""
    ret = return_called(code, store)
    if not reason.strip():
        raise Invalid({"reason": "未开展要写明原因，例如“本季没有召开”。"})
    if versions(store, code, str(period)):
        raise Invalid({"reason": f"《{ret.title}》{period.label}已经报送，不能再写未开展。"})
    known = store.find(NotCarriedOut, "code = ? AND period = ?", (code, str(period)))
    with store.act(f"未开展：{ret.title} {period.label}"):
        return store.save(NotCarriedOut(
            id=known[0].id if known else None, code=code, period=str(period),
            reason=reason.strip(), on_day=today,
        ))
