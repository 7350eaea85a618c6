"""Tables over records: rows read in chunks, order and filter asked of models."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from models.registers.search import Only
from models.values.counting_order import sort_key
from models.values.kinds import Field
from models.values.problem import Problem
from ui.kit.marks import Face
from ui.kit.odd import Odd
from ui.kit.theme import Mark, icon, lettering, plain_tip

Index = QModelIndex | QPersistentModelIndex
CHUNK = 48
SENTENCE = 18
"""From this width on a column is taken to hold sentences."""

FACE = Qt.ItemDataRole.UserRole
"""The role under which a cell says its :class:`Face` to the painter."""


@dataclass(frozen=True)
class Column:
    """One column: heading, natural width in Chinese half-characters, and how a value is shown.

    ``key`` names it to models, for what is typed in it and for their order; ``face`` gives a cell
    its state; ``editable`` lets it be typed in, pasted into and filled down; ``lead`` is the name a
    row goes by. ``text`` (unless said, of wide columns) holds sentences, which give way in a narrow
    place; everything else is always shown whole. ``odd(row, text)`` says what to ask of a cell.
    """

    label: str
    width: int = 10
    key: str = ""
    numeric: bool = False
    show: Callable[[Any], str] = str
    face: Callable[[Any], Face | None] | None = None
    editable: bool = False
    lead: bool = False
    text: bool | None = None
    odd: Callable[[int, str], str] | None = None

    def __post_init__(self) -> None:
        """A wide column holds sentences."""
        if self.text is None:
            object.__setattr__(self, "text", self.width >= SENTENCE and not self.numeric)

    @classmethod
    def of(cls, field: Field, **says: Any) -> Column:
        """The column that shows a declared field."""
        numeric = field.kind.numeric and field.options is None
        plain: dict[str, Any] = {"label": field.label, "width": field.width, "key": field.name,
                 "numeric": numeric, "show": field.show}
        return cls(**(plain | says))

    def face_of(self, value: Any) -> Face:
        """How ``value`` stands in a cell of this column."""
        face = self.face(value) if self.face else None
        return face or Face("" if value is None else self.show(value))


@dataclass(frozen=True)
class Edit:
    """One cell the user filled in: the row's id, the column's key, the text."""

    id: int
    key: str
    text: str


@dataclass
class Step:
    """What was typed, pasted or filled at once: how it goes back and comes again, and the act that
    saved it.
    """

    back: Callable[[], object]
    again: Callable[[], object]
    act: int = 0


class RecordTable(QAbstractTableModel):
    """A table over a list of ids; ``rows(ids)`` of models gives one tuple of values per id.

    ``put(edits)``, when given, keeps typed cells as one act; a Problem it raises goes to
    ``refuse``. A pressed heading sorts by what stands in its column, or calls ``reorder()`` where
    models know the order of its key; ``only`` says by the headings which rows are seen, and the
    last ``foot`` ones are the sum of all. ``read(rows)`` as they are read. While ``typed_in()``
    says that an editor stands open, new columns and rows are laid aside until it is closed.
    """

    read = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Callable[[list[int]], Sequence[Sequence[Any]]],
        put: Callable[[list[Edit]], None] | None = None,
    ) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self.ids: list[int] = []
        self.given: list[int] = []
        self.order: tuple[str, bool] = ("", False)
        self.only: dict[str, Only] = {}
        self.foot = 0
        self._laid: tuple[Any, list[int], set[int]] = (None, [], set())
        self.reorder: Callable[[], object] | None = None
        self.refuse: Callable[[str], object] = lambda sentence: None
        self.typed_in: Callable[[], bool] = lambda: False
        self.steps, self.undone = list[Step](), list[Step]()
        self.making: Step | None = None
        self._wrong: dict[tuple[int, str], str] = {}
        self.odd = Odd()
        self._aside: dict[str, Sequence[Any]] = {}
        self._rows, self._put = rows, put
        self._read: dict[int, Sequence[Sequence[Any]]] = {}
        self._row_of: dict[int, int] = {}

    # ── what pages use ───────────────────────────────────────────────────────

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns as they are shown."""
        return self._columns

    @columns.setter
    def columns(self, columns: Sequence[Column]) -> None:
        if self.typed_in():
            self._aside["columns"] = columns
            return
        self._columns = tuple(columns)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def show_ids(self, ids: Sequence[int]) -> None:
        """Show these records in this order, read afresh; the list keeps its place when it can."""
        if self.typed_in():
            self._aside["ids"] = ids
            return
        if not set(self.given) <= set(ids):
            self.forget_typing()
        self.given = list(ids)
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        where = [(self.id_at(index.row()), index.column()) for index in held]
        self.ids = self._arranged()
        self._read = {}
        self._row_of = {row: at for at, row in enumerate(self.ids)}
        self.changePersistentIndexList(held, [
            self.index(self._row_of[row], column) if row in self._row_of else QModelIndex()
            for row, column in where
        ])
        self.layoutChanged.emit()

    def catch_up(self) -> None:
        """The editor is closed: show what was laid aside."""
        aside, self._aside = self._aside, {}
        if "columns" in aside:
            self.columns = aside["columns"]
        if "ids" in aside:
            self.show_ids(aside["ids"])

    def id_at(self, row: int) -> int:
        """The id of the record in ``row``, 0 when there is none."""
        return self.ids[row] if 0 <= row < len(self.ids) else 0

    def row_of(self, id_: int) -> int:
        """The row of a record, -1 when it is not shown."""
        return self._row_of.get(id_, -1)

    def value(self, row: int, column: int) -> Any:
        """The value as models gave it."""
        start, within = divmod(row, CHUNK)
        if start not in self._read:
            first = start * CHUNK
            self._read[start] = self._rows(self.ids[first:first + CHUNK])
            self.read.emit(range(first, first + len(self._read[start])))
        return self._read[start][within][column]

    def read_so_far(self) -> list[range]:
        """The rows that need not be read again."""
        return [range(start * CHUNK, start * CHUNK + len(rows))
                for start, rows in self._read.items()]

    def face(self, row: int, column: int) -> Face:
        """How a cell is shown; rows that may be gone aren't read while an editor stands open."""
        if self._aside and row // CHUNK not in self._read:
            return Face("")
        if self.is_wrong(self.id_at(row), column):
            return Face(self._wrong[self.id_at(row), self.columns[column].key], Mark.LATE)
        return self.odd.face((self.id_at(row), self.columns[column].key),
                             self.columns[column].face_of(self.value(row, column)))

    def put(self, edits: list[Edit]) -> bool:
        """Keep typed cells as one act; a refusal is told to ``refuse``. Whether they were kept.

        One cell that was refused goes on showing what was typed, until it is mended or taken back.
        """
        if self._put is None or not edits:
            return False
        for each in edits:
            self._wrong.pop((each.id, each.key), None)
        before, self.undone = self._words_of({each.id for each in edits}), list[Step]()
        self.making = step = Step(lambda: self._put_back(before), lambda: self._kept(edits))
        asked = self.odd.of({each.key: each.odd for each in self.columns if each.odd}, edits)
        if kept := self._kept(edits):
            self.odd.settle(edits, asked, self._cell_called)
        self.making = None
        if not kept and len(edits) == 1:
            cell, text = (edits[0].id, edits[0].key), edits[0].text
            self._wrong[cell] = text
            step.back, step.again = lambda: self._show(cell), lambda: self._show(cell, text)
        self.steps += [step] * (kept or len(edits) == 1)
        return kept

    def is_wrong(self, id_: int, column: int) -> bool:
        """Whether a cell shows what was typed in it and refused."""
        return bool(self._wrong) and (id_, self.columns[column].key) in self._wrong

    def check(self) -> None:
        """Before all that was typed is saved. :raises Problem: a cell shows what was refused."""
        shown = {cell for cell in self._wrong if cell[0] in self.given}
        if not all(cell[0] in self._row_of for cell in shown):
            self.only = {}
            self.show_ids(self.given)
        if shown:
            id_, key = min(shown, key=lambda cell: self._row_of[cell[0]])
            raise Problem(f"{self._cell_called(id_, key)}：“{self._wrong[id_, key]}”还没有改好，"
                          "请先改这一格，或者清空它。")

    def _show(self, cell: tuple[int, str], wrong: str | None = None) -> None:
        """A cell shows what is kept of it, or what was refused."""
        self._wrong.pop(cell, None)
        if wrong is not None:
            self._wrong[cell] = wrong
        self.layoutChanged.emit()

    def _cell_called(self, id_: int, key: str) -> str:
        """``柳琢的“次数”``: the name the row goes by and the heading."""
        row, lead = self._row_of[id_], next(
            (at for at, each in enumerate(self.columns) if each.lead), 0)
        label = next(each.label for each in self.columns if each.key == key)
        return f"{self.face(row, lead).words}的“{label}”"

    def forget_typing(self) -> None:
        """What was typed and is in no act can't be taken back any more: it is saved, or gone."""
        self.steps, self.undone = [each for each in self.steps if each.act], []

    def _words_of(self, ids: set[int]) -> dict[tuple[int, str], str]:
        """What stands in the cells of these rows that can be typed in."""
        return {
            (each, column.key): self.face(self._row_of[each], at).words
            for each in sorted(ids & self._row_of.keys())
            for at, column in enumerate(self.columns) if column.editable
        }

    def _put_back(self, before: dict[tuple[int, str], str]) -> None:
        now = self._words_of({id_ for id_, _ in before})
        self._kept([Edit(*cell, words) for cell, words in before.items()
                    if now.get(cell, words) != words])

    def _kept(self, edits: list[Edit]) -> bool:
        assert self._put is not None
        try:
            self._put(edits)
        except Problem as refusal:
            self.refuse(self._refusal(edits, refusal.sentence))
            return False
        return True

    def _refusal(self, edits: list[Edit], sentence: str) -> str:
        if len(edits) > 1:
            return f"{sentence}这 {len(edits)} 格都没有填。"
        if edits[0].id not in self._row_of:
            return sentence
        return f"{self._cell_called(edits[0].id, edits[0].key)}：{sentence}"

    # ── what Qt asks ─────────────────────────────────────────────────────────

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many records."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for reading and copying, the face for painting."""
        if role not in _SAID:
            return None
        return _SAID[role](self.face(index.row(), index.column()))

    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if side == Qt.Orientation.Vertical or section >= len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].label
        if role == Qt.ItemDataRole.DecorationRole and self.columns[section].label in self.only:
            return icon("filter", "accent")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return SIDES[self.columns[section].numeric]
        if role == Qt.ItemDataRole.FontRole:
            return lettering("small", bold=True)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What can be chosen and what can be typed in."""
        editable = index.isValid() and self.columns[index.column()].editable
        return _TYPED if editable else _CHOSEN

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Keep one typed cell."""
        column = self.columns[index.column()]
        if role != Qt.ItemDataRole.EditRole or not column.editable:
            return False
        wrong = self.is_wrong(self.id_at(index.row()), index.column())
        if not wrong and value == self.face(index.row(), index.column()).words:
            return True
        return self.put([Edit(self.id_at(index.row()), column.key, value)])

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """A heading was pressed; -1 is the order in which the page shows them."""
        wanted = self.columns[column] if 0 <= column < len(self.columns) else None
        self.order = ("" if wanted is None else wanted.key or wanted.label,
                      order == Qt.SortOrder.DescendingOrder)
        if self.reorder is not None:
            self.reorder()
        else:
            self.show_ids(self.given)

    def all_words(self, column: int) -> list[str]:
        """What stands in this column of every record that the page shows, seen or not."""
        shown = self.columns[column]
        return [shown.face_of(values[column]).words
                for values in self._rows(self.given[:len(self.given) - self.foot])]

    # ── in which order, and which of them ────────────────────────────────────

    def _arranged(self) -> list[int]:
        """What is given, as the headings say. A list that is typed in stays as it was laid: no
        row may go from under the hand."""
        by = None if self.reorder is not None else next(
            (at for at, each in enumerate(self.columns)
             if self.order[0] and self.order[0] in (each.key, each.label)), None)
        only = {at: self.only[each.label] for at, each in enumerate(self.columns)
                if each.label in self.only}
        if by is None and not only:
            return list(self.given)
        state, (before, laid, known) = (self.order, only), self._laid
        if state == before and any(each.editable for each in self.columns):
            here = set(self.given)
            return [*(each for each in laid if each in here),
                    *(each for each in self.given if each not in known)]
        found = self._sought(by, only)
        self._laid = (state, found, set(self.given))
        return found

    def _sought(self, by: int | None, only: dict[int, Only]) -> list[int]:
        ids = self.given[:len(self.given) - self.foot]
        foot = [] if only else self.given[len(ids):]
        said = {at: self.all_words(at) for at in {*only, *([] if by is None else [by])}}
        found = [n for n in range(len(ids)) if all(one.lets(said[at][n])
                                                   for at, one in only.items())]
        if by is not None:
            values, figure = self._rows(ids), self.columns[by].numeric
            keys = {n: sort_key(values[n][by], said[by][n], figure=figure) for n in found}
            blank = {n for n in found if not said[by][n].strip("—")}
            found.sort(key=keys.__getitem__, reverse=self.order[1])
            found.sort(key=blank.__contains__)
        return [*(ids[n] for n in found), *foot]


_SAID: dict[int, Callable[[Face], Any]] = {
    FACE: lambda face: face,
    Qt.ItemDataRole.DisplayRole: lambda face: face.text,
    Qt.ItemDataRole.AccessibleTextRole: lambda face: face.said,
    Qt.ItemDataRole.ToolTipRole: lambda face: plain_tip(face.hint) or None,
    Qt.ItemDataRole.EditRole: lambda face: face.words,
}

SIDES = [int(each | Qt.AlignmentFlag.AlignVCenter) for each in (
    Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)]
_CHOSEN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TYPED = _CHOSEN | Qt.ItemFlag.ItemIsEditable  # once: Qt asks some thousand times a page
