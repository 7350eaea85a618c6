"""What is marked on a flat page: each frame's ink counted against the sheet's own pen."""

from __future__ import annotations

import io
from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from importers.marks.flat import DOTS, Ink, frames_found, straightened
from models.values.marks import Corners, MarkedPage, MarkedRow, MarkFrame, MarkPage, MarkRow

if TYPE_CHECKING:
    from PIL.Image import Image

INSET, BORDER = 0.75, 0.45
"""What of a frame's inside is left out, for the line and its width; where its outside begins."""

FAINT, LEAST = 26, 40
"""Of 255: what is darker than the paper by so much may be ink; is, when the pen says nothing."""
OF_PEN = 0.42
MARK, REACH, STRAY, SHARE = 0.05, 0.42, 0.02, 0.13
"""A mark covers so much of a frame and reaches over so much of it; another's ink is less."""
TRACE = 0.03
"""So much faint ink is a trace of something."""
FILLED = 0.55


class _Box(NamedTuple):
    """The inside of a frame without what runs through it from outside; how often each darkness is
    found there, and was with that; how bright its paper is; the same of what lies around it."""

    inside: Image
    counts: list[int]
    raw: list[int]
    light: float
    around: tuple[list[int], ...]

    def share(self, least: float) -> float:
        """How much of the inside is so dark."""
        return _share(self.counts, least * self.light)

    def reach(self, least: float) -> tuple[float, float, float]:
        """How far what is so dark reaches over the frame; where it begins and ends across."""
        limit = max(1, round(least * self.light))
        seen = self.inside.point([0] * limit + [255] * (256 - limit)).getbbox()
        if seen is None:
            return 0.0, 1.0, 0.0
        wide, high = self.inside.size
        return (max((seen[2] - seen[0]) / wide, (seen[3] - seen[1]) / high),
                seen[0] / wide, seen[2] / wide)

    def darkness(self, least: float) -> float:
        """How dark the ink is, its darkest third left out."""
        left = sum(self.counts[max(1, round(least * self.light)):]) * 0.3
        for level in range(255, 0, -1):
            left -= self.counts[level]
            if left <= 0:
                return level / self.light
        return 0.0


def _share(counts: Sequence[int], limit: float) -> float:
    return sum(counts[max(1, round(limit)):]) / max(1, sum(counts))


def _box(ink: Ink, frame: MarkFrame) -> _Box:
    """A frame; what lies alike before and behind it is a crease or a shadow that runs through."""
    from PIL import ImageChops

    _, x, y, wide, high = frame
    left, top, across, down = x + INSET, y + INSET, wide - 2 * INSET, high - 2 * INSET
    inside = ink.cut(left, top, across, down)
    above, below = (ink.cut(left, at, across, 0.9) for at in (y - 1.45, y + high + 0.55))
    before, behind = (ink.cut(at, top, 0.4, down) for at in (x - 0.85, x + wide + 0.45))
    raw = inside.histogram()
    for one, other, size in ((above, below, (inside.width, 1)), (before, behind,
                                                                 (1, inside.height))):
        through = ImageChops.darker(one.resize(size, 4), other.resize(size, 4))
        inside = ImageChops.subtract(inside, through.resize(inside.size))
    around = tuple(each.histogram() for each in (above, below, before, behind))
    return _Box(inside, inside.histogram(), raw, ink.light(frame), around)


class _Mark(NamedTuple):
    """A frame by the sheet's own pen: shares of its inside that are ink and perhaps ink, how far
    the ink reaches, from where to where, and the ink above and below the frame."""

    ink: float
    trace: float
    reach: float
    begins: float
    ends: float
    circled: bool
    around: tuple[float, float]
    raw: float


def _mark(box: _Box, pen: _Pen) -> _Mark:
    share = box.share(pen.least)
    reach, left, right = box.reach(pen.least) if share > 0.01 else (0.0, 1.0, 0.0)
    above, below = (_share(each, pen.least * box.light) for each in box.around[:2])
    raw = _share(box.raw, pen.least * box.light)
    circled = min(above, below) > 0.08 and raw < MARK
    return _Mark(share, box.share(FAINT), reach, left, right, circled, (above, below), raw)


class _Pen(NamedTuple):
    """What the sheet's own marks are like: how dark, how much of a frame they cover."""

    dark: float
    ink: float

    @property
    def least(self) -> float:
        """What is ink on this sheet."""
        return max(LEAST, OF_PEN * self.dark)


def _pen(boxes: Sequence[_Box]) -> _Pen:
    clear = sorted((each.darkness(LEAST), each.share(LEAST)) for each in boxes
                   if each.share(LEAST) >= MARK and each.reach(LEAST)[0] >= REACH)
    if not clear:
        return _Pen(LEAST / OF_PEN, 0.0)
    return _Pen(clear[len(clear) * 3 // 5][0], median(share for _, share in clear))


def _decide(marks: Sequence[_Mark], usual: float, pen: _Pen) -> tuple[int | None, str]:
    """Which frame of a choice is marked, if one, and why it must be looked at; of two the one that
    looks like the sheet's other marks, for what was crossed out is darker."""
    order = sorted(range(len(marks)), key=lambda at: marks[at].ink, reverse=True)
    best, others = order[0], order[1:]
    mark = marks[best]
    if mark.ink < MARK or mark.reach < REACH:
        traces = [at for at in order if marks[at].trace - usual > TRACE
                  or marks[at].ink > TRACE or marks[at].raw > MARK]
        circled = [at for at in order if marks[at].circled]
        if traces or circled:
            return (circled or traces)[0], "有淡淡的痕迹或圈" if traces else "框外画了圈"
        return None, ""
    if pen.dark < 45:
        return best, "笔迹太淡"
    for at in others:
        other = marks[at]
        if other.ink >= STRAY and other.ink >= SHARE * mark.ink and not _spilt(
                best, mark, at, other):
            meant = min(best, at, key=lambda each: abs(marks[each].ink - pen.ink))
            return meant, "不止一个框有笔迹"
        if other.circled:
            return best, "另一个框外画了圈"
    if min(mark.around) > 0.3 and mark.ink < 2 * MARK:
        return best, "笔迹上下都出了框，也许是折痕"
    if mark.ink > FILLED and 0 < pen.ink < 0.3:
        return best, "框里像是涂掉的"
    return best, ""


def _spilt(best: int, mark: _Mark, at: int, other: _Mark) -> bool:
    """Whether the ink in a frame is the end of the neighbour's long stroke."""
    if abs(at - best) != 1 or other.ink > 0.35 * mark.ink or other.ink > 0.1:
        return False
    if at > best:
        return other.begins < 0.1 and other.ends < 0.6
    return other.ends > 0.9 and other.begins > 0.4


def read_page(
    image: Image, codes: Sequence[Corners], layout: MarkPage
) -> MarkedPage:
    """What the rows of a page say, from its picture in grey.

    :raises Problem: the paper does not lie flat enough.
    """
    page = straightened(image, codes)
    ink = Ink(page)
    rows, sure = frames_found(ink, layout, codes)
    boxes = [[[_box(ink, each) for each in choice.frames] for choice in row.choices]
             for row in rows]
    pen = _pen([each for row in boxes for choice in row for each in choice])
    marks = [[[_mark(each, pen) for each in choice] for choice in row] for row in boxes]
    usual = [median(each.trace for row in marks for each in row[at])
             for at in range(len(marks[0]))]
    read = tuple(_read_row(ink, *each, usual, sure, pen, page)
                 for each in zip(rows, marks, strict=True))
    first = codes[0]
    return MarkedPage(first.number, first.page, len(codes), read, _jpeg(page.reduce(2)))


def _read_row(
    ink: Ink, row: MarkRow, marks: Sequence[Sequence[_Mark]], usual: Sequence[float],
    sure: Sequence[bool], pen: _Pen, page: Image,
) -> MarkedRow:
    best: dict[str, str] = {}
    doubts: list[str] = []
    for choice, seen, known, found in zip(row.choices, marks, usual, sure, strict=True):
        chosen, why = _decide(seen, known, pen)
        why = why if found else "框没有对准"
        if chosen is not None:
            best[choice.name] = choice.frames[chosen].says
        if why:
            doubts.append(f"{choice.name}：{why}")
    beside = ink.cut(row.hand.x + 1, row.hand.y + 0.8, row.hand.width - 2, row.hand.height - 1.6)
    hand = _share(beside.histogram(), pen.least * ink.light(row.hand)) > 0.006
    top = row.hand.y - 1
    cut = page.crop((0, round(top * DOTS), page.width,
                     round((top + row.hand.height + 2) * DOTS)))
    return MarkedRow(row.record, best, tuple(doubts), hand, _jpeg(cut.reduce(2)))


def _jpeg(image: Image) -> bytes:
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=60)
    return kept.getvalue()
