"""Room for what is larger than the window: of several things the one shown counts, and scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from ui.kit.tokens import px


# Not replaceWidget: what it returns keeps a wrapper of an item that Qt ends, and the process dies
# when something else of Python's comes to lie at that address.
def take_place(column: QBoxLayout, former: QWidget, new: QWidget) -> None:
    """``new`` stands where ``former`` stood, which ends."""
    at = column.indexOf(former)
    column.removeWidget(former)
    column.insertWidget(at, new)
    former.hide()
    former.deleteLater()


class Modest(QWidget):
    """One of several behind one another: it takes what room there is, and asks for the least."""

    def heightForWidth(self, width: int) -> int:
        """What it needs at least; nothing behind another."""
        layout = self.layout()
        if self.isHidden() or layout is None:
            return 0
        if layout.hasHeightForWidth():
            return layout.minimumHeightForWidth(width)
        return layout.minimumSize().height()

    def minimumSizeHint(self) -> QSize:
        """Nothing behind another."""
        return QSize(0, 0) if self.isHidden() else super().minimumSizeHint()


class Abreast(Modest):
    """Columns beside one another; in less room than ``least``, one below the other."""

    def __init__(self, least: int) -> None:
        super().__init__()
        self._least, self.across = least, QHBoxLayout(self)
        self.across.setContentsMargins(0, 0, 0, 0)
        self.across.setSpacing(px(14))

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest of them."""
        columns = map(self.across.itemAt, range(self.across.count()))
        wide = max((each.minimumSize().width() for each in columns if each is not None), default=0)
        least = super().minimumSizeHint()
        return least.boundedTo(QSize(wide, least.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another direction."""
        super().resizeEvent(event)
        narrow = self.width() < px(self._least)
        self.across.setDirection(QBoxLayout.Direction.TopToBottom if narrow
                                 else QBoxLayout.Direction.LeftToRight)


class Shown(QStackedWidget):
    """Asks for the room of the one it shows, where each is modest, as soon as it shows it."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _: self.updateGeometry())


class Room(QScrollArea):
    """Gives its content all the room there is, and scrolls when that is less than it needs.

    A window keeps its size under 关怀版: what has no room is scrolled to, never pressed together.
    """

    def __init__(self, content: Shown) -> None:
        super().__init__()
        self._content = content
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        content.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Something in it needs another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill it anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room, least = self.maximumViewportSize(), self._content.minimumSizeHint()
        bars = QSize(self.verticalScrollBar().sizeHint().width(),
                     self.horizontalScrollBar().sizeHint().height())
        needed = QSize(max(room.width(), least.width()), 0)
        needed.setHeight(self._content.heightForWidth(needed.width()))
        if needed.height() > room.height() and least.width() < room.width():
            needed.setWidth(max(room.width() - bars.width(), least.width()))
            needed.setHeight(self._content.heightForWidth(needed.width()))
        across = room.height() - (bars.height() if needed.width() > room.width() else 0)
        self._content.resize(needed.expandedTo(QSize(0, across)))

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        """Whatever has the keyboard is in sight."""
        if now is not None and self._content.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, 0)
