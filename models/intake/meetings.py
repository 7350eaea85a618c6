"""A list of meetings kept elsewhere taken in: each line checked like one that is typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from models.intake.listed import Intake, ReadLine, Unresolved, take_lines, value_of
from models.intake.reading import ReadFinding
from models.keeping.lasting import not_over
from models.meetings.attendance import attendance_of
from models.meetings.kinds import every_kind
from models.meetings.meeting import Meeting, hold
from models.registers.people import Person
from models.values.finding import Level
from models.values.kinds import Field
from models.values.names import match_key

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
    by name, the counts of the list are left out. A line that stands twice is skipped. A chair or
    recorder who is not on the register is left blank, and that is said.
    """
    taking = _Taking(store, today)
    intake = take_lines(store, "导入会议", lines, taking.take, dry_run=dry_run, strict=strict)
    intake.findings += taking.findings
    return intake


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
        self._seen: set[tuple[str, date, str | None]] = set()
        self.findings: list[ReadFinding] = []

    def take(self, line: ReadLine) -> str:
        """Created, updated, unchanged or skipped."""
        kind = self._kind(line)
        values = {name: value_of(line, Meeting.field(name)) for name in READ}
        if values["held"] is None:
            raise Unresolved("held", "召开日期还没有填，请填年月日。")
        key = (kind, values["held"], values["title"])
        if key in self._seen:
            return "skipped"
        self._seen.add(key)
        known = self._known(*key)
        rows = attendance_of(self._store, known.id) if known and known.id else []
        given = {
            name: value for name, value in values.items()
            if value is not None and not (rows and name in COUNTS)
        } | self._named(line)
        meeting = (known or Meeting(kind=kind, held=key[1], entered=self._today)).but(**given)
        if meeting == known:
            return "unchanged"
        hold(self._store, meeting, rows)
        return "updated" if known else "created"

    def _kind(self, line: ReadLine) -> str:
        written = line.values.get("kind", "").strip()
        if written not in self._kinds:
            raise Unresolved(
                "kind", f"没有“{written}”这种会议，请改成已有的类型，或先在设置里添加。"
            )
        return self._kinds[written]

    def _known(self, kind: str, held: date, title: str | None) -> Meeting | None:
        found = self._store.find(Meeting, "kind = ? AND held = ?", (kind, held.isoformat()))
        return next((each for each in found if title in (None, each.title) or not each.title), None)

    def _named(self, line: ReadLine) -> dict[str, int]:
        found = {}
        for name in PEOPLE:
            written = line.values.get(name, "").strip()
            people = self._people.get(match_key(written), []) if written else []
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
