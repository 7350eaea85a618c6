"""评比: 户月评 in walking order keyed back, rolled up, plaques and points for those on top."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox

from models.intake.mark_sheets import evaluation_paper
from models.keeping.record import Draft, Record, field
from models.members.typed_names import people_to_choose
from models.office.village import groups
from models.points.book.session import items_on
from models.points.engine.reader import show
from models.points.engine.scheme import AccountKind
from models.points.evaluation.own_forms import item_lines
from models.points.evaluation.rolling_up import (
    after_recheck,
    all_rolled_up,
    hanging,
    periods_rolled,
    reward,
    stars,
)
from models.points.evaluation.rounds import (
    HOUSEHOLD,
    Evaluation,
    EvaluationForm,
    EvaluationLevel,
    EvaluationRound,
    EvaluationState,
    RollUp,
    begin_round,
    example_forms,
    finish_round,
    forms_on,
    key_marks,
    kin_among_judges,
    round_of,
    rounds,
    take_form,
)
from models.registers.people import household_lines
from models.values.kinds import DAY, LINK
from models.values.periods import Period, Span
from models.values.problem import Invalid, Problem
from ui.kit.card import section, words
from ui.kit.chips import Chip
from ui.kit.list_section import ListSection
from ui.kit.lookups import groups_named
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.table import Column, Edit, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.parts.reading_back import bring_back, print_marked
from ui.parts.scoring_forms import forms_named, write_form

NONE = "还没有评比。\n点“写评比表…”或“用示例评比表”立一张表，再点“开一轮”。"
FACES: dict[str, Face] = {
    EvaluationState.OPEN: Face(EvaluationState.OPEN.label, Mark.ASK),
    EvaluationState.DONE: Face(EvaluationState.DONE.label, Mark.DONE)}
ROUNDS, STARS = "rounds", "stars"
ROLLED = {
    EvaluationLevel.QUARTER: Span.QUARTER, EvaluationLevel.HALF: Span.HALF}


WIDTHS = (10, 9, 18, 9, 14)
COLUMNS = {
    ROUNDS: ("日期", "小组", "评比表", "已评", "状态"),
    "round": ("序号", "户号", "户主", "得分", "等次"),
    "": ("组别", "户号", "户主", "汇总分", "等次"),
    STARS: ("挂牌日期", "户号", "户主", "称号", "状态"),
}


class NewRound(Record, table="new_round", label="开一轮评比"):
    """What is asked before a round."""

    form: int = field("评比表", LINK, required=True)
    on_day: Any = field("评比日期", DAY, required=True)
    group: int | None = field("村民小组", LINK)
    first: int = field("评分人一", LINK, required=True)
    second: int = field("评分人二", LINK, required=True)
    third: int = field("评分人三", LINK, required=True)
    fourth: int | None = field("评分人四", LINK)


class Evaluations(ListSection[tuple[Any, ...]]):
    """Chips: the months, the quarter, the half year; a round is keyed back in the list."""

    key, title, none, wide, apart = "evaluation", "评比", NONE, 700, True
    enter = "enter_round"

    def build(self) -> None:
        """The list of rounds or scores, and the card."""
        super().build()
        self.round: EvaluationRound | None = None
        self.homes: dict[int, tuple[str, str, str]] = {}
        self.period = QComboBox()
        self.period.setAccessibleName("期次")
        self.period.setMinimumWidth(px(130))
        self.period.activated.connect(lambda _: self.narrow())
        self.tool_row.insertWidget(0, self.period)

    def made_list(self, key: str) -> RecordList:
        """A list that is typed into, once a round stands in it."""
        return RecordList(RecordTable((), self.rows, self._key_back), self.title)

    def read(self) -> list[Chip]:
        """How many rounds there are and plaques that hang."""
        self.homes = {row: each[1:] for row, each in household_lines(
            self.store, self.today).items()}
        return [
            Chip(ROUNDS, EvaluationLevel.MONTH.label, self.store.count("evaluation")),
            *(Chip(each, each.label) for each in ROLLED),
            Chip(STARS, "挂牌户", hanging(self.store, self.today)),
        ]

    # ── doing ────────────────────────────────────────────────────────────────

    @action("用示例评比表", icon="copy")
    def take_example(self) -> None:
        """Make the example form the village's own, with the item its grade gives."""
        items = items_on(self.store, AccountKind.HOUSEHOLD, self.today)
        name = example_forms()[0]
        answers = {
            said: (lambda code=item.code: take_form(self.store, name, self.today, item=code))
            for said, item in items if "户" in item.title or "庭院" in item.title
        }
        self.strip.ask("达标的户给哪一项积分？", {
            **dict(list(answers.items())[:4]),
            "不给积分": lambda: take_form(self.store, name, self.today), "不立表": None,
        })

    @action("写评比表…", icon="edit")
    def write_form(self) -> None:
        """A form in the village's own words: items and grades."""
        write_form(self, None, HOUSEHOLD, self.today)

    @action("改评比表…", icon="edit", place="menu")
    def edit_form(self) -> None:
        """The form in use, as long as nobody was scored by it."""
        write_form(self, self._form(), HOUSEHOLD, self.today)

    @action("开一轮", icon="plus", shortcut="Ctrl+N", main=True)
    def begin(self) -> None:
        """A round of this month, by three judges at least."""
        judges = dict.fromkeys(("first", "second", "third", "fourth"), people_to_choose)
        asked = Draft(NewRound, {"form": self._form().rowid, "on_day": self.today})
        self.fill_in("开一轮", asked, tuple(NewRound.fields_by_name()), "evaluation:new",
                     self._begin, finders={"form": forms_named, "group": groups_named, **judges})

    @action("返回各轮", icon="leave", shortcut="Esc", place="card", may=None)
    def go_back(self) -> None:
        """From the households of a round to the rounds."""
        self._asked()

    @action("评完", icon="check", place="card")
    def finish(self) -> None:
        """Close the round looked at."""
        found = self._round()
        finish_round(self.store, found.evaluation.rowid)
        missing = f"还有 {found.missing} 户没有评。" if found.missing else ""
        self.strip.tell(f"评完了。{missing}")

    @action("打印评比表", icon="print", shortcut="Ctrl+P", place="card", may=None)
    def paper(self) -> None:
        """The round's sheet, or the roll-up."""
        if self.chips.key in ROLLED:
            self.go("points-paper").show_return(
                f"evaluation-{self.chips.key}", self._period(), self.today,
                EvaluationLevel(self.chips.key).label)
            return
        found = self._round()
        self.go("points-paper").show_return(
            "evaluation-month", Period.parse(found.evaluation.period), self.today, "户月评表",
            evaluation=found.evaluation.id)

    @action("读回纸单…", icon="import")
    def bring_back(self) -> None:
        """Photos of sheets that can be read back become the totals of their households."""
        bring_back(self, self.today)

    @action("打成能读回的…", icon="print", place="card", may=None)
    def print_marked(self) -> None:
        """The round's sheet with frames to mark, for a photo to bring back."""
        found = self._round().evaluation
        print_marked(self, lambda: evaluation_paper(self.store, found.rowid, self.today),
                     f"评比表-{found.on_day}-能读回")

    @action("复查", icon="search", place="card")
    def recheck(self) -> None:
        """Look again at the households that reached a grade, on the same form, today."""
        found = self._round()
        again = begin_round(self.store, Evaluation(
            form=found.form.rowid, level=EvaluationLevel.MONTH, period=f"{self.today:%Y-%m}",
            group=found.evaluation.group, on_day=self.today, recheck=found.evaluation.id,
        ), found.evaluation.judge_ids)
        self._enter(again)

    @action("按复查摘牌", place="card")
    def take_down(self) -> None:
        """Plaques of those below their grade come down."""
        down, _ = after_recheck(self.store, self._round().evaluation.rowid, self.today)
        self.strip.tell(f"摘牌 {len(down)} 户。")

    @action("挂牌和奖分", icon="star", place="card")
    def reward(self) -> None:
        """The plaque and the item for those who reached the grade, once in the period."""
        given, kept = reward(self.store, self._form(bridged=True), self._period(), self.today)
        points = kept.sentence if kept is not None else ""
        self.strip.tell(f"挂牌 {len(given)} 户。{points}")

    # ── inside ───────────────────────────────────────────────────────────────

    def _form(self, *, bridged: bool = False) -> EvaluationForm:
        """The newest form; ``bridged``: that whose best grade gives points, where one does."""
        found = forms_on(self.store, self.today)
        if not found:
            raise Problem("还没有评比表，请先点“写评比表…”或“用示例评比表”。")
        return next((each for each in reversed(found) if bridged and each.bridges), found[-1])

    def _begin(self, said: NewRound) -> None:
        judges = [each for each in (said.first, said.second, said.third, said.fourth) if each]
        begun = begin_round(self.store, Evaluation(
            form=said.form, level=EvaluationLevel.MONTH, period=f"{said.on_day:%Y-%m}",
            group=said.group, on_day=said.on_day), judges)
        self.chips.press(ROUNDS)
        self._enter(begun)

    def _round(self) -> EvaluationRound:
        row = self.list.current()
        if self.round is not None:
            return self.round
        if self.chips.key != ROUNDS or not row:
            raise Problem("请先在“户月评”里选一轮。")
        return round_of(self.store, row)

    def _period(self) -> Period:
        return Period.parse(self.period.currentData())

    def _asked(self) -> None:
        self.round = None
        self.period.clear()
        super()._asked()

    def _offer_periods(self, span: Span) -> None:
        """Those with rounds, the newest first."""
        offered = [str(each) for each in periods_rolled(self.store, span, self.today)]
        if offered == [self.period.itemData(at) for at in range(self.period.count())]:
            return
        self.period.clear()
        for each in offered:
            self.period.addItem(Period.parse(each).label, each)

    def enter_round(self) -> None:
        """A round on Enter: its households to be keyed."""
        row = self.list.current()
        if self.round is None and self.chips.key == ROUNDS and row:
            self._enter(round_of(self.store, row))
            self.list.setFocus()

    def _enter(self, found: EvaluationRound) -> None:
        """Its households stand in the list, to be keyed."""
        self.round = found
        self.narrow()

    def answers(self) -> dict[int, tuple[Any, ...]]:
        """The rounds, the households of one, the roll-up of a period, or the plaques."""
        self.period.setVisible(self.chips.key in ROLLED)
        if self.round is not None:
            self.round = round_of(self.store, self.round.evaluation.rowid)
            return self._list_round(self.round)
        if self.chips.key in ROLLED:
            return self._list_rolled()
        return self._list_stars() if self.chips.key == STARS else self._list_rounds()

    def columns_now(self) -> tuple[Column, ...]:
        """The headings of what is looked at; in a round the points are typed in."""
        labels = COLUMNS["round" if self.round else "" if self.chips.key in ROLLED
                         else self.chips.key or ROUNDS]
        keyed = self.round is not None
        return tuple(
            Column(label, width, key="total" if keyed and at == 3 else "", lead=at == 2,
                   editable=keyed and at == 3, face=_face)
            for at, (label, width) in enumerate(zip(labels, WIDTHS, strict=True)))

    def _list_rounds(self) -> dict[int, tuple[Any, ...]]:
        names = {each.id: each.name for each in groups(self.store)}
        found = rounds(self.store)
        self.tell(summary=f"评比 {len(found)} 轮")
        return {
            each.evaluation.rowid: (
                str(each.evaluation.on_day), names.get(each.evaluation.group, "全村"),
                each.form.name + ("（复查）" if each.evaluation.recheck else ""),
                f"{len(each.marks) - each.missing}/{len(each.marks)}",
                FACES[each.evaluation.state])
            for each in found
        }

    def _list_round(self, found: EvaluationRound) -> dict[int, tuple[Any, ...]]:
        self.tell(summary=f"已评 {len(found.marks) - found.missing} / {len(found.marks)}")
        return {
            each.rowid: (str(each.place), *self._home(each.household)[1:],
                           show(each.total) if each.total is not None else "", each.grade or "")
            for each in found.marks
        }

    def _list_rolled(self) -> dict[int, tuple[Any, ...]]:
        self._offer_periods(ROLLED[EvaluationLevel(self.chips.key)])
        period = self._period()
        found = [each for _, each in all_rolled_up(self.store, period)]
        self.tell(summary=f"{period.label} {len({each.household for each in found})} 户")
        return {at: (*self._home(each.household)[:3], show(each.score), each.grade or "")
                for at, each in enumerate(found, 1)}

    def _list_stars(self) -> dict[int, tuple[Any, ...]]:
        found = stars(self.store)
        self.tell(summary=f"挂牌 {len(found)} 户")
        return {
            each.rowid: (str(each.since), *self._home(each.household)[1:], each.title,
                           Face(f"{each.until} 摘牌", Mark.LATE) if each.until else Face(
                               "挂牌", Mark.DONE))
            for each in found
        }

    def _home(self, row: int) -> tuple[str, str, str]:
        return self.homes.get(row, ("", "", "（已离册）"))

    def _key_back(self, edits: list[Edit]) -> None:
        assert self.round is not None
        marks = {each.id: each for each in self.round.marks}
        try:
            with self.store.act(f"录入评比 {len(edits)} 户"):
                for each in edits:
                    key_marks(self.store, marks[each.id], each.text)
        except Invalid as invalid:
            raise Problem(invalid.sentence) from None

    def offered(self, line: tuple[Any, ...] | None) -> list[str]:
        """By what is looked at."""
        key, opened = self.chips.key or ROUNDS, self.round is not None
        recheck = self.round is not None and bool(self.round.evaluation.recheck)
        return [name for name, shown in (
            ("go_back", opened), ("finish", opened), ("recheck", opened and not recheck),
            ("take_down", recheck), ("reward", key in ROLLED),
            ("print_marked", line is not None and key == ROUNDS),
            ("paper", line is not None and key != STARS),
            ("edit_form", key == ROUNDS and not opened)) if shown]

    def show_card(self, line: tuple[Any, ...] | None) -> None:
        """How a round is judged, or how a period is rolled up."""
        key, opened = self.chips.key or ROUNDS, self.round is not None
        if opened and self.round is not None:
            self._tell_round(self.round)
        elif key in ROLLED:
            self.card.head(f"{self._period().label} {EvaluationLevel(key).label}")
            for form in forms_on(self.store, self._period().end):
                self.card.tell(words(f"{form.name}：汇总办法为{RollUp(form.roll_up).label}"))
                for title, bound in form.grade_bounds:
                    self.card.tell(words(f"{title}：{show(bound)} 分以上（含）", "second"))
        else:
            self.card.head("评比", "Enter 打开一轮录入得分")

    def _tell_round(self, found: EvaluationRound) -> None:
        self.card.head(found.form.name, str(found.evaluation.on_day))
        self.card.tell(words("“得分”里填总分（92），或按行填每项（0 18 20 15 1 1）。", "second",
                             wrap=True))
        self.card.tell(words(item_lines(found.rows), wrap=True))
        kin = kin_among_judges(self.store, found)
        if kin:
            self.card.tell(section("回避"))
        for mark, why in kin:
            self.card.tell(FaceLabel(Face(f"第 {mark.place} 户：{why}", Mark.ASK)))


def _face(value: Any) -> Face:
    return value if isinstance(value, Face) else Face("" if value is None else str(value))
