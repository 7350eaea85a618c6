"""What the formulas of a form come to, of the few kinds that towns use: sums, shares, conditions.

A workbook reckons by itself; paper can't. Whatever is not known here is not guessed.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from enum import StrEnum
from typing import Any

from models.values.spreadsheet import cell_place

Value = Decimal | str | bool | None
_TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+(?:\.\d+)?)|"(?P<text>(?:[^"]|"")*)"|(?P<name>[A-Z]+)\('
    r"|(?P<area>\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)|(?P<sign><=|>=|<>|[-+*/&=<>%(),]))")
_LEVELS: tuple[dict[str, Callable[[Any, Any], Any]], ...] = (
    {"=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le,
     ">=": operator.ge},
    {"&": lambda one, other: f"{_words(one)}{_words(other)}"},
    {"+": operator.add, "-": operator.sub}, {"*": operator.mul, "/": operator.truediv})
_COMPARED = 0
"""The level of the operators that take values as they are; those from 2 on take numbers."""
_NUMBERS = 2


class Token(StrEnum):
    """What a piece of a formula is."""

    NUMBER = "number"
    TEXT = "text"
    NAME = "name"
    AREA = "area"
    SIGN = "sign"


class NotReckonedError(Exception):
    """It is of a kind that is not known here."""


class Reckoning:
    """Formulas over the cells of one sheet; ``at`` tells what stands in a cell: a value, or a
    formula with its ``=``."""

    def __init__(self, at: Callable[[int, int], Any]) -> None:
        self._at, self._open = at, set[tuple[int, int]]()

    def of(self, formula: str) -> Value:
        """What a formula comes to. :raises NotReckonedError: nobody here knows."""
        try:
            return _Reading(formula.removeprefix("="), self._value).whole()
        except (DecimalException, TypeError, ValueError, RecursionError) as error:
            raise NotReckonedError(formula) from error

    def _value(self, row: int, column: int) -> Value:
        value = self._at(row, column)
        if isinstance(value, str) and value.startswith("="):
            if (row, column) in self._open:
                raise NotReckonedError(value)
            self._open.add((row, column))
            try:
                return self.of(value)
            finally:
                self._open.discard((row, column))
        if isinstance(value, date):
            raise NotReckonedError("days")
        if isinstance(value, str):
            return Decimal(value) if re.fullmatch(r"-?\d+(?:\.\d+)?", value) else value or None
        return None if value is None else Decimal(value)


class _Reading:
    """One formula, read from left to right."""

    def __init__(self, text: str, value: Callable[[int, int], Value]) -> None:
        self._tokens, self._value, self._next = [*_tokens(text)], value, 0

    def whole(self) -> Value:
        found: Value = self._level(0)
        if self._next < len(self._tokens):
            raise NotReckonedError
        return found

    def _token(self) -> tuple[Token, str]:
        return self._tokens[self._next] if self._next < len(self._tokens) else (Token.SIGN, "")

    def _peek(self) -> str:
        """The sign that comes next; '' where it is none."""
        match self._token():
            case Token.SIGN, said:
                return said
        return ""

    def _level(self, level: int) -> Any:
        if level == len(_LEVELS):
            return self._single()
        found = self._level(level + 1)
        while (sign := self._peek()) in _LEVELS[level]:
            self._next += 1
            other = self._level(level + 1)
            if level >= _NUMBERS:
                found, other = _number(found), _number(other)
            elif level == _COMPARED:
                found, other = _compared(found, other), _compared(other, found)
            found = _LEVELS[level][sign](found, other)
        return found

    def _single(self) -> Any:
        token = self._token()
        self._next += 1
        match token:
            case Token.SIGN, ("+" | "-") as sign:
                return _number(self._single()) * (-1 if sign == "-" else 1)
            case Token.SIGN, "(":
                found = self._level(0)
                self._close()
            case Token.NUMBER, said:
                found = Decimal(said)
            case Token.TEXT, said:
                found = said.replace('""', '"')
            case Token.AREA, said if ":" not in said:
                (found,) = self._cells(said)
            case Token.NAME, said if said in _FUNCTIONS:
                found = self._function(said)
            case _:
                raise NotReckonedError(token)
        while self._peek() == "%":
            self._next += 1
            found = _number(found) / 100
        return found

    def _close(self) -> None:
        if self._peek() != ")":
            raise NotReckonedError
        self._next += 1

    def _function(self, name: str) -> Any:
        asked: list[Callable[[], Any]] = []
        while self._peek() != ")":
            if self._next >= len(self._tokens):
                raise NotReckonedError(name)
            asked.append(self._argument())
            if self._peek() == ",":
                self._next += 1
        self._close()
        return _FUNCTIONS[name](asked)

    def _argument(self) -> Callable[[], Any]:
        """One argument, reckoned when it is asked for: the other branch of IF may not come to
        anything."""
        begun, deep = self._next, 0
        while self._next < len(self._tokens) and (deep or self._peek() not in (",", ")")):
            match self._token():
                case (Token.NAME, _) | (Token.SIGN, "("):
                    deep += 1
                case Token.SIGN, ")":
                    deep -= 1
            self._next += 1
        inner = self._tokens[begun:self._next]
        match inner:
            case [(Token.AREA, area)]:
                return lambda: self._cells(area)
        one = _Reading("", self._value)
        one._tokens = inner
        return one.whole

    def _cells(self, area: str) -> list[Value]:
        first, _, last = area.partition(":")
        (top, left), (bottom, right) = map(cell_place, (first, last or first))
        return [self._value(row, column) for row in range(top, bottom + 1)
                for column in range(left, right + 1)]


def _tokens(text: str) -> Iterator[tuple[Token, str]]:
    at = 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise NotReckonedError(text)
        yield Token(found.lastgroup), found[found.lastgroup]
        at = found.end()


def _number(value: Value) -> Decimal:
    if isinstance(value, str):
        raise NotReckonedError(value)
    return Decimal(value or 0)


def _words(value: Value) -> str:
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def _compared(value: Value, other: Value) -> Value:
    """A blank cell is 0 beside a number and nothing beside words."""
    return value if value is not None else "" if isinstance(other, str) else Decimal(0)


# ── the functions; an argument is reckoned when it is called


Asked = Sequence[Callable[[], Any]]


def _every(asked: Asked) -> list[Value]:
    return [each for one in asked for found in [one()]
            for each in (found if isinstance(found, list) else [found])]


def _numbers(asked: Asked) -> list[Decimal]:
    return [each for each in _every(asked) if isinstance(each, Decimal)]


def _one(asked: Callable[[], Any]) -> Any:
    found = asked()
    return found[0] if isinstance(found, list) and len(found) == 1 else found


def _if(asked: Asked) -> Any:
    return _one(asked[1]) if _one(asked[0]) else _one(asked[2]) if len(asked) > 2 else False


def _if_error(asked: Asked) -> Any:
    try:
        return _one(asked[0])
    except DecimalException:
        return _one(asked[1])


def _average(asked: Asked) -> Decimal:
    found = _numbers(asked)
    return sum(found, Decimal()) / len(found)


def _round(asked: Asked) -> Decimal:
    return _number(_one(asked[0])).quantize(
        Decimal(1).scaleb(-int(_one(asked[1]))), ROUND_HALF_UP)


_FUNCTIONS: dict[str, Callable[[Asked], Any]] = {
    "SUM": lambda asked: sum(_numbers(asked), Decimal()), "AVERAGE": _average,
    "COUNT": lambda asked: Decimal(len(_numbers(asked))),
    "COUNTA": lambda asked: Decimal(sum(each is not None for each in _every(asked))),
    "MAX": lambda asked: max(_numbers(asked), default=Decimal()),
    "MIN": lambda asked: min(_numbers(asked), default=Decimal()),
    "ROUND": _round, "IF": _if, "IFERROR": _if_error,
    "AND": lambda asked: all(_every(asked)), "OR": lambda asked: any(_every(asked)),
    "ABS": lambda asked: abs(_number(_one(asked[0]))),
}

