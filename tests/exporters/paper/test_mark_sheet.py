"""A sheet that reads itself keeps its words out of its frames."""

from dataclasses import replace
from pathlib import Path

import pytest

from exporters.paper.mark_sheet import write_mark_sheet
from models.intake.mark_sheets import VISIT_HOW
from tests.importers.filled_sheets import VISITS, blank
from tests.printed import pages_of

MM = 72 / 25.4
LONG = ("阿卜杜热西提·买买提", "王𱙙𱙙", "欧阳春晓", "邹文", "彭𱙙")


@pytest.mark.parametrize("number", ["001", "A-01-0012"])
def test_what_stands_before_the_frames_runs_into_none(tmp_path: Path, number: str) -> None:
    sheet = blank(VISITS, rows=5, hand=168)
    words = {at: (str(at), number, name) for at, name in enumerate(LONG, 1)}
    write_mark_sheet(replace(sheet, words=words), tmp_path / "x.pdf")
    (page,) = pages_of(tmp_path / "x.pdf")
    lefts = [left * MM for _, left in sheet.heads] + [VISITS[0].left * MM]
    shown = ""
    for row in sheet.pages[0].rows:
        top, bottom = (page.height - (row.hand.y + down) * MM for down in (-0.6, 7.8))
        said = [sign for line in page.lines for sign in line.signs
                if bottom < sign.ink.middle[1] < top and sign.ink.left < lefts[-1]]
        shown += "".join(each.char for each in said)
        assert all(bottom < each.ink.bottom and each.ink.top < top for each in said)
        for each in said:
            after = next(left for left in lefts if left > each.ink.left)
            assert each.ink.right < after, each.char
    assert all(char in shown for name in LONG for char in name if char != "𱙙")


def test_how_the_frames_are_marked_is_said_on_one_line(tmp_path: Path) -> None:
    write_mark_sheet(replace(blank(VISITS, hand=168), how=VISIT_HOW), tmp_path / "x.pdf")
    (page,) = pages_of(tmp_path / "x.pdf")
    (line,) = [each for each in page.lines if "和上一行同一天" in each.text]
    assert line.box.right < page.width - 8 * MM
