"""积分记分单 brought back: what was marked for each account, as what is typed in 记分."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from models.intake.mark_sheets import PrintedSheet, scored
from models.points.book.accounts import AccountLine, account_lines
from models.points.book.entering import keep, preview
from models.points.book.scheme_versions import SchemeVersion
from models.points.book.session import (
    Session,
    TypedCell,
    amount_label,
    drafts_of,
    odd_amount,
)
from models.points.book.slips import AwardDraft
from models.points.engine.scheme import Item
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store


def accounts_of(store: Store, sheet: PrintedSheet) -> tuple[Sequence[AccountLine], Item]:
    """The accounts in the order of the sheet, and the item. :raises Problem: it holds no more."""
    assert sheet.on_day is not None and sheet.item is not None
    kind = store.get(SchemeVersion, sheet.about).account
    return account_lines(store, kind, sheet.on_day), scored(
        store, kind, sheet.item, sheet.on_day)[1]


def typed_amount(best: Mapping[str, str]) -> tuple[str, str]:
    """What a row's frames say as what is typed, and why it must be looked at."""
    if not best:
        return "", ""
    if best.keys() <= {"十位", "个位"}:
        amount = str(int(best.get("十位", "0") + best.get("个位", "0")))
        return amount, "" if "个位" in best else "分数只画了一半"
    return next(iter(best.values())), ""


def amount_said(store: Store, sheet: PrintedSheet, keys: str, today: date) -> str:
    """What an amount comes to, for people. :raises ValueError: it can't be one."""
    lines, item = accounts_of(store, sheet)
    faults = _drafts(store, sheet, {lines[0].id: keys})[1]
    if faults:
        raise ValueError(next(iter(faults.values())))
    return f"{amount_label(item)} {keys.strip()}"


def amount_asked(store: Store, sheet: PrintedSheet, keys: str) -> str:
    """What to ask about an amount: it is far beyond those of its item."""
    return odd_amount(store, accounts_of(store, sheet)[1], keys)


def refused(store: Store, sheet: PrintedSheet, keys: Mapping[int, str], today: date
            ) -> dict[int, str]:
    """Of these accounts those the rules refuse, or that have it already, and why."""
    drafts, faults = _drafts(store, sheet, keys)
    for each in preview(store, drafts, today):
        if each.refused:
            faults[each.draft.account] = each.refused
        elif each.twin:
            faults[each.draft.account] = f"{each.twin.slip.on_day} 这一项已经记过一次"
    return faults


def keep_scores(store: Store, sheet: PrintedSheet, keys: Mapping[int, str], today: date) -> int:
    """Keep what was read of a page. :raises Invalid: faults by the account; nothing was kept."""
    drafts, faults = _drafts(store, sheet, keys)
    if not drafts and not faults:
        return 0
    with store.act("记分"):
        if not faults:
            kept = keep(store, drafts, today)
            faults = {each.draft.account: each.refused or "" for each in kept.refused}
        if faults:
            raise Invalid({str(account): why for account, why in faults.items()})
    return len(kept.slips)


def _drafts(
    store: Store, sheet: PrintedSheet, keys: Mapping[int, str]
) -> tuple[list[AwardDraft], dict[int, str]]:
    lines, item = accounts_of(store, sheet)
    assert sheet.on_day is not None
    session = Session(sheet.on_day, item.code, rows={
        account: TypedCell(typed.strip()) for account, typed in keys.items() if typed.strip()})
    return drafts_of(store, session, lines, item)
