from datetime import date

import pytest

from models.values.periods import WAYS, Period, Span
from models.values.problem import Problem


@pytest.mark.parametrize(
    ("text", "start", "end", "label", "previous"),
    [
        ("2026", "2026-01-01", "2026-12-31", "2026年", "2025"),
        ("2026-H1", "2026-01-01", "2026-06-30", "2026年上半年", "2025-H2"),
        ("2026-H2", "2026-07-01", "2026-12-31", "2026年下半年", "2026-H1"),
        ("2026-Q1", "2026-01-01", "2026-03-31", "2026年一季度", "2025-Q4"),
        ("2026-Q3", "2026-07-01", "2026-09-30", "2026年三季度", "2026-Q2"),
        ("2026-09", "2026-09-01", "2026-09-30", "2026年9月", "2026-08"),
        ("2026-12", "2026-12-01", "2026-12-31", "2026年12月", "2026-11"),
        ("2024-02", "2024-02-01", "2024-02-29", "2024年2月", "2024-01"),
        ("2026-W38", "2026-09-14", "2026-09-20", "2026年第38周", "2026-W37"),
        ("2027-W01", "2027-01-04", "2027-01-10", "2027年第1周", "2026-W53"),
    ],
)
def test_the_five_ways_of_writing(text, start, end, label, previous):
    period = Period.parse(text)
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)
    assert (str(period), period.label, str(period.previous())) == (text, label, previous)


SAID = {
    "2026年": "2026", "26年": "2026", "2026年上半年": "2026-H1", "下半年": "2026-H2",
    "2026年三季度": "2026-Q3", "26三季度": "2026-Q3", "3季度": "2026-Q3", "第三季度": "2026-Q3",
    "2026 年 9 月": "2026-09", "9月": "2026-09", "26年9月份": "2026-09", "2026年第38周": "2026-W38",
    "2026.9": "2026-09", "2026/09": "2026-09", "2026．９": "2026-09", "九月": "2026-09",
    "2026年十一月": "2026-11", "2026.Q3": "2026-Q3", "2026Q3": "2026-Q3", "2026年度": "2026",
    "全年": "2026", "第三十八周": "2026-W38",
}


@pytest.mark.parametrize("said", SAID)
def test_a_period_is_understood_as_it_is_said(said, clock):
    clock.set(date(2026, 11, 5))
    assert str(Period.parse(said)) == SAID[said]
    assert Period.parse(Period.parse(said).label) == Period.parse(said)


def test_writing_is_forgiving_about_case_and_zeros():
    assert Period.parse(" 2026-q3 ") == Period(2026, Span.QUARTER, 3)
    assert Period.parse("2026-9") == Period.parse("2026-09")


@pytest.mark.parametrize(
    "text", ["", "去年", "26-09", "2026-13", "2026-00", "2026-H3", "2026-Q5", "2025-W53", "0000",
             "26", "年", "9", "五季度", "13月", "2026.13", "202609", "26.9", "2026.9.1", "十三月"]
)
def test_anything_else_is_answered_with_the_ways_of_writing(text):
    with pytest.raises(Problem, match=WAYS):
        Period.parse(text)


@pytest.mark.parametrize("span", Span)
@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2024, 12, 30), date(2027, 1, 1)])
def test_a_day_lies_in_the_period_it_belongs_to(span, day):
    period = Period.of(day, span)
    assert period.contains(day)
    assert period.contains(period.start) and period.contains(period.end)
    assert not period.previous().contains(day)
    assert (period.start - period.previous().end).days == 1


def test_months():
    assert [str(month) for month in Period.parse("2026-Q3").months()] == [
        "2026-07",
        "2026-08",
        "2026-09",
    ]
    assert len(Period.parse("2026").months()) == 12
    assert [str(month) for month in Period.parse("2026-W40").months()] == ["2026-09", "2026-10"]
    assert Period.parse("2026-09").months() == (Period.parse("2026-09"),)
