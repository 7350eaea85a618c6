"""A sample village and its town in two windows, with one stick between them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from models.exchange.keys import own_card
from models.keeping.store import Store
from models.town.units import TownUnit, keep_unit, open_town, register
from sample.village import fill
from ui.frame.window import Window

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def open_sample(path: Path) -> Store:
    """The sample village, small."""
    store = Store(path)
    fill(store, households=20, seed=7)
    store.operator = "耿素珍"
    return store


def open_desk(path: Path, *villages: Store) -> Store:
    """A town that knows these villages; they know the town."""
    town = Store(path)
    town.operator = "李春分"
    open_town(town, "青石坡镇")
    for place, village in enumerate(villages):
        card = own_card(village)
        keep_unit(town, TownUnit(name=card.name, code=card.code, district="二管区", place=place))
        register(town, card)
        register(village, own_card(town))
    return town


def shown(qtbot, store: Store) -> Window:
    """A window over a data file."""
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.receive(store)
    with qtbot.waitActive(window):
        window.activateWindow()
    return window


def press(qtbot, window: Window, key: Qt.Key, held: Qt.KeyboardModifier = CTRL) -> None:
    """A key with Ctrl (or Alt) where the keyboard is."""
    if not window.isActiveWindow():
        with qtbot.waitActive(window):
            window.activateWindow()
    qtbot.keyClick(window.focusWidget() or window, key, held)


def until(qtbot, ready: Callable[[], object]) -> None:
    """Wait for work that goes on beside the window."""
    qtbot.waitUntil(lambda: bool(ready()))


def write(qtbot, page, words: str) -> None:
    """Answer the page's question with a line of words and Enter."""
    assert page.strip.why.isVisible()
    page.strip.why.setText(words)
    qtbot.keyClick(page.strip.why, Qt.Key.Key_Return)
