"""What the town fills into a form of a village is what the village fills in itself, or blank."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from exporters.leaving.package import sealed_for
from models.exchange.chain import make_packages
from models.exchange.keys import draft_key, own_card, own_key
from models.exchange.printed import Printed
from models.keeping.store import Store
from models.returns.catalogue import return_called
from models.returns.facts.catalogue import SUBJECTS
from models.returns.facts.fact import Fact, FormSubject
from models.returns.facts.view import View
from models.returns.returning import Asked
from models.returns.town_form.about import known
from models.town.handed_in import Came, HandedIn
from models.town.units import TownUnit, keep_unit, open_town, register, units
from models.values.periods import Period
from tests.models.town.reading import taken

PERIOD = Period.parse("2026-09")
TODAY = date(2026, 11, 29)
NOT_OURS = {"village.town", "village.county", "village.branch", "village.phone"}
"""What the town has no record of, or of itself."""
TOLD_ONLY_AS_A_FIGURE = {"points.added", "points.deducted", "points.redeemed"}
"""Of the village as a whole, by the return that came along."""


@pytest.fixture(scope="module")
def handed(year: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HandedIn]:
    """The year of a village, at a town that received one package of it."""
    folder = tmp_path_factory.mktemp("town")
    asked = Asked.of(PERIOD, TODAY)
    sheets = [return_called(each).draw(year, asked) for each in ("points-report", "kinds")]
    with Store(folder / "镇.lianxing") as town:
        key = draft_key(year)
        open_town(town, "示例镇")
        own_key(town)
        card = own_card(year, key)
        keep_unit(town, TownUnit(name=card.name, code=card.code, place=1, star_set="rural"))
        register(town, card)
        made = make_packages(year, PERIOD, [Printed(each) for each in sheets],
                             sealed_for(key.signing, own_card(town).receiving), folder, key)
        taken(town, folder / made[-1].name)
        (village,) = units(town)
        with HandedIn(town, village, Came.of(town, village, PERIOD)) as store:
            yield store


def told(store: Store, subject: FormSubject, span: str = "") -> dict[str, list[Any]]:
    """What every fact of a subject says, line by line; None where it is not known."""
    view = View(store, PERIOD, TODAY).over(span)
    rows = known(view, lambda: subject.rows(view))
    return {each.name: [_told(view, each, row) for row in rows or ()] for each in subject.facts}


def _told(view: View, fact: Fact, row: Any) -> Any:
    return known(view, lambda: fact.read(view, row))


def differing(
    year: Store, handed: Store, subject: FormSubject, span: str = ""
) -> dict[str, list[tuple[Any, Any]]]:
    """Facts the town tells otherwise than the village: what each says."""
    here, there = told(year, subject, span), told(handed, subject, span)
    found = {name: [(own, said) for own, said in zip(here[name], there[name], strict=True)
                    if said is not None and said != own]
             for name in here if there[name] and name not in NOT_OURS}
    return {name: lines for name, lines in found.items() if lines}


@pytest.mark.parametrize("subject", SUBJECTS, ids=[each.code for each in SUBJECTS])
def test_the_town_tells_of_a_village_what_it_tells_itself_or_nothing(
    year: Store, handed: Store, subject: FormSubject
) -> None:
    assert differing(year, handed, subject) == {}


@pytest.mark.parametrize("subject", SUBJECTS, ids=[each.code for each in SUBJECTS])
def test_of_days_that_no_package_tells_of_nothing_is_counted(
    year: Store, handed: Store, subject: FormSubject
) -> None:
    assert differing(year, handed, subject, "to-date") == {}


def test_what_came_is_told_and_what_did_not_is_not(year: Store, handed: Store) -> None:
    village, homes = SUBJECTS[-1], next(each for each in SUBJECTS if each.code == "household")
    of_village, of_homes = told(handed, village), told(handed, homes)
    untold = {name for name, (said,) in of_village.items() if said is None}
    assert {"village.branch", "development.apply", "village.not-held"} <= untold
    assert not {"village.homes", "village.members", "visits", "meetings.lessons",
                *TOLD_ONLY_AS_A_FIGURE} & untold
    assert all(said is not None for said in of_homes["number"])
    assert all(said is None for said in of_homes["points.closing"])
    assert told(handed, village, "to-date")["visits"] == [None]


def test_the_law_catches_a_count_of_what_never_came(
    year: Store, handed: HandedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HandedIn, "_came_with", lambda *_: True)
    monkeypatch.setattr(HandedIn, "holds", lambda *_: True)
    village, member = SUBJECTS[-1], next(each for each in SUBJECTS if each.code == "member")
    assert "dues.09" in differing(year, handed, member)
    assert "visits" in differing(year, handed, village, "to-date")
