"""组季评, 村半年评: months rolled up as the form says, grades, star households, points for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from models.keeping.lasting import Before, not_over, unended
from models.keeping.record import Record, field, required, stood_on
from models.points.book.accounts import account_of
from models.points.book.entering import KeptBatch, keep
from models.points.book.slips import AwardDraft
from models.points.engine.counted import ZERO, Per
from models.points.evaluation.rounds import (
    SPANS,
    EvaluationForm,
    RollUp,
    forms_on,
    round_of,
)
from models.registers.people import Household
from models.values.kinds import DAY, LINK, from_stored
from models.values.periods import Period, Span
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

CENT = Decimal("0.01")


class StarHome(Record, table="star_home", label="挂牌户", lasts=Before("since", "until")):
    """A household that was given a plaque, until it is taken down."""

    household: int = required("户", LINK)
    title: str = required("称号", width=12)
    period: str = required("期次", width=9)
    since: date = required("挂牌日期", DAY, width=11)
    until: date | None = field("摘牌日期", DAY, width=11)
    why: str | None = field("摘牌原因", width=14)
    evaluation: int | None = field("评比", LINK)


@dataclass(frozen=True)
class RolledUp:
    """A household's scores by month, and what they come to; ``score`` is rounded to the cent."""

    household: int
    months: tuple[tuple[str, Decimal], ...]
    score: Decimal
    grade: str | None


def roll_up(way: str, scores: list[Decimal]) -> Decimal:
    """Several scores as one: their mean, the last, or the lowest; exact.

    >>> roll_up("mean", [Decimal(92), Decimal(88), Decimal(95)]).quantize(CENT)
    Decimal('91.67')
    """
    if way == RollUp.LAST:
        return scores[-1]
    if way == RollUp.MIN:
        return min(scores)
    return sum(scores, ZERO) / len(scores)


def rolled_up(store: Store, form: EvaluationForm, period: Period) -> list[RolledUp]:
    """Every household's months of a quarter or half year, rolled up as the form says.

    A half year is rolled up from its months too when the way is the last or the lowest; with the
    mean it is the mean of its quarters' means, each quarter counting once.
    """
    months: dict[int, dict[str, Decimal]] = {}
    for household, month, total in store.query(
        f"""SELECT m.household, e.period, m.total FROM evaluation_mark m
           JOIN evaluation e ON e.id = m.evaluation
           JOIN {stood_on(Household, "?3")} h ON h.id = m.household
           LEFT JOIN "group" g ON g.id = h."group"
           WHERE e.form = ?1 AND e.level = 'month' AND e.recheck IS NULL AND m.total IS NOT NULL
             AND e.on_day BETWEEN ?2 AND ?3
           ORDER BY g.place IS NULL, g.place, g.id, h.number, e.period, m.id""",
        (form.id, period.start.isoformat(), period.end.isoformat()),
    ):
        months.setdefault(household, {})[month] = from_stored(total)
    return [_rolled(form, period, home, scores) for home, scores in months.items()]


def all_rolled_up(store: Store, period: Period) -> list[tuple[EvaluationForm, RolledUp]]:
    """What every household comes to by each form; of several, the grade says by which."""
    found = [(form, each) for form in forms_on(store, period.end)
             for each in rolled_up(store, form, period)]
    if len({form.rowid for form, _ in found}) < 2:
        return found
    return [(form, replace(each, grade=f"{each.grade or ''}（{form.name}）"))
            for form, each in found]


def periods_rolled(store: Store, span: Span, today: date) -> list[Period]:
    """The quarters or half years that have rounds, else the running one; the newest first."""
    days = [date.fromisoformat(day) for (day,) in store.query(
        "SELECT DISTINCT on_day FROM evaluation WHERE level = 'month'")]
    return sorted({Period.of(day, span) for day in days or [today]},
                  key=lambda each: each.start, reverse=True)


def _rolled(
    form: EvaluationForm, period: Period, household: int, scores: dict[str, Decimal]
) -> RolledUp:
    parts = _parts(period, scores)
    score = roll_up(form.roll_up, [roll_up(form.roll_up, each) for each in parts])
    shown = score.quantize(CENT, ROUND_HALF_UP)
    return RolledUp(household, tuple(scores.items()), shown, form.grade(score))


def _parts(period: Period, scores: dict[str, Decimal]) -> list[list[Decimal]]:
    """The months of a quarter; the months of each quarter of a half year."""
    if period.span is not Span.HALF:
        return [list(scores.values())]
    quarters: dict[str, list[Decimal]] = {}
    for month, score in scores.items():
        quarter = Period.of(Period.parse(month).start, Span.QUARTER)
        quarters.setdefault(str(quarter), []).append(score)
    return list(quarters.values())


def reward(
    store: Store, form: EvaluationForm, period: Period, today: date
) -> tuple[list[StarHome], KeptBatch | None]:
    """Give the households of the form's best grade their plaque and its item, once in a period.

    :raises Problem: the form gives nothing, or nobody reached the grade.
    """
    bridge = form.bridges
    if bridge is None:
        raise Problem(f"“{form.name}”没有接到积分项目，请先在评比表里写明哪个等次给哪一项。")
    if period.span is not SPANS[bridge.level]:
        every = Per(bridge.level).label
        raise Problem(f"“{form.name}”{every}给一次分，请选对期次。")
    winners = [each for each in rolled_up(store, form, period) if each.grade == bridge.grade]
    if not winners:
        raise Problem(f"{period.label}没有达到“{bridge.grade}”的户。")
    on = min(period.end, today)
    given, drafts = [], []
    with store.act(f"{period.label}{bridge.grade}：挂牌和奖分"):
        for each in winners:
            if not standing_star(store, each.household, bridge.grade, on):
                given.append(store.save(StarHome(household=each.household, title=bridge.grade,
                                                 period=str(period), since=on)))
            account = account_of(store, household=each.household)
            if account is not None:
                drafts.append(AwardDraft(
                    account.rowid, on, bridge.item, key=reward_key(form, period),
                    evidence=f"{form.name}{period.label}汇总表 {each.score} 分",
                ))
        kept = keep(store, drafts, today, label="评比奖分") if drafts else None
    return given, kept


def reward_key(form: EvaluationForm, period: Period) -> str:
    """What makes a reward single: the same form and period never reward twice."""
    return f"评比{form.id}-{period}"


def standing_star(store: Store, household: int, title: str, day: date) -> StarHome | None:
    """The plaque a household has on a day or will have, or None."""
    found = store.find(StarHome, f"{not_over(StarHome)} AND household = ?2 AND title = ?3",
                       (day.isoformat(), household, title))
    return found[0] if found else None


def after_recheck(
    store: Store, evaluation: int, today: date
) -> tuple[list[StarHome], KeptBatch | None]:
    """After a re-check: plaques of households below their grade come down, with the deduction
    only when the form says so.

    :raises Problem: the round is no re-check.
    """
    found = round_of(store, evaluation)
    bridge = found.form.bridges
    if found.evaluation.recheck is None or bridge is None:
        raise Problem("只有复查才能摘牌，请先做一轮复查。")
    down, drafts = [], []
    with store.act("复查不达标摘牌"):
        for mark in found.marks:
            star = standing_star(
                store, mark.household, bridge.grade, found.evaluation.on_day)
            if star is None or mark.total is None or mark.grade == bridge.grade:
                continue
            down.append(store.save(star.but(
                until=found.evaluation.on_day, why=f"复查得 {mark.total:f} 分")))
            account = account_of(store, household=mark.household)
            if bridge.withdraw and account is not None:
                drafts.append(AwardDraft(account.rowid, found.evaluation.on_day, bridge.withdraw,
                                    key=f"复查{evaluation}", evidence="复查评分表"))
        kept = keep(store, drafts, today, label="复查扣分") if drafts else None
    return down, kept


def stars(store: Store) -> list[StarHome]:
    """Every plaque, those that hang first."""
    return store.find(StarHome, order=f"NOT ({unended(StarHome)}), since DESC, id")


def hanging(store: Store, day: date) -> int:
    """How many plaques hang on a day."""
    return len(store.on(StarHome, day))
