"""What the sample village has sent already, and what became of it: three returns still wait."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.returns.calendar import line_of, report_since
from models.returns.catalogue import RETURNS
from models.returns.returning import SPANS, Asked
from models.returns.sending import answered, send
from models.values.periods import Period

if TYPE_CHECKING:
    from models.keeping.store import Store

BEGAN = date(2026, 1, 1)
SENT = (
    ("2026-H1", date(2026, 7, 6), date(2026, 7, 8)),
    ("2026-Q3", date(2026, 10, 4), date(2026, 10, 6)),
    ("2026-10", date(2026, 11, 4), date(2026, 11, 6)),
)
"""Period, the day it was sent, the day it was answered."""
WAITING = ("liaison-statistics", "meetings-quarter", "attendance")
RETURNED = {"matters": "有一件事项办结了没有写验收人，请核对后重报。"}


def report_to_the_town(store: Store) -> None:
    """Everything that was due is sent and accepted, but for what waits and what came back."""
    report_since(store, BEGAN)
    for written, on_day, answered_on in SENT:
        period = Period.parse(written)
        for each in RETURNS:
            if SPANS.get(each.cadence) is not period.span or each.code in WAITING:
                continue
            terms = line_of(store, each, period, on_day).terms
            sent = send(store, each.draw(store, Asked.of(period, on_day)), period,
                        recipient=terms.recipient, today=on_day)
            words = RETURNED.get(each.code, "")
            answered(store, sent, "returned" if words else "accepted", words, answered_on)
