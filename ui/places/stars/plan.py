"""计划: the five questions, the stars to keep and to win, and who does each item by when."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from models.keeping.proportion import odd_typed
from models.members.typed_names import people_to_choose, person_label
from models.office.star_sets import star_set
from models.stars.gaps import drafted
from models.stars.plan import (
    AIMS,
    QUESTIONS,
    Assignment,
    Plan,
    StarTarget,
    aim_at,
    assign,
    assignments,
    dates_of,
    give_up,
    keep_plan,
    meetings_to_choose,
    owner_names,
    plan_for,
    targets,
)
from models.stars.standard import Standard, Task, items, standard_for
from models.values.problem import Problem
from ui.kit.card import section, words
from ui.kit.chips import ALL, Chip
from ui.kit.editors import Finder
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.table import Column, Edit, RecordTable
from ui.kit.theme import Mark
from ui.places.stars.section import NO_PLAN, StarList, return_place, short_star

if TYPE_CHECKING:
    from models.keeping.store import Store

PLAN_FORM = ("made", *QUESTIONS)
MEETING_FORM = ("leader", "task_forces", "committee", "assembly", "guide", "# 镇里的意见",
                "opinion", "town_on")
TARGET_FORM = ("star", "aim", "owner", "due")


class PlanSection(StarList[Task]):
    """Items with owner, deadline and measure typed in like a sheet; the plan itself in the card."""

    key, title = "plan", "计划"
    record_kinds = ("star_plan", "star_target", "assignment")
    listed, no_such, wide, unit = "任务分工", "没有这样的任务。", 740, "项"

    def build(self) -> None:
        """Nothing is given to anybody yet."""
        super().build()
        self.given: dict[int, Assignment] = {}
        self.names: dict[int, str] = {}
        self.rarer = self.offer_more()

    def made_list(self, key: str) -> RecordList:
        """Typed into like a sheet."""
        return RecordList(RecordTable((
            Column("星", 8, show=short_star), Column("项", 16, lead=True, text=True),
            Column("责任人", 8, "owner", editable=True), Column("时限", 11, "due", editable=True),
            Column("约需天数", 8, "days", numeric=True, editable=True,
                   odd=lambda _, typed: odd_typed(self.store, Assignment, "days", typed)),
            Column("措施", 22, "action", editable=True),
        ), self.rows, self._put), self.listed)

    def read(self) -> list[Chip]:
        """Items of the plan's standard with who does them."""
        self.made = plan = plan_for(self.store, self.today.year)
        found = items(self.store, plan.standard) if plan else []
        self.lines = {each.task.rowid: each.task for each in found}
        self.given = assignments(self.store, plan.rowid) if plan else {}
        self.names = owner_names(self.store, {each.owner for each in self.given.values()
                                              if each.owner})
        standard = standard_for(self.store, self.today.year)
        self.deeds["make_plan"].setVisible(plan is None and standard is not None)
        self.deeds["make_plan"].setEnabled(standard is not None)
        for name in ("edit_plan", "draft_again", "edit_meetings", "aim", "aim_no_more",
                     "to_return"):
            self.deeds[name].setVisible(plan is not None)
        self.rarer.setVisible(plan is not None)
        self.none = "没有这样的任务。" if self.lines else NO_PLAN
        return self._questions(plan) if plan is not None else []

    # ── doing ────────────────────────────────────────────────────────────────

    @action("定今年计划", icon="plus", shortcut="Ctrl+N", main=True)
    def make_plan(self) -> None:
        """Begin the plan of the year under its newest standard."""
        standard = standard_for(self.store, self.today.year)
        if standard is None:
            raise Problem("今年还没有创建标准，请先在“标准”里导入。")
        plan = Plan(year=self.today.year, standard=standard.rowid, made=self.today)
        self._fill_in("定今年计划", plan.but(**drafted(self.store, standard, self.today)))

    @action("改计划", icon="edit", shortcut="F2")
    def edit_plan(self) -> None:
        """The five questions."""
        self._fill_in("改计划", self.plan())

    @action("照自查起草…", icon="undo", place="more")
    def draft_again(self) -> None:
        """The questions answered from the self-check; nothing is kept before it was looked at."""
        plan = self.plan()
        standard = self.store.get(Standard, plan.standard)
        self._fill_in("照自查起草", plan.but(**drafted(self.store, standard, self.today)))

    @action("会议和意见…", icon="meeting", place="more")
    def edit_meetings(self) -> None:
        """The meetings that passed the plan, who guides the village, the town's opinion."""
        self._fill_in("会议和意见", self.plan(), MEETING_FORM)

    @action("认星…", icon="star")
    def aim(self) -> None:
        """Aim at a star: 保星 or 争星, with the committee member who takes it on."""
        plan = self.plan()
        taken = {each.star for each in targets(self.store, plan.rowid)}
        chosen = star_set(self.store.get(Standard, plan.standard).star_set)
        free = next((star for star, _ in chosen.stars if star not in taken), chosen.stars[0][0])

        def keep(target: StarTarget) -> None:
            aim_at(self.store, plan, target.star, aim=target.aim, owner=target.owner,
                   due=target.due)

        self.fill_in("认星", StarTarget(plan=plan.rowid, star=free), TARGET_FORM,
                     f"star_target:{plan.id}", keep, people=("owner",))

    @action("今年不争…", icon="leave", place="more")
    def aim_no_more(self) -> None:
        """Leave a star for another year; its items and answers stay."""
        plan = self.plan()
        answers: dict[str, Callable[[], object] | None] = {}
        chosen = star_set(self.store.get(Standard, plan.standard).star_set)
        for each in targets(self.store, plan.rowid):
            label = chosen.label_of(each.star)
            answers[label] = partial(give_up, self.store, plan, each.star)
        if not answers:
            raise Problem("计划里还没有目标星。")
        self.ask("今年不争哪颗星？任务和填报都保留。", {**answers, "都保留": None})

    @action("计划表", icon="returns", place="more", may=None)
    def to_return(self) -> None:
        """The plan as a return, to be seen, printed and handed out."""
        self.wanted.emit("return", return_place("star-plan"))

    # ── inside ───────────────────────────────────────────────────────────────

    def _fill_in(self, title: str, plan: Plan, layout: tuple[str, ...] = PLAN_FORM) -> None:
        def meetings(name: str) -> Finder:
            def find(store: Store, typed: str) -> list[tuple[int, str]]:
                found = meetings_to_choose(store, plan, name)
                labels = [(row, f"{day} {theme}".strip()) for row, day, theme in found]
                return [(row, label) for row, label in labels if typed in label]
            return find

        asked = [name for name in ("committee", "assembly") if name in layout]
        finders: dict[str, Finder] = {name: meetings(name) for name in asked}
        self.fill_in(title, plan, layout, f"star_plan:{plan.year}:{layout[0]}",
                     lambda kept: keep_plan(self.store, kept),
                     people=("leader",) if "leader" in layout else (), finders=finders)

    def _questions(self, plan: Plan) -> list[Chip]:
        open_now = [row for row in self.lines if not self._owner(row)]
        undated = [row for row in self.lines
                   if row not in self.given or self.given[row].due is None]
        aims = {each.star for each in targets(self.store, plan.rowid)}
        self._sets = {"aimed": [row for row, task in self.lines.items() if task.star in aims],
                      "nobody": open_now, "undated": undated}
        self.tell(summary=f"{len(self.lines)} 项任务 · 已定责任人 "
                          f"{len(self.lines) - len(open_now)} 项")
        return [
            Chip(ALL, "全部任务", len(self.lines)),
            Chip("aimed", "目标星", len(self._sets["aimed"])),
            Chip("nobody", "没有责任人", len(open_now), Mark.ASK),
            Chip("undated", "没有时限", len(undated), Mark.ASK),
        ]

    def fits(self, line: Task) -> bool:
        """Of a star aimed at, or not given to anybody yet."""
        return self.chips.whole or line.rowid in self._sets[self.chips.key]

    def _owner(self, task: int) -> str:
        given = self.given.get(task)
        return self.names.get(given.owner or 0, "") if given else ""

    def show_card(self, line: Task | None) -> None:
        """The plan of the year."""
        plan = self.made
        if plan is None:
            standard = standard_for(self.store, self.today.year)
            self.card.head(f"{self.today.year} 年创建计划")
            said = ("标准已有，可以定计划了：写五个问题，认目标星，再给每项任务定责任人和时限。"
                    if standard else "先有标准才能定计划。")
            self.card.tell(words(said, "second", wrap=True))
            if standard is None:
                self.card.tell(self.first_step())
            return
        standard = self.store.get(Standard, plan.standard)
        self.card.head(f"{plan.year} 年创建计划", f"依据 {standard.title}")
        self._tell_targets(plan, standard)
        for name in QUESTIONS:
            said = getattr(plan, name)
            self.card.tell(section(Plan.field(name).label),
                           words(said, wrap=True) if said else words("还没有写", "faint"))
        self._tell_meetings(plan)

    def _tell_targets(self, plan: Plan, standard: Standard) -> None:
        found = targets(self.store, plan.rowid)
        names = owner_names(self.store, {each.owner for each in found if each.owner})
        self.card.tell(section(f"目标 {len(found)} 颗星"))
        for each in found:
            owner = names.get(each.owner or 0)
            due = f"，{each.due} 前" if each.due else ""
            label = star_set(standard.star_set).label_of(each.star)
            said = f"{label}　{AIMS.label(each.aim)}　{owner or '还没有人认'}{due}"
            self.card.tell(FaceLabel(Face(f"★ {said}" if owner else said,
                                          None if owner else Mark.ASK)))
        if not found:
            self.card.tell(words("还没有认星。没有目标也可以，任务照样记。", "faint", wrap=True))

    def _tell_meetings(self, plan: Plan) -> None:
        dates = dates_of(self.store, plan)
        self.card.tell(section("会议和人"))
        for name, label in (("committee", "两委会"), ("assembly", "党员大会")):
            held = dates.get(name)
            self.card.tell(FaceLabel(
                Face(f"{label}　{held}", Mark.DONE) if held
                else Face(f"{label}　还没有选会议记录", Mark.NONE)))
        leader = person_label(self.store, plan.leader)
        self.card.tell(words(f"牵头人　{leader or '—'}"),
                       words(f"包村干部　{plan.guide or '—'}"))
        if plan.opinion:
            self.card.tell(section(f"镇研判意见 {plan.town_on or ''}"),
                           words(plan.opinion, wrap=True))

    def cells(self, line: Task) -> tuple[Any, ...]:
        """Who does it, until when, how."""
        given = self.given.get(line.rowid)
        due, days, said = (given.due, given.days, given.action) if given else (None, None, None)
        return (line.star, line.title, self._owner(line.rowid), due, days, said)

    def _put(self, edits: list[Edit]) -> None:
        plan = self.plan()
        with self.store.act(f"分工 {len(edits)} 处"):
            for each in edits:
                assign(self.store, plan, each.id, **{each.key: self._read(each)})

    def _read(self, edit: Edit) -> Any:
        text = edit.text.strip()
        if edit.key == "owner":
            return self._person(text) if text else None
        try:
            return Assignment.field(edit.key).read(text)
        except ValueError as fault:
            raise Problem(str(fault)) from fault

    def _person(self, name: str) -> int:
        found = [row for row, label in people_to_choose(self.store, name)
                 if label == name or label.split("（")[0] == name]
        if len(found) == 1:
            return found[0]
        if found:
            raise Problem(f"叫“{name}”的有 {len(found)} 人，请写成“{name}（户号）”。")
        raise Problem(f"人员名单里没有“{name}”，请核对姓名。")
