"""走访: a member at, or in touch with, a household: when, why, who was met, what was found."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.matters.matter import Matter, report
from models.members.member import Member
from models.office.policies import policy
from models.pairing.pairing import Pairing
from models.registers.people import Household, Person
from models.values.kinds import DAY, LINK, NOTE, Choices
from models.values.privacy import Privacy
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

WAYS = Choices(home="入户", phone="电话", away="外出联系")


class Visit(Record, table="visit", label="走访"):
    """One visit or call, as the secretary writes it down."""

    member: int = required("走访党员", LINK, width=8,
                           aliases=("走访人", "联户党员", "党员姓名", "党员"))
    household: int = required("户", LINK)
    day: date = required("走访日期", DAY, width=11, aliases=("日期", "走访时间", "时间"))
    way: str = field("方式", required=True, default="home", options=WAYS, width=8,
                     aliases=("走访方式",))
    reason: str | None = field("事由", width=12, aliases=("走访事由", "原因"))
    met: str | None = field("见到谁", width=8, privacy=Privacy.NAME, aliases=("见面人", "接待人"))
    said: str | None = field("谈话内容", NOTE, width=24, privacy=Privacy.SENSITIVE,
                             aliases=("走访内容", "走访情况", "内容"))
    needs: str | None = field("需求", NOTE, width=18, privacy=Privacy.SENSITIVE, aliases=("诉求",))
    entered: date = required("录入日期", DAY)

    def faults(self) -> dict[str, str]:
        """A visit that has not been made yet."""
        if self.day > self.entered:
            return {"day": f"{self.day} 还没有到，走访请在去过之后登记。"}
        return {}


def visit_reasons(store: Store, day: date) -> list[str]:
    """The reasons to offer, in order (四必到 …); the office may change the list."""
    return list(policy(store, "visits", day)["reasons"])


def visit_faults(store: Store, visit: Visit) -> dict[str, str]:
    """What can't be true of a visit: field → the sentence to show beside it."""
    member = store.get(Member, visit.member)
    person = store.get(Person, member.person)
    home = store.get(Household, visit.household)
    faults = visit.faults()
    if person.left is not None and person.left < visit.day:
        why = "去世" if person.left_reason == "died" else "离册"
        faults["member"] = f"{person.name}已于 {person.left} {why}，请核对走访人或日期。"
    elif member.left is not None and member.left < visit.day:
        faults["member"] = f"{person.name}的党员关系已于 {member.left} 离册，请核对走访人。"
    if home.left is not None and home.left <= visit.day:
        faults["household"] = f"{home.number} 户已于 {home.left} 离册，请核对户号或日期。"
    if home.since is not None and home.since > visit.day:
        faults.setdefault("day", f"{home.number} 户 {home.since} 才立户，请核对日期。")
    begins = _pairing_ahead(store, visit)
    if begins:
        faults.setdefault("day", f"{person.name}与 {home.number} 户 {begins} 才结对，请核对日期。")
    return faults


def _pairing_ahead(store: Store, visit: Visit) -> date | None:
    """The day this member's first pairing with the household begins, when the visit is earlier."""
    found = store.find(
        Pairing, "member = ? AND household = ?", (visit.member, visit.household), "since"
    )
    return found[0].since if found and visit.day < found[0].since else None


def record_visit(
    store: Store, visit: Visit, problem: Matter | None = None
) -> tuple[Visit, int | None]:
    """Write a visit down, and the problem found on it as a matter, in one act.

    The matter takes day, household, member and source from the visit. Returns the visit and the
    id of the matter.

    :raises Invalid: with a sentence for each field that can't be right; nothing was kept.
    """
    faults = visit_faults(store, visit)
    if faults:
        raise Invalid(faults)
    home = store.get(Household, visit.household)
    with store.act(f"登记走访：{home.number} 户 {visit.day}"):
        kept = store.save(visit)
        if problem is None:
            return kept, None
        matter = report(store, problem.but(
            found=visit.day, visit=kept.id, household=visit.household, member=visit.member,
            source=problem.source or "走访",
        ), today=visit.entered)
        return kept, matter.id


def last_visit(store: Store, household: int) -> Visit | None:
    """The newest visit to a household."""
    found = store.find(Visit, "household = ?", (household,), "day DESC, id DESC LIMIT 1")
    return found[0] if found else None
