"""Who lived in which household on any day, and 人户变动 written down once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, NamedTuple

from models.keeping.lasting import Before, not_over, on
from models.keeping.named_rows import named_rows
from models.keeping.record import Record, field, required
from models.registers.people import HEAD, Household, Person
from models.values import clock
from models.values.codes import RELATION
from models.values.kinds import DAY, LINK, Choices
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store


HAPPENINGS = Choices(
    move_in="迁入", move_out="迁出", birth="出生", death="死亡", marriage="婚嫁迁入",
    split="分户", merge="并户", head="变更户主",
)


class Happening(Record, table="happening", label="人户变动"):
    """What happened to one person, on which day and why.

    ``household`` is where the person belongs afterwards (or last belonged), ``other`` the
    household before when it was another one.
    """

    kind: str = required("变动", options=HAPPENINGS, width=8)
    day: date = required("日期", DAY, width=11)
    person: int | None = field("人员", LINK)
    household: int = required("户", LINK)
    other: int | None = field("原来的户", LINK)
    reason: str = required("原因", width=20)


def refuse(day: date, reason: str, today: date | None = None) -> None:
    """:raises Invalid: the day lies ahead, or nobody said why."""
    if day > (today or clock.today()):
        raise Invalid({"day": f"{day} 还没有到，变动请在发生之后登记。"})
    if not reason.strip():
        raise Invalid({"reason": "原因还没有填，请写一句，例如“外出购房”。"})


def open_household(store: Store, household: int, day: date) -> Household:
    """The household, when it is there on that day. :raises Invalid: it is not."""
    home = store.get(Household, household)
    if home.over_on(day):
        raise Invalid({"household": f"{home.number} 户已于 {home.left} 离册，请另选一户或新立户。"})
    if not home.begun_on(day):
        raise Invalid({"day": f"{home.number} 户 {home.since} 才立户，日期不能早于这一天。"})
    return home


# ── who lived where on a day ─────────────────────────────────────────────────


STAYS = """(SELECT person, household, relation, since, left FROM residence
            UNION ALL SELECT id, household, relation, since, left FROM person)"""
"""Every stay of everybody as SQL: the earlier ones, and the present one from the person's row."""


class Residence(Record, table="residence", label="居住记录", lasts=Before("since", "left")):
    """An earlier stay, over on ``left``; the present stay is the person's own row.

    A stay covers the days from ``since`` until the day before ``left``.
    """

    person: int = required("人员", LINK)
    household: int = required("户", LINK)
    relation: str | None = field("与户主关系", options=RELATION)
    since: date | None = field("起", DAY)
    left: date = required("离开日期", DAY)


def stays_on(day: str = "?1") -> str:
    """SQL: the stays of a day, ``person, household, relation``; who has none was not there."""
    return f"(SELECT person, household, relation FROM {STAYS} WHERE {on(Residence, day=day)})"


def head_on(household: str = "h.id", day: str = "?1") -> str:
    """SQL: the name of the 户主 of a household on a day, NULL where it had none."""
    return f"""(SELECT (SELECT name FROM person WHERE id = stay.person) FROM {STAYS} stay
        WHERE stay.household = {household} AND stay.relation = '{HEAD}'
        AND {on(Residence, "stay", day)} ORDER BY stay.person LIMIT 1)"""


def last_head(household: str = "h.id", day: str = "?1") -> str:
    """SQL: the name of the 户主 of a household on a day, else of whoever was it last before."""
    return f"""(SELECT (SELECT name FROM person WHERE id = stay.person) FROM {STAYS} stay
        WHERE stay.household = {household} AND stay.relation = '{HEAD}'
        ORDER BY NOT {on(Residence, "stay", day)}, {not_over(Residence, "stay", day)},
                 stay.left DESC, stay.person LIMIT 1)"""


def size_on(household: str = "h.id", day: str = "?1") -> str:
    """SQL: how many people a household had on a day."""
    return f"""(SELECT count(*) FROM {STAYS} stay WHERE stay.household = {household}
        AND {on(Residence, "stay", day)})"""


class HouseholdLine(NamedTuple):
    """A household as a list names it: its group, its 户号 and the 户主 of the day."""

    id: Annotated[int, "h.id"]
    group: Annotated[str, "coalesce(g.name, '')"]
    number: Annotated[str, "h.number"]
    head: Annotated[str, f"coalesce({head_on()}, '')"]


def household_lines(store: Store, day: date) -> dict[int, HouseholdLine]:
    """Every household there ever was, by its id, as a list of that day names it."""
    rows = named_rows(
        store, HouseholdLine,
        """FROM household h LEFT JOIN "group" g ON g.id = h."group\"""", (day.isoformat(),))
    return {each.id: each for each in rows}


def household_on(store: Store, person: int, day: date) -> int | None:
    """The household a person lived in on a day, or None."""
    rows = store.query(
        f"SELECT household FROM {stays_on()} WHERE person = ?2 AND household IS NOT NULL",
        (day.isoformat(), person),
    )
    return rows[0][0] if rows else None


def close_stay(store: Store, person: Person, day: date) -> None:
    """Put the present stay away as an earlier one, over on ``day`` or when the person left.

    :raises Invalid: the stay began after that day.
    """
    if person.household is None or person.id is None:
        return
    over = person.left or day
    if not person.begun_on(over):
        raise Invalid({"day": f"{person.name} {person.since} 才到现在这一户，日期不能早于这一天。"})
    if day < over:
        raise Invalid({"day": f"{person.name} {over} 才离册，日期不能早于这一天。"})
    if person.since != over:
        store.save(Residence(person=person.id, household=person.household,
                             relation=person.relation, since=person.since, left=over))


def settle(
    store: Store, person: Person, household: int, relation: str | None, day: date
) -> Person:
    """Begin a stay in a household, putting the one before away."""
    close_stay(store, person, day)
    return store.save(person.but(household=household, relation=relation, since=day,
                                 left=None, left_reason=None))
