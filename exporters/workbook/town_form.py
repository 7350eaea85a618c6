"""The town's own form, filled in place: values into blank cells, everything else as it came."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Self
from zipfile import ZipFile

from exporters.publish import file_stem, publish_bytes
from exporters.word_form import fill_document
from exporters.workbook.cells import exact, legal, serial
from exporters.workbook.growing import Growth, Here, grown_formula
from exporters.workbook.sheet_part import SheetPart
from models.keeping.apart import ReadingRoom
from models.returns.town_form.filling import Filled, FilledForm
from models.returns.town_form.writing import Written
from models.values.markup import Element, drop, every, first, made, parsed, says, written
from models.values.problem import Problem
from models.values.spreadsheet import cell_place
from models.values.word_document import Blank, is_word, opened

_BOOK, _BOOK_LINKS, _TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
_CHAIN = "xl/calcChain.xml"
_BEFORE_RECKONING = ("definedNames", "externalReferences", "functionGroups", "sheets")
"""Behind the first of these that a book has it says how it is reckoned (ECMA-376-1, 18.2.27)."""
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
        self._book = self._tree(_BOOK)
        links = self._links("xl", _BOOK_LINKS)
        named = {each.get("name"): links.get(says(each, "id"), ("", ""))[1]
                 for each in every(self._book, "sheet")}
        self._parts = {name: part for name, part in named.items() if part in archive.namelist()}
        self._sheets = {name: SheetPart(archive.read(part)) for name, part in self._parts.items()
                        if "/worksheets/" in part}
        self._grown = False
        settings = first(self._book, "workbookPr")
        since_1904 = settings is not None and says(settings, "date1904") in ("1", "true")
        self._day_zero = _SINCE_1904 if since_1904 else 0

    def _tree(self, name: str) -> Element:
        try:
            return parsed(self._archive.read(name))
        except (KeyError, ValueError):
            raise Problem("表样的内部结构不常见，请用表格软件打开后另存为 .xlsx 再填。") from None

    def _links(self, folder: str, name: str) -> dict[str, tuple[str, str]]:
        """What a part links to by its id: the kind, and the part linked to."""
        return {each.get("Id"): (
            each.get("Type").rpartition("/")[2],
            posixpath.normpath(posixpath.join(f"/{folder}", each.get("Target"))).lstrip("/"),
        ) for each in every(self._tree(name), "Relationship")}

    def fill(self, filled: Filled) -> None:
        """Put rows in where they are wanted, then write the values."""
        if filled.inserted:
            self._refuse_growth(filled)
            self._grow(filled.sheet, Growth(*filled.lines, filled.inserted))
        sheet = self._sheets[filled.sheet]
        for place, value in filled.values.items():
            number = self._number(value)
            said = legal(str(value)) if number is None else number
            sheet.put(place, said, text=number is None)

    def _number(self, value: Written) -> str | None:
        """How a number or a day is written; None for what is text."""
        if isinstance(value, date):
            days = serial(value)
            return None if days is None else str(int(days) - self._day_zero)
        return None if isinstance(value, str) else exact(value)

    def _refuse_growth(self, filled: Filled) -> None:
        """Rows can't be put in where what lies on the sheet would stay behind."""
        part = self._parts[filled.sheet]
        folder, name = posixpath.split(part)
        links = f"{folder}/_rels/{name}.rels"
        if links not in self._archive.namelist():
            return
        for kind, target in self._links(folder, links).values():
            below = kind in ("drawing", "table", "queryTable") or (
                kind == "comments" and any(
                    cell_place(each.get("ref")).row > filled.lines[1]
                    for each in every(self._tree(target), "comment")))
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
        named = _named(name, own=False)
        for each in every(self._book, "definedName"):
            each.text = grown_formula(each.text or "", growth, named, inside=False)

    def changed(self) -> dict[str, bytes | None]:
        """The parts as they are written; None for one that is left out.

        The order of reckoning (calcChain) is left out when rows were put in; the table program
        makes it anew.
        """
        found: dict[str, bytes | None] = {}
        for name, sheet in self._sheets.items():
            sheet.forget_results()
            found[self._parts[name]] = sheet.content()
        if _reckon_anew(self._book) or self._grown:
            found[_BOOK] = written(self._book)
        if self._grown and _CHAIN in self._archive.namelist():
            found[_CHAIN] = None
            for part in (_TYPES, _BOOK_LINKS):
                listing = self._tree(part)
                for each in every(listing, "Override", "Relationship"):
                    if says(each, "PartName").endswith("/calcChain.xml") or says(
                            each, "Type").endswith("/calcChain"):
                        drop(each)
                found[part] = written(listing)
        return found


def _named(name: str, *, own: bool) -> Here:
    """Whether a reference means the sheet of that name; without a sheet it means its own."""
    return lambda sheet: own if sheet is None else sheet == name


def _reckon_anew(book: Element) -> bool:
    """Let the book ask to be reckoned through when it is opened; whether that is new."""
    reckoning = first(book, "calcPr")
    if reckoning is None:
        before = next(found for name in _BEFORE_RECKONING
                      if (found := first(book, name)) is not None)
        reckoning = made(book, "calcPr")
        before.addnext(reckoning)
    asked = says(reckoning, "fullCalcOnLoad") in ("1", "true")
    reckoning.set("fullCalcOnLoad", "1")
    return not asked
