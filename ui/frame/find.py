"""What the search box finds: people, what can be done, returns, doings, help, each with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QKeySequence

from models.values.problem import Problem

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from models.keeping.store import Store
    from models.overview.manual import Topic
    from models.values.names import Spot
    from ui.frame.help import Help
    from ui.frame.status import Status
    from ui.kit.message_strip import Strip
    from ui.kit.page import Deed, Page
    from ui.kit.place import Place

ICONS = {"household": "house", "person": "member", "meeting": "meeting", "matter": "matter"}
PEOPLE_AT_MOST, OTHERS_AT_MOST = 12, 6
SOON_MILLISECONDS = 500
CAUGHT_UP_AT_ONCE = 40
"""So many changes are read into the search while nobody waits, then the window goes on."""
PAGES_STAND_ON = ("importers.lists.kinds", "importers.roster.roster", "models.checks.returns",
                  "models.intake.mark_sheets", "models.town.receiving", "models.town.judging",
                  "exporters.leaving.return_files", "exporters.leaving.handover_pack")
"""What takes the pages long to load and has no window in it: loaded beside the window."""
BUILT_FROM = ("ui.kit", "ui.parts", "ui.parts.importing")
"""What has a window in it and pages are built from: module by module, that none waits for all."""
FOUND_BY = ("可以找：姓名、首字母、户号、证号和电话后四位、功能、报表、会议、事项、项目、组织、"
            "设施、荣誉、设置、帮助")


class Find(NamedTuple):
    """One line of the list: what it is, what tells it apart, where it is at home and its key, its
    icon, and what Enter does (None: a heading). ``span`` is where the typed text stands."""

    label: str
    about: str = ""
    where: str = ""
    key: str = ""
    icon: str = ""
    go: Callable[[], object] | None = None
    span: tuple[int, int] = (0, 0)


class Doable(NamedTuple):
    """Something that can be done, or a part of a place that can be shown, wherever one is."""

    words: str
    place: Place
    section: str = ""
    title: str = ""
    name: str = ""
    deed: Deed | None = None


class Searched(Protocol):
    """The window, as far as looking through it needs it."""

    store: Store | None
    places: tuple[Place, ...]
    place: Place | None
    pages: dict[str, Page]
    status: Status

    @property
    def strip(self) -> Strip:
        """What is said over every page."""

    @property
    def manual(self) -> Help:
        """The manual."""

    def go(self, wanted: str, row: Any = None) -> bool:
        """Go to a place, or open a thing where it is at home."""

    def help(self) -> None:
        """Show the manual."""


class Finding(QObject):
    """Looks through one window; what all places offer is learnt while nobody waits.

    ``learnt()``: from now on it is found.
    """

    learnt = Signal()

    def __init__(self, window: Searched) -> None:
        super().__init__()
        self._window = window
        self._doable: list[Doable] = []
        self._of: tuple[Place, ...] = ()
        self._offered: list[Doable] = []
        self._unread: list[Place] = []
        self._unloaded: list[str] = []
        self._reading = QTimer(self, interval=0)
        self._reading.timeout.connect(self._read_on)
        self._waiting = QTimer(self, interval=0)
        self._waiting.timeout.connect(self._catch_up)

    def begin(self) -> None:
        """Another data file is open."""
        QTimer.singleShot(SOON_MILLISECONDS, self, self.learn)

    def learn(self) -> None:
        """Load what all places offer and how Chinese is read, unless that is known."""
        from ui.kit.job import Job

        if self._window.store is None or self._of == self._window.places:
            return
        self._of = self._window.places
        self._unread, self._offered = [*self._of], []
        self._unloaded = [*dict.fromkeys(_modules_of(self._of))]
        job = Job(lambda _: [import_module(each) for each in PAGES_STAND_ON])
        job.done.connect(self._read_soon)
        job.failed.connect(self._fail)
        job.start()

    def look(self, text: str) -> list[Find]:
        """What is found, in groups, or what can be done when nothing is."""
        from models.values.names import match_key

        typed = match_key(text).lower().replace(" ", "")
        if self._window.store is None:
            return []
        if not typed:
            return [*self._deeds(""), *self._places("")]
        people = self._people(text)
        groups = {"人户": [each for usual, each in people if usual], "做事": self._functions(typed),
                  "报表": self._returns(typed), "会议、事项、项目": self._doings(typed),
                  "帮助": self._help(typed),
                  "少见的读音": [each for usual, each in people if not usual]}
        found = [each for title, finds in groups.items() if finds
                 for each in (Find(f"{title} {len(finds)}"), *finds)]
        return found or [
            Find(f"没有找到“{text}”", FOUND_BY),
            Find(f"在帮助里找“{text}”", "", "帮助", "F1", "book", partial(self._sought, text))]

    # ── inside ───────────────────────────────────────────────────────────────

    def _people(self, text: str) -> list[tuple[bool, Find]]:
        """Whom it means, and whether the name is usually read so."""
        from models.registers.people import Person
        from models.registers.search import SELDOM, search
        from models.values.names import found_in

        assert self._window.store is not None
        try:
            hits = search(self._window.store, text, PEOPLE_AT_MOST)
        except Problem as refusal:
            self._window.strip.refuse(refusal.sentence)
            return []
        found = []
        for hit in hits:
            name, *rest = hit.label.split(" · ")
            match = found_in(text.lower(), name)
            found.append((hit.why != SELDOM, Find(
                name, " · ".join(filter(None, (hit.about, *rest[1:]))),
                " › ".join(("人户", rest[0])) if hit.kind == Person.table and rest else
                " · ".join(("人户", *rest[:1])), "", ICONS[hit.kind],
                partial(self._window.go, hit.kind, hit.id), _span(match))))
        return found

    def _functions(self, typed: str) -> list[Find]:
        every = [*self._deeds(typed), *self._elsewhere(typed), *self._places(typed)]
        return every[:2 * OTHERS_AT_MOST]

    def _deeds(self, typed: str) -> list[Find]:
        """What can be done on the page one is on."""
        place = self._window.place
        if place is None:
            return []
        deeds = self._window.pages[place.key].deeds.items()
        return _nearest(typed, (
            (act.text(), partial(self._deed_find, act, place)) for name, act in deeds
            if act.isEnabled() and act.isVisible() and not name.startswith("go_")))

    def _deed_find(self, act: QAction, place: Place, span: tuple[int, int]) -> Find:
        return Find(act.text(), "", place.title,
                    act.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
                    "check", act.trigger, span)

    def _elsewhere(self, typed: str) -> list[Find]:
        here = self._window.place
        deeds = self._window.pages[here.key].deeds if here else {}
        return _nearest(typed, (
            (each.words, partial(self._doable_find, each)) for each in self._doable
            if each.place is not here or each.name not in deeds))

    def _doable_find(self, each: Doable, span: tuple[int, int]) -> Find:
        where = " › ".join(filter(None, (each.place.title, each.title)))
        return Find(each.words, "", where, each.deed.shortcut if each.deed else "",
                    "check" if each.deed else each.place.icon, partial(self._do, each), span)

    def _do(self, each: Doable) -> None:
        """Go there; what needs nothing chosen first is done at once."""
        self._window.go(each.place.key)
        page: Any = self._window.pages[each.place.key]
        if each.section and hasattr(page, "show_section"):
            page.show_section(each.section)
        elif each.section:
            page.chips.press(each.section)
        act = page.deeds.get(each.name)
        if act is not None and each.deed is not None and act.isEnabled() and act.isVisible():
            if each.deed.at_once:
                act.trigger()
            else:
                self._window.status.say(f"选好一行，再按“{each.words}”")

    def _places(self, typed: str) -> list[Find]:
        def found(place: Place, at: int, span: tuple[int, int]) -> Find:
            return Find(place.title, "", "", f"Ctrl+{at}", place.icon,
                        partial(self._window.go, place.key), span)

        return _nearest(typed, ((place.title, partial(found, place, at))
                                for at, place in enumerate(self._window.places, 1)))

    def _returns(self, typed: str) -> list[Find]:
        from ui.kit.place import place_for
        from ui.parts.return_figures import catalogue_of

        def found(title: str, at: int, span: tuple[int, int]) -> Find:
            return Find(title, "", "报表报送 › 目录", "", "returns",
                        partial(self._window.go, "return", at), span)

        assert self._window.store is not None
        if place_for("return", self._window.places) is None:
            return []
        return _nearest(typed, (
            (each.title, partial(found, each.title, at))
            for at, each in enumerate(catalogue_of(self._window.store), 1)))[:OTHERS_AT_MOST]

    def _doings(self, typed: str) -> list[Find]:
        from models.overview.finding import doings
        from ui.kit.place import place_for

        assert self._window.store is not None
        return [
            Find(each.name, each.about, f"{place.title} › {each.subject}", "",
                 ICONS.get(each.kind, place.icon), partial(self._window.go, each.kind, each.row),
                 _span(each.match))
            for each in doings(self._window.store, typed, OTHERS_AT_MOST)
            if (place := place_for(each.kind, self._window.places)) is not None]

    def _help(self, typed: str) -> list[Find]:
        from models.overview.manual import sought
        from models.values.names import found_in

        return [Find(each.title, "", f"帮助 › {each.chapter}", "", "book",
                     partial(self._read, each), _span(found_in(typed, each.title)))
                for each in sought(typed, by_name=True)[:OTHERS_AT_MOST]]

    def _read(self, topic: Topic) -> None:
        self._window.help()
        self._window.manual.open(topic)

    def _sought(self, text: str) -> None:
        self._window.help()
        self._window.manual.seek(text)

    def _read_soon(self) -> None:
        self._reading.start()

    # Not in a job: two threads that load names of Qt at the same time end the process.
    def _read_on(self) -> None:
        """A module or what one place offers, at each turn of the window; then how it is spelt, in
        a job."""
        if self._unloaded:
            import_module(self._unloaded.pop(0))
            return
        from ui.kit.job import Job
        from ui.parts.return_figures import CATALOGUE

        if self._unread:
            self._offered += _offered_by(self._unread.pop(0))
            return
        self._reading.stop()
        known = [*(each.words for each in self._offered), *(each.title for each in self._of),
                 *(each.title for each in CATALOGUE)]
        job = Job(lambda _: _spell(known))
        job.done.connect(self._learnt)
        job.failed.connect(self._fail)
        job.start()

    def _learnt(self) -> None:
        self._doable = self._offered
        self._waiting.start()
        self.learnt.emit()

    def _fail(self, error: Exception) -> None:
        raise error

    def _catch_up(self) -> None:
        """Some people's names at each turn of the window."""
        from models.keeping.questions import unnoted
        from models.overview.finding import doings
        from models.registers.search import catch_up

        store = self._window.store
        with unnoted():  # whatever is shown meanwhile is not what asks
            try:
                behind = store is not None and catch_up(store, CAUGHT_UP_AT_ONCE)
            except Problem:  # a file that can't be written to is searched by what is kept already
                self._waiting.stop()
                return
            if not behind:
                self._waiting.stop()
                if store is not None:
                    doings(store, "一")  # how they are read is remembered


def _spell(known: list[str]) -> None:
    """How these words and the pages of the manual are read is remembered; runs in a job."""
    from models.overview.manual import sought
    from models.values.names import spelt

    for each in known:
        spelt(each)
    sought("a")


def _modules_of(places: Iterable[Place]) -> Iterator[str]:
    """What the pages of these places are made of, by name; what is loaded takes no time."""
    for package in (*BUILT_FROM, *(place.page.rpartition(".")[0] for place in places)):
        for each in iter_modules(import_module(package).__path__, f"{package}."):
            yield each.name


def _offered_by(place: Place) -> Iterator[Doable]:
    """The sections of a place and everything that can be done in them."""
    page: Any = place.load()
    parts = getattr(page, "parts", {})
    for key, title in parts.items():
        yield Doable(title, place, key, title)
    for section in (page, *getattr(page, "kinds", ())):
        key, title = getattr(section, "key", ""), getattr(section, "title", "")
        if title:
            yield Doable(title, place, key, title)
        for name, deed in section.declared():
            part = deed.place if deed.place in parts else key
            yield Doable(deed.words, place, part, parts.get(part, title), name, deed)


def _nearest(
    typed: str, offered: Iterator[tuple[str, Callable[[tuple[int, int]], Find]]]
) -> list[Find]:
    """Those whose words ``typed`` means, the nearest first."""
    from models.values.names import found_in

    found = [(match.rank, _span(match), make) for words, make in offered
             if (match := found_in(typed, words)) is not None]
    return [make(span) for _, span, make in sorted(found, key=lambda each: each[0])]


def _span(match: Spot | None) -> tuple[int, int]:
    return (match.start, match.end) if match else (0, 0)
