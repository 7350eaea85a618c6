"""Taking in lists somebody handed over: each line found in the registers; pairings and visits."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from models.intake.reading import ColumnHead, ReadFinding, is_nothing
from models.keeping.lasting import on
from models.keeping.record import Record
from models.office.village import Group
from models.pairing.pairing import Pairing, PairingRole, pair
from models.registers.people import Household, Person, head_on
from models.values import clock
from models.values.finding import Level
from models.values.identity import normalise
from models.values.kinds import FLAG, NOTE, TEXT, Field
from models.values.names import match_key
from models.values.problem import Invalid
from models.visits.visit import Visit, problem_of, record_visit

if TYPE_CHECKING:
    from models.keeping.store import Store

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class ReadLine:
    """One line of a list: ``values`` by the name of the field, ``letters`` the column of each.

    ``doubts`` say of a field why what stands there can't be taken: the line is refused.
    """

    sheet: str
    row: int
    values: Mapping[str, str]
    letters: Mapping[str, str]
    doubts: Mapping[str, str] = field(default_factory=dict)

    def settle(self) -> None:
        """:raises Invalid: there are doubts."""
        if self.doubts:
            raise Invalid(self.doubts)


class ReadLines(list[ReadLine]):
    """The lines of a list that are to be taken, with its columns, what was left out and why."""

    def __init__(self, lines: Iterable[ReadLine] = ()) -> None:
        super().__init__(lines)
        self.heads: list[ColumnHead] = []
        self.left_out: list[ReadFinding] = []
        self.rows_left_out = 0


@dataclass
class Intake:
    """What became of the lines: taken, there already, or refused with the reason."""

    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[ReadFinding] = field(default_factory=list)

    @classmethod
    def of(cls, lines: Sequence[ReadLine]) -> Intake:
        """The beginning: what the reader left out is counted as skipped, and said."""
        if not isinstance(lines, ReadLines):
            return cls(rows=len(lines))
        return cls(len(lines) + lines.rows_left_out, +Counter(skipped=lines.rows_left_out),
                   list(lines.left_out))

    @property
    def refused(self) -> list[ReadFinding]:
        """What is said of lines that were not taken."""
        return [each for each in self.findings if each.level == Level.ERROR]

    def json(self) -> dict[str, Any]:
        """As the command line hands it over."""
        names = ("created", "updated", "unchanged", "skipped", "refused")
        return {
            "rows": self.rows, **{name: self.counts[name] for name in names},
            "problems": [each.json() for each in self.findings],
        }


class Unresolved(Exception):
    """A line that can't be taken: the field, and the sentence."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name, self.why = name, why


class _TakenBack(Exception):
    """Ends an act so that nothing of it is kept."""


TakeLine = Callable[[ReadLine], str]
"""Takes one line and says created, updated or unchanged; raises Unresolved or Invalid."""


def take_lines(
    store: Store, label: str, lines: Sequence[ReadLine], take: TakeLine, *,
    dry_run: bool = False, strict: bool = False,
) -> Intake:
    """Take the lines in, in one act; a trial run does the very same and takes it all back.

    ``strict`` keeps nothing when one line is refused.
    """
    intake = Intake.of(lines)
    try:
        with store.act(label):
            for line in lines:
                intake.counts[_taken(intake, line, take)] += 1
            if dry_run or (strict and intake.counts["refused"]):
                raise _TakenBack
    except _TakenBack:
        if not dry_run:
            intake.counts = Counter(refused=intake.counts["refused"],
                                    skipped=intake.rows - intake.counts["refused"])
    return intake


def _taken(intake: Intake, line: ReadLine, take: TakeLine) -> str:
    try:
        line.settle()
        return take(line)
    except Unresolved as unresolved:
        refuse(intake, line, unresolved.name, unresolved.why)
    except Invalid as invalid:
        for name, why in invalid.faults.items():
            refuse(intake, line, name, why)
    return "refused"


def refuse(intake: Intake, line: ReadLine, name: str, why: str) -> None:
    """Say why a line is not taken, at the cell that is at fault."""
    intake.findings.append(ReadFinding(
        Level.ERROR, f"{name}-refused", line.sheet, line.row, line.letters.get(name),
        line.values.get(name, ""), why,
    ))


def value_of(line: ReadLine, field: Field) -> Any:
    """What the line says for a field; blank is None. :raises Unresolved: it can't be read."""
    written = line.values.get(field.name, "")
    if is_nothing(written) and field.kind not in (FLAG, TEXT, NOTE):
        return None
    try:
        return field.read(written)
    except ValueError as error:
        raise Unresolved(field.name, str(error)) from None


class Known:
    """The records a list may speak of, each claimed by one line at most: two that look alike on
    one day stay two, and the same list again makes nothing new."""

    def __init__(self, store: Store) -> None:
        self._store, self._claimed = store, set[tuple[str, int]]()
        self._rows: dict[frozenset[tuple[str, str]], int] = {}

    def refuse_twin(self, line: ReadLine) -> None:
        """:raises Unresolved: a line above says the very same."""
        said = frozenset((name, value) for name, value in line.values.items() if value)
        row = self._rows.setdefault(said, line.row)
        if row != line.row:
            raise Unresolved(next(iter(line.letters), ""), (
                f"和第 {row} 行完全一样，只记了一次。抄重了就删去一行；"
                "真有两次，请在备注或内容里写明不同。"))

    def claim(self, record: type[R], where: str, values: Sequence[Any]) -> R | None:
        """The first fitting record that no line before has taken."""
        for each in self._store.find(record, where, tuple(values), "id"):
            if (record.__name__, each.rowid) not in self._claimed:
                self._claimed.add((record.__name__, each.rowid))
                return each
        return None

    def made(self, record: Record) -> None:
        """A line made this record itself."""
        self._claimed.add((type(record).__name__, record.rowid))


def given_in(line: ReadLine, record: type[Record], names: Sequence[str]) -> dict[str, Any]:
    """What the line says, by field; blank cells say nothing."""
    values = {name: value_of(line, record.field(name)) for name in names if name in line.values}
    return {name: value for name, value in values.items() if value is not None}


def needs(given: dict[str, Any], record: type[Record], *names: str) -> None:
    """:raises Unresolved: one of them is not said."""
    for name in names:
        if name not in given:
            raise Unresolved(name, f"{record.field(name).label}还没有填。")


class NamesOnRegister:
    """Members and households as a list may name them."""

    def __init__(self, store: Store) -> None:
        self._members: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for member, name, number in store.query(
            "SELECT m.id, p.name, p.id_number FROM member m JOIN person p ON p.id = m.person"
        ):
            self._members[match_key(name)].append((member, number or ""))
        self._homes: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        self._heads: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for home, number, group, head in store.query(
            f"""SELECT h.id, h.number, coalesce(g.name, ''), coalesce({head_on()}, '')
                FROM household h LEFT JOIN "group" g ON g.id = h."group\"""",
            (clock.today().isoformat(),),
        ):
            self._homes[_plain_number(number)].append((home, group, match_key(head)))
            self._heads[match_key(head)].append((home, group, match_key(head)))

    def member(self, line: ReadLine) -> int:
        """The member a line names. :raises Unresolved: nobody, or several of the name."""
        name = line.values.get("member", "")
        found = self._members.get(match_key(name.strip()), [])
        number = normalise(line.values.get("id_number", ""))
        if number and len(found) > 1:
            found = [each for each in found if each[1] == number]
        if not found:
            raise Unresolved("member", f"没有叫“{name}”的党员，请核对姓名，或先登记这名党员。")
        if len(found) > 1:
            raise Unresolved("member", f"有 {len(found)} 名党员叫“{name}”，请加一列身份证号。")
        return found[0][0]

    def household(self, line: ReadLine) -> int:
        """The household a line names by number, or by its head; the group decides between several.

        :raises Unresolved: none, or several.
        """
        number, head = line.values.get("number", ""), line.values.get("head", "")
        said = f"{number} 户" if number else f"户主“{head}”"
        found = self._homes.get(_plain_number(number), []) if number else (
            self._heads.get(match_key(head.strip()), []) if head else []
        )
        for place, written in ((1, line.values.get("group", "")), (2, match_key(head.strip()))):
            if written and len(found) > 1:
                found = [each for each in found if each[place] == written]
        name = "number" if number else "head"
        if not found:
            raise Unresolved(name, f"没有{said}，请核对，或先登记这一户。")
        if len(found) > 1:
            raise Unresolved(name, f"{said}有 {len(found)} 个，请在表里写清组别和户号。")
        return found[0][0]


def _plain_number(number: str) -> str:
    """户号 as compared: without blanks, marks and leading zeros."""
    return re.sub(r"[\s\-]", "", number).lstrip("0").upper() or "0"


GROUP = replace(Group.field("name"), label="组别", aliases=("组", *Group.field("name").aliases))
"""组别 as a column of a list; 名称 alone may be the name of anything."""


# ── pairings ─────────────────────────────────────────────────────────────────


PAIRING_FIELDS = ("role", "since", "until", "basis", "consented", "notified", "note")

PAIRING_HEADINGS: tuple[tuple[str, Field], ...] = (
    ("member", Pairing.field("member")), ("number", Household.field("number")),
    ("head", Field("户主", aliases=("户主姓名", "联系户主", "联系户", "户主名"))),
    ("group", GROUP), ("id_number", Person.field("id_number")),
    *((name, Pairing.field(name)) for name in PAIRING_FIELDS),
)
"""What a column may be headed, by the name its values go under."""


def take_in_pairings(
    store: Store, lines: Sequence[ReadLine], *, today: date, dry_run: bool = False,
    strict: bool = False,
) -> Intake:
    """Begin the pairings of a list, in one act. A line without 起 begins today."""
    registers = NamesOnRegister(store)

    def take(line: ReadLine) -> str:
        values = {name: value_of(line, Pairing.field(name)) for name in PAIRING_FIELDS}
        pairing = Pairing(
            member=registers.member(line), household=registers.household(line),
            **(values | {"role": values["role"] or PairingRole.MAIN,
                         "since": values["since"] or today}),
        )
        known = _known(store, pairing)
        if known is None:
            pair(store, pairing)
            return "created"
        said = {name: value for name, value in values.items() if value is not None}
        if known.but(**(said | {"since": known.since})) == known:
            return "unchanged"
        store.save(known.but(**(said | {"since": known.since})))
        return "updated"

    return take_lines(store, "导入联户台账", lines, take, dry_run=dry_run, strict=strict)


def _known(store: Store, pairing: Pairing) -> Pairing | None:
    """The pairing of these two that stands on the day."""
    found = store.find(
        Pairing, f"{on(Pairing)} AND member = ?2 AND household = ?3 AND role = ?4",
        (pairing.since.isoformat(), pairing.member, pairing.household, pairing.role),
    )
    return found[0] if found else None


# ── visits ───────────────────────────────────────────────────────────────────


VISIT_READ = ("day", "way", "reason", "met", "said", "needs")

VISIT_HEADINGS: tuple[tuple[str, Field], ...] = (
    ("member", Visit.field("member")), ("number", Household.field("number")),
    ("head", Field("户主", aliases=("户主姓名", "被走访户", "走访对象", "联系户"))),
    ("group", GROUP), ("id_number", Person.field("id_number")),
    ("problem", Field("发现问题", NOTE, aliases=("问题", "反映问题", "存在问题"))),
    *((name, Visit.field(name)) for name in VISIT_READ),
)
"""What a column may be headed, by the name its values go under."""


def take_in_visits(
    store: Store, lines: Sequence[ReadLine], *, today: date, dry_run: bool = False,
    strict: bool = False,
) -> Intake:
    """Write the visits of a list down, in one act; one known already is brought up to date."""
    registers, known = NamesOnRegister(store), Known(store)

    def take(line: ReadLine) -> str:
        known.refuse_twin(line)
        values = {name: value_of(line, Visit.field(name)) for name in VISIT_READ}
        if values["day"] is None:
            raise Unresolved("day", "走访日期还没有填，请填年月日。")
        visit = Visit(member=registers.member(line), household=registers.household(line),
                      entered=today, **(values | {"way": values["way"] or "home"}))
        before = known.claim(Visit, "member = ? AND household = ? AND day = ?", (
            visit.member, visit.household, visit.day.isoformat()))
        if before is None:
            words = line.values.get("problem", "")
            kept, _ = record_visit(
                store, visit, problem_of("" if is_nothing(words) else words, visit.day))
            known.made(kept)
            return "created"
        said = before.but(**{name: value for name, value in values.items() if value is not None})
        if said == before:
            return "unchanged"
        store.save(said)
        return "updated"

    return take_lines(store, "导入走访登记", lines, take, dry_run=dry_run, strict=strict)
