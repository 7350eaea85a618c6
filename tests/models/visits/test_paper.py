"""A blank sheet goes out with a number and comes back by a few keys for each row."""

from datetime import date

import pytest

from models.matters.matter import Matter
from models.pairing.pairing import Pairing, pair
from models.values.problem import Invalid
from models.visits.paper import (
    issue_sheet,
    key_row,
    read_keys,
    rows_of,
    sheet_numbered,
    sheet_words,
)
from models.visits.visit import Visit, round_homes
from tests.models.liaison_village import settle_village

PRINTED, TODAY = date(2026, 9, 25), date(2026, 10, 12)


@pytest.fixture
def village(store):
    settle_village(store, 42, 2)
    for home in range(1, 41):
        pair(store, Pairing(member=1, household=home, since=date(2026, 1, 1)))
    return store


def test_forty_rows_come_back_in_the_order_printed_with_at_most_six_keys_each(village):
    sheet = issue_sheet(village, 1, round_homes(village, 1, PRINTED), PRINTED, "户户到大走访")
    keys = ["28", *["."] * 12, "29", *["."] * 9, "3/", *["."] * 9, "-", ".", "5*", *["."] * 4]
    strokes = []
    for row, typed in zip(rows_of(village, sheet.id), keys, strict=True):
        key_row(village, row, typed, today=TODAY)
        strokes.append(len(typed) + 1)
    assert max(strokes) <= 6 and sum(strokes) < 100
    assert sheet_words(village, sheet) == "1 号走访单：40 行全部录入，其中没走到 1 户"
    visits = village.find(Visit)
    assert [each.household for each in visits] == [
        row.household for row in rows_of(village, sheet.id) if not row.missed
    ]
    assert {(each.day.isoformat(), each.way) for each in visits} == {
        ("2026-09-28", "home"),
        ("2026-09-29", "home"),
        ("2026-10-03", "phone"),
        ("2026-10-03", "home"),
        ("2026-10-05", "away"),
        ("2026-10-05", "home"),
    }
    assert {each.reason for each in visits} == {"户户到大走访"}


def test_every_row_keyed_is_said(village):
    for _ in range(12):
        sheet = issue_sheet(village, 1, list(range(1, 19)), PRINTED)
    rows = rows_of(village, sheet.id)
    for row in rows[:17]:
        key_row(village, row, "28", today=TODAY)
    assert sheet_words(village, sheet) == "12 号走访单：18 行录入 17 行，还差第 18 行"
    key_row(village, rows[17], ".", today=TODAY)
    assert sheet_words(village, sheet_numbered(village, 12)) == "12 号走访单：18 行全部录入"


def test_a_problem_on_a_row_becomes_a_matter_and_a_row_may_be_keyed_again(village):
    sheet = issue_sheet(village, 1, [3, 4], PRINTED)
    first = key_row(village, rows_of(village, sheet.id)[0], "28+水渠堵了", today=TODAY)
    matter = village.get(Matter, 1)
    assert (matter.what, matter.found, matter.visit) == ("水渠堵了", date(2026, 9, 28), first.visit)
    with pytest.raises(Invalid, match="已经登记了问题，不能改成没走到"):
        key_row(village, first, "-", today=TODAY)
    second = key_row(village, rows_of(village, sheet.id)[1], ".", today=TODAY)
    again = key_row(village, second, "29", today=TODAY)
    assert again.visit == second.visit and village.count("visit") == 2
    gone = key_row(village, again, "-", today=TODAY)
    assert gone.missed and village.count("visit") == 1


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (".", "上一行没有日期，请填日，例如 28。"),
        ("31", "没有“31”这一天，请核对。"),
        ("13", "2026-10-13 还没有到，请核对。"),
        ("明天", "“明天”看不懂。去过请填日，例如 28；同上一行填 .；没走到填 -。"),
    ],
)
def test_keys_that_cannot_be_read(keys, sentence):
    with pytest.raises(ValueError) as told:
        read_keys(keys, date(2026, 9, 28) if keys == "31" else PRINTED, None, TODAY)
    assert str(told.value) == sentence


def test_days_count_from_the_day_of_printing():
    assert read_keys("1003＋漏雨", PRINTED, None, TODAY).day == date(2026, 10, 3)
    assert read_keys("5", PRINTED, None, TODAY).day == date(2026, 10, 5)
    late = date(2026, 12, 28)
    assert read_keys("0102", late, None, date(2027, 1, 5)).day == date(2027, 1, 2)


def test_a_sheet_needs_households_and_is_found_by_its_number(village):
    with pytest.raises(Invalid, match="单上还没有户"):
        issue_sheet(village, 1, [], PRINTED)
    with pytest.raises(Invalid, match="没有 7 号走访单"):
        sheet_numbered(village, 7)
