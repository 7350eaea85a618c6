"""Charts of the workbench and of reports: the same bars in the window and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from exporters.wall.drawing import Box, Drawing, Element, Stroke, Words, fitted, measured
from models.stars.boards import Bar, ChartData
from models.values.kinds import show_decimal

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
