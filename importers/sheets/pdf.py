"""The ruled tables of a PDF with text as grids: cells by the lines drawn round them.

Lines are taken as they are drawn; where none stands between two fields of the raster they are one
cell, and what no line closes off is no table. A table that goes on over the next page is one.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from importers.sheets.grid import Grid, Locked, Scanned
from models.values.problem import Problem

MOST_PAGES, MOST_LINES, MOST_FIELDS, MOST_CHARS = 300, 60_000, 200_000, 400_000
_NEAR = 2.5
"""Points within which two lines are one: the two edges of a drawn stroke."""
_SHORT = 4.0
_COVERED = 0.6
"""The part of an edge that must be drawn."""

_ELSE = "请向对方要表格原件（.xlsx）再导入。"

Rule = tuple[float, float, float]
"""Where a line lies across, and from where to where it goes."""


def read_pdf(path: Path, password: str = "") -> list[Grid]:
    """Every ruled table of the document; 表1, 表2 … are their names.

    :raises Problem: it has a password or no text, or no ruled table; or it breaks a limit.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path, password=password or None)
    except pypdfium2.PdfiumError as fault:
        raise _refused(path, str(fault), password) from None
    try:
        if len(document) > MOST_PAGES:
            raise Problem(f"{path.name} 超过 {MOST_PAGES} 页，不像花名册或清单。{_ELSE}")
        pages = [_read_page(document, number) for number in range(len(document))]
    finally:
        document.close()
    if not any(each.chars for each in pages):
        raise Scanned(f"{path.name} 里没有文字，是扫描或拍照的。{_ELSE}")
    grids = _joined(pages)
    if not grids:
        raise Problem(f"{path.name} 里没有画线的表格，读不出哪一格是哪一格。{_ELSE}")
    return grids


def _refused(path: Path, fault: str, password: str) -> Problem:
    if "assword" in fault:
        return Locked(f"{path.name} 有打开密码，{'密码不对' if password else '请输入密码'}。")
    return Problem(f"{path.name} 是 PDF，但不完整或已损坏，可能没有拷完。请重新拷一份。")


@dataclass
class _Page:
    """The tables of one page from the top down, and how many characters it has."""

    chars: int
    tables: list[_Table] = field(default_factory=list)


@dataclass
class _Table:
    """One table: where its columns begin and end, and its cells."""

    edges: tuple[float, ...]
    grid: Grid


def _joined(pages: Iterable[_Page]) -> list[Grid]:
    """The tables of all pages; the first of a page goes on with the last before, if as ruled."""
    grids: list[Grid] = []
    edges: tuple[float, ...] = ()
    for page in pages:
        for at, table in enumerate(page.tables):
            goes_on = not at and len(edges) == len(table.edges) and all(
                abs(one - other) <= _NEAR for one, other in zip(edges, table.edges, strict=True))
            if not goes_on:
                grids.append(Grid(f"表{len(grids) + 1}", [], above=table.grid.above))
            grids[-1].go_on_with(table.grid)
            edges = table.edges
    return grids


# ── one page ─────────────────────────────────────────────────────────────────


def _read_page(document: Any, number: int) -> _Page:
    page = document[number]
    try:
        across, down = _rules(page)
        chars = list(_chars(page))
    finally:
        page.close()
    tables = _tables(across, down, chars)
    if tables:
        tables[0].grid.above = _over(across, chars)
    return _Page(len(chars), tables)


def _over(across: Sequence[Rule], chars: Sequence[_Char]) -> tuple[str, ...]:
    """The lines of words that stand over everything ruled on a page."""
    top = max(each[0] for each in across)
    lines: list[list[_Char]] = []
    for each in (each for each in chars if each.y > top):
        _on_its_line(lines, each)
    return tuple(filter(None, (_wrapped([line]) for line in sorted(lines, key=lambda x: -x[0].y))))


def _rules(page: Any) -> tuple[list[Rule], list[Rule]]:
    """The lines that are drawn level, and those that are drawn upright."""
    import pypdfium2.raw as raw

    across: list[Rule] = []
    down: list[Rule] = []
    for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=5):
        for (x, y), (to_x, to_y) in _strokes(each, raw):
            if abs(y - to_y) <= 1 and abs(x - to_x) >= _SHORT:
                across.append(((y + to_y) / 2, min(x, to_x), max(x, to_x)))
            elif abs(x - to_x) <= 1 and abs(y - to_y) >= _SHORT:
                down.append(((x + to_x) / 2, min(y, to_y), max(y, to_y)))
        if len(across) + len(down) > MOST_LINES:
            raise Problem(f"一页里画了太多的线，不像正常的表格。{_ELSE}")
    return across, down


Point = tuple[float, float]


def _strokes(shape: Any, raw: Any) -> Iterator[tuple[Point, Point]]:
    """The straight lines of a path, in the page's own measure; a wash of colour has none."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(shape.raw, fill, stroke)
    if not stroke.value and not _is_thin(shape):
        return
    matrix = shape.get_matrix()
    holder = shape.container
    while holder is not None:
        matrix, holder = matrix.multiply(holder.get_matrix()), holder.container
    begun: Point | None = None
    at: Point | None = None
    for i in range(raw.FPDFPath_CountSegments(shape.raw)):
        segment = raw.FPDFPath_GetPathSegment(shape.raw, i)
        x, y = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begun = point
        elif kind == raw.FPDF_SEGMENT_LINETO and at is not None:
            yield at, point
        at = point
        if raw.FPDFPathSegment_GetClose(segment) and begun is not None:
            yield at, begun


def _is_thin(shape: Any) -> bool:
    """Whether a filled shape is a line drawn as a bar."""
    left, bottom, right, top = shape.get_bounds()
    return bool(min(right - left, top - bottom) <= _NEAR)


@dataclass(frozen=True)
class _Char:
    """A character and the middle of its box."""

    sign: str
    x: float
    y: float
    height: float


def _chars(page: Any) -> Iterator[_Char]:
    import pypdfium2.raw as raw

    words = page.get_textpage()
    try:
        count = words.count_chars()
        if count > MOST_CHARS:
            raise Problem(f"一页里的字太多，不像正常的表格。{_ELSE}")
        high = ""
        for i in range(count):
            code = raw.FPDFText_GetUnicode(words.raw, i)
            if code in (0, 0xFFFE, 0xFFFF) or raw.FPDFText_IsGenerated(words.raw, i) == 1:
                continue
            sign, high = _sign(high, code)
            if sign and sign not in "\r\n":
                left, bottom, right, top = words.get_charbox(i, loose=True)
                yield _Char(sign, (left + right) / 2, (bottom + top) / 2, top - bottom)
    finally:
        words.close()


def _sign(high: str, code: int) -> tuple[str, str]:
    """The character that a unit of UTF-16 completes, and the first half of one that waits."""
    unit = chr(code)
    if "\ud800" <= unit <= "\udbff":
        return "", unit
    whole = (high + unit).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole, ""


# ── fields of the raster, and the cells they make ────────────────────────────


class _Raster:
    """All places where lines lie, and which edges between two fields are drawn."""

    def __init__(self, across: Sequence[Rule], down: Sequence[Rule]) -> None:
        self.ys = sorted(_places(across), reverse=True)
        self.xs = sorted(_places(down))
        if len(self.xs) * len(self.ys) > MOST_FIELDS:
            raise Problem(f"一页里画了太多的线，不像正常的表格。{_ELSE}")
        self._level = _drawn(across, self.ys, self.xs)
        self._upright = _drawn(down, self.xs, self.ys)

    @property
    def fields(self) -> Iterator[tuple[int, int]]:
        """Row and column of every field, from 0."""
        return ((row, column) for row in range(len(self.ys) - 1)
                for column in range(len(self.xs) - 1))

    def above(self, row: int, column: int) -> bool:
        """Whether a line is drawn above the field."""
        return (row, column) in self._level

    def before(self, row: int, column: int) -> bool:
        """Whether a line is drawn at the left of the field."""
        return (column, row) in self._upright


def _places(rules: Iterable[Rule]) -> list[float]:
    """Where lines lie; what lies nearer than a stroke is wide is one place."""
    places: list[list[float]] = []
    for at in sorted({each[0] for each in rules}):
        if places and at - places[-1][-1] <= _NEAR and at - places[-1][0] <= 2 * _NEAR:
            places[-1].append(at)
        else:
            places.append([at])
    return [(each[0] + each[-1]) / 2 for each in places]


def _drawn(
    rules: Iterable[Rule], lie: Sequence[float], across: Sequence[float]
) -> set[tuple[int, int]]:
    """(line, stretch) for every stretch between neighbours of ``across`` that is drawn over."""
    covered: dict[tuple[int, int], float] = defaultdict(float)
    for at, begin, end in rules:
        line = min(range(len(lie)), key=lambda i: abs(lie[i] - at))
        for i in range(len(across) - 1):
            low, high = sorted((across[i], across[i + 1]))
            shared = min(high, end + 1) - max(low, begin - 1)
            if shared > 0:
                covered[line, i] += shared / (high - low)
    return {place for place, part in covered.items() if part >= _COVERED}


def _tables(
    across: Sequence[Rule], down: Sequence[Rule], chars: Sequence[_Char]
) -> list[_Table]:
    raster = _Raster(across, down)
    cells = _cells(raster)
    owners = {each: number for number, cell in enumerate(cells) for each in cell}
    said = _said(raster, owners, chars)
    return [
        table for part in _apart(raster, cells, owners)
        if (table := _table(raster, [(cells[n], said.get(n, "")) for n in part])) is not None
    ]


Field = tuple[int, int]


def _cells(raster: _Raster) -> list[list[Field]]:
    """Fields with no line between them are one cell; those open to the outside are none."""
    roots: dict[Field, Field] = {}

    def root(each: Field) -> Field:
        while (above := roots.setdefault(each, each)) != each:
            roots[each] = roots[above]
            each = above
        return each

    outside = (-1, -1)
    last_row, last_column = len(raster.ys) - 2, len(raster.xs) - 2
    for row, column in raster.fields:
        here = (row, column)
        if not raster.above(row, column):
            roots[root(here)] = root((row - 1, column) if row else outside)
        if not raster.before(row, column):
            roots[root(here)] = root((row, column - 1) if column else outside)
        if row == last_row and not raster.above(row + 1, column):
            roots[root(here)] = root(outside)
        if column == last_column and not raster.before(row, column + 1):
            roots[root(here)] = root(outside)
    cells: dict[Field, list[Field]] = defaultdict(list)
    for each in raster.fields:
        cells[root(each)].append(each)
    cells.pop(root(outside), None)
    return list(cells.values())


def _apart(
    raster: _Raster, cells: Sequence[list[Field]], owners: dict[Field, int]
) -> list[list[int]]:
    """The cells that touch one another, table by table from the top of the page."""
    left, parts = set(range(len(cells))), []
    for number in range(len(cells)):
        if number not in left:
            continue
        part, waiting = [], [number]
        left.discard(number)
        while waiting:
            part.append(waiting.pop())
            for row, column in cells[part[-1]]:
                for each in ((row + 1, column), (row - 1, column), (row, column + 1),
                             (row, column - 1)):
                    other = owners.get(each)
                    if other in left:
                        left.discard(other)
                        waiting.append(other)
        parts.append(part)
    return parts


def _table(raster: _Raster, cells: list[tuple[list[Field], str]]) -> _Table | None:
    """The table the cells make; None for a single box, which is a frame and no table."""
    boxes = [(min(r for r, _ in each), min(c for _, c in each), max(r for r, _ in each),
              max(c for _, c in each)) for each, _ in cells]
    if len(cells) < 2:
        return None
    if any(len(each) != (b - t + 1) * (r - le + 1)
           for (each, _), (t, le, b, r) in zip(cells, boxes, strict=True)):
        raise Problem(f"表格的线没有画全，分不清哪一格是哪一格。{_ELSE}")
    rows = sorted({each[0] for each in boxes} | {each[2] + 1 for each in boxes})
    columns = sorted({each[1] for each in boxes} | {each[3] + 1 for each in boxes})
    grid = Grid("", [[""] * (len(columns) - 1) for _ in rows[1:]])
    for (_, said), (top, left, bottom, right) in zip(cells, boxes, strict=True):
        first, begin = rows.index(top), columns.index(left)
        last, end = rows.index(bottom + 1), columns.index(right + 1)
        grid.rows[first][begin] = said
        if last > first + 1 or end > begin + 1:
            grid.merges.append((first + 1, begin + 1, last, end))
    grid.merges.sort()
    return _Table(tuple(raster.xs[each] for each in columns), grid)


def _said(
    raster: _Raster, owners: dict[Field, int], chars: Iterable[_Char]
) -> dict[int, str]:
    """What stands in every cell: its lines from the top, joined as a cell wraps them."""
    lines: dict[int, list[list[_Char]]] = defaultdict(list)
    for each in chars:
        row = sum(each.y < y for y in raster.ys) - 1
        column = sum(each.x > x for x in raster.xs) - 1
        cell = owners.get((row, column))
        if cell is None:
            continue
        _on_its_line(lines[cell], each)
    return {cell: _wrapped(found) for cell, found in lines.items()}


def _on_its_line(lines: list[list[_Char]], each: _Char) -> None:
    """Put a character to those of its height, or on a line of its own."""
    near = next((line for line in lines
                 if abs(line[0].y - each.y) < max(each.height, line[0].height) / 2), None)
    if near is None:
        lines.append([each])
    else:
        near.append(each)


def _wrapped(lines: list[list[_Char]]) -> str:
    said = ""
    for line in sorted(lines, key=lambda each: -each[0].y):
        words = "".join(each.sign for each in sorted(line, key=lambda each: each.x)).lstrip()
        between = " " if said[-1:].isascii() and said[-1:].isalpha() and words[:1].isascii() and (
            words[:1].isalpha()) else ""
        said += between + words
    return said.strip()
