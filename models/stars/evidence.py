"""佐证: what is filed under each clause, its number in 创星档案目录, and 佐证材料册 of a star."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.activities.activity import Activity
from models.economy.assets import Facility, Honour
from models.economy.organisations import Organisation
from models.economy.projects import Project
from models.economy.services import Ceremony, Greening, Product, Service, Survey
from models.economy.year_account import IncomeLine
from models.keeping.attachments import Attachment, KeptPicture, attachments_of, file_of, kept
from models.keeping.heads import foot
from models.keeping.record import Record, field, required
from models.matters.matter import MATTER_KINDS, Matter
from models.meetings.kinds import known_kinds
from models.meetings.meeting import Meeting, fallen_between
from models.members.member import Member
from models.members.posts import Reserve
from models.office.exposure import Part, Scan
from models.office.star_sets import star_set
from models.office.village import unit
from models.registers.people import Household
from models.stars.plan import Plan
from models.stars.progress import Line, by_task, lines
from models.stars.standard import Clause, Standard, Task, items
from models.values import clock
from models.values.days import show_day
from models.values.figure import Ref, Seen
from models.values.kinds import DAY, LINK, NOTE, NUMBER
from models.values.privacy import Privacy, mask
from models.values.problem import Invalid, Problem
from models.visits.visit import Visit

if TYPE_CHECKING:
    from models.keeping.store import Store

FILED: dict[str, type[Record]] = {
    each.table: each for each in (
        Meeting, Activity, Visit, Matter, IncomeLine, Project, Organisation, Facility, Honour,
        Attachment, Household, Member, Reserve, Service, Ceremony, Product, Greening, Survey,
    )
}
"""What can be filed: the records of the ledgers, and attachments."""


def kind_filed(ledger: str) -> str:
    """会议, 活动, 附件: what people call a record filed from a ledger."""
    return FILED[ledger].label if ledger in FILED else ledger


class Evidence(Record, table="star_evidence", label="佐证"):
    """One record or attachment filed under a clause; its place never changes once it is filed."""

    clause: int = required("条", LINK)
    place: int = required("件号", NUMBER)
    ledger: str = required("台账")
    row: int = required("记录", LINK)
    title: str = required("题名", width=24)
    on_day: date | None = field("形成日期", DAY, width=11)
    filed: date = required("归档日期", DAY, width=11)
    note: str | None = field("备注", NOTE, width=14)


@dataclass(frozen=True)
class Filed:
    """A piece of evidence with its number in the archive list, and whether it is still there."""

    number: str
    star: str
    task: Task
    clause: Clause
    evidence: Evidence
    there: bool


def file_under(
    store: Store, clause: int, ref: Ref, title: str, on_day: date | None = None, *,
    filed: date | None = None,
) -> Evidence:
    """File a record or attachment under a clause with the next number of its item.

    :raises Invalid: it is filed there already.
    """
    table, row = ref
    if store.find(Evidence, "clause = ? AND ledger = ? AND row = ?", (clause, table, row)):
        raise Invalid({"row": f"“{title}”已经归在这一条下，不用重复归档。"})
    task = store.get(Clause, clause).task
    rows = store.query(
        """SELECT coalesce(max(e.place), 0) FROM star_evidence e JOIN clause c ON c.id = e.clause
           WHERE c.task = ?""", (task,))
    with store.act(f"归档：{title[:20]}"):
        return store.save(Evidence(
            clause=clause, place=rows[0][0] + 1, ledger=table, row=row, title=title, on_day=on_day,
            filed=filed or clock.today()))


def file_counted(store: Store, clause: int, counted: tuple[Seen, ...], day: date) -> int:
    """File every record a figure counted that is not filed yet; returns how many were new."""
    known = set(store.query("SELECT ledger, row FROM star_evidence WHERE clause = ?", (clause,)))
    new = [each for each in counted if each.ref not in known]
    with store.act("归档已计入的记录"):
        for each in new:
            one = record_called(store, each)
            file_under(store, clause, one.ref, one.title, one.on_day, filed=day)
    return len(new)


def archive(
    store: Store, standard: Standard, day: date = date.max, star: str | None = None
) -> list[Filed]:
    """创星档案目录: everything filed by a day; the number reads 年度-星-项-件: 2026-3-14-002."""
    chosen = star_set(standard.star_set)
    order = {code: place for place, (code, _) in enumerate(chosen.stars, 1)}
    tasks = {each.id: each for each in store.find(Task, "standard = ?", (standard.id,))}
    clauses = {each.id: each for each in store.find(
        Clause, "task IN (SELECT id FROM task WHERE standard = ?)", (standard.id,))}
    found = []
    for each in store.find(
        Evidence,
        """clause IN (SELECT c.id FROM clause c JOIN task t ON t.id = c.task WHERE t.standard = ?)
           AND filed <= ?""", (standard.id, day.isoformat()),
    ):
        clause = clauses[each.clause]
        task = tasks[clause.task]
        number = f"{standard.year}-{order[task.star]}-{task.place:02}-{each.place:03}"
        found.append(Filed(number, task.star, task, clause, each, still_there(store, each)))
    found.sort(key=lambda each: each.number)
    return [each for each in found if star in (None, each.star)]


def in_runs(filed: Iterable[Filed]) -> str:
    """Their numbers, neighbours drawn together: 2026-1-04-001至025、2026-3-14-002.

    :param filed: in the order of :func:`archive`.
    """
    runs: list[list[Filed]] = []
    for each in filed:
        follows = runs and _next_number(runs[-1][-1]) == each.number
        runs[-1].append(each) if follows else runs.append([each])
    return "、".join(_run(run[0].number, run[-1].number) for run in runs)


def _next_number(filed: Filed) -> str:
    stem, _, place = filed.number.rpartition("-")
    return f"{stem}-{int(place) + 1:03}"


def _run(first: str, last: str) -> str:
    return first if first == last else f"{first}至{last.rpartition('-')[2]}"


def still_there(store: Store, each: Evidence) -> bool:
    """Whether the record is still in the data file (and an attachment still on the disk)."""
    if each.ledger not in FILED or not store.count(each.ledger, "id = ?", (each.row,)):
        return False
    if each.ledger != Attachment.table:
        return True
    return file_of(store, store.get(Attachment, each.row)).is_file()


def carry_evidence(store: Store, before: int, after: int) -> None:
    """File under the later version of a clause what was filed under the earlier one."""
    for each in store.find(Evidence, "clause = ?", (before,), "place"):
        file_under(store, after, (each.ledger, each.row), each.title, each.on_day, filed=each.filed)


# ── 归一件 ───────────────────────────────────────────────────────────────────


OFFERED = 20

_RECORDS = """
    SELECT 'activity' AS ledger, id, on_day AS day, theme AS words FROM activity
    UNION ALL SELECT 'visit', v.id, v.day, p.name || '走访' || h.number || ' 户' FROM visit v
        JOIN member m ON m.id = v.member JOIN person p ON p.id = m.person
        JOIN household h ON h.id = v.household
    UNION ALL SELECT 'matter', id, found, coalesce(number || ' ', '') || what FROM matter
    UNION ALL SELECT 'income_line', id, on_day, summary FROM income_line
    UNION ALL SELECT 'project', id, since, name FROM project
    UNION ALL SELECT 'organisation', id, since, name FROM organisation
    UNION ALL SELECT 'facility', id, NULL, name FROM facility
    UNION ALL SELECT 'honour', id, on_day, title FROM honour
    UNION ALL SELECT 'service', id, on_day, what FROM service
    UNION ALL SELECT 'ceremony', c.id, c.on_day, h.number || ' 户红白事' FROM ceremony c
        JOIN household h ON h.id = c.household
    UNION ALL SELECT 'product', id, since, name FROM product
    UNION ALL SELECT 'greening', id, on_day, place || '绿化' FROM greening
    UNION ALL SELECT 'survey', id, on_day, subject FROM survey
    UNION ALL SELECT 'attachment', id, added, coalesce(caption, name) FROM attachment
    UNION ALL SELECT 'household', id, NULL, number || ' 户' FROM household
    UNION ALL SELECT 'member', m.id, NULL, p.name FROM member m JOIN person p ON p.id = m.person
    UNION ALL SELECT 'reserve', r.id, r.listed, p.name FROM reserve r
        JOIN person p ON p.id = r.person"""


@dataclass(frozen=True)
class Fileable:
    """A record that may be filed, by the name it would carry in 创星档案目录."""

    ref: Ref
    title: str
    on_day: date | None

    @property
    def code(self) -> int:
        """One number for ledger and row, as a form asks for it."""
        return self.ref[1] * len(FILED) + list(FILED).index(self.ref[0])

    @property
    def label(self) -> str:
        """活动 · 2026-03-01 技能培训."""
        return f"{kind_filed(self.ref[0])} · {f'{self.on_day} ' if self.on_day else ''}{self.title}"


def fileable(store: Store, typed: str) -> list[Fileable]:
    """The records that words may mean, the latest first; every word has to be there."""
    wanted = typed.split()
    found = [each for each in _meetings(store) if all(word in each.label for word in wanted)]
    where = " AND ".join(["(words LIKE ? OR day LIKE ?)"] * len(wanted)) or "day IS NOT NULL"
    rows = store.query(
        f"SELECT ledger, id, day, words FROM ({_RECORDS}) WHERE {where} ORDER BY day DESC LIMIT ?",
        (*(f"%{word}%" for word in wanted for _ in range(2)), OFFERED),
    )
    found += [Fileable((ledger, row), _title(store, ledger, row, words),
                       date.fromisoformat(day) if day else None)
              for ledger, row, day, words in rows]
    return sorted(found, key=lambda each: each.on_day or date.min, reverse=True)[:OFFERED]


def record_called(store: Store, counted: Seen) -> Fileable:
    """A record that a figure counted, by the name and the day it is filed under."""
    if counted.ref[0] == Meeting.table:
        return next(each for each in _meetings(store) if each.ref == counted.ref)
    rows = store.query(f"SELECT day, words FROM ({_RECORDS}) WHERE ledger = ? AND id = ?",
                       counted.ref)
    if not rows:
        return Fileable(counted.ref, counted.label, None)
    day, words = rows[0]
    return Fileable(counted.ref, _title(store, *counted.ref, words),
                    date.fromisoformat(day) if day else None)


def clauses_named(store: Store, standard: Standard, typed: str) -> list[tuple[int, str]]:
    """The clauses of a standard that words may mean: (id, number, title and text)."""
    found = ((clause.rowid, f"{item.task.number} {item.task.title}：{clause.text}")
             for item in items(store, standard.rowid) for clause in item.clauses)
    return [each for each in found if all(word in each[1] for word in typed.split())]


def _title(store: Store, ledger: str, row: int, words: str) -> str:
    """What a matter is about is found by, and does not stand in the archive list."""
    if ledger != Matter.table:
        return words
    matter = store.get(Matter, row)
    return f"{MATTER_KINDS.label(matter.kind)} {matter.number or ''}".strip()


def _meetings(store: Store) -> list[Fileable]:
    titles = {each.code: each.title for each in known_kinds(store)}
    fallen = fallen_between(store, date.min, date.max)
    return [
        Fileable(("meeting", row), title or titles.get(kind, kind), date.fromisoformat(held))
        for row, held, title, kind in store.query("SELECT id, held, title, kind FROM meeting")
        if row not in fallen
    ]


# ── 佐证材料册: everything filed for one star, to be printed and bound


@dataclass(frozen=True)
class Piece:
    """One piece of evidence: its number and title, what it says line by line, its pictures."""

    number: str
    title: str
    kind: str
    words: tuple[str, ...]
    pictures: tuple[KeptPicture, ...]
    refs: tuple[Ref, ...] = ()


@dataclass(frozen=True)
class Section:
    """One item of the star with its clauses and pieces."""

    number: str
    title: str
    words: tuple[str, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Folder:
    """The evidence of one star; ``head`` is that of the log when it was put together."""

    title: str
    village: str
    town: str
    day: date
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    head: str = dataclasses.field(default="", compare=False)


def folder(
    store: Store, plan: Plan, star: str, day: date, *, omit: bool = False
) -> Folder:
    """The folder of a star as of a day; personal data in it is masked, sensitive fields left out.

    Its texts are looked through, photos are not. ``omit`` prints 〔略〕 where something was found.

    :raises NotToBePosted: a text says what nobody outside may read.
    :raises Problem: the standard has no item under this star.
    """
    standard = store.get(Standard, plan.standard)
    chosen = star_set(standard.star_set)
    found = [each for each in lines(store, plan, day) if each.task.star == star]
    if not found:
        raise Problem(f"标准里没有{chosen.label_of(star)}的任务，先导入标准再出佐证材料册。")
    filed: dict[int, list[Filed]] = {}
    for each in archive(store, standard, star=star):
        filed.setdefault(each.task.rowid, []).append(each)
    village = unit(store)
    made = Folder(
        f"{chosen.label_of(star)}佐证材料册", (village and village.name) or "",
        (village and village.town) or "", day,
        tuple(filter(None, (f"依据：{standard.title}", standard.notice))),
        tuple(_section(store, task.number, task.title, some, filed.get(task.rowid, []))
              for task, some in by_task(found)),
    )
    cleared = Scan(store, day).cleared(made, made.title, _parts(made), omit=omit)
    return dataclasses.replace(cleared, head=foot(store))


def _parts(made: Folder) -> Iterator[Part]:
    """The folder as it is looked through: what is filed leads to its record."""
    yield "封面", (made.title, made.village, made.town, made.notes), ()
    for section in made.sections:
        yield f"任务 {section.number}", (section.title, section.words), ()
        for piece in section.pieces:
            yield piece.number, (piece.title, piece.words), piece.refs


def _section(
    store: Store, number: str, title: str, found: list[Line], filed: list[Filed]
) -> Section:
    words = []
    for each in found:
        words += [f"条：{each.clause.text}", f"评定标准：{each.clause.criterion or '—'}",
                  f"目标值：{each.clause.target or '—'}　现状：{each.value or '未填'}"
                  f"　状态：{each.state_label}", f"数据来源：{each.sourced(show_day)}"]
        for label, figure in zip(each.labels, each.open(store), strict=True):
            words.append(f"{label}：计入 {len(figure.counted)} 条，"
                         f"未计入 {len(figure.missed)} 条。")
    return Section(number, title, tuple(words), tuple(_piece(store, each) for each in filed))


def _piece(store: Store, each: Filed) -> Piece:
    evidence = each.evidence
    kind = kind_filed(evidence.ledger)
    if not each.there:
        return Piece(each.number, evidence.title, kind, ("原件已不在，请补。",), ())
    record = store.get(FILED[evidence.ledger], evidence.row)
    refs = ((evidence.ledger, evidence.row),)
    if isinstance(record, Attachment):
        return Piece(each.number, evidence.title, kind, (), (kept(store, record),), refs)
    pictures = [kept(store, one) for one in attachments_of(store, record.table, evidence.row)]
    return Piece(each.number, evidence.title, kind, _said(record),
                 tuple(each for each in pictures if each.path.is_file()), refs)


_INSIDE = frozenset({"entered"})
"""The fields that only our own checks look at."""


def _said(record: Record) -> tuple[str, ...]:
    words = []
    for each in record.fields():
        value = getattr(record, each.name)
        if value is None or each.kind is LINK or each.privacy is Privacy.SENSITIVE:
            continue
        if each.name in _INSIDE:
            continue
        said = show_day(value) if each.kind is DAY else each.show(value)
        words.append(f"{each.label}：{mask(said, each.privacy)}")
    return tuple(words)
