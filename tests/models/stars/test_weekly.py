from datetime import date

import pytest

from models.stars.progress import answer, lines
from models.stars.weekly import correct, draft, keep, report_for, reports, send, take
from models.values.periods import Period
from models.values.problem import Invalid, Problem
from tests.models.stars.creating import YEAR, plan_year, settle, town_standard, work

FRIDAY = date(YEAR, 2, 6)


@pytest.fixture
def plan(store, tmp_path):
    people = settle(store)
    work(store, people)
    standard = town_standard(store, tmp_path)
    return plan_year(store, standard, people)


def test_the_week_is_drafted_from_its_records(store, plan):
    take(store, plan, date(YEAR, 1, 30))
    clause = next(each.clause for each in lines(store, plan, FRIDAY) if not each.figures)
    answer(store, clause, state="help", words="缺一名会计。", on_day=FRIDAY)
    report = draft(store, FRIDAY)
    assert report.title == "2026年第6周（2月2日至2月8日）周汇报"
    assert report.done == "1. 2月6日清洁家园：清洁家园。\n2. 走访 3 次，到 2 户。"
    assert "未启动 → 需协调；未填 → 缺一名会计。" in report.figures
    assert "。。" not in report.figures + report.needs
    assert "创建任务完成 0 / 52＝0.0%（分母：项）" in report.figures
    assert report.needs == "1. 支部过硬任务1：缺一名会计。"
    assert report.next == "无。"


def test_a_week_without_records_says_so(store):
    report = draft(store, date(YEAR, 8, 5))
    assert (report.done, report.problems) == ("本周没有登记工作。", "无。")


def test_kept_as_sent(store, plan):
    report = keep(store, draft(store, FRIDAY).but(author="鲁文贵"))
    sent = send(store, report, FRIDAY)
    with pytest.raises(Problem, match="已经报出，保留原样"):
        keep(store, sent.but(done="改过的"))
    with pytest.raises(Problem, match="不能撤销"):
        store.undo()
    corrected = keep(store, correct(store, sent, FRIDAY).but(done="更正后的"))
    assert report_for(store, Period.parse("2026-W06")) == corrected
    assert corrected.corrects == sent.id
    assert [each.sent for each in reports(store)] == [None, FRIDAY]


def test_a_report_without_author_or_words_is_not_sent(store):
    with pytest.raises(Invalid, match="填报人"):
        send(store, draft(store, FRIDAY), FRIDAY)
    empty = draft(store, FRIDAY).but(
        author="鲁文贵", done=None, figures=None, problems=None, needs=None, next=None)
    with pytest.raises(Invalid, match="周汇报是空的"):
        send(store, empty, FRIDAY)
    with pytest.raises(Problem, match="还没有报出，直接修改"):
        correct(store, draft(store, FRIDAY), FRIDAY)
