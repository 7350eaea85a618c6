"""LibreOffice opens every workbook of the catalogue whole, and works its formulas out alike."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from exporters.workbook.sheet import write_document_workbook, write_workbook
from models.keeping.store import Store
from models.points.book.accounts import Account
from models.returns.catalogue import DOCUMENTS, RETURNS
from models.returns.document import Document
from models.returns.leaving import public_version
from models.returns.returning import CHOOSING, Asked, Return, must_choose
from models.values.periods import Period
from models.values.problem import Problem
from sample.cast import LAST
from sample.village import fill

PERIODS = ("2026", "2026-Q3", "2026-09")
AT_A_TIME = 40
OFFICE = shutil.which("soffice")
FORMULA = re.compile(rb"(<f>[^<]*</f>)<v>[^<]*</v>")
pytestmark = [pytest.mark.soak,
              pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")]


def written(store: Store, folder: Path) -> Iterator[Path]:
    """Every return and paper of three periods as a workbook, inside and posted."""
    for period in map(Period.parse, PERIODS):
        for wanted in (*RETURNS, *DOCUMENTS):
            asked = Asked.of(period, LAST)
            try:
                answers = {name: CHOOSING[name](store, "", asked.days)[0][0]
                           for name in must_choose(wanted.asks)}
                made = wanted.draw(store, Asked.of(period, LAST, **answers | {
                    "account": store.find(Account)[0].rowid, "number": 1}))
            except (Problem, IndexError):
                continue  # nothing there to draw, said in its own words
            path = folder / f"{wanted.code}-{period}.xlsx"
            if isinstance(made, Document):
                write_document_workbook(made, path)
            else:
                write_workbook(made, path)
            yield path
            if isinstance(wanted, Return) and wanted.postable and not isinstance(made, Document):
                posted = folder / f"{wanted.code}-{period}-public.xlsx"
                write_workbook(public_version(store, made, omit=True), posted)
                yield posted


def unworked(path: Path, into: Path, ours: bytes = rb"\1") -> Path:
    """The workbook without what its formulas come to, which LibreOffice would else believe."""
    out = into / path.name
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as less:
        for name in book.namelist():
            part = book.read(name)
            less.writestr(name, FORMULA.sub(ours, part) if "/sheet" in name else part)
    return out


def converted(paths: list[Path], into: Path) -> Path:
    """The workbooks as LibreOffice opens and saves them anew."""
    assert OFFICE
    profile = f"-env:UserInstallation=file://{into}/profile"
    for first in range(0, len(paths), AT_A_TIME):
        subprocess.run(
            [OFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(into),
             *map(str, paths[first:first + AT_A_TIME])],
            check=True, capture_output=True, timeout=1800)
    return into


def cells(path: Path) -> dict[tuple[str, str], Any]:
    """What every cell of a workbook shows that shows anything."""
    book = load_workbook(path, data_only=True)
    return {(page.title, cell.coordinate): cell.value
            for page in book for row in page.iter_rows() for cell in row
            if cell.value is not None}


def differing(ours: Path, theirs: Path) -> list[tuple[Any, ...]]:
    """The cells that LibreOffice shows otherwise."""
    one, other = cells(ours), cells(theirs)
    return [(at, one.get(at), other.get(at)) for at in sorted(one.keys() | other.keys())
            if not alike(one.get(at), other.get(at))]


def alike(one: Any, other: Any) -> bool:
    """Whether two cells say the same; a number to twelve figures."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-12 * max(1.0, abs(one))
    return bool(one == other)


def test_every_workbook_opens_whole_and_its_formulas_come_to_what_is_known(
    tmp_path: Path
) -> None:
    plain, less, anew = tmp_path / "plain", tmp_path / "less", tmp_path / "anew"
    for each in (plain, less, anew):
        each.mkdir()
    with Store(tmp_path / "village.lianxing") as store:
        fill(store, households=60)
        books = list(written(store, plain))
    formulas = {each: len(FORMULA.findall(zipfile.ZipFile(each).read("xl/worksheets/sheet1.xml")))
                for each in books}
    assert len(books) >= 250 and sum(formulas.values()) >= 600
    right = max(books, key=lambda each: formulas[each])
    wrong = less / "wrong.xlsx"  # the fault it must see: sums that come to something else
    shutil.copy(unworked(right, less, rb"<f>1+1</f>"), wrong)
    converted([unworked(each, less) for each in books] + [wrong], anew)
    assert {each.name: found[:5] for each in books
            if (found := differing(each, anew / each.name))} == {}
    assert differing(right, anew / wrong.name)
