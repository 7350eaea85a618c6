"""What one act in the log did, record by record and field by field, in the words of the forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.activities.activity import Activity
from models.keeping.journal import Done, story
from models.keeping.record import Record
from models.keeping.settings import Setting
from models.matters.matter import Matter
from models.matters.matter import Step as MatterStep
from models.meetings.meeting import Attendance, Meeting
from models.members.member import Member, Post
from models.office.village import Group, Unit
from models.pairing.pairing import Pairing
from models.registers.people import Household, HouseholdCategory, Person
from models.values.privacy import Privacy, mask
from models.visits.visit import Visit

if TYPE_CHECKING:
    from models.keeping.store import Store

TOLD: tuple[type[Record], ...] = (
    Unit, Group, Household, HouseholdCategory, Person, Member, Post, Pairing, Visit, Matter,
    MatterStep, Meeting, Attendance, Activity, Setting,
)
"""The records whose fields are told; of others, such as keys, only that there is one."""

SHOWN = 20


@dataclass(frozen=True)
class Touched:
    """A record that an act changed: its kind in words, and (field, before, after), masked."""

    table: str
    row: int
    label: str
    fields: tuple[tuple[str, str, str], ...]


def touched(store: Store, done: Done, limit: int = SHOWN) -> list[Touched]:
    """The records that an act changed, at most ``limit``, in the order it changed them."""
    found = store.query(
        'SELECT DISTINCT "table", row FROM change WHERE act = ? ORDER BY id LIMIT ?',
        (done.id, limit),
    )
    labels = {kind.table: kind.label for kind in TOLD}
    return [
        Touched(table, row, labels.get(table, "其他记录"),
                _fields(store, done, table, row) if table in labels else ())
        for table, row in found
    ]


def _fields(store: Store, done: Done, table: str, row: int) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (step.field, _covered(step.before, step.privacy), _covered(step.after, step.privacy))
        for step in story(store, table, row, TOLD)
        if (step.at, step.act) == (done.at, done.label)
    )


def _covered(value: str, privacy: Privacy) -> str:
    return value if privacy is Privacy.NAME else mask(value, privacy)
