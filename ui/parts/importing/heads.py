"""How the heads of a list are explained, as far as the secretary has come, and remembered."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from importers.sheets.grid import Grid, text
from importers.sheets.heads import fingerprint, likely_head
from importers.sheets.parts import layout_of
from importers.sheets.pasted import PASTED
from importers.sheets.workbook import open_workbook
from models.intake.reading import Layout, RosterReading, remember_layout, remembered_layouts
from models.values.problem import Problem
from models.values.spreadsheet import column_letter, column_number
from ui.kit.marks import Face
from ui.kit.message_strip import Strip
from ui.kit.theme import Mark
from ui.parts.importing.kinds import Kind
from ui.parts.importing.sheet import Sheet
from ui.parts.importing.trial import Said, Trial

if TYPE_CHECKING:
    from models.keeping.store import Store


class Explained:
    """How one sheet is explained, as far as the secretary has come.

    ``rows`` are the rows of the head, ``columns`` field → letter; ``changed`` once corrected.
    """

    def __init__(self, kind: Kind, top: Grid, layout: Layout | None) -> None:
        self.kind, self.top = kind, top
        given = (1,) if top.name == PASTED else ()  # cells pasted without a head get one
        self.rows = layout.header_rows if layout else given or likely_head(top, kind.words())
        self.columns = dict(layout.columns) if layout else {}
        self.changed = False
        if layout is None and not given and self.rows:
            self._propose()

    @property
    def layout(self) -> Layout:
        """The explanation as it is read by and remembered.

        :raises Problem: no head was chosen, or no column holds the names.
        """
        if not self.rows:
            raise Problem(f"“{self.top.name}”还没有指明表头是哪一行。")
        words = self.kind.words()
        columns = words.settled(dict(self.columns))
        if not words.enough(columns.keys()):
            raise Problem(f"“{self.top.name}”还要指明这些列：{self.kind.wanted}。")
        mark = fingerprint(self.top, self.rows)
        return Layout("", self.rows, 0, 0, columns, mark)

    def letters(self) -> list[str]:
        """The columns that have something in them."""
        return [column_letter(at) for at in range(1, self.top.width + 1)
                if any(text(self.top.at(row, at)) for row in range(1, len(self.top.rows) + 1))]

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
        found = layout_of(self.top, self.kind.words())
        if found is not None and found.header_rows == self.rows:
            self.columns = dict(found.columns)
            return
        self.columns = {}
        for letter in self.letters():
            name = self._named(column_number(letter))
            if name is not None:
                self.columns.setdefault(name, letter)

    def _named(self, column: int) -> str | None:
        """What the lowest word over a column names, else the one above it."""
        said = [self.top.at(*self.top.place(row, column)) for row in self.rows]
        words = self.kind.words()
        return next((name for each in reversed(said) if (name := words.named(each))), None)


class Bench(Protocol):
    """The workbench, as far as its heads need it."""

    store: Store
    kind: Kind
    said: Said
    trial: Trial | None
    sheet: Sheet
    strip: Strip

    def sheet_name(self) -> str:
        """The sheet that is looked at."""

    def say(self, **said: object) -> None:
        """Something more was answered."""

    def show_sheet(self) -> None:
        """Show it afresh."""


class Heads:
    """The heads of all lists on the workbench, and the chooser over each column."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._explained: dict[str, Explained] = {}
        self.menu: QMenu | None = None

    def begin(self) -> None:
        """Another file: nothing is explained yet."""
        self._explained = {}

    def choose(self, letter: str = "") -> None:
        """Ask what a column holds, the likeliest first, and where the head is."""
        head = self._bench.sheet.head
        letter = letter or self._bench.sheet.letter
        explained = self._of(letter)
        if explained is None:
            return
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = QMenu(head)
        self._offer(self.menu, explained, letter)
        left = head.sectionViewportPosition(column_number(letter) - 1)
        self.menu.popup(head.mapToGlobal(QPoint(max(left, 0), head.height())))

    def faces(self, sheet: str) -> dict[str, Face]:
        """What every column of a sheet is taken for, or that it is left out."""
        labels, found = self._bench.kind.labels(), dict[str, Face]()
        for part in self._bench.trial.parts if self._bench.trial else ():
            if part.sheet == sheet:
                known = self._explained.get(part.grid.name)
                if known is None or not known.changed:
                    known = Explained(self._bench.kind, part.grid, part.layout)
                taken = {letter: _called(name, labels)
                         for name, letter in known.columns.items()}
                found |= {letter: Face(taken[letter], Mark.DONE) if letter in taken
                          else Face("不导入", Mark.NONE) for letter in known.letters()}
        return found

    def remember(self, trial: Trial) -> None:
        """What was explained and served is known for the next list of the kind."""
        store, place = self._bench.store, self._bench.kind.place
        read = {each.layout.fingerprint for each in trial.parts if each.layout}
        known = remembered_layouts(store, place)
        for each in trial.said.layouts:
            if each.fingerprint in read and each not in known:
                remember_layout(store, each, place)

    # ── inside ───────────────────────────────────────────────────────────────

    def _of(self, letter: str) -> Explained | None:
        """How the list with this column is explained."""
        trial, sheet = self._bench.trial, self._bench.sheet_name()
        parts = [each for each in trial.parts if each.sheet == sheet] if trial else []
        for part in parts:
            known = self._explained.setdefault(
                part.grid.name, Explained(self._bench.kind, part.grid, part.layout))
            if letter in known.letters() or part is parts[-1]:
                return known
        return None

    def _offer(self, menu: QMenu, explained: Explained, letter: str) -> None:
        labels, row = self._bench.kind.labels(), self._bench.sheet.row
        held = next((name for name, at in explained.columns.items() if at == letter), None)
        parts = self._bench.trial.parts if self._bench.trial else ()
        near = next((head.candidates for part in parts for head in part.heads
                     if part.grid.name == explained.top.name and head.letter == letter), ())
        first = [name for name in near if name in labels][:4]
        for name in (*first, *(each for each in labels if each not in first)):
            chosen = menu.addAction(labels[name], partial(self._use, explained, letter, name))
            chosen.setCheckable(True)
            chosen.setChecked(name == held)
            if first and name == first[-1]:
                menu.addSeparator()
        menu.addSeparator()
        menu.addAction("这一列不导入", partial(self._use, explained, letter, None))
        if row:
            said = f"第 {row} 行不是表头" if row in explained.rows else f"第 {row} 行是表头"
            menu.addAction(said, partial(self._press, explained, row))

    def _use(self, explained: Explained, letter: str, name: str | None) -> None:
        explained.use_as(letter, name)
        self._correct(explained)

    def _press(self, explained: Explained, row: int) -> None:
        explained.press(row)
        self._correct(explained)

    def _correct(self, explained: Explained) -> None:
        bench = self._bench
        try:
            layout = explained.layout
        except Problem as refusal:
            bench.strip.refuse(refusal.sentence)
            bench.show_sheet()
            return
        bench.strip.put_away()
        bench.say(layouts=(layout, *(each for each in bench.said.layouts
                                     if each.fingerprint != layout.fingerprint)))


def _called(name: str, labels: dict[str, str]) -> str:
    """What a column is called: 户主, the second of them 户主 2; a matrix goes by its own heads."""
    first, _, place = name.partition(" ")
    return labels.get(name) or (f"{labels[first]} {place}" if first in labels else name)


def remember_faultbook(store: Store, path: Path, reading: RosterReading) -> None:
    """A head that had to be explained is understood in the fault workbook too."""
    explained = {each.fingerprint for each in remembered_layouts(store)}
    layouts = {each.name: each.layout for each in reading.sheets if each.layout}
    for grid in open_workbook(path):
        layout = layouts.get(grid.name)
        if layout is not None and layout.fingerprint in explained:
            remember_layout(store, replace(
                layout, sheet="", first_row=0, last_row=0,
                columns={"mend": column_letter(grid.width)} | layout.columns,
                fingerprint=fingerprint(grid, layout.header_rows)))
