"""活动培训: one ledger of what was done, with the recurring tasks that wait."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

from importers.photo import read_photo
from models.activities.activity import (
    ACTIVITY_KINDS,
    TRAINING,
    Activity,
    RoundDue,
    TaskRound,
    activities_between,
    log,
    names_in,
    people_named,
    people_of,
    read_results,
    results_in,
    rounds_due,
)
from models.keeping.attachments import attach
from models.keeping.record import Draft, field
from models.office.star_sets import STARS, set_of
from models.values import clock
from models.values.kinds import NOTE
from models.values.periods import Period, Span
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.card import section, words
from ui.kit.chips import ALL, Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark
from ui.parts.importing.opening import TakesList
from ui.parts.photos import PHOTOS, Photos
from ui.places.meetings.training import TrainingRoll

if TYPE_CHECKING:
    from models.keeping.store import Store

LAYOUT = ("kind", "theme", "on_day", "host", "place", "people", "times", "about", "names",
          "results", "star", "note")
ROUND = ("title", "kind", "every", "weekday", "star", "since", "until", "note")
ROUNDS = "rounds"


class ActivityForm(Activity, table="activity", label="活动"):
    """An activity with who came and what came of it written in a line each."""

    names: str | None = field("参加人员（姓名用、隔开）", NOTE)
    results: str | None = field("成效（如 清运垃圾约3.5吨）", NOTE)


def stars_to_choose(store: Store, typed: str) -> list[tuple[str, str]]:
    """The five stars."""
    return [(code, label) for code, label in set_of(store).stars if typed in label]


class Activities(TakesList, ListSection[Activity | RoundDue]):
    """The year's activities; a chip shows the recurring tasks of the quarter."""

    takes = "activities"

    key, title, listed, enter, unit = "activities", "活动培训", "活动", "edit", "次"
    apart, none = True, "还没有登记活动。\n按 Ctrl+N 登记一次。"
    no_such = "没有固定活动。\n比如每周五的清洁家园，点“固定活动…”定下来。"
    columns = (
        Column("日期", 10), Column("类别", 9), Column("主题", 24, lead=True),
        Column("人数", 8, numeric=True), Column("对应星", 10),
        Column("登记", 9, face=lambda face: face),
    )

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many this year."""
        year = clock.today().year
        return Chip(cls.key, cls.title,
                    len(activities_between(store, date(year, 1, 1), date(year, 12, 31))))

    def read(self) -> list[Chip]:
        """The activities of the year, and what came round this quarter."""
        year = self.today.year
        held = activities_between(self.store, date(year, 1, 1), date(year, 12, 31))
        self.lines = {each.rowid: each for each in reversed(held)}
        self.rounds = [each for each in rounds_due(self.store, Period.of(self.today, Span.QUARTER))
                       if each.first <= self.today]
        self.rounds.reverse()
        kinds = [each.kind for each in held]
        missed = sum(each.activity is None for each in self.rounds)
        times = sum(each.people or each.times or 0 for each in held)
        self.tell(summary=f"{year} 年活动 {len(held)} 次 · {times:,} 人次")
        return [
            Chip(ALL, f"{year}年", len(held)),
            Chip(ROUNDS, "固定活动没登记", missed, Mark.ASK),
            *(Chip(code, label, kinds.count(code)) for code, label in ACTIVITY_KINDS.pairs()
              if code in kinds),
        ]

    # ── doing ────────────────────────────────────────────────────────────────

    @action("导入活动…", icon="import")
    def bring_in(self) -> None:
        """A list somebody handed over, on the workbench."""
        self.choose_list()

    @action("固定活动…", icon="calendar")
    def add_round(self) -> None:
        """A task that comes round, such as 清洁家园 every Friday."""
        fresh = TaskRound(title="清洁家园", kind="cleaning", weekday=5, since=self.today)
        self.fill_in("固定活动", fresh, ROUND, "task_round:new", self._keep_round,
                     finders={"star": stars_to_choose})

    @action("登记活动", icon="plus", shortcut="Ctrl+N", main=True)
    def add(self) -> None:
        """An activity that took place; the one that comes round when that is looked at."""
        due = self._due()
        fresh = Draft(ActivityForm, {"on_day": self.today, "entered": self.today})
        if due is not None:
            fresh = fresh.but(on_day=due.first, kind=due.round.kind, theme=due.round.title,
                              star=due.round.star, round=due.round.id)
        self._fill(fresh)

    @action("改这次", icon="edit", place="card")
    def edit(self) -> None:
        """Correct the activity looked at."""
        activity = self._activity()
        if activity is None:
            self.add()
            return
        written = {each.name: getattr(activity, each.name) for each in fields(activity)}
        self._fill(ActivityForm(**written, names=names_in(self.store, activity),
                                results=results_in(self.store, activity)))

    @action("记培训结果…", icon="check", place="card")
    def note_results(self) -> None:
        """Who passed, with which certificate and subsidy, person by person."""
        activity = self._activity()
        if activity is None or not people_of(self.store, activity.rowid):
            raise Problem("这次培训没有写参加人员的姓名，先按“改这次”写上，再逐人记结果。")
        self.go(TrainingRoll.key).show_activity(activity)

    @action("加照片…", icon="plus", place="card")
    def add_photo(self) -> None:
        """Hang a picture on the activity looked at."""
        activity = self._activity()
        path = ask.file_to_open(self, "选照片", PHOTOS) if activity else None
        if path is not None and activity is not None:
            attach(self.store, read_photo(path), ("activity", activity.rowid), self.today)

    # ── inside ───────────────────────────────────────────────────────────────

    def _fill(self, activity: ActivityForm | Draft[ActivityForm]) -> None:
        row = Draft.of(activity).get("id") or "new"
        self.fill_in("活动", activity, LAYOUT, f"activity:{row}", self._keep,
                     finders={"star": stars_to_choose})

    def _keep(self, form: ActivityForm) -> None:
        own = {each.name: getattr(form, each.name) for each in fields(Activity)}
        people = people_named(self.store, form.names or "", form.on_day)
        kept = log(self.store, Activity(**own), people, read_results(form.results or ""))
        self.chips.press(ALL)
        self.list.choose(kept.rowid)

    def _keep_round(self, task: TaskRound) -> None:
        with self.store.act(f"固定活动：{task.title}"):
            self.store.save(task)

    def _due(self) -> RoundDue | None:
        """What came round and was not written down, when that is looked at."""
        return self.line if isinstance(self.line, RoundDue) and not self.line.activity else None

    def _activity(self) -> Activity | None:
        return self.line.activity if isinstance(self.line, RoundDue) else self.line

    def answers(self) -> dict[int, Activity | RoundDue]:
        """The activities of a kind, or what came round."""
        if self.chips.key == ROUNDS:
            return dict(enumerate(self.rounds, 1))
        return {row: each for row, each in self.lines.items()
                if isinstance(each, Activity) and self.chips.lets(each.kind)}

    def offered(self, line: Activity | RoundDue | None) -> list[str]:
        """What is done with an activity; the results are a training's."""
        each = self._activity()
        return [name for name in self._steps() if each and (
            name != "note_results" or each.kind == TRAINING)]

    def cells(self, line: Activity | RoundDue) -> tuple[Any, ...]:
        """When and what, how many came, and whether it is written down."""
        each = line.activity if isinstance(line, RoundDue) else line
        if isinstance(line, RoundDue) and each is None:
            return (line.first, ACTIVITY_KINDS.label(line.round.kind), line.round.title, "",
                    STARS.label(line.round.star or ""), Face("没登记", Mark.ASK))
        assert each is not None
        about = "约" if each.about else ""
        count = f"{about}{each.people}人" if each.people else (
            f"{about}{each.times}人次" if each.times else "")
        return (each.on_day, ACTIVITY_KINDS.label(each.kind), each.theme, count,
                STARS.label(each.star or ""),
                Face("已登记", Mark.DONE))

    def show_card(self, line: Activity | RoundDue | None) -> None:
        """Where it was, who came, what came of it."""
        each = self._activity()
        if each is None:
            self.card.head("没有选中的活动")
            if self._due() is not None:
                self.card.tell(FaceLabel(Face("这一次还没有登记，按 Ctrl+N 登记。", Mark.ASK)))
            return
        self.card.head(each.theme, f"{each.on_day} · {ACTIVITY_KINDS.label(each.kind)}")
        where = "　".join(filter(None, (each.host, each.place)))
        self.card.tell(words(where or "没有写主办和地点。", "second", wrap=True))
        names, results = names_in(self.store, each), results_in(self.store, each)
        self.card.tell(section("参加"), words(names or self._line_count(each), wrap=True))
        if results:
            self.card.tell(section("成效"), words(results, wrap=True))
        self.card.tell(section("照片"), Photos(self.store, "activity", each.rowid))

    def _line_count(self, each: Activity) -> str:
        about = "约" if each.about else ""
        return "，".join(filter(None, (
            f"{about}{each.people} 人" if each.people else "",
            f"{about}{each.times} 人次" if each.times else "",
        ))) or "没有写人数。"
