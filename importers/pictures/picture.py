"""The door of 读图: whether a file is a picture, and what the ruled lists on it say."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from importers.pictures.part import model_file
from importers.sheets.grid import Grid, Scanned
from importers.sheets.parts import sheet_of
from importers.sheets.workbook import open_workbook
from models.intake.reading import ReadFinding, RosterReading
from models.intake.taking import ImportPlan, RowOutcome
from models.keeping.apart import apart_for
from models.keeping.durable import ends
from models.values.finding import Level
from models.values.privacy import mask_id
from models.values.problem import Problem
from models.values.spreadsheet import column_letter, column_number

SECONDS = 600.0
"""For a whole file: forty pages at most."""
MEMORY = 1280 * 1024 * 1024
"""Address space; most of it is the engine's code and is never touched."""

_SIGNS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"BM", b"II*\0", b"MM\0*", b"%PDF-")
CELL_DOUBTFUL, NAME_NEW = "seen-doubtful", "seen-new"
"""The codes of what is asked of a picture: a cell that may be misread, a name nobody has yet."""
ABSENT = ("这台电脑没有装“读图”部分，读不了照片和扫描件。请向对方要电子表格；"
          "要读图，请把“读图”文件夹拷到程序旁边再打开。")


def is_picture(path: Path) -> bool:
    """Whether a file is a picture or a PDF, by its first bytes."""
    try:
        if not ends(path):
            return False  # the reader it is given to says so
        with path.open("rb") as stream:
            head = stream.read(12)
    except OSError:
        return False
    return head.startswith(_SIGNS) or (head[:4] == b"RIFF" and head[8:] == b"WEBP")


def text_tables(file: Path, password: str = "") -> list[Grid] | None:
    """The ruled tables of a PDF with words; None for a picture, and for a PDF of pictures."""
    with file.open("rb") as stream:
        if stream.read(4) != b"%PDF":
            return None
    try:
        return open_workbook(file, password)
    except Scanned:
        return None


def read_picture(path: Path, surnames: frozenset[str] = frozenset()) -> list[Grid]:
    """Every ruled table of a picture or a scanned PDF; ``seen`` of a grid says how each cell stood.

    What is doubtful in a cell stands in its ``doubts``: nothing doubtful is to be kept before
    somebody has looked at it.

    :param surnames: the village's; another is doubtful when nobody else of the page has it.
    :raises Problem: the part is not there, there is no ruled table, or its rows are not sound.
    """
    if model_file() is None:
        raise Problem(ABSENT)
    return _read(path, surnames)


def doubtful(grids: Iterable[Grid]) -> Iterator[ReadFinding]:
    """Every cell that has to be looked at before it is kept, as a finding of its place."""
    for grid in grids:
        for (row, column), seen in sorted(grid.seen.items()):
            if seen.doubts:
                said = str(grid.at(row, column))
                shown = mask_id(said) if re.fullmatch(r"[\dXx]{15,18}", said) else said
                yield ReadFinding(
                    Level.ERROR, CELL_DOUBTFUL, grid.name, row, column_letter(column), shown,
                    f"读作“{shown}”，请对照原件看：{'；'.join(seen.doubts)}。")


def new_names(
    reading: RosterReading, planned: ImportPlan, grids: Iterable[Grid]
) -> Iterator[ReadFinding]:
    """Names read from a picture that nobody of the village has: to be looked at, not guessed."""
    seen = {each.name: each.seen for each in grids}
    letters = {each.name: each.layout.columns["name"] for each in reading.sheets if each.layout}
    for step in planned.steps:
        sheet, row = step.row.place
        if step.what == RowOutcome.CREATE and (
                row, column_number(letters[sheet])) in seen[sheet_of(sheet)]:
            yield ReadFinding(
                Level.ERROR, NAME_NEW, sheet, row, letters[sheet], step.row.written,
                f"“{step.row.written}”是本村没有的，姓名要对着原件看过才能收。")


@apart_for(SECONDS, MEMORY, SECONDS)
def _read(path: Path, surnames: frozenset[str]) -> list[Grid]:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    from importers.pictures.reading import read

    return read(path, surnames)
