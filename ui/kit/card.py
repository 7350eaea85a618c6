"""The panel at the right of a list: a title, a story in the order one tells it, next steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QScrollArea,
    QStyleOption,
    QVBoxLayout,
    QWidget,
)

from ui.kit.theme import Plain, plain_tip
from ui.kit.tokens import px

LEAST = 340
"""Pixels that the card of a list is wide at least."""
TOLD = 40
"""Pixels that are left at least between its title and its steps."""


class Flow(QLayout):
    """One line while there is room, more when the window is narrow or 关怀版 is large.

    With ``apart`` the last of each line but a lone first stands at its right end.
    """

    def __init__(
        self, parent: QWidget | None = None, gap: int = 8, *, apart: bool = False
    ) -> None:
        self._heights: dict[int, int] = {}
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._apart = gap, apart
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt adds at the end."""
        self._items.append(item)

    def insertWidget(self, at: int, widget: QWidget) -> None:
        """Add a widget before the item at a place."""
        self.addWidget(widget)
        self._items.insert(at, self._items.pop())

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, at: int) -> QLayoutItem | None:
        """The item at a place, None behind the last."""
        return self._items[at] if 0 <= at < len(self._items) else None

    def takeAt(self, at: int) -> QLayoutItem | None:
        """Give an item away."""
        self._heights = {}
        return self._items.pop(at) if 0 <= at < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It asks for no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high the lines are in that width; Qt asks a hundred times for one picture."""
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), keep=False)
        return self._heights[width]

    def invalidate(self) -> None:
        """Something in it is another size, or gone."""
        self._heights = {}
        super().invalidate()

    def setGeometry(self, room: QRect) -> None:
        """Put everything in its place."""
        super().setGeometry(room)
        self._place(room, keep=True)

    def sizeHint(self) -> QSize:
        """All on one line."""
        hints = [each.sizeHint() for each in self._shown()]
        across = sum(each.width() for each in hints) + px(self._gap) * max(len(hints) - 1, 0)
        return self._with_margins(across, max((each.height() for each in hints), default=0))

    def minimumSize(self) -> QSize:
        """One below the other."""
        least = [each.minimumSize() for each in self._shown()]
        return self._with_margins(max((each.width() for each in least), default=0),
                                  max((each.height() for each in least), default=0))

    def _shown(self) -> list[QLayoutItem]:
        return [each for each in self._items if not each.isEmpty()]

    def _with_margins(self, across: int, down: int) -> QSize:
        margins = self.contentsMargins()
        return QSize(across + margins.left() + margins.right(),
                     down + margins.top() + margins.bottom())

    def _place(self, room: QRect, *, keep: bool) -> int:
        """Place the items (when they are to ``keep`` it); how high the room has to be."""
        inner, gap = room.marginsRemoved(self.contentsMargins()), px(self._gap)
        x, y, lines = inner.x(), inner.y(), [list[tuple[QLayoutItem, QRect]]()]
        for each in self._shown():
            size = each.sizeHint()
            if size.width() > max(inner.width(), 0):  # what can be narrower is higher then
                size.setWidth(max(inner.width(), 0))
                if each.hasHeightForWidth():
                    size.setHeight(each.heightForWidth(size.width()))
            if x > inner.x() and x + size.width() > inner.x() + inner.width():
                x, y = inner.x(), y + _tallest(lines[-1]) + gap
                lines.append([])
            lines[-1].append((each, QRect(QPoint(x, y), size)))
            x += size.width() + gap
        for line in lines if keep else ():
            for each, box in line:  # what is lower stands in the middle of its line
                last = self._apart and each is line[-1][0] and each is not self._items[0]
                each.setGeometry(box.translated(
                    inner.right() - box.right() if last else 0,
                    (_tallest(line) - box.height()) // 2))
        return y + _tallest(lines[-1]) - room.y() + self.contentsMargins().bottom()


def _tallest(line: list[tuple[QLayoutItem, QRect]]) -> int:
    return max((box.height() for _, box in line), default=0)


# ── the card ─────────────────────────────────────────────────────────────────


def panel(
    content: QWidget | QLayout, margin: int = 0, parent: QWidget | None = None
) -> QFrame:
    """A white panel with a thin border around ``content``."""
    frame = QFrame(parent)
    frame.setProperty("panel", True)
    inner = QVBoxLayout(frame)
    inner.setContentsMargins(*[px(margin) or 1] * 4)
    if isinstance(content, QLayout):
        inner.addLayout(content)
    else:
        inner.addWidget(content)
    return frame


def words(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label in one of the theme's roles (title, section, second, faint, fault, label)."""
    label = Plain(text, wrap=wrap)
    if role:
        label.setProperty("role", role)
    return label


class Wrapped(Plain):
    """Words on one line while there is room for it, on more where there is none."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text, wrap=True)
        self.setProperty("role", role)

    def sizeHint(self) -> QSize:
        """All on one line."""
        return self.fontMetrics().size(0, self.text()).grownBy(self.contentsMargins())


class Elided(Plain):
    """Words on one line that give way: what has no room is cut, and whole in the tip."""

    def __init__(self, least: int = 40) -> None:
        super().__init__()
        self._least = least

    def minimumSizeHint(self) -> QSize:
        """The first of the words."""
        whole = super().minimumSizeHint()
        return whole.boundedTo(QSize(px(self._least), whole.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """As much of it as there is room for."""
        said, option = self.text(), QStyleOption()
        shown = self.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(plain_tip(said) if shown != said else "")
        option.initFrom(self)
        self.style().drawItemText(QPainter(self), self.rect(), int(Qt.AlignmentFlag.AlignVCenter),
                                  option.palette, True, shown, self.foregroundRole())


class Timeline(QFrame):
    """往事: one line for each thing that happened, the newest first."""

    def __init__(self, lines: Sequence[tuple[str, str, str]]) -> None:
        """``lines`` are (when, what kind, words)."""
        super().__init__()
        self.setObjectName("timeline")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), 0, 0, 0)
        column.setSpacing(px(6))
        for when, kind, said in lines:
            row = QHBoxLayout()
            row.setSpacing(px(12))
            row.addWidget(words(when, "faint"))
            row.addWidget(words(f"{kind}　{said}" if kind else said, wrap=True), 1)
            column.addLayout(row)


def section(heading: str) -> QLabel:
    """The small heading of a section of a card."""
    label = words(heading, "section")
    label.setContentsMargins(0, px(8), 0, 0)
    return label


def link_button(said: str, do: Callable[[], object]) -> QPushButton:
    """Words that do something at one click, in the colour of what opens."""
    button = QPushButton(said)
    button.setProperty("link", True)
    button.setAccessibleName(said)
    button.clicked.connect(do)
    return button


class Card(QScrollArea):
    """A card: ``title``, ``aside`` beside it, what is told below, next steps at the foot.

    The title and the steps stay in sight; what is told scrolls between them, and so does an aside
    that has no room on the line of the title.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("卡片")
        self._inner = QWidget()
        self._whole = QVBoxLayout(self._inner)
        self._whole.setContentsMargins(px(18), 0, px(18), px(8))
        self._whole.setSpacing(px(8))
        self.title, self.aside = Wrapped(role="title"), Wrapped(role="faint")
        self._under, self.sections = Wrapped(role="faint"), QVBoxLayout()
        self.sections.setSpacing(px(6))
        self._whole.addWidget(self._under)
        self._whole.addLayout(self.sections)
        self._whole.addStretch(1)
        self._least, self._above, self._below = QSize(), QFrame(self), QFrame(self)
        self._lay_head()
        self.foot = Flow(self._below)
        self.foot.setContentsMargins(px(18), px(8), px(18), px(8))
        self._below.setProperty("steps", True)
        for each in (self._above, self._below):
            each.installEventFilter(self)
        self.setWidget(self._inner)

    def head(self, title: str, aside: str = "") -> None:
        """Say whose card this is."""
        self.title.setText(title)
        for each in (self.aside, self._under):
            each.setText(aside)
        self._hold_in_sight()
        self.setAccessibleName(title)

    def tell(self, *content: QWidget) -> None:
        """Add to what this card tells about the thing shown now."""
        for each in content:
            each.setProperty("told", True)
            self.sections.addWidget(each)

    def fill(self, *content: QWidget) -> None:
        """Stand below what is told; the last has all the room that is left."""
        for at, each in enumerate(content, 2):
            self._whole.insertWidget(at, each)
        self._whole.setStretchFactor(content[-1], 100)

    def forget(self) -> None:
        """Take away what was told, before another thing is shown."""
        for each in self._inner.findChildren(QWidget):
            if each.property("told"):
                each.hide()
                each.deleteLater()

    def steps(self, buttons: Sequence[QPushButton]) -> None:
        """What one does next, under the story."""
        for button in buttons:
            self.foot.addWidget(button)

    @property
    def zone(self) -> QWidget:
        """Where the keyboard goes in it."""
        return self

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What it tells may need more width than before, its steps more lines."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._hold_in_sight()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The narrower, the more lines its title and its steps take."""
        super().resizeEvent(event)
        self._hold_in_sight()

    def minimumSizeHint(self) -> QSize:
        """As narrow as what it tells can be, but never asking for more than its share."""
        bar = self.verticalScrollBar().sizeHint().width()
        needs = self._inner.minimumSizeHint().width() + bar + 2 * self.frameWidth()
        return QSize(max(LEAST, min(needs, px(LEAST))),
                     self._above.height() + self._below.height() + px(TOLD))

    # ── inside ───────────────────────────────────────────────────────────────

    def _hold_in_sight(self) -> None:
        """Title and steps at their edges, as high as they need, and the rest between them."""
        across, room = self.viewport().width(), self.contentsRect()
        line = (self.title.sizeHint().width() + self.aside.sizeHint().width()
                + self.corner.sizeHint().width() + 2 * px(12) + 2 * px(18))
        self.aside.setVisible(line <= across)
        self._under.setVisible(line > across and bool(self.aside.text()))
        above, below = (_high(each.layout(), across) for each in (self._above, self._below))
        self._above.setGeometry(room.left(), room.top(), across, above)
        self._below.setGeometry(room.left(), room.bottom() + 1 - below, across, below)
        self.setViewportMargins(0, above, 0, below)
        former, self._least = self._least, self.minimumSizeHint()
        if self._least != former:
            self.updateGeometry()

    def _lay_head(self) -> None:
        self.corner, head, said = QHBoxLayout(), QHBoxLayout(self._above), QHBoxLayout()
        said.addWidget(self.title)
        said.addWidget(self.aside, 1)
        head.setContentsMargins(px(18), px(14), px(18), px(8))
        for each in (said, head):
            each.setSpacing(px(12))
        head.addLayout(said, 1)
        head.addLayout(self.corner)


def _high(layout: QLayout | None, across: int) -> int:
    if layout is None or layout.isEmpty():
        return 0
    narrows = layout.hasHeightForWidth()
    return layout.heightForWidth(across) if narrows else layout.sizeHint().height()
