"""This week's report and the progress sheet, from opening the program to paper, by keyboard alone.
"""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.keeping.settings import set_setting
from models.keeping.store import Store
from models.meetings.meeting import Attendance, Meeting, hold
from models.stars.drafting import keep, shipped
from models.stars.plan import Plan, aim_at, keep_plan
from models.stars.weekly import reports
from tests.models.stars.creating import settle
from ui.frame.app import open_window
from ui.kit.place import PAGES
from ui.kit.theme import dress
from ui.places.stars import section as papers
from ui.places.stars import weekly

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
TODAY = date(2026, 9, 26)
AT_MOST = 8


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)


@pytest.fixture
def data(tmp_path):
    """A village with a plan and one meeting this week; nothing is overdue."""
    path = tmp_path / "village.lianxing"
    with Store(path) as store:
        people = settle(store)
        set_setting(store, "operator", "缑树林")
        standard = keep(store, shipped("rural", TODAY.year))
        plan = keep_plan(store, Plan(year=TODAY.year, standard=standard.rowid,
                                     made=date(TODAY.year, 1, 1)))
        aim_at(store, plan, "branch", owner=people[0].id)
        hold(store, Meeting(kind="committee", held=TODAY, title="研究清洁家园", entered=TODAY),
             [Attendance(meeting=0, person=each.rowid, status="present")
              for each in people[:3]])
    return path


@pytest.fixture
def window(qtbot, tmp_path, data):
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "own"))
    dress(QApplication.instance())
    opened = open_window(data)
    qtbot.addWidget(opened)
    with qtbot.waitActive(opened):
        opened.activateWindow()
    qtbot.waitUntil(lambda: opened.store is not None)
    yield opened
    opened.let_go()


class Keys:
    """A keyboard that counts."""

    def __init__(self) -> None:
        self.count = 0

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.count += 1
        QTest.keyClick(QApplication.focusWidget(), key, modifier)
        QApplication.processEvents()


@pytest.fixture
def keys():
    return Keys()


@pytest.fixture
def paper(monkeypatch, tmp_path, keys):
    """A printer that is accepted with one more key, and the PDF it makes of each return."""
    made = {}
    really = papers.printed

    def printed(order, printer, progress):
        made[order.wanted.code] = tmp_path / f"{order.wanted.code}.pdf"
        printer.setOutputFileName(str(made[order.wanted.code]))
        return really(order, printer, progress)

    def accepted(parent):
        keys.count += 1
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setResolution(72)
        return printer

    monkeypatch.setattr(papers, "printed", printed)
    monkeypatch.setattr(weekly, "chosen_printer", accepted)
    return made


def test_the_week_is_on_paper_in_eight_actions(window, keys, paper, qtbot):
    stars = next(at for at, each in enumerate(PAGES, 1) if each.key == "stars")
    keys.press(getattr(Qt.Key, f"Key_{stars}"), CTRL)
    keys.press(Qt.Key.Key_8, ALT)
    section = window.pages["stars"].current
    assert section.key == "weekly"
    keys.press(Qt.Key.Key_Return, CTRL)
    keys.press(Qt.Key.Key_Space)
    sent = reports(window.store)[0]
    assert sent.sent == TODAY
    assert "研究清洁家园，应到 3 人，实到 3 人" in sent.done
    keys.press(Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: section.strip.words.text().startswith("已送去打印"))
    assert keys.count <= AT_MOST
    assert set(paper) == {"weekly-report", "star-progress"}
    for path in paper.values():
        assert path.read_bytes().startswith(b"%PDF")
