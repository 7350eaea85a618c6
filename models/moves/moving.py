"""People and households come and go: moving, birth, marriage, death; splitting and joining."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.lasting import unended
from models.members.member import Member
from models.pairing.pairing import lay_down
from models.registers.people import (
    HEAD,
    Happening,
    Household,
    Person,
    PersonLeft,
    close_stay,
    members_of,
    open_household,
    refuse,
    settle,
)
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

_SPOUSE = {"1": "11", "2": "12"}
_PARENT = {"1": "51", "2": "52"}
_CHILD = {"1": "20", "2": "30"}


def relations_under(people: Iterable[Person], head: int) -> dict[int, str | None]:
    """Person id → relation (GB/T 4761-2008) to the new head.

    Only what follows for certain from the old relations is filled in: the rest is None, to be
    asked.
    """
    others = list(people)
    new = next((each for each in others if each.id == head), None)
    if new is None:
        raise Invalid({"head": "新户主不在这一户，请从本户里选。"})
    was = _generation(new.relation)
    return {
        each.id: HEAD if each.id == head else _under(each, was)
        for each in others if each.id is not None
    }


def _generation(relation: str | None) -> str:
    """spouse, child, parent or other: where somebody stands to the head."""
    tens = (relation or "")[:1]
    if relation in ("28", "38"):
        return "child-in-law"
    return {"1": "spouse", "2": "child", "3": "child", "5": "parent"}.get(tens, "other")


def _under(each: Person, new_was: str) -> str | None:
    stood = "head" if each.relation == HEAD else _generation(each.relation)
    sex = each.sex or ""
    certain = {
        ("spouse", "head"): _SPOUSE.get(sex, "10"), ("spouse", "child"): each.relation,
        ("spouse", "child-in-law"): each.relation, ("child", "head"): _PARENT.get(sex, "50"),
        ("child", "spouse"): _PARENT.get(sex, "50"), ("child", "child"): "70",
        ("parent", "head"): _CHILD.get(sex),
    }
    return certain.get((new_was, stood))


def new_relations(
    people: list[Person], head: int, given: Mapping[int, str] | None
) -> dict[int, str | None]:
    """The relations under a new head, with what was chosen by hand laid over."""
    return relations_under(people, head) | dict(given or {}) | {head: HEAD}


# ── the acts ─────────────────────────────────────────────────────────────────


MARRIED = "20"
"""GB/T 2261.2: 已婚."""


def move_in(
    store: Store, person: Person, household: int, relation: str | None, day: date, reason: str,
    *, kind: str = "move_in", today: date | None = None,
) -> Person:
    """Somebody new, back, or from another household of the village comes to live in a household.

    :raises Invalid: the household is not there, has a head already, or the days can't be right.
    """
    refuse(day, reason, today)
    home = open_household(store, household, day)
    if relation == HEAD and any(each.is_head for each in members_of(store, household)):
        raise Invalid({"relation": f"{home.number} 户已有户主，请改选与户主关系。"})
    if person.household == household and person.left is None and person.id is not None:
        raise Invalid({"household": f"{person.name}已经在 {home.number} 户。"})
    before = person.household if person.id is not None and person.left is None else None
    with store.act(f"{Happening.field('kind').show(kind)}：{person.name} — {home.number} 户"):
        kept = settle(store, person, household, relation, day)
        store.save(Happening(kind=kind, day=day, person=kept.id, household=household,
                             other=before, reason=reason))
    return kept


def birth(
    store: Store, child: Person, household: int, relation: str, day: date, *,
    reason: str = "出生", today: date | None = None,
) -> Person:
    """A child is born into a household; the day of birth is the child's own."""
    return move_in(store, child.but(born=child.born or day.isoformat()), household, relation, day,
                   reason, kind="birth", today=today)


def marriage(
    store: Store, person: Person, household: int, relation: str, day: date, *,
    spouse: int | None = None, reason: str = "结婚", today: date | None = None,
) -> Person:
    """Somebody marries into a household; both are written down as married."""
    with store.act(f"婚嫁迁入：{person.name}"):
        kept = move_in(store, person.but(marriage=MARRIED), household, relation, day, reason,
                       kind="marriage", today=today)
        if spouse is not None:
            store.save(store.get(Person, spouse).but(marriage=MARRIED))
    return kept


def move_out(
    store: Store, people: Collection[int], day: date, reason: str, *,
    married: bool = False, head: int | None = None,
    relations: Mapping[int, str] | None = None, today: date | None = None,
) -> None:
    """People leave the village; a member among them stops looking after households.

    ``head`` is who becomes 户主 when the old one is among them and others stay.
    """
    leaving = [store.get(Person, each) for each in people]
    names = "、".join(each.name for each in leaving)
    with store.act(f"迁出：{names}"):
        why = PersonLeft.MARRIED if married else PersonLeft.MOVED
        for each in leaving:
            _depart(store, each, "move_out", why, day, reason, today)
        _heads_stay(store, leaving, head, relations, day)


def death(
    store: Store, person: int, day: date, reason: str = "去世", *, head: int | None = None,
    relations: Mapping[int, str] | None = None, today: date | None = None,
) -> None:
    """Somebody died: leaves the register, the party file and the households looked after."""
    gone = store.get(Person, person)
    with store.act(f"死亡：{gone.name}"):
        _depart(store, gone, "death", PersonLeft.DIED, day, reason, today)
        for member in store.find(Member, f"person = ? AND {unended(Member)}", (person,)):
            store.save(member.but(left=day, left_reason="died"))
        _heads_stay(store, [gone], head, relations, day)


def _depart(
    store: Store, person: Person, kind: str, why: str, day: date, reason: str, today: date | None
) -> None:
    refuse(day, reason, today)
    if person.left is not None:
        raise Invalid({"person": f"{person.name}已于 {person.left} 离册。"})
    if person.household is None:
        raise Invalid({"person": f"{person.name}还没有登记所在户，请先登记再办理。"})
    if not person.begun_on(day):
        raise Invalid({"day": f"{person.name} {person.since} 才到现在这一户，日期不能早于这一天。"})
    store.save(person.but(left=day, left_reason=why))
    store.save(Happening(kind=kind, day=day, person=person.id, household=person.household,
                         reason=reason))
    for member in store.find(Member, "person = ?", (person.id,)):
        lay_down(store, day, reason, member=member.id)


def _heads_stay(
    store: Store, leaving: list[Person], head: int | None, relations: Mapping[int, str] | None,
    day: date,
) -> None:
    for gone in leaving:
        if gone.is_head and gone.household is not None:
            left_headless(store, gone.household, head, relations, day)


def left_headless(
    store: Store, household: int, head: int | None, relations: Mapping[int, str] | None, day: date
) -> None:
    """After the head went: the one named takes over, unless nobody is left.

    :raises Invalid: others stay and nobody was named.
    """
    staying = members_of(store, household)
    if not staying:
        return
    if head is None:
        raise Invalid({"head": f"户主离开后还有 {len(staying)} 人，请选新户主。"})
    _relate(store, staying, head, relations, day)


def change_head(
    store: Store, household: int, head: int, day: date, reason: str, *,
    relations: Mapping[int, str] | None = None, today: date | None = None,
) -> None:
    """Another one of the household becomes 户主; relations to the old head are worked out anew."""
    refuse(day, reason, today)
    home = open_household(store, household, day)
    people = members_of(store, household)
    if any(each.id == head and each.is_head for each in people):
        raise Invalid({"head": "这个人已经是户主。"})
    with store.act(f"变更户主：{home.number} 户"):
        _relate(store, people, head, relations, day)
        store.save(Happening(kind="head", day=day, person=head, household=household, reason=reason))


def _relate(
    store: Store, people: list[Person], head: int, relations: Mapping[int, str] | None, day: date
) -> None:
    for person, relation in new_relations(people, head, relations).items():
        each = next(one for one in people if one.id == person)
        if each.relation != relation:
            close_stay(store, each, day)
            store.save(each.but(relation=relation, since=day))


# ── A whole household changes


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
