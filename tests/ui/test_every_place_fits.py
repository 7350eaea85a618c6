"""关怀版: every place and section shows its words whole, on the screens a village office has."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from models.keeping.store import Store
from sample.village import fill
from tests.ui.everywhere import everywhere, settle, town_window
from tests.ui.test_access import called, states
from ui.kit.card import Card, Elided
from ui.kit.room import Room
from ui.kit.theme import dress
from ui.kit.tokens import tokens

SMALL, LARGE = (1366, 768), (1920, 1080)
SCALED = (910, 449)
"""What a desktop that scales by 150 % leaves of the small screen, less its bar and the title."""
SCREENS = [(care, SMALL if care != 1.5 else LARGE) for care in tokens()["care"]["steps"]]
SCREENS.append((1.0, SCALED))
PLAIN = [(1.0, SMALL), (1.5, LARGE), (1.75, SMALL), (1.0, SCALED)]
SETTINGS = [pytest.param(each, id=f"{each[0]:.0%} on {each[1][0]}",
                         marks=() if each in PLAIN else pytest.mark.soak) for each in SCREENS]
SLACK = 2
"""Pixels that Qt rounds away."""
NEVER = Qt.ScrollBarPolicy.ScrollBarAlwaysOff


@pytest.fixture(scope="module")
def peopled(tmp_path_factory):
    path = tmp_path_factory.mktemp("village") / "village.lianxing"
    with Store(path) as store:
        fill(store, households=40, seed=1)
    return path


@pytest.fixture(params=SETTINGS)
def window(request, qtbot, peopled):
    from ui.frame.window import Window

    care, screen = request.param
    dress(QApplication.instance(), care)
    shown = Window()
    qtbot.addWidget(shown)
    shown.resize(*screen)
    shown.show()
    shown.receive(Store(peopled))
    yield shown
    settle()
    shown.let_go()
    dress(QApplication.instance())


def cut(window):
    """The buttons and labels that are narrower than their words or stick out of their room."""
    return [
        f"{each.text()} ({each.width()} of {each.sizeHint().width()})"
        for kind in (QPushButton, QLabel) for each in window.findChildren(kind)
        if each.isVisible() and (too_narrow(each) or sticks_out(window, each))
    ]


def too_narrow(shown):
    """What wraps, or is cut on purpose with its words in a tool tip, may be narrow."""
    policy = shown.sizePolicy().horizontalPolicy()
    if isinstance(shown, Elided) and shown.text() == shown.toolTip():
        return False
    gives = policy == QSizePolicy.Policy.Ignored or (isinstance(shown, QLabel) and shown.wordWrap())
    return not gives and shown.width() < shown.sizeHint().width()


def sticks_out(window, shown):
    """Up and down one may scroll to it; to the right only where a scroll bar says so."""
    above = shown.parentWidget()
    while above is not window:
        area, box = above.parentWidget(), QRect(shown.mapTo(above, QPoint()), shown.size())
        if isinstance(area, QAbstractScrollArea) and above is area.viewport():
            scrolls = area.horizontalScrollBarPolicy() != NEVER
            left, right = box.left() >= 0, box.right() < above.width()
            return not (isinstance(area, QAbstractItemView) or scrolls or (left and right))
        if not above.rect().contains(box):
            return True
        above = area
    return False


def pressed(window):
    """The words on several lines that are pressed together, and buttons lower than theirs."""
    for each in window.findChildren(QLabel):
        if each.isVisible() and each.text() and not each.visibleRegion().isEmpty():
            needs = each.heightForWidth(each.width()) if each.wordWrap() else 0
            if each.height() < max(needs, each.fontMetrics().height()) - SLACK:
                yield f"{each.text()} ({each.height()} high)"
    yield from (f"{each.text()} ({each.height()} high)" for each in window.findChildren(QPushButton)
                if each.isVisible() and each.height() < each.fontMetrics().height() - SLACK)


def out_of_sight(window):
    """The titles of cards and their next steps that would have to be scrolled to."""
    for card in window.findChildren(Card):
        steps = [card.foot.itemAt(at).widget() for at in range(card.foot.count())]
        yield from (f"{each.text()} of {called(card)}" for each in (card.title, *steps)
                    if each.isVisible() and each.visibleRegion().boundingRect() != each.rect())


def walked(window, walk):
    """What is cut, pressed or out of sight at each stop; what is being laid out is waited for."""
    found = {}
    for where in walk:
        for _ in range(20):
            found[where] = [*cut(window), *pressed(window), *out_of_sight(window)]
            if not found[where]:
                break
            QTest.qWait(50)
    return found, {where: words for where, words in found.items() if words}


def test_every_place_and_section_shows_its_words_whole(window):
    asked = window.size()
    met, found = walked(window, everywhere(window))
    assert found == {}
    assert len(met) > 40 and window.size() == asked


@pytest.mark.soak
def test_every_form_shows_its_words_whole(window, no_dialogs):
    asked = window.size()
    met, found = walked(window, states(window))
    assert found == {}
    assert len(met) > 150 and window.size() == asked


@pytest.mark.parametrize("enlarged", SETTINGS)
def test_every_place_of_a_town_shows_its_words_whole(qtbot, tmp_path, no_dialogs, enlarged):
    care, screen = enlarged
    with town_window(qtbot, tmp_path) as shown:
        dress(QApplication.instance(), care)
        shown.resize(*screen)
        met, found = walked(shown, states(shown))
        size = shown.size()
    dress(QApplication.instance())
    assert found == {}
    assert len(met) > 30 and (size.width(), size.height()) == screen


def test_words_pressed_together_are_caught(qtbot):
    host, button = QWidget(), QPushButton("好")
    words = QLabel("一二三四五六七八九十" * 9, wordWrap=True)
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    column.addWidget(words)
    column.addWidget(button)
    host.show()
    assert [*pressed(host)] == []
    words.setFixedHeight(20)
    button.setFixedHeight(12)
    host.setFixedWidth(200)
    assert len([*pressed(host)]) == 2


def scrolls(window):
    """How far the page shown can be scrolled: down and across."""
    bars = [(each.verticalScrollBar(), each.horizontalScrollBar())
            for each in window.findChildren(Room)]
    return [bar.maximum() for pair in bars for bar in pair]


@pytest.mark.parametrize("window", [(1.0, SMALL)], indirect=True, ids=["100% on 1366"])
def test_as_designed_no_page_has_to_be_scrolled(window):
    found = {}
    for where in everywhere(window):
        QTest.qWait(1)
        found[where] = scrolls(window)
    assert {where: far for where, far in found.items() if any(far)} == {}
    assert all(len(far) == 2 for far in found.values())
