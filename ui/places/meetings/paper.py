"""5 打印: the page of the minutes book as it will be printed."""

from __future__ import annotations

from models.values.periods import Period, Span
from ui.kit.page import action
from ui.parts.paper_view import PaperView
from ui.places.meetings.step import Step


class PaperStep(Step):
    """The minutes on paper, to be printed or handed out."""

    key, title = "paper", "5 打印"
    reads = ("meeting", "attendance", "vote", "decision")

    def build(self) -> None:
        """The preview fills the page."""
        self.paper = PaperView(self.store)
        self.body.addWidget(self.paper)
        self.zones = [self.paper.preview]

    def refresh(self) -> None:
        """Draw the minutes of the meeting on the desk."""
        meeting = self.meeting
        if meeting is not None and meeting.id is not None:
            self.paper.show_document("minutes", Period.of(meeting.held, Span.MONTH),
                                     meeting=meeting.id)

    @action("导出…", icon="export", shortcut="Ctrl+E")
    def export(self) -> None:
        """Write the workbook and the PDF."""
        self.paper.export()

    @action("打印…", icon="print", shortcut="Ctrl+P", main=True)
    def print(self) -> None:
        """Print the minutes."""
        self.paper.print()
