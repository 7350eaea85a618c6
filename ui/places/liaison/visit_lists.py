"""The lists of 走访: households that wait, visits made, paper sheets, coverage of a round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from models.figures.liaison import Covered
from models.values import clock
from models.values.figure import rate
from models.visits.visit import WAYS, DueVisit, SheetLine, visit_lines
from ui.kit.marks import Face
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.places.liaison.cards import late_face

if TYPE_CHECKING:
    from models.keeping.store import Store


def due_list(due: Callable[[list[int]], Sequence[DueVisit]]) -> RecordList:
    """Households by the day their next visit is due."""
    def rows(ids: list[int]) -> list[tuple[Any, ...]]:
        return [
            (each.number, each.head, each.group, (each.member_name,), each.last or "",
             each.due, each.late) for each in due(ids)
        ]

    return RecordList(RecordTable((
        Column("户号", 8), Column("户主", 8, lead=True), Column("组", 6),
        Column("联户党员", 10, face=_who), Column("上次", 10), Column("应在以前", 10),
        Column("", 12, face=late_face),
    ), rows), "待走访的户")


def visit_list(store: Store) -> RecordList:
    """Visits, the newest first."""
    def rows(ids: list[int]) -> list[tuple[Any, ...]]:
        return [
            (_short(each.day), each.member, f"{each.number} {each.head}", WAYS.label(each.way),
             each.reason, each.said, (each.problems, each.solved))
            for each in visit_lines(store, ids)
        ]

    return RecordList(RecordTable((
        Column("日期", 8), Column("走访党员", 8), Column("户", 14, lead=True), Column("方式", 6),
        Column("事由", 10, text=True), Column("谈话内容", 20),
        Column("问题", 8, face=_problem_face),
    ), rows), "走访记录")


def sheet_list(lines: Callable[[], Sequence[SheetLine]]) -> RecordList:
    """Printed sheets, and how far each is keyed back."""
    def rows(ids: list[int]) -> list[tuple[Any, ...]]:
        known = {each.id: each for each in lines()}
        return [
            (each.number, each.member, each.printed, each.reason, (each.done, each.rows))
            for each in (known[row] for row in ids)
        ]

    return RecordList(RecordTable((
        Column("单号", 6, numeric=True), Column("走访党员", 10, lead=True),
        Column("打印日期", 11), Column("事由", 14, text=True), Column("录入", 16, face=_keyed_face),
    ), rows), "走访单")


def cover_list(covered: Callable[[], Sequence[Covered]]) -> RecordList:
    """户户到 by group; the row's number counts from 1."""
    def rows(ids: list[int]) -> list[tuple[Any, ...]]:
        every = covered()
        return [
            (each.name, each.base, each.part, each.gaps, rate(each.part, each.base))
            for each in (every[row - 1] for row in ids)
        ]

    return RecordList(RecordTable((
        Column("组", 12, lead=True), Column("应走访户数", 12, numeric=True),
        Column("已入户户数", 12, numeric=True), Column("未走到", 10, numeric=True),
        Column("覆盖率", 10, numeric=True),
    ), rows), "户户到走访覆盖")


def _who(who: tuple[str]) -> Face:
    return Face(who[0]) if who[0] else Face("未结对", Mark.NONE, "late")


def _problem_face(counts: tuple[int, int]) -> Face:
    found, solved = counts
    if not found:
        return Face("—", tone="faint")
    return Face("已办结", Mark.DONE) if found == solved else Face("在办", Mark.ASK)


def _keyed_face(counts: tuple[int, int]) -> Face:
    done, rows = counts
    if done == rows:
        return Face(f"{rows} 行全部录入", Mark.DONE)
    return Face(f"{done} / {rows} 行", Mark.ASK if done else Mark.NONE)


def _short(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.month}月{day.day}日" if day.year == clock.today().year else iso
