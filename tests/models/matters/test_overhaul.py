"""一支部一方案, 一问题一对策: problems with measures of their own, and a report with the change."""

from datetime import date

import pytest

from models.matters.ledger import add_problem, begin, lift, standing
from models.matters.matter import Matter, Overhaul, close, handle
from models.returns.matters import overhaul
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.problem import Invalid

TODAY = date(2026, 12, 1)


@pytest.fixture
def listed(store):
    begin(store, Overhaul(reason="班子不团结", plan="槐整〔2026〕1号", listed=date(2026, 4, 1)))
    for day, what, weak in ((date(2026, 4, 2), "班子不齐", "软"),
                            (date(2026, 5, 6), "账目不公开", "散")):
        add_problem(
            store,
            1,
            Matter(kind="problem", what=what, topic=weak, found=day, measure=f"解决{what}"),
            today=TODAY,
        )
    return store


def test_problems_need_measures_of_their_own(listed):
    for measure, sentence in (
        (None, "请写这个问题自己的对策"),
        ("解决班子不齐", "另一个问题已经用了"),
    ):
        with pytest.raises(Invalid, match=sentence):
            add_problem(
                listed,
                1,
                Matter(kind="problem", what="新", found=TODAY, measure=measure),
                today=TODAY,
            )


def test_the_report_says_what_changed_since_last_month(listed):
    handle(listed, 1, date(2026, 4, 20), "拟定人选", today=TODAY)
    close(listed, 1, date(2026, 5, 20), "补选一人", today=TODAY)
    april, may, june = (Period(2026, Period.parse("2026-04").span, n) for n in (4, 5, 6))
    assert [
        (standing(listed, 1, each).problems, standing(listed, 1, each).solved)
        for each in (april, may, june)
    ] == [(1, 0), (2, 1), (2, 1)]
    sheet = overhaul(listed, Asked.of(may, TODAY))
    assert [(row.values[1], row.values[6], row.values[7], row.values[8]) for row in sheet.rows] == [
        ("班子不齐", "补选一人", True, "本月化解"),
        ("账目不公开", "无", False, "新增"),
    ]
    assert sheet.notes[1] == (
        "问题 2 个，已化解 1 个；上月 1 个，已化解 0 个；本月新增 1 个，多化解 1 个。"
    )
    assert [row.values[2] for row in sheet.rows] == ["软", "散"]
    assert sheet.notes[2] == "按类别：软 1 个，已化解 1 个；散 1 个，已化解 0 个。"
    assert [row.values[8] for row in overhaul(listed, Asked.of(june, TODAY)).rows] == [
        "已化解",
        "未变",
    ]


def test_the_branch_is_lifted_when_every_problem_is_solved(listed):
    with pytest.raises(Invalid, match="还有 2 个问题没有化解（2026-001、2026-002）"):
        lift(listed, 1, TODAY, "达标")
    for row in (1, 2):
        close(listed, row, date(2026, 6, 1), "已解决", today=TODAY)
    assert lift(listed, 1, TODAY, "达标").assessed == TODAY


def test_a_branch_that_is_not_listed_says_so(store):
    sheet = overhaul(store, Asked.of(Period.parse("2026-05"), TODAY))
    assert sheet.notes == ("本支部没有列入软弱涣散整顿。",) and not sheet.rows
