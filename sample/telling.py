"""What people of the sample village say: from the season, the family, the topic.

The parts stand in `resources/demo`; hundreds of them are never written out, they follow from rules.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from models.registers.people import Person
from models.values.codes import RELATION
from resources import resource
from sample.cast import GROWN, Cast, words

ANYBODY = "anybody"
OLD, SCHOOL, BABY = 70, range(6, 16), range(2)
"""Ages at which a family has something of its own on its mind."""

SPEAKERS = 3, 5
"""At least and at most so many take the floor."""


@cache
def liaison_words() -> dict[str, Any]:
    """What is said and found on visits."""
    return tomllib.loads(resource("demo/liaison.toml").read_text(encoding="utf-8"))


# ── a visit ──────────────────────────────────────────────────────────────────


def kinds_of(cast: Cast, home: int) -> list[str]:
    """What kinds of family a household is: everybody's, and those of its old, young and away."""
    people = cast.at_home[home]
    ages = [cast.age(each) for each in people]
    found = {
        "old": max(ages) >= OLD, "child": any(each in SCHOOL for each in ages),
        "baby": min(ages) in BABY, "away": any(each.work == "外出务工" for each in people),
        "alone": len(ages) == 1 and ages[0] >= OLD,
    }
    return [ANYBODY, *(kind for kind, is_so in found.items() if is_so)]


def talk(chance: random.Random, day: date, kinds: Sequence[str]) -> str:
    """One talk: half the time what the season brings, then a question and its answer."""
    said = liaison_words()
    heard = chance.choice([each for each in said["talk"] if each["of"] in kinds])
    parts = [f"{chance.choice(heard['ask'])}，{chance.choice(heard['reply'])}。"]
    if chance.random() < 0.5:
        parts.insert(0, f"{chance.choice(said['season'][str(day.month)])}。")
    return "".join(parts)


def need(chance: random.Random, kinds: Sequence[str]) -> str:
    """One wish a family of these kinds may have."""
    needs = liaison_words()["needs"]
    return str(chance.choice([each for kind in kinds for each in needs.get(kind, ())]))


def met(chance: random.Random, cast: Cast, home: int) -> str:
    """Who of the household was seen: one of its grown people, by the relation to the head."""
    grown = [each for each in cast.at_home[home] if cast.age(each) >= GROWN]
    return RELATION.label(chance.choice(grown).relation or "")


def trouble(chance: random.Random, sort: str) -> dict[str, str]:
    """A problem with its place, its measure and how it ends."""
    said = liaison_words()
    where = chance.choice(said["found"]["where"])
    return {name: words.format(where=where) for name, words in chance.choice(said[sort]).items()}


@cache
def _endings() -> dict[str, str]:
    """What was found, at every place it can be, and how it ends."""
    said = liaison_words()
    return {each["what"].format(where=where): each["result"].format(where=where)
            for sort in ("problem", "apart") for each in said[sort]
            for where in said["found"]["where"]}


def ending(what: str, *, well: bool) -> str:
    """How a problem of the sample ended, or how it was left when it did not end well."""
    result = _endings()[what]
    return result if well else str(liaison_words()["found"]["poor"]).format(result=result)


def handling(chance: random.Random, step: str) -> str:
    """What is written at a step: handled, escalated, again."""
    return str(chance.choice(liaison_words()["found"][step]))


# ── a meeting ────────────────────────────────────────────────────────────────


def minutes(
    chance: random.Random, topic: dict[str, Any], chair: Person, others: Iterable[Person]
) -> str:
    """The chair, then some of those who came, to the topic and from their own homes."""
    said = words()["said"]
    points, remarks = list(topic["points"]), list(said["remarks"])
    chance.shuffle(remarks)
    there = list(others)
    speakers = chance.sample(there, min(len(there), chance.randint(*SPEAKERS)))
    lines = [f"{chair.name}{chance.choice(said['chair'])}：{points.pop(0)}。"]
    for each in speakers:
        to_the_topic = points and chance.random() < 0.7
        lines.append(f"{each.name}{chance.choice(said['speakers'])}："
                     f"{points.pop(0) if to_the_topic else remarks.pop()}。")
    lines += [f"另记：{each}。" for each in points]
    return "\n".join([*lines, chance.choice(said["close"])])
