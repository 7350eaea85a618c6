"""What is typed to name a household, a member, a person or an owner: the best first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.lasting import not_over, on
from models.members.member import Member, serving
from models.registers.people import Household, Person, head_on, members_of
from models.registers.search import search
from models.values import clock

if TYPE_CHECKING:
    from models.keeping.store import Store


OFFERED = 12

Named = list[tuple[int, str]]
"""(id, label) of what was meant."""


def households_named(store: Store, typed: str, also: int | None = None) -> Named:
    """Households by number, by anybody who lives there, or by pinyin; ``also`` is offered first."""
    hits = search(store, typed, OFFERED * 2)
    homes = [hit.id if hit.kind == Household.table else store.get(Person, hit.id).household
             for hit in hits]
    found = dict.fromkeys([*([also] if also else []), *(home for home in homes if home)])
    return _labelled(store, list(found)[:OFFERED])


def members_named(store: Store, typed: str, day: date, also: int | None = None) -> Named:
    """The members of the branch on a day by name or pinyin; blank offers the first of the list."""
    people = {hit.id: at for at, hit in enumerate(search(store, typed, 200))
              if hit.kind == Person.table}
    rows = store.query(
        f"""SELECT m.id, p.id, p.name, coalesce(m.party_group, h.number, '') FROM member m
           JOIN person p ON p.id = m.person LEFT JOIN household h ON h.id = p.household
           WHERE {serving()}
           ORDER BY m.party_group COLLATE counting NULLS LAST, m.id""",
        (day.isoformat(),),
    )
    if typed:
        rows = sorted((row for row in rows if row[1] in people or row[0] == also),
                      key=lambda row: people.get(row[1], -1))
    else:
        rows.sort(key=lambda row: row[0] != also)
    return [(row[0], " · ".join(filter(None, row[2:]))) for row in rows[:OFFERED]]


def people_named(store: Store, household: int, typed: str) -> Named:
    """Those of one household whose name holds what was typed."""
    return [(each.rowid, each.name) for each in members_of(store, household)
            if typed in each.name]


def people_elsewhere(store: Store, household: int, typed: str) -> Named:
    """Those who live in another household, or have left, by name, number or pinyin."""
    hits = [hit for hit in search(store, typed, OFFERED * 2) if hit.kind == Person.table]
    return [(hit.id, hit.label) for hit in hits
            if store.get(Person, hit.id).household != household
            or store.get(Person, hit.id).over_on(clock.today())][:OFFERED]


def owners_before(store: Store) -> list[str]:
    """Who had matters to see to before, the latest first."""
    rows = store.query(
        "SELECT owner FROM matter WHERE owner IS NOT NULL GROUP BY owner ORDER BY max(id) DESC"
    )
    return [owner for (owner,) in rows[:OFFERED]]


def _labelled(store: Store, homes: list[int]) -> Named:
    labels = {
        row: " · ".join(filter(None, (f"{number} 户", head, group)))
        for row, number, head, group in store.query(
            f"""SELECT h.id, h.number, {head_on()}, g.name
                FROM household h LEFT JOIN "group" g ON g.id = h."group"
                WHERE {on(Household, 'h')} AND h.id IN ({','.join('?' * len(homes))})""",
            (clock.today().isoformat(), *homes),
        )
    }
    return [(row, labels[row]) for row in homes if row in labels]


# ── people and members ───────────────────────────────────────────────────────


PEOPLE_OFFERED = 40


def people_to_choose(store: Store, typed: str) -> list[tuple[int, str]]:
    """The people whose name, pinyin or number begins with what was typed: (id, label).

    With nothing typed, the members. People of one name are told apart by their 户号.
    """
    if not typed.strip():
        found = [row[0] for row in store.query(
            f"""SELECT m.person FROM member m WHERE {on(Member, "m")}
                ORDER BY m.party_group COLLATE counting NULLS LAST, m.id LIMIT ?2""",
            (clock.today().isoformat(), PEOPLE_OFFERED),
        )]
    else:
        found = [hit.id for hit in search(store, typed, PEOPLE_OFFERED)
                 if hit.kind == Person.table]
    return labelled(store, found)


def labelled(store: Store, people: list[int]) -> list[tuple[int, str]]:
    """Each person with the name forms and lists call him by, in the order given."""
    marks = ",".join("?" * len(people))
    called = {person: f"{name}（{home or person}）" if alike > 1 else name
              for person, name, home, alike in store.query(
        f"""SELECT p.id, p.name, coalesce(h.number, ''),
                   (SELECT count(*) FROM person o WHERE o.name = p.name AND {not_over(Person, "o")})
            FROM person p LEFT JOIN household h ON h.id = p.household WHERE p.id IN ({marks})""",
        (clock.today().isoformat(), *people),
    )}
    return [(each, called[each]) for each in people if each in called]


def person_label(store: Store, person: int | None) -> str:
    """What one person is called; blank for nobody."""
    found = labelled(store, [person]) if person else []
    return found[0][1] if found else ""


def person_name(store: Store, person: int | None) -> str:
    """The bare name; blank for nobody."""
    return store.get(Person, person).name if person else ""
