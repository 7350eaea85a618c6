"""归一件: finding the one record or attachment that is meant as evidence, in any ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.matters.matter import MATTER_KINDS, Matter
from models.meetings.held import fallen_between
from models.meetings.kinds import known_kinds
from models.stars.evidence import FILED, kind_filed
from models.stars.standard import Standard, items
from models.values.figure import Ref

if TYPE_CHECKING:
    from models.keeping.store import Store

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


def clauses_named(store: Store, standard: Standard, typed: str) -> list[tuple[int, str]]:
    """The clauses of a standard that words may mean: (id, number, title and text)."""
    found = ((clause.rowid, f"{item.task.number} {item.task.title}：{clause.text}")
             for item in items(store, standard.rowid) for clause in item.clauses)
    return [each for each in found if all(word in each[1] for word in typed.split())]


def _title(store: Store, ledger: str, row: int, words: str) -> str:
    """What a matter is about is found by, and does not stand in the archive list."""
    if ledger != "matter":
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
