"""The two lists of the workbench, and which households should be paired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

from models.keeping.lasting import on
from models.keeping.named_rows import named_rows
from models.members.member import serving
from models.pairing.pairing import Pairing, excused_on, rules
from models.registers.people import Household
from models.registers.stays import head_on, size_on, stays_on

if TYPE_CHECKING:
    from models.keeping.store import Store


def base_sql(store: Store, day: date) -> str:
    """SQL for the ids of the households that should be paired on a day; ``?1`` is the day."""
    there = on(Household, "h")
    if not rules(store, day).inhabited_only:
        return f"SELECT h.id FROM household h WHERE {there}"
    return f"""SELECT DISTINCT h.id FROM household h JOIN {stays_on()} s ON s.household = h.id
               WHERE {there}"""


# ── the two lists ────────────────────────────────────────────────────────────


SHOWN = {"all": "全部", "gaps": "没有主联", "no-standin": "没有备联", "no-consent": "还没同意"}
"""What the list of households may be narrowed to."""

IN_FORCE = on(Pairing, "x")


@dataclass(frozen=True)
class HomeLine:
    """A household of the workbench, as of the day; ``since`` is the ISO day of the main pairing."""

    id: Annotated[int, "h.id"]
    number: Annotated[str, "h.number"]
    group: Annotated[str, "coalesce(g.name, '')"]
    head: Annotated[str, f"coalesce({head_on()}, '')"]
    size: Annotated[int, size_on()]
    main: Annotated[int | None, "x.member"]
    main_name: Annotated[str, "coalesce(p.name, '')"]
    standin_name: Annotated[str, f"""coalesce((
        SELECT q.name FROM pairing y JOIN member n ON n.id = y.member
        JOIN person q ON q.id = n.person WHERE y.household = h.id AND y.role = 'standin'
          AND {on(Pairing, "y")}), '')"""]
    since: Annotated[str | None, "x.since"]
    basis: Annotated[str | None, "x.basis"]
    consented: Annotated[str | None, "x.consented"]
    pairing: Annotated[int | None, "x.id"]


@dataclass(frozen=True)
class LoadLine:
    """A member of the workbench, as of the day; ``excused`` is why none are asked of the member."""

    id: Annotated[int, "m.id"]
    name: Annotated[str, "p.name"]
    party_group: Annotated[str, "coalesce(m.party_group, '')"]
    group: Annotated[str, "coalesce(g.name, '')"]
    main: Annotated[int, "coalesce(sum(x.role = 'main'), 0)"]
    standin: Annotated[int, "coalesce(sum(x.role = 'standin'), 0)"]
    excused: str = ""


def home_ids(
    store: Store, day: date, *, group: int | None = None, show: str = "all",
    member: int | None = None,
) -> list[int]:
    """The households that should be paired, in order of group and number.

    ``group`` 0 means without one; ``show`` is a key of :data:`SHOWN`; ``member`` keeps those the
    member looks after in either role.
    """
    where, values = "1", [day.isoformat()]
    main = f"SELECT x.household FROM pairing x WHERE x.role = 'main' AND {IN_FORCE}"
    standin = f"SELECT x.household FROM pairing x WHERE x.role = 'standin' AND {IN_FORCE}"
    where += {
        "all": "", "gaps": f" AND h.id NOT IN ({main})",
        "no-standin": f" AND h.id NOT IN ({standin})",
        "no-consent": f" AND h.id IN ({main} AND x.consented IS NULL)",
    }[show]
    if group is not None:
        where += f' AND coalesce(h."group", 0) = {int(group)}'
    if member is not None:
        where += (f" AND h.id IN (SELECT x.household FROM pairing x"
                  f" WHERE x.member = {int(member)} AND {IN_FORCE})")
    rows = store.query(
        f"""SELECT h.id FROM household h LEFT JOIN "group" g ON g.id = h."group"
            WHERE h.id IN ({base_sql(store, day)}) AND {where}
            ORDER BY g.id IS NULL, g.place, g.id, h.number, h.id""",
        values,
    )
    return [row for (row,) in rows]


def home_lines(store: Store, ids: Sequence[int], day: date) -> list[HomeLine]:
    """The households with these ids, in this order."""
    marks = ",".join(map(str, map(int, ids)))
    rows = named_rows(
        store, HomeLine,
        f"""FROM household h LEFT JOIN "group" g ON g.id = h."group"
            LEFT JOIN pairing x ON x.household = h.id AND x.role = 'main' AND {IN_FORCE}
            LEFT JOIN member m ON m.id = x.member LEFT JOIN person p ON p.id = m.person
            WHERE h.id IN ({marks})""",
        (day.isoformat(),),
    )
    lines = {each.id: each for each in rows}
    return [lines[each] for each in ids if each in lines]


def load_lines(store: Store, day: date) -> list[LoadLine]:
    """Every member of the branch on a day with the load, in order of 党小组 and name."""
    excused = excused_on(store, day)
    rows = named_rows(
        store, LoadLine,
        f"""FROM member m JOIN person p ON p.id = m.person
            LEFT JOIN household h ON h.id = p.household LEFT JOIN "group" g ON g.id = h."group"
            LEFT JOIN pairing x ON x.member = m.id AND {IN_FORCE}
            WHERE {serving()}
            GROUP BY m.id ORDER BY m.party_group COLLATE counting NULLS LAST, m.id""",
        (day.isoformat(),),
    )
    return [replace(each, excused=excused.get(each.id, "")) for each in rows]
