"""F11 整顿方案: 一支部一方案, 一问题一对策, and how it was assessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.matters.matter import Matter
from models.matters.overhaul import current_overhaul
from models.returns.registers import NUMBERED
from models.returns.returning import Asked, Return, headed
from models.values.kinds import NOTE, Field
from models.values.problem import Problem
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

OVERHAUL = (
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
            store.find(Matter, "overhaul = ?", (listed.id,), "found, id"), 1)
    ]
    end = (f"验收评估 {listed.assessed}：{listed.conclusion}。" if listed.assessed
           else "验收评估日期：　　　　结论：")
    return headed(
        store, asked, code="overhaul-plan", title="软弱涣散基层党组织整顿方案", columns=OVERHAUL,
        rows=rows, when=f"方案编号 {listed.plan}",
        notes=(f"列入日期 {listed.listed}；列入原因：{listed.reason}。", end),
        signatures=("党支部书记", "包村干部", "镇党委审核", "日期"),
    )


OVERHAUL_RETURNS = (
    Return("overhaul-plan", "软弱涣散基层党组织整顿方案", "asked", OVERHAUL, overhaul_plan),
)
