"""The figures of a package as the lake keeps them: a row for each, by its measure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from models.exchange.contents import NotTaken, Reading
from models.figures.catalogue import measure_coded
from models.figures.measure import Rate, Ratio
from models.town.handed_figures import brief
from models.values.periods import Period

COUNTY, TOWN = 6, 9
"""So many digits of a village's code are those of its county and of its town (GB/T 10114)."""
PLACES, DIGITS = 4, 20
"""A figure is exact to so many places, and has so many digits with them."""


class Where(NamedTuple):
    """Where a package belongs: the folders of its file, and who made it."""

    county: str
    town: str
    period: str
    unit: str

    @classmethod
    def of(cls, reading: Reading) -> Where:
        """By what the package says of itself."""
        code = str(reading.says["unit"])
        period = str(Period.parse(str(reading.says["period"])))
        return cls(code[:COUNTY], code[:TOWN], period, code)


class FigureRow(NamedTuple):
    """One figure of one sheet of a village.

    ``subject`` is whom the lines of the sheet are about over which it is added up; a share has
    ``part`` and ``base`` instead of a ``value``; ``counted`` are so many records behind it.
    """

    unit: str
    name: str
    town_name: str
    sheet: str
    title: str
    measure: str
    subject: str
    value: Decimal | None
    part: Decimal | None
    base: Decimal | None
    counted: int


def figures_of(
    reading: Reading, town_name: str, without: Collection[str] = ()
) -> list[FigureRow]:
    """The figures of a package, as the town's desk adds them up; ``without`` sheets sent back.

    A column without a measure of ours is none; of a measure that stands twice on one sheet the
    first counts. :raises NotTaken: a figure is larger or finer than the lake keeps.
    """
    found: dict[tuple[str, str], FigureRow] = {}
    unit, name = str(reading.says["unit"]), str(reading.says["name"])
    for said in reading.returns:
        for measured, figure, cells in _figures(said) if said["code"] not in without else ():
            code, subject = measured
            if isinstance(measure_coded(code), Rate) != isinstance(figure, Ratio):
                continue
            value, part, base = (None, *map(_kept, figure)) if isinstance(figure, Ratio) else (
                _kept(figure), None, None)
            found.setdefault((said["code"], code), FigureRow(
                unit, name, town_name, said["code"], said["title"], code, subject,
                value, part, base, _counted(said, cells)))
    return list(found.values())


def _figures(
    said: dict[str, Any]
) -> Iterator[tuple[list[str], Decimal | Ratio, set[tuple[int, int]]]]:
    """Measure and subject, the figure, and the cells (line, column) it was added up from."""
    told = brief(said)
    lines = range(1, len(said["lines"]) + 1)
    alone = {tuple(measured): {(line, place)} for line, place, *measured in
             said.get("measured", ())}
    for place, (column, figure) in enumerate(zip(told.columns, told.numbers, strict=True), 1):
        measured = column.get("measured")
        if figure is not None and measured and measure_coded(measured[0]):
            across = {(line, place) for line in lines}
            yield measured, figure, alone.get(tuple(measured), set()) if told.alike else across


def _counted(said: dict[str, Any], cells: set[tuple[int, int]]) -> int:
    behind = (said["behind"].get(f"{line},{place}") for line, place in cells)
    return len({ref for each in behind if each for ref in each[0].split()})


def _kept(number: Decimal) -> Decimal:
    """A figure as exact as the lake keeps it."""
    try:
        kept = number.quantize(Decimal(1).scaleb(-PLACES))
    except InvalidOperation:
        kept = Decimal("NaN")
    if kept != number or len(kept.as_tuple().digits) > DIGITS:
        raise NotTaken("content", f"有一个数（{number}）太大或太细，放不下。请让村里核对后重报。")
    return kept
