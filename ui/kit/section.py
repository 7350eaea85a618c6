"""A page with several parts: chips choose the part, each part is a small page of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.keeping.record import Draft, Record
from models.members.typed_names import people_to_choose, person_label
from ui.kit.card import Flow
from ui.kit.chips import Chip, Chips
from ui.kit.editors import Finder, Link
from ui.kit.form import Form, Pane
from ui.kit.halves import Beside
from ui.kit.keys import Act
from ui.kit.lookups import take_the_best
from ui.kit.message_strip import Strip
from ui.kit.page import Page
from ui.kit.room import Shown
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.keeping.store import Store

R = TypeVar("R", bound=Record)


LOOK_MILLISECONDS, PAINT_MILLISECONDS = 60, 20
"""Whoever holds an arrow key runs through the list; the card is drawn for the row they stop at."""


class Section(Page):
    """One part of a page: filter chips and a list at the left, a card or a form at the right.

    ``key`` and ``title`` are its chip's; ``host`` is the page it is a part of. A section that
    stands ``alone`` takes the whole page while it is shown and has no chip.
    """

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    alone: ClassVar[bool] = False
    _new = True

    def __init__(self, store: Store, host: Sections | None = None) -> None:
        self.host = host
        super().__init__(store, host.stack if host is not None else None)

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """The chip as it stands now; a section counts what waits in it."""
        return Chip(cls.key, cls.title)

    def go(self, key: str) -> Any:
        """Show another part of the page; returns it."""
        assert self.host is not None
        return self.host.show_section(key)

    def start(self) -> None:
        """Put the keyboard where one begins here."""
        if self.zones:
            self.zones[0].setFocus()

    # ── list left, card or form right ────────────────────────────────────────

    def lay_halves(self, left: QWidget | QLayout, right: QWidget, wide: int = 650) -> None:
        """A panel at each side; forms take the place of ``right``."""
        self.beside = Beside(left, right, (wide, 1168 - wide), self)
        self.right = self.beside.right
        self.body.addWidget(self.beside)

    def look(self) -> None:
        """Show the card of what is looked at in the list."""

    def look_soon(self) -> None:
        """At once; but the arrow keys run faster than a card is told."""
        self._owed = self._look.isActive()
        self._look.start()
        if not self._owed:
            self.look()

    def look_now(self) -> None:
        """Show the card without waiting."""
        self._look.stop()
        self._first_look.stop()
        self.look()

    def look_after(self) -> None:
        """When the section is new, first its list is painted, then the card is told."""
        if self._new:
            self._new = False
            self._first_look.start()
        else:
            self.look_now()

    def _look_at_last(self) -> None:
        if self._owed:
            self.look()

    def put_right(self, pane: Any) -> None:
        """A form in the place of the card, with the keyboard in it; afterwards back to the list.

        It is back before the form goes: that would hand the keyboard to the places at the left.
        """
        pane.closed.connect(self._closed)
        self.beside.put(pane)
        self.lend_main(True)
        self.tell(detail=getattr(pane, "title", ""))
        pane.setFocus(Qt.FocusReason.TabFocusReason)

    def put_away(self) -> None:
        """Close the form in the place of the card; what was typed stays offered as a draft."""
        if self.beside.pane is not None:
            self.beside.pane.give_up()

    def fill_in(
        self, title: str, known: R | Draft[R], layout: Sequence[str], place: str,
        keep: Callable[[R], object], people: Sequence[str] = (),
        finders: Mapping[str, Finder] | None = None,
    ) -> Pane[R]:
        """A form where the card stood; ``people`` are the fields that name a person."""
        found: dict[str, Finder] = {**dict.fromkeys(people, people_to_choose), **(finders or {})}
        pane = Pane(self.store, title, known, layout, place, keep, found)
        know_people(self.store, pane.form, known, people)
        take_the_best(pane.form)
        self.put_right(pane)
        pane.form.start()
        return pane

    def lend_main(self, lent: bool) -> None:
        """While a form has the one main button, the section's are ordinary ones."""
        for button in [*self.tools.findChildren(QPushButton), *self.findChildren(QPushButton)]:
            if button.property("of_bar"):
                button.setProperty("main", not lent)
                button.style().polish(button)

    def _closed(self) -> None:
        self.lend_main(False)
        self.tell(detail="")
        self.beside.left.show()
        self.start()

    def _lay_out(self) -> None:
        self.strip, self.chips, self.tools = Strip(self), Chips(self), QWidget()
        self._look = QTimer(self, singleShot=True, interval=LOOK_MILLISECONDS)
        self._look.timeout.connect(self._look_at_last)
        self._first_look = QTimer(self, singleShot=True, interval=PAINT_MILLISECONDS)
        self._first_look.timeout.connect(self.look_now)
        self._owed = False
        self.over = Flow(apart=True)
        self.tool_row = Flow(self.tools)
        for button in self.buttons("bar"):
            button.setProperty("of_bar", button.property("main"))
            self.tool_row.addWidget(button)
        self.body = QVBoxLayout()
        self.whole = QVBoxLayout(self)
        self.whole.setContentsMargins(0, 0, 0, 0)
        self.whole.setSpacing(px(10))
        self.whole.addLayout(self.over)
        self.over.addWidget(self.chips)
        self.whole.addWidget(self.strip)
        self.whole.addLayout(self.body, 1)
        self.chips.hide()

    def offer(self, names: Sequence[str]) -> None:
        """Of the actions of the card only these make sense now."""
        for name in self.steps_at("card"):
            self.deeds[name].setVisible(name in names)

    def put_first(self, widget: QWidget) -> None:
        """A box at the beginning of the bar."""
        self.tool_row.insertWidget(0, widget)

    def ask_over(self, chips: Sequence[Chip]) -> None:
        """Filter chips over the list."""
        self.chips.show_chips(chips)
        self.chips.show()


class PlaceSection(Section):
    """A section that is a place of the window."""

    def _lay_out(self) -> None:
        super()._lay_out()
        self.over.addWidget(self.tools)
        self.whole.setContentsMargins(px(18), px(10), px(18), px(12))
        self.chips.show()


class Sections(Section):
    """Shows one of its sections at a time; ``kinds`` in the order of their chips."""

    looks_on = False
    kinds: ClassVar[tuple[type[Section], ...]] = ()

    def build(self) -> None:
        """Only the bar; a section is made when it is first shown."""
        self.sections: dict[str, Section] = {}
        self.current: Section | None = None
        self._home = ""
        self.stack = Shown()
        self.body.addWidget(self.stack)
        self.chips.chosen.connect(self.show_section)

    def refresh(self) -> None:
        """Count the chips; the section shown reads for itself."""
        self.chips.show_chips([each.chip(self.store) for each in self.kinds if not each.alone])
        if self.current is None:
            self.show_section(self.chips.key)

    def section(self, key: str) -> Any:
        """The section called ``key``, made when it is first asked for."""
        if key not in self.sections:
            kind = next(each for each in self.kinds if each.key == key)
            made = kind(self.store, self)
            made.wanted.connect(self.wanted)
            made.told.connect(self._reflect)
            self.sections[key] = made
            self.stack.addWidget(made)
            if not made.alone:
                made.tools.hide()
                self.bar.insertWidget(1, made.tools)
        return self.sections[key]

    def show_section(self, key: str) -> Any:
        """Show a section and, where somebody looks, put the keyboard into it."""
        shown = self.section(key)
        self.current = shown
        for each in self.sections.values():
            if not each.alone:
                each.tools.setVisible(each is shown)
        for above in (self.chips, self.bar_row):
            above.setVisible(not shown.alone)
        if not shown.alone:
            self._home = key
            self.chips.press(key)
        self.stack.setCurrentWidget(shown)
        if self.isVisible():
            shown.start()
        self._reflect()
        return shown

    def come_back(self) -> None:
        """From a section that stands alone to the one before it."""
        self.show_section(self._home or self.kinds[0].key)

    def start(self) -> None:
        """Into the section shown."""
        if self.current is not None:
            self.current.start()

    def subjects(self) -> tuple[str, ...]:
        """What is done in the section shown, then the section."""
        return (*self.current.subjects(), self.current.title) if self.current else ()

    def leave(self) -> None:
        """Let go of the data file, in every section."""
        for each in self.sections.values():
            each.leave()
        super().leave()

    @property
    def zones(self) -> list[QWidget]:
        """Where F6 goes: the section's own."""
        current = getattr(self, "current", None)
        return current.zones if current is not None else []

    @zones.setter
    def zones(self, zones: list[QWidget]) -> None:
        """A page with sections has no zones of its own."""

    @property
    def deeds(self) -> dict[str, QAction]:
        """What can be done now: the section's actions."""
        current = getattr(self, "current", None)
        return {**self._own_deeds, **(current.deeds if current is not None else {})}

    @deeds.setter
    def deeds(self, deeds: dict[str, QAction]) -> None:
        self._own_deeds = deeds

    def _reflect(self) -> None:
        if self.current is not None:
            self.tell(detail=self.current.detail, summary=self.current.summary)

    def _lay_out(self) -> None:
        super()._lay_out()
        self.bar_row = QWidget()
        self.bar = Flow(self.bar_row, apart=True)
        self.bar.addWidget(self.chips)
        self.chips.show()
        self.whole.insertWidget(0, self.bar_row)


class SectionedPage(Sections):
    """Sections as a place of the window; Alt+1, Alt+2 … lead to them."""

    def build(self) -> None:
        """The bar; each section can be gone to by its key, and found by its name."""
        super().build()
        for at, kind in enumerate((each for each in self.kinds if not each.alone), 1):
            self._own_deeds[f"go_{kind.key}"] = Act(
                kind.title, f"Alt+{at}", self, partial(self._turn_to, kind.key))

    def refresh(self) -> None:
        """Count the chips, which tell their keys."""
        super().refresh()
        for at, button in enumerate(self.chips.findChildren(QPushButton), 1):
            button.setToolTip(f"Alt+{at}")

    def _turn_to(self, key: str) -> None:
        """A section that stands alone is left by its own way out."""
        if self.current is None or not self.current.alone:
            self.show_section(key)

    def _lay_out(self) -> None:
        super()._lay_out()
        self.whole.setContentsMargins(px(18), px(10), px(18), px(12))


def know_people(
    store: Store, form: Form[R], known: R | Draft[R], people: Sequence[str]
) -> None:
    """Let the fields that name a person show the name of whoever is written there."""
    for name in people:
        row, editor = Draft.of(known).get(name), form.editors[name]
        if row is not None and isinstance(editor, Link):
            editor.know(row, person_label(store, row))
    form.put(known)
