"""Returns of evaluation, of the year's close, and of redemption and its fund."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.figures.measure import Days, Measure, Source, Total, worked_out
from models.figures.points import (
    EVALUATED,
    FUND_IN,
    FUND_OUT,
    GOODS_TAKEN,
    MARKS,
    OF_HOUSEHOLDS,
    POINTS_TAKEN,
)
from models.figures.reckon import Among, opened
from models.office.village import Body
from models.points.book.accounts import account_lines
from models.points.book.entries import Entry
from models.points.book.scheme_versions import KINDS
from models.points.book.year_close import YearClose, closing_report
from models.points.engine.reader import show
from models.points.engine.scheme import AccountKind
from models.points.evaluation.rolling_up import all_rolled_up, rolled_up
from models.points.evaluation.rounds import (
    Evaluation,
    EvaluationForm,
    EvaluationLevel,
    EvaluationRound,
    MarkWay,
    RollUp,
    forms_on,
    round_of,
)
from models.points.shop.goods import FundLine, Goods, bearing, fund_balance
from models.points.shop.redemption import Redemption, buyers
from models.registers.people import household_lines
from models.returns.listing import (
    GROUP_NAME,
    HEAD_NAME,
    HOUSEHOLD_NUMBER,
    NUMBERED,
    Listing,
    Written,
    listed,
)
from models.returns.points import KIND, ON_DAY, ONE_DAY, SIGNS
from models.returns.returning import Asked, Return, headed
from models.values.days import show_day
from models.values.figure import Figure, Ref
from models.values.kinds import LINK, MONEY, NOTE, POINTS, TEXT, Field
from models.values.periods import Period
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store


TOTAL = Column(Field("得分", POINTS, width=7))
GRADE = Column(Field("等次", width=10))
MONTH = (NUMBERED, GROUP_NAME, HOUSEHOLD_NUMBER, HEAD_NAME, TOTAL, GRADE,
         Column(Field("检查记录", NOTE, width=22)))


def month(store: Store, asked: Asked) -> Sheet:
    """户月评表: the round asked for, or the newest of the period; blank cells are to be filled."""
    found = _round(store, asked)
    if found is None:
        return headed(store, asked, code="evaluation-month", title="户月评表", columns=MONTH,
                      rows=[], notes=("本期没有评比。",))
    heads = tuple(
        Column(Field(f"{each.title}（{show(each.points)}）", POINTS, width=8))
        for each in found.rows)
    columns = (*MONTH[:4], *heads, *MONTH[4:])
    homes = household_lines(store, found.evaluation.on_day)
    rows = [
        Row((each.place, *homes[each.household][1:], *_marks(found, each.marks), each.total,
             each.grade, each.note), (("evaluation_mark", each.rowid),))
        for each in found.marks
    ]
    judges = store.query(
        "SELECT group_concat(name, '、') FROM person WHERE id IN "
        f"({', '.join(map(str, found.evaluation.judge_ids)) or 'NULL'})")[0][0]
    return headed(
        store, asked, code="evaluation-month", title=f"{found.form.name}（户月评表）",
        columns=columns, rows=rows, measure="分", seal=False, by_hand=True,
        when=f"{show_day(found.evaluation.on_day)}　评分人：{judges or '＿＿＿ ＿＿＿ ＿＿＿'}",
        signatures=("评分人", "评分人", "评分人", "监督人"),
        notes=tuple(
            f"{each.title}（{show(each.points)} 分，{MarkWay(each.way).label}"
            f"{f' {show(each.each)}' if each.each else ''}）：{each.standard}"
            for each in found.rows),
    )


def _round(store: Store, asked: Asked) -> EvaluationRound | None:
    chosen = asked.answers.get("evaluation")
    if chosen is None:
        days = (asked.period.start.isoformat(), asked.period.end.isoformat())
        rounds = store.find(Evaluation, "level = 'month' AND on_day BETWEEN ? AND ?", days)
        chosen = rounds[-1].id if rounds else None
    return round_of(store, int(chosen)) if chosen is not None else None


def _marks(found: EvaluationRound, written: str | None) -> list[Any]:
    marks = json.loads(written) if written else []
    said = [Decimal(each) if each and _NUMBER.fullmatch(each) else each or None for each in marks]
    return [*said, *[None] * (len(found.rows) - len(marks))]


_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def _list(period: Period) -> Listing:
    """Every household by every form; its score opens into the months it is rolled up from."""

    def lines(store: Store, days: Days) -> list[tuple[Any, ...]]:
        homes = household_lines(store, days.last)
        return [(*homes[each.household][1:], POINTS.store(each.score), each.grade,
                 f"{form.id}/{each.household}", each.household)
                for form, each in all_rolled_up(store, period)]

    def score(store: Store, days: Days, among: Among) -> Figure | None:
        if len(among.keys) != 1:
            return None
        form, _, household = str(among.keys[0]).partition("/")
        marks = opened(store, MARKS, days, among)
        over = Period.of(days.first, period.span)  # a period ago is asked for here, too
        value = next((each.score for each in rolled_up(
            store, store.get(EvaluationForm, int(form)), over)
            if each.household == int(household)), None)
        return Figure(value, MARKS.unit, marks.counted, marks.missed)

    return Listing({"evaluated": "", "household": "x.household"}, lines, (
        (GROUP_NAME, ""), (HOUSEHOLD_NUMBER, ""), (HEAD_NAME, ""),
        (Column(EVALUATED.field), EVALUATED), (TOTAL, Written("", score)), (GRADE, ""),
    ))


def _rolled(level: EvaluationLevel) -> Return:
    def says(store: Store, asked: Asked, _: Sequence[Row]) -> dict[str, Any]:
        forms = tuple(f"{each.name}：汇总办法为{RollUp(each.roll_up).label}；{_grades(each)}"
                      for each in forms_on(store, asked.period.end))
        return {"measure": "分", "notes": forms or ("还没有评比表。",),
                "signatures": ("评比小组组长", "监督人", "公布日期")}

    return listed(f"evaluation-{level}", f"{level.label}汇总表", level,
                  lambda _, asked: _list(asked.period), says, _list(Period(2000)).columns,
                  signs=Body.COMMITTEE)


def _grades(form: EvaluationForm) -> str:
    return "、".join(f"{title} {show(Decimal(bound))} 分以上（含）"
                    for title, bound in form.grade_bounds)


EVALUATION_RETURNS = (
    Return("evaluation-month", "户月评表", "month", MONTH, month,
           asks=(Field("评比", LINK, name="evaluation"),), signs=Body.COMMITTEE),
    _rolled(EvaluationLevel.QUARTER), _rolled(EvaluationLevel.HALF),
)


# ── the year's close ──────────────────────────────────────────────────────────


Cleared = tuple[int, Decimal, Decimal, Decimal, str, Ref]
"""An account of a close: before, what was cleared, after, why, and what that rests on."""


def found(store: Store, kind: str, day: date) -> tuple[bool, list[Cleared], tuple[str, ...]]:
    """Whether the year of a day is closed, what that cleared or would clear, and what it says."""
    done = store.find(YearClose, "kind = ? AND year = ?", (kind, day.year))
    if done:
        return True, *_closed(store, done[0])
    if day < date(day.year, 12, 31):
        return False, [], ("本年度还没有结转。",)
    return False, *_to_close(store, kind, day)


def _listing(kind: str) -> Listing:
    def lines(store: Store, days: Days) -> list[tuple[Any, ...]]:
        names = {each.id: each for each in account_lines(store, kind, days.last, closed=True)}
        return [(names[row].group, names[row].number, names[row].name,
                 *map(POINTS.store, amounts), why, row)
                for row, *amounts, why, _ in found(store, kind, days.last)[1]]

    def drawn(store: Store, days: Days) -> str:
        rows = [(row, ref[0], ref[1], *map(POINTS.store, amounts))
                for row, *amounts, _, ref in found(store, kind, days.last)[1]]
        return worked_out(("account", "place", "id", "before", "cleared", "after"), rows) + " x"

    source = Source("account", drawn, {"account": "x.account"}, of="x.place")
    measures = (Measure(f"closing.{code}", Field(label, POINTS, width=8), "分", source, (),
                        Total(f"x.{code}"))
                for code, label in (
                    ("before", "清零前"), ("cleared", "清零"), ("after", "清零后")))
    return Listing({"account": "a.id"}, lines, (
        (GROUP_NAME, ""), (HOUSEHOLD_NUMBER, ""), (HEAD_NAME, ""),
        *((Column(each.field, total=True), Written("", each)) for each in measures),
        (Column(Field("说明", NOTE, width=26)), ""),
    ))


def _kind(asked: Asked) -> str:
    return asked.answers.get("kind") or AccountKind.HOUSEHOLD


def _says(store: Store, asked: Asked, rows: Sequence[Row]) -> dict[str, Any]:
    """What the close of the year cleared, account by account, to be signed; of a year that is over
    and not closed yet what the close would do."""
    done, _, notes = found(store, _kind(asked), asked.day)
    draft = "" if done or not rows else "（试算，未结转）"
    return {"title": f"{KINDS.label(_kind(asked))}积分年度结转报告{draft}",
            "measure": "分", "notes": notes,
            "signatures": ("经办人", "审核人", "村务监督委员会主任", "日期")}


def _closed(store: Store, done: YearClose) -> tuple[list[Cleared], tuple[str, ...]]:
    lines = store.find(Entry, "slip = ? AND op = 'clear'", (done.slip,))
    return [(each.account, each.after - each.balance, each.balance, each.after, each.reason,
             ("entry", each.rowid)) for each in lines], (
        f"账户 {done.accounts} 个；清零 {done.cleared} 个，合计 {done.points:f} 分；"
        f"欠分 {done.debtors} 个，合计欠 {done.debts:f} 分。",
        f"经办人 {done.first_signer}，审核人 {done.second_signer}，{done.on_day} 结转。",
    )


def _to_close(
    store: Store, kind: str, day: date
) -> tuple[list[Cleared], tuple[str, ...]]:
    report = closing_report(store, kind, day.year, day)
    return [(each.account, each.before, each.cleared, each.after,
             f"欠{each.debt:f}分，结转到下年" if each.debt else "", ("account", each.account))
            for each in report.lines if each.cleared or each.debt], (
        report.sentence, "还没有结转：这里是照现在的账试算的，结转以后才能签字。")


CLOSING_RETURNS = (
    listed("points-closing", "积分年度结转报告", "year", lambda _, asked: _listing(_kind(asked)),
           _says, _listing(AccountKind.HOUSEHOLD).columns, asks=(KIND,), signs=Body.COMMITTEE),
)


# ── Redemption: the day's list to be signed, and the fund


def _redeemed(store: Store, days: Days) -> list[tuple[Any, ...]]:
    """What was taken in the period and stood at its end, and what was given back.

    Cancelled within its own period a redemption counts 0; later it stays there and is taken off in
    the period it was cancelled in.
    """
    names = {each.id: each for each in account_lines(
        store, AccountKind.HOUSEHOLD, days.last, closed=True)}
    goods = {each.id: each.name for each in store.find(Goods)}
    return [
        (each.on_day.isoformat(), each.receipt, names[each.account].group,
         names[each.account].number, names[each.account].name, goods[each.goods], each.taker,
         "已签" if each.signed else None,
         f"{each.cancelled} 撤销：{each.cancelled_why}"
         if each.cancelled and each.cancelled <= days.last else None, each.rowid, each.account)
        for each in store.find(
            Redemption, """on_day BETWEEN :first AND :last
                OR on_day < :first AND cancelled BETWEEN :first AND :last""",
            days.asked, "on_day, id")]


REDEEMED = Listing({"redemption": "x.id", "account": "x.account"}, _redeemed, (
    (ON_DAY, ""), (Column(Redemption.field("receipt")), ""), (GROUP_NAME, ""),
    (HOUSEHOLD_NUMBER, ""), (HEAD_NAME, ""), (Column(Field("物品", width=12)), ""),
    (Column(Field("数量", POINTS, width=6), total=True), GOODS_TAKEN),
    (Column(Field("分值", POINTS, width=7), total=True), POINTS_TAKEN),
    (Column(Redemption.field("taker")), ""), (Column(Field("签字", TEXT, width=10)), ""),
    (Column(Field("备注", NOTE, width=16)), ""),
))


def _buyer_lines(store: Store, days: Days) -> list[tuple[Any, ...]]:
    if not store.count("scheme", "active = 1 AND account = 'household'"):
        return []
    return [(each.account.group, each.account.number, each.account.name, None, None, None,
             each.why_not or None, each.account.id)
            for each in buyers(store, days.last) if each.redeemable or each.why_not]


BUYERS = Listing({"account": "a.id"}, _buyer_lines, (
    (GROUP_NAME, ""), (HOUSEHOLD_NUMBER, ""), (HEAD_NAME, ""),
    (Column(Field("可兑换", POINTS, width=8), total=True), OF_HOUSEHOLDS.free),
    (Column(Field("物品", TEXT, width=18)), ""), (Column(Field("用去分值", TEXT, width=8)), ""),
    (Column(Field("领取人签字", TEXT, width=12)), ""), (Column(Field("备注", NOTE, width=12)), ""),
))


FUND = Listing(
    {"fund_line": "x.id"},
    """FROM (SELECT *, sum(amount) OVER (ORDER BY on_day, id) AS stood FROM fund_line) x
       WHERE x.on_day BETWEEN :first AND :last ORDER BY x.on_day, x.id""",
    (
        (ON_DAY, "x.on_day"), (Column(FundLine.field("way")), "x.way"),
        (Column(FundLine.field("summary")), "x.summary"),
        (Column(FundLine.field("party")), "x.party"),
        (Column(Field("收入（元）", MONEY, width=11), total=True),
         Written("CASE WHEN x.amount > 0 THEN x.amount END", FUND_IN)),
        (Column(Field("支出（元）", MONEY, width=11), total=True),
         Written("CASE WHEN x.amount <= 0 THEN -x.amount END", FUND_OUT)),
        (Column(Field("结余（元）", MONEY, width=11)), "x.stood"),
        (Column(FundLine.field("voucher")), "x.voucher"),
    ),
)


def _fund_says(store: Store, asked: Asked, _: Sequence[Row]) -> dict[str, Any]:
    """The running balance, beside what was promised."""
    before, left = (fund_balance(store, day) for day in (
        asked.period.start - ONE_DAY, asked.day))
    bears = bearing(store, asked.day)
    owed = "没有定一分值多少元，物品也没有进价，算不出合多少元" if bears.owed is None else (
        f"约合 {bears.owed:,.2f} 元")
    notes = [f"期初结余 {before:,.2f} 元，期末结余 {left:,.2f} 元。",
             f"到{show_day(asked.day)}待兑换 {bears.points:f} 分，{owed}。"]
    return {"measure": "元", "signatures": SIGNS,
            "notes": (*notes, *filter(None, [bears.warning()]))}


SHOP_RETURNS = (
    listed("points-redeemed", "积分兑换登记表", "month", REDEEMED, {
        "measure": "分", "signatures": ("经办人", "监督人", "日期"), "notes": (
            "兑换只减结存，不减得分。本期兑换本期撤销的记 0；撤销以前各期兑换的记负数。",)},
            signs=Body.COMMITTEE),
    listed("points-buyers", "积分兑换日名单", "asked", BUYERS, lambda _, asked, __: {
        "when": f"{show_day(asked.day)}可兑换分", "measure": "分", "seal": False, "by_hand": True,
        "signatures": ("经办人", "监督人", "日期")}, signs=Body.COMMITTEE),
    listed("points-fund", "积分兑换资金表", "quarter", FUND, _fund_says, internal=False,
           signs=Body.COMMITTEE),
)
