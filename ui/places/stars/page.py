"""五星: the standard, the plan, progress, verdicts, gaps, evidence, economy, reports, the wall."""

from __future__ import annotations

from ui.kit.section import SectionedPage
from ui.places.stars.economy import EconomySection
from ui.places.stars.evidence import EvidenceSection
from ui.places.stars.gaps import GapSection
from ui.places.stars.plan import PlanSection
from ui.places.stars.progress import ProgressSection
from ui.places.stars.standard import StandardSection
from ui.places.stars.verdicts import VerdictSection
from ui.places.stars.wall import WallSection
from ui.places.stars.weekly import WeeklySection


class Stars(SectionedPage):
    """Nine steps as chips, in the order the work goes; Alt+1 to Alt+9 go to one."""

    kinds = (StandardSection, PlanSection, ProgressSection, VerdictSection, GapSection,
             EvidenceSection, EconomySection, WeeklySection, WallSection)

    def refresh(self) -> None:
        """Count the chips; begin at progress where there is a plan, else at the standard."""
        first = self.current is None
        if first and self.store.count("star_plan"):
            self.show_section("progress")
        super().refresh()

    def open(self, kind: str, row: int) -> None:
        """Show a record in the section that shows its kind."""
        for each in self.kinds:
            if kind == each.key or kind in each.record_kinds:
                shown = self.show_section(each.key)
                if row and kind in each.record_kinds:
                    shown.show_record(kind, row)
                return
