"""What is written down of the village's doings, found by its words: meetings, matters, projects,
and what the village has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.economy.assets import Facility, Honour
from models.economy.organisations import Organisation
from models.economy.projects import Project
from models.economy.services import Product
from models.matters.matter import Matter
from models.meetings.meeting import Meeting
from models.values.days import show_day
from models.values.names import Spot, found_in, match_key

if TYPE_CHECKING:
    from models.keeping.store import Store

LOOKED_THROUGH = 1000
"""So many of a kind, the newest."""

DOINGS = (
    (Meeting, "会议", "SELECT id, held, kind, coalesce(title, ''), '' FROM meeting"),
    (Matter, "事项", "SELECT id, found, '', what, coalesce(number, '') FROM matter"),
    (Project, "项目", "SELECT id, since, '', name, '' FROM project"),
    (Organisation, "组织", "SELECT id, since, '', name, '' FROM organisation"),
    (Product, "一村一品", "SELECT id, since, '', name, '' FROM product"),
    (Facility, "设施", "SELECT id, '', '', name, '' FROM facility"),
    (Honour, "荣誉", "SELECT id, on_day, '', title, '' FROM honour"),
)


@dataclass(frozen=True)
class Doing:
    """Something found: its kind and word, its row, what it is called, when it was, and where the
    typed text stands in its name."""

    kind: str
    subject: str
    row: int
    name: str
    about: str
    match: Spot


def doings(store: Store, typed: str, limit: int = 5) -> list[Doing]:
    """Meetings, matters, projects, organisations, produce, facilities and honours called so, the
    nearest and newest first.
    """
    typed = match_key(typed).lower().replace(" ", "")
    found: list[Doing] = []
    if not typed:
        return found
    for kind, subject, asked in DOINGS:
        for row, day, code, called, number in store.query(
            f"{asked} ORDER BY 2 DESC, 1 DESC LIMIT {LOOKED_THROUGH}"
        ):
            words = f"{kind.field('kind').show(code)} {called}".strip() if code else called
            name = f"{words} {number}".strip()
            match = found_in(typed, name)
            if match is not None:
                about = show_day(day) if day else ""
                found.append(Doing(kind.table, subject, row, name, about, match))
    found.sort(key=lambda each: each.match.rank)
    return found[:limit]
