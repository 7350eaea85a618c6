"""A page made straight: light evened out, the ruled table found and its bends taken out.

Everything here works on arrays of grey, and tolerances are shares of what was measured on the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Points = NDArray[np.float64]

_BLOCK = 4
_WIDEST_STROKE = 5
"""Blocks: what is dark and broader is a shadow or a crease, and is evened out with the light."""
_FAINTEST = 24
"""Darkness, of 255, below which nothing is ink."""
_BESIDE = 6
"""Pixels from a rule's middle to where the paper beside it is looked at."""
_AT_ONCE = 256
"""Rows of a picture summed at once, so that the sums need little memory."""
_STRAIGHTENED = 2600
"""Pixels: the longer side of a table as it is read, for a scan of 200 dpi near its own."""
_STRIPS = 16
_RIM = 14
"""Pixels of paper round a straight table."""


@dataclass(frozen=True)
class Straight:
    """One table made straight: its evened grey, with a rim, and where its corners were.

    The corners are x and y in pixels of the picture, from the upper left clockwise.
    """

    grey: Grey
    corners: Points

    @property
    def scale(self) -> float:
        """Pixels of the picture for one of the straight table."""
        side: float = np.hypot(*(self.corners[1] - self.corners[0]))
        return float(side / (self.grey.shape[1] - 2 * _RIM))

    def turned(self, quarters: int) -> Straight:
        """The same after quarter turns against the clock."""
        return Straight(np.ascontiguousarray(np.rot90(self.grey, quarters)),
                        np.roll(self.corners, -quarters, axis=0)) if quarters else self

    def place(
        self, box: tuple[int, int, int, int], shape: tuple[int, ...]
    ) -> tuple[float, float, float, float]:
        """Where a box stood in a picture of this shape: left, top, right, bottom from 0 to 1."""
        left, top, right, bottom = box
        seen = _seen_from(_flat(self.grey.shape[1], self.grey.shape[0]), self.corners)
        there = _through(seen, np.array([left, right, right, left], float),
                         np.array([top, top, bottom, bottom], float)) / np.array(shape[1::-1])
        low, high = there.min(axis=0).clip(0, 1), there.max(axis=0).clip(0, 1)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def evened(grey: Grey) -> Grey:
    """The picture as if it lay in even light: paper is 255, ink as dark as before."""
    down, across = (length // _BLOCK * _BLOCK for length in grey.shape)
    blocks = grey[:down, :across].reshape(down // _BLOCK, _BLOCK, -1, _BLOCK).max(axis=(1, 3))
    paper = Image.fromarray(blocks).filter(ImageFilter.MaxFilter(_WIDEST_STROKE)).filter(
        ImageFilter.MinFilter(_WIDEST_STROKE)).filter(ImageFilter.GaussianBlur(1))
    light = np.asarray(paper.resize(grey.shape[::-1], Image.Resampling.BILINEAR))
    lit = grey.astype(np.uint16) * 255 // np.maximum(light, 16)
    return np.asarray(np.minimum(lit, 255), np.uint8)


def ink(even: Grey) -> Mask:
    """Where an evened picture is dark, measured by its own ink."""
    dark = 255 - even
    inked = dark[dark > _FAINTEST]
    full = float(np.percentile(inked[::7], 90)) if inked.size else 255.0
    return np.asarray(dark > max(_FAINTEST, 0.35 * full))


def _windows(values: NDArray[Any], length: int) -> NDArray[np.int32]:
    """The sum over the window of ``length`` round each place of a row."""
    before = length // 2
    padded = np.pad(values, ((0, 0), (before + 1, length - before - 1)))
    sums = np.cumsum(padded, axis=1, dtype=np.int32)
    return np.asarray(sums[:, length:] - sums[:, :-length])


def _spread(mask: Mask, by: int) -> Mask:
    return np.asarray(_windows(mask, 2 * by + 1) > 0)


def rules(even: Grey, length: int) -> tuple[Mask, Mask]:
    """The level and the upright rules of an evened picture, as far as they hold for ``length``.

    A rule is a ridge: darker over its length than what lies beside it on either hand. Noise is
    evened out along it, a shadow's edge is a step and no ridge.
    """
    return ridges(even, length), ridges(np.ascontiguousarray(even.T), length).T


def ridges(even: Grey, length: int) -> Mask:
    """The level rules of an evened picture."""
    dark = np.pad(255 - even, ((1, 1), (0, 0)), mode="edge")
    thick = np.maximum(np.maximum(dark[:-2], dark[1:-1]), dark[2:])
    along = np.empty_like(thick)
    for at in range(0, len(thick), _AT_ONCE):
        along[at:at + _AT_ONCE] = _windows(thick[at:at + _AT_ONCE], length) // length
    aside = _BESIDE
    padded = np.pad(along, ((aside, aside), (0, 0)), mode="edge")
    beside = np.maximum(padded[:-2 * aside], padded[2 * aside:])
    ridge = np.where(along > beside, along - beside, 0)
    strong = ridge[ridge > _FAINTEST]
    full = float(np.percentile(strong[::5], 90)) if strong.size else 255.0
    return np.asarray(ridge > max(_FAINTEST, 0.4 * full))


def tables(grey: Grey) -> Iterator[Straight]:
    """Every ruled table of a picture, the largest first."""
    even = evened(grey)
    angle = _askew(ink(even))
    turned = Image.fromarray(even).rotate(angle, Image.Resampling.BILINEAR, expand=True,
                                          fillcolor=255)
    level, upright = rules(np.asarray(turned), max(24, max(grey.shape) // 70))
    for corners in _framed(level | upright):
        there = _turned_back(corners, angle, turned.size, grey.shape)
        yield Straight(_unbent(even, there), there)


def _askew(mask: Mask) -> float:
    """Degrees the picture is to be turned, against the clock, for its level rules to be level."""
    small = Image.fromarray((mask * 255).astype(np.uint8))
    small.thumbnail((900, 900), Image.Resampling.BOX)

    def sharp(angle: float) -> float:
        sums = np.asarray(small.rotate(angle, Image.Resampling.BILINEAR), np.float32).sum(axis=1)
        return float(((sums[1:] - sums[:-1]) ** 2).sum())

    best = max(np.arange(-14, 14.1, 1.0), key=sharp)
    best = max(np.arange(best - 0.8, best + 0.81, 0.2), key=sharp)
    return float(best)


def _framed(mask: Mask) -> Iterator[Points]:
    """The corners of everything large that hangs together, clockwise from the upper left."""
    step = 4
    down, across = (length // step * step for length in mask.shape)
    small: Mask = np.asarray(
        mask[:down, :across].reshape(down // step, step, -1, step).any(axis=(1, 3)))
    found: list[tuple[float, Mask]] = []
    left = small.copy()
    for _ in range(12):
        row = int(left.sum(axis=1).argmax())
        if left[row].sum() < small.shape[1] * 0.08:
            break
        seed = np.zeros_like(left)
        seed[row, left[row].argmax()] = True
        whole = _joined(left, seed)
        left &= ~whole
        ys, xs = np.nonzero(whole)
        high, wide = np.ptp(ys) + 1, np.ptp(xs) + 1
        if high > 12 and wide > 12 and len(ys) > 3 * (high + wide) // 2:
            found.append((float(high * wide), whole))
    found.sort(key=lambda each: -each[0])
    for area, whole in found:
        if area > 0.04 * small.size and area > found[0][0] * 0.1:
            yield _corners(whole) * step + (step - 1) / 2


def _joined(mask: Mask, seed: Mask) -> Mask:
    """All of a mask that hangs together with a seed, run by run, across and down in turn."""
    reached = seed
    while True:
        wider = _along_runs(_along_runs(reached, mask).T, mask.T).T
        grown = np.asarray(_spread(_spread(wider, 1).T, 1).T & mask)
        if grown.sum() == reached.sum():
            return grown
        reached = grown


def _along_runs(reached: Mask, mask: Mask) -> Mask:
    starts = mask & ~np.pad(mask, ((0, 0), (1, 0)))[:, :-1]
    number = np.cumsum(starts.ravel())
    hit = np.bincount(number, weights=(reached & mask).ravel(), minlength=int(number[-1]) + 1) > 0
    return np.asarray(hit[number].reshape(mask.shape) & mask)


def _corners(whole: Mask) -> Points:
    """Where the four sides of a shape meet, each side a line through most of its border."""
    top, bottom = _side(whole), _side(whole[::-1])
    left, right = _side(whole.T), _side(whole.T[::-1])
    last_row, last_column = whole.shape[0] - 1, whole.shape[1] - 1
    bottom = (-bottom[0], last_row - bottom[1])
    right = (-right[0], last_column - right[1])
    return np.array([_meet(level, upright) for level, upright in (
        (top, left), (top, right), (bottom, right), (bottom, left))])


def _side(whole: Mask) -> tuple[float, float]:
    """Slope and height of the upper border of a shape."""
    columns = np.nonzero(whole.any(axis=0))[0]
    border = whole[:, columns].argmax(axis=0)
    kept = np.ones(len(columns), bool)
    near = np.median(border)
    slope = 0.0
    for reach in (np.inf, 12.0, 6.0, 3.0, 2.0):
        off = np.abs(border - (slope * columns + near))
        kept = off <= max(reach, float(np.percentile(off, 40)))
        slope, near = (float(each) for each in np.polyfit(columns[kept], border[kept], 1))
    return slope, float(near)


def _meet(level: tuple[float, float], upright: tuple[float, float]) -> tuple[float, float]:
    """Where y = a x + b meets x = c y + d."""
    y = (level[0] * upright[1] + level[1]) / (1 - level[0] * upright[0])
    return upright[0] * y + upright[1], y


def _turned_back(
    points: Points, angle: float, turned: tuple[int, int], shape: tuple[int, ...]
) -> Points:
    """Places of the turned picture as places of the picture."""
    turn = np.deg2rad(angle)
    x, y = (points - np.array(turned) / 2).T
    back = np.array([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)]).T
    return np.asarray(back + np.array(shape[::-1]) / 2)


# ── The bends: a net of places, each drawn to where its rules run


def _unbent(even: Grey, corners: Points) -> Grey:
    """The table as if the paper were flat and seen from above, with a rim all round."""
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    across, down = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
    scale = float(np.clip(_STRAIGHTENED / max(across, down), 0.6, 2.5))
    size = (round(across * scale) + 2 * _RIM, round(down * scale) + 2 * _RIM)
    seen = _seen_from(_flat(*size), corners)
    picture = Image.fromarray(even)
    first = np.asarray(picture.transform(
        size, Image.Transform.PERSPECTIVE, seen.tolist(), Image.Resampling.BILINEAR, fillcolor=255))
    level, upright = rules(first, max(24, max(size) // 60))
    xs = np.linspace(0, size[0], _STRIPS + 1)
    ys = np.linspace(0, size[1], _STRIPS + 1)
    downward = _bends(level, xs, ys)
    sideward = _bends(upright.T, ys, xs).T
    net_x, net_y = np.meshgrid(xs, ys)
    there = _through(seen, net_x + sideward, net_y + downward)
    return np.asarray(picture.transform(
        size, Image.Transform.MESH, list(_net(xs, ys, there)), Image.Resampling.BICUBIC,
        fillcolor=255))


def _flat(across: int, down: int) -> Points:
    """The corners of a straight table inside its rim."""
    return np.array([(_RIM, _RIM), (across - _RIM, _RIM), (across - _RIM, down - _RIM),
                     (_RIM, down - _RIM)], float)


def _seen_from(flat: Points, seen: Points) -> Points:
    """The eight numbers of the projection that takes four places of ``flat`` to ``seen``."""
    lines, right = [], []
    for (x, y), (u, v) in zip(flat, seen, strict=True):
        lines += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return np.linalg.solve(np.array(lines), np.array(right))


def _through(seen: Points, x: Points, y: Points) -> Points:
    depth = seen[6] * x + seen[7] * y + 1
    return np.stack([(seen[0] * x + seen[1] * y + seen[2]) / depth,
                     (seen[3] * x + seen[4] * y + seen[5]) / depth], axis=-1)


def _net(xs: Points, ys: Points, there: Points) -> Iterator[tuple[tuple[int, ...], list[float]]]:
    for row in range(_STRIPS):
        for column in range(_STRIPS):
            box = (round(xs[column]), round(ys[row]), round(xs[column + 1]), round(ys[row + 1]))
            quad = [there[row, column], there[row + 1, column], there[row + 1, column + 1],
                    there[row, column + 1]]
            yield box, [float(each) for corner in quad for each in corner]


def _bends(level: Mask, xs: Points, ys: Points) -> Points:
    """How far, at each place of the net, the level rules lie lower than they should."""
    edges = np.round(xs).astype(int)
    profiles = np.stack([level[:, a:b].mean(axis=1) for a, b in
                         pairwise(edges)], axis=1)
    reach = max(3, level.shape[0] // 250)
    near = _spread((profiles > 0.4).T, reach).T
    lines = peaks(near.mean(axis=1), 0.5, 3 * reach)
    if len(lines) < 2:
        return np.zeros((len(ys), len(xs)))
    reach = min(3 * reach, int(np.diff(lines).min() // 3))
    found = np.full((len(lines), profiles.shape[1]), np.nan)
    for at, line in enumerate(lines):
        window = profiles[max(0, line - reach):line + reach + 1]
        weight = np.where(window > 0.3, window, 0)
        place = np.arange(len(window))[:, None] + max(0, line - reach)
        total = weight.sum(axis=0)
        seen = total > 0.5
        found[at, seen] = ((weight * place).sum(axis=0)[seen] / total[seen])
    wanted = _middles(found, lines.astype(float))[:, None]
    off = _filled(found - wanted)
    middles = (xs[:-1] + xs[1:]) / 2
    at_lines = np.array([np.interp(xs, middles, each) for each in off])
    return np.array([np.interp(ys, wanted[:, 0], at_lines[:, column])
                     for column in range(len(xs))]).T


def _middles(rows: Points, otherwise: Points) -> Points:
    """The median of what is known of each row; of a row nothing is known of, the other value."""
    return np.array([np.median(row[~np.isnan(row)]) if (~np.isnan(row)).any() else other
                     for row, other in zip(rows, otherwise, strict=True)])


def _filled(off: Points) -> Points:
    """The offsets with gaps filled from their strip, and what leaps out of its strip taken back."""
    usual = _middles(off.T, np.zeros(off.shape[1]))
    gaps = np.isnan(off)
    filled = np.where(gaps, usual[None, :], off)
    smooth = np.stack([np.median(filled[max(0, at - 2):at + 3], axis=0)
                       for at in range(len(filled))])
    return np.where(gaps | (np.abs(filled - smooth) > 3), smooth, filled)


def peaks(profile: Points, least: float, apart: float) -> NDArray[np.int64]:
    """Middles of the rises of a profile over ``least``; of two nearer than ``apart`` the higher."""
    above = np.concatenate(([False], profile >= least, [False]))
    starts, ends = np.nonzero(above[1:] & ~above[:-1])[0], np.nonzero(~above[1:] & above[:-1])[0]
    kept: list[tuple[int, float]] = []
    for start, end in zip(starts, ends, strict=True):
        part = profile[start:end]
        top = np.nonzero(part >= part.max() * 0.9)[0]
        middle, height = int(start + round(float(top.mean()))), float(part.max())
        if kept and middle - kept[-1][0] < apart:
            if height > kept[-1][1]:
                kept[-1] = middle, height
        else:
            kept.append((middle, height))
    return np.array([each for each, _ in kept], int)
