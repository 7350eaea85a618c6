"""活动与培训台账: every activity of the period with people, results and the star it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.activities.activity import Activity, activities_between, results_of, rounds_due
from models.returns.registers import NUMBERED
from models.returns.returning import Asked, Return, headed
from models.values.kinds import NUMBER, Field
from models.values.sheet import Column, Row, Sheet, summed

if TYPE_CHECKING:
    from models.keeping.store import Store

ACTIVITIES = (
    NUMBERED, Column(Activity.field("on_day")), Column(Activity.field("kind")),
    Column(Activity.field("theme")), Column(Activity.field("host")),
    Column(Activity.field("place")), Column(Field("参加人数", NUMBER, width=8), total=True),
    Column(Field("人次", NUMBER, width=7), total=True), Column(Field("约数", width=5)),
    Column(Field("成效", width=24)), Column(Activity.field("star")), Column(Activity.field("note")),
)


def activity_list(store: Store, asked: Asked) -> Sheet:
    """The ledger of the period; recurring tasks that nobody met are said, not filled in."""
    period = asked.period
    rows = []
    for place, each in enumerate(activities_between(store, period.start, period.end), 1):
        results = results_of(store, each.rowid)
        rows.append(Row(
            (place, each.on_day, each.kind, each.theme, each.host, each.place, each.people,
             each.times, "约" if each.about else "", "；".join(r.words for r in results),
             each.star, each.note),
            (("activity", each.rowid), *(("activity_result", r.rowid) for r in results)),
        ))
    missed = [each.words for each in rounds_due(store, period)
              if each.activity is None and each.last <= asked.day]
    notes = [f"没有登记的固定活动{len(missed)}次：{'；'.join(missed)}。"] if missed else []
    return headed(
        store, asked, code="activities", title="活动与培训台账", columns=ACTIVITIES, rows=rows,
        measure="人、人次", total=summed(ACTIVITIES, rows),
        notes=("参加人数按人计，人次按次计，不相加。", *notes),
    )


ACTIVITY_RETURNS = (
    Return("activities", "活动与培训台账", "quarter", ACTIVITIES, activity_list, internal=False),
)
