"""What may travel: every field of every kind that a package carries, and what stays at home."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

from models.activities.activity import TRAINING, Activity, ActivityPerson
from models.economy.assets import Facility, Honour
from models.economy.services import Survey
from models.economy.year_account import IncomeLine
from models.keeping.record import Record
from models.keeping.settings import set_setting, setting
from models.matters.matter import Matter
from models.meetings.attendance import Attendance
from models.meetings.meeting import Meeting
from models.members.member import Member, Post
from models.office.star_sets import StarState
from models.office.village import Group
from models.pairing.pairing import Pairing
from models.registers.people import Household, HouseholdCategory, Person
from models.stars.plan import Assignment, Plan, StarTarget
from models.stars.progress import Progress, states_after
from models.stars.standard import Clause, Standard, Task
from models.stars.verdicts import Verdict
from models.values.kinds import LINK, PART_DAY, Choices, Field, Options
from models.values.problem import Problem
from models.visits.visit import Visit

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.values.periods import Period

TYPES = {
    "number": "integer", "link": "integer", "flag": "boolean", "day": "date",
    "moment": "datetime", "points": "number", "money": "number", "ratio": "number",
    "figure": "number",
}
"""Kind of value → type of a Frictionless Table Schema; everything else is a string."""


@dataclass(frozen=True)
class Content:
    """One kind of record in the package.

    ``travels`` names the fields that go, ``stays`` those that never leave the village; ``day`` is
    the column its rows belong to the period by, found over ``joined``; without one the whole
    register goes. ``state`` says of each row how it stands when the period ends, where that is
    worked out and not kept; ``once`` are the fields that no two of its rows share all of.
    """

    kind: type[Record]
    travels: str
    stays: str = ""
    day: str = ""
    joined: str = ""
    state: Callable[[Store, Period], Mapping[int, str]] | None = None
    once: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the resource: the table."""
        return self.kind.table

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields that travel."""
        return tuple(map(self.kind.field, self.travels.split()))

    @property
    def spared(self) -> tuple[Field, ...]:
        """The fields a village may leave out besides: the rest is still whole without them."""
        return tuple(each for each in self.fields if not each.required and each.kind is not LINK
                     and each.name not in (*self.once, self.day[2:]))

    def lean(self, store: Store) -> Content:
        """The content without what this village leaves out."""
        left = left_out(store).get(self.name, ())
        return replace(self, travels=" ".join(
            each for each in self.travels.split() if each not in left))

    @property
    def names(self) -> tuple[str, ...]:
        """The headings of the file: ``id``, the fields, the day within the period, the state."""
        return ("id", *(each.name for each in self.fields), *(("_day",) if self.day else ()),
                *((STATE,) if self.state else ()))

    @property
    def summed(self) -> tuple[str, ...]:
        """The fields whose sum the descriptor states."""
        return tuple(each.name for each in self.fields if each.kind.numeric)

    @property
    def links(self) -> tuple[str, ...]:
        """The links called as a content that travels with all they may lead to."""
        found = {each.name: content_called(each.name) for each in self.fields if each.kind is LINK}
        return tuple(name for name, to in found.items()
                     if to is not None and to.day[1:] in ("", self.day[1:]))

    @cached_property
    def part_days(self) -> frozenset[str]:
        """The columns that know a day, a month or a year."""
        return frozenset(each.name for each in self.fields if each.kind is PART_DAY)

    def label_of(self, name: str) -> str:
        """What people call a column."""
        added = {"id": "编号", "_day": "日期", STATE: "状态"}.get(name)
        return added or self.kind.field(name).label

    def options_of(self, name: str) -> Options | None:
        """The list a column's values are from; none for most."""
        if name == STATE:
            return Choices(**StarState.labels())
        return None if name in ("id", "_day") else self.kind.field(name).options

    def type_of(self, name: str) -> str:
        """The Table Schema type of a column."""
        added = {"id": "integer", "_day": "date", STATE: "string"}.get(name)
        return added or TYPES.get(self.kind.field(name).kind.name, "string")


STATE = "_state"

CONTENTS: tuple[Content, ...] = (
    Content(Group, "name kind place"),
    Content(Household,
        "number group address phone since left left_reason",
        stays="note area", once=("number", "group")),
    Content(HouseholdCategory, "household category since until source"),
    Content(Person,
        "name household relation sex ethnic id_number born education politics work phone "
        "address sent_by since left left_reason",
        stays="note health marriage landline"),
    Content(Member,
        "person kind branch party_group joined confirmed job standing lost lost_since mobile "
        "mobile_to left left_reason",
        stays="note", once=("person",)),
    Content(Post, "person title body since until", stays="note"),
    Content(Pairing,
        "member household role since until basis consented notified end_reason",
        stays="note"),
    Content(Visit, "member household day way reason entered", stays="met said needs", day="t.day"),
    Content(Matter,
        "number kind topic what found source visit household member place risk star measure "
        "overhaul state level owner deadline closed result acceptor told verdict",
        stays="parties claim note"),
    Content(Meeting,
        "kind purpose held started ended place title chair recorder party_group group agenda "
        "decision notified due_count present_count pages entered",
        stays="minutes dissent guests note", day="t.held"),
    Content(Attendance,
        "meeting person vote status reason approved",
        day="m.held", joined="JOIN meeting m ON m.id = t.meeting", once=("meeting", "person")),
    Content(Activity,
        "on_day kind theme host place people times about star round entered",
        stays="note", day="t.on_day"),
    Content(ActivityPerson,
        "activity person passed certificate",
        stays="subsidy", day="a.on_day",
        joined=f"JOIN activity a ON a.id = t.activity AND a.kind = '{TRAINING}'",
        once=("activity", "person")),
    Content(IncomeLine,
        "on_day account amount about summary voucher asset lease",
        stays="note party", day="t.on_day"),
    Content(Standard, "year star_set version title paper since template follows"),
    Content(Task, "standard star number place title department change"),
    Content(Clause,
        "task place text criterion demand evidence ledger measure target veto sources change",
        state=states_after),
    Content(Plan,
        "year standard made strengths reached gaps goals measures guide committee assembly "
        "opinion town_on",
        stays="leader task_forces"),
    Content(StarTarget, "plan star aim owner due since until"),
    Content(Assignment, "plan task owner due action days begun since until"),
    Content(Progress,
        "clause value about base base_label words state rating shortfall on_day author "
        "carried recheck"),
    Content(Verdict, "year star stage result on_day author reason document"),
    Content(Facility,
        "name kind state area functions built improved amount working unit",
        stays="keeper note"),
    Content(Honour,
        "title level on_day body paper star person household",
        stays="note"),
    Content(Survey, "on_day subject method sent returned satisfied star", stays="note"),
)
"""A field travels that is named here; a new one is named under the one or the other."""


LEFT_OUT = "package.left-out"


def left_out(store: Store) -> dict[str, list[str]]:
    """What this village leaves out of its packages besides: table → fields."""
    chosen: dict[str, list[str]] = setting(store, LEFT_OUT, {})
    return chosen


def leave_out(store: Store, chosen: Iterable[tuple[str, str]]) -> None:
    """Keep which fields stay in the village besides: table and field.

    :raises Problem: the rest would not be whole without it.
    """
    kept: dict[str, list[str]] = {}
    for table, name in chosen:
        content = content_called(table)
        if content is None or name not in [each.name for each in content.spared]:
            raise Problem(f"{table} 的 {name} 不能不报：少了它，别的记录对不上。")
        kept.setdefault(table, []).append(name)
    set_setting(store, LEFT_OUT, kept)


@cache
def content_called(name: str) -> Content | None:
    """The content whose resource has that name."""
    return next((each for each in CONTENTS if each.name == name), None)
