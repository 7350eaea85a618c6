"""How smoothly the pairing page goes in a town of 5,355 households and 576 members."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks import Measure, Rounds, dressed_application, in_turn
from models.keeping.store import Store
from models.members.member import Member
from models.office.village import Group, Unit
from models.pairing.assignment import accept, propose
from models.registers.people import HEAD, Household, Person
from ui.places.liaison.page import Liaison

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


HOMES, MEMBERS, GROUPS, STEPS = 5_355, 576, 30, 240
SURNAMES, GIVEN = "缑鲁茹逄麻晁郗仝綦亓", ("树林", "文贵", "秀兰", "国强", "桂英", "建军", "满仓")
FRAME = 16.0
"""Milliseconds: what is ready sooner is seen in the next picture of the screen."""

BEGAN = date(2026, 1, 1)


@cache
def _page() -> Liaison:
    """The page over an invented town in which everybody is paired."""
    dressed_application()

    page = Liaison(_town())
    page.resize(1218, 660)
    page.show()
    QApplication.processEvents()
    return page


def _town() -> Store:
    store = Store(Path(tempfile.mkdtemp()) / "镇.lianxing")
    with store.act("建立"):
        store.save(Unit(name="某镇"))
        groups = [store.save(Group(name=f"{n}组", place=n)).id for n in range(1, GROUPS + 1)]
        for at in range(HOMES):
            group = groups[at * GROUPS // HOMES]
            home = store.save(Household(number=f"{at:04}", group=group, since=BEGAN)).id
            name = SURNAMES[at % len(SURNAMES)] + GIVEN[at // len(SURNAMES) % len(GIVEN)]
            head = store.save(Person(name=name, household=home, relation=HEAD, since=BEGAN))
            if (at + 1) * MEMBERS // HOMES > at * MEMBERS // HOMES:
                store.save(Member(person=head.rowid))
    accept(store, propose(store, BEGAN))
    return store


def _p95(steps: Iterator[Callable[[], object]]) -> float:
    """The milliseconds within which nineteen of twenty steps are done and painted."""
    taken = []
    for step in steps:
        start = time.perf_counter()
        step()
        QApplication.processEvents()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.quantiles(taken, n=20)[-1]


def _down(widget: QWidget, key: Qt.Key) -> Callable[[], object]:
    return lambda: QTest.keyClick(widget, key)


def _through_the_lists() -> float:
    """Arrow and page keys through both lists, each row painted."""
    desk = _page().section("pairing")
    for each in (desk.homes, desk.loads):
        each.choose(each.table.ids[0])
    keys = [Qt.Key.Key_Down] * 7 + [Qt.Key.Key_PageDown]
    return _p95(
        _down(widget, keys[at % len(keys)])
        for widget in (desk.homes, desk.loads) for at in range(STEPS // 2)
    )


def looking() -> Rounds:
    """Milliseconds of a step, beside one frame of the screen."""
    return in_turn(_through_the_lists, lambda: FRAME, rounds=5)


MEASURES: tuple[Measure, ...] = (
    (f"ms of a step on the pairing page, {HOMES:,} × {MEMBERS}, p95, beside a frame", 1, looking),
)
