"""Ctrl+Z: what was typed into the grid at hand; on a page, the newest act of this sitting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from models.keeping.journal import acts
from models.values.problem import Problem
from ui.kit.form import Form
from ui.kit.record_list import RecordList

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from models.keeping.store import Store
    from ui.frame.status import Status
    from ui.kit.message_strip import Strip
    from ui.kit.table import Step

OLDER = "更早存下的，请到“设置 › 操作日志”里撤销。"
NOTHING_DONE = f"打开以来没有可以撤销的操作。{OLDER}"
NOTHING_TYPED = "这里没有刚填的可以撤销。存下的一步，请点窗口右下角的“撤销”。"


class Host(Protocol):
    """The window, as far as taking back needs it."""

    store: Store | None
    status: Status

    @property
    def strip(self) -> Strip:
        """What is said over every page."""

    def focusWidget(self) -> QWidget | None:
        """What has the keyboard."""

    def findChildren(self, kind: type[RecordList]) -> list[RecordList]:
        """The lists in the window."""


class Undoing:
    """What can be taken back in a window, from the moment its data file was opened."""

    def __init__(self, window: Host) -> None:
        self._window, self._before = window, 0

    def begin(self, store: Store) -> None:
        """What stands in the data file now was done in an earlier sitting."""
        self._before = next((each.id for each in acts(store, 1)), 0)

    def newest(self, store: Store) -> tuple[int, str, bool] | None:
        """The act of this sitting that 撤销 takes back."""
        newest = store.newest_act()
        return newest if newest is not None and newest[0] > self._before else None

    def acted(self, store: Store) -> None:
        """An act was saved: by a list that is being typed into, or with all that was typed."""
        newest = store.newest_act()
        for each in self._lists():
            if each.table.making is not None:
                each.table.making.act = newest[0] if newest else 0
            else:
                each.table.forget_typing()

    def act(self) -> None:
        """Take back the newest act of this sitting, and say so."""
        window, store = self._window, self._window.store
        if store is None:
            return
        try:
            if self.newest(store) is None:
                raise Problem(NOTHING_DONE)
            label = store.undo()
        except Problem as refusal:
            window.strip.refuse(refusal.sentence)
            return
        window.status.say(f"已撤销 {label}")
        window.status.offer(self.newest(store))

    def press(self) -> None:
        """Ctrl+Z was pressed, and no field of text took it for itself."""
        above = list(around(self._window.focusWidget()))
        grid = next((each for each in above if isinstance(each, RecordList) and each.is_grid), None)
        lists = [grid] if grid is not None else self._typed_in()
        step = next(filter(None, map(self._step_of, lists)), None)
        if step is not None and not step.act:
            step.back()
            self._window.status.say("已撤销表里刚填的")
        elif step is None and (grid is not None or _in_form(above)):
            self._window.status.say(NOTHING_TYPED)
        else:
            self.act()

    def _step_of(self, grid: RecordList) -> Step | None:
        """The newest step of a list that still can go back: unsaved, or saved by the newest act."""
        newest = self._window.store and self._window.store.newest_act()
        while grid.table.steps:
            step = grid.table.steps.pop()
            if not step.act or (newest and step.act == newest[0]):
                return step
        return None

    def _typed_in(self) -> list[RecordList]:
        """The lists in sight with something typed and not saved."""
        return [each for each in self._lists()
                if each.isVisible() and any(not step.act for step in each.table.steps)]

    def _lists(self) -> list[RecordList]:
        return self._window.findChildren(RecordList)


def around(widget: QWidget | None) -> Iterator[QWidget]:
    """A widget and all it stands in."""
    while widget is not None:
        yield widget
        widget = widget.parentWidget()


def _in_form(above: list[QWidget]) -> bool:
    """A form, or a pane that is kept or given up as a whole."""
    return any(isinstance(each, Form) or hasattr(each, "give_up") for each in above)
