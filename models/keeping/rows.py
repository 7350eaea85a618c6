"""How a record becomes a row of the data file, and comes back from it unchanged."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from models.keeping.record import Record

R = TypeVar("R", bound=Record)
_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode


def quoted(name: str) -> str:
    """A table or column name as SQL."""
    return f'"{name}"'


@cache
def selecting(kind: type[Record]) -> tuple[tuple[str, ...], str]:
    """The columns of a kind of record (``id`` first), and the question for all of them."""
    names = ("id", *(each.name for each in kind.fields()))
    return names, f"SELECT {', '.join(map(quoted, names))} FROM {quoted(kind.table)}"


def load(kind: type[R], names: Sequence[str], row: Sequence[Any]) -> R:
    """A record from a row whose columns are ``names`` (``id`` first, then fields)."""
    fields = kind.fields_by_name()
    values: dict[str, Any] = {"id": row[0]}
    for name, value in zip(names[1:], row[1:], strict=True):
        values[name] = None if value is None else fields[name].kind.load(value)
    return kind(**values)


def stored(record: Record) -> dict[str, Any]:
    """The values of a record as its row holds them; what is blank is NULL."""
    found = {}
    for each in record.fields():
        value = getattr(record, each.name)
        found[each.name] = None if value is None or value == "" else each.kind.store(value)
    return found


def written(values: dict[str, Any] | None) -> str | None:
    """A row as the journal keeps it."""
    return None if values is None else _AS_JSON(values)
