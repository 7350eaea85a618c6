"""兑换: who may redeem how much, what is on the shelf, what was taken, and the fund behind it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from models.keeping.record import Draft, Record, field
from models.points.book.accounts import account_lines
from models.points.book.scheme_versions import in_force
from models.points.engine.reader import show
from models.points.engine.scheme import AccountKind
from models.points.shop.goods import (
    FundLine,
    FundWay,
    Goods,
    StockWay,
    bearing,
    enter_fund,
    fund_lines,
    reverse_fund,
    shelves,
    stock_in,
)
from models.points.shop.redemption import (
    USES,
    OtherUse,
    RedemptionDay,
    buyers,
    cancel,
    day_on,
    open_day,
    redeem,
    redemptions,
    sign,
    use_otherwise,
    uses_of,
)
from models.values.codes import Labelled
from models.values.kinds import AMOUNT, DAY, LINK, MONEY, NOTE, Choices
from models.values.periods import Period
from models.values.problem import Problem
from ui.kit.card import section, words
from ui.kit.chips import Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark

WIDTHS = (10, 10, 20, 8, 9, 14)
NUMBERS = ("可兑换", "分值", "金额", "结余")


class Counter(Labelled):
    """What the shop is looked at by."""

    BUYERS = "buyers", "可兑换"
    GOODS = "goods", "物品"
    TAKEN = "taken", "已兑换"
    FUND = "fund", "资金"


Line = tuple[Any, ...]
COLUMNS: dict[str, tuple[str, ...]] = {
    Counter.BUYERS: ("组别", "户号", "户主", "可兑换", "停兑", ""),
    Counter.GOODS: ("", "单位", "物品", "分值", "库存", "备注"),
    Counter.TAKEN: ("日期", "单号", "户", "分值", "签字", "物品"),
    Counter.FUND: ("日期", "项目", "摘要", "金额", "结余", "来源"),
}
EMPTY: dict[str, str] = {
    Counter.BUYERS: "没有可兑换的户。\n账户里有积分、细则允许兑换，才列在这里。",
    Counter.GOODS: "还没有兑换物品，点“添物品”。", Counter.TAKEN: "还没有兑换过。",
    Counter.FUND: "还没有资金流水，点“记一笔资金”。",
}


class Taking(Record, table="taking_goods", label="兑换"):
    """What is asked when something is taken; kept as a redemption."""

    goods: int = field("物品", LINK, required=True)
    quantity: Decimal = field("数量", AMOUNT, required=True, default=Decimal(1))
    taker: str | None = field("领取人")
    vouchers: str | None = field("兑换券号")


class Stocking(Record, table="stocking", label="进出"):
    """What is asked when goods come or go."""

    way: str = field("方式", required=True, default=StockWay.BOUGHT,
                     options=Choices(**StockWay.labels()))
    quantity: Decimal = field("数量", AMOUNT, required=True)
    note: str | None = field("备注")


class Cancelling(Record, table="cancelling", label="撤销"):
    """What is asked when a redemption is taken back."""

    why: str = field("原因", NOTE, required=True)


FUND_FORM_WAYS = Choices(**{each: each.label for each in FundWay if each != FundWay.REVERSAL})


class Money(Record, table="money", label="资金"):
    """What is asked of a line of the fund."""

    on_day: Any = field("日期", DAY, required=True)
    way: str = field("项目", required=True, options=FUND_FORM_WAYS)
    amount: Decimal = field("金额（元）", MONEY, required=True)
    party: str | None = field("来源或收款方")
    summary: str = field("摘要", required=True)
    voucher: str | None = field("凭证号")


class Shop(ListSection[Line]):
    """Chips: the buyers, the goods, what was taken, the fund."""

    key, title, wide, apart, enter = "shop", "兑换", 720, True, "go_on"

    def read(self) -> list[Chip]:
        """How many goods, redemptions and lines of the fund there are."""
        self.bears = bearing(self.store, self.today)
        return [
            Chip(Counter.BUYERS, Counter.BUYERS.label), *(
                Chip(each, each.label, self.store.count(table)) for each, table in (
                    (Counter.GOODS, "goods"), (Counter.TAKEN, "redemption"),
                    (Counter.FUND, "fund_line"))),
        ]

    # ── doing ────────────────────────────────────────────────────────────────

    @action("开兑换日", icon="calendar")
    def open_shop(self) -> None:
        """Today the shop is open; first the fund and the shelf are looked at."""
        _, said = open_day(self.store, RedemptionDay(on_day=self.today), self.today)
        warned = "；".join(said)
        self.strip.tell(f"今天开兑换日。{warned}" if warned else "今天开兑换日，资金和库存都够。")

    @action("添物品", icon="plus")
    def add_goods(self) -> None:
        """A new kind of goods."""
        self.fill_in("添物品", Draft(Goods, {"unit": "件"}),
                     ("name", "unit", "points", "value", "halves", "until", "note"), "goods:new",
                     self._keep_goods)

    @action("记一笔资金", icon="plus")
    def enter_money(self) -> None:
        """Money in or out."""
        self.fill_in("兑换资金", Draft(Money, {"on_day": self.today}),
                     ("on_day", "way", "amount", "party", "summary", "voucher"), "fund:new",
                     lambda said: enter_fund(self.store, FundLine(
                         on_day=said.on_day, way=said.way, amount=said.amount, party=said.party,
                         summary=said.summary, voucher=said.voucher)))

    @action("兑换", icon="check", shortcut="Ctrl+N", main=True, place="card")
    def take(self) -> None:
        """Goods for the household looked at."""
        account = self._row(Counter.BUYERS, "一户")

        def goods(store: Any, typed: str) -> list[tuple[int, str]]:
            return [(each.goods.rowid, each.label) for each in shelves(store)
                    if typed in each.label and each.stock > 0]

        self.fill_in(
            f"兑换：{self.shown[account][2]}", Draft(Taking, {"quantity": Decimal(1)}),
            ("goods", "quantity", "taker", "vouchers"), f"redeem:{account}",
            lambda said: redeem(
                self.store, account, said.goods, said.quantity, self.today,
                taker=said.taker or "", vouchers=(said.vouchers or "").split(),
                day=self._day()),
            finders={"goods": goods})

    @action("用于其他…", place="card")
    def use(self) -> None:
        """An honour, a dividend, a credit for the household looked at."""
        account = self._row(Counter.BUYERS, "一户")
        self.fill_in(
            "积分其他用途", Draft(OtherUse, {"account": account, "on_day": self.today,
                                     "score": Decimal(self.shown[account][6])}),
            ("use", "on_day", "what", "paper", "note"), f"use:{account}",
            lambda said: use_otherwise(self.store, said))

    @action("进货或减少…", icon="plus", place="card")
    def stock(self) -> None:
        """Goods come onto the shelf, or are written off with a minus."""
        goods = self.store.get(Goods, self._row(Counter.GOODS, "一样"))
        self.fill_in(f"{goods.name} 进出", Draft(Stocking), ("way", "quantity", "note"),
                     f"stock:{goods.id}", lambda said: stock_in(
                         self.store, goods, said.quantity, self.today, said.way, said.note or ""))

    @action("已签字", icon="check", place="card")
    def signed(self) -> None:
        """The taker has signed."""
        sign(self.store, self._row(Counter.TAKEN, "一笔"))

    @action("撤销兑换…", icon="undo", place="card")
    def give_back(self) -> None:
        """Take the redemption looked at back."""
        row = self._row(Counter.TAKEN, "一笔")
        self.fill_in("撤销兑换", Draft(Cancelling), ("why",), f"redemption:{row}",
                     lambda said: cancel(self.store, row, self.today, said.why))

    @action("冲销资金…", icon="undo", place="card")
    def reverse_money(self) -> None:
        """Take the line of the fund back."""
        row = self._row(Counter.FUND, "一笔")
        self.fill_in("冲销资金", Draft(Cancelling), ("why",), f"fund:{row}",
                     lambda said: reverse_fund(self.store, row, self.today, said.why))

    @action("打印", icon="print", shortcut="Ctrl+P", place="card", may=None)
    def paper(self) -> None:
        """The list of the chip as it will be printed."""
        code, title = {
            Counter.TAKEN: ("points-redeemed", "兑换登记表"),
            Counter.FUND: ("points-fund", "兑换资金表"),
        }.get(self._key(), ("points-buyers", "兑换日名单"))
        self.go("points-paper").show_return(code, Period(self.today.year), self.today, title)

    # ── inside ───────────────────────────────────────────────────────────────

    def _key(self) -> Counter:
        return Counter(self.chips.key or Counter.BUYERS)

    def _row(self, key: Counter, one: str) -> int:
        row = self.list.current()
        if self._key() != key or not row:
            raise Problem(f"请先在“{key.label}”里选{one}。")
        return row

    def _day(self) -> int | None:
        found = day_on(self.store, self.today)
        return found.id if found else None

    def _keep_goods(self, goods: Goods) -> None:
        with self.store.act(f"兑换物品：{goods.name}"):
            self.store.save(goods)

    def go_on(self) -> None:
        """The next step of what is looked at."""
        {Counter.BUYERS: self.take, Counter.GOODS: self.stock, Counter.TAKEN: self.signed,
         Counter.FUND: self.reverse_money}[self._key()]()

    def answers(self) -> dict[int, Line]:
        """The buyers, the goods, what was taken, or the fund."""
        return {
            Counter.BUYERS: self._buyers, Counter.GOODS: self._goods,
            Counter.TAKEN: self._taken, Counter.FUND: self._fund,
        }[self._key()]()

    def columns_now(self) -> tuple[Column, ...]:
        """The headings of what is looked at."""
        return tuple(Column(label, width, lead=at == 2, face=_face, numeric=label in NUMBERS)
                     for at, (label, width) in enumerate(
                         zip(COLUMNS[self._key()], WIDTHS, strict=True)))

    def nothing(self) -> str:
        """By what is looked at."""
        return EMPTY[self._key()]

    def _buyers(self) -> dict[int, Line]:
        begun = in_force(self.store, AccountKind.HOUSEHOLD)
        found = buyers(self.store, self.today) if begun else []
        rows = {
            each.account.id: (each.account.group, each.account.number, each.account.name,
                              show(each.redeemable), each.why_not, "", show(each.score))
            for each in found if each.redeemable or each.why_not
        }
        self.tell(summary=f"可兑换 {len(rows)} 户")
        return rows

    def _goods(self) -> dict[int, Line]:
        found = shelves(self.store)
        self.tell(summary=f"物品 {len(found)} 种")
        return {
            each.goods.rowid: (
                "半份可兑" if each.goods.halves else "", each.goods.unit, each.goods.name,
                show(each.goods.points),
                Face(show(each.stock), None if each.stock > 0 else Mark.LATE),
                each.goods.note or "")
            for each in found
        }

    def _taken(self) -> dict[int, Line]:
        names = {each.id: each.label for each in account_lines(self.store, AccountKind.HOUSEHOLD)}
        goods = {each.id: each.name for each in self.store.find(Goods)}
        found = redemptions(self.store)
        self.tell(summary=f"已兑换 {len(found)} 笔")
        return {
            each.rowid: (
                str(each.on_day), each.receipt, names.get(each.account, ""), show(each.points),
                Face("已撤销", Mark.LATE) if each.cancelled else Face(
                    "已签字" if each.signed else "未签字",
                    Mark.DONE if each.signed else Mark.ASK),
                f"{goods.get(each.goods, '')} {show(each.quantity)}")
            for each in found
        }

    def _fund(self) -> dict[int, Line]:
        rows, left = {}, Decimal(0)
        for each in fund_lines(self.store):
            left += each.amount
            rows[each.rowid] = (str(each.on_day), FundWay(each.way).label, each.summary,
                                  MONEY.show(each.amount), MONEY.show(left), each.party or "")
        self.tell(summary=f"资金结余 {left:,.2f} 元")
        return dict(reversed(rows.items()))

    def offered(self, line: Line | None) -> tuple[str, ...]:
        """By what is looked at; its list can always be printed."""
        steps = {Counter.BUYERS: ("take", "use"), Counter.GOODS: ("stock",),
                 Counter.TAKEN: ("signed", "give_back"), Counter.FUND: ("reverse_money",)}
        return "paper", *(steps[self._key()] if line else ())

    def show_card(self, line: Line | None) -> None:
        """What the fund can bear, and what a household used its points for."""
        key, row = self._key(), self.list.current()
        self.card.head(str(line[2]) if line else "兑换")
        bears = self.bears
        owed = f"约合 {bears.owed:,.2f} 元" if bears.owed is not None else "没有定一分值多少元"
        self.card.tell(section("兑不兑得起"),
                       words(f"兑换资金结余 {bears.fund:,.2f} 元"),
                       words(f"待兑换 {show(bears.points)} 分，{owed}"))
        short = bears.warning()
        self.card.tell(FaceLabel(Face(short or "资金够兑换。", Mark.LATE if short else Mark.DONE)))
        if key == Counter.BUYERS and row:
            self._tell_uses(row)

    def _tell_uses(self, row: int) -> None:
        found = uses_of(self.store, row)
        if found:
            self.card.tell(section("其他用途"))
        for each in found[:5]:
            self.card.tell(words(f"{each.on_day}　{USES.label(each.use)}　{each.what}", wrap=True))


def _face(value: Any) -> Face:
    return value if isinstance(value, Face) else Face("" if value is None else str(value))
