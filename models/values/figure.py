"""A figure that is reported: value, base, whether it is approximate, and whom it counted."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from models.values.kinds import MONEY, POINTS, show_decimal

Ref = tuple[str, int]

FIGURE = dataclasses.replace(POINTS, name="figure")
"""An exact number with up to four decimals, stored as a whole number."""

_UNITS = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_WRITTEN = re.compile(
    r"^(?P<about>约|近|大约|超过|逾)?\s*(?P<number>\d[\d,，]*(?:\.\d+)?)\s*(?P<scale>万|亿)?"
    r"(?P<after>多|余|左右|上下)?(?P<scale2>万|亿)?(?P<unit>\D*)$"
)


@dataclass(frozen=True)
class Seen:
    """One record looked at for a figure; ``reason`` says why it was not counted.

    ``amount`` is what it adds to a sum.
    """

    ref: Ref
    label: str
    reason: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True)
class Figure:
    """A number with what stands behind it: the records counted, those missed and why.

    ``base`` with ``base_label`` is what a share is taken of. The newest day there is, or None, may
    stand for the number.
    """

    value: Any
    unit: str = ""
    counted: tuple[Seen, ...] = ()
    missed: tuple[Seen, ...] = ()
    base: Decimal | None = None
    base_label: str = ""

    @property
    def in_cell(self) -> Any:
        """The value as it stands in a cell: of a share its per cent."""
        return self.value if self.base is None else rate(int(self.value), int(self.base))

    @property
    def shown(self) -> str:
        """28 次; with a base 341 / 381＝89.5%（分母：行政村）."""
        if not isinstance(self.value, Decimal):
            return str(self.value or "没有")
        if self.base is None:
            number = MONEY.show(self.value) if self.unit == "元" else show_decimal(self.value)
            return f"{number} {self.unit}".strip()
        return share_shown(self.value, self.base, self.base_label)


def of(
    counted: list[Seen], missed: list[Seen], unit: str, base_label: str = ""
) -> Figure:
    """A figure that counts records; with ``base_label`` everything looked at is its base."""
    base = Decimal(len(counted) + len(missed)) if base_label else None
    return Figure(Decimal(len(counted)), unit, tuple(counted), tuple(missed), base, base_label)


def percent(part: Decimal, base: Decimal, places: int = 1) -> Decimal | None:
    """``part`` of ``base`` in per cent, rounded half up; None without a base."""
    if not base:
        return None
    return (part * 100 / base).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


OF_A_STANDARD = 2
"""To how many decimals a standard beside the stars is told as met: 四化 83.75%."""


def share_shown(part: Decimal, base: Decimal, base_label: str, places: int = 1) -> str:
    """A share as it must be printed: 341 / 381＝89.5%（分母：行政村）."""
    of = f"分母：{base_label or '未写明'}" if base else "分母为 0，不算比例"
    return f"{parts_shown(part, base, places)}（{of}）"


def parts_shown(part: Decimal, base: Decimal, places: int = 1) -> str:
    """A share whose base the heading says: 341 / 381＝89.5%; 0 / 0 without a base."""
    rate = percent(part, base, places)
    words = f"{show_decimal(part)} / {show_decimal(base)}"
    return words if rate is None else f"{words}＝{rate}%"


def share_problem(
    part: Decimal, base: Decimal | None, base_label: str | None, stated: Decimal | None = None
) -> str | None:
    """What a share still lacks: its base, what that is, agreement with the per cent stated, to as
    many decimals as are stated.
    """
    if base is None or not base:
        return "比例要写明分母是多少，请填写分母。"
    if stated is not None and (
            found := percent(part, base, -int(stated.as_tuple().exponent))) != stated:
        return (
            f"{show_decimal(part)} / {show_decimal(base)}＝{found}%，与写的"
            f" {show_decimal(stated)}% 不符；按写的比例反推，分母约为 "
            f"{(part * 100 / stated).quantize(Decimal(1), ROUND_HALF_UP)}。请核对分母是哪些单位。"
        )
    if not (base_label or "").strip():
        return f"分母 {show_decimal(base)} 指的是什么？请写明，例如“在册户”“行政村”。"
    return None


@dataclass(frozen=True)
class WrittenFigure:
    """A figure as it was written: 3500余 is 3500 and approximate, and stays so."""

    value: Decimal
    about: bool
    unit: str


def read_figure(text: str) -> WrittenFigure | None:
    """约3500户, 1.2万余亩, 近10万元, 18: number, 约 and unit; None when no number stands there."""
    found = _WRITTEN.match(text.strip().replace(" ", ""))
    if found is None:
        return None
    value = Decimal(re.sub("[,，]", "", found["number"]))
    for scale in (found["scale"], found["scale2"]):
        value *= _UNITS.get(scale or "", Decimal(1))
    return WrittenFigure(value, bool(found["about"] or found["after"]), found["unit"].strip())


def about_shown(value: Decimal | None, about: bool | None, unit: str = "") -> str:
    """The number with 约 in front when it was approximate: 约3500 户."""
    if value is None:
        return ""
    return f"{'约' if about else ''}{show_decimal(value)} {unit}".strip()


def rate(part: int, whole: int) -> str:
    """A share to one decimal, rounded half up: 92.9%; — without a base."""
    if not whole:
        return "—"
    tenths = (part * 2000 + whole) // (whole * 2)
    return f"{tenths // 10}.{tenths % 10}%"
