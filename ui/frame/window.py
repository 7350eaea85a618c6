"""The window: its data file, its pages, and how one goes about in them.

It is painted bare, as soon as Qt can; all that stands in it is loaded and made right after.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QHelpEvent, QPaintEvent, QPalette
from PySide6.QtWidgets import QMainWindow, QWidget

from models.values.problem import Problem
from ui.kit.place import PAGES, TOWN_PAGES, WELCOME, Place, place_for
from ui.kit.tokens import colour, px, user_settings

if TYPE_CHECKING:
    from models.keeping.store import Store
    from ui.frame.find import Finding
    from ui.frame.help import Help
    from ui.frame.history import History
    from ui.frame.undoing import Undoing
    from ui.kit.message_strip import Strip
    from ui.kit.page import Page
    from ui.places.settings.backing_up import BackingUp


class Window(QMainWindow):
    """The frame every page stands in.

    It can be shown ``bare``, and is furnished then; ``receive`` gives it the store. ``painted`` is
    emitted once, after the first painting; ``file_wanted(path)`` when a page asks for another file,
    ``restore_wanted(path)`` when it asks for a copy to take the place of this one,
    ``key_wanted(order)`` for it to be encrypted; ``turned`` whenever a page says something anew or
    another one is shown. ``leaving`` is done when a data file is let go,
    ``brought`` a package to be read when one is open.
    """

    painted = Signal()
    turned = Signal()
    file_wanted = Signal(object)
    restore_wanted = Signal(object)
    key_wanted = Signal(object)

    def __init__(self, *, bare: bool = False) -> None:
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
        self.resize(1366, 768)
        self.setMinimumSize(880, 440)  # 1366×768 scaled by 150 %, less the desktop's bar
        self._bare = QWidget(self)  # a painter's own colours would take Qt 13 ms
        self._bare.setGeometry(0, 0, px("side"), self.maximumHeight())
        for widget, name in ((self, "paper"), (self._bare, "side")):
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.Window, colour(name))
            widget.setPalette(palette)
            widget.setAutoFillBackground(True)
        if not bare:
            self.furnish()

    def furnish(self) -> None:
        """All that stands in it; only now is it loaded."""
        from ui.frame.find import Finding
        from ui.frame.surround import Surround, listen_to_keys
        from ui.kit.keys import Act

        self.finding: Finding = Finding(self)
        self.surround = round_ = Surround(self.places, self.finding, self.help)
        self.side, self.status, self.stack = round_.side, round_.status, round_.stack
        self.heading, self.operator = round_.heading, round_.operator
        self.search_box = round_.search_box
        self.setCentralWidget(round_)
        self._bare.deleteLater()
        listen_to_keys(self, self._keys())
        Act("打印这一页", "Ctrl+P", self, self.show_paper)
        self.side.entered.connect(self.go)
        self.stack.headed.connect(self._head)
        self.status.undo_asked.connect(self.undo)
        self.status.redo_asked.connect(lambda: self.undoing.act_again())
        self.status.history_asked.connect(self.turn_history)

    @cached_property
    def strip(self) -> Strip:
        """What is said over every page, made when there is something to say."""
        from ui.kit.message_strip import Strip

        strip = Strip()
        self.surround.over.addWidget(strip)
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
        self.surround.across.addWidget(history)
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

    def show_as_left(self) -> None:
        """As it stood when this user left it; the first time it fills the screen."""
        kept = user_settings().value("geometry")
        if kept is None or not self.restoreGeometry(kept):
            self.showMaximized()
        else:
            self.show()

    def leave_as_it_stands(self) -> None:
        """Keep how it stands for the next time."""
        user_settings().setValue("geometry", self.saveGeometry())

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
            page = self.pages[place.key]
            page.attempt(lambda: page.open(wanted, row))
        return True

    def page(self, place: Place) -> Page:
        """The page of a place, made when it is first asked for."""
        if place.key not in self.pages:
            assert self.store is not None
            page = place.load()(self.store)
            page.wanted.connect(self.go)
            page.told.connect(self._reflect)
            self.pages[place.key] = page
            self.stack.addWidget(page)
        return self.pages[place.key]

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

    def _keys(self) -> dict[str, Callable[[], object]]:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+K": self.search_box.call, "Ctrl+Z": lambda: self.undoing.press(), "F1": self.help,
            "Ctrl+Y": lambda: self.undoing.press_again(), "F9": self.turn_history,
            "Ctrl+Shift+Z": lambda: self.undoing.press_again(),
            "F6": self.next_zone, "Shift+F6": lambda: self.next_zone(-1),
        }
        return keys | {f"Ctrl+{at + 1}": partial(self._go_to, at) for at in range(9)}

    def _go_to(self, at: int) -> None:
        if at < len(self.places):
            self.go(self.places[at].key)

    def _enter(self, place: Place) -> None:
        page = self.page(place)
        self.place = place
        self.side.choose(place.key)
        self.stack.show_page(page)
        zones = getattr(page, "zones", [])
        (zones[0] if zones else page).setFocus()
        self.undoing.offer()
        self._reflect()

    def _acted(self, tables: frozenset[str]) -> None:
        assert self.store is not None
        self.undoing.acted(self.store)
        if "history" in vars(self):
            self.history.refresh()
        if tables & {"unit", "setting"}:
            self._name()

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
        show_band(self.surround.banded, sample, self.file_wanted)
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
        self.turned.emit()

    def event(self, event: QEvent) -> bool:
        """What nothing in it has a tip for: a field with more words than room tells them whole."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            from ui.kit.editors import tell_whole

            return tell_whole(event.globalPos())
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Notice the first painting: all that stands in the window comes after it."""
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
        self.leave_as_it_stands()
        self.let_go()
        super().closeEvent(event)
