"""A whole household changes: it splits, joins another, or goes away; its number stays for ever."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from models.moves.people import left_headless, move_out, relations_under
from models.pairing.pairing import lay_down
from models.registers.people import HEAD, Household, Person, members_of
from models.registers.stays import Happening, open_household, refuse, settle
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store


def split(
    store: Store, household: int, people: Collection[int], number: str, head: int, day: date,
    reason: str, *, relations: Mapping[int, str] | None = None, old_head: int | None = None,
    today: date | None = None,
) -> Household:
    """Some of a household become one of their own, with a new 户号, in the same group.

    ``old_head`` is who becomes 户主 of those who stay when the old one goes along.

    :raises Invalid: everybody or nobody would go, the number is taken, the head does not go along.
    """
    refuse(day, reason, today)
    home = open_household(store, household, day)
    at_home = members_of(store, household)
    going = [each for each in at_home if each.id in people]
    _refuse_split(store, home, at_home, going, number, head)
    related = relations_under(going, head) | dict(relations or {}) | {head: HEAD}
    with store.act(f"分户：{home.number} 户 → {number} 户"):
        new = store.save(
            Household(number=number, group=home.group, address=home.address, since=day)
        )
        assert new.id is not None
        for each in going:
            settle(store, each, new.id, related[each.rowid], day)
            store.save(Happening(kind="split", day=day, person=each.id, household=new.id,
                                 other=household, reason=reason))
        if any(each.is_head for each in going):
            left_headless(store, household, old_head, None, day)
    return new


def _refuse_split(
    store: Store, home: Household, at_home: list[Person], going: list[Person], number: str,
    head: int,
) -> None:
    if not going:
        raise Invalid({"people": "还没有选分出去的人，请在名单里勾选。"})
    if len(going) == len(at_home):
        raise Invalid({
            "people": f"{home.number} 户的人都选上了，原户会空着。请留下至少一人，或改用迁出。"
        })
    if head not in {each.id for each in going}:
        raise Invalid({"head": "新户的户主要从分出去的人里选。"})
    taken = 'number = ? AND coalesce("group", 0) = ?'
    if store.count("household", taken, (number, home.group or 0)):
        raise Invalid({"number": f"户号 {number} 已经有了，请换一个。"})


def merge(
    store: Store, kept: int, gone: int, day: date, reason: str, *,
    relations: Mapping[int, str] | None = None, today: date | None = None,
) -> None:
    """A household joins another: its people move over, its number rests, its pairings end.

    ``relations`` say what each becomes to the head of the household that stays; the others are
    left to be filled in.
    """
    refuse(day, reason, today)
    if kept == gone:
        raise Invalid({"household": "两边是同一户，请另选一户。"})
    stays, goes = open_household(store, kept, day), open_household(store, gone, day)
    chosen = dict(relations or {})
    with store.act(f"并户：{goes.number} 户 → {stays.number} 户"):
        for each in members_of(store, gone):
            settle(store, each, kept, chosen.get(each.rowid), day)
            store.save(Happening(kind="merge", day=day, person=each.id, household=kept,
                                 other=gone, reason=reason))
        _rest(store, goes, day, "merged", reason)


def move_away(
    store: Store, household: int, day: date, reason: str, *, today: date | None = None
) -> None:
    """A whole household leaves the village, or an empty one is closed."""
    refuse(day, reason, today)
    home = open_household(store, household, day)
    people = [each.id for each in members_of(store, household) if each.id is not None]
    with store.act(f"整户迁出：{home.number} 户"):
        move_out(store, people, day, reason, today=today)
        _rest(store, home, day, "moved" if people else "closed", reason)


def _rest(store: Store, home: Household, day: date, why: str, reason: str) -> None:
    lay_down(store, day, reason, household=home.id)
    store.save(home.but(left=day, left_reason=why))
