"""No page of a workbook as it is printed holds the foot alone."""

from __future__ import annotations

from itertools import accumulate

import pytest
from openpyxl import load_workbook

from exporters.workbook import page_setup
from exporters.workbook.sheet import write_workbook

PORTRAIT = (297 - 20 - 18) / 25.4 * 72
"""Points between the margins of an A4 page on end."""
ACROSS = 82


def pages(path, lines):
    """The rows of each page, as a spreadsheet fills one after the other."""
    page = load_workbook(path).active
    high = {row: each.height for row, each in page.row_dimensions.items()}
    widths = sum(page.column_dimensions[letter].width for letter in "ABCDEF")
    assert page.page_setup.orientation == "portrait" and min(high.values()) > 0
    room = PORTRAIT / min(1.0, ACROSS / widths)
    found, used = [[]], 0.0
    for row in sorted(high):
        if used + high[row] > room:
            found.append([])
            used = high[3]  # the head is repeated
        used += high[row]
        found[-1].append(row)
    return [[row for row in each if 4 <= row < 4 + lines] for each in found]


@pytest.mark.parametrize("lines", range(20, 76))
def test_lines_go_along_with_the_foot(roster, tmp_path, lines):
    path = tmp_path / "花名册.xlsx"
    write_workbook(roster(lines), path)
    shown = pages(path, lines)
    assert all(shown), [len(each) for each in shown]
    assert list(accumulate(map(len, shown)))[-1] == lines


def test_without_the_room_between_lines_some_foot_stands_alone(roster, tmp_path, monkeypatch):
    monkeypatch.setattr(page_setup, "_SPREADS", [1.0])
    alone = []
    for lines in range(20, 76):
        path = tmp_path / f"{lines}.xlsx"
        write_workbook(roster(lines), path)
        alone += [lines] * (not all(pages(path, lines)))
    assert len(alone) > 3
