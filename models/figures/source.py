"""What figures are counted from: the lines of a source, one record each, over some days."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from models.keeping.lasting import Lasting, begun, not_over

if TYPE_CHECKING:
    from models.keeping.store import Store


class Days(NamedTuple):
    """The days counted over, first and last included; what lasts is looked at on the last."""

    first: date
    last: date

    @property
    def around(self) -> Days:
        """These days and those in which something is nearly counted."""
        return Days(self.first - NEAR, self.last + NEAR)

    @property
    def asked(self) -> dict[str, str]:
        """The values that ``:first`` and ``:last`` stand for."""
        return {"first": self.first.isoformat(), "last": self.last.isoformat()}


def this_year(days: Days) -> Days:
    """累计: from the first of January to the same last day."""
    return Days(days.last.replace(month=1, day=1), days.last)


class Condition(NamedTuple):
    """What a line must meet to be counted, as SQL, and why one is missed that does not meet it.

    ``{}`` in ``why`` stands for the value of ``of``. One without ``why`` only says which lines are
    meant: who does not meet it was never nearly counted.
    """

    sql: str
    why: str = ""
    of: str = "''"


@dataclass(frozen=True, eq=False)
class Source:
    """The lines something is counted from.

    ``lines`` goes on from FROM, calls the record counted ``x`` and has one line for each;
    ``subjects`` say whom a line concerns; ``day`` is when it happened, without one the lines are
    what there is on the last day. ``where`` holds for everything counted from here. Where lines are
    of several tables, ``of`` is the SQL that says which.
    """

    table: str
    lines: str | Callable[[Store, Days], str]
    subjects: Mapping[str, str]
    day: str = ""
    where: tuple[Condition, ...] = ()
    of: str = ""

    def drawn(self, store: Store, days: Days) -> str:
        """The lines as SQL."""
        return self.lines if isinstance(self.lines, str) else self.lines(store, days)


NEAR = timedelta(days=31)
"""What happened so many days before or after those counted over was nearly counted."""

VILLAGE = "village"
"""The subject that everything concerns."""


def lasting(kind: type[Lasting], begins: str, over: str, of: str = "x") -> tuple[Condition, ...]:
    """That a thing is there on the last day; ``begins`` and ``over`` say with ``{}`` since when."""
    lasts = kind.lasts
    assert lasts is not None
    return (Condition(begun(kind, of, ":last"), begins, f"{of}.{lasts.since}"),
            Condition(not_over(kind, of, ":last"), over, f"{of}.{lasts.until}"))


def worked_out(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """What Python worked out, as a table of SQL with columns of these names."""
    columns = ", ".join(f"value ->> {at} AS {name}" for at, name in enumerate(names))
    held = json.dumps(rows, ensure_ascii=False).replace("'", "''")
    return f"(SELECT {columns} FROM json_each('{held}'))"
