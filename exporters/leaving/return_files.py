"""Writing a return both ways: the workbook and the PDF, which is a table or cards to cut out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from exporters.form import About
from exporters.form_paper import draw_form
from exporters.paper.pages import MM, Book, house_style
from exporters.paper.settings import takes_more_than_a4
from exporters.paper.sheet import draw_paper, write_paper
from exporters.publish import Written, file_stem, publish
from exporters.workbook.sheet import write_workbook
from exporters.workbook.town_form import Filling
from models.returns.document import Card, Cards
from models.returns.town_form.form_sheet import FormSheet
from models.values.problem import Problem
from models.values.sheet import Sheet

CUT_OUT = frozenset({"liaison-cards"})
"""The returns whose paper is cards to cut out instead of a table."""


def write_return(
    sheet: Sheet, folder: Path, period: str, *, public: bool = False, paper: bool = True
) -> list[Written]:
    """Write one drawn return as .xlsx and .pdf; returns path, sha256 and rows of each.

    What is printed on an A3 has a second PDF, on A4, for a printer that has no other paper. A form
    of the town's that is kept is written and printed as the form it is.

    :param public: the name says that it is the public version.
    :param paper: False on a PC without the fonts to print: the workbook alone.

    :raises Problem: the disk refused; what was written before is whole. Or it is public, and
        nobody looked through what was typed.
    """
    if (public or sheet.public) and not sheet.cleared:
        raise Problem(f"“{sheet.title}”的文字还没有查过，不能当公示版写出。")
    name = file_stem(f"{sheet.title}-{period}")
    draft = "未公示" in sheet.title  # is no public version, whatever it is written for
    stem = folder / (f"{name}-公示版" if public and not draft else name)
    written: list[Written] = []
    ways = ((".xlsx", write_workbook), (".pdf", write_page))[: 1 + paper]
    if isinstance(sheet, FormSheet):
        written, ways = write_kept(sheet, folder, name), ways[1:]
    elif paper and sheet.code not in CUT_OUT and takes_more_than_a4(sheet):
        ways = (*ways, ("-A4.pdf", partial(write_paper, a4=True)))
    for ending, write in ways:
        path = stem.with_name(stem.name + ending)
        sha256 = write(sheet, path)
        written.append({"path": str(path), "sha256": sha256, "rows": len(sheet.rows)})
    return written


def write_kept(sheet: FormSheet, folder: Path, name: str) -> list[Written]:
    """Write the town's own form with its values; Excel cards each as a file of its own."""
    with Filling(sheet.blank) as filling:
        if len(sheet.forms) > 1 and not filling.is_word:
            return [{"path": str(path), "sha256": digest, "rows": 1}
                    for path, digest in filling.cards(folder / name, sheet.forms, name)]
        path = folder / f"{name}{filling.ending}"
        return [{"path": str(path), "sha256": filling.publish(path, sheet.forms),
                 "rows": len(sheet.rows)}]


def write_page(sheet: Sheet, path: Path) -> str:
    """Publish what is printed of a return, maybe cards to cut out. :returns: its SHA-256."""
    if sheet.code in CUT_OUT and sheet.rows:
        return write_cards(Cards(sheet), path)
    return write_looked_at(sheet, path)


def write_looked_at(sheet: Sheet, path: Path) -> str:
    """Publish a return as it is looked at in the window. :returns: its SHA-256."""
    return publish(path, lambda temporary: draw_looked_at(sheet, temporary))


def draw_looked_at(sheet: Sheet, path: Path) -> None:
    """Write a return into ``path`` as a PDF: the table, or the town's own form that was kept."""
    if isinstance(sheet, FormSheet):
        draw_form(sheet, path)
    else:
        draw_paper(sheet, path)


# ── 连心卡: eight to an A4, with dashed lines to cut along


EDGE, INSIDE = 10 * MM, 6 * MM
"""White around the cards for the printer's grip, and inside each card, in points."""

HEADING, TITLE, LINE, FOOT = 9, 20, 13, 9
LEADING = 1.45
SMALLEST = 9


def write_cards(cards: Cards, path: Path) -> str:
    """Publish the cards as a PDF. :returns: its SHA-256. :raises Problem: it can't be written."""
    return publish(path, lambda temporary: _Cutting(cards, temporary).print())


class _Cutting:
    """The cards of one sheet, page by page."""

    def __init__(self, cards: Cards, path: Path) -> None:
        self._cards, self._sheet = cards, cards.sheet
        self._book = Book(path, About.of(cards.sheet), cards.sheet.head)
        self._width, self._height = (side * MM for side in house_style()["paper"]["A4"])
        self._across = (self._width - 2 * EDGE) / cards.across
        self._down = (self._height - 2 * EDGE) / cards.down

    def print(self) -> None:
        """Print every card."""
        for place, card in enumerate(self._cards):
            at = place % (self._cards.across * self._cards.down)
            if at == 0:
                self._begin_page(place)
            row, column = divmod(at, self._cards.across)
            self._draw(card, EDGE + column * self._across, self._height - EDGE - row * self._down)
        self._book.canvas.showPage()
        self._book.canvas.save()

    def _begin_page(self, place: int) -> None:
        canvas = self._book.canvas
        if place:
            canvas.showPage()
        canvas.setPageSize((self._width, self._height))
        canvas.saveState()
        canvas.setDash(2, 3)
        canvas.setLineWidth(0.4)
        for column in range(self._cards.across + 1):
            x = EDGE + column * self._across
            canvas.line(x, EDGE / 2, x, self._height - EDGE / 2)
        for row in range(self._cards.down + 1):
            y = EDGE + row * self._down
            canvas.line(EDGE / 2, y, self._width - EDGE / 2, y)
        canvas.restoreState()
        kind = self._book.type("song", FOOT)
        self._book.write(kind, kind.line(self._sheet.head), EDGE, EDGE / 3)

    def _draw(self, card: Card, left: float, top: float) -> None:
        """One card with its upper left corner at ``left``, ``top``."""
        x, y = left + INSIDE, top - INSIDE
        room = self._across - 2 * INSIDE
        y -= self._write("song", HEADING, f"{self._sheet.unit}　{self._sheet.title}", x, y, room)
        y -= self._write("title", TITLE, card.title, x, y - 4, room) + 8
        labels = max((len(label) for label, _ in card.lines), default=0) + 1
        for label, said in card.lines:
            beside = labels * LINE
            self._write("song", LINE, label, x, y, beside)
            y -= self._write("hei", LINE, said, x + beside, y, room - beside)
        foot = top - self._down + INSIDE + FOOT * LEADING
        self._write("song", FOOT, "有事请找联户党员，大事小事都可以说。", x, foot, room)

    def _write(
        self, role: str, size: float, text: str, x: float, top: float, room: float
    ) -> float:
        """One line, in smaller type when it would not fit, on more than one before words are lost.

        :returns: the height it takes.
        """
        kind = self._book.type(role, size)
        while kind.line(text)[1] > room and kind.size > SMALLEST:
            kind = kind.at(kind.size - 0.5)
        lines = kind.lines(text, room)
        leading = (size if len(lines) == 1 else kind.size) * LEADING
        self._book.write_lines(kind, lines, "left", x, x + room, top, leading)
        return len(lines) * leading
