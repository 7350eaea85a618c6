"""One question to the lake: its SQL, made from the catalogue of measures, and its answer's sheet.

What adds up is summed, a share is of the summed parts; what does not add up is refused in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from models.figures.measure import VILLAGES, AnyMeasure, Rate, Ratio
from models.town.handed_figures import added, shown
from models.values.codes import Labelled
from models.values.kinds import NUMBER, Field
from models.values.periods import Period
from models.values.problem import Problem
from models.values.sheet import Column, Row, Sheet

CODE = "lake-sum"


class By(Labelled):
    """What is told apart; each is called by its name, and those it lies in are told, too."""

    COUNTY = "county", "县"
    TOWN = "town", "乡镇"
    VILLAGE = "village", "村（社区）"

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell it apart."""
        return ("county", "town", "unit")[: [*By].index(self) + 1]


@dataclass(frozen=True)
class Question:
    """Which measures, told apart by what, of which period; ``sheet`` where several have one."""

    measures: tuple[AnyMeasure, ...]
    by: By
    period: Period
    sheet: str = ""

    def __post_init__(self) -> None:
        for each in self.measures:
            if not (isinstance(each, Rate) or each.adds_up(VILLAGES)):
                raise Problem(f"“{each.field.label}”是平均数、中位数或最近的一天，各村的不能相加。"
                              "请换一个指标，或看各村的表。")

    @property
    def sql(self) -> str:
        """The question, the same text for every engine; it is answered in :class:`Answered`."""
        keys = self.by.keys
        named = "max(name)" if self.by == By.VILLAGE else "max(town_name)" \
            if self.by == By.TOWN else "''"
        codes = ", ".join(_quoted(each.code) for each in self.measures)
        sheet = f" AND sheet = {_quoted(self.sheet)}" if self.sheet else ""
        apart = ", ".join((*keys, "measure", "sheet"))
        blank = ", ".join("''" for _ in range(len(By) - len(keys)))
        return (
            f"SELECT {', '.join(keys)}, {blank + ', ' if blank else ''}{named} AS called,"
            " measure, sheet, max(title) AS title, count(*) AS villages,"
            " sum(value) AS value, sum(part) AS part, sum(base) AS base"
            f" FROM figures WHERE period = {_quoted(str(self.period))} AND measure IN ({codes})"
            f"{sheet} GROUP BY {apart} ORDER BY {apart}")


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


class Answered(NamedTuple):
    """One line of an engine's answer: a measure of a place, from one sheet of its villages."""

    county: str
    town: str
    unit: str
    called: str
    measure: str
    sheet: str
    title: str
    villages: int
    value: Decimal | None
    part: Decimal | None
    base: Decimal | None

    @property
    def figure(self) -> Decimal | Ratio | None:
        """The sum, or the share of the summed parts."""
        if self.part is None or self.base is None:
            return self.value
        return Ratio(self.part, self.base)


def answer(question: Question, lines: Sequence[Answered], unit: str = "") -> Sheet:
    """The answer as a sheet: a line for each place, a column for each measure, and the sum.

    :raises Problem: nobody reported a measure, or it stands on several sheets.
    """
    titles = [_title(each, question, lines) for each in question.measures]
    found: dict[tuple[str, ...], dict[str, Answered]] = {}
    for line in lines:
        place = (line.county, line.town, line.unit)[: len(question.by.keys)]
        found.setdefault(place, {})[line.measure] = line
    figures = [tuple(one[each.code].figure if each.code in one else None
                     for each in question.measures) for one in found.values()]
    villages = [max(each.villages for each in one.values()) for one in found.values()]
    rows = [Row((*place, *_called(question.by, one), count, *shown(numbers)))
            for (place, one), count, numbers
            in zip(found.items(), villages, figures, strict=True)]
    columns = (*_places(question.by), Column(Field("报来的村", NUMBER, width=8), total=True),
               *(Column(each.field, total=True) for each in question.measures))
    blank = (None,) * (len(_places(question.by)) - 1)
    told = dict.fromkeys(f"“{each.field.label}”取自《{title}》。"
                         for each, title in zip(question.measures, titles, strict=True))
    return Sheet(
        CODE, f"各{question.by.label}合计", columns, rows, unit=unit, when=question.period.label,
        total=("合计", *blank, sum(villages), *shown(added(figures))),
        notes=(*told, "只有报来的数，没有报的村不在内。"), signatures=(), seal=False)


def _title(measure: AnyMeasure, question: Question, lines: Sequence[Answered]) -> str:
    sheets = {each.sheet: each.title for each in lines if each.measure == measure.code}
    label = measure.field.label
    if not sheets:
        raise Problem(f"{question.period.label}没有村报来“{label}”。请核对时段，"
                      "或先把报送包加进来。")
    if len(sheets) > 1:
        known = "、".join(f"《{title}》（{code}）" for code, title in sorted(sheets.items()))
        raise Problem(f"“{label}”在几张表上都有：{known}。请用 --return 写明按哪一张。")
    return sheets.popitem()[1]


def _places(by: By) -> tuple[Column, ...]:
    codes = (Column(Field(f"{each.label}代码", width=14)) for each in By if each.keys <= by.keys)
    names = (Column(Field(by.label, width=16)),) if by != By.COUNTY else ()
    return (*codes, *names)


def _called(by: By, one: dict[str, Answered]) -> tuple[str, ...]:
    return () if by == By.COUNTY else (next(iter(one.values())).called,)

