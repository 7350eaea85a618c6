from datetime import date
from decimal import Decimal

from models.checks.stars import (
    changed_clauses,
    deadlines,
    disagreements,
    openings,
    owners,
    rated_short,
    ratios,
    shared_too_much,
    standards_used,
)
from models.economy.year_account import IncomeLine
from models.stars.drafting import keep, shipped
from models.stars.plan import Assignment, Plan, keep_plan
from models.stars.progress import Progress, lines
from models.stars.verdicts import Verdict, give

DAY = date(2026, 6, 1)


def begun(store):
    standard = keep(store, shipped("rural", 2026))
    plan = keep_plan(store, Plan(year=2026, standard=standard.id, made=date(2026, 3, 1)))
    return plan, lines(store, plan, DAY)


def test_a_deadline_before_the_plan(store):
    plan, found = begun(store)
    store.save(Assignment(plan=plan.id, task=found[0].task.id, due=date(2026, 1, 1)))
    assert [each.what for each in deadlines(store)] == [
        "任务时限 2026-01-01 早于计划制定日期 2026-03-01，请改时限。"]
    assert [each.what for each in owners(store)] == ["29 项创建任务还没有定责任人。"]


def test_a_ratio_that_came_in_without_its_base(store):
    _, found = begun(store)
    toilets = next(each.clause for each in found if each.clause.measure == "ratio")
    store.save(Progress(clause=toilets.id, value=Decimal(85), on_day=DAY, recheck=True))
    assert [each.rule for each in ratios(store)] == ["ratio-base"]
    assert "1 条沿用的填报要复核" in next(changed_clauses(store)).what


def test_the_template_and_differing_verdicts_are_noticed(store):
    begun(store)
    assert "参考模板" in next(standards_used(store)).what
    for stage, result in (("self", "yes"), ("town", "no")):
        give(store, Verdict(year=2026, star="branch", stage=stage, result=result, on_day=DAY,
                            author="两委会"))
    assert [each.what for each in disagreements(store)] == [
        "支部过硬星：自评达到，镇研判未达到，请看理由。"]


def test_a_star_said_to_be_reached_while_a_clause_falls_short(store):
    _, found = begun(store)
    line = next(each for each in found if each.task.star == "safety")
    said = store.save(Progress(clause=line.clause.id, rating="short", on_day=DAY))
    assert list(rated_short(store)) == []
    verdict = give(store, Verdict(year=2026, star="safety", stage="self", result="yes",
                                  on_day=DAY, author="两委会"))
    (finding,) = rated_short(store)
    assert finding.where == (("progress", said.id), ("verdict", verdict.id))
    assert "自评达到" in finding.what and line.task.title in finding.what
    store.save(said.but(rating="partly"))
    assert list(rated_short(store)) == []


def test_an_opening_that_does_not_follow(store):
    for day, account, amount in (
        (date(2025, 5, 1), "trading", 100), (date(2026, 1, 1), "opening", 90),
        (date(2026, 2, 1), "households", 500),
    ):
        store.save(IncomeLine(on_day=day, account=account, amount=Decimal(amount), summary="记"))
    assert "2026 年初未分配收益 90.00 元，2025 年末是 100.00 元" in next(openings(store)).what
    assert "多于可分配收益 90.00 元" in next(shared_too_much(store)).what
