"""Taking in lists somebody handed over: each line found in the registers and held against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from models.intake.reading import ColumnHead, Place, ReadFinding, is_nothing
from models.keeping.proportion import most_kept
from models.keeping.record import Record
from models.office.village import Group
from models.values.finding import Level
from models.values.kinds import FLAG, NOTE, TEXT, Field
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class ReadLine:
    """One line of a list: ``values`` by the name of the field, ``letters`` the column of each.

    ``doubts`` say of a field why what stands there can't be taken: the line is refused. ``head`` is
    the row whose words say what the line is about, where it is one cell of a matrix; 0 else.
    """

    sheet: str
    row: int
    values: Mapping[str, str]
    letters: Mapping[str, str]
    doubts: Mapping[str, str] = field(default_factory=dict)
    head: int = 0

    def settle(self) -> None:
        """:raises Invalid: there are doubts."""
        if self.doubts:
            raise Invalid(self.doubts)


class ReadLines(list[ReadLine]):
    """The lines of a list that are to be taken, with its columns, what was left out and why.

    ``above`` is what stands over its first head, ``year`` what that, the sheet or the ``file`` is
    called by; blank where none is named.
    """

    def __init__(self, lines: Iterable[ReadLine] = ()) -> None:
        super().__init__(lines)
        self.heads: list[ColumnHead] = []
        self.left_out: list[ReadFinding] = []
        self.rows_left_out = 0
        self.file, self.year = "", ""
        self.above: tuple[str, ...] = ()

    def without(self, left: Collection[Place]) -> ReadLines:
        """The same without some rows, which count as left out."""
        kept = ReadLines(each for each in self if (each.sheet, each.row) not in left)
        kept.heads, kept.left_out = self.heads, list(self.left_out)
        kept.rows_left_out = self.rows_left_out + len(self) - len(kept)
        kept.file, kept.year, kept.above = self.file, self.year, self.above
        return kept


@dataclass
class Intake:
    """What became of the lines: taken, there already, or refused with the reason; ``also`` counts
    what else came of it."""

    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[ReadFinding] = field(default_factory=list)
    also: dict[str, int] = field(default_factory=dict)

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
            "rows": self.rows, **{name: self.counts[name] for name in names}, **self.also,
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

Absent = Callable[[], Sequence[str]]
"""What stands in the ledger, in words, of all that a list is about, and on no line of it."""


def take_lines(
    store: Store, label: str, lines: Sequence[ReadLine], take: TakeLine, *,
    absent: Absent = tuple, dry_run: bool = False, strict: bool = False,
    of: type[Record] | None = None,
) -> Intake:
    """Take the lines in, in one act; a trial run does the very same and takes it all back.

    ``strict`` keeps nothing when one line is refused. ``absent`` is asked of a later list only:
    one of which some line was known. Numbers of records ``of`` this kind that are out of all
    proportion are taken, and asked about.
    """
    intake = Intake.of(lines)
    if of is not None:
        say_odd(store, intake, lines, of)
    try:
        with store.act(label):
            for line in lines:
                intake.counts[_taken(intake, line, take)] += 1
            if intake.counts["unchanged"] + intake.counts["updated"]:
                say_absent(intake, lines[0].sheet, absent())
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


def say_odd(store: Store, intake: Intake, lines: Sequence[ReadLine], kind: type[Record]) -> None:
    """Ask about every number far beyond what was kept before this list."""
    names = {name for line in lines for name in line.values} & kind.fields_by_name().keys()
    for most in [most_kept(store, kind, kind.field(name)) for name in sorted(names)]:
        for line in lines:
            with suppress(Unresolved):
                if asked := most.asked(value_of(line, most.field)):
                    say_asked(intake, line, most.field.name, asked)


def say_asked(intake: Intake, line: ReadLine, name: str, asked: str) -> None:
    """Ask about a cell of a line that is taken as it stands."""
    intake.findings.append(ReadFinding(
        Level.WARNING, f"{name}-asked", line.sheet, line.row, line.letters.get(name),
        line.values.get(name, ""), f"{asked}照原样记，写错了请改正。"))


_NAMED = 10
"""How much of what a later list lacks is named."""


def say_absent(intake: Intake, sheet: str, lacking: Sequence[str]) -> None:
    """Say what a later list lacks: it stays."""
    if lacking:
        named = "；".join(lacking[:_NAMED]) + "等" * (len(lacking) > _NAMED)
        intake.findings.append(ReadFinding(
            Level.NOTICE, "absent", sheet, None, None, "",
            f"台账里有 {len(lacking)} 条，这份表上没有：{named}。"
            "照旧留着；记错了的，请到台账里改。"))


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
        self._rows: dict[frozenset[tuple[str, str]], Place] = {}

    def refuse_twin(self, line: ReadLine) -> None:
        """:raises Unresolved: a line above says the very same."""
        said = frozenset((name, value) for name, value in line.values.items() if value)
        sheet, row = self._rows.setdefault(said, (line.sheet, line.row))
        if (sheet, row) != (line.sheet, line.row):
            where = f"“{sheet}”" if sheet != line.sheet else ""
            raise Unresolved(next(iter(line.letters), ""), (
                f"和{where}第 {row} 行完全一样，只记了一次。抄重了就删去一行；"
                "真有两次，请在备注或内容里写明不同。"))

    def claim(self, record: type[R], where: str, values: Sequence[Any]) -> R | None:
        """The first fitting record that no line before has taken."""
        for each in self._store.find(record, where, tuple(values), "id"):
            if (record.__name__, each.rowid) not in self._claimed:
                self.holds(each)
                return each
        return None

    def holds(self, record: Record) -> None:
        """The record stands on a line of the list."""
        self._claimed.add((type(record).__name__, record.rowid))

    def lacking(
        self, record: type[R], where: str = "", values: Sequence[Any] = (), *, day: str = "",
        alike: Sequence[str] = (),
    ) -> list[R]:
        """The records on no line, of those the list is about.

        That is what lies in the months from its first ``day`` to its last, and has on some line
        each of what is ``alike``: a member's visits are not missed on the list of another.
        """
        every = self._store.find(record, where, tuple(values), f"{day or 'id'}, id")
        held, rest = list[R](), list[R]()
        for each in every:
            (held if (record.__name__, each.rowid) in self._claimed else rest).append(each)
        seen = {name: {getattr(each, name) for each in held} for name in alike}
        months = [getattr(each, day).isoformat()[:7] for each in held] if day else []
        return [each for each in rest
                if held and all(getattr(each, name) in seen[name] for name in alike)
                and (not day or min(months) <= getattr(each, day).isoformat()[:7] <= max(months))]


def given_in(line: ReadLine, record: type[Record], names: Sequence[str]) -> dict[str, Any]:
    """What the line says, by field; blank cells say nothing."""
    values = {name: value_of(line, record.field(name)) for name in names if name in line.values}
    return {name: value for name, value in values.items() if value is not None}


def needs(given: dict[str, Any], record: type[Record], *names: str) -> None:
    """:raises Unresolved: one of them is not said."""
    for name in names:
        if name not in given:
            raise Unresolved(name, f"{record.field(name).label}还没有填。")


GROUP = replace(Group.field("name"), label="组别", aliases=("组", *Group.field("name").aliases))
"""组别 as a column of a list; 名称 alone may be the name of anything."""
