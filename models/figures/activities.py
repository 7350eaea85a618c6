"""活动与培训 in figures: how many there were, of which kind, for which star."""

from __future__ import annotations

from functools import cache

from models.figures.measure import Measure
from models.figures.source import Condition, Source
from models.office.star_sets import STARS
from models.values.kinds import NUMBER, Field

ACTIVITY = Source("activity", "activity x", {"activity-kind": "x.kind"}, day="x.on_day")


def _activities(code: str, label: str, unit: str, *where: Condition) -> Measure:
    return Measure(code, Field(label, NUMBER, width=8), unit, ACTIVITY, where)


def for_star(star: str) -> tuple[Condition, ...]:
    """That a record ``x`` was written down for a star; of another star it is not even near."""
    return (Condition(f"coalesce(x.star, '') IN ('', '{star}', '{STARS.label(star)}')"),
            Condition("coalesce(x.star, '') <> ''", "没有注明对应星"))


ACTIVITIES = _activities("activities", "活动场次", "次")
TRAININGS = _activities("activities.training", "培训场次", "场", Condition("x.kind = 'training'"))
CLEANINGS = _activities("activities.cleaning", "清洁家园行动次数", "次",
                        Condition("x.kind = 'cleaning'"))


@cache
def activities_for(star: str) -> Measure:
    """The activities for one star."""
    return _activities(f"activities.{star}", f"{STARS.label(star)}活动", "次", *for_star(star))


ACTIVITY_MEASURES = (ACTIVITIES, TRAININGS, CLEANINGS,
                     *(activities_for(star) for star, _ in STARS.pairs()))
