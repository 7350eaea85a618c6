"""A village as it handed in: its records at the town, asked as its own data file would be.

What did not travel is not here, and a question about it is refused: so nothing is ever counted
that the town cannot know.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from models.exchange.allow_list import CONTENTS, Content
from models.figures.measure import VILLAGE
from models.keeping.datafile import in_memory
from models.keeping.migrations import known
from models.keeping.questions import NOT_SAID, READ, NotHere, Statements, Values
from models.keeping.record import quoted, stored
from models.keeping.settings import Setting
from models.keeping.store import Store, bring_up_to_date
from models.meetings.kinds import OWN_KINDS, OWN_RULES, all_kinds
from models.members.member import Duty
from models.office.village import Group, Unit, unit
from models.town.merging import standing
from models.town.received import ReceivedReturn, Reception, ReceptionState, receptions, records
from models.town.units import TownUnit
from models.values.kinds import LINK, Kind
from models.values.periods import ONE_DAY, Period
from models.values.problem import Problem

_LOOKED_BACK = frozenset({"former", "residence", "journey", "matter_step"})
"""What of the past stays in the village beside what stands: a record speaks of the day it came."""
_DATED = {each.name for each in CONTENTS if each.day}


@dataclass(frozen=True)
class Came:
    """What of a village may be asked: which of its packages speaks, and of which days any do."""

    unit: TownUnit
    reception: Reception
    periods: tuple[Period, ...]

    @classmethod
    def of(cls, store: Store, village: TownUnit, period: Period) -> Came:
        """The package that reaches to the end of a period, and all that count.

        :raises Problem: none does.
        """
        every = [each for each in receptions(store, village.rowid)
                 if each.state == ReceptionState.ACCEPTED]
        ends = {each.rowid: Period.parse(each.period).end for each in every}
        reaching = [each for each in every if ends[each.rowid] >= period.end]
        if not reaching:
            raise Problem(f"{village.name}还没有报来{period.label}的包，没有填。")
        speaks = min(reaching, key=lambda each: (ends[each.rowid], -each.rowid))
        return cls(village, speaks, tuple(Period.parse(each.period) for each in every))

    def covers(self, first: date, last: date) -> bool:
        """Whether packages tell of all these days."""
        for each in sorted(self.periods, key=lambda each: each.start):
            if each.start <= first <= each.end:
                first = each.end + ONE_DAY
        return first > last

    @property
    def left_out(self) -> dict[str, list[str]]:
        """Table → the fields that might have come and did not."""
        found: dict[str, list[str]] = json.loads(self.reception.left_out or "{}")
        return found


class HandedIn(Store):
    """The records of one village as its package brought them, in a file that lies nowhere.

    Without a package nothing of it is known but its name; without a village, that of the town.
    """

    unknown = "没有报来这一项"

    def __init__(self, town: Store, village: TownUnit | None, came: Came | None = None) -> None:
        self._town, self._village, self._came = town, village, came
        self._told_of = False
        self._missing = {(table, name) for table, some in (came.left_out if came else {}).items()
                         for name in some}
        super().__init__(Path(village.name if village else town.path.name), reading=True)

    def _open(self) -> None:
        self._db, self.era = in_memory(), known()
        _empty().backup(self._db)
        self._statements = _Columns()
        for content in CONTENTS:
            self._insert_all(content.kind.table, _rows(self._town, self._came, content))
        self._insert_all(Unit.table, [_unit(self._town, self._village)])
        self._db.execute("PRAGMA query_only = 1")
        self._statements.follow(self._db)

    def state(self) -> object:
        """Of which days it speaks is not written in it."""
        return None

    def _insert_all(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            names = ", ".join(map(quoted, row))
            self._db.execute(f"INSERT INTO {quoted(table)} ({names}) VALUES "
                             f"({', '.join('?' * len(row))})", tuple(row.values()))

    def holds(self, table: str) -> bool:
        """Whether the lines of a table came."""
        return self._came is not None and table in _TRAVELS

    def _ask(self, sql: str, values: Values) -> Any:
        """As of a data file of our own. :raises NotHere: it asks for what did not come."""
        assert isinstance(self._statements, _Columns)
        cursor = self._statements.run(self._db, sql, values)
        read = self._statements.read(sql)
        for table, column in read:
            if not self._came_with(table, column, values):
                raise NotHere(f"{self.path.name}没有报来（{table} {column}）。")
        return cursor

    def _came_with(self, table: str, column: str, values: Values) -> bool:
        if table == Setting.table:
            return self._as_shipped(values)
        if self._came is None:
            return table in (Unit.table, Group.table)
        if (table, column) in _BY_THE_WAY:
            return True
        if table in _DATED and not self._covered(values):
            return False
        return (table in _TRAVELS or table in _BESIDE) and (table, column) not in self._missing

    def _as_shipped(self, values: Values) -> bool:
        """Whether a setting of the village is as the program comes: its kinds of meeting are when
        it held no other; its own quorum is not told."""
        asked = set(values.values() if isinstance(values, Mapping) else values)
        if asked == {OWN_KINDS}:
            held = {kind for (kind,) in self._db.execute("SELECT DISTINCT kind FROM meeting")}
            return held <= {each.code for each in all_kinds()}
        return asked == {OWN_RULES}

    def _covered(self, values: Values) -> bool:
        """Whether what is dated is asked of days that packages tell of."""
        if isinstance(values, Mapping) and {"first", "last"} <= values.keys():
            return self._covers(*(date.fromisoformat(values[each]) for each in ("first", "last")))
        return self._told_of

    @contextmanager
    def speaking_of(self, first: date, last: date) -> Iterator[None]:
        """Meanwhile what happened is asked of these days."""
        before, self._told_of = self._told_of, self._covers(first, last)
        try:
            yield
        finally:
            self._told_of = before

    def _covers(self, first: date, last: date) -> bool:
        return self._came is not None and self._came.covers(first, last)

    def told(self, measure: str, first: date, last: date) -> Any:
        """A figure of the whole village in a return of just these days; None where there is none.
        """
        of = self._came.reception.id if self._came else None
        for each in self._town.find(
                ReceivedReturn, "reception = ? AND back_reason IS NULL", (of,)):
            said = each.says
            if _days_of(said["when"]) == (first, last):
                for number in _of_village(said, measure):
                    return number
        return None


_TRAVELS = {each.kind.table for each in CONTENTS}
_BESIDE = {Unit.table, *_LOOKED_BACK, "sqlite_master", "json_each"}
_BY_THE_WAY = {(Duty.table, each) for each in ("", "id", "member", "since", "until")}
"""Asked to find a line that says more: that one is asked of what it says."""


class _Columns(Statements):
    """Which columns each question reads."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: dict[str, frozenset[tuple[str, str]]] = {}
        self._heard: set[tuple[str, str]] = set()

    def run(self, connection: Any, sql: str, values: Any) -> Any:
        """As of any connection."""
        self._heard = set()
        cursor = super().run(connection, sql, values)
        self._columns.setdefault(sql, frozenset(self._heard))
        return cursor

    def read(self, sql: str) -> frozenset[tuple[str, str]]:
        """The tables and columns of a question that was asked."""
        return self._columns[sql]

    def _hear(self, action: int, table: str | None, *more: str | None) -> int:
        if action == READ and table:
            self._heard.add((table, more[0] or ""))
        return super()._hear(action, table, *more)


@cache
def _empty() -> Any:
    """A file with every table and no row in it, to be copied."""
    db = in_memory()
    bring_up_to_date(db)
    return db


def _days_of(when: str) -> tuple[date, date] | None:
    with suppress(Problem):
        return Period.parse(when).days
    return None


_ALL_OF_VILLAGE = frozenset({VILLAGE, "account"})
"""Of whom a total is that of the village: the accounts of a return are all there are."""


def _of_village(said: dict[str, Any], measure: str) -> Iterator[Decimal]:
    """The figures of a return that are this measure of the village as a whole."""
    total = said["total"] or {"numbers": [None] * len(said["columns"])}
    told = [(number, each["measured"]) for each, number in zip(
        said["columns"], total["numbers"], strict=True) if "measured" in each]
    told += [(said["lines"][at - 1]["numbers"][place - 1], measured)
             for at, place, *measured in said.get("measured", ())]
    for number, (code, of) in told:
        if number is not None and code == measure and of in _ALL_OF_VILLAGE:
            yield Decimal(number)


def _unit(town: Store, village: TownUnit | None) -> dict[str, Any]:
    here = unit(town) or Unit(name="")
    if village is not None:
        here = Unit(name=village.name, code=village.code, district=village.district,
                    star_set=village.star_set, town=here.town or here.name, county=here.county)
    return {"id": 1} | stored(here)


def _rows(town: Store, came: Came | None, content: Content) -> Iterator[dict[str, Any]]:
    """The records of a kind as they came, with what the town put in place of the village's."""
    if came is None:
        return
    over: dict[int, dict[str, str]] = {}
    for each in standing(town, came.unit.rowid, content.name):
        over.setdefault(each.row, {})[each.field_name] = each.value or ""
    kept = {each: NOT_SAID for each in content.stays.split()
            if content.kind.field(each).kind is not LINK}
    for record in records(town, came.unit.rowid, content.name, at=came.reception):
        said = record.values | over.get(record.row, {})
        yield {"id": record.row, **kept, **{
            each.name: _value(content, each.name, said.get(each.name)) for each in content.fields}}


def _value(content: Content, name: str, text: str | None) -> Any:
    """A value as a row holds it, from the text it travels as."""
    if not text:
        return None
    read = _READ.get(content.type_of(name))
    return read(text, content.kind.field(name).kind) if read else text


_READ: dict[str, Callable[[str, Kind], Any]] = {
    "integer": lambda text, _: int(text), "boolean": lambda text, _: int(json.loads(text)),
    "number": lambda text, kind: kind.store(Decimal(text)),
}
