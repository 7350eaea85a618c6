"""One sheet of a workbook edited in place: what is not written stays as it was, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from html import unescape

from models.values.problem import Problem
from models.values.spreadsheet import column_letter, column_number

_REFERENCE = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")"""
    r"""|(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"""
    r"""(?:(?<![\w.$])(?P<c1>\$?[A-Z]{1,3})(?P<r1>\$?\d+)"""
    r"""(?::(?P<c2>\$?[A-Z]{1,3})(?P<r2>\$?\d+))?(?![\w(.])"""
    r"""|(?<![\w.$:])(?P<rows1>\$?\d+):(?P<rows2>\$?\d+)(?![\w(.:]))"""
)
_AREA = re.compile(r"(\$?[A-Z]{1,3})?(\$?\d+)(?::(\$?[A-Z]{1,3})?(\$?\d+))?")


@dataclass(frozen=True)
class Growth:
    """``count`` rows put in below the row ``last``, the last of the lines from ``first`` on."""

    first: int
    last: int
    count: int

    def row(self, row: int) -> int:
        """Where a row stands afterwards."""
        return row + self.count if row > self.last else row

    def area(self, top: int, bottom: int) -> tuple[int, int]:
        """Where a range reaches afterwards; one that ends with the lines grows with them."""
        ends = bottom == self.last and (top < bottom or self.first == self.last)
        return self.row(top), bottom + self.count if ends else self.row(bottom)


def grown_areas(areas: str, growth: Growth) -> str:
    """The areas of a format or a validation (``G5:L24 N5:O24``) after the growth.

    What holds for the last line holds for the lines put in below it.
    """
    return " ".join(_AREA.sub(lambda found: _grown(found, growth), each) for each in areas.split())


def _grown(found: re.Match[str], growth: Growth) -> str:
    left, first, right, last = found.groups()
    top, bottom = growth.row(_number(first)), _number(last or first)
    bottom = bottom + growth.count if bottom >= growth.last else bottom
    start = f"{left or ''}{_like(first, top)}"
    if last is None and top == bottom:
        return start
    return f"{start}:{(right if last else left) or ''}{_like(last or first, bottom)}"


def grown_formula(formula: str, growth: Growth, here: Callable[[str | None], bool], *,
                  inside: bool) -> str:
    """A formula after the growth.

    :param here: whether a reference that names this sheet, or none, means the grown sheet.
    :param inside: the formula stands on one of the lines: its ranges that end on the line itself
        (running totals) stay, only those fixed with ``$`` grow.
    """

    def moved(found: re.Match[str]) -> str:
        sheet = found["sheet"]
        if found["text"] or not here(sheet[:-1].strip("'").replace("''", "'") if sheet else None):
            return found[0]
        said = sheet or ""
        if found["rows1"]:
            top, bottom = growth.area(_number(found["rows1"]), _number(found["rows2"]))
            return f"{said}{_like(found['rows1'], top)}:{_like(found['rows2'], bottom)}"
        first, last = found["r1"], found["r2"]
        if last is None:
            return f"{said}{found['c1']}{_like(first, growth.row(_number(first)))}"
        top, bottom = growth.area(_number(first), _number(last))
        if inside and not last.startswith("$"):
            bottom = growth.row(_number(last))
        return f"{said}{found['c1']}{_like(first, top)}:{found['c2']}{_like(last, bottom)}"

    return _REFERENCE.sub(moved, formula)


def copied_formula(formula: str, rows: int, columns: int = 0) -> str:
    """A formula copied some rows down and columns right: what is not fixed with ``$`` moves."""

    def moved(found: re.Match[str]) -> str:
        if found["text"] or found["rows1"]:
            return found[0]
        said = f"{found['sheet'] or ''}{_right(found['c1'], columns)}{_down(found['r1'], rows)}"
        if found["r2"]:
            said += f":{_right(found['c2'], columns)}{_down(found['r2'], rows)}"
        return said

    return _REFERENCE.sub(moved, formula)


def _number(row: str) -> int:
    return int(row.lstrip("$"))


def _like(before: str, row: int) -> str:
    return f"${row}" if before.startswith("$") else str(row)


def _down(row: str, rows: int) -> str:
    return row if row.startswith("$") else str(int(row) + rows)


def _right(column: str, columns: int) -> str:
    if column.startswith("$") or not columns:
        return column
    return column_letter(column_number(column) + columns)


# ── the part ─────────────────────────────────────────────────────────────────


_TAG = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    r"|<(?P<close>/?)(?P<name>[\w:.-]+)"
    r"(?P<says>(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(?P<empty>/?)>", re.DOTALL,
)
_SAYS = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_FORMULA = re.compile(
    r"<(?P<tag>(?:\w+:)?f)(?P<says>(?:\s[^>]*?)?)(?:/>|>(?P<text>.*?)</(?P=tag)>)", re.DOTALL)
_VALUE = re.compile(r"<((?:\w+:)?v)(?:\s[^>]*)?>[^<]+</\1>")
_PLACE = re.compile(r"([A-Z]+)(\d+)")
_REFS = re.compile(r"(\s(?:sqref|ref)=)(?:\"([^\"]*)\"|'([^']*)')")
_RULES = re.compile(r"<((?:\w+:)?(?:formula[12]?|f))>(.*?)</\1>", re.DOTALL)
_LISTED = re.compile(r"<(\w+:sqref)>(.*?)</\1>")
_MERGES = re.compile(
    r"<(?P<tag>(?:\w+:)?mergeCells)(?:\s[^>]*)?>(?P<cells>.*?)</(?P=tag)>", re.DOTALL)
_MERGE = re.compile(r"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([^\"']*)[\"'][^>]*>")
_BREAK = re.compile(r"(<(?:\w+:)?brk\s[^>]*?id=[\"'])(\d+)")
_BREAKS = re.compile(r"<(?P<tag>(?:\w+:)?rowBreaks)[\s>].*?</(?P=tag)>", re.DOTALL)
_DIMENSION = re.compile(r"(<(?:\w+:)?dimension\s[^>]*?ref=)[\"']([^\"']*)[\"']")


@dataclass
class CellPart:
    """One cell: what its tag says, and what stands in it."""

    says: dict[str, str]
    inner: str
    raw: str | None = None

    def xml(self, prefix: str) -> str:
        """The cell as it is written."""
        if self.raw is not None:
            return self.raw
        said = "".join(f' {name}="{value}"' for name, value in self.says.items())
        tag = f"{prefix}c"
        return f"<{tag}{said}>{self.inner}</{tag}>" if self.inner else f"<{tag}{said}/>"


@dataclass
class RowPart:
    """One row; ``raw`` is its XML while nothing in it has changed."""

    says: dict[str, str]
    cells: dict[int, CellPart] = field(default_factory=dict)
    raw: str | None = None

    def xml(self, prefix: str) -> str:
        """The row as it is written."""
        if self.raw is not None:
            return self.raw
        said = "".join(f' {name}="{value}"' for name, value in self.says.items())
        cells = "".join(self.cells[column].xml(prefix) for column in sorted(self.cells))
        return f"<{prefix}row{said}>{cells}</{prefix}row>"


class SheetPart:
    """The XML of one sheet. :raises Problem: it is laid out as no sheet is."""

    def __init__(self, xml: str) -> None:
        tags = [each for each in _TAG.finditer(xml) if each["name"]]
        data = next((at for at, tag in enumerate(tags) if _local(tag) == "sheetData"), None)
        if data is None:
            raise Problem("表样里的工作表读不出来，请用表格软件打开后另存为 .xlsx 再填。")
        start = tags[data]
        self.prefix = start["name"].removesuffix("sheetData")
        self.rows: dict[int, RowPart] = {}
        self._as_read = xml
        if start["empty"]:
            self.head, self.tail = xml[:start.start()], xml[start.end():]
            return
        end = next(at for at in range(data, len(tags))
                   if tags[at]["close"] and _local(tags[at]) == "sheetData")
        self.head, self.tail = xml[:start.start()], xml[tags[end].end():]
        self._read(xml, tags[data + 1:end])

    def _read(self, xml: str, tags: list[re.Match[str]]) -> None:
        at, row, cell = 0, RowPart({}), tags[0] if tags else None
        started, column = 0, 0
        for tag in tags:
            name = _local(tag)
            if name == "row" and not tag["close"]:
                says = _said(tag)
                at, column = int(says.get("r") or at + 1), 0
                row, started = RowPart({**says, "r": str(at)}), tag.start()
                self.rows[at] = row
            if name == "c" and not tag["close"]:
                says, cell = _said(tag), tag
                place = _PLACE.match(says.get("r", "").upper())
                column = column_number(place[1]) if place else column + 1
                says["r"] = f"{column_letter(column)}{at}"
                row.cells[column] = CellPart(says, "", xml[tag.start():tag.end()])
            elif name == "c" and cell is not None:
                row.cells[column].inner = xml[cell.end():tag.start()]
                row.cells[column].raw = xml[cell.start():tag.end()]
            if name == "row" and (tag["close"] or tag["empty"]):
                row.raw = xml[started:tag.end()]

    def xml(self) -> str:
        """The sheet as it is written; as it was read when nothing was changed."""
        kept = self.head in self._as_read and self.tail in self._as_read
        if kept and all(row.raw is not None for row in self.rows.values()):
            return self._as_read
        rows = "".join(self.rows[at].xml(self.prefix) for at in sorted(self.rows))
        tag = f"{self.prefix}sheetData"
        return f"{self.head}<{tag}>{rows}</{tag}>{self.tail}"

    # ── values ───────────────────────────────────────────────────────────────

    def put(self, place: str, inner: str, kind: str | None = None) -> None:
        """Write a value into a cell, in the style the cell has; ``kind`` is its type (t)."""
        found = _PLACE.fullmatch(place)
        assert found is not None
        column, at = column_number(found[1]), int(found[2])
        row = self.rows.setdefault(at, RowPart({"r": str(at)}))
        before = row.cells.get(column)
        says = dict(before.says) if before else {"r": place}
        if before is None and "s" in row.says:
            says["s"] = row.says["s"]
        says.pop("t", None)
        if kind:
            says["t"] = kind
        row.cells[column] = CellPart(says, inner)
        row.raw = None

    def forget_results(self) -> None:
        """Take out the results of formulas that were kept: they are worked out anew."""
        for row in self.rows.values():
            for cell in row.cells.values():
                if _FORMULA.search(cell.inner) and _VALUE.search(cell.inner):
                    cell.inner, cell.raw = _VALUE.sub("", cell.inner), None
                    cell.says.pop("t", None)
                    row.raw = None

    # ── growing ──────────────────────────────────────────────────────────────

    def grow(self, growth: Growth, here: Callable[[str | None], bool]) -> None:
        """Put rows in below the last line, like it, and let everything that counts them grow."""
        self._spell_out_shared()
        self.refer(growth, here)
        for at in sorted((each for each in self.rows if each > growth.last), reverse=True):
            self.rows[at + growth.count] = _moved(self.rows.pop(at), at + growth.count)
        like = self.rows.get(growth.last)
        for step in range(1, growth.count + 1) if like else ():
            assert like is not None
            self.rows[growth.last + step] = _copied(like, growth.last + step, step)
        self.tail = _grown_tail(self.tail, growth, here)
        self.head = _DIMENSION.sub(
            lambda found: f'{found[1]}"{grown_areas(found[2], growth)}"', self.head)

    def refer(self, growth: Growth, here: Callable[[str | None], bool]) -> None:
        """Let the formulas follow a sheet that grows."""
        for at, row in self.rows.items():
            inside = here(None) and growth.first <= at <= growth.last
            for cell in row.cells.values():
                inner = _rewritten(cell.inner, partial(
                    grown_formula, growth=growth, here=here, inside=inside))
                if inner != cell.inner:
                    cell.inner, cell.raw, row.raw = inner, None, None

    def _spell_out_shared(self) -> None:
        """Formulas written once for several cells (shared), written out in each."""
        first: dict[str, tuple[int, int, str]] = {}
        for at, column, cell, says, text in list(self._formulas()):
            group = says.get("si")
            if says.get("t") != "shared" or group is None:
                continue
            if text:
                first[group] = (at, column, text)
            top, left, written = first[group]
            spelled = copied_formula(unescape(written), at - top, column - left)
            said = f"<{self.prefix}f>{_escaped(spelled)}</{self.prefix}f>"
            cell.inner = _FORMULA.sub(said.replace("\\", r"\\"), cell.inner)
            cell.raw = self.rows[at].raw = None

    def _formulas(self) -> Iterator[tuple[int, int, CellPart, dict[str, str], str]]:
        for at in sorted(self.rows):
            for column, cell in sorted(self.rows[at].cells.items()):
                found = _FORMULA.search(cell.inner)
                if found:
                    says = {name: one or two for name, one, two in _SAYS.findall(found["says"])}
                    yield at, column, cell, says, found["text"] or ""


def rewritten_rules(xml: str, growth: Growth, here: Callable[[str | None], bool]) -> str:
    """Formats and validations after the growth of a sheet: their formulas follow."""
    return _RULES.sub(lambda found: f"<{found[1]}>" + _escaped(grown_formula(
        unescape(found[2]), growth, here, inside=True)) + f"</{found[1]}>", xml)


def _grown_tail(tail: str, growth: Growth, here: Callable[[str | None], bool]) -> str:
    merges = _MERGES.search(tail)
    before, after = (tail[:merges.start()], tail[merges.end():]) if merges else ("", tail)
    after = _REFS.sub(lambda found: f'{found[1]}"{grown_areas(found[2] or found[3], growth)}"',
                      after)
    after = _LISTED.sub(
        lambda found: f"<{found[1]}>{grown_areas(found[2], growth)}</{found[1]}>", after)
    after = _BREAKS.sub(lambda found: _BREAK.sub(
        lambda each: f"{each[1]}{int(each[2]) + growth.count * (int(each[2]) >= growth.last)}",
        found[0]), after)
    after = rewritten_rules(after, growth, here)
    before = _REFS.sub(lambda found: f'{found[1]}"{grown_areas(found[2] or found[3], growth)}"',
                       before)
    return f"{before}{_grown_merges(merges, growth) if merges else ''}{after}"


def _grown_merges(merges: re.Match[str], growth: Growth) -> str:
    """Merged cells after the growth; those within the last line are merged on the new ones too."""
    areas: list[str] = []
    for area in _MERGE.findall(merges["cells"]):
        first, last = (_PLACE.fullmatch(each) for each in area.split(":"))
        assert first is not None and last is not None
        top, bottom = int(first[2]), int(last[2])
        if top == bottom == growth.last:
            areas += [f"{first[1]}{top + step}:{last[1]}{top + step}"
                      for step in range(growth.count + 1)]
        else:
            top, bottom = growth.area(top, bottom)
            areas.append(f"{first[1]}{top}:{last[1]}{bottom}")
    tag = merges["tag"]
    one = tag.removesuffix("s")
    cells = "".join(f'<{one} ref="{area}"/>' for area in areas)
    return f'<{tag} count="{len(areas)}">{cells}</{tag}>'


def _moved(row: RowPart, at: int) -> RowPart:
    row.raw, row.says["r"] = None, str(at)
    for column, cell in row.cells.items():
        cell.raw, cell.says["r"] = None, f"{column_letter(column)}{at}"
    return row


def _copied(row: RowPart, at: int, step: int) -> RowPart:
    """A new line like the last one: its styles and formulas, none of its values."""
    cells = {}
    for column, cell in row.cells.items():
        says = {name: value for name, value in cell.says.items() if name != "t"}
        found = _FORMULA.search(cell.inner)
        inner = _rewritten(found[0], lambda text: copied_formula(text, step)) if found else ""
        cells[column] = CellPart({**says, "r": f"{column_letter(column)}{at}"}, inner)
    return RowPart({**row.says, "r": str(at)}, cells)


def _rewritten(inner: str, change: Callable[[str], str]) -> str:
    def rewrite(found: re.Match[str]) -> str:
        if not found["text"]:
            return found[0]
        text = _escaped(change(unescape(found["text"])))
        return f"<{found['tag']}{found['says']}>{text}</{found['tag']}>"

    return _FORMULA.sub(rewrite, inner)


def _local(tag: re.Match[str]) -> str:
    return tag["name"].rpartition(":")[2]


def _said(tag: re.Match[str]) -> dict[str, str]:
    return {name: one or two for name, one, two in _SAYS.findall(tag["says"])}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
