"""How the many ways of writing a day in a register are read, and when one has to ask.

A day of the village's records may be known only in part: ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``.
Compared with a whole day, or counted from, it stands for the first day it may be: as text it sorts
so by itself, and :func:`first_day` says it. Who is protected as long as a child is one until the
:func:`last_day`. A rule that would accuse somebody by a day is asked of whole days alone.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import isfinite

from models.values import clock
from models.values.counting_order import chinese_number


class Doubt(StrEnum):
    """Why a written day is not simply a day."""

    AMBIGUOUS, CENTURY, AGE_ONLY, UNREADABLE = "ambiguous", "century", "age-only", "unreadable"


_WHOLE = len("2019-05-20")
_YEARS = range(1800, 2101)
_AGES = range(0, 131)
_SHEET_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(2101, 73416)
_NOTHING = {"", "无", "-", "--", "—", "——", "/"}
_BLANKS = re.compile(r"[\s\u200b-\u200f\ufeff'‘’]+")
_TIME = r"\d{1,2}[:点时](?:\d{1,2}|半)?分?(?::\d{2}(?:\.\d+)?)?"
_PART = "(?:上午|下午|早上|早晨|晚上|中午)"
_HOUR = re.compile(
    rf"(?:(?<=\d)[T\s]+|(?<=[日号)\s一二三四五六天])|(?={_PART})){_PART}?\s*"
    rf"(?:{_TIME}(?:\s*[-~—至到]+\s*{_PART}?\s*{_TIME})?)?$")
_WEEKDAY = re.compile(r"\s*\(?(?:星期|周)[一二三四五六日天]\)?\s*$")
_FULL_YEAR = re.compile(
    r"(?P<y>\d{4})(?:[-./年](?P<m>\d{1,2})(?:月|[-./月](?P<d>\d{1,2})[日号]?)?|年)?(?:出?生)?"
)
_RUN = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})?")
_SHORT_YEAR = re.compile(
    r"(?P<y>\d{1,2})(?:年|[-./](?=\d))(?P<m>\d{1,2})(?:月|[-./月](?P<d>\d{1,2})[日号]?)?(?:出?生)?"
)
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_IN_WORDS = re.compile(rf"(?P<y>\d{{4}}|[一二][〇○零O一二三四五六七八九]{{3}})年(?P<m>{_NUMERAL})月"
                       rf"(?:(?P<d>{_NUMERAL})[日号])?")
_FIGURES = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_AGE = re.compile(r"(?:现?年|年龄)?(\d{1,3})(?:周岁|虚岁|岁)?")


@dataclass(frozen=True)
class DayReading:
    """What a written day is taken for.

    ``value`` is the best that can be known (for ``ambiguous`` the year, for ``century`` the
    expected day); ``choices`` are the months an ambiguous writing may mean; ``age`` is set for
    ``age-only``; ``note`` is the sentence to show. A blank cell has neither value nor doubt.
    """

    value: str | None = None
    doubt: Doubt | None = None
    note: str = ""
    choices: tuple[str, ...] = ()
    age: int | None = None


def read_day(value: object, *, today: date | None = None) -> DayReading:
    """Read a day as a cell or a person gave it: text, a number, a serial number, or a real date.

    ``today`` decides the century of two-digit years; it is the present day by default.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return DayReading(value.isoformat())
    if isinstance(value, bool) or (isinstance(value, float) and not isfinite(value)):
        return _unreadable(str(value))
    if isinstance(value, int | float):
        return _read_number(value, today or clock.today())
    return _read_text(_plain(value), today or clock.today())


def first_day(written: str) -> date:
    """The first day that a day known in part may be: 2019-05 is 2019-05-01."""
    return date.fromisoformat(f"{written}-01-01"[:10])


def last_day(written: str) -> date:
    """The last day that a day known in part may be: 2019-05 is 2019-05-31."""
    year, month = int(written[:4]), int(written[5:7] or 12)
    return date.fromisoformat(written) if len(written) == _WHOLE else (
        date(year, month, monthrange(year, month)[1]))


def age_on(born: date | str, day: date) -> int:
    """Whole years of age on ``day``; what is not known of a birth counts as already reached."""
    known = [int(part) for part in (born if isinstance(born, str) else born.isoformat()).split("-")]
    reached = [day.month, day.day][: len(known) - 1] >= known[1:]
    return day.year - known[0] - (0 if reached else 1)


def show_day(day: date | str) -> str:
    """1965年3月12日, 1965年3月 or 1965年, as far as the day is known."""
    parts = (day if isinstance(day, str) else day.isoformat()).split("-")
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def year_in_figures(year: str) -> str:
    """二〇二六 as 2026; what is in figures stays."""
    return year.translate(_FIGURES)


def _plain(value: object) -> str:
    text = unicodedata.normalize("NFKC", "" if value is None else str(value)).strip()
    bare = _BLANKS.sub("", _WEEKDAY.sub("", _HOUR.sub("", text))).replace("元月", "1月")
    return _in_figures(bare)


def _in_figures(said: str) -> str:
    """The same with figures, where a day is written in words: 二〇二六年十月三日."""
    found = _IN_WORDS.fullmatch(said)
    if found is None:
        return said
    return f"{year_in_figures(found['y'])}年{chinese_number(found['m'])}月" + (
        f"{chinese_number(found['d'])}日" if found["d"] else "")


def _read_number(number: int | float, today: date) -> DayReading:
    """Numbers lose their last zero: 1971.1 was typed for January or for October."""
    whole = int(number)
    if number == whole:
        return _read_text(str(whole), today)
    if whole in _SERIALS:
        return _from_serial(whole)
    reading = _read_text(repr(number), today)
    if reading.value is None or not repr(number).endswith(".1"):
        return reading
    year = reading.value[:4]
    note = f"{number}可能是1月，也可能是10月，请核对。"
    return DayReading(year, Doubt.AMBIGUOUS, note, (f"{year}-01", f"{year}-10"))


def _read_text(text: str, today: date) -> DayReading:
    if text in _NOTHING:
        return DayReading()
    for pattern in (_FULL_YEAR, _RUN):
        found = pattern.fullmatch(text)
        if found and int(found["y"]) in _YEARS:
            return _known(found["y"], found) or _unreadable(text)
    if found := _SHORT_YEAR.fullmatch(text):
        return _with_century(found, today)
    if re.fullmatch(r"\d{4,5}(\.0+)?", text) and int(float(text)) in _SERIALS:
        return _from_serial(int(float(text)))
    found = _AGE.fullmatch(text)
    if found and int(found[1]) in _AGES:
        return DayReading(None, Doubt.AGE_ONLY, "只写了年龄，请补出生日期。", age=int(found[1]))
    return _unreadable(text)


def _known(year: str, found: re.Match[str]) -> DayReading | None:
    parts = found.groupdict()
    month, day = parts.get("m"), parts.get("d")
    try:
        whole = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return DayReading(whole.isoformat()[: 10 if day else 7 if month else 4])


def _with_century(found: re.Match[str], today: date) -> DayReading:
    """The latest year that doesn't lie ahead of ``today``."""
    for century in (2000, 1900):
        reading = _known(str(century + int(found["y"])), found)
        if reading and reading.value and reading.value <= today.isoformat()[: len(reading.value)]:
            note = f"年份只写了{found['y']}，按{reading.value[:4]}年读，请核对。"
            return DayReading(reading.value, Doubt.CENTURY, note)
    return _unreadable(found[0])


def _from_serial(serial: int) -> DayReading:
    return DayReading((_SHEET_DAY_ZERO + timedelta(days=serial)).isoformat())


def _unreadable(text: str) -> DayReading:
    return DayReading(None, Doubt.UNREADABLE, f"“{text}”认不出是哪一天，请核对后重新录入。")
