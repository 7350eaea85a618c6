"""签到: the roster as a list in which one key marks a person and the cursor moves on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from models.meetings.attendance import STATUSES, Attendance, Presence
from models.meetings.due_list import LEAVE_REASONS
from models.meetings.sign_in import KEYS, REST, Grid, Seat, grid, press
from ui.kit.marks import Face
from ui.kit.record_list import RecordList
from ui.kit.table import Column, Index, RecordTable, Step
from ui.kit.theme import Mark

HINT = "1 到　2 假　3 缺　4 列席　5 书面意见　R 其余全到　　光标自动下移"
ASKING = "假的事由：" + "　".join(f"{at} {each}" for at, each in enumerate(LEAVE_REASONS, 1))
STATUS_FACES: dict[str, Face] = {
    Presence.PRESENT: Face("到", Mark.DONE), Presence.LEAVE: Face("假", Mark.ASK),
    Presence.ABSENT: Face("缺", Mark.LATE), Presence.VISITING: Face("列席", tone="second"),
    Presence.WRITTEN: Face("书面意见", Mark.ASK), Presence.EXCLUDED: Face("—", tone="faint"),
}
_NAMED_KEYS = {
    Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down", Qt.Key.Key_Backspace: "backspace",
    Qt.Key.Key_Delete: "backspace", Qt.Key.Key_Return: "enter", Qt.Key.Key_Enter: "enter",
}


class AttendanceGrid(RecordList):
    """``typed()`` after every key that changed something; ``asked(bool)`` for a reason."""

    typed = Signal()
    asked = Signal(bool)
    is_grid = True
    orders = False

    def __init__(self) -> None:
        self.now: Grid = grid([])
        self.seats: dict[int, Seat] = {}
        super().__init__(self._columns(), "签到表")

    @property
    def rows(self) -> tuple[Attendance, ...]:
        """The roster as typed so far."""
        return self.now.rows

    def show_rows(self, rows: Sequence[Attendance], seats: dict[int, Seat]) -> None:
        """Show a roster, the cursor on the first person not marked."""
        self.seats = seats
        self.now = grid(rows)
        self.table.forget_typing()
        self._show()

    def change_row(self, row: Attendance) -> None:
        """Put another attendance in place of the current one."""
        rows = list(self.now.rows)
        rows[self.now.cursor] = row
        self._become(replace(self.now, rows=tuple(rows), asking=False))

    def current_row(self) -> Attendance | None:
        """The attendance the cursor stands on."""
        return self.now.rows[self.now.cursor] if self.now.rows else None

    def strike(self, key: str) -> None:
        """What one key does."""
        self._become(press(self.now, key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Status keys mark; the rest is the list's."""
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier,
            Qt.KeyboardModifier.ShiftModifier,
        )
        key = _NAMED_KEYS.get(Qt.Key(event.key()), event.text().lower())
        if plain and (key in KEYS or key == REST or key in _NAMED_KEYS.values()):
            self.strike(key)
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """A click moves the cursor too."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != self.now.cursor:
            self.now = replace(self.now, cursor=current.row(), asking=False)
            self.asked.emit(False)
            self.viewport().update()

    # ── inside ───────────────────────────────────────────────────────────────

    def _become(self, now: Grid, back: bool = False) -> None:
        """The roster as it is after a key; a key that changed it can be taken back."""
        before, self.now = self.now, now
        if now.rows != before.rows and not back:
            self.table.undone = []
            self.table.steps.append(Step(lambda: self._become(before, back=True),
                                         lambda: self._become(now, back=True)))
        if now != before:
            self._show()
        if now.rows != before.rows:
            self.typed.emit()

    def _show(self) -> None:
        self.table.show_ids(list(range(1, len(self.now.rows) + 1)))
        self._go(self.now.cursor, 0)
        self.asked.emit(self.now.asking)

    def _columns(self) -> RecordTable:
        return RecordTable((
            Column("#", 3), Column("姓名", 8, lead=True), Column("党小组", 11),
            Column("表决权", 10, face=lambda face: face), Column("签到", 9, face=lambda face: face),
            Column("事由", 30, face=lambda face: face),
        ), lambda ids: [self._line(at) for at in ids])

    def _line(self, at: int) -> tuple[Any, ...]:
        row = self.now.rows[at - 1]
        seat = self.seats.get(row.person, Seat(""))
        here = at - 1 == self.now.cursor
        return (at, seat.name, seat.party_group, _vote_face(row, seat),
                self._status_face(row, here), self._reason_face(row, here))

    def _status_face(self, row: Attendance, here: bool) -> Face:
        if row.status is None:
            return Face("▮") if here else Face("—", tone="faint")
        return STATUS_FACES[row.status]

    def _reason_face(self, row: Attendance, here: bool) -> Face:
        if here and self.now.asking:
            return Face("1–5 选事由…", tone="faint")
        approved = f"，{row.approved:%Y-%m} 批准" if row.approved else ""
        return Face((row.reason or "") + approved)


def _vote_face(row: Attendance, seat: Seat) -> Face:
    if row.status == Presence.EXCLUDED:
        return Face(STATUSES.label(Presence.EXCLUDED), tone="faint")
    if row.status == Presence.VISITING:
        return Face("不计", tone="faint")
    if row.vote:
        return Face("有")
    return Face("预备" if seat.probationary else "无", tone="faint")
