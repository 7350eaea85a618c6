"""Every return printed as pages comes back from its own PDF cell for cell: the law of text PDFs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exporters.form import head_rows
from exporters.paper.sheet import draw_paper
from importers.sheets.pdf import read_pdf
from models.keeping.store import Store
from models.returns.catalogue import RETURNS
from models.returns.returning import Asked, Return
from models.values.kinds import Field
from models.values.periods import Period
from models.values.problem import Problem
from models.values.sheet import Column, Row, Sheet
from sample.cast import LAST

PERIODS = ("2026-Q3", "2026-09", "2026")
NOT_THERE = 3
"""So many returns at most have nothing to draw in the sample: no such paper was handed out."""


def cells(sheet: Sheet) -> list[list[str]]:
    """What is printed under the head: the lines, or a blank one where there are none, and 合计."""
    rows = [each.values for each in sheet.rows] or [(None,) * len(sheet.columns)]
    rows += [] if sheet.total is None else [sheet.total]
    return [["" if value is None else column.show(value).strip()
             for column, value in zip(sheet.columns, row, strict=True)] for row in rows]


def read_back(path: Path, heads: int) -> list[list[str]]:
    """What the reader finds under the head, which every page repeats."""
    grid, = read_pdf(path)
    head, under, at = grid.rows[:heads], [], heads
    while at < len(grid.rows):
        if grid.rows[at:at + heads] == head:
            at += heads
        else:
            under.append(grid.rows[at])
            at += 1
    return under


def differences(sheet: Sheet, path: Path) -> Iterator[str]:
    """Every cell that comes back otherwise."""
    draw_paper(sheet, path)
    said, found = cells(sheet), read_back(path, head_rows(sheet.columns))
    if len(said) != len(found):
        yield f"{sheet.title}: {len(said)} lines, {len(found)} came back"
    for at, (line, back) in enumerate(zip(said, found, strict=False), 1):
        yield from (f"{sheet.title}, line {at}: {one!r} came back as {other!r}"
                    for one, other in zip(line, back, strict=True) if one != other)


@pytest.fixture(scope="session")
def drawn(year: Store) -> list[Sheet]:
    """Every return that can be drawn, of every kind of period."""
    found: dict[str, Sheet] = {}
    for period in map(Period.parse, PERIODS):
        asked = Asked.of(period, LAST, member=1, number=1, account=1, meeting=1, procedure=1)
        for each in RETURNS:
            if (sheet := _drawn(each, year, asked)) is not None and (
                    each.code not in found or len(sheet.rows) > len(found[each.code].rows)):
                found[each.code] = sheet
    return list(found.values())


def _drawn(wanted: Return, store: Store, asked: Asked) -> Sheet | None:
    try:
        return wanted.draw(store, asked)
    except Problem:
        return None


def test_every_return_comes_back_cell_for_cell(drawn: list[Sheet], tmp_path: Path) -> None:
    assert len(drawn) >= len(RETURNS) - NOT_THERE
    assert not [each for sheet in drawn for each in differences(sheet, tmp_path / "表.pdf")]


WORDS = "党员大会次数 4 次；支委会次数 10 次；主题党日次数 9 次，由 Zhang San 记"


@pytest.mark.parametrize("width", range(12, 26))
def test_sentences_come_back_wherever_they_wrap(width: int, tmp_path: Path) -> None:
    columns = (Column(Field("姓名", width=8)), Column(Field("情况", width=width)),
               *(Column(Field(f"备注{at}", width=14)) for at in range(9)))
    rows = tuple(Row((name, words, *["—"] * 9)) for name, words in (
        ("牛\U0002CE93", WORDS), ("彭\U0002C35B", "生僻字\U0002C35B在行尾 " * 4 + "止")))
    assert not list(differences(Sheet("", "试", columns, rows), tmp_path / "试.pdf"))


def test_a_cell_that_is_otherwise_is_found(drawn: list[Sheet], tmp_path: Path) -> None:
    sheet = next(each for each in drawn if each.code == "members")
    path = tmp_path / "表.pdf"
    assert not list(differences(sheet, path))
    less = replace(sheet, rows=tuple(sheet.rows)[1:])
    assert cells(less) != read_back(path, head_rows(sheet.columns))
