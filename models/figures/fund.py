"""兑换资金 in figures: the money for goods, in and out."""

from __future__ import annotations

from models.figures.measure import Measure, Total
from models.figures.source import Condition, Source
from models.values.kinds import MONEY, Field

LINE = Source("fund_line", "fund_line x", {"fund_line": "x.id"}, day="x.on_day")

FUND_IN = Measure("fund.in", Field("兑换资金收入", MONEY, width=11), "元", LINE,
                  (Condition("x.amount > 0", "是支出"),), Total("x.amount"))
FUND_OUT = Measure("fund.out", Field("兑换资金支出", MONEY, width=11), "元", LINE,
                   (Condition("x.amount <= 0", "是收入"),), Total("-x.amount"))

FUND_MEASURES = (FUND_IN, FUND_OUT)
