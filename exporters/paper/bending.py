"""Which rows of a table take another line so that its columns fit: those that free most room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

LINES, MOST_LINES = 6, 40
"""In so many lines the longest sentence of a column is still read at ease; is read at all."""

_STEP = 2.0
"""A column gives way by one character at a time, in half-characters."""

_LOST = 2.0
"""So much of a line is lost on the whole where it breaks, in half-characters."""

Columns = list[float]
"""The widths of the columns, in half-characters or points."""


def asked(words: float, lines: int) -> float:
    """The width that ``words`` need to stand on so many lines."""
    return words if lines == 1 else words / lines + _LOST


def narrowing(words: Sequence[Sequence[float]], least: Columns) -> Iterator[Columns]:
    """Ever narrower widths of the columns, from all words on one line to the least they may have.

    Each time that column gives way by a character which costs the fewest lines, in ``words`` of
    typical rows by column; a row is as high as the most lines in it, so a word in a row that is
    high already costs none. None takes more than ``LINES`` as long as another column can give.
    """
    lines = [1] * len(words[0]) if words else []
    widths = [max([low, *column]) for low, column in zip(least, words, strict=True)]
    yield widths
    most = LINES
    while most <= MOST_LINES:
        found = [(cost / (widths[at] - width), at, width, needed)
                 for at in range(len(words)) if widths[at] > (low := least[at])
                 for width in (max(low, widths[at] - _STEP),)
                 for cost, needed in (_cost(words[at], lines, width, most),) if needed is not None]
        if not found:
            most += 1
            continue
        _, at, width, needed = min(found, key=lambda each: each[0])
        widths = [*widths[:at], width, *widths[at + 1:]]
        lines = needed
        yield widths


def _cost(
    words: Sequence[float], lines: list[int], width: float, most: int
) -> tuple[int, list[int] | None]:
    """How many lines it costs to make a column so narrow, and how many each row then has; None
    when one would take more than ``most``.
    """
    needed, cost = lines, 0
    for row, wide in enumerate(words):
        if wide > width and asked(wide, lines[row]) > width:
            if needed is lines:
                needed = list(lines)
            if width <= _LOST or (more := -int(-wide // (width - _LOST))) > most:
                return 0, None
            cost += more - lines[row]
            needed[row] = more
    return cost, needed
