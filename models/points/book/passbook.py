"""积分存折: one account line by line with rule and approver, and the why of every figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Annotated

from models.keeping.named_rows import named_rows
from models.points.book.accounts import Account, AccountLine, account_line
from models.points.book.as_of import Then, account_on
from models.points.book.entries import days_read
from models.points.book.scheme_versions import in_force
from models.points.engine.account import Standing, base_steps, scored_over
from models.points.engine.counted import ZERO, ItemUnit, Per, Stretch
from models.points.engine.operations import Op
from models.points.engine.reader import EXACT, show
from models.points.engine.scheme import Fixed, Item, PerFinding, Range, Scheme
from models.values.codes import Labelled
from models.values.kinds import AMOUNT, DAY, from_stored
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


class PassbookFigure(Labelled):
    """What an account stands at, by the names of :class:`Standing`."""

    SCORE = "score", "得分"
    BALANCE = "balance", "结存"
    REDEEMABLE = "redeemable", "可兑换"
    HONOUR = "honour", "荣誉累计"



@dataclass(frozen=True)
class PassbookLine:
    """One line: ``credited`` is what it brought, ``after`` the balance that was left then.

    What was written before it but happened after the passbook's day is not in ``after``.
    """

    entry: Annotated[int, "e.id"]
    slip: Annotated[int, "e.slip"]
    on: Annotated[date, "e.on_day", DAY]
    booked: Annotated[date, "e.booked", DAY]
    period: Annotated[str, "e.period"]
    op: Annotated[str, "e.op"]
    title: Annotated[str, "coalesce(s.title, '')"]
    person: Annotated[str, "coalesce(p.name, '')"]
    credited: Annotated[Decimal, "coalesce(e.credited, 0)", AMOUNT]
    clipped: Annotated[Decimal, "coalesce(e.clipped, 0)", AMOUNT]
    balance: Annotated[Decimal, "coalesce(e.balance, 0)", AMOUNT]
    after: Annotated[Decimal, """e."after" - coalesce((
        SELECT sum(l.balance) FROM entry l
        WHERE l.account = e.account AND l.on_day > ?2 AND l.id < e.id), 0)""", AMOUNT]
    reason: Annotated[str, "e.reason"]
    scheme: Annotated[int, "coalesce(e.scheme, 0)"]
    item: Annotated[str, "coalesce(e.item, '')"]
    evidence: Annotated[str, "coalesce(w.evidence, s.evidence, '')"]
    note: Annotated[str, "coalesce(s.note, '')"]
    approver: Annotated[str, "coalesce(s.decided_by, '')"]
    published: Annotated[date | None, """(
        SELECT min(n.published) FROM notice_line l JOIN notice n ON n.id = l.notice
        WHERE l.entry = e.id)""", DAY]
    rule: str = ""

    @property
    def kind(self) -> str:
        """计分, 冲销, 兑换 …"""
        return Op(self.op).label


@dataclass(frozen=True)
class Passbook:
    """An account as it is handed to its holder: three figures that never mix, and the lines.

    ``due`` says which clearings the figures hold already, though no line has been written yet.
    """

    account: AccountLine
    standing: Standing
    day: date
    scheme: Scheme
    lines: tuple[PassbookLine, ...]
    due: tuple[str, ...] = ()

    @property
    def figures(self) -> dict[str, str]:
        """得分, 结存 … by their names, with the scheme's places or as many more as they need."""
        amounts = {each.label: getattr(self.standing, each) for each in PassbookFigure}
        return {label: max(show(each), f"{each:.{self.scheme.decimals}f}", key=len)
                for label, each in amounts.items()}


def passbook(
    store: Store, account: int, day: date, since: date | None = None
) -> Passbook:
    """The passbook of an account, its lines in the order of the ledger.

    :param since: leave out what was written before.
    :raises Problem: there is no scheme to reckon by.
    """
    then = _then(store, account, day)
    return Passbook(
        account_line(store, account, day), then.standing, day, then.account.versions.near(day),
        tuple(_lines(store, account, day, since or date.min)),
        tuple(f"{each.on} {each.reason}，还没有记进台账" for each in then.due),
    )


def _then(store: Store, account: int, day: date) -> Then:
    then = account_on(store, account, day)
    if then is not None:
        return then
    opened = store.get(Account, account).opened
    raise Problem(f"这个账户 {opened} 才开户，请选这一天以后的日期。" if opened > day else (
        "还没有启用的积分细则，请先在“细则”里启用一份。"))


def _lines(store: Store, account: int, day: date, since: date) -> list[PassbookLine]:
    lines = named_rows(
        store, PassbookLine,
        """FROM entry e JOIN slip s ON s.id = e.slip LEFT JOIN slip w ON w.id = e.award
           LEFT JOIN person p ON p.id = coalesce(w.person, s.person)
           WHERE e.account = ?1 AND e.on_day <= ?2 AND e.on_day >= ?3 ORDER BY e.id""",
        (account, day.isoformat(), since.isoformat()),
    )
    schemes = {each.id: each.scheme for each in in_force(store)}
    rules: dict[tuple[int, str], str] = {}
    for scheme, item in {(each.scheme, each.item) for each in lines}:
        found = schemes[scheme].item_by_code.get(item) if scheme in schemes else None
        rules[scheme, item] = rule_words(found) if found else ""
    return [replace(each, rule=rules[each.scheme, each.item]) for each in lines]


def rule_words(item: Item) -> str:
    """The rule of an item in one line: 参加植树造林：+10分/人次，每年封顶60分."""
    match item.amount:
        case Fixed(points):
            worth = signed(points)
        case Range(low, high):
            worth = f"{signed(low)}至{signed(high)}分".replace("分至", "至")
        case PerFinding(each, start):
            worth = f"基数{show(start)}分，每处{signed(each)}"
    worth = worth if worth.endswith("分") else f"{worth}分"
    words = f"{item.title}：{worth}/{ItemUnit(item.per).label}"
    if item.cap is not None:
        words += f"，{Per(item.cap_per or Per.ONCE).label}封顶{show(item.cap)}分"
    if item.one_of:
        words += "，就高不重复"
    return words


def signed(points: Decimal) -> str:
    """+10 or -2."""
    return f"+{show(points)}" if points > 0 else show(points)


@dataclass(frozen=True)
class Why:
    """One part of a figure: in words, with the ledger line behind it when there is one."""

    words: str
    points: Decimal
    on: date | None = None
    entry: int | None = None


def why(store: Store, account: int, figure: str, day: date) -> list[Why]:
    """The parts that add up to a :class:`PassbookFigure` of an account on a day, bases first."""
    then = _then(store, account, day)
    stands = then.standing
    with localcontext(EXACT):
        if figure == PassbookFigure.SCORE:
            parts = _score_parts(store, account, then)
        elif figure == PassbookFigure.HONOUR:
            parts = _moved(store, account, day, "credited",
                           "AND e.op IN ('award','regroup','reverse')")
        else:
            parts = _balance_parts(store, account, then)
        whole = getattr(stands, figure)
        rest = whole - sum((each.points for each in parts), ZERO)
    if rest:
        parts.append(Why(_rest_words(figure, stands), rest))
    return parts


def _rest_words(figure: str, stands: Standing) -> str:
    if figure != PassbookFigure.REDEEMABLE:
        return "上期结转"
    if stands.redeem_barred_until:
        return f"停兑至 {stands.redeem_barred_until}，现不能兑换"
    return "基础分和欠分不能兑换"


def _score_parts(store: Store, account: int, then: Then) -> list[Why]:
    reckoned, day = then.account, then.day
    counted = scored_over(reckoned, day)
    parts = [
        Why(f"基础分（{held.start} 起）", base, held.start)
        for held, base in base_steps(reckoned, day) if held.end >= counted.start and base
    ]
    return parts + _by_days(store, account, day, counted)


def _by_days(store: Store, account: int, until: date, counted: Stretch) -> list[Why]:
    found = []
    for row, booked, score, days, reason in store.query(
        """SELECT id, booked, score, days, reason FROM entry WHERE account = ? AND on_day <= ?
           ORDER BY id""", (account, until.isoformat()),
    ):
        moved = days_read(days) if days else {date.fromisoformat(booked): from_stored(score)}
        points = sum((each for on, each in moved.items()
                      if counted.start <= on <= counted.end), ZERO)
        if points:
            found.append(Why(reason, points, date.fromisoformat(booked), row))
    return found


def _balance_parts(store: Store, account: int, then: Then) -> list[Why]:
    reckoned, day = then.account, then.day
    bases = [
        Why(f"基础分（{held.start} 起）", base, held.start)
        for held, base in base_steps(reckoned, max(day, reckoned.since))
        if held.end >= reckoned.since and base
    ]
    if not reckoned.versions.near(day).base_may_be_spent:
        bases = bases[-1:]
    lines = _moved(store, account, day, "balance", f"AND e.id > {then.begun}")
    return bases + lines + [Why(each.reason, each.balance, each.on) for each in then.due]


def _moved(store: Store, account: int, day: date, column: str, where: str) -> list[Why]:
    rows = store.query(
        f"""SELECT e.id, e.on_day, e.{column}, e.reason FROM entry e
            WHERE e.account = ? AND e.on_day <= ? {where} AND e.{column} <> 0 ORDER BY e.id""",
        (account, day.isoformat()),
    )
    return [
        Why(reason, from_stored(points), date.fromisoformat(on), row)
        for row, on, points, reason in rows
    ]
