"""Who is meant by what was typed into a form: people of the village, the members first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.registers.people import Person
from models.registers.search import search

if TYPE_CHECKING:
    from models.keeping.store import Store

OFFERED = 40


def people_to_choose(store: Store, typed: str) -> list[tuple[int, str]]:
    """The people whose name, pinyin or number begins with what was typed: (id, label).

    With nothing typed, the members. People of one name are told apart by their 户号.
    """
    if not typed.strip():
        found = [row[0] for row in store.query(
            """SELECT m.person FROM member m WHERE m."left" IS NULL
               ORDER BY m.party_group, m.id LIMIT ?""", (OFFERED,),
        )]
    else:
        found = [each.id for each in search(store, typed, OFFERED) if each.kind == "person"]
    return labelled(store, found)


def labelled(store: Store, people: list[int]) -> list[tuple[int, str]]:
    """Each person with the name forms and lists call him by, in the order given."""
    marks = ",".join("?" * len(people))
    rows = {row[0]: row[1:] for row in store.query(
        f"""SELECT p.id, p.name, coalesce(h.number, ''),
                   (SELECT count(*) FROM person o WHERE o.name = p.name AND o."left" IS NULL)
            FROM person p LEFT JOIN household h ON h.id = p.household WHERE p.id IN ({marks})""",
        people,
    )}
    return [
        (each, f"{rows[each][0]}（{rows[each][1] or each}）" if rows[each][2] > 1
         else rows[each][0])
        for each in people if each in rows
    ]


def person_label(store: Store, person: int | None) -> str:
    """What one person is called; blank for nobody."""
    found = labelled(store, [person]) if person else []
    return found[0][1] if found else ""


def person_name(store: Store, person: int | None) -> str:
    """The bare name; blank for nobody."""
    return store.get(Person, person).name if person else ""
