"""党员: the register with each member's file, development, cadres, talks, dues and duties."""

from __future__ import annotations

from ui.kit.section import SectionedPage
from ui.places.members.cadres import Cadres
from ui.places.members.development import Development
from ui.places.members.roll import Roll
from ui.places.members.sheets import AppraisalSheet, DuesSheet, DutySheet, Talks


class Members(SectionedPage):
    """Opens a member's card."""

    kinds = (Roll, Development, Cadres, Talks, DuesSheet, AppraisalSheet, DutySheet)

    def open(self, kind: str, row: int) -> None:
        """A member."""
        self.show_section("roll").look_at(row)
