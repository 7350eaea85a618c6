"""Checks of the points: figures that don't follow from the lines, money short, a year left open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from models.points.book.accounts import account_codes
from models.points.book.scheme_versions import KINDS, in_force
from models.points.engine.reader import show
from models.points.engine.scheme import AccountKind
from models.points.notice.notices import Objection
from models.points.shop.goods import bearing
from models.values import clock
from models.values.finding import Finding, Level, on
from models.values.kinds import from_stored
from models.values.periods import Period

if TYPE_CHECKING:
    from models.keeping.store import Store


def kept_totals(store: Store) -> Iterator[Finding]:
    """Kept totals by month, honour and balances against the lines they are made of."""
    wrong = [
        ("得分", "score", """SELECT a.id,
            (SELECT coalesce(sum(m.score), 0) FROM month_score m WHERE m.account = a.id),
            (SELECT coalesce(sum(e.score), 0) FROM entry e WHERE e.account = a.id)
            FROM account a"""),
        ("荣誉累计", "honour", """SELECT a.id, a.honour,
            (SELECT coalesce(sum(e.credited), 0) FROM entry e WHERE e.account = a.id
             AND e.op IN ('award', 'regroup', 'reverse')) FROM account a"""),
        ("结存", "funds", """SELECT a.id, a.funds,
            (SELECT coalesce(sum(e.balance), 0) FROM entry e WHERE e.account = a.id)
            FROM account a WHERE a.cleared IS NULL"""),
    ]
    for label, name, sql in wrong:
        for row, kept, right in store.query(sql):
            if kept != right:
                code = account_codes(store, [row])[row]
                yield Finding(Level.ERROR, f"points-{name}", (
                    f"{code}的{label}记的是 {show(from_stored(kept))}，按流水是 "
                    f"{show(from_stored(right))}，相差 {show(from_stored(kept - right))}。"
                    "以流水为准，请先备份，再用最近的好备份核对。"
                ), (("account", row),))


def stale_approvals(store: Store) -> Iterator[Finding]:
    """Awards that have waited more than a month."""
    rows = store.query(
        """SELECT count(*), min(on_day) FROM slip WHERE state = 'pending'
           AND julianday(?) - julianday(entered) > 31""", (clock.today().isoformat(),))
    if rows[0][0]:
        yield Finding(Level.WARNING, "points-waiting", (
            f"有 {rows[0][0]} 条记分等审批超过一个月，最早是 {rows[0][1]} 的，"
            "请到“积分 › 审批”处理。"))


def short_fund(store: Store) -> Iterator[Finding]:
    """Points that the fund can't bear."""
    if in_force(store, AccountKind.HOUSEHOLD):
        said = bearing(store, clock.today()).warning()
        if said is not None:
            yield Finding(Level.WARNING, "points-fund", said)


def open_years(store: Store) -> Iterator[Finding]:
    """A clearing day that has passed while the year was not closed."""
    today = clock.today()
    for version in in_force(store):
        clear_on = version.scheme.clear_on
        if clear_on is None or version.valid_from.year >= today.year:
            continue
        day = date(today.year - (clear_on[0] > 3), *clear_on)
        year = day.year - (clear_on[0] <= 3)
        if day < today and year >= version.valid_from.year and not store.count(
            "year_close", "kind = ? AND year = ?", (version.account, year)
        ):
            yield Finding(Level.WARNING, "points-year-open", (
                f"{year} 年{KINDS.label(version.account)}积分按细则 {day} 清零，还没有结转，"
                "请到“积分 › 公平与年结”办理。"), (("scheme", version.rowid),), Period(year).days)


def late_answers(store: Store) -> Iterator[Finding]:
    """Objections that nobody has answered."""
    for each in store.find(Objection, "answered IS NULL"):
        yield Finding(Level.WARNING, "points-objection", (
            f"{each.received} 收到的积分异议还没有答复，请核实后答复。"
        ), (("objection", each.rowid),), on(each.received))


def signatures(store: Store) -> Iterator[Finding]:
    """Goods handed out that nobody signed for."""
    left = store.count("redemption", "signed IS NOT 1 AND cancelled IS NULL")
    if left:
        yield Finding(Level.NOTICE, "points-unsigned", f"有 {left} 笔兑换还没有签字登记。")


POINTS_CHECKS = (
    kept_totals, stale_approvals, short_fund, open_years, late_answers, signatures,
)
