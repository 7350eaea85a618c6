"""月排序 exists only where the town wants it; ties share a place, and the change is right."""

from __future__ import annotations

import pytest

from models.keeping.store import Store
from models.town.comparing import ranking, ranking_sheet, turn_on
from models.town.units import TownUnit, keep_unit, open_town
from models.values.problem import Problem
from tests.models.town.handed_in import hand_over


def work(done: int, due: str = "2026-12-01") -> dict[str, list[dict[str, str]]]:
    return {
        "star_plan": [{"year": "2026", "standard": "1", "made": "2026-01-05"}],
        "star_target": [{"plan": "1", "star": "branch", "aim": "win"}],
        "task": [{"standard": "1", "star": "branch"}],
        "clause": [{"task": "1", "text": f"第{n}条"} for n in range(4)],
        "assignment": [{"plan": "1", "task": "1", "due": due}],
        "progress": [{"clause": str(n), "state": "done"} for n in range(1, done + 1)],
    }


def test_ranking_is_off_until_the_town_decides(store: Store) -> None:
    open_town(store, "示例镇")
    with pytest.raises(Problem, match="没有开月排序"):
        ranking(store, "2026-09")


def test_ties_and_changes(store: Store) -> None:
    open_town(store, "示例镇")
    turn_on(store, True)
    august = {"一": 1, "二": 3, "三": 2}
    september = {"一": 3, "二": 3, "三": 2, "四": 2}
    for place, name in enumerate(september):
        unit = keep_unit(store, TownUnit(name=name, code=f"41039900000{place}", place=place))
        if name in august:
            hand_over(store, unit, 1, "2026-08", work(august[name]))
        late = "2026-09-01" if name == "四" else "2026-12-01"
        hand_over(store, unit, 2, "2026-09", work(september[name], late))
    found = ranking(store, "2026-09")
    assert [(each.score.unit.name, each.place, each.moved) for each in found] == [
        ("一", 1, "↑2"), ("二", 1, "持平"), ("三", 3, "↓1"), ("四", 4, "新上榜")]
    assert str(found[0].score.rate) == "75.0" and str(found[0].gained) == "50.0"
    assert found[3].score.overdue == 1
    assert [row.values[0] for row in ranking_sheet(store, "2026-09").rows] == [1, 1, 3, 4]


def test_of_what_was_said_of_a_clause_the_last_by_the_end_counts(store: Store) -> None:
    open_town(store, "示例镇")
    turn_on(store, True)
    unit = keep_unit(store, TownUnit(name="一", code="410399000001", place=1))
    said = [("1", "done", "2026-08-01"), ("1", "running", "2026-09-05"),
            ("2", "running", "2026-08-01"), ("2", "done", "2026-09-05"),
            ("3", "running", "2026-09-01"), ("3", "done", "2026-10-02")]
    hand_over(store, unit, 1, "2026-09", work(0) | {"progress": [
        {"clause": clause, "state": state, "on_day": day} for clause, state, day in said]})
    assert ranking(store, "2026-09")[0].score.done == 1
