"""The ruling of a straight table: its rows and columns, and which cells are joined.

Each edge between two cells is asked by itself whether it is there; where it is absent they are one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from importers.pictures.straight import Grey, Mask, Points, peaks, ridges

Lines = NDArray[np.int64]

_HOLDS = 0.62
"""A rule that holds over this share of the table is one; a shorter one must run from end to end of
two neighbouring cells, as no stroke of a character does."""
_WHOLE = 0.85
_CLOSE = 11
"""Pixels a rule is followed by, once it is known where to look."""
_THERE, _SURELY_THERE, _SURELY_ABSENT = 0.55, 0.75, 0.35
"""Shares of an edge along which a rule is seen."""


@dataclass(frozen=True)
class Cell:
    """One cell, rows and columns counted from 1; its box in pixels is (left, top, right, bottom).

    ``unsure``: an edge of it is neither surely there nor surely absent.
    """

    row: int
    column: int
    last_row: int
    last_column: int
    box: tuple[int, int, int, int]
    unsure: bool = False

    @property
    def joined(self) -> bool:
        """Whether it stands in the place of several."""
        return (self.row, self.column) != (self.last_row, self.last_column)


@dataclass(frozen=True)
class Ruling:
    """The places of the rules in pixels, how thick they are, and the cells between them.

    ``uneven`` counts places whose absent edges leave no rectangle: they stay single.
    """

    down: Lines
    across: Lines
    thick: float
    cells: list[Cell]
    uneven: int

    @property
    def pitch(self) -> float:
        """Pixels from row to row, as most rows have it."""
        return float(np.median(np.diff(self.down)))


def ruling(even: Grey) -> Ruling | None:
    """The ruling of a straight table; None when there are not two rows and two columns."""
    side = max(even.shape)
    upright_way = np.ascontiguousarray(even.T)
    level = ridges(even, max(20, side // 60))
    upright = ridges(upright_way, max(20, side // 60))
    down, across = _strong(level), _strong(upright)
    if len(down) < 3 or len(across) < 3:
        return None
    level, upright = ridges(even, _CLOSE), ridges(upright_way, _CLOSE)
    across = _with_short(upright, across, down)
    down = _with_short(level, down, across)
    across = _with_short(upright, across, down)
    thick = _thickness(even, down)
    edges = _shares(level, down, across), _shares(upright, across, down).T
    cells, uneven = _cells(down, across, *edges)
    return Ruling(down, across, thick, cells, uneven)


def _strong(level: Mask) -> Lines:
    near = np.maximum.reduce([np.roll(level, by, axis=0) for by in (-1, 0, 1)]).mean(axis=1)
    rough = peaks(near, _HOLDS, 8)
    if len(rough) < 3:
        return rough
    return peaks(near, _HOLDS, max(8.0, 0.3 * float(np.median(np.diff(rough)))))


def _with_short(level: Mask, down: Lines, across: Lines) -> Lines:
    """The rules with those that run over two neighbouring cells at least, from end to end."""
    whole: Mask = np.array([_share(level[:, a + 4:b - 3]) > _WHOLE for a, b in
                      pairwise(across) if b - a > 12]).T
    both = (whole[:, :-1] & whole[:, 1:]).sum(axis=1).astype(float)
    apart = max(10.0, 0.35 * float(np.median(np.diff(down))))
    short = [at for at in peaks(both, 1, apart) if np.abs(down - at).min() >= apart]
    return np.sort(np.concatenate((down, np.array(short, int))))


def _share(part: Mask) -> Points:
    near = np.pad(part, ((1, 1), (0, 0)))
    return np.asarray((near[:-2] | near[1:-1] | near[2:]).mean(axis=1))


def _shares(level: Mask, down: Lines, across: Lines) -> Points:
    """Along how much of each level edge a rule is seen: a row of the answer for each rule."""
    found = np.zeros((len(down), len(across) - 1))
    for at, y in enumerate(down):
        band: Mask = np.asarray(level[max(0, y - 3):y + 4].any(axis=0))
        for place, (a, b) in enumerate(pairwise(across)):
            rim = min(5, (b - a) // 5)
            found[at, place] = band[a + rim:b - rim + 1].mean()
    return found


def _thickness(even: Grey, down: Lines) -> float:
    """Pixels a rule is dark across."""
    found = []
    for y in down[1:-1] if len(down) > 2 else down:
        part = 255 - even[max(0, y - 6):y + 7].astype(np.float64)
        middle = np.median(part, axis=1)
        if middle.max() > 24:
            found.append(float((middle > 0.25 * middle.max()).sum()))
    return float(np.median(found)) if found else 3.0


def _cells(down: Lines, across: Lines, level: Points, upright: Points) -> tuple[list[Cell], int]:
    rows, columns = len(down) - 1, len(across) - 1
    number = np.arange(rows * columns).reshape(rows, columns)
    changed = True
    while changed:
        before = number.copy()
        for row, column in np.argwhere(level[1:-1] < _THERE):
            _join(number, (row, column), (row + 1, column))
        for row, column in np.argwhere(upright[:, 1:-1] < _THERE):
            _join(number, (row, column), (row, column + 1))
        changed = bool((before != number).any())
    uneven = 0
    cells = []
    for each in np.unique(number):
        places = np.argwhere(number == each)
        (top, left), (bottom, right) = places.min(axis=0), places.max(axis=0)
        if len(places) == (bottom - top + 1) * (right - left + 1):
            cells.append(_cell(down, across, (top, left, bottom, right), level, upright))
            continue
        uneven += len(places)
        cells += [_cell(down, across, (row, column, row, column), level, upright)
                  for row, column in places]
    return sorted(cells, key=lambda cell: (cell.row, cell.column)), uneven


def _join(number: Lines, one: tuple[int, int], other: tuple[int, int]) -> None:
    low, high = sorted((number[one], number[other]))
    if low != high:
        number[number == high] = low


def _cell(
    down: Lines, across: Lines, place: tuple[int, int, int, int], level: Points, upright: Points
) -> Cell:
    top, left, bottom, right = (int(each) for each in place)
    outside = [*level[top, left:right + 1] * (top > 0),
               *level[bottom + 1, left:right + 1] * (bottom + 2 < len(down)),
               *upright[top:bottom + 1, left] * (left > 0),
               *upright[top:bottom + 1, right + 1] * (right + 2 < len(across))]
    inside = [*level[top + 1:bottom + 1, left:right + 1].ravel(),
              *upright[top:bottom + 1, left + 1:right + 1].ravel()]
    unsure = any(0 < each < _SURELY_THERE for each in outside) or any(
        each > _SURELY_ABSENT for each in inside)
    box = (int(across[left]), int(down[top]), int(across[right + 1]), int(down[bottom + 1]))
    return Cell(top + 1, left + 1, bottom + 1, right + 1, box, unsure)


# ── The lines of text of a cell


@dataclass(frozen=True)
class Written:
    """What is written in a cell: a box of pixels for each line of text.

    ``touching``: ink runs into the cell's edge; ``tight``: lines of text could not be parted.
    """

    lines: tuple[tuple[int, int, int, int], ...] = ()
    touching: bool = False
    tight: bool = False


def written(mask: Mask, ruled: Ruling) -> tuple[list[Written], float]:
    """What stands in every cell of a ruling, and how tall its characters are, in pixels."""
    inner = [_inner(cell, ruled.thick) for cell in ruled.cells]
    bands = [_bands(mask[top:bottom, left:right]) for left, top, right, bottom in inner]
    heights = [b - a for each in bands for a, b in each if 8 <= b - a < 0.95 * ruled.pitch]
    tall = float(np.percentile(heights, 70)) if heights else 0.6 * ruled.pitch
    return [_lines(mask, box, each, tall) for box, each in zip(inner, bands, strict=True)], tall


def _inner(cell: Cell, thick: float) -> tuple[int, int, int, int]:
    rim = round(thick / 2 + 2)
    left, top, right, bottom = cell.box
    return left + rim, top + rim, max(left + rim + 1, right - rim + 1), max(
        top + rim + 1, bottom - rim + 1)


def _bands(part: Mask) -> list[tuple[int, int]]:
    return _parts(np.asarray(part.any(axis=1)))


def _parts(inked: Mask) -> list[tuple[int, int]]:
    bounded = np.concatenate(([False], inked, [False])).astype(np.int8)
    turns = np.diff(bounded)
    return list(zip(np.nonzero(turns == 1)[0].tolist(), np.nonzero(turns == -1)[0].tolist(),
                    strict=True))


def _lines(
    mask: Mask, box: tuple[int, int, int, int], bands: list[tuple[int, int]], tall: float
) -> Written:
    left, top, right, bottom = box
    part = mask[top:bottom, left:right]
    merged: list[tuple[int, int]] = []
    for a, b in bands:
        if merged and b - merged[-1][0] <= 1.2 * tall:
            merged[-1] = merged[-1][0], b
        else:
            merged.append((a, b))
    lines, tight = [], False
    for a, b in merged:
        for first, last, torn in _parted(part, a, b, tall):
            tight |= torn
            found = _trimmed(part[first:last], tall)
            if found is not None:
                lines.append((left + found[0], top + first, left + found[1], top + last))
    return Written(tuple(lines), bool(lines) and _touching(part), tight)


def _parted(part: Mask, a: int, b: int, tall: float) -> Iterator[tuple[int, int, bool]]:
    """A band that is too tall for one line of text, cut where it has least ink."""
    many = round((b - a) / (1.15 * tall))
    if many < 2 or b - a < 1.7 * tall:
        yield a, b, False
        return
    sums = part[a:b].sum(axis=1)
    cuts, reach = [0], max(1, int(tall // 4))
    torn = False
    for at in range(1, many):
        middle = round(at * (b - a) / many)
        cut = middle - reach + int(sums[middle - reach:middle + reach].argmin())
        torn |= bool(sums[cut] > 0)
        cuts.append(cut)
    cuts.append(b - a)
    for first, last in pairwise(cuts):
        yield a + first, a + last, torn


def _trimmed(band: Mask, tall: float) -> tuple[int, int] | None:
    """From where to where a line of text is written; None for a speck. Lone specks are left out."""
    parts = _parts(np.asarray(band.any(axis=0)))
    speck = 0.22 * tall
    kept = [(a, b) for a, b in parts
            if b - a > speck or np.ptp(np.nonzero(band[:, a:b].any(axis=1))[0]) > speck]
    if not kept:
        return None
    first, last = kept[0][0], kept[-1][1]
    for a, b in parts:  # a point belongs to the figures beside it
        if last <= a < last + 0.35 * tall and band[:, a:b].sum() > 0.012 * tall * tall:
            last = b
    return first, last


def _touching(part: Mask) -> bool:
    """Whether strokes run from inside the cell into its edge."""
    for turned in (part, part[::-1], part.T, part.T[::-1]):
        if turned.shape[0] > 8 and (turned[0] & turned[2] & turned[4]).sum() >= 2:
            return True
    return False
