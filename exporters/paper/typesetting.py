"""How words come to stand on paper: measured, broken into lines and drawn face by face."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from exporters.form import Align
from exporters.paper.fonts import Typeface, typeface

_TOKENS = re.compile(r"〔[^〕]*〕|[!-~]+|[\s\S]")
_NEVER_FIRST = frozenset("，。、；：？！）》〉】」』”’％·…—,.;:?!)]}%")
_NEVER_LAST = frozenset("（《〈【「『“‘([{")
_ASCENT = 0.86
"""Where the baseline of a Chinese face lies below the top of its characters, of the size."""

Line = tuple[str, float]
"""One line of text and its width in points."""


class Type(NamedTuple):
    """A typeface in one size (points); ``missing`` collects the characters no face has."""

    face: Typeface
    size: float
    missing: dict[str, str]

    def at(self, size: float) -> Type:
        """The same typeface in another size."""
        return self._replace(size=size)

    def line(self, text: str) -> Line:
        """``text`` on one line."""
        legible = self.face.legible(text, self.missing)
        return legible, self.face.width(legible) * self.size / 1000

    def lines(self, text: str, width: float) -> list[Line]:
        """``text`` broken into lines no wider than ``width`` points."""
        whole = self.line(text)
        if whole[1] <= width and "\n" not in text:
            return [whole]
        return [
            (line, self.face.width(line) * self.size / 1000)
            for paragraph in whole[0].split("\n")
            for line in _broken(paragraph, width * 1000 / self.size, self.face)
        ]

    def begin(self, pen: Any) -> None:
        """Make ``pen`` write in this type."""
        pen.setFont(self.face.first.name, self.size)

    def draw(self, pen: Any, text: str, x: float, y: float) -> None:
        """Draw legible ``text`` from ``x`` on the baseline ``y`` with a pen that has begun."""
        pen.setTextOrigin(x, y)
        if self.face.plain.issuperset(text):
            pen.textLine(text)
            return
        for name, piece in self.face.runs(text):
            pen.setFont(name, self.size)
            pen.textOut(piece)
        self.begin(pen)

    def baseline(self, leading: float) -> float:
        """How far below the top of a line of height ``leading`` its baseline lies, in points."""
        return (leading - self.size) / 2 + self.size * _ASCENT


def type_for(role: str, size: float, missing: dict[str, str]) -> Type:
    """The type for ``role`` in ``size`` points. :raises Problem: no Chinese face on this PC."""
    return Type(typeface(role), size, missing)


def start(side: str, left: float, right: float, width: float) -> float:
    """Where a line ``width`` wide begins between ``left`` and ``right``."""
    return left + Align(side).shift(right - left - width)


def _broken(text: str, limit: float, face: Typeface) -> Iterator[str]:
    """``text`` in lines; no line begins with a closing mark or ends with an opening one."""
    line: list[str] = []
    used = 0.0
    for token in _fitting(text, limit, face):
        width = face.width(token)
        if line and used + width > limit:
            kept = _place_to_break(line, token)
            yield "".join(line[:kept]).rstrip(" ")
            line = line[kept:] if kept < len(line) or token != " " else []
            used = face.width("".join(line))
            if not line and token == " ":
                continue
        line.append(token)
        used += width
    yield "".join(line)


def _fitting(text: str, limit: float, face: Typeface) -> Iterator[str]:
    """The words and characters of ``text``; a word longer than a line comes letter by letter."""
    for token in _TOKENS.findall(text):
        if len(token) > 1 and face.width(token) > limit:
            yield from token
        else:
            yield token


def _place_to_break(line: list[str], following: str) -> int:
    """After how many tokens of ``line`` to break when ``following`` no longer fits."""
    kept = len(line)
    while kept > 1 and (following[0] in _NEVER_FIRST or line[kept - 1] in _NEVER_LAST):
        kept -= 1
        following = line[kept]
    return kept if kept > 1 or len(line) == 1 else len(line)
