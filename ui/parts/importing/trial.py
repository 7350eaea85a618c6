"""A list tried out off the window's thread, as answered so far: what would come of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from importers.lists.listing import read_lines
from importers.pictures.picture import (
    doubtful,
    is_picture,
    new_names,
    read_picture,
    text_tables,
)
from importers.roster.roster import read_people
from importers.sheets.grid import Grid
from importers.sheets.parts import Part, parts_of, sheet_of
from importers.sheets.workbook import open_workbook
from models.intake.listed import Intake, ReadLines
from models.intake.reading import Layout, Place, ReadFinding, RosterReading
from models.intake.taking import ImportPlan, RowOutcome, plan
from models.keeping.store import Store
from models.registers.people import Person, surnames
from models.values import clock
from models.values.problem import Problem
from models.values.spreadsheet import column_number
from ui.kit.job import Progress
from ui.parts.importing.kinds import MEMBERS, Kind

State = tuple[Path, int, int]
CellAt = tuple[str, int, str]
"""A cell: the sheet's name, the row from 1, the column's letter."""


@dataclass(frozen=True)
class Said:
    """What was answered so far; nothing of the file itself is changed.

    ``mended``: what stands in a cell instead; ``looked``: cells of a picture found right; ``left``:
    rows not to be taken; ``settled``: errors taken as they stand; ``people``: whose a doubtful row
    is (None: somebody new); ``layouts``: heads put right; ``only``: the one sheet wanted;
    ``again``: what is known already is another time.
    """

    mended: Mapping[CellAt, str] = field(default_factory=dict)
    looked: frozenset[CellAt] = frozenset()
    left: frozenset[Place] = frozenset()
    settled: frozenset[tuple[Place, str]] = frozenset()
    people: Mapping[Place, int | None] = field(default_factory=dict)
    layouts: tuple[Layout, ...] = ()
    only: str | None = None
    password: str = ""
    again: bool = False

    def same_cells(self, other: Said) -> bool:
        """Whether the file is read alike under both."""
        return all(getattr(self, name) == getattr(other, name) for name in (
            "mended", "looked", "layouts", "only", "password"))


@dataclass(frozen=True)
class Asked:
    """What to read and how; ``pasted`` stands for the file where cells were pasted."""

    kind: Kind
    path: Path
    data: Path
    key: bytes | None
    said: Said
    remembered: tuple[Layout, ...] = ()
    pasted: tuple[Grid, ...] = ()

    @property
    def layouts(self) -> tuple[Layout, ...]:
        """What was explained just now goes before what is remembered of the same heads."""
        now = {each.fingerprint for each in self.said.layouts}
        return (*self.said.layouts,
                *(each for each in self.remembered if each.fingerprint not in now))


@dataclass(frozen=True)
class Trial:
    """What came of it. ``grids`` are the sheets as the file has them, ``parts`` the lists on them.

    ``refusal`` says why there is neither reading nor lines, when no list was found.
    """

    grids: tuple[Grid, ...]
    state: State | None
    said: Said
    parts: tuple[Part, ...] = ()
    reading: RosterReading | None = None
    planned: ImportPlan | None = None
    lines: ReadLines | None = None
    tried: Intake | None = None
    refusal: str = ""

    @property
    def findings(self) -> tuple[ReadFinding, ...]:
        """All there is to say, of rows that are left out, too."""
        if self.planned is not None:
            return self.planned.findings
        return tuple(self.tried.findings) if self.tried is not None else ()

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what becomes of them: the five after ``rows`` add up to it."""
        if self.planned is not None:
            return self.planned.counts
        if self.tried is None:
            return {}
        return {"rows": self.tried.rows,
                **{each.value: self.tried.counts[each.value] for each in RowOutcome}}

    @property
    def changes_anything(self) -> bool:
        """Whether taking it in would change the data file."""
        if self.planned is not None:
            return self.planned.changes_anything and self.planned.takes_rows
        counts = self.counts
        return bool(counts and counts["created"] + counts["updated"])

    @cached_property
    def names(self) -> dict[Place, str]:
        """Who stands in a row of a list of people."""
        people = self.reading.people if self.reading else ()
        relation = Person.field("relation")
        return {each.place: "，".join(filter(None, (
            each.written, each.values.get("relation") and relation.show(each.values["relation"]),
        ))) for each in people}


def try_out(asked: Asked, progress: Progress, before: Trial | None = None) -> Trial:
    """Read the list as it was answered, and plan a list of people against the data file.

    :param before: what came of it before; what can't be otherwise is taken from there.
    :raises Locked: it has a password. :raises Problem: the file can't be opened at all.
    """
    state, said = _state(asked), asked.said
    same = before is not None and before.state == state and before.said.password == said.password
    if before is not None and same:
        grids = before.grids
        if before.reading is not None and said.same_cells(before.said):
            return _planned(asked, replace(before, said=said), progress)
    else:
        progress(-1, f"正在读 {asked.path.name}…")
        grids = tuple(asked.pasted or _opened(asked))
    progress(-1, "正在认表头…")
    parts = parts_of([put_right(each, said) for each in grids], asked.kind.words(), asked.layouts)
    trial = Trial(grids, state, said, tuple(parts))
    try:
        if asked.kind.listed is not None:
            return replace(trial, lines=read_lines(
                asked.path, asked.kind.listed, parts, sheet=said.only))
        trial = replace(trial, reading=read_people(
            asked.path, parts, sheet=said.only, members=asked.kind.code == MEMBERS))
    except Problem as refusal:
        return replace(trial, refusal=refusal.sentence)
    return _planned(asked, trial, progress)


def try_lines(store: Store, kind: Kind, trial: Trial) -> Trial:
    """What taking the lines in would do; it is done and taken back."""
    if trial.lines is None:
        return trial
    return replace(trial, tried=take_lines(store, kind, trial, dry_run=True))


def take_lines(store: Store, kind: Kind, trial: Trial, *, dry_run: bool = False) -> Intake:
    """Take the lines in that were not left out."""
    assert trial.lines is not None and kind.take is not None
    kept = trial.lines.without(trial.said.left)
    again = {"again": True} if trial.said.again else {}
    return kind.take(store, kept, today=clock.today(), dry_run=dry_run, **again)


def put_right(grid: Grid, said: Said) -> Grid:
    """The sheet with what was typed in its cells, and without the doubts that were looked at."""
    mended = {(row, column_number(letter)): words
              for (sheet, row, letter), words in said.mended.items() if sheet == grid.name}
    looked = mended.keys() | {(row, column_number(letter))
                              for sheet, row, letter in said.looked if sheet == grid.name}
    if not looked:
        return grid
    rows = [list(row) for row in grid.rows]
    for (row, column), words in mended.items():
        line = rows[row - 1]
        line += [""] * (column - len(line))
        line[column - 1] = words
    return replace(
        grid, rows=rows, struck=grid.struck - mended.keys(),
        lacking={at: why for at, why in grid.lacking.items() if at not in mended},
        seen={at: replace(seen, doubts=()) if at in looked else seen
              for at, seen in grid.seen.items()})


# ── inside ───────────────────────────────────────────────────────────────────


def _state(asked: Asked) -> State | None:
    """Where a file is, its size and when it was written, or None where nobody can tell."""
    if asked.pasted:
        return asked.path, 0, 0
    try:
        found = asked.path.stat()
    except OSError:
        return None
    return asked.path, found.st_size, found.st_mtime_ns


def _opened(asked: Asked) -> Iterable[Grid]:
    path, password = asked.path, asked.said.password
    if not is_picture(path):
        return (asked.kind.listed.opened if asked.kind.listed else open_workbook)(path, password)
    found = text_tables(path, password)
    if found is not None:
        return found
    if not asked.kind.pictures:
        raise Problem(f"照片和扫描件里只读花名册和党员名册，{path.name} 没有读。"
                      "请向对方要电子表格。")
    with Store(asked.data, key=asked.key, reading=True) as store:
        return read_picture(path, surnames(store))


def _planned(asked: Asked, trial: Trial, progress: Progress) -> Trial:
    reading = trial.reading
    assert reading is not None
    progress(-1, f"读到 {len(reading.people):,} 行，正在与册上核对…")
    said = trial.said
    asked_of = [each for each in doubtful([part.grid for part in trial.parts])
                if each.row in {row for _, row in trial.names}]
    with Store(asked.data, key=asked.key, reading=True) as store:
        def planned() -> ImportPlan:
            held = replace(reading, findings=(*reading.findings, *asked_of))
            return plan(store, held, said.people, settled=said.settled, left=said.left)

        found = planned()
        looked = said.looked | said.mended.keys()
        new = [each for each in new_names(reading, found, trial.grids)
               if (sheet_of(each.sheet), each.row, each.column) not in looked]
        if new:
            asked_of += new
            found = planned()
    return replace(trial, planned=found)
