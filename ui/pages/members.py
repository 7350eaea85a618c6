"""党员: the register with each member's file, development, cadres, talks, dues and duties."""

from __future__ import annotations

from ui.member_cadres import Cadres
from ui.member_development import Development
from ui.member_roll import Roll
from ui.member_sheets import AppraisalSheet, DuesSheet, DutySheet
from ui.member_talks import Talks
from ui.section import SectionedPage


class Members(SectionedPage):
    """Opens a member's card."""

    reads = ("member", "candidate", "post", "talk")
    kinds = (Roll, Development, Cadres, Talks, DuesSheet, AppraisalSheet, DutySheet)

    def open(self, kind: str, row: int) -> None:
        """A member."""
        self.show_section("roll").show_member(row)
