"""The town's rule for one return as the office types it: by when, to whom, on which paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field
from models.returns.calendar import change_terms, report_since, reporting_since, terms_of
from models.values.kinds import DAY, NOTE, NUMBER
from ui.kit.form import Pane

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.returns.returning import Return

TERMS_FORM = ("days", "recipient", "basis", "# 所有报表", "since")


class TermsEntry(Record, table="setting", label="报送规定"):
    """When and to whom a return is due; ``since`` is the same for all of them."""

    days: int = field("期后几天内报", NUMBER, required=True)
    recipient: str = field("报给", required=True)
    basis: str | None = field("依据", NOTE)
    since: date | None = field("从哪天起在这里报", DAY)

    def faults(self) -> dict[str, str]:
        """A return can't be due before its period is over."""
        return {"days": "期后天数不能小于 0。"} if self.days < 0 else {}


def terms_pane(store: Store, ret: Return, today: date) -> Pane[TermsEntry]:
    """The rule of one return; only what was changed is laid over the shipped one."""
    told, since = terms_of(store, ret, today), reporting_since(store)
    entry = TermsEntry(days=told.days, recipient=told.recipient, basis=told.basis or None,
                       since=None if since == date.max else since)

    def keep(typed: TermsEntry) -> None:
        wanted = {"days": typed.days, "recipient": typed.recipient, "basis": typed.basis or ""}
        changed = {name: value for name, value in wanted.items() if value != getattr(told, name)}
        with store.act(f"报送规定：{ret.title}"):
            if changed:
                change_terms(store, ret.code, today, **changed)
            if typed.since and typed.since != since:
                report_since(store, typed.since)

    return Pane(store, f"报送规定　{ret.title}", entry, TERMS_FORM, f"terms:{ret.code}", keep)
