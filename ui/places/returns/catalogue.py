"""目录: every return with how it stands, the paper as it will be printed, and handing it out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu

from models.exchange.inbox import remarked
from models.keeping.permissions import May, allowed, covered_from, require
from models.office.exposure import NotToBePosted
from models.returns.calendar import ReturnLine, return_calendar
from models.returns.document import DocumentReturn
from models.returns.leaving import last_purpose, note_handed_out, personal_columns
from models.returns.own import OWN, OwnReturn, forget
from models.returns.returning import SPANS, Asked, Return
from models.returns.sending import ReturnState
from models.values.periods import Period, Span
from models.values.privacy import Privacy
from models.values.problem import Problem
from models.values.sheet import Ref, Sheet
from ui.kit import ask
from ui.kit.chips import ALL, Chip
from ui.kit.job import Job, Progress
from ui.kit.list_section import ListSection
from ui.kit.page import action
from ui.kit.place import place_for
from ui.kit.table import Column
from ui.parts.drawn_return import Drawn, Order, drawn, exported, opened, printed
from ui.parts.public_check import public_rules_pane
from ui.parts.return_figures import (
    MARKS,
    catalogue_of,
    place_of,
    return_face,
    short_label,
)
from ui.places.returns.asking import OwnPane, kept_pane, terms_pane
from ui.places.returns.card import ReturnCard

WAIT_MILLISECONDS = 250
ORDER = (ReturnState.WAITING, ReturnState.RETURNED, ReturnState.SENT, ReturnState.ACCEPTED,
         ReturnState.NOT_DONE, ReturnState.AHEAD)
KINDS = {"household": "这一户", "person": "这个人", "member": "这名党员", "meeting": "这次会议",
         "visit": "这次走访", "matter": "这件事项", "pairing": "这条结对", "entry": "这笔积分"}


class Task(NamedTuple):
    """Work for a job: what is done with its result, what is said meanwhile, and whether it only
    draws for the screen.
    """

    work: Callable[[Progress], Any]
    then: Callable[[Any], object]
    words: str
    drawing: bool = False


class CatalogueSection(ListSection[Return | DocumentReturn]):
    """The catalogue at the left; at the right one return, asked for, seen, and handed out."""

    key, title, listed, none, wide = "catalogue", "目录", "报表目录", "没有这样的报表。", 420
    unit, enter = "张", "ask_anew"
    columns = (
        Column("报表", 23, lead=True), Column("期次", 9), Column("状态", 14, face=return_face),
    )

    def build(self) -> None:
        """The list answers the chips; the card draws."""
        self.job: Job | None = None
        self._task: Task
        self._waiting: Task | None = None
        self.drawn: Drawn | None = None
        self.due: dict[str, ReturnLine] = {}
        self._later = QTimer(self, singleShot=True, interval=WAIT_MILLISECONDS)
        self._later.timeout.connect(self.draw)
        super().build()
        self.card.changed.connect(self._redraw)
        self.card.figures.row_opened.connect(self._open_row)
        self.card.figures.figure_asked.connect(self._open_figure)
        self.card.figures.opened.connect(self.wanted)
        self.card.betrayals.record_asked.connect(self.wanted)
        self.card.figures.row_menu = self._figure_menu
        self.zones = [self.list, self.card.asking.period, self.card.shown]

    def made_card(self) -> ReturnCard:
        """For when, the paper, its rows."""
        return ReturnCard(self.store)

    def read(self) -> list[Chip]:
        """The catalogue, and how each stands."""
        self.lines = dict(enumerate(catalogue_of(self.store), 1))
        self.due = {}
        for line in return_calendar(self.store, self.today):
            self.due.setdefault(line.ret.code, line)
        states = [self._state(each) for each in self.lines.values()]
        self.card.purpose.setText(self.card.purpose.text() or last_purpose(self.store))
        self._redraw()
        return [
            Chip(ALL, "全部", len(self.lines)),
            *(Chip(state, state.label, states.count(state), MARKS.get(state))
              for state in ORDER if state == ReturnState.WAITING or state in states),
            Chip("asked", "随时可出", states.count("asked")),
        ]

    def open(self, kind: str, row: int) -> None:
        """Show one return, by its place in the catalogue."""
        self.chips.press(ALL)
        self.look_at(row)

    def leave(self) -> None:
        """Let go of the paper, and of what is still being drawn."""
        super().leave()
        if self.job is not None:
            self.job.stop()
        self.job = self._waiting = None
        self.card.preview.say("")

    # ── doing ────────────────────────────────────────────────────────────────

    @action("导出…", icon="export", shortcut="Ctrl+E", main=True, place="card", may=None)
    def export(self) -> None:
        """Write the workbook and the paper into a folder; a full one says for what."""
        order = self._order()
        purpose = self._purpose()
        folder = ask.folder(self, "放到哪个文件夹")
        if folder is None:
            return

        def done(files: list[dict[str, Any]]) -> None:
            if purpose:
                period = order.asked.period.label
                self.attempt(lambda: note_handed_out(
                    self.store, order.wanted.title, period, purpose))
            names = "、".join(Path(each["path"]).name for each in files)
            self.strip.ask(f"写好了：{names}", {
                "打开文件夹": lambda: _show_folder(folder), "知道了": None,
            })

        self._start(Task(lambda progress: exported(order, folder, progress), done, "正在导出…"))

    @action("打印…", icon="print", shortcut="Ctrl+P", place="card", may=None)
    def print_out(self) -> None:
        """Print what is previewed, with every number in full."""
        if self.card.asks_purpose:
            require(self.store, May.SEE)
        order = self._order()
        printer = self.card.sight.printer()
        self._start(Task(
            lambda progress: printed(order, printer, progress),
            lambda pages: self.strip.tell(f"已送去打印，共 {pages} 页。"), "正在打印…",
        ))

    @action("报送规定…", icon="calendar", place="card")
    def change_terms(self) -> None:
        """By when and to whom this return is due, on which paper, and since when from here."""
        line = self.due[self.chosen_line().code]
        pane = terms_pane(self.store, line.ret, self.today)
        self.put_right(pane)
        pane.form.start()

    @action("公示规则…", icon="veil")
    def change_public_rules(self) -> None:
        """How long a posted paper hangs, what it rests on, and what is looked for in it."""
        self.put_right(public_rules_pane(self.store, self.today))

    @action("自建报表…", icon="plus")
    def make_own(self) -> None:
        """Choose whom a line is for, fields and figures: a return of the village's own."""
        self._choose_columns(None)

    @action("改栏目…", icon="edit", place="card")
    def change_own(self) -> None:
        """Choose its columns anew; of a form of the town's, its name and how often it is due."""
        own = self._own()
        if own.form is None:
            self._choose_columns(own)
        else:
            self.put_right(kept_pane(self.store, own))

    @action("删去这张自建表", place="card")
    def forget_own(self) -> None:
        """Take it off the catalogue; what was sent of it stays."""
        forget(self.store, self._own())

    @action("重新排版", icon="returns", shortcut="F5", place="menu", may=None)
    def draw(self) -> None:
        """Draw what is asked for, for the screen."""
        if self.card.wanted is None:
            return
        self._later.stop()
        try:
            order = self._order()
        except Problem as refusal:
            self._nothing(refusal.sentence)
            return
        self._start(Task(lambda progress: drawn(order, progress), self._show, "正在排版…", True))

    # ── inside ───────────────────────────────────────────────────────────────

    def fits(self, line: Return | DocumentReturn) -> bool:
        """Whether it stands as asked for."""
        return self.chips.lets(self._state(line))

    def cells(self, line: Return | DocumentReturn) -> tuple[Any, ...]:
        """Its title, and how it stands for which period."""
        due = self.due.get(line.code)
        return line.title, short_label(due.period, self.today) if due else "", due

    def offered(self, line: Return | DocumentReturn | None) -> list[str]:
        """Terms where it is due, columns where it is the village's own."""
        steps = list(super().offered(line))
        without = ["change_terms"] * bool(line and line.code not in self.due)
        without += ["change_own", "forget_own"] * bool(line and not line.code.startswith(OWN))
        return [each for each in steps if each not in without]

    def show_card(self, line: Return | DocumentReturn | None) -> None:
        """Another return is asked for anew, and drawn."""
        if line != self.card.wanted:
            if self.card.wanted is not None:  # a form may be there before the first card
                self.put_away()
            self.card.show_return(line, self._period_of(line) if line else None)
            self.tell(detail=line.title if line else "")
            self._redraw()
        self.card.stand(self.due.get(line.code) if line else None)

    def ask_anew(self) -> None:
        """Into the first question of the card."""
        self.card.asking.period.setFocus()

    def _state(self, ret: Return | DocumentReturn) -> str:
        """How a return stands: a state of the calendar, or ``asked`` for one without a rhythm."""
        line = self.due.get(ret.code)
        return line.state if line else "asked"

    def _period_of(self, wanted: Return | DocumentReturn) -> Period:
        """The period that waits for this return, else the running one."""
        line = self.due.get(wanted.code)
        return line.period if line else Period.of(self.today, SPANS.get(wanted.cadence, Span.YEAR))

    def _own(self) -> OwnReturn:
        """The village's own return that is looked at."""
        wanted = self.card.wanted
        return next(each for each in self.store.find(OwnReturn)
                    if wanted is not None and each.code == wanted.code)

    def _choose_columns(self, known: OwnReturn | None) -> None:
        pane = OwnPane(self.store, known)
        self.put_right(pane)
        pane.closed.connect(lambda: self._show_made(pane.made))

    def _show_made(self, made: OwnReturn | None) -> None:
        """What was made, or has other columns now, is looked at."""
        if made is None:
            return
        self.card.show_return(None, None)
        self.open(OwnReturn.table, place_of(self.store, made.code))

    def _redraw(self) -> None:
        self._later.start()

    def _order(self) -> Order:
        """What is asked for. :raises Problem: something is not answered yet."""
        wanted = self.card.wanted
        if wanted is None:
            raise Problem("请先在左边选一张报表。")
        period = self.card.asking.period.period()
        asked = Asked.of(period, self.today, **self.card.asking.answers())
        return Order(self.store.path, self.store.key, wanted, asked,
                     self._public(), self._masked(),
                     self.card.omit.isChecked(), self.card.columns.isChecked())

    def _masked(self) -> frozenset[Privacy]:
        """The numbers that are not shown: all to whoever may not see them."""
        bare = self.card.bare.isChecked() and allowed(self.store, May.SEE)
        return frozenset() if bare else covered_from(self.store)

    def _public(self) -> bool:
        """Whether the public version is asked for, of a return that has one."""
        return self.card.public.isChecked() and getattr(self.card.wanted, "postable", False)

    def _purpose(self) -> str:
        """For what the full return goes out; blank where nothing personal stands in it.

        :raises Problem: it must be written first.
        """
        if not self.card.asks_purpose:
            return ""
        require(self.store, May.SEE)
        purpose: str = self.card.purpose.text().strip()
        if not purpose:
            self.card.purpose.setFocus()
            raise Problem("这张表有证件号、电话等个人信息，导出前请写一句用途，比如“报镇党建办”。")
        return purpose

    def _start(self, task: Task) -> None:
        """Begin, or wait for what is under way; a drawing nobody waits for is given up."""
        if self.job is not None:
            self._waiting = task
            if self._task.drawing:
                self.job.stop()
            return
        self._task, self.job = task, Job(task.work)
        self.job.done.connect(self._done)
        self.job.failed.connect(self._failed)
        self.job.stopped.connect(self._over)
        self.card.job_strip.follow(self.job, task.words)
        self.job.start()

    def _done(self, result: Any) -> None:
        if self.job is None:  # the page was left while this answer was on its way
            return
        if not (self._task.drawing and self._waiting):
            with self.job.noting_its_answer():
                self._task.then(result)
        self._over()

    def _failed(self, error: Exception) -> None:
        self._over()
        if not isinstance(error, Problem):
            raise error
        if self._task.drawing:
            self._nothing(error.sentence)
            if isinstance(error, NotToBePosted):
                self.card.show_betrayals(error)
        else:
            self.strip.refuse(error.sentence)

    def _over(self) -> None:
        self.job, waiting, self._waiting = None, self._waiting, None
        if waiting is not None:
            self._start(waiting)

    def _nothing(self, sentence: str) -> None:
        self.drawn = None
        self.card.show_nothing(sentence)

    def _show(self, found: Drawn) -> None:
        self.drawn = found
        period = self.card.asking.period.period()
        marks = remarked(self.store, self.card.wanted.code, str(period), found.rows) if (
            period and self.card.wanted) else {}
        self.card.show_drawn(found, found.changes, marks)
        personal = isinstance(found.content, Sheet) and personal_columns(found.content)
        self.card.ask_purpose(bool(personal))
        rows = f"{len(found.rows):,} 行 · " if found.rows else ""
        self.tell(summary=f"{rows}{self.card.preview.pages} 页")

    def _refs(self, at: int) -> list[Ref]:
        """The records behind a row that can be opened somewhere, one of each kind."""
        refs = self.drawn.rows[at - 1].refs if self.drawn and at <= len(self.drawn.rows) else ()
        first: dict[str, Ref] = {}
        for each in refs:
            if place_for(each[0]) is not None:
                first.setdefault(each[0], each)
        return list(first.values())

    def _open_row(self, at: int) -> None:
        refs = self._refs(at)
        if refs:
            self.wanted.emit(*refs[0])
        else:
            self.strip.tell("这一行背后没有可以单独打开的记录。")

    def _open_figure(self, line: int, column: int) -> None:
        """Show what is behind a figure: the records counted, and those nearly counted."""
        found, order, shown = self.drawn, self._order(), self.card.figures.sheet
        if found is None or shown is None or not isinstance(found.content, Sheet):
            return
        sheet, rows = found.content, found.rows
        self._start(Task(lambda progress: opened(order, sheet, rows, line, column, progress),
                         lambda seen: self.card.figures.show_behind(shown, line, column, seen),
                         "正在找这个数背后的记录…"))

    def _figure_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction("这个数怎么来的").triggered.connect(self.card.figures.ask)
        for table, row in self._refs(self.card.rows.current()):
            act = menu.addAction(f"打开{KINDS.get(table, '这条记录')}")
            act.triggered.connect(lambda _=False, to=(table, row): self.wanted.emit(*to))
        return menu


def _show_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
