"""读回单: sheets of visits and of evaluation, printed with frames to be marked and brought back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.points.book.accounts import account_lines
from models.points.book.scheme_versions import SchemeVersion, in_force
from models.points.book.session import amount_label, items_on
from models.points.engine.reader import show
from models.points.engine.scheme import Item, Range
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
    POINTS = "points", "积分记分单"


class PrintedSheet(Record, table="mark_sheet", label="读回单"):
    """A sheet that was printed: its number, and which 走访单, 评比 or 细则 it is of; of 记分 the
    item and the day too."""

    number: int = required("单号", NUMBER)
    kind: str = required("单种", options=Choices(**SheetKind.labels()))
    about: int = required("哪一张", NUMBER)
    printed: date = required("打印日期", DAY)
    item: str | None = field("项目")
    on_day: date | None = field("哪天的", DAY)

    def others(self, store: Store) -> list[PrintedSheet]:
        """All that were ever printed of the same thing, the newest first."""
        return store.find(PrintedSheet, "kind = ? AND about = ? AND item IS ? AND on_day IS ?", (
            self.kind, self.about, self.item, self.on_day and self.on_day.isoformat()), "id DESC")


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
VISIT_HOW = _MARK + "日子先几十后几日，1—9 日几十画 0；和上一行同一天的不用画日子。"


def visit_paper(store: Store, sheet: VisitSheet, day: date) -> MarkSheet:
    """A 走访单 with frames for way and day; printed again as long as nothing changed."""
    rows = rows_of(store, sheet.rowid)
    name = store.query("SELECT p.name FROM member m JOIN person p ON p.id = m.person "
                       "WHERE m.id = ?", (sheet.member,))[0][0]
    under = f"{name}　{sheet.reason or '日常走访'}　{show_day(sheet.printed)}打印"
    subject = PrintedSheet(number=0, kind=SheetKind.VISITS, about=sheet.rowid, printed=day)
    homes = {each.rowid: (each.place, each.household) for each in rows}
    return _issued(store, subject, _heads(store, homes, day), VISIT_ASKS, 167.0, MarkSheet(
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
    subject = PrintedSheet(number=0, kind=SheetKind.EVALUATION, about=evaluation, printed=day)
    homes = {each.rowid: (each.place, each.household) for each in found.marks}
    return _issued(store, subject, _heads(store, homes, day), asks, 176.0, MarkSheet(
        0, found.form.name, under, _MARK + f"满分 {show(found.form.full)}，只画总分。", _HEADS,
        "检查记录"))


def score_paper(store: Store, kind: str, code: str, on_day: date, day: date) -> MarkSheet:
    """A 积分记分单 of one item on one day, with frames for how often or how many points.

    :raises Problem: the item does not hold on that day, or its points have no frames.
    """
    version, item = scored(store, kind, code, on_day)
    label = amount_label(item)
    scale = item.amount if isinstance(item.amount, Range) else None
    if scale is not None and (scale.high >= 100 or scale.low < 0):
        raise Problem(f"“{item.title}”的分数超出 0 到 99，印不成能读回的单。"
                      "请用“打印计分表”，手工录入。")
    asks = (Ask("十位", _DIGITS, 50, 5.6, *_DIGIT), Ask("个位", _DIGITS, 115, 5.6, *_DIGIT))
    how = "来一次画 1，来几次画几；没来的空着。" if scale is None else "满十的十位、个位都画。"
    subject = PrintedSheet(number=0, kind=SheetKind.POINTS, about=version.rowid, printed=day,
                           item=code, on_day=on_day)
    words = {each.id: (str(place), each.number, each.name)
             for place, each in enumerate(account_lines(store, kind, on_day), 1)}
    if not words:
        raise Problem("还没有积分账户，请先开户。")
    return _issued(store, subject, words, asks if scale else (
        Ask(label, _DIGITS[1:], 60, 8.0, *_TICK),), 176.0 if scale else 140.0, MarkSheet(
        0, f"积分记分单　{item.title}", show_day(on_day), _MARK + how, _HEADS, "备注"))


def scored(store: Store, kind: str, code: str, on_day: date) -> tuple[SchemeVersion, Item]:
    """The version and its item that holds on a day. :raises Problem: there is none."""
    held = dict(items_on(store, kind, on_day)).values()
    for version in in_force(store, kind):
        for item in held:
            if item.code == code and item in version.scheme.items:
                return version, item
    raise Problem(f"{show_day(on_day)}的细则里没有这一项，请先在“记分”里选项目和日期。")


def _heads(
    store: Store, homes: Mapping[int, tuple[int, int]], day: date
) -> dict[int, tuple[str, ...]]:
    """What stands before the frames of each row, of households."""
    lines = household_lines(store, day)
    return {row: (str(place), lines[home].number, lines[home].head or "")
            for row, (place, home) in homes.items()}


def _issued(
    store: Store, subject: PrintedSheet, words: Mapping[int, tuple[str, ...]],
    asks: tuple[Ask, ...], hand: float, sheet: MarkSheet,
) -> MarkSheet:
    """Give it a number and keep its layout; the same number while the layout is the same."""
    pages = laid_out(list(words), asks, hand)
    return replace(sheet, number=_number(store, subject, pages), asks=asks, words=words,
                   pages=tuple(pages))


def _number(store: Store, subject: PrintedSheet, pages: list[MarkPage]) -> int:
    folded = [each.folded() for each in pages]
    newest = subject.others(store)
    if newest and [each.layout for each in _pages(store, newest[0])] == folded:
        return newest[0].number
    number = secrets.randbelow(NUMBERS)
    while store.count("mark_sheet", "number = ?", (number,)):
        number = secrets.randbelow(NUMBERS)
    with store.act(f"打印读回单：{SheetKind(subject.kind).label} {number_said(number)}"):
        sheet = store.save(subject.but(number=number))
        for page, layout in enumerate(folded, 1):
            store.save(PrintedPage(sheet=sheet.rowid, page=page, layout=layout))
    return number


def _pages(store: Store, sheet: PrintedSheet) -> list[PrintedPage]:
    return store.find(PrintedPage, "sheet = ?", (sheet.rowid,), "page")
