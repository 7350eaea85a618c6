"""A paper is seen first: turned, enlarged and made small by buttons; handed over from there."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from ui.kit import ask
from ui.kit.paper import PaperPane


@pytest.fixture
def pane(people, qtbot):
    """The list of the households, long enough for several pages, on its way to the printer."""
    sheet = people.sheet()
    sheet.rows.extend(sheet.rows[:1] * 120)
    people.put_right(PaperPane(lambda: sheet))
    shown = people.beside.pane
    qtbot.waitUntil(lambda: shown.preview.pages > 2)
    return shown


def press(pane, name):
    next(each for each in pane.findChildren(QPushButton) if each.accessibleName() == name).click()
    QTest.qWait(1)


def test_pages_are_turned_and_enlarged_by_buttons(pane):
    bar = pane.sight.bar
    pages = pane.preview.pages
    assert bar.page.text() == f"第 1 / {pages} 页" and bar.isVisible()
    press(pane, "后一页")
    assert bar.page.text() == f"第 2 / {pages} 页"
    press(pane, "前一页")
    press(pane, "前一页")
    assert bar.page.text() == f"第 1 / {pages} 页"
    wide = pane.preview._scale()
    press(pane, "放大")
    assert pane.preview._scale() > wide
    for _ in range(3):
        press(pane, "缩小")
    assert pane.preview._scale() < wide
    press(pane, "适宽")
    assert pane.preview._scale() == wide


def test_the_same_paper_is_kept_as_pdf_and_as_a_workbook(pane, tmp_path, monkeypatch):
    asked = []

    def where(_, title, name, *kinds):
        asked.append(title)
        return tmp_path / name

    monkeypatch.setattr(ask, "file_to_save", where)
    press(pane, "存成 PDF…")
    press(pane, "导出 Excel…")
    assert asked == ["存成 PDF", "导出 Excel"]
    [pdf], [book] = tmp_path.glob("*.pdf"), tmp_path.glob("*.xlsx")
    assert len(PdfDocument(pdf)) == pane.preview.pages
    cells = [each for row in load_workbook(book).active.values for each in row]
    assert "03-018" in cells


def test_a_page_is_seen_whole_and_chosen_among_the_small_ones(pane):
    preview, leaves = pane.preview, pane.sight.leaves
    press(pane, "看整页")
    assert preview._box(0).height() <= preview.viewport().height()
    assert preview._scale() < preview._filling()
    assert leaves.isVisible() and leaves.model().rowCount() == preview.pages
    leaves.setCurrentIndex(leaves.model().index(2, 0))
    assert pane.sight.bar.page.text().startswith("第 3 ")
    press(pane, "前一页")
    assert leaves.currentIndex().row() == 1
    press(pane, "适宽")
    assert preview._scale() == preview._filling()


def test_the_printer_takes_the_pages_and_copies_asked_for(pane, monkeypatch):
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    from models.values.problem import Problem
    from ui.kit import paper

    with pytest.raises(Problem, match="还没有打印机"):
        pane.sight.printer()
    monkeypatch.setattr(QPrinterInfo, "availablePrinters", lambda: ["x"])
    pane.sight.pages.setText("1-2，3")
    line = pane.sight.copies.lineEdit()
    assert line.width() >= line.fontMetrics().horizontalAdvance("99")
    pane.sight.copies.setValue(2)
    printer = pane.sight.printer()
    assert isinstance(printer, QPrinter) and printer.copyCount() == 2
    assert paper._chosen_pages(printer, pane.preview.pages) == [0, 1, 2]
    pane.sight.pages.setText("99")
    with pytest.raises(Problem, match="页码“99”不对"):
        pane.sight.printer()
    pane.sight.pages.clear()
    assert len(paper._chosen_pages(pane.sight.printer(), 5)) == 5
