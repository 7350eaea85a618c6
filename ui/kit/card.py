"""The panel at the right of a list: a title, a story in the order one tells it, next steps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.kit.flow import Flow
from ui.kit.theme import colour, px


def panel(content: QWidget | QLayout, margin: int = 0) -> QFrame:
    """A white panel with a thin border around ``content``."""
    frame = QFrame()
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
    label = QLabel(text, wordWrap=wrap)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label


class Timeline(QFrame):
    """往事: one line for each thing that happened, the newest first."""

    def __init__(self, lines: Sequence[tuple[str, str, str]]) -> None:
        """``lines`` are (when, what kind, words)."""
        super().__init__()
        self.setObjectName("timeline")
        self.setStyleSheet(f"#timeline {{ border-left: 2px solid {colour('line').name()}; }}")
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


class Card(QScrollArea):
    """A card: ``title``, ``aside`` beside it, what is told below, next steps at the foot."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.title, self.aside = words(role="title"), words(role="faint", wrap=True)
        self.corner = QHBoxLayout()
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(self.title)
        head.addWidget(self.aside, 1)
        head.addLayout(self.corner)
        inner = QWidget()
        self._whole = QVBoxLayout(inner)
        self._whole.setContentsMargins(px(18), px(14), px(18), px(14))
        self._whole.setSpacing(px(8))
        self._whole.addLayout(head)
        self.sections = QVBoxLayout()
        self.sections.setSpacing(px(6))
        self._whole.addLayout(self.sections)
        self.foot = Flow()
        self.foot.setContentsMargins(0, px(10), 0, 0)
        self._whole.addLayout(self.foot)
        self._whole.addStretch(1)
        self.setWidget(inner)

    def head(self, title: str, aside: str = "") -> None:
        """Say whose card this is."""
        self.title.setText(title)
        self.aside.setText(aside)
        self.setAccessibleName(title)

    def tell(self, *content: QWidget) -> None:
        """Add to what this card tells about the thing shown now."""
        for each in content:
            each.setProperty("told", True)
            self.sections.addWidget(each)

    def forget(self) -> None:
        """Take away what was told, before another thing is shown."""
        for each in self.widget().findChildren(QWidget):
            if each.property("told"):
                each.hide()
                each.deleteLater()

    def steps(self, buttons: Sequence[QPushButton]) -> None:
        """What one does next, under the story."""
        for button in buttons:
            self.foot.addWidget(button)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its buttons need."""
        return QSize(px(340), px(120))
