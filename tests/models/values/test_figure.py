from decimal import Decimal

import pytest

from models.values.figure import (
    Seen,
    about_shown,
    of,
    percent,
    read_figure,
    share_problem,
    share_shown,
)


@pytest.mark.parametrize(
    ("text", "value", "about", "unit"),
    [
        ("3500余名", "3500", True, "名"),
        ("1.2万余户", "12000", True, "户"),
        ("约4900米", "4900", True, "米"),
        ("近10万元", "100000", True, "元"),
        ("18", "18", False, ""),
        ("1,200 条", "1200", False, "条"),
        ("100多万元", "1000000", True, "元"),
    ],
)
def test_a_written_figure_keeps_its_about(text, value, about, unit):
    written = read_figure(text)
    assert (written.value, written.about, written.unit) == (Decimal(value), about, unit)
    assert about_shown(written.value, written.about).startswith("约") is about


def test_words_are_no_figure():
    assert read_figure("较多") is None


def test_341_of_381_is_89_5_and_the_base_is_asked_for():
    part, base = Decimal(341), Decimal(381)
    assert percent(part, base) == Decimal("89.5")
    assert share_shown(part, base, "村（社区）") == "341 / 381＝89.5%（分母：村（社区））"
    assert "分母 381 指的是什么" in share_problem(part, base, "")
    assert "分母是多少" in share_problem(part, None, "")
    stated = share_problem(part, base, "村（社区）", Decimal("92.7"))
    assert "89.5%，与写的 92.7% 不符" in stated and "分母约为 368" in stated
    assert share_problem(part, base, "村（社区）", Decimal("89.5")) is None


def test_a_share_stated_to_more_decimals_is_held_against_as_many():
    part, base = Decimal(67), Decimal(80)
    assert [share_problem(part, base, "支部", Decimal(each)) for each in ("83.75", "83.8", "84")] \
        == [None] * 3
    stated = share_problem(part, base, "支部", Decimal("83.76"))
    assert "83.75%，与写的 83.76% 不符" in stated


@pytest.mark.parametrize(
    ("part", "base", "shown"),
    [
        (526, 1980, "26.6"),
        (68, 272, "25.0"),
        (1, 3, "33.3"),
        (1, 16, "6.3"),
        (0, 5, "0.0"),
    ],
)
def test_rates_round_half_up(part, base, shown):
    assert str(percent(Decimal(part), Decimal(base))) == shown


def test_a_base_of_nothing_gives_no_rate():
    assert share_shown(Decimal(0), Decimal(0), "户") == "0 / 0（分母为 0，不算比例）"


def test_a_count_opens_to_whom_it_counted_and_missed():
    figure = of(
        [Seen(("household", 1), "001 户")],
        [Seen(("household", 2), "002 户", "没有主联党员")],
        "户",
        "在册户",
    )
    assert figure.shown == "1 / 2＝50.0%（分母：在册户）"
    assert [each.reason for each in figure.missed] == ["没有主联党员"]
