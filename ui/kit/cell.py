"""One cell of a list, its state and words, and how wide its column is in the font that is there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from ui.kit.marks import Face, draw_mark
from ui.kit.table import FACE, SIDES, Index, RecordTable
from ui.kit.theme import lettering, plain_tip
from ui.kit.tokens import colour, px

if TYPE_CHECKING:
    from ui.kit.table import Column


class Listed(Protocol):
    """What a cell asks of the list it is painted in."""

    quiet: bool

    def hasFocus(self) -> bool:
        """Whether keys go to the list."""

    def underlined(self, index: Index) -> bool:
        """Whether the link of a cell is pointed at or has the keys."""


DOWN = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Cell(QStyledItemDelegate):
    """Paints one cell: chosen row, soft line below, state shape, words cut with … when too long."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt asks for the cell to be painted."""
        face: Face = index.data(FACE)
        column = cast(RecordTable, index.model()).columns[index.column()]
        listed = cast(Listed, option.widget)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        chosen = chosen and (not listed.quiet or listed.hasFocus())
        box = option.rect
        painter.save()
        painter.fillRect(box, colour("chosen" if chosen else "surface"))
        painter.setPen(colour("soft"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        letters = lettering("body", bold=face.bold or (chosen and column.lead))
        if face.link and listed.underlined(index):
            letters = QFont(letters)
            letters.setUnderline(True)
        self._words(painter, box, face, SIDES[column.numeric], letters)
        if option.state & QStyle.StateFlag.State_HasFocus and listed.hasFocus():
            painter.setPen(QPen(colour("link"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -2, -2))
        painter.restore()

    def _words(
        self, painter: QPainter, box: QRect, face: Face, stands: int, letters: QFont
    ) -> None:
        inner = box.adjusted(px(10), 0, -px(10), 0)
        if face.mark:
            draw_mark(painter, face.mark, inner, colour(face.mark.value))
            inner.setLeft(inner.left() + px(18))
        painter.setPen(colour(face.ink))
        painter.setFont(letters)
        words = painter.fontMetrics().elidedText(
            face.words, Qt.TextElideMode.ElideRight, inner.width() + 2
        )
        painter.drawText(inner, stands, words)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Who points at a sentence that is cut is told it whole, and what there is to know."""
        if event.type() == QEvent.Type.ToolTip and index.isValid():
            face, table = index.data(FACE), cast(RecordTable, index.model())
            cut = words_width(face, table.columns[index.column()]) > option.rect.width()
            told = "\n".join(filter(None, (face.text if cut else "", face.hint)))
            QToolTip.showText(event.globalPos(), plain_tip(told), view)
            return True
        return super().helpEvent(event, view, option, index)

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """It is called as its column and the name its row goes by."""
        table = cast(RecordTable, index.model())
        editor = super().createEditor(parent, option, index)
        lead = next((at for at, each in enumerate(table.columns) if each.lead), 0)
        editor.setAccessibleName(
            f"{table.columns[index.column()].label}，{table.face(index.row(), lead).words}")
        return editor

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter keeps what was typed at once: the next key is already the next cell's.

        Qt would keep it a moment later, and keys that arrive in between would go to this cell.
        A shortcut finds the cell kept, too.
        """
        if (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
                and event.key() in DOWN):
            self._keep(editor, QAbstractItemDelegate.EndEditHint.SubmitModelCache)
            return True
        if super().eventFilter(editor, event):
            return True
        if (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
                and _is_shortcut(event)):
            editor.event(event)
            if not event.isAccepted():
                self._keep(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            return True
        return False

    def _keep(self, editor: QObject, hint: QAbstractItemDelegate.EndEditHint) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, hint)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows are all of one height."""
        return QSize(px(60), px("row"))


def _is_shortcut(event: QKeyEvent) -> bool:
    """Ctrl or Alt with a key, or one of F1 to F35."""
    key = Qt.Key(event.key())
    keys = Qt.KeyboardModifier
    held = event.modifiers() & (keys.ControlModifier | keys.AltModifier)
    return key not in _HELD and (bool(held) or Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35)


_HELD = {Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Shift, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}


# ── How wide a column is: measured from its real words


FEWEST = 8
"""A column of sentences keeps room for so many characters, however narrow the list."""

LONGEST = 40
"""Of one sentence no more than so many characters ask for room."""

_ONE_DATUM = re.compile(
    r"(?=.*[\d*])[\s\dA-Za-z*:.,/%+()（）—–·年月日上下半一二三四季度第周期号版元户人次天分组-]{1,24}"
)
"""A date, period, number or code: it is never cut, wherever it stands."""

_FIGURE, _CHINESE, _BETWEEN = re.compile(r"[0-9]"), re.compile(r"[\u4e00-\u9fff]"), "\0"


class Widths:
    """What each column of a table asks for, learnt from the rows as they are read.

    ``whole`` is the width below which something would be cut that must not be; ``wanted`` what
    shows every sentence, too.
    """

    def __init__(self, table: RecordTable) -> None:
        self._table = table
        self.begin()

    def begin(self) -> None:
        """Forget what was learnt: other rows, columns or letters."""
        self.columns = self._table.columns
        self.whole, self.wanted = [0] * len(self.columns), [0] * len(self.columns)
        self.links: set[int] = set()

    def learn(self, rows: range) -> bool:
        """Measure these rows; whether a column asks for more than before."""
        before = (tuple(self.whole), tuple(self.wanted))
        for at, column in enumerate(self.columns):
            faces = [self._table.face(row, at) for row in rows]
            if any(face.link for face in faces):
                self.links.add(at)
            for words, wide in _measured(faces, column):
                self.wanted[at] = max(self.wanted[at], min(wide, _sentence(LONGEST)))
                if column.text and not _ONE_DATUM.fullmatch(words):
                    wide = min(wide, _sentence(FEWEST))
                self.whole[at] = max(self.whole[at], wide)
        return before != (tuple(self.whole), tuple(self.wanted))

    def shared(
        self, room: int, heads: Sequence[int], *, squeezed: bool = True,
        own: Mapping[int, int] = MappingProxyType({}),
    ) -> list[int]:
        """The widths in ``room`` pixels; more than the room when even the least is more.

        ``heads`` are the widths of the headings, 0 for a column that is hidden. Sentences are
        given what they want first; what is left goes to all columns alike, but links stay at
        the edge, and the columns that somebody drew as wide as they are, by ``own``, stay so.
        """
        shown = [at for at, head in enumerate(heads) if head]
        wanted = [max(head, self.wanted[at], _natural(self.columns[at]))
                  for at, head in enumerate(heads)]
        widths = [max(head, self.whole[at]) if head else 0 for at, head in enumerate(heads)]
        if not squeezed:
            widths = [max(wide, wanted[at]) if heads[at] else 0 for at, wide in enumerate(widths)]
        for at in own.keys() & set(shown):
            widths[at] = max(own[at], heads[at], self.whole[at])
        free = [at for at in shown if at not in own]
        spare = _fill(widths, wanted, free, room - sum(widths))
        takers = [at for at in free if at not in self.links] or free or shown[-1:]
        for n, at in enumerate(takers):
            widths[at] += max(0, spare) // len(takers) + (n < max(0, spare) % len(takers))
        return widths


def words_width(face: Face, column: Column) -> int:
    """How wide a cell must be to show all its words."""
    return max(wide for _, wide in _measured([face], column))


def _measured(faces: Sequence[Face], column: Column) -> list[tuple[str, int]]:
    """What stands in these cells with the room it takes, what looks alike told once.

    Figures are as wide as one another, and so are Chinese characters; of sentences the
    characters are kept, for they say whether it is a sentence.
    """
    kinds: dict[tuple[bool, bool], list[str]] = {}
    for face in faces:
        kinds.setdefault((face.bold or column.lead, bool(face.mark)), []).append(face.words)
    pixels, around, shape = px("body"), 2 * px(10), px(18)
    found = []
    for (bold, marked), said in kinds.items():
        alike = _FIGURE.sub("0", _BETWEEN.join(said))
        alike = alike if column.text else _CHINESE.sub("中", alike)
        found += [(words, _advance(words, pixels, bold) + around + (shape if marked else 0))
                  for words in set(alike.split(_BETWEEN))]
    return found


def head_width(column: Column, *, filtered: bool = False) -> int:
    """How wide a heading is, with the arrow of the order, and the funnel where it is filtered.

    Columns that are typed in are many and narrow: twelve months have no room for as many arrows.
    """
    arrow = px(2) if column.editable or not column.label else px(14)
    return _advance(column.label, px("small"), True) + 2 * px(10) + arrow + filtered * px(22)


@lru_cache(maxsize=4096)
def _advance(words: str, pixels: int, bold: bool) -> int:
    letters = QFont(lettering(bold=bold))
    letters.setPixelSize(pixels)
    return QFontMetrics(letters).horizontalAdvance(words)


def _sentence(characters: int) -> int:
    return _advance("中" * characters, px("body"), False) + 2 * px(10)


def _natural(column: Column) -> int:
    """Room to type in."""
    return _sentence(column.width) // 2 if column.editable else 0


def _fill(widths: list[int], wanted: list[int], shown: list[int], spare: int) -> int:
    """Give every column what it wants, those that lack little first; what is left over."""
    lacking = sorted((wanted[at] - widths[at], at) for at in shown if wanted[at] > widths[at])
    for n, (lack, at) in enumerate(lacking):
        given = max(0, min(lack, spare // (len(lacking) - n)))
        widths[at] += given
        spare -= given
    return spare
