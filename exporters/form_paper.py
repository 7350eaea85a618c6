"""A town's form that was kept, on pages to print: the form itself as it is filled."""

from __future__ import annotations

from pathlib import Path

from exporters.form import About
from exporters.form_picture import FormPaper, form_papers
from exporters.paper.pages import MM, Book, Format, page_format
from exporters.wall.drawing_files import play
from models.returns.town_form.form_sheet import FormSheet

OFFERED = (("A4", "roster", False), ("A4", "roster-lying", True), ("A3", "roster-lying", True))
"""The papers a form is set on, in this order: the first on which it can be read."""
SMALLEST = 0.92
"""How much smaller it may be printed: below that its words are under 9 points."""


def draw_form(sheet: FormSheet, path: Path) -> None:
    """Write the form into ``path``, its sheets and cards one after another."""
    book = Book(path, About.of(sheet), sheet.head)
    for form in sheet.forms:
        for paper in form_papers(sheet.pages, form.sheets):
            _print(paper, book)
    book.close()


def _print(paper: FormPaper, book: Book) -> None:
    form, scale = _settled(paper)
    for elements in paper.pages(form.down / MM / scale):
        canvas = book.canvas
        canvas.saveState()
        canvas.translate(form.left + (form.across - paper.width * MM * scale) / 2, form.bottom)
        canvas.scale(scale, scale)
        play(canvas, elements, form.down / MM / scale)
        canvas.restoreState()
        book.end_page(form)


def _settled(paper: FormPaper) -> tuple[Format, float]:
    """The paper, and how much of its size the form keeps on it."""
    for size, edges, lying in OFFERED:
        form = page_format(size, edges, lying=lying)
        scale = min(1.0, form.across / (paper.width * MM))
        if scale >= SMALLEST:
            break
    return form, scale
