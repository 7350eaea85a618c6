"""Entering points: what each draft would be worth is shown with its reason before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.points.book.accounts import Account, stranger
from models.points.book.approval import allow, into_ledger, kin_of_scorer, roles
from models.points.book.kept_ledger import Book
from models.points.book.slips import AwardDraft, Slip, SlipState, Twin, Twins, waiting
from models.points.engine.counted import ZERO
from models.points.engine.judging import Refused
from models.points.engine.operations import Op
from models.points.engine.reader import show
from models.points.engine.scheme import Item, Scheme
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Worth:
    """What a draft is worth before it is kept.

    Refused: ``refused`` is the sentence with the rule. Otherwise ``said`` is the reason; ``flag``
    is what the approver should look at twice, ``twin`` an award that looks the same.
    """

    draft: AwardDraft
    account: str = ""
    credited: Decimal = ZERO
    clipped: Decimal = ZERO
    said: str = ""
    refused: str | None = None
    flag: str | None = None
    slip: Slip | None = None
    twin: Twin | None = None


@dataclass(frozen=True)
class KeptBatch:
    """What became of a batch: the slips kept, and the lines that were refused, untouched."""

    slips: tuple[Slip, ...]
    refused: tuple[Worth, ...]
    worth: tuple[Worth, ...]

    @property
    def sentence(self) -> str:
        """保存 28 条，2 条没有收 …"""
        words = f"保存 {len(self.slips)} 条"
        if self.refused:
            first = self.refused[0]
            words += f"，{len(self.refused)} 条没有收：第 {first.draft.line} 行{first.refused}"
        return words + "。"


class Desk:
    """The books that a batch of drafts needs, opened once; what is ``again`` is taken or not."""

    def __init__(
        self, store: Store, drafts: Sequence[AwardDraft], today: date, *, again: bool = True
    ) -> None:
        self.store, self.today, self.again = store, today, again
        self.twins = Twins(store, drafts)
        rows = list(dict.fromkeys(each.account for each in drafts))
        self.accounts: dict[int, Account] = {}
        for start in range(0, len(rows), 500):
            part = rows[start : start + 500]
            marks = ", ".join("?" * len(part))
            found = store.find(Account, f"id IN ({marks})", part)
            self.accounts |= {each.rowid: each for each in found}
        kinds = {each.kind for each in self.accounts.values()}
        self.books = {kind: Book(store, kind) for kind in kinds}
        for kind, book in self.books.items():
            book.open_ahead([row for row, each in self.accounts.items() if each.kind == kind])
        self.place = -1

    def lay_waiting(self) -> None:
        """Take what already waits for approval, so that caps and certificates know of it."""
        for slip in waiting(self.store, list(self.accounts)) if self.accounts else []:
            with suppress(Refused):
                self.books[slip.kind].take(slip)

    def worth(self, draft: AwardDraft) -> Worth:
        """What the next draft is worth after those before it."""
        account = self.accounts.get(draft.account)
        if account is None:
            return Worth(draft, refused="没有这个积分账户，请先开户")
        book, twin = self.books[account.kind], None
        try:
            book.open([draft.account])
            slip, item = self._slip(book, account, draft)
            twin = self.twins.of(slip, item)
            if twin is not None and twin.same and not self.again:
                return Worth(draft, book.codes[draft.account], twin=twin)
            written = book.take(slip)
            worth = next(each for each in written if each.line.op == Op.AWARD)
            said = "；".join(each.line.reason for each in written)
        except Refused as rule:
            return Worth(draft, book.codes.get(draft.account, ""), refused=rule.sentence,
                         twin=twin)
        self.twins.add(slip, draft.line)
        flag = kin_of_scorer(self.store, account, draft.scorer)
        return Worth(
            draft, book.codes[draft.account], worth.line.credited, worth.line.clipped, said,
            flag=flag, twin=twin,
            slip=slip.but(id=None, expected=worth.line.credited, said=said, flag=flag),
        )

    def _slip(self, book: Book, account: Account, draft: AwardDraft) -> tuple[Slip, Item]:
        if draft.on > self.today:
            raise Refused(f"{draft.on} 还没有到，发生之后再记")
        scheme, item = _rule(book, account, draft)
        draft = self._named(book, account, item, draft)
        _whole(scheme, item, draft)
        self.place -= 1
        return draft.slip(account.kind, self.today).but(
            id=self.place, title=item.title, one_of=item.one_of,
        ), item

    def _named(self, book: Book, account: Account, item: Item, draft: AwardDraft) -> AwardDraft:
        """The draft with the only person it can mean, when the item counts persons."""
        household = account.household
        if draft.person is not None:
            if household is not None:
                why = stranger(self.store, household, draft.person, draft.on)
                if why is not None:
                    raise Refused(why)
            return draft
        if not item.counts_persons:
            return draft
        code, members = book.codes[draft.account], book.account(draft.account).members
        staying = [label for label, left in members.items() if draft.on < left]
        only = book.people[code, staying[0]] if len(staying) == 1 else None
        return replace(draft, person=only) if only is not None else draft


def _rule(book: Book, account: Account, draft: AwardDraft) -> tuple[Scheme, Item]:
    """The scheme of the day and the item in it.

    :raises Refused: with the version that has the item, when another one does.
    """
    known = book.versions.get(account.track)
    scheme = known.at(draft.on) if known else None
    if known is None or scheme is None:
        raise Refused(f"{draft.on} 没有生效的细则，不能记分")
    item = scheme.item_by_code.get(draft.item)
    if item is not None:
        return scheme, item
    others = [each for each in known.all if draft.item in each.item_by_code]
    if not others:
        raise Refused(f"细则《{scheme.name}》里没有“{draft.item}”这一项")
    other = others[0]
    title = other.item_by_code[draft.item].title
    until = f"，到 {other.valid_until}" if other.valid_until else ""
    raise Refused(
        f"“{title}”在 {draft.on} 不生效：它在 {other.valid_from} 起{until}的《{other.name}》里"
    )


def _whole(scheme: Scheme, item: Item, draft: AwardDraft) -> None:
    if scheme.decimals == 0 and draft.points is not None and draft.points % 1:
        raise Refused(
            f"《{scheme.name}》按整数记分，“{item.title}”写了 {show(draft.points)} 分，请改成整数"
        )


def preview(
    store: Store, drafts: Sequence[AwardDraft], today: date, *, again: bool = True
) -> list[Worth]:
    """What every draft is worth, one after another, with the reason; nothing is kept.

    :param again: reckon what says the same as an earlier award too; without, it has only its twin.
    """
    desk = Desk(store, drafts, today, again=again)
    desk.lay_waiting()
    return [desk.worth(each) for each in drafts]


def keep(
    store: Store, drafts: Sequence[AwardDraft], today: date, *, label: str = "", draft: bool = False
) -> KeptBatch:
    """Keep what the rules take, as one act; the refused lines are listed and nothing of them kept.

    What needs no approval goes into the ledger at once, the rest waits.

    :param draft: keep as drafts, to be handed in later.
    :raises Problem: the operator may not enter, or nothing at all could be taken.
    """
    allow(store, "enter", today)
    worth = preview(store, drafts, today)
    good = [each for each in worth if each.slip is not None]
    bad = tuple(each for each in worth if each.refused is not None)
    if not good:
        raise Problem(f"{bad[0].refused}。" if bad else "还没有选户，请先勾选。")
    rules = roles(store, today)
    with store.act(label or _label(good)):
        state = SlipState.DRAFT if draft else SlipState.PENDING
        slips = [
            store.save(each.slip.but(state=state, entered_by=store.operator or None))
            for each in good if each.slip is not None
        ]
        if not draft:
            slips = into_ledger(store, slips, rules, today)
    return KeptBatch(tuple(slips), bad, tuple(worth))


def _label(good: Sequence[Worth]) -> str:
    titles = list(dict.fromkeys(each.slip.title for each in good if each.slip))
    more = "等" if len(titles) > 1 else ""
    return f"记分：{titles[0]}{more} {len(good)} 条"
