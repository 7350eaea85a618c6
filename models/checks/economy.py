"""Checks of the collective's book: openings that do not follow, missing rent, idle assets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from models.economy.assets import ending, idle_assets, rent_short
from models.economy.projects import project_cards
from models.economy.year_account import year_account
from models.values.kinds import MONEY
from models.values.periods import Period
from models.values.problem import Finding

if TYPE_CHECKING:
    from models.keeping.store import Store


def openings(store: Store) -> Iterator[Finding]:
    """年初未分配收益 must be last year's 年末未分配收益, where last year is in the book."""
    years = [int(row) for (row,) in store.query(
        "SELECT DISTINCT substr(on_day, 1, 4) FROM income_line ORDER BY 1")]
    for year in years:
        if year - 1 not in years:
            continue
        opening = year_account(store, year).sum("opening")
        closing = year_account(store, year - 1).closing
        if opening != closing:
            where = tuple(("income_line", each.rowid)
                          for each in year_account(store, year).behind("opening"))
            yield Finding("warning", "economy-opening",
                          f"{year} 年初未分配收益 {MONEY.show(opening)} 元，{year - 1} 年末是"
                          f" {MONEY.show(closing)} 元，应当相等。请重新结转。", where,
                          Period(year).days)


def shared_too_much(store: Store) -> Iterator[Finding]:
    """More handed out than there was."""
    for (written,) in store.query("SELECT DISTINCT substr(on_day, 1, 4) FROM income_line"):
        year = year_account(store, int(written))
        if year.closing < 0:
            yield Finding("warning", "economy-shared",
                          f"{written} 年分配 {MONEY.show(year.distributed)} 元，多于可分配收益"
                          f" {MONEY.show(year.distributable)} 元，请核对分配方案。",
                          tuple(("income_line", each.rowid)
                                for each in year.behind("distributed")),
                          Period(int(written)).days)


def leases(store: Store) -> Iterator[Finding]:
    """Leases about to run out, and rent that was not booked last year."""
    today = date.today()
    for each in ending(store, today):
        yield Finding("notice", "lease-ending",
                      f"{each.tenant}的租约 {each.until} 到期，请商量续租。",
                      (("lease", each.rowid),))
    for each, missing in rent_short(store, today.year - 1):
        yield Finding("notice", "lease-rent",
                      f"{each.tenant} {today.year - 1} 年租金还差"
                      f" {MONEY.show(missing)} 元没有入账。", (("lease", each.rowid),))


def idle(store: Store) -> Iterator[Finding]:
    """Assets that lie idle."""
    found = idle_assets(store)
    if found:
        yield Finding("notice", "asset-idle", f"有 {len(found)} 处集体资产闲置，可以想办法盘活。",
                      tuple(("asset", each.rowid) for each in found))


def late_projects(store: Store) -> Iterator[Finding]:
    """Projects past their day."""
    for each in project_cards(store):
        if each.overdue(date.today()):
            yield Finding("warning", "project-late",
                          f"项目“{each.project.name}”计划 {each.project.due} 完成，"
                          "现在还没有完成。", (("project", each.project.rowid),))


ECONOMY_CHECKS = (openings, shared_too_much, leases, idle, late_projects)
