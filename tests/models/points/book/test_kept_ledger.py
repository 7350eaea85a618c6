"""The kept ledger always says what the engine makes of everything that was written down."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from models.keeping.store import Store
from models.moves.moving import split
from models.office.village import change_policy
from models.points.book.account_acts import appeal, reverse, split_account, veto
from models.points.book.accounts import Account, account_of
from models.points.book.approval import approve, reject
from models.points.book.entering import keep
from models.points.book.entries import Entry
from models.points.book.kept_ledger import book_of
from models.points.book.posting import post
from models.points.book.recount import differences, recount
from models.points.book.scheme_versions import in_force, keep_scheme, put_in_force
from models.points.book.slips import AwardDraft
from models.points.book.year_close import close_year
from models.points.notice.notices import draw_notice, publish
from models.points.shop.goods import Goods, stock_in
from models.points.shop.redemption import Redemption, cancel, redeem
from models.registers.people import Household
from models.values.periods import Period, Span
from models.values.problem import Problem
from tests.models.points.points_village import ITEMS, award, with_accounts
from tests.models.points.small_village import scheme

AWARDED = [each["code"] for each in ITEMS if each["code"] not in ("dump", "thief")]
PERSONS = ("college", "work")
SCHEMES = (
    {"base": "60", "base_period": "year", "clear_on": "12-31"},
    {"base_share_of_last": "0.20", "base": "20", "base_period": "quarter"},
    {"clear_on": "01-10", "clear": "balance+score", "carry_debt": False, "rank_period": "year"},
    {"base": "10", "base_period": "month", "base_redeemable": True, "cutoff_day": 25},
)


class Village(RuleBasedStateMachine):
    """A village that does everything the rules allow, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.day = date(2026, 1, 5)
        self.published: dict[tuple[str, int], tuple[object, ...]] = {}

    @initialize(keys=st.sampled_from(SCHEMES))
    def begin(self, keys):
        self.store = Store(Path(self.folder.name) / "村.lianxing")
        with_accounts(self.store, scheme(ITEMS, **keys))
        change_policy(self.store, "points", approval="all")
        goods = self.store.save(Goods(name="洗衣液", unit="瓶", points=Decimal("2.5"), halves=True))
        stock_in(self.store, goods, Decimal(1000), self.day)

    def teardown(self):
        if hasattr(self, "store"):
            assert differences(self.store, "household", self.day) == []
            self.store.close()
        self.folder.cleanup()

    def accounts(self):
        return [each.id for each in self.store.find(Account, "closed IS NULL")]

    def slips(self, where):
        return [row for (row,) in self.store.query(f"SELECT id FROM slip WHERE {where}")]

    @rule(days=st.integers(1, 20))
    def pass_time(self, days):
        self.day += timedelta(days=days)

    @rule(place=st.integers(0, 9), items=st.lists(st.sampled_from(AWARDED), min_size=1, max_size=3),
          back=st.integers(0, 70), times=st.integers(1, 3), data=st.data())
    def enter(self, place, items, back, times, data):
        accounts = self.accounts()
        account = self.store.get(Account, accounts[place % len(accounts)])
        people = [row for (row,) in self.store.query(
            "SELECT id FROM person WHERE household = ? AND left IS NULL", (account.household,))]
        drafts = [
            AwardDraft(account.id, max(self.day - timedelta(days=back), account.opened), item,
                  person=data.draw(st.sampled_from(people)) if item in PERSONS else None,
                  times=times if item != "college" else 1,
                  points=Decimal("7.5") if item == "free" else None, subject="x",
                  key=f"{item}-{times}")
            for item in items
        ]
        with contextlib.suppress(Problem):
            keep(self.store, drafts, self.day)

    @rule(choose=st.integers(1, 5))
    def approve_some(self, choose):
        waiting = self.slips("state = 'pending' ORDER BY id")
        if waiting:
            approve(self.store, waiting[:choose], self.day)

    @rule()
    def reject_one(self):
        for row in self.slips("state = 'pending' ORDER BY id DESC LIMIT 1"):
            reject(self.store, [row], self.day, "没有凭据")

    @rule(place=st.integers(0, 30))
    def take_back(self, place):
        rows = self.slips("op = 'award' AND state = 'approved'")
        if rows:
            with contextlib.suppress(Problem):
                reverse(self.store, rows[place % len(rows)], self.day, "记错了")

    @rule(place=st.integers(0, 9), item=st.sampled_from(["dump", "thief"]))
    def strike(self, place, item):
        accounts = self.accounts()
        with contextlib.suppress(Problem):
            veto(self.store, accounts[place % len(accounts)], item, self.day, "查实", self.day)

    @rule()
    def hear_appeal(self):
        for row in self.slips("op = 'veto' AND state = 'approved' ORDER BY id DESC LIMIT 1"):
            with contextlib.suppress(Problem):
                appeal(self.store, row, self.day, "申诉成立")

    @rule(place=st.integers(0, 9), halves=st.integers(1, 8))
    def shop(self, place, halves):
        accounts = self.accounts()
        with contextlib.suppress(Problem):
            redeem(self.store, accounts[place % len(accounts)], 1, Decimal(halves) / 2, self.day)

    @rule()
    def bring_back(self):
        for row in self.store.find(Redemption, "cancelled IS NULL")[-1:]:
            with contextlib.suppress(Problem):
                cancel(self.store, row.id, self.day, "物品有问题")

    @rule()
    def put_up(self):
        self.approve_some(99)
        month = Period.of(self.day, Span.MONTH)
        self.day = month.end + timedelta(days=2)
        with contextlib.suppress(Problem):
            draft = draw_notice(self.store, "household", month, self.day, contact="村委会")
            publish(self.store, draft, self.day)
            for row in self.store.query(
                "SELECT e.* FROM entry e JOIN notice_line n ON n.entry = e.id"
            ):
                self.published["entry", row[0]] = row
            for row in self.store.query("SELECT * FROM notice_line"):
                self.published["notice_line", row[0]] = row

    @rule(run=st.booleans())
    def close(self, run):
        if run:
            self.day = date(self.day.year + 1, 1, 12)
            self.approve_some(99)
        with contextlib.suppress(Problem):
            close_year(self.store, "household", self.day.year - 1, self.day, ("柳一", "耿二"))

    @precondition(lambda self: self.store.count("household") < 5)
    @rule(share=st.sampled_from(["none", "per-person"]))
    def divide(self, share):
        home = self.store.get(Household, 1)
        people = [row for (row,) in self.store.query(
            "SELECT id FROM person WHERE household = 1 AND left IS NULL AND relation <> '02'")]
        if not people:
            return
        number = f"9{self.store.count('household'):02d}"
        account = account_of(self.store, household=home.id)
        with contextlib.suppress(Problem), self.store.act("分户"):
            new = split(self.store, home.id, people[:1], number, people[0], self.day, "分家",
                        today=self.day)
            split_account(self.store, account.id, new.id, people[:1], self.day, share=share)

    @rule(points=st.integers(1, 20))
    def change_version(self, points):
        old = in_force(self.store, "household")[-1]
        begins = self.day + timedelta(days=1)
        items = tuple(
            replace(each, amount=replace(each.amount, points=Decimal(points)))
            if each.code == "tree" else each for each in old.scheme.items
        )
        with contextlib.suppress(Problem):
            kept = keep_scheme(self.store, replace(old.scheme, items=items, valid_from=begins))
            put_in_force(self.store, kept, basis="村民会议", adopted=self.day)
        self.day = begins

    @rule()
    def crash_and_reopen(self):
        with contextlib.suppress(ZeroDivisionError), self.store.act("断电"):
            self.store.save(Goods(name="未存", points=Decimal(1)))
            raise ZeroDivisionError
        self.store.close()
        self.store = Store(Path(self.folder.name) / "村.lianxing")

    @rule()
    def think_better_of_it(self):
        newest = self.store.newest_act()
        label = newest[1] if newest else ""
        own = ("审批", "记分", "冲销", "兑换", "一票", "申诉", "撤销")
        if label.startswith(own) and not newest[2]:
            self.store.undo()

    @invariant()
    def figures_are_those_of_the_slips(self):
        if hasattr(self, "store"):
            assert differences(self.store, "household", self.day) == []

    @invariant()
    def what_was_published_stands(self):
        for (table, row), before in self.published.items():
            assert self.store.query(f"SELECT * FROM {table} WHERE id = ?", (row,)) == [before]


Village.TestCase.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestVillage = Village.TestCase


def test_a_line_is_numbered_by_its_row_on_every_page(store):
    with_accounts(store)
    change_policy(store, "points", approval="all")
    slips = [award(store, 1, date(2026, 3, day), "tree") for day in (1, 2)]
    book = book_of(store, 1)
    with store.act("两页"):
        for slip in slips:
            post(store, book, [slip], decided=slip.on_day)
    rows = {each.slip: each.rowid for each in store.find(Entry)}
    numbers = [book.posted(each.rowid).number for each in slips]
    assert numbers == [rows[each.id] - 1 for each in slips]
    assert book.ledger.entries == []


def test_recounting_refuses_nothing_that_was_taken(store):
    with_accounts(store)
    keep(store, [AwardDraft(1, date(2026, 3, 1), "tree", times=3)], date(2026, 3, 1))
    assert recount(store, "household").refused == []
