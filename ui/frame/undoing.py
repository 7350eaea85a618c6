"""Ctrl+Z and Ctrl+Y: what was typed in the grid at hand; on a page, its acts of this sitting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from models.keeping.journal import acts
from models.values.problem import Problem
from ui.frame.status import short
from ui.kit.form import Form
from ui.kit.record_list import RecordList

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from models.keeping.store import Store
    from ui.frame.status import Status
    from ui.kit.message_strip import Strip
    from ui.kit.place import Place
    from ui.kit.table import Step


OLDER = "更早的和别处的，请按 F9 到“历史”里撤销。"
NOTHING_DONE = f"打开以来在这里没有可以撤销的操作。{OLDER}"
NOTHING_UNDONE = "这里没有可以重做的操作。重做只到下一步新的为止，请按 F9 看“历史”。"
NOTHING_TYPED = "这里没有刚填的可以撤销。存下的一步，请点窗口右下角的“撤销”。"
REMEMBERED = 50
"""So many acts of a place can be taken back there by Ctrl+Z; older ones in 历史."""


class Host(Protocol):
    """The window, as far as taking back needs it."""

    store: Store | None
    place: Place | None
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
        self._window, self._newest, self._refused = window, 0, ""
        self._made: dict[str, list[int]] = {}

    def begin(self, store: Store) -> None:
        """What stands in the data file now was done in an earlier sitting."""
        self._newest, self._made = next((each.id for each in acts(store, 1)), 0), {}
        self.offer()

    def acted(self, store: Store) -> None:
        """An act was saved: by a list that is being typed into, or with all that was typed."""
        newest = store.newest_act()
        if newest is not None and newest[0] > self._newest:
            self._newest = newest[0]
            self._made.setdefault(self._here(), []).append(newest[0])
            self._window.status.say(f"已保存 {short(newest[1])}")
        self.offer()
        for each in self._lists():
            if each.table.making is not None:
                each.table.making.act = newest[0] if newest else 0
            else:
                each.table.forget_typing()

    def offer(self) -> None:
        """Name at the foot what can be taken back and done again in this place; what was refused
        elsewhere, or before another act, is no longer said.
        """
        if self._refused and self._window.strip.words.face.words == self._refused:
            self._window.strip.put_away()
        self._refused = ""
        back, again = self._back(), self._again()
        self._window.status.offer(
            back[1] if back and not back[2] else "", again[1] if again else "")

    def act(self) -> None:
        """Take back the newest act of this sitting and place, and say so."""
        back = self._back()
        self.do("撤销", lambda store: store.undo(back[0]) if back else "", NOTHING_DONE)

    def act_again(self) -> None:
        """Do again what was taken back last, when that was in this sitting and place."""
        again = self._again()
        self.do("重做", lambda store: store.redo() if again else "", NOTHING_UNDONE)

    def back_to(self, act: int, down_to: bool) -> None:
        """Take back one act of any sitting alone, or every act down to it, the newest first."""
        def back(store: Store) -> str:
            label = "" if down_to else store.undo(act)
            while down_to and (newest := store.newest_act()) and newest[0] >= act:
                label = store.undo()
            return label

        self.do("撤销", back, NOTHING_DONE)

    def do_again(self, many: int) -> None:
        """Do again so many of what was taken back last, in any sitting."""
        self.do("重做", lambda store: [store.redo() for _ in range(many)][-1], NOTHING_UNDONE)

    def do(self, said: str, work: Callable[[Store], str], nothing: str) -> None:
        """Take back or do again by ``work``, which returns the label, and say so."""
        window = self._window
        if window.store is None:
            return
        try:
            label = work(window.store)
            if not label:
                raise Problem(nothing)
        except Problem as refusal:
            self._refused = refusal.sentence
            window.strip.refuse(refusal.sentence)
            return
        window.status.say(f"已{said} {label}")

    def press_again(self) -> None:
        """Ctrl+Y or Ctrl+Shift+Z was pressed, and no field of text took it for itself."""
        above, lists = self._at_hand()
        typed = next((each.table for each in lists if each.table.undone), None)
        if typed is not None:
            step = typed.undone.pop()
            step.again()
            typed.steps.append(step)
            self._window.status.say("已重做表里刚撤销的")
        elif _in_form(above):
            self._window.status.say(NOTHING_UNDONE)
        else:
            self.act_again()

    def press(self) -> None:
        """Ctrl+Z was pressed, and no field of text took it for itself."""
        above, lists = self._at_hand()
        table, step = next(((each.table, step) for each in lists if (step := self._step_of(each))),
                           (None, None))
        if table is not None and step is not None and not step.act:
            step.back()
            table.undone.append(step)
            self._window.status.say("已撤销表里刚填的")
        elif step is None and (_in_form(above) or any(
                isinstance(each, RecordList) and each.is_grid for each in above)):
            self._window.status.say(NOTHING_TYPED)
        else:
            self.act()

    def _at_hand(self) -> tuple[list[QWidget], list[RecordList]]:
        """What the keyboard stands in, and the lists whose typing is meant: the grid it is in,
        else all in sight with something typed and not saved, or taken back.
        """
        above = list(around(self._window.focusWidget()))
        grid = next((each for each in above if isinstance(each, RecordList) and each.is_grid), None)
        return above, [grid] if grid is not None else [
            each for each in self._lists() if each.isVisible() and (
                each.table.undone or any(not step.act for step in each.table.steps))]

    def _here(self) -> str:
        return self._window.place.key if self._window.place else ""

    def _back(self) -> tuple[int, str, bool] | None:
        store, made = self._window.store, self._made.get(self._here(), [])[-REMEMBERED:]
        return store.newest_act(made) if store is not None and made else None

    def _again(self) -> tuple[int, str, int] | None:
        undone = self._window.store.undone_acts() if self._window.store is not None else []
        made = self._made.get(self._here(), [])
        return undone[0] if undone and undone[0][2] in made else None

    def _step_of(self, grid: RecordList) -> Step | None:
        """The newest step of a list that still can go back: unsaved, or saved by the newest act."""
        newest = self._window.store and self._window.store.newest_act()
        while grid.table.steps:
            step = grid.table.steps.pop()
            if not step.act or (newest and step.act == newest[0]):
                return step
        return None

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
