"""积分 in figures: what came in, went out and is left; 户评; and the money for goods."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import localcontext
from typing import TYPE_CHECKING, NamedTuple

from models.figures.measure import (
    NEAR,
    Condition,
    Counted,
    Days,
    Distinct,
    Measure,
    Source,
    Total,
    lasting,
    worked_out,
)
from models.keeping.record import stood_on
from models.members.member import Member
from models.points.book.accounts import Account
from models.points.book.as_of import Then, Unwritten, accounts_on, unwritten
from models.points.book.scheme_versions import in_force, versions
from models.points.book.slips import SlipState
from models.points.engine.account import (
    barred_until,
    excluded_on,
    free_on,
    scored_base,
    scored_over,
)
from models.points.engine.counted import DAY, ZERO
from models.points.engine.reader import EXACT
from models.points.engine.scheme import AccountKind
from models.registers.people import Household
from models.values.kinds import AMOUNT, MONEY, NUMBER, POINTS, Field, to_stored

if TYPE_CHECKING:
    from models.keeping.store import Store

TOLD = replace(AMOUNT, name=POINTS.name)
"""Points read as the ledger keeps them, and told as any sheet and package tells points."""

_OWNERS: dict[str, tuple[str, dict[str, str]]] = {
    AccountKind.HOUSEHOLD: (
        f"JOIN {stood_on(Household, ':last')} h ON h.id = a.household",
        {"account": "a.id", "household": "a.household", "group": 'h."group"'}),
    AccountKind.MEMBER: (
        f"JOIN {stood_on(Member, ':last')} m ON m.id = a.member",
        {"account": "a.id", "member": "a.member", "person": "m.person",
         "party_group": "m.party_group"}),
}
"""Whose the accounts of a kind are."""

_ENTRIES = """SELECT 'entry' AS "table", e.id, e.account, e.on_day, e.event_day, e.op,
                     coalesce(e.category, '') AS category, e.balance AS points, e.score,
                     e.credited, e.booked, e.days, e.award, e.slip FROM entry e"""

_BESIDE = ("account", "on_day", "op", "points")
"""What stands beside the lines of the ledger: whose, when, what, how much, as stored."""

Beside = tuple[int, str, str, int]


def _read(store: Store, kind: str, beside: Iterable[Beside], until: str = "") -> str:
    """The lines of the accounts that a scheme judges, with those that nobody wrote."""
    more, found = list(beside), f"{_ENTRIES}{until and f' WHERE {until}'}"
    if more:
        found += f""" UNION ALL SELECT 'account', w.account, w.account, w.on_day, w.on_day, w.op,
            '', w.points, 0, 0, NULL, NULL, NULL, NULL FROM {worked_out(_BESIDE, more)} w"""
    tracks = worked_out(("track",), [(each,) for each in versions(store, kind)])
    return f"""({found}) x JOIN account a ON a.id = x.account AND a.kind = '{kind}'
        AND a.kind || coalesce('/' || nullif(a.member_class, ''), '')
            IN (SELECT track FROM {tracks}) {_OWNERS[kind][0]}"""


def _moved(kind: str) -> Source:
    """The lines of a stretch; what bases and unwritten clearings did in it is told as lines."""
    joins, subjects = "", dict(_OWNERS[kind][1])
    if kind == AccountKind.HOUSEHOLD:
        joins = " LEFT JOIN slip w ON w.id = x.award LEFT JOIN slip s ON s.id = x.slip"
        subjects["person"] = "coalesce(w.person, s.person)"

    def lines(store: Store, days: Days) -> str:
        before, after = (unwritten(store, kind, day) for day in (days.first - DAY, days.last))
        nothing = Unwritten(ZERO, ())
        return _read(store, kind, (
            line for row in before.keys() | after.keys()
            for line in _came(row, before.get(row, nothing), after.get(row, nothing), days))
        ) + joins

    return Source("entry", lines, subjects, day="x.on_day", of='x."table"')


def _came(row: int, before: Unwritten, after: Unwritten, days: Days) -> Iterable[Beside]:
    due = after.due[len(before.due):]
    if due:
        yield (row, max(due[-1].on, days.first).isoformat(), "clear",
               to_stored(sum((each.balance for each in due), ZERO)))
    if after.base != before.base:
        yield row, days.last.isoformat(), "base", to_stored(after.base - before.base)


def _left(
    kind: str, until: str, day: Callable[[Days], date], *where: Condition
) -> Source:
    """All lines up to the end of a day, the bases and unwritten clearings as one more."""

    def lines(store: Store, days: Days) -> str:
        on = day(days)
        return _read(store, kind, (
            (row, on.isoformat(), "base", to_stored(each.points))
            for row, each in unwritten(store, kind, on).items() if each.points), until)

    return Source("entry", lines, _OWNERS[kind][1], where=where, of='x."table"')


def _scored(kind: str) -> Source:
    """The lines that moved the score of the last day, by what they did in its ranking period."""

    def lines(store: Store, days: Days) -> str:
        stood = accounts_on(store, kind, days.last)
        with localcontext(EXACT):
            over = [(row, *map(date.isoformat, scored_over(each.account, days.last)))
                    for row, each in stood.items()]
            bases = [(row, days.last.isoformat(), "base",
                      to_stored(scored_base(each.account, days.last)))
                     for row, each in stood.items()]
        return f"""{_read(store, kind, bases, 'e.on_day <= :last')}
            JOIN {worked_out(('account', 'first', 'last'), over)} t ON t.account = a.id"""

    return Source("entry", lines, _OWNERS[kind][1], of='x."table"',
                  where=(Condition(f"{_IN_SCORE} <> 0"),))


_IN_SCORE = """CASE WHEN x.op = 'base' THEN x.points
    WHEN x.days IS NULL THEN iif(x.booked BETWEEN t.first AND t.last, x.score, 0)
    ELSE coalesce((SELECT sum(value) FROM json_each(x.days)
                   WHERE key BETWEEN t.first AND t.last), 0) END"""


def _free(kind: str) -> Source:
    """The accounts with points to spend on the last day, and what keeps them from it."""

    def lines(store: Store, days: Days) -> str:
        with localcontext(EXACT):
            rows = [(row, to_stored(free_on(each.account, days.last)), _why_not(each))
                    for row, each in accounts_on(store, kind, days.last).items()]
        return f"""{worked_out(('id', 'free', 'why'), rows)} x
                   JOIN account a ON a.id = x.id {_OWNERS[kind][0]}"""

    return Source("account", lines, _OWNERS[kind][1], where=(
        Condition("x.free > 0"), Condition("x.why = ''", "{}", "x.why")))


def _why_not(then: Then) -> str:
    account, day = then.account, then.day
    scheme, barred = account.versions.near(day), barred_until(account, day)
    if account.closed is not None:
        return f"{account.closed} 已销户"
    if not scheme.redeemable:
        return "细则里不能兑换"
    if barred:
        return f"停兑至 {barred}"
    return f"得分低于 {scheme.exclude_below} 分" if excluded_on(account, scheme, day) else ""


# ── the measures of one kind of account ──────────────────────────────────────

_CAME_HERE = "(x.op = 'reverse' AND x.event_day BETWEEN :first AND :last)"
"""What was given and taken back in the same stretch, is taken back there and no deduction."""

_SPENT = "x.op NOT IN ('redeem', 'unredeem')"
_BASE = Condition("x.op <> 'base'")


def _added(of: str) -> tuple[Condition, ...]:
    return (_BASE, Condition("x.op <> 'clear'"), Condition(_SPENT, "兑换、退兑不是加分"),
            Condition(f"{of} <> 0", "因封顶等没有计入"),
            Condition(f"({of} >= 0) <> {_CAME_HERE}", "是扣分"))


def _lost(of: str) -> tuple[Condition, ...]:
    return (_BASE, Condition("x.op <> 'clear'", "到期清零不是扣分"),
            Condition(_SPENT, "兑换不是扣分"), Condition(f"{of} <> 0", "没有扣到分"),
            Condition(f"({of} >= 0) = {_CAME_HERE}", "是加分"))


_TIMES = Total("iif(x.op = 'reverse', -1, 1)")
_TOLD_ONCE = Condition(
    "x.op IN ('award', 'veto', 'reverse') AND x.event_day BETWEEN :first AND :last")
"""A line that only sets another right is no time of its own."""


class PointsMeasures(NamedTuple):
    """The figures of accounts; all but ``honour`` and the scores are about what can be spent."""

    opening: Measure
    added: Measure
    deducted: Measure
    additions: Measure
    deductions: Measure
    redemptions: Measure
    redeemed: Measure
    cleared: Measure
    base: Measure
    closing: Measure
    score: Measure
    score_added: Measure
    score_deducted: Measure
    honour: Measure
    free: Measure
    holders: Measure
    gainers: Measure
    losers: Measure

    @property
    def heads(self) -> str:
        """What the codes of :func:`heads_added` begin with."""
        return f"{self.added.code.removesuffix('added')}in."

    @property
    def moves(self) -> tuple[Measure, ...]:
        """How the balance came from what it was to what it is, the bases left out."""
        return (self.opening, self.added, self.deducted, self.redemptions, self.redeemed,
                self.cleared, self.closing)


def _of(kind: str, prefix: str, whose: str, unit: str) -> PointsMeasures:
    moved = _moved(kind)

    def points(code: str, label: str, source: Source, amount: str,
               *where: Condition) -> Measure:
        return Measure(f"{prefix}.{code}", Field(whose + label, TOLD, width=8), "分", source,
                       where, Total(amount))

    def counted(code: str, label: str, how: Counted | Distinct | Total, of: str, source: Source,
                *where: Condition) -> Measure:
        return Measure(f"{prefix}.{code}", Field(whose + label, NUMBER, width=6), of, source,
                       where, how)

    after = _left(kind, f"e.on_day <= date(:last, '+{NEAR.days} days')", lambda days: days.last,
                  Condition("x.on_day <= :last", "{} 在本期之后", "x.on_day"))
    before = _left(kind, "e.on_day < :first", lambda days: days.first - DAY)
    there = Source("account", f"account x JOIN account a ON a.id = x.id AND a.kind = '{kind}'"
                   f" {_OWNERS[kind][0]}", _OWNERS[kind][1],
                   where=lasting(Account, "{} 才开户", "{} 已销户"))
    spent = Condition("x.op IN ('redeem', 'unredeem')")
    return PointsMeasures(
        points("opening", "上期结余", before, "x.points", Condition("x.points <> 0")),
        points("added", "加分", moved, "x.points", *_added("x.points")),
        points("deducted", "扣分", moved, "-x.points", *_lost("x.points")),
        counted("additions", "加分次数", _TIMES, "次", moved, _TOLD_ONCE, *_added("x.credited")),
        counted("deductions", "扣分次数", _TIMES, "次", moved, _TOLD_ONCE, *_lost("x.credited")),
        counted("redemptions", "兑换次数", Total("iif(x.op = 'redeem', 1, -1)"), "次", moved,
                spent),
        points("redeemed", "兑换分值", moved, "-x.points", spent),
        points("cleared", "到期清零", moved, "-x.points", Condition("x.op = 'clear'"),
               Condition("x.points <> 0", "没有余额可清")),
        points("base", "基础分", moved, "x.points", Condition("x.op = 'base'")),
        points("closing", "期末结余", after, "x.points", Condition("x.points <> 0")),
        points("score", "得分", _scored(kind), _IN_SCORE),
        points("score.added", "得分加分", moved, "x.score", *_added("x.score")),
        points("score.deducted", "得分扣分", moved, "-x.score", *_lost("x.score")),
        points("honour", "荣誉累计", after, "x.credited",
               Condition("x.credited <> 0 AND x.op IN ('award', 'regroup', 'reverse')")),
        points("free", "待兑换", _free(kind), "x.free"),
        counted("holders", f"参与{unit}数", Distinct(kind), unit, there),
        counted("gainers", f"加分{unit}数", Distinct(kind), unit, moved, *_added("x.points")),
        counted("losers", f"扣分{unit}数", Distinct(kind), unit, moved, *_lost("x.points")),
    )


OF_HOUSEHOLDS = _of(AccountKind.HOUSEHOLD, "points", "", "户")
OF_MEMBERS = _of(AccountKind.MEMBER, "points.member", "党员", "人")
OF: dict[str, PointsMeasures] = {
    AccountKind.HOUSEHOLD: OF_HOUSEHOLDS, AccountKind.MEMBER: OF_MEMBERS}


def heads_added(store: Store, kind: str, last: date) -> dict[str, Measure]:
    """What was added under each head of the schemes in force that began by a day, by its code.

    A head that only takes points adds nothing, and is not among them.
    """
    added = OF[kind].added
    schemes = [each.scheme for each in in_force(store, kind) if each.valid_from <= last]
    giving = {item.category for scheme in schemes for item in scheme.items if not item.deducts}
    titles = {each.code: each.title for scheme in schemes for each in scheme.categories
              if each.code in giving}
    return {code: Measure(f"{OF[kind].heads}{code}", Field(title, TOLD, width=9), "分",
                          added.source, (*added.where, _under(code)), added.how)
            for code, title in titles.items()}


def _under(code: str) -> Condition:
    quoted = code.replace("'", "''")
    return Condition(f"x.category = '{quoted}'")


# ── 记分单 and 公示: what a slip brought, what a notice told


_BROUGHT = """slip x LEFT JOIN (SELECT slip, sum(credited) AS credited, sum(clipped) AS clipped
                                FROM entry GROUP BY slip) e ON e.slip = x.id
              JOIN account a ON a.id = x.account {}"""
_STATE = " ".join(f"WHEN '{code}' THEN '{label}'" for code, label in SlipState.labels().items())


def _of_slips(kind: str) -> tuple[Measure, Measure]:
    whose, of = _OWNERS[kind]
    source = Source(
        "slip", _BROUGHT.format(whose), {"slip": "x.id", **of}, day="x.on_day", where=(
            Condition(f"x.kind = '{kind}' AND x.op IN ('award', 'reverse', 'veto', 'appeal')"),))
    added = OF[kind].added
    prefix, said = added.code.removesuffix("added"), added.field.label.removesuffix("加分")
    return (
        Measure(f"{prefix}slips", Field(f"{said}入账分值", TOLD, width=7), "分", source, (
            Condition(f"x.state = '{SlipState.APPROVED}'", "{}", f"CASE x.state {_STATE} END"),),
            Total("e.credited")),
        Measure(f"{prefix}clipped", Field(f"{said}未计分值", TOLD, width=6), "分", source, (
            Condition("coalesce(e.clipped, 0) <> 0", "全部计入"),), Total("e.clipped")))


OF_SLIPS = {kind: _of_slips(kind) for kind in OF}

POINTS_MEASURES = (*OF_HOUSEHOLDS, *OF_MEMBERS,
                   *(each for slips in OF_SLIPS.values() for each in slips))

_TOLD_LINES = """(SELECT 'notice_line' AS "table", l.id, l.points, l.corrected FROM notice_line l
                  UNION ALL SELECT 'entry', e.id, e.credited, NULL FROM entry e) x"""
_LINE_TOLD = Source("notice_line", _TOLD_LINES, {"told": """x."table" || '/' || x.id"""},
                    of='x."table"')
TOLD_POINTS = Measure("notice.points", Field("公示分值", TOLD, width=7), "分", _LINE_TOLD, (),
                      Total("x.points"))
TOLD_RIGHT = Measure("notice.corrected", Field("更正后分值", TOLD, width=7), "分", _LINE_TOLD, (),
                     Total("x.corrected"))


# ── 户评: how often a household was scored, and with how many points


_ROUNDS = f"""evaluation_mark x JOIN evaluation e ON e.id = x.evaluation
    JOIN {stood_on(Household, ':last')} h ON h.id = x.household
    LEFT JOIN (SELECT f.form, f.period, y.household, max(y.id) AS id
               FROM evaluation_mark y JOIN evaluation f ON f.id = y.evaluation
               WHERE f.level = 'month' AND f.recheck IS NULL AND y.total IS NOT NULL
               GROUP BY 1, 2, 3) l
      ON l.form = e.form AND l.period = e.period AND l.household = x.household"""

MARK = Source(
    "evaluation_mark", _ROUNDS,
    {"household": "x.household", "group": 'h."group"',
     "evaluated": "e.form || '/' || x.household"},
    day="e.on_day",
    where=(Condition("e.level = 'month'"), Condition("e.recheck IS NULL", "是复查，不另计"),
           Condition("x.total IS NOT NULL", "没有评分"),
           Condition("coalesce(l.id, x.id) <= x.id", "同一个月后来又评过")),
)
"""What a household had in one round; ``evaluated`` is a household by one form."""

EVALUATED = Measure("evaluation.rounds", Field("评了几次", NUMBER, width=8), "次", MARK)
MARKS = Measure("evaluation.marks", Field("评分合计", TOLD, width=8), "分", MARK,
                how=Total("x.total"))

EVALUATION_MEASURES = (EVALUATED, MARKS)


# ── 兑换资金: the money for goods, in and out


FUND_LINE = Source("fund_line", "fund_line x", {"fund_line": "x.id"}, day="x.on_day")

FUND_IN = Measure("fund.in", Field("兑换资金收入", MONEY, width=11), "元", FUND_LINE,
                  (Condition("x.amount > 0", "是支出"),), Total("x.amount"))
FUND_OUT = Measure("fund.out", Field("兑换资金支出", MONEY, width=11), "元", FUND_LINE,
                   (Condition("x.amount <= 0", "是收入"),), Total("-x.amount"))

# ── 兑换: what was taken, and what was given back


_TAKEN = f"""(SELECT r.id, r.account, r.points, r.quantity, CASE
        WHEN r.on_day < :first AND r.cancelled BETWEEN :first AND :last THEN r.cancelled
        ELSE r.on_day END AS day, (r.on_day BETWEEN :first AND :last)
        - (coalesce(r.cancelled, '') BETWEEN :first AND :last) AS times FROM redemption r) x
    JOIN account a ON a.id = x.account {_OWNERS[AccountKind.HOUSEHOLD][0]}"""
TAKEN = Source("redemption", _TAKEN, {
    "redemption": "x.id", **_OWNERS[AccountKind.HOUSEHOLD][1]}, day="x.day")
_STOOD = Condition("x.times <> 0", "在本期撤销")
GOODS_TAKEN, POINTS_TAKEN = (
    Measure(f"redemptions.{code}", Field(label, TOLD, width=7), unit, TAKEN, (_STOOD,),
            Total(f"x.times * x.{code}"))
    for code, label, unit in (("quantity", "兑换数量", "件"), ("points", "兑换单分值", "分")))
BUYERS = Measure("redemptions.homes", Field("兑换户数", NUMBER, width=7), "户", TAKEN, (
    Condition("x.times > 0", "在本期撤销"),), Distinct("household"))

FUND_MEASURES = (GOODS_TAKEN, POINTS_TAKEN, BUYERS, FUND_IN, FUND_OUT)
