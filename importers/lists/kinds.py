"""The kinds of list there are, and what takes the lines of each in."""

from __future__ import annotations

from collections.abc import Callable

from importers.lists.listing import HOMES, ListKind
from importers.lists.rules import SCHEME, STANDARD
from models.intake.kept_elsewhere import MEETING_HEADINGS, take_in_meetings
from models.intake.listed import Intake
from models.intake.looked_after import (
    PAIRING_HEADINGS,
    VISIT_HEADINGS,
    take_in_pairings,
    take_in_visits,
)
from models.intake.points_across import AmountUnit
from models.intake.points_listed import POINTS_HEADINGS, take_in_points
from models.intake.recorded import (
    ACTIVITY_HEADINGS,
    INCOME_HEADINGS,
    MATTER_HEADINGS,
    take_in_activities,
    take_in_income,
    take_in_matters,
)
from models.intake.rules import take_in_scheme, take_in_standard

POINTS = ListKind("points", POINTS_HEADINGS, (frozenset({"title"}), HOMES | {"member"}),
                  across=frozenset(AmountUnit))
VISITS = ListKind("visits", VISIT_HEADINGS,
                  (frozenset({"member"}), frozenset({"day"}), HOMES), frozenset({"member"}))
PAIRINGS = ListKind("pairings", PAIRING_HEADINGS,
                    (frozenset({"member"}), HOMES), frozenset({"member"}), several=HOMES,
                    lasting=True)
MEETINGS = ListKind("meetings", MEETING_HEADINGS,
                    (frozenset({"kind"}), frozenset({"held"})), frozenset({"kind"}))
ACTIVITIES = ListKind("activities", ACTIVITY_HEADINGS,
                      (frozenset({"on_day"}), frozenset({"theme"})))
ECONOMY = ListKind("economy", INCOME_HEADINGS,
                   (frozenset({"on_day"}), frozenset({"amount", "income", "spent"})))
MATTERS = ListKind("matters", MATTER_HEADINGS, (frozenset({"what"}), frozenset({"found"})))

Take = Callable[..., Intake]
LISTS: dict[str, tuple[ListKind, Take]] = {
    "pairings": (PAIRINGS, take_in_pairings), "visits": (VISITS, take_in_visits),
    "meetings": (MEETINGS, take_in_meetings), "points": (POINTS, take_in_points),
    "activities": (ACTIVITIES, take_in_activities), "economy": (ECONOMY, take_in_income),
    "matters": (MATTERS, take_in_matters), "standard": (STANDARD, take_in_standard),
    "scheme": (SCHEME, take_in_scheme),
}
"""Kind of list → how it is read, and what takes its lines in."""
