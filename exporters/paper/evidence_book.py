"""佐证材料册 as a PDF to print and bind: cover, table of contents with pages, piece after piece."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from exporters.form import About, chinese_day
from exporters.paper.pages import MM, Book, page_format
from exporters.publish import publish
from models.keeping.attachments import KeptPicture
from models.stars.evidence import Folder, Piece, Section
from models.values.problem import Problem

_LEADING = 1.5
_NOTHING = ("还没有归档材料。", "song", 11.0)
_JPEG = b"\xff\xd8\xff"


class _Entry(NamedTuple):
    """A line of the table of contents."""

    words: str
    page: int
    deep: bool


def write_evidence(folder: Folder, path: Path) -> str:
    """Publish the folder. :returns: its SHA-256. :raises Problem: it can't be written."""
    return publish(path, lambda temporary: draw_evidence(folder, temporary))


def draw_evidence(folder: Folder, path: Path) -> None:
    """Write the folder twice: once to learn on which page everything stands, once with that."""
    blank = [_Entry(words, 0, deep) for words, deep in _headings(folder)]
    pages = _Writing(folder, path, blank).write()
    entries = [_Entry(each.words, page, each.deep)
               for each, page in zip(blank, pages, strict=True)]
    _Writing(folder, path, entries).write()


def _headings(folder: Folder) -> Iterator[tuple[str, bool]]:
    for section in folder.sections:
        yield f"{section.number}　{section.title}", False
        for piece in section.pieces:
            yield f"{piece.number}　{piece.title}", True


def _said(part: Section | Piece) -> list[tuple[str, tuple[str, float]]]:
    """The heading of a part and its words, each with its type."""
    if isinstance(part, Section):
        head, kind, plain = f"{part.number}　{part.title}", ("hei", 15.0), ("song", 11.0)
    else:
        head = f"{part.number}　{part.kind}：{part.title}"
        kind, plain = ("kai", 12.5), ("song", 10.5)
    return [(head, kind), *((words, plain) for words in part.words)]


class _Writing:
    """One pass over the folder; knows on which page each heading came to stand."""

    def __init__(self, folder: Folder, path: Path, entries: list[_Entry]) -> None:
        self._folder, self._entries = folder, entries
        self._book = Book(path, About(folder.title, folder.village, made=folder.day), folder.head)
        self._form = page_format("A4", "portrait", lying=False)
        self._y = self._form.top
        self._pages: list[int] = []

    def write(self) -> list[int]:
        """Draw everything. :returns: the page of every heading."""
        self._book.canvas.setPageSize((self._form.width, self._form.height))
        self._cover()
        self._contents()
        for section in self._folder.sections:
            self._section(section)
        self._turn()
        self._book.close()
        return self._pages

    def _cover(self) -> None:
        folder = self._folder
        self._y -= 50 * MM
        self._text("“五星”支部创建", "title", 22, "center")
        self._text(folder.title, "title", 26, "center")
        self._y -= 60 * MM
        for words in (folder.town, folder.village, chinese_day(folder.day)):
            self._text(words, "body", 16, "center")
        self._y -= 10 * MM
        for words in folder.notes:
            self._text(words, "song", 10.5, "center")
        self._turn()

    def _contents(self) -> None:
        self._text("目　录", "title", 18, "center")
        self._y -= 4 * MM
        for each in self._entries:
            self._contents_line(each)
        self._turn()

    def _contents_line(self, each: _Entry) -> None:
        kind = self._book.type("song", 11)
        left = self._form.left + (8 * MM if each.deep else 0)
        page = kind.line(str(each.page))
        lines = kind.lines(each.words, self._form.right - left - 20 * MM)
        leading = 11 * 1.6
        self._need(len(lines) * leading)
        self._book.write_lines(kind, lines, "left", left, self._form.right, self._y, leading)
        self._y -= len(lines) * leading
        begin = left + lines[-1][1] + 3 * MM
        dots = kind.line("." * max(0, int((self._form.right - page[1] - begin - 3 * MM)
                                          / kind.line(".")[1])))
        top = self._y + leading
        self._book.write_lines(kind, [dots], "left", begin, self._form.right, top, leading)
        self._book.write_lines(kind, [page], "right", left, self._form.right, top, leading)

    def _section(self, section: Section) -> None:
        head = sum(self._tall(words, *kind) for words, kind in _said(section))
        first = (self._whole(section.pieces[0]) if section.pieces
                 else self._tall(*_NOTHING) + 4 * MM)
        self._need(head + first)
        self._pages.append(self._book.pages + 1)
        self._y -= 4 * MM
        for words, kind in _said(section):
            self._text(words, *kind)
        if not section.pieces:
            self._text(*_NOTHING)
        for piece in section.pieces:
            self._piece(piece)

    def _piece(self, piece: Piece) -> None:
        self._need(self._whole(piece))
        self._pages.append(self._book.pages + 1)
        self._y -= 3 * MM
        for words, kind in _said(piece):
            self._text(words, *kind)
        for picture in piece.pictures:
            self._picture(picture)

    def _whole(self, piece: Piece) -> float:
        """How high a piece is with all its words and its first photo: it begins on a page that
        holds them, unless no page does.
        """
        photo = self._drawn(piece.pictures[0])[2] + 4 * MM if piece.pictures else 0.0
        words = 3 * MM + sum(self._tall(said, *kind) for said, kind in _said(piece))
        return words + photo if words + photo <= self._form.down else min(words, 25 * MM)

    def _tall(self, words: str, role: str, size: float) -> float:
        kind = self._book.type(role, size)
        return len(kind.lines(words, self._form.across)) * size * _LEADING if words else 0.0

    def _drawn(self, picture: KeptPicture) -> tuple[Any, float, float]:
        """A photo, how wide and how high it is drawn. :raises Problem: it is no longer that one."""
        from reportlab.lib.utils import ImageReader

        content = picture.content()
        if not content.startswith(_JPEG):  # else what lies there now would be guessed at, and run
            raise Problem(f"照片 {picture.path.name} 已不是原来的照片，请从备份找回。")
        image: Any = ImageReader(BytesIO(content))
        width, height = image.getSize()
        scale = min(self._form.across / width, 110 * MM / height)
        return image, width * scale, height * scale

    def _picture(self, picture: KeptPicture) -> None:
        image, width, height = self._drawn(picture)
        self._need(height + 4 * MM)
        self._y -= height + 2 * MM
        self._book.canvas.drawImage(image, self._form.left, self._y, width, height)
        self._y -= 2 * MM

    def _text(self, words: str, role: str, size: float, side: str = "left") -> None:
        if not words:
            return
        kind, leading = self._book.type(role, size), size * _LEADING
        for line in kind.lines(words, self._form.across):
            self._need(leading)
            self._book.write_lines(kind, [line], side, self._form.left, self._form.right, self._y,
                                   leading)
            self._y -= leading

    def _need(self, height: float) -> None:
        if self._y - height < self._form.bottom and self._y < self._form.top:
            self._turn()

    def _turn(self) -> None:
        self._book.end_page(self._form)
        self._y = self._form.top
