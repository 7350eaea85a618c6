"""Answers of the data file with names: a type whose fields say the SQL they are read from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeVar, get_origin, get_type_hints

from models.keeping.questions import Values
from models.keeping.record import quoted
from models.values.kinds import TEXT, Kind

if TYPE_CHECKING:
    from models.keeping.store import Store

N = TypeVar("N")


def named_rows(
    store: Store, kind: Callable[..., N], rest: str, values: Values = ()
) -> list[N]:
    """The answers to SELECT … ``rest``, each as a ``kind``, a ``NamedTuple`` or dataclass.

    Its fields say their SQL, and how it is read where not as it is stored:
    ``on: Annotated[date, "e.on_day", DAY]``. One that says nothing keeps its default. ``rest`` goes
    on from FROM and may use the names of the fields.
    """
    asked = _selecting(kind)
    return [asked.read(kind, row) for row in store.query(f"{asked.select} {rest}", values)]


def stream_named(
    store: Store, kind: Callable[..., N], rest: str, values: Values = ()
) -> Iterator[N]:
    """The same answers one by one, for a ledger too long to hold."""
    asked = _selecting(kind)
    for row in store.stream(f"{asked.select} {rest}", values):
        yield asked.read(kind, row)


class _Selecting(NamedTuple):
    select: str
    kinds: dict[str, Kind]

    def read(self, kind: Callable[..., N], row: Sequence[Any]) -> N:
        return kind(**{
            name: None if value is None else each.load(value)
            for (name, each), value in zip(self.kinds.items(), row, strict=True)
        })


@cache
def _selecting(kind: Callable[..., Any]) -> _Selecting:
    """The question a type asks, made once."""
    said = {
        name: hint.__metadata__
        for name, hint in get_type_hints(kind, include_extras=True).items()
        if get_origin(hint) is Annotated
    }
    fields = ", ".join(f"{sql} AS {quoted(name)}" for name, (sql, *_) in said.items())
    kinds = {name: next(iter(kind), TEXT) for name, (_, *kind) in said.items()}
    return _Selecting(f"SELECT {fields}", kinds)
