"""A document as a PDF the office signs and binds: boxed lines, paragraphs, numbered at the edge."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from exporters.form import About, chinese_day
from exporters.paper.pages import MM, Book, Format, Line, Type, house_style
from exporters.paper.table import Grid, Strip, roomy
from exporters.paper.widths import Measure
from exporters.publish import Written, file_stem, publish
from exporters.workbook.sheet import write_document_workbook
from models.returns.document import Block, Document, Pairs, Paragraph, Signatures, Ticks
from models.values.sheet import Sheet

_BODY, _TITLE, _LABEL = 12, (20, 18, 16), 29
_LEADING, _EDGE, _RULE = 1.4, 3.5, 0.5
_MARGINS = {"top": 28, "bottom": 25, "left": 28, "right": 22}
"""Millimetres: a book is bound at the left and needs its room for writing."""
_SIGN_ROOM = 36
_READABLE = (12, 11, 10.5)
"""A table that has room upright in one of these sizes makes no page lie down."""
_SHORT = 8
"""Parts of so many lines are never broken over two pages."""
_CONTENTS = "目　　录"


def write_document(
    document: Document, folder: Path, period: str, *, paper: bool = True
) -> list[Written]:
    """Write one document as .xlsx and .pdf; returns path, sha256 and rows (papers) of each.

    :param paper: False on a PC without the fonts to print: the workbook alone.

    :raises Problem: the disk refused; what was written before is whole.
    """
    name = file_stem(f"{document.title}-{period}")
    written: list[Written] = []
    both = ((".xlsx", write_document_workbook), (".pdf", write_document_paper))
    for ending, write in both[: 1 + paper]:
        path = folder / f"{name}{ending}"
        sha256 = write(document, path)
        written.append({"path": str(path), "sha256": sha256, "rows": len(document.papers)})
    return written


def write_document_paper(document: Document, path: Path) -> str:
    """Publish ``document`` as a PDF. :returns: its SHA-256. :raises Problem: not written."""
    return publish(path, lambda temporary: draw_document(document, temporary))


def draw_document(document: Document, path: Path) -> None:
    """Write ``document`` into ``path``; one with parts is set twice, for its contents' numbers."""
    starts: list[int] = []
    if document.parts and document.parts[0].entry:
        starts = _Setting(document, path, [1] * len(document.parts)).set()
    _Setting(document, path, starts).set()


class _Bound(Book):
    """Pages numbered — 1 — at the outer edge: odd ones right, even ones left, one character in
    (GB/T 9704-2012, 7.5)."""

    def __init__(self, path: Path, document: Document) -> None:
        super().__init__(path, About.of(document), document.head)
        self._sides = document.sides
        self.head_side = "center" if document.sides else "left"

    def end_page(self, form: Format) -> None:
        """Number the page and begin another."""
        self.pages += 1
        kind = self.type("song", 14)
        line = kind.line(f"— {self.pages} —")
        y = form.bottom - house_style()["type"]["page_below"] * MM - kind.size
        x = form.left + kind.size if self.pages % 2 == 0 else form.right - kind.size - line[1]
        if not self._sides:
            x = (form.left + form.right - line[1]) / 2
        self.write(kind, line, x, y)
        self.show_page(form)

    def close(self) -> None:
        """Finish the file."""
        self.canvas.save()


class _Setting:
    """One document being set, from the top of the page down; ``starts`` are its parts' pages."""

    def __init__(self, document: Document, path: Path, starts: list[int]) -> None:
        self._document, self._path, self._starts = document, path, starts
        self._book = _Bound(path, document)
        wide = any(isinstance(each, Sheet) and each.wide
                   and not Measure(each, self._book).readable(_upright(), _READABLE)
                   for each in document.blocks)
        self._form = _lying() if wide else _upright()
        self._body = self._book.type("body", _BODY)
        self._bold = self._book.type("hei", _BODY)
        self._y = self._form.top
        self._line = _BODY * _LEADING

    def set(self) -> list[int]:
        """Set everything. :returns: the page each part begins on."""
        found = []
        if self._document.cover:
            self._cover()
        if self._starts:
            self._title(self._document.title)
            self._contents()
            self._turn()
        for part in self._document.parts:
            found.append(self._book.pages + 1)
            self._paper(part)
        if not self._document.parts:
            self._paper(self._document)
        self._missing()
        self._book.close()
        return found

    def _cover(self) -> None:
        """The name of the book, whose it is, of when; its page is not counted."""
        document = self._document
        said = ((document.title, "title", 26, 0.30), (document.unit, "song", 18, 0.72),
                (document.when, "song", 16, 0.78))
        for text, role, size, place in said:
            kind = self._book.type(role, size)
            lines = kind.lines(text, self._form.across)
            self._book.write_lines(kind, lines, "center", self._form.left, self._form.right,
                                   self._form.top - place * self._form.down, size * _LEADING)
        self._book.show_page(self._form)

    def _paper(self, document: Document) -> None:
        self._blocks(self._with_room(document))
        self._turn()

    def _blocks(self, document: Document) -> None:
        self._title(document.title)
        self._under_title(document)
        for block, following in zip_longest(document.blocks, document.blocks[1:]):
            self._block(block, _SIGN_ROOM if isinstance(following, Signatures) else 0)

    def _with_room(self, document: Document) -> Document:
        """A paper of one page with the lines it has room for shared out to what the hand writes:
        the parts nothing was written in, else all of them.
        """
        trial = _Setting(document, self._path, [])
        trial._blocks(document)
        boxes = {at: each for at, each in enumerate(document.blocks)
                 if isinstance(each, Paragraph) and each.blank}
        if trial._book.pages or not boxes:
            return document
        growing = [at for at, each in boxes.items() if not each.text] or list(boxes)
        more, blocks = int((trial._y - self._form.bottom) // self._line), list(document.blocks)
        for place, at in enumerate(growing):
            share = more // len(growing) + (place < more % len(growing))
            blocks[at] = replace(boxes[at], blank=self._lines_of(boxes[at]) + share)
        return replace(document, blocks=tuple(blocks))

    def _lines_of(self, block: Paragraph) -> int:
        width = self._form.across - 2 * _EDGE
        return max(block.blank, len(self._body.lines(block.text, width)) if block.text else 0)

    def _title(self, title: str) -> None:
        kinds = [self._book.type("title", size) for size in _TITLE]
        kind = next((k for k in kinds if k.line(title)[1] <= self._form.across), kinds[-1])
        lines = kind.lines(title, self._form.across)
        leading = kind.size * _LEADING
        self._book.write_lines(
            kind, lines, "center", self._form.left, self._form.right, self._y, leading
        )
        self._y -= len(lines) * leading + kind.size * 0.3

    def _under_title(self, document: Document) -> None:
        day = chinese_day(document.made) if document.made else ""
        right = day if day != document.when else ""
        for text, side in ((document.unit, "left"), (document.when or right, "right")):
            line = [self._body.line(text)]
            self._book.write_lines(
                self._body, line, side, self._form.left, self._form.right, self._y, self._line
            )
        self._y -= self._line

    def _contents(self) -> None:
        self._under_title(self._document)
        self._title(_CONTENTS)
        for part, page in zip(self._document.parts, self._starts, strict=True):
            self._entry(part.entry, str(page))

    def _entry(self, words: str, page: str) -> None:
        """One line of the contents: words, dots, the page at the right edge."""
        self._need(self._line)
        number = self._body.line(page)
        room = self._form.across - number[1] - 2 * _BODY
        line = self._body.lines(words, room)[0]
        y = self._y - self._body.baseline(self._line)
        self._book.write(self._body, line, self._form.left, y)
        dot = self._body.line("…")
        gap = self._form.across - number[1] - line[1] - _BODY
        dots = self._body.line("…" * int(gap // dot[1]))
        right = self._form.right - number[1]
        self._book.write(self._body, dots, right - dots[1] - _BODY / 2, y)
        self._book.write(self._body, number, right, y)
        self._y -= self._line

    def _block(self, block: Block, along: float) -> None:
        """Set a block; ``along`` is the room that has to stay free under its end."""
        if isinstance(block, Pairs):
            for row in block.rows:
                self._row(row, block.lines)
        elif isinstance(block, Ticks):
            self._row(((block.label, block.words),), 1)
        elif isinstance(block, Paragraph):
            self._paragraph(block, along)
        elif isinstance(block, Signatures):
            self._signatures(block)
        else:
            self._table(block, along)

    def _table(self, sheet: Sheet, along: float) -> None:
        """Set a table under its name, its head on every page; its last row stays with what follows
        it on the page.
        """
        grid = Grid(sheet, self._book, roomy(self._form))
        rows = [grid.row(row.values, at) for at, row in enumerate(sheet.rows, 1)]
        least = max((each.height for each in rows[:1]), default=0.0)
        self._need(self._line + grid.head_height + least)
        if sheet.title:
            self._text_line(self._bold, self._bold.line(sheet.title))
        placed = list[Strip]()
        room = self._y - self._form.bottom - grid.head_height
        for number, each in enumerate(rows, 1):
            if each.height + (along if number == len(rows) else 0) > room and placed:
                grid.draw(placed, self._y)
                self._turn()
                placed, room = [], self._form.down - grid.head_height
            placed.append(each)
            room -= each.height
        self._y = grid.draw(placed, self._y) - self._line / 2

    def _row(self, row: tuple[tuple[str, str], ...], least: int) -> None:
        """One boxed line; it never breaks over two pages unless it is longer than one."""
        share = self._form.across / len(row)
        label_width = min(_LABEL * MM, share * 0.45)
        width = share - label_width - 2 * _EDGE
        labels = [self._bold.lines(label, label_width - 2 * _EDGE) for label, _ in row]
        texts = [self._body.lines(text, width) for _, text in row]
        most = max(len(each) for each in (*labels, *texts))
        height = max(most, least) * self._line + 2 * _EDGE
        self._need(height)
        for place, (label, text) in enumerate(zip(labels, texts, strict=True)):
            left = self._form.left + place * share
            self._cell(self._bold, label, left, label_width, height, "center")
            self._cell(self._body, text, left + label_width, share - label_width, height, "left")
        self._y -= height

    def _cell(
        self, kind: Type, lines: list[tuple[str, float]], left: float, width: float,
        height: float, side: str,
    ) -> None:
        self._book.canvas.setLineWidth(_RULE)
        self._book.canvas.rect(left, self._y - height, width, height)
        top = self._y - (height - len(lines) * self._line) / 2
        self._book.write_lines(
            kind, lines, side, left + _EDGE, left + width - _EDGE, top, self._line
        )

    def _paragraph(self, block: Paragraph, along: float) -> None:
        """A boxed part: its head, then its lines, ruled where nothing was written."""
        lines = self._body.lines(block.text, self._form.across - 2 * _EDGE) if block.text else []
        blanks = max(block.blank - len(lines), 0)
        whole = (1 + len(lines) + blanks) * self._line + 2 * _EDGE
        self._need(whole + along if len(lines) <= _SHORT else 3 * self._line + _EDGE)
        top = self._y
        self._y -= _EDGE
        self._text_line(self._bold, self._bold.line(block.heading))
        for number, line in enumerate(lines):
            ending = number == max(len(lines) - 2, 0)
            top = self._room_in_box(top, 2 * self._line + along if ending else 0)
            self._text_line(self._body, line)
        for _ in range(blanks):
            self._y -= self._line
            self._rule(self._y + 3)
        self._y -= _EDGE
        self._sides_of(top)

    def _text_line(self, kind: Type, line: Line) -> None:
        self._book.write_lines(kind, [line], "left", self._form.left + _EDGE,
                               self._form.right - _EDGE, self._y, self._line)
        self._y -= self._line

    def _rule(self, y: float) -> None:
        canvas = self._book.canvas
        canvas.setLineWidth(_RULE / 2)
        canvas.line(self._form.left + 2 * _EDGE, y, self._form.right - 2 * _EDGE, y)

    def _room_in_box(self, top: float, wanted: float) -> float:
        """Turn the page inside a box for want of room. :returns: where the box now begins."""
        if self._y - max(self._line, wanted) - _EDGE >= self._form.bottom:
            return top
        self._sides_of(top)
        self._turn()
        return self._y

    def _sides_of(self, top: float) -> None:
        self._book.canvas.setLineWidth(_RULE)
        self._book.canvas.rect(self._form.left, self._y, self._form.across, top - self._y)

    def _signatures(self, block: Signatures) -> None:
        self._need(_SIGN_ROOM)
        self._y -= _SIGN_ROOM - self._line
        share = self._form.across / len(block.labels)
        for place, label in enumerate(block.labels):
            line = self._body.line(f"{label}：")
            left = self._form.left + place * share
            y = self._y - self._body.baseline(self._line)
            self._book.write(self._body, line, left, y)
            end = min(left + share - _BODY, self._form.right)
            self._book.canvas.line(left + line[1], y - 2, end, y - 2)
        self._y -= self._line

    def _missing(self) -> None:
        """After the last page: the characters no face has, to be written in by hand."""
        if not self._book.missing:
            return
        self._title("生僻字核对")
        for char, where in list(self._book.missing.items()):
            self._row(((self._body.face.described(char), where),), 1)
        self._turn()

    def _need(self, height: float) -> None:
        fits = self._y - height >= self._form.bottom
        if not fits and self._y < self._form.top:
            self._turn()

    def _turn(self) -> None:
        self._book.end_page(self._form)
        self._y = self._form.top


def _upright() -> Format:
    width, height = (each * MM for each in house_style()["paper"]["A4"])
    return _format(width, height)


def _lying() -> Format:
    width, height = (each * MM for each in house_style()["paper"]["A4"])
    return _format(height, width)


def _format(width: float, height: float) -> Format:
    return Format(width, height, _MARGINS["left"] * MM, width - _MARGINS["right"] * MM,
                  height - _MARGINS["top"] * MM, _MARGINS["bottom"] * MM)

