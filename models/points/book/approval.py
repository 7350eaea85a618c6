"""Approval: who may enter, approve and publish; what waits goes into the ledger or is rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models.keeping.permissions import May, require
from models.keeping.record import Record, field, required
from models.keeping.ruling import settled
from models.office.village import policy
from models.points.book.accounts import Account
from models.points.book.entries import Entry
from models.points.book.kept_ledger import Book
from models.points.book.posting import post
from models.points.book.slips import Slip, SlipState
from models.points.engine.reader import show
from models.values.codes import Labelled
from models.values.kinds import LINK
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
_MAY = {"approve": May.APPROVE, "publish": May.PUBLISH}


def roles(store: Store, day: date) -> dict[str, Any]:
    """The rules of a day: see resources/policies/points.toml."""
    return policy(store, "points", day)


def allow(store: Store, what: str, day: date) -> dict[str, Any]:
    """The rules, when the operator may do ``what``.

    :raises Problem: the village left it to others, here or for the whole file, or the rules were
        altered by hand.
    """
    require(store, _MAY.get(what, May.ENTER))
    settled(store)
    rules = roles(store, day)
    named = rules[what]
    if named and store.operator not in named:
        who = "、".join(named)
        raise Problem(f"{ROLES[what]}由{who}办理，请换人操作，"
                      "或在“积分 › 公平与年结 › 积分权限…”里改。")
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


# ── What waits is approved or rejected, and stays to be seen


@dataclass(frozen=True)
class Approved:
    """What became of the slips: those taken, those a rule refused, and those worth another amount.

    A slip is judged again when it is approved; ``changed`` says what is different from what was
    shown when it was entered.
    """

    slips: tuple[Slip, ...]
    refused: tuple[tuple[Slip, str], ...]
    changed: tuple[tuple[Slip, str], ...]


def into_ledger(
    store: Store, slips: Sequence[Slip], rules: dict[str, Any], today: date
) -> list[Slip]:
    """Approve at once what the office's rules let pass; inside the act that kept the slips."""
    taken: dict[int | None, Slip] = {}
    for kind in dict.fromkeys(each.kind for each in slips):
        book = Book(store, kind)
        free = [each for each in slips if each.kind == kind and _passes(book, each, rules)]
        done, _ = post(store, book, free, decided=today, why="按细则无需审批")
        taken |= {each.id: each for each in done}
    return [taken.get(each.id, each) for each in slips]


def _passes(book: Book, slip: Slip, rules: dict[str, Any]) -> bool:
    """Whether nobody has to look at a slip first."""
    rule = rules["approval"]
    if (slip.flag and rules["kin"]) or rule == ApprovalRule.ALL or slip.account is None:
        return False
    if rule == ApprovalRule.NONE:
        return True
    scheme = book.account(slip.account).versions.at(slip.on_day)
    return scheme is not None and not scheme.item_by_code[slip.item or ""].needs_approval


def approve(store: Store, slips: Sequence[int], today: date, *, why: str = "") -> Approved:
    """Approve waiting slips in the order they were written, as one act.

    :raises Problem: the operator may not approve, entered one of them, or is too near.
    """
    rules = allow(store, "approve", today)
    waiting = sorted((store.get(Slip, each) for each in slips), key=lambda each: each.rowid)
    for slip in waiting:
        _refuse_state(slip, SlipState.PENDING, "审批")
        _refuse_same_eyes(store, slip, rules)
    done: list[Slip] = []
    refused: list[tuple[Slip, str]] = []
    with store.act(f"审批通过 {len(waiting)} 条", may=May.APPROVE):
        for kind in dict.fromkeys(each.kind for each in waiting):
            book = Book(store, kind)
            taken, not_taken = post(
                store, book, [each for each in waiting if each.kind == kind], decided=today,
                why=why or None,
            )
            done += taken
            refused += not_taken
    return Approved(tuple(done), tuple(refused), tuple(_changed(store, done)))


def _changed(store: Store, slips: Sequence[Slip]) -> list[tuple[Slip, str]]:
    changed = []
    for slip in slips:
        lines = store.find(Entry, "slip = ? AND op = 'award'", (slip.id,))
        if lines and slip.expected is not None and lines[0].credited != slip.expected:
            changed.append((slip, (
                f"录入时算 {show(slip.expected)} 分，审批时按规则计 {show(lines[0].credited)} 分："
                f"{lines[0].reason}"
            )))
    return changed


def _refuse_same_eyes(store: Store, slip: Slip, rules: dict[str, Any]) -> None:
    same = bool(slip.entered_by) and slip.entered_by == store.operator
    if rules["four_eyes"] and not store.operator:
        raise Problem("录入的人不审批，要知道现在是谁。请先在“设置 › 本村”里写明经办人。")
    if same and rules["four_eyes"]:
        raise Problem(f"{slip.id} 号记分单是{slip.entered_by}录入的，录入的人不审批，请换人。")
    if same and slip.flag and rules["kin"]:
        raise Problem(f"{slip.id} 号记分单：{slip.flag}。")


def reject(store: Store, slips: Sequence[int], today: date, why: str) -> list[Slip]:
    """Reject waiting slips; they stay to be seen with the reason.

    :raises Invalid: nobody said why.
    """
    allow(store, "approve", today)
    if not why.strip():
        raise Invalid({"decided_why": "不通过要写明原因，录入的人看得到。"})
    with store.act(f"不予通过 {len(slips)} 条", may=May.APPROVE):
        return [_decide(store, each, SlipState.PENDING, SlipState.REJECTED, today, why)
                for each in slips]


def withdraw(store: Store, slips: Sequence[int], today: date, why: str = "录错") -> list[Slip]:
    """Take back slips that no ledger has taken yet."""
    allow(store, "enter", today)
    with store.act(f"撤回 {len(slips)} 条"):
        return [
            _decide(store, each, store.get(Slip, each).state, SlipState.WITHDRAWN, today, why)
            for each in slips
        ]


def hand_in(store: Store, slips: Sequence[int], today: date) -> list[Slip]:
    """Turn drafts into slips that wait."""
    allow(store, "enter", today)
    with store.act(f"提交 {len(slips)} 条"):
        found = []
        for each in slips:
            slip = store.get(Slip, each)
            _refuse_state(slip, SlipState.DRAFT, "提交")
            found.append(store.save(slip.but(state=SlipState.PENDING)))
        return found


def _decide(store: Store, row: int, before: str, state: str, day: date, why: str) -> Slip:
    slip = store.get(Slip, row)
    _refuse_state(slip, SlipState.DRAFT if before == SlipState.DRAFT else SlipState.PENDING, "处理")
    return store.save(slip.but(
        state=state, decided=day, decided_by=store.operator or None, decided_why=why.strip(),
    ))


def _refuse_state(slip: Slip, state: str, what: str) -> None:
    if slip.state != state:
        shown = Slip.field("state").show(slip.state)
        raise Problem(f"{slip.id} 号记分单{shown}，不能再{what}。")
