"""A closed period stays: whatever happens later, its returns are drawn the same, cell for cell,
and every figure of it is what it was, of whomever it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pytest

from models.figures.catalogue import MEASURES
from models.figures.measure import VILLAGE, Days
from models.figures.reckon import parts, reckon
from models.keeping.lasting import Lasts
from models.keeping.store import Store
from models.matters.ledger import Overhaul, add_problem, begin
from models.matters.matter import Matter
from models.pairing.pairing import pairings_on
from models.returns.catalogue import RETURNS, return_called
from models.returns.facts.catalogue import SUBJECTS
from models.returns.returning import Asked, Return
from models.returns.town_form.form_sheet import FormSheet
from models.values.periods import Period
from models.visits.paper import issue_sheet
from sample.cast import LAST
from sample.village import fill
from tests.laws.kept_forms import KINDS, keep_all
from tests.laws.later_life import live_on

HOMES = 80
LATER = date(2026, 11, 20)
PERIODS = ("2025", "2026-Q1", "2026-Q3", "2026-09", "2026-W39")
QUARTER = Days(*Period.parse("2026-Q3").days)
OPEN = ("2026", "2026-Q4", "2026-11", "2026-W47")
ANSWERS: dict[str, tuple[dict[str, Any], ...]] = {
    "liaison-pocket": ({"member": 1},),
    "visit-sheet": ({"number": 1},),
    "points": ({}, {"kind": "member"}),
    "points-notice": ({}, {"kind": "member"}),
    "points-passbook": ({"account": 1}, {"account": 7}),
    "points-closing": ({}, {"kind": "member"}),
}
"""What is answered where a return asks."""

UNMOVED = {"star-standard", "points-closing", "visit-sheet"}
"""What shows nothing of it, in the periods still open: a standard is handed down whole, and the
year's points are closed after the year, and a numbered sheet is of the day it was printed."""

Drawn = dict[tuple[str, int], Any]
BEFORE, AFTER = date(2026, 11, 16), date(2026, 11, 30)


@dataclass(frozen=True)
class Lived:
    """The village after everything that happened later, and its returns from before."""

    store: Store
    before: dict[str, Drawn]
    open: dict[str, Drawn]
    figures: dict[tuple[str, str, str], str]
    kept: dict[str, str]
    """What a line of a kept form is of → its code."""
    forms: dict[str, tuple[Drawn, Drawn]]
    """The same → the form of every closed quarter, and of the one still open."""


def drawn(
    store: Store, wanted: Return, today: date, periods: tuple[str, ...] = PERIODS
) -> Drawn:
    """A return of every period, with every answer: its cells, what they rest on, its notes."""
    found: Drawn = {}
    for period in (each for each in periods if wanted.fits(Period.parse(each))):
        for place, answers in enumerate(ANSWERS.get(wanted.code, ({},))):
            sheet = wanted.draw(store, Asked.of(Period.parse(period), today, **answers))
            found[period, place] = (
                [row[:2] for row in sheet.rows], sheet.total, sheet.notes, sheet.title)
    return found


def figures(store: Store) -> dict[tuple[str, str, str], str]:
    """Every figure of the quarter that is not nothing, by its code and of whom it is."""
    found = {}
    for subject in {VILLAGE, *(each for of in MEASURES for each in parts(of)[0].source.subjects)}:
        asked = [each for each in MEASURES
                 if subject == VILLAGE or subject in parts(each)[0].source.subjects]
        told = reckon(store, [(each, QUARTER) for each in asked], subject)
        for key in told.subjects() | {None}:
            for each in asked:
                said = str(told.value(each, QUARTER, key))
                if said not in ("0", "None", "—"):
                    found[each.code, subject, str(key)] = said
    return found


QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3")


def form_drawn(store: Store, code: str, today: date, periods: Iterable[str] = QUARTERS) -> Drawn:
    """A kept form of some quarters: every cell that is written, and why the others stay blank."""
    found: Drawn = {}
    for period in periods:
        sheet = return_called(code, store).draw(store, Asked.of(Period.parse(period), today))
        assert isinstance(sheet, FormSheet)
        found[period, 0] = [(form.name, each.sheet, each.values, each.gaps)
                            for form in sheet.forms for each in form.sheets]
    return found


def settle(store: Store) -> None:
    """The sample village, with a sheet printed and the branch listed for an overhaul."""
    fill(store, households=HOMES)
    first = pairings_on(store, LAST)[0]
    issue_sheet(store, first.member, [first.household], date(2025, 12, 1))
    day = date(2025, 12, 1)
    listed = begin(store, Overhaul(reason="班子不强", plan="整顿一号", listed=day))
    add_problem(store, listed.rowid, Matter(
        kind="overhaul", what="会议不正常", measure="定期开会", found=day), today=LAST)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """All returns of the closed periods are drawn, and then life goes on."""
    with pytest.MonkeyPatch.context() as patch:
        path = tmp_path_factory.mktemp("law") / "village.lianxing"
        with Store(path) as store:
            patch.setattr("models.values.clock.now", lambda: datetime.combine(BEFORE, time(10)))
            settle(store)
            before = {each.code: drawn(store, each, BEFORE) for each in RETURNS}
            still = {each.code: drawn(store, each, BEFORE, OPEN) for each in RETURNS}
            counted = figures(store)
            kept = keep_all(store, path.parent, Period.parse("2026-Q3"), BEFORE)
            forms = {kind: (form_drawn(store, code, BEFORE),
                            form_drawn(store, code, BEFORE, ["2026-Q4"]))
                     for kind, code in kept.items()}
            patch.setattr("models.values.clock.now", lambda: datetime.combine(AFTER, time(10)))
            live_on(store, LATER)
            yield Lived(store, before, still, counted, kept, forms)


@pytest.mark.parametrize("code", [each.code for each in RETURNS])
def test_later_life_changes_nothing_in_a_closed_period(lived: Lived, code: str) -> None:
    assert drawn(lived.store, return_called(code), AFTER) == lived.before[code]


def test_later_life_changes_no_figure_of_a_closed_period(lived: Lived) -> None:
    after = figures(lived.store)
    assert len(after) > 1000
    assert {each: (lived.figures.get(each), after.get(each))
            for each in lived.figures.keys() | after.keys()
            if lived.figures.get(each) != after.get(each)} == {}


def test_later_life_changes_everything_else(lived: Lived) -> None:
    assert {each.code for each in RETURNS
            if drawn(lived.store, each, AFTER, OPEN) == lived.open[each.code]} == UNMOVED


@pytest.mark.parametrize("kind", KINDS)
def test_later_life_changes_nothing_in_a_kept_form_of_a_closed_quarter(
    lived: Lived, kind: str
) -> None:
    before, still_open = lived.forms[kind]
    assert any(values for one in before.values() for *_, values, _ in one)
    assert form_drawn(lived.store, lived.kept[kind], AFTER) == before
    assert form_drawn(lived.store, lived.kept[kind], AFTER, ["2026-Q4"]) != still_open


def test_a_kept_form_stands_under_the_law_for_whatever_a_line_can_be() -> None:
    assert {each.code for each in SUBJECTS} <= {*KINDS}


class TakenBackError(Exception):
    """What was tried is not kept."""


def test_a_value_that_forgets_until_when_it_held_is_caught(lived: Lived) -> None:
    with pytest.raises(TakenBackError), lived.store.aside() as write:
        write("DELETE FROM former")
        forgotten = {each.code for each in RETURNS
                     if drawn(lived.store, each, AFTER) != lived.before[each.code]}
        counted = figures(lived.store)
        forms = {kind for kind, code in lived.kept.items()
                 if form_drawn(lived.store, code, AFTER) != lived.forms[kind][0]}
        raise TakenBackError
    assert {"people", "members", "liaison-board", "visits-month", "points-notice"} <= forgotten
    assert {"household", "person", "member", "group", "card"} <= forms
    assert counted["village.members.lost", VILLAGE, "None"] == "1"


def test_a_return_that_takes_now_for_then_is_caught(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Lasts, "not_over", lambda self, of, day: f"{of}{self.until} IS NULL")
    assert drawn(lived.store, return_called("facts"), AFTER) != lived.before["facts"]
