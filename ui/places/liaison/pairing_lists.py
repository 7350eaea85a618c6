"""The two lists of the workbench: households that can be dragged, members they can be given to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QAbstractItemView

from models.pairing.pairing import BASES, PairingRules
from models.pairing.workbench import LoadLine, home_lines
from ui.kit.marks import Face
from ui.kit.record_list import RecordList
from ui.kit.table import Column, Edit, Index, RecordTable
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from models.keeping.store import Store

HOMES = "application/x-lianxing-households"
CONSENTED, BASIS = "consented", "basis"


_DRAGGED = (Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled)
_TYPED = _DRAGGED | Qt.ItemFlag.ItemIsEditable


class HomeTable(RecordTable):
    """Households; a row can be taken along with the mouse."""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What can be chosen, typed in, and dragged; asked hundreds of times for one picture."""
        return _TYPED if self.columns[index.column()].editable else _DRAGGED


class HomeList(RecordList):
    """Households of the workbench; dragging takes all that are selected."""

    def __init__(
        self, store: Store, day: Callable[[], date], put: Callable[[list[Edit]], None]
    ) -> None:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            return [
                (line.number, line.head, line.group, line.size, line.main_name, line.standin_name,
                 line.since or "", line.basis, line.consented or "")
                for line in home_lines(store, ids, day())
            ]

        super().__init__(HomeTable((
            Column("户号", 7), Column("户主", 7, lead=True), Column("组", 5),
            Column("人口", 4, numeric=True), Column("主联", 12, face=_main_face),
            Column("备联", 7), Column("起", 10),
            Column("依据", 5, BASIS, show=BASES.label, editable=True),
            Column("户同意", 10, CONSENTED, editable=True),
        ), rows, put), "应结对的户")
        self.setSortingEnabled(False)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Take the selected households along."""
        data, drag = QMimeData(), QDrag(self)
        data.setData(HOMES, ",".join(map(str, self.chosen())).encode())
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.LinkAction)


class LoadList(RecordList):
    """Members with their load. ``given(member, households)`` when households are dropped on one.

    ``stood_in(member)`` when B is pressed, ``gave_up()`` on Esc.
    """

    given = Signal(int, list)
    stood_in = Signal(int)
    gave_up = Signal()

    def __init__(self, lines: Callable[[], dict[int, LoadLine]],
                 rules: Callable[[], PairingRules]) -> None:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [lines()[row] for row in ids]
            return [
                (each.name, each.party_group, each.group, (each, rules()),
                 each.standin or "", each.excused) for each in shown
            ]

        super().__init__(RecordTable((
            Column("党员", 8, lead=True), Column("党小组", 10), Column("组", 6),
            Column("主联", 9, face=load_face), Column("备联", 4, numeric=True),
            Column("不作要求", 12, face=lambda why: Face(why, tone="faint")),
        ), rows), "党员和联户数")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """B gives as stand-in, Esc gives nobody; the rest is the list's."""
        if event.key() == Qt.Key.Key_B and not event.modifiers():
            self.stood_in.emit(self.current())
        elif event.key() == Qt.Key.Key_Escape:
            self.gave_up.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only households may come."""
        if event.mimeData().hasFormat(HOMES):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """The member under the mouse is shown as the one chosen."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.mimeData().hasFormat(HOMES):
            self.selectRow(index.row())
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Households are given to the member under the mouse."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            homes = homes_in(event.mimeData())
            event.acceptProposedAction()
            self.given.emit(self.table.id_at(index.row()), homes)


def homes_in(data: QMimeData) -> list[int]:
    """The households that are being dragged."""
    return [int(each) for each in bytes(data.data(HOMES).data()).decode().split(",") if each]


def load_face(line: tuple[LoadLine, PairingRules]) -> Face:
    """How many households a member has, and whether that is too few or too many."""
    load, rules = line
    if load.main > rules.most:
        return Face(f"{load.main}　多 {load.main - rules.most}", Mark.LATE)
    if load.main < rules.least and not load.excused:
        return Face(f"{load.main}　少 {rules.least - load.main}", Mark.ASK)
    return Face(str(load.main), tone="faint" if load.excused and not load.main else "")


def _main_face(name: str) -> Face:
    return Face(name) if name else Face("未结对", Mark.NONE, "late")


def lines_by_id(lines: Sequence[LoadLine]) -> dict[int, LoadLine]:
    """The lines by the member's id, in their order."""
    return {each.id: each for each in lines}
