"""Lines that a form prints and that each are a figure of the village: 项目 | 单位 | 数量."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from models.figures.catalogue import plain
from models.figures.composed import Mark
from models.returns.facts.composed import fact_of
from models.returns.facts.fact import Fact
from models.returns.facts.view import View
from models.returns.facts.village import WHOLE
from models.returns.town_form.phrases import flat, taken_apart
from models.returns.town_form.recognising import PageFound
from models.returns.town_form.words import Vocabulary
from models.values.spreadsheet import column_number

ITEM = "item"
_UNIT = frozenset({"单位", "计量单位"})
_OF_ANYTHING = frozenset({"", "个"})
"""No unit, and the one that towns write beside households and people alike."""
_TENTH = Decimal("0.1")


@cache
def _words() -> Vocabulary:
    return Vocabulary(WHOLE.facts, WHOLE)


def items_of(found: PageFound, labels: Mapping[int, str]) -> dict[int, Fact | None]:
    """Row → the figure its line asks for in the unit it states; None where it is not understood."""
    column = next((column_number(at) for at, said in found.headings.items()
                   if plain(said.rpartition("/")[2]) in _UNIT), 0)
    items, before = {}, ""
    for row, label in sorted(labels.items()):
        items[row] = _item(label, found.page.text(row, column) if column else "", before)
        before = before if flat(label).startswith("其中") else label
    return items


def _item(label: str, unit: str, before: str) -> Fact | None:
    leaf = f"{label}（{unit}）" if unit.strip() not in _OF_ANYTHING else label
    inner = [before, leaf] if before and flat(label).startswith("其中") else [leaf]
    name = _words().find(inner) or _words().find([leaf]) or ""
    bare, _, span = name.partition("@")
    fact = fact_of(bare, WHOLE) if bare else None
    if fact is None or fact.asks is None:
        return None
    return replace(fact, read=_over(fact, span, percent=Mark.PERCENT in taken_apart([leaf]).units))


def _over(fact: Fact, span: str, *, percent: bool) -> Any:
    def read(view: View, row: Any) -> Any:
        value = fact.read(view.over(span), row)
        if percent and isinstance(value, Decimal):
            return (value * 100).quantize(_TENTH, ROUND_HALF_UP)
        return value

    return read
