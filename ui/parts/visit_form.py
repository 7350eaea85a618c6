"""Writing one visit down, and the problem found on it, in one form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from models.keeping.record import field
from models.matters.matter import MATTER_KINDS, Matter
from models.office.policies import policy
from models.pairing.pairing import pairings_on
from models.values.kinds import NOTE
from models.values.privacy import Privacy
from models.visits.visit import Visit, record_visit, visit_reasons
from ui.kit.form import Pane
from ui.kit.lookups import household_finder, member_finder, offer, take_the_best

if TYPE_CHECKING:
    from models.keeping.store import Store

VISIT_FORM = ("household", "member", "day", "way", "reason", "met", "said", "needs",
              "# 发现的问题（写了就成为一件事项）", "problem", "problem_kind", "topic")

Kept = Callable[[Visit, int | None], object]
"""Told of the visit that was kept, and of the matter found on it."""


class VisitEntry(Visit, table="visit", label="走访"):
    """A visit as it is typed, with the problem found on it."""

    problem: str | None = field("发现问题", NOTE, privacy=Privacy.SENSITIVE)
    problem_kind: str | None = field("问题类型", default="problem", options=MATTER_KINDS)
    topic: str | None = field("问题类别")


def visit_pane(
    store: Store, today: date, household: int | None = None, kept: Kept = lambda visit, row: None
) -> Pane:
    """A form for a visit; household, its main member, day and way are filled in when known."""
    entry = VisitEntry(household=household, member=_main_member(store, household, today),
                       day=today, entered=today)

    def keep(typed: Any) -> None:
        visit, matter = split(typed)
        kept(*record_visit(store, visit, matter))

    pane = Pane(store, "记走访", entry, VISIT_FORM, f"visit:new:{household or ''}", keep, {
        "household": household_finder(household), "member": member_finder(today, entry.member),
    })
    editors = pane.form.editors
    offer(editors["reason"], visit_reasons(store, today))
    offer(editors["topic"], policy(store, "matters", today)["topics"])
    take_the_best(pane.form)
    if household is None:
        editors["household"].lineEdit().editingFinished.connect(
            lambda: _fill_in_member(store, pane, today)
        )
    elif entry.member is not None:
        pane.setFocusProxy(editors["reason"])
    else:
        pane.setFocusProxy(editors["member"])
    return pane


def split(entry: VisitEntry) -> tuple[Visit, Matter | None]:
    """The visit of an entry, and the matter when a problem was written."""
    values = {each.name: getattr(entry, each.name) for each in Visit.fields()}
    visit = Visit(id=entry.id, **values)
    if not (entry.problem or "").strip():
        return visit, None
    return visit, Matter(kind=entry.problem_kind or "problem", what=entry.problem,
                         topic=entry.topic, found=entry.day)


def _main_member(store: Store, household: int | None, day: date) -> int | None:
    if household is None:
        return None
    found = pairings_on(store, day, household=household)
    return next((each.member for each in found if each.role == "main"), None)


def _fill_in_member(store: Store, pane: Pane, today: date) -> None:
    """When the household is chosen, its main member is filled in, unless somebody is already."""
    household, member = (pane.form.editors[name] for name in ("household", "member"))
    if member.words() or not household.words().isdigit():
        return
    row = _main_member(store, int(household.words()), today)
    if row is not None:
        label = next(label for each, label in member_finder(today, row)(store, "") if each == row)
        member.know(row, label)
        member.put(str(row))
