"""How soon the window is painted, and how its lists scroll, beside bare Qt or a bare second."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from benchmarks import Measure, Rounds, dressed_application, in_turn
from models.keeping.store import Store
from models.members.member import Member
from models.office.village import Group, Unit
from models.pairing.assignment import accept, propose
from models.registers.people import HEAD, Household, Person
from sample.village import fill
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.places.liaison.page import Liaison

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

ROUNDS = 9
PROJECT = Path(__file__).resolve().parents[1]

BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("painted", flush=True)
app = QApplication([])
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
"""

OURS = """
import sys
from pathlib import Path
from ui.frame import app, window
shown = window.Window.paintEvent
def paint(self, event):
    shown(self, event)
    print("painted", flush=True)
window.Window.paintEvent = paint
app.run(Path(sys.argv[1]))
"""


def first_paint() -> Rounds:
    """Seconds, ours and bare, in turn; the first start of each only compiles."""
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "village.lianxing")
        compiled = str(Path(folder) / "compiled")
        return [
            (_start(OURS, compiled, file), _start(BARE, compiled)) for _ in range(ROUNDS + 1)
        ][1:]


def _start(program: str, compiled: str, *words: str) -> float:
    """Seconds until a fresh process says its window is painted; bytecode is kept, as shipped."""
    screenless = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPYCACHEPREFIX": compiled,
        "PYTHONDONTWRITEBYTECODE": "",
    }
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", program, *words],
        cwd=PROJECT,
        env=screenless,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        took = time.perf_counter() - begun
        running.kill()
    return took


def looked_through() -> Rounds:
    """Seconds until the sample village is shown: with the quick check at opening, without it."""
    with tempfile.TemporaryDirectory() as folder:
        file, compiled = Path(folder) / "village.lianxing", str(Path(folder) / "compiled")
        with Store(file) as store:
            fill(store, households=570, seed=1)
        opened = OURS.replace("print(", "self.store is None or print(")
        blind = opened.replace("app.run(", "from ui.frame import opening\n"
                               "opening.looked_at = lambda *given: []\napp.run(")
        return [(_start(opened, compiled, str(file)), _start(blind, compiled, str(file)))
                for _ in range(ROUNDS + 1)][1:]


PAINTING = (
    ("start to first painted window", 1.25, first_paint),
    ("opening 570 households, beside opening without the quick check", 1.1, looked_through),
)


# ── A list of 100,000 rows scrolls


ROWS, STEPS = 100_000, 200
HEADINGS = ("户号", "户主", "组", "人口", "联户党员", "类别")
SURNAMES, GIVEN = "缑鲁茹逄麻晁郗仝綦亓", ("树林", "文贵", "秀兰", "国强", "桂英", "建军", "满仓")


def _words(at: int) -> tuple[str, ...]:
    name = SURNAMES[at % len(SURNAMES)] + GIVEN[at // len(SURNAMES) % len(GIVEN)]
    return (f"{at:06}", name, f"{at % 30 + 1}组", str(at % 6 + 1), name[::-1], "一般户")


@cache
def _ours() -> QTableView:
    """The list of the program; its rows are read in chunks as they come into sight."""
    dressed_application()

    columns = [Column(each, 12, lead=not at) for at, each in enumerate(HEADINGS)]
    table = RecordTable(columns, lambda ids: [_words(each) for each in ids])
    shown = RecordList(table, "名单")
    table.show_ids(range(ROWS))
    return _seen(shown)


@cache
def _bare() -> QTableView:
    """A table view as Qt gives it, over rows that are all in memory."""
    dressed_application()

    rows = [_words(at) for at in range(ROWS)]

    nowhere = QModelIndex()

    class Plain(QAbstractTableModel):
        def rowCount(self, parent: QModelIndex | QPersistentModelIndex = nowhere) -> int:
            return len(rows)

        def columnCount(self, parent: QModelIndex | QPersistentModelIndex = nowhere) -> int:
            return len(HEADINGS)

        def data(
            self, index: QModelIndex | QPersistentModelIndex,
            role: int = Qt.ItemDataRole.DisplayRole,
        ) -> str | None:
            shown = role == Qt.ItemDataRole.DisplayRole
            return rows[index.row()][index.column()] if shown else None

    view = QTableView()
    view.setModel(Plain(view))
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(_ours().verticalHeader().defaultSectionSize())
    return _seen(view)


def _seen(view: QTableView) -> QTableView:
    view.resize(900, 640)
    view.show()
    QApplication.processEvents()
    return view


def _scrolled(view: QTableView) -> float:
    """Seconds for going down by three rows at a time, then through the whole list in leaps."""
    bar = view.verticalScrollBar()
    places = [3 * at for at in range(STEPS)]
    places += [bar.maximum() * at // STEPS for at in range(STEPS)]
    begun = time.perf_counter()
    for place in places:
        bar.setValue(place)
        QApplication.processEvents()
    return time.perf_counter() - begun


def scrolling() -> Rounds:
    """Seconds of scrolling, each step painted."""
    return in_turn(lambda: _scrolled(_ours()), lambda: _scrolled(_bare()))


SCROLLING: tuple[Measure, ...] = (
    (f"s of scrolling {ROWS:,} rows, beside a bare list", 1.5, scrolling),
)


# ── The pairing page in a town of 5,355 households and 576 members


HOMES, MEMBERS, GROUPS, STEPS_DOWN = 5_355, 576, 30, 240
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
        for widget in (desk.homes, desk.loads) for at in range(STEPS_DOWN // 2)
    )


def looking() -> Rounds:
    """Milliseconds of a step, beside one frame of the screen."""
    return in_turn(_through_the_lists, lambda: FRAME, rounds=5)


PAIRING: tuple[Measure, ...] = (
    (f"ms of a step on the pairing page, {HOMES:,} × {MEMBERS}, p95, beside a frame", 1, looking),
)
MEASURES = (*PAINTING, *SCROLLING, *PAIRING)
