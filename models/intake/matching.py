"""Whether a person of a roster is on the register, and how the record will stand then."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from models.intake.reading import Place, ReadHousehold, ReadPerson, RosterReading
from models.keeping.lasting import unended
from models.keeping.record import Draft, Record
from models.members.member import Member, MemberKind
from models.office.village import groups
from models.registers.people import Household, HouseholdCategory, Person, head_on
from models.values import clock
from models.values.identity import TRUSTED, judge, long_form
from models.values.kinds import DAY
from models.values.names import match_key

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Match:
    """The person a row is, or nobody yet; ``doubt`` is the question to ask about ``candidates``."""

    person: Person | None = None
    doubt: str = ""
    candidates: tuple[Person, ...] = ()


@dataclass
class Matcher:
    """The people on the register, to be claimed by the rows of one roster, each at most once.

    :param home: the id of the household a row belongs to, None when it is new or not given.
    :param parted: people of the register and what tells a row that was said to be somebody else.
    :param alone: of a row in a new household and a person of the register, whether each is the
        only one of a household, both in one group as far as that is known.
    """

    people: Iterable[Person]
    home: Callable[[ReadPerson], int | None]
    parted: Collection[tuple[int, str]] = ()
    alone: Callable[[ReadPerson, Person], bool] = lambda row, person: False
    _by_number: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    _by_name: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    _claimed: set[int | None] = field(default_factory=set)
    _alike: Counter[tuple[str, int | None]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for each in self.people:
            self._by_name[match_key(each.name)].append(each)
            if each.id_number:
                self._by_number[long_form(each.id_number)].append(each)

    def match(
        self, rows: Iterable[ReadPerson], answers: Mapping[Place, int | None]
    ) -> dict[Place, Match]:
        """A match for every row: the answered first, then by number, then by home, then the doubts.

        ``answers`` say for a doubtful row whose it is: the id of the person, or None for a new one.
        """
        rows = list(rows)
        self._alike = Counter((each.household, home) for each in rows if each.household
                              for home in {one.household for one in self._namesakes(each)})
        known = {each.id: each for each in self.people}
        found = {
            each.place: self._claim(known[answers[each.place]] if answers[each.place] else None)
            for each in rows if each.place in answers
        }
        for way in (self._by_id, self._at_home, self._doubtful):
            for each in rows:
                if each.place not in found and (match := way(each)):
                    found[each.place] = match
        return {each.place: found.get(each.place, Match()) for each in rows}

    def _claim(self, person: Person | None) -> Match:
        if person is not None:
            self._claimed.add(person.id)
        return Match(person)

    def _by_id(self, row: ReadPerson) -> Match | None:
        same = [each for each in self._with_number(row) if _same_name(each, row)]
        if not same or same[0].id in self._claimed:
            return None
        if same[0].left is not None:
            why = f"{same[0].name}已经离册，花名册上还有。请核对是否回来了。"
            return Match(None, why, (same[0],))
        return self._claim(same[0])

    def _with_number(self, row: ReadPerson) -> list[Person]:
        number = row.values.get("id_number")
        return self._by_number.get(long_form(number), []) if number else []

    def _at_home(self, row: ReadPerson) -> Match | None:
        """Household, name and birth agree: the same person, whose number was missing or wrong."""
        home = self.home(row)
        if row.household is not None and home is None:
            return None
        fitting = [
            each for each in self._namesakes(row)
            if each.household == home and _fits(each, row, strangers=home is None)
        ]
        if len(fitting) > 1:
            why = "同一户里有几个同名的人，分不清是哪一个。请补上身份证号。"
            return Match(None, why, tuple(fitting))
        return self._claim(fitting[0]) if fitting else None

    def _doubtful(self, row: ReadPerson) -> Match | None:
        for each in self._with_number(row):
            if each.id not in self._claimed:
                why = f"身份证号与在册的{each.name}相同，姓名不同。请核对户口簿，写对后再导入。"
                return Match(None, why, (each,))
        home, born = self.home(row), row.values.get("born") or ""
        for each in self._namesakes(row):
            if home is not None and each.household == home:
                why = "这一户已有同名的人，出生日期或身份证号不同。请核对是不是同一个人。"
                return Match(None, why, (each,))
            if row.household is None and each.household is None and not (born and each.born):
                why = "册上已有同名的人，都不在户，只凭姓名认不准。请补上身份证号或出生日期。"
                return Match(None, why, (each,))
            apart = _numbers_differ(each, row) or (born and each.born and born != each.born)
            alike = self._alike[row.household or "", each.household]
            if each.household and not apart and alike > 1:
                why = "别的户里已有同名的人，家里人也同名，像是改了户号。请核对是不是同一家。"
                return Match(None, why, (each,))
            if each.household and not apart and self.alone(row, each):
                why = "别的户里已有同名的人，两户都只有一个人，像是改了户号。请核对是不是同一个人。"
                return Match(None, why, (each,))
            if len(born) == 10 and each.born == born and not _numbers_differ(each, row):
                why = "别处已有同名、同一天出生的人。请补上身份证号，看是不是同一个人。"
                return Match(None, why, (each,))
        return None

    def _namesakes(self, row: ReadPerson) -> list[Person]:
        """People of the same name whom no row has claimed and who are still here."""
        return [
            each for each in self._by_name.get(match_key(row.name or ""), [])
            if each.id not in self._claimed and each.left is None
            and (each.rowid, told_by(row)) not in self.parted
        ]


def told_by(row: ReadPerson) -> str:
    """What tells a row from another wherever it comes again; nobody can be read from it."""
    said = (match_key(row.name or ""), row.values.get("id_number"), row.values.get("born"),
            row.household)
    return hashlib.sha256("\n".join(each or "" for each in said).encode()).hexdigest()[:16]


def _same_name(person: Person, row: ReadPerson) -> bool:
    return match_key(person.name) == match_key(row.name or "")


def _numbers_differ(person: Person, row: ReadPerson) -> bool:
    """Whether both have a number that can be believed, and not the same."""
    number = row.values.get("id_number")
    trusted = row.id_verdict in TRUSTED and judge(person.id_number).state in TRUSTED
    return bool(trusted and number and long_form(number) != long_form(person.id_number or ""))


def _fits(person: Person, row: ReadPerson, *, strangers: bool) -> bool:
    """Whether birth agrees as far as both know it; unknown, the relation decides."""
    if _numbers_differ(person, row):
        return False
    ours, theirs = person.born, row.values.get("born")
    if ours and theirs:
        return ours.startswith(theirs) or theirs.startswith(ours)
    return not strangers and person.relation == row.values.get("relation")


# ── how the record will stand ────────────────────────────────────────────────


_DIGITS = {each: str(i) for i, each in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True)
class RosterHome:
    """A household of the roster: the record as it will stand, its group by name, new categories."""

    household: Household
    group: str
    categories: tuple[str, ...] = ()
    new: bool = False
    changed: bool = False


def laid_person(known: Person | None, row: ReadPerson, home: RosterHome | None) -> Person:
    """The person with what the row says; what the row leaves blank never erases what is known."""
    values = _fitting(Person, row.values)
    person = known.but(**_better(known, row, values)) if known else Draft(Person, values).record()
    if row.member is not None and person.politics is None:
        party = "02" if row.member.get("kind") == MemberKind.PROBATIONARY else "01"
        person = person.but(politics=party)
    return person.but(household=home.household.id) if home else person


def _better(known: Person, row: ReadPerson, values: dict[str, Any]) -> dict[str, Any]:
    """The row's values without a number or a birth that is worse than what stands already."""
    kept = dict(values)
    trusted = judge(known.id_number).state in TRUSTED
    if trusted and (row.id_verdict not in TRUSTED or len(values.get("id_number", "")) == 15):
        kept.pop("id_number", None)
    vague = (known.born or "").startswith(values.get("born", ""))
    if vague or (trusted and row.id_verdict not in TRUSTED):
        kept.pop("born", None)
    return kept


def laid_member(known: Member | None, row: ReadPerson) -> Member | None:
    """The party file with what the row says; a new one lacks its link to the person still."""
    if row.member is None:
        return known
    values = _fitting(Member, row.member)
    return known.but(**values) if known else Member(person=0, **values)


def _fitting(kind: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are there, days; a day known only to the month has no place yet."""
    fitting = {}
    for name, value in values.items():
        if value is None:
            continue
        if kind.field(name).kind is DAY:
            if len(value) == 10:
                fitting[name] = date.fromisoformat(value)
            continue
        fitting[name] = value
    return fitting


def group_key(name: str) -> str:
    """What groups are compared by: 第一村民小组, 一组 and 1组 are the same."""
    bare = re.sub(r"^第|村民小组$|小组$|组$", "", "".join(name.split()))
    if re.fullmatch(r"[一二三四五六七八九十]{1,3}", bare):
        tens, _, units = bare.rpartition("十")
        ten = (_DIGITS.get(tens, "1") if "十" in bare else "")
        bare = ten + _DIGITS.get(units, "0" if ten else "")
    return bare


def homes_of(store: Store, reading: RosterReading) -> dict[str, RosterHome]:
    """Every household of the roster by its key, known by group and number or new.

    A roster without groups finds a household by its number alone when only one has it.
    """
    names = {each.id: group_key(each.name) for each in groups(store)}
    known: dict[tuple[str, str], Household] = {}
    by_number: dict[str, list[Household]] = {}
    for each in store.find(Household, unended(Household)):
        known[names.get(each.group, ""), each.number] = each
        by_number.setdefault(each.number, []).append(each)
    categories: dict[int, set[str]] = {}
    for one in store.on(HouseholdCategory, clock.today()):
        categories.setdefault(one.household, set()).add(one.category)
    homes, owned = {}, _by_head(store)
    for read in reading.households:
        own = [] if read.numbered else [
            each for each in owned.pop(match_key(read.owner or read.head or ""), [])
            if not read.group or names.get(each.group, "") in ("", group_key(read.group))]
        found = own[0] if len(own) == 1 else known.get((group_key(read.group), read.number))
        if found is None and not read.group and len(by_number.get(read.number, ())) == 1:
            found = by_number[read.number][0]
        homes[read.key] = _home(read, found, categories)
    return homes


def alone_in(
    store: Store, reading: RosterReading, homes: Mapping[str, RosterHome]
) -> Callable[[ReadPerson, Person], bool]:
    """Of a row and a person, whether each is the only one of a household, in one group as far as
    that is known; the row's household is new."""
    rows = Counter(each.household for each in reading.people if each.again is None)
    there = Counter(each.household for each in store.find(Person, unended(Person)))
    names = {each.id: group_key(each.name) for each in groups(store)}
    group_of = {each.id: names.get(each.group, "") for each in store.find(Household)}

    def alone(row: ReadPerson, person: Person) -> bool:
        home = homes.get(row.household or "")
        if home is None or not home.new or rows[row.household] > 1 or there[person.household] > 1:
            return False
        said, known = group_key(home.group), group_of.get(person.household, "")
        return not said or not known or said == known

    return alone


def _by_head(store: Store) -> dict[str, list[Household]]:
    """Who is 户主 on this day → the households they head."""
    owned: dict[str, list[Household]] = defaultdict(list)
    for home, head in store.query(f"SELECT h.id, {head_on()} FROM household h",
                                  (clock.today().isoformat(),)):
        if head:
            owned[match_key(head)].append(store.get(Household, home))
    return owned


def _home(
    read: ReadHousehold, found: Household | None, categories: Mapping[int, set[str]]
) -> RosterHome:
    if found is None:
        fresh = Household(number=read.number, address=read.address)
        return RosterHome(fresh, read.group, read.categories, new=True)
    changed = bool(read.address) and read.address != found.address
    there = categories.get(found.rowid, set())
    added = tuple(each for each in read.categories if each not in there)
    household = found.but(address=read.address) if changed else found
    return RosterHome(household, read.group, added, changed=changed)
