"""Plain lists, a line for each fact: kinds described upon the one reader of heads and lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path

from importers.lists.across import Across, said_of
from importers.lists.days import over_the_head, whole_day, year_in
from importers.lists.several import each_named
from importers.sheets.grid import Grid, text
from importers.sheets.heads import Vocabulary, plain, untaken
from importers.sheets.lines import (
    COUNT,
    DAY_SHAPE,
    NUMBER_BECAME_A_DAY,
    Judge,
    Line,
    aside,
    footer,
    gone_by,
    is_total,
    lines_of,
    lone_words,
    reports,
    void_aside,
    void_word,
)
from importers.sheets.parts import Part, on_sheet, parts_of
from importers.sheets.workbook import open_workbook
from models.intake.listed import ReadLine, ReadLines
from models.intake.points_across import AmountUnit
from models.intake.reading import HIDDEN_ROW, Layout, ReadFinding
from models.keeping.apart import apart
from models.values.finding import Level
from models.values.kinds import DAY, MONEY, PART_DAY, Field
from models.values.problem import Problem, in_few
from models.values.spreadsheet import column_number
from resources import resource

HOMES = frozenset({"number", "head"})
"""What names a household."""


@dataclass(frozen=True)
class ListKind:
    """A kind of list.

    ``headings``: the field a column may be headed by, and its name; ``needs``: of each of these at
    least one column must be there; ``carried``: a blank cell takes what stands above it; ``judge``
    says which row is no line, where what is needed does not tell; ``loose``: words round a heading
    are passed over; ``bare``: a head without lines is a list, too; ``opened``: how its files are,
    and ``endings`` what they are called beside the usual; ``several``:
    one cell may name several, each with a line of its own; ``across``: what says how much, where
    the heads nobody knows may stand for a ``title`` each, as in a matrix; ``lasting``: what it says
    goes on, so that who is said to be dead or gone is asked about.
    """

    code: str
    headings: tuple[tuple[str, Field], ...]
    needs: tuple[frozenset[str], ...]
    carried: frozenset[str] = frozenset()
    judge: Judge | None = None
    loose: bool = True
    bare: bool = False
    opened: Callable[[Path, str], list[Grid]] = open_workbook
    endings: tuple[str, ...] = ()
    several: frozenset[str] = frozenset()
    across: frozenset[str] = frozenset()
    lasting: bool = False

    def enough(self, columns: Set[str]) -> bool:
        """Whether the columns make a list of the kind."""
        titled = columns | ({"title"} if self.across and self.heads_across(columns) else set())
        return all(titled & each for each in self.needs)

    def heads_across(self, columns: Set[str]) -> Set[str]:
        """The columns of a matrix that go by their own heads."""
        own = self.across and "title" not in columns
        return columns - dict(self.headings).keys() if own else set()

    @property
    def wanted(self) -> str:
        """The columns a list of the kind must have, in words."""
        labels: dict[str, str] = {}
        for name, field in self.headings:
            labels.setdefault(name, field.label)
        return "、".join("或".join(labels[name] for name in labels if name in each)
                        for each in self.needs)


@cache
def vocabulary(kind: ListKind) -> Vocabulary:
    """What the columns of the kind may be headed: a label goes before any other way of writing."""
    words = tomllib.loads(resource("imports/headings.toml").read_text(encoding="utf-8"))
    known: dict[str, str] = {}
    labels = [(field.label, name) for name, field in kind.headings]
    aliases = [(each, name) for name, field in kind.headings for each in field.aliases]
    others = [(each, name) for name, written in words["lists"].get(kind.code, {}).items()
              for each in written]
    for written, name in labels + aliases + others:
        known.setdefault(plain(written), name)
    for written, name in words.get("instead", {}).get(kind.code, {}).items():
        if known.get(written) == name:
            del known[written]
    return Vocabulary(known, kind.enough, loose=kind.loose, owners=HOMES | {"member", "person"},
                      across=kind.across, several=kind.several,
                      instead={heading: (name, _fulfils(kind, name)) for heading, name in
                               words.get("instead", {}).get(kind.code, {}).items()},
                      turning=tuple(words["turning"]))


def _fulfils(kind: ListKind, name: str) -> Set[str]:
    """The columns each of which makes a column of the kind unneeded."""
    return next((each for each in kind.needs if name in each), frozenset({name}))


def read_list(
    path: Path, kind: ListKind, *, sheet: str | None = None, layouts: Iterable[Layout] = (),
    own: Mapping[str, str] | None = None, grids: Sequence[Grid] | None = None,
) -> ReadLines:
    """The lines in sight of every sheet that has the columns the kind needs.

    :param layouts: layouts the secretary corrected for lists of the kind.
    :param own: somebody's own headings and what they mean.
    :param grids: the file's sheets, where it was opened already.
    :raises Problem: no sheet has them, or the one named is not there.
    """
    path = Path(path)
    words = vocabulary(kind).explained(own or {})
    return read_lines(
        path, kind, parts_of(kind.opened(path, "") if grids is None else grids, words, layouts),
        sheet=sheet)


def read_lines(
    path: Path, kind: ListKind, parts: Sequence[Part], *, sheet: str | None = None
) -> ReadLines:
    """The same of the lists found in a file. :raises Problem: no line is in sight."""
    lines = ReadLines()
    lines.file = path.name
    for part in on_sheet(parts, sheet, path.name):
        grid, layout = part.grid, part.layout
        if layout is None and not grid.hidden and any(text(c) for row in grid.rows for c in row):
            lines.left_out.append(ReadFinding(
                Level.NOTICE, UNREAD, grid.name, None, None, "",
                f"“{grid.name}”里没有认出这种表的表头，没有读。"))
        if layout is not None:
            _add(lines, _Reading(part, layout, kind, path.stem), asked=sheet is not None)
    if not lines and not (kind.bare and lines.heads):
        raise Problem(f"{path.name} 里没有找到要导入的行。{_all_left_out(lines)}"
                      f"表头里要有这些列：{kind.wanted}。")
    return lines


@apart
def read_own(path: Path) -> dict[str, str]:
    """A map of headings, a line for each: 表头 = "栏目".

    :raises Problem: it is no such map.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        raise Problem(f"{path.name} 读不出来。映射文件一行写一个：\"表头\" = \"栏目\"。") from None
    told = told.get("columns", told)
    if not isinstance(told, dict) or not all(isinstance(each, str) for each in told.values()):
        raise Problem(f"{path.name} 不是表头的映射。一行写一个：\"表头\" = \"栏目\"。")
    return dict(told)


@dataclass(frozen=True)
class _Reading:
    """One list on one sheet while it is read."""

    part: Part
    layout: Layout
    kind: ListKind
    file: str

    @property
    def grid(self) -> Grid:
        return self.part.grid

    @property
    def fields(self) -> dict[str, Field]:
        return dict(reversed(self.kind.headings))

    @cached_property
    def above(self) -> tuple[str, ...]:
        """What stands over the head."""
        return over_the_head(self.grid, self.layout)

    @property
    def dated(self) -> tuple[str, ...]:
        """What names the day of everything in a list, but when it was filled in and put up."""
        title = " ".join(each for each in self.above if not _closing(each))
        return title, self.grid.name, self.file

    @cached_property
    def year(self) -> str:
        """The year that the title, the sheet or the file names."""
        return year_in((" ".join(self.above), self.grid.name, self.file))


def _add(lines: ReadLines, reading: _Reading, *, asked: bool) -> None:
    """Add the lines of a list, except those nobody sees who looks at it, and say what is left."""
    grid, layout = reading.grid, reading.layout
    every = lines_of(grid, layout, reading.kind.judge or partial(_why_no_line, reading.kind))
    found = [each for each in every if not each.why]
    if grid.hidden and not asked:
        if found:
            lines.left_out.append(_sheet(grid))
            lines.rows_left_out += len(found)
        return
    lines.above, lines.year = lines.above or reading.above, lines.year or reading.year
    above: dict[str, str] = {}
    rows = list[tuple[Line, ReadLine]]()
    names = reading.kind.heads_across(layout.columns.keys())
    across = (
        Across(layout, names, reading.above, reading.dated, reading.year) if names else None)
    for line in every:
        if line.why:
            lines.left_out += _aside(grid, line)
        elif line.row in grid.hidden_rows:
            lines.left_out.append(_row(grid, line.row))
            lines.rows_left_out += 1
        else:
            read = _line(reading, line, above)
            rows.append((line, read))
            lines += across.each(read, line) if across else each_named(read, reading.kind.several)
    if across:
        lines.left_out += said_of(across, grid, rows)
    lines.left_out += _questionable(reading, rows)
    lines.heads += reading.part.heads
    seen = [each.row for each in found if each.row not in grid.hidden_rows]
    lines.left_out += [
        ReadFinding(Level.NOTICE, "hidden-column", grid.name, None, letter, "",
                    f"{letter} 列是隐藏的，里面的内容照常导入。请核对。")
        for letter in layout.columns.values()
        if column_number(letter) in grid.hidden_columns and any(
            text(each.value(letter)) for each in found)
    ] + [
        ReadFinding(Level.NOTICE, "column-untaken", grid.name, layout.header_rows[-1], each.letter,
                    each.heading, each.why)
        for each in untaken(grid, layout, reading.part.words, seen)
        if across is None or each.letter not in across.totals
    ]


def _questionable(
    reading: _Reading, rows: Sequence[tuple[Line, ReadLine]]
) -> Iterator[ReadFinding]:
    """The lines that say in a note, where nobody takes it, or in brackets anywhere that they came
    to nothing; and of what lasts, that somebody died or left."""
    grid, layout = reading.grid, reading.layout
    beside = {each.letter: each.heading for each in untaken(
        grid, layout, reading.part.words, [line.row for line, _ in rows])}
    if note := layout.columns.get("note"):
        beside[note] = ""
    taken = {letter: "" for letter in layout.columns.values() if letter not in beside}
    for line, read in rows:
        for letter, heading in (beside | taken).items():
            said = text(line.value(letter))
            if word := (void_aside if letter in taken else void_word)(said):
                yield ReadFinding(
                    Level.WARNING, "note-void", grid.name, read.row, letter, said,
                    f"这里写着“{said}”（{word}），照样导入了。请核对：没办成、不算数的，不再导入这一行。")
            elif letter in beside and reading.kind.lasting and (word := gone_by(heading, said)):
                yield ReadFinding(
                    Level.WARNING, "note-gone", grid.name, read.row, letter, said,
                    f"这里写着“{said}”（{word}），照样导入了。请核对：已经去世、搬走的，不再导入这一行。")


def _why_no_line(kind: ListKind, line: Line, layout: Layout, said: tuple[str, ...]) -> str:
    """A row is told by what it is as a whole: it lacks what a line of the kind must say."""
    said_of = {name for name, letter in layout.columns.items()
               if (value := text(line.value(letter))) and not _closing(value)}
    own = {name for name, letter in layout.columns.items() if text(line.own(letter))}
    needed = sum(bool(said_of & each) for each in kind.needs)
    closings = list(filter(None, map(_closing, said)))
    closing = closings[0] if closings else ""
    if any(map(is_total, said)) and all(_closing(each) or COUNT.fullmatch(each) for each in said):
        return "合计"
    whole = kind.enough({name for name, letter in layout.columns.items() if line.value(letter)})
    if len(closings) == 1 and whole and not any(map(is_total, said)):
        return ""  # 说明： in a cell of a line that lacks nothing
    if (why := lone_words(said)) and not kind.enough(own | kind.carried):
        return why
    if not own or not needed or (closing and needed < len(kind.needs)):
        return closing or "说明"
    return ""


def _closing(said: str) -> str:
    """What a row that holds these words may be below the last line: 合计, 落款, 说明, or blank."""
    return "合计" if is_total(said) else footer(said) or ("落款" if reports(said) else "")


def _line(reading: _Reading, line: Line, above: dict[str, str]) -> ReadLine:
    grid, letters = reading.grid, reading.layout.columns
    values, doubts = {}, {}
    for name, letter in letters.items():
        values[name] = text(line.value(letter))
        if name in reading.kind.carried:
            values[name] = above[name] = values[name] or above.get(name, "")
        if why := _doubt(grid, line, name, letter):
            doubts[name] = why
        elif name in reading.fields and reading.fields[name].kind in (DAY, PART_DAY):
            values[name] = whole_day(values[name], line, reading.year)
        elif name in reading.fields and reading.fields[name].kind is MONEY:
            values[name] = _in_units(reading, letter, values[name])
        elif name == AmountUnit.POINTS and name in reading.kind.across:
            values[name] = _taken_off(reading, letter, values[name])
    if line.band and not values.get("group") and "group" in reading.fields:
        values["group"] = line.band
    return ReadLine(grid.name, line.row, values, letters, doubts)


def _in_units(reading: _Reading, letter: str, written: str) -> str:
    """A sum under 金额（万元）, or on a sheet 单位：万元, with its unit."""
    over = [each.heading for each in reading.part.heads if each.letter == letter]
    told = any(_TEN_THOUSAND.search(each) for each in over) or (
        not any("元" in each for each in over)
        and any(_SHEET_IN_TEN_THOUSAND.search(each) for each in reading.above))
    return f"{written}万元" if told and _FIGURE.fullmatch(written) else written


def _taken_off(reading: _Reading, letter: str, written: str) -> str:
    """What stands under 扣分 is taken off, with or without its sign."""
    over = "".join(each.heading for each in reading.part.heads if each.letter == letter)
    off = written[:1].isdecimal() and _TAKEN_OFF.search(over) and "加" not in over
    return f"-{written}" if off else written


_TAKEN_OFF = re.compile("[扣减]")
_TEN_THOUSAND = re.compile("万元")
_SHEET_IN_TEN_THOUSAND = re.compile(r"单位[：:]?\s*(?:人民币)?万元")
_FIGURE = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")


def _doubt(grid: Grid, line: Line, name: str, letter: str) -> str:
    """Why what stands in a cell can't be taken, or blank."""
    place = grid.place(line.row, column_number(letter))
    if place in grid.lacking:
        return f"{grid.lacking[place]}。请在表里算好、改好再导入。"
    if place in grid.struck:
        return "这一格里有划了删除线的字。请核对：不要的删去，要的去掉删除线再导入。"
    if name == "number" and DAY_SHAPE.fullmatch(text(line.value(letter))):
        return NUMBER_BECAME_A_DAY
    return ""


def _aside(grid: Grid, line: Line) -> list[ReadFinding]:
    """What is said of a row that is no line; what says nothing of its own is not worth a word."""
    return [ReadFinding(Level.NOTICE, "row-aside", grid.name, line.row, *told)
            for told in aside(line)]


# ── What is out of sight in a list, a sheet or a row


UNREAD = "sheet-unread"
SHOW_FIRST = "要导入请先取消隐藏"


def _all_left_out(lines: ReadLines) -> str:
    """Why there is no line, where everything is out of sight."""
    return in_few([each.why for each in lines.left_out if each.code != UNREAD])


def _sheet(grid: Grid) -> ReadFinding:
    return ReadFinding(Level.NOTICE, "hidden-sheet", grid.name, None, None, "",
                   f"“{grid.name}”是隐藏的表，没有导入。{SHOW_FIRST}，或指明这张表。")


def _row(grid: Grid, row: int) -> ReadFinding:
    return ReadFinding(Level.NOTICE, HIDDEN_ROW, grid.name, row, None, "",
                   f"“{grid.name}”第 {row} 行是隐藏的或被筛选掉的，没有导入。"
                   f"{SHOW_FIRST}和筛选。")
