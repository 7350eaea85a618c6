"""Taking what was read from a roster into the registers: planned first, then done as one act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from models.intake.matching import (
    Match,
    Matcher,
    RosterHome,
    alone_in,
    group_key,
    homes_of,
    laid_member,
    laid_person,
    told_by,
)
from models.intake.reading import Place, ReadFinding, ReadPerson, RosterReading, held_rows
from models.keeping.acting import EVER
from models.keeping.record import problems
from models.keeping.settings import set_setting, setting
from models.members.member import Member
from models.office.village import Group, groups
from models.registers.people import Household, HouseholdCategory, Person
from models.values.finding import Level
from models.values.names import match_key
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


class RowOutcome(StrEnum):
    """What becomes of a row."""

    CREATE, UPDATE, UNCHANGED = "created", "updated", "unchanged"
    SKIP, REFUSE = "skipped", "refused"


DOUBTFUL = "match-doubtful"
CHANGING = (RowOutcome.CREATE, RowOutcome.UPDATE)


@dataclass(frozen=True)
class RowStep:
    """What is to be done with one row.

    ``person`` and ``member`` are the records as they will stand; their links to records that don't
    exist yet are made when the plan is carried out.
    """

    what: RowOutcome
    row: ReadPerson
    person: Person | None = None
    member: Member | None = None


@dataclass(frozen=True)
class ImportPlan:
    """Everything an import would do; ``doubts`` are the people a refused row may be, ``parted``
    whom a row was said not to be, now or ever."""

    file: str
    steps: tuple[RowStep, ...]
    homes: Mapping[str, RosterHome]
    findings: tuple[ReadFinding, ...]
    doubts: Mapping[Place, tuple[Person, ...]] = field(default_factory=dict)
    parted: frozenset[tuple[int, str]] = frozenset()

    @cached_property
    def counts(self) -> dict[str, int]:
        """Rows by what becomes of them: the five after ``rows`` add up to it."""
        done = Counter(each.what for each in self.steps)
        return {
            "rows": len(self.steps), **{each.value: done[each] for each in RowOutcome},
            "households_created": sum(each.new for each in self.homes.values()),
        }

    @property
    def takes_rows(self) -> bool:
        """Whether any row can be taken, or is on the register as it is."""
        return any(each.what in (*CHANGING, RowOutcome.UNCHANGED) for each in self.steps)

    @property
    def changes_anything(self) -> bool:
        """Whether carrying the plan out would change the data file at all."""
        return any(each.what in CHANGING for each in self.steps) or any(
            each.new or each.changed or each.categories for each in self.homes.values()
        )

    @property
    def words(self) -> str:
        """The outcome in one sentence."""
        if not self.takes_rows:
            return f"{self.file} 里没有一行可以导入，请先按所列问题修改。"
        if not self.changes_anything:
            return f"{self.file} 里的内容册上都已经有了，没有改动。"
        n = self.counts
        return (
            f"{self.file} 共 {n['rows']} 行：新增 {n['created']}，更新 {n['updated']}，"
            f"没有变化 {n['unchanged']}，重复略过 {n['skipped']}，退回 {n['refused']}；"
            f"新增 {n['households_created']} 户。"
        )

    def json(self) -> dict[str, Any]:
        """The outcome as the command line says it."""
        return {**self.counts, "problems": [each.json() for each in self.findings]}


def plan(
    store: Store, reading: RosterReading, answers: Mapping[Place, int | None] | None = None, *,
    settled: Collection[tuple[Place, str]] = (), left: Collection[Place] = (),
) -> ImportPlan:
    """What taking the roster in would do; nothing is written.

    Rows with an error are refused, and so are rows that may be somebody on the register but may be
    not: ``answers`` settle those, by row, with the id of the person or None for a new one.

    :param settled: row and code of every error that was answered by taking the row as it stands,
        as :attr:`ReadFinding.answers` allows it.
    :param left: the rows that are not to be taken.
    """
    held = held_rows(reading.findings, settled)
    homes = homes_of(store, reading)
    people = store.find(Person)
    members = {each.person: each for each in store.find(Member)}
    rows = [
        each for each in reading.people
        if each.again is None and each.place not in held and each.place not in left
    ]

    def home(row: ReadPerson) -> int | None:
        return homes[row.household].household.id if row.household in homes else None

    alone = alone_in(store, reading, homes)
    parted = _parted(store, Matcher(people, home, alone=alone), rows, answers or {})
    matches = Matcher(people, home, parted, alone).match(rows, answers or {})
    steps, said = [], list(reading.findings)
    for row in reading.people:
        step, sentence = _step(row, matches.get(row.place), homes, members)
        if row.place in left:
            step = RowStep(RowOutcome.SKIP, row)
        steps.append(step)
        if sentence:
            said.append(_refusal(row, matches[row.place], sentence, reading))
    said += _moves(store, steps, homes, people)
    doubts = {place: each.candidates for place, each in matches.items() if each.doubt}
    asked = {one.id for each in doubts.values() for one in each}
    here = [each for each in people if each.id not in asked]
    said += (_absent_members(steps, members, here) if reading.of_members
             else _absent(steps, homes, here))
    return ImportPlan(reading.file, tuple(steps), _inhabited(homes, steps), tuple(said), doubts,
                      parted)


PARTED = "导入时认作两个人的"


def _parted(
    store: Store, matcher: Matcher, rows: Sequence[ReadPerson],
    answers: Mapping[Place, int | None],
) -> frozenset[tuple[int, str]]:
    """Whom the rows are not, as it was said before and is said now."""
    known = {(person, row) for person, row in setting(store, PARTED, [])}
    new = [each for each in rows if answers.get(each.place, 0) is None]
    if new:
        asked = matcher.match(rows, {})
        known |= {(person.rowid, told_by(each)) for each in new
                  for person in asked[each.place].candidates}
    return frozenset(known)


def _step(
    row: ReadPerson, match: Match | None, homes: Mapping[str, RosterHome],
    members: Mapping[int, Member],
) -> tuple[RowStep, str]:
    """The step for one row, and why it is refused when nobody has said so yet."""
    if match is None:
        return RowStep(RowOutcome.REFUSE if row.again is None else RowOutcome.SKIP, row), ""
    if match.doubt:
        return RowStep(RowOutcome.REFUSE, row), match.doubt
    home = homes.get(row.household or "")
    person = laid_person(match.person, row, home)
    known = members.get(match.person.rowid) if match.person is not None else None
    member = laid_member(known, row)
    faults = [*problems(person).values(), *(problems(member).values() if member else ())]
    if faults:
        return RowStep(RowOutcome.REFUSE, row), "".join(faults)
    if match.person is None:
        return RowStep(RowOutcome.CREATE, row, person, member), ""
    moved = home is not None and match.person.household != home.household.id
    party = member is not None and member != known
    changed = person != match.person or moved or party
    return RowStep(RowOutcome.UPDATE if changed else RowOutcome.UNCHANGED, row, person, member), ""


def _refusal(row: ReadPerson, match: Match, sentence: str, reading: RosterReading) -> ReadFinding:
    code = DOUBTFUL if match.doubt else "not-acceptable"
    layout = next(each.layout for each in reading.sheets if each.name == row.sheet)
    letter = layout.columns.get("name") if layout else None
    return ReadFinding(Level.ERROR, code, row.sheet, row.row, letter, row.written, sentence)


def _moves(
    store: Store, steps: Sequence[RowStep], homes: Mapping[str, RosterHome],
    people: Iterable[Person],
) -> list[ReadFinding]:
    """People whom the roster shows in another household than the register."""
    before = {each.id: each.household for each in people}
    numbers = {each.id: each.number for each in store.find(Household)}
    found = []
    for step in steps:
        row, old = step.row, before.get(step.person.id) if step.person else None
        home = homes.get(row.household or "")
        if home is not None and old is not None and home.household.id != old:
            why = (
                f"原在 {numbers[old]} 户，按花名册改到 {home.household.number} 户。"
                "请核对；不对就撤销这次导入。"
            )
            found.append(
                ReadFinding(Level.WARNING, "household-moved", *row.place, None, row.written, why))
    return found


_NAMED = 20
"""How many of the people a later list lacks are named."""


def _absent(
    steps: Sequence[RowStep], homes: Mapping[str, RosterHome], people: Iterable[Person]
) -> list[ReadFinding]:
    """Who stands on the register in a household of the roster, and on no row of it: they stay."""
    listed = {each.person.id for each in steps if each.person is not None}
    held = {match_key(each.row.written) for each in steps if each.person is None}
    known = {home.household.id for home in homes.values() if not home.new}
    lacking = [each for each in people
               if each.left is None and each.household in known and each.id not in listed
               and match_key(each.name) not in held]
    if not lacking or not steps:
        return []
    why = (f"这几户里有 {len(lacking)} 人在册，这份名册上没有：{_named(lacking)}。他们照旧在册；"
           "已经去世、迁出的，请在人员里办离册。")
    return [ReadFinding(Level.NOTICE, "absent", steps[0].row.sheet, None, None, "", why)]


def _absent_members(
    steps: Sequence[RowStep], members: Mapping[int, Member], people: Iterable[Person]
) -> list[ReadFinding]:
    """Which members stand on no row of a later list of members: they stay."""
    listed = {each.person.id for each in steps if each.person is not None}
    held = {match_key(each.row.written) for each in steps if each.person is None}
    lacking = [each for each in people
               if (file := members.get(each.rowid)) is not None and file.left is None
               and each.id not in listed and match_key(each.name) not in held]
    if not lacking or listed.isdisjoint(members):
        return []
    why = (f"党员册上有 {len(lacking)} 人，这份名册上没有：{_named(lacking)}。他们照旧是党员；"
           "转出、去世的，请在党员里办。")
    return [ReadFinding(Level.NOTICE, "absent", steps[0].row.sheet, None, None, "", why)]


def _named(people: Sequence[Person]) -> str:
    return "、".join(each.name for each in people[:_NAMED]) + "等" * (len(people) > _NAMED)


def _inhabited(homes: Mapping[str, RosterHome], steps: Sequence[RowStep]) -> dict[str, RosterHome]:
    """The households somebody of the roster really goes into."""
    taken = {each.row.household for each in steps if each.person is not None}
    return {key: home for key, home in homes.items() if key in taken}


def take(store: Store, plan: ImportPlan) -> None:
    """Carry the plan out as one act, which can be undone whole.

    :raises Problem: no row can be taken; nothing was changed.
    """
    if not plan.takes_rows:
        raise Problem(plan.words)
    with store.act(f"导入 {plan.file}"):
        if plan.parted - {tuple(each) for each in setting(store, PARTED, [])}:
            set_setting(store, PARTED, sorted(plan.parted))
        group_ids = _take_groups(store, plan)
        homes = {key: _take_home(store, home, group_ids) for key, home in plan.homes.items()}
        for step in plan.steps:
            if step.what in CHANGING:
                _take_step(store, step, homes)


def _take_groups(store: Store, plan: ImportPlan) -> dict[str, int]:
    """The ids of the groups by what they are compared by, the missing ones made."""
    ids = {group_key(each.name): each.rowid for each in groups(store)}
    for home in plan.homes.values():
        if home.new and home.group and group_key(home.group) not in ids:
            saved = store.save(Group(name=home.group, place=len(ids) + 1))
            ids[group_key(home.group)] = saved.rowid
    return ids


def _take_home(store: Store, home: RosterHome, group_ids: Mapping[str, int]) -> int:
    household = home.household
    if home.new:
        group = group_ids[group_key(home.group)] if home.group else None
        household = store.save(household.but(group=group))
    elif home.changed:
        store.save(household)
    for category in home.categories:
        store.save(HouseholdCategory(household=household.rowid, category=category))
    return household.rowid


def _take_step(store: Store, step: RowStep, homes: Mapping[str, int]) -> None:
    assert step.person is not None
    person = step.person
    home = homes.get(step.row.household or "")
    if home is not None:
        person = person.but(household=home)
    saved = store.save(person)
    if step.member is not None:
        _take_member(store, step.member.but(person=saved.id))


def _take_member(store: Store, member: Member) -> None:
    """Keep a party file: what stood blank was never written down and holds as it always did; what
    says something else now holds from today on."""
    if member.id is not None:
        known = store.get(Member, member.id)
        blank = {each.name: getattr(member, each.name) for each in Member.fields()
                 if getattr(known, each.name) is None}
        with store.dating(EVER):
            store.save(known.but(**blank))
    store.save(member)
