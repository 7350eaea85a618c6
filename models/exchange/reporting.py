"""报送 as one step for window and command: looked over, tried, written to the stick, and noted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from models.checks.returns import findings_before
from models.exchange.chain import Package, note_delivered, package_folder, told_already
from models.exchange.inbox import settle_answered
from models.exchange.printed import sheets_to_pack
from models.keeping.permissions import May
from models.keeping.questions import Noted
from models.office.village import is_sample
from models.returns.calendar import WAITING, lines_of, terms_of
from models.returns.catalogue import return_called
from models.returns.frozen import freeze, sha256
from models.returns.leaving import whole_for
from models.returns.returning import Asked
from models.returns.sending import ReturnState, Sent, accept_finding, send, still_open, versions
from models.values.finding import Finding, Level
from models.values.periods import Period
from models.values.problem import Invalid, Problem
from models.values.sheet import Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

Packed = list[tuple[Sheet, int]]
Noting = Callable[[Sequence[Package]], list[Package]]
Deliver = Callable[[Packed, Noting], object]
"""Writes what is packed onto the stick, and then has what stands there whole noted."""


class Unmended(Invalid):
    """Errors stand in the way; ``problems`` lists them all."""

    def __init__(self, found: Sequence[Finding]) -> None:
        said = "\n".join(each.what for each in found)
        super().__init__({"findings": f"还有 {len(found)} 处错误，请先改好，"
                                      f"或写明原因带着报送：\n{said}"})
        self.problems = [{**each.json(), "why": each.what} for each in found]


class _Tried(Exception):
    """The rehearsal is over; nothing of it is kept."""


@dataclass(frozen=True)
class Leaving:
    """The returns of one period that leave together, drawn, with what was found before.

    ``reason`` is why those are sent again that went out before (更正报送), where the town has not
    sent them back with its own; with ``accepts`` every
    error goes along with it too. ``noted`` is what they were drawn and checked from.
    """

    period: Period
    sheets: tuple[Sheet, ...]
    today: date
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    accepts: bool = False
    noted: Noted | None = None

    @property
    def label(self) -> str:
        """What the log says of it."""
        return f"报送：{self.period.label} {len(self.sheets)} 张"


def due_to_leave(store: Store, period: Period, today: date) -> list[str]:
    """The codes of the returns of a period that wait; of one still running all it asks for."""
    return [each.ret.code for each in lines_of(store, period, today)
            if each.state in (*WAITING, ReturnState.AHEAD)]


def all_that_waits(store: Store, period: Period, today: date, reason: str = "") -> Leaving:
    """Everything of a period that is to leave now, drawn; nobody chose it line by line.

    With a ``reason`` what went out before and is another one now is corrected, and what can't be
    mended is accepted.

    :raises Problem: what went out before is another one now, and nobody says why: the package
        would carry the new records beside the old figures.
    """
    due = due_to_leave(store, period, today)
    every = [each.ret.code for each in lines_of(store, period, today) if each.last or
             each.ret.code in due]
    looked = look_over(store, period, every, today, leaves=lambda sheet: (
        sheet.code in due or _is_another(sheet, _last(store, sheet, period))))
    again = [each for each in looked.sheets if each.code not in due]
    if again and not reason:
        titles = "、".join(f"《{each.title}》" for each in again)
        raise Problem(f"{titles}已经报过，现在的资料算出来不一样了。"
                      "请加 --reason 写明更正原因，和这一包一起更正报送。")
    return replace(looked, reason=reason, accepts=bool(reason))


def look_over(
    store: Store, period: Period, codes: Sequence[str], today: date,
    progress: Callable[[int, str], object] = lambda percent, words: None,
    leaves: Callable[[Sheet], bool] = lambda sheet: True,
) -> Leaving:
    """Draw the returns of a period as the records are now, and check what they are drawn from;
    only what ``leaves`` is kept of them."""
    asked, sheets = Asked.of(period, today), []
    with store.noting() as noted:
        pass
    for at, code in enumerate(codes):
        progress(90 * at // max(len(codes), 1), "正在核对…")
        with store.noting() as read:
            sheet = return_called(code, store).draw(store, asked)
        if leaves(sheet):
            sheets.append(sheet)
            noted.tables.update(read.tables)
    with store.noting() as read:
        found = findings_before(store, asked, sheets, frozenset(noted.tables))
    noted.tables.update(read.tables)
    return Leaving(period, tuple(sheets), today, tuple(found), noted=noted)


def as_of_now(store: Store, leaving: Leaving, today: date) -> Leaving:
    """The same returns; drawn and checked anew when an act touched what they were drawn from."""
    if leaving.noted and not store.touched(leaving.noted) and leaving.today == today:
        return leaving
    codes = [each.code for each in leaving.sheets]
    now = look_over(store, leaving.period, codes, today)
    return replace(now, reason=leaving.reason, accepts=leaving.accepts)


def hand_over(store: Store, leaving: Leaving, deliver: Deliver) -> None:
    """Let the returns leave: drawn as the records are now, tried, delivered, and only then noted.

    ``deliver`` may take its time and end elsewhere: no transaction is open while it writes.

    :raises Invalid: an error stands open, nothing changed, or a correction has no reason; nothing
        is on the stick. :raises Problem: it is the sample village, there is nothing new to tell, or
    numbers stand in it that who works may not see.
    """
    if is_sample(store):
        raise Problem("这是示例村，报不出去。请点上面的“回到我的村”，在自己的台账里报。")
    now = as_of_now(store, leaving, leaving.today)
    if not now.sheets and (last := told_already(store, now.period)):
        raise Problem(f"没有新的要报：第 {last.sequence} 号包写好以后，"
                      f"{now.period.label}的报表和资料都没有变。要再拿一份，"
                      f"请从资料文件旁边的“报送”文件夹里拷 {last.name}。")
    packed = rehearse(store, now)
    whole_for(store, (sheet for sheet, _ in packed))
    deliver(packed, lambda made: report(store, now, made))


def open_errors(store: Store, leaving: Leaving) -> list[Finding]:
    """What must be mended first, or accepted with a reason."""
    return [each for each in still_open(store, leaving.period, leaving.findings)
            if each.level == Level.ERROR]


def sent_before(store: Store, leaving: Leaving) -> list[Sent]:
    """The newest version of each return that went out before and is another one now."""
    found = []
    for each in leaving.sheets:
        last = _last(store, each, leaving.period)
        if last is not None and _is_another(each, last):
            found.append(last)
    return found


def _is_another(sheet: Sheet, last: Sent | None) -> bool:
    return last is not None and last.sha256 != sha256(freeze(sheet))


def asked_for(store: Store, leaving: Leaving) -> str:
    """Why the town wants again what leaves again, where it has said so of all of it."""
    said = [_asked_back(each) for each in sent_before(store, leaving)]
    return "；".join(dict.fromkeys(said)) if all(said) else ""


def _last(store: Store, sheet: Sheet, period: Period) -> Sent | None:
    every = versions(store, sheet.code, str(period))
    return every[-1] if every else None


def rehearse(store: Store, leaving: Leaving) -> Packed:
    """Everything the package must hold, each return with its version; nothing is kept.

    :raises Invalid: as :func:`models.returns.sending.send`, before anything is on the stick.
    """
    packed: Packed = []
    try:
        with store.act("试报送", may=May.SEND):
            _send(store, leaving)
            packed = sheets_to_pack(store, leaving.period)
            raise _Tried
    except _Tried:
        return packed


def report(store: Store, leaving: Leaving, made: Sequence[Package]) -> list[Package]:
    """Note the returns as sent and the packages as delivered, as one act that can't be undone.

    What the town asked for of the period is done when nothing of it waits to be sent again.
    """
    with store.act(leaving.label, final=True, may=May.SEND):
        _send(store, leaving)
        settle_answered(store, str(leaving.period), leaving.today)
        return note_delivered(store, made, package_folder(store.path))


def _send(store: Store, leaving: Leaving) -> None:
    """A return that came back and is as it was goes along as it was: it is 已报 once more."""
    for each in open_errors(store, leaving) if leaving.accepts else ():
        accept_finding(store, leaving.period, each, leaving.reason, leaving.today)
    if found := open_errors(store, leaving):
        raise Unmended(found)
    again = {each.code for each in sent_before(store, leaving)}
    for sheet in leaving.sheets:
        last = _last(store, sheet, leaving.period)
        if last is not None and last.state == ReturnState.RETURNED and sheet.code not in again:
            store.save(last.but(state=ReturnState.SENT, answered=None, answer=None))
            continue
        terms = terms_of(store, return_called(sheet.code, store), leaving.period.end)
        reason = leaving.reason or _asked_back(last) if sheet.code in again else ""
        send(store, sheet, leaving.period, recipient=terms.recipient, today=leaving.today,
             findings=leaving.findings, reason=reason)


def _asked_back(last: Sent | None) -> str:
    """The reason a 退回单 gives for sending a return again."""
    if last is None or last.state != ReturnState.RETURNED:
        return ""
    return f"镇里退回：{last.answer}"
