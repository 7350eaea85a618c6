"""What happens to a household, each as one form: 迁入 出生 婚嫁 迁出 死亡 分户 并户 变更户主."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from models.keeping.record import Draft, Record, field
from models.members.typed_names import people_elsewhere
from models.moves.moving import (
    birth,
    change_head,
    death,
    marriage,
    merge,
    move_away,
    move_in,
    move_out,
    split,
)
from models.pairing.lists import next_number
from models.registers.people import (
    PERSON_LEFT,
    Household,
    HouseholdCategory,
    Person,
    PersonLeft,
    members_of,
)
from models.values.kinds import DAY, FLAG, LINK
from models.values.names import name_problem
from models.values.privacy import Privacy
from models.values.problem import Invalid
from ui.kit.card import section
from ui.kit.chips import TickList
from ui.kit.form import Pane
from ui.kit.lookups import household_finder, offer, person_finder, take_the_best

if TYPE_CHECKING:
    from models.keeping.store import Store

R = TypeVar("R", bound=Record)
REASONS = ("外出购房", "随子女居住", "外出务工落户", "返乡", "投靠亲属", "成家")
NEW = ("name", "relation", "id_number", "sex", "born", "phone")


class Arrival(Person, table="person", label="迁入"):
    """Somebody who comes to live here: new, back, or from another household of the village."""

    known: int | None = field("册上已有的人", LINK)
    name: str = field("姓名", check=name_problem, width=8, privacy=Privacy.NAME)
    spouse: int | None = field("配偶", LINK)
    day: date = field("日期", DAY, required=True)
    reason: str = field("原因", required=True)


class Grouping(Record, table="grouping", label="改组"):
    """What is asked before households change their 村民小组, or their 片区."""

    group: int | None = field("村民小组", LINK)
    area: int | None = field("片区或网格", LINK)
    holds_from: date | None = field("从哪天起", DAY)


class Change(Record, table="happening", label="人户变动"):
    """What happens to people who are here already."""

    day: date = field("日期", DAY, required=True)
    reason: str = field("原因", required=True)
    head: int | None = field("新户主", LINK)
    old_head: int | None = field("原户新户主", LINK)
    number: str | None = field("新户号")
    household: int | None = field("并到哪一户", LINK)
    married: bool | None = field("因婚嫁", FLAG)


class Leaving(Person, table="person", label="离册"):
    """One person leaves the register; a new head when the old one goes."""

    left_reason: str = field("离册原因", required=True, options=PERSON_LEFT)
    left: date = field("离册日期", DAY, required=True)
    head: int | None = field("新户主", LINK)
    reason: str | None = field("说明")


class Changes:
    """The forms for one household. ``kept(household)`` is called after each was carried out."""

    def __init__(self, store: Store, household: int, today: date,
                 kept: Callable[[int], object] = lambda household: None) -> None:
        self._store, self._home, self._today, self._kept = store, household, today, kept
        self._number = store.get(Household, household).number

    # ── somebody comes ───────────────────────────────────────────────────────

    def move_in(self) -> Pane[Arrival]:
        """New, back, or from another household."""
        return self._arrival("迁入", ("known", "# 册上没有的人", *NEW, "# 变动", "day", "reason"),
                             move_in, Arrival(day=self._today))

    def birth(self) -> Pane[Arrival]:
        """A child; the day of birth is the day it came."""
        def keep(typed: Arrival) -> None:
            child = _person(self._store, typed, self._home)
            birth(self._store, child, self._home, typed.relation or "", typed.day,
                  reason=typed.reason, today=self._today)

        layout = ("name", "sex", "relation", "day", "id_number", "reason")
        return self._pane("出生", Arrival(day=self._today, reason="出生"), layout, keep)

    def marriage(self) -> Pane[Arrival]:
        """Somebody marries into the household."""
        def marry(store: Store, person: Person, household: int, relation: str | None, day: date,
                  reason: str, *, today: date, spouse: int | None) -> None:
            marriage(store, person, household, relation or "", day, spouse=spouse, reason=reason,
                     today=today)

        layout = ("known", "# 册上没有的人", *NEW, "# 变动", "spouse", "day", "reason")
        return self._arrival("婚嫁迁入", layout, marry, Arrival(day=self._today, reason="结婚"))

    # ── somebody goes ────────────────────────────────────────────────────────

    def move_out(self) -> Pane[Change]:
        """Those who are ticked leave the village."""
        def keep(typed: Change) -> None:
            move_out(self._store, choice.ticked(), typed.day, typed.reason,
                     married=bool(typed.married), head=typed.head, today=self._today)

        choice = people_choice(members_of(self._store, self._home))
        return self._with_people("迁出", choice, ("day", "reason", "married", "head"), keep)

    def death(self, person: int) -> Pane[Change]:
        """Somebody died."""
        def keep(typed: Change) -> None:
            death(self._store, person, typed.day, typed.reason, head=typed.head, today=self._today)

        name = self._store.get(Person, person).name
        return self._pane(f"{name} 去世", Change(day=self._today, reason="去世"),
                          ("day", "reason", "head"), keep, f"person:{person}:death")

    def leave(self, person: int) -> Pane[Leaving]:
        """A person leaves the register; the reason decides what else follows."""
        known = self._store.get(Person, person)
        values = {each.name: getattr(known, each.name) for each in Person.fields()}
        entry = Leaving(**(values | {"id": person, "left": self._today}))
        return self._pane(f"{known.name} 离册", entry, ("left", "left_reason", "head", "reason"),
                          lambda typed: _depart(self._store, known, typed, self._today),
                          f"person:{person}:left")

    def move_away(self) -> Pane[Change]:
        """The whole household leaves, or an empty one is closed."""
        return self._pane("整户迁出", Change(day=self._today), ("day", "reason"),
                          lambda typed: move_away(self._store, self._home, typed.day, typed.reason,
                                                  today=self._today))

    # ── the household itself ─────────────────────────────────────────────────

    def split(self) -> Pane[Change]:
        """Those who are ticked become a household of their own."""
        def keep(typed: Change) -> int | None:
            new = split(
                self._store, self._home, choice.ticked(), typed.number or "", typed.head or 0,
                typed.day, typed.reason, old_head=typed.old_head, today=self._today,
            )
            return new.id

        group = self._store.get(Household, self._home).group
        choice = people_choice(members_of(self._store, self._home))
        return self._with_people("分户", choice, ("number", "head", "old_head", "day", "reason"),
                                 keep, number=next_number(self._store, group), reason="成家")

    def merge(self) -> Pane[Change]:
        """The household joins another one."""
        def keep(typed: Change) -> int:
            if typed.household is None:
                raise Invalid({"household": "还没有选并到哪一户。"})
            merge(self._store, typed.household, self._home, typed.day, typed.reason,
                  today=self._today)
            return int(typed.household)

        return self._pane("并户", Change(day=self._today), ("household", "day", "reason"), keep)

    def change_head(self) -> Pane[Change]:
        """Another one of the household becomes 户主."""
        def keep(typed: Change) -> None:
            if typed.head is None:
                raise Invalid({"head": "还没有选新户主。"})
            change_head(self._store, self._home, typed.head, typed.day, typed.reason,
                        today=self._today)

        return self._pane("变更户主", Change(day=self._today), ("head", "day", "reason"), keep)

    def add_category(self) -> Pane[HouseholdCategory]:
        """What the household counts as, from a day, on which paper."""
        return self.edit_category(Draft(
            HouseholdCategory, {"household": self._home, "since": self._today}))

    def edit_category(
        self, category: HouseholdCategory | Draft[HouseholdCategory]
    ) -> Pane[HouseholdCategory]:
        """A category ends, or was written down wrongly."""
        def keep(typed: HouseholdCategory) -> None:
            label = HouseholdCategory.field("category").show(typed.category)
            with self._store.act(f"户类别：{self._number} 户 {label}"):
                self._store.save(typed)

        row = Draft.of(category).get("id") or "new"
        return self._pane("户类别", category, ("category", "since", "until", "source"), keep,
                          f"household:{self._home}:category:{row}")

    # ── inside ───────────────────────────────────────────────────────────────

    def _arrival(
        self, title: str, layout: tuple[str, ...], come: Callable[..., object], entry: Arrival
    ) -> Pane[Arrival]:
        def keep(typed: Arrival) -> None:
            person = _person(self._store, typed, self._home)
            more = {"spouse": typed.spouse} if "spouse" in layout else {}
            come(self._store, person, self._home, typed.relation, typed.day, typed.reason,
                 today=self._today, **more)

        return self._pane(title, entry, layout, keep)

    def _with_people(
        self, title: str, choice: TickList, layout: tuple[str, ...],
        keep: Callable[[Change], int | None], **given: Any,
    ) -> Pane[Change]:
        pane = self._pane(title, Draft(Change, {"day": self._today, **given}), layout, keep)
        pane.put_over(section(f"{title}的人，空格勾选"), choice)
        pane.setFocusProxy(choice)
        return pane

    def _pane(
        self, title: str, entry: R | Draft[R], layout: tuple[str, ...],
        keep: Callable[[R], int | None], place: str = "",
    ) -> Pane[R]:
        def keep_and_say(typed: R) -> None:
            self._kept(keep(typed) or self._home)

        here = person_finder(self._home)
        pane = Pane(self._store, f"{title}　{self._number} 户", entry, layout,
                    place or f"household:{self._home}:{title}", keep_and_say, {
                        "known": lambda store, typed: people_elsewhere(store, self._home, typed),
                        "spouse": here, "head": here, "old_head": here,
                        "household": household_finder(),
                    })
        if "reason" in pane.form.editors:
            offer(pane.form.editors["reason"], REASONS)
        take_the_best(pane.form)
        return pane


def people_choice(people: list[Person]) -> TickList:
    """The people of a household to be ticked."""
    relation, choice = Person.field("relation"), TickList("选人")
    choice.offer([(f"{each.name}　{relation.show(each.relation)}", each.id) for each in people])
    return choice


def without_relation(store: Store, household: int) -> list[str]:
    """Whose relation to the new head has to be filled in by hand."""
    return [each.name for each in members_of(store, household) if each.relation is None]


def _person(store: Store, typed: Arrival, household: int) -> Person:
    """Whom the form means. :raises Invalid: nobody."""
    if typed.known is not None:
        return store.get(Person, typed.known)
    if not typed.name:
        raise Invalid({"name": "姓名还没有填；册上已有的人，请在“册上已有的人”里选。"})
    values = {each.name: getattr(typed, each.name) for each in Person.fields()}
    address = store.get(Household, household).address
    return Person(**(values | {"household": None, "relation": None, "address": address}))


def _depart(store: Store, person: Person, typed: Leaving, today: date) -> None:
    """Deaths and moves go the way of the registers; the rest is written on the person."""
    why = typed.left_reason
    said = typed.reason or PERSON_LEFT.label(why)
    if why == PersonLeft.DIED:
        death(store, person.rowid, typed.left, said, head=typed.head, today=today)
    elif why in (PersonLeft.MOVED, PersonLeft.MARRIED):
        move_out(store, [person.rowid], typed.left, said, married=why == PersonLeft.MARRIED,
                 head=typed.head, today=today)
    else:
        with store.act(f"{person.name} 离册（{PERSON_LEFT.label(why)}）"):
            store.save(person.but(left=typed.left, left_reason=why))
