"""What the lists print in 合计 is what plain SQL counts: meetings, marks, slips, goods, rents."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from models.figures.catalogue import MEASURES, measure_called
from models.figures.meetings import PARTY_CAME, PARTY_DUE
from models.figures.reckon import reckon
from models.keeping.store import Store
from models.meetings.kinds import every_kind, known_kinds
from models.meetings.meeting import fallen_between
from models.returns.catalogue import return_called
from models.returns.meetings import ATTENDANCE
from models.returns.returning import Asked
from models.values.kinds import from_stored
from models.values.periods import Period
from sample.cast import LAST

PERIODS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-09")

_HELD = """m.held BETWEEN :first AND :last
    AND m.id NOT IN (SELECT value FROM json_each(:fallen))"""
_NAMED = "status IS NULL OR status NOT IN ('visiting', 'excluded')"
_LESSON = f"""FROM meeting m WHERE {_HELD} AND m.kind IN (SELECT value FROM json_each(:lessons))"""
_THERE = "coalesce({0}since, '') <= :last AND ({0}left IS NULL OR {0}left > :last)"
_MARK = f"""SELECT count(*) FROM attendance a JOIN meeting m ON m.id = a.meeting WHERE {_HELD}
    AND m.kind IN (SELECT value FROM json_each(:party)) AND a.person IN (
        SELECT person FROM member WHERE coalesce(joined, '') <= :last
        AND (left IS NULL OR left > :last)) AND """
_PAIRED = f"""pairing x JOIN household h ON h.id = x.household WHERE x.since <= :last
    AND (x.until IS NULL OR x.until >= :last) AND {_THERE.format('h.')}"""
_STOOD = """(on_day BETWEEN :first AND :last AND (cancelled IS NULL OR cancelled > :last))
    - (on_day < :first AND coalesce(cancelled, '') BETWEEN :first AND :last)"""
_SLIPS = """FROM entry e JOIN slip s ON s.id = e.slip WHERE s.on_day BETWEEN :first AND :last
    AND s.kind = 'household' AND s.op IN ('award', 'reverse', 'veto', 'appeal')"""
_POSTS = """FROM post o JOIN person p ON p.id = o.person WHERE o.body IN ('branch', 'committee')
    AND coalesce(o.since, '') <= :last AND (o.until IS NULL OR o.until > :last)"""
BY_HAND: dict[str, str] = {
    "meetings 应到": f"""SELECT sum(CASE WHEN EXISTS (SELECT 1 FROM attendance WHERE meeting = m.id)
        THEN (SELECT count(*) FROM attendance WHERE meeting = m.id AND ({_NAMED}))
        ELSE m.due_count END) {_LESSON}""",
    "meetings 实到": f"""SELECT sum(CASE WHEN EXISTS (SELECT 1 FROM attendance WHERE meeting = m.id)
        THEN (SELECT count(*) FROM attendance WHERE meeting = m.id AND status = 'present')
        ELSE m.present_count END) {_LESSON}""",
    "attendance 应到": f"{_MARK} ({_NAMED})",
    **{f"attendance {label}": f"{_MARK} status = '{code}'" for label, code in (
        ("到", "present"), ("假", "leave"), ("缺", "absent"), ("书面意见", "written"))},
    **{f"activities {label}": f"""SELECT sum({column}) FROM activity
                                  WHERE on_day BETWEEN :first AND :last"""
       for label, column in (("参加人数", "people"), ("人次", "times"))},
    **{f"points-redeemed {label}": f"SELECT sum({column} * ({_STOOD})) FROM redemption"
       for label, column in (("数量", "quantity"), ("分值", "points"))},
    "points 加减分": f"SELECT sum(e.credited) {_SLIPS} AND s.state = 'approved'",
    "liaison-board 联系户数": f"SELECT count(*) FROM {_PAIRED} AND x.role = 'main'",
    "liaison 人口": f"""SELECT count(DISTINCT person) FROM (
        SELECT person, household, since, left FROM residence
        UNION ALL SELECT id, household, since, left FROM person) s
        WHERE {_THERE.format('s.')} AND s.household IN (SELECT x.household FROM {_PAIRED})""",
    "assets 年租金": """SELECT sum(rent) / 100 FROM lease WHERE asset IS NOT NULL
        AND since <= :last AND until >= :last""",
    "star-ledger 佐证份数": """SELECT count(*) FROM star_evidence e JOIN clause c ON c.id = e.clause
        JOIN task t ON t.id = c.task WHERE e.filed <= :last
        AND t.standard = (SELECT standard FROM star_plan WHERE year = substr(:last, 1, 4) + 0)""",
    "ceremonies 红白事节约": """SELECT sum(usual - spent) / 100 FROM ceremony
        WHERE on_day BETWEEN :first AND :last""",
    "training-people 补贴（元）": """SELECT sum(x.subsidy) / 100 FROM activity_person x
        JOIN activity a ON a.id = x.activity WHERE a.on_day BETWEEN :first AND :last""",
    "greening 植树（株）": "SELECT sum(trees) FROM greening WHERE on_day BETWEEN :first AND :last",
    "products 年产值（元）": "SELECT sum(output) / 100 FROM product WHERE since <= :last",
    "facilities 其中完好": "SELECT sum(working) FROM facility",
    "services.done": """SELECT count(*) FROM service WHERE on_day BETWEEN :first AND :last
                        AND done_on <= :last""",
    "ties.poor": """SELECT count(DISTINCT t.household) FROM household_tie t
        JOIN household_category c ON c.household = t.household AND c.category IN
            ('TP', 'JC1', 'JC2', 'JC3') AND (c.until IS NULL OR c.until >= :last)
        WHERE t.since <= :last AND (t.until IS NULL OR t.until > :last)""",
    "officers": f"SELECT count(DISTINCT o.person) {_POSTS}",
    "officers.women": f"SELECT count(DISTINCT o.person) {_POSTS} AND p.sex = '2'",
    "redemptions.homes": f"""SELECT count(DISTINCT account) FROM redemption
                             WHERE ({_STOOD}) > 0""",
    "village.died": """SELECT count(*) FROM person WHERE left_reason = 'died'
                       AND left BETWEEN :first AND :last""",
    "village.workers": f"""SELECT count(DISTINCT p.id) FROM person p JOIN (
        SELECT person, household, since, left FROM residence
        UNION ALL SELECT id, household, since, left FROM person) s ON s.person = p.id
        WHERE {_THERE.format('s.')} AND s.household IS NOT NULL
        AND substr(:last, 1, 4) - substr(p.born, 1, 4)
            - (substr(p.born, 6) > substr(:last, 6)) BETWEEN 16 AND 59""",
    "development.admit": """SELECT count(*) FROM development_step WHERE step = 'admit'
                            AND on_day BETWEEN :first AND :last""",
    "activities.training.times": """SELECT sum(coalesce(times, people)) FROM activity
        WHERE kind = 'training' AND on_day BETWEEN :first AND :last""",
}
"""Every figure in the plainest way: a return with a heading, or a measure, and its SQL."""
_POINTS = ("points ", "points-redeemed ")


def printed(store: Store, name: str, asked: Asked) -> Any:
    code, _, label = name.partition(" ")
    if not label:
        measure = measure_called(MEASURES, code)
        return reckon(store, [(measure, asked.days)]).value(measure, asked.days)
    sheet = return_called(code).draw(store, asked)
    at = next(n for n, each in enumerate(sheet.columns) if each.label == label)
    return sheet.total[at] if sheet.total else sum(row.values[at] or 0 for row in sheet.rows)


def by_hand(store: Store, name: str, asked: Asked) -> Any:
    fallen = list(fallen_between(store, *asked.days))
    lessons = [each.code for each in known_kinds(store, asked.day) if each.three_lessons]
    party = [each.code for each in every_kind(store) if each.of_the_party]
    counted = store.query(BY_HAND[name], asked.days.asked | {
        key: json.dumps(value) for key, value in (
            ("fallen", fallen), ("lessons", lessons), ("party", party))})[0][0] or 0
    return from_stored(counted) if name.startswith(_POINTS) else Decimal(counted)


@pytest.mark.parametrize("written", PERIODS)
@pytest.mark.parametrize("name", BY_HAND)
def test_a_list_prints_what_plain_sql_counts(year: Store, name: str, written: str) -> None:
    asked = Asked.of(Period.parse(written), LAST)
    assert (printed(year, name, asked) or 0) == by_hand(year, name, asked)


def test_there_is_something_to_count(year: Store) -> None:
    counted = {name for name in BY_HAND for written in PERIODS
               if by_hand(year, name, Asked.of(Period.parse(written), LAST))}
    assert len(counted) >= 15


def test_the_recount_catches_who_came_where_who_was_due_is_asked(year: Store) -> None:
    asked = Asked.of(Period.parse("2026-Q3"), LAST)
    wrong = tuple((column, PARTY_CAME if fill is PARTY_DUE else fill)
                  for column, fill in ATTENDANCE.filled)
    listing = replace(ATTENDANCE, filled=wrong)
    total = listing.total(year, listing.rows(year, asked.days), asked.days)
    assert total and total[3] < by_hand(year, "attendance 应到", asked)
