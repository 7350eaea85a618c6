"""The window: places at the left, search on top, the page in the middle, 撤销 at the bottom.

Nothing that is loaded or made before the first painting asks for more than the painting needs:
Qt's own names (``Qt.Key`` …) alone take ten milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from models.values.problem import Problem
from ui.frame.find import Finding
from ui.frame.palette import Palette
from ui.frame.place_list import Places
from ui.frame.stack import PageStack
from ui.frame.status import Status
from ui.kit.card import link_button
from ui.kit.keys import Act
from ui.kit.place import PAGES, TOWN_PAGES, WELCOME, Place, place_for
from ui.kit.room import Room
from ui.kit.theme import Plain, grow
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.keeping.store import Store
    from ui.frame.help import Help
    from ui.frame.history import History
    from ui.frame.undoing import Undoing
    from ui.kit.message_strip import Strip
    from ui.kit.page import Page
    from ui.places.settings.backing_up import BackingUp


class Window(QMainWindow):
    """The frame every page stands in.

    It can be shown before the data file is open; ``receive`` gives it the store. ``painted`` is
    emitted once, after the first painting; ``file_wanted(path)`` when a page asks for another file,
    ``restore_wanted(path)`` when it asks for a copy to take the place of this one,
    ``key_wanted(order)`` for it to be encrypted. ``leaving`` is done when a data file is let go,
    ``brought`` a package to be read when one is open.
    """

    painted = Signal()
    file_wanted = Signal(object)
    restore_wanted = Signal(object)
    key_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.store: Store | None = None
        self.places: tuple[Place, ...] = PAGES
        self.place: Place | None = None
        self.pages: dict[str, Page] = {}
        self.backing_up: BackingUp | None = None
        self.brought: Path | None = None
        self._painted = self._closing = False
        self.leaving = ExitStack()
        self._forget: Callable[[], None] = lambda: None
        self.setWindowTitle("联星村级台账")
        self.side, self.status, self.stack = Places(PAGES), Status(), PageStack()
        self.heading, self.operator = Plain(), Plain()
        self.finding = Finding(self)
        self._banded, self._over, self._across = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._lay_out()
        self._listen_to_keys()
        self.side.entered.connect(self.go)
        self.stack.headed.connect(self._head)
        self.status.undo_asked.connect(self.undo)
        self.status.redo_asked.connect(lambda: self.undoing.act_again())
        self.status.history_asked.connect(self.turn_history)
        self.resize(1366, 768)
        self.setMinimumSize(946, 544)

    @cached_property
    def strip(self) -> Strip:
        """What is said over every page, made when there is something to say."""
        from ui.kit.message_strip import Strip

        strip = Strip()
        self._over.addWidget(strip)
        return strip

    @cached_property
    def undoing(self) -> Undoing:
        """What Ctrl+Z takes back."""
        from ui.frame.undoing import Undoing

        return Undoing(self)

    @cached_property
    def history(self) -> History:
        """Every step, made when it is first asked for."""
        from ui.frame.history import History

        history = History()
        history.hide()
        self._across.addWidget(history)
        history.closed.connect(self.turn_history)
        history.back_wanted.connect(self.undoing.back_to)
        history.again_wanted.connect(self.undoing.do_again)
        return history

    @cached_property
    def manual(self) -> Help:
        """The manual, read when it is first asked for."""
        from ui.frame.help import Help

        manual = Help()
        manual.turned.connect(lambda title: self.heading.setText(f"帮助 › {title}"))
        manual.closed.connect(self.stack.uncover)
        manual.paper_wanted.connect(self.show_paper)
        return manual

    # ── the data file ────────────────────────────────────────────────────────

    def receive(self, store: Store) -> None:
        """Show this data file; the first-run guide when it has no village yet."""
        self.let_go()
        self.store = store
        self._keep_private(store)
        from models.office.village import is_town, unit

        self.places = TOWN_PAGES if is_town(store) else PAGES
        self.side.show_places(self.places)
        self._forget = store.listen(self._acted)
        if "strip" in vars(self):
            self.strip.put_away()
        self.undoing.begin(store)
        self.finding.begin()
        self._name()
        self._back_up_from_now_on(store)
        self._enter(self.places[0] if unit(store) else WELCOME)

    def refuse(self, sentence: str, answers: dict[str, Callable[[], object] | None]) -> None:
        """The data file can't be opened: say why, and what can be done."""
        self.strip.ask(sentence, answers)

    def let_go(self) -> None:
        """Close the pages and the data file."""
        from ui.kit.recent import remember

        self._forget()
        self._forget = lambda: None
        if self.backing_up is not None:
            self.backing_up.let_go()
            self.backing_up = None
        for page in self.pages.values():
            page.leave()
            self.stack.removeWidget(page)
            page.deleteLater()
        if self.store is not None and self.place is not None:
            remember(self.store.path, place=self.place.key)
        self.pages, self.place = {}, None
        if self.store is not None:
            self.leaving.close()
            self.store.close()
            self.store = None

    # ── going about ──────────────────────────────────────────────────────────

    def go(self, wanted: str, row: Any = None) -> bool:
        """Go to a place, or open a thing where it is at home; whether there is such a place."""
        asked = {"file": self.file_wanted.emit, "restore": self.restore_wanted.emit,
                 "key": self.key_wanted.emit, "paper": self.show_paper}
        if wanted in asked:
            asked[wanted](row)
            return True
        place = WELCOME if wanted == WELCOME.key else place_for(wanted, self.places)
        if place is None or self.store is None:
            return False
        self._enter(place)
        if row is not None:
            self.pages[place.key].open(wanted, row)
        return True

    def undo(self) -> None:
        """Take back what was done last in this sitting, and say so."""
        self.undoing.act()

    def turn_history(self) -> None:
        """F9: every step, in the place of the card; again, or Esc: back to the card."""
        if self.store is None or self.place is None:
            return
        shown = self.history.isHidden()
        self.history.setVisible(shown)
        self._reflect()
        if shown:
            self.history.show_file(self.store)
        else:
            self.pages[self.place.key].setFocus()

    def help(self) -> None:
        """F1: the manual at this page; again, or Esc: back to where one was."""
        if self.stack.currentWidget() is self.manual:
            return self.stack.uncover()
        self.stack.cover(self.manual)
        self.manual.open_for(self.place, self.pages.get(self.place.key if self.place else ""), self)

    def show_paper(self, draw: Callable[[], Any] | None = None) -> None:
        """A paper on its way to the printer, seen first; Ctrl+P: the page shown as one."""
        from ui.frame.page_paper import show_paper

        show_paper(self.stack, self.heading.text(), draw)

    def next_zone(self, step: int = 1) -> None:
        """F6: from list to card to the places and round again."""
        from ui.frame.tab_order import next_zone

        button = self.side.buttons.get(self.place.key) if self.place else None
        zones = [*getattr(self.stack.currentWidget(), "zones", []), *([button] if button else [])]
        next_zone(zones, self.focusWidget(), step)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab and Shift+Tab: as one reads, not as things were made."""
        from ui.frame.tab_order import next_stop

        return next_stop(self, forward=forward)

    # ── inside ───────────────────────────────────────────────────────────────

    def _enter(self, place: Place) -> None:
        assert self.store is not None
        if place.key not in self.pages:
            page = place.load()(self.store)
            page.wanted.connect(self.go)
            page.told.connect(self._reflect)
            self.pages[place.key] = page
            self.stack.addWidget(page)
        self.place = place
        self.side.choose(place.key)
        self.stack.show_page(self.pages[place.key])
        zones = getattr(self.pages[place.key], "zones", [])
        (zones[0] if zones else self.pages[place.key]).setFocus()
        self.undoing.offer()
        self._reflect()

    def _acted(self, tables: frozenset[str]) -> None:
        assert self.store is not None
        self.undoing.acted(self.store)
        if "history" in vars(self):
            self.history.refresh()
        if tables & {"unit", "setting"}:
            self._name()

    def _go_to(self, at: int) -> None:
        if at < len(self.places):
            self.go(self.places[at].key)

    def _keep_private(self, store: Store) -> None:
        """What exports put aside lies beside the open data file, and goes with it."""
        from exporters.publish import private_beside

        with suppress(Problem):  # a full or closed disk: the window opens all the same
            self.leaving.enter_context(private_beside(store.path))

    def _name(self) -> None:
        from models.keeping.permissions import who_works
        from models.keeping.settings import setting
        from models.office.village import is_sample, unit
        from ui.kit.recent import remember
        from ui.kit.sample_band import show_band

        assert self.store is not None
        village = unit(self.store)
        if self.store.key is None:
            self.store.operator = setting(self.store, "operator", "")
        sample = is_sample(self.store)
        self.side.name(village, sample)
        show_band(self._banded, sample, self.file_wanted)
        self.operator.setText(who_works(self.store))
        name = f"{'示例村 ' * sample}{village.name}" if village else ""
        self.setWindowTitle(" — ".join(filter(None, (name, "联星村级台账"))))
        remember(self.store.path, name=village.name if village else "", sample=sample)

    def _back_up_from_now_on(self, store: Store) -> None:
        from ui.places.settings.backing_up import BackingUp

        self.backing_up = BackingUp(store, self)
        self.backing_up.made.connect(lambda made: self.status.say(f"已备份　{made.lacking}"))
        self.backing_up.failed.connect(lambda why: self.strip.refuse(f"自动备份没有写成：{why}"))

    def _copied_at_close(self) -> bool:
        assert self.backing_up is not None
        try:
            self.backing_up.before("关闭时")
        except Problem as refusal:
            self.strip.refuse(f"关闭前的备份没有写成：{refusal.sentence}再关一次就直接关闭。")
            return False
        return True

    def _head(self, words: str) -> None:
        self.heading.setText(words)
        if not words:
            self._reflect()

    def _reflect(self) -> None:
        if self.place is None:
            return
        page = self.pages[self.place.key]
        if self.stack.currentWidget() is page:
            self.heading.setText(" › ".join(filter(None, (self.place.title, page.detail))))
        self.status.summary.setText(page.summary)
        if "history" in vars(self):
            self.history.take_room(page)

    def _listen_to_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+K": self.search_box.call, "Ctrl+Z": lambda: self.undoing.press(), "F1": self.help,
            "Ctrl+Y": lambda: self.undoing.press_again(), "F9": self.turn_history,
            "Ctrl+Shift+Z": lambda: self.undoing.press_again(),
            "F6": self.next_zone, "Shift+F6": lambda: self.next_zone(-1),
            "Ctrl+=": lambda: grow(1), "Ctrl++": lambda: grow(1),
            "Ctrl+-": lambda: grow(-1), "Ctrl+0": lambda: grow(0),
        }
        for at in range(9):
            keys[f"Ctrl+{at + 1}"] = partial(self._go_to, at)
        for key, do in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(do)
        Act("打印这一页", "Ctrl+P", self, self.show_paper)

    def _lay_out(self) -> None:
        whole, middle = QWidget(), QVBoxLayout()
        across = QHBoxLayout(whole)
        for layout in (across, middle):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        across.addWidget(self.side)
        across.addLayout(middle, 1)
        self.top = self._top(whole)
        self._across.setSpacing(0)
        self._across.addWidget(Room(self.stack), 1)
        for each in (self.top, self._banded, self._over, self._across, self.status):
            middle.addLayout(each) if isinstance(each, QHBoxLayout) else middle.addWidget(each)
        middle.setStretchFactor(self._across, 1)
        self.setCentralWidget(whole)
        self.side.name(None)
        self._measure()

    def _top(self, whole: QWidget) -> QFrame:
        top = QFrame()
        top.setObjectName("top")
        self.heading.setObjectName("heading")
        self.operator.setObjectName("operator")
        self.search_box = Palette(self.finding, whole)
        self._top_row = QHBoxLayout(top)
        self._top_row.setSpacing(px(14))
        self._top_row.addWidget(self.heading, 1)
        self._top_row.addWidget(self.search_box, 2)
        self._top_row.addWidget(self.operator)
        self._top_row.addWidget(link_button("帮助 F1", self.help))
        return top

    def _measure(self) -> None:
        self.top.setFixedHeight(px("top"))
        self._top_row.setContentsMargins(px(18), 0, px(18), 0)
        self.status.setFixedHeight(px("bottom"))
        self.search_box.setMinimumWidth(px(140))
        self.search_box.setMaximumWidth(px(340))

    def changeEvent(self, event: QEvent) -> None:
        """关怀版 changed the sizes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "top"):
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Notice the first painting: the data file is opened only after it."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Copy the data file when it changed, then let it go with the window.

        A copy that fails keeps the window open once, so that it is heard of.
        """
        if self.backing_up is not None and not self._closing and not self._copied_at_close():
            self._closing = True
            event.ignore()
            return
        from ui.kit.recent import leave

        leave(self)
        self.let_go()
        super().closeEvent(event)
