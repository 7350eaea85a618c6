"""户月评: a round of scoring on the spot, by three at least, in walking order, keyed back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.points.book.roles import roles
from models.points.engine.counted import ZERO
from models.points.engine.reader import show
from models.points.evaluation.forms import LEVELS, EvaluationForm, EvaluationRow, rows_of
from models.values.kinds import AMOUNT, DAY, LINK, NUMBER, Choices
from models.values.periods import Period, Span
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

STATES = Choices(open="评分中", done="已评完")
SPANS = {"month": Span.MONTH, "quarter": Span.QUARTER, "half": Span.HALF}


class Evaluation(Record, table="evaluation", label="评比"):
    """One round: which form, which period, which group, on which day, and who scored."""

    form: int = required("评比表", LINK)
    level: str = field("级次", required=True, default="month", options=LEVELS, width=8)
    period: str = required("期次", width=9)
    group: int | None = field("村民小组", LINK)
    on_day: date = required("评比日期", DAY, width=11)
    judges: str = field("评分人", required=True, default="[]")
    recheck: int | None = field("复查哪一轮", LINK)
    state: str = field("状态", required=True, default="open", options=STATES, width=8)

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
class Round:
    """A round with its form and its households in walking order."""

    evaluation: Evaluation
    form: EvaluationForm
    rows: tuple[EvaluationRow, ...]
    marks: tuple[EvaluationMark, ...]

    @property
    def missing(self) -> int:
        """How many households have no score yet."""
        return sum(each.total is None for each in self.marks)


def begin_round(store: Store, evaluation: Evaluation, judges: list[int]) -> Round:
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
        """SELECT h.id FROM household h LEFT JOIN "group" g ON g.id = h."group"
           WHERE h.left IS NULL AND (?1 IS NULL OR h."group" = ?1)
           ORDER BY g.place IS NULL, g.place, g.id, h.number""", (evaluation.group,),
    )
    if evaluation.recheck is not None:
        had = {each.household for each in round_of(store, evaluation.recheck).marks if each.grade}
        rows = [each for each in rows if each[0] in had]
    if not rows:
        raise Invalid({"group": "这一组没有要评的户。"})
    with store.act(f"{LEVELS.label(evaluation.level)}：{period.label}"):
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


def round_of(store: Store, evaluation: int) -> Round:
    """A round with everything in it."""
    found = store.get(Evaluation, evaluation)
    return Round(
        found, store.get(EvaluationForm, found.form), tuple(rows_of(store, found.form)),
        tuple(store.find(EvaluationMark, "evaluation = ?", (evaluation,), "place")),
    )


def rounds(store: Store) -> list[Round]:
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


def kin_among_judges(store: Store, found: Round) -> list[tuple[EvaluationMark, str]]:
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
        return store.save(found.but(state="done"))
