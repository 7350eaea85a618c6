"""Words on the pages of a paper: measured, broken into lines, drawn face by face, numbered."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from exporters.form import About, Align
from exporters.paper.fonts import Typeface, typeface
from resources import resource

_TOKENS = re.compile(r"〔[^〕]*〕|(?:\d+年)?\d+月(?:\d+日)?|[!-~]+|[\s\S]")
_NEVER_FIRST = frozenset(" ，。、；：？！）》〉】」』”’％·…—,.;:?!)]}%")
_NEVER_LAST = frozenset(" （《〈【「『“‘([{")
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
            (line, self.face.width(line.rstrip(" ")) * self.size / 1000)
            for paragraph in whole[0].split("\n")
            for line in _broken(paragraph, width * 1000 / self.size, self.face)
        ]

    def even_lines(self, text: str, width: float) -> list[Line]:
        """:meth:`lines` of about the same length: no heading ends in a single character."""
        lines = self.lines(text, width)
        tried = max((line[1] for line in lines[:-1]), default=0.0)
        while tried > self.size and len(lines) > 1:
            tried -= self.size
            narrower = self.lines(text, tried)
            if len(narrower) > len(lines) or narrower[-1][1] > max(each[1] for each in narrower):
                break
            lines = narrower
        return lines

    def begin(self, pen: Any) -> None:
        """Make ``pen`` write in this type."""
        pen.setFont(self.face.first.name, self.size)

    def draw(self, pen: Any, text: str, x: float, y: float) -> None:
        """Draw legible ``text`` from ``x`` on the baseline ``y`` with a pen that has begun."""
        pen.setTextOrigin(x, y)
        if self.face.is_plain(text):
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
    """``text`` in lines; none begins with a closing mark or ends with an opening one.

    A number stays with the word after it (4 次), a day with its month, where there is room. The
    blank a line is broken at stays at its end, unseen: whoever reads the paper back has it.
    """
    line: list[str] = []
    used = 0.0
    for token in _fitting(text, limit, face):
        width = face.width(token)
        if line and used + width > limit:
            kept = _place_to_break(line, token)
            yield "".join(line[:kept])
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
    tokens = [*line, following]
    places = (at for at in range(len(line), 0, -1) if _may_break(tokens, at))
    return next(places, len(line))


def _may_break(tokens: list[str], at: int) -> bool:
    """Whether a line may end before the token ``at``."""
    last, first = tokens[at - 1], tokens[at][0]
    if last == " " and first.isdigit() and at > 1:  # before a number, but for 第 4 次
        return tokens[at - 2] != "第"
    return first not in _NEVER_FIRST and last not in _NEVER_LAST


# ── The pages they stand on


MM = 72 / 25.4
"""Points in a millimetre."""

_TOTAL = "total-pages"
_HEAD_SIZE = 9
"""Points: read when somebody asks, not in the way of the page's number."""


class Format(NamedTuple):
    """The size of a page and the edges of its text area, in points from the lower left corner."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def across(self) -> float:
        """The width of the text area."""
        return self.right - self.left

    @property
    def down(self) -> float:
        """The height of the text area."""
        return self.top - self.bottom

    @property
    def a4(self) -> bool:
        """Whether every office printer has paper of the size."""
        longest: float = max(house_style()["paper"]["A4"]) * MM
        return max(self.width, self.height) <= longest


def page_format(paper: str, edges: str, *, lying: bool) -> Format:
    """A page of ``paper`` (A4, A3) with the margins the house style calls ``edges``."""
    style = house_style()
    short, long = (each * MM for each in style["paper"][paper])
    width, height = (long, short) if lying else (short, long)
    edge = style["margins"][edges]
    return Format(
        width, height, edge["left"] * MM, width - edge["right"] * MM,
        height - edge["top"] * MM, edge["bottom"] * MM,
    )


def blank(target: Path | BytesIO, about: About) -> Any:
    """A PDF without pages that says what it is; the same words give the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(target) if isinstance(target, Path) else target, invariant=1,
                    pageCompression=1, lang="zh-CN",
                    initialFontName=typeface("song").first.name)  # else one that is not embedded
    canvas.setTitle(about.title)
    canvas.setAuthor(about.unit)
    canvas.setSubject(about.subject)
    canvas.setKeywords(about.keywords)
    canvas.setCreator("联星村级台账")
    if about.made:
        canvas.setDateFormatter(lambda *_: f"{about.made:D:%Y%m%d}000000+08'00'")
    return canvas


class Book:
    """The pages of one PDF; ``missing`` maps characters no face has to the text they stood in.

    ``head`` stands small at the foot of every page. The same words give the same bytes.
    """

    head_side = "left"

    def __init__(self, path: Path, about: About, head: str = "") -> None:
        self.missing: dict[str, str] = {}
        self.pages = 0
        self.canvas = blank(path, about)
        self._numbers = self.type("song", house_style()["type"]["page"])
        self._head = head

    def type(self, role: str, size: float) -> Type:
        """The type for ``role`` in ``size`` points, noting what it can't print in ``missing``."""
        return type_for(role, size, self.missing)

    def write(self, kind: Type, line: Line, x: float, y: float) -> None:
        """Write one measured line from ``x`` on the baseline ``y``, as dark as its role asks; a
        rare character is dark enough, and would close up.
        """
        pen = self.canvas.beginText()
        kind.begin(pen)
        if stroke := kind.face.stroke * kind.size:
            self.canvas.setLineWidth(stroke)
            for common, signs in groupby(line[0], _common):
                said = "".join(signs)
                pen.setTextRenderMode(2 if common else 0)
                kind.draw(pen, said, x, y)
                x += kind.line(said)[1]
            pen.setTextRenderMode(0)
        else:
            kind.draw(pen, line[0], x, y)
        self.canvas.drawText(pen)

    def write_lines(self, kind: Type, lines: list[Line], side: str, left: float, right: float,
                    top: float, leading: float) -> None:
        """Write measured lines one below the other, the first one's top at ``top``."""
        y = top - kind.baseline(leading)
        for line in lines:
            self.write(kind, line, start(side, left, right, line[1]), y)
            y -= leading

    def end_page(self, form: Format) -> None:
        """Number the page and begin another; the total is filled in when the book is closed."""
        self.pages += 1
        kind, middle = self._numbers, (form.left + form.right) / 2
        y = form.bottom - house_style()["type"]["page_below"] * MM - kind.size
        number = kind.line(f"第 {self.pages} 页　")
        self.write(kind, number, middle - number[1], y)
        self.canvas.saveState()
        self.canvas.translate(middle, y)
        self.canvas.doForm(_TOTAL)
        self.canvas.restoreState()
        self.show_page(form)

    def show_page(self, form: Format) -> None:
        """Write the head at the foot, and let the page go."""
        kind = self.type("song", _HEAD_SIZE)
        line = kind.line(self._head)
        y = form.bottom - house_style()["type"]["page_below"] * MM - self._numbers.size
        self.write(kind, line, start(self.head_side, form.left, form.right, line[1]), y)
        self.canvas.setPageSize((form.width, form.height))
        self.canvas.showPage()

    def close(self) -> None:
        """Fill in the number of pages and finish the file."""
        total = self._numbers.line(f"共 {self.pages} 页")
        size = self._numbers.size
        self.canvas.beginForm(_TOTAL, 0, -size, total[1] + size, 2 * size)
        self.write(self._numbers, total, 0, 0)
        self.canvas.endForm()
        self.canvas.save()


class _Nowhere:
    """A canvas, and its pens, on which whatever is drawn is not there."""

    def __getattr__(self, _: str) -> _Nowhere:
        return self

    def __call__(self, *_: Any, **__: Any) -> _Nowhere:
        return self


class Trial(Book):
    """Pages that are only counted, to see how many a setting takes."""

    def __init__(self) -> None:
        self.missing = {}
        self.pages = 0
        self.canvas = _Nowhere()

    def write(self, kind: Type, line: Line, x: float, y: float) -> None:
        """Nothing."""

    def end_page(self, form: Format) -> None:
        """Count the page."""
        self.pages += 1


@cache
def _common(char: str) -> bool:
    """Whether a character is one of the 6,763 of GB 2312, or no Chinese one."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def house_style() -> dict[str, Any]:
    """The measures of the house style for printed forms (resources/paper.toml)."""
    return tomllib.loads(resource("paper.toml").read_text(encoding="utf-8"))
