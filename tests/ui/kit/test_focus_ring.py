"""Whatever takes the keyboard is framed while it has it, whatever it looks like otherwise."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from models.values.kinds import DAY, Field
from tests.ui.kit.test_contrast import contrast
from ui.kit.card import Card
from ui.kit.chips import TickList
from ui.kit.editors import Day
from ui.kit.preview import DrawingView, Preview
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.tall_drawing import TallDrawing
from ui.kit.theme import dress
from ui.places.home.page import Chart

RIM = 9
"""Pixels from the edge within which the frame is looked for."""


def button(**properties):
    made = QPushButton("各星任务")
    made.setCheckable("pressed" in properties)
    made.setChecked("pressed" in properties)
    for name in properties:
        made.setProperty(name, True)
    return made


def wrong():
    made = QLineEdit()
    made.setProperty("wrong", True)
    return made


KINDS = {
    "button": button, "main": lambda: button(main=True), "link": lambda: button(link=True),
    "chip": lambda: button(chip=True), "pressed chip": lambda: button(chip=True, pressed=True),
    "more": lambda: button(more=True), "line": QLineEdit, "fault": wrong, "box": QComboBox,
    "text": QPlainTextEdit, "number": QSpinBox, "tick": lambda: QCheckBox("看黑白"), "card": Card,
    "scrolled": lambda: TallDrawing(DrawingView("图")), "leaves": QListView,
    "ticks": lambda: TickList("表"), "paper": Preview, "chart": lambda: Chart("图"),
    "empty list": lambda: RecordList(RecordTable((Column("名", 8),), lambda ids: []), "户"),
    "day": lambda: Day(Field("日", DAY)),
}


def picture(shown):
    QApplication.processEvents()
    return shown.window().grab(shown.geometry()).toImage()


def framed(shown, other):
    """What share of its edge another colour has, 3 to 1, once it has the keyboard."""
    other.setFocus()
    before = picture(shown)
    shown.setFocus(Qt.FocusReason.TabFocusReason)
    after = picture(shown)
    assert QApplication.focusWidget() in (shown, shown.focusProxy())
    across, down = range(4, before.width() - 4), range(4, before.height() - 4)
    rays = [[(x, y) for y in rim(edge, before.height())] for x in across for edge in (0, 1)]
    rays += [[(x, y) for x in rim(edge, before.width())] for y in down for edge in (0, 1)]
    return sum(any(contrast(before.pixelColor(*at).name(), after.pixelColor(*at).name()) >= 3
                   for at in ray)
               for ray in rays) / len(rays)


def rim(edge, length):
    depth = min(RIM, length // 2)
    return range(length - depth, length) if edge else range(depth)


@pytest.fixture(params=[1.0, 1.75], ids=lambda care: f"{care:.0%}")
def window(request, qtbot):
    dress(QApplication.instance(), request.param)
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.resize(500, 300)
    QVBoxLayout(shown)
    yield shown
    dress(QApplication.instance())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_stop_is_framed(window, qtbot, kind):
    assert share(window, qtbot, KINDS[kind]()) >= 0.5


def share(window, qtbot, stop):
    other = QLineEdit()
    for each in (other, stop):
        window.layout().addWidget(each)
    stop.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    size = stop.size()
    found = framed(stop, other)
    assert stop.size() == size
    return found


def test_a_stop_without_a_frame_is_found(window, qtbot):
    assert share(window, qtbot, QWidget()) == 0
