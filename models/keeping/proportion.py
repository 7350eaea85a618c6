"""A number out of all proportion to what is kept: asked about where it is typed, never refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from models.keeping.questions import unnoted
from models.keeping.record import Record, quoted
from models.values.kinds import Field

if TYPE_CHECKING:
    from models.keeping.store import Store

FAR = 3
"""More than so many times the most there is asks whether a figure was typed twice."""
ENOUGH = 5
"""With fewer kept nothing is usual yet."""
LITTLE = 20
"""Up to this no number is out of proportion: three visitors after one are no slip."""


class Most(NamedTuple):
    """The largest number kept in a field, of ``many``."""

    field: Field
    many: int = 0
    most: Any = 0

    def asked(self, value: Any) -> str:
        """What to ask about a number, blank for most of them."""
        if self.many < ENOUGH or value is None or abs(value) <= max(LITTLE, FAR * self.most):
            return ""
        return (f"{self.field.label} {self.field.show(value)}，从前最多是 "
                f"{self.field.show(self.most)}，是不是多打了一位？")


def most_kept(
    store: Store, kind: type[Record], field: Field, where: str = "1", values: Sequence[Any] = ()
) -> Most:
    """The most that is kept in a field, among the records that ``where`` says (``models`` only).

    Of a field that counts nothing, or of a form that is not kept as it is typed, there is none.
    """
    if not field.kind.numeric or field.options is not None:
        return Most(field)
    with unnoted():
        if not store.query("SELECT 1 FROM pragma_table_info(?) WHERE name = ?",
                           (kind.table, field.name)):
            return Most(field)
        column = f"abs({quoted(field.name)})"
        many, most = store.query(
            f"SELECT count({column}), max({column}) FROM {quoted(kind.table)} WHERE {where}",
            values)[0]
    return Most(field, many, field.kind.load(most)) if many else Most(field)


def odd_of(
    store: Store, kind: type[Record], field: Field, value: Any,
    implied: tuple[Any, str] | None = None,
) -> str:
    """What to ask about a value of such a record: it is strange, or out of all proportion."""
    return field.odd(value, implied) or most_kept(store, kind, field).asked(value)


def odd_typed(
    store: Store, kind: type[Record], name: str, typed: str, where: str = "1",
    values: Sequence[Any] = (),
) -> str:
    """What to ask about what was typed; what can't be read is refused where it is kept."""
    field = kind.field(name)
    try:
        return most_kept(store, kind, field, where, values).asked(field.read(typed))
    except ValueError:
        return ""
