"""The village on a day and over a stretch of days, asked by all the cells of a form."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from models.figures.measure import VILLAGE, AnyMeasure, Days, Ratio, Source
from models.figures.reckon import EVERYBODY, Among, Key, Reckoned, parts, reckon
from models.keeping.lasting import begun, not_over, on
from models.keeping.questions import NotHere
from models.keeping.record import stood_on
from models.meetings.meeting import Meeting, held_between
from models.points.book.accounts import Account
from models.registers.people import HEAD, STAYS, Household, HouseholdCategory, Residence
from models.values.periods import ONE_DAY, Period, Span

if TYPE_CHECKING:
    from models.keeping.store import Store

NOTHING = ""
"""Rightly blank: there is nothing to say. None means that the ledger does not know."""
SPANS = {"month": Span.MONTH, "quarter": Span.QUARTER, "half": Span.HALF, "year": Span.YEAR}

OF_HOME = f"""LEFT JOIN "group" g ON g.id = h."group"
    LEFT JOIN (SELECT s.household, count(*) AS size,
                      min(CASE WHEN s.relation = '{HEAD}' THEN s.person END) AS head
               FROM {STAYS} s WHERE {on(Residence, 's', ':day')} GROUP BY s.household
              ) l ON l.household = h.id
    LEFT JOIN person q ON q.id = l.head
    LEFT JOIN (SELECT c.household,
                      group_concat(CASE WHEN substr(c.category, 1, 2) = 'JC'
                          OR {not_over(HouseholdCategory, 'c', ':first')}
                          THEN c.category END) AS held,
                      min(CASE WHEN substr(c.category, 1, 2) = 'JC' THEN NOT
                          {not_over(HouseholdCategory, 'c', "date(:day, '+1 day')")} END) AS removed
               FROM household_category c WHERE {begun(HouseholdCategory, 'c', ':day')}
               GROUP BY c.household) k ON k.household = h.id"""
"""Beside a household h: its group g, who lives there l, the head q, what it counts as k.

A 监测户 stays one when its risk is removed; another category ends with its last day.
"""
IN_ORDER = """g.id IS NULL, g.place IS NULL, g.place, g.id, h.number COLLATE counting, h.id"""
THERE = on(Household, "h", ":day")


class View:
    """The village over ``period``; ``day`` is the day its registers speak of.

    ``kinds`` are the categories of household the form counts in, in the order in which a
    household with several is counted once; ``only`` those it is about, when it is not about all.
    """

    def __init__(
        self, store: Store, period: Period, today: date, *, kinds: tuple[str, ...] = (),
        only: tuple[str, ...] = (), first: date | None = None, last: date | None = None,
    ) -> None:
        self.store, self.period, self.today = store, period, today
        self.kinds, self.only = kinds, only
        self.first, self.last = first or period.start, last or period.end
        self.day = max(min(period.end, today), period.start)
        self.days = Days(self.first, min(self.last, period.end, max(today, period.start)))
        self._parts: dict[str, View] = {}
        self._reckoned: dict[tuple[AnyMeasure, str], Reckoned] = {}

    @property
    def asked(self) -> dict[str, str]:
        """The values that ``:first``, ``:last`` and ``:day`` stand for."""
        return self.days.asked | {"day": self.day.isoformat()}

    @property
    def about(self) -> str:
        """SQL: the household h is one that the form is about."""
        return " OR ".join(f"(',' || k.held) LIKE '%,{code}%'" for code in self.only) or "1"

    def over(self, span: str) -> View:
        """The same village over another stretch: ``quarter``, ``to-date``, ``month-2``, ``M07``,
        ``Q3``, ``H1``, ``L3``
        (the last three months) …

        ``month-2`` is the second month of the quarter that holds the end of the period.
        """
        if not span:
            return self
        if span not in self._parts:
            first, last = self._stretch(span)
            self._parts[span] = View(
                self.store, self.period, self.today, kinds=self.kinds, only=self.only,
                first=first, last=last,
            )
        return self._parts[span]

    def _stretch(self, span: str) -> tuple[date, date]:
        end = self.period.end
        if "/" in span:
            from_day, to_day = span.split("/")
            return date.fromisoformat(from_day), date.fromisoformat(to_day)
        if span == "to-date":
            return date(end.year, 1, 1), end
        if span.startswith("M"):
            other = Period(end.year, Span.MONTH, int(span[1:]))
        elif span[0] == "L":  # the last months that end with the period
            first = end + ONE_DAY
            for _ in range(int(span[1:])):
                first = (first - ONE_DAY).replace(day=1)
            return first, end
        elif span[0] in "QH":
            other = Period(end.year, Span.QUARTER if span[0] == "Q" else Span.HALF, int(span[1:]))
        elif span.startswith("month-"):
            other = Period.of(end, Span.QUARTER).months()[int(span[6:]) - 1]
        else:
            other = Period.of(end, SPANS[span])
        return other.start, other.end

    def figure(self, measure: AnyMeasure, subject: str, key: Key) -> Any:
        """What a form is told of a figure: blank where the stretch has not begun, where a share
        has no base, and where nothing is newest.

        What happened is counted among the households the form is about, what there is in all.
        """
        if self.days.first > self.days.last:
            return NOTHING
        try:
            return self._figure(measure, subject, key)
        except NotHere:
            told = self.store.told(measure.code, *self.days) if subject == VILLAGE else None
            if told is None:
                raise
            return told

    def _figure(self, measure: AnyMeasure, subject: str, key: Key) -> Any:
        for each in parts(measure):
            if not self.store.holds(each.source.table):
                raise NotHere(f"{each.field.label}没有报来。")
        asked = measure, subject
        if asked not in self._reckoned:
            with self.store.speaking_of(*self.days):
                self._reckoned[asked] = reckon(
                    self.store, [(measure, self.days)], subject,
                    self._among(parts(measure)[0].source))
        value = self._reckoned[asked].value(measure, self.days, key)
        if isinstance(value, Ratio):
            return value.part / value.base if value.base else NOTHING
        return NOTHING if value is None else value

    def _among(self, source: Source) -> Among:
        if not (self.only and source.day and Household.table in source.subjects):
            return EVERYBODY
        return Among(Household.table, self.homes)

    @cached_property
    def homes(self) -> list[int]:
        """The households the form is about."""
        return [row for (row,) in self.store.query(
            f"""SELECT h.id FROM {stood_on(Household, ':day')} h {OF_HOME}
                WHERE {THERE} AND ({self.about})""",
            self.asked)]

    @cached_property
    def meetings(self) -> list[Meeting]:
        """The meetings held in the stretch."""
        return held_between(self.store, *self.days)

    def has_accounts(self, kind: str) -> bool:
        """Whether anybody of a kind had a points account by the last day; of a village that did not
        hand its accounts over, whether a figure of theirs is told is seen by the figure."""
        return not self.store.holds(Account.table) or kind in self._accounts

    @cached_property
    def _accounts(self) -> set[str]:
        return {kind for (kind,) in self.store.query(
            "SELECT DISTINCT kind FROM account WHERE opened <= :last", self.days.asked)}
