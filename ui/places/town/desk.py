"""A page of the town desk: chips and buttons over a list at the left and what it tells right."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.kit.section import Section
from ui.kit.theme import px


class TownDesk(Section):
    """A section that is a place of the window."""

    def put_first(self, widget: QWidget) -> None:
        """A box at the beginning of the buttons."""
        self.tool_row.insertWidget(0, widget)

    def _lay_out(self) -> None:
        super()._lay_out()
        self.over.addWidget(self.tools)
        self.whole.setContentsMargins(px(18), px(10), px(18), px(12))
        self.chips.show()
