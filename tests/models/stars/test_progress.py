from datetime import date
from decimal import Decimal

import pytest

from models.economy.year_account import IncomeLine
from models.office.star_sets import source_names
from models.stars.plan import (
    Plan,
    aim_at,
    assign,
    assignments,
    give_up,
    keep_plan,
    targets,
)
from models.stars.progress import answer, by_task, lines, overall, task_state
from models.stars.sources import COUNTS, OF_A_STAR, counted, open_source, year_until
from models.values.problem import Invalid, Problem
from tests.models.stars.creating import YEAR, plan_year, settle, town_standard, work

SPRING = date(YEAR, 3, 31)
UNTIL_SPRING = year_until(YEAR, SPRING)


@pytest.fixture
def plan(store, tmp_path):
    people = settle(store)
    work(store, people)
    standard = town_standard(store, tmp_path)
    return plan_year(store, standard, people)


def said(figure):
    return figure.shown, [each.reason for each in figure.missed]


def test_every_named_source_can_be_counted(store, plan):
    assert {each.code for each in source_names()} == {*COUNTS, *OF_A_STAR}
    for each in source_names():
        figure = open_source(store, each.code, "branch", UNTIL_SPRING)
        assert figure.unit == each.unit
        assert all(one.reason for one in figure.missed)
        closed = counted(store, [(each.code, "branch")], UNTIL_SPRING)[each.code, "branch"]
        assert closed.shown == figure.shown


@pytest.mark.parametrize(
    ("code", "star", "shown", "reasons"),
    [
        ("party-meeting", "branch", "2 次", ["到会1人，不成会（至少2人）"]),
        ("paired", "branch", "4 / 8＝50.0%（分母：应结对户）", ["没有主联党员"] * 4),
        ("visited", "branch", "2 / 8＝25.0%（分母：在册户）", ["本期没有走访记录"] * 6),
        ("trained", "branch", "3 / 4＝75.0%（分母：在册党员）", ["本期没有参加培训的记录"]),
        (
            "disputes-solved",
            "safety",
            "1 / 2＝50.0%（分母：本期发现的事项）",
            ["还没有办结，时限 2026-03-01"],
        ),
        ("trainings", "industry", "1 场", []),
        ("cleaning", "ecology", "5 次", []),
        ("activities", "ecology", "5 次", ["没有注明对应星"]),
        ("councils", "culture", "0 / 6＝0.0%（分母：一约五会）", ["还没有登记"] * 6),
    ],
)
def test_computed_values_equal_the_count_by_hand(store, plan, code, star, shown, reasons):
    assert said(open_source(store, code, star, UNTIL_SPRING)) == (shown, reasons)


def test_a_figure_of_a_day_leaves_out_what_came_later(store, plan):
    january = year_until(YEAR, date(YEAR, 1, 31))
    assert open_source(store, "party-meeting", "branch", january).value == 1
    late = open_source(store, "disputes-solved", "safety", year_until(YEAR, date(YEAR, 2, 10)))
    assert late.value == 0


def test_income_and_operating_profit_are_two_measures(store, plan):
    with store.act("记账"):
        for account, amount in (("trading", 1000), ("subsidy", 300), ("trading-cost", 200)):
            store.save(IncomeLine(on_day=date(YEAR, 2, 1), account=account, summary=account,
                                  amount=Decimal(amount)))
    income, profit = (open_source(store, code, "industry", UNTIL_SPRING)
                      for code in ("income", "operating-profit"))
    assert (income.value, profit.value) == (1300, 800)
    assert [each.reason for each in profit.missed] == ["补助收入不计入经营收益"]


def test_value_source_state_and_completion_of_a_computed_line(store, plan):
    first = lines(store, plan, date(YEAR, 2, 15))[0]
    assert (first.value, first.source) == ("2 次", "由台账计算：党员大会次数")
    assert (first.state, first.completion) == ("running", "2 / 4＝50.0%（分母：目标值）")
    assert first.owner == "缑树林"
    assert lines(store, plan, date(YEAR, 3, 1))[0].state == "overdue"


def test_a_ratio_asks_for_its_base_and_what_it_is(store, plan):
    line = next(each for each in lines(store, plan, SPRING) if each.clause.text == "星级文明户评选")
    with pytest.raises(Invalid, match="分母是多少"):
        answer(store, line.clause, value=Decimal(341))
    with pytest.raises(Invalid, match="分母 381 指的是什么"):
        answer(store, line.clause, value=Decimal(341), base=Decimal(381))
    answer(store, line.clause, value=Decimal(341), base=Decimal(381), base_label="在册户",
           on_day=SPRING)
    line = next(each for each in lines(store, plan, SPRING) if each.clause.text == "星级文明户评选")
    assert line.value == "341 / 381＝89.5%（分母：在册户）"
    assert line.judged[0].met


def test_about_stays_about(store, plan):
    clause = next(each.clause for each in lines(store, plan, SPRING) if not each.figures)
    answer(store, clause, value=Decimal(3500), about=True, words="参加群众", on_day=SPRING)
    line = next(each for each in lines(store, plan, SPRING) if each.clause == clause)
    assert line.value == "约3500；参加群众"


def test_done_as_typed_does_not_stand_against_the_number(store, plan):
    first = lines(store, plan, date(YEAR, 2, 15))[0]
    answer(store, first.clause, state="done")
    assert lines(store, plan, date(YEAR, 2, 15))[0].state == "running"


def test_an_item_is_done_when_all_of_its_clauses_are(store, plan):
    day = date(YEAR, 1, 10)
    found = by_task(lines(store, plan, day))[5][1]
    assert task_state(found) == "idle"
    answer(store, found[0].clause, state="done", on_day=day)
    assert task_state(by_task(lines(store, plan, day))[5][1]) == "running"
    answer(store, found[1].clause, state="done", on_day=day)
    assert task_state(by_task(lines(store, plan, day))[5][1]) == "done"
    assert overall(lines(store, plan, day)) == "1 / 52＝1.9%（分母：项）"


def test_a_deadline_before_the_plan_is_refused(store, plan):
    line = lines(store, plan, SPRING)[0]
    with pytest.raises(Invalid, match="2025-12-31 早于计划制定日期 2026-01-04，请改时限"):
        assign(store, plan, line.task.id, due=date(2025, 12, 31))
    with pytest.raises(Invalid, match="早于计划"):
        aim_at(store, plan, "safety", due=date(2025, 12, 31))


def test_one_plan_a_year_under_a_standard_of_the_year(store, plan):
    with pytest.raises(Invalid, match="已有创建计划"):
        keep_plan(store, plan.but(id=None))
    with pytest.raises(Invalid, match="这份标准是 2026 年的"):
        keep_plan(store, Plan(year=2027, standard=plan.standard, made=date(2027, 1, 4)))
    give_up(store, plan, "culture")
    assert {each.star for each in targets(store, plan.id)} == {"branch", "ecology"}


def test_an_unknown_source_is_named(store, plan):
    with pytest.raises(Problem, match="没有“weather”这个取数来源"):
        open_source(store, "weather", "branch", UNTIL_SPRING)


def test_what_is_said_later_does_not_change_what_stood_before(store, plan):
    spring, autumn = date(YEAR, 3, 31), date(YEAR, 10, 9)
    clause = lines(store, plan, spring)[0].clause
    answer(store, clause, words="刚起步", state="running", on_day=date(YEAR, 3, 1))
    before = lines(store, plan, spring)
    answer(store, clause, words="都做完了", state="done", on_day=autumn)
    assert lines(store, plan, spring) == before
    assert lines(store, plan, autumn)[0].said.words == "都做完了"
    answer(store, clause, words="收尾了", on_day=autumn)
    assert store.count("progress", "clause = ?", (clause.id,)) == 2
    assert lines(store, plan, autumn)[0].said.state == "done"


def test_a_number_the_words_say_is_not_said_twice_and_no_number_asked_has_no_rate(store, plan):
    line = next(each for each in lines(store, plan, SPRING)
                if not each.figures and not each.clause.target and each.clause.measure != "ratio")
    for words, said in (("便民服务登记 186 件。", "便民服务登记 186 件。"),
                        ("登记 1860 件。", "186；登记 1860 件。"), (None, "186")):
        answer(store, line.clause, value=Decimal(186), words=words, on_day=SPRING)
        now = next(each for each in lines(store, plan, SPRING)
                   if each.clause.id == line.clause.id)
        assert (now.value, now.completion) == (said, "")


@pytest.fixture
def early(clock):
    clock.set(SPRING)
    return clock


def test_what_was_aimed_at_and_who_does_it_stay_as_they_were(early, store, plan):
    task, later = lines(store, plan, SPRING)[0].task.rowid, date(YEAR, 6, 1)
    due = assignments(store, plan.rowid)[task].due
    early.set(later)
    give_up(store, plan, "branch")
    aim_at(store, plan, "safety")
    for words in ("后来", "又改"):
        assign(store, plan, task, action=words)
    then, now = (({each.star for each in targets(store, plan.rowid, day)},
                  assignments(store, plan.rowid, day)[task]) for day in (SPRING, later))
    assert (then[0] - now[0], now[0] - then[0]) == ({"branch"}, {"safety"})
    assert (then[1].action, now[1].action, now[1].due) == (None, "又改", due)
    assert store.count("assignment", "task = ?", (task,)) == 2
