"""Who lived where on a day, asked of the stays that every return is drawn from."""

from typing import NamedTuple

from models.registers.people import HEAD, STAYS


class Stay(NamedTuple):
    person: int
    household: int
    relation: str | None
    since: str | None
    left: str | None


def _stays(store, where, *given):
    return [Stay(*row) for row in store.query(
        f"SELECT person, household, relation, since, left FROM {STAYS} WHERE {where}", given)]


def residents_on(store, household, day):
    found = _stays(store, "household = ?1 AND coalesce(since, '') <= ?2"
                   " AND (left IS NULL OR left > ?2)", household, day.isoformat())
    return sorted(found, key=lambda each: (each.relation != HEAD, each.relation or "99",
                                           each.person))


def stays_of(store, person):
    found = _stays(store, "person = ? AND household IS NOT NULL", person)
    return sorted(found, key=lambda each: each.since or "")


def households_on(store, day):
    return [row for (row,) in store.query(
        "SELECT id FROM household WHERE coalesce(since, '') <= ?1 AND (left IS NULL OR left > ?1)",
        (day.isoformat(),))]
