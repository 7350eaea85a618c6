"""党员联户: which member looks after which household, from a day until a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from models.keeping.record import Record, field, required
from models.members.member import Member
from models.registers.people import Household, Person
from models.values.kinds import DAY, LINK, NOTE, Choices
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

ROLES = Choices(main="主联", standin="备联")
BASES = Choices(near="就近", kin="就亲", willing="自愿", assigned="指派")


class Pairing(Record, table="pairing", label="联户"):
    """One member looking after one household; a household has one main member at a time."""

    member: int = required("联户党员", LINK, width=8, aliases=("联系党员", "党员姓名", "党员"))
    household: int = required("户", LINK)
    role: str = field("主联或备联", required=True, default="main", options=ROLES, width=8)
    since: date = required("起", DAY, width=11, aliases=("结对日期", "联户起始"))
    until: date | None = field("止", DAY, width=11)
    basis: str | None = field("结对依据", options=BASES, width=8)
    consented: date | None = field("户同意日期", DAY, width=11)
    notified: date | None = field("告知日期", DAY, width=11)
    end_reason: str | None = field("终止原因", width=14)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """An end before the beginning."""
        if self.until and self.until < self.since:
            return {"until": "止日早于起日，请核对。"}
        return {}


def pairings_on(store: Store, day: date, *, household: int | None = None) -> list[Pairing]:
    """The pairings in force on a day, of the whole village or of one household."""
    on = day.isoformat()
    where = "since <= ? AND (until IS NULL OR until >= ?)"
    values: list[Any] = [on, on]
    if household is not None:
        where, values = f"{where} AND household = ?", [*values, household]
    return store.find(Pairing, where, values, "household, role, since")


def pair(store: Store, pairing: Pairing) -> Pairing:
    """Begin looking after a household.

    A new main member takes over: the one before ends the day before, in the same act.

    :raises Invalid: the member or the household has left, or a main pairing began later.
    """
    member = store.get(Member, pairing.member)
    household = store.get(Household, pairing.household)
    person = store.get(Person, member.person)
    name, left = person.name, member.left or person.left
    if left is not None and left <= pairing.since:
        raise Invalid({"member": f"{name} 已于 {left} 离册，不能再联户，请另选党员。"})
    if household.left is not None and household.left <= pairing.since:
        raise Invalid({"household": f"{household.number} 户已于 {household.left} 离册，不用再联。"})
    with store.act(f"结对：{name} — {household.number} 户"):
        if pairing.role == "main":
            _hand_over(store, pairing)
        return store.save(pairing)


def _hand_over(store: Store, pairing: Pairing) -> None:
    eve = pairing.since - timedelta(days=1)
    for earlier in store.find(
        Pairing,
        "household = ? AND role = 'main' AND id IS NOT ? AND (until IS NULL OR until >= ?)",
        (pairing.household, pairing.id, pairing.since.isoformat()),
    ):
        if earlier.since >= pairing.since:
            raise Invalid({
                "since": f"这户 {earlier.since} 已有主联党员，起日请晚于这一天，或先终止那一条。"
            })
        store.save(earlier.but(until=eve, end_reason=earlier.end_reason or "换人"))


def end_pairing(store: Store, pairing: Pairing, day: date, reason: str) -> Pairing:
    """Stop looking after a household on ``day``, and say why."""
    with store.act("终止结对"):
        return store.save(pairing.but(until=day, end_reason=reason))


def lay_down(
    store: Store, day: date, reason: str, *, member: int | None = None, household: int | None = None
) -> list[Pairing]:
    """End every pairing of a member or a household that leaves on ``day``; returns what ended.

    :raises Invalid: one of them began only after that day.
    """
    column, row = ("member", member) if household is None else ("household", household)
    ended = []
    for each in store.find(
        Pairing, f"{column} = ? AND (until IS NULL OR until >= ?)", (row, day.isoformat())
    ):
        if each.since > day:
            raise Invalid({"day": f"有一条联户 {each.since} 才开始，请先核对联户台账。"})
        last = max(each.since, day - timedelta(days=1))
        ended.append(end_pairing(store, each, last, reason))
    return ended


def main_member_names(store: Store, households: list[int], day: date) -> dict[int, str]:
    """Household id → name of its main member on a day."""
    marks = ",".join("?" * len(households))
    rows = store.query(
        f"""SELECT x.household, p.name FROM pairing x
            JOIN member m ON m.id = x.member JOIN person p ON p.id = m.person
            WHERE x.role = 'main' AND x.since <= ? AND (x.until IS NULL OR x.until >= ?)
              AND x.household IN ({marks})""",
        (day.isoformat(), day.isoformat(), *households),
    )
    return {household: name for household, name in rows}
