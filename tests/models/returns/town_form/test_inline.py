"""Blanks after words are put in; the words of the town stay."""

from datetime import date

import pytest

from models.returns.facts.view import View
from models.returns.town_form.about import About
from models.returns.town_form.printed_lines import filled_line, rhythm, stated_period
from models.values.periods import Period, Span


@pytest.mark.parametrize(("blank", "filled"), [
    ("填报单位（盖章）：", "填报单位（盖章）：柳河沿村"),
    ("填报单位：            村", "填报单位：柳河沿村"),
    ("村名：", "村名：柳河沿村"),
    ("填报日期：    年    月    日    单位：户、件", "填报日期：2026年4月5日    单位：户、件"),
    ("填报日期：", "填报日期：2026年4月5日"),
    ("所属月份：    年    月", "所属月份：2026年3月"),
    ("走访时段：    年    月    日至    月    日", "走访时段：2026年1月1日至3月31日"),
    ("所属时期：____年第__季度", "所属时期：2026年第一季度"),
    ("      年第   季度党员情况统计表", "2026年第一季度党员情况统计表"),
    ("填报单位：另一个村", None), ("审核人：        填表人：", None), ("党员情况统计表", None),
])
def test_lines(village, blank, filled):
    view = View(village, Period.parse("2026-Q1"), date(2026, 4, 5))
    assert filled_line(blank, About.of(view)) == filled


@pytest.mark.parametrize(("text", "period"), [
    ("所属月份：2026年3月", "2026-03"), ("2026 年 第三 季度", "2026-Q3"), ("（2026年）", "2026"),
    ("2026年上半年统计表", "2026-H1"), ("走访时段：2026年1月1日至3月31日", "2026-Q1"),
    ("2026年1月至6月", "2026-H1"), ("填报日期：2026年4月5日", None),
    ("所属月份：    年    月", None), ("某村2026年    季度总结", None), ("2026年____月月报", None),
    ("2026年13月45日至99日", None),
])
def test_the_period_a_form_names(text, period):
    found = stated_period([text])
    assert (str(found) if found else None) == period


def test_the_rhythm_of_a_form():
    assert rhythm(["三会一课季报", "年度"]) is Span.QUARTER
    assert rhythm(["所属月份：  年  月"]) is Span.MONTH
    assert rhythm(["走访登记表"]) is None
