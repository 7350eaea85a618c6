"""栏目: how every sheet was understood, and where the secretary puts it right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QStyleOptionViewItem, QWidget

from importers.roster.findings import shown
from importers.roster.headings import MEMBER_FIELDS, PERSON_FIELDS, roster
from importers.sheets.grid import text
from importers.sheets.heads import find_layout, fingerprint
from models.intake.reading import Layout, SheetUse
from models.members.member import Member
from models.registers.people import Household, HouseholdCategory, Person
from models.values.problem import Problem
from models.values.spreadsheet import column_letter, column_number
from ui.kit.card import words
from ui.kit.cell import Cell
from ui.kit.editors import TypedBox
from ui.kit.marks import Face
from ui.kit.message_strip import Strip
from ui.kit.record_list import RecordList
from ui.kit.table import Column, Edit, Index, RecordTable
from ui.kit.theme import Mark
from ui.places.people.roster.trial import Part

if TYPE_CHECKING:
    from importers.sheets.grid import Grid
    from ui.places.people.roster.trial import Trial


UNUSED = "不用"
_READ_ONLY_TO_CHECK = {
    "head": "户主姓名", "group": "村民小组", "size": "家庭人口数", "age": "年龄", "serial": "序号",
    "shares": "个人股数", "shares_total": "户股数", "mend": "要改什么",
}


@cache
def labels() -> dict[str, str]:
    """Column of a layout → what it is called, in the order to offer them."""
    found = {"name": Person.field("name").label, "number": Household.field("number").label}
    found |= {"head": "", "group": ""}
    for name in PERSON_FIELDS:
        found.setdefault(name, Person.field(name).label)
    found["category"] = HouseholdCategory.field("category").label
    for name in MEMBER_FIELDS:
        found.setdefault(name, Member.field(name).label)
    return found | _READ_ONLY_TO_CHECK


def column_called(words: str) -> str | None:
    """The column of a layout that ``words`` name; None for 不用.

    :raises Problem: there is no such column.
    """
    typed = words.strip()
    if typed in ("", UNUSED):
        return None
    found = next((name for name, label in labels().items() if label == typed), None)
    found = found or roster().named(typed)
    if found is None:
        raise Problem(f"没有“{typed}”这一栏，请从列表里选；用不上的选“{UNUSED}”。")
    return found


class Explained:
    """How one sheet is explained, as far as the secretary has come.

    ``rows`` are the rows of the head, ``columns`` field → letter; ``changed`` once corrected.
    """

    def __init__(self, top: Grid, layout: Layout | None) -> None:
        self.top = top
        self.rows = layout.header_rows if layout else ()
        self.columns = dict(layout.columns) if layout else {}
        self.changed = False

    @property
    def layout(self) -> Layout:
        """The explanation as it is read by and remembered.

        :raises Problem: no head was chosen, or no column holds the names.
        """
        if not self.rows:
            raise Problem(f"“{self.top.name}”还没有指明表头是哪一行。")
        if "name" not in self.columns:
            raise Problem(f"“{self.top.name}”还没有指明哪一列是姓名。")
        mark = fingerprint(self.top, self.rows)
        return Layout("", self.rows, 0, 0, dict(self.columns), mark)

    def letters(self) -> list[str]:
        """The columns that have a heading or hold something below it."""
        return [
            column_letter(at) for at in range(1, self.top.width + 1)
            if self.heading(column_letter(at)) or self.example(column_letter(at))
        ] if self.rows else []

    def heading(self, letter: str) -> str:
        """The words over a column, a merged one for every column it covers."""
        at = column_number(letter)
        said = (text(_written(self.top, row, at)).replace("\n", "") for row in self.rows)
        return " ".join(dict.fromkeys(filter(None, said)))

    def example(self, letter: str) -> str:
        """The first thing that stands under the heading."""
        below = range(self.rows[-1] + 1, len(self.top.rows) + 1)
        said = (text(self.top.at(row, column_number(letter))) for row in below)
        return next(filter(None, said), "")

    def use_as(self, letter: str, name: str | None) -> None:
        """A column holds ``name`` from now on (None: nothing); no two columns hold the same."""
        self.columns = {
            each: at for each, at in self.columns.items() if at != letter and each != name
        }
        if name is not None:
            self.columns[name] = letter
        self.changed = True

    def press(self, row: int) -> None:
        """Put a row into the head beside what is in it, take an outer one out, or begin with it."""
        if row in (self.rows[:1] + self.rows[-1:]) and len(self.rows) > 1:
            rows = tuple(each for each in self.rows if each != row)
        elif self.rows and row in (self.rows[0] - 1, self.rows[-1] + 1):
            rows = tuple(sorted((*self.rows, row)))
        else:
            rows = (row,)
        if rows != self.rows:
            self.rows, self.changed = rows, True
            self._propose()

    def _propose(self) -> None:
        """What the headings say by themselves."""
        found = find_layout(self.top, roster())
        if found is not None and found.header_rows == self.rows:
            self.columns = dict(found.columns)
            return
        self.columns = {}
        for letter in self.letters():
            name = _named(self.top, self.rows, column_number(letter))
            if name is not None:
                self.columns.setdefault(name, letter)


def _written(grid: Grid, row: int, column: int) -> object:
    for top, left, bottom, right in grid.merges:
        if top <= row <= bottom and left <= column <= right:
            return grid.at(top, left)
    return grid.at(row, column)


def _named(grid: Grid, rows: tuple[int, ...], column: int) -> str | None:
    """What the lowest word over a column names, else the one above it."""
    said = [_written(grid, row, column) for row in rows]
    return next((name for each in reversed(said) if (name := roster().named(each))), None)


# ── the part ─────────────────────────────────────────────────────────────────


HEAD = "表头在哪几行：在那一行按 Enter；上下紧挨着的可以加进来。"
COLUMNS = "每一列当作什么：F2 或直接打字来改，Enter 下一列。"


class Mapping(Part):
    """Sheets above, the top rows of the chosen one in the middle, its columns below.

    ``corrected(layouts, only)`` asks for the file to be read again so explained; ``only`` is the
    one sheet wanted, or None. ``left()`` goes back without reading.
    """

    corrected = Signal(object, object)
    left = Signal()

    def __init__(self, strip: Strip) -> None:
        super().__init__()
        self._strip = strip
        self._sheets: list[Explained] = []
        self._uses: list[SheetUse | None] = []
        self._letters: list[str] = []
        self._only: str | None = None
        self.sheets = RecordList(self._sheet_table(), "这个文件里的表")
        self.rows = RecordList(self._row_table(), "表的开头几行")
        self.rows.orders = False  # a file is shown as it is
        self.rows.setSortingEnabled(False)
        self.columns = RecordList(self._column_table(), "各列当作什么")
        self.columns.setItemDelegate(FieldCell(self.columns))
        self.columns.speak_through(strip)
        self.sheets.shown.connect(lambda _: self._show_sheet())
        self.sheets.opened.connect(lambda _: self.columns.setFocus())
        self.rows.opened.connect(self._press)
        self.reading = self.act("照这样再读", "Ctrl+S", self.read_again, main=True)
        self.single = self.act("只读这张表", "Ctrl+T", self.read_only_this)
        self.going = self.act("回到结果", "Esc", self.left.emit)
        self._lay_out()

    def show_trial(self, trial: Trial, layouts: Sequence[Layout], only: str | None) -> None:
        """Show how the sheets of the file were understood."""
        read = {each.name: each for each in trial.reading.sheets} if trial.reading else {}
        self._only = only
        self._sheets, self._uses = [], []
        for top in trial.tops:
            known = read[top.name].layout if top.name in read else None
            hidden = SheetUse.HIDDEN if top.hidden else None
            use = read[top.name].use if top.name in read else hidden
            self._sheets.append(Explained(top, known or find_layout(top, roster(), layouts)))
            self._uses.append(use)
        self.sheets.show_ids(list(range(1, len(self._sheets) + 1)))
        self.sheets.stand(min(len(self._sheets), 3))
        self.single.setText("所有的表都读" if only else "只读这张表")
        self._show_sheet()

    def read_again(self) -> None:
        """Read the file again with what was corrected."""
        self._read(self._only)

    def read_only_this(self) -> None:
        """Read the chosen sheet alone, even a hidden one; or all of them again."""
        self._read(None if self._only else self._sheet().top.name)

    # ── inside ───────────────────────────────────────────────────────────────

    def _read(self, only: str | None) -> None:
        try:
            layouts = [each.layout for each in self._sheets if each.changed]
        except Problem as refusal:
            self._strip.refuse(refusal.sentence)
            return
        self.corrected.emit(layouts, only)

    def _sheet(self) -> Explained:
        return self._sheets[max(self.sheets.current(), 1) - 1]

    def _show_sheet(self) -> None:
        sheet = self._sheet() if self._sheets else None
        self._letters = sheet.letters() if sheet else []
        self.rows.table.show_ids(list(range(1, len(sheet.top.rows) + 1)) if sheet else [])
        self.columns.table.show_ids(list(range(1, len(self._letters) + 1)))
        if sheet and sheet.rows and not self.rows.hasFocus():
            self.rows.choose(sheet.rows[0])

    def _press(self, row: int) -> None:
        self._sheet().press(row)
        self._say_afresh()

    def _say_afresh(self) -> None:
        self.sheets.table.show_ids(self.sheets.table.ids)
        self._show_sheet()

    def _put(self, edits: list[Edit]) -> None:
        named = [(self._letters[each.id - 1], column_called(each.text)) for each in edits]
        for letter, name in named:
            self._sheet().use_as(letter, name)
        self._strip.put_away()
        self._say_afresh()

    def _sheet_table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [(self._sheets[at - 1], self._uses[at - 1]) for at in ids]
            return [(each.top.name, (each, use), len(each.columns) or None)
                    for each, use in shown]

        return RecordTable((
            Column("表", 14, lead=True, text=True), Column("怎么用", 26, face=_use),
            Column("认出几列", 9, numeric=True),
        ), rows)

    def _row_table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            sheet = self._sheet()
            return [((at, at in sheet.rows), _line(sheet.top.rows[at - 1])) for at in ids]

        return RecordTable((Column("行", 9, face=_row), Column("内容", 48)), rows)

    def _column_table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            sheet = self._sheet()
            names = {letter: name for name, letter in sheet.columns.items()}
            letters = [self._letters[at - 1] for at in ids]
            return [(each, sheet.heading(each), _veiled(sheet.example(each)),
                     names.get(each)) for each in letters]

        return RecordTable((
            Column("列", 4), Column("表头", 16, text=True), Column("下面写的", 16, text=True),
            Column("当作", 14, key="column", face=_held, editable=True),
        ), rows, self._put)

    def _lay_out(self) -> None:
        self.columns.say_empty("先在上面指明表头是哪一行。")
        self.rows.stand(3)
        for each in (self.sheets, words(HEAD, "faint", wrap=True), self.rows,
                     words(COLUMNS, "faint", wrap=True)):
            self.body.addWidget(each)
        self.body.addWidget(self.columns, 1)
        self.setFocusProxy(self.sheets)


class FieldCell(Cell):
    """A cell whose value is one of the columns a roster can have; typing filters the list."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """Qt asks for what is typed into."""
        box = TypedBox(parent)
        box.addItems([UNUSED, *labels().values()])
        box.offering.setFilterMode(Qt.MatchFlag.MatchContains)
        box.offering.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        box.setAccessibleName("当作什么")
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with what the column is now."""
        assert isinstance(editor, TypedBox)
        editor.setCurrentText(str(index.data(Qt.ItemDataRole.EditRole)))
        editor.line.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        """Keep what was typed or chosen."""
        assert isinstance(editor, TypedBox)
        model.setData(index, editor.currentText())


def _use(told: tuple[Explained, SheetUse | None]) -> Face:
    sheet, use = told
    if sheet.changed:
        return Face("改过，再读一次才算", Mark.ASK)
    if use == SheetUse.DATA:
        at = f"第 {sheet.rows[0]}" + (f"–{sheet.rows[-1]}" if len(sheet.rows) > 1 else "") + " 行"
        return Face(f"导入，表头在{at}", Mark.DONE)
    if use == SheetUse.NOTES and sheet.rows:
        return Face("说明，没有读", Mark.NONE)
    return Face(f"{use.label}，没有读" if use else "没有读", Mark.NONE)


def _row(told: tuple[int, bool]) -> Face:
    at, head = told
    return Face(f"{at} 表头", Mark.DONE) if head else Face(str(at), tone="faint")


def _held(name: str | None) -> Face:
    return Face(labels()[name]) if name else Face(UNUSED, tone="faint")


def _line(cells: list[Any]) -> str:
    return "　".join(filter(None, (_veiled(text(each)) for each in cells)))


def _veiled(said: str) -> str:
    """What a cell says, identity numbers masked."""
    return shown("", said).replace("\n", "")
