"""A scoring form in the office's own words: an item a line, and the grades; written and read."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from models.points.engine.counted import ZERO
from models.points.engine.reader import show
from models.points.evaluation.rounds import (
    EvaluationForm,
    EvaluationRow,
    MarkWay,
    keep_form,
    rows_of,
)
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

_ITEM = re.compile(
    r"(?P<title>\S+)\s+(?P<points>\d+(?:\.\d+)?)\s*分?"
    r"(?:\s+(?:每处扣(?P<each>\d+(?:\.\d+)?)分?|(?P<tick>打勾)))?(?:\s+(?P<standard>\S.*))?")
_GRADE = re.compile(r"(?P<title>\D+?)\s*(?P<bound>\d+(?:\.\d+)?)\s*分?")
HOW = "一项一行：项目 分值 标准；要逐处扣的写“每处扣5”，只看有没有的写“打勾”"


def read_items(text: str) -> list[EvaluationRow]:
    """The rows of a form from lines such as ``院内净 25 每处扣5 地面干净``.

    :raises Invalid: a line is no item, or there is none.
    """
    found = []
    for place, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        said = _ITEM.fullmatch(line)
        if said is None:
            raise Invalid({"items": f"第 {place} 行“{line[:20]}”看不出项目和分值。{HOW}。"})
        way = MarkWay.FINDING if said["each"] else MarkWay.TICK if said["tick"] else MarkWay.FREE
        found.append(EvaluationRow(
            form=0, place=place, title=said["title"], standard=said["standard"] or said["title"],
            points=Decimal(said["points"]), way=way,
            each=-Decimal(said["each"]) if said["each"] else None))
    if not found:
        raise Invalid({"items": f"还没有写项目。{HOW}。"})
    return found


def item_lines(rows: Sequence[EvaluationRow]) -> str:
    """The same lines, to be changed."""
    return "\n".join(" ".join((each.title, show(each.points), *how_scored(each))) for each in rows)


def how_scored(row: EvaluationRow) -> tuple[str, ...]:
    """每处扣5 or 打勾, and its standard: what is said of a row besides its points."""
    found = f"每处扣{show(-(row.each or ZERO))}" if row.way == MarkWay.FINDING else ""
    ticked = "打勾" if row.way == MarkWay.TICK else ""
    standard = "" if row.standard == row.title else row.standard
    return tuple(filter(None, (found, ticked, standard)))


def read_grades(text: str | None) -> str:
    """``红旗村90；达标60`` as a form keeps its grades. :raises Invalid: a grade has no bound."""
    found = []
    for part in filter(None, map(str.strip, re.split(r"[；;、，\n]", text or ""))):
        said = _GRADE.fullmatch(part)
        if said is None:
            raise Invalid({"grades": f"等次“{part[:12]}”没有写从多少分起，请写成“达标60”。"})
        found.append({"title": said["title"].strip(), "from": said["bound"]})
    return json.dumps(found, ensure_ascii=False)


def grade_words(form: EvaluationForm) -> str:
    """The same words, to be changed."""
    return "；".join(f"{title}{show(bound)}" for title, bound in form.grade_bounds)


def keep_own(
    store: Store, form: EvaluationForm, items: str, grades: str | None
) -> EvaluationForm:
    """Keep a form written here: its full score is what its items add up to.

    :raises Invalid: a line or a grade is not understood, or it was scored by already.
    """
    rows = read_items(items)
    full = sum((each.points for each in rows), ZERO)
    return keep_form(store, form.but(full=full, grades=read_grades(grades)), rows)


def items_of(store: Store, form: EvaluationForm) -> str:
    """The lines of a kept form; blank for a new one."""
    return item_lines(rows_of(store, form.id)) if form.id else ""
