from datetime import date, datetime

import pytest

from models.values.days import age_on, read_day, show_day

TODAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1965.3", "1965-03"),
        ("1965.10", "1965-10"),
        ("1965.1", "1965-01"),
        (1965.3, "1965-03"),
        (1965.12, "1965-12"),
        (1965.01, "1965-01"),
        (1965.0, "1965"),
        ("1965-03", "1965-03"),
        ("1965年3月", "1965-03"),
        ("1965年3月生", "1965-03"),
        ("1965年元月", "1965-01"),
        ("196503", "1965-03"),
        (196503, "1965-03"),
        ("19650312", "1965-03-12"),
        (19650312.0, "1965-03-12"),
        ("1965年3月12日", "1965-03-12"),
        ("1965 年 3 月 12 日", "1965-03-12"),
        ("1965/3/12", "1965-03-12"),
        ("1965.3.12", "1965-03-12"),
        ("1965-03-12", "1965-03-12"),
        ("1965-03-12 00:00:00", "1965-03-12"),
        ("1965年3月12日上午9:00", "1965-03-12"),
        ("1965.3.12 下午3点半", "1965-03-12"),
        ("1965-3-12 9:00—11:30", "1965-03-12"),
        ("1965年3月12日（星期五）晚上7时", "1965-03-12"),
        ("1965年3月12日周五", "1965-03-12"),
        ("1965年3月12日上午", "1965-03-12"),
        ("１９６５年３月", "1965-03"),
        ("'19650312", "1965-03-12"),
        ("1965", "1965"),
        (1965, "1965"),
        (23813, "1965-03-12"),
        ("23813", "1965-03-12"),
        (23813.5, "1965-03-12"),
        (datetime(1965, 3, 12, 8, 30), "1965-03-12"),
        (date(1965, 3, 12), "1965-03-12"),
    ],
)
def test_plain_writings(written, value):
    reading = read_day(written, today=TODAY)
    assert (reading.value, reading.doubt, reading.note) == (value, None, "")


@pytest.mark.parametrize("written", [None, "", "  ", "无", "—", "/"])
def test_blank_is_neither_known_nor_in_doubt(written):
    reading = read_day(written, today=TODAY)
    assert (reading.value, reading.doubt) == (None, None)


def test_a_number_may_have_lost_its_last_zero():
    reading = read_day(1971.1, today=TODAY)
    assert (reading.value, reading.doubt) == ("1971", "ambiguous")
    assert reading.choices == ("1971-01", "1971-10")
    assert reading.note == "1971.1可能是1月，也可能是10月，请核对。"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("65年3月", "1965-03"),
        ("75年9月12日", "1975-09-12"),
        ("3年4月", "2003-04"),
        ("13年8月", "2013-08"),
        ("26年2月", "2026-02"),
        ("26年12月", "1926-12"),
        ("65.3", "1965-03"),
        ("65/3/12", "1965-03-12"),
    ],
)
def test_two_digit_years_are_read_and_asked_about(written, value):
    reading = read_day(written, today=TODAY)
    assert (reading.value, reading.doubt) == (value, "century")
    assert reading.note.endswith(f"按{value[:4]}年读，请核对。")


@pytest.mark.parametrize(
    "written",
    [
        "不详", "属马", "1889.13", 1889.13, "1965-02-30", "19651301", "65年13月", "1500", 1e9,
        float("nan"), True, -3,
    ],
)  # fmt: skip
def test_what_cannot_be_read(written):
    reading = read_day(written, today=TODAY)
    assert (reading.value, reading.doubt) == (None, "unreadable")
    assert reading.note.endswith("认不出是哪一天，请核对后重新录入。")


@pytest.mark.parametrize("written", [39, 39.0, "39", "39岁", "现年39周岁"])
def test_only_an_age_is_known(written):
    reading = read_day(written, today=TODAY)
    assert (reading.value, reading.doubt, reading.age) == (None, "age-only", 39)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("1965-03-12", date(2026, 3, 11), 60),
        ("1965-03-12", date(2026, 3, 12), 61),
        (date(1965, 3, 12), date(2026, 3, 12), 61),
        ("1964-02-29", date(2026, 2, 28), 61),
        ("1965-03", date(2026, 2, 28), 60),
        ("1965-03", date(2026, 3, 1), 61),
        ("1965", date(2026, 1, 1), 61),
    ],
)
def test_ages(born, day, age):
    assert age_on(born, day) == age


def test_a_day_is_shown_as_far_as_it_is_known():
    shown = [show_day(day) for day in ("1965-03-12", "1965-03", "1965", date(2026, 10, 1))]
    assert shown == ["1965年3月12日", "1965年3月", "1965年", "2026年10月1日"]
