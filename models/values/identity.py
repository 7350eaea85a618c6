"""What a citizen's identity number says, and how far a number written on a register can be trusted.

The 18-digit form is GB 11643-1999: six digits of address, eight of birth, three of order (odd for
men, even for women), one check digit. The address codes are those of the day of issue, so retired
and distant codes are ordinary and never judged. Residence permits of 港澳台 (81, 82, 83) and cards
of foreigners (9…) are built the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from models.values import clock
from models.values.codes import Labelled


class IdState(Labelled):
    """How far a written number can be trusted; the label is what to tell the secretary."""

    OK = "ok", ""
    MISSING = "missing", "没有身份证号，请向本人核实后补上。"
    OLD = "15", "是15位旧号码，请按户口簿换成18位。"
    CHECKSUM = "checksum", "身份证号的最后一位对不上，请核对户口簿。"
    DATE = "date", "身份证号里的出生日期不存在，请核对户口簿。"
    LENGTH = "length", "身份证号应为18位（旧号码15位），请核对户口簿。"
    DESTROYED = "destroyed", "身份证号可能已被表格软件改坏，补不回来，请按户口簿重新录入。"


TRUSTED = frozenset({IdState.OK, IdState.OLD})

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_HALF_WIDTH = str.maketrans("０１２３４５６７８９ＸｘＥｅ．＝×", "0123456789XxEe.=X")
_DRESSING = re.compile(r"[\s\u200b-\u200f\ufeff'\"`‘’“”＇＂=]")
_NOTHING = {"", "无", "没有", "暂无", "不详", "未知", "空", "-", "--", "—", "——", "/"}
_POWER_OF_TEN = re.compile(r"\d(\.\d+)?[Ee]\+?\d+")
_EXACT_IN_A_CELL = 10**15
_CENTENARIANS = ("996", "997", "998", "999")


@dataclass(frozen=True)
class IdVerdict:
    """What one written number is worth.

    ``number`` is the number to keep (None when missing or destroyed); ``born`` and ``sex`` (the
    code of GB/T 2261.1) are set only when the number can be believed; ``upgraded`` is the 18-digit
    form of a good 15-digit number; ``sentence`` is what to tell the
    secretary, empty when all is well.
    """

    state: IdState
    number: str | None = None
    born: date | None = None
    sex: str | None = None
    upgraded: str | None = None

    @property
    def sentence(self) -> str:
        """What to tell the secretary."""
        return self.state.label


def judge(value: object) -> IdVerdict:
    """Judge a number as a cell or a person gave it; nothing is ever guessed or repaired."""
    number = normalise(value)
    if number in _NOTHING:
        return IdVerdict(IdState.MISSING)
    if destroyed(value):
        return IdVerdict(IdState.DESTROYED)
    state = _state(number)
    if state not in TRUSTED:
        return IdVerdict(state, number)
    upgraded = upgrade_15(number) if state == IdState.OLD else None
    return IdVerdict(state, number, born(number), sex(number), upgraded)


def id_number_problem(text: str) -> str | None:
    """Why ``text`` can't be kept as an identity number at all, or None.

    A wrong length, date or check digit passes: such numbers stand in old registers, are kept as
    written and asked about (:mod:`models.checks.registers`).
    """
    verdict = judge(text)
    if verdict.state == IdState.DESTROYED:
        return verdict.sentence
    if not re.fullmatch(r"[\dX]+", normalise(text)):
        return f"“{text}”不是身份证号，只能有数字和末位的 X，请按户口簿填写。"
    return None


def id_number_doubt(text: str) -> str | None:
    """What is odd about a number that may be kept: its length, day of birth or check digit."""
    return judge(text).sentence or None


def normalise(value: object) -> str:
    """The bare number: no spaces, quotes, apostrophes or ``="…"``, half-width digits, capital X."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _DRESSING.sub("", str(value).translate(_HALF_WIDTH)).upper()


def destroyed(value: object) -> bool:
    """Whether the number lost digits in a number cell.

    That shows as a number of sixteen digits or more, as 4.10308E+17, or as eighteen digits that end
    in 000 without being a good number: spreadsheets keep fifteen digits (IEEE 754 double).
    """
    if isinstance(value, int | float):
        return abs(value) >= _EXACT_IN_A_CELL
    text = normalise(value)
    cut_off = len(text) == 18 and text.endswith("000") and _state(text) != IdState.OK
    return cut_off or bool(_POWER_OF_TEN.fullmatch(text))


def check_digit(first17: str) -> str:
    """The eighteenth character for seventeen digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True))
    return _CHECK_DIGITS[total % 11]


def upgrade_15(number: str) -> str:
    """The 18-digit form of a 15-digit number (GB 11643-1989).

    Births were of 19yy; order numbers 996 to 999 were kept for people over a hundred, of 18yy.
    """
    century = "18" if number.endswith(_CENTENARIANS) else "19"
    first17 = number[:6] + century + number[6:]
    return first17 + check_digit(first17)


def long_form(number: str) -> str:
    """The 18-digit form, so that old and new numbers of one person meet; others as they are."""
    return upgrade_15(number) if len(number) == 15 and number.isdigit() else number


def born(number: str) -> date | None:
    """The day of birth written in a 15- or 18-digit number, or None if there is no such day."""
    digits = (upgrade_15(number) if len(number) == 15 else number)[6:14]
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return day if day.year >= 1800 and day <= clock.today() else None


def sex(number: str) -> str:
    """The code of the sex in a 15- or 18-digit number: ``"1"`` for men, ``"2"`` for women."""
    order = number[-1 if len(number) == 15 else -2]
    return "1" if int(order) % 2 else "2"


def _state(number: str) -> IdState:
    if not re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]", number):
        return IdState.LENGTH
    if born(number) is None:
        return IdState.DATE
    if len(number) == 15:
        return IdState.OLD
    return IdState.OK if check_digit(number[:-1]) == number[-1] else IdState.CHECKSUM
