"""What is true of every figure there is: it is what it counted, and what adds up adds up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.figures.catalogue import MEASURES
from models.figures.measure import (
    VILLAGE,
    AnyMeasure,
    Days,
    Distinct,
    Latest,
    Measure,
    Middle,
    Rate,
    Ratio,
    Total,
)
from models.figures.reckon import Among, opened, parts, reckon
from models.keeping.record import quoted
from models.keeping.store import Store
from models.members.member import Member, move_to_party_group
from models.registers.people import Household, move_to_group
from models.values.figure import Figure
from models.values.periods import Period

QUARTER = Period.parse("2026-Q3")
DAYS = Days(*QUARTER.days)
SUBJECTS = tuple((measure, subject) for measure in MEASURES
                 for subject in (VILLAGE, *parts(measure)[0].source.subjects))


def name(value: object) -> str:
    return value if isinstance(value, str) else getattr(value, "code", "")


def faults(store: Store, measure: AnyMeasure, subject: str) -> list[str]:
    """What is wrong with the figures of one measure, of every subject of one kind."""
    found = reckon(store, [(measure, DAYS)], subject)
    told = []
    for key in [None] if subject == VILLAGE else sorted(found.subjects(), key=str):
        among = () if subject == VILLAGE else (Among(subject, [key]),)
        figure = opened(store, measure, DAYS, *among)
        told += [f"{key}: {each}" for each in wrong(
            store, measure, figure, found.value(measure, DAYS, key))]
    return told


def wrong(store: Store, measure: AnyMeasure, figure: Figure, closed: object) -> list[str]:
    whole = Ratio(figure.value, figure.base or Decimal(0)) if isinstance(
        measure, Rate) else figure.value
    counted, missed = ({each.ref for each in some} for some in (figure.counted, figure.missed))
    return [words for words, is_so in {
        f"opened {whole}, closed {closed}": whole == closed,
        f"{figure.value}, but {added(measure, figure)} counted":
            added(measure, figure) == figure.value,
        "counted and missed": not counted & missed,
        "missed for no reason": all(each.reason for each in figure.missed),
        "has no words": not any(each.label == f"{each.ref[0]} {each.ref[1]}"
                                for each in (*figure.counted, *figure.missed)),
        "no such record": all(store.count(quoted(table)[1:-1], "id = ?", (row,))
                              for table, row in counted | missed),
    }.items() if not is_so]


def added(measure: AnyMeasure, figure: Figure) -> object:
    how = parts(measure)[0].how
    if isinstance(how, Total):
        return sum((each.amount or Decimal(0) for each in figure.counted), Decimal(0))
    if isinstance(how, Middle):
        return how.of([int(each.amount or 0) for each in figure.counted])
    if isinstance(how, Latest):
        return figure.value if len(figure.counted) == (figure.value is not None) else None
    return len(figure.counted)


@pytest.mark.parametrize("written", ["2026", "2026-H1", "2026-05", "2026-W03"])
def test_opened_and_closed_are_one_over_every_length_of_days(year: Store, written: str) -> None:
    days = Days(*Period.parse(written).days)
    for measure, subject in SUBJECTS:
        found = reckon(year, [(measure, days)], subject)
        for key in [None] if subject == VILLAGE else sorted(found.subjects(), key=str)[:4]:
            among = () if subject == VILLAGE else (Among(subject, [key]),)
            figure = opened(year, measure, days, *among)
            assert wrong(year, measure, figure, found.value(measure, days, key)) == [], (
                measure.code, subject, key)


@pytest.mark.parametrize(("measure", "subject"), SUBJECTS, ids=name)
def test_a_figure_is_what_it_counted(year: Store, measure: AnyMeasure, subject: str) -> None:
    assert faults(year, measure, subject) == []


@pytest.mark.parametrize("measure", [
    each for each in MEASURES if isinstance(each, Measure) and each.adds_up("days")], ids=name)
def test_months_add_up_to_the_quarter(year: Store, measure: Measure) -> None:
    months = [Days(*month.days) for month in QUARTER.months()]
    found = reckon(year, [(measure, days) for days in (*months, DAYS)])
    assert sum(found.value(measure, days) for days in months) == found.value(measure, DAYS)


@pytest.fixture(scope="module")
def regrouped(year: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The same village, in which households and members went to another group in the quarter."""
    copied = tmp_path_factory.mktemp("regrouped") / "village.lianxing"
    with year.path.open("rb") as held:
        copied.write_bytes(held.read())
    with Store(copied) as store:
        groups = [each for each, in store.query('SELECT id FROM "group" ORDER BY id LIMIT 2')]
        homes = [each.rowid for each in store.find(Household, '"group" = ?', (groups[0],))]
        move_to_group(store, homes, groups[1], date(2026, 8, 15))
        members = [each.rowid for each in store.find(Member)]
        move_to_party_group(store, members[::2], "别组", date(2026, 8, 15))
        yield store


def unlike_its_months(store: Store, measures: Iterable[AnyMeasure], subject: str) -> set[str]:
    """The measures of which the quarter of some subject of a kind is not the sum of its months."""
    months, asked = [Days(*month.days) for month in QUARTER.months()], list(measures)
    found = reckon(store, [(each, days) for each in asked for days in (*months, DAYS)], subject)
    return {each.code for each in asked for key in found.subjects()
            if found.value(each, DAYS, key) != sum(found.value(each, days, key)
                                                   for days in months)}


@pytest.mark.parametrize("subject", sorted({subject for _, subject in SUBJECTS} - {VILLAGE}))
def test_months_of_a_subject_add_up_to_its_quarter(regrouped: Store, subject: str) -> None:
    assert unlike_its_months(regrouped, (
        measure for measure, of in SUBJECTS
        if of == subject and measure.adds_up("days", subject)), subject) == set()


def test_months_of_a_group_do_not_where_somebody_went_to_another(regrouped: Store) -> None:
    asked = [(measure, of) for measure, of in SUBJECTS
             if of in ("group", "party_group") and measure.adds_up("days")]
    assert not any(measure.adds_up("days", of) for measure, of in asked)
    assert unlike_its_months(
        regrouped, (measure for measure, of in asked if of == "group"), "group")


@pytest.mark.parametrize(("measure", "subject"), [
    each for each in SUBJECTS if each[1] != VILLAGE and each[0].adds_up(each[1])], ids=name)
def test_parts_add_up_to_the_village(year: Store, measure: Measure, subject: str) -> None:
    apart = reckon(year, [(measure, DAYS)], subject)
    whole = reckon(year, [(measure, DAYS)]).value(measure, DAYS)
    assert sum(apart.value(measure, DAYS, key) for key in apart.subjects()) == whole


def test_a_household_seen_in_two_months_does_not_add_up(year: Store) -> None:
    told_apart = [each for each in MEASURES
                  if isinstance(each, Measure) and isinstance(each.how, Distinct)]
    assert told_apart
    assert not any(each.adds_up("days") for each in told_apart)


def test_the_law_catches_a_condition_that_opening_forgets(
    year: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    solved = next(each for each in MEASURES if each.code == "problems.solved")
    assert isinstance(solved, Measure) and faults(year, solved, VILLAGE) == []
    monkeypatch.setattr("models.figures.reckon._failed", lambda *_: iter(()))
    assert faults(year, solved, VILLAGE)


def test_the_law_catches_a_line_counted_twice(year: Store) -> None:
    visits = next(each for each in MEASURES if each.code == "visits")
    assert isinstance(visits, Measure)
    twice = replace(visits, source=replace(
        visits.source, lines=f"{visits.source.lines} JOIN (SELECT 1 UNION SELECT 2)"))
    assert faults(year, twice, VILLAGE)


