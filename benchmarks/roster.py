"""How long a roster of 570 households takes, from the file to the ledger and the fault workbook."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks import Rounds
from exporters.workbook.fault_book import write_faultbook
from exporters.workbook.sheet import write_workbook
from importers.roster.roster import read_roster
from models.intake.taking import plan, take
from models.keeping.store import Store
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.sheet import Row
from sample.village import fill

ROUNDS = 3
EVERY = 40
"""Every so many people an ID number has a wrong check digit, so that there is something to say."""


def _roster(folder: Path) -> Path:
    """The sample village's own roster as a workbook, with doubtful numbers put in."""
    with Store(folder / "sample.lianxing") as store:
        fill(store)
        sheet = return_called("people").draw(store, Asked.of(Period.parse("2026")))
    at = [column.label for column in sheet.columns].index("公民身份号码")
    rows = [
        Row((*row.values[:at], _spoilt(row.values[at], place), *row.values[at + 1:]))
        for place, row in enumerate(sheet.rows)
    ]
    path = folder / "roster.xlsx"
    write_workbook(type(sheet)(sheet.code, sheet.title, sheet.columns, rows, sheet.unit), path)
    return path


def _spoilt(number: str | None, place: int) -> str | None:
    if number is None or place % EVERY:
        return number
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def roster() -> Rounds:
    """Seconds for the dry run, the import and the fault workbook, beside one second."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = _roster(folder)
        rounds = []
        for each in range(ROUNDS):
            begun = time.perf_counter()
            with Store(folder / f"{each}.lianxing") as store:
                reading = read_roster(path)
                planned = plan(store, reading)
                take(store, planned)
            write_faultbook(reading, planned.findings, folder / f"faults-{each}.xlsx")
            rounds.append((time.perf_counter() - begun, 1.0))
    return rounds


MEASURES = (("570 households: dry run, import and fault workbook, seconds", 10.0, roster),)
