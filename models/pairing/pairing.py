"""党员联户: which member looks after which household, from when until when, and how many may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.keeping.lasting import Through, not_over, on
from models.keeping.record import Record, field, required
from models.members.member import Member, serving
from models.office.village import policy
from models.registers.people import STAYS, Household, Person, Residence
from models.values.codes import Labelled
from models.values.days import age_on
from models.values.kinds import DAY, LINK, NOTE, Choices
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store




class PairingRole(Labelled):
    """Who looks after a household, and who does when that one cannot."""

    MAIN = "main", "主联"
    STANDIN = "standin", "备联"


ROLES = Choices(**PairingRole.labels())
BASES = Choices(near="就近", kin="就亲", willing="自愿", assigned="指派")


class Pairing(Record, table="pairing", label="联户", lasts=Through("since", "until")):
    """One member looking after one household; a household has one main member at a time."""

    member: int = required("联户党员", LINK, width=8, aliases=("联系党员", "党员姓名", "党员"))
    household: int = required("户", LINK)
    role: str = field("主联或备联", required=True, default=PairingRole.MAIN, options=ROLES, width=8)
    since: date = required("起", DAY, width=11, aliases=("结对日期", "联户起始"))
    until: date | None = field("止", DAY, width=11)
    basis: str | None = field("结对依据", options=BASES, width=8)
    consented: date | None = field("户同意日期", DAY, width=11)
    notified: date | None = field("告知日期", DAY, width=11)
    end_reason: str | None = field("终止原因", width=14)
    note: str | None = field("备注", NOTE, width=14)


def pairings_on(store: Store, day: date, *, household: int | None = None) -> list[Pairing]:
    """The pairings in force on a day, of the whole village or of one household."""
    return store.find(
        Pairing, f"{on(Pairing)} AND (?2 IS NULL OR household = ?2)", (day.isoformat(), household),
        "household, role, since")


def pair(store: Store, pairing: Pairing) -> Pairing:
    """Begin looking after a household.

    A new main member takes over: the one before ends the day before, in the same act.

    :raises Invalid: the member or the household has left, or a main pairing began later.
    """
    member = store.get(Member, pairing.member)
    household = store.get(Household, pairing.household)
    person = store.get(Person, member.person)
    name, begins = person.name, pairing.since
    for each in (member, person):
        if each.over_on(begins):
            raise Invalid({"member": f"{name} 已于 {each.left} 离册，不能再联户，请另选党员。"})
    if household.over_on(begins):
        raise Invalid({"household": f"{household.number} 户已于 {household.left} 离册，不用再联。"})
    with store.act(f"结对：{name} — {household.number} 户"):
        if pairing.role == PairingRole.MAIN:
            _hand_over(store, pairing)
        return store.save(pairing)


def pair_all(store: Store, wanted: Sequence[Pairing]) -> None:
    """Begin looking after several households, as one act. :raises Invalid: as :func:`pair`."""
    name = store.get(Person, store.get(Member, wanted[0].member).person).name
    with store.act(f"结对：{name} — {len(wanted)} 户"):
        for each in wanted:
            pair(store, each)


def _hand_over(store: Store, pairing: Pairing) -> None:
    eve = pairing.since - timedelta(days=1)
    for earlier in store.find(
        Pairing,
        f"household = ?2 AND role = 'main' AND id IS NOT ?3 AND {not_over(Pairing)}",
        (pairing.since.isoformat(), pairing.household, pairing.id),
    ):
        if not earlier.begun_on(eve):
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
        Pairing, f"{column} = ?2 AND {not_over(Pairing)}", (day.isoformat(), row)
    ):
        if not each.begun_on(day):
            raise Invalid({"day": f"有一条联户 {each.since} 才开始，请先核对联户台账。"})
        last = max(each.since, day - timedelta(days=1))
        ended.append(end_pairing(store, each, last, reason))
    return ended


# ── how many a member may look after ─────────────────────────────────────────


SERVES = "serves"
"""The reason that means: excused by age or absence, and willing all the same."""


class Excuse(Record, table="pairing_excuse", label="不联户情形", lasts=Through("since", "until")):
    """Why a member does not look after households for a while, or does nevertheless."""

    member: int = required("党员", LINK)
    reason: str = required("原因")
    since: date = required("起", DAY)
    until: date | None = field("止", DAY)
    note: str | None = field("备注")


@dataclass(frozen=True)
class PairingRules:
    """The rules of 党员联户 as they apply on a day."""

    least: int
    most: int
    old: int
    excused: frozenset[str]
    inhabited_only: bool
    reasons: dict[str, str]
    source: str


def rules(store: Store, day: date) -> PairingRules:
    """The rules on a day, with the office's own values."""
    told = policy(store, "pairing", day)
    return PairingRules(
        told["least"], told["most"], told["old"], frozenset(told["excused"]),
        told["base"] == "inhabited", dict(told["reasons"]), told["source"],
    )


def excused_on(store: Store, day: date) -> dict[int, str]:
    """Member id → why the member need not look after households on that day, in words."""
    told = rules(store, day)
    rows = store.query(
        f"""SELECT m.id, p.born, m.mobile, m.lost,
                  (SELECT e.reason FROM pairing_excuse e WHERE e.member = m.id
                   AND {on(Excuse, "e")} ORDER BY e.since DESC LIMIT 1)
           FROM member m JOIN person p ON p.id = m.person WHERE {serving()}""",
        (day.isoformat(),),
    )
    found = {}
    for member, born, mobile, lost, written in rows:
        why = written or _by_itself(told, born, mobile, lost, day)
        if why and why != SERVES:
            found[member] = told.reasons.get(why, why)
    return found


def _by_itself(
    told: PairingRules, born: str | None, mobile: int | None, lost: int | None, day: date
) -> str | None:
    if "lost" in told.excused and lost:
        return "lost"
    if "mobile" in told.excused and mobile:
        return "mobile"
    if "age" in told.excused and born and age_on(born, day) >= told.old:
        return "age"
    return None


def excuse(store: Store, member: int, reason: str, since: date, note: str = "") -> Excuse:
    """Write down why a member does not look after households (or ``SERVES``: does all the same)."""
    with store.act("登记不联户情形"):
        return store.save(Excuse(member=member, reason=reason, since=since, note=note or None))


def cautions(store: Store, pairing: Pairing) -> list[str]:
    """What the secretary should know before pairing; none of it forbids."""
    said = []
    day = pairing.since.isoformat()
    own = store.query(
        f"""SELECT p.name, max({not_over(Residence, "s")}) FROM member m
            JOIN person p ON p.id = m.person
            JOIN {STAYS} s ON s.person = m.person AND s.household = ?2 WHERE m.id = ?3
            GROUP BY p.name""",
        (day, pairing.household, pairing.member),
    )
    if own:
        where = "就是这一户的人" if own[0][1] else "原来是这一户的人，可能是亲属"
        said.append(f"{own[0][0]}{where}，请考虑换一名党员。")
    elif _split_from_own(store, pairing):
        said.append("这一户是从该党员家分出来的，可能是亲属，请核对。")
    why = excused_on(store, pairing.since).get(pairing.member)
    if why:
        said.append(f"该党员属于不作要求的情形（{why}），请确认本人愿意。")
    load = store.count(
        "pairing", f"member = ?2 AND role = 'main' AND {on(Pairing)}", (day, pairing.member),
    )
    most = rules(store, pairing.since).most
    if pairing.role == PairingRole.MAIN and load >= most:
        said.append(f"该党员已联 {load} 户，到了每人 {most} 户的上限。")
    return said


def _split_from_own(store: Store, pairing: Pairing) -> bool:
    return bool(store.query(
        f"""SELECT 1 FROM happening h JOIN member m ON m.id = ?
            JOIN {STAYS} s ON s.person = m.person
            WHERE h.kind = 'split' AND ((h.household = ? AND h.other = s.household)
                  OR (h.other = ? AND h.household = s.household)) LIMIT 1""",
        (pairing.member, pairing.household, pairing.household),
    ))
