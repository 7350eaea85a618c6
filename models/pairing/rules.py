"""How many households a member may look after, who is excused, and what a pairing should mind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.office.policies import policy
from models.pairing.pairing import Pairing
from models.registers.stays import STAYS
from models.values.days import age_on
from models.values.kinds import DAY, LINK

if TYPE_CHECKING:
    from models.keeping.store import Store

SERVES = "serves"
"""The reason that means: excused by age or absence, and willing all the same."""


class Excuse(Record, table="pairing_excuse", label="不联户情形"):
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
    told, on = rules(store, day), day.isoformat()
    rows = store.query(
        """SELECT m.id, p.born, m.mobile, m.lost,
                  (SELECT e.reason FROM pairing_excuse e WHERE e.member = m.id AND e.since <= ?1
                   AND (e.until IS NULL OR e.until >= ?1) ORDER BY e.since DESC LIMIT 1)
           FROM member m JOIN person p ON p.id = m.person
           WHERE (m.left IS NULL OR m.left > ?1) AND (p.left IS NULL OR p.left > ?1)""",
        (on,),
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
        f"""SELECT p.name, max(s.left IS NULL) FROM member m JOIN person p ON p.id = m.person
            JOIN {STAYS} s ON s.person = m.person AND s.household = ? WHERE m.id = ?
            GROUP BY p.name""",
        (pairing.household, pairing.member),
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
        "pairing", "member = ? AND role = 'main' AND since <= ? AND (until IS NULL OR until >= ?)",
        (pairing.member, day, day),
    )
    most = rules(store, pairing.since).most
    if pairing.role == "main" and load >= most:
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
