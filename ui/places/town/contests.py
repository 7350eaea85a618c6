"""观摩比拼 at the town: the villages, or anybody named, scored by several judges."""

from __future__ import annotations

from models.town.units import units
from ui.kit.section import PlaceSection
from ui.parts.contests import Contests


class TownContests(Contests, PlaceSection):
    """Unless somebody is named, the villages are compared."""

    def usual_names(self) -> list[str]:
        """The villages in the town's order."""
        return [each.name for each in units(self.store)]
