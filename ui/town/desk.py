"""A page of the town desk: chips and buttons over a list at the left and what it tells right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.section import Section
from ui.theme import px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.chips import Chip


class TownDesk(Section):
    """A section that is a place of the window."""

    def ask_over(self, chips: Sequence[Chip]) -> None:
        """Filter chips in the bar."""
        self.chips.show_chips(chips)
        self.chips.show()

    def put_first(self, widget: QWidget) -> None:
        """A box at the beginning of the buttons."""
        self.tools.layout().insertWidget(0, widget)  # type: ignore[union-attr]

    def _lay_out(self) -> None:
        super()._lay_out()
        bar, whole = QHBoxLayout(), self.layout()
        bar.setSpacing(px(8))
        bar.addWidget(self.chips, 1)
        bar.addWidget(self.tools)
        whole.insertLayout(0, bar)  # type: ignore[union-attr]
        whole.setContentsMargins(px(18), px(10), px(18), px(12))  # type: ignore[union-attr]
        self.chips.show()
