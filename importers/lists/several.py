"""A line that names several households, in columns beside one another or in one cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import replace

from models.intake.listed import ReadLine
from models.intake.reading import is_nothing
from models.values.names import names_in

_BETWEEN = re.compile(r"[\s、，,;；/]+")


def each_named(line: ReadLine, several: Set[str]) -> list[ReadLine]:
    """The line, or one for each of the households that its columns and their cells name."""
    return [one for each in _columns_apart(line, several) for one in _cells_apart(each, several)]


def _columns_apart(line: ReadLine, several: Set[str]) -> list[ReadLine]:
    """A line for each place of 联系户1, 联系户2 that is filled in; the line where all are alike."""
    places: dict[str, dict[str, str]] = {}
    for column in line.letters:
        name, _, place = column.partition(" ")
        if name in several:
            places.setdefault(place, {})[column] = name
    if len(places) < 2:
        return [line]
    said = [own for own in places.values()
            if not all(is_nothing(line.values.get(column)) for column in own)]
    return [_with_own(line, own, {each for other in places.values() for each in other})
            for own in said or list(places.values())[:1]]


def _with_own(line: ReadLine, own: Mapping[str, str], every: Set[str]) -> ReadLine:
    """The line with these columns, by their names, of all that stand for one another."""
    def kept(given: Mapping[str, str]) -> dict[str, str]:
        return {own.get(each, each): value for each, value in given.items()
                if each in own or each not in every}

    return replace(line, values=kept(line.values), letters=kept(line.letters),
                   doubts=kept(line.doubts))


def _cells_apart(line: ReadLine, several: Set[str]) -> list[ReadLine]:
    """The line, or one for each of the households that one cell names; numbers beside names in
    their order."""
    parts = {name: names_in(value) if name == "head" else _BETWEEN.split(value.strip())
             for name in several if (value := line.values.get(name))}
    many = max(map(len, parts.values()), default=1)
    if many == 1 or any(len(each) != many for each in parts.values()):
        return [line]
    return [replace(line, values={**line.values, **dict(zip(parts, said, strict=True))})
            for said in zip(*parts.values(), strict=True)]
