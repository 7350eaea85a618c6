"""Reading one cell as its field reads it, and saying what could not be read."""

from __future__ import annotations

from typing import Any

from importers.roster.findings import Report
from importers.roster.lines import is_nothing
from importers.sheets.workbook import text
from models.values.days import read_day
from models.values.kinds import DAY, Field
from models.values.names import map_private_use


def read_value(field: Field, written: Any, report: Report) -> Any:
    """A value as its field reads it; days stay ISO text, as far as they are known."""
    if is_nothing(written):
        return None
    if field.kind.name in ("day", "part-day"):
        return _day(field, written, report)
    plain, _ = map_private_use(text(written))
    try:
        return field.read(plain)
    except ValueError as error:
        report.cell("value-unreadable", field.name, written, f"{error}这一格没有记下。")
        return None


def _day(field: Field, written: Any, report: Report) -> str | None:
    reading = read_day(written)
    if reading.doubt == "ambiguous":
        taken = "|".join(reading.choices)
        report.cell("date-ambiguous", field.name, written, reading.note, taken)
    elif reading.doubt == "century":
        report.cell("date-century", field.name, written, reading.note, reading.value or "")
    elif reading.doubt is not None:
        why = reading.note or f"{field.label}认不出，请核对后重新录入。"
        report.cell("date-unreadable", field.name, written, why)
    elif reading.value and len(reading.value) < 10 and field.kind is DAY:
        why = f"{field.label}没有写到日，先不记。请补上年月日。"
        report.cell("date-partial", field.name, written, why, reading.value)
    return reading.value
