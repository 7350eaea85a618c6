"""The returns of the creation work, from plan and standard to application, ledger and 周汇报."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from models.economy.assets import honours_in_words
from models.economy.organisations import task_forces
from models.figures.economy import FILED
from models.figures.measure import Days
from models.figures.reckon import reckon
from models.figures.registers import HOUSEHOLDS, MEMBERS, PEOPLE
from models.members.posts import posts_on
from models.office.star_sets import StarState, star_set
from models.returns.listing import NUMBERED, of_columns
from models.returns.returning import Asked, Opens, Return, as_of, headed
from models.stars.drafting import HEADINGS, rows_of
from models.stars.evidence import Filed, archive, in_runs, kind_filed
from models.stars.opinion import RESULTS, OpinionStage
from models.stars.plan import (
    AIMS,
    QUESTIONS,
    Plan,
    StarTarget,
    dates_of,
    owner_names,
    plan_for,
    targets,
)
from models.stars.progress import (
    SELF,
    Line,
    by_task,
    clauses_met,
    lines,
    open_clause,
    overall,
    refs,
    task_state,
)
from models.stars.standard import Clause, Standard, Task, standard_for
from models.stars.verdicts import (
    DIFFERENT,
    VerdictStage,
    by_star,
    level,
    level_name,
    stars_held,
)
from models.stars.weekly import SECTIONS, WeeklyReport, draft, report_for
from models.values.days import show_day
from models.values.kinds import NOTE, NUMBER, PART_DAY, TEXT, Field
from models.values.kinds import Field as F
from models.values.periods import Period, Span
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.values.figure import Figure


FILLERS = ("审核人", "填报人", "填报日期", "包村干部")


def once_planned(
    code: str, title: str, cadence: str, columns: tuple[Column, ...],
    draw: Callable[[Store, Asked, Plan, Standard], Sheet], *, internal: bool = False,
    figures: Opens | None = None,
) -> Return:
    """A return drawn from the year's plan; without a plan an empty sheet that says what to do."""

    def make(store: Store, asked: Asked) -> Sheet:
        plan = plan_for(store, asked.period.year)
        if plan is None:
            note = (f"{asked.period.year} 年还没有创建计划。"
                    "请在“五星”里先选标准、定计划，再出这张表。")
            return headed(store, asked, code=code, title=title, columns=columns, rows=[],
                          notes=(note,), signatures=FILLERS)
        return draw(store, asked, store.stood(plan, asked.day), store.get(Standard, plan.standard))

    return Return(code, title, cadence, columns, make, internal=internal, figures=figures)


def notices(standard: Standard) -> tuple[str, ...]:
    """Under which standard a sheet stands, and that a template is only one."""
    version = f"依据：{standard.title}（{standard.year} 年第 {standard.version} 版）。"
    return (version, standard.notice) if standard.notice else (version,)


PLAN = (Column(F("项目", width=14)), Column(F("内容", NOTE, width=70)))


def plan_sheet(store: Store, asked: Asked, plan: Plan, standard: Standard) -> Sheet:
    """F1 创建计划表: the five questions, the stars with their owners, last year's level."""
    chosen = star_set(standard.star_set)
    found = targets(store, plan.rowid, asked.day)
    dates = dates_of(store, plan)
    last = level_name(level(store, plan.year - 1, day=asked.day))
    words = [
        ("类型", chosen.label), ("上年星级", last),
        *((Plan.field(each).label, getattr(plan, each) or "") for each in QUESTIONS),
        ("目标星级", f"{level_name(len(found))}（{len(found)} 颗）"),
        ("目标星", _targets(store, found)),
        ("牵头人", owner_names(store, {plan.leader}).get(plan.leader, "") if plan.leader else ""),
        ("工作专班", _task_forces(store, plan, asked.day)),
        ("包村干部", plan.guide or ""),
        ("两委会日期", str(dates.get("committee", ""))),
        ("党员大会日期", str(dates.get("assembly", ""))),
        ("镇研判意见", plan.opinion or ""),
    ]
    rows = [Row(each, (("star_plan", plan.rowid),)) for each in words]
    return headed(store, asked, code="star-plan", title="“五星”支部创建计划表", columns=PLAN,
                  rows=rows, when=f"{plan.year}年", notes=notices(standard), signatures=FILLERS)


def _task_forces(store: Store, plan: Plan, day: date) -> str:
    """How many the plan wants, and those there are with who leads them and how many are in them."""
    wanted = f"应设{plan.task_forces}个，" if plan.task_forces else ""
    found = task_forces(store, day)
    named = "；".join(
        f"{each.organisation.name}（{each.leader or '负责人没有定'}，{each.people}人）"
        for each in found)
    return f"{wanted}现有{len(found)}个{f'：{named}' if named else ''}" if wanted or found else ""


def _targets(store: Store, found: list[StarTarget]) -> str:
    names = owner_names(store, {each.owner for each in found if each.owner})
    return "；".join(
        f"{StarTarget.field('star').show(each.star)}（{AIMS.label(each.aim)}，"
        f"{names.get(each.owner or 0, '认领人没有定')}"
        + (f"，{each.due}" if each.due else "") + "）"
        for each in found)


WIDTHS = (6, 8, 10, 5, 16, 22, 24, 24, 10, 18, 14, 9, 14, 5)
STANDARD = tuple(Column(F(each, NOTE if width > 12 else TEXT, width=width))
                 for each, width in zip(HEADINGS, WIDTHS, strict=True))


def standard_sheet(store: Store, asked: Asked) -> Sheet:
    """F2 创建标准表 of the year, as it was handed down; a template says that it is one."""
    standard = standard_for(store, asked.period.year)
    if standard is None:
        note = f"{asked.period.year} 年还没有创建标准。请先导入镇里下发的标准表。"
        return headed(store, asked, code="star-standard", title="“五星”支部创建标准表",
                      columns=STANDARD, rows=[], notes=(note,), signatures=(), seal=False)
    rows = [Row(tuple("" if each is None else str(each) for each in row),
                (("standard", standard.rowid),)) for row in rows_of(store, standard)]
    return headed(store, asked, code="star-standard", title=standard.title, columns=STANDARD,
                  rows=rows, when=f"{standard.year}年", notes=notices(standard), signatures=(),
                  seal=False)


PROGRESS = (
    Column(Task.field("star")), Column(Task.field("number")), Column(F("任务", NOTE, width=20)),
    Column(F("条", NOTE, width=20)), Column(F("目标值", width=14)),
    Column(F("现状值", NOTE, width=20)), Column(F("数据来源", width=16)),
    Column(F("完成率", width=18)), Column(F("责任人", width=8)),
    Column(F("完成时限", PART_DAY, width=11)), Column(F("状态", width=9)),
    Column(F("最近更新", PART_DAY, width=11)),
)


def progress_sheet(store: Store, asked: Asked, plan: Plan, standard: Standard) -> Sheet:
    """F3 创建进度表: every clause with its figure, where that comes from, and its state."""
    found = lines(store, plan, asked.day)
    behind = refs(store, found)
    rows = [
        Row((each.task.star, each.task.number, each.task.title, each.clause.text,
             each.clause.target, each.value, each.source, each.completion, each.owner,
             _due(each), f"{each.shape}{each.state_label}",
             str(each.said.on_day) if each.said else ""), behind[each.clause.rowid],
            key=each.clause.id)
        for each in found
    ]
    legend = "　".join(f"{each.shape}{each.label}" for each in StarState)
    return headed(
        store, asked, code="star-progress", title="“五星”支部创建进度表", columns=PROGRESS,
        rows=rows, when=as_of(asked), signatures=FILLERS,
        notes=(f"任务完成 {overall(found)}。", f"图例：{legend}",
               "没有写明目标数的条不算完成率，看状态。", *notices(standard)),
    )


def _due(each: Line) -> str:
    return str(each.assignment.due) if each.assignment and each.assignment.due else ""


RATING = (
    Column(Task.field("star")), Column(Task.field("number")), Column(F("任务", NOTE, width=18)),
    Column(F("评定标准", NOTE, width=24)), Column(F("自评", width=9)),
    Column(F("事实与数字", NOTE, width=24)), Column(F("佐证编号", NOTE, width=16)),
    Column(F("短板", NOTE, width=18)), Column(F("上级评定", NOTE, width=14)),
)


def rating_sheet(store: Store, asked: Asked, plan: Plan, standard: Standard) -> Sheet:
    """F4 自评表: what the village says of each clause, with facts and evidence numbers."""
    filed: dict[int, list[Filed]] = {}
    for one in archive(store, standard, asked.day):
        filed.setdefault(one.clause.rowid, []).append(one)
    found = lines(store, plan, asked.day)
    behind = refs(store, found)
    rows = [
        Row((each.task.star, each.task.number, each.task.title,
             each.clause.criterion or each.clause.text,
             SELF.label(each.said.rating) if each.said and each.said.rating else "",
             each.value, in_runs(filed.get(each.clause.rowid, ())),
             each.said.shortfall if each.said else "", _from_above(each)),
            behind[each.clause.rowid],
            key=each.clause.id)
        for each in found
    ]
    dates = dates_of(store, plan)
    said = [f"{star_set(standard.star_set).label_of(each.star)}：{each.result('self')}"
            for each in by_star(
                store, plan.year, star_set(standard.star_set), asked.day)]
    return headed(
        store, asked, code="star-rating", title="“五星”支部创建自评表", columns=RATING, rows=rows,
        when=as_of(asked), signatures=FILLERS,
        notes=(
            f"每星结论（自评）：{'；'.join(said)}。"
            f"自评星数 {level(store, plan.year, 'self', asked.day)}。",
            "，".join(f"{words}日期{show_day(dates[name]) if name in dates else '　'}"
                     for name, words in (("committee", "两委会"), ("assembly", "党员大会"))) + "。",
            *notices(standard),
        ),
    )


def _from_above(line: Line) -> str:
    """≠ 研判未达到；部门评定达到."""
    return "；".join(
        f"{DIFFERENT * (each in line.differing)} {OpinionStage(each.stage).label}"
        f"{RESULTS.label(each.result)}".strip() for each in line.opinions)


APPLICATION = (
    Column(F("星", width=12)), Column(F("申报", width=8)), Column(F("申报理由", NOTE, width=30)),
    Column(F("自评", width=10)), Column(F("镇初审", width=10)), Column(F("专班意见", width=10)),
    Column(F("县评定", width=10)), Column(F("文件", NOTE, width=20)),
)


def application_sheet(store: Store, asked: Asked, plan: Plan, standard: Standard) -> Sheet:
    """F5 星级申报表: the stars applied for and the four verdicts side by side, none for another."""
    chosen = star_set(standard.star_set)
    aims = {each.star: each for each in targets(store, plan.rowid, asked.day)}
    rows = []
    for each in by_star(store, plan.year, chosen, asked.day):
        own, award = each.said[VerdictStage.SELF], each.said[VerdictStage.AWARD]
        aim = aims.get(each.star)
        rows.append(Row(
            (chosen.label_of(each.star), AIMS.label(aim.aim) if aim else "不申报",
             own.reason if own else "", *map(each.result, VerdictStage),
             award.document if award else ""),
            tuple(("verdict", one.rowid) for one in each.said.values() if one)))
    facts = _facts(store, asked.day)
    held = len(stars_held(store, plan.year, day=asked.day))
    return headed(
        store, asked, code="star-application", title="“五星”支部星级申报表", columns=APPLICATION,
        rows=rows, when=f"{plan.year}年",
        notes=(facts, f"荣誉：{honours_in_words(store, asked.day) or '没有登记'}。",
               f"申报 {level_name(len(aims))}；已授予 {held} 颗星，"
               f"星级按授予的星数计：{level_name(held)}。",
               "公示起止：　　年　月　日至　　年　月　日", *notices(standard)),
        signatures=(*FILLERS, "镇（街道）党委审核"),
    )


def _facts(store: Store, day: date) -> str:
    days, counted = Days(day, day), (HOUSEHOLDS, PEOPLE, MEMBERS)
    found = reckon(store, [(each, days) for each in counted])
    homes, people, members = (found.value(each, days) for each in counted)
    posts = len(posts_on(store, day, ("branch", "committee")))
    return f"村基本情况：{homes} 户、{people} 人，党员 {members} 名，两委任职 {posts} 个。"


LEDGER = (
    Column(Task.field("star")), Column(Task.field("number")), Column(F("任务", NOTE, width=20)),
    Column(F("措施", NOTE, width=24)), Column(F("责任人", width=8)), Column(F("启动", width=11)),
    Column(F("完成时限", PART_DAY, width=11)), Column(F("状态", width=9)),
    Column(F("条完成情况", width=18)),
    Column(F("进展", NOTE, width=30)), Column(F("佐证份数", NUMBER, width=8), total=True),
)


def ledger_sheet(store: Store, asked: Asked, plan: Plan, standard: Standard) -> Sheet:
    """F9 创建工作台账: item by item, measure, owner, days, progress and how much is filed."""
    rows = []
    every = lines(store, plan, asked.day)
    behind = refs(store, every)
    for task, found in by_task(every):
        work = found[0].assignment
        state = task_state(found)
        said = "；".join(dict.fromkeys(each.value for each in found if each.value))
        rows.append(Row(
            (task.star, task.number, task.title, work.action if work else "", found[0].owner,
             str(work.begun) if work and work.begun else "", _due(found[0]),
             f"{state.shape}{state.label}", clauses_met(found), said,
             sum(each.evidence for each in found)),
            tuple(ref for each in found for ref in behind[each.clause.rowid]), key=task.id))
    total = (None, None, "合计", *(None,) * 7, sum(row.values[-1] for row in rows))
    return headed(store, asked, code="star-ledger", title="“五星”支部创建工作台账", columns=LEDGER,
                  rows=rows, when=as_of(asked), notes=notices(standard), total=total,
                  signatures=FILLERS)


ARCHIVE = (
    NUMBERED, Column(F("档案编号", width=14)), Column(F("星", width=12)),
    Column(F("任务", NOTE, width=20)), Column(F("种类", width=10)),
    Column(F("题名", NOTE, width=34)), Column(F("形成日期", PART_DAY, width=11)),
    Column(F("归档日期", PART_DAY, width=11)), Column(F("状况", width=10)),
)


def archive_sheet(store: Store, asked: Asked, plan: Plan, standard: Standard) -> Sheet:
    """F22 创星档案目录: what is filed under which number, and what is no longer there."""
    chosen = star_set(standard.star_set)
    rows = [
        Row((place, each.number, chosen.label_of(each.star), each.task.title,
             kind_filed(each.evidence.ledger), each.evidence.title,
             str(each.evidence.on_day or ""), str(each.evidence.filed),
             "在" if each.there else "缺"),
            (("star_evidence", each.evidence.rowid), (each.evidence.ledger, each.evidence.row)))
        for place, each in enumerate(archive(store, standard, asked.day), 1)
    ]
    gone = sum(row.values[-1] == "缺" for row in rows)
    notes = (f"共 {len(rows)} 件" + (f"，其中 {gone} 件原件已不在，请补。" if gone else "。"),
             "编号：年度-星-项-件。", *notices(standard))
    return headed(store, asked, code="star-archive", title="创星档案目录", columns=ARCHIVE,
                  rows=rows, when=f"{asked.period.year}年　{as_of(asked)}", notes=notes,
                  signatures=("归档人", "审核人", "归档日期"))


class ClauseFigures(Opens):
    """What the figures of a clause open into, where a sheet has a line for every clause."""

    def asks(
        self, store: Store, column: Column, rows: Sequence[Row], days: Days
    ) -> Figure | None:
        """The figure of one clause; None of another column, or of several."""
        if column.label not in ("现状值", "事实与数字") or len(rows) != 1:
            return None
        return open_clause(store, store.get(Clause, int(str(rows[0].key))), days.last)

    def before(
        self, store: Store, column: Column, rows: Sequence[Row], earlier: Iterable[Days]
    ) -> list[Any]:
        """In words, as the sheet has it."""
        figures = (self.asks(store, column, rows, days) for days in earlier)
        return [each and each.shown for each in figures]


STAR_RETURNS = (
    once_planned("star-plan", "“五星”支部创建计划表", "year", PLAN, plan_sheet),
    Return("star-standard", "“五星”支部创建标准表", "year", STANDARD, standard_sheet,
           internal=False),
    once_planned("star-progress", "“五星”支部创建进度表", "week", PROGRESS, progress_sheet,
                 figures=ClauseFigures()),
    once_planned("star-rating", "“五星”支部创建自评表", "quarter", RATING, rating_sheet,
                 figures=ClauseFigures()),
    once_planned("star-application", "“五星”支部星级申报表", "year", APPLICATION,
                 application_sheet),
    once_planned("star-ledger", "“五星”支部创建工作台账", "month", LEDGER, ledger_sheet,
                 internal=True, figures=of_columns("task", {"佐证份数": FILED})),
    once_planned("star-archive", "创星档案目录", "quarter", ARCHIVE, archive_sheet, internal=True),
)


# ── F6 周汇报 ────────────────────────────────────────────────────────────────


WEEKLY = (Column(Field("项目", width=12)), Column(Field("内容", NOTE, width=70)))


def weekly(store: Store, asked: Asked) -> Sheet:
    """The report kept for the week of the day, or the draft when none was written."""
    week = Period.of(asked.day, Span.WEEK)
    report = report_for(store, week) or draft(store, asked.day)
    refs = (("weekly_report", report.id),) if report.id else ()
    rows = [Row((WeeklyReport.field(each).label, getattr(report, each)), refs) for each in SECTIONS]
    state = f"已于 {report.sent} 报出。" if report.sent else "草稿，还没有报出。"
    notes = (state, "本份是更正。") if report.corrects else (state,)
    return headed(
        store, asked, code="weekly-report", title="“五星”支部创建周汇报", columns=WEEKLY, rows=rows,
        when=report.title.removesuffix("周汇报"), notes=notes,
        signatures=("审核人", "填报人", "填报日期"),
    )


WEEKLY_RETURNS = (
    Return("weekly-report", "“五星”支部创建周汇报", "week", WEEKLY, weekly, internal=False,
           apart=True),
)
