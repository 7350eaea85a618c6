"""Whether a person of a roster is on the register: by number, by home, never by name alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from models.intake.reading import Place, ReadPerson
from models.registers.people import Person
from models.values.identity import judge, upgrade_15
from models.values.names import match_key

TRUSTED = frozenset({"ok", "15"})


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
    """

    people: Iterable[Person]
    home: Callable[[ReadPerson], int | None]
    _by_number: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    _by_name: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    _claimed: set[int | None] = field(default_factory=set)

    def __post_init__(self) -> None:
        for each in self.people:
            self._by_name[match_key(each.name)].append(each)
            if each.id_number:
                self._by_number[_long(each.id_number)].append(each)

    def match(
        self, rows: Iterable[ReadPerson], answers: Mapping[Place, int | None]
    ) -> dict[Place, Match]:
        """A match for every row: the answered first, then by number, then by home, then the doubts.

        ``answers`` say for a doubtful row whose it is: the id of the person, or None for a new one.
        """
        rows = list(rows)
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
        return self._by_number.get(_long(number), []) if number else []

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
            if len(born) == 10 and each.born == born and not _numbers_differ(each, row):
                why = "别处已有同名、同一天出生的人。请补上身份证号，看是不是同一个人。"
                return Match(None, why, (each,))
        return None

    def _namesakes(self, row: ReadPerson) -> list[Person]:
        """People of the same name whom no row has claimed and who are still here."""
        return [
            each for each in self._by_name.get(match_key(row.name or ""), [])
            if each.id not in self._claimed and each.left is None
        ]


def _long(number: str) -> str:
    """The 18-digit form, so that old and new numbers of one person meet."""
    return upgrade_15(number) if len(number) == 15 and number.isdigit() else number


def _same_name(person: Person, row: ReadPerson) -> bool:
    return match_key(person.name) == match_key(row.name or "")


def _numbers_differ(person: Person, row: ReadPerson) -> bool:
    """Whether both have a number that can be believed, and not the same."""
    number = row.values.get("id_number")
    trusted = row.id_verdict in TRUSTED and judge(person.id_number).state in TRUSTED
    return bool(trusted and number and _long(number) != _long(person.id_number or ""))


def _fits(person: Person, row: ReadPerson, *, strangers: bool) -> bool:
    """Whether birth agrees as far as both know it; unknown, the relation decides."""
    if _numbers_differ(person, row):
        return False
    ours, theirs = person.born, row.values.get("born")
    if ours and theirs:
        return ours.startswith(theirs) or theirs.startswith(ours)
    return not strangers and person.relation == row.values.get("relation")
