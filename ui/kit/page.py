"""What a page of the window is: a widget with its own actions, fresh after every act."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from models.keeping.permissions import May, may_begin
from models.keeping.questions import JOURNAL, noting
from models.values import clock
from models.values.problem import Problem
from ui.kit.card import Flow
from ui.kit.chips import Chips
from ui.kit.job import Latest
from ui.kit.keys import Act
from ui.kit.message_strip import Strip
from ui.kit.room import Modest
from ui.kit.theme import icon
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.keeping.store import Store

Method = TypeVar("Method", bound=Callable[..., Any])


BAR = "bar"


@dataclass(frozen=True)
class Deed:
    """How an action of a page is shown: its words, icon, key and where its button stands.

    ``place`` is ``bar`` (over the list), ``more`` (behind its 更多), ``card`` (under the card),
    ``menu`` (behind the card's 更多), or ``chosen`` (for all rows that are chosen). ``may`` is the
    permission it needs, None what whoever only looks may do.
    """

    words: str
    icon: str = ""
    shortcut: str = ""
    main: bool = False
    place: str = BAR
    may: May | None = May.ENTER

    @property
    def at_once(self) -> bool:
        """Whether nothing has to be chosen first."""
        return self.place == BAR


def action(
    words: str, *, icon: str = "", shortcut: str = "", main: bool = False, place: str = BAR,
    may: May | None = May.ENTER,
) -> Callable[[Method], Method]:
    """Mark a method as something that can be done on its page; whoever may not do it is refused
    before anything is asked, by whatever way it was called.
    """

    def mark(method: Method) -> Method:
        @wraps(method)
        def done(page: Page, *given: Any, **named: Any) -> Any:
            if may is not None:
                may_begin(page.store, may)
            return method(page, *given, **named)

        done.deed = Deed(words, icon, shortcut, main, place, may)  # type: ignore[attr-defined]
        return cast("Method", done)

    return mark


@cache
def _declared(cls: type[Page]) -> tuple[tuple[str, Deed], ...]:
    """What a class and those it is made of declare, by the names of the methods."""
    methods = {name: each for kind in reversed(cls.__mro__) for name, each in vars(kind).items()}
    return tuple((name, each.deed) for name, each in methods.items() if hasattr(each, "deed"))


class Page(Modest):
    """One place of the window. A page overrides ``build``, ``refresh`` and ``open``.

    Whatever is asked of the data file while it is looked at, by jobs it began too, is what it
    shows: an act that touches one of these tables has it refreshed.

    ``wanted(kind, id)`` asks the window for a thing elsewhere (``"person", 12``) or for a place
    (``"returns", None``); ``told()`` says that ``detail`` or ``summary`` changed.
    """

    looks_on: ClassVar[bool] = True
    """Whether it shows more than ``refresh`` reads: a card, the rows that are scrolled to …"""
    wanted = Signal(str, object)
    told = Signal()

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.store = store
        self.zones: list[QWidget] = []
        self.detail = self.summary = self.doing = ""
        self.unread, self._stale, self._read_on = True, True, clock.today()
        self.noted = set[str]()
        self._looked_at = ExitStack()
        self.deeds = {name: self._perform(name, deed) for name, deed in self.declared()}
        self._lay_out()
        with noting(self.noted):
            self.build()
        self._stop = store.listen(self._changed)

    # ── what a page writes itself ────────────────────────────────────────────

    def build(self) -> None:
        """Make the widgets, once, in ``self.body``."""

    def refresh(self) -> None:
        """Show what the data file says now."""

    def open(self, kind: str, row: int) -> None:
        """Show one thing of a kind this page opens."""

    def subjects(self) -> tuple[str, ...]:
        """What of the page is done or looked at, for the manual; the narrowest first."""
        return tuple(filter(None, (self.doing, self.detail)))

    def leave(self) -> None:
        """Let go of the data file: the window closes, or opens another file."""
        self._stop()
        self.hide()
        for timer in self.findChildren(QTimer):
            timer.stop()
        for work in self.findChildren(Latest):  # its answer would come to a file that is closed
            work.give_up()

    # ── what every page has ──────────────────────────────────────────────────

    def tell(self, *, detail: str | None = None, summary: str | None = None) -> None:
        """Say what stands behind › in the heading, and the figures at the bottom."""
        self.doing = "" if detail == "" else self.doing
        self.detail = self.detail if detail is None else detail
        self.summary = self.summary if summary is None else summary
        self.told.emit()

    def attempt(self, work: Callable[[], object]) -> bool:
        """Do something that may be refused, and show the refusal; whether it was done."""
        self.strip.put_away()
        try:
            work()
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
            return False
        return True

    @classmethod
    def steps_at(cls, *places: str) -> list[str]:
        """The names of the actions declared for these places, place by place."""
        return [name for place in places for name, deed in cls.declared() if deed.place == place]

    def buttons(self, place: str) -> list[QPushButton]:
        """New buttons for the actions declared for ``place``, the main one red."""
        return [press_button(self.deeds[name], main=getattr(type(self), name).deed.main)
                for name in self.steps_at(place)]

    def lend_main(self, lent: bool) -> None:
        """While a form has the one main button, the bar's is an ordinary one."""
        for button in self.findChildren(QPushButton):
            if button.property("of_bar"):
                button.setProperty("main", not lent)
                button.style().polish(button)

    def menu(self, names: Iterable[str]) -> QMenu:
        """A right-click menu of these actions, by the names of their methods."""
        menu = QMenu(self)
        menu.addActions([self.deeds[name] for name in names])
        return menu

    def showEvent(self, event: QShowEvent) -> None:
        """A page reads the data file only when it is looked at."""
        super().showEvent(event)
        self._looked_at.close()
        if self.looks_on:
            self._looked_at.enter_context(noting(self.noted))
        self._freshen()

    def hideEvent(self, event: QHideEvent) -> None:
        """What is asked from here on is shown elsewhere."""
        super().hideEvent(event)
        self._looked_at.close()

    def _changed(self, tables: frozenset[str]) -> None:
        self._stale = self._stale or not self.noted.isdisjoint(tables | JOURNAL)
        if self.isVisible():
            self._freshen()

    def look_again(self) -> None:
        """Another day may have begun; whoever stands here all night sees it, too."""
        if self.isVisible():
            self._freshen()

    def get_ready(self) -> None:
        """Read the data file before it is looked at, and at once what it would read in a moment:
        what is left then is to be painted.
        """
        with noting(self.noted):
            self._freshen()
            for timer in self.findChildren(QTimer):
                if timer.isActive() and timer.isSingleShot():
                    timer.stop()
                    timer.timeout.emit()

    def _freshen(self) -> None:
        if self._stale or self._read_on != clock.today():
            self.unread, self._stale, self._read_on = False, False, clock.today()
            with noting(self.noted):
                self._refresh()

    def _refresh(self) -> None:
        # Qt calls this, too: what were raised through its code would end the process later on
        try:
            self.refresh()
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)

    @classmethod
    def declared(cls) -> list[tuple[str, Deed]]:
        """What can be done here, by the names of the methods."""
        return list(_declared(cls))  # type: ignore[arg-type]

    def _perform(self, name: str, deed: Deed) -> QAction:
        made = Act(deed.words, deed.shortcut, self, lambda: self._do(name, deed))
        if deed.icon:
            made.setIcon(icon(deed.icon, "white" if deed.main else "second"))
        return made

    def _do(self, name: str, deed: Deed) -> None:
        self.attempt(getattr(self, name))
        self.doing = deed.words if self.detail else ""

    def _lay_out(self) -> None:
        self.strip, self.chips = Strip(self), Chips(self)
        self.bar, self.tools = Flow(apart=True), QWidget()
        self.bar.addWidget(self.chips)
        self.bar.addWidget(self.tools)
        self.tool_row = Flow(self.tools)
        for button in self.buttons(BAR):
            self.tool_row.addWidget(button)
            button.setProperty("of_bar", button.property("main"))
        self.body = QVBoxLayout()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(px(18), px(10), px(18), px(12))
        whole.setSpacing(px(10))
        whole.addLayout(self.bar)
        whole.addWidget(self.strip)
        whole.addLayout(self.body, 1)


def more_button() -> QPushButton:
    """更多: opens a menu, which reads from left to right as every other; its arrow is drawn."""
    button = QPushButton("更多")
    button.setProperty("more", True)
    button.setAccessibleName("更多操作")
    return button


def press_button(act: QAction, *, main: bool = False) -> QPushButton:
    """A button that shows an action with its key, and follows whether it can be done."""
    button = QPushButton()
    button.setProperty("main", main)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    button.clicked.connect(lambda: act.trigger())

    def follow() -> None:
        key = act.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setText(" ".join(filter(None, (act.text(), key))))
        button.setAccessibleName(act.text())
        button.setEnabled(act.isEnabled())
        if button.parentWidget() is not None:  # alone it would be shown as a window
            button.setVisible(act.isVisible())

    act.changed.connect(follow)
    follow()
    return button
