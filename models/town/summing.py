"""汇总: a return added up over villages, 管区 and town, and opened down to the records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.exchange.allow_list import content_called
from models.figures.measure import Mean, Ratio
from models.keeping.lasting import on
from models.keeping.record import Record
from models.office.village import unit
from models.returns.drilling import Behind
from models.town.handed_figures import (
    LINES,
    Figures,
    added,
    brief,
    places_of,
    ratio_in,
    shown,
    side_by_side,
)
from models.town.received import (
    Received,
    ReceivedBehind,
    ReceivedReturn,
    Reception,
    newest,
)
from models.town.units import Tier, TownUnit, by_tier, units
from models.values.figure import Seen, percent
from models.values.kinds import LINK, MONEY, NUMBER, POINTS, TEXT, Field, show_decimal
from models.values.periods import Period
from models.values.privacy import Privacy
from models.values.problem import Problem
from models.values.sheet import Column, Ref, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

_KINDS = {"points": POINTS, "money": MONEY, "number": NUMBER}
MOST_SAID = 4
SUBTOTAL = "小计"
COUNTED = Column(Field("条数", NUMBER, width=8), total=True)
"""Stands for the number of lines, where a return has no total line of its own."""


@dataclass(frozen=True)
class UnitFigures:
    """One village's figures of a return: its total line, or its lines added up."""

    unit: TownUnit
    received: ReceivedReturn | None
    figures: Figures


@dataclass(frozen=True)
class Summary:
    """A return over all villages; ``missing`` are those that have not handed it in."""

    code: str
    title: str
    period: str
    columns: tuple[Column, ...]
    places: tuple[int, ...]
    lines: tuple[UnitFigures, ...]
    tier: Tier = Tier.DISTRICT

    @property
    def place(self) -> tuple[Column, ...]:
        """The columns that say whose line it is."""
        return (Column(Field(self.tier.label, width=10)), Column(Field("村（社区）", width=14)))

    @property
    def parts(self) -> dict[str, list[TownUnit]]:
        """管区, or whatever it is added up by → its villages."""
        return by_tier([each.unit for each in self.lines], self.tier)

    @property
    def missing(self) -> list[TownUnit]:
        """The villages without it."""
        return [each.unit for each in self.lines if each.received is None]

    @property
    def total(self) -> Figures:
        """The town's figures."""
        return added([each.figures for each in self.lines])

    def part(self, name: str) -> Figures:
        """The figures of one 管区, or one 社区党委."""
        found = self.parts[name]
        return added([each.figures for each in self.lines if each.unit in found])


def codes_of(store: Store, period: str) -> list[tuple[str, str]]:
    """The returns that any village handed in for a period: code and title."""
    found: dict[str, str] = {}
    for reception in newest(store, period).values():
        found |= dict(store.query(
            "SELECT code, content ->> 'title' FROM received_return WHERE reception = ?",
            (reception.id,)))
    return sorted(found.items())


def summary(
    store: Store, code: str, period: str, tier: Tier = Tier.DISTRICT
) -> Summary:
    """A return of a period over every village, added up by 管区 or 社区党委.

    Shares are not added; the lines of a return without a total are counted, and where they are
    figures each of its own, added line by line.
    :raises Problem: nobody handed it in, or villages report different columns.
    """
    found = _handed_in(store, code, period)
    if not found:
        raise Problem(f"{Period.parse(period).label}还没有村报来这张表，没有可汇总的。")
    said = side_by_side({village: brief(each.says) for village, each in found.items()})
    if len({each.heads for each in said.values()}) > 1:
        raise Problem("各村这张表的栏目不一样，不能相加。请让用旧版的村升级后重报。")
    first = next(iter(said.values()))
    places = places_of(list(said.values()))
    lines = tuple(
        UnitFigures(each, found.get(each.rowid),
                    said[each.rowid].at(places) if each.id in said else (None,) * len(places))
        for each in units(store)
    )
    columns = tuple(COUNTED if place == LINES else _column(first.columns[place])
                    for place in places)
    return Summary(code, first.title, period, columns, places, lines, tier)


def _handed_in(store: Store, code: str, period: str) -> dict[int, ReceivedReturn]:
    """Village → the return in its newest package of the period."""
    found = {}
    for village, reception in newest(store, period).items():
        for each in store.find(
            ReceivedReturn, "reception = ? AND code = ? AND back_reason IS NULL",
            (reception.id, code),
        ):
            found[village] = each
    return found


def _column(said: dict[str, Any]) -> Column:
    kind = TEXT if ratio_in(said) else _KINDS.get(said["kind"], POINTS)
    return Column(Field(said["label"], kind, width=10), said["parent"], total=True)


def summary_sheet(store: Store, found: Summary) -> Sheet:
    """The summary as a sheet: village by village, each part added up, and the town."""
    here = unit(store)
    columns = (*found.place, *found.columns)
    rows: list[Row] = []
    for part, inside in found.parts.items():
        for line in found.lines:
            if line.unit in inside:
                refs = (("received_return", line.received.rowid),) if line.received else ()
                rows.append(Row((part, line.unit.name, *shown(line.figures)), refs))
        rows.append(Row((part, SUBTOTAL, *shown(found.part(part)))))
    notes = []
    if found.missing:
        names = "、".join(each.name for each in found.missing)
        notes.append(f"未报 {len(found.missing)} 个：{names}。合计不含未报的村。")
    if not found.columns:
        notes.append("这张表没有能相加的数，请一村一村打开看。")
    return Sheet(
        f"town-{found.code}", f"{found.title}（汇总）", columns, rows,
        unit=here.name if here else "", when=Period.parse(found.period).label,
        total=("合计", None, *shown(found.total)), notes=tuple(notes))


@dataclass(frozen=True)
class Shift:
    """One figure of one village beside the period before; ``received`` is the return it is of."""

    unit: TownUnit
    column: str
    before: Decimal | None
    now: Decimal | None
    received: int | None = None

    @property
    def change(self) -> Decimal | None:
        """How much more; None where one of them is not known."""
        return None if self.before is None or self.now is None else self.now - self.before

    @property
    def shown(self) -> str:
        """+3, −2, 持平; — where there is nothing to compare with."""
        if self.change is None:
            return "—"
        sign = {1: "+", -1: "−"}.get((self.change > 0) - (self.change < 0), "")
        return f"{sign}{show_decimal(abs(self.change))}" if sign else "持平"


def month_on_month(store: Store, code: str, period: str, before: str = "") -> list[Shift]:
    """Every village's figures beside those of the period before (环比), or of ``before``.

    :raises Problem: nobody handed it in this period.
    """
    now = summary(store, code, period)
    try:
        then = summary(store, code, before or str(Period.parse(period).previous()))
    except Problem:
        earlier: dict[int, Figures] = {}
        labels: tuple[str, ...] = ()
    else:
        earlier = {each.unit.rowid: each.figures for each in then.lines}
        labels = tuple(map(_label, then.columns))
    return [
        Shift(line.unit, _label(column), _at(earlier.get(line.unit.rowid), labels, column),
              _in_cell(figure), line.received.rowid if line.received else None)
        for line in now.lines for column, figure in zip(now.columns, line.figures, strict=True)
    ]


def _at(figures: Figures | None, labels: tuple[str, ...], column: Column) -> Decimal | None:
    label = _label(column)
    return _in_cell(figures[labels.index(label)]) if figures and label in labels else None


def _in_cell(figure: Decimal | Ratio | None) -> Decimal | None:
    """A figure as it is compared: a share in per cent."""
    if isinstance(figure, Mean):
        return figure.figure if figure.base else None
    return percent(*figure) if isinstance(figure, Ratio) else figure


def _label(column: Column) -> str:
    return f"{column.parent}{column.label}"


# ── opened: a figure of a village into its records, a sum into the villages


def opened(store: Store, received: ReceivedReturn, line: int, column: int = 0) -> Behind:
    """What stands behind a figure of a village's return, as it was when the package came.

    :param line: counted from 1; 0 opens every line, for the total.
    :param column: from 1; a column without figures, and 0, open all that the line was drawn from.
    """
    reception, said = store.get(Reception, received.reception), received.says
    kept = store.find(ReceivedBehind, "received = ?", (received.id,))
    cells = kept[0].cells if kept else {}
    counted: dict[str, None] = {}
    missed: dict[str, str] = {}
    for at in (line,) if line else range(1, len(said["lines"]) + 1):
        refs, by_reason = cells.get(f"{at},{column}", (said["lines"][at - 1]["refs"], {}))
        counted |= dict.fromkeys(refs.split())
        missed |= {ref: why for why, some in by_reason.items() for ref in some.split()}
    words = _words(store, reception, [*counted, *missed])
    return Behind(
        tuple(Seen(_ref(each), words[each]) for each in counted),
        tuple(Seen(_ref(each), words[each], why) for each, why in missed.items()
              if each not in counted))


def _ref(written: str) -> Ref:
    table, _, row = written.partition(":")
    return table, int(row)


def _words(store: Store, reception: Reception, refs: Sequence[str]) -> dict[str, str]:
    """What records are called, as they stood in a package: those that were not part of it, too."""
    rows: dict[str, list[int]] = {}
    for table, row in map(_ref, refs):
        rows.setdefault(table, []).append(row)
    labels = {kind.table: kind.label for kind in Record.__subclasses__()}
    found = {each: f"{labels.get(table, table)} {row} 号（没有随包报来）"
             for each in refs for table, row in [_ref(each)]}
    for table, some in rows.items():
        came = store.find(
            Received, f"{on(Received)} AND unit = ?2 AND resource = ?3"
            " AND row IN (SELECT value FROM json_each(?4))",
            (reception.rowid, reception.unit, table, json.dumps(some)))
        found |= {f"{table}:{each.row}": told(each) for each in came}
    return found


def told(record: Received) -> str:
    """人员 12 号：赵守田，男 …: the first filled fields, without numbers nobody should read."""
    content = content_called(record.resource)
    if content is None:
        return f"{record.resource} {record.row}"
    said = []
    for field in content.fields:
        value = record.values.get(field.name, "")
        if value and field.kind is not LINK and field.privacy is not Privacy.SECRET:
            said.append(dict(field.options.pairs()).get(value, value) if field.options else value)
    return f"{content.kind.label} {record.row} 号：{'，'.join(said[:MOST_SAID])}"


def added_of(found: Summary, place: int, part: str | None = None) -> Behind:
    """What a sum of the town is of: every village with its figure, then those without it.

    :param place: which of the summary's columns, from 0. :param part: one 管区; None: all.
    """
    inside = found.parts
    lines = [each for each in found.lines if part is None or each.unit in inside[part]]
    shown = found.columns[place].show
    counted, missed = [], []
    for each in lines:
        figure = each.figures[place]
        if each.received is None:
            missed.append(Seen(("town_unit", each.unit.rowid), each.unit.name, "还没有报"))
        elif figure is None:
            missed.append(Seen(("received_return", each.received.rowid), each.unit.name, "没有填"))
        else:
            said, amount = shown(figure), None if isinstance(figure, Ratio) else figure
            if isinstance(figure, Ratio):
                said = f"{show_decimal(figure.part)} / {show_decimal(figure.base)}＝{figure}"
            counted.append(Seen(("received_return", each.received.rowid),
                                f"{each.unit.name}　{said}", amount=amount))
    return Behind(tuple(counted), tuple(missed))
