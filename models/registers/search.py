"""Finding people and households: by name, pinyin, 户号, or the last four of ID or telephone."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from models.registers.people import HEAD, Household, Person, head_on
from models.values import clock
from models.values.days import age_on
from models.values.names import match_key, without_dots
from models.values.readings import syllables
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store

NEWEST = "search.without-dots"
"""Where the draft table keeps how far into the journal the keys have caught up: another place
whenever keys are worked out otherwise, so that those of an older file are worked out afresh."""

READINGS_AT_MOST = 10
"""A name with several polyphonic characters is found by this many readings."""


KEYS_EACH = 8
"""So many keys of one person may begin alike; the best ``limit`` people need no more than that."""


@dataclass(frozen=True)
class Hit:
    """Something found: ``kind`` is person or household, ``why`` says what matched.

    ``about`` tells those of one name apart: sex, age, group, and whose household it is.
    """

    kind: str
    id: int
    label: str
    why: str
    about: str = ""


SELDOM = "又音"
"""Why a name was found that is hardly ever read so; these come last."""


def search(store: Store, text: str, limit: int = 30) -> list[Hit]:
    """People and households whose keys begin with ``text``, the best first."""
    wanted = without_dots("".join(text.split())).lower()
    if not wanted:
        return []
    catch_up(store)
    best: dict[tuple[str, int], str] = {}
    for kind, row, why in store.query(
        """SELECT kind, row, why FROM search_key WHERE key >= ? AND key < ?
           ORDER BY why = ?, key <> ? OR why = '拼音', length(key), kind DESC, row LIMIT ?""",
        (wanted, wanted + "\U0010ffff", SELDOM, wanted, limit * KEYS_EACH),
    ):
        best.setdefault((kind, row), why)
    found = dict(itertools.islice(best.items(), limit))
    labels = _labels(store, list(found))
    return [Hit(*each, labels[each][0], why, labels[each][1]) for each, why in found.items()]


def catch_up(store: Store, at_most: int = -1) -> int:
    """Work out the keys of what changed since last time (so many changes at most); how many."""
    since = caught_up_to(store) or 0
    newest = store.query("SELECT coalesce(max(id), 0) FROM change")[0][0]
    if newest == since or store.reading:
        return 0
    changes = store.query(
        """SELECT "table", row, id FROM change
           WHERE id > ? AND "table" IN ('person', 'household') ORDER BY id LIMIT ?""",
        (since, at_most),
    )
    changed = dict.fromkeys((kind, row) for kind, row, _ in changes)
    if len(changes) == at_most:
        newest = max(change for _, _, change in changes)
    with store.aside() as write:
        for kind, row in changed:
            write("DELETE FROM search_key WHERE kind = ? AND row = ?", (kind, row))
            for key, why in _keys(store, kind, row):
                write("INSERT OR IGNORE INTO search_key VALUES (?, ?, ?, ?)", (kind, row, key, why))
        write("INSERT OR REPLACE INTO draft VALUES (?, ?, '')", (NEWEST, str(newest)))
    return len(changed)


def _keys(store: Store, kind: str, row: int) -> Iterator[tuple[str, str]]:
    return _person_keys(store, row) if kind == Person.table else _household_keys(store, row)


def stale_keys(store: Store) -> list[tuple[str, int]]:
    """The people and households whose keys are not what they would be worked out to be now."""
    if not store.count("search_key"):
        return []
    waiting = set(store.query('SELECT "table", row FROM change WHERE id > ?',
                              (caught_up_to(store),)))
    kept: dict[tuple[str, int], set[tuple[str, str]]] = {
        (kind, row): set() for kind in (Person.table, Household.table)
        for (row,) in store.query(f"SELECT id FROM {kind}")}
    for kind, row, key, why in store.query("SELECT kind, row, key, why FROM search_key"):
        kept.setdefault((kind, row), set()).add((key, why))
    return [(kind, row) for (kind, row), keys in kept.items() if (kind, row) not in waiting
            and set(_keys(store, kind, row)) != keys]


def caught_up_to(store: Store) -> int | None:
    """The change of the log up to which keys were worked out; None where somebody altered that."""
    for said, last in store.query(
        "SELECT content, (SELECT coalesce(max(id), 0) FROM change) FROM draft WHERE place = ?",
        (NEWEST,),
    ):
        return int(said) if re.fullmatch("[0-9]{1,15}", str(said)) and int(said) <= last else None
    return 0


def renew_keys(store: Store) -> None:
    """Work out every key afresh."""
    with store.aside() as write:
        write("DELETE FROM search_key")
        write("DELETE FROM draft WHERE place = ?", (NEWEST,))
    catch_up(store)


def _person_keys(store: Store, row: int) -> Iterator[tuple[str, str]]:
    found = store.query("SELECT name, id_number, phone, landline FROM person WHERE id = ?", (row,))
    if not found:
        return
    name, id_number, phone, landline = found[0]
    yield from name_keys(name)
    if id_number:
        yield id_number[-4:].lower(), "身份证后四位"
    for number in f"{phone or ''};{landline or ''}".split(";"):
        if number:
            yield number[-4:], "电话后四位"
            yield number, "电话"


def _household_keys(store: Store, row: int) -> Iterator[tuple[str, str]]:
    """A 户号 as written and without its dashes, each with and without leading zeros."""
    for (number,) in store.query("SELECT number FROM household WHERE id = ?", (row,)):
        written = number.lower()
        short = "-".join(part.lstrip("0") or "0" for part in written.split("-"))
        joined = written.replace("-", "")
        every = (written, short, joined, joined.lstrip("0"), short.replace("-", ""))
        for key in dict.fromkeys(filter(None, every)):
            yield key, "户号"


def name_keys(name: str) -> Iterator[tuple[str, str]]:
    """Every key a name is found by: its tails as written, initials and pinyin of every reading.

    ü is a v, as the input methods have it, and a u too.
    """
    plain = without_dots(name)
    for start in range(len(plain)):
        yield plain[start:].lower(), "姓名"
    seen = set()
    for reading, why in itertools.islice(_readings(plain), READINGS_AT_MOST):
        whole = "".join(reading)
        for key in ("".join(each[0] for each in reading), whole, whole.replace("v", "u")):
            if key not in seen:
                seen.add(key)
                yield key, why


@lru_cache(maxsize=8192)
def begins_with(words: str, typed: str) -> bool:
    """Whether ``words`` begin with what was typed: the characters, or their pinyin initials."""
    if words.startswith(typed):
        return True
    if not (typed.isascii() and typed.isalpha()):
        return False
    begun = match_key(words)[:len(typed)]
    return len(begun) == len(typed) and any(
        key == typed.lower() for key, why in name_keys(begun) if why == "拼音")


class Only(NamedTuple):
    """What a cell must say to be seen: just that, or something it is a part of."""

    words: str
    whole: bool = False

    def lets(self, said: str) -> bool:
        """Whether a cell says it."""
        return said == self.words if self.whole else (
            self.words in said or begins_with(said, self.words))


def _readings(name: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The syllables of a name, first those it is read by, then what else could be read there."""
    if not name:
        return
    usual = [each[0] for each in syllables(name)]
    length = 2 if name[:2] in _surnames() else 1
    surnames = [*_surnames().get(name[:length], ()), tuple(usual[:length])]
    usually = set(surnames)
    if length == 1:
        surnames += [(each,) for each in syllables(name[0], every=True)[0]]
    given = [syllables(c, every=True)[0][:2] for c in name[length:]]
    for rest in (tuple(usual[length:]), *itertools.product(*given)):
        for surname in dict.fromkeys(surnames):
            read = surname in usually and rest == tuple(usual[length:])
            yield (*surname, *rest), "拼音" if read else SELDOM


@cache
def _surnames() -> dict[str, list[tuple[str, ...]]]:
    """How surnames are read where that is not the usual reading of the character."""
    with resource("names/surname-readings.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["surname"]: [tuple(each.split()) for each in row["readings"].split("/")]
            for row in csv.DictReader(lines)
        }


def _labels(
    store: Store, found: list[tuple[str, int]]
) -> dict[tuple[str, int], tuple[str, str]]:
    """What is found by its name, and what tells it from others of that name."""
    people = [row for kind, row in found if kind == Person.table]
    homes = [row for kind, row in found if kind == Household.table]
    today, labels = clock.today(), {}
    for row, name, number, left, sex, born, relation, group, head in store.query(
        f"""SELECT p.id, p.name, h.number, p.left, p.sex, p.born, p.relation, g.name, {head_on()}
            FROM person p LEFT JOIN household h ON h.id = p.household
            LEFT JOIN "group" g ON g.id = h."group"
            WHERE p.id IN ({",".join("?" * len(people))})""",
        (today.isoformat(), *people),
    ):
        who = Person.field("sex").show(sex), f"{age_on(born, today)} 岁" if born else ""
        theirs = f"户主{head}之{Person.field('relation').show(relation)}" if head else ""
        labels["person", row] = (
            " · ".join(filter(None, (name, number, left and "已离册"))),
            " · ".join(filter(None, (" ".join(filter(None, who)), group,
                                     "本人是户主" if relation == HEAD else theirs))))
    for row, number, left, group, head in store.query(
        f"""SELECT h.id, h.number, h.left, g.name, {head_on()}
            FROM household h LEFT JOIN "group" g ON g.id = h."group"
            WHERE h.id IN ({",".join("?" * len(homes))})""",
        (today.isoformat(), *homes),
    ):
        labels["household", row] = (
            " · ".join(filter(None, (f"{number} 户", head, left and "已离册"))), group or "")
    return labels
