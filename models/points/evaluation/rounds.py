"""户月评: the form a household is looked at by, and a round of scoring keyed back."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any

from models.keeping.lasting import Through, on
from models.keeping.record import Record, field, required, stood_on
from models.points.book.approval import roles
from models.points.engine.counted import ZERO
from models.points.engine.reader import show
from models.registers.people import Household
from models.values.codes import Labelled
from models.values.kinds import AMOUNT, DAY, LINK, NUMBER, Choices
from models.values.periods import Period, Span
from models.values.problem import Invalid, Problem
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store


class MarkWay(Labelled):
    """How a row is scored."""

    FINDING = "finding", "按处扣分"
    TICK = "tick", "达标打勾"
    FREE = "free", "酌情评分"


class RollUp(Labelled):
    """How several scores become one."""

    MEAN = "mean", "平均分"
    LAST = "last", "最后一次"
    MIN = "min", "最低分"


class EvaluationLevel(Labelled):
    """Over what stretch households are compared."""

    MONTH = "month", "户月评"
    QUARTER = "quarter", "组季评"
    HALF = "half", "村半年评"


USES = Choices(household="评户", contest="观摩比拼")
HOUSEHOLD, CONTEST = "household", "contest"


class EvaluationForm(
    Record, table="evaluation_form", label="评比表", lasts=Through("since", "until")
):
    """A form with its full score, its way of rolling up, its grades and its bridge to points."""

    name: str = required("名称", width=20)
    since: date = required("起用日期", DAY, width=11)
    until: date | None = field("停用日期", DAY, width=11)
    full: Decimal = required("满分", AMOUNT, width=7)
    roll_up: str = field("汇总办法", required=True, default=RollUp.MEAN, width=10,
                         options=Choices(**RollUp.labels()))
    grades: str = field("等次", required=True, default="[]")
    bridge: str | None = field("接积分")
    source: str = required("来源", width=20)
    use: str = field("用途", required=True, default=HOUSEHOLD, options=USES, width=9)

    @property
    def grade_bounds(self) -> list[tuple[str, Decimal]]:
        """Every grade with the score it begins at, highest first."""
        found = [(each["title"], Decimal(each["from"])) for each in json.loads(self.grades)]
        return sorted(found, key=lambda each: each[1], reverse=True)

    @property
    def bridges(self) -> Bridge | None:
        """Which grade gives which item, or None."""
        found = json.loads(self.bridge) if self.bridge else None
        return Bridge(**found) if found and found.get("item") else None

    def grade(self, score: Decimal) -> str | None:
        """The grade of a score, the bound itself included; None below all."""
        return next((title for title, bound in self.grade_bounds if score >= bound), None)


@dataclass(frozen=True)
class Bridge:
    """A grade that gives an item of the households' scheme, once in a ``month``, ``quarter`` ….

    ``withdraw`` is the item that takes it back when a re-check fails; blank for none.
    """

    grade: str
    level: str
    item: str
    withdraw: str = ""


class EvaluationRow(Record, table="evaluation_row", label="评比项目"):
    """One row of a form."""

    form: int = required("评比表", LINK)
    place: int = required("序号", NUMBER, width=5)
    head: str | None = field("类别", width=8)
    title: str = required("项目", width=12)
    standard: str = required("标准", width=30)
    points: Decimal = required("分值", AMOUNT, width=6)
    way: str = field("计分办法", required=True, default=MarkWay.FREE, width=8,
                     options=Choices(**MarkWay.labels()))
    each: Decimal | None = field("每处", AMOUNT, width=6)

    def faults(self) -> dict[str, str]:
        """What is lost for each finding belongs to rows that count findings."""
        if self.way == MarkWay.FINDING and (self.each is None or self.each >= 0):
            return {"each": "按处扣分的项目，每处要写扣多少，例如 -5。"}
        return {}

    def score(self, mark: Decimal) -> Decimal:
        """What a mark is worth: a count of findings, 1 or 0, or points.

        :raises ValueError: the mark doesn't fit the row.
        """
        if self.way == MarkWay.FINDING:
            if mark < 0 or mark % 1:
                raise ValueError(f"“{self.title}”填发现几处，没有就填 0")
            return max(ZERO, self.points + (self.each or ZERO) * mark)
        if self.way == MarkWay.TICK:
            if mark not in (0, 1):
                raise ValueError(f"“{self.title}”达标填 1，不达标填 0")
            return self.points * mark
        if not 0 <= mark <= self.points:
            raise ValueError(f"“{self.title}”最多 {show(self.points)} 分，填了 {show(mark)}")
        return mark


@cache
def _shipped() -> list[dict[str, Any]]:
    text = resource("points/evaluation.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["form"])


def example_forms() -> list[str]:
    """The names of the forms that travel with the program."""
    return [str(each["name"]) for each in _shipped()]


def take_form(
    store: Store, name: str, since: date, *, item: str = "", withdraw: str = ""
) -> EvaluationForm:
    """Make an example form the village's own, with the item its best grade gives."""
    example = next((each for each in _shipped() if each["name"] == name), None)
    if example is None:
        raise Problem(f"没有叫“{name}”的评比表。")
    bridge = {**example["bridge"], "item": item, "withdraw": withdraw}
    form = EvaluationForm(
        name=name.replace("（示例）", ""), since=since, full=Decimal(example["full"]),
        roll_up=example["roll_up"], grades=json.dumps(example["grades"], ensure_ascii=False),
        bridge=json.dumps(bridge, ensure_ascii=False), source=example["source"],
    )
    rows = [
        EvaluationRow(
            form=0, place=place, head=each["head"], title=each["title"],
            standard=each["standard"], points=Decimal(each["points"]), way=each["way"],
            each=Decimal(each["each"]) if "each" in each else None,
        ) for place, each in enumerate(example["rows"], 1)
    ]
    return keep_form(store, form, rows)


def keep_form(store: Store, form: EvaluationForm, rows: list[EvaluationRow]) -> EvaluationForm:
    """Keep a form with its rows.

    :raises Invalid: the rows don't add up to the full score, or the form was used already.
    """
    total = sum((each.points for each in rows), ZERO)
    if total != form.full:
        raise Invalid({"full": f"各项合计 {show(total)} 分，与满分 {show(form.full)} 分不符。"})
    if form.id is not None and (
            store.count("evaluation", "form = ?", (form.id,))
            or store.count("contest_entrant", "marks <> '{}' AND contest IN"
                           " (SELECT id FROM contest WHERE form = ?)", (form.id,))):
        raise Invalid({"name": "这张表已经评过，不能改动；请停用它，另立一张。"})
    with store.act(f"评比表：{form.name}"):
        kept = store.save(form)
        for old in rows_of(store, kept.rowid):
            store.remove(old)
        for each in rows:
            store.save(each.but(id=None, form=kept.id))
    return kept


def rows_of(store: Store, form: int) -> list[EvaluationRow]:
    """The rows of a form in order."""
    return store.find(EvaluationRow, "form = ?", (form,), "place")


def forms_on(store: Store, day: date, use: str = HOUSEHOLD) -> list[EvaluationForm]:
    """The forms in use on a day: for households, or for a contest."""
    return [each for each in store.on(EvaluationForm, day) if each.use == use]


# ── the round ────────────────────────────────────────────────────────────────


class EvaluationState(Labelled):
    """Whether a round is still being scored."""

    OPEN = "open", "评分中"
    DONE = "done", "已评完"


SPANS: dict[str, Span] = {
    EvaluationLevel.MONTH: Span.MONTH, EvaluationLevel.QUARTER: Span.QUARTER,
    EvaluationLevel.HALF: Span.HALF,
}


class Evaluation(Record, table="evaluation", label="评比"):
    """One round: which form, which period, which group, on which day, and who scored."""

    form: int = required("评比表", LINK)
    level: str = field("级次", required=True, default=EvaluationLevel.MONTH, width=8,
                       options=Choices(**EvaluationLevel.labels()))
    period: str = required("期次", width=9)
    group: int | None = field("村民小组", LINK)
    on_day: date = required("评比日期", DAY, width=11)
    judges: str = field("评分人", required=True, default="[]")
    recheck: int | None = field("复查哪一轮", LINK)
    state: str = field("状态", required=True, default=EvaluationState.OPEN, width=8,
                       options=Choices(**EvaluationState.labels()))

    @property
    def judge_ids(self) -> list[int]:
        """The people who scored."""
        return list(json.loads(self.judges))


class EvaluationMark(Record, table="evaluation_mark", label="评比得分"):
    """What one household had; blank until it is keyed back."""

    evaluation: int = required("评比", LINK)
    place: int = required("序号", NUMBER, width=5)
    household: int = required("户", LINK)
    marks: str | None = field("各项记录")
    total: Decimal | None = field("得分", AMOUNT, width=7)
    grade: str | None = field("等次", width=10)
    note: str | None = field("检查记录", width=20)


@dataclass(frozen=True)
class EvaluationRound:
    """A round with its form and its households in walking order."""

    evaluation: Evaluation
    form: EvaluationForm
    rows: tuple[EvaluationRow, ...]
    marks: tuple[EvaluationMark, ...]

    @property
    def missing(self) -> int:
        """How many households have no score yet."""
        return sum(each.total is None for each in self.marks)


def begin_round(store: Store, evaluation: Evaluation, judges: list[int]) -> EvaluationRound:
    """Begin a round over the households of its group (or of the village), in walking order.

    :raises Invalid: too few judges, the period does not fit, or the group was scored in it.
    """
    least = int(roles(store, evaluation.on_day)["judges"])
    if len(set(judges)) < least:
        raise Invalid({"judges": f"评分至少要 {least} 人，现在写了 {len(set(judges))} 人。"})
    period = Period.parse(evaluation.period)
    if period.span is not SPANS[evaluation.level] or not period.contains(evaluation.on_day):
        raise Invalid({"period": "期次与级次、评比日期对不上，请核对。"})
    _refuse_again(store, evaluation)
    rows = store.query(
        f"""SELECT h.id FROM {stood_on(Household)} h LEFT JOIN "group" g ON g.id = h."group"
            WHERE {on(Household, "h")} AND (?2 IS NULL OR h."group" = ?2)
            ORDER BY g.place IS NULL, g.place, g.id, h.number""",
        (evaluation.on_day.isoformat(), evaluation.group),
    )
    if evaluation.recheck is not None:
        had = {each.household for each in round_of(store, evaluation.recheck).marks if each.grade}
        rows = [each for each in rows if each[0] in had]
    if not rows:
        raise Invalid({"group": "这一组没有要评的户。"})
    with store.act(f"{EvaluationLevel(evaluation.level).label}：{period.label}"):
        kept = store.save(evaluation.but(judges=json.dumps(sorted(set(judges)))))
        for place, (household,) in enumerate(rows, 1):
            store.save(EvaluationMark(evaluation=kept.rowid, place=place, household=household))
    return round_of(store, kept.rowid)


def _refuse_again(store: Store, evaluation: Evaluation) -> None:
    again = store.count(
        "evaluation",
        'form = ? AND level = ? AND period = ? AND "group" IS ? AND recheck IS ?',
        (evaluation.form, evaluation.level, evaluation.period, evaluation.group,
         evaluation.recheck),
    )
    if again:
        raise Invalid({"period": "这一期已经评过，要改分请打开那一轮，抽查请用复查。"})


def round_of(store: Store, evaluation: int) -> EvaluationRound:
    """A round with everything in it."""
    found = store.get(Evaluation, evaluation)
    return EvaluationRound(
        found, store.get(EvaluationForm, found.form), tuple(rows_of(store, found.form)),
        tuple(store.find(EvaluationMark, "evaluation = ?", (evaluation,), "place")),
    )


def rounds(store: Store) -> list[EvaluationRound]:
    """Every round with everything in it, the newest first."""
    found = store.find(Evaluation, order="on_day DESC, id DESC")
    return [round_of(store, each.rowid) for each in found]


def read_marks(keys: str, form: EvaluationForm, rows: tuple[EvaluationRow, ...]) -> tuple[
    list[Decimal], Decimal
]:
    """What was keyed for a household: its total (92), or a mark for every row (0 18 20 15 1 1).

    :raises ValueError: with the sentence for the cell.
    """
    try:
        marks = [Decimal(each) for each in re.split(r"[\s,，、;；]+", keys.strip()) if each]
    except InvalidOperation:
        raise ValueError(f"“{keys}”里有不是数字的，请核对") from None
    if len(marks) == 1 and len(rows) != 1:
        if not 0 <= marks[0] <= form.full:
            raise ValueError(f"总分在 0 到 {show(form.full)} 之间，填了 {show(marks[0])}")
        return [], marks[0]
    if len(marks) != len(rows):
        raise ValueError(f"这张表有 {len(rows)} 项，填了 {len(marks)} 个数；也可以只填总分")
    scores = [row.score(mark) for row, mark in zip(rows, marks, strict=True)]
    return marks, sum(scores, ZERO)


def key_marks(store: Store, mark: EvaluationMark, keys: str, note: str = "") -> EvaluationMark:
    """Keep what was keyed for one household.

    :raises Invalid: with the sentence beside the cell.
    """
    found = round_of(store, mark.evaluation)
    try:
        marks, total = read_marks(keys, found.form, found.rows)
    except ValueError as error:
        raise Invalid({"total": f"{error}。"}) from None
    with store.act(f"录入评比第 {mark.place} 户"):
        return store.save(mark.but(
            marks=json.dumps([show(each) for each in marks]) if marks else None, total=total,
            grade=found.form.grade(total), note=note or mark.note,
        ))


def kin_among_judges(store: Store, found: EvaluationRound) -> list[tuple[EvaluationMark, str]]:
    """The households a judge belongs to; somebody else has to score them (回避)."""
    home = dict(store.query(
        f"SELECT household, name FROM person WHERE id IN "
        f"({', '.join(map(str, found.evaluation.judge_ids)) or 'NULL'})"
    ))
    return [
        (each, f"评分人{home[each.household]}是这一户的人，应当回避")
        for each in found.marks if each.household in home
    ]


def finish_round(store: Store, evaluation: int) -> Evaluation:
    """Close a round; households that were not scored stay blank and are said."""
    found = store.get(Evaluation, evaluation)
    with store.act("评比评完"):
        return store.save(found.but(state=EvaluationState.DONE))
