"""A return as it left the village, frozen: its words, its values, and the records behind them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import repeat
from typing import Any

from models.returns.comparing import frozen
from models.values import kinds
from models.values.kinds import Field, Kind, show_decimal
from models.values.privacy import Privacy
from models.values.sheet import Column, Ref, Row, Sheet

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in vars(kinds).values() if isinstance(kind, Kind)
}
_KEPT = ("title", "unit", "measure", "when", "seal", "public", "one_page", "internal", "sensitive")


def freeze(sheet: Sheet) -> str:
    """The sheet as canonical JSON: the same sheet gives the same text, to the last character.

    Over what :func:`models.returns.comparing.frozen` keeps it holds the values, the kinds of the
    columns and all the records behind every row.
    """
    kept: dict[str, Any] = json.loads(frozen(sheet))
    for said, row in zip(kept["rows"], sheet.rows, strict=True):
        said["values"] = _values(sheet, row.values)
        said["refs"] = [list(each) for each in row.refs]
    kept["kinds"] = [_kind(each) for each in sheet.columns]
    kept["figures"] = [each.numeric for each in sheet.columns]
    kept["sums"] = [each.total for each in sheet.columns]
    kept["widths"] = [each.width for each in sheet.columns]
    kept["privacy"] = [each.field.privacy.name for each in sheet.columns]
    kept["sheet"] = {name: getattr(sheet, name) for name in _KEPT}
    kept["sheet"]["made"] = sheet.made.isoformat() if sheet.made else None
    kept["sheet"]["signatures"] = list(sheet.signatures)
    kept["totals"] = _values(sheet, sheet.total) if sheet.total is not None else None
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def thaw(content: str) -> Sheet:
    """The sheet that was frozen, to be looked at, printed or compared again.

    What the program did not keep yet when it was frozen is as a new sheet has it; a value that
    was not kept is the words that were shown.
    """
    kept = json.loads(content)
    columns = _columns(kept)
    rows = [
        Row(_loaded(columns, each.get("values", each["words"])), _refs(each))
        for each in kept["rows"]
    ]
    said: dict[str, Any] = {"title": kept["code"]} | kept.get("sheet", {})
    total, made = kept.get("totals", kept.get("total")), said.get("made")
    more = {name: said[name] for name in _KEPT if name in said}
    if "signatures" in said:
        more["signatures"] = tuple(said["signatures"])
    return Sheet(
        kept["code"], columns=columns, rows=rows, notes=tuple(kept.get("notes", ())),
        total=None if total is None else _loaded(columns, total),
        made=date.fromisoformat(made) if made else None, **more,
    )


def sha256(content: str) -> str:
    """The SHA-256 of a frozen return, in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def refs_in(content: str) -> set[Ref]:
    """Every record behind a frozen return."""
    rows: Iterable[dict[str, Any]] = json.loads(content)["rows"]
    return {ref for each in rows for ref in _refs(each)}


def _columns(kept: dict[str, Any]) -> tuple[Column, ...]:
    """The columns; of what was not kept of them, what a plain column has."""
    plain = Field("")

    def each(name: str, missing: Any) -> Iterable[Any]:
        found = kept.get(name)
        return repeat(missing, len(kept["columns"])) if found is None else found

    return tuple(
        Column(Field(label, _called(kind, figures), width=width, privacy=Privacy[privacy]),
               parent, total)
        for label, kind, figures, width, privacy, parent, total in zip(
            kept["columns"], each("kinds", "text"), each("figures", False),
            each("widths", plain.width), each("privacy", plain.privacy.name),
            each("parents", ""), each("sums", False), strict=True)
    )


def _refs(row: dict[str, Any]) -> tuple[Ref, ...]:
    """The records behind a row; at least the one it is of."""
    if "refs" in row:
        return tuple((table, at) for table, at in row["refs"])
    table, _, at = row.get("ref", "").partition(":")
    return ((table, int(at)),) if table != "words" and at.isdigit() else ()


def _kind(column: Column) -> str:
    """The kind a column is kept as: what is chosen from a list is kept as its words."""
    return "text" if column.field.options is not None else column.field.kind.name


def _called(kind: str, figures: bool) -> Kind:
    """The kind of that name; one that a subject has made for itself counts or is text."""
    return KINDS.get(kind) or replace(kinds.POINTS if figures else kinds.TEXT, name=kind)


def _values(sheet: Sheet, values: tuple[Any, ...]) -> list[Any]:
    return [_value(column, value) for column, value in zip(sheet.columns, values, strict=True)]


def _value(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.field.options is not None:
        return column.show(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return show_decimal(value) if isinstance(value, Decimal) else value


def _loaded(columns: tuple[Column, ...], values: list[Any]) -> tuple[Any, ...]:
    return tuple(map(_load, columns, values))


def _load(column: Column, value: Any) -> Any:
    kind = column.field.kind
    if kind in (kinds.DAY, kinds.MOMENT) and isinstance(value, str):
        return _day(kind, value)
    if kind.numeric and isinstance(value, str):
        return _number(value)
    return value


def _day(kind: Kind, value: str) -> Any:
    try:
        return kind.load(value)
    except ValueError:
        return value


def _number(value: str) -> Any:
    return Decimal(value) if value.replace(".", "").lstrip("-").isdigit() else value
