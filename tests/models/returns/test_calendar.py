"""Every return has its day, its recipient and its state."""

from datetime import date

import pytest

from models.returns.calendar import (
    change_terms,
    line_of,
    lines_of,
    report_since,
    return_calendar,
    waive,
)
from models.returns.catalogue import return_called
from models.returns.sending import answered, send
from models.stars.plan import Plan
from models.stars.standard import Standard
from models.values.periods import Period
from models.values.problem import Invalid, Problem
from tests.models.returns.sample_return import QUARTER, drawn, settle

STATISTICS = return_called("liaison-statistics")


@pytest.fixture
def village(store):
    settle(store)
    report_since(store, date(2026, 1, 1))
    return store


def line(store, today, code="liaison-statistics", period=QUARTER):
    return line_of(store, return_called(code), period, today)


def test_not_yet_due_then_waiting_then_late(village):
    assert line(village, date(2026, 3, 20)).state == "ahead"
    waiting = line(village, date(2026, 4, 2))
    assert (waiting.state, waiting.due, waiting.late) == ("waiting", date(2026, 4, 5), 0)
    assert waiting.words == "待报，4月5日前报乡镇（街道）党建办"
    assert line(village, date(2026, 4, 8)).words.endswith("已超 3 天")


def test_the_town_sets_days_and_recipients(village):
    assert line(village, date(2026, 4, 2), "meetings-quarter").due == date(2026, 4, 7)
    change_terms(village, "liaison-statistics", date(2026, 4, 1), days=10, recipient="镇政府")
    changed = line(village, date(2026, 4, 2))
    assert (changed.due, changed.terms.recipient) == (date(2026, 4, 10), "镇政府")
    assert line(village, date(2026, 4, 2), "meetings-quarter").due == date(2026, 4, 7)
    with pytest.raises(Invalid):
        change_terms(village, "liaison-statistics", date(2026, 4, 1), days=-1)
    with pytest.raises(Problem):
        change_terms(village, "no-such", date(2026, 4, 1), days=1)


def test_sent_returned_accepted(village):
    kept = send(village, drawn(village)[0], QUARTER, recipient="镇", today=date(2026, 4, 3))
    assert line(village, date(2026, 4, 9)).words == "已报"
    answered(village, kept, "returned", "户数不对", date(2026, 4, 4))
    assert line(village, date(2026, 4, 9)).words == "退回：户数不对，已超 4 天"
    answered(village, kept, "accepted", "", date(2026, 4, 5))
    assert line(village, date(2026, 4, 9)).words == "已接收"


def test_nothing_to_report_needs_a_reason(village):
    with pytest.raises(Invalid, match="未开展要写明原因"):
        waive(village, "visits", QUARTER, "", date(2026, 4, 1))
    waive(village, "visits", QUARTER, "停工", date(2026, 4, 1))
    assert line(village, date(2026, 4, 2), "visits").words == "未开展（停工）"
    send(village, drawn(village)[0], QUARTER, recipient="镇", today=date(2026, 4, 3))
    with pytest.raises(Invalid, match="已经报送"):
        waive(village, "liaison-statistics", QUARTER, "没有", date(2026, 4, 4))


def test_the_calendar_has_what_is_over_and_what_is_running(village):
    today = date(2026, 4, 2)
    lines = [each for each in return_calendar(village, today) if each.ret is STATISTICS]
    assert [(str(each.period), each.state) for each in lines] == [
        ("2026-Q1", "waiting"), ("2026-Q2", "ahead")]
    kept = send(village, drawn(village)[0], QUARTER, recipient="镇", today=today)
    answered(village, kept, "accepted", "", today)
    (running,) = [each for each in return_calendar(village, today) if each.ret is STATISTICS]
    assert running.before.id == kept.id
    assert running.period == Period.parse("2026-Q2")


def test_what_was_overdue_stays_so_when_the_period_turns(village):
    kept = send(village, drawn(village)[0], QUARTER, recipient="镇", today=date(2026, 4, 2))

    def waiting(today):
        return [(str(each.period), each.state) for each in return_calendar(village, today)
                if each.ret is STATISTICS and each.state != "ahead"]

    assert waiting(date(2026, 11, 2)) == [("2026-Q2", "waiting"), ("2026-Q3", "waiting")]
    waive(village, STATISTICS.code, Period.parse("2026-Q2"), "停工", date(2026, 7, 1))
    assert waiting(date(2026, 11, 2)) == [("2026-Q3", "waiting")]
    answered(village, kept, "returned", "户数不对", date(2026, 4, 5))
    assert waiting(date(2027, 2, 2)) == [
        ("2026-Q1", "returned"), ("2026-Q3", "waiting"), ("2026-Q4", "waiting")]


def test_what_was_over_before_the_village_began_here_is_not_due(store, clock):
    begun = date(2026, 9, 26)
    clock.set(begun)
    settle(store)
    assert {each.state for each in return_calendar(store, begun)} == {"ahead"}
    report_since(store, date(2026, 2, 1))
    lines = return_calendar(store, date(2026, 4, 2))
    over = {str(each.period) for each in lines if each.state == "waiting"}
    assert over == {"2026-Q1", "2026-03"}


def test_the_creation_work_is_reported_on_once_there_is_a_plan(village):
    def asked():
        return {str(each.period) for each in return_calendar(village, date(2026, 4, 2))
                if each.ret.code == "star-progress"}

    assert asked() == set()
    standard = village.save(Standard(year=2026, star_set="rural", title="标准"))
    village.save(Plan(year=2026, standard=standard.id, made=date(2026, 1, 4)))
    assert asked() == {"2026-W13", "2026-W14"}


def test_what_is_asked_for_from_now_on_is_not_owed_of_the_past(village):
    before, since = Period.parse("2026-Q3"), return_called("services").since
    assert since is not None and before.end < since
    assert "services" not in {each.ret.code for each in lines_of(village, before, since)}
    found = [each.period for each in return_calendar(village, since) if each.ret.code == "services"]
    assert found == [Period.parse("2026-Q4")]
