"""A return is drawn for a period that has begun, and a paper for the period it belongs to."""

from datetime import date

import pytest

from models.meetings.meeting import Meeting
from models.meetings.procedure import Procedure
from models.returns.catalogue import document_called, due_for, return_called
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.problem import Problem

TODAY = date(2026, 11, 29)


def draw(store, code, period, **answers):
    return document_called(code).draw(store, Asked.of(Period.parse(period), TODAY, **answers))


def test_a_period_that_has_not_begun_is_refused_by_name():
    with pytest.raises(Problem) as refused:
        Asked.of(Period.parse("2027-Q1"), TODAY)
    assert refused.value.sentence == (
        "2027年一季度还没有开始，今天是 2026-11-29。请换成已经开始的时段。")
    assert Asked.of(Period.parse("2026-W48"), TODAY).day == TODAY
    assert Asked.of(Period.parse("2026-11"), TODAY).day == TODAY
    assert Asked.of(Period.parse("2026-10"), TODAY).day == date(2026, 10, 31)


def test_the_minutes_of_another_quarter_are_refused(store):
    meeting = store.save(Meeting(kind="committee", held=date(2026, 3, 5), entered=TODAY))
    assert draw(store, "minutes", "2026-Q1", meeting=meeting.id).made == date(2026, 3, 5)
    with pytest.raises(Problem, match="是 2026-03-05 开的，不在2026年三季度。时段请改成2026年3月"):
        draw(store, "minutes", "2026-Q3", meeting=meeting.id)


def test_a_matter_that_was_not_under_way_is_refused(store):
    matter = store.save(Procedure(subject="修路", opened=date(2026, 2, 1), closed=date(2026, 4, 1)))
    for period in ("2026-02", "2026-Q2", "2026"):
        assert draw(store, "procedure", period, procedure=matter.id).when == "修路"
    for period in ("2026-01", "2026-Q3"):
        with pytest.raises(Problem, match=r"“修路”2026-02-01 动议，不在.*办。时段请改成2026年"):
            draw(store, "procedure", period, procedure=matter.id)


@pytest.mark.parametrize(("code", "period", "own"), [
    ("meetings-quarter", "2026", "2026年二季度"), ("meetings-quarter", "2026-04", "2026年二季度"),
    ("overhaul", "2026-Q2", "2026年4月")])
def test_what_is_told_apart_speaks_of_one_period_of_its_own(store, code, period, own):
    asked = Asked.of(Period.parse(period), date(2026, 4, 30))
    assert return_called(code).draw(store, asked).when == own
    assert code not in {each.code for each in due_for(store, asked.period)}
