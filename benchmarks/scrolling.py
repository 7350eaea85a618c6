"""How a list of 100,000 rows scrolls, beside Qt's own table over a bare list of the same words."""

from __future__ import annotations

import time
from functools import cache

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView

from benchmarks import Measure, Rounds, dressed_application, in_turn
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable

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


MEASURES: tuple[Measure, ...] = (
    (f"s of scrolling {ROWS:,} rows, beside a bare list", 1.5, scrolling),
)
