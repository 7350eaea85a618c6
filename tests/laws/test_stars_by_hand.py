"""What the stars count, and what the books and dues print, is what plain SQL counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.keeping.store import Store
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.stars.sources import counted, year_until
from models.values.periods import Period
from sample.cast import LAST

DAYS = (date(2026, 3, 31), date(2026, 9, 30), LAST)
_YEAR = "BETWEEN '2026-01-01' AND :day"
_INCOME = "('trading', 'contracting', 'investing', 'subsidy', 'other-income')"
_THERE = "coalesce({0}since, '') <= :day AND ({0}until IS NULL OR {0}until > :day)"
_SUMMED = """SELECT coalesce(sum(CASE WHEN account IN {} THEN -amount ELSE amount END), 0) / 100.0
             FROM income_line WHERE account IN {} AND on_day """ + _YEAR
_NOT_YET = """SELECT s.project FROM project_stage s WHERE s.stage IN ('planned', 'stopped')
    AND s.on_day = (SELECT max(on_day) FROM project_stage t
                    WHERE t.project = s.project AND t.on_day <= :day)"""
_DONE = f"""SELECT count(*) FROM matter m WHERE found {_YEAR} AND 'closed' = (
    SELECT s.kind FROM matter_step s WHERE s.matter = m.id AND s.day <= :day
      AND s.kind IN ('found', 'reopened', 'closed') ORDER BY s.day DESC, s.id DESC LIMIT 1)"""
BY_HAND = {
    "party-meeting": f"SELECT count(*) FROM meeting WHERE kind = 'party-meeting' AND held {_YEAR}",
    "group-meeting": f"SELECT count(*) FROM meeting WHERE kind = 'group-meeting' AND held {_YEAR}",
    "reserves": """SELECT count(*) FROM reserve
                   WHERE listed <= :day AND (ended IS NULL OR ended > :day)""",
    "paired": """SELECT count(DISTINCT household) FROM pairing WHERE role = 'main'
                 AND since <= :day AND (until IS NULL OR until >= :day)""",
    "visited": f"SELECT count(DISTINCT household) FROM visit WHERE day {_YEAR}",
    "trained": f"""SELECT count(DISTINCT p.person) FROM activity_person p
                   JOIN activity a ON a.id = p.activity JOIN member m ON m.person = p.person
                   WHERE a.kind = 'training' AND a.on_day {_YEAR}""",
    "trainings": f"SELECT count(*) FROM activity WHERE kind = 'training' AND on_day {_YEAR}",
    "cleaning": f"SELECT count(*) FROM activity WHERE kind = 'cleaning' AND on_day {_YEAR}",
    "solved": _DONE,
    "disputes-solved": f"{_DONE} AND kind = 'dispute'",
    "rectified": f"{_DONE} AND kind IN ('rectification', 'inspection')",
    "income": _SUMMED.format("('')", _INCOME),
    "operating-profit": _SUMMED.format(
        "('trading-cost', 'managing-cost')",
        "('trading', 'contracting', 'investing', 'trading-cost', 'managing-cost')"),
    "tied": f"""SELECT count(DISTINCT t.household) FROM household_tie t JOIN firm_tie f
                ON f.cooperative = t.cooperative WHERE {_THERE.format('t.')}
                AND {_THERE.format('f.')}""",
    "led": f"""SELECT count(*) FROM organisation WHERE kind = 'cooperative' AND led
               AND {_THERE.format('')}""",
    "jobs": f"""SELECT (SELECT coalesce(sum(jobs), 0) FROM organisation WHERE {_THERE.format('')}
                        AND kind IN ('cooperative', 'firm', 'family_farm', 'workshop', 'shop'))
                     + (SELECT coalesce(sum(jobs), 0) FROM project
                        WHERE since <= :day AND id NOT IN ({_NOT_YET}))""",
    "facilities": "SELECT count(*) FROM facility WHERE state = 'used'",
    "councils": f"""SELECT count(DISTINCT kind) FROM organisation WHERE {_THERE.format('')} AND (
                    kind LIKE '%council' OR kind = 'covenant')""",
    "activities": f"""SELECT count(*) FROM activity WHERE star IN ('ecology', '生态宜居星')
                      AND on_day {_YEAR}""",
    "projects": f"""SELECT count(*) FROM project WHERE star = 'ecology' AND since <= :day
                   AND id NOT IN ({_NOT_YET})""",
    "honours": f"SELECT count(*) FROM honour WHERE star = 'ecology' AND on_day {_YEAR}",
}


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("code", BY_HAND)
def test_a_star_counts_what_is_counted_by_hand(year: Store, code: str, day: date) -> None:
    figure = counted(year, [(code, "ecology")], year_until(2026, day))[code, "ecology"]
    assert figure.value == Decimal(str(year.query(BY_HAND[code], {"day": day.isoformat()})[0][0]))


MONTH_OWED = """
    WITH RECURSIVE month (at) AS (
        SELECT 1 UNION ALL SELECT at + 1 FROM month WHERE at < CAST(substr(:day, 6, 2) AS INTEGER))
    SELECT {} FROM member m CROSS JOIN month
    LEFT JOIN dues d ON d.member = m.id AND d.month = '2026-' || printf('%02d', at)
    WHERE '2026-' || printf('%02d', at) >= substr(coalesce(m.joined, ''), 1, 7)
      AND (m.left IS NULL OR m.left > :day) AND coalesce(m.joined, '') <= :day"""
_MISSING = "coalesce(sum(d.paid IS NULL OR d.paid_on > :day), 0)"


@pytest.mark.parametrize("period", ["2026-Q1", "2026-Q3", "2026"])
def test_dues_are_owed_for_every_month_until_the_day(year: Store, period: str) -> None:
    asked = Asked.of(Period.parse(period), LAST)
    sheet = return_called("dues").draw(year, asked)
    standard = year.query("SELECT max(standard) FROM dues")[0][0]
    (months, missing), = year.query(MONTH_OWED.format(f"count(*), {_MISSING}"),
                                    {"day": asked.day.isoformat()})
    owed, paid = (sheet.total[[each.label for each in sheet.columns].index(label)]
                  for label in ("本年应交", "本年实交"))
    assert owed == Decimal(months * standard).scaleb(-2)
    assert owed - paid == Decimal(missing * standard).scaleb(-2)
    assert any(f"应交未交{missing}个月" in each for each in sheet.notes) == bool(missing)


def test_a_project_of_may_is_not_told_of_in_march(year: Store) -> None:
    for period, since in (("2026-Q1", "2026-03-31"), ("2026-Q3", "2026-09-30")):
        sheet = return_called("projects").draw(year, Asked.of(Period.parse(period), LAST))
        begun = "FROM project WHERE since <= ?"
        (count, funds), = year.query(
            f"""SELECT (SELECT count(*) {begun}),
                       (SELECT sum(amount) FROM project_fund WHERE project IN (SELECT id {begun}))
            """, (since, since))
        assert (len(sheet.rows), sheet.total[7]) == (count, Decimal(funds).scaleb(-2))
