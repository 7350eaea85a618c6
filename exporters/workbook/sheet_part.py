"""One sheet of a workbook edited in place: values into cells, rows put in; all else as it was."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import partial

from exporters.workbook.growing import Growth, Here, copied_formula, grown_areas, grown_formula
from models.values.markup import Element, every, first, is_a, made, parsed, put_words, written
from models.values.problem import Problem
from models.values.spreadsheet import cell_place, column_letter

_RULES = ("formula", "formula1", "formula2", "f")
"""What holds the formula of a format or of a validation."""


class SheetPart:
    """The XML of one sheet. :raises Problem: it is laid out as no sheet is."""

    def __init__(self, content: bytes) -> None:
        self._as_read, self._changed = content, False
        try:
            self._root = parsed(content)
        except ValueError:
            raise _unreadable() from None
        data = first(self._root, "sheetData")
        if data is None:
            raise _unreadable()
        self._data: Element = data
        self._rows: dict[int, Element] = {}
        self._cells: dict[tuple[int, int], Element] = {}
        at = 0
        for row in every(self._data, "row"):
            at = int(row.get("r") or at + 1)
            self._rows[at], column = row, 0
            row.set("r", str(at))
            for cell in every(row, "c"):
                written_at = cell.get("r")
                column = cell_place(written_at).column if written_at else column + 1
                self._place(cell, at, column)

    def content(self) -> bytes:
        """The part as it is written; as it was read when nothing was changed."""
        return written(self._root) if self._changed else self._as_read

    def _place(self, cell: Element, row: int, column: int) -> None:
        cell.set("r", f"{column_letter(column)}{row}")
        self._cells[row, column] = cell

    # ── values ───────────────────────────────────────────────────────────────

    def put(self, place: str, value: str, *, text: bool) -> None:
        """Write a value into a cell, in the style the cell has."""
        cell = self._cell(*cell_place(place))
        for child in list(cell):
            cell.remove(child)
        cell.text = None
        cell.attrib.pop("t", None)
        if text:
            cell.set("t", "inlineStr")
            put_words(_under(_under(cell, "is"), "t"), value)
        else:
            _under(cell, "v").text = value
        self._changed = True

    def _cell(self, at: int, column: int) -> Element:
        """The cell; one that the sheet does not have looks like its row."""
        if (at, column) not in self._cells:
            row = self._row(at)
            cell = made(row, "c")
            before = next((self._cells[at, each] for each in range(column - 1, 0, -1)
                           if (at, each) in self._cells), None)
            _behind(row, before, cell)
            self._place(cell, at, column)
            if "s" in row.attrib:
                cell.set("s", row.get("s"))
        return self._cells[at, column]

    def _row(self, at: int) -> Element:
        if at not in self._rows:
            row = made(self._data, "row")
            row.set("r", str(at))
            before = max((each for each in self._rows if each < at), default=None)
            _behind(self._data, before and self._rows[before], row)
            self._rows[at] = row
        return self._rows[at]

    def forget_results(self) -> None:
        """Take out the results of formulas that were kept: they are worked out anew."""
        for cell in self._cells.values():
            value = first(cell, "v")
            if value is not None and value.text and first(cell, "f") is not None:
                cell.remove(value)
                cell.attrib.pop("t", None)
                self._changed = True

    # ── growing ──────────────────────────────────────────────────────────────

    def grow(self, growth: Growth, here: Here) -> None:
        """Put rows in below the last line, like it, and let everything that counts them grow.

        :raises Problem: a formula can't be read.
        """
        self._spell_out_shared()
        self.refer(growth, here)
        behind = {at: self._rows.pop(at) for at in sorted(self._rows) if at > growth.last}
        moved = {at: self._cells.pop(at) for at in sorted(self._cells) if at[0] > growth.last}
        for at, row in behind.items():
            row.set("r", str(at + growth.count))
            self._rows[at + growth.count] = row
        for (at, column), cell in moved.items():
            self._place(cell, at + growth.count, column)
        like = self._rows.get(growth.last)
        for step in range(1, growth.count + 1) if like is not None else ():
            self._copy(growth.last, step)
        for each in self._around():
            self._grow_around(each, growth)
        size = first(self._root, "dimension")
        if size is not None:
            size.set("ref", grown_areas(size.get("ref"), growth))
        self._changed = True

    def refer(self, growth: Growth, here: Here) -> None:
        """Let the formulas, formats and validations follow a sheet that grows."""
        for (at, _), formula in self._formulas():
            inside = here(None) and growth.first <= at <= growth.last
            change = partial(grown_formula, growth=growth, here=here, inside=inside)
            self._say(formula, change(formula.text or ""))
            if here(None) and "ref" in formula.attrib:
                formula.set("ref", change(formula.get("ref")))
        for each in self._around():
            if is_a(each, *_RULES) and each.text:
                self._say(each, grown_formula(each.text, growth, here, inside=True))

    def _say(self, element: Element, text: str) -> None:
        if text != (element.text or ""):
            element.text, self._changed = text, True

    def _around(self) -> list[Element]:
        """Whatever stands behind the cells."""
        return [each for block in self._data.itersiblings("*") for each in block.iter("*")]

    def _formulas(self) -> Iterator[tuple[tuple[int, int], Element]]:
        for place, cell in sorted(self._cells.items(), key=lambda each: each[0]):
            formula = first(cell, "f")
            if formula is not None:
                yield place, formula

    def _spell_out_shared(self) -> None:
        """Formulas written once for several cells (shared), written out in each."""
        firsts: dict[str, tuple[int, int, str]] = {}
        for (at, column), formula in self._formulas():
            group = formula.get("si")
            if group is None:
                continue
            if formula.text:
                firsts[group] = (at, column, formula.text)
            top, left, said = firsts[group]
            formula.text = copied_formula(said, at - top, column - left)
            formula.attrib.clear()

    def _copy(self, last: int, step: int) -> None:
        """A new line like the last one: its styles and formulas, none of its values."""
        at, like = last + step, self._rows[last]
        row = deepcopy(like)
        row.set("r", str(at))
        _behind(self._data, self._rows[at - 1], row)
        self._rows[at] = row
        for cell in every(row, "c"):
            self._place(cell, at, cell_place(cell.get("r")).column)
            cell.attrib.pop("t", None)
            for child in [each for each in cell if not is_a(each, "f")]:
                cell.remove(child)
        for formula in every(row, "f"):
            formula.text = copied_formula(formula.text or "", step)
            if "ref" in formula.attrib:
                formula.set("ref", copied_formula(formula.get("ref"), step))

    def _grow_around(self, each: Element, growth: Growth) -> None:
        """An area, a merge or a page break behind the cells."""
        if is_a(each, "mergeCell"):
            _grow_merge(each, growth)
        elif is_a(each, "brk") and is_a(each.getparent(), "rowBreaks"):
            row = int(each.get("id"))
            each.set("id", str(row + growth.count * (row >= growth.last)))
        elif is_a(each, "sqref"):
            each.text = grown_areas(each.text or "", growth)
        else:
            for attribute in ("sqref", "ref"):
                if attribute in each.attrib:
                    each.set(attribute, grown_areas(each.get(attribute), growth))


def _grow_merge(merge: Element, growth: Growth) -> None:
    """Merged cells after the growth; those within the last line are merged on the new ones too."""
    (top, left), (bottom, right) = map(cell_place, merge.get("ref").split(":"))
    if top == bottom == growth.last:
        for step in range(growth.count, 0, -1):
            again = deepcopy(merge)
            again.set("ref", _area(top + step, left, top + step, right))
            merge.addnext(again)
        merges = merge.getparent()
        if "count" in merges.attrib:
            merges.set("count", str(len(every(merges, "mergeCell"))))
    else:
        top, bottom = growth.area(top, bottom)
        merge.set("ref", _area(top, left, bottom, right))


def _area(top: int, left: int, bottom: int, right: int) -> str:
    return f"{column_letter(left)}{top}:{column_letter(right)}{bottom}"


def _under(parent: Element, name: str) -> Element:
    child = made(parent, name)
    parent.append(child)
    return child


def _behind(parent: Element, before: Element | None, new: Element) -> None:
    """Put an element behind a sibling, or first of all."""
    if before is None:
        parent.insert(0, new)
    else:
        before.addnext(new)


def _unreadable() -> Problem:
    return Problem("表样里的工作表读不出来，请用表格软件打开后另存为 .xlsx 再填。")
