"""Who may enter, approve and publish points, and whose kin somebody else looks at."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.keeping.record import Record, field, required
from models.office.village import policy
from models.points.book.accounts import Account
from models.values.kinds import LINK
from models.values.labelled import Labelled
from models.values.problem import Invalid, Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


class ApprovalRule(Labelled):
    """Which awards wait for somebody to approve them."""

    ALL = "all", "都要审批"
    ITEM = "item", "细则要求的才审批"
    NONE = "none", "不用审批"


class NoticeNames(Labelled):
    """How names stand on a notice."""

    FULL = "full", "全名"
    MASKED = "masked", "姓加*"


ROLES = {"enter": "录入积分", "approve": "审批积分", "publish": "公示积分", "redeem": "办理兑换"}


def roles(store: Store, day: date) -> dict[str, Any]:
    """The rules of a day: see resources/policies/points.toml."""
    return policy(store, "points", day)


def allow(store: Store, what: str, day: date) -> dict[str, Any]:
    """The rules, when the operator may do ``what``.

    :raises Problem: the office has named others for it.
    """
    rules = roles(store, day)
    named = rules[what]
    if named and store.operator not in named:
        who = "、".join(named)
        raise Problem(f"{ROLES[what]}由{who}办理，请换人操作，或在“设置—积分权限”里改。")
    return rules


# ── kin of the one who judged ────────────────────────────────────────────────


class Kinship(Record, table="kinship", label="亲属关系"):
    """A person declared to be kin of a household."""

    person: int = required("人员", LINK)
    household: int = required("亲属所在户", LINK)
    note: str | None = field("关系", width=10)


def declare(store: Store, said: Kinship) -> Kinship:
    """Keep that a person is kin of a household.

    :raises Invalid: it is declared already, or the person lives there, which needs no declaring.
    """
    if store.count("kinship", "person = ? AND household = ?", (said.person, said.household)):
        raise Invalid({"household": "这一条已经申报过，不用重复登记。"})
    if store.count("person", "id = ? AND household = ?", (said.person, said.household)):
        raise Invalid({"household": "这个人就是这一户的，不用申报，记分时自动提示。"})
    with store.act("亲属申报"):
        return store.save(said)


def declared(store: Store) -> list[tuple[Kinship, str]]:
    """Who is declared kin of which household, each in words: 柳树林 — 05-003 户（兄弟）."""
    named = {row: f"{person} — {number} 户" for row, person, number in store.query(
        """SELECT k.id, p.name, h.number FROM kinship k JOIN person p ON p.id = k.person
           JOIN household h ON h.id = k.household""")}
    return [(each, named[each.rowid] + (f"（{each.note}）" if each.note else ""))
            for each in store.find(Kinship, order="person, id")]


def kin_of_scorer(store: Store, account: Account, scorer: int | None) -> str | None:
    """Why the scorer is too near to the account, or None: own or former household, declared."""
    if scorer is None:
        return None
    household = account.household if account.household is not None else _home(store, account)
    if household is None:
        return None
    why = _nearness(store, scorer, household)
    if why is None:
        return None
    name = store.query("SELECT name FROM person WHERE id = ?", (scorer,))[0][0]
    return f"记分人{name}{why}，请另一人审批"


def _home(store: Store, account: Account) -> int | None:
    rows = store.query(
        """SELECT p.household FROM member m JOIN person p ON p.id = m.person WHERE m.id = ?""",
        (account.member,),
    )
    return rows[0][0] if rows else None


def _nearness(store: Store, person: int, household: int) -> str | None:
    if store.count("person", "id = ? AND household = ?", (person, household)):
        return "就是这一户的人"
    if store.count("residence", "person = ? AND household = ?", (person, household)):
        return "原先是这一户的人"
    declared = store.find(Kinship, "person = ? AND household = ?", (person, household))
    if declared:
        return f"与这一户是亲属（{declared[0].note or '已申报'}）"
    return None
