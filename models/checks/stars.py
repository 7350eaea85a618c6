"""Checks of the creation work and the collective's book."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.economy.assets import ending, idle_assets, rent_short
from models.economy.projects import project_cards
from models.figures.economy import behind_line, year_account
from models.office.star_sets import STARS, set_of
from models.stars.evidence import archive
from models.stars.plan import Plan, assignments, targets
from models.stars.progress import SELF, SHORT, answers, lines
from models.stars.standard import ClauseMeasure, Standard, clause_ids, items
from models.stars.verdicts import VerdictResult, VerdictStage, by_star
from models.values import clock
from models.values.figure import share_problem
from models.values.finding import Finding, Level
from models.values.kinds import MONEY
from models.values.periods import Period

if TYPE_CHECKING:
    from models.keeping.store import Store


def openings(store: Store) -> Iterator[Finding]:
    """年初未分配收益 must be last year's 年末未分配收益, where last year is in the book."""
    years = [int(row) for (row,) in store.query(
        "SELECT DISTINCT substr(on_day, 1, 4) FROM income_line ORDER BY 1")]
    for year in years:
        if year - 1 not in years:
            continue
        opening = year_account(store, year)["opening"]
        closing = year_account(store, year - 1)["closing"]
        if opening != closing:
            yield Finding(Level.WARNING, "economy-opening",
                          f"{year} 年初未分配收益 {MONEY.show(opening)} 元，{year - 1} 年末是"
                          f" {MONEY.show(closing)} 元，应当相等。请重新结转。",
                          behind_line(store, "opening", year),
                          Period(year).days)


def shared_too_much(store: Store) -> Iterator[Finding]:
    """More handed out than there was."""
    for (written,) in store.query("SELECT DISTINCT substr(on_day, 1, 4) FROM income_line"):
        year = year_account(store, int(written))
        if year["closing"] < 0:
            yield Finding(Level.WARNING, "economy-shared",
                          f"{written} 年分配 {MONEY.show(year['distributed'])} 元，多于可分配收益"
                          f" {MONEY.show(year['distributable'])} 元，请核对分配方案。",
                          behind_line(store, "distributed", int(written)),
                          Period(int(written)).days)


def leases(store: Store) -> Iterator[Finding]:
    """Leases about to run out, and rent that was not booked last year."""
    today = clock.today()
    for each in ending(store, today):
        yield Finding(Level.NOTICE, "lease-ending",
                      f"{each.tenant}的租约 {each.until} 到期，请商量续租。",
                      (("lease", each.rowid),))
    for each, missing in rent_short(store, today.year - 1):
        yield Finding(Level.NOTICE, "lease-rent",
                      f"{each.tenant} {today.year - 1} 年租金还差"
                      f" {MONEY.show(missing)} 元没有入账。", (("lease", each.rowid),))


def idle(store: Store) -> Iterator[Finding]:
    """Assets that lie idle."""
    found = idle_assets(store, clock.today())
    if found:
        yield Finding(Level.NOTICE, "asset-idle",
                      f"有 {len(found)} 处集体资产闲置，可以想办法盘活。",
                      tuple(("asset", each.rowid) for each in found))


def late_projects(store: Store) -> Iterator[Finding]:
    """Projects past their day."""
    for each in project_cards(store):
        if each.overdue(clock.today()):
            yield Finding(Level.WARNING, "project-late",
                          f"项目“{each.project.name}”计划 {each.project.due} 完成，"
                          "现在还没有完成。", (("project", each.project.rowid),))


ECONOMY_CHECKS = (openings, shared_too_much, leases, idle, late_projects)


# ── the creation work ────────────────────────────────────────────────────────


def deadlines(store: Store) -> Iterator[Finding]:
    """A deadline before its plan was made."""
    for plan in store.find(Plan):
        for each in targets(store, plan.rowid):
            if each.due and each.due < plan.made:
                yield Finding(Level.WARNING, "star-deadline",
                              f"{STARS.label(each.star)}的完成时限 {each.due} 早于计划制定日期"
                              f" {plan.made}，请改时限。", (("star_target", each.rowid),))
        for task, work in assignments(store, plan.rowid).items():
            if work.due and work.due < plan.made:
                yield Finding(Level.WARNING, "star-deadline",
                              f"任务时限 {work.due} 早于计划制定日期 {plan.made}，请改时限。",
                              (("assignment", work.rowid), ("task", task)))


def owners(store: Store) -> Iterator[Finding]:
    """An item of the current plan that nobody answers for."""
    for plan in store.find(Plan, order="year DESC")[:1]:
        given = assignments(store, plan.rowid)
        without = [each.task for each in items(store, plan.standard)
                   if not (each.task.id in given and given[each.task.id].owner)]
        if without:
            yield Finding(Level.NOTICE, "star-owner", f"{len(without)} 项创建任务还没有定责任人。",
                          tuple(("task", each.rowid) for each in without))


def ratios(store: Store) -> Iterator[Finding]:
    """A ratio typed without its base, or whose base is not said."""
    for plan in store.find(Plan):
        said = answers(store, plan.standard, clock.today())
        for item in items(store, plan.standard):
            for clause in item.clauses:
                each = said.get(clause.rowid)
                if clause.measure != ClauseMeasure.RATIO or each is None or each.value is None:
                    continue
                sentence = share_problem(each.value, each.base, each.base_label)
                if sentence:
                    yield Finding(Level.WARNING, "ratio-base", f"{item.task.title}：{sentence}",
                                  (("progress", each.rowid),))


def changed_clauses(store: Store) -> Iterator[Finding]:
    """Answers carried over to a clause that reads differently now."""
    for plan in store.find(Plan, order="year DESC")[:1]:
        said = answers(store, plan.standard, clock.today())
        again = [each for each in said.values() if each.recheck]
        if again:
            yield Finding(Level.NOTICE, "standard-changed",
                          f"标准有变化，{len(again)} 条沿用的填报要复核。",
                          tuple(("progress", each.rowid) for each in again))


def missing_evidence(store: Store) -> Iterator[Finding]:
    """Filed evidence whose record or file is no longer there."""
    for plan in store.find(Plan):
        for each in archive(store, store.get(Standard, plan.standard)):
            if not each.there:
                yield Finding(Level.WARNING, "evidence-gone",
                              f"档案 {each.number}“{each.evidence.title}”的原件已不在，"
                              "请从备份找回，或重新归档。",
                              (("star_evidence", each.evidence.rowid),))


def disagreements(store: Store) -> Iterator[Finding]:
    """The town's or the departments' opinion is below the village's own rating."""
    for plan in store.find(Plan, order="year DESC")[:1]:
        for line in lines(store, plan, clock.today()):
            for said in line.differing:
                yield Finding(
                    Level.NOTICE, "ratings-differ",
                    f"第 {line.task.number} 项“{line.clause.text}”：自评"
                    f"{SELF.label(line.said.rating or '') if line.said else ''}，{said.said}",
                    (("clause", line.clause.rowid),))
        for each in by_star(store, plan.year, set_of(store)):
            own = each.said[VerdictStage.SELF]
            for stage in (VerdictStage.TOWN, VerdictStage.DEPARTMENT):
                other = each.said[stage]
                if own and other and (own.result, other.result) == (
                        VerdictResult.YES, VerdictResult.NO):
                    yield Finding(
                        Level.NOTICE, "verdicts-differ",
                        f"{STARS.label(each.star)}：自评{VerdictResult.YES.label}，"
                        f"{stage.label}{VerdictResult.NO.label}，请看理由。",
                        (("verdict", own.rowid), ("verdict", other.rowid)))


def rated_short(store: Store) -> Iterator[Finding]:
    """A star the village says it reaches while it rates one of its clauses 未达标."""
    for plan in store.find(Plan, order="year DESC")[:1]:
        said = answers(store, plan.standard, clock.today())
        own = {each.star: each.said[VerdictStage.SELF]
               for each in by_star(store, plan.year, set_of(store))}
        for item in items(store, plan.standard):
            verdict = own.get(item.task.star)
            short = [said[each.rowid] for each in item.clauses
                     if each.rowid in said and said[each.rowid].rating == SHORT]
            if verdict and verdict.result == VerdictResult.YES and short:
                yield Finding(
                    Level.WARNING, "rating-short",
                    f"{STARS.label(item.task.star)}自评{VerdictResult.YES.label}，第"
                    f" {item.task.number} 项“{item.task.title}”却自评{SELF.label(SHORT)}，"
                    "请核对，改其中一个。",
                    (*(("progress", each.rowid) for each in short), ("verdict", verdict.rowid)))


def standards_used(store: Store) -> Iterator[Finding]:
    """The year's work rests on the template although the county's standard decides."""
    for plan in store.find(Plan, order="year DESC")[:1]:
        standard = store.get(Standard, plan.standard)
        if standard.template:
            yield Finding(Level.NOTICE, "standard-template",
                          f"{plan.year} 年计划用的是参考模板，上级标准下发后请导入并承接。",
                          (("standard", standard.rowid),))
        if not clause_ids(items(store, plan.standard)):
            yield Finding(Level.WARNING, "standard-empty",
                          f"{standard.title}里没有条目，标准下发后请导入。",
                          (("standard", standard.rowid),))


STAR_CHECKS = (deadlines, owners, ratios, changed_clauses, missing_evidence, disagreements,
               rated_short, standards_used)
