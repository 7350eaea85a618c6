from datetime import date
from decimal import Decimal

from exporters.wall.drawing import Box, chart
from models.economy.year_account import IncomeLine
from models.matters.matter import Matter, report
from models.stars.boards import income_three_years, matters_by_month, stars_over_time
from models.stars.verdicts import Verdict, give

DAY = date(2026, 6, 1)


def test_income_and_operating_profit_side_by_side(store):
    for account, amount in (("trading", 120_000), ("subsidy", 60_000)):
        store.save(IncomeLine(on_day=DAY, account=account, amount=Decimal(amount), summary="记"))
    drawn = chart(income_three_years(store, 2026))
    assert {"18", "12", "收入", "经营收益", "集体经济三年（万元）"} <= set(drawn.texts)
    assert drawn.texts.count("—") == 4
    fills = {each.fill for each in drawn.elements if isinstance(each, Box)}
    assert {"help", "band"} <= fills


def test_a_chart_without_data_says_so(store):
    assert "还没有数据" in chart(stars_over_time(store, 2026)).texts


def test_stars_over_time_leave_unknown_years_blank(store):
    give(store, Verdict(year=2025, star="safety", stage="award", result="yes", on_day=DAY,
                        author="县委", document="1号"))
    drawn = chart(stars_over_time(store, 2026))
    assert "1/5" in drawn.texts and drawn.texts.count("—") == 4


def test_matters_month_by_month(store):
    report(store, Matter(kind="problem", what="路灯不亮", found=date(2026, 5, 3)), today=DAY)
    data = matters_by_month(store, DAY)
    assert [each.value for each in data.series[0].bars] == [0, 0, 0, 0, 1, 0]
    assert [each.label for each in data.series[1].bars] == [f"{each}月" for each in range(1, 7)]
