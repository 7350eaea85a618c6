from datetime import date

from models.stars.progress import answer, lines
from models.stars.weekly import changes, shown, take, weeks
from models.values.periods import Span
from tests.models.stars.creating import YEAR, plan_year, settle, town_standard

MONDAY = date(YEAR, 3, 2)


def begun(store, tmp_path):
    people = settle(store)
    standard = town_standard(store, tmp_path)
    return plan_year(store, standard, people)


def test_any_week_can_be_shown_again(store, tmp_path):
    plan = begun(store, tmp_path)
    first = take(store, plan, MONDAY)
    clause = lines(store, plan, MONDAY)[5].clause
    answer(store, clause, state="done", words="名册已建", on_day=date(YEAR, 3, 10))
    second = take(store, plan, date(YEAR, 3, 10))
    assert [each.week for each in weeks(store, plan.id)] == ["2026-W11", "2026-W10"]
    then, now = (shown(each)[0][5] for each in (first, second))
    assert (then.value, then.source) == ("", "未填")
    assert (now.state, now.value, now.source) == ("done", "名册已建", "2026-03-10 村里填")


def test_taken_again_within_the_week_it_replaces_itself(store, tmp_path):
    plan = begun(store, tmp_path)
    first = take(store, plan, MONDAY)
    again = take(store, plan, date(YEAR, 3, 6))
    assert (again.id, again.taken) == (first.id, date(YEAR, 3, 6))


def test_what_changed_since_last_week_month_and_quarter(store, tmp_path):
    plan = begun(store, tmp_path)
    take(store, plan, date(YEAR, 1, 30))
    found = [each.clause for each in lines(store, plan, MONDAY) if not each.figures]
    answer(store, found[40], state="running", words="已动员", on_day=date(YEAR, 2, 20))
    take(store, plan, date(YEAR, 2, 20))
    answer(store, found[41], state="done", on_day=MONDAY)
    late = {"overdue"}
    def said(span):
        return [each.sentence for each in changes(store, plan, MONDAY, span)
                if each.now.state not in late]
    assert said(Span.WEEK) == ["生态宜居任务1·第1项第2条工作落实到位：未启动 → 完成"]
    assert len(said(Span.MONTH)) == 1
    assert said(Span.QUARTER) == []
