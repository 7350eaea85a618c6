"""读回单: sheets of visits and of evaluation, printed with frames to be marked and brought back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.points.engine.reader import show
from models.points.evaluation.rounds import EvaluationState, round_of
from models.registers.people import household_lines
from models.values.codes import Labelled
from models.values.days import show_day
from models.values.kinds import DAY, LINK, NUMBER, Choices
from models.values.marks import NUMBERS, Ask, MarkPage, MarkSheet, laid_out, number_said
from models.values.periods import Period
from models.values.problem import Problem
from models.visits.paper import VisitSheet, rows_of

if TYPE_CHECKING:
    from models.keeping.store import Store


class SheetKind(Labelled):
    """What is marked on a sheet."""

    VISITS = "visits", "走访单"
    EVALUATION = "evaluation", "评比表"


class PrintedSheet(Record, table="mark_sheet", label="读回单"):
    """A sheet that was printed: its number, and which 走访单 or 评比 it is of."""

    number: int = required("单号", NUMBER)
    kind: str = required("单种", options=Choices(**SheetKind.labels()))
    about: int = required("哪一张", NUMBER)
    printed: date = required("打印日期", DAY)


class PrintedPage(Record, table="mark_page", label="读回单页"):
    """A page of it: where its frames lie, kept as printed; on which day it was read back."""

    sheet: int = required("读回单", LINK)
    page: int = required("页", NUMBER)
    layout: str = required("版面")
    read: date | None = field("读回日期", DAY)


WAYS = {"入户": "", "电话": "/", "外出": "*", "没到": "-"}
"""Word over a frame → the key of a 走访单."""
_TICK, _DIGIT = (5.2, 5.2), (4.2, 5.0)
_DIGITS = tuple("0123456789")
VISIT_ASKS = (
    Ask("方式", tuple(WAYS), 48, 8.6, *_TICK), Ask("几十", _DIGITS[:4], 84.5, 5.4, *_DIGIT),
    Ask("几日", _DIGITS, 109, 5.4, *_DIGIT))
_HEADS = (("行", 10.0), ("户号", 17.0), ("户主", 30.0))
_MARK = "在框里打勾、画叉或涂满；画错了涂掉另画，读回时会问。"
VISIT_HOW = _MARK + "日子先几十后几日，1—9 日几十画 0；同上一行可空着。"


def visit_paper(store: Store, sheet: VisitSheet, day: date) -> MarkSheet:
    """A 走访单 with frames for way and day; printed again as long as nothing changed."""
    rows = rows_of(store, sheet.rowid)
    name = store.query("SELECT p.name FROM member m JOIN person p ON p.id = m.person "
                       "WHERE m.id = ?", (sheet.member,))[0][0]
    under = f"{name}　{sheet.reason or '日常走访'}　{show_day(sheet.printed)}打印"
    homes = {each.rowid: (each.place, each.household) for each in rows}
    return _issued(store, SheetKind.VISITS, sheet.rowid, day, homes, VISIT_ASKS, 167.0, MarkSheet(
        0, f"走访单　{sheet.number} 号", under, VISIT_HOW, _HEADS, "见到谁、发现问题"))


def evaluation_paper(store: Store, evaluation: int, day: date) -> MarkSheet:
    """A 户月评表 with frames for the total of each household.

    :raises Problem: the round is over, or its full score has no frames.
    """
    found = round_of(store, evaluation)
    if found.evaluation.state == EvaluationState.DONE:
        raise Problem("这一轮已经评完，不用再印。")
    if found.form.full >= 110 or len(found.rows) == 1:
        raise Problem("这张评比表只有一项，或满分超过 109 分，印不成能读回的单。"
                      "请用“打印评比表”，手工录入。")
    tens = tuple(str(ten) for ten in range(int(found.form.full) // 10 + 1))
    asks = (Ask("十位", tens, 50, 5.6, *_DIGIT), Ask("个位", _DIGITS, 115, 5.6, *_DIGIT))
    named = store.query('SELECT name FROM "group" WHERE id = ?', (found.evaluation.group,))
    under = (f"{named[0][0] if named else '全村'}　{Period.parse(found.evaluation.period).label}"
             f"　{show_day(found.evaluation.on_day)}")
    homes = {each.rowid: (each.place, each.household) for each in found.marks}
    return _issued(store, SheetKind.EVALUATION, evaluation, day, homes, asks, 176.0, MarkSheet(
        0, found.form.name, under, _MARK + f"满分 {show(found.form.full)}，只画总分。", _HEADS,
        "检查记录"))


def _issued(
    store: Store, kind: SheetKind, about: int, day: date,
    homes: Mapping[int, tuple[int, int]], asks: tuple[Ask, ...], hand: float, sheet: MarkSheet,
) -> MarkSheet:
    """Give it a number and keep its layout; the same number while the layout is the same."""
    pages = laid_out(list(homes), asks, hand)
    lines = household_lines(store, day)
    words = {row: (str(place), lines[home].number, lines[home].head or "")
             for row, (place, home) in homes.items()}
    number = _number(store, kind, about, day, pages)
    return replace(sheet, number=number, asks=asks, words=words, pages=tuple(pages))


def _number(store: Store, kind: SheetKind, about: int, day: date, pages: list[MarkPage]) -> int:
    folded = [each.folded() for each in pages]
    newest = store.find(PrintedSheet, "kind = ? AND about = ?", (kind, about), "id DESC")
    if newest and [each.layout for each in _pages(store, newest[0])] == folded:
        return newest[0].number
    number = secrets.randbelow(NUMBERS)
    while store.count("mark_sheet", "number = ?", (number,)):
        number = secrets.randbelow(NUMBERS)
    with store.act(f"打印读回单：{kind.label} {number_said(number)}"):
        sheet = store.save(PrintedSheet(number=number, kind=kind, about=about, printed=day))
        for page, layout in enumerate(folded, 1):
            store.save(PrintedPage(sheet=sheet.rowid, page=page, layout=layout))
    return number


def _pages(store: Store, sheet: PrintedSheet) -> list[PrintedPage]:
    return store.find(PrintedPage, "sheet = ?", (sheet.rowid,), "page")
