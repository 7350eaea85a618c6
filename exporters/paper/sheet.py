"""A sheet as a PDF the office prints, signs and stamps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from exporters.form import About, chinese_day, notes, signatures, under_title
from exporters.paper.pages import MM, Book, Line, Trial, Type, house_style
from exporters.paper.settings import rosters, settings, shared_out
from exporters.paper.table import Grid, Setting, Strip
from exporters.publish import publish
from models.values.kinds import NUMBER, Field
from models.values.sheet import Column, Row, Sheet


def write_paper(sheet: Sheet, path: Path, *, a4: bool = False) -> str:
    """Publish ``sheet`` as a PDF, ``a4`` as in :func:`draw_paper`.

    :returns: its SHA-256. :raises Problem: it can't be written.
    """
    return publish(path, lambda temporary: draw_paper(sheet, temporary, a4=a4))


def draw_paper(sheet: Sheet, path: Path, *, a4: bool = False) -> None:
    """Write ``sheet`` into ``path``; after it a page to check what no face could print.

    :param a4: on nothing larger than an A4; a table too wide for that has its columns shared out to
        several, each beginning with the columns that say whose line it is.
    """
    book = Book(path, About.of(sheet), sheet.head)
    for part in shared_out(sheet, book) if a4 else (sheet,):
        _Printing(part, book, _settled(part, a4)).print()
    if book.missing:
        check = _to_check(book)
        _Printing(check, book, rosters(check, book)[0]).print()
    book.close()


def _settled(sheet: Sheet, a4: bool) -> Setting:
    """The finest setting that keeps ``sheet`` on one page, found by trying; else the finest that
    takes the fewest pages.
    """
    pages = dict[Setting, int]()
    for setting in settings(sheet, Trial(), a4=a4):
        if _pages(sheet, setting) == 1:
            return setting
    several = rosters(sheet, Trial(), a4=a4)
    if len(several) > 1:
        pages = {each: _pages(sheet, each) for each in several}
    return min(several, key=lambda each: pages.get(each, 0))


def _pages(sheet: Sheet, setting: Setting) -> int:
    """So many pages it takes when set like that."""
    trial = Trial()
    _Printing(sheet, trial, setting).print()
    return trial.pages


def _to_check(book: Book) -> Sheet:
    """生僻字核对: the characters that were printed as their structure, and where they stood."""
    described = book.type("body", 12).face.described
    columns = (
        Column(Field("序号", NUMBER, width=6)), Column(Field("印成", width=14)),
        Column(Field("统一码", width=12)), Column(Field("所在文字", width=30)),
    )
    rows = [
        Row((number, described(char), f"U+{ord(char):04X}", where))
        for number, (char, where) in enumerate(book.missing.items(), 1)
    ]
    remark = "本机字体里没有这些字，已按字形结构印出。请对照证件逐一核对，手写补正。"
    return Sheet("", "生僻字核对", columns, rows, notes=(remark,), signatures=(), seal=False)


class _Block(NamedTuple):
    """Something below the rows of a table; it draws itself with its top at the height given."""

    height: float
    draw: Callable[[float], None]


_ROWS_ALONG = 3
"""So many rows go along to the page that the notes and signatures would have to themselves."""


class _Printing:
    """One sheet being printed into a book; the page under way is kept back until it is full."""

    def __init__(self, sheet: Sheet, book: Book, setting: Setting) -> None:
        self._sheet, self._book, self._beside = sheet, book, setting.beside
        self._form = setting.form
        self._grid = Grid(sheet, book, setting)
        self._sizes: dict[str, Any] = house_style()["type"]
        self._leading: float = house_style()["table"]["leading"]
        self._strips: list[Strip] = []
        self._blocks: list[_Block] = []
        self._top, self._room = self._form.top, self._form.down

    def print(self) -> None:
        """Print everything."""
        title = self._draw_title()
        self._top, self._room = self._top - title, self._room - title
        rows = self._sheet.rows or [Row((None,) * len(self._sheet.columns))]
        for number, row in enumerate(rows, 1):
            self._place(self._grid.row(row.values, number))
        if self._sheet.total is not None:
            self._place(self._grid.total(self._sheet.total), keeps=True)
        self._place_tail()
        self._turn()

    def _draw_title(self) -> float:
        """Draw the title and the line under it. :returns: the height they take."""
        form, sizes = self._form, self._sizes["title"]
        kinds = [self._book.type("title", size) for size in sizes]
        kind = next((k for k in kinds if k.line(self._sheet.title)[1] <= form.across), kinds[-1])
        used = self._write(kind, self._sheet.title, "center", form.top) + kind.size * 0.5
        return used + self._draw_under_title(form.top - used)

    def _draw_under_title(self, top: float) -> float:
        """On one line when both parts fit beside each other, else on two."""
        left, right = under_title(self._sheet)
        kinds = [self._book.type("song", size) for size in self._sizes["line"]]
        beside = (k for k in kinds if k.line(left + right)[1] + k.size < self._form.across)
        kind = next(beside, None)
        if kind is None:
            used = self._write(kinds[0], left, "left", top)
            used += self._write(kinds[0], right, "right", top - used)
        else:
            used = self._write(kind, left, "left", top)
            used = max(used, self._write(kind, right, "right", top))
        return used + kinds[0].size * 0.4 if used else 0.0

    def _write(self, kind: Type, text: str, side: str, top: float) -> float:
        """Write ``text`` across the page. :returns: the height it takes."""
        if not text:
            return 0.0
        leading, lines = kind.size * self._leading, kind.lines(text, self._form.across)
        self._book.write_lines(
            kind, lines, side, self._form.left, self._form.right, top, leading
        )
        return len(lines) * leading

    def _place(self, strip: Strip, keeps: bool = False) -> None:
        """Put a row on the page, or on the next one; one that ``keeps`` takes a row along."""
        if strip.height + self._head_height() > self._room:
            carried = self._last_strips(1) if keeps else []
            self._turn()
            for each in carried:
                self._place(each)
        self._room -= strip.height + self._head_height()
        self._strips.append(strip)

    def _place_tail(self) -> None:
        """Put the notes and what closes the form under the table; where the page has no room for
        all of it, drawn together, or on the next page below the last rows. Only a tail longer than
        a page is parted.
        """
        tail = self._tail()
        if not self._holds(tail):
            self._beside = True
            tail = self._tail()
        if not self._holds(tail):
            along = self._last_strips(_ROWS_ALONG)
            self._turn()
            for strip in along:
                self._place(strip)
        for block in tail:
            if block.height > self._room:
                self._turn()
            self._room -= block.height
            self._blocks.append(block)

    def _tail(self) -> list[_Block]:
        return [*self._notes(), *self._closing()]

    def _holds(self, tail: list[_Block]) -> bool:
        return sum(block.height for block in tail) <= self._room

    def _head_height(self) -> float:
        """The head is due before the first row of a page."""
        return 0.0 if self._strips else self._grid.head_height

    def _last_strips(self, wanted: int) -> list[Strip]:
        """The last rows taken off the page, never all of them."""
        taken = min(wanted, len(self._strips) - 1)
        if taken <= 0:
            return []
        last = self._strips[-taken:]
        del self._strips[-taken:]
        return last

    def _turn(self) -> None:
        """Draw what the page holds and begin the next one."""
        y = self._grid.draw(self._strips, self._top) if self._strips else self._top
        for block in self._blocks:
            block.draw(y)
            y -= block.height
        self._book.end_page(self._form)
        self._strips, self._blocks = [], []
        self._top, self._room = self._form.top, self._form.down

    def _notes(self) -> Iterator[_Block]:
        """The notes under the table, each whole."""
        kind, form = self._book.type("song", self._sizes["notes"]), self._form
        leading = kind.size * (self._leading + 0.1)
        gap = leading * 0.3
        for note in notes(self._sheet):
            lines = kind.lines(note, form.across)

            def draw(top: float, lines: list[Line] = lines, gap: float = gap) -> None:
                self._book.write_lines(
                    kind, lines, "left", form.left, form.right, top - gap, leading
                )

            yield _Block(len(lines) * leading + gap, draw)
            gap = 0.0

    def _closing(self) -> Iterator[_Block]:
        """The signatures and the room for the stamp, below or beside."""
        if not (self._sheet.signatures or self._sheet.seal):
            return
        kind = self._book.type("song", self._sizes["signatures"])
        stamp, beside = self._stamp_side(), self._beside and self._sheet.seal
        across = self._stamp_left() - self._form.left if beside else self._form.across
        lines, leading = self._signature_lines(kind, across), kind.size * 2.2
        signed = len(lines) * leading

        def draw(top: float) -> None:
            for at, words in enumerate(lines):
                self._spread(kind, words, top - at * leading, leading, across)
            if stamp:
                self._draw_seal(top if beside else top - signed, stamp)

        yield _Block(max(signed, stamp) if beside else signed + stamp, draw)

    def _signature_lines(self, kind: Type, across: float) -> list[list[Line]]:
        """The signature words on as few lines as leave blanks long enough to sign in."""
        words = [kind.line(each) for each in signatures(self._sheet)]
        blank = house_style()["seal"]["signature"] * MM
        for each in range(len(words), 0, -1):
            lines = [words[i:i + each] for i in range(0, len(words), each)]
            if all(sum(width + blank for _, width in line) <= across for line in lines):
                break
        return _evened(words, len(lines)) if words else []

    def _spread(
        self, kind: Type, words: list[Line], top: float, leading: float, across: float
    ) -> None:
        """Words of a signature line with equal blanks after them."""
        blank = (across - sum(width for _, width in words)) / len(words)
        x = self._form.left
        for line in words:
            self._book.write(kind, line, x, top - kind.baseline(leading))
            x += line[1] + blank

    def _stamped(self) -> list[Line]:
        """单位署名 and the day, which the stamp is put over."""
        kind = self._book.type("song", self._sizes["seal"])
        day = chinese_day(self._sheet.made) if self._sheet.made else ""
        return [kind.line(each) for each in (self._sheet.unit, day) if each]

    def _stamp_side(self) -> float:
        """How much white room the stamp needs; none on what is not stamped."""
        style = house_style()["seal"]
        side: float = style["least" if self._beside else "side"] * MM
        return side if self._sheet.seal else 0.0

    def _stamp_left(self) -> float:
        """Where the stamp's room begins."""
        style, form = house_style()["seal"], self._form
        width = max([self._stamp_side(), *(line[1] for line in self._stamped())])
        indent: float = min(style["indent"] * self._sizes["seal"], form.across - width)
        return form.right - indent - width

    def _draw_seal(self, top: float, side: float) -> None:
        """单位署名 with the day centred under it, in the middle of the stamp's white room."""
        kind, lines = self._book.type("song", self._sizes["seal"]), self._stamped()
        left, leading = self._stamp_left(), kind.size * 1.6
        right = left + max([side, *(line[1] for line in lines)])
        first = top - (side - len(lines) * leading) / 2
        self._book.write_lines(kind, lines, "center", left, right, first, leading)


def _evened(words: list[Line], lines: int) -> list[list[Line]]:
    """Words shared out evenly over so many lines."""
    each = -(-len(words) // lines)
    return [words[i:i + each] for i in range(0, len(words), each)]
