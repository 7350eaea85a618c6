"""The sorts of values and the fields of that sort: how each is read from typing, kept and shown."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol, TypeVar

from models.values.counting_order import chinese_number
from models.values.days import read_day, show_day
from models.values.periods import Period
from models.values.privacy import Privacy
from models.values.problem import Problem


class Options(Protocol):
    """A closed list of values: what is stored, what people call it, how they may write it."""

    def label(self, code: str) -> str:
        """What people call ``code``; ``code`` itself when it is not in the list."""

    def read(self, text: str) -> str | None:
        """The code that ``text`` means, or None."""

    def pairs(self) -> Sequence[tuple[str, str]]:
        """Every (code, label), in the order to offer them."""

    def holds(self, code: str) -> bool:
        """Whether ``code`` may be kept."""


class Choices:
    """Options written where they are used: ``Choices(full="正式党员", other="其他")``."""

    def __init__(self, /, **labels: str) -> None:
        self._labels = labels

    def label(self, code: str) -> str:
        """What people call ``code``."""
        return self._labels.get(code, code)

    def read(self, text: str) -> str | None:
        """The code whose label or code is ``text``."""
        for code, label in self._labels.items():
            if text in (code, label):
                return code
        return None

    def pairs(self) -> Sequence[tuple[str, str]]:
        """Every (code, label) in the order written."""
        return tuple(self._labels.items())

    def holds(self, code: str) -> bool:
        """Whether ``code`` is in the list."""
        return code in self._labels


class OpenChoices(Choices):
    """A list beside which any other words stand as they are, being their own code."""

    def read(self, text: str) -> str | None:
        """The code of the list that ``text`` means, else the text."""
        return super().read(text) or text

    def holds(self, code: str) -> bool:
        """Whatever it says."""
        return True


def as_it_is(value: Any) -> Any:
    """Nothing is to be done to store or load it."""
    return value


@dataclass(frozen=True)
class Kind:
    """One sort of value: how it is stored, read from typing and shown.

    ``read`` raises ``ValueError`` with a Chinese sentence when the text is not of this kind.
    """

    name: str
    column: str
    read: Callable[[str], Any]
    show: Callable[[Any], str] = str
    store: Callable[[Any], Any] = as_it_is
    load: Callable[[Any], Any] = as_it_is
    numeric: bool = False


N = TypeVar("N", int, Decimal)
TOO_LARGE = 10**12
"""No village counts so far; beyond, the data file could not keep every figure of a number."""


_COUNTED = re.compile(
    r"(?:¥|人民币|共计?|加)?(?P<figure>[+-]?\d[\d,]*(?:\.\d+)?)(?P<ten_thousand>万)?(?:分|次|人次|人|个|位|名|件|户|票|项|处|场|期|天|小时|元|亩|股|条|份)?整?")


_IN_WORDS = re.compile("[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]")
"""Up to 99: 一百二 is 120 to who says it, and 102 to who reads it."""


def _bare(text: str) -> str:
    """A number without its sign of plus, its unit and what groups its figures: ＋5分 is 5, 共9人
    9, 一次 1, 1.2万元 12000."""
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace(" ", "")
    if said := _IN_WORDS.match(plain):
        plain = f"{chinese_number(said[0].replace('两', '二'))}{plain[said.end():]}"
    counted = _COUNTED.fullmatch(plain)
    if counted is None:
        return plain.replace(",", "")
    figure = counted["figure"].replace(",", "")
    return show_decimal(Decimal(figure) * 10_000) if counted["ten_thousand"] else figure


def _read_number(text: str) -> int:
    try:
        value = int(_bare(text).removesuffix(".0"))
    except ValueError:
        raise ValueError(f"“{text}”不是整数，请填数字。") from None
    return _small_enough(value, text)


def _small_enough(value: N, text: str) -> N:
    if abs(value) >= TOO_LARGE:
        raise ValueError(f"“{text}”太大了，像是多打了几位，请核对。")
    return value


def _read_link(text: str) -> int:
    """What is picked is the number of a record; other words name nobody and nothing known."""
    if not text.isascii() or not text.isdecimal():
        raise ValueError(f"没有找到“{text}”。请从列出的里面选；还没有登记的，先去登记。")
    return int(text)


def _read_decimal(text: str) -> Decimal:
    try:
        value = Decimal(_bare(text))
    except InvalidOperation:
        raise ValueError(f"“{text}”不是数字，请填数字。") from None
    if not value.is_finite():
        raise ValueError(f"“{text}”不是数字，请填数字。")
    return _small_enough(value, text)


def show_decimal(value: Decimal) -> str:
    """An exact decimal without trailing zeros and never in powers of ten."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _read_day(text: str) -> date:
    reading = read_day(text)
    if reading.value is None or len(reading.value) != 10 or reading.doubt is not None:
        raise ValueError(f"“{text}”认不出是哪一天，请写成 2026-09-01。")
    return date.fromisoformat(reading.value)


def _read_part_day(text: str) -> str:
    reading = read_day(text)
    if reading.value is None or reading.doubt is not None:
        raise ValueError(f"“{text}”认不出是哪年哪月，请写成 1965-03 或 1965-03-12。")
    return reading.value


def _show_part_day(value: str) -> str:
    """A whole day as days are shown; where only the month or the year is known, 2026年4月."""
    return value if value.count("-") == 2 else show_day(value)


_YES = frozenset({"是", "有", "1", "√", "✓", "Y", "y", "true"})
_NO = frozenset({"否", "无", "0", "×", "N", "n", "false"})


def _read_period(text: str) -> str:
    try:
        return str(Period.parse(text))
    except Problem as refusal:
        raise ValueError(refusal.sentence) from None


def _read_flag(text: str) -> bool:
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise ValueError(f"“{text}”请填是或否。")


def _scaled(places: int) -> Callable[[Decimal], int]:
    def store(value: Decimal) -> int:
        scaled = value.scaleb(places)
        if scaled != scaled.to_integral_value():
            raise Problem(f"{show_decimal(value)} 的小数超过 {places} 位，请改短。")
        return int(scaled)

    return store


TEXT = Kind("text", "TEXT", str)
NOTE = Kind("note", "TEXT", str)
CHOICE = Kind("choice", "TEXT", str)
NUMBER = Kind("number", "INTEGER", _read_number, numeric=True)
LINK = Kind("link", "INTEGER", _read_link)
FLAG = Kind("flag", "INTEGER", _read_flag, lambda v: "是" if v else "否", int, bool)
DAY = Kind("day", "TEXT", _read_day, date.isoformat, date.isoformat, date.fromisoformat)
PART_DAY = Kind("part-day", "TEXT", _read_part_day, _show_part_day)
PERIOD = Kind("period", "TEXT", _read_period, lambda v: Period.parse(v).label)
MOMENT = Kind(
    "moment", "TEXT", datetime.fromisoformat,
    lambda v: v.strftime("%Y-%m-%d %H:%M"), datetime.isoformat, datetime.fromisoformat,
)
POINTS = Kind(
    "points", "INTEGER", _read_decimal, show_decimal,
    _scaled(4), lambda v: Decimal(v).scaleb(-4), numeric=True,
)
MONEY = Kind(
    "money", "INTEGER", _read_decimal, lambda v: format(v, ",.2f"),
    _scaled(2), lambda v: Decimal(v).scaleb(-2), numeric=True,
)
RATIO = Kind(
    "ratio", "REAL", _read_decimal, lambda v: format(v, ".1%"),
    float, lambda v: Decimal(str(v)), numeric=True,
)
CHANGE = Kind("change", "REAL", _read_decimal, lambda v: f"{v:+}" if v else f"{v}",
              numeric=True)
"""By how much something grew (+3) or shrank (-2.5)."""


UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
                    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that steer a screen or turn the direction of writing: nobody types them, pasting brings
them along, and what they stand in is not what it looks like."""


# ── a field ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Field:
    """What is true of one value of a record even when no screen exists.

    ``check`` says why a value can't stand; ``doubt`` what is odd about one that may. Of what is
    ``dated`` the file keeps until which day an earlier value held.
    """

    label: str
    kind: Kind = TEXT
    name: str = ""
    required: bool = False
    options: Options | None = None
    aliases: tuple[str, ...] = ()
    width: int = 10
    privacy: Privacy = Privacy.OPEN
    check: Callable[[Any], str | None] | None = None
    doubt: Callable[[Any], str | None] | None = None
    dated: bool = False

    def read(self, text: str) -> Any:
        """The value that typed ``text`` means; blank is None.

        :raises ValueError: with the sentence to show beside the field.
        """
        text = UNSEEN.sub("", text).strip()
        if not text:
            return None
        if self.options is not None:
            code = self.options.read(text)
            if code is None:
                raise ValueError(f"{self.label}里没有“{text}”，请从列表里选。")
            return code
        return self.kind.read(text)

    def show(self, value: Any) -> str:
        """The words people read for ``value``; None is blank."""
        if value is None:
            return ""
        return self.options.label(value) if self.options is not None else self.kind.show(value)

    def problem(self, value: Any) -> str | None:
        """The sentence that says why ``value`` can't stand here, or None."""
        if value is None or value == "":
            return f"{self.label}还没有填。" if self.required else None
        if self.options is not None and not self.options.holds(value):
            return f"{self.label}里没有“{value}”，请从列表里选。"
        return self.check(value) if self.check is not None else None

    def odd(self, value: Any, implied: tuple[Any, str] | None = None) -> str:
        """What to ask about a value that may stand: it is strange, or something says otherwise."""
        if value is None:
            return ""
        if implied is not None and not str(implied[0]).startswith(str(value)):
            return f"{implied[1]}上是{self.show(implied[0])}，请核对。"
        return (self.doubt(value) if self.doubt is not None else None) or ""


# ── points as whole numbers ──────────────────────────────────────────────────


PLACES = 8
"""The places to which points are kept."""


def to_stored(amount: Decimal) -> int:
    """The whole number an amount is stored as.

    :raises Problem: it has more places than the file keeps.
    """
    scaled = amount.scaleb(PLACES)
    if scaled != scaled.to_integral_value():
        raise Problem(f"{show_decimal(amount)} 分的小数超过 {PLACES} 位，记不下，请改短。")
    return int(scaled)


def from_stored(stored: int | None) -> Decimal:
    """The amount that a stored whole number means; nothing stored is 0."""
    return Decimal(stored or 0).scaleb(-PLACES).normalize() + 0


AMOUNT = dataclasses.replace(POINTS, name="exact-points", store=to_stored, load=from_stored)
"""Points as the ledger keeps them."""
