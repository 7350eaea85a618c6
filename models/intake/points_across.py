"""How often or how many points a cell of a matrix says, by the item in its head: never guessed."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from enum import StrEnum
from typing import Any

from models.intake.listed import ReadLine, Unresolved
from models.points.engine.reader import show
from models.points.engine.scheme import Fixed, Item, PerFinding, Range


class AmountUnit(StrEnum):
    """What a figure counts; the value is the field of a slip it goes to."""

    TIMES, POINTS, FINDINGS = "times", "points", "findings"


UNITS = {"次": AmountUnit.TIMES, "分": AmountUnit.POINTS, "处": AmountUnit.FINDINGS}
_AMOUNT = re.compile(r"(?P<figure>[+-]?\d+(?:\.\d+)?)(?P<unit>[分次处])?.?")
_MEANINGLESS = re.compile(r"\([^()]*\)|[\s、,，。·]+")


def bare(title: str) -> str:
    """The name of an item as it is compared: without blanks, marks and what is in brackets."""
    return _MEANINGLESS.sub("", unicodedata.normalize("NFKC", title)).upper()


def amounts_of(item: Item, line: ReadLine) -> dict[str, Any]:
    """Times, points and findings of a cell. :raises Unresolved: it may mean more than one thing."""
    said, unit = line.values["amount"], line.values["unit"]
    if line.values.get("times") and line.values.get("points"):
        return _both(item, line)
    found = _AMOUNT.fullmatch(said)
    if found is None:
        if len(said) > 1:
            raise Unresolved("title", f"“{said}”说不出是几次还是几分，请改成数或打勾。")
        return _ticked(item, said)
    figure, unit = Decimal(found["figure"]), UNITS.get(found["unit"] or "", unit)
    match item.amount:
        case Fixed(points):
            return {"times": _times(item, points, figure, unit)}
        case Range() if unit in ("", AmountUnit.POINTS):
            return {"points": figure}
        case PerFinding() if unit == AmountUnit.FINDINGS and figure == int(figure) >= 0:
            return {"findings": int(figure)}
    raise Unresolved("title", _asked(item, said))


def _both(item: Item, line: ReadLine) -> dict[str, Any]:
    times, points = (_AMOUNT.fullmatch(line.values[each]) for each in ("times", "points"))
    if times is None or points is None or not isinstance(item.amount, Fixed):
        raise Unresolved("title", _asked(item, line.values["times"]))
    often = Decimal(times["figure"])
    if abs(often * item.amount.points) != abs(Decimal(points["figure"])):
        raise Unresolved("title", f"“{item.title}”每次 {show(item.amount.points)} 分，"
                                  f"{show(often)} 次不是 {points['figure']} 分，请核对。")
    return {"times": _times(item, item.amount.points, often, AmountUnit.TIMES)}


def _ticked(item: Item, said: str) -> dict[str, Any]:
    if isinstance(item.amount, Fixed):
        return {"times": 1}
    raise Unresolved("title", f"“{item.title}”每次的分不一样，“{said}”说不出几分，请写数。")


def _times(item: Item, points: Decimal, figure: Decimal, unit: str) -> int:
    """How often; a figure without its unit says so only where times and points can't differ."""
    if figure < 0 < points:
        raise Unresolved("title", f"“{item.title}”是加分项，这里写的是 {show(figure)}。"
                                  "要冲销一笔已经记的分，请在积分台账里找到那一笔冲销。")
    often = abs(figure)
    if points and (unit == AmountUnit.POINTS or (not unit and often == abs(points))):
        often = often / abs(points)
    elif unit != AmountUnit.TIMES and abs(points) != 1:
        raise Unresolved("title", _asked(item, show(figure)))
    if often != int(often):
        raise Unresolved("title", f"“{item.title}”每次 {show(points)} 分，"
                                  f"{show(figure)} 不是它的几倍，请核对。")
    return int(often)


def _asked(item: Item, said: str) -> str:
    worth = item.amount
    each = f"每次 {show(worth.points)} 分，" if isinstance(worth, Fixed) else ""
    return (f"“{item.title}”{each}这里的 {said} 说不清是次数、处数还是分数。"
            "请在这一栏的表头里写（次）、（处）或（分）。")
