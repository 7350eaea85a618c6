"""The story of a person, a household or a member."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.activities.activity import Activity
from models.matters.matter import Handling, Step
from models.meetings.meeting import Attendance, Meeting
from models.members.member import Member
from models.moves.duplicates import entries_of
from models.pairing.pairing import ROLES
from models.registers.people import HAPPENINGS, Household, Residence
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.kinds import Choices
from models.visits.visit import Visit

if TYPE_CHECKING:
    from models.keeping.store import Store


Ref = tuple[str, int]

STORY_KINDS = Choices(
    register="人户", category="户类别", post="职务", pairing="联户", visit="走访", matter="事项",
    meeting="会议", activity="活动培训", points="积分", photo="附件",
)
"""The filter chips, in the order shown."""


@dataclass(frozen=True)
class Moment:
    """One thing on the time line: ISO day (blank when it is not known), kind, words, its record.

    ``sensitive`` moments stay hidden until asked for.
    """

    day: str
    kind: str
    words: str
    ref: Ref
    sensitive: bool = False


def household_story(store: Store, household: int) -> list[Moment]:
    """Everything about a household, the newest first."""
    return _merged(source(store, household) for source in HOUSEHOLD_SOURCES)


def person_story(store: Store, person: int) -> list[Moment]:
    """Everything about a person, also under entries merged into this one, the newest first."""
    entries = entries_of(store, person)
    told = [source(store, entry) for source in PERSON_SOURCES for entry in entries]
    members = store.find(Member, f"person IN ({_marks(entries)})", entries)
    told += [source(store, each.id) for each in members if each.id for source in MEMBER_SOURCES]
    return _merged(told)


def member_story(store: Store, member: int) -> list[Moment]:
    """Everything about a member and the person behind the party file, the newest first."""
    return person_story(store, store.get(Member, member).person)


def kinds_in(story: Sequence[Moment]) -> list[tuple[str, str, int]]:
    """The chips that have something to filter: kind, label, how many."""
    told = Counter(each.kind for each in story)
    return [(code, label, told[code]) for code, label in STORY_KINDS.pairs() if told[code]]


def _merged(parts: Iterable[Iterable[Moment]]) -> list[Moment]:
    """The newest first; what was told twice stands once, and of one day the last told first."""
    every = dict.fromkeys(each for part in parts for each in part)
    return sorted(reversed(every), key=lambda each: each.day, reverse=True)


def _marks(rows: Sequence[Any]) -> str:
    return ",".join("?" * len(rows))


def _happenings(store: Store, column: str, row: int) -> Iterator[Moment]:
    for day, kind, name, home, other, reason, at in store.query(
        f"""SELECT x.day, x.kind, coalesce(p.name, ''), h.number, coalesce(o.number, ''), x.reason,
                   x.id
            FROM happening x JOIN household h ON h.id = x.household
            LEFT JOIN household o ON o.id = x.other LEFT JOIN person p ON p.id = x.person
            WHERE {column}""", (row,),
    ):
        where = f"{other} 户 → {home} 户" if other and other != home else f"{home} 户"
        yield Moment(day, "register", f"{HAPPENINGS.label(kind)}：{name}，{where}，{reason}",
                     ("happening", at))


def _household_happenings(store: Store, household: int) -> Iterator[Moment]:
    yield from _happenings(store, "?1 IN (x.household, x.other)", household)
    for since, left, number in store.query(
        "SELECT since, left, number FROM household WHERE id = ?", (household,)
    ):
        if since:
            yield Moment(since, "register", f"立户：{number} 户", ("household", household))
        if left:
            yield Moment(left, "register", f"离册：{number} 户", ("household", household))


def _person_happenings(store: Store, person: int) -> Iterator[Moment]:
    yield from _happenings(store, "x.person = ?", person)
    for each in store.find(Residence, "person = ?", (person,)):
        if each.since is None:
            number = store.get(Household, each.household).number
            yield Moment("", "register", f"原在 {number} 户", ("residence", each.rowid))
    for day, name in store.query(
        """SELECT m.day, p.name FROM person_merger m JOIN person p ON p.id = m.lost
           WHERE m.lost = ?""", (person,),
    ):
        yield Moment(day, "register", f"重复登记的“{name}”并入", ("person", person))


def _categories(store: Store, household: int) -> Iterator[Moment]:
    for since, until, category, source, at in store.query(
        "SELECT since, until, category, source, id FROM household_category WHERE household = ?",
        (household,),
    ):
        code = HOUSEHOLD_CATEGORY[category]
        told = f"（{source}）" if source else ""
        yield Moment(since or "", "category", f"列为{code.label}{told}",
                     ("household_category", at), code.sensitive)
        if until:
            yield Moment(until, "category", f"{code.label}到期", ("household_category", at),
                         code.sensitive)


def _posts(store: Store, person: int) -> Iterator[Moment]:
    for since, until, title, at in store.query(
        "SELECT since, until, title, id FROM post WHERE person = ?", (person,)
    ):
        yield Moment(since or "", "post", f"任{title}", ("post", at))
        if until:
            yield Moment(until, "post", f"{title}届满或离任", ("post", at))


def _tags(store: Store, person: int) -> Iterator[Moment]:
    for since, until, tag, at in store.query(
        "SELECT since, until, tag, id FROM person_tag WHERE person = ?", (person,)
    ):
        yield Moment(since, "post", f"列入{tag}", ("person_tag", at))
        if until:
            yield Moment(until, "post", f"{tag}结束", ("person_tag", at))


def _activities(store: Store, person: int) -> Iterator[Moment]:
    kind = Activity.field("kind")
    for day, code, theme, at in store.query(
        """SELECT a.on_day, a.kind, a.theme, a.id FROM activity_person x
           JOIN activity a ON a.id = x.activity WHERE x.person = ?""", (person,),
    ):
        yield Moment(day, "activity", f"{kind.show(code)}：{theme}", ("activity", at))


def _pairings(store: Store, column: str, row: int) -> Iterator[Moment]:
    for since, until, role, name, number, why, at in store.query(
        f"""SELECT x.since, x.until, x.role, p.name, h.number, x.end_reason, x.id FROM pairing x
            JOIN member m ON m.id = x.member JOIN person p ON p.id = m.person
            JOIN household h ON h.id = x.household WHERE x.{column} = ?""", (row,),
    ):
        said = f"{name}{ROLES.label(role)} {number} 户"
        yield Moment(since, "pairing", said, ("pairing", at))
        if until:
            yield Moment(until, "pairing", f"{said}，止" + (f"（{why}）" if why else ""),
                         ("pairing", at))


def _visits(store: Store, column: str, row: int) -> Iterator[Moment]:
    way = Visit.field("way")
    for day, name, number, how, reason, said, at in store.query(
        f"""SELECT v.day, p.name, h.number, v.way, v.reason, v.said, v.id FROM visit v
            JOIN member m ON m.id = v.member JOIN person p ON p.id = m.person
            JOIN household h ON h.id = v.household WHERE v.{column} = ?""", (row,),
    ):
        words = f"{name}{way.show(how)}走访 {number} 户"
        yield Moment(day, "visit", "，".join(filter(None, (words, reason, said))), ("visit", at))


def _matters(store: Store, column: str, row: int) -> Iterator[Moment]:
    kind = Step.field("kind")
    for day, step, number, what, words, at in store.query(
        f"""SELECT s.day, s.kind, coalesce(m.number, ''), m.what, s.words, m.id
            FROM matter_step s JOIN matter m ON m.id = s.matter WHERE m.{column} = ?
            ORDER BY s.day, s.id""", (row,),
    ):
        said = what if step == Handling.FOUND else words or ""
        yield Moment(day, "matter", f"{kind.show(step)} {number}：{said}", ("matter", at))


def _meetings(store: Store, person: int) -> Iterator[Moment]:
    kind, status = Meeting.field("kind"), Attendance.field("status")
    for day, code, came, at in store.query(
        """SELECT m.held, m.kind, a.status, m.id FROM attendance a
           JOIN meeting m ON m.id = a.meeting WHERE a.person = ?""", (person,),
    ):
        yield Moment(day, "meeting", f"{kind.show(code)}：{status.show(came) or '未签'}",
                     ("meeting", at))


def _points(store: Store, column: str, row: int) -> Iterator[Moment]:
    for day, reason, at in store.query(
        f"""SELECT e.on_day, e.reason, e.id FROM entry e JOIN account a ON a.id = e.account
            WHERE a.{column} = ?""", (row,),
    ):
        yield Moment(day, "points", reason, ("entry", at))


def _photos(store: Store, table: str, row: int) -> Iterator[Moment]:
    for day, name, at in store.query(
        """SELECT added, coalesce(caption, name), id FROM attachment
           WHERE owner_table = ? AND owner_row = ?""", (table, row),
    ):
        yield Moment(day, "photo", name, ("attachment", at))


Source = Callable[["Store", int], Iterable[Moment]]

HOUSEHOLD_SOURCES: tuple[Source, ...] = (
    _household_happenings, _categories,
    lambda store, row: _pairings(store, "household", row),
    lambda store, row: _visits(store, "household", row),
    lambda store, row: _matters(store, "household", row),
    lambda store, row: _points(store, "household", row),
    lambda store, row: _photos(store, "household", row),
)
PERSON_SOURCES: tuple[Source, ...] = (
    _person_happenings, _posts, _tags, _meetings, _activities,
    lambda store, row: _photos(store, "person", row),
)
MEMBER_SOURCES: tuple[Source, ...] = (
    lambda store, row: _pairings(store, "member", row),
    lambda store, row: _visits(store, "member", row),
    lambda store, row: _matters(store, "member", row),
    lambda store, row: _points(store, "member", row),
)
