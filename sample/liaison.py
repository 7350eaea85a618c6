"""A year of visits in the sample village, and what became of every problem found on them."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from models.matters.matter import Matter, assign, close, escalate, feed_back, handle, reopen, report
from models.office.village import policy
from models.pairing.pairing import SERVES, Pairing, excuse
from models.registers.people import HouseholdCategory
from models.visits.visit import Visit, record_visit, rhythm
from resources import resource
from sample.cast import FIRST, LAST, Cast

if TYPE_CHECKING:
    from models.keeping.store import Store

FORGOTTEN = 0.04
"""The share of households nobody went back to after the summer: the overdue list has lines."""

FOUND = 0.025
"""How many visits find a problem."""

APART = 14
"""Matters of the year that no visit found."""

UNFINISHED = 18
"""So many days before the year ends matters are still under way."""

OWNERS = ("村委会主任", "治保主任", "妇联主席", "调解委员", "文书")


@cache
def words() -> dict[str, Any]:
    """What is said and found on visits."""
    return tomllib.loads(resource("demo/liaison.toml").read_text(encoding="utf-8"))


def go_visiting(store: Store, chance: random.Random, cast: Cast) -> None:
    """The visits of the year in order of day, and the matters with all their steps."""
    for member, _person in cast.members:
        if not member.mobile:
            excuse(store, member.rowid, SERVES, FIRST, "本人书面同意")
    found: list[Matter] = []
    for visit in sorted(_visits(store, chance), key=lambda each: each.day):
        problem = _problem(chance, "problem", visit.day) if chance.random() < FOUND else None
        _kept, matter = record_visit(store, visit, problem)
        if matter is not None:
            found.append(store.get(Matter, matter))
    for _ in range(round(APART * len(cast.homes) / 570)):
        day = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
        home = chance.choice(cast.homes).id
        made = _problem(chance, "apart", day).but(household=home, source="村里排查")
        found.append(report(store, made, today=day))
    for place, matter_found in enumerate(sorted(found, key=lambda each: each.found)):
        _see_to(store, chance, matter_found, place)


def _visits(store: Store, chance: random.Random) -> Iterator[Visit]:
    told = policy(store, "visits", LAST)
    kinds: dict[int, list[str]] = {}
    for each in store.find(HouseholdCategory):
        kinds.setdefault(each.household, []).append(each.category)
    for pairing in store.find(Pairing, "role = 'main'"):
        months = rhythm(told["rhythm"], kinds.get(pairing.household, []))
        ends = LAST - timedelta(days=120) if chance.random() < FORGOTTEN else LAST
        day = pairing.since + timedelta(days=chance.randint(3, 25 * months))
        while day <= ends:
            yield _visit(chance, pairing, day, told["reasons"])
            day += timedelta(days=chance.randint(22 * months, 29 * months))


def _visit(chance: random.Random, pairing: Pairing, day: date, reasons: list[str]) -> Visit:
    said = words()
    way = chance.choices(("home", "phone", "away"), (86, 10, 4))[0]
    reason = chance.choices(reasons, (60, *(5 for _ in reasons[1:])))[0]
    return Visit(
        member=pairing.member, household=pairing.household, day=day, way=way, reason=reason,
        met=chance.choice(said["met"]), said=chance.choice(said["talks"]),
        needs=chance.choice(said["needs"]) if chance.random() < 0.06 else None,
        entered=min(day + timedelta(days=chance.randint(0, 3)), LAST),
    )


def _problem(chance: random.Random, sort: str, day: date) -> Matter:
    said = chance.choice(words()[sort])
    risk = "低" if said["kind"] == "dispute" else None
    return Matter(kind=said["kind"], topic=said["topic"], what=said["what"],
                  measure=said["measure"], risk=risk, found=day)


def _see_to(store: Store, chance: random.Random, matter: Matter, place: int) -> None:
    """Assign, handle, close and feed back; what was found lately is still under way."""
    row = matter.rowid
    day = matter.found + timedelta(days=chance.randint(0, 2))
    if day > LAST or (matter.found > LAST - timedelta(days=UNFINISHED) and place % 3 == 0):
        return
    assign(store, row, chance.choice(OWNERS), day, today=day)
    if place % 11 == 5:
        escalate(store, row, "town", "镇分管负责人", day, "村里解决不了，请镇里协调", today=day)
    day += timedelta(days=chance.randint(1, 3))
    if day > LAST:
        return
    handle(store, row, day, "已到现场看过，正在办", today=day)
    day += timedelta(days=chance.randint(1, 4))
    if day > LAST - timedelta(days=UNFINISHED) or place % 17 == 9:
        return
    _finish(store, chance, row, day, matter.what)
    if place % 19 == 7 and day + timedelta(days=12) <= LAST:
        day += timedelta(days=10)
        reopen(store, row, day, "户主说又出现了，再办一次", today=day)
        _finish(store, chance, row, day + timedelta(days=2), matter.what)


def _finish(store: Store, chance: random.Random, row: int, day: date, what: str) -> None:
    results = {each["what"]: each["result"] for sort in ("problem", "apart")
               for each in words()[sort]}
    close(store, row, day, results[what], acceptor="村务监督委员会", today=day)
    if chance.random() < 0.92:
        told = min(day + timedelta(days=chance.randint(0, 3)), LAST)
        verdict = chance.choices(("pleased", "fair", "unhappy"), (80, 17, 3))[0]
        feed_back(store, row, told, verdict, today=told)
