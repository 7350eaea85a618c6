"""报表报送: what is due, the way to the stick, the town's own form, and what came back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton

from models.periods import Period
from ui.returns.catalogue import CatalogueSection
from ui.returns.enrolling import EnrolSection
from ui.returns.filling import FillSection
from ui.returns.replies import ReplySection
from ui.returns.sending import SendSection
from ui.returns.sent import SentSection
from ui.section import SectionedPage


class Returns(SectionedPage):
    """Six parts in the order the work goes; Alt+1 to Alt+6 go to one."""

    kinds = (CatalogueSection, SendSection, FillSection, ReplySection, SentSection, EnrolSection)
    reads = ("sent", "not_carried_out", "remark", "receipt", "letter", "setting")

    def build(self) -> None:
        """The chips' keys."""
        super().build()
        for at, kind in enumerate(self.kinds, 1):
            act = QAction(kind.title, self)
            act.setShortcut(QKeySequence(f"Alt+{at}"))
            act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            act.triggered.connect(lambda _=False, key=kind.key: self.show_section(key))
            self.addAction(act)
            self._own_deeds[f"go_{kind.key}"] = act

    def refresh(self) -> None:
        """Count the chips."""
        super().refresh()
        for at, button in enumerate(self.chips.findChildren(QPushButton), 1):
            button.setToolTip(f"Alt+{at}")

    def open(self, kind: str, row: object) -> None:
        """A return of the catalogue by its place, or a period to be sent (``2026-Q3``)."""
        if kind == "return" and isinstance(row, int):
            self.show_section("catalogue").open(kind, row)
        elif kind == "sending":
            self.show_section("send").show_period(Period.parse(str(row)))
