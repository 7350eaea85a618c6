"""A drawing said in a few words, so that wall, PDF, picture and window agree; and its bars.

Lengths are millimetres from the top left corner; inks are names of resources/stars/wall.toml.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import cache
from typing import Any

from exporters.form import Align
from exporters.paper.pages import type_for
from models.office.star_sets import StarState
from models.stars.boards import Bar, ChartData
from models.values.kinds import show_decimal
from resources import resource

POINT = 25.4 / 72
"""Millimetres in a point."""

ASCENT = 0.86
"""Where the baseline lies below the top of a character, of its size."""


@dataclass(frozen=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: float = 0.3
    ink: str = "line"
    dashed: bool = False


@dataclass(frozen=True)
class Box:
    """A rectangle; without ``fill`` it is clear, without ``edge`` it has no border."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    edge: str = "line"
    weight: float = 0.3


@dataclass(frozen=True)
class Words:
    """One line of text; ``y`` is the top of its characters, ``size`` their height.

    ``x`` is the left end, the middle or the right end, as ``side`` says.
    """

    x: float
    y: float
    text: str
    size: float
    side: str = "left"
    role: str = "hei"
    ink: str = "ink"


class Fill(Enum):
    """How much of a circle is filled; half is the left one."""

    NONE = 0
    HALF = 1
    FULL = 2


@dataclass(frozen=True)
class Disc:
    """A circle."""

    x: float
    y: float
    radius: float
    filled: Fill = Fill.FULL
    ink: str = "ink"


@dataclass(frozen=True)
class Polygon:
    """A closed shape; ``filled`` or only its outline."""

    points: tuple[tuple[float, float], ...]
    filled: bool = True
    ink: str = "ink"
    weight: float = 0.3


Element = Stroke | Box | Words | Disc | Polygon


@dataclass(frozen=True)
class Drawing:
    """A finished drawing: its size and everything on it, in the order to put it down; of whom, and
    of which day."""

    width: float
    height: float
    title: str
    elements: tuple[Element, ...]
    unit: str = ""
    made: date | None = None

    @property
    def texts(self) -> list[str]:
        """Every text on it."""
        return [each.text for each in self.elements if isinstance(each, Words)]


FILLS: dict[str, Fill] = {StarState.DONE: Fill.FULL, StarState.RUNNING: Fill.HALF}


def state_mark(state: str, x: float, y: float, size: float) -> Disc | Polygon:
    """○ ◐ ● ◆ ▲ with its middle at ``x``, ``y``: the shape that says the state without colour."""
    half = size / 2
    if state == StarState.OVERDUE:
        return Polygon(((x, y - half), (x + half, y + half * 0.8), (x - half, y + half * 0.8)),
                       ink=state)
    if state == StarState.HELP:
        return Polygon(((x, y - half), (x + half, y), (x, y + half), (x - half, y)), ink=state)
    filled = FILLS.get(state, Fill.NONE)
    return Disc(x, y, half * 0.86, filled, state)


def star_mark(x: float, y: float, size: float, *, filled: bool) -> Polygon:
    """★ or ☆ with its middle at ``x``, ``y``."""
    points = []
    for corner in range(10):
        reach = size / 2 * (1.0 if corner % 2 == 0 else 0.4)
        angle = math.pi * (corner / 5 - 0.5)
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return Polygon(tuple(points), filled, "red" if filled else "second", size / 40)


def broken(text: str, width: float, size: float, role: str = "hei") -> list[str]:
    """``text`` in lines no wider than ``width``."""
    return [line for line, _ in type_for(role, size / POINT, {}).even_lines(text, width / POINT)]


def measured(text: str, size: float, role: str = "hei") -> float:
    """How wide ``text`` is."""
    return type_for(role, size / POINT, {}).line(text)[1] * POINT


def fitted(text: str, width: float, size: float, role: str = "hei") -> float:
    """The size, at most ``size``, at which ``text`` is no wider than ``width``."""
    needed = measured(text, size, role)
    return size if needed <= width else size * width / needed


def paragraph(
    text: str, x: float, y: float, width: float, size: float, *, side: str = "left",
    ink: str = "ink", role: str = "hei", leading: float = 1.3,
) -> Iterator[Words]:
    """``text`` broken into lines from ``y`` downwards."""
    start = x + Align(side).shift(width)
    for place, line in enumerate(broken(text, width, size, role)):
        yield Words(start, y + place * size * leading, line, size, side, role, ink)


@cache
def style() -> dict[str, Any]:
    """Papers, sizes and inks (resources/stars/wall.toml)."""
    return tomllib.loads(resource("stars/wall.toml").read_text(encoding="utf-8"))


def colour(ink: str, *, grey: bool = False) -> tuple[float, float, float]:
    """Red, green and blue of an ink from 0 to 1; ``grey`` as a mono printer would print it."""
    code = style()["inks"][ink]
    red, green, blue = (int(code[i:i + 2], 16) / 255 for i in (1, 3, 5))
    if not grey:
        return red, green, blue
    light = 0.299 * red + 0.587 * green + 0.114 * blue
    return light, light, light


def within(elements: Sequence[Element], left: float, top: float, right: float, bottom: float
           ) -> list[Element]:
    """The elements that may touch a window of the drawing; text is taken by its line."""
    return [each for each in elements if _touches(each, left, top, right, bottom)]


def _touches(each: Element, left: float, top: float, right: float, bottom: float) -> bool:
    if isinstance(each, Words):
        return each.y <= bottom and each.y + each.size * 1.2 >= top
    if isinstance(each, Polygon):
        xs = [x for x, _ in each.points]
        ys = [y for _, y in each.points]
        return min(xs) <= right and max(xs) >= left and min(ys) <= bottom and max(ys) >= top
    if isinstance(each, Disc):
        return (each.x - each.radius <= right and each.x + each.radius >= left
                and each.y - each.radius <= bottom and each.y + each.radius >= top)
    if isinstance(each, Box):
        return (each.x <= right and each.x + each.width >= left
                and each.y <= bottom and each.y + each.height >= top)
    return (min(each.x1, each.x2) <= right and max(each.x1, each.x2) >= left
            and min(each.y1, each.y2) <= bottom and max(each.y1, each.y2) >= top)


# ── The bars of the workbench and of reports


_FILLS = (("help", "help"), ("band", "line"), ("white", "second"))
"""Fill and edge of the first, second and third series: full, clear and pale read apart in grey."""


def chart(data: ChartData, width: float = 120.0, height: float = 70.0) -> Drawing:
    """Bars side by side with their figures on them; ``width`` and ``height`` in millimetres."""
    return Drawing(width, height, data.title, tuple(_elements(data, width, height)))


def _elements(data: ChartData, width: float, height: float) -> Iterator[Element]:
    text = min(height / 16, width / 28)
    yield Box(0, 0, width, height, "white", "")
    yield Words(text, text * 0.6, f"{data.title}（{data.unit}）", text * 1.15)
    yield from _legend(data, width, text)
    left, right = text, width - text
    top, foot = text * 3.6, height - text * (4.2 if data.note else 2.6)
    if data.note:
        yield Words(text, height - text * 1.6, data.note,
                    fitted(data.note, width - 2 * text, text * 0.85), ink="second")
    bars = [each for series in data.series for each in series.bars]
    most = max((max(each.value or Decimal(0), each.whole or Decimal(0)) for each in bars),
               default=Decimal(0))
    if not any(each.value is not None for each in bars):
        yield Words(width / 2, (top + foot) / 2, "还没有数据", text, "center", ink="second")
        return
    yield from _bars(data, left, right, top, foot, text, most or Decimal(1))
    yield Stroke(left, foot, right, foot, 0.3, "ink")


def _legend(data: ChartData, width: float, text: float) -> Iterator[Element]:
    if len(data.series) < 2:
        return
    x = width - text
    for place in range(len(data.series) - 1, -1, -1):
        name = data.series[place].name
        x -= measured(name, text)
        yield Words(x, text * 0.7, name, text)
        fill, edge = _FILLS[place]
        x -= text * 1.2
        yield Box(x, text * 0.8, text * 0.9, text * 0.8, fill, edge, 0.3)
        x -= text * 0.8


def _bars(
    data: ChartData, left: float, right: float, top: float, foot: float, text: float, most: Decimal
) -> Iterator[Element]:
    count = len(data.series[0].bars)
    slot = (right - left) / count
    bar = slot * 0.62 / len(data.series)
    for place in range(count):
        start = left + place * slot + (slot - bar * len(data.series)) / 2
        label = data.series[0].bars[place].label
        yield Words(left + (place + 0.5) * slot, foot + text * 0.5, label,
                    fitted(label, slot * 0.96, text), "center")
        for series in range(len(data.series)):
            each = data.series[series].bars[place]
            yield from _bar(each, start + series * bar, bar, top, foot, text, most, series)


def _bar(
    each: Bar, x: float, width: float, top: float, foot: float, text: float, most: Decimal,
    series: int,
) -> Iterator[Element]:
    if each.value is None:
        yield Words(x + width / 2, foot - text * 1.3, "—", text, "center", ink="second")
        return
    fill, edge = _FILLS[series]
    if each.whole is not None:
        whole = float(each.whole / most) * (foot - top)
        yield Box(x, foot - whole, width, whole, "pale", "line", 0.2)
    height = float(max(each.value, Decimal(0)) / most) * (foot - top)
    if height:
        yield Box(x, foot - height, width, height, fill, edge, 0.3)
    said = show_decimal(each.value.quantize(Decimal("0.1"), ROUND_HALF_UP))
    said += f"/{show_decimal(each.whole)}" if each.whole is not None else ""
    above = foot - max(height, float(each.whole / most) * (foot - top) if each.whole else 0.0)
    yield Words(x + width / 2, above - text * 1.15, said, fitted(said, width * 1.5, text), "center")
