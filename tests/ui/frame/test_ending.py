"""The session of the PC ends, the program was ended, printing does not begin, somebody types."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QInputMethodEvent, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.pdfgen.canvas import Canvas

from exporters.publish import temp_beside
from models.keeping import windows
from models.keeping.copies import own_copies
from models.keeping.store import Store
from models.registers.people import Person
from models.values.problem import Problem
from ui.frame.app import Single
from ui.frame.opening import session_ends
from ui.kit import ask
from ui.kit.paper import printed_paper
from ui.parts.unlocking import Idle
from ui.places.settings.backing_up import BackingUp


def test_when_the_session_ends_there_is_one_copy_and_the_file_is_free(window, village):
    path = village.path
    with village.act("添人"):
        village.save(Person(name="仝金坡"))
    session_ends(window)
    with Store(path) as store:
        assert [each.why for each in own_copies(store)] == ["关闭时"]
    assert not temp_beside(path).exists()


def test_acts_newer_than_the_newest_copy_are_copied_at_opening(village, qtbot):
    before = BackingUp(village)
    with village.act("添人"):
        village.save(Person(name="仝金坡"))
    before.before("手动")
    before.let_go()
    assert len(own_copies(village)) == 1
    again = BackingUp(village)
    again.catch_up()
    assert not again.changed
    with village.act("又添人"):
        village.save(Person(name="耿素珍"))
    again.let_go()
    later = BackingUp(village)
    with qtbot.waitSignal(later.made):
        later.catch_up()
    assert len(own_copies(village)) == 2
    later.let_go()


def a_page(size=A4):
    page = BytesIO()
    canvas = Canvas(page, pagesize=size)
    canvas.drawString(9, 9, "x")
    canvas.save()
    return page


class OnlyA4(QPrinter):
    """A printer that has A4 and keeps it, whatever is asked."""

    def setPageLayout(self, layout):
        return layout.pageSize().id() == QPageSize.PageSizeId.A4 and super().setPageLayout(layout)


def test_a_page_too_large_for_the_printer_is_not_printed_small(qapp, tmp_path):
    printer = OnlyA4()
    printer.setOutputFileName(str(tmp_path / "x.pdf"))
    assert printed_paper(a_page().getvalue(), printer, lambda *_: None) == 1
    with pytest.raises(Problem, match=r"没有这么大的纸（420×297 毫米），送出去 0 页。.*A4"):
        printed_paper(a_page(landscape(A3)).getvalue(), printer, lambda *_: None)


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_printing_that_did_not_begin_is_not_printed(qapp, tmp_path):
    page = a_page()
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "no folder" / "x.pdf"))
    with pytest.raises(Problem, match="没有送出去"):
        printed_paper(page.getvalue(), printer, lambda *_: None)
    printer.setOutputFileName(str(tmp_path / "x.pdf"))
    assert printed_paper(page.getvalue(), printer, lambda *_: None) == 1


def test_typing_through_an_input_method_counts_as_being_there(qtbot):
    window = QWidget()
    field = QLineEdit(window)
    qtbot.addWidget(window)
    window.show()
    idle = Idle(window, 5, lambda: None)
    idle._presence._follow(field)
    idle.timer.stop()
    QCoreApplication.sendEvent(field, QInputMethodEvent("zhong", []))
    assert idle.timer.isActive()
    idle._presence._follow(None)
    idle.timer.stop()
    QCoreApplication.sendEvent(field, QInputMethodEvent("guo", []))
    assert not idle.timer.isActive()
    idle.let_go()


def test_a_dialog_leaves_the_program_in_its_own_folder(qtbot, tmp_path, monkeypatch):
    here = Path.cwd()
    proposed = []

    def chosen(parent, title, name, kinds):
        os.chdir(tmp_path)
        proposed.append(Path(name).name)
        return str(tmp_path / "x.xlsx"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    assert ask.file_to_save(None, "存", "三组/四组?.xlsx") == tmp_path / "x.xlsx"
    assert Path.cwd() == here
    assert proposed == ["三组四组.xlsx"]


def test_a_second_start_lets_the_first_come_forward(qapp, tmp_path, monkeypatch):
    allowed = []
    monkeypatch.setattr(windows, "let_forward", lambda: allowed.append(True))
    assert not Single(tmp_path / "nobody.lianxing").raise_first()
    assert allowed
