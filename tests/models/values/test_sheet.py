"""The 合计 line of a sheet adds what its lines say, and says nothing where they say nothing."""

from decimal import Decimal

import pytest

from models.values.kinds import NUMBER, Field
from models.values.sheet import Column, Row, summed

COLUMNS = (Column(Field("活动")), Column(Field("人数", NUMBER), total=True),
           Column(Field("人次", NUMBER), total=True))


@pytest.mark.parametrize(("lines", "total"), [
    ([(17, None), (22, None)], (39, None)),
    ([(17, 0), (None, None)], (17, 0)),
    ([(Decimal("1.5"), 3), (Decimal("2.5"), None)], (Decimal("4.0"), 3)),
    ([], (0, 0)),
])
def test_what_no_line_says_is_not_nought(lines, total):
    assert summed(COLUMNS, [Row(("清洁家园", *each)) for each in lines]) == ("合计", *total)
