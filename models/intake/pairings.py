"""A list of pairings taken in: 党员, 户, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from models.intake.listed import Intake, ReadLine, Registers, take_lines, value_of
from models.office.village import Group
from models.pairing.pairing import Pairing, pair
from models.registers.people import Household, Person
from models.values.kinds import Field

if TYPE_CHECKING:
    from models.keeping.store import Store

READ = ("role", "since", "until", "basis", "consented", "notified", "note")

PAIRING_HEADINGS: tuple[tuple[str, Field], ...] = (
    ("member", Pairing.field("member")), ("number", Household.field("number")),
    ("head", Field("户主", aliases=("户主姓名", "联系户主", "联系户", "户主名"))),
    ("group", Group.field("name")), ("id_number", Person.field("id_number")),
    *((name, Pairing.field(name)) for name in READ),
)
"""What a column may be headed, by the name its values go under."""


def take_in_pairings(
    store: Store, lines: Sequence[ReadLine], *, today: date, dry_run: bool = False,
    strict: bool = False,
) -> Intake:
    """Begin the pairings of a list, in one act. A line without 起 begins today."""
    registers = Registers(store)

    def take(line: ReadLine) -> str:
        values = {name: value_of(line, Pairing.field(name)) for name in READ}
        pairing = Pairing(
            member=registers.member(line), household=registers.household(line),
            **(values | {"role": values["role"] or "main", "since": values["since"] or today}),
        )
        if _known(store, pairing):
            return "unchanged"
        pair(store, pairing)
        return "created"

    return take_lines(store, "导入联户台账", lines, take, dry_run=dry_run, strict=strict)


def _known(store: Store, pairing: Pairing) -> bool:
    return bool(store.count(
        "pairing", "member = ? AND household = ? AND role = ? AND since <= ?"
        " AND (until IS NULL OR until >= ?)",
        (pairing.member, pairing.household, pairing.role, *[pairing.since.isoformat()] * 2),
    ))
