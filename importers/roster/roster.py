"""Reading a roster of households or party members, held against its 合计: nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from importers.roster.findings import (
    Mark,
    Report,
    copied_sheets,
    mark_copies,
    mark_duplicates,
)
from importers.roster.headings import members as words_of_members
from importers.roster.headings import roster
from importers.roster.households import (
    Block,
    check_sums,
    gather,
    group_of_sheet,
    household_read,
    name_groups,
    pad_numbers,
    say_numbers,
    settle_heads,
)
from importers.roster.lines import doubted_things, hidden_things, people_lines, use_of
from importers.roster.rows import read_person
from importers.sheets.grid import Grid, text
from importers.sheets.lines import Line, aside, head_lines
from importers.sheets.parts import Part, on_sheet, parts_of
from importers.sheets.workbook import open_workbook
from models.intake.reading import (
    Layout,
    Place,
    ReadHousehold,
    ReadPerson,
    ReadSheet,
    RosterReading,
    SheetUse,
)
from models.values.names import match_key
from models.values.problem import Problem, in_few
from models.values.spreadsheet import column_letter


@dataclass
class _Sheet:
    """A sheet of people while it is read."""

    grid: Grid
    layout: Layout
    every: list[Line]
    people: list[ReadPerson]
    blocks: list[Block] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """The lines that hold people."""
        return [each for each in self.every if not each.why]

    @property
    def excerpt(self) -> bool:
        """Whether these are the faulty rows only, sent back to be mended."""
        return "mend" in self.layout.columns


def read_roster(
    path: Path, *, sheet: str | None = None, layouts: Iterable[Layout] = (),
    grids: Sequence[Grid] | None = None, own: Mapping[str, str] | None = None,
    members: bool = False,
) -> RosterReading:
    """Everything a roster file says, with what has to be asked.

    :param sheet: read this sheet only, even when it is hidden.
    :param layouts: layouts the secretary corrected, for this file or remembered from others.
    :param grids: the file's sheets, where it was opened already.
    :param own: somebody's own headings and what they mean.
    :param members: it is a list of the party's members, not of the village's people.
    :raises Problem: the file can't be opened, or there is no list of people in it.
    """
    path = Path(path)
    words = words_of_members() if members else roster()
    found = parts_of(open_workbook(path) if grids is None else grids, words.explained(own or {}),
                     layouts)
    return read_people(path, found, sheet=sheet, members=members)


def read_people(
    path: Path, parts: Sequence[Part], *, sheet: str | None = None, members: bool = False
) -> RosterReading:
    """The same of the lists found in a file. :raises Problem: none of them is one of people."""
    report, ignored = Report(), list[tuple[str, int, str]]()
    read, sheets = list[ReadSheet](), list[_Sheet]()
    for part in on_sheet(parts, sheet, path.name):
        layout = part.layout
        every = people_lines(part.grid, layout) if layout else []
        use = use_of(part.grid, layout, every, report, asked=sheet is not None)
        if use == SheetUse.DATA and layout is not None:
            opened = _open_sheet(part, layout, every, report, ignored)
            sheets.append(opened)
            layout = opened.layout
        read.append(_told(part.grid, layout, use))
    if not any(each.people for each in sheets):
        raise _no_people(path, report, members)
    people, households = _joined(sheets, report)
    return RosterReading(
        path.name, tuple(read), tuple(people), tuple(households),
        report.in_order([each.name for each in read]), tuple(ignored), members,
    )


def _no_people(path: Path, report: Report, members: bool) -> Problem:
    said = in_few(dict.fromkeys(each.why for each in report.findings))
    wanted = ("党员名册：要有一行表头，写着姓名和入党时间、党员类别等栏目" if members else
              "花名册：要有一行表头，写着姓名和身份证号、关系等栏目")
    return Problem(
        f"{path.name} 里没有找到{wanted}。{said}"
        "请核对文件，或指明表头在哪一行。"
    )


def _open_sheet(
    part: Part, layout: Layout, every: list[Line], report: Report,
    ignored: list[tuple[str, int, str]],
) -> _Sheet:
    """Read the people of one sheet, and put the other rows aside with the reason."""
    grid = part.grid
    ignored += [(grid.name, row, why) for row, why in head_lines(grid, layout)]
    ignored += [(grid.name, each.row, each.why) for each in every if each.why]
    for line in every:
        for told in aside(line):
            report.add("row-aside", grid.name, line.row, *told)
    lines = [each for each in every if not each.why]
    layout = replace(layout, last_row=lines[-1].row if lines else layout.header_rows[-1])
    report.lacking(grid, layout, [each.row for each in lines])
    people = [read_person(each, layout, report) for each in lines]
    hidden_things(grid, layout, lines, report)
    doubted_things(part, layout, lines, report)
    opened = _Sheet(grid, layout, every, people)
    opened.blocks = gather(
        layout, lines, people, group_of_sheet(grid.name, _title(grid, layout)),
        "group" in layout.columns,
    )
    return opened


def _title(grid: Grid, layout: Layout) -> str:
    rows = grid.rows[: layout.header_rows[0] - 1]
    return " ".join(text(each) for row in rows for each in row if text(each))


def _told(grid: Grid, layout: Layout | None, use: SheetUse) -> ReadSheet:
    if use != SheetUse.DATA or layout is None:
        return ReadSheet(grid.name, use)
    last = layout.header_rows[-1]
    merges = tuple(each for each in grid.merges if each[2] <= last)
    return ReadSheet(
        grid.name, use, layout, tuple(tuple(row) for row in grid.rows[:last]), merges
    )


def _joined(
    sheets: list[_Sheet], report: Report
) -> tuple[list[ReadPerson], list[ReadHousehold]]:
    """The people and households of all sheets together, with the checks that need the whole."""
    blocks = [block for each in sheets for block in each.blocks]
    pad_numbers(blocks)
    marks = _marks(sheets)
    copies = copied_sheets({each.grid.name: [marks[one.place] for one in each.people
                                             if one.place in marks] for each in sheets})
    name_groups([each.blocks for each in sheets if each.grid.name not in copies])
    for each in sheets:
        say_numbers(each.blocks, report)
        for block in () if each.excerpt else each.blocks:
            settle_heads(block, report)
            check_sums(block, report)
    tally = Tally()
    for each in sheets:
        if not each.excerpt:
            check_totals(each.layout, each.every, each.blocks, tally, report)
    layouts = {each.layout.sheet: each.layout for each in sheets}
    people = mark_duplicates(_people(sheets), layouts, report)
    people = mark_copies(people, marks, copies, layouts, report)
    return people, [household_read(block, report) for block in blocks if block.number]


def _marks(sheets: list[_Sheet]) -> dict[Place, Mark]:
    """What tells every person apart where no ID number does."""
    return {
        person.place: (block.number, match_key(person.name), person.values.get("relation") or "")
        for each in sheets for block in each.blocks for person in block.people if person.name
    }


def _people(sheets: list[_Sheet]) -> list[ReadPerson]:
    """Every person in the order of the file, with the key of the household."""
    people = []
    for each in sheets:
        of_row = {
            person.row: replace(person, household=block.key if block.number else None)
            for block in each.blocks for person in block.people
        }
        people += [of_row.get(person.row, person) for person in each.people]
    return people


# ── The 合计 lines against the rows they stand under


_HOUSEHOLDS = re.compile(r"([\d.]+)\s*户")
_PEOPLE = re.compile(r"(?<![男女\d.])([\d.]+)\s*[人口]")
_COUNTED = {"name": "人", "size": "人", "number": "户"}
"""What a bare figure counts, by the column it stands in."""
_BARE = re.compile(r"\d+(?:\.\d+)?")


@dataclass
class Tally:
    """Households and people of the sheets before."""

    households: int = 0
    people: int = 0


@dataclass(frozen=True)
class _Total:
    """One figure of a 合计 line: what it counts and where it stands."""

    what: str
    figure: float
    row: int
    letter: str
    written: Any


def check_totals(
    layout: Layout, every: list[Line], blocks: list[Block], tally: Tally, report: Report
) -> None:
    """Tell where a 合计 line agrees with neither its sheet, nor its part, nor all so far."""
    lines = [each for each in every if not each.why]
    whole = {"户": len(blocks), "人": len(lines)}
    before = {"户": tally.households, "人": tally.people}
    block_of = {each.row: at for at, block in enumerate(blocks) for each in block.lines}
    rows = list[int]()
    for line in every:
        if not line.why:
            rows.append(line.row)
        if line.why != "合计":
            continue
        part = {"户": len({block_of[row] for row in rows if row in block_of}), "人": len(rows)}
        for total in _totals(line, layout):
            accepted = {whole[total.what], part[total.what], whole[total.what] + before[total.what]}
            if total.figure not in accepted:
                _say(total, layout.sheet, whole[total.what], report)
        rows.clear()
    tally.households += whole["户"]
    tally.people += whole["人"]


def _totals(line: Line, layout: Layout) -> list[_Total]:
    found = []
    by_letter = {letter: column for column, letter in layout.columns.items()}
    for at, value in enumerate(line.cells, 1):
        letter, written = column_letter(at), text(value)
        for what, pattern in (("户", _HOUSEHOLDS), ("人", _PEOPLE)):
            if match := pattern.search(written):
                found.append(_Total(what, float(match[1]), line.row, letter, value))
        counted = _COUNTED.get(by_letter.get(letter, ""))
        if counted and _BARE.fullmatch(written):
            found.append(_Total(counted, float(written), line.row, letter, value))
    return found


def _say(total: _Total, sheet: str, counted: int, report: Report) -> None:
    why = f"合计写着 {total.figure:g} {total.what}，表里数出来是 {counted} {total.what}。请核对。"
    report.add("total-mismatch", sheet, total.row, total.letter, total.written, why,
               f"{counted}{total.what}")
