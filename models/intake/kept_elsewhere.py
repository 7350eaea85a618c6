"""Meetings kept elsewhere in a list, taken in line by line like what is typed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from models.intake.listed import (
    Intake,
    Known,
    ReadLine,
    Unresolved,
    take_lines,
    value_of,
)
from models.intake.reading import ReadFinding
from models.keeping.lasting import not_over
from models.meetings.attendance import attendance_of
from models.meetings.kinds import every_kind
from models.meetings.meeting import Meeting, hold
from models.registers.people import Person
from models.values.finding import Level
from models.values.kinds import Field
from models.values.names import match_key, written_key

if TYPE_CHECKING:
    from models.keeping.store import Store

PEOPLE = ("chair", "recorder")
COUNTS = ("due_count", "present_count")
READ = tuple(
    each.name for each in Meeting.fields()
    if each.name not in ("kind", "purpose", "group", "entered", *PEOPLE)
)

MEETING_HEADINGS: tuple[tuple[str, Field], ...] = tuple(
    (name, Meeting.field(name)) for name in ("kind", "held", *PEOPLE, *READ) if name != "note"
)
"""What a column may be headed, by the name its values go under."""


def take_in_meetings(
    store: Store, lines: Sequence[ReadLine], *, today: date, dry_run: bool = False,
    strict: bool = False,
) -> Intake:
    """Write the meetings of a list down, in one act.

    A meeting known already (kind, day, theme) is brought up to date; where its attendance stands
    by name, the counts of the list are left out. A line that may be the meeting of one above is
    refused. A chair or recorder who is not on the register is left blank, and that is said.
    """
    taking = _Taking(store, today)
    intake = take_lines(store, "导入会议", lines, taking.take, absent=taking.absent,
                        dry_run=dry_run, strict=strict, of=Meeting)
    intake.findings += taking.findings
    return intake


_BOTH = re.compile(
    r"(?:应到\D{0,3}(?P<due>\d+)\D{0,3}实到\D{0,3}|(?P<over>\d+)\s*人?\s*/\s*)(?P<present>\d+)\D{0,2}")


def _counted(line: ReadLine) -> ReadLine:
    """The line with both counts, where one cell says them: 应到48实到45, 48/45."""
    both = _BOTH.fullmatch(line.values.get("present_count", "").strip())
    if both is None or line.values.get("due_count"):
        return line
    due = both["due"] or both["over"]
    return replace(line, values={**line.values, "due_count": due, "present_count": both["present"]})


class _Taking:
    """The lines of one list, each held against the ledger."""

    def __init__(self, store: Store, today: date) -> None:
        self._store, self._today = store, today
        self._kinds = {
            name: each.code for each in every_kind(store)
            for name in (each.code, each.title, *each.aliases)
        }
        self._people: dict[str, list[int]] = defaultdict(list)
        for person, name in store.query(
            f"SELECT id, name FROM person WHERE {not_over(Person)}", (today.isoformat(),)
        ):
            self._people[match_key(name)].append(person)
        self._seen = defaultdict[tuple[str, date], list[tuple[str | None, int]]](list)
        self._lines = Known(store)
        self.findings: list[ReadFinding] = []

    def take(self, line: ReadLine) -> str:
        """Created, updated or unchanged."""
        line = _counted(line)
        kind = self._kind(line)
        values = {name: value_of(line, Meeting.field(name)) for name in READ}
        if values["held"] is None:
            raise Unresolved("held", "召开日期还没有填，请填年月日。")
        on, title = values["held"], values["title"]
        fitting = self._fitting(kind, on, title)
        same = [each for each in fitting if each.title == title]
        before = self._told_above(line, self._seen[kind, on], title, len(same))
        for each in fitting:  # the same meeting of several groups is one line of a list
            self._lines.holds(each)
        known = same[before] if before else next(iter(fitting), None)
        rows = attendance_of(self._store, known.id) if known and known.id else []
        given = {
            name: value for name, value in values.items()
            if value is not None and not (rows and name in COUNTS)
        } | self._named(line)
        meeting = (known or Meeting(kind=kind, held=on, entered=self._today)).but(**given)
        if meeting == known:
            return "unchanged"
        if not rows and meeting.due_count is None:
            raise Unresolved("due_count", "没有写应到、实到多少人，记不了这场会议。"
                                          "请加上应到、实到两列。")
        self._lines.holds(hold(self._store, meeting, rows))
        return "updated" if known else "created"

    def _told_above(
        self, line: ReadLine, seen: list[tuple[str | None, int]], title: str | None, known: int
    ) -> int:
        """How many lines above, of those of the kind and the day, may speak of the same meeting.

        :raises Unresolved: as many as there are such meetings, so this is one of them again.
        """
        alike = [row for other, row in seen if title == other or not title or not other]
        if alike and len(alike) >= known:
            raise Unresolved("title", f"和第 {alike[-1]} 行是同一类、同一天的会议，只记了一次。"
                                      "抄重了就删去一行；真有两次，请写上各自的议题。")
        seen.append((title, line.row))
        return len(alike)

    def absent(self) -> list[str]:
        """The meetings of the kinds and the days of the list that are on no line of it."""
        return [f"{each.held} {each.title or ''}".strip()
                for each in self._lines.lacking(Meeting, day="held", alike=("kind",))]

    def _kind(self, line: ReadLine) -> str:
        written = line.values.get("kind", "").strip()
        if written not in self._kinds:
            raise Unresolved(
                "kind", f"没有“{written}”这种会议，请改成已有的类型，或先在设置里添加。"
            )
        return self._kinds[written]

    def _fitting(self, kind: str, held: date, title: str | None) -> list[Meeting]:
        found = self._store.find(Meeting, "kind = ? AND held = ?", (kind, held.isoformat()))
        return [each for each in found if title in (None, each.title) or not each.title]

    def _named(self, line: ReadLine) -> dict[str, int]:
        found = {}
        for name in PEOPLE:
            written = line.values.get(name, "").strip()
            people = self._people.get(written_key(written), []) if written else []
            if len(people) == 1:
                found[name] = people[0]
            elif written:
                why = f"册上有{len(people)}个同名的人" if people else "册上没有这个人"
                self.findings.append(ReadFinding(
                    Level.WARNING, f"{name}-unknown", line.sheet, line.row, line.letters.get(name),
                    written,
                    f"{Meeting.field(name).label}“{written}”{why}，没有填上，请到会议里选。",
                ))
        return found
