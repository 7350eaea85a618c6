"""The town's own form, filled in place: values into blank cells, everything else as it came."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any, Self
from zipfile import ZipFile

from exporters.publish import file_stem, publish_bytes
from exporters.word_form import fill_document
from exporters.workbook.cells import exact, legal, serial
from exporters.workbook.sheet_part import Growth, SheetPart, grown_formula, rewritten_rules
from models.keeping.apart import ReadingRoom
from models.returns.town_form.filling import Filled, FilledForm
from models.returns.town_form.writing import Written
from models.values.problem import Problem
from models.values.word_document import Blank, is_word, opened

_BOOK, _BOOK_LINKS, _TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_LINK = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_SAYS = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_NAME = re.compile(r"(<(?P<tag>(?:\w+:)?definedName)\s[^>]*>)(.*?)(</(?P=tag)>)", re.DOTALL)
_RECKON = re.compile(r"<(?:\w+:)?calcPr(?:\s[^>]*?)?/?>")
_CHAIN = re.compile(r"<[^<>]*calcChain[^<>]*/>")
_BEFORE_RECKONING = ("definedNames", "externalReferences", "sheets")
_COMMENTED = re.compile(r"<(?:\w+:)?comment\s[^>]*?ref=[\"'][A-Z]+(\d+)")
_SINCE_1904 = 1462


def write_form(template: Blank, final: Path, forms: Sequence[FilledForm]) -> str:
    """Publish the form with its values; a Word card once for each, page after page.

    :returns: the SHA-256 of the file.
    :raises Problem: the blank form would be written over; rows must be put in where what lies on
        the sheet would not follow; many cards would stand in one workbook; the disk refuses.
    """
    with Filling(template) as filling:
        return filling.publish(final, forms)


def write_beside(template: Path, folder: Path, forms: Sequence[FilledForm]) -> Path:
    """Publish a form of many into a folder under its own name; many Excel cards get a folder.

    :returns: the file or the folder.
    :raises Problem: as :func:`write_form`.
    """
    with Filling(template) as filling:
        if len(forms) > 1 and not filling.is_word:
            final = folder / template.stem
            list(filling.cards(final, forms, template.stem))
        else:
            final = folder / template.name
            filling.publish(final, forms)
    return final


def write_cards(
    template: Path, folder: Path, forms: Sequence[FilledForm],
    progress: Callable[[int], None] = lambda _: None,
) -> list[tuple[Path, str]]:
    """Publish each card as a file of its own, called by the form and by whom it is about.

    :returns: each file with its SHA-256.
    :raises Problem: as :func:`write_form`.
    """
    written = []
    with Filling(template) as filling:
        for each in filling.cards(folder, forms, template.stem):
            written.append(each)
            progress(100 * len(written) // len(forms))
    return written


class Filling:
    """A blank form and the process that fills it: what came from outside is opened nowhere else."""

    def __init__(self, blank: Blank) -> None:
        self._blank, self._room = blank, ReadingRoom()

    def __enter__(self) -> Self:
        self.is_word: bool = self._ask(Path("表样"), is_word)
        return self

    def __exit__(self, *_: object) -> None:
        self._room.close()

    @property
    def ending(self) -> str:
        """How the name of such a form ends."""
        return ".docx" if self.is_word else ".xlsx"

    def publish(self, final: Path, forms: Sequence[FilledForm]) -> str:
        """One file of these cards. :returns: its SHA-256."""
        blank = self._blank
        if isinstance(blank, Path) and final.exists() and final.resolve() == blank.resolve():
            raise Problem("填好的表要另存成新文件，不能盖住空白表样。请换一个文件名。")
        if len(forms) > 1 and not self.is_word:
            raise Problem(f"这是 Excel 的卡片，{len(forms)} 张不能放在一个文件里。"
                          "请存到一个文件夹，一张一个文件（命令行用 --to）。")
        fill = fill_document if self.is_word else fill_workbook
        return publish_bytes(final, self._ask(final, fill, forms))

    def cards(
        self, folder: Path, forms: Sequence[FilledForm], stem: str
    ) -> Iterator[tuple[Path, str]]:
        """A file of each card. :returns: it, and its SHA-256."""
        again = Counter[str]()
        for form in forms:
            name = file_stem("-".join(filter(None, (stem, form.name))))
            again[name] += 1
            same = f"（{again[name]}）" if again[name] > 1 else ""
            final = folder / f"{name}{same}{self.ending}"
            yield final, self.publish(final, [form])

    def _ask(self, final: Path, what: Callable[..., object], *given: object) -> Any:
        self._room.ask(what, self._blank, *given)
        return self._room.answer(self._blank if isinstance(self._blank, Path) else final)


# Only the sheets and the book that lists them are written anew; every other part stays as it
# came. A library that reads a whole book and writes it again (openpyxl) drops what it does not
# know, and the town would get back another form than it sent.
def fill_workbook(blank: Blank, forms: Sequence[FilledForm]) -> bytes:
    """The workbook with its values; in the reading process."""
    made = BytesIO()
    with ZipFile(opened(blank)) as archive:
        parts = _Parts(archive)
        for each in forms[0].sheets:
            parts.fill(each)
        changed = parts.changed()
        with ZipFile(made, "w") as out:
            for info in archive.infolist():
                content = changed.get(info.filename, archive.read(info))
                if content is not None:
                    out.writestr(info, content)
    return made.getvalue()


class _Parts:
    """The parts of a workbook that change: the sheets and the book that lists them."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._book = self._text(_BOOK)
        links = {
            said["Id"]: posixpath.normpath(posixpath.join("/xl", said["Target"])).lstrip("/")
            for said in map(_said, _LINK.findall(self._text(_BOOK_LINKS)))
        }
        self._parts: dict[str, str] = {}
        for tag in _SHEET.findall(self._book):
            said = _said(tag)
            link = next((value for name, value in said.items() if name.endswith(":id")), "")
            if links.get(link, "") in archive.namelist():
                self._parts[unescape(said["name"])] = links[link]
        self._sheets = {
            name: SheetPart(self._text(part)) for name, part in self._parts.items()
            if "/worksheets/" in part
        }
        self._grown = False
        self._day_zero = _SINCE_1904 if re.search(r"date1904=[\"'](?:1|true)", self._book) else 0

    def _text(self, name: str) -> str:
        try:
            return self._archive.read(name).decode("utf-8")
        except (KeyError, UnicodeDecodeError):
            raise Problem("表样的内部编码不常见，请用表格软件打开后另存为 .xlsx 再填。") from None

    def fill(self, filled: Filled) -> None:
        """Put rows in where they are wanted, then write the values."""
        if filled.inserted:
            self._refuse_growth(filled)
            self._grow(filled.sheet, Growth(*filled.lines, filled.inserted))
        sheet = self._sheets[filled.sheet]
        for place, value in filled.values.items():
            sheet.put(place, *self._cell(value))

    def _cell(self, value: Written) -> tuple[str, str | None]:
        """What stands in the cell, and its type."""
        if isinstance(value, date):
            days = serial(value)
            if days is not None:
                return f"<v>{int(days) - self._day_zero}</v>", None
            value = value.isoformat()
        digits = None if isinstance(value, str) else exact(value)
        if digits is not None:
            return f"<v>{digits}</v>", None
        said = legal(str(value)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f'<is><t xml:space="preserve">{said}</t></is>', "inlineStr"

    def _refuse_growth(self, filled: Filled) -> None:
        """Rows can't be put in where what lies on the sheet would stay behind."""
        part = self._parts[filled.sheet]
        folder, name = posixpath.split(part)
        links = f"{folder}/_rels/{name}.rels"
        if links not in self._archive.namelist():
            return
        for said in map(_said, _LINK.findall(self._text(links))):
            kind = said["Type"].rpartition("/")[2]
            target = posixpath.normpath(posixpath.join(f"/{folder}", said["Target"])).lstrip("/")
            below = kind in ("drawing", "table", "queryTable") or (
                kind == "comments" and any(int(row) > filled.lines[1] for row in
                                           _COMMENTED.findall(self._text(target))))
            if below:
                raise Problem(
                    f"“{filled.sheet}”的行不够，要插入 {filled.inserted} 行，但表里有图片、批注"
                    "或智能表格，插行会错位。请先在表格软件里插够空行，再填。"
                )

    def _grow(self, name: str, growth: Growth) -> None:
        self._grown = True
        for other, sheet in self._sheets.items():
            here = _named(name, own=other == name)
            if other == name:
                sheet.grow(growth, here)
            else:
                sheet.refer(growth, here)
                sheet.tail = rewritten_rules(sheet.tail, growth, here)
        named = _named(name, own=False)
        self._book = _NAME.sub(lambda found: found[1] + _escaped(grown_formula(
            unescape(found[3]), growth, named, inside=False)) + found[4], self._book)

    def changed(self) -> dict[str, bytes | None]:
        """The parts as they are written; None for one that is left out.

        The order of reckoning (calcChain) is left out when rows were put in; the table program
        makes it anew.
        """
        found: dict[str, bytes | None] = {}
        for name, sheet in self._sheets.items():
            sheet.forget_results()
            found[self._parts[name]] = sheet.xml().encode()
        found[_BOOK] = _reckoned(self._book).encode()
        chain = "xl/calcChain.xml"
        if self._grown and chain in self._archive.namelist():
            found[chain] = None
            for part in (_TYPES, _BOOK_LINKS):
                found[part] = _CHAIN.sub("", self._text(part)).encode()
        return found


def _named(name: str, *, own: bool) -> Callable[[str | None], bool]:
    """Whether a reference means the sheet of that name; without a sheet it means its own."""
    return lambda sheet: own if sheet is None else sheet == name


def _reckoned(book: str) -> str:
    """The book, asking to be reckoned through when it is opened."""
    found = _RECKON.search(book)
    if found is None:
        for name in _BEFORE_RECKONING:
            ends = list(re.finditer(rf"</(\w+:)?{name}>", book))
            if ends:
                end = ends[-1]
                tag = f'<{end[1] or ""}calcPr fullCalcOnLoad="1"/>'
                return book[:end.end()] + tag + book[end.end():]
        return book
    if "fullCalcOnLoad" in found[0]:
        said = re.sub(r"fullCalcOnLoad=([\"'])\w+\1", 'fullCalcOnLoad="1"', found[0])
    else:
        said = re.sub(r"\s*(/?>)$", r' fullCalcOnLoad="1"\1', found[0])
    return book.replace(found[0], said, 1)


def _said(tag: str) -> dict[str, str]:
    return {name: one or two for name, one, two in _SAYS.findall(tag)}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
