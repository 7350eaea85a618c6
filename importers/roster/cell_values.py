"""Reading one cell as its field reads it: values, telephone numbers, what is said of a member."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from importers.roster.findings import Report
from importers.roster.headings import MEMBER_FIELDS
from importers.roster.lines import is_nothing
from importers.sheets.workbook import text
from models.members.member import NO_PROBATION, Member, MemberKind
from models.values.days import Doubt, read_day
from models.values.kinds import DAY, PART_DAY, Field
from models.values.names import map_private_use


def read_value(field: Field, written: Any, report: Report) -> Any:
    """A value as its field reads it; days stay ISO text, as far as they are known."""
    if is_nothing(written):
        return None
    if field.kind in (DAY, PART_DAY):
        return _day(field, written, report)
    plain, _ = map_private_use(text(written))
    try:
        return field.read(plain)
    except ValueError as error:
        report.cell("value-unreadable", field.name, written, f"{error}这一格没有记下。")
        return None


def _day(field: Field, written: Any, report: Report) -> str | None:
    reading = read_day(written)
    if reading.doubt == Doubt.AMBIGUOUS:
        taken = "|".join(reading.choices)
        report.cell("date-ambiguous", field.name, written, reading.note, taken)
    elif reading.doubt == Doubt.CENTURY:
        report.cell("date-century", field.name, written, reading.note, reading.value or "")
    elif reading.doubt is not None:
        why = reading.note or f"{field.label}认不出，请核对后重新录入。"
        report.cell("date-unreadable", field.name, written, why)
    elif reading.value and len(reading.value) < 10 and field.kind is DAY:
        why = f"{field.label}没有写到日，先不记。请补上年月日。"
        report.cell("date-partial", field.name, written, why, reading.value)
    return reading.value


# ── telephone numbers ────────────────────────────────────────────────────────


_GAP = r"[\s-]{0,2}"
_NUMBER = re.compile(
    rf"(?<!\d)(?:(?:\+?(?:00)?86{_GAP})?(?P<mobile>1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}})"
    rf"|(?P<landline>\(?0\d{{2,3}}\)?{_GAP}\d{{7,8}}(?:-\d{{1,4}})?)"
    rf"|(?P<local>[2-8]\d{{6,7}}))(?!\d)"
)
_BETWEEN = re.compile(r"[\s、,，;；/或和|]+")
_NOTHING = {"", "无", "没有", "-", "--", "—", "——", "0", "/"}


@dataclass(frozen=True)
class Phones:
    """The numbers of one cell: those that can be dialled, and the rest that can't be read."""

    numbers: tuple[str, ...]
    rest: str


def read_phones(value: Any) -> Phones:
    """Mobiles of 11 digits (``1[3-9]…``, leniently), landlines with or without the area code.

    A country code and the spaces and dashes inside a mobile are dropped.
    """
    written = unicodedata.normalize("NFKC", text(value)).replace("—", "-").replace("–", "-")
    if written in _NOTHING:
        return Phones((), "")
    numbers = tuple(dict.fromkeys(_dialled(found) for found in _NUMBER.finditer(written)))
    rest = _BETWEEN.sub("", _NUMBER.sub("", written))
    return Phones(numbers, rest if re.search(r"\d", rest) or not numbers else "")


def _dialled(found: re.Match[str]) -> str:
    if found["mobile"]:
        return re.sub(r"\D", "", found["mobile"])
    return re.sub(r"\s", "", found["landline"] or found["local"])


# ── what is said of a member ─────────────────────────────────────────────────


_PARTY_COLUMNS = frozenset({"joined", "confirmed"})
_PARTY_POLITICS = {"01": MemberKind.FULL, "02": MemberKind.PROBATIONARY}


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
    values["kind"] = kind or MemberKind.FULL
    _check(cells, values, report)
    return values


def _check(cells: dict[str, Any], values: dict[str, Any], report: Report) -> None:
    joined, confirmed = values.get("joined"), values.get("confirmed")
    if values["kind"] == MemberKind.PROBATIONARY and confirmed:
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
