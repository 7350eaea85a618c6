"""A paper of the exchange on its way to the printer: the cover, the form to be stamped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit import ask
from ui.kit.ask import NO_PRINTER, chosen_printer
from ui.parts.drawn_return import paper, printed_paper

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from models.values.sheet import Sheet
    from ui.kit.job import Work
    from ui.kit.page import Page

PDF = "PDF (*.pdf)"


def print_paper(page: Page, work: Work, sheet: Sheet) -> None:
    """Print it on the printer the user chooses; without one, offer the file to take elsewhere."""
    from PySide6.QtPrintSupport import QPrinterInfo

    if not QPrinterInfo.availablePrinters():
        page.strip.ask(NO_PRINTER + "要存成 PDF，拷到能打印的电脑上吗？", {
            "存成 PDF…": lambda: page.attempt(lambda: save_paper(page, work, sheet)),
            "不用": None})
        return
    printer = chosen_printer(page)
    if printer is not None:
        work.begin(lambda progress: printed_paper(paper(sheet), printer, progress),
                   lambda pages: page.strip.tell(f"已送去打印，共 {pages} 页。"), "正在打印…")


def save_paper(page: QWidget, work: Work, sheet: Sheet) -> None:
    """Write it as a PDF where the user says. :raises Problem: the disk refused."""
    from exporters.paper.sheet import write_paper

    final = ask.file_to_save(page, "存成 PDF", f"{sheet.title}-{sheet.unit}.pdf", PDF)
    if final is None:
        return
    write_paper(sheet, final)
    work.written(final)
