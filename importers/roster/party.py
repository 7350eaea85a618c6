"""Reading what a row says about a party member: class, dates, 失联 and 流动."""

from __future__ import annotations

from typing import Any

from importers.roster.cell_values import read_value
from importers.roster.findings import Report
from importers.roster.headings import MEMBER_FIELDS
from models.intake.reading import Layout
from models.members.member import NO_PROBATION, Member

_PARTY_COLUMNS = frozenset({"joined", "confirmed"})
_PARTY_POLITICS = {"01": "full", "02": "probationary"}


def is_member_roster(layout: Layout) -> bool:
    """Whether the sheet says when people joined the party."""
    return bool(_PARTY_COLUMNS & layout.columns.keys())


def read_member(
    cells: dict[str, Any], politics: str | None, report: Report
) -> dict[str, Any] | None:
    """The values of a :class:`Member`, or None when the row says nothing of a party file.

    ``politics`` is the code of 政治面貌 when the sheet has that column (GB/T 4762-1984).
    """
    if not _PARTY_COLUMNS & cells.keys():
        return None
    names = [each for each in MEMBER_FIELDS if each in cells]
    values = {name: read_value(Member.field(name), cells[name], report) for name in names}
    kind = values.get("kind") or _PARTY_POLITICS.get(politics or "")
    if kind is None and values.get("joined") is None:
        return None
    values["kind"] = kind or "full"
    _check(cells, values, report)
    return values


def _check(cells: dict[str, Any], values: dict[str, Any], report: Report) -> None:
    joined, confirmed = values.get("joined"), values.get("confirmed")
    if values["kind"] == "probationary" and confirmed:
        why = "预备党员不该有转正日期，没有记下。请核对人员类别和转正日期。"
        report.cell("party-probationary-dated", "confirmed", cells["confirmed"], why)
        values["confirmed"] = None
    elif joined and joined == confirmed and not _without_probation(joined):
        why = "入党日期和转正日期相同，应当有一年预备期。请核对入党志愿书。"
        report.cell("party-same-day", "confirmed", cells["confirmed"], why)
    elif joined and confirmed and confirmed < joined[: len(confirmed)]:
        why = "转正日期早于入党日期，没有记下。请核对入党志愿书。"
        report.cell("party-order", "confirmed", cells["confirmed"], why)
        values["confirmed"] = None
    if values.get("lost") and not values.get("lost_since"):
        why = "是失联党员，却没有写失去联系的日期，请补上。"
        report.cell("party-lost-undated", "lost_since", cells.get("lost_since", ""), why)


def _without_probation(day: str) -> bool:
    """Whether the day, as far as it is known, can lie where there was no probation."""
    first, last = (each.isoformat()[: len(day)] for each in NO_PROBATION)
    return first <= day <= last


