"""How a 报表 is made: its code, title and rhythm, what is asked first, and its drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from models.figures.measure import AnyMeasure, Days
from models.figures.reckon import Among, opened, reckon
from models.keeping.heads import foot
from models.keeping.lasting import on
from models.meetings.meeting import Meeting, kind_title
from models.meetings.procedure import Procedure
from models.members.member import Member
from models.office.village import Body, signing_name, unit, unit_name
from models.values import clock
from models.values.days import show_day
from models.values.figure import Figure
from models.values.kinds import Field
from models.values.periods import Period, Span
from models.values.problem import Problem
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store


SPANS = {"week": Span.WEEK, "month": Span.MONTH, "quarter": Span.QUARTER,
         "half": Span.HALF, "year": Span.YEAR}
LATEST = date(2026, 12, 1)
"""From this day on the returns of the newest registers are asked for: none of them is owed of a
time in which nobody could keep them."""


@dataclass(frozen=True)
class Asked:
    """What a return is drawn for: the period, the day it speaks of, and the answers given."""

    period: Period
    day: date
    answers: dict[str, Any]

    @property
    def days(self) -> Days:
        """What figures are counted over."""
        return Days(self.period.start, self.day)

    @classmethod
    def of(cls, period: Period, today: date | None = None, **answers: Any) -> Asked:
        """For a period; a register speaks of its last day, or of today inside it.

        :raises Problem: the period has not begun.
        """
        today = today or clock.today()
        if period.start > today:
            raise Problem(f"{period.label}还没有开始，今天是 {today}。请换成已经开始的时段。")
        return cls(period, min(period.end, today), answers)


Opening = tuple[AnyMeasure, Days, Among]
"""A figure that is asked for: the measure, over which days, among whom."""


class Opens:
    """What a return gives so that its figures open: it says which figure stands in a cell."""

    @property
    def measures(self) -> tuple[AnyMeasure, ...]:
        """What is measured over the days the return is drawn for."""
        return ()

    def asks(
        self, store: Store, column: Column, rows: Sequence[Row], days: Days
    ) -> Opening | Figure | None:
        """The figure of a column, of these lines alone; None of another column."""
        raise NotImplementedError

    def open(
        self, store: Store, column: Column, rows: Sequence[Row], days: Days
    ) -> Figure | None:
        """The same, with the records counted and missed."""
        asked = self.asks(store, column, rows, days)
        return opened(store, *asked) if isinstance(asked, tuple) else asked

    def before(
        self, store: Store, column: Column, rows: Sequence[Row], earlier: Iterable[Days]
    ) -> list[Any]:
        """The value alone, over each of some earlier days."""
        return [_value(store, self.asks(store, column, rows, days)) for days in earlier]


def _value(store: Store, asked: Opening | Figure | None) -> Any:
    if not isinstance(asked, tuple):
        return asked and asked.in_cell
    measure, days, among = asked
    return reckon(store, [(measure, days)], among=among).value(measure, days)


@dataclass(frozen=True)
class Return:
    """One thing the town asks for, by code.

    ``columns`` are known before it is drawn; ``asks`` are the fields to be answered first. What is
    not ``internal`` may be posted as it is drawn, the rest only masked and without its notes, which
    speak to the office; of a ``sensitive`` one there is no public form: who stands on it tells
    already what nobody may know; nor of one that stays ``inside``: a slip, a check of our own.
    What is told ``apart``, month by month or in the words of a week, speaks of one period of its
    own length, the last of what was asked for, and says so. Nothing is owed of what ended before
    ``since``. ``signs`` is the body whose stamp it bears. ``figures`` opens the figures, made for
    what is asked where the columns depend on the village.
    """

    code: str
    title: str
    cadence: str
    columns: tuple[Column, ...]
    make: Callable[[Store, Asked], Sheet]
    asks: tuple[Field, ...] = ()
    basis: str = ""
    internal: bool = True
    sensitive: bool = False
    inside: bool = False
    apart: bool = False
    since: date | None = None
    signs: Body = Body.BRANCH
    figures: Opens | Callable[[Store, Asked], Opens] | None = None

    @property
    def postable(self) -> bool:
        """Whether there is a public form."""
        return not (self.sensitive or self.inside)

    def fits(self, period: Period) -> bool:
        """Whether it speaks of the whole of a period."""
        return not self.apart or period.span is SPANS[self.cadence]

    def speaks_of(self, asked: Asked) -> Asked:
        """What was asked for, as far as this return tells it."""
        if self.fits(asked.period):
            return asked
        return replace(asked, period=Period.of(asked.day, SPANS[self.cadence]))

    def listing(self, store: Store, asked: Asked) -> Opens | None:
        """What opens the figures."""
        asked = self.speaks_of(asked)
        return self.figures(store, asked) if callable(self.figures) else self.figures

    def draw(self, store: Store, asked: Asked) -> Sheet:
        """The finished sheet for a period."""
        drawn = self.make(store, self.speaks_of(asked))
        return replace(drawn, internal=self.internal, sensitive=self.sensitive,
                       inside=self.inside, unit=signing_name(unit(store), self.signs),
                       head=foot(store))


def headed(store: Store, asked: Asked, **sheet: Any) -> Sheet:
    """A sheet with the village's name, the period and the day filled in; whoever signs the return
    puts a name of its own in place of the village's.
    """
    sheet.setdefault("when", asked.period.label)
    return Sheet(unit=unit_name(store), made=asked.day, **sheet)


def as_of(asked: Asked) -> str:
    """What a register says of its day: 截至2026年9月30日."""
    return f"截至{show_day(asked.day)}"


# ── what may be answered ─────────────────────────────────────────────────────


OFFERED = 40


def members_to_choose(
    store: Store, typed: str, days: Days | None = None
) -> list[tuple[int, str]]:
    """The members of today, or of the last of some days, whose name holds what was typed."""
    found = store.query(
        f"""SELECT m.id, p.name FROM member m JOIN person p ON p.id = m.person
            WHERE {on(Member, "m")} AND instr(p.name, ?2)
            ORDER BY m.party_group COLLATE counting NULLS LAST, m.id""",
        ((days.last if days else clock.today()).isoformat(), typed),
    )
    return [(row, name) for row, name in found]


def meetings_to_choose(
    store: Store, typed: str, days: Days | None = None
) -> list[tuple[int, str]]:
    """The meetings held, the newest first: those of some days, or the last of all."""
    first, last = days or (date.min, clock.today())
    found = store.find(Meeting, "held BETWEEN ? AND ?", (first.isoformat(), last.isoformat()),
                       "held DESC, id DESC")
    labels = [
        (each.rowid, " ".join(filter(None, (
            str(each.held), kind_title(each.kind), each.party_group, each.title))))
        for each in found
    ]
    return [(row, label) for row, label in labels if typed in label][:None if days else OFFERED]


def procedures_to_choose(
    store: Store, typed: str, days: Days | None = None
) -> list[tuple[int, str]]:
    """The matters of 四议两公开, the newest first: those under way on some days, or the last."""
    found = store.find(Procedure, "instr(subject, ?)", (typed,), "opened DESC, id DESC")
    return [(each.rowid, f"{each.opened} {each.subject}") for each in found
            if not days or each.under_way(*days)][:None if days else OFFERED]


CHOOSING = {
    "member": members_to_choose, "meeting": meetings_to_choose, "procedure": procedures_to_choose,
}
"""By the name of the field that asks."""


def must_choose(asks: tuple[Field, ...]) -> list[str]:
    """The names of the fields that want one record chosen, before anything can be drawn."""
    return [each.name for each in asks if each.required and each.name in CHOOSING]
