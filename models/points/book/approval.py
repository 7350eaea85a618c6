"""Approval: what waits goes into the ledger or is rejected; what is rejected stays to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models.points.book.entries import Entry
from models.points.book.kept_ledger import Book
from models.points.book.posting import post
from models.points.book.roles import ApprovalRule, allow
from models.points.book.slips import Slip, SlipState
from models.points.engine.reader import show
from models.values.problem import Invalid, Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


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
    with store.act(f"审批通过 {len(waiting)} 条"):
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
    with store.act(f"不予通过 {len(slips)} 条"):
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
