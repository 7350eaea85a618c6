"""A roster tried out off the window's thread: read as it was explained, planned, nothing kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from importers.roster.roster import read_roster
from importers.sheets.workbook import open_workbook
from models.intake.reading import Layout, Place, RosterReading
from models.intake.taking import ImportPlan, plan
from models.keeping.store import Store
from models.values.problem import Problem
from ui.kit.job import Progress

if TYPE_CHECKING:
    from importers.sheets.workbook import Grid

TOP_ROWS = 25

State = tuple[Path, int, int]


@dataclass(frozen=True)
class Asked:
    """What to read and how: ``layouts`` explain the heads, ``only`` is the one sheet wanted,
    ``answers`` say whose the doubtful rows are."""

    path: Path
    data: Path
    key: bytes | None
    layouts: tuple[Layout, ...] = ()
    only: str | None = None
    answers: Mapping[Place, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Trial:
    """What came of it: the sheets of the file in its ``state``, and the reading with its plan.

    ``refusal`` says why there is neither, when no list of people was found.
    """

    grids: tuple[Grid, ...]
    state: State | None
    reading: RosterReading | None = None
    planned: ImportPlan | None = None
    refusal: str = ""

    @cached_property
    def tops(self) -> tuple[Grid, ...]:
        """The top rows of every sheet."""
        return tuple(replace(each, rows=each.rows[:TOP_ROWS]) for each in self.grids)


def try_out(asked: Asked, progress: Progress, before: Trial | None = None) -> Trial:
    """Read the file and plan the import against the data file, read only.

    :param before: what came of it before; its sheets are taken when the file is as it was then.
    :raises Problem: the file can't be opened at all.
    """
    progress(-1, f"正在读 {asked.path.name}…")
    state = _state(asked.path)
    if before is not None and state is not None and before.state == state:
        grids = before.grids
    else:
        grids = tuple(open_workbook(asked.path))
    progress(-1, "正在认表头、认人…")
    try:
        reading = read_roster(
            asked.path, sheet=asked.only, layouts=asked.layouts, grids=grids)
    except Problem as refusal:
        return Trial(grids, state, refusal=refusal.sentence)
    return planned_again(asked, Trial(grids, state, reading), progress)


def _state(path: Path) -> State | None:
    """Where a file is, its size and when it was written, or None where nobody can tell."""
    try:
        found = path.stat()
    except OSError:
        return None
    return path, found.st_size, found.st_mtime_ns


def planned_again(asked: Asked, trial: Trial, progress: Progress) -> Trial:
    """The same reading, planned with what was answered since."""
    assert trial.reading is not None
    progress(-1, f"读到 {len(trial.reading.people):,} 行，正在与册上核对…")
    with Store(asked.data, key=asked.key, reading=True) as store:
        return replace(trial, planned=plan(store, trial.reading, asked.answers))


def known_first(corrected: Sequence[Layout], remembered: Sequence[Layout]) -> tuple[Layout, ...]:
    """What was explained just now goes before what is remembered of the same heads."""
    now = {each.fingerprint for each in corrected}
    return (*corrected, *(each for each in remembered if each.fingerprint not in now))
