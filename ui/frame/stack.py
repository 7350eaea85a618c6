"""The pages of the window, and what stands over one of them for a while: the manual, a paper."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.kit.room import Shown


class PageStack(Shown):
    """Shows a page, or what was laid over it last; that taken away, the keyboard is back.

    ``page`` is what lies lowest; ``headed(words)`` when other words belong over it, none when the
    page says its own.
    """

    headed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.page: QWidget | None = None
        self._over: list[tuple[QWidget, QWidget | None]] = []

    def show_page(self, page: QWidget) -> None:
        """Show a page, with nothing over it."""
        for over, _ in self._over:
            self.removeWidget(over)
        self._over.clear()
        self.page = page
        self.setCurrentWidget(page)

    def removeWidget(self, gone: QWidget) -> None:
        """A page that goes with its data file is under nothing any more."""
        super().removeWidget(gone)
        if gone is self.page:
            self.page = None

    def cover(self, over: QWidget) -> None:
        """Lay ``over`` on what is shown."""
        self._over.append((over, self.window().focusWidget()))
        self.setCurrentIndex(self.addWidget(over))

    def uncover(self) -> None:
        """Take away what lies on top: what is below, at last the page, is there again."""
        over, focus = self._over.pop()
        self.removeWidget(over)
        below = self._over[-1][0] if self._over else self.page
        if below is not None:
            self.setCurrentWidget(below)
            there = [below, *below.findChildren(QWidget)]  # hiding moves the widget's own focus
            (focus if focus in there else below).setFocus()
        self.headed.emit("")
