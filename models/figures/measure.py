"""How a figure is taken from a source: counted, told apart, summed, the latest, or a share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from models.figures.source import Condition, Source
from models.values.figure import rate
from models.values.kinds import Field


@dataclass(frozen=True)
class Counted:
    """How many lines there are: 走访次数."""


@dataclass(frozen=True)
class Distinct:
    """How many subjects of one kind the lines concern, each once: 走访户数."""

    subject: str


@dataclass(frozen=True)
class Total:
    """The sum of an amount of the lines, which is SQL."""

    amount: str


@dataclass(frozen=True)
class Latest:
    """The newest day of the lines."""


How = Counted | Distinct | Total | Latest


@dataclass(frozen=True, eq=False)
class Measure:
    """One figure, whatever it is asked for: a village, a group, a household, a member.

    ``field`` is what it is called and how it is shown, its aliases the other names towns use;
    ``where`` which lines of ``source`` are counted, beside what holds for all of them.
    """

    code: str
    field: Field
    unit: str
    source: Source
    where: tuple[Condition, ...] = ()
    how: How = Counted()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Everything a line must meet."""
        return (*self.source.where, *self.where)

    def adds_up(self, over: str) -> bool:
        """Whether its parts make the whole: those of months (:data:`TIME`), or those of a subject.

        A household seen in two months, or by two members, is one; what stands on a last day is no
        sum of months, nor what is judged by the days counted over.
        """
        if isinstance(self.how, Latest):
            return False
        if over == TIME and (not self.source.day or any(
                ":first" in each.sql for each in self.where)):
            return False
        return not isinstance(self.how, Distinct) or over in _WHOLE.get(self.how.subject, ())

    def loaded(self, stored: Any) -> Any:
        """The value for what the data file answers; without a line a count is 0."""
        if stored is None:
            return None if isinstance(self.how, Latest) else self.field.kind.load(0)
        return self.field.kind.load(stored)


TIME = "days"
"""What months add up over."""

_WHOLE = {"household": ("group",), "person": ("household", "group"), "member": ("group",)}
"""A thing of the first kind belongs to one of the others: what is told apart adds up over those."""


class Ratio(NamedTuple):
    """A part of a base; shown 92.9%, or — without a base."""

    part: Decimal
    base: Decimal

    def __str__(self) -> str:
        return rate(int(self.part), int(self.base))


@dataclass(frozen=True, eq=False)
class Rate:
    """A share: two measures, and what the base is in words."""

    code: str
    field: Field
    part: Measure
    base: Measure
    base_label: str
    unit: str = "%"

    def adds_up(self, over: str) -> bool:
        """A share is never the sum of shares."""
        return False


AnyMeasure = Measure | Rate
