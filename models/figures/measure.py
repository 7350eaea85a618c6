"""How a figure is taken: from the lines of a source, counted, told apart, summed, or a share."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from models.keeping.lasting import Lasting, begun, not_over
from models.values.figure import rate
from models.values.kinds import Field

if TYPE_CHECKING:
    from models.keeping.store import Store


# ── The lines it is taken from


class Days(NamedTuple):
    """The days counted over, first and last included; what lasts is looked at on the last."""

    first: date
    last: date

    @property
    def around(self) -> Days:
        """These days and those in which something is nearly counted."""
        return Days(self.first - NEAR, self.last + NEAR)

    @property
    def asked(self) -> dict[str, str]:
        """The values that ``:first`` and ``:last`` stand for."""
        return {"first": self.first.isoformat(), "last": self.last.isoformat()}


def this_year(days: Days) -> Days:
    """累计: from the first of January to the same last day."""
    return Days(days.last.replace(month=1, day=1), days.last)


def ever(days: Days) -> Days:
    """Whatever happened until the same last day."""
    return Days(date.min + NEAR, days.last)


class Condition(NamedTuple):
    """What a line must meet to be counted, as SQL, and why one is missed that does not meet it.

    ``{}`` in ``why`` stands for the value of ``of``. One without ``why`` only says which lines are
    meant: who does not meet it was never nearly counted.
    """

    sql: str
    why: str = ""
    of: str = "''"


@dataclass(frozen=True, eq=False)
class Source:
    """The lines something is counted from.

    ``lines`` goes on from FROM, calls the record counted ``x`` and has one line for each;
    ``subjects`` say whom a line concerns; ``day`` is when it happened, without one the lines are
    what there is on the last day. ``where`` holds for everything counted from here. Where lines are
    of several tables, ``of`` is the SQL that says which.
    """

    table: str
    lines: str | Callable[[Store, Days], str]
    subjects: Mapping[str, str]
    day: str = ""
    where: tuple[Condition, ...] = ()
    of: str = ""

    def drawn(self, store: Store, days: Days) -> str:
        """The lines as SQL."""
        return self.lines if isinstance(self.lines, str) else self.lines(store, days)


NEAR = timedelta(days=31)
"""What happened so many days before or after those counted over was nearly counted."""

VILLAGE = "village"
"""The subject that everything concerns."""


def lasting(kind: type[Lasting], begins: str, over: str, of: str = "x") -> tuple[Condition, ...]:
    """That a thing is there on the last day; ``begins`` and ``over`` say with ``{}`` since when."""
    lasts = kind.lasts
    assert lasts is not None
    return (Condition(begun(kind, of, ":last"), begins, f"{of}.{lasts.since}"),
            Condition(not_over(kind, of, ":last"), over, f"{of}.{lasts.until}"))


def worked_out(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """What Python worked out, as a table of SQL with columns of these names."""
    columns = ", ".join(f"value ->> {at} AS {name}" for at, name in enumerate(names))
    held = json.dumps(rows, ensure_ascii=False).replace("'", "''")
    return f"(SELECT {columns} FROM json_each('{held}'))"


# ── How it is taken from them


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


@dataclass(frozen=True)
class Middle:
    """What is usual of an amount of the lines, which is SQL: its mean, or with ``half`` the
    median, to one decimal, rounded half up.
    """

    amount: str
    half: bool = False

    def of(self, amounts: Sequence[int]) -> Decimal | None:
        """The middle of so many; None of none."""
        if not amounts:
            return None
        lower, upper = (sorted(amounts)[at] for at in ((len(amounts) - 1) // 2, len(amounts) // 2))
        whole = Decimal(lower + upper) / 2 if self.half else Decimal(sum(amounts)) / len(amounts)
        return whole.quantize(Decimal("0.1"), ROUND_HALF_UP)


How = Counted | Distinct | Total | Latest | Middle


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

    @property
    def averaged(self) -> bool:
        """Whether it is a mean: no sum itself, but of two sums; a median is not."""
        return isinstance(self.how, Middle) and not self.how.half

    def adds_up(self, over: str, of: str = VILLAGE) -> bool:
        """Whether its parts make the whole: those of months (:data:`TIME`), those of a subject, or
        those of villages (:data:`VILLAGES`), no two of which keep the same record.

        A household seen in two months, or by two members, is one; what stands on a last day is no
        sum of months, nor what is judged by the days counted over. Of a subject ``of`` that is
        changed as time goes on, a month says what was its own then, the quarter what is now.
        """
        if isinstance(self.how, Latest | Middle):
            return False
        if over == VILLAGES:
            return True
        if over == TIME and (not self.source.day or of in _CHANGED or any(
                ":first" in each.sql for each in self.where)):
            return False
        if not isinstance(self.how, Distinct):
            return True
        if self.how.subject in _HELPERS and "household" in self.source.subjects:
            return False
        return over in _WHOLE.get(self.how.subject, ())

    def mean(self, stored: Any) -> Mean:
        """The two parts of a mean, for what the data file answers."""
        amounts = json.loads(stored or "[]")
        return Mean(Decimal(sum(amounts)), Decimal(len(amounts)))

    def loaded(self, stored: Any) -> Any:
        """The value for what the data file answers; without a line a count is 0."""
        if isinstance(self.how, Middle):
            return self.how.of(json.loads(stored or "[]"))
        if stored is None:
            return None if isinstance(self.how, Latest) else self.field.kind.load(0)
        return self.field.kind.load(stored)


TIME = "days"
"""What months add up over."""

VILLAGES = "villages"
"""What a town adds up over."""

_WHOLE = {"household": ("group", "area"), "person": ("household", "group", "area"),
          "member": ("group",)}
"""A thing of the first kind belongs to one of the others: what is told apart adds up over those."""

_HELPERS = frozenset({"member"})
"""Who is counted by the group of the households they help, which may be several."""

_CHANGED = ("group", "area", "party_group")
"""To whom a household or a member belongs on the last day of those counted over."""


class Ratio(NamedTuple):
    """A part of a base; shown 92.9%, or — without a base."""

    part: Decimal
    base: Decimal

    def __str__(self) -> str:
        return rate(int(self.part), int(self.base))


class Mean(Ratio):
    """A sum of so many; shown 43.8, or — of none."""

    __slots__ = ()

    def __str__(self) -> str:
        return str(self.figure) if self.base else "—"

    @property
    def figure(self) -> Decimal:
        """The mean to one decimal, rounded half up."""
        return (self.part / self.base).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, eq=False)
class Rate:
    """A share: two measures, and what the base is in words."""

    code: str
    field: Field
    part: Measure
    base: Measure
    base_label: str
    unit: str = "%"

    def adds_up(self, over: str, of: str = VILLAGE) -> bool:
        """A share is never the sum of shares."""
        return False


AnyMeasure = Measure | Rate
