"""The paper laid flat: straightened by its codes, its light evened out, its frames found again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from models.values.marks import (
    CODE,
    CORNERS,
    HEIGHT,
    WIDTH,
    Corners,
    MarkChoice,
    MarkFrame,
    MarkPage,
    MarkRow,
)
from models.values.problem import Problem

if TYPE_CHECKING:
    from PIL.Image import Image

DOTS = 8
"""Pixels to a millimetre of the straightened page, about 200 dpi."""
SEARCH = 1.6
"""How far from its place a row's frames are looked for: folds and bent paper, in millimetres."""
_COARSE = 6
NOT_FLAT = "四角的码对不到一个平面上，读不准。请把单子摊平再拍一张。"


def straightened(image: Image, codes: Sequence[Corners]) -> Image:
    """The page upright, :data:`DOTS` to a millimetre. :raises Problem: it does not lie flat."""
    from PIL import Image as Images

    pairs = []
    for code in codes:
        x, y = CORNERS[code.corner]
        square = ((x, y), (x + CODE, y), (x + CODE, y + CODE), (x, y + CODE))
        pairs += list(zip(square, code.points, strict=True))
    laid = plane(pairs) if len(codes) > 2 else _similar(pairs)
    across = max(abs(a[0] - b[0]) + abs(a[1] - b[1])
                 for (_, a), (_, b) in zip(pairs, pairs[2:], strict=False)) / CODE
    worst = max(abs(u - a) + abs(v - b) for (place, (a, b)) in pairs
                for u, v in [_laid(laid, place)])
    if worst > across * 4:
        raise Problem(NOT_FLAT)
    a, b, c, d, e, f, g, h = laid
    dot = 1 / DOTS
    size = (round(WIDTH * DOTS), round(HEIGHT * DOTS))
    return image.transform(size, Images.Transform.PERSPECTIVE,
                           (a * dot, b * dot, c, d * dot, e * dot, f, g * dot, h * dot),
                           Images.Resampling.BICUBIC, fillcolor=255)


Pair = tuple[tuple[float, float], tuple[float, float]]


def _laid(by: Sequence[float], place: tuple[float, float]) -> tuple[float, float]:
    a, b, c, d, e, f, g, h = by
    x, y = place
    low = g * x + h * y + 1
    return (a * x + b * y + c) / low, (d * x + e * y + f) / low


def plane(pairs: Sequence[Pair]) -> list[float]:
    """The projection from millimetres to pixels that fits all pairs best (least squares)."""
    lines: list[tuple[list[float], float]] = []
    for (x, y), (u, v) in pairs:
        lines.append(([x, y, 1, 0, 0, 0, -u * x, -u * y], u))
        lines.append(([0, 0, 0, x, y, 1, -v * x, -v * y], v))
    scale = [max(abs(line[at]) for line, _ in lines) or 1.0 for at in range(8)]
    scaled = [([each / unit for each, unit in zip(line, scale, strict=True)], aim)
              for line, aim in lines]
    normal = [[sum(line[i] * line[j] for line, _ in scaled) for j in range(8)]
              + [sum(line[i] * aim for line, aim in scaled)] for i in range(8)]
    for at in range(8):
        best = max(range(at, 8), key=lambda row: abs(normal[row][at]))
        normal[at], normal[best] = normal[best], normal[at]
        if abs(normal[at][at]) < 1e-12:
            raise Problem(NOT_FLAT)
        for row in range(8):
            if row != at:
                part = normal[row][at] / normal[at][at]
                normal[row] = [a - part * b
                               for a, b in zip(normal[row], normal[at], strict=True)]
    return [normal[at][8] / normal[at][at] / scale[at] for at in range(8)]


def _similar(pairs: Sequence[Pair]) -> list[float]:
    """Turned, moved and made larger alone: two codes do not tell how a page leans away."""
    many = len(pairs)
    x, y, u, v = (sum(pair[which][axis] for pair in pairs) / many
                  for which in (0, 1) for axis in (0, 1))
    size = straight = turned = 0.0
    for (px, py), (pu, pv) in pairs:
        size += (px - x) ** 2 + (py - y) ** 2
        straight += (px - x) * (pu - u) + (py - y) * (pv - v)
        turned += (px - x) * (pv - v) - (py - y) * (pu - u)
    a, b = straight / size, turned / size
    return [a, -b, u - a * x + b * y, b, a, v - b * x - a * y, 0.0, 0.0]


class Ink:
    """How much darker than the paper around it each point of a straightened page is."""

    def __init__(self, page: Image) -> None:
        from PIL import ImageChops, ImageFilter

        paper = page.reduce(_COARSE)
        for least_or_most in (ImageFilter.MaxFilter(3), ImageFilter.MinFilter(3)):
            for _ in range(4):  # what is narrower than 7 mm goes, the edge of a shadow stays
                paper = paper.filter(least_or_most)
        self.paper = paper.filter(ImageFilter.GaussianBlur(1))
        smooth = page.filter(ImageFilter.GaussianBlur(0.8))
        self.dark = ImageChops.subtract(self.paper.resize(page.size, 2), smooth)

    def light(self, frame: MarkFrame) -> float:
        """How bright the paper is there, 0 to 1."""
        x = min(self.paper.width - 1, max(0, int((frame.x + frame.width / 2) * DOTS / _COARSE)))
        y = min(self.paper.height - 1, max(0, int((frame.y + frame.height / 2) * DOTS / _COARSE)))
        seen = self.paper.getpixel((x, y))
        assert isinstance(seen, (int, float))
        return max(seen, 60) / 255

    def cut(self, x: float, y: float, width: float, height: float) -> Image:
        """A piece, in millimetres."""
        return self.dark.crop((round(x * DOTS), round(y * DOTS), round((x + width) * DOTS),
                               round((y + height) * DOTS)))

    def sums(self, x: float, y: float, width: float, height: float, down: bool) -> list[int]:
        """The mean darkness of each line of pixels across (or down) a piece."""
        piece = self.cut(x, y, width, height)
        size = (1, piece.height) if down else (piece.width, 1)
        return list(piece.resize(size, 4).tobytes())


# ── The frames, found again


class _Found(NamedTuple):
    """How far the frames of a choice lie from their place (millimetres), and how clear the
    fainter of their two outermost lines is beside the others, 0 to 1."""

    by: float
    clear: float


def _shift(ink: Ink, choice: MarkChoice, near: Sequence[float], down: bool) -> _Found:
    """Where the lines of the frames are darkest, looked for around each of ``near``."""
    first, last = choice.frames[0], choice.frames[-1]
    x, y, width, height = first.x, first.y, last.x + last.width - first.x, first.height
    low, high = min(near) - SEARCH, max(near) + SEARCH
    if down:
        profile = ink.sums(x, y + low, width, height + high - low, down=True)
        lines = [0.0, height]
    else:
        profile = ink.sums(x + low, y, width + high - low, height, down=False)
        lines = [edge - x for each in choice.frames for edge in (each.x, each.x + each.width)]
    places = [round((each - low) * DOTS) for each in lines]

    def at(by: int) -> list[int]:
        """How dark each line is, and no darker than a line can be."""
        return [sum(min(90, profile[place + by + step]) for step in (-1, 0, 1)
                    if 0 <= place + by + step < len(profile)) for place in places]

    offered = {round(middle * DOTS) + step for middle in near
               for step in range(1 - round(SEARCH * DOTS), round(SEARCH * DOTS))}
    best = max(sorted(offered), key=lambda by: (sum(at(by)), -abs(by)))
    seen = at(best)
    return _Found(best / DOTS, min(seen[0], seen[-1]) / max(1.0, median(seen)))


def _smooth(found: list[float]) -> list[float]:
    """Paper bends from row to row, never at one row alone."""
    return [median(found[max(0, at - 1):at + 2]) if len(found) > 2 else each
            for at, each in enumerate(found)]


def _followed(rows: int, codes: Sequence[Corners], seek: Callable[[int, list[float]], float],
              ) -> list[float]:
    """What ``seek(row, near)`` finds, row by row from the end where codes were seen: each is
    looked for near where its neighbour lay, and near its own place while that is sure."""
    found = dict[int, float]()
    order = range(rows) if any(each.corner < 2 for each in codes) else range(rows - 1, -1, -1)
    last = trend = 0.0
    for at in order:
        near = [last + trend] if len(codes) == 2 else [0.0, last]
        if not found and len(codes) == 2:
            near = [-SEARCH, 0.0, SEARCH]
        found[at] = seek(at, near)
        trend = max(-0.5, min(0.5, found[at] - last)) if len(found) > 1 else 0.0
        last = found[at]
    return _smooth([found[at] for at in range(rows)])


def frames_found(
    ink: Ink, layout: MarkPage, codes: Sequence[Corners]
) -> tuple[list[MarkRow], list[bool]]:
    """The rows with their frames where they were found; of each choice whether that is sure."""
    rows, many = layout.rows, len(layout.rows)
    down = _followed(many, codes, lambda at, near: median(
        _shift(ink, choice, near, down=True).by for choice in rows[at].choices))
    across, sure = list[list[float]](), list[bool]()
    for place in range(len(rows[0].choices)):
        clear = list[float]()

        def seek(at: int, near: list[float], place: int = place,
                 clear: list[float] = clear) -> float:
            found = _shift(ink, _by(rows[at].choices[place], 0.0, down[at]), near, down=False)
            clear.append(found.clear)
            return found.by

        across.append(_followed(many, codes, seek))
        sure.append(median(clear) > 0.5)
    return [
        MarkRow(row.record, tuple(_by(choice, across[place][at], down[at])
                                  for place, choice in enumerate(row.choices)),
                row.hand._replace(y=row.hand.y + down[at]))
        for at, row in enumerate(rows)], sure


def _by(choice: MarkChoice, dx: float, dy: float) -> MarkChoice:
    return MarkChoice(choice.name, tuple(
        each._replace(x=each.x + dx, y=each.y + dy) for each in choice.frames))
