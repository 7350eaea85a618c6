"""观摩比拼 in the village: groups, or people, scored by several judges."""

from __future__ import annotations

from models.office.village import groups
from ui.parts.contests import Contests


class VillageContests(Contests):
    """Unless somebody is named, the 村民小组 are compared."""

    def usual_names(self) -> list[str]:
        """The groups in their order."""
        return [each.name for each in groups(self.store)]
