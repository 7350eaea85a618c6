"""A standard beside the stars: its own heads, checked without a plan; a plan is of the stars alone.
"""

from __future__ import annotations

from datetime import date

import pytest

from models.keeping.store import Store
from models.office.village import Unit
from models.returns.debrief import debrief
from models.returns.document import Paragraph
from models.stars.drafting import keep, rows_of, shipped
from models.stars.gaps import drafted
from models.stars.plan import Plan, keep_plan
from models.stars.progress import answer, clauses_met, lines_under
from models.stars.standard import heads, items, standard_for, standards_beside
from models.values.problem import Invalid
from tests.models.stars.creating import four, meet

DAY = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def today(clock):
    clock.set(DAY)


def test_a_standard_beside_the_stars_has_heads_of_its_own(store: Store) -> None:
    stars, own = keep(store, shipped("rural", 2026)), four(store)
    assert standard_for(store, 2026) == stars and standards_beside(store, 2026) == [own]
    found = items(store, own.rowid)
    assert len(found) == 80 and sorted(heads(found)) == ["信息化", "品牌化", "标准化", "规范化"]
    assert {row[1:3] for row in rows_of(store, own)} == {("四化", head) for head in heads(found)}
    with pytest.raises(Invalid, match="不是“五星”的标准"):
        keep_plan(store, Plan(year=2026, standard=own.rowid, made=DAY))


def test_67_of_80_clauses_are_met(store: Store) -> None:
    own = four(store)
    meet(store, own, 67, DAY)
    assert clauses_met(lines_under(store, own, DAY), 2) == "67 / 80＝83.75%（分母：条）"
    store.save(Unit(name="赵家村"))
    paper = debrief(store, 2026, DAY)
    said = {each.heading: each.text for each in paper.blocks if isinstance(each, Paragraph)}
    assert paper.title == "赵家村党支部 2026 年述职报告"
    assert said["二、创建情况"] == "1. 四化自查，条达标 67 / 80＝83.75%（分母：条）。"
    assert said["一、履职情况"] == "没有登记。"


def test_a_plan_is_drafted_from_the_self_check(store: Store) -> None:
    standard = keep(store, shipped("rural", 2026))
    first, *_, last = [each.clauses[0] for each in items(store, standard.rowid)]
    answer(store, first, state="done", on_day=DAY)
    answer(store, last, state="running", rating="short", shortfall="还没有志愿队。", on_day=DAY)
    said = drafted(store, standard, DAY)
    assert said["reached"] == "支部过硬星 1 争当好支书"
    assert "离支部过硬星还差 3 项" in said["gaps"] and "；还没有志愿队。" in said["gaps"]
    assert "。。" not in said["gaps"] and "。；" not in said["gaps"]
    assert "29 积分制与志愿服务：按细则记分" in said["measures"]
    assert keep_plan(store, Plan(year=2026, standard=standard.rowid, made=DAY).but(**said)).id
