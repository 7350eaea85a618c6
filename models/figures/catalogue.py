"""Every measure there is, by its code and by what towns call it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from models.figures.economy import ECONOMY_MEASURES
from models.figures.liaison import LIAISON_MEASURES
from models.figures.matters import MATTER_MEASURES
from models.figures.measure import AnyMeasure
from models.figures.meetings import ACTIVITY_MEASURES, MEETING_MEASURES
from models.figures.points import EVALUATION_MEASURES, FUND_MEASURES, POINTS_MEASURES
from models.figures.registers import MEMBER_MEASURES, REGISTER_MEASURES
from models.figures.services import SERVICE_MEASURES
from models.figures.training import TRAINING_MEASURES
from models.values.problem import Problem
from resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterable

_BRACKETS = re.compile(r"\(([^()]*)\)")
_MARKS = re.compile(r"[\s*:,、;·.\"'“”《》_]+")


def plain(text: str) -> str:
    """A heading as it is compared: half-width, no units in brackets, no blanks, no marks."""
    whole = unicodedata.normalize("NFKC", text)
    return _MARKS.sub("", _BRACKETS.sub("", whole) or whole).strip("()").upper()


OFFERED = 5
"""So many measures of a like name are told."""


@cache
def headings() -> dict[str, list[str]]:
    """Code → the other headings it goes under (resources/returns/headings.toml)."""
    return tomllib.loads(resource("returns/headings.toml").read_text(encoding="utf-8"))


def names_of(measure: AnyMeasure) -> tuple[str, ...]:
    """Every name of a measure, its own first."""
    known = (measure.field.label, *measure.field.aliases, *headings().get(measure.code, ()))
    return tuple(dict.fromkeys(known))


def measure_called(measures: Iterable[AnyMeasure], name: str) -> AnyMeasure:
    """The measure of that code, else of that name. :raises Problem: none, or several it may be."""
    every = tuple(measures)
    if not plain(name):
        raise Problem("没有写指标的名称，请写明要哪个数，例如“走访次数”。")
    for each in every:
        if each.code == name:
            return each
    found = [each for each in every if _asked(name) in map(_asked, names_of(each))]
    if len(found) == 1:
        return found[0]
    if found:
        raise Problem(f"“{name}”可能是{_told(found)}，请写代号。")
    near = [each for each in every
            if any(_asked(name) in _asked(said) for said in names_of(each))]
    hint = f"相近的有{_told(near[:OFFERED])}。" if near else "全部指标见 returns --list --json。"
    raise Problem(f"没有叫“{name}”的指标。{hint}")


def _asked(name: str) -> str:
    """A small heading with the one above it is asked for as both: 走访/户次 by 走访户次."""
    return plain(name).replace("/", "")


def _told(measures: Iterable[AnyMeasure]) -> str:
    return "、".join(f"{each.field.label}（{each.code}）" for each in measures)


# ── All of them


MEASURES: tuple[AnyMeasure, ...] = (
    *REGISTER_MEASURES, *LIAISON_MEASURES, *MATTER_MEASURES, *MEETING_MEASURES, *POINTS_MEASURES,
    *FUND_MEASURES, *EVALUATION_MEASURES, *MEMBER_MEASURES, *ACTIVITY_MEASURES,
    *ECONOMY_MEASURES, *SERVICE_MEASURES, *TRAINING_MEASURES)


@cache
def _by_code() -> dict[str, AnyMeasure]:
    return {each.code: each for each in MEASURES}


def measure_coded(code: str) -> AnyMeasure | None:
    """The measure of that code; None of a newer program's."""
    return _by_code().get(code)
