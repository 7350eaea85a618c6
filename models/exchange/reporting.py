"""报送 as one step: tried first, written to the stick, and only then noted as sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from models.checks.finding import Finding
from models.exchange.chain import Package, note_delivered
from models.exchange.printed import sheets_to_pack
from models.periods import Period
from models.returns.calendar import terms_of
from models.returns.catalogue import return_called
from models.returns.frozen import freeze, sha256
from models.returns.sending import Sent, send, versions
from models.returns.sheet import Sheet

if TYPE_CHECKING:
    from models.store import Store


class _Tried(Exception):
    """The rehearsal is over; nothing of it is kept."""


@dataclass(frozen=True)
class Leaving:
    """The returns of one period that leave together, drawn, with what was found before.

    ``reason`` is why those are sent again that went out before (更正报送).
    """

    period: Period
    sheets: tuple[Sheet, ...]
    today: date
    findings: tuple[Finding, ...] = ()
    reason: str = ""


def sent_before(store: Store, leaving: Leaving) -> list[Sent]:
    """The newest version of each return that went out before and is another one now."""
    found = []
    for each in leaving.sheets:
        last = _last(store, each, leaving.period)
        if last is not None and last.sha256 != sha256(freeze(each)):
            found.append(last)
    return found


def _last(store: Store, sheet: Sheet, period: Period) -> Sent | None:
    every = versions(store, sheet.code, str(period))
    return every[-1] if every else None


def rehearse(store: Store, leaving: Leaving) -> list[tuple[Sheet, int]]:
    """Everything the package must hold, each return with its version; nothing is kept.

    :raises Invalid: as :func:`models.returns.sending.send`, before anything is on the stick.
    """
    packed: list[tuple[Sheet, int]] = []
    try:
        with store.act("试报送"):
            _send(store, leaving)
            packed = sheets_to_pack(store, leaving.period)
            raise _Tried
    except _Tried:
        return packed


def report(
    store: Store, leaving: Leaving, made: Sequence[Package], folder: Path
) -> list[Package]:
    """Note the returns as sent and the packages as delivered, as one act that can't be undone.

    :param folder: where packages are kept on this PC.
    """
    with store.act(f"报送：{leaving.period.label} {len(leaving.sheets)} 张", final=True):
        _send(store, leaving)
        return note_delivered(store, made, folder)


def _send(store: Store, leaving: Leaving) -> None:
    """A return that came back and is as it was goes along as it was: it is 已报 once more."""
    again = {each.code for each in sent_before(store, leaving)}
    for sheet in leaving.sheets:
        last = _last(store, sheet, leaving.period)
        if last is not None and last.state == "returned" and sheet.code not in again:
            store.save(last.but(state="sent", answered=None, answer=None))
            continue
        terms = terms_of(store, return_called(sheet.code), leaving.period.end)
        send(store, sheet, leaving.period, recipient=terms.recipient, today=leaving.today,
             findings=leaving.findings, reason=leaving.reason if sheet.code in again else "")
