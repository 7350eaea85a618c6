"""What may be answered to the questions of a return: members, meetings and matters to choose."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.keeping.store import Store

OFFERED = 40


def members_to_choose(store: Store, typed: str) -> list[tuple[int, str]]:
    """The members of today whose name holds what was typed."""
    found = store.query(
        """SELECT m.id, p.name FROM member m JOIN person p ON p.id = m.person
           WHERE m.left IS NULL AND instr(p.name, ?) ORDER BY m.party_group, m.id""", (typed,),
    )
    return [(row, name) for row, name in found]


def meetings_to_choose(store: Store, typed: str) -> list[tuple[int, str]]:
    """The meetings held, the newest first."""
    from models.meetings.meeting import Meeting, kind_title

    found = store.find(Meeting, "held <= ?", (date.today().isoformat(),), "held DESC, id DESC")
    labels = [
        (each.rowid, " ".join(filter(None, (str(each.held), kind_title(each.kind), each.title))))
        for each in found
    ]
    return [(row, label) for row, label in labels if typed in label][:OFFERED]


def procedures_to_choose(store: Store, typed: str) -> list[tuple[int, str]]:
    """The matters of 四议两公开, the newest first."""
    from models.meetings.procedure import Procedure

    found = store.find(Procedure, "instr(subject, ?)", (typed,), "opened DESC, id DESC")
    return [(each.rowid, f"{each.opened} {each.subject}") for each in found][:OFFERED]


CHOOSING = {
    "member": members_to_choose, "meeting": meetings_to_choose, "procedure": procedures_to_choose,
}
"""By the name of the field that asks."""
