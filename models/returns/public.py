"""The public version of a return: masked, every text looked through, refused while one betrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.office.exposure import Scan, Trap
from models.values import clock
from models.values.problem import Problem
from models.values.sheet import Column, Ref, Row, Rows, Sheet, masked

if TYPE_CHECKING:
    from models.keeping.store import Store

OMITTED = "〔略〕"
_NAMED = 3


@dataclass(frozen=True)
class Betrayal:
    """What may not be put up: where it stands, what it is, and the records it comes from."""

    place: str
    trap: Trap
    refs: tuple[Ref, ...] = ()

    @property
    def sentence(self) -> str:
        """第 3 行“主题”里有电话号码“15****”."""
        return f"{self.place}里有{self.trap.what}“{self.trap.covered}”"


class NotToBePosted(Problem):
    """The public version can't be made yet; ``found`` says where to rewrite or to leave out."""

    def __init__(self, title: str, found: list[Betrayal]) -> None:
        first = "；".join(each.sentence for each in found[:_NAMED])
        more = f"，等 {len(found)} 处" if len(found) > _NAMED else ""
        super().__init__(f"{title}的公示版还不能出：{first}{more}。请到原记录里改写；"
                         f"或者略去，这些格子印成{OMITTED}。")
        self.found = found


def public_version(store: Store, sheet: Sheet, *, omit: bool = False) -> Sheet:
    """The sheet as it may be put up; whatever else is public goes through here too.

    :param omit: cells and notes in which something was found are printed as 〔略〕.

    :raises NotToBePosted: something typed says what nobody outside may read.
    :raises Problem: there is no public form of it.
    """
    shown = sheet if sheet.public else masked(sheet)
    scan = Scan(store, sheet.made or clock.today())
    if omit:
        shown = _omitting(scan, shown)
    found = list(_betrayals(scan, shown))
    if found:
        raise NotToBePosted("这张表" if scan.traps(sheet.title) else f"“{sheet.title}”", found)
    return replace(shown, cleared=True)


def _omitting(scan: Scan, sheet: Sheet) -> Sheet:
    columns, whole = sheet.columns, sheet.rows

    def left(row: Row) -> Row:
        return Row(tuple(
            OMITTED if scan.traps(_said(column, value)) else value
            for column, value in zip(columns, row.values, strict=True)
        ), row.refs, row.sensitive)

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
    """The words of a cell; figures and days say nothing by themselves."""
    if isinstance(value, str) or column.field.options is not None:
        return "" if value is None else column.show(value)
    return ""
