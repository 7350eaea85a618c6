"""Codes and the words people read for them: closed sets of ours, and the national tables."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Self

from resources import resource


class Labelled(StrEnum):
    """A set whose members are written ``NAME = "code", "标签"``; a member is its code as text."""

    label: str
    __repr__ = str.__repr__  # so that several of them are a list in SQL too

    def __new__(cls, code: str, label: str = "") -> Self:
        """A member; its code alone looks it up."""
        member = str.__new__(cls, code)
        member._value_, member.label = code, label
        return member

    @classmethod
    def labels(cls) -> dict[str, str]:
        """Code → label, in the order written."""
        return {each.value: each.label for each in cls}


# ── The national tables: 性别, 民族, 文化程度 …


@dataclass(frozen=True)
class Code:
    """One entry of a code table.

    ``source`` is the standard it was taken from, or 参考 when that was not verified. ``college``,
    ``sex`` (``"1"``, ``"2"`` or empty for either), ``sensitive`` and ``parent`` are set where the
    table knows them.
    """

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    source: str = ""
    college: bool = False
    sex: str = ""
    sensitive: bool = False
    parent: str = ""


class CodeTable:
    """One code table, read from its file when it is first asked."""

    def __init__(self, file: str) -> None:
        self._file = file

    def __iter__(self) -> Iterator[Code]:
        return iter(self._codes.values())

    def __getitem__(self, code: str) -> Code:
        return self._codes[code]

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def label(self, code: str) -> str:
        """What people call ``code``; ``code`` itself when it is not in the table."""
        return self._codes[code].label if code in self._codes else code

    def read(self, text: str) -> str | None:
        """The code meant by ``text`` (a code, a label or a usual way of writing it), or None."""
        return self._readings.get(_plain(text))

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every (code, label), in the order of the standard."""
        return tuple((each.code, each.label) for each in self)

    def holds(self, code: str) -> bool:
        """Whether ``code`` is in the table."""
        return code in self._codes

    @property
    def _codes(self) -> dict[str, Code]:
        return _codes_of(self._file)

    @property
    def _readings(self) -> dict[str, str]:
        return _readings_of(self._file)


@cache
def _codes_of(file: str) -> dict[str, Code]:
    with resource(f"codes/{file}").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: _code(row) for row in csv.DictReader(lines)}


@cache
def _readings_of(file: str) -> dict[str, str]:
    """Everything that can be written, and the code it means; the first meaning stands."""
    readings: dict[str, str] = {}
    for way in (_by_code, _by_label, _by_alias, _by_short_code):
        for each in _codes_of(file).values():
            for written in way(each):
                readings.setdefault(_plain(written), each.code)
    return readings


def _by_code(each: Code) -> tuple[str, ...]:
    return (each.code,)


def _by_label(each: Code) -> tuple[str, ...]:
    return (each.label,)


def _by_alias(each: Code) -> tuple[str, ...]:
    return each.aliases


def _by_short_code(each: Code) -> tuple[str, ...]:
    """A code whose leading zero was lost in a number cell."""
    return (each.code.lstrip("0"),) if each.code.startswith("0") and each.code != "0" else ()


def _plain(text: str) -> str:
    """Codes and labels as they are compared: half-width, no blanks, capital letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _code(row: dict[str, str]) -> Code:
    return Code(
        code=row["code"],
        label=row["label"],
        aliases=tuple(filter(None, row["aliases"].split("、"))),
        note=row["note"],
        source=row["source"],
        college=row.get("college") == "1",
        sex=row.get("sex", ""),
        sensitive=row.get("sensitive") == "1",
        parent=row.get("parent", ""),
    )


SEX = CodeTable("sex.csv")
SEXES = frozenset({"1", "2"})
"""男 and 女; the others of the table are no sex."""
MARRIAGE = CodeTable("marriage.csv")
HEALTH = CodeTable("health.csv")
ETHNIC = CodeTable("ethnic.csv")
EDUCATION = CodeTable("education.csv")
RELATION = CodeTable("relation.csv")
POLITICS = CodeTable("politics.csv")
HOUSEHOLD_CATEGORY = CodeTable("household-category.csv")
