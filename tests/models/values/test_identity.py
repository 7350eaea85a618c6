"""Invented numbers only: births of 1880–1899, or 15-digit numbers of 1900–1905."""

from datetime import date

import pytest

from models.values.identity import (
    born,
    check_digit,
    destroyed,
    id_number_problem,
    judge,
    normalise,
    sex,
    upgrade_15,
)

GOOD = (
    "410308188402290014",
    "410922188812310022",
    "411102189001010030",
    "411003189912310043",
    "410305188010090057",
)


def numbered(first17: str) -> str:
    return first17 + check_digit(first17)


@pytest.mark.parametrize("number", GOOD)
def test_a_good_number_is_ok_and_says_birth_and_sex(number):
    verdict = judge(number)
    assert (verdict.state, verdict.number, verdict.sentence) == ("ok", number, "")
    assert verdict.born == date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    assert verdict.sex == ("1" if int(number[16]) % 2 else "2")
    assert id_number_problem(number) is None


@pytest.mark.parametrize(
    "address", ["410322", "110105", "513101", "810000", "820000", "830000", "911156"]
)
def test_the_address_code_is_never_judged(address):
    assert judge(numbered(address + "18900101003")).state == "ok"


def test_check_digits_may_be_X():
    assert check_digit("41030518890128666") == "X"


def test_upgrading_an_old_number():
    assert upgrade_15("410305050615110") == "410305190506151100"
    assert upgrade_15("410305990615996")[6:14] == "18990615"


def test_an_old_number_is_kept_and_its_new_form_offered():
    verdict = judge("410305050615110")
    assert (verdict.state, verdict.number) == ("15", "410305050615110")
    assert verdict.upgraded == "410305190506151100"
    assert (verdict.born, verdict.sex) == (date(1905, 6, 15), "2")
    assert id_number_problem("410305050615110") is None
    assert judge(410305050615110.0).state == "15"


@pytest.mark.parametrize(
    ("written", "state"),
    [
        (None, "missing"),
        ("", "missing"),
        (" 无 ", "missing"),
        ("410308188402290015", "checksum"),
        ("410308188502290011", "date"),
        (numbered("41030828841231001"), "date"),
        ("41030818840229001", "length"),
        ("4103081884022900140", "length"),
        ("41030X188402290014", "length"),
        ("410308188402290000", "destroyed"),
        ("4.10308E+17", "destroyed"),
        ("4.10308e+17", "destroyed"),
        (4.10308188402290e17, "destroyed"),
        (410308188402290000, "destroyed"),
    ],
)
def test_states(written, state):
    assert judge(written).state == state


def test_a_destroyed_number_is_never_kept():
    verdict = judge(4.10308e17)
    assert verdict.number is None and verdict.born is None
    assert verdict.sentence == "身份证号可能已被表格软件改坏，补不回来，请按户口簿重新录入。"


def test_a_wrong_check_digit_is_asked_about_but_not_refused():
    assert judge("410308188402290015").sentence == "身份证号的最后一位对不上，请核对户口簿。"
    assert judge("410308188402290015").number == "410308188402290015"
    assert id_number_problem("410308188402290015") is None


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("张三的号", "“张三的号”不是身份证号，只能有数字和末位的 X，请按户口簿填写。"),
        ("410308188402290000", "身份证号可能已被表格软件改坏，补不回来，请按户口簿重新录入。"),
    ],
)
def test_what_cannot_be_a_number_is_refused(written, sentence):
    assert id_number_problem(written) == sentence


@pytest.mark.parametrize("written", ["41030818840229001", "410308188502290011"])
def test_a_doubtful_number_is_kept_as_written_and_asked_about(written):
    assert id_number_problem(written) is None
    assert judge(written).sentence.endswith("请核对户口簿。")


def test_a_number_may_end_in_three_zeros_when_its_check_digit_agrees():
    first = (f"410308188402{day:02}{order}00" for day in range(1, 28) for order in range(1, 10))
    number = next(numbered(f) for f in first if check_digit(f) == "0")
    assert judge(number).state == "ok"
    assert id_number_problem(number) is None


@pytest.mark.parametrize(
    "written",
    [
        "41030518890128666x",
        "410305 18890128 666X",
        "'41030518890128666X",
        "‘41030518890128666X",
        '"41030518890128666X"',
        '="41030518890128666X"',
        "41030518890128666X\t",
        "４１０３０５１８８９０１２８６６６Ｘ",
        "41030518890128666×",
    ],
)
def test_dressing_is_taken_off(written):
    assert normalise(written) == "41030518890128666X"
    assert judge(written).state == "ok"


def test_only_lost_digits_count_as_destroyed():
    assert not destroyed("410308188402290014")
    assert not destroyed(410305050615110)
    assert not destroyed(None)


def test_birth_and_sex_of_both_forms():
    assert born("410308188402290014") == born("410308188402290014"[:17] + "9") == date(1884, 2, 29)
    assert born("410308188502290011") is None
    assert (sex("410308188402290014"), sex("410305050615110")) == ("1", "2")
