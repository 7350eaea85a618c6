"""What is pasted over the sheet: right values for all that wait alike, or a block of cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from importers.sheets.grid import text
from importers.sheets.parts import sheet_of
from importers.sheets.pasted import pasted
from models.intake.reading import Place, ReadFinding
from models.values.finding import Level
from models.values.names import match_key
from models.values.spreadsheet import column_letter, column_number
from ui.kit.message_strip import Strip
from ui.parts.importing.sheet import Sheet
from ui.parts.importing.trial import CellAt, Said, Trial


class Bench(Protocol):
    """The workbench, as far as pasting needs it."""

    said: Said
    trial: Trial | None
    sheet: Sheet
    strip: Strip

    def sheet_name(self) -> str:
        """The sheet that is looked at."""

    def say(self, **said: object) -> None:
        """Something more was answered."""

    def waits(self, finding: ReadFinding) -> bool:
        """Whether nobody has answered a finding yet."""


def paste(bench: Bench) -> None:
    """Write what was copied into the sheet; the file itself stays as it is.

    On a cell that is at fault, what was copied is for it and for all below that wait for the same,
    on later sheets too: in their order, or by name where the names were copied along. Elsewhere it
    is a block of cells, laid over the rows in sight.
    """
    copied = QGuiApplication.clipboard().mimeData() or QMimeData()
    grid = pasted(copied.text(), copied.html())
    cells = [[text(each) for each in row] for row in grid.rows if any(map(text, row))]
    if bench.trial is None or not cells:
        return
    waiting = _waiting(bench, bench.trial)
    if waiting:
        laid = right_values(cells, waiting, bench.trial.names)
        left = len(cells) - len(laid)
        rest = f"还有 {len(waiting) - len(laid)} 处等着。" if len(laid) < len(waiting) else ""
    else:
        rows = _rows_in_sight(bench)
        laid, left, rest = _block(bench, cells, rows), max(0, len(cells) - len(rows)), ""
    bench.say(mended={**bench.said.mended, **laid})
    over = f"多出 {left} 行没有处放，没有用。" if left > 0 else ""
    bench.strip.tell(f"粘贴了 {len(laid)} 格，文件里的没有动。{rest}{over}")


def right_values(
    cells: Sequence[Sequence[str]], waiting: Sequence[ReadFinding], names: Mapping[Place, str]
) -> dict[CellAt, str]:
    """The values for the cells that wait: by the name beside each where there is one, else in turn.

    A name that several of them have, or none, gives nobody a value.
    """
    at = [(sheet_of(each.sheet), each.row or 0, each.column or "") for each in waiting]
    whose: dict[str, list[CellAt]] = {}
    for cell, each in zip(at, waiting, strict=True):
        name = names.get((each.sheet, each.row or 0), "").partition("，")[0]
        whose.setdefault(match_key(name), []).append(cell)
    if min(map(len, cells)) == 1:
        return {cell: row[0] for cell, row in zip(at, cells, strict=False)}
    found: dict[CellAt, str] = {}
    for row in cells:
        named = next((each for each in row if match_key(each) in whose), None)
        value = next((each for each in row if each and each != named), "")
        mine = whose.get(match_key(named), []) if named else []
        if len(mine) == 1:
            found[mine[0]] = value
    return found


def _waiting(bench: Bench, trial: Trial) -> list[ReadFinding]:
    """The fault of the cell in hand and all like it that come after, if one waits there."""
    every = [each for each in trial.findings
             if each.row and each.column and each.level == Level.ERROR and bench.waits(each)]
    here = (bench.sheet_name(), bench.sheet.row, bench.sheet.letter)
    at = next((at for at, each in enumerate(every)
               if (sheet_of(each.sheet), each.row, each.column) == here), len(every))
    return [each for each in every[at:] if each.code == every[at].code]


def _rows_in_sight(bench: Bench) -> list[int]:
    """The rows of the sheet from the one in hand down, as they are shown."""
    table = bench.sheet.table
    return [line for line in table.lines if isinstance(line, int) and line >= bench.sheet.row
            and line not in table.shown.head_rows]


def _block(
    bench: Bench, cells: Sequence[Sequence[str]], rows: Sequence[int]
) -> dict[CellAt, str]:
    first, width = column_number(bench.sheet.letter), bench.sheet.table.shown.grid.width
    return {(bench.sheet_name(), row, column_letter(first + at)): said
            for row, line in zip(rows, cells, strict=False) for at, said in enumerate(line)
            if first + at <= width}
