"""The kinds of meeting a village holds, who is due at each, and when one is due."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from models.values.periods import Period, Span
from models.values.problem import Problem
from models.values.validity import Source, Validity, validity
from resources import resource

KINDS_FILE = resource("meetings/kinds.toml")

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cadence:
    """How often a rule asks for a meeting: ``times`` in each week, month, quarter or year.

    ``weekday`` (1 Monday … 7 Sunday) fixes the day of a weekly meeting.
    """

    every: Span
    times: int = 1
    weekday: int | None = None


@dataclass(frozen=True)
class MeetingKind:
    """One kind of meeting; ``due`` names who should come, ``purposes`` the votes it may hold.

    ``three_lessons``: belongs to 三会一课. Without a cadence it is held when needed.
    ``mark`` as for :class:`models.meetings.rules.Rule`.
    """

    code: str
    title: str
    due: str
    who: str
    cadence: Cadence | None
    purposes: tuple[str, ...]
    three_lessons: bool
    validity: Validity
    source: Source
    mark: str
    note: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def basis(self) -> str:
        """The source as people read it, with its mark."""
        return f"依据{self.source}（{self.mark}）" if self.mark else f"依据{self.source}"


@dataclass(frozen=True)
class Slot:
    """One meeting that a cadence asks for: any day from ``first`` to ``last`` serves.

    ``period`` is the week, month, quarter or year it is asked for in; ``number`` tells the
    meetings of one such period apart, from 1.
    """

    kind: str
    period: Period
    first: date
    last: date
    number: int = 1


def read_kinds(text: str) -> tuple[MeetingKind, ...]:
    """The kinds written in TOML ``text``, laid out as in resources/meetings/kinds.toml."""
    return tuple(kind_from(row) for row in tomllib.loads(text)["kind"])


@cache
def all_kinds() -> tuple[MeetingKind, ...]:
    """Every version of every kind that is shipped, in the order of the file."""
    return read_kinds(KINDS_FILE.read_text(encoding="utf-8"))


def kinds(
    day: date | None = None, among: Sequence[MeetingKind] | None = None
) -> tuple[MeetingKind, ...]:
    """The kinds as they stand on ``day`` (default: today), one version of each.

    ``among`` are those of the village (default: the shipped ones); a later version in the row
    takes the place of an earlier one.
    """
    on = day or date.today()
    versions = all_kinds() if among is None else among
    return tuple({each.code: each for each in versions if each.validity.covers(on)}.values())


def kind(
    code: str, day: date | None = None, among: Sequence[MeetingKind] | None = None
) -> MeetingKind:
    """The kind called ``code`` as it stands on ``day`` (default: today).

    :raises Problem: there is no such kind.
    """
    standing = kinds(day, among)
    for each in standing:
        if each.code == code:
            return each
    known = "、".join(each.code for each in standing)
    raise Problem(f"没有“{code}”这种会议，可以用的有：{known}。")


def due_in(kind: MeetingKind, period: Period) -> list[Slot]:
    """The meetings ``kind`` asks for in ``period``, in order.

    A quarter asks for three monthly meetings; a single month asks for the one meeting of the
    quarter around it. A week belongs to the period that holds its Thursday. A kind without a
    cadence asks for none.
    """
    if kind.cadence is None:
        return []
    slots: list[Slot] = []
    unit = Period.of(period.start, kind.cadence.every)
    while unit.start <= period.end:
        if unit.span is not Span.WEEK or period.contains(unit.start + 3 * ONE_DAY):
            slots += _slots(kind.code, kind.cadence, unit)
        unit = Period.of(unit.end + ONE_DAY, unit.span)
    return slots


def _slots(code: str, cadence: Cadence, unit: Period) -> list[Slot]:
    first, last = unit.start, unit.end
    if cadence.weekday is not None:
        first = last = unit.start + (cadence.weekday - 1) * ONE_DAY
    return [Slot(code, unit, first, last, number + 1) for number in range(cadence.times)]


def _cadence(row: Mapping[str, Any]) -> Cadence:
    return Cadence(Span[row["every"].upper()], row["times"], row.get("weekday"))


def kind_from(row: Mapping[str, Any]) -> MeetingKind:
    """The kind written in one row of a dated table (resources/meetings/kinds.toml)."""
    return MeetingKind(
        code=row["code"],
        title=row["title"],
        due=row["due"],
        who=row["who"],
        cadence=_cadence(row["cadence"]) if "cadence" in row else None,
        purposes=tuple(row["purposes"]),
        three_lessons=row["three_lessons"],
        validity=validity(row),
        source=Source(**row["source"]),
        mark=row["mark"],
        note=row.get("note", ""),
        aliases=tuple(row.get("aliases", ())),
    )
