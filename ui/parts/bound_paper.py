"""A paper that takes the whole page: a year's book, the six sheets."""

from __future__ import annotations

from typing import Any

from models.values.periods import Period
from ui.kit.page import action, press_button
from ui.kit.section import Section
from ui.parts.paper_view import PaperView


class BoundPaper(Section):
    """Shown by whoever asks for it; 返回 leads back there."""

    key, title, alone = "bound", "文书", True

    def build(self) -> None:
        """The preview, its buttons and the way back over it."""
        self.paper = PaperView(self.store)
        self.tools.layout().addStretch(1)
        for name in ("export", "print", "go_back"):
            self.tools.layout().addWidget(press_button(self.deeds[name], main=name == "print"))
        self.layout().insertWidget(0, self.tools)
        self.body.addWidget(self.paper)
        self.zones = [self.paper.preview]

    def show_document(self, code: str, period: Period, title: str, **answers: Any) -> None:
        """Draw this one."""
        self.tell(detail=title, summary="")
        self.paper.show_document(code, period, **answers)

    @action("导出…", icon="export", shortcut="Ctrl+E", place="own")
    def export(self) -> None:
        """Write the workbook and the PDF."""
        self.paper.export()

    @action("打印…", icon="print", shortcut="Ctrl+P", place="own")
    def print(self) -> None:
        """Print what is shown."""
        self.paper.print()

    @action("返回", icon="leave", shortcut="Alt+Up", place="own")
    def go_back(self) -> None:
        """Back to where one came from."""
        assert self.host is not None
        self.host.come_back()
