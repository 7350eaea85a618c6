"""The returns inside a package: the printed files, and the record ids behind every figure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from models.exchange.contents import (
    CELL_NAMES,
    LONGEST_TOLD,
    MEAN,
    MOST_CHANGED,
    RATE,
    Resource,
    text_of,
)
from models.exchange.inbox import ids_of
from models.figures.measure import Mean, Ratio
from models.returns.drilling import Meant
from models.returns.frozen import TOTAL, Difference
from models.returns.sending import changed_since, newest_of, versions
from models.values.figure import Figure
from models.values.periods import Period
from models.values.sheet import Ref, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

NAMELESS = {"序号", "名次"}
NOTHING: Mapping[tuple[int, int], Meant] = MappingProxyType({})


@dataclass(frozen=True)
class Printed:
    """One return as it was printed: the sheet, its version, and its files by ending."""

    sheet: Sheet
    version: int = 1
    files: dict[str, bytes] = field(default_factory=dict, repr=False)

    def says(
        self, changed: Sequence[Difference] = (), meant: Mapping[tuple[int, int], Meant] = NOTHING
    ) -> dict[str, Any]:
        """What the descriptor says of it; ``changed`` is how it differs from the version before.

        ``meant`` tells of which measures the figures are, and the parts and bases of the shares and
        means in 合计, so that they can be added up; ``kinds`` what each line is of, where every
        village has the same lines, and ``parts`` those of the shares and means in them.
        """
        sheet = self.sheet
        return {
            **({"kinds": [row.key for row in sheet.rows], "measured": [
                [line, place, said.measure, said.subject]
                for (line, place), said in meant.items() if said.measure], "parts": [
                [line, place, *_parts(said.rate)]
                for (line, place), said in meant.items() if said.rate]} if sheet.alike else {}),
            "code": sheet.code, "title": sheet.title, "version": self.version,
            "when": sheet.when, "measure": sheet.measure, "lines": len(sheet.rows),
            "columns": [{"parent": each.parent, "label": each.label,
                         "kind": each.field.kind.name if each.numeric else "text",
                         "total": each.total,
                         **(_of_column(meant[0, place]) if (0, place) in meant else {})}
                        for place, each in enumerate(sheet.columns, 1)],
            "files": sorted(self.paths()),
            "changed": [[one[:LONGEST_TOLD] for one in (each.place, each.sent, each.now)]
                        for each in changed[:MOST_CHANGED]],
        }

    def paths(self) -> dict[str, bytes]:
        """The files by their path in the package."""
        return {f"returns/{self.sheet.code}{ending}": content
                for ending, content in sorted(self.files.items())}


def _of_column(meant: Meant) -> dict[str, Any]:
    return {"measured": [meant.measure, meant.subject],
            **({name: parts for name, *parts in [_parts(meant.rate)]} if meant.rate else {})}


def _parts(ratio: Ratio) -> tuple[str, str, str]:
    return MEAN if isinstance(ratio, Mean) else RATE, text_of(ratio.part), text_of(ratio.base)


Behind = Mapping[tuple[int, int], Figure]
"""(line, column), both from 1 → what stands behind the figure there."""


def cells(
    printed: Sequence[Printed], behind: Callable[[Sheet], Behind] = lambda sheet: {}
) -> Resource:
    """cells.csv: every filled cell of every return; line 0 is the total, column 0 the line itself.

    A figure that opens has the ids it counts, and as JSON by reason those it missed; any other
    cell opens into the ids of its line, which stand on column 0. A total opens into its lines.
    """
    out, count = io.StringIO(), 0
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CELL_NAMES)
    for each in printed:
        for row in _cells_of(each.sheet, behind(each.sheet)):
            writer.writerow((each.sheet.code, *row))
            count += 1
    fields = [{"name": name, "type": "string"} for name in CELL_NAMES]
    return Resource("cells", "cells.csv", out.getvalue().encode(), count, {}, {"fields": fields})


def _cells_of(sheet: Sheet, behind: Behind) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for line, (row, name) in enumerate(zip(sheet.rows, line_names(sheet), strict=True), 1):
        found.append((line, 0, name, "", ids_of(row.refs), ""))
        found += _line(sheet, line, row.values, behind)
    if sheet.total is not None:
        found.append((0, 0, "合计", "", "", ""))
        found += _line(sheet, 0, sheet.total, {})
    return found


def _line(
    sheet: Sheet, line: int, values: tuple[Any, ...], behind: Behind
) -> list[tuple[Any, ...]]:
    return [
        (line, place, "" if value is None else column.show(value), _number(value),
         *_opened(behind.get((line, place))))
        for place, (column, value) in enumerate(zip(sheet.columns, values, strict=True), 1)
        if value is not None or (line, place) in behind
    ]


def _opened(figure: Figure | None) -> tuple[str, str]:
    if figure is None:
        return "", ""
    missed: dict[str, list[Ref]] = {}
    for each in figure.missed:
        missed.setdefault(each.reason, []).append(each.ref)
    by_reason = {why: ids_of(refs) for why, refs in missed.items()}
    counted = ids_of(each.ref for each in figure.counted)
    return counted, json.dumps(by_reason, ensure_ascii=False)


def _number(value: Any) -> str:
    counted = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return text_of(Decimal(str(value)) if isinstance(value, float) else value) if counted else ""


def line_name(sheet: Sheet, values: tuple[Any, ...]) -> str:
    """What a line is called: its first words that are neither a figure nor a running number."""
    return next(_words(sheet, values), "")


def line_names(sheet: Sheet) -> Iterable[str]:
    """What the lines are called; those that every village has are told apart, by the words after
    the first where these are not enough.
    """
    if not sheet.alike:
        return (line_name(sheet, row.values) for row in sheet.rows)
    first = [line_name(sheet, row.values) for row in sheet.rows]
    if len(set(first)) == len(first):
        return first
    return (" ".join(islice(_words(sheet, row.values), 2)) for row in sheet.rows)


def _words(sheet: Sheet, values: tuple[Any, ...]) -> Iterator[str]:
    for column, value in zip(sheet.columns, values, strict=True):
        if value is not None and not column.numeric and column.label not in NAMELESS:
            yield column.show(value)


def changed_in(store: Store, printed: Printed, period: Period) -> list[Difference]:
    """Where a return is not what went out for the period before; nothing for the first version.

    A total that differs because a line does is not another difference.
    """
    before = [each for each in versions(store, printed.sheet.code, str(period))
              if each.version < printed.version]
    found = changed_since(before[-1], printed.sheet) if before else []
    of_lines = {each.column for each in found if each.line != TOTAL}
    return [each for each in found
            if each.line != TOTAL or of_lines.isdisjoint(("", each.column))]


def sheets_to_pack(store: Store, period: Period) -> list[tuple[Sheet, int]]:
    """The returns sent for a period, each with its version: a package always holds all of them."""
    return [(each.sheet, each.version) for each in newest_of(store, str(period))]
