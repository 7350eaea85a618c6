"""How long a roster takes to come in and a ledger to leave, beside a bare loop over the rows."""

from __future__ import annotations

import contextlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from benchmarks import Rounds
from exporters.leaving.return_files import write_return
from exporters.paper.fonts import typeface
from exporters.paper.sheet import write_paper
from exporters.workbook.fault_book import write_faultbook
from exporters.workbook.sheet import write_workbook
from importers.roster.roster import read_roster
from models.intake.taking import plan, take
from models.keeping.store import Store
from models.returns.catalogue import RETURNS, return_called
from models.returns.leaving import public_version
from models.returns.returning import Asked
from models.values.kinds import DAY, NOTE, NUMBER, POINTS, Field
from models.values.periods import Period
from models.values.problem import Problem
from models.values.sheet import Column, Row, Rows, Sheet
from sample.cast import LAST
from sample.village import fill

ROSTER_ROUNDS = 3
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
        for each in range(ROSTER_ROUNDS):
            begun = time.perf_counter()
            with Store(folder / f"{each}.lianxing") as store:
                reading = read_roster(path)
                planned = plan(store, reading)
                take(store, planned)
            write_faultbook(reading, planned.findings, folder / f"faults-{each}.xlsx")
            rounds.append((time.perf_counter() - begun, 1.0))
    return rounds


ROSTER = (("570 households: dry run, import and fault workbook, seconds", 10.0, roster),)


# ── A ledger leaves the office


ROUNDS = 5

COLUMNS = (
    Column(Field("序号", NUMBER, width=7)),
    Column(Field("户号", width=9)),
    Column(Field("户主", width=8)),
    Column(Field("公民身份号码", width=20)),
    Column(Field("日期", DAY, width=11)),
    Column(Field("事由", width=18)),
    Column(Field("积分", POINTS, width=8), total=True),
    Column(Field("经办人", width=8)),
    Column(Field("备注", NOTE, width=14)),
)
_SURNAMES, _GIVEN = "张王李赵刘陈杨黄周吴", ("建国", "秀英", "志强", "桂兰", "海燕", "文", "玉梅")
_REASONS = ("参加义务植树", "参加组织生活", "庭院整洁", "调解邻里纠纷", "好人好事")
_FIRST = date(2026, 1, 1)


def ledger(count: int) -> Sheet:
    """A points ledger of ``count`` invented lines, drawn while it is read."""
    return Sheet(
        "bench",
        "积分流水",
        COLUMNS,
        Rows(count, lambda: _rows(count)),
        unit="赵家村",
        measure="分",
        when="2026年",
        made=date(2026, 9, 30),
        signatures=(),
        seal=False,
    )


def _rows(count: int) -> Iterator[Row]:
    for i in range(1, count + 1):
        yield Row(
            (
                i,
                f"0{i % 5000:04d}",
                _SURNAMES[i % 10] + _GIVEN[i % 7],
                f"41038118{80 + i % 20}0101{i % 10000:04d}",
                _FIRST + timedelta(i % 270),
                _REASONS[i % 5],
                Decimal(i % 60) / 4,
                _SURNAMES[i % 9] + _GIVEN[i % 6],
                "村民小组核对" if i % 20 == 0 else None,
            )
        )


def bare_workbook(sheet: Sheet, path: Path) -> None:
    """The same rows through openpyxl's write-only loop: no style, no check, no sync."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append([column.label for column in sheet.columns])
    for row in sheet.rows:
        page.append(row.values)
    book.save(path)


def bare_paper(sheet: Sheet, path: Path) -> None:
    """The same rows with one drawString for each cell and one line under each row, same face."""
    from reportlab.pdfgen.canvas import Canvas

    canvas, face = Canvas(str(path), pagesize=(842, 595)), typeface("body").first.name
    y = 0.0
    for row in sheet.rows:
        if y < 60:
            if y:
                canvas.showPage()
            canvas.setFont(face, 10.5)
            y = 525.0
        for i, value in enumerate(row.values):
            if value is not None:
                canvas.drawString(60 + i * 80, y, str(value))
        canvas.line(57, y - 5, 785, y - 5)
        y -= 20
    canvas.save()


def _compared(
    ours: Callable[[Path], object], bare: Callable[[Path], object]
) -> tuple[float, float]:
    """The median seconds of both, run in turn after one round that is not counted."""
    times: tuple[list[float], list[float]] = ([], [])
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS + 1):
            for kept, work in zip(times, (ours, bare), strict=True):
                begun = time.perf_counter()
                work(Path(folder) / "out")
                if number:
                    kept.append(time.perf_counter() - begun)
    return statistics.median(times[0]), statistics.median(times[1])


def _xlsx(count: int) -> tuple[float, float]:
    sheet = ledger(count)
    return _compared(
        lambda path: write_workbook(sheet, path), lambda path: bare_workbook(sheet, path)
    )


def _pdf(count: int) -> tuple[float, float]:
    sheet = ledger(count)
    return _compared(lambda path: write_paper(sheet, path), lambda path: bare_paper(sheet, path))


def xlsx_100k() -> tuple[float, float]:
    """A ledger of 100,000 lines and nine columns as a workbook: ours, bare openpyxl."""
    return _xlsx(100_000)


def pdf_5k() -> tuple[float, float]:
    """A ledger of 5,000 lines as a paper: ours, a bare canvas."""
    return _pdf(5_000)


def pdf_20k() -> tuple[float, float]:
    """A ledger of 20,000 lines as a paper: ours, a bare canvas."""
    return _pdf(20_000)


def every_return_written() -> tuple[float, float]:
    """Seconds to write every return of the sample village as workbook and paper, and 1."""
    asked = Asked.of(Period.parse("2026-Q3"), LAST)
    with tempfile.TemporaryDirectory() as name, Store(Path(name) / "sample.lianxing") as store:
        fill(store)
        sheets = []
        for each in RETURNS:
            with contextlib.suppress(Problem):  # what this village has nothing of, or must choose
                sheet = each.draw(store, asked)
                sheets.append(public_version(store, sheet, omit=True) if sheet.public else sheet)
        begun = time.perf_counter()
        for sheet in sheets:
            write_return(sheet, Path(name), "2026-Q3")
        return time.perf_counter() - begun, 1.0


EXPORTS = (
    ("100,000 ledger rows to xlsx, beside bare openpyxl", 1.15, xlsx_100k),
    ("5,000 ledger rows to PDF, beside a bare canvas", 1.6, pdf_5k),
    ("20,000 ledger rows to PDF, beside a bare canvas", 1.6, pdf_20k),
    ("every return of the sample village as .xlsx and .pdf, seconds", 5.0, every_return_written),
)
"""What is measured: its name, the most ours may be of the bare time, and how."""
MEASURES = (*ROSTER, *EXPORTS)
