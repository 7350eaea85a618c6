"""What a screenshot would show, and what a widget says besides: no covered number, until asked for.
"""

from __future__ import annotations

import re

import pypdfium2
import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QSettings, QSizeF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QGuiApplication,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from models.registers.people import Person
from tests.ui.everywhere import everywhere, settle, turn_to
from tests.ui.two_desks import open_sample
from ui.frame.window import Window
from ui.kit.editors import Veiled

TOP, CELLS = QModelIndex(), 60
"""Lines of a list that are asked: those below are told by the same model."""


@pytest.fixture
def window(qtbot, tmp_path):
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "q"))
    made = Window()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.receive(open_sample(tmp_path / "村.lianxing"))
    yield made
    settle()
    made.let_go()


class Seen:
    """The window painted, page after page, as text that can be read back."""

    def __init__(self, window, path):
        self._window, self._path = window, path
        self._writer = QPdfWriter(str(path))
        self._writer.setResolution(96)
        self._writer.setPageSize(QPageSize(QSizeF(1366, 768) * 0.75, QPageSize.Unit.Point))
        self._writer.setPageMargins(self._writer.pageLayout().margins() * 0)
        self._painter: QPainter | None = None

    def look(self):
        if self._painter is None:
            self._painter = QPainter(self._writer)
        else:
            self._writer.newPage()
        self._window.render(self._painter, QPoint(0, 0))

    def pages(self):
        assert self._painter is not None
        self._painter.end()
        with pypdfium2.PdfDocument(self._path) as book:
            return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in book]


def choose_first(page):
    """The first line of every list that is seen is looked at, so that its card stands beside it."""
    for each in page.findChildren(QAbstractItemView):
        if each.isVisible() and each.model() is not None and each.model().rowCount():
            each.setCurrentIndex(each.model().index(0, 0))
    settle()


WORDS = ("text", "toPlainText", "toolTip", "accessibleName", "accessibleDescription", "statusTip",
         "whatsThis", "placeholderText", "windowTitle", "title", "currentText")
HEARD = (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole,
         Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole)


def said_by(window):
    """All that a reader of the screen, the mouse over it or a copied list is told: of every widget,
    seen or not, of every cell, of what can be done, and what lies on the clipboard.
    """
    yield QGuiApplication.clipboard().text()
    for each in (window, *window.findChildren(QWidget), *window.findChildren(QAction)):
        for asked in WORDS:
            if callable(said := getattr(each, asked, None)):
                yield str(said())
        if isinstance(each, QWidget):
            told = QAccessible.queryAccessibleInterface(each)
            yield from (told.text(kind) for kind in HEARD if told)
        model = each.model() if isinstance(each, QAbstractItemView) else None
        for row in range(min(model.rowCount(TOP), CELLS) if model else 0):
            for column in range(1 if isinstance(model, QAbstractListModel)
                                else model.columnCount(TOP)):
                for role in ROLES:
                    yield str(model.data(model.index(row, column, TOP), role))


def betrayed(window, numbers):
    """The numbers among them."""
    said = re.sub(r"[^0-9Xx|]", "", "|".join(said_by(window)))
    return {number for number in numbers if number in said}


def test_no_covered_number_is_told_by_a_person_s_form_or_card(window):
    numbers = {each.id_number for each in window.store.find(Person) if each.id_number}
    turn_to(window, "people", "")
    page = window.pages["people"]
    choose_first(page)
    assert betrayed(window, numbers) == set()
    page.edit_person()
    settle()
    asked = next(each for each in window.findChildren(Veiled)
                 if each.isVisible() and each.words() in numbers)
    asked.selectAll()
    asked.copy()
    assert betrayed(window, numbers) == set()
    asked.reveal(True)
    assert betrayed(window, numbers) == {asked.words()}, "the fault it is against would be seen"
    asked.reveal(False)
    assert betrayed(window, numbers) == set()


@pytest.mark.soak
@pytest.mark.qt_log_ignore("QPdfEngine", extend=True)
def test_no_covered_number_is_painted_anywhere(window, tmp_path):
    numbers = {each.id_number for each in window.store.find(Person) if each.id_number}
    assert len(numbers) > 30
    seen, places = Seen(window, tmp_path / "看见.pdf"), []
    for place in everywhere(window):
        choose_first(window.pages[window.place.key])
        seen.look()
        places.append(place)
        assert (place, betrayed(window, numbers)) == (place, set())
    turn_to(window, "people", "")
    choose_first(window.pages["people"])
    window.pages["people"].edit_person()
    settle()
    asked = next(each for each in window.findChildren(Veiled)
                 if each.isVisible() and each.words() in numbers)
    for place, uncovered in (("its form", False), ("asked for", True)):
        asked.reveal(uncovered)
        seen.look()
        places.append(place)
    pages = dict(zip(places, seen.pages(), strict=True))
    assert len(pages) > 40 and all(len(each) > 20 for each in pages.values())
    assert asked.words() in pages.pop("asked for"), "the fault it is against would be seen"
    assert {place: found for place, each in pages.items()
            if (found := [number for number in numbers if number in each])} == {}
    assert any("****" in each for each in pages.values()), "covered ones stand there"
