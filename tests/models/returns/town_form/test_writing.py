"""A value is written as the cell lets in and in the way the form asks for."""

from datetime import date
from decimal import Decimal

import pytest

from models.registers.people import Person
from models.returns.town_form.page import Check, FormCell
from models.returns.town_form.writing import (
    Refusal,
    is_date_format,
    write_day,
    write_id,
    write_phone,
    writings,
    written,
)
from models.values.kinds import DAY, NUMBER, RATIO, Choices, Field

ID = Person.field("id_number")
LIST = Check(((1, 1, 9, 9),), "list", ("脱贫户", "边缘易致贫户"))


@pytest.mark.parametrize(("code", "said"), [
    ("plain", "41030818860312029X"), ("lower", "41030818860312029x"),
    ("quoted", "'41030818860312029X"), ("spaced", "410308 18860312 029X"), ("old", None),
    ("covered", "410308********029X"),
])
def test_the_six_ways_of_writing_an_id_number(code, said):
    assert write_id("41030818860312029X", code) == said


def test_an_old_number_has_fifteen_digits():
    assert write_id("410305190506151100", "old") == "410305050615110"
    assert len(writings()["id"]) == 6


def test_days_and_telephones():
    day = date(2026, 9, 1)
    assert [write_day(day, each["code"]) for each in writings()["day"]] == [
        "2026-09-01", "2026.9.1", "2026年9月1日", "20260901", "2026/9/1", "2026.09",
        "2026.09.01", "2026-09", "2026年9月"]
    assert write_day("1965-03", "dotted") == "1965.03"
    assert write_phone("15400000011", "spaced") == "154 0000 0011"
    assert write_phone("0390-6000213", "dashed") == "0390-6000213"


def test_a_day_is_real_where_the_cell_shows_days():
    field, day = Field("日期", DAY), date(2026, 3, 3)
    assert written(field, day, FormCell(format='yyyy"年"m"月"d"日"'), None, {}) == day
    assert written(field, day, FormCell(format="@"), None, {"day": "dotted"}) == "2026.3.3"
    assert written(field, day, FormCell(), Check((), "date"), {}) == day
    assert isinstance(written(field, "1965-03", FormCell(format="yyyy-mm"), None, {}), Refusal)
    assert not is_date_format("0.0%") and not is_date_format('0"元"') and is_date_format("m/d")


def test_a_list_decides_between_wordings():
    field = Field("户类型")
    assert written(field, ("监测户", "边缘易致贫户"), FormCell(), LIST, {}) == "边缘易致贫户"
    assert written(field, ("低保户",), FormCell(), LIST, {}) == Refusal("“低保户”不在下拉选项里")
    assert written(field, ("低保户", "低保"), FormCell(), None, {}) == "低保户"
    told = Field("是否", options=Choices(yes="是", no="否"))
    assert written(told, "no", FormCell(), Check((), "list", ("是", "否")), {}) == "否"


def test_limits_of_the_cell_are_kept():
    eighteen = Check((), "textLength", operator="equal", low=18)
    assert isinstance(written(ID, "410308860312029", FormCell(), eighteen, {}), Refusal)
    assert written(ID, "41030818860312029X", FormCell(), eighteen, {}) == "41030818860312029X"
    whole = Check((), "whole", operator="greaterThanOrEqual", low=0)
    assert isinstance(written(Field("分", NUMBER), -1, FormCell(), whole, {}), Refusal)
    third = written(Field("率", RATIO), Decimal(2) / 3, FormCell(format="0.0%"), None, {})
    assert third == Decimal("0.666666666666667")
    assert written(Field("数", NUMBER), 5, FormCell(format="@"), None, {}) == "5"
