"""What a kind of value reads, shows and stores, and the one sentence for everything wrong."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.keeping.lasting import Through, ends_first
from models.keeping.record import (
    Draft,
    Record,
    field,
    kind_of,
    load,
    problems,
    required,
    stored,
)
from models.values.kinds import (
    CHOICE,
    DAY,
    FLAG,
    LINK,
    MOMENT,
    MONEY,
    NUMBER,
    PART_DAY,
    POINTS,
    RATIO,
    TEXT,
    Choices,
    Field,
    Kind,
    show_decimal,
)
from models.values.problem import Invalid, Problem

SIZES = Choices(big="大户", small="小户")


class Plot(Record, table="plot", label="地块", lasts=Through("since", "until")):
    """A plot of land, invented for these tests."""

    name: str = required("名称", aliases=("地名",))
    area: Decimal | None = field(
        "面积", POINTS, check=lambda v: "面积要大于 0。" if v <= 0 else None
    )
    rent: Decimal | None = field("租金", MONEY)
    size: str | None = field("大小", options=SIZES)
    since: date | None = field("起", DAY)
    until: date | None = field("止", DAY)
    rented: bool | None = field("已出租", FLAG)

    def faults(self) -> dict[str, str]:
        return {"rent": "小户不收租金，请清空。"} if self.size == "small" and self.rent else {}


TYPED: list[tuple[Kind, str, Any]] = [
    (TEXT, "原样", "原样"),
    (NUMBER, "1,234", 1234),
    (NUMBER, "１２", 12),
    (POINTS, "0.5", Decimal("0.5")),
    (POINTS, "＋2", Decimal(2)),
    (MONEY, "12，345.60", Decimal("12345.60")),
    (MONEY, "￥300元整", Decimal(300)),
    (MONEY, "1.25万元", Decimal(12500)),
    (NUMBER, "2万", 20000),
    (DAY, "2026-09-01", date(2026, 9, 1)),
    (DAY, "2026年9月1日", date(2026, 9, 1)),
    (PART_DAY, "1965年3月", "1965-03"),
    (FLAG, "√", True),
    (FLAG, "否", False),
    (MOMENT, "2026-09-01T08:30:00", datetime(2026, 9, 1, 8, 30)),
]


@pytest.mark.parametrize(("kind", "text", "value"), TYPED, ids=lambda each: str(each)[:12])
def test_what_is_typed_is_read(kind: Kind, text: str, value: Any) -> None:
    assert Field("栏", kind).read(f" {text} ") == value


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        (NUMBER, "几", "“几”不是整数，请填数字。"),
        (LINK, "张驻村", "没有找到“张驻村”。请从列出的里面选；还没有登记的，先去登记。"),
        (NUMBER, "1.5", "“1.5”不是整数，请填数字。"),
        (POINTS, "很多", "“很多”不是数字，请填数字。"),
        (POINTS, "NaN", "“NaN”不是数字，请填数字。"),
        (MONEY, "Infinity", "“Infinity”不是数字，请填数字。"),
        (DAY, "昨天", "“昨天”认不出是哪一天，请写成 2026-09-01。"),
        (DAY, "2026-02-30", "“2026-02-30”认不出是哪一天，请写成 2026-09-01。"),
        (DAY, "2026-09", "“2026-09”认不出是哪一天，请写成 2026-09-01。"),
        (FLAG, "也许", "“也许”请填是或否。"),
    ],
)
def test_what_can_not_be_read_is_said(kind: Kind, text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence.replace('.', '[.]')}$"):
        Field("栏", kind).read(text)


@pytest.mark.parametrize(("known", "shown"), [
    ("1965-03-12", "1965-03-12"), ("1965-03", "1965年3月"), ("1965", "1965年")])
def test_a_day_known_in_part_is_shown_in_words_and_read_again(known: str, shown: str) -> None:
    field = Field("栏", PART_DAY)
    assert (field.show(known), field.read(shown)) == (shown, known)


def test_blank_is_nothing_for_every_kind() -> None:
    for kind in (TEXT, CHOICE, NUMBER, LINK, FLAG, DAY, PART_DAY, MOMENT, POINTS, MONEY, RATIO):
        assert Field("栏", kind).read("  ") is None
        assert Field("栏", kind).show(None) == ""


VALUES: list[tuple[Kind, st.SearchStrategy[Any]]] = [
    (TEXT, st.text()),
    (NUMBER, st.integers(-(2**62), 2**62)),
    (FLAG, st.booleans()),
    (DAY, st.dates()),
    (MOMENT, st.datetimes()),
    (POINTS, st.decimals(-(10**9), 10**9, places=4)),
    (MONEY, st.decimals(-(10**9), 10**9, places=2)),
    (RATIO, st.decimals(0, 1, places=6)),
]


@pytest.mark.parametrize(("kind", "values"), VALUES, ids=lambda each: getattr(each, "name", ""))
def test_what_is_stored_comes_back(kind: Kind, values: st.SearchStrategy[Any]) -> None:
    @given(values)
    def comes_back(value: Any) -> None:
        kept = kind.store(value)
        assert isinstance(kept, (str, int, float))
        assert kind.load(kept) == value

    comes_back()


@given(st.decimals(-(10**9), 10**9, places=2))
def test_money_shown_is_money_read(value: Decimal) -> None:
    assert MONEY.read(MONEY.show(value)) == value


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (POINTS, Decimal("5.0000"), "5"),
        (POINTS, Decimal("0.5000"), "0.5"),
        (POINTS, Decimal("1E+2"), "100"),
        (MONEY, Decimal("12345.6"), "12,345.60"),
        (RATIO, Decimal("0.256"), "25.6%"),
        (FLAG, True, "是"),
        (MOMENT, datetime(2026, 9, 1, 8, 30, 5), "2026-09-01 08:30"),
    ],
)
def test_what_people_read(kind: Kind, value: Any, shown: str) -> None:
    assert Field("栏", kind).show(value) == shown


def test_more_places_than_can_be_kept_are_refused_not_rounded() -> None:
    with pytest.raises(Problem, match="小数超过 2 位"):
        MONEY.store(Decimal("0.125"))
    assert show_decimal(Decimal("1000000")) == "1000000"


def test_a_choice_is_read_by_its_label_or_its_code() -> None:
    each = Plot.field("size")
    assert each.kind is CHOICE
    assert each.read("大户") == each.read("big") == "big"
    assert each.show("big") == "大户" and each.show("old") == "old"
    with pytest.raises(ValueError, match="大小里没有“中户”，请从列表里选。"):
        each.read("中户")
    assert SIZES.pairs() == (("big", "大户"), ("small", "小户"))


def test_the_fields_stand_in_the_order_of_the_form() -> None:
    assert [each.label for each in Plot.fields()][:3] == ["名称", "面积", "租金"]
    assert Plot.fields() is Plot.fields()
    assert Plot.field("name").aliases == ("地名",)
    assert (Plot.table, Plot.label) == ("plot", "地块")


def test_the_same_words_for_every_fault() -> None:
    wrong = Plot(name="", area=Decimal(-1), size="middle")
    assert problems(wrong) == {
        "name": "名称还没有填。",
        "area": "面积要大于 0。",
        "size": "大小里没有“middle”，请从列表里选。",
    }
    assert Invalid(problems(wrong)).sentence.startswith("名称还没有填。；面积要大于 0。")


def test_faults_between_fields_come_when_each_field_is_right() -> None:
    plot = Plot(name="南洼", size="small", rent=Decimal(3))
    assert problems(plot) == {"rent": "小户不收租金，请清空。"}
    assert problems(plot.but(rent=None)) == {}
    assert problems(plot.but(name="")) == {"name": "名称还没有填。"}


def test_nothing_that_lasts_ends_before_it_begins() -> None:
    plot = Plot(name="南洼", since=date(2026, 3, 2), until=date(2026, 3, 1))
    assert problems(plot) == {"until": "止日早于起日，请核对。"}
    assert problems(plot.but(until=date(2026, 3, 2))) == problems(plot.but(since=None)) == {}
    assert kind_of("person")  # every subject is known now
    every = [kind for kind in Record.__subclasses__()
             if kind.lasts and kind.lasts.since and kind.field(kind.lasts.since).kind is not LINK]
    assert len(every) > 20
    for kind in every:
        since, until = kind.lasts.since, kind.lasts.until  # type: ignore[union-attr]
        assert since
        for days, wrong in ((("2026-03-02", "2026-03-01"), True), (("2026-05", "2026"), False),
                            (("2026-03-02", "2026-03-02"), False), ((None, "2026"), False)):
            record = Draft(kind, dict(zip((since, until), days, strict=True))).record()
            assert ends_first(record) is wrong, (kind.label, days)


def test_a_record_never_changes() -> None:
    plot = Plot(name="南洼")
    with pytest.raises(AttributeError):
        plot.name = "北洼"  # type: ignore[misc]
    assert plot.but(name="北洼") != plot and plot.name == "南洼"


def test_a_row_comes_back_as_the_record_it_was() -> None:
    plot = Plot(name="南洼", area=Decimal("1.5"), since=date(2026, 3, 2), rented=False, size="big")
    row = stored(plot)
    assert row["area"] == 15000 and row["rented"] == 0 and row["until"] is None
    assert load(Plot, ["id", *row], [None, *row.values()]) == plot


def test_a_draft_says_what_is_missing_and_becomes_the_record() -> None:
    begun = Draft(Plot, {"area": Decimal(3)})
    assert begun.get("area") == Decimal(3) and begun.get("name") is None
    with pytest.raises(Invalid, match="名称还没有填"):
        begun.whole()
    finished = begun.but(name="东地").whole()
    assert finished == Plot(name="东地", area=Decimal(3))
    assert Draft.of(finished).but(area=Decimal(4)).whole() == finished.but(area=Decimal(4))


def test_a_record_without_what_it_must_have_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="name"):
        Plot(area=Decimal(3))  # type: ignore[call-arg]


def test_only_a_kept_record_has_a_row() -> None:
    assert Plot(id=7, name="东地").rowid == 7
    with pytest.raises(AssertionError):
        _ = Plot(name="东地").rowid


@pytest.mark.parametrize("pasted", [
    "\u202d13900419001\u202c", "\x0713900419001", "13900\u200e419001",
])
def test_signs_that_steer_the_screen_are_left_out_of_what_is_pasted(pasted: str) -> None:
    assert Field("电话").read(pasted) == "13900419001"
