"""奖惩: 正向激励 and 反向约束, what was given to whom or held against whom, and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from models.keeping.record import Record, field, required
from models.values.kinds import DAY, LINK, MONEY, NOTE, Choices

WAYS = Choices(encourage="正向激励", restrain="反向约束")
KINDS = Choices(praise="表彰", reward="物质奖励", first="优先评优推荐", study="外出学习",
                notice="通报批评", talk="约谈", cut="扣减绩效", other="其他")


class Incentive(Record, table="incentive", label="奖惩"):
    """One of them; ``subject`` is a unit, a group or a person as it is called."""

    on_day: date = required("日期", DAY, width=11)
    way: str = required("方向", options=WAYS, width=9)
    kind: str = required("方式", options=KINDS, width=11)
    subject: str = required("对象", width=14)
    person: int | None = field("人员", LINK, width=8)
    reason: str = required("事由", width=22)
    amount: Decimal | None = field("金额（元）", MONEY, width=10)
    paper: str | None = field("文件", width=14)
    note: str | None = field("备注", NOTE, width=14)
