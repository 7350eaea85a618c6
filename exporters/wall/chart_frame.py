"""What every wall chart has around it: title, village and town, day, legend; and its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from exporters.wall.drawing import (
    Box,
    Element,
    Stroke,
    Words,
    broken,
    fitted,
    measured,
    paragraph,
    star_mark,
    state_mark,
    style,
)
from models.stars.boards import LEGEND, Head


@dataclass(frozen=True)
class Page:
    """A sheet of the wall: its size, and how long a millimetre of A1 is on it."""

    width: float
    height: float
    unit: float

    @property
    def margin(self) -> float:
        """The blank edge."""
        return self.size("margin")

    @property
    def left(self) -> float:
        """Where the content begins."""
        return self.margin

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.width - self.margin

    @property
    def top(self) -> float:
        """Below the title."""
        return self.margin + 66 * self.unit

    @property
    def bottom(self) -> float:
        """Above the legend."""
        return self.height - self.margin - 22 * self.unit

    def size(self, name: str) -> float:
        """A size of text: title, names or body."""
        return float(style()["size"][name]) * self.unit


Drawn = Callable[[float, float, float], Element]
"""Draws a shape with its middle at x, y in a size."""


@dataclass(frozen=True)
class Foot:
    """What stands under a chart: what its shapes mean, and its sum."""

    legend: tuple[tuple[str, Drawn], ...]
    summary: str = ""


Body = tuple[list[Element], Foot]
"""What stands on a sheet, and what stands under it."""


STATE_LEGEND: tuple[tuple[str, Drawn], ...] = tuple(
    (label, partial(state_mark, code)) for code, _, label in LEGEND
)
STAR_LEGEND: tuple[tuple[str, Drawn], ...] = (
    ("已授予", partial(star_mark, filled=True)), ("未授予", partial(star_mark, filled=False)),
)


def page_of(paper: str) -> Page:
    """A1, A2 or A3 lying down."""
    width, height = style()["paper"][paper]
    return Page(width, height, width / style()["paper"]["A1"][0])


def framed(page: Page, head: Head, place: int, count: int, foot: Foot) -> Iterator[Element]:
    """White ground, title, village and town, day; legend and notes at the foot."""
    yield Box(0, 0, page.width, page.height, "white", "")
    title = head.title + (f"（{place}/{count}）" if count > 1 else "")
    across = page.right - page.left
    size = fitted(title, across, page.size("title"))
    yield Words(page.width / 2, page.margin * 0.75, title, size, "center", ink="red")
    under = page.margin * 0.75 + page.size("title") + 8 * page.unit
    names = page.size("names")
    where = "　".join(filter(None, (head.town, head.village)))
    day = f"截至 {head.day.year} 年 {head.day.month} 月 {head.day.day} 日"
    yield Words(page.left, under, where, fitted(where, across * 0.6, names))
    yield Words(page.right, under + names * 0.2, day, names * 0.8, "right")
    yield Stroke(page.left, page.top - 3 * page.unit, page.right, page.top - 3 * page.unit,
                 1.2 * page.unit, "red")
    body = page.size("body")
    yield Words(page.left, page.bottom + 8 * page.unit, "图例", body, ink="second")
    begin = page.left + body * 2.8
    x = begin
    for label, draw in foot.legend:
        x += body * 0.5
        yield draw(x, page.bottom + 8 * page.unit + body / 2, body)
        yield Words(x + body * 0.8, page.bottom + 8 * page.unit, label, body)
        x += body * 1.6 + measured(label, body)
    said = "　".join(filter(None, (foot.summary, *head.notes)))
    room = page.right - x - 10 * page.unit
    yield Words(page.right, page.bottom + 8 * page.unit, said, fitted(said, room, body), "right")
    yield Words(page.left, page.height - page.margin * 0.75, head.log, body * 0.9, ink="second")


def lines_in(text: str, width: float, size: float) -> int:
    """How many lines a text takes in a cell."""
    return len(broken(text, width, size)) if text else 1


_LEAN = 0.75
"""So much smaller than the words around it a name may stand: 9 points on an A3."""


def lean(text: str, width: float, size: float) -> float:
    """The size in which ``text`` stands on one line; what would be too small to read takes more."""
    return max(fitted(text, width, size), size * _LEAN)


def cell(
    text: str, x: float, y: float, width: float, height: float, size: float, side: str = "left",
    pad: float = 0.0,
) -> Iterator[Words]:
    """A text in the middle of a cell's height."""
    inner = width - 2 * pad
    count = lines_in(text, inner, size)
    top = y + (height - (count - 1) * size * 1.25 - size) / 2
    yield from paragraph(text, x + pad, top, inner, size, side=side, leading=1.25)


def star_column(
    label: str, x: float, y: float, width: float, height: float, size: float
) -> Iterator[Element]:
    """The star's name written downwards over its rows; across when they are few."""
    yield Box(x, y, width, height, "band")
    letters = [each for each in label if not each.isspace()]
    down = min(size, height / (len(letters) * 1.12))
    if down < size * 0.75:
        two = min(size, width * 0.94 / -(-len(letters) // 2), height / 2.7)
        one = min(fitted(label, width * 0.94, size), height / 1.3)
        yield from cell(label, x, y, width, height, max(one, two), "center")
        return
    top = y + (height - len(letters) * down * 1.1) / 2
    for place, letter in enumerate(letters):
        yield Words(x + width / 2, top + place * down * 1.1, letter, down, "center")
