"""How long a thing lasts is said once; SQL and records answer alike for every kind that lasts."""

from __future__ import annotations

import sqlite3
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from models.keeping.lasting import Before, Lasting, Lasts, Through, lasts_on, on
from models.members.member import Member
from models.pairing.pairing import Pairing
from models.registers.people import Household

BEGINS = (None, "2019", "2019-05", "2026-03-10")
ENDS = (None, "2026-03-10", "2026-03-11", "2026-03-12")
DAYS = tuple(date(2026, 3, day) for day in range(8, 14))


class Moving(SimpleNamespace):
    """A row that says how long it lasts, of whatever kind."""


@pytest.mark.parametrize("lasts", [Through("since", "until"), Before("since", "until")])
def test_sql_and_records_answer_alike_for_every_beginning_and_end(lasts: Lasts) -> None:
    kind = type("Kind", (Moving,), {"lasts": lasts})
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE TABLE x(since TEXT, until TEXT)")
        for since in BEGINS:
            for until in ENDS:
                db.execute("DELETE FROM x")
                db.execute("INSERT INTO x VALUES (?, ?)", (since, until))
                record = kind(since=since, until=until and date.fromisoformat(until))
                for day in DAYS:
                    asked = f"SELECT count(*) FROM x WHERE {on(cast(Any, kind), 'x')}"
                    told = bool(db.execute(asked, (day.isoformat(),)).fetchone()[0])
                    assert told == lasts_on(cast(Lasting, record), day), (since, until, day)


def test_the_last_day_of_a_pairing_counts_and_the_day_of_leaving_does_not() -> None:
    end = date(2026, 9, 30)
    pairing = Pairing(household=1, member=1, role="main", since=date(2026, 1, 1), until=end)
    home = Household(number="01-001", left=end)
    assert pairing.holds_on(end) and not pairing.holds_on(date(2026, 10, 1))
    assert not home.holds_on(end) and home.holds_on(date(2026, 9, 29))


def test_who_joined_in_a_month_is_a_member_from_its_first_day() -> None:
    member = Member(person=1, kind="full", joined="2019-05")
    assert not member.holds_on(date(2019, 4, 30)) and member.holds_on(date(2019, 5, 1))
