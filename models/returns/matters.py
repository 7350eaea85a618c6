"""Returns drawn from the ledger of matters: problems, disputes, rectifications, the overhaul."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from models.figures.matters import balance
from models.matters.ledger import current_overhaul, open_on, progress, standing
from models.matters.matter import Handling, Matter, Step, matters_on
from models.office.village import Body
from models.registers.people import head_on
from models.returns.liaison import BRANCH_SIGNS
from models.returns.listing import NUMBERED
from models.returns.returning import Asked, Return, headed
from models.values.days import show_day
from models.values.kinds import DAY, FLAG, NOTE, Field
from models.values.periods import Period, Span
from models.values.privacy import Privacy
from models.values.problem import Problem
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store


DONE = Column(Field("办理情况", NOTE, width=22, privacy=Privacy.SENSITIVE))

PROBLEMS = (
    Column(Matter.field("number")), Column(Matter.field("kind")), Column(Matter.field("topic")),
    Column(Matter.field("source")), Column(Field("户", width=12, privacy=Privacy.NAME)),
    Column(Matter.field("found")), Column(Matter.field("what")), Column(Matter.field("owner")),
    Column(Matter.field("level")), Column(Field("交办日期", DAY, width=11)),
    Column(Matter.field("deadline")), DONE, Column(Matter.field("closed")),
    Column(Matter.field("told")), Column(Matter.field("verdict")),
)


def problems(store: Store, asked: Asked) -> Sheet:
    """问题台账: what was open at the start or found in the period, as it stood at its end."""
    rows: list[Row] = []
    for matter, steps in _matters_of(store, asked):
        assigned = next((each.day for each in steps if each.kind == Handling.ASSIGNED), None)
        rows.append(Row(
            (matter.number, matter.kind, matter.topic, matter.source,
             _home(store, matter, asked.day),
             matter.found, matter.what, matter.owner, matter.level, assigned, matter.deadline,
             _said(steps), matter.closed, matter.told, matter.verdict),
            (("matter", matter.rowid),),
        ))
    return headed(store, asked, code="matters", title="问题台账", columns=PROBLEMS, rows=rows,
                  measure="件", notes=(_balance_words(store, asked, ()),), signatures=BRANCH_SIGNS)


DISPUTES = (
    NUMBERED, Column(Field("排查日期", DAY, width=11)), Column(Matter.field("place")),
    Column(Field("排查人员", width=9, privacy=Privacy.NAME)), Column(Matter.field("parties")),
    Column(Matter.field("topic")), Column(Matter.field("claim")), Column(Matter.field("risk")),
    Column(Field("化解措施", NOTE, width=22)), Column(Matter.field("owner")),
    Column(Field("调解日期", DAY, width=11)), Column(Matter.field("result")),
    Column(Field("回访", width=9)),
)


def _about(matter: Matter) -> str:
    """What the dispute is about, then what is asked for, where that was written apart."""
    return "；".join(dict.fromkeys(filter(None, (matter.what, matter.claim))))


def disputes(store: Store, asked: Asked) -> Sheet:
    """矛盾纠纷排查化解台账, with the balance of the period."""
    verdict = Matter.field("verdict")
    rows: list[Row] = []
    for matter, _ in _matters_of(store, asked, "dispute"):
        rows.append(Row(
            (len(rows) + 1, matter.found, matter.place, _finder(store, matter), matter.parties,
             matter.topic, _about(matter), matter.risk, matter.measure, matter.owner,
             matter.closed, matter.result, verdict.show(matter.verdict)),
            (("matter", matter.rowid),),
        ))
    notes = [_balance_words(store, asked, ("dispute",))]
    if not rows:
        notes.insert(0, "本期排查，没有发现矛盾纠纷。")
    return headed(store, asked, code="disputes", title="矛盾纠纷排查化解台账", columns=DISPUTES,
                  rows=rows, measure="起", notes=tuple(notes), signatures=BRANCH_SIGNS)


RECTIFICATIONS = (
    NUMBERED, Column(Matter.field("found")), Column(Matter.field("source")),
    Column(Field("问题", NOTE, width=26)), Column(Matter.field("star")),
    Column(Field("整改措施", NOTE, width=22)), Column(Matter.field("owner")),
    Column(Matter.field("deadline")), Column(Field("进展", NOTE, width=20)),
    Column(Field("完成日期", DAY, width=11)), Column(Matter.field("acceptor")),
    Column(Field("销号", FLAG, width=5)),
)


def rectifications(store: Store, asked: Asked) -> Sheet:
    """问题整改（销号）台账: findings of inspections and rectifications."""
    kinds = ("rectification", "inspection")
    rows: list[Row] = []
    for matter, steps in _matters_of(store, asked, *kinds):
        rows.append(Row(
            (len(rows) + 1, matter.found, matter.source, matter.what, matter.star, matter.measure,
             matter.owner, matter.deadline, _said(steps), matter.closed,
             matter.acceptor if matter.closed else None, matter.closed is not None),
            (("matter", matter.rowid),),
        ))
    return headed(store, asked, code="rectification", title="问题整改（销号）台账",
                  columns=RECTIFICATIONS, rows=rows, measure="件",
                  notes=(_balance_words(store, asked, kinds),), signatures=BRANCH_SIGNS)


OVERHAUL = (
    NUMBERED, Column(Field("问题", NOTE, width=24)), Column(Matter.field("topic")),
    Column(Field("对策", NOTE, width=24)),
    Column(Matter.field("owner")), Column(Matter.field("deadline")),
    Column(Field("本月进展", NOTE, width=26)), Column(Field("是否化解", FLAG, width=8)),
    Column(Field("比上月", width=10)),
)


def overhaul(store: Store, asked: Asked) -> Sheet:
    """软弱涣散整顿月报告: every problem with its own measure, and the change since last month."""
    month = Period.of(asked.day, Span.MONTH)
    listed = current_overhaul(store, month.end)
    if listed is None or listed.id is None:
        return headed(store, asked, code="overhaul", title="软弱涣散整顿月报告", columns=OVERHAUL,
                      rows=[], notes=("本支部没有列入软弱涣散整顿。",), signatures=BRANCH_SIGNS)
    found = progress(store, listed.id, month)
    rows = [
        Row((place, each.matter.what, each.matter.topic, each.matter.measure, each.matter.owner,
             each.matter.deadline, each.done or "无", each.solved,
             _change(each.solved, each.solved_before, each.matter.found >= month.start)),
            (("matter", each.matter.rowid),))
        for place, each in enumerate(found, 1)
    ]
    told = Counter((each.matter.topic, each.solved) for each in found if each.matter.topic)
    now, before = standing(store, listed.id, month), standing(store, listed.id, month.previous())
    notes = [
        f"列入原因：{listed.reason}。一支部一方案：{listed.plan}，{show_day(listed.listed)}列入。",
        f"问题 {now.problems} 个，已化解 {now.solved} 个；上月 {before.problems} 个，已化解 "
        f"{before.solved} 个；本月新增 {now.problems - before.problems} 个，"
        f"多化解 {now.solved - before.solved} 个。",
    ]
    if told:
        notes.append("按类别：" + "；".join(
            f"{topic} {told[topic, True] + told[topic, False]} 个，已化解 {told[topic, True]} 个"
            for topic in dict.fromkeys(topic for topic, _ in told)) + "。")
    if listed.assessed and listed.assessed <= month.end:
        notes.append(f"验收评估：{listed.assessed}，{listed.conclusion}。")
    return headed(store, asked, code="overhaul", title="软弱涣散整顿月报告", columns=OVERHAUL,
                  rows=rows, when=month.label, measure="个", notes=tuple(notes),
                  signatures=BRANCH_SIGNS)


def _change(solved: bool, before: bool, new: bool) -> str:
    if new:
        return "新增并化解" if solved else "新增"
    if solved != before:
        return "本月化解" if solved else "又未化解"
    return "已化解" if solved else "未变"


def _matters_of(store: Store, asked: Asked, *kinds: str) -> list[tuple[Matter, list[Step]]]:
    """The matters open before the period or opened in it, with their steps until its end."""
    first, last = asked.period.start, asked.period.end
    open_before = set(open_on(store, _eve(first), kinds=kinds))
    touched = {row for (row,) in store.query(
        """SELECT DISTINCT matter FROM matter_step
           WHERE kind IN ('found', 'reopened') AND day BETWEEN ? AND ?""",
        (first.isoformat(), last.isoformat()),
    )}
    return [
        (matter, steps) for matter, steps in matters_on(store, last)
        if matter.id in open_before | touched and (not kinds or matter.kind in kinds)
    ]


def _eve(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _said(steps: list[Step]) -> str | None:
    """The newest words about how far it is."""
    telling = (Handling.HANDLED, Handling.CLOSED, Handling.REOPENED)
    said = [each.words for each in steps if each.kind in telling]
    return said[-1] if said else None


def _home(store: Store, matter: Matter, day: date) -> str | None:
    rows = store.query(
        f"SELECT h.number, {head_on()} FROM household h WHERE h.id = ?2",
        (day.isoformat(), matter.household),
    )
    return " ".join(filter(None, rows[0])) if rows else None


def _finder(store: Store, matter: Matter) -> str | None:
    rows = store.query(
        "SELECT p.name FROM member m JOIN person p ON p.id = m.person WHERE m.id = ?",
        (matter.member,),
    )
    return rows[0][0] if rows else None


def _balance_words(store: Store, asked: Asked, kinds: tuple[str, ...]) -> str:
    sums = balance(store, asked.days, kinds)
    return (f"期初未解决 {sums.opening} 件＋本期发现 {sums.found} 件－本期解决 {sums.solved} 件"
            f"＝期末未解决 {sums.open} 件（重新办理的按新发现计）。")


MATTER_RETURNS = (
    Return("matters", "问题台账", "month", PROBLEMS, problems, signs=Body.COMMITTEE),
    Return("disputes", "矛盾纠纷排查化解台账", "month", DISPUTES, disputes, signs=Body.COMMITTEE),
    Return("rectification", "问题整改（销号）台账", "month", RECTIFICATIONS, rectifications,
           signs=Body.COMMITTEE),
    Return("overhaul", "软弱涣散整顿月报告", "month", OVERHAUL, overhaul, apart=True),
)


# ── F11 整顿方案 ─────────────────────────────────────────────────────────────


OVERHAUL_PLAN = (
    NUMBERED, Column(Field("问题", NOTE, width=30)), Column(Field("对策", NOTE, width=30)),
    Column(Field("责任人", width=8)), Column(Matter.field("deadline")),
    Column(Field("是否化解", width=8)),
)


def overhaul_plan(store: Store, asked: Asked) -> Sheet:
    """F11 一支部一方案: why the branch is listed, and one measure for every problem."""
    listed = current_overhaul(store, asked.day)
    if listed is None:
        raise Problem("本村没有列入整顿的记录，不用出这张表。")
    rows = [
        Row((place, each.what, each.measure, each.owner, each.deadline,
             "否" if each.is_open else "是"), (("matter", each.rowid),))
        for place, each in enumerate(
            (each for each, _ in matters_on(store, asked.day) if each.overhaul == listed.id), 1)
    ]
    end = (f"{show_day(listed.assessed)}验收评估：{listed.conclusion}。"
           if listed.assessed and listed.assessed <= asked.day
           else "验收评估日期：　　　　结论：")
    return headed(
        store, asked, code="overhaul-plan", title="软弱涣散基层党组织整顿方案",
        columns=OVERHAUL_PLAN,
        rows=rows, when=f"方案编号 {listed.plan}",
        notes=(f"列入日期：{show_day(listed.listed)}；列入原因：{listed.reason}。", end),
        signatures=("党支部书记", "包村干部", "镇党委审核", "日期"),
    )


OVERHAUL_RETURNS = (
    Return("overhaul-plan", "软弱涣散基层党组织整顿方案", "asked", OVERHAUL_PLAN, overhaul_plan),
)
