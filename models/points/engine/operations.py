"""Reads an operations file: what happened with the points of a village, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from models.points.engine.reader import (
    BinaryNumber,
    InvalidFile,
    Reader,
    amount,
    choice,
    day,
    read_table,
    text,
    whole,
)
from models.points.engine.scheme import AccountKind
from models.values.codes import Labelled
from models.values.periods import Period
from models.values.problem import Problem


class Op(Labelled):
    """What was done with points; clearing and regrouping the ledger does by itself."""

    AWARD = "award", "计分"
    REVERSE = "reverse", "冲销"
    VETO = "veto", "一票否决"
    APPEAL = "appeal", "申诉撤销"
    REDEEM = "redeem", "兑换"
    UNREDEEM = "unredeem", "退兑"
    CLOSE_ACCOUNT = "close_account", "销户"
    SPLIT = "split", "分户"
    CLEAR = "clear", "到期清零"
    PUBLISH = "publish", "公示"
    CLOSE = "close", "年度结转"
    REGROUP = "regroup", "就高补差"
    OPEN = "open", "开户"


class SplitShare(Labelled):
    """What a new account gets of the old one's points."""

    NONE = "none", "留在原户"
    PER_PERSON = "per-person", "按人头分"


@dataclass(frozen=True)
class Operation:
    """One line of the file; what an operation does not carry is None."""

    line: int
    op: str
    on: date
    id: str | None = None
    account: str | None = None
    kind: str | None = None
    members: tuple[str, ...] = ()
    entered: date | None = None
    person: str | None = None
    item: str | None = None
    times: int = 1
    points: Decimal | None = None
    findings: int | None = None
    key: str | None = None
    group: str | None = None
    event: str | None = None
    reason: str | None = None
    of: str | None = None
    goods: str | None = None
    vouchers: tuple[str, ...] = ()
    year: int | None = None
    period: Period | None = None
    into: str | None = None
    share: str = SplitShare.NONE

    @property
    def stands(self) -> date:
        """The day its line stands on: its own, as an award in place of another the day it was made.

        The rules look at ``on``, the day of the event; what was drawn before stays as it was.
        """
        again = self.op == Op.AWARD and self.of is not None
        return (self.entered or self.on) if again else self.on


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError('要写成一列，如 ["a", "b"]')
    return tuple(text(one) for one in value)


def _unlike(value: Any) -> tuple[str, ...]:
    found = _words(value)
    if len(set(found)) < len(found):
        raise ValueError("有重复的号码")
    return found


def _period(value: Any) -> Period:
    try:
        return Period.parse(text(value))
    except Problem as problem:
        raise ValueError(str(problem)) from None


_KEYS: dict[str, Reader] = {
    "on": day,
    "id": text,
    "account": text,
    "kind": choice(*AccountKind),
    "members": _words,
    "entered": day,
    "person": text,
    "item": text,
    "times": whole(1, 100_000),
    "points": amount,
    "findings": whole(0, 100_000),
    "key": text,
    "group": text,
    "event": text,
    "reason": text,
    "of": text,
    "goods": text,
    "vouchers": _unlike,
    "year": whole(1900, 2200),
    "period": _period,
    "into": text,
    "share": choice(*SplitShare),
}
_REQUIRED: dict[str, tuple[str, ...]] = {
    Op.OPEN: ("account", "on"),
    Op.AWARD: ("on", "account", "item"),
    Op.REVERSE: ("of", "on"),
    Op.VETO: ("on", "account", "item"),
    Op.APPEAL: ("of", "on"),
    Op.REDEEM: ("on", "account", "points"),
    Op.CLOSE: ("year",),
    Op.PUBLISH: ("period", "on"),
    Op.CLOSE_ACCOUNT: ("account", "on"),
    Op.SPLIT: ("on", "account", "into", "members"),
}


def read_operations(path: Path) -> list[Operation]:
    """The operations in the order of the file; blank lines are passed over.

    :raises InvalidFile: with every fault, each naming the file and the line.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except OSError:
        raise InvalidFile([f"{path.name}：打不开这个文件，请核对位置"]) from None
    except UnicodeDecodeError:
        raise InvalidFile([f"{path.name}：不是UTF-8文字，请另存为UTF-8"]) from None
    faults: list[str] = []
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            place = f"{path.name} 第{number}行"
            operation = _operation(number, line, place, faults)
            found += [operation] if operation else []
    if faults:
        raise InvalidFile(faults)
    return found


def _operation(number: int, line: str, place: str, faults: list[str]) -> Operation | None:
    try:
        table = json.loads(line, parse_float=BinaryNumber, parse_constant=BinaryNumber)
    except (ValueError, RecursionError):
        faults.append(f"{place}：不是合格的JSON，请检查引号和括号")
        return None
    if not isinstance(table, dict):
        faults.append(f"{place}：要写成 {{ }} 括起的一条")
        return None
    op = table.get("op")
    if not isinstance(op, str) or op not in _REQUIRED:
        faults.append(f"{place}：op “{op}”不认识，只能是 {'、'.join(_REQUIRED)} 之一")
        return None
    known = {key: value for key, value in table.items() if key in _KEYS}
    before = len(faults)
    read = read_table(known, _KEYS, _REQUIRED[op], place, faults)
    return Operation(number, op, **_dated(op, read)) if len(faults) == before else None


def _dated(op: str, read: Mapping[str, Any]) -> dict[str, Any]:
    """``close`` without a day counts as the last day of its year."""
    if op == Op.CLOSE and "on" not in read:
        return {**read, "on": date(read["year"], 12, 31)}
    return dict(read)
