"""Who looks after whom, and the visits, from a list: taken in line by line like what is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from models.intake.listed import (
    GROUP,
    Intake,
    Known,
    ReadLine,
    Unresolved,
    given_in,
    say_asked,
    take_lines,
)
from models.intake.named import NamesOnRegister
from models.intake.reading import is_nothing
from models.keeping.lasting import on
from models.keeping.record import Record
from models.pairing.pairing import Pairing, pair
from models.registers.people import Household, Person
from models.values.kinds import NOTE, Field
from models.visits.visit import Visit, problem_of, record_visit, visit_before

if TYPE_CHECKING:
    from models.keeping.store import Store

# ── pairings ─────────────────────────────────────────────────────────────────


PAIRING_FIELDS = ("role", "since", "until", "basis", "consented", "notified", "note")

_GOING_ON = frozenset({"长期", "至今", "今", "现在", "目前", "持续"})
"""Written where a day would be: there is no end yet."""

PAIRING_HEADINGS: tuple[tuple[str, Field], ...] = (
    ("member", Pairing.field("member")), ("number", Household.field("number")),
    ("head", Field("户主", aliases=("户主姓名", "联系户主", "联系户", "户主名"))),
    ("group", GROUP), ("id_number", Person.field("id_number")),
    *((name, Pairing.field(name)) for name in PAIRING_FIELDS),
)
"""What a column may be headed, by the name its values go under."""


def take_in_pairings(
    store: Store, lines: Sequence[ReadLine], *, today: date, dry_run: bool = False,
    strict: bool = False,
) -> Intake:
    """Begin the pairings of a list, in one act. A line without 起 begins today."""
    registers, known = NamesOnRegister(store), Known(store)

    def take(line: ReadLine) -> str:
        if line.values.get("until", "").strip() in _GOING_ON:
            line = replace(line, values={**line.values, "until": ""})
        given = given_in(line, Pairing, PAIRING_FIELDS)
        member, household = registers.pair(line)
        pairing = Pairing(member=member, household=household, **({"since": today} | given))
        found = store.find(
            Pairing, f"{on(Pairing)} AND member = ?2 AND household = ?3 AND role = ?4",
            (pairing.since.isoformat(), pairing.member, pairing.household, pairing.role))
        before = found[0] if found else None
        known.holds(before or pair(store, pairing))
        if before is None:
            return "created"
        return _brought_up_to(store, before, given | {"since": before.since})

    def absent() -> list[str]:
        return [f"{registers.names[each.member]}联系的 {registers.numbers[each.household]}"
                for each in known.lacking(Pairing, on(Pairing), (today.isoformat(),),
                                          alike=("member",))]

    return take_lines(store, "导入联户台账", lines, take, absent=absent, dry_run=dry_run,
                      strict=strict)


def _brought_up_to(store: Store, before: Record, given: dict[str, Any]) -> str:
    """What became of a record that is known, when a list says ``given`` of it."""
    after = before.but(**given)
    if after == before:
        return "unchanged"
    store.save(after)
    return "updated"


# ── visits ───────────────────────────────────────────────────────────────────


VISIT_READ = ("day", "way", "reason", "met", "said", "needs")

VISIT_HEADINGS: tuple[tuple[str, Field], ...] = (
    ("member", Visit.field("member")), ("number", Household.field("number")),
    ("head", Field("户主", aliases=("户主姓名", "被走访户", "走访对象", "联系户"))),
    ("group", GROUP), ("id_number", Person.field("id_number")),
    ("problem", Field("发现问题", NOTE, aliases=("问题", "反映问题", "存在问题"))),
    *((name, Visit.field(name)) for name in VISIT_READ),
)
"""What a column may be headed, by the name its values go under."""


def take_in_visits(
    store: Store, lines: Sequence[ReadLine], *, today: date, dry_run: bool = False,
    strict: bool = False,
) -> Intake:
    """Write the visits of a list down, in one act; one known already is brought up to date."""
    registers, known = NamesOnRegister(store), Known(store)
    twice: list[tuple[ReadLine, str]] = []

    def take(line: ReadLine) -> str:
        known.refuse_twin(line)
        given = given_in(line, Visit, VISIT_READ)
        if "day" not in given:
            raise Unresolved("day", "走访日期还没有填，请填年月日。")
        member, household = registers.pair(line)
        visit = Visit(member=member, household=household, entered=today, **given)
        before = known.claim(Visit, "member = ? AND household = ? AND day = ?", (
            visit.member, visit.household, visit.day.isoformat()))
        if before is None:
            if (asked := visit_before(store, visit)) is not None:
                twice.append((line, asked))
            words = line.values.get("problem", "")
            kept, _ = record_visit(
                store, visit, problem_of("" if is_nothing(words) else words, visit.day))
            known.holds(kept)
            return "created"
        return _brought_up_to(store, before, given)

    def absent() -> list[str]:
        return [f"{each.day} {registers.names[each.member]}到 {registers.numbers[each.household]}"
                for each in known.lacking(Visit, day="day", alike=("member",))]

    intake = take_lines(store, "导入走访登记", lines, take, absent=absent, dry_run=dry_run,
                        strict=strict)
    for line, asked in twice:
        say_asked(intake, line, "day", asked)
    return intake
