"""A sheet as its sender sees it: a band below each row at fault."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
)

from importers.roster.findings import shown
from importers.sheets.grid import Grid, text
from models.values.spreadsheet import column_letter, column_number
from ui.kit.marks import Face, FaceLabel
from ui.kit.table import Index
from ui.kit.theme import Mark, Plain, lettering
from ui.kit.tokens import colour, px

MEASURED, NARROWEST, WIDEST = 200, 46, 260
"""How many rows say how wide a column is, and between what; pixels at 100 %."""
TINTS = {Mark.LATE: "fault", Mark.ASK: "asked", Mark.DONE: "known", Mark.NONE: "paper"}


@dataclass(frozen=True)
class Answer:
    """One thing that can be said to a fault: its words and what is done then."""

    words: str
    do: Callable[[], object]


@dataclass(frozen=True)
class Band:
    """What is said below a row: ``letter`` is the cell it is about, ``alike`` answers all like it.

    ``strip`` is how the cell stands in the picture it was read from, as PNG. ``row`` 0 is a band
    about the sheet.
    """

    row: int
    letter: str
    face: Face
    answers: tuple[Answer, ...] = ()
    alike: Answer | None = None
    strip: bytes = b""

    @property
    def open(self) -> bool:
        """Whether the row waits for it."""
        return self.face.mark is Mark.LATE


@dataclass(frozen=True)
class Shown:
    """What of a sheet is shown: its cells, what each column is taken for, head rows, bands.

    ``heads``: letter → its face in the chooser; ``rows``: the rows to show, or all.
    """

    grid: Grid
    heads: Mapping[str, Face]
    head_rows: Collection[int] = ()
    bands: Sequence[Band] = ()
    rows: Collection[int] | None = None


class SheetTable(QAbstractTableModel):
    """The cells of a sheet and its bands, each band a row of its own.

    ``typed(row, letter, words)`` when something else is written in a cell.
    """

    typed = Signal(int, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.shown = Shown(Grid("", []), {})
        self.lines: list[int | Band] = []
        self._tinted: dict[tuple[int, str], Mark] = {}

    def show_sheet(self, shown: Shown) -> None:
        """Show this."""
        self.beginResetModel()
        self.shown = shown
        below: dict[int, list[Band]] = {}
        for each in shown.bands:
            below.setdefault(each.row, []).append(each)
        self.lines = list(below.get(0, ()))
        for row in range(1, len(shown.grid.rows) + 1):
            if shown.rows is None or row in shown.rows or row in shown.head_rows:
                self.lines += [row, *below.get(row, ())]
        self._tinted = {(each.row, each.letter): each.face.mark
                        for each in reversed(shown.bands) if each.face.mark}
        self.endResetModel()

    def band(self, at: int) -> Band | None:
        """The band in a line of the table."""
        line = self.lines[at] if 0 <= at < len(self.lines) else 0
        return line if isinstance(line, Band) else None

    def row(self, at: int) -> int:
        """The row of the sheet that a line shows, or is about."""
        line = self.lines[at] if 0 <= at < len(self.lines) else 0
        return line.row if isinstance(line, Band) else line

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Rows and bands."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As many as the widest row."""
        return 0 if parent.isValid() else self.shown.grid.width

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell, numbers veiled; written in, they are whole."""
        band = self.band(index.row())
        if band is not None:
            return band.face.text if role in _SAID and index.column() == 0 else None
        row, letter = self.row(index.row()), column_letter(index.column() + 1)
        if role == Qt.ItemDataRole.EditRole:
            return text(self.shown.grid.at(row, index.column() + 1))
        if role in _SAID:
            said = shown("", self.shown.grid.at(row, index.column() + 1)).replace("\n", " ")
            return ", ".join(filter(None, (self._head(letter), said))) if (
                role == Qt.ItemDataRole.AccessibleTextRole) else said
        if role == Qt.ItemDataRole.BackgroundRole:
            tint = self._tinted.get((row, letter)) or (
                self.shown.heads.get(letter, _NO_HEAD).mark
                if row in self.shown.head_rows else None)
            return colour(TINTS[tint]) if tint else None
        if role == Qt.ItemDataRole.ForegroundRole and (mark := self._tinted.get((row, letter))):
            return colour(mark.value)
        if role == Qt.ItemDataRole.FontRole and row in self.shown.head_rows:
            return lettering("body", bold=True)
        return None

    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The letter with what the column is taken for; the number of the row."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if side == Qt.Orientation.Horizontal:
            letter = column_letter(section + 1)
            return f"{letter} {self._head(letter)}".strip()
        return "" if self.band(section) else str(self.row(section))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell of the sheet can be written in."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags if self.band(index.row()) else flags | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell what was written."""
        if role == Qt.ItemDataRole.EditRole and str(value) != self.data(index, role):
            self.typed.emit(self.row(index.row()), column_letter(index.column() + 1), str(value))
        return True

    def _head(self, letter: str) -> str:
        return self.shown.heads.get(letter, _NO_HEAD).words


_SAID = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
_NO_HEAD = Face("", Mark.NONE)


class HeadBar(QHeaderView):
    """Over each column its letter, and below it what the column is taken for; pressed, it asks."""

    def __init__(self, table: SheetTable) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._table = table
        self.setSectionsClickable(True)
        self.setFixedHeight(px(50))

    def paintSection(self, painter: QPainter, box: QRect, section: int) -> None:
        """The letter above, the chooser below."""
        letter = column_letter(section + 1)
        face = self._table.shown.heads.get(letter)
        painter.save()
        painter.fillRect(box, colour("paper"))
        painter.setPen(colour("line"))
        painter.drawLine(box.topRight(), box.bottomRight())
        painter.setFont(lettering("small"))
        painter.setPen(colour("faint"))
        top = QRect(box.left(), box.top(), box.width(), px(20))
        painter.drawText(top, int(Qt.AlignmentFlag.AlignCenter), letter)
        if face is not None:
            inner = QRect(box.left(), box.top() + px(20), box.width(), px(28))
            inner = inner.adjusted(px(3), 0, -px(4), -px(2))
            painter.fillRect(inner, colour(TINTS[face.mark or Mark.NONE]))
            painter.setPen(colour("edge"))
            painter.drawRect(inner)
            painter.setPen(colour(face.ink))
            room = inner.adjusted(px(6), 0, -px(18), 0)
            words = painter.fontMetrics().elidedText(
                face.words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), words)
            painter.drawText(inner.adjusted(0, 0, -px(5), 0), int(
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), "▾")
        painter.restore()


class BandRow(QFrame):
    """A band as it is pressed: the sentence, the strip of the picture, the answers at the right."""

    def __init__(self, band: Band) -> None:
        super().__init__()
        self.band = band
        self.setAutoFillBackground(True)
        tint = colour(TINTS[band.face.mark or Mark.NONE]).name()
        self.setStyleSheet(f"BandRow {{ background: {tint}; }}")
        self._across = across = QHBoxLayout(self)
        across.setSpacing(px(6))
        said = FaceLabel(band.face)
        across.addWidget(said, 1)
        if band.strip:
            picture = QPixmap()
            picture.loadFromData(band.strip)
            strip = Plain()
            strip.setPixmap(picture.scaledToHeight(
                px(36), Qt.TransformationMode.SmoothTransformation))
            strip.setAccessibleName("照片上的这一格")
            across.addWidget(strip)
        self.buttons = [self._button(each) for each in band.answers]
        self.alike = self._button(band.alike) if band.alike else None
        if self.alike is not None:
            self.alike.setProperty("link", True)
        for each in [*self.buttons, *filter(None, [self.alike])]:
            across.addWidget(each)

    def fit(self, left: int, right: int) -> None:
        """However far the sheet is scrolled, sentence and answers stand in sight."""
        self._across.setContentsMargins(px(10) + left, px(2), px(8) + right, px(2))

    def _button(self, answer: Answer) -> QPushButton:
        button = QPushButton(answer.words)
        button.setAccessibleName(f"第 {self.band.row} 行，{answer.words}")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its keys are the sheet's
        button.clicked.connect(lambda: QTimer.singleShot(0, self, answer.do))
        return button


class Sheet(QTableView):
    """The sheet with its bands; ``chooser(letter)`` when a head is pressed, ``accepted()`` on
    Enter, ``pasting()`` when something copied is to be laid over it."""

    chooser = Signal(str)
    accepted = Signal()
    pasting = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.table = SheetTable()
        self.setModel(self.table)
        self.head = HeadBar(self.table)
        self.setHorizontalHeader(self.head)
        self.setAccessibleName("表格")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed)
        self.setWordWrap(False)
        self.verticalHeader().setDefaultSectionSize(px(31))
        self.verticalHeader().setMinimumWidth(px(38))
        self.head.sectionClicked.connect(lambda at: self.chooser.emit(column_letter(at + 1)))
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.valueChanged.connect(lambda _: self._furnish())

    def show_sheet(self, shown: Shown) -> None:
        """Show it, with the cursor and the place of the bars where they were."""
        same = self.table.shown.grid.name == shown.grid.name
        at, column = self.row, self.currentIndex().column()
        bars = (self.verticalScrollBar(), self.horizontalScrollBar())
        places = [bar.value() for bar in bars]
        self.clearSpans()
        self.verticalHeader().reset()
        self.table.show_sheet(shown)
        self._span()
        self._share()
        if same:
            for bar, place in zip(bars, places, strict=True):
                bar.setValue(place)
            self.go(at, column_letter(max(column, 0) + 1), follow=False)
        self._furnish()

    @property
    def row(self) -> int:
        """The row of the sheet the cursor is in, or whose band it is on."""
        return self.table.row(self.currentIndex().row())

    @property
    def letter(self) -> str:
        """The column of the cursor."""
        return column_letter(max(self.currentIndex().column(), 0) + 1)

    def bands_here(self) -> list[Band]:
        """The band the cursor is on, else those of its row, the open ones first."""
        here = self.table.band(self.currentIndex().row())
        found = [here] if here else [each for each in self.table.shown.bands
                                     if each.row == self.row]
        return sorted(found, key=lambda each: (not each.open, each.letter != self.letter))

    def go(self, row: int, letter: str, *, follow: bool = True) -> None:
        """Put the cursor into a cell."""
        if row not in self.table.lines:
            return
        index = self.table.index(self.table.lines.index(row), max(column_number(letter or "A"), 1)
                                 - 1)
        self.setCurrentIndex(index)
        if follow:
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
            self._furnish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter says that what is asked here is right; what was copied is laid over the cells."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.state() != QAbstractItemView.State.EditingState:
            self.accepted.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasting.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The whole width is the sheet's."""
        super().resizeEvent(event)
        self._share()
        self._furnish()

    # ── inside ───────────────────────────────────────────────────────────────

    def _span(self) -> None:
        width, lines = self.table.columnCount(), self.table.lines
        at_row = {line: at for at, line in enumerate(lines) if isinstance(line, int)}
        if width > 1:
            for at, line in enumerate(lines):
                if isinstance(line, Band):
                    self.setSpan(at, 0, 1, width)
        for top, left, bottom, right in self.table.shown.grid.merges:
            first, last = at_row.get(top), at_row.get(bottom)
            if first is not None and last is not None and last - first == bottom - top:
                self.setSpan(first, left - 1, bottom - top + 1, min(right, width) - left + 1)
        for at, line in enumerate(lines):
            if isinstance(line, Band):
                self.setRowHeight(at, px(44 if line.strip else 38))

    def _share(self) -> None:
        """As wide as what stands in a column; what is left over goes to all alike."""
        grid, measure = self.table.shown.grid, self.fontMetrics().horizontalAdvance
        widths = []
        for column in range(1, grid.width + 1):
            head = self.table.shown.heads.get(column_letter(column), _NO_HEAD).words
            said = [shown("", grid.at(row, column)) for row in range(
                1, min(len(grid.rows), MEASURED) + 1)
                if (row, column) not in grid.covering]
            most = max(map(measure, said), default=0)
            widths.append(max(measure(head) + px(36), min(most + px(20), px(WIDEST)),
                              px(NARROWEST)))
        spare = self.viewport().width() - sum(widths)
        for at, wide in enumerate(widths):
            self.setColumnWidth(at, wide + max(0, spare) // len(widths))

    def _furnish(self) -> None:
        """The bands in sight can be pressed."""
        height, before = self.viewport().height(), self.head.offset()
        first, last = self.rowAt(0), self.rowAt(height - 1)
        for at in range(max(first, 0), (last if last >= 0 else len(self.table.lines) - 1) + 1):
            band, index = self.table.band(at), self.table.index(at, 0)
            if band is not None and self.indexWidget(index) is None:
                self.setIndexWidget(index, BandRow(band))
            made = self.indexWidget(index) if band is not None else None
            if isinstance(made, BandRow):
                made.fit(before, max(0, self.head.length() - before - self.viewport().width()))
