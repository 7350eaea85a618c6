"""What the sections of 五星 share: states, papers, panes beside the list, the plan of the year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton

from models.office.star_sets import STARS, StarState, star_set
from models.returns.catalogue import return_called
from models.returns.returning import SPANS, Asked
from models.stars.plan import plan_for
from models.stars.standard import standard_for
from models.stars.verdicts import DIFFERENT
from models.values.periods import Period
from models.values.problem import Problem
from ui.kit.chips import ALL
from ui.kit.job import Progress
from ui.kit.list_section import ListSection
from ui.kit.marks import Face
from ui.kit.page import more_button, press_button
from ui.kit.place import place_for
from ui.kit.section import Section
from ui.kit.table import Column
from ui.kit.theme import Mark
from ui.parts.drawn_return import Order, printed
from ui.parts.return_figures import CATALOGUE

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from models.keeping.store import Store
    from models.stars.plan import Plan
    from models.stars.standard import Standard


MARKS = {StarState.OVERDUE: Mark.LATE, StarState.DONE: Mark.DONE,
         StarState.RUNNING: Mark.ASK, StarState.IDLE: Mark.NONE}


def state_face(state: str) -> Face:
    """▲ 超期, ◆ 需协调, ○ 未启动, ◐ 推进, ● 完成."""
    known = StarState(state)
    if known not in MARKS:
        return Face(f"{known.shape} {known.label}", tone="shared")
    return Face(known.label, MARKS[known])


def said_face(result: str) -> Face | None:
    """达到 and 已授予 are done, 未达到 asks, what differs from the village is late; — is quiet."""
    mark = {"达到": Mark.DONE, "已授予": Mark.DONE, "未达到": Mark.ASK, "未授予": Mark.NONE}
    if result == "—":
        return Face(result, tone="faint")
    if result.startswith(DIFFERENT):
        return Face(f"{DIFFERENT} {result.removeprefix(DIFFERENT)}", Mark.LATE)
    return Face(result, mark.get(result, Mark.LATE))


def short_star(star: str) -> str:
    """支部过硬: the star without the word 星, for a narrow column."""
    return STARS.label(star).removesuffix("星")


def heads_column(standard: Standard | None) -> Column:
    """The column of what the items of a standard stand under, called as the standard calls it."""
    return Column(star_set(standard.star_set).head if standard else "星", 8, show=short_star)


def short_day(day: date | None) -> str:
    """12月15日; blank for none."""
    return f"{day.month}月{day.day}日" if day else ""


# ── panes and the plan of the year ───────────────────────────────────────────


NO_PLAN = "今年还没有创建计划。\n先在“标准”里导入标准，再在“计划”里定计划。"


class StarSection(Section):
    """A section of 五星; ``today`` is the day it speaks of, ``record_kinds`` what it can show."""

    record_kinds: tuple[str, ...] = ()
    today: date

    def show_record(self, kind: str, row: int) -> None:
        """Show one record of a kind this section shows."""

    def plan(self) -> Plan:
        """The plan of the year. :raises Problem: there is none yet."""
        found = plan_for(self.store, self.today.year)
        if found is None:
            raise Problem("今年还没有创建计划，请先在“计划”里定计划。")
        return found

    def open_record_of(self, table: str, row: int) -> None:
        """Go to a record where it is at home; say so when it has no place of its own."""
        if place_for(table) is None:
            self.strip.tell("这一类记录没有单独打开的地方，写的就是上面这些。")
        else:
            self.wanted.emit(table, row)

    def first_step(self) -> QPushButton:
        """The button of an empty section: to the standard, or to the plan once there is one."""
        known = standard_for(self.store, self.today.year) is not None
        key, said = ("plan", "去定计划") if known else ("standard", "去选标准")
        step = QAction(said, self)
        step.triggered.connect(lambda: self.go(key))
        return press_button(step, main=True)

    def ask(self, sentence: str, answers: dict[str, Callable[[], object] | None]) -> None:
        """Ask in the strip; afterwards the keyboard is back in the section."""
        def then(do: Callable[[], object] | None) -> Callable[[], object]:
            def answered() -> None:
                if do is not None:
                    do()
                if self.beside.pane is None:
                    self.start()
            return answered

        self.strip.ask(sentence, {words: then(do) for words, do in answers.items()})

    def offer_more(self) -> QPushButton:
        """更多 at the end of the bar, with what is done more rarely."""
        button = more_button()
        button.setMenu(self.menu(self.steps_at("more")))
        self.tool_row.addWidget(button)
        return button


L = TypeVar("L")


class StarList(StarSection, ListSection[L]):
    """A section of 五星 that is a list; what is looked at must be there for its steps."""

    apart = False

    def show_record(self, kind: str, row: int) -> None:
        """One record of the list, whatever is asked now."""
        self.chips.press(ALL)
        self.list.choose(row)
        self.look_now()


# ── returns ──────────────────────────────────────────────────────────────────


def return_place(code: str) -> int:
    """Where a return stands in the catalogue, from 1."""
    return CATALOGUE.index(return_called(code)) + 1


def orders(store: Store, codes: Sequence[str], day: date) -> list[Order]:
    """The returns of the periods that ``day`` lies in."""
    found = []
    for code in codes:
        wanted = return_called(code)
        asked = Asked.of(Period.of(day, SPANS[wanted.cadence]), day)
        found.append(Order(store.path, store.key, wanted, asked))
    return found


def print_all(wanted: Sequence[Order], printer: QPrinter, progress: Progress) -> int:
    """Print one after the other; how many pages."""
    return sum(printed(each, printer, progress) for each in wanted)
