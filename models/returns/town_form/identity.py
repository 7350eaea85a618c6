"""By which columns, or labels of a card, a form tells what a line is."""

from __future__ import annotations

from collections.abc import Sequence

from models.figures.composed import Mark
from models.returns.facts.fact import FormSubject

IDENTITY: dict[str, tuple[frozenset[str], ...]] = {
    code: tuple(frozenset(each.split("|")) for each in all_of.split()) for code, all_of in {
        "household": "number|head.name", "person": "name", "member": "member.name",
        "group": "group.name", "visit": "visit.day head.name|number|visit.member",
        "pairing": "by.member.name head.name|number", "meeting": "meeting.held",
        "matter": "matter.what", "officer": "officer.name", "project": "project.name",
        "meeting-kind": "kind.title", "item": "item.name",
    }.items()}
"""By which columns a line is told to be what: one of each."""
_FIRST: dict[str, frozenset[str]] = {
    "household": frozenset({"number", "head.name", "group"}),
    "pairing": frozenset({"by.member.name", "by.member.party_group", "by.member.branch"}),
    "group": frozenset({"group.name"}),
    "member": frozenset({"member.name", "member.party_group", "member.branch"}),
    "person": frozenset({"name", "number", "group", "id_number", "head.name", "relation"}),
}
"""What stands first on a line of these, after 序号."""
CARDS = {"person": "一人一张", "household": "一户一张", "member": "一名党员一张",
         "pairing": "一对联户一张"}
"""The subjects that a card can be filled once for, in the words people choose; of two that know a
card equally well, the first is taken."""


def identified(subject: FormSubject, found: dict[int, str], of: FormSubject) -> bool:
    """Whether the columns that tell what a line is are this subject's, and stand first.

    :param of: whom the form is about; on the card of a member a pairing is told by its household.
    """
    names = [name.partition("@")[0] for _, name in sorted(found.items())]
    paired = subject.code == Mark.PAIRING
    code = Mark.HOUSEHOLD if paired and of.code == Mark.MEMBER else subject.code
    first = _FIRST.get(code)
    if first and (not names or names[0] not in first):
        return False
    return names_one(code, names[:3] if paired else names)


def names_one(code: str, names: Sequence[str]) -> bool:
    """Whether one line of a subject is told by what is asked for."""
    return all(any(each in names for each in some) for some in IDENTITY.get(code, ()))


def once(found: dict[int, str], subject: FormSubject) -> dict[int, str]:
    """What tells a line stands on it once: 联系党员 behind 姓名 is another member."""
    told: set[str] = set()
    kept = {}
    for column, name in sorted(found.items()):
        if name in told and name in subject.keys:
            continue
        told.add(name)
        kept[column] = name
    return kept
