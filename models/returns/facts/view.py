"""The village over a stretch of days: what happened, for all the cells of a form."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from models.matters.matter import Matter
from models.meetings.held import held_between
from models.meetings.meeting import Attendance, Meeting, attendance_at
from models.returns.facts.accounts import PointsView
from models.returns.facts.registers import Comrade, Home, Registers
from models.values.periods import Period, Span
from models.visits.visit import Visit

if TYPE_CHECKING:
    from models.keeping.store import Store

SPANS = {"month": Span.MONTH, "quarter": Span.QUARTER, "half": Span.HALF, "year": Span.YEAR}


@dataclass(frozen=True)
class Call:
    """A visit with its household, its visitor and the matters found on it."""

    record: Visit
    home: Home | None
    visitor: Comrade | None
    found: tuple[Matter, ...]


class View:
    """The village over ``period``; ``day`` is the day its registers speak of.

    ``kinds`` are the categories of household the form counts in, in the order in which a
    household with several is counted once; ``only`` those it is about, when it is not about all.
    """

    def __init__(
        self, store: Store, period: Period, today: date, *, kinds: tuple[str, ...] = (),
        only: tuple[str, ...] = (), registers: Registers | None = None,
        first: date | None = None, last: date | None = None,
    ) -> None:
        self.store, self.period, self.today = store, period, today
        self.kinds, self.only = kinds, only
        self.first, self.last = first or period.start, last or period.end
        self.day = max(min(period.end, today), period.start)
        self.registers = registers or Registers(store, self.day)
        self._parts: dict[str, View] = {}
        self._points: dict[str, PointsView] = {}

    def over(self, span: str) -> View:
        """The same village over another stretch: ``quarter``, ``to-date``, ``month-2``, ``M07`` …

        ``month-2`` is the second month of the quarter that holds the end of the period.
        """
        if not span:
            return self
        if span not in self._parts:
            first, last = self._stretch(span)
            self._parts[span] = View(
                self.store, self.period, self.today, kinds=self.kinds, only=self.only,
                registers=self.registers, first=first, last=last,
            )
        return self._parts[span]

    def _stretch(self, span: str) -> tuple[date, date]:
        end = self.period.end
        if span == "to-date":
            return date(end.year, 1, 1), end
        if span.startswith("M"):
            other = Period(end.year, Span.MONTH, int(span[1:]))
        elif span.startswith("month-"):
            other = Period.of(end, Span.QUARTER).months()[int(span[6:]) - 1]
        else:
            other = Period.of(end, SPANS[span])
        return other.start, other.end

    @cached_property
    def visits(self) -> list[Call]:
        """The visits of the stretch in order of day, of the households the form is about."""
        found: dict[int, list[Matter]] = defaultdict(list)
        days = (self.first.isoformat(), self.last.isoformat())
        for matter in self.store.find(
            Matter, "visit IN (SELECT id FROM visit WHERE day BETWEEN ? AND ?)", days
        ):
            found[matter.visit or 0].append(matter)
        calls = [
            Call(each, self.registers.homes.get(each.household),
                 self.registers.members.get(each.member), tuple(found[each.rowid]))
            for each in self.store.find(Visit, "day BETWEEN ? AND ?", days, "day, id")
        ]
        return [each for each in calls if not self.only or (each.home and self.about(each.home))]

    @cached_property
    def visits_by_member(self) -> defaultdict[int, list[Call]]:
        """Member → the visits made."""
        found: defaultdict[int, list[Call]] = defaultdict(list)
        for each in self.visits:
            found[each.record.member].append(each)
        return found

    @cached_property
    def visits_by_home(self) -> defaultdict[int, list[Call]]:
        """Household → the visits it had."""
        found: defaultdict[int, list[Call]] = defaultdict(list)
        for each in self.visits:
            found[each.record.household].append(each)
        return found

    @cached_property
    def seats(self) -> defaultdict[int, list[Attendance]]:
        """Person → the attendance at the meetings of the stretch."""
        found: defaultdict[int, list[Attendance]] = defaultdict(list)
        for _, seats in self.meetings:
            for each in seats:
                found[each.person].append(each)
        return found

    @cached_property
    def meetings(self) -> list[tuple[Meeting, list[Attendance]]]:
        """The meetings of the stretch with their attendance."""
        held = held_between(self.store, self.first, self.last)
        attended = attendance_at(self.store, held)
        return [(each, attended[each.rowid]) for each in held]

    @cached_property
    def matters(self) -> list[Matter]:
        """The matters found in the stretch."""
        return self.store.find(Matter, "found BETWEEN ? AND ?",
                               (self.first.isoformat(), self.last.isoformat()), "found, id")

    def points(self, kind: str) -> PointsView:
        """The points accounts of households or members over the stretch, up to today."""
        if kind not in self._points:
            last = min(self.last, max(self.today, self.first))
            self._points[kind] = PointsView(self.store, kind, self.first, last)
        return self._points[kind]

    def solved(self, matter: Matter) -> bool:
        """Whether a matter was solved when the form was filled."""
        return matter.closed is not None and matter.closed <= self.today

    @property
    def homes(self) -> list[Home]:
        """The households the form is about."""
        return [each for each in self.registers.homes.values() if self.about(each)]

    def about(self, home: Home) -> bool:
        """Whether the form is about this household."""
        return not self.only or any(self.counts_as(home, code) for code in self.only)

    def counts_as(self, home: Home, code: str) -> bool:
        """Whether a household counts as ``code`` (a category or one it belongs to).

        A 监测户 stays one when its risk is removed; another category ends with its last day.
        """
        return any(
            each.category.startswith(code)
            and (each.category.startswith("JC") or each.until is None or each.until >= self.first)
            for each in home.categories
        )
