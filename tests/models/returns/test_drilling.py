"""A figure opens into the records it counts, and the near misses with the reason."""

import pytest

from models.returns.drilling import behind
from tests.models.returns.sample_return import drawn, settle


@pytest.fixture
def village(store):
    settle(store)
    return store


def opened(store, code, row, label, parent=""):
    sheet, asked = drawn(store, code)
    at = next(n for n, each in enumerate(sheet.columns)
              if each.label == label and each.parent.startswith(parent))
    return behind(store, sheet, asked, row, at)


def told(found):
    return [(each.label, each.reason) for each in found]


def test_households_of_a_kind(village):
    found = opened(village, "liaison-statistics", 0, "脱贫户")
    assert found.refs == (("household", 1),)
    assert not found.missed
    every = opened(village, "liaison-statistics", 0, "合计")
    assert told(every.missed) == [("002 秦有才", "2026-02-01 已终止")]
    again = opened(village, "liaison-statistics", 0, "低保户")
    assert not again.counted
    assert told(again.missed)[0] == ("001 沈大福", "已按次序计在前面的类别")


def test_visits_and_problems(village):
    found = opened(village, "liaison-statistics", 0, "走访次数")
    assert told(found.counted) == [("2026-03-03 石开山 001 沈大福", "")]
    assert told(found.missed) == [("2026-04-02 石开山 001 沈大福", "2026-04-02 在本期之后")]
    assert found.earlier == "上期 0，上年同期 0"
    solved = opened(village, "liaison-statistics", 0, "已解决")
    assert not solved.counted
    assert told(solved.missed)[0][1] == "问题还没有办结，或在期后才办结"


def test_meetings_of_a_month(village):
    sheet, _ = drawn(village, "meetings-quarter")
    row = next(n for n, each in enumerate(sheet.rows) if each.values[1] == "支部委员会会议")
    found = opened(village, "meetings-quarter", row, "次数", "第二个月")
    assert told(found.counted) == [("2026-02-05 支部委员会会议 议事", "")]
    late = opened(village, "meetings-quarter", row, "次数", "第三个月")
    assert not late.counted
    assert told(late.missed)[-1] == ("2026-04-03 支部委员会会议 议事", "2026-04-03 在本期之后")


def test_the_records_of_a_line_where_columns_are_not_told_apart(village):
    found = opened(village, "visits", 0, "走访日期")
    assert found.refs == (("visit", 1), ("household", 1))


def test_a_sum_opens_into_all_of_its_lines(village):
    assert opened(village, "liaison-statistics", None, "合计").refs == (("household", 1),)
