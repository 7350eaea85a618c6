"""How a record becomes a row of the data file, and comes back from it unchanged."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from models.record import Record

R = TypeVar("R", bound=Record)


def quoted(name: str) -> str:
    """A table or column name as SQL."""
    return f'"{name}"'


def load(kind: type[R], names: Sequence[str], row: Sequence[Any]) -> R:
    """A record from a row whose columns are ``names`` (``id`` first, then fields)."""
    values: dict[str, Any] = {"id": row[0]}
    for name, value in zip(names[1:], row[1:], strict=True):
        values[name] = None if value is None else kind.field(name).kind.load(value)
    return kind(**values)


def stored(record: Record) -> dict[str, Any]:
    """The values of a record as its row holds them; what is blank is NULL."""
    values = {each.name: (each, getattr(record, each.name)) for each in record.fields()}
    return {
        name: None if value is None or value == "" else each.kind.store(value)
        for name, (each, value) in values.items()
    }


def written(values: dict[str, Any] | None) -> str | None:
    """A row as the journal keeps it."""
    return None if values is None else json.dumps(values, ensure_ascii=False)
