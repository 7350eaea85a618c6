"""What the returns print of people, pairing, visits and matters is what plain SQL counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from models.figures.catalogue import MEASURES, measure_called
from models.figures.liaison import LIAISON_MEASURES, VISITED, VISITS
from models.figures.matters import MATTER_MEASURES
from models.figures.measure import Days, Latest, Measure
from models.figures.reckon import counted, opened, reckon
from models.figures.registers import REGISTER_MEASURES
from models.keeping.store import Store
from models.overview.due import tiles
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.returns.visiting import MONTH
from models.values.periods import Period
from sample.cast import LAST

PERIODS = ("2026-Q1", "2026-Q3", "2026-09")


def sheet(store: Store, code: str, written: str):
    return return_called(code).draw(store, Asked.of(Period.parse(written), LAST))


def printed(store: Store, written: str) -> Iterator[tuple[str, int]]:
    """The figures as they stand in 合计, or in a line of their own."""
    month, cover = sheet(store, "visits-month", written), sheet(store, "visits-cover", written)
    for at, name in enumerate(("走访户数", "入户", "电话外出", "诉求", "问题", "解决")):
        yield name, month.total[1 + 2 * at]
        yield f"累计{name}", month.total[2 + 2 * at]
    for at, name in ((1, "应走访"), (2, "已入户"), (4, "未走到")):
        yield name, cover.total[at]
    for row in sheet(store, "facts", written).rows:
        yield row.values[1], row.values[2]
    asked = Asked.of(Period.parse(written), LAST)
    for name in ("matters.found", "matters.solved", "matters.open", "matters.overdue",
                 "village.linked", "matters.above"):
        measure = measure_called(MEASURES, name)
        yield name, reckon(store, [(measure, asked.days)]).value(measure, asked.days)


_THERE = "coalesce({0}since, '') <= :last AND ({0}left IS NULL OR {0}left > :last)"
_STAYS = """(SELECT person, household, since, left FROM residence
             UNION ALL SELECT id, household, since, left FROM person) s"""
_LIVED_IN = f"(SELECT s.household FROM {_STAYS} WHERE {_THERE.format('s.')})"
_TO_PAIR = f"{_THERE.format('')} AND id IN {_LIVED_IN}"
_SEEN = "SELECT household FROM visit WHERE way = 'home' AND day BETWEEN :first AND :last"
_LAST_STEP = """(SELECT {} FROM matter_step s WHERE s.matter = m.id AND s.day <= :last {}
                 ORDER BY s.day DESC, s.id DESC LIMIT 1)"""
_STATE = _LAST_STEP.format("s.kind", "AND s.kind IN ('found', 'reopened', 'closed')")
_PEOPLE = f"""FROM person p JOIN {_STAYS} ON s.person = p.id
    WHERE s.household IS NOT NULL AND {_THERE.format('s.')}"""


def _visits(what: str, where: str = "1") -> dict[str, str]:
    return {name: f"SELECT {what} FROM visit WHERE day BETWEEN {first} AND :last AND {where}"
            for name, first in (("", ":first"), ("累计", "substr(:last, 1, 4)"))}


def _steps(kinds: str, where: str) -> dict[str, str]:
    return {name: f"""SELECT count(*) FROM matter_step s JOIN matter m ON m.id = s.matter
                      WHERE s.kind IN ({kinds}) AND {where} AND s.day BETWEEN {first} AND :last"""
            for name, first in (("", ":first"), ("累计", "substr(:last, 1, 4)"))}


_OPENED = "'found', 'reopened'"
BY_SPAN = {
    "走访户数": _visits("count(DISTINCT household)"),
    "入户": _visits("count(*)", "way = 'home'"),
    "电话外出": _visits("count(*)", "way IN ('phone', 'away')"),
    "诉求": _steps(_OPENED, "m.visit IS NOT NULL AND m.kind = 'request'"),
    "问题": _steps(_OPENED, "m.visit IS NOT NULL AND m.kind != 'request'"),
    "解决": _steps("'closed'", "m.visit IS NOT NULL"),
}
BY_HAND = {
    **{f"{span}{name}": sql for name, both in BY_SPAN.items() for span, sql in both.items()},
    "应走访": f"SELECT count(*) FROM household WHERE {_TO_PAIR}",
    "已入户": f"SELECT count(*) FROM household WHERE {_TO_PAIR} AND id IN ({_SEEN})",
    "未走到": f"SELECT count(*) FROM household WHERE {_TO_PAIR} AND id NOT IN ({_SEEN})",
    "village.linked": f"""SELECT count(*) FROM household WHERE {_TO_PAIR} AND id IN (
        SELECT household FROM pairing WHERE role = 'main' AND since <= :last
        AND (until IS NULL OR until >= :last))""",
    "户数": f"SELECT count(*) FROM household WHERE {_THERE.format('')}",
    "其中：监测户": f"""SELECT count(DISTINCT household) FROM household_category c
        WHERE category LIKE 'JC%' AND coalesce(since, '') <= :last
        AND (until IS NULL OR until >= :last)
        AND household IN (SELECT id FROM household WHERE {_THERE.format('')})""",
    "人口": f"SELECT count(DISTINCT p.id) {_PEOPLE}",
    "其中：女": f"SELECT count(DISTINCT p.id) {_PEOPLE} AND p.sex = '2'",
    "其中：18 周岁以上": f"""SELECT count(DISTINCT p.id) {_PEOPLE}
        AND CAST(substr(:last, 1, 4) AS INT) - CAST(substr(p.born, 1, 4) AS INT)
            - (substr(p.born, 6) > substr(:last, 6)) >= 18""",
    "其中：60 周岁以上": f"""SELECT count(DISTINCT p.id) {_PEOPLE}
        AND CAST(substr(:last, 1, 4) AS INT) - CAST(substr(p.born, 1, 4) AS INT)
            - (substr(p.born, 6) > substr(:last, 6)) >= 60""",
    "党员": """SELECT count(*) FROM member WHERE coalesce(joined, '') <= :last
               AND (left IS NULL OR left > :last)""",
    "其中：预备党员": """SELECT count(*) FROM member WHERE coalesce(joined, '') <= :last
        AND (left IS NULL OR left > :last) AND (kind = 'probationary' OR confirmed > :last)""",
    "matters.found": f"""SELECT count(*) FROM matter_step
                         WHERE kind IN ({_OPENED}) AND day BETWEEN :first AND :last""",
    "matters.solved": """SELECT count(*) FROM matter_step
                         WHERE kind = 'closed' AND day BETWEEN :first AND :last""",
    "matters.open": f"SELECT count(*) FROM matter m WHERE {_STATE} IN ({_OPENED})",
    "matters.overdue": f"""SELECT count(*) FROM matter m WHERE {_STATE} IN ({_OPENED})
        AND coalesce({_LAST_STEP.format('s.deadline', '')}, m.deadline) < :last""",
    "matters.above": f"""SELECT count(*) FROM matter m WHERE {_STATE} IN ({_OPENED})
        AND {_LAST_STEP.format('s.level', '')} IN ('town', 'county')""",
}
"""Every figure in the plainest way, with none of our own SQL."""


def recounted(store: Store, written: str) -> dict[str, tuple[int, int]]:
    """Every figure as printed and as counted by hand."""
    days = Asked.of(Period.parse(written), LAST).days
    told = dict(printed(store, written))
    return {name: (told.get(name, 0), store.query(sql, days.asked)[0][0])
            for name, sql in BY_HAND.items()}


@pytest.mark.parametrize("written", PERIODS)
def test_every_printed_figure_is_what_plain_sql_counts(year: Store, written: str) -> None:
    found = recounted(year, written)
    assert [name for name, (one, other) in found.items() if one != other] == []
    assert sum(one > 0 for one, _ in found.values()) > 16


def test_the_recount_catches_times_where_households_are_asked(
    year: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tuple((column, VISITS if fill is VISITED else fill) for column, fill in MONTH.filled)
    monkeypatch.setattr("models.returns.visiting.MONTH", replace(MONTH, filled=wrong))
    told, by_hand = recounted(year, "2026-Q3")["走访户数"]
    assert told > by_hand


def test_every_measure_has_the_records_it_opens_into(year: Store) -> None:
    days = Days(*Period.parse("2026-Q3").days)
    for each in (*REGISTER_MEASURES, *LIAISON_MEASURES, *MATTER_MEASURES):
        if isinstance(each, Measure) and not isinstance(each.how, Latest):
            seen = {one.ref for one in opened(year, each, days).counted}
            assert set(counted(year, each, days)) == seen, each.code


def test_the_tiles_of_the_workbench_open_into_what_they_say(year: Store) -> None:
    shown = tiles(year, LAST)
    assert sum(each.value > 0 for each in shown) > 4
    for each in shown:
        assert len(opened(year, each.measure, each.days).counted) == each.value, each.label
