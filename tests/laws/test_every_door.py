"""One figure, every door: a form, the figure that opens and a return say the same number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from models.figures.catalogue import MEASURES
from models.figures.liaison import HOMES, OTHER, VISITS
from models.figures.measure import VILLAGE, AnyMeasure, Days, Rate
from models.figures.reckon import EVERYBODY, Among, opened, reckon
from models.figures.registers import HOUSEHOLDS
from models.keeping.store import Store
from models.meetings.kinds import known_kinds
from models.returns.catalogue import RETURNS
from models.returns.facts.catalogue import SUBJECTS, subjects
from models.returns.facts.fact import Fact, FormSubject
from models.returns.facts.view import NOTHING, View
from models.returns.listing import Listing
from models.returns.own import LISTED, OwnReturn, drawn_as, measures_of
from models.returns.returning import Asked, Return
from models.values.figure import Figure, rate
from models.values.periods import Period
from sample.cast import LAST

SUBJECT = {each.code: each for each in SUBJECTS}
PERIODS = ("2026-09", "2026-Q3", "2026-Q4")
"""A month, a quarter, and one that is not over."""
ROWS = 6
Cells = dict[tuple[str, str, Any], Any]
"""(code, subject, key) → what a return prints there."""


# ── the doors ────────────────────────────────────────────────────────────────


def printed(store: Store, words: str) -> Cells:
    """What returns print: those that are shipped, and one of one's own for every subject."""
    asked = Asked.of(Period.parse(words), LAST)
    own = [drawn_as(OwnReturn(
        id=1, title="逐项", subject=subject, cadence="asked",
        columns=json.dumps([each.code for each in measures_of(subject)]),
    )) for subject, _ in LISTED.pairs()]
    return {at: value for each in (*own, *RETURNS) if not each.asks
            for at, value in cells(store, each, asked)}


def cells(store: Store, drawn: Return, asked: Asked) -> Iterator[tuple[tuple[str, str, Any], Any]]:
    listing = drawn.listing(store, asked)
    if not isinstance(listing, Listing) or not drawn.fits(asked.period):
        return
    rows = drawn.draw(store, asked).rows
    kinds = [each.code for each in known_kinds(store, asked.day)]
    for place, row in enumerate(rows):
        key = dict(row.refs).get(listing.subject, kinds[place] if listing.subject == "kind"
                                 else None)
        for (_, fill), value in zip(listing.filled, row.values[listing.numbered:], strict=True):
            if fill in MEASURES:
                yield (fill.code, listing.subject, key), value


def told(measure: AnyMeasure, figure: Figure, *, in_words: bool = False) -> Any:
    """What a form is filled with for a figure; ``in_words`` what a return prints."""
    if isinstance(measure, Rate):
        assert figure.base is not None
        if in_words:
            return rate(int(figure.value), int(figure.base))
        return Decimal(figure.value) / figure.base if figure.base else NOTHING
    return figure.value if in_words or figure.value is not None else NOTHING


# ── the law ──────────────────────────────────────────────────────────────────


def faults(view: View, known: FormSubject, returned: Cells) -> Iterator[str]:
    """Every cell of a form about some rows that says something else than figure and return."""
    rows = known.rows(view)
    for row in rows[::max(1, len(rows) // ROWS)]:
        for fact in filter(lambda each: each.asks, known.facts):
            yield from told_apart(view, fact, row, returned)


def told_apart(view: View, fact: Fact, row: Any, returned: Cells) -> Iterator[str]:
    assert fact.asks is not None
    measure, subject, key = fact.asks(view, row)
    among = EVERYBODY if subject == VILLAGE else Among(subject, [key])
    figure = opened(view.store, measure, view.days, among)
    filled, at = fact.read(view, row), (measure.code, subject, key)
    if filled != told(measure, figure):
        yield f"{at}: filled {filled}, opens {told(measure, figure)}"
    if at in returned and returned[at] != told(measure, figure, in_words=True):
        yield f"{at}: printed {returned[at]}, opens {told(measure, figure, in_words=True)}"


def asked_of(store: Store) -> dict[str, FormSubject]:
    return {each.code: each for each in subjects(store) if any(one.asks for one in each.facts)}


@pytest.fixture(scope="module", params=PERIODS)
def view(request: pytest.FixtureRequest, year: Store) -> View:
    return View(year, Period.parse(request.param), LAST)


@pytest.fixture(scope="module")
def returned(view: View) -> Cells:
    return printed(view.store, str(view.period))


@pytest.mark.parametrize("code", [
    each.code for each in SUBJECTS if any(fact.asks for fact in each.facts)])
def test_form_figure_and_return_say_the_same(view: View, returned: Cells, code: str) -> None:
    assert list(faults(view, asked_of(view.store)[code], returned)) == []


@pytest.mark.parametrize("order", [("DB", "JC", "TP"), ("JC2", "JC", "CJ", "TP")], ids="-".join)
def test_so_they_do_in_the_order_a_form_gives(year: Store, order: tuple[str, ...]) -> None:
    view = View(year, Period.parse("2026-Q3"), LAST, kinds=order)
    assert list(faults(view, asked_of(year)["member"], {})) == []
    member, days = SUBJECT["member"], view.days
    for row in member.rows(view):
        parts = [member.fact(f"links.{code}") for code in (*order, OTHER)]
        whole = reckon(year, [(HOMES, days)], "member").value(HOMES, days, row.id)
        assert sum(each.read(view, row) for each in parts if each) == whole


def test_a_form_about_some_households_counts_what_happened_to_them(year: Store) -> None:
    view = View(year, Period.parse("2026-Q3"), LAST, only=("TP",))
    homes = Among("household", view.homes)
    told_of = {fact.name: fact.read(view, None) for fact in SUBJECT["village"].facts}
    assert told_of["visits"] == opened(year, VISITS, view.days, homes).value == len(
        SUBJECT["visit"].rows(view))
    assert 0 < told_of["visits"] < opened(year, VISITS, view.days).value
    assert told_of["village.homes"] == opened(year, HOUSEHOLDS, view.days).value


def test_the_returns_have_nearly_all_that_forms_ask(view: View, returned: Cells) -> None:
    known = {at[:2] for at in returned}
    asked = {(told.measure.code, told.subject) for each in asked_of(view.store).values()
             for fact in each.facts if fact.asks and each.rows(view)
             for told in [fact.asks(view, each.rows(view)[0])]}
    assert len(asked & known) > 100
    assert [at for at in sorted(asked - known) if at[1] not in ("meeting", "pairing")
            and not at[0].startswith(("links.", "points.in.", "points.member.in."))] == []


# ── what it catches ──────────────────────────────────────────────────────────


def caught(store: Store, code: str) -> list[str]:
    view = View(store, Period.parse("2026-Q3"), LAST)
    return list(faults(view, asked_of(store)[code], printed(store, "2026-Q3")))


def test_the_law_catches_a_form_that_asks_over_other_days(
    year: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wider(store: Store, asked: Any, *more: Any) -> Any:
        (measure, days), = asked
        found = reckon(store, [(measure, Days(days.first - timedelta(9), days.last))], *more)
        monkeypatch.setattr(found, "value", partial(_over, found.value, days))
        return found

    monkeypatch.setattr("models.returns.facts.view.reckon", wider)
    assert caught(year, "member")


def _over(value: Any, days: Days, measure: AnyMeasure, _: Days, key: Any) -> Any:
    return value(measure, Days(days.first - timedelta(9), days.last), key)


def test_the_law_catches_a_form_that_counts_for_itself(
    year: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = SUBJECT["group"]
    counted = replace(next(each for each in group.facts if each.name == "visits"),
                      read=lambda view, row: len({line.said['h."number"']
                                                  for line in SUBJECT["visit"].rows(view)
                                                  if line.said["g.name"] == row.name}))
    facts = tuple(counted if each.name == "visits" else each for each in group.facts)
    view = View(year, Period.parse("2026-Q3"), LAST)
    assert list(faults(view, replace(group, facts=facts), {}))


def test_the_law_catches_a_return_that_prints_something_else(year: Store) -> None:
    wrong = {at: value + 1 for at, value in printed(year, "2026-Q3").items()
             if at[:2] == ("visits", "household")}
    view = View(year, Period.parse("2026-Q3"), LAST)
    assert list(faults(view, asked_of(year)["household"], wrong))
