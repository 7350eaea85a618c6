"""How our own sheets are read back: rows wrong, blank or doubted, and the time and room of a sheet.

Three hundred sheets of twenty rows, by hands and in states that no rule was made with: no real
hand and no real photo is among them.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

from benchmarks import Measure, Taken, alone, taken
from importers.marks.marked import read_page
from importers.marks.sheet import looked_at, read_sheet, sheets_in
from models.values.marks import MarkSheet
from tests.importers.filled_sheets import (
    SCORES,
    VISITS,
    Hand,
    Truth,
    blank,
    photographed,
    printed,
    scanned,
)

SHEETS, FIRST_SEED = 300, 70_000
PENS, MANNERS = ("black", "blue", "red", "pencil"), ("tick", "long", "cross", "filled", "dash")
STATES: tuple[dict[str, Any], ...] = (
    {}, {}, {"reduced": True}, {"fold": 2.0}, {"torn": 1}, {"turn": 180})
"""What a scanned sheet went through; a photographed one is not reduced or torn, but creased."""
DOTS, LONGEST = (100, 150, 200), (1200, 1600, 2000, 3000)


class Filled(NamedTuple):
    """A sheet that was filled and brought back, and what the hand meant."""

    sheet: MarkSheet
    picture: Image.Image
    truth: Truth
    photo: bool
    how: str


def filled(seed: int) -> Filled:
    """The sheet of a seed: pens, manners, states and resolutions in turn, the rest by lot."""
    at, given = seed - FIRST_SEED, random.Random(seed)
    sheet, paper = _paper(at % 2)
    image, photo = paper.copy(), at // 2 % 5 > 2
    pen, manner = PENS[at // 2 % len(PENS)], given.choice(MANNERS)
    truth = Hand(seed, pen, manner).fill(image, sheet.pages[0])
    state = given.choice(STATES)
    if photo:
        size = LONGEST[at // 2 % len(LONGEST)]
        how = {name: much for name, much in state.items() if name in ("fold", "turn")}
        picture = photographed(image, seed, size, **how)
    else:
        size, how = given.choice(DOTS), state
        picture = scanned(image, seed, size, **how)
    return Filled(sheet, picture, truth, photo, f"{seed} {pen} {manner} {size} {how}")


@cache
def _paper(visits: int) -> tuple[MarkSheet, Image.Image]:
    sheet = blank(VISITS, 1234567, 20, 168) if visits else blank(SCORES)
    return sheet, printed(sheet)


class Tally:
    """What became of the rows of some sheets."""

    def __init__(self) -> None:
        self.sheets = self.refused = self.rows = self.wrong = self.blank = self.doubted = 0

    def add(self, each: Filled) -> None:
        """Read a sheet and count its rows."""
        self.sheets += 1
        grey = each.picture.convert("L")
        seen = looked_at(0, grey)
        if seen.refusal:
            self.refused += 1
            print("refused", each.how, flush=True)
            return
        read = read_page(grey, seen.codes, each.sheet.pages[0]).rows
        for place, (row, meant) in enumerate(zip(read, each.truth.rows, strict=True), 1):
            self.rows += 1
            self.doubted += bool(row.doubts)
            if not row.doubts and row.best != meant:
                self.wrong += 1
                self.blank += bool(meant) and not row.best
                print("wrong", each.how, place, row.best, meant, flush=True)

    def told(self) -> str:
        """Everything counted, in one line."""
        return (f"{self.sheets} sheets, {self.refused} refused; {self.rows} rows, wrong without "
                f"doubt {self.wrong}, of these marked and read as blank {self.blank}, doubted "
                f"{self.doubted} ({100 * self.doubted / max(1, self.rows):.1f} %)")


@cache
def tally() -> tuple[Tally, Tally]:
    """All sheets read: the scanned ones, and the photographed."""
    found = Tally(), Tally()
    for each in _sheets():
        found[each.photo].add(each)
    for name, some in zip(("scans", "photos"), found, strict=True):
        print(f"{name}: {some.told()}", flush=True)
    return found


def _sheets() -> Iterator[Filled]:
    return map(filled, range(FIRST_SEED, FIRST_SEED + SHEETS))


def _of_all(figure: Callable[[Tally], int], least: int) -> Callable[[], tuple[float, float]]:
    """A count among all rows beside one in so many."""
    def rounds() -> tuple[float, float]:
        scans, photos = tally()
        return figure(scans) + figure(photos), (scans.rows + photos.rows) / least
    return rounds


def _doubted(photo: int, most: float) -> Callable[[], tuple[float, float]]:
    return lambda: (100 * tally()[photo].doubted / tally()[photo].rows, most)


@cache
def largest() -> Taken:
    """Processor seconds and MB of the largest photo of a sheet, read as the window reads it."""
    sheet, paper = _paper(1)
    image = paper.copy()
    Hand(FIRST_SEED, "blue", "tick").fill(image, sheet.pages[0])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.jpg"
        photographed(image, FIRST_SEED, max(LONGEST)).save(path, quality=90)
        return alone(_read, path, sheet.pages[0].folded())


def _read(path: Path, layout: str) -> Taken:
    seen, = sheets_in(path)
    read_sheet(path, seen.place, seen.codes, layout)
    return taken(by_children=True)

MEASURES: list[Measure] = [
    ("marks: processor seconds of a photo of 3,000 px", 1.0, lambda: (largest().seconds, 1.0)),
    ("marks: MB of the process that reads it", 1.0, lambda: (largest().megabytes, 150.0)),
    ("marks: rows wrong without doubt, beside 1 in 2,000", 1.0,
     _of_all(lambda found: found.wrong, 2000)),
    ("marks: marked rows read as blank, beside 1 in 1,000", 1.0,
     _of_all(lambda found: found.blank, 1000)),
    ("marks: percent of rows doubted in scans", 1.0, _doubted(0, 12.0)),
    ("marks: percent of rows doubted in photos", 1.0, _doubted(1, 20.0)),
]
