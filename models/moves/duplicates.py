"""The same person written twice: found by weight, compared side by side, made one."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models.keeping.lasting import not_over
from models.keeping.record import Record, field, required
from models.keeping.settings import set_setting, setting
from models.members.member import Member, Post
from models.registers.people import Person, PersonLeft
from models.values import clock
from models.values.identity import long_form
from models.values.kinds import DAY, LINK, NOTE, Field
from models.values.names import match_key
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

WEIGHTS = {"id": 100, "birth": 40, "name": 30, "phone": 30, "household": 10}
"""What agreement in each is worth; ``birth`` counts only under one name."""

ENOUGH = 60
"""From this weight on a pair is worth looking at: an ID, name and birth, or name and telephone."""

_WORDS = {"id": "身份证号相同", "birth": "出生日期相同", "name": "姓名相同", "phone": "电话相同",
          "household": "在同一户"}
TWO_PEOPLE = "查重时认作两个人的"
_MERGED_FIELDS = ("household", "relation", "since", "left", "left_reason")


class PersonMerger(Record, table="person_merger", label="人员合并"):
    """Two entries that were one person: which stays, which rests in the history."""

    kept: int = required("留下", LINK)
    lost: int = required("并入", LINK)
    day: date = required("日期", DAY)
    why: str | None = field("依据", NOTE)


@dataclass(frozen=True)
class Suspect:
    """Two entries that may be one person, how much speaks for it (100 at most), and what."""

    one: int
    other: int
    weight: int
    why: tuple[str, ...]


@dataclass(frozen=True)
class FieldDifference:
    """One field side by side; ``same`` when there is nothing to choose."""

    field: Field
    one: Any
    other: Any

    @property
    def same(self) -> bool:
        """Whether both say the same, or only one says anything."""
        return self.one == self.other or self.one is None or self.other is None

    @property
    def suggested(self) -> Any:
        """What is kept unless the other one is chosen: whatever is not blank, the first before."""
        return self.other if self.one is None else self.one


def suspects(store: Store) -> list[Suspect]:
    """Pairs of people on the register who may be one, the surest first; not those of whom somebody
    said that they are two.
    """
    parted = {(one, other) for one, other in setting(store, TWO_PEOPLE, [])}
    people = {
        row[0]: _Traits(*row) for row in store.query(
            "SELECT id, name, id_number, born, phone, household FROM person"
            f" WHERE {not_over(Person)}", (clock.today().isoformat(),)
        )
    }
    buckets: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, each in people.items():
        for mark in each.marks():
            buckets[mark].append(row)
    pairs = {
        pair for rows in buckets.values() if len(rows) < 20
        for pair in itertools.combinations(sorted(rows), 2) if pair not in parted
    }
    found = [_weighed(people[one], people[other]) for one, other in pairs]
    return sorted(
        (each for each in found if each.weight >= ENOUGH),
        key=lambda each: (-each.weight, each.one, each.other),
    )


@dataclass(frozen=True)
class _Traits:
    row: int
    name: str
    id_number: str | None
    born: str | None
    phone: str | None
    household: int | None

    @property
    def number(self) -> str | None:
        return self.id_number and long_form(self.id_number)

    @property
    def phones(self) -> set[str]:
        return set(filter(None, (self.phone or "").split(";")))

    def marks(self) -> Iterator[tuple[str, str]]:
        """What people are brought together by."""
        if self.number:
            yield "id", self.number
        yield "name", match_key(self.name)


def _weighed(one: _Traits, other: _Traits) -> Suspect:
    why = []
    if one.number and one.number == other.number:
        why.append("id")
    if match_key(one.name) == match_key(other.name):
        why.append("name")
        if one.born and other.born and (
            one.born.startswith(other.born) or other.born.startswith(one.born)
        ):
            why.append("birth")
    if one.phones & other.phones:
        why.append("phone")
    if one.household is not None and one.household == other.household:
        why.append("household")
    weight = min(100, sum(WEIGHTS[each] for each in why))
    return Suspect(one.row, other.row, weight, tuple(_WORDS[each] for each in why))


def side_by_side(store: Store, one: int, other: int) -> list[FieldDifference]:
    """Every field of two people in the order of the form."""
    left, right = store.get(Person, one), store.get(Person, other)
    return [
        FieldDifference(each, getattr(left, each.name), getattr(right, each.name))
        for each in Person.fields() if each.name not in _MERGED_FIELDS
    ]


def part(store: Store, pair: Suspect) -> None:
    """Remember that they are two people, so that nobody is asked again."""
    with store.act(f"认作两个人：{store.get(Person, pair.one).name}"):
        set_setting(store, TWO_PEOPLE, [*setting(store, TWO_PEOPLE, []), [pair.one, pair.other]])


def merge_people(
    store: Store, kept: int, lost: int, chosen: Mapping[str, Any], day: date, *, why: str = ""
) -> Person:
    """Make two entries one: ``chosen`` (field → value) goes to the one kept, the other rests.

    Posts and the party file move over; what was written under the other entry stays there and is
    read as the same person's (:func:`entries_of`).

    :raises Invalid: both have a party file, or one of the two rests already.
    """
    stays, rests = store.get(Person, kept), store.get(Person, lost)
    files = {each.person: each for each in store.find(Member, "person IN (?, ?)", (kept, lost))}
    if len(files) == 2:
        raise Invalid({"person": f"两条“{stays.name}”都有党员档案，请先核对并让其中一份离册。"})
    if kept == lost or rests.left_reason == PersonLeft.DOUBLE:
        raise Invalid({"person": f"“{rests.name}”这一条已经并入别的记录。"})
    with store.act(f"合并重复人员：{stays.name}"):
        store.save(rests.but(left=rests.left or day, left_reason=PersonLeft.DOUBLE))
        if lost in files:
            store.save(files[lost].but(person=kept))
        for post in store.find(Post, "person = ?", (lost,)):
            store.save(post.but(person=kept))
        store.save(PersonMerger(kept=kept, lost=lost, day=day, why=why or None))
        return store.save(stays.but(**chosen))


def entries_of(store: Store, person: int) -> list[int]:
    """The ids under which one person was ever written: the one kept first, then those merged in."""
    rows = store.query(
        """WITH RECURSIVE entries(id) AS (VALUES (?1)
               UNION SELECT m.lost FROM person_merger m JOIN entries e ON m.kept = e.id)
           SELECT id FROM entries""",
        (person,),
    )
    return [row for (row,) in rows]
