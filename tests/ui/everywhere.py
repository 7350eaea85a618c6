"""Goes to every place of the window, one after the other; and what each of them offers."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QObject, QThreadPool, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLayout, QLayoutItem
from shiboken6 import Shiboken

from models.keeping.store import Store
from models.town.units import TownUnit, keep_unit, open_town
from sample.village import fill
from ui.kit.job import at_work
from ui.kit.place import PAGES, TOWN_PAGES, WELCOME
from ui.kit.theme import dress
from ui.parts.enrolling import EnrolSection
from ui.places.settings.page import SECTIONS

LONGEST_LOOK = 500
"""Milliseconds after which a page looks again at what was done; longer waits are for hands."""


@contextmanager
def sample_window(qtbot, folder, households):
    """The window on a sample village of its own, until all that it reads has come."""
    from ui.frame.window import Window

    path = folder / "village.lianxing"
    with Store(path) as store:
        fill(store, households=households, seed=1)
    dress(QApplication.instance())
    shown = Window()
    qtbot.addWidget(shown)
    shown.resize(1366, 768)
    shown.show()
    shown.receive(Store(path))
    yield shown
    settle()
    shown.let_go()


@contextmanager
def town_window(qtbot, folder):
    """The window on the file of a town that waits for its villages."""
    from ui.frame.window import Window

    store = Store(folder / "town.lianxing")
    open_town(store, "青石坡镇")
    for at, name in enumerate(("柳河沿村", "东洼村", "石门口村"), 1):
        keep_unit(store, TownUnit(name=name, code=f"41990010120{at}", district="二管区"))
    dress(QApplication.instance())
    shown = Window()
    qtbot.addWidget(shown)
    shown.resize(1366, 768)
    shown.show()
    shown.receive(store)
    yield shown
    settle()
    shown.let_go()


def everywhere(window):
    """Every place of a village or a town, and every section of it, one after the other."""
    for place in window.places:
        window.go(place.key)
        page = window.pages[place.key]
        sections = [each.key for each in getattr(page, "kinds", ())]
        chips = [] if sections else page.chips.keys
        for key in sections or (chips[:2] if place.key == "people" else chips) or [""]:
            turn_to(window, place.key, key)
            yield f"{place.key} {key}"


def turn_to(window, place, key):
    """A section of a place, by its key."""
    window.go(place)
    page = window.pages[place]
    if key and getattr(page, "kinds", ()):
        page.show_section(key)
    elif key:
        page.chips.press(key)
    settle()


def settle():
    """What is read beside the window, or a moment later, has arrived."""
    while True:
        QThreadPool.globalInstance().waitForDone()
        QApplication.processEvents()
        soon = [each.remainingTime() for window in QApplication.topLevelWidgets()
                for each in window.findChildren(QTimer)
                if each.isActive() and each.isSingleShot() and each.interval() <= LONGEST_LOOK]
        if not soon and not at_work():
            return
        QTest.qWait(max(soon, default=0) + 1)


def items_held():
    """The items of layouts that Python holds: a test that asks what dangles notes them first."""
    gc.collect()
    return [each for each in Shiboken.getAllValidWrappers()
            if isinstance(each, QLayoutItem) and not isinstance(each, QObject)]


def dangling(before):
    """The items of layouts that Python still holds although Qt has ended them, but for those it
    held ``before``, which windows of other tests have left.

    Nothing tells Python that such an item, which is no ``QObject``, is gone. Whatever Qt puts at
    its address later has two wrappers then, and when that is destroyed the process dies. To be
    asked at the end of a test only: looking at an item gives it a wrapper.
    """
    known = set(map(id, before))
    items = [each for each in items_held() if id(each) not in known]
    layouts = [each for each in Shiboken.getAllValidWrappers() if isinstance(each, QLayout)]
    holders = {id(item): each for each in layouts for item in gc.get_referents(each)}
    every = set().union(*map(lying_in, layouts))

    def lives(item):
        """In the layout that holds its wrapper: elsewhere its address may be another's by now."""
        holder = holders.get(id(item))
        return Shiboken.getCppPointer(item)[0] in (lying_in(holder) if holder else every)

    return [each for each in items if not lives(each)]


def lying_in(layout):
    """The addresses of the items of a layout, those of the layouts in it among them."""
    items = [layout.itemAt(at) for at in range(layout.count())]
    return {Shiboken.getCppPointer(each)[0] for each in items}.union(
        *(lying_in(each.layout()) for each in items if each.layout() is not None))


# ── what they offer ──────────────────────────────────────────────────────────


class Spot(NamedTuple):
    """A place or a section: its title, its page, its words for standing there, and its actions."""

    title: str
    kind: type
    standing: tuple[str, ...]
    deeds: tuple[object, ...]


@cache
def spots():
    """Every place and section of village and town."""
    found = []
    for place in (WELCOME, *PAGES, *TOWN_PAGES):
        page = place.load()
        declared = [deed for _, deed in page.declared()]
        if place.key == "settings":
            of = {"village": {"village"}, "security": {"plain", "keyed"},
                  "backups": {"backups", "copy"}}
            found += [Spot(f"设置 › {title}", page, (title,),
                           tuple(each for each in declared if each.place in of.get(key, {key})))
                      for key, title in SECTIONS.items()]
        elif getattr(page, "kinds", ()):
            found += within(place.title, page.kinds, ())
        else:
            found.append(Spot(place.title, page, (), tuple(declared)))
    found.append(Spot("设置 › 密钥", EnrolSection, ("密钥",),
                      tuple(deed for _, deed in EnrolSection.declared())))
    return found


def within(place, kinds, outer):
    found = []
    for kind in kinds:
        standing = (kind.title, *outer)
        found.append(Spot(f"{place} › {kind.title}", kind, standing,
                          tuple(deed for _, deed in kind.declared())))
        found += within(place, getattr(kind, "kinds", ()), standing)
    return found
