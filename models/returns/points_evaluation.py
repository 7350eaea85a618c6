"""Returns drawn from the evaluation: the sheet of a round, blank or filled, and the roll-ups."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.figures.measure import Days
from models.figures.points import EVALUATED, MARKS
from models.figures.reckon import Among, opened
from models.points.engine.reader import show
from models.points.evaluation.rolling_up import rolled_up
from models.points.evaluation.rounds import (
    Evaluation,
    EvaluationForm,
    EvaluationLevel,
    EvaluationRound,
    MarkWay,
    RollUp,
    forms_on,
    round_of,
)
from models.registers.people import household_lines
from models.returns.listing import (
    GROUP_NAME,
    HEAD_NAME,
    HOUSEHOLD_NUMBER,
    NUMBERED,
    Listing,
    Written,
    listed,
)
from models.returns.returning import Asked, Return, headed
from models.values.days import show_day
from models.values.figure import Figure
from models.values.kinds import LINK, NOTE, POINTS, TEXT, Field
from models.values.periods import Period
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

TOTAL = Column(Field("得分", POINTS, width=7))
GRADE = Column(Field("等次", width=10))
MONTH = (NUMBERED, GROUP_NAME, HOUSEHOLD_NUMBER, HEAD_NAME, TOTAL, GRADE,
         Column(Field("检查记录", NOTE, width=22)))


def month(store: Store, asked: Asked) -> Sheet:
    """户月评表: the round asked for, or the newest of the period; blank cells are to be filled."""
    found = _round(store, asked)
    if found is None:
        return headed(store, asked, code="evaluation-month", title="户月评表", columns=MONTH,
                      rows=[], notes=("本期没有评比。",))
    heads = tuple(
        Column(Field(f"{each.title}（{show(each.points)}）", TEXT, width=8)) for each in found.rows)
    columns = (*MONTH[:4], *heads, *MONTH[4:])
    homes = household_lines(store, found.evaluation.on_day)
    rows = [
        Row((each.place, *homes[each.household][1:], *_marks(found, each.marks), each.total,
             each.grade, each.note), (("evaluation_mark", each.rowid),))
        for each in found.marks
    ]
    judges = store.query(
        "SELECT group_concat(name, '、') FROM person WHERE id IN "
        f"({', '.join(map(str, found.evaluation.judge_ids)) or 'NULL'})")[0][0]
    return headed(
        store, asked, code="evaluation-month", title=f"{found.form.name}（户月评表）",
        columns=columns, rows=rows, measure="分", seal=False,
        when=f"{show_day(found.evaluation.on_day)}　评分人：{judges or '＿＿＿ ＿＿＿ ＿＿＿'}",
        signatures=("评分人", "评分人", "评分人", "监督人"),
        notes=tuple(
            f"{each.title}（{show(each.points)} 分，{MarkWay(each.way).label}"
            f"{f' {show(each.each)}' if each.each else ''}）：{each.standard}"
            for each in found.rows),
    )


def _round(store: Store, asked: Asked) -> EvaluationRound | None:
    chosen = asked.answers.get("evaluation")
    if chosen is None:
        days = (asked.period.start.isoformat(), asked.period.end.isoformat())
        rounds = store.find(Evaluation, "level = 'month' AND on_day BETWEEN ? AND ?", days)
        chosen = rounds[-1].id if rounds else None
    return round_of(store, int(chosen)) if chosen is not None else None


def _marks(found: EvaluationRound, written: str | None) -> list[Any]:
    marks = json.loads(written) if written else []
    return [*marks, *[None] * (len(found.rows) - len(marks))]


def _list(period: Period) -> Listing:
    """Every household by every form; its score opens into the months it is rolled up from."""

    def lines(store: Store, days: Days) -> list[tuple[Any, ...]]:
        homes = household_lines(store, days.last)
        return [(*homes[each.household][1:], POINTS.store(each.score), each.grade,
                 f"{form.id}/{each.household}", each.household)
                for form in forms_on(store, period.end) for each in rolled_up(store, form, period)]

    def score(store: Store, days: Days, among: Among) -> Figure | None:
        if len(among.keys) != 1:
            return None
        form, _, household = str(among.keys[0]).partition("/")
        marks = opened(store, MARKS, days, among)
        over = Period.of(days.first, period.span)  # a period ago is asked for here, too
        value = next((each.score for each in rolled_up(
            store, store.get(EvaluationForm, int(form)), over)
            if each.household == int(household)), None)
        return Figure(value, MARKS.unit, marks.counted, marks.missed)

    return Listing({"evaluated": "", "household": "x.household"}, lines, (
        (GROUP_NAME, ""), (HOUSEHOLD_NUMBER, ""), (HEAD_NAME, ""),
        (Column(EVALUATED.field), EVALUATED), (TOTAL, Written("", score)), (GRADE, ""),
    ))


def _rolled(level: EvaluationLevel) -> Return:
    def says(store: Store, asked: Asked, _: Sequence[Row]) -> dict[str, Any]:
        forms = tuple(f"{each.name}：汇总办法为{RollUp(each.roll_up).label}；{_grades(each)}"
                      for each in forms_on(store, asked.period.end))
        return {"measure": "分", "notes": forms or ("还没有评比表。",),
                "signatures": ("评比小组组长", "监督人", "公布日期")}

    return listed(f"evaluation-{level}", f"{level.label}汇总表", level,
                  lambda _, asked: _list(asked.period), says, _list(Period(2000)).columns)


def _grades(form: EvaluationForm) -> str:
    return "、".join(f"{title} {show(Decimal(bound))} 分以上（含）"
                    for title, bound in form.grade_bounds)


EVALUATION_RETURNS = (
    Return("evaluation-month", "户月评表", "month", MONTH, month,
           asks=(Field("评比", LINK, name="evaluation"),)),
    _rolled(EvaluationLevel.QUARTER), _rolled(EvaluationLevel.HALF),
)
