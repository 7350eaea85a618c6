"""What is added up of a return that a village handed in: its total line, or its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from models.exchange.contents import MEAN, RATE
from models.figures.catalogue import measure_coded
from models.figures.measure import VILLAGES, Mean, Rate, Ratio
from models.values.kinds import CHANGE, TEXT

NOT_ADDED, NUMBERED = "ratio", "序号"
LINES = -1
"""Stands for the number of lines among the places of columns."""
OF_THE_STANDARD = ("standard:", "task:", "clause:")
Figures = tuple[Decimal | Ratio | None, ...]


@dataclass(frozen=True)
class Brief:
    """What is added up of one return: its total line, or its lines; the lines themselves go.

    ``lines`` is None where they are those of the standard, which every village has alike. With
    ``alike`` each line is a figure of its own, the same in every village: 户数, 人口 …
    """

    title: str
    columns: list[dict[str, Any]]
    lines: int | None
    totalled: bool
    numbers: Figures
    alike: bool = False

    @property
    def heads(self) -> tuple[tuple[str, str], ...]:
        """The columns by what is written over them."""
        return tuple((each["parent"], each["label"]) for each in self.columns)

    def at(self, places: Sequence[int]) -> Figures:
        """The figures of some columns."""
        return tuple(Decimal(self.lines or 0) if place == LINES else self.numbers[place]
                     for place in places)


def brief(said: dict[str, Any]) -> Brief:
    """What is added up of a return as a village handed it in."""
    kinds = said.get("kinds")
    if isinstance(kinds, list) and len(kinds) == len(said["lines"]) and kinds and not (
            said["total"] or any(each["total"] for each in said["columns"])):
        return _line_by_line(said)
    if said["total"]:
        numbers: Figures = tuple(
            ratio_in(each) or (_decimal(number) if _adds_up(each) else None)
            for each, number in zip(said["columns"], said["total"]["numbers"], strict=True))
    else:
        numbers = tuple(
            sum((Decimal(line["numbers"][place] or 0) for line in said["lines"]), Decimal())
            if each["total"] else None for place, each in enumerate(said["columns"]))
    alike = any(line["refs"].startswith(OF_THE_STANDARD) for line in said["lines"])
    return Brief(said["title"], said["columns"], None if alike else len(said["lines"]),
                 bool(said["total"]), numbers)


def _line_by_line(said: dict[str, Any]) -> Brief:
    """Every figure of every line, as if the lines stood beside one another."""
    of = {(at - 1, place - 1): {"measured": measured}
          for at, place, *measured in said.get("measured", ())}
    for at, place, name, *parts in said.get("parts", ()):
        of.setdefault((at - 1, place - 1), {})[name] = parts
    shared = {at for (at, _), found in of.items() if {RATE, MEAN} & found.keys()}
    asked = [(at, place) for at in range(len(said["lines"]))
             for place, each in enumerate(said["columns"])
             if each["kind"] not in (TEXT.name, NOT_ADDED) and each["label"] != NUMBERED
             and not (each["kind"] == CHANGE.name and at in shared)]
    columns = [{**said["columns"][place], "parent": said["lines"][at]["name"], "total": True,
                **of.get((at, place), {})} for at, place in asked]
    numbers = (_decimal(said["lines"][at]["numbers"][place]) for at, place in asked)
    return Brief(said["title"], columns, None, True, tuple(
        ratio_in(column) or (number if _adds_up(column) else None)
        for column, number in zip(columns, numbers, strict=True)), alike=True)


def ratio_in(column: dict[str, Any]) -> Ratio | None:
    """The two parts of the share or the mean that a column is; None of one that is neither."""
    kinds = {RATE: Ratio, MEAN: Mean}
    return next((kind(*map(Decimal, column[name])) for name, kind in kinds.items()
                 if name in column), None)


def _adds_up(column: dict[str, Any]) -> bool:
    """Whether the figures of villages make that of the town; a mean or a median does not."""
    measure = measure_coded(column["measured"][0]) if "measured" in column else None
    return measure is None or isinstance(measure, Rate) or measure.adds_up(VILLAGES)


def side_by_side(said: dict[int, Brief]) -> dict[int, Brief]:
    """Returns added up line by line, each with the lines of all: what nobody is in has no line."""
    if not all(each.alike for each in said.values()):
        return said
    every = {head: column for each in said.values()
             for head, column in zip(each.heads, each.columns, strict=True)}
    return {village: replace(each, columns=list(every.values()), numbers=tuple(
        dict(zip(each.heads, each.numbers, strict=True)).get(head) for head in every))
        for village, each in said.items()}


def places_of(said: list[Brief]) -> tuple[int, ...]:
    """The columns to add up: those of the total line, else those marked for one and the lines."""
    numeric = [place for place, each in enumerate(said[0].columns)
               if ratio_in(each) or (each["kind"] not in (TEXT.name, NOT_ADDED)
                                     and each["label"] != NUMBERED)]
    if any(each.totalled for each in said):
        return tuple(place for place in numeric
                     if any(each.numbers[place] is not None for each in said))
    added_up = [place for place in numeric if said[0].columns[place]["total"]]
    return (*added_up,) if said[0].lines is None else (LINES, *added_up)


def _decimal(number: str | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def added(rows: Sequence[Figures]) -> Figures:
    """Figures added column by column; a column nobody filled stays blank.

    Of shares the parts are added and the bases.
    """
    return tuple(_sum([each for each in column if each is not None])
                 for column in zip(*rows, strict=True))


def _sum(known: Sequence[Decimal | Ratio]) -> Decimal | Ratio | None:
    shares = [each for each in known if isinstance(each, Ratio)]
    if shares:
        return type(shares[0])(
            *(sum(each, start=Decimal()) for each in zip(*shares, strict=True)))
    numbers = [each for each in known if isinstance(each, Decimal)]
    return sum(numbers, start=Decimal()) if numbers else None


def shown(figures: Figures) -> tuple[Any, ...]:
    """Figures as they stand on a sheet: a share as it is written, a whole number as one."""
    return tuple(str(each) if isinstance(each, Ratio) else
                 int(each) if each is not None and each == int(each) else each for each in figures)
