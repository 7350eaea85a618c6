"""A form of the county's or the town's own, filled of villages from what they handed in: a copy for
each village, or a line for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from models.returns.facts.catalogue import SUBJECTS
from models.returns.facts.fact import Fact, FigureAsked, FormSubject
from models.returns.facts.view import View
from models.returns.facts.village import WHOLE
from models.returns.town_form.about import known
from models.returns.town_form.filling import Respondent
from models.town.handed_in import Came, HandedIn
from models.town.units import TownUnit, units
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.values.periods import Period


@dataclass
class CopyForEach:
    """A form filled once for each village; those that could not be are in ``refused``, with why.

    ``whose``: the only village it is wanted of.
    """

    town: Store
    whose: str = ""
    can_be: tuple[FormSubject, ...] = SUBJECTS
    refused: dict[str, str] = field(default_factory=dict)

    def respondents(self, period: Period) -> list[Respondent]:
        """The villages that handed in for a period. :raises Problem: none did."""
        found = []
        for village in units(self.town):
            if self.whose and village.name != self.whose:
                continue
            try:
                came = Came.of(self.town, village, period)
            except Problem as refusal:
                self.refused[village.name] = refusal.sentence
                continue
            found.append(Respondent(HandedIn(self.town, village, came), self.can_be, village.name))
        if not found:
            raise Problem(f"没有叫“{self.whose}”的村报来{period.label}的包，没有填。" if self.whose
                          else f"{period.label}还没有村报来，没有填。请先收件。")
        return found


class LineForEach:
    """A form with a line for each village; of one that has not handed in only the name is known."""

    def __init__(self, town: Store) -> None:
        self._town = town
        self.can_be: tuple[FormSubject, ...] = (FormSubject(
            WHOLE.code, "村（社区）", tuple(map(_of_line, WHOLE.facts)), self._rows,
            keys=("village.name", "village.code"), title=("各村", "分村"), each=_of_line),)

    def respondents(self, period: Period) -> list[Respondent]:
        """The town itself, of which nothing is known but whose lines are the villages."""
        return [Respondent(HandedIn(self._town, None), self.can_be)]

    def _rows(self, view: View) -> list[VillageLine]:
        return self._of(view.period)

    @cache  # noqa: B019 - as long as the form is being filled
    def _of(self, period: Period) -> list[VillageLine]:
        return [VillageLine(HandedIn(self._town, each, _came(self._town, each, period)))
                for each in units(self._town)]


def _came(town: Store, village: TownUnit, period: Period) -> Came | None:
    try:
        return Came.of(town, village, period)
    except Problem:
        return None


@dataclass(frozen=True)
class VillageLine:
    """A village as a line of a form."""

    store: Store
    _views: dict[tuple[date, date], View] = field(default_factory=dict)

    def over(self, view: View) -> View:
        """The village seen over the same days."""
        return self._views.setdefault((view.first, view.last), View(
            self.store, view.period, view.today, kinds=view.kinds, only=view.only,
            first=view.first, last=view.last))


def _of_line(fact: Fact) -> Fact:
    """A fact of the village as one of its line among those of the town."""
    def over(view: View, row: VillageLine) -> View:
        return row.over(view)

    def read(view: View, row: VillageLine) -> Any:
        own = row.over(view)
        return known(own, lambda: fact.read(own, None))

    return replace(fact, read=read, asks=fact.asks and _asked_of(fact.asks), over=over)


def _asked_of(asks: Callable[[View, Any], FigureAsked]) -> Callable[[View, Any], FigureAsked]:
    return lambda view, row: asks(row.over(view), None)
