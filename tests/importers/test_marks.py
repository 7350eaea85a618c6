"""Marked sheets are read as the hand meant them, or asked about; never wrong without a doubt."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from importers.marks.marked import read_page
from importers.marks.sheet import ONE_CORNER, TWO, looked_at, read_sheet, sheets_in
from models.values.marks import CODE, CORNERS, MarkedPage, MarkSheet
from models.values.problem import Problem
from tests.importers.filled_sheets import (
    FINE,
    VISITS,
    Hand,
    Truth,
    blank,
    photographed,
    printed,
    scanned,
)

WORDS = [{"方式": "入户", "几十": "2", "几日": "8"}, {"方式": "电话"}, {},
         {"方式": "没到"}, {"方式": "外出", "几十": "0", "几日": "3"}] * 4


@cache
def _paper() -> tuple[MarkSheet, Image.Image]:
    sheet = blank(VISITS, 1234567, 20, 168)
    return sheet, printed(sheet)


def _filled(pen: str = "blue", manner: str = "tick") -> Image.Image:
    sheet, paper = _paper()
    image = paper.copy()
    Hand(7, pen, manner).write(image, sheet.pages[0], WORDS)
    return image


def _read(image: Image.Image) -> MarkedPage:
    grey = image.convert("L")
    seen = looked_at(0, grey)
    if seen.refusal:
        raise Problem(seen.refusal)
    return read_page(grey, seen.codes, _paper()[0].pages[0])


def _assert_as_meant(page: MarkedPage, most_doubts: int = 0) -> None:
    sure = [(row.best, words) for row, words in zip(page.rows, WORDS, strict=True)
            if not row.doubts]
    assert [best for best, _ in sure] == [words for _, words in sure]
    assert len(page.rows) - len(sure) <= most_doubts


@pytest.mark.parametrize(("pen", "manner"), [
    ("blue", "tick"), ("black", "cross"), ("red", "filled"), ("pencil", "dash")])
def test_a_scan_says_what_was_marked_with_any_pen_in_any_manner(pen: str, manner: str) -> None:
    page = _read(scanned(_filled(pen, manner), 3, 150))
    assert (page.number, page.page, page.corners) == (1234567, 1, 4)
    _assert_as_meant(page, most_doubts=2)


@pytest.mark.parametrize("how", [
    {"turn": 180}, {"turn": 90}, {"fold": 2.0}, {"reduced": True}, {"torn": 1}])
def test_turned_folded_reduced_or_torn_it_says_the_same(how: dict[str, Any]) -> None:
    _assert_as_meant(_read(scanned(_filled(), 5, 150, **how)), most_doubts=4)


def test_a_photo_with_crease_and_shadow_says_the_same() -> None:
    _assert_as_meant(_read(photographed(_filled("black"), 11, 2000, shadow=True)), most_doubts=5)


def test_a_changed_mind_and_a_trace_are_asked_about() -> None:
    sheet, paper = _paper()
    image = paper.copy()
    twice = Hand(7, "blue", "tick")
    twice.write(image, sheet.pages[0], [{"方式": "入户"}, {"方式": "电话"}])
    twice.write(image, sheet.pages[0], [{"方式": "电话"}, {}])
    rows = _read(scanned(image, 3, 150)).rows
    assert rows[0].doubts and not rows[1].doubts and rows[1].best == {"方式": "电话"}
    assert not any(each.best or each.doubts for each in rows[2:])


def test_what_was_crossed_out_is_not_what_is_suggested() -> None:
    sheet, paper = _paper()
    image, hand = paper.copy(), Hand(7, "blue", "tick")
    hand.write(image, sheet.pages[0], WORDS)
    hand._scribble(sheet.pages[0].rows[0].choices[0].frames[2])
    hand._put_on(image)
    row = _read(scanned(image, 3, 150)).rows[0]
    assert row.doubts == ("方式：不止一个框有笔迹",) and row.best == WORDS[0]


def test_pictures_without_a_whole_sheet_are_refused_each_by_its_sentence(tmp_path: Path) -> None:
    image = _filled().reduce(3)
    two = Image.new("RGB", (image.width * 2, image.height), "white")
    two.paste(image)
    two.paste(image, (image.width, 0))
    with pytest.raises(Problem, match=TWO):
        _read(two)
    gone = image.copy()
    for x, y in CORNERS[1:]:
        place = [round(each * FINE / 3) for each in (x - 1, y - 1, x + CODE + 1, y + CODE + 1)]
        gone.paste("white", tuple(place))
    with pytest.raises(Problem, match=ONE_CORNER):
        _read(gone)
    with pytest.raises(Problem, match="没看到本软件印的单子"):
        _read(Image.new("RGB", (900, 1200), "white"))


def test_a_file_is_read_in_the_reading_process(tmp_path: Path) -> None:
    path = tmp_path / "扫描.pdf"
    scanned(_filled(), 3, 150).convert("RGB").save(path)
    [seen] = sheets_in(path)
    page = read_sheet(path, seen.place, seen.codes, _paper()[0].pages[0].folded())
    _assert_as_meant(page, most_doubts=2)
    assert page.picture[:2] == page.rows[0].cut[:2] == b"\xff\xd8"
    (tmp_path / "假.jpg").write_bytes(b"no picture")
    with pytest.raises(Problem, match="不是图片"):
        sheets_in(tmp_path / "假.jpg")


def test_three_hands_are_never_read_wrong_without_a_doubt() -> None:
    sheet, paper = _paper()
    for seed, (pen, manner) in enumerate(
            [("pencil", "long"), ("black", "tick"), ("red", "cross")], 40):
        image = paper.copy()
        truth: Truth = Hand(seed, pen, manner).fill(image, sheet.pages[0])
        rows = _read(scanned(image, seed, 150)).rows
        for row, meant in zip(rows, truth.rows, strict=True):
            assert row.doubts or row.best == meant
