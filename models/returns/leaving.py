"""How a return leaves: whole, for a purpose that is noted; or public; and which of its pages.

Source of the rule: 个人信息保护法 第六条 (a clear purpose, no more than it needs) and 第五十一条.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.permissions import May, covered_from, require
from models.keeping.settings import set_setting, setting
from models.office.exposure import OMITTED, Betrayal, NotToBePosted, Scan
from models.office.village import Body, policy, signing_name, unit
from models.returns.town_form.form_sheet import FormSheet
from models.values import clock
from models.values.codes import Labelled
from models.values.privacy import PERSONAL, Privacy, mask
from models.values.problem import Invalid, Problem
from models.values.sheet import Column, Row, Rows, Sheet, masked, without

if TYPE_CHECKING:
    from models.keeping.store import Store

NOTED = "handed-out"


def personal_columns(sheet: Sheet) -> list[str]:
    """The headings of the columns that nobody outside may read without a reason."""
    if sheet.public:
        return []
    return [each.label for each in sheet.columns if each.field.privacy in PERSONAL]


def note_handed_out(store: Store, title: str, period: str, purpose: str) -> None:
    """Note in the log that a return went out with personal data, and for what.

    :raises Invalid: no purpose was given.
    """
    purpose = purpose.strip()
    if not purpose:
        raise Invalid({"purpose": "请写明用途，比如“报镇党建办”。"})
    with store.act(f"导出 {title} {period}，用途：{purpose}", may=May.SEE):
        set_setting(store, NOTED, {"title": title, "period": period, "purpose": purpose})


def last_purpose(store: Store) -> str:
    """What was written last time, to be offered again."""
    noted: dict[str, str] = setting(store, NOTED, {})
    return noted.get("purpose", "")


def covered(sheet: Sheet, privacies: Collection[Privacy] = (Privacy.SECRET,)) -> Sheet:
    """The sheet as it is looked at: numbers masked until they are asked for."""
    secret = {n: each.field.privacy for n, each in enumerate(sheet.columns)
              if each.field.privacy in privacies}
    if sheet.public or not secret:
        return sheet

    def cover(row: Row) -> Row:
        values = (
            mask(sheet.columns[n].show(value), secret[n])
            if n in secret and value is not None else value
            for n, value in enumerate(row.values)
        )
        return Row(tuple(values), row.refs)

    shown = replace(sheet, rows=Rows(len(sheet.rows), lambda: map(cover, sheet.rows)))
    if not isinstance(shown, FormSheet):
        return shown
    return shown.covering({
        str(row.values[n]): str(as_seen.values[n]) for row, as_seen in zip(
            sheet.rows, shown.rows, strict=True) for n in secret if row.values[n] is not None})


def as_seen(store: Store, sheet: Sheet) -> Sheet:
    """The sheet as whoever works now reads it on the screen."""
    return covered(sheet, covered_from(store))


def whole_for(store: Store, sheets: Iterable[Sheet]) -> bool:
    """Whether numbers leave with these sheets, as they are printed or written in full.

    :raises Problem: they do, and who works now may not see them.
    """
    personal = any(map(personal_columns, sheets))
    if personal:
        require(store, May.SEE)
    return personal


# ── The public version: masked, looked through, refused while it betrays


def public_version(
    store: Store, sheet: Sheet, *, omit: bool = False, columns: bool = False
) -> Sheet:
    """The sheet as it may be put up; whatever else is public goes through here too.

    :param omit: cells and notes in which something was found are printed as 〔略〕.
    :param columns: of a column with such a cell, every cell is: which one it was tells nothing.

    :raises NotToBePosted: something typed says what nobody outside may read.
    :raises Problem: there is no public form of it.
    """
    scan = Scan(store, sheet.made or clock.today())
    shown = sheet if sheet.public else _to_be_posted(store, _of_grown_people(scan, sheet))
    if omit or columns:
        shown = _omitting(scan, shown, columns)
    found = list(_betrayals(scan, shown))
    if found:
        raise NotToBePosted("这张表" if scan.traps(sheet.title) else f"“{sheet.title}”", found)
    return replace(shown, cleared=True)


def _of_grown_people(scan: Scan, sheet: Sheet) -> Sheet:
    """The sheet masked, without the lines that are about somebody under age, numbered anew: a name
    beside its parents' is known however it is masked (个人信息保护法 第二十八条、第三十一条).
    """
    if isinstance(sheet.rows, Rows):  # a ledger, whose lines are about no person
        return masked(sheet)
    minors = {("person", each) for each in scan.minors}
    grown = without(sheet, lambda row: not minors.isdisjoint(row.refs[:1]))
    shown = masked(grown)
    if len(grown.rows) == len(sheet.rows):
        return shown
    return replace(shown, notes=(*shown.notes, "未成年人不列在公示版里。"))


def _to_be_posted(store: Store, sheet: Sheet) -> Sheet:
    """The public version with what it rests on, how long it hangs, and whom to call about it; the
    days are written in when it is put up.
    """
    village, rules = unit(store), policy(store, "posting", sheet.made or clock.today())
    of_branch = village is not None and sheet.unit == signing_name(village, Body.BRANCH)
    basis = rules["basis"][Body.BRANCH if of_branch else Body.COMMITTEE]
    phone = (village.phone if village else None) or "＿＿＿＿＿＿＿＿"
    return replace(sheet, notes=(
        *sheet.notes,
        f"公示依据：{basis}。",
        f"公示期：　　年　月　日至　　年　月　日（不少于{rules['days']}日）。",
        f"有异议的，请在公示期内向{sheet.unit or '村里'}反映，电话：{phone}。",
    ))


def _omitting(scan: Scan, sheet: Sheet, columns: bool) -> Sheet:
    whole = sheet.rows

    def found(row: Row) -> Iterator[int]:
        for at, (column, value) in enumerate(zip(sheet.columns, row.values, strict=True)):
            if scan.traps(_said(column, value)):
                yield at

    closed = frozenset(at for row in whole for at in found(row)) if columns else frozenset()

    def left(row: Row) -> Row:
        hidden = closed.union(found(row))
        return Row(tuple(
            OMITTED if at in hidden and value is not None else value
            for at, value in enumerate(row.values)), row.refs, row.sensitive)

    notes = tuple(OMITTED if scan.traps(each) else each for each in sheet.notes)
    return replace(sheet, rows=Rows(len(whole), lambda: map(left, whole)), notes=notes,
                   total=sheet.total and left(Row(sheet.total)).values)


def _betrayals(scan: Scan, sheet: Sheet) -> Iterator[Betrayal]:
    """Everything found, from the title down to the notes."""
    heads = [("标题", sheet.title), ("填报单位", sheet.unit), ("期次", sheet.when),
             ("单位", sheet.measure)]
    heads += [("表头", each) for column in sheet.columns for each in (column.parent, column.label)]
    totals = zip(sheet.columns, sheet.total or (), strict=False)
    feet = [("合计行", _said(*each)) for each in totals]
    feet += [("表下说明", each) for each in sheet.notes]
    feet += [("签字行", each) for each in sheet.signatures]
    for place, text in heads:
        yield from (Betrayal(place, trap) for trap in scan.traps(text))
    for number, row in enumerate(sheet.rows, 1):
        for column, value in zip(sheet.columns, row.values, strict=True):
            place = f"第 {number} 行“{column.label}”"
            yield from (Betrayal(place, trap, row.refs)
                        for trap in scan.traps(_said(column, value)))
    for place, text in feet:
        yield from (Betrayal(place, trap) for trap in scan.traps(text))


def _said(column: Column, value: object) -> str:
    """The words of a cell; a figure says nothing by itself, unless it is as long as a telephone's.
    """
    if isinstance(value, str) or column.field.options is not None:
        return "" if value is None else column.show(value)
    return str(value) if isinstance(value, int | Decimal) and value >= TOO_LONG else ""


TOO_LONG = 10**10
"""No village counts so many people or so much money."""


# ── Which pages are printed, in which order, on which sides


class Sides(Labelled):
    """Which sides of the leaves are printed at once."""

    ONE = "one", "单面"
    BOTH = "both", "双面，打印机自己翻面"
    FRONTS = "fronts", "手动双面：先印正面"
    BACKS = "backs", "手动双面：再印背面"
    BACKS_FROM_END = "backs_from_end", "手动双面：再印背面，从末张起"


Place = tuple[int, int]
"""A page of a paper, both from 0."""

_RANGE = re.compile(r"(\d+)(?:[-－—~～至到](\d+))?")


def chosen_pages(said: str, pages: int) -> list[int]:
    """The pages, from 0, that ``1-3，5`` asks for; blank asks for all ``pages``.

    :raises Problem: it is no list of pages, or one of them is not there.
    """
    found: list[int] = []
    for part in filter(None, re.split(r"[,，、;；\s]+", said.strip())):
        asked = _RANGE.fullmatch(part)
        if asked is None:
            raise Problem(f"页码“{part}”看不懂，请写成 1-3，5 这样；空着就全印。")
        start, end = asked.groups()
        first, last = int(start), int(end or start)
        if not 1 <= first <= last <= pages:
            raise Problem(f"页码“{part}”不对，这张报表共 {pages} 页。")
        found += range(first - 1, last)
    return found or list(range(pages))


def in_order(papers: Sequence[Sequence[int]], sides: str) -> list[Place | None]:
    """The pages in the order they are printed; None is a side left blank.

    On both sides every paper begins on a leaf of its own. The backs by hand are as many as the
    fronts, so that the leaves can be laid in again as they came.
    """
    places: list[Place | None] = []
    for paper, pages in enumerate(papers):
        places += [(paper, page) for page in pages]
        if sides != Sides.ONE and len(pages) % 2:
            places.append(None)
    if sides == Sides.FRONTS:
        return places[::2]
    if sides == Sides.BACKS:
        return places[1::2]
    if sides == Sides.BACKS_FROM_END:
        return places[1::2][::-1]
    return places[:-1] if places and places[-1] is None else places
