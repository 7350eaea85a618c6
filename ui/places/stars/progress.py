"""进度: every clause with its figure and where that comes from; any week can be looked at again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QComboBox

from models.office.star_sets import StarState
from models.stars.evidence import file_counted
from models.stars.plan import plan_for
from models.stars.progress import (
    Line,
    Progress,
    answer,
    clauses_met,
    lines,
    lines_under,
    overall,
)
from models.stars.standard import Standard, standards_beside
from models.stars.weekly import ClauseChange, KeptClause, Snapshot, changes, shown, take, weeks
from models.values import clock
from models.values.figure import OF_A_STANDARD
from models.values.periods import Period, Span
from models.values.problem import Problem
from ui.kit.chips import ALL, Chip
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.tokens import px
from ui.places.stars.line_card import LineCard
from ui.places.stars.section import (
    MARKS,
    NO_PLAN,
    StarList,
    heads_column,
    return_place,
    short_day,
    state_face,
)

ANSWER_FORM = ("state", "value", "about", "base", "base_label", "words", "# 自评", "rating",
               "shortfall", "# 谁填的", "on_day", "author")
SINCE = {"比上周": Span.WEEK, "比上月": Span.MONTH, "比上季": Span.QUARTER}
ORDER = (StarState.OVERDUE, StarState.HELP, StarState.IDLE, StarState.RUNNING,
         StarState.DONE)


@dataclass(frozen=True)
class Shown:
    """One row of the list, now or in a week kept."""

    clause: int
    state: str
    star: str
    task: str
    text: str
    target: str
    value: str
    completion: str
    owner: str
    due: str


class ProgressSection(StarList[Shown]):
    """States as chips, clauses in the list, one clause with its figures in the card."""

    key, title = "progress", "进度"
    record_kinds = ("progress",)
    listed, enter, wide, no_such = "创建进度", "fill_progress", 730, "没有这样的条。"
    columns = (
        heads_column(None), Column("任务", 16, lead=True, text=True),
        Column("目标", 12, text=True), Column("现状", 18), Column("状态", 9, face=state_face),
        Column("责任人", 7), Column("时限", 9),
    )

    @classmethod
    def chip(cls, store: Any) -> Chip:
        """Overdue clauses are counted on the chip."""
        today = clock.today()
        plan = plan_for(store, today.year)
        found = lines(store, plan, today) if plan else []
        late = sum(each.state == StarState.OVERDUE for each in found)
        return Chip(cls.key, cls.title, late or None, MARKS[StarState.OVERDUE])

    def build(self) -> None:
        """The day that is looked at in a box over the list."""
        super().build()
        self.found: dict[int, Line] = {}
        self.kept: list[Snapshot] = []
        self.beside_now: Standard | None = None
        self.card.record_wanted.connect(self.open_record_of)
        self.view = QComboBox()
        self.view.setAccessibleName("看哪一天的进度")
        self.view.setMinimumWidth(px(150))
        self.view.activated.connect(lambda _: self.refresh())
        self.which = QComboBox()
        self.which.setAccessibleName("哪份标准")
        self.which.activated.connect(lambda _: self.refresh())
        self.put_first(self.which)
        self.put_first(self.view)

    def columns_now(self) -> tuple[Column, ...]:
        """Of a standard beside the stars its clauses and no owner: nobody plans it."""
        if self.beside_now is None:
            return self.columns
        return (heads_column(self.beside_now), self.columns[1], Column("条", 24, text=True),
                *self.columns[3:5])

    def made_card(self) -> LineCard:
        """The card of a clause."""
        return LineCard()

    def read(self) -> list[Chip]:
        """The lines of today, or those of a week that was kept."""
        beside = self.beside_now = self._beside()
        plan = None if beside else plan_for(self.store, self.today.year)
        found = lines_under(self.store, beside, self.today) if beside else \
            lines(self.store, plan, self.today) if plan else []
        self.found = {each.clause.rowid: each for each in found}
        self.kept = weeks(self.store, plan.rowid) if plan else []
        chosen = self.view.currentText()
        self.view.clear()
        self.view.addItems(["现在", *SINCE, *(_week(each) for each in self.kept)])
        self.view.setCurrentIndex(max(0, self.view.findText(chosen)))
        self.view.setVisible(plan is not None)
        for name in ("keep_week", "to_return"):
            self.deeds[name].setVisible(plan is not None)
        self.none = NO_PLAN if plan is None and beside is None else self.no_such
        rows, said = self._looked_at_then()
        self.tell(summary=said)
        self.lines = {each.clause: each for each in rows}
        if not self.found:
            return []
        counted = Counter(each.state for each in rows)
        return [Chip(ALL, "全部", len(rows)), *(
            Chip(each, each.label, counted[each],
                 MARKS[each] if each == StarState.OVERDUE else None) for each in ORDER)]

    def show_record(self, kind: str, row: int) -> None:
        """The clause of an answer."""
        self.view.setCurrentIndex(0)
        self.refresh()
        super().show_record(kind, self.store.get(Progress, row).clause)

    # ── doing ────────────────────────────────────────────────────────────────

    @action("填进度", icon="edit", shortcut="Ctrl+Return", main=True, place="card")
    def fill_progress(self) -> None:
        """Say how a clause stands: state, value with its base, words, own rating."""
        line = self._now()
        clause = line.clause
        record = line.said or Progress(clause=clause.rowid, on_day=self.today,
                                  author=self.store.operator or None)

        def keep(typed: Progress) -> None:
            answer(self.store, clause, **{
                name: getattr(typed, name) for name in ANSWER_FORM if not name.startswith("#")})

        layout = ANSWER_FORM if not line.computed else tuple(
            name for name in ANSWER_FORM if name not in ("value", "about", "base", "base_label"))
        self.fill_in(f"填进度：{line.task.title}", record.but(on_day=self.today), layout,
                     f"progress:{clause.id}", keep)

    @action("把计入的记录归档", icon="folder", place="card")
    def file_records(self) -> None:
        """File every record the figures counted as evidence under this clause."""
        line = self._now()
        counted = tuple(each for figure in line.open(self.store) for each in figure.counted)
        if not counted:
            raise Problem("这一条没有由台账计入的记录。请按“另归一件…”挑。")
        new = file_counted(self.store, line.clause.rowid, counted, self.today)
        self.strip.tell(f"已归档 {new} 件，编号在“佐证”里看。" if new else "这些记录都已归档。")

    @action("另归一件…", icon="plus", place="card")
    def file_another(self) -> None:
        """Look for any other record or attachment and file it under this clause."""
        clause = self._now().clause.id
        self.go("evidence").file_under(clause)

    @action("定格本周", icon="save")
    def keep_week(self) -> None:
        """Keep this week's sheet, so that it can be shown again."""
        snapshot = take(self.store, self.plan(), self.today)
        self.strip.tell(f"{_week(snapshot)}的进度已定格，以后随时可以再看。")

    @action("进度表", icon="returns", may=None)
    def to_return(self) -> None:
        """The sheet as a return, to be seen, printed and handed out."""
        self.wanted.emit("return", return_place("star-progress"))

    # ── inside ───────────────────────────────────────────────────────────────

    def _now(self) -> Line:
        """The clause looked at as it stands today."""
        return self.found[self.chosen_line().clause]

    def _beside(self) -> Standard | None:
        """The standard beside the stars that is asked for, offered where there are any."""
        known, chosen = standards_beside(self.store, self.today.year), self.which.currentData()
        self.which.clear()
        self.which.addItem("五星", None)
        for each in known:
            self.which.addItem(each.star_set, each.rowid)
        self.which.setCurrentIndex(max(0, self.which.findData(chosen)))
        self.which.setVisible(bool(known))
        return next((each for each in known if each.id == self.which.currentData()), None)

    def _looked_at_then(self) -> tuple[list[Shown], str]:
        """What the box asks for: now, the changes of a while, or a week that was kept."""
        at = self.view.currentIndex()
        if at <= 0:
            rows = [_now(each) for each in self.found.values()]
            now = list(self.found.values())
            places = OF_A_STANDARD if self.beside_now else 1
            said = f"任务完成 {overall(now)}　条达标 {clauses_met(now, places)}" if now else ""
        elif self.view.currentText() in SINCE:
            since = SINCE[self.view.currentText()]
            found = changes(self.store, self.plan(), self.today, since)
            rows = list(map(_changed, found))
            said = f"{self.view.currentText()}有变化的 {len(found)} 条"
        else:
            kept, said = shown(self.kept[at - 1 - len(SINCE)])
            rows = list(map(_as_kept, kept))
            said = f"{self.view.currentText()}　任务完成 {said}"
        return rows, said

    def fits(self, line: Shown) -> bool:
        """Whether it is in the state asked for."""
        return self.chips.lets(line.state)

    def cells(self, line: Shown) -> tuple[Any, ...]:
        """What is wanted, how it stands, who sees to it."""
        if self.beside_now is not None:
            return (line.star, line.task, line.text, line.value, line.state)
        return (line.star, line.task, line.target, line.value, line.state, line.owner, line.due)

    def offered(self, line: Shown | None) -> list[str]:
        """What was computed can be filed."""
        now = self.found.get(line.clause) if line else None
        if now is None:
            return []
        return ["fill_progress", *["file_records"] * now.computed, "file_another"]

    def show_card(self, line: Shown | None) -> None:
        """The clause with its figures."""
        self._tell(self.list.current())

    def _tell(self, row: int) -> None:
        line = self.found.get(row)
        self.card.show_line(line, line.open(self.store) if line else ())
        if line is None and not self.found:
            self.card.head("进度")
            self.card.tell_first(self.first_step())


def _now(line: Line) -> Shown:
    due = line.assignment.due if line.assignment else None
    return Shown(line.clause.rowid, line.state, line.task.star, line.task.title,
                 line.clause.text, line.clause.target or "", line.value, line.completion,
                 line.owner, short_day(due))


def _as_kept(kept: KeptClause) -> Shown:
    due = date.fromisoformat(kept.due) if kept.due else None
    return Shown(kept.clause, kept.state, kept.star, kept.task, kept.text, kept.target, kept.value,
                 kept.completion, kept.owner, short_day(due))


def _changed(change: ClauseChange) -> Shown:
    now, before = _as_kept(change.now), change.before
    parts = list(_steps(before, change.now)) if before else ["新增"]
    return replace(now, value="；".join(parts))


def _steps(before: KeptClause, now: KeptClause) -> Iterator[str]:
    if before.state != now.state:
        yield f"{StarState(before.state).label} → {StarState(now.state).label}"
    if before.value != now.value:
        yield f"{before.value or '未填'} → {now.value or '未填'}"


def _week(snapshot: Snapshot) -> str:
    return Period.parse(snapshot.week).label
