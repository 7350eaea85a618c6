"""A matter moves on by dated steps; what it needs is asked for, and nothing goes backwards."""

from datetime import date

import pytest

from models.matters.ledger import matter_ids, matter_lines, workdays_late
from models.matters.matter import (
    Matter,
    assign,
    close,
    escalate,
    feed_back,
    handle,
    reopen,
    report,
    steps_of,
)
from models.values.problem import Invalid

DAY, TODAY = date(2026, 6, 1), date(2026, 12, 1)


def found(store, **says):
    return report(
        store, Matter(**{"kind": "problem", "what": "路灯坏了", "found": DAY} | says), today=TODAY
    ).id


def test_the_whole_way_and_back_again(store):
    row = found(store)
    assert assign(store, row, "鲁文贵", DAY, today=TODAY).deadline == date(2026, 6, 8)
    assign(store, row, "茹秀兰", date(2026, 6, 2), today=TODAY)
    escalate(store, row, "town", "镇综治中心", date(2026, 6, 3), "村里没有经费", today=TODAY)
    handle(store, row, date(2026, 6, 4), "已报修", today=TODAY)
    assert close(store, row, date(2026, 6, 9), "换了灯头", today=TODAY).state == "closed"
    feed_back(store, row, date(2026, 6, 10), "unhappy", words="晚上还不亮", today=TODAY)
    again = reopen(store, row, date(2026, 6, 11), "晚上还不亮", today=TODAY)
    assert (again.state, again.level, again.closed, again.result) == (
        "assigned",
        "town",
        None,
        None,
    )
    assert [each.kind for each in steps_of(store, row)] == [
        "found",
        "assigned",
        "reassigned",
        "escalated",
        "handled",
        "closed",
        "told",
        "reopened",
    ]
    assert store.undo() == "重新办理：2026-001"
    assert store.get(Matter, row).verdict == "unhappy"


def test_numbers_run_on_within_the_year(store):
    for day in (DAY, DAY, date(2025, 12, 1)):
        found(store, found=day)
    assert [each.number for each in store.find(Matter)] == ["2026-001", "2026-002", "2025-001"]


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda s, r: close(s, r, DAY, " ", today=TODAY), "办结要写办理结果"),
        (lambda s, r: close(s, r, date(2026, 5, 1), "好了", today=TODAY), "上一步在 2026-06-01"),
        (lambda s, r: close(s, r, date(2027, 1, 1), "好了", today=TODAY), "还没有到"),
        (lambda s, r: feed_back(s, r, DAY, "pleased", today=TODAY), "还没有办结，请先办结"),
        (lambda s, r: assign(s, r, " ", DAY, today=TODAY), "责任人还没有填"),
        (
            lambda s, r: assign(s, r, "鲁", DAY, deadline=date(2026, 5, 1), today=TODAY),
            "早于交办日期",
        ),
        (lambda s, r: escalate(s, r, "village", "鲁", DAY, "", today=TODAY), "请选更高一级"),
        (lambda s, r: handle(s, r, DAY, "", today=TODAY), "办理情况还没有填"),
        (lambda s, r: reopen(s, r, DAY, "又坏了", today=TODAY), "还没有办结"),
    ],
)
def test_what_a_step_needs(store, act, sentence):
    row = found(store)
    with pytest.raises(Invalid, match=sentence):
        act(store, row)
    assert len(steps_of(store, row)) == 1


def test_one_measure_for_one_problem(store):
    row = found(store, kind="rectification")
    with pytest.raises(Invalid, match="一问题一对策") as told:
        close(store, row, DAY, "改好了", today=TODAY)
    assert list(told.value.faults) == ["measure"]
    store.save(store.get(Matter, row).but(measure="装护栏"))
    close(store, row, DAY, "改好了", acceptor="茹秀兰", today=TODAY)
    with pytest.raises(Invalid, match="已经办结，要再办请先重新办理"):
        handle(store, row, DAY, "再办", today=TODAY)


def test_overdue_is_counted_in_working_days(store):
    row = found(store)
    assign(store, row, "鲁文贵", DAY, today=TODAY)
    assert matter_ids(store, overdue=date(2026, 6, 8)) == []
    assert matter_ids(store, overdue=date(2026, 6, 15)) == [row]
    line = matter_lines(store, [row], date(2026, 6, 15))[0]
    assert (line.number, line.owner, line.late) == ("2026-001", "鲁文贵", 5)
    assert workdays_late(date(2026, 6, 5), date(2026, 6, 7)) == 0
