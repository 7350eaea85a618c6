"""Checks of visits, matters and attachments: days that can't be, closings without a result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.keeping.attachments import faulty
from models.values.periods import Period
from models.values.problem import Finding, on
from models.visits.figures import KeptFigures, smaller_than_before, village_total

if TYPE_CHECKING:
    from models.keeping.store import Store


def impossible_visits(store: Store) -> Iterator[Finding]:
    """Visits by somebody who had died or left, or to a household that had gone."""
    for row, name, number, day, who, left in store.query(
        """SELECT v.id, p.name, h.number, v.day,
                  CASE WHEN h.left <= v.day THEN 'home' ELSE 'member' END,
                  CASE WHEN h.left <= v.day THEN h.left ELSE p.left END
           FROM visit v JOIN member m ON m.id = v.member JOIN person p ON p.id = m.person
           JOIN household h ON h.id = v.household WHERE h.left <= v.day OR p.left < v.day"""
    ):
        gone = f"{number} 户" if who == "home" else name
        yield Finding("error", "visit-gone",
                      f"{name} {day} 走访 {number} 户：{gone}已于 {left} 离册，请核对。",
                      (("visit", row),), on(day))


def closed_without_result(store: Store) -> Iterator[Finding]:
    """Matters closed without saying how."""
    for row, number, closed in store.query(
        "SELECT id, coalesce(number, ''), closed FROM matter"
        " WHERE closed IS NOT NULL AND result IS NULL"
    ):
        yield Finding("error", "matter-no-result",
                      f"事项 {number} 办结了，没有写办理结果，请补写。", (("matter", row),),
                      on(closed))


def shrunk_totals(store: Store) -> Iterator[Finding]:
    """累计 handed in, and what the visits add up to now."""
    for kept in store.find(KeptFigures, "start IS NOT 1", order="month"):
        month = Period.parse(kept.month)
        said = smaller_than_before(store, month, village_total(store, month), including=True)
        if said:
            yield Finding("error", "visits-total", said, (("kept_figures", kept.rowid),),
                          month.days)


def missing_files(store: Store) -> Iterator[Finding]:
    """Attachments whose file is gone or was changed."""
    for each, said in faulty(store):
        yield Finding("error", "attachment-file", said, (("attachment", each.rowid),))


VISIT_CHECKS = (impossible_visits, closed_without_result, shrunk_totals, missing_files)
