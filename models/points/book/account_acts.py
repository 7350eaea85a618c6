"""What is done to accounts beside awards: taking back, 一票否决, appeals, closing and splitting."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from models.points.book.accounts import Account, new_account
from models.points.book.approval import allow, into_ledger
from models.points.book.entering import Worth, preview
from models.points.book.kept_ledger import Book, book_of
from models.points.book.posting import clearings_before, flush, post, post_one
from models.points.book.slips import AwardDraft, Slip, SlipState, next_place, reversed_by
from models.points.engine.operations import Op, SplitShare
from models.values.problem import Invalid, Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


def reverse(store: Store, slip: int, on: date, why: str, today: date | None = None) -> Slip:
    """Take an award back by a line of the opposite sign, booked to its own day.

    :raises Problem: the award isn't in the ledger, or was reversed before, or nobody said why.
    """
    allow(store, "approve", today or on)
    award = store.get(Slip, slip)
    _say_why(why)
    if award.op != Op.AWARD or award.state != SlipState.APPROVED:
        raise Problem(f"{slip} 号记分单还没有入账，不用冲销；还在待审批的请撤回或不予通过。")
    again = reversed_by(store, slip)
    if again is not None:
        raise Problem(f"{slip} 号记分单已在 {again.on_day} 冲销过，不能再冲。")
    with store.act(f"冲销 {slip} 号记分单：{award.title}"):
        return post_one(store, Book(store, award.kind), Slip(
            op=Op.REVERSE, kind=award.kind, account=award.account, on_day=on,
            entered=today or on, of=slip, note=why.strip(), person=award.person,
            title=award.title, event=award.event, entered_by=store.operator or None,
        ), decided=today or on)


def move_award(
    store: Store, slip: int, account: int, on: date, why: str, *, person: int | None = None
) -> tuple[Slip, Slip]:
    """Give an award to whom it belongs: reversed here, awarded there by the rules of its day.

    Both lines stand on the day of the correction, so that what was drawn before stays as it was.

    :raises Problem: the rules don't take it there; then nothing is changed.
    """
    award = store.get(Slip, slip)
    draft = AwardDraft(
        account=account, on=award.on_day, item=award.item or "", person=person,
        times=award.times, points=award.points, findings=award.findings, key=award.key,
        subject=award.subject, event=award.event, evidence=award.evidence, note=award.note,
        of=slip,
    )
    with store.act(f"更正 {slip} 号记分单：记错了户"):
        back = reverse(store, slip, on, why)
        return back, award_again(store, draft, on, f"更正 {slip} 号：{why.strip()}")


def award_again(store: Store, draft: AwardDraft, today: date, why: str) -> Slip:
    """Award at once, by who may approve; used by corrections. Where who enters may not approve,
    it waits for another as any award does.

    :raises Problem: with the rule that refuses it.
    """
    rules = allow(store, "approve", today)
    worth: Worth = preview(store, [replace(draft, note=draft.note or why)], today)[0]
    if worth.slip is None:
        raise Problem(f"{worth.refused}。")
    slip = worth.slip.but(entered_by=store.operator or None)
    if rules["four_eyes"]:
        return into_ledger(store, [store.save(slip)], rules, today)[0]
    kind = store.get(Account, draft.account).kind
    return post_one(store, Book(store, kind), slip, decided=today, why=why)


def veto(store: Store, account: int, item: str, on: date, why: str, today: date) -> Slip:
    """Apply the 一票否决 of an item; the zeroing is a line of its own.

    :raises Problem: the item has none, or nobody said why.
    """
    allow(store, "approve", today)
    _say_why(why)
    book = book_of(store, account)
    scheme = book.account(account).versions.at(on)
    known = scheme.item_by_code.get(item) if scheme else None
    with store.act(f"一票否决：{known.title if known else item}"):
        return post_one(store, book, Slip(
            op=Op.VETO, kind=book.kind, account=account, on_day=on, entered=today, item=item,
            title=known.title if known else None, note=why.strip(),
            entered_by=store.operator or None,
        ), decided=today, why=why.strip())


def appeal(store: Store, vetoed: int, on: date, why: str) -> Slip:
    """An appeal succeeded: what the veto took is given back, its bar is lifted."""
    allow(store, "approve", on)
    _say_why(why)
    slip = store.get(Slip, vetoed)
    if slip.op != Op.VETO:
        raise Problem(f"{vetoed} 号单不是一票否决，无从申诉。")
    book = book_of(store, slip.account or 0)
    with store.act(f"申诉成立：撤销 {vetoed} 号否决"):
        return post_one(store, book, Slip(
            op=Op.APPEAL, kind=slip.kind, account=slip.account, on_day=on, entered=on, of=vetoed,
            title=slip.title, note=why.strip(), entered_by=store.operator or None,
        ), decided=on, why=why.strip())


def close_account(store: Store, account: int, on: date, why: str) -> Slip:
    """Moved out or died: nothing more is booked; the balance is reported, not lost."""
    allow(store, "approve", on)
    _say_why(why)
    book = book_of(store, account)
    with store.act(f"销户：{book.codes[account]}"):
        done = post_one(store, book, Slip(
            op=Op.CLOSE_ACCOUNT, kind=book.kind, account=account, on_day=on, entered=on,
            note=why.strip(), entered_by=store.operator or None,
        ), decided=on)
        store.save(store.get(Account, account).but(closed_reason=why.strip()))
    return done


def split_account(
    store: Store, account: int, household: int, people: Sequence[int], on: date, *,
    share: str = SplitShare.NONE,
) -> Account:
    """分户: people who moved to a new household get an account of their own.

    Earlier events stay with the old one; ``share="per-person"`` divides score and balance by
    heads.

    :raises Problem: the new household has an account, or nobody was named.
    """
    allow(store, "approve", on)
    if not people:
        raise Invalid({"people": "还没有选分出去的人。"})
    book = book_of(store, account)
    with store.act(f"积分分户：{book.codes[account]}"):
        new = new_account(store, on, household=household)
        slip = store.save(Slip(
            op=Op.SPLIT, kind=book.kind, account=account, on_day=on, entered=on, into=new.id,
            share=share, people=json.dumps(list(people)), note="分户",
            entered_by=store.operator or None,
        ))
        post(store, book, clearings_before(store, book, slip), decided=on)
        into = book.expect(new)
        _still_there(book, account, people)
        try:
            book.take(slip, into=into)
        except Problem as rule:
            raise Problem(f"{rule.sentence}。") from rule
        store.save(slip.but(state=SlipState.APPROVED, place=next_place(store), decided=on,
                            decided_by=store.operator or None))
        flush(store, book)
    return store.get(Account, new.rowid)


def _still_there(book: Book, account: int, people: Sequence[int]) -> None:
    """The register may have moved them already; for the ledger they leave by this act."""
    members = book.account(account).members
    for each in people:
        label = book.names.get((account, each))
        if label is not None:
            members[label] = date.max


def _say_why(why: str) -> None:
    if not why.strip():
        raise Invalid({"note": "原因还没有填，请写一句，公示和存折上都看得到。"})
