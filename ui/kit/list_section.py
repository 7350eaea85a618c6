"""The section that is a list: questions over it, a card beside it, steps for all that is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar, cast

from PySide6.QtWidgets import QComboBox, QFrame, QMenu, QStackedWidget, QVBoxLayout

from exporters.workbook.sheet import write_workbook
from models.keeping.record import Record
from models.values import clock
from models.values.kinds import TEXT, Field
from models.values.problem import Problem
from models.values.sheet import Column as Printed
from models.values.sheet import Row, Sheet
from ui.kit import ask
from ui.kit.card import Card, Flow, Wrapped, link_button, words
from ui.kit.chips import ALL, Chip
from ui.kit.fitted_list import names_of
from ui.kit.page import Deed, action, more_button, press_button
from ui.kit.paper import PaperPane
from ui.kit.record_list import RecordList
from ui.kit.section import Section
from ui.kit.table import Column, RecordTable
from ui.kit.tokens import px

NO_SUCH = "现在没有这样的。\n点上面最左边的，看全部。"

L = TypeVar("L")
Ids: TypeAlias = list[int]
Names: TypeAlias = list[str]
Steps: TypeAlias = list[tuple[str, Deed]]


class ListSection(Section, Generic[L]):
    """A section whose list is read as ``lines`` by id, and whose card tells the one looked at.

    A subclass says ``columns`` and ``cells`` of a line, ``read``s the lines and the questions over
    them, tells which lines ``fit`` the pressed one, which steps of the card are ``offered`` for a
    line, and ``show_card``s it. ``enter`` is the step that Enter takes; ``none`` stands in the
    empty list, ``no_such`` where only the pressed question has no answer. ``record`` is the kind of
    record whose ids the rows go by, if any.

    Chips that are ``apart`` ask for other records altogether, by ids of their own.
    """

    listed: ClassVar[str] = ""
    columns: ClassVar[tuple[Column, ...]] = ()
    none: str = ""
    no_such: str = ""
    enter: ClassVar[str] = ""
    wide: ClassVar[int] = 650
    apart: ClassVar[bool] = False
    unit: str = "条"
    record: ClassVar[type[Record] | None] = None

    # ── what a section writes itself ─────────────────────────────────────────

    def read(self) -> Sequence[Chip]:
        """Read ``lines`` afresh; the questions over them with their answers counted."""
        return ()

    def fits(self, line: L) -> bool:
        """Whether a line answers the pressed question."""
        return True

    def answers(self) -> dict[int, L]:
        """The lines that answer the pressed question, in the order shown."""
        return {row: each for row, each in self.lines.items() if self.fits(each)}

    def cells(self, line: L) -> Sequence[Any]:
        """What stands in the columns; a line that was read as its cells is them."""
        return cast(Sequence[Any], line)

    def columns_now(self) -> tuple[Column, ...]:
        """The columns under the pressed question."""
        return self.columns

    def nothing(self) -> str:
        """What stands in the list while no line answers the pressed question."""
        if self.chips.whole or not (self.lines or self.no_such):
            return self.none
        return self.no_such or NO_SUCH

    def offered(self, line: L | None) -> Iterable[str]:
        """The steps that make sense now: all of them, where there is a line."""
        return self._steps() if line is not None else ()

    def show_card(self, line: L | None) -> None:
        """Tell the line looked at in the card, which is blank."""

    def for_many(self) -> Names:
        """The steps for all that is chosen, under the pressed question."""
        return self._steps("chosen")

    def made_card(self) -> Card:
        """The card of this section."""
        return Card()

    def made_list(self, key: str) -> RecordList:
        """The list of this key, when it is first asked for; most have one."""
        return RecordList(RecordTable(self.columns, self.rows), self.listed or self.title)

    @property
    def list_key(self) -> str:
        """Which of the lists answers the pressed question."""
        return ""

    # ── what every such section has ──────────────────────────────────────────

    def build(self) -> None:
        """Lists behind one another and what is chosen in them left, the card right."""
        self.today = clock.today()
        self.lines: dict[int, L] = {}
        self._narrowing = False
        self.shown: dict[int, L] = {}
        self.card: Any = self.made_card()
        self.lists, self.stack = Lists(self._laid_list), QStackedWidget()
        self.chosen_bar = ChosenBar(self)
        self.card.steps(self.buttons("card"))
        self.more = more_button()
        self.more.setMenu(self.menu(self._steps("menu")))
        self.card.corner.addWidget(self.more)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.stack, 1)
        left.addWidget(self.chosen_bar)
        self.chips.chosen.connect(lambda _: self._asked())
        self.lay_halves(left, self.card, self.wide)
        self.zones = [self.list, self.card.zone]

    @property
    def list(self) -> RecordList:
        """The list that answers the pressed question."""
        return self.lists[self.list_key]

    @property
    def line(self) -> L | None:
        """What is looked at."""
        return self.shown.get(self.list.current())

    def chosen_line(self) -> L:
        """What is looked at. :raises Problem: nothing is."""
        if self.line is None:
            raise Problem("请先在左边选一行。")
        return self.line

    def refresh(self) -> None:
        """Read everything afresh and stay on what was looked at."""
        self.today = clock.today()
        chips = self.read()
        self.chips.show_chips(chips)
        self.chips.setVisible(bool(chips))
        self.narrow()
        if isinstance(self.beside.pane, PaperPane):
            self.beside.pane.refresh()

    def narrow(self) -> None:
        """List what answers the pressed question; the card tells what is looked at then."""
        self.shown = self.answers()
        shown = self.list
        self.stack.setCurrentWidget(shown)
        self.zones = [shown, self.card.zone]
        shown.say_empty(self.nothing())
        self._narrowing = True
        if (columns := self.columns_now()) and columns != shown.table.columns:
            shown.table.columns = columns
        shown.show_ids(list(self.shown))
        self._narrowing = False
        self.chosen_bar.count()
        self.look_after()

    def put_right(self, pane: Any) -> None:
        """While a form stands there, Ctrl+P and Ctrl+E are the form's."""
        self._own_keys(False)
        super().put_right(pane)

    def _closed(self) -> None:
        self._own_keys(True)
        super()._closed()

    def look(self) -> None:
        """Offer the steps of what is looked at and tell it."""
        line = self.line
        self.offer(list(self.offered(line)))
        self.card.forget()
        self.show_card(line)

    def offer(self, names: Sequence[str]) -> None:
        """Of the steps of a record only these make sense now."""
        steps = self._steps()
        for name in steps:
            self.deeds[name].setVisible(name in names)
        self.more.setVisible(any(self.deeds[each].isVisible() for each in self._steps("menu")))

    def look_at(self, row: int, key: str = ALL) -> None:
        """Look at one record, under another question where this one does not list it."""
        if not self.list.choose(row):
            self.chips.press(key)
            self.narrow()
            self.list.choose(row)
        self.look_now()

    def rows(self, ids: Ids) -> Sequence[Sequence[Any]]:
        """The cells of these lines."""
        return [self.cells(self.shown[row]) for row in ids]

    def saver(self, label: str | Callable[[Any], str]) -> Callable[[Any], None]:
        """Keeps what a form made as one act of this name, and looks at it."""
        def keep(record: Record) -> None:
            with self.store.act(label if isinstance(label, str) else label(record)):
                kept = self.store.save(record)
            if self.record is not None and isinstance(kept, self.record):
                self.look_at(kept.rowid)

        return keep

    def year_box(self, years: int, name: str = "年度") -> QComboBox:
        """A box with the last years at the beginning of the bar; another one is read afresh."""
        box = QComboBox()
        box.setAccessibleName(name)
        box.setMinimumWidth(px(90))
        box.addItems([f"{self.today.year - back}年" for back in range(years)])
        box.activated.connect(lambda _: self.refresh())
        self.tool_row.insertWidget(0, box)
        return box

    # ── what is shown, on paper and in a workbook ────────────────────────────

    @action("印名单", icon="print", shortcut="Ctrl+P", place="chosen", may=None)
    def print_list(self) -> None:
        """Print what is chosen, else what is shown; it is seen first."""
        self.put_right(PaperPane(self.sheet))

    @action("导出", icon="export", shortcut="Ctrl+E", place="chosen", may=None)
    def export_list(self) -> None:
        """Write what is chosen, else what is shown, as a workbook."""
        path = ask.file_to_save(self, "存到哪里", f"{self.sheet().title}.xlsx")
        if path is not None:
            write_workbook(self.sheet(), path)
            self.strip.tell(f"写好了：{path.name}")

    def sheet(self) -> Sheet:
        """The rows chosen, or all that are shown, as a table."""
        return list_sheet(self.list, self.key, self.today)

    # ── inside ───────────────────────────────────────────────────────────────

    @classmethod
    def declared(cls) -> Steps:
        """A section that prints a paper of its own does not print its list by the same key."""
        found = super().declared()
        own = {deed.shortcut for name, deed in found if not hasattr(ListSection, name)}
        return [each for each in found
                if not hasattr(ListSection, each[0]) or each[1].shortcut not in own]

    @classmethod
    def _steps(cls, *places: str) -> Names:
        """What is done with a record, in the order of the card; what every list can, last."""
        return sorted(cls.steps_at(*places or ("card", "menu")),
                      key=lambda name: hasattr(ListSection, name))

    def _laid_list(self, key: str) -> RecordList:
        shown = self.made_list(key)
        self.stack.addWidget(shown)
        shown.leaves = True
        shown.speak_through(self.strip)
        shown.right_click = self._row_menu
        shown.shown.connect(lambda _: None if self._narrowing else self.look_soon())
        shown.opened.connect(lambda _: self.attempt(self._entered))
        shown.picked.connect(self.chosen_bar.count)
        shown.left_out.connect(lambda _: self.chosen_bar.count())
        shown.arranged.connect(self.chosen_bar.count)
        return shown

    def _own_keys(self, on: bool) -> None:
        for name in {"print_list", "export_list"} & self.deeds.keys():
            self.deeds[name].setEnabled(on)

    def _entered(self) -> None:
        if self.enter:
            self.attempt(getattr(self, self.enter))

    def _asked(self) -> None:
        if self.apart:
            self.list.table.show_ids([])
        self.narrow()

    def _row_menu(self) -> QMenu:
        """The steps of the card and of what is chosen, in their order."""
        menu = self.menu(self._steps())
        menu.addSeparator()
        menu.addActions([self.deeds[name] for name in self.for_many()])
        return menu


def list_sheet(listed: RecordList, key: str, day: date) -> Sheet:
    """The rows chosen in a list, or all that are shown, as a table."""
    table, chosen = listed.table, listed.chosen()
    ids = chosen if len(chosen) > 1 else table.ids
    columns = [at for at in listed.wanted if table.columns[at].label]
    return Sheet(
        f"list-{key}", listed.accessibleName(),
        tuple(Printed(Field(table.columns[at].label, TEXT, width=table.columns[at].width))
              for at in columns),
        [Row(tuple(table.face(table.row_of(row), at).words for at in columns)) for row in ids],
        made=day, inside=True, seal=False, signatures=())


class Lists(dict[str, RecordList]):
    """Lists by their keys, each made when it is first asked for: of fourteen books two are read."""

    def __init__(self, made: Callable[[str], RecordList]) -> None:
        super().__init__()
        self._made = made

    def __missing__(self, key: str) -> RecordList:
        self[key] = self._made(key)
        return self[key]


class ChosenBar(QFrame):
    """The foot of a list: how many are chosen, what can be done with them, what has no room."""

    def __init__(self, section: ListSection[Any]) -> None:
        super().__init__()
        self._section = section
        self.said, self.absent = words(), Wrapped(role="faint")
        self.steps = {name: press_button(section.deeds[name]) for name in section._steps("chosen")}
        self.all = link_button("", lambda: section.list.heading.show_all())
        self.only = link_button("只看选中", lambda: section.list.show_ids(section.list.chosen()))
        self.none = link_button("不选了 Esc", lambda: section.list.choose_one())
        self.row = across = Flow(self)
        across.setContentsMargins(px(10), px(4), px(10), px(4))
        for each in (self.said, self.all, *self.steps.values(), self.only, self.none, self.absent):
            across.addWidget(each)

    def count(self) -> None:
        """Say what is chosen now; with several rows, offer what can be done with all of them."""
        listed = self._section.list
        many = len(listed.chosen())
        unit = self._section.unit
        said = f"选中 {many}" if many > 1 else f"{len(listed.table.ids):,}"
        self.said.setText(f"{said} {unit}")
        filtered = listed.heading.filtered
        self.all.setText(f"只看 {filtered}　不筛了")
        self.all.setAccessibleName(f"不筛了：{filtered}")
        self.all.setVisible(bool(filtered))
        for each in (self.only, self.none):
            each.setVisible(many > 1)
        offered = self._section.for_many() if many > 1 else ()
        for name, button in self.steps.items():
            button.setVisible(name in offered)
        self.absent.setText(names_of(listed.absent))
