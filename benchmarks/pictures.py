"""How well lists on paper are read: right cells, silent ones, doubts, and the time of a page."""

from __future__ import annotations

import random
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from PIL import Image

from benchmarks import Measure, taken
from benchmarks._paper import FACES, MESSY, OWN, Listed, drawn, photographed, scanned
from importers.pictures.doubts import NAME
from importers.pictures.picture import read_picture
from importers.sheets.grid import Grid
from models.values.problem import Problem

Page = Callable[[random.Random], Listed]
Way = Callable[[Image.Image, random.Random], Image.Image]

SEEDS = 5
"""Four kinds of our own and five messy ones, scanned, with so many seeds; photos of three."""
_NAMES, _NUMBERS = ("姓名", "户主", "户主姓名"), ("身份证号", "身份证号码", "公民身份号码")


class Tally:
    """What became of the cells of some pages."""

    def __init__(self) -> None:
        self.pages = self.refused = self.unsound = 0
        self.cells = self.wrong = self.silent = self.marked = self.asked = self.grave = 0

    def share(self, count: int) -> float:
        """A count in percent of the cells."""
        return 100 * count / max(1, self.cells)

    def add(self, listed: Listed, grids: Sequence[Grid] | None) -> None:
        """Count the cells of a page, or that it was refused."""
        self.pages += 1
        if grids is None:
            self.refused += 1
            return
        grid = grids[0]
        if len(grid.rows) != len(listed.rows) or grid.width != len(listed.rows[0]) or (
                sorted(grid.merges) != sorted(listed.merges)):
            self.unsound += 1
            return
        for (row, column), seen in grid.seen.items():
            wrong = _plain(grid.at(row, column)) != _plain(listed.rows[row - 1][column - 1])
            heads = {line[column - 1] for line in listed.rows[:listed.heads]}
            self.cells += 1
            self.wrong += wrong
            self.silent += wrong and not seen.doubts
            self.grave += wrong and not seen.doubts and bool(heads & {*_NAMES, *_NUMBERS})
            self.marked += bool(seen.doubts)
            self.asked += seen.doubts == (NAME,)

    def told(self) -> str:
        """Everything counted, in one line."""
        return (f"{self.pages} pages, {self.refused} refused, {self.unsound} not sound; "
                f"{self.cells} cells, wrong {self.wrong}, silent {self.silent} "
                f"(names and numbers {self.grave}), marked {self.marked} "
                f"(as a name alone {self.asked})")


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).replace(" ", "")


def _scan(page: Image.Image, chance: random.Random) -> Image.Image:
    return scanned(page, 200, chance)


def _photo(page: Image.Image, chance: random.Random) -> Image.Image:
    return photographed(page, 3000, chance)


@cache
def tally(kinds: tuple[Page, ...], way: Way, seeds: int) -> Tally:
    """Read every kind with so many seeds."""
    found = Tally()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.jpg"
        for seed in range(100, 100 + seeds):
            for place, kind in enumerate(kinds):
                chance = random.Random(f"{kind.__name__}{seed}")
                listed = kind(chance)
                page = drawn(listed, 300, FACES[(seed + place) % len(FACES)])
                way(page, chance).save(path, quality=70)
                try:
                    found.add(listed, read_picture(path))
                except Problem:
                    found.add(listed, None)
    print(found.told(), flush=True)
    return found


def _figure(
    kinds: tuple[Page, ...], way: Way, seeds: int, figure: Callable[[Tally], float], most: float
) -> Callable[[], tuple[float, float]]:
    """A figure in percent beside the most it may be."""
    return lambda: (figure(tally(kinds, way, seeds)), most)


def wrong(found: Tally) -> float:
    """Percent of cells that are wrong, doubted or not."""
    return found.share(found.wrong)


def silent(found: Tally) -> float:
    """Percent of cells that are wrong without a doubt."""
    return found.share(found.silent)


def marked(found: Tally) -> float:
    """Percent of cells that are doubted."""
    return found.share(found.marked)


def off(found: Tally) -> float:
    """Grids off without being refused, and wrong names and ID numbers that are not doubted."""
    return float(found.unsound + found.grave)


def page_seconds() -> tuple[float, float]:
    """Processor seconds of a page of eighteen rows and twelve columns, its process included."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.png"
        _scan(drawn(OWN[0](random.Random(1))), random.Random(1)).save(path)
        before = taken(by_children=True)
        read_picture(path)
        after = taken(by_children=True)
    print(f"largest reading process so far: {after.megabytes:.0f} MB", flush=True)
    return after.seconds - before.seconds, 8.0


MEASURES: list[Measure] = [
    ("pictures: processor seconds of a page of 18 × 12", 1.0, page_seconds),
]
for _name, _kinds, _way, _seeds, _limits in (
    ("our own at 200 dpi", OWN, _scan, SEEDS, (0.5, 0.05, 5.0)),
    ("messy at 200 dpi", MESSY, _scan, SEEDS, (2.0, 0.3, 5.0)),
    ("our own, photo of 3,000", OWN, _photo, 3, (5.0, 0.5, 5.0)),
    ("messy, photo of 3,000", MESSY, _photo, 3, (5.0, 0.5, 5.0)),
):
    MEASURES += [
        (f"pictures, {_name}: percent {_what.__name__}", 1.0,
         _figure(_kinds, _way, _seeds, _what, _most))
        for _what, _most in zip((wrong, silent, marked), _limits, strict=True)
    ] + [(f"pictures, {_name}: off or wrong names unasked, of 1 at most", 0.0,
          _figure(_kinds, _way, _seeds, off, 1.0))]
