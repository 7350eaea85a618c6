"""Reads a scheme from its TOML file or stored tables, lists all its faults, and writes it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import tomli_w

from models.points.engine.counted import ItemUnit, Per
from models.points.engine.reader import (
    InvalidFile,
    Reader,
    amount,
    amount_from_zero,
    choice,
    day,
    flag,
    read_table,
    share,
    show,
    text,
    whole,
    yearless_day,
)
from models.points.engine.scheme import (
    BASE_PERIODS,
    CAP_PERIODS,
    PERIODS,
    AccountKind,
    CapPolicy,
    Category,
    ClearScope,
    Fixed,
    Grade,
    Item,
    PerFinding,
    Range,
    Scheme,
    Veto,
    VetoReach,
    VetoScope,
)
from models.values.toml_file import NotToml, read_toml

_CAP_PERIODS = choice(*CAP_PERIODS)


def _count_share(value: Any) -> Fraction:
    try:
        part = Fraction(value) if isinstance(value, str) else Fraction(-1)
    except (ValueError, ZeroDivisionError):
        part = Fraction(-1)
    if not 0 <= part <= 1:
        raise ValueError(f'“{value}”应是0与1之间的份额，如 "1/3"')
    return part


def _range(value: Any) -> Range:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError('要写两个数，如 ["1", "10"]')
    low, high = amount(value[0]), amount(value[1])
    if low > high:
        raise ValueError("前一个数不能大于后一个")
    return Range(low, high)


def _veto(value: Any) -> Veto:
    if not isinstance(value, dict):
        raise ValueError('要写成 { scope = "balance", reach = "this-year" }')
    faults: list[str] = []
    read = read_table(value, _VETO, ("scope",), "内容", faults)
    if faults:
        raise ValueError("；".join(faults))
    return Veto(**read)


_VETO: dict[str, Reader] = {
    "scope": choice(*VetoScope),
    "reach": choice(*VetoReach),
}
_SCHEME: dict[str, Reader] = {
    "name": text,
    "account": choice(*AccountKind),
    "valid_from": day,
    "source": text,
    "valid_until": day,
    "base": amount_from_zero,
    "base_period": choice(*BASE_PERIODS),
    "base_share_of_last": share,
    "base_redeemable": flag,
    "redeem_value": amount_from_zero,
    "min_award": amount_from_zero,
    "budget_points": amount_from_zero,
    "redeemable": flag,
    "rank_period": choice(*PERIODS),
    "exclude_below": amount,
    "suspend_below": amount,
    "cap_policy": choice(*CapPolicy),
    "booking": choice(*PERIODS),
    "cutoff_day": whole(1, 31),
    "clear_on": yearless_day,
    "clear": choice(*ClearScope),
    "carry_debt": flag,
    "decimals": whole(0, 6),
    "boundary_inclusive": flag,
}
_CATEGORY: dict[str, Reader] = {
    "code": text,
    "title": text,
    "base": amount_from_zero,
    "floor": amount,
    "cap": amount_from_zero,
    "cap_per": _CAP_PERIODS,
}
_AMOUNTS: dict[str, Reader] = {
    "points": lambda value: Fixed(amount(value)),
    "range": _range,
    "per_finding": amount,
}
_ITEM: dict[str, Reader] = {
    "code": text,
    "category": text,
    "title": text,
    **_AMOUNTS,
    "start": amount,
    "per": choice(*ItemUnit),
    "cap": amount_from_zero,
    "cap_per": _CAP_PERIODS,
    "one_of": text,
    "evidence": text,
    "needs_approval": flag,
    "public_wording": text,
    "name_on_notice": flag,
    "sensitive": flag,
    "veto": _veto,
}
_GRADE: dict[str, Reader] = {"title": text, "from": amount, "share_at_most": _count_share}


def read_scheme(path: Path) -> Scheme:
    """The scheme of one TOML file.

    :raises InvalidFile: with every fault, each beginning with the file's name.
    """
    try:
        table = read_toml(path.read_bytes().decode("utf-8-sig"))
    except OSError:
        raise InvalidFile([f"{path.name}：打不开这个文件，请核对位置"]) from None
    except UnicodeDecodeError:
        raise InvalidFile([f"{path.name}：不是UTF-8文字，请另存为UTF-8"]) from None
    except NotToml as fault:
        raise InvalidFile([f"{path.name}：不是合格的TOML，请检查引号和括号（{fault}）"]) from None
    try:
        return scheme_from(table)
    except InvalidFile as invalid:
        raise InvalidFile([f"{path.name}　{fault}" for fault in invalid.faults]) from None


def scheme_from(tables: Mapping[str, Any]) -> Scheme:
    """The scheme held in the tables ``scheme``, ``category``, ``item`` and ``grade``.

    :raises InvalidFile: with every fault and its place.
    """
    faults: list[str] = []
    for name in tables:
        if name not in ("scheme", "category", "item", "grade"):
            faults.append(f"[{name}] 不是细则里的写法，请删去或改正")
    whole_table = tables.get("scheme", {})
    if not isinstance(whole_table, dict):
        whole_table = {}
        faults.append("[scheme]：要写成一张表")
    read = read_table(
        whole_table, _SCHEME, ("name", "account", "valid_from", "source"), "[scheme]", faults
    )
    _check_scheme(read, faults)
    categories = _categories(_rows(tables, "category", faults), faults)
    items = _items(_rows(tables, "item", faults), categories, read.get("account"), faults)
    grades = _grades(_rows(tables, "grade", faults), faults)
    if faults:
        raise InvalidFile(faults)
    return Scheme(**read, categories=categories, items=items, grades=grades)


def _check_scheme(read: Mapping[str, Any], faults: list[str]) -> None:
    begins, ends = read.get("valid_from"), read.get("valid_until")
    if begins and ends and ends < begins:
        faults.append("[scheme]：valid_until 早于 valid_from，请核对日期")
    if "base_share_of_last" in read and read.get("base_period") == Per.ONCE:
        faults.append("[scheme]：base_share_of_last 要按期计，base_period 不能是 once")


def _rows(tables: Mapping[str, Any], name: str, faults: list[str]) -> list[dict[str, Any]]:
    rows = tables.get(name, [])
    if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
        return rows
    faults.append(f"[{name}]：每一条要各写一个 [[{name}]]")
    return []


def _place(name: str, number: int, row: Mapping[str, Any]) -> str:
    code = row.get("code") or row.get("title")
    return f"[[{name}]] 第{number}条" + (f"“{code}”" if isinstance(code, str) else "")


def _check_cap(row: Mapping[str, Any], place: str, faults: list[str]) -> None:
    for one, other in (("cap", "cap_per"), ("cap_per", "cap")):
        if one in row and other not in row:
            faults.append(f"{place}：写了 {one}，还要写 {other}")


def _check_code(code: Any, place: str, seen: set[Any], faults: list[str]) -> None:
    if code is not None and code in seen:
        faults.append(f"{place}：code “{code}”重复，请换一个")
    seen.add(code)


def _categories(rows: Sequence[dict[str, Any]], faults: list[str]) -> tuple[Category, ...]:
    found, seen = [], set[Any]()
    for number, row in enumerate(rows, 1):
        place = _place("category", number, row)
        read = read_table(row, _CATEGORY, ("code",), place, faults)
        _check_code(read.get("code"), place, seen, faults)
        _check_cap(row, place, faults)
        if "floor" in read and read["floor"] > read.get("base", 0):
            faults.append(f"{place}：floor 高于 base，一开始就低于底线，请核对")
        if "code" in read:
            found.append(Category(**{"title": read["code"], **read}))
    return tuple(found)


def _items(
    rows: Sequence[dict[str, Any]],
    categories: Sequence[Category],
    account: str | None,
    faults: list[str],
) -> tuple[Item, ...]:
    heads = {category.code for category in categories}
    found, seen = [], set[Any]()
    for number, row in enumerate(rows, 1):
        place = _place("item", number, row)
        read = read_table(row, _ITEM, ("code", "category", "title"), place, faults)
        _check_code(read.get("code"), place, seen, faults)
        _check_cap(row, place, faults)
        if "category" in read and read["category"] not in heads:
            faults.append(f"{place}：category “{read['category']}”没有对应的 [[category]]")
        points = _amount_of(row, read, place, faults)
        if points is not None and {"code", "category", "title"} <= read.keys():
            found.append(_item(read, points, account))
    return tuple(found)


def _amount_of(
    row: Mapping[str, Any], read: dict[str, Any], place: str, faults: list[str]
) -> Fixed | Range | PerFinding | None:
    """The one amount of an item, taken out of ``read``."""
    written = [key for key in _AMOUNTS if key in row]
    if len(written) != 1:
        so_far = f"，现在写了 {'、'.join(written)}" if written else ""
        faults.append(f"{place}：points、range、per_finding 要写一样，只写一样{so_far}")
    if ("start" in row) != ("per_finding" in row):
        faults.append(f"{place}：per_finding 和 start 要一起写")
    each, start = read.pop("per_finding", None), read.pop("start", None)
    fixed, between = read.pop("points", None), read.pop("range", None)
    if each is not None and start is not None:
        return PerFinding(each, start)
    return fixed or between  # type: ignore[no-any-return]


def _item(read: dict[str, Any], points: Fixed | Range | PerFinding, account: str | None) -> Item:
    unit = ItemUnit.PERSON_TIME if account == AccountKind.MEMBER else ItemUnit.HOUSEHOLD_TIME
    item = Item(**{"per": unit, **read, "amount": points})
    return item if "name_on_notice" in read else _with_default_name(item)


def _with_default_name(item: Item) -> Item:
    values = {one.name: getattr(item, one.name) for one in fields(Item)}
    return Item(**{**values, "name_on_notice": not item.deducts})


def _grades(rows: Sequence[dict[str, Any]], faults: list[str]) -> tuple[Grade, ...]:
    found, seen = [], set[Any]()
    for number, row in enumerate(rows, 1):
        place = _place("grade", number, row)
        read = read_table(row, _GRADE, ("title", "from"), place, faults)
        _check_code(read.get("title"), place, seen, faults)
        if {"title", "from"} <= read.keys():
            found.append(Grade(read["title"], read["from"], read.get("share_at_most")))
    return tuple(found)


def write_scheme(scheme: Scheme) -> str:
    """The scheme as the words of a TOML file; reading them gives an equal scheme."""
    tables = {
        "scheme": _written(scheme, _SCHEME),
        "category": [_written(each, _CATEGORY) for each in scheme.categories],
        "item": [_written_item(each) for each in scheme.items],
        "grade": [_written_grade(each) for each in scheme.grades],
    }
    return tomli_w.dumps(_plain({name: table for name, table in tables.items() if table}))


def _written(thing: Any, keys: Mapping[str, Reader]) -> dict[str, Any]:
    """The values that say more than the default does."""
    defaults = {one.name: one.default for one in fields(thing)}
    values = {key: getattr(thing, key) for key in keys if key in defaults}
    return {key: value for key, value in values.items() if value != defaults[key]}


def _written_item(item: Item) -> dict[str, Any]:
    written = {**_written(item, _ITEM), **_written_amount(item), "per": item.per}
    written.pop("name_on_notice", None)
    if item.name_on_notice == item.deducts:
        written["name_on_notice"] = item.name_on_notice
    return written


def _written_amount(item: Item) -> dict[str, Any]:
    match item.amount:
        case Fixed(points):
            return {"points": points}
        case Range(low, high):
            return {"range": [low, high]}
        case PerFinding(each, start):
            return {"per_finding": each, "start": start}


def _written_grade(grade: Grade) -> dict[str, Any]:
    written: dict[str, Any] = {"title": grade.title, "from": grade.from_points}
    if grade.share_at_most is not None:
        written["share_at_most"] = str(grade.share_at_most)
    return written


def _plain(value: Any) -> Any:
    """The value in the kinds that TOML has; amounts and days are kept as words."""
    match value:
        case Veto():
            return asdict(value)
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case (int(month), int(day)):
            return f"{month:02}-{day:02}"
        case Decimal():
            return show(value)
        case date():
            return value.isoformat()
    return value
