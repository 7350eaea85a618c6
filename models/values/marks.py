"""Sheets that read themselves: where each frame lies on the page, and what was marked in it.

All places are millimetres from the upper left of an upright A4. In each corner stands a DataMatrix
of 10 mm: the sheet's number, the page and the corner; nothing of the village.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

WIDTH, HEIGHT = 210.0, 297.0
CODE = 10.0
"""The side of a corner's code."""
CORNERS = ((8.0, 8.0), (192.0, 8.0), (8.0, 279.0), (192.0, 279.0))
"""The upper left of each corner's code: upper left, upper right, lower left, lower right."""
FIRST_ROW, PITCH, ROWS = 40.0, 8.4, 27
"""The top of the first row, the height of a row, and how many stand on a page."""
NUMBERS = 10_000_000
"""How many numbers a sheet can have: drawn by lot, so that no two villages print the same one."""


class MarkFrame(NamedTuple):
    """A box to be marked, and what a mark in it says; or a place to write in by hand."""

    says: str
    x: float
    y: float
    width: float
    height: float


class MarkChoice(NamedTuple):
    """Frames of which one is marked at most."""

    name: str
    frames: tuple[MarkFrame, ...]


class MarkRow(NamedTuple):
    """One row of a page: the record it stands for, its choices, and where the hand may write."""

    record: int
    choices: tuple[MarkChoice, ...]
    hand: MarkFrame


class Ask(NamedTuple):
    """A choice as every row has it: its name, its words, where it begins and how it is spaced."""

    name: str
    words: tuple[str, ...]
    left: float
    step: float
    width: float
    height: float


class MarkPage(NamedTuple):
    """A page of a sheet as it was printed."""

    rows: tuple[MarkRow, ...]

    def folded(self) -> str:
        """The page in one text, to be kept with the sheet's number."""
        return json.dumps(self.rows, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class MarkSheet:
    """What is printed: the number, the title, what stands under it, how it is marked.

    ``heads``: what stands before the frames, with its left edge in millimetres; ``hand`` heads the
    room to write in; ``words``: of each record, in the order of ``heads``.
    """

    number: int
    title: str
    under: str
    how: str
    heads: tuple[tuple[str, float], ...]
    hand: str
    asks: tuple[Ask, ...] = ()
    words: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    pages: tuple[MarkPage, ...] = ()


class Corners(NamedTuple):
    """A code as it was found: whose it is, and its four corners in the picture, in pixels."""

    number: int
    page: int
    corner: int
    points: tuple[tuple[float, float], ...]


class MarkedRow(NamedTuple):
    """What a row says: choice → word, those left empty missing; why it must be looked at.

    ``best`` is what it most likely says where ``doubts`` stand; ``hand``: something is written
    beside it; ``cut``: its strip of the straightened page, a JPEG.
    """

    record: int
    best: dict[str, str]
    doubts: tuple[str, ...]
    hand: bool
    cut: bytes


class MarkedPage(NamedTuple):
    """A page that was read; ``corners`` tells how many of the four were seen."""

    number: int
    page: int
    corners: int
    rows: tuple[MarkedRow, ...]
    picture: bytes


def unfolded(text: str) -> MarkPage:
    """The page kept by :meth:`MarkPage.folded`."""
    return MarkPage(tuple(
        MarkRow(record, tuple(
            MarkChoice(name, tuple(MarkFrame(*each) for each in frames))
            for name, frames in choices),
            MarkFrame(*hand))
        for record, choices, hand in json.loads(text)))


def laid_out(records: Sequence[int], asks: Sequence[Ask], hand_left: float) -> list[MarkPage]:
    """The pages of a sheet with a row for each record."""
    return [
        MarkPage(tuple(_row(record, at, asks, hand_left)
                       for at, record in enumerate(records[first:first + ROWS])))
        for first in range(0, len(records), ROWS)]


def _row(record: int, at: int, asks: Sequence[Ask], hand_left: float) -> MarkRow:
    top = FIRST_ROW + at * PITCH
    choices = tuple(
        MarkChoice(ask.name, tuple(
            MarkFrame(word, round(ask.left + place * ask.step, 2),
                  round(top + (PITCH - ask.height) / 2, 2), ask.width, ask.height)
            for place, word in enumerate(ask.words)))
        for ask in asks)
    hand = MarkFrame("", hand_left, round(top + 0.6, 2), round(200 - hand_left, 2),
                 round(PITCH - 1.2, 2))
    return MarkRow(record, choices, hand)


def code_of(number: int, page: int, corner: int) -> str:
    """The ten figures of a corner's code."""
    return f"{number:07d}{page:02d}{corner}"


def number_said(number: int) -> str:
    """A sheet's number for people."""
    digits = f"{number:07d}"
    return f"{digits[:3]} {digits[3:]}"
