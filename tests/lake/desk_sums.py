"""What the town's desk adds up of every measured figure, to hold the lake's sums against."""

from __future__ import annotations

from decimal import Decimal

from models.figures.measure import Ratio
from models.keeping.store import Store
from models.town.handed_figures import brief, side_by_side
from models.town.received import ReceivedReturn
from models.town.summing import codes_of, summary
from models.values.periods import Period

Sums = dict[tuple[str, str], Decimal | Ratio | None]


def desk_sums(desk: Store, period: Period) -> Sums:
    """Code of the return and of the measure → its sum; of one that stands twice, the first."""
    sums: Sums = {}
    for code, _ in codes_of(desk, str(period)):
        found = summary(desk, code, str(period))
        said = [brief(each.says) for each in desk.find(ReceivedReturn, "code = ?", (code,))]
        columns = side_by_side(dict(enumerate(said)))[0].columns
        for place, total in zip(found.places, found.total, strict=True):
            if place >= 0 and "measured" in columns[place]:
                sums.setdefault((code, columns[place]["measured"][0]), total)
    return sums
