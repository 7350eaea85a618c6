"""Invented sheets that every exporter is tried with."""

from datetime import date
from decimal import Decimal

import pytest

from models.values.kinds import DAY, MONEY, NOTE, NUMBER, POINTS, RATIO, Field
from models.values.privacy import Privacy
from models.values.sheet import Column, Row, Sheet, summed


@pytest.fixture
def roster():
    """A function that makes a roster of so many people."""

    def make(count=3, **says):
        columns = (
            Column(Field("序号", NUMBER, width=5)),
            Column(Field("姓名", width=8, privacy=Privacy.NAME)),
            Column(Field("公民身份号码", width=20, privacy=Privacy.SECRET)),
            Column(Field("联系电话", width=14, privacy=Privacy.PHONE)),
            Column(Field("出生日期", DAY, width=11, privacy=Privacy.SENSITIVE)),
            Column(Field("备注", NOTE, width=14)),
        )
        rows = [
            Row(
                (
                    i,
                    f"张建{'国文玉'[i % 3]}",
                    f"41038118800101{i:04d}",
                    f"1380000{i:04d}",
                    date(1950, 1, 1 + i % 28),
                    None,
                )
            )
            for i in range(1, count + 1)
        ]
        return Sheet(
            "R1",
            "赵家村花名册",
            columns,
            rows,
            unit="赵家村党支部",
            measure="人",
            when="2026年第三季度",
            made=date(2026, 9, 30),
            **says,
        )

    return make


@pytest.fixture
def statistics():
    """A table with a head of two lines and sums."""
    counts = ("脱贫户", "监测户", "一般户")
    columns = (
        Column(Field("党小组", width=10)),
        Column(Field("联系户数", NUMBER, width=8), total=True),
        *(Column(Field(each, NUMBER, width=8), parent="其中", total=True) for each in counts),
        Column(Field("积分", POINTS, width=8), total=True),
        Column(Field("金额", MONEY, width=10), total=True),
        Column(Field("解决率", RATIO, width=8)),
    )
    rows = [
        Row(("第一党小组", 9, 1, 2, 6, Decimal("35.5"), Decimal("1234.50"), Decimal("0.875"))),
        Row(("第二党小组", 8, 0, 3, 5, Decimal("20"), Decimal("0.05"), None)),
    ]
    return Sheet(
        "R2",
        "党员联户统计表",
        columns,
        rows,
        unit="赵家村党支部",
        measure="户",
        when="2026年第三季度",
        made=date(2026, 9, 30),
        total=summed(columns, rows),
        notes=("联系户数＝脱贫户＋监测户＋一般户。", "积分按季末计。"),
    )
