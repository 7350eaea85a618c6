"""A quarter that is over is drawn as it was, whatever happens to the village afterwards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from models.keeping.store import Store
from models.members.member import Member
from models.moves.moving import death
from models.points.book.account_acts import close_account, move_award, reverse
from models.points.book.accounts import Account
from models.points.book.approval import approve
from models.points.book.scheme_versions import in_force, keep_scheme, put_in_force
from models.points.book.slips import Slip
from models.points.engine.scheme import Fixed
from models.points.shop.goods import FundLine, Goods, enter_fund, stock_in
from models.points.shop.redemption import cancel, redeem
from models.registers.people import Person
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values.periods import Period
from sample.village import fill
from tests.laws.points_years import close, rows
from tests.models.points.points_village import award
from tests.models.points.small_village import scheme

PAPERS = ("points-report", "points-members", "points-fund", "points-buyers", "points-redeemed",
          "evaluation-month", "evaluation-quarter", "evaluation-half")


def drawn(store: Store) -> dict[str, object]:
    """Every paper of two past quarters, cell for cell."""
    found: dict[str, object] = {}
    for words in ("2026-Q3", "2026-Q1"):
        asked = Asked.of(Period.parse(words), date(2027, 12, 1))
        for code in PAPERS:
            sheet = return_called(code).draw(store, asked)
            found[f"{code} {words}"] = (
                [each.label for each in sheet.columns], [each.values for each in sheet.rows],
                sheet.total, sheet.notes)
        for account in store.find(Account, "opened <= ?", (asked.day.isoformat(),)):
            book = return_called("points-passbook").draw(store, Asked.of(
                Period.parse(words), date(2027, 12, 1), account=account.id))
            found[f"{account.id} {words}"] = [each.values for each in book.rows], book.notes
    return found


def test_a_closed_quarter_stays_as_it_was_drawn(tmp_path):
    with Store(tmp_path / "村.lianxing") as store:
        fill(store, households=30)
        today = date(2026, 12, 1)
        goods = store.save(Goods(name="食盐", unit="袋", points=Decimal(1)))
        enter_fund(store, FundLine(on_day=date(2026, 8, 1), way="donated", amount=Decimal(50),
                                   summary="捐赠"))
        stock_in(store, goods, Decimal(50), date(2026, 8, 1))
        rich = max(rows(store, "points-buyers", "2026-Q3").items(), key=lambda each: each[1][4])[0]
        award_everybody(store, date(2026, 9, 5), "member")
        early = redeem(store, rich, goods.id, Decimal(1), date(2026, 9, 29))
        before = drawn(store)
        later_life(store, goods, rich, today)
        cancel(store, early.id, date(2026, 12, 1), "退货")
        close(store)
        for kind in ("household", "member"):
            *_, moved, slip = store.find(Slip, "op = 'award' AND state = 'approved' AND kind = ? "
                                         "AND on_day < '2026-10-01'", (kind,))
            reverse(store, slip.id, date(2027, 2, 1), "记错")
            move_award(store, moved.id, stranger_to(store, moved), date(2027, 2, 1), "记错户")
        after = drawn(store)
        assert [name for name in before if before[name] != after[name]] == []
        assert rows(store, "points-report", "2027-Q1") != rows(store, "points-report", "2026-Q3")


def stranger_to(store: Store, slip: Slip) -> int:
    """An account that has no award of the item and occasion of a slip."""
    return store.find(Account, """kind = ? AND closed IS NULL AND id NOT IN
        (SELECT account FROM slip WHERE item = ? AND coalesce(key, id) = coalesce(?, ?))""",
        (slip.kind, slip.item, slip.key, slip.id))[0].rowid


def later_life(store: Store, goods: Goods, rich: int, today: date) -> None:
    """What may happen to a village in the weeks after a quarter."""
    redeem(store, rich, goods.id, Decimal(1), date(2026, 11, 28))
    household = store.get(Account, rich).household
    head, heir = (next(each for each in store.find(
        Person, "household = ? AND left IS NULL", (household,)) if each.is_head is wanted)
        for wanted in (True, False))
    death(store, head.id, date(2026, 11, 20), head=heir.id, today=today)
    old = store.find(Member, "left IS NULL")[-1]
    death(store, old.person, date(2026, 11, 21), today=today)
    for kind in ("household", "member"):
        award_everybody(store, today, kind)
    account = store.find(Account, "member = ?", (old.id,))[0]
    close_account(store, account.id, date(2026, 11, 30), "去世")
    rules = in_force(store, "household")[0].scheme
    fresh = scheme([{"code": "new", "title": "新项目", "points": "1"}], valid_from="2027-01-15",
                   name="新细则", clear_on="01-10")
    assert rules.valid_from < fresh.valid_from
    put_in_force(store, keep_scheme(store, fresh), basis="会议", adopted=date(2027, 1, 13))


def award_everybody(store: Store, on: date, kind: str) -> None:
    items = in_force(store, kind)[0].scheme.items
    code = next(each.code for each in items if not each.veto and isinstance(each.amount, Fixed))
    for each in store.find(Account, "kind = ? AND closed IS NULL", (kind,)):
        slip = award(store, each.id, on, code)
        approve(store, [slip.id], on)
