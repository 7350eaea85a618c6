"""What a column of a roster may hold, as the secretary calls it, and what a heading proposes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from importers.roster.headings import (
    MEMBER_FIELDS,
    PERSON_FIELDS,
    column_named,
    find_layout,
    fingerprint,
)
from importers.sheets.sheet_xml import column_letter, column_number
from importers.sheets.workbook import text
from models.intake.reading import Layout
from models.members.member import Member
from models.registers.people import Household, HouseholdCategory, Person
from models.values.problem import Problem

if TYPE_CHECKING:
    from importers.sheets.workbook import Grid

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
    found = found or column_named(typed)
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
        found = find_layout(self.top)
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
    return next((name for each in reversed(said) if (name := column_named(each))), None)
