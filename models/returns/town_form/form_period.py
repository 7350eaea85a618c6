"""For which period a form is filled: what it says, what is asked for, the months it names."""

from __future__ import annotations

import re

from models.returns.facts.view import SPANS
from models.returns.town_form.form_map import FormMap
from models.returns.town_form.printed_lines import rhythm, stated_period
from models.returns.town_form.recognising import FormFound
from models.values.periods import Period, Span
from models.values.problem import Problem

_MONTH = re.compile(r"@M(\d\d)$")
"""How a mapped heading says the month it speaks of."""


def period_for(form: FormFound, given: Period | None) -> Period:
    """The period a form is filled for.

    The one it names itself goes before the one given; the one given is made as long as the form
    asks (a monthly form for a quarter: its last month).

    :raises Problem: neither says which.
    """
    stated = stated_period(form.above)
    if stated is not None:
        return stated
    if given is None:
        raise Problem("这份表没有写明是哪个时段，请写明，例如 2026年三季度或 2026年9月。")
    span = rhythm(form.above) or _span_of(form)
    asked, headed = Period.of(given.end, span) if span else given, months_headed(form.map)
    if headed <= months_of(given) and not headed <= months_of(asked):
        return given  # a 月报 with a column for each month of the quarter
    return asked


def months_headed(form: FormMap) -> set[int]:
    """The months that the headings of a form name, 1 to 12."""
    said = (each for page in form.pages for each in (*page.columns.values(), *page.cells.values()))
    return {int(found[1]) for each in said if (found := _MONTH.search(each))}


def months_outside(form: FormMap, period: Period) -> str:
    """The months the headings name, where they are others than the period has: 1月、2月."""
    headed = months_headed(form)
    within = set(range(period.start.month, period.end.month + 1))
    if headed <= within or within <= headed:
        return ""
    return "、".join(f"{each}月" for each in sorted(headed))


def months_of(period: Period) -> set[int]:
    """The months of a period, 1 to 12."""
    return {each.start.month for each in period.months()}


def _span_of(form: FormFound) -> Span | None:
    """The stretch its columns speak of (本季走访), when they speak of one only."""
    said = {name.partition("@")[2] for each in form.pages for name in each.mapped.columns.values()}
    named = [SPANS[each] for each in said if each in SPANS]
    return named[0] if len(named) == 1 else None
