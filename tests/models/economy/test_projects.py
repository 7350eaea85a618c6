from datetime import date
from decimal import Decimal

import pytest

from models.economy.projects import (
    Project,
    ProjectFund,
    ProjectResult,
    ProjectStage,
    keep_project,
    keep_stage,
    project_cards,
    save_project,
    stages,
)
from models.values.problem import Invalid


def test_money_by_source_and_results_with_about(store):
    project = keep_project(
        store, Project(name="温室大棚", stage="building", since=date(2026, 1, 1),
                       due=date(2026, 6, 1), jobs=80),
        [ProjectFund(project=0, origin="bond", amount=Decimal(3_000_000)),
         ProjectFund(project=0, origin="finance", amount=Decimal(1_300_000), about=True)],
        [ProjectResult(project=0, what="大棚", amount=Decimal(18), unit="座")])
    card, = project_cards(store)
    assert (card.total, card.about) == (4_300_000, True)
    assert card.by_origin() == {"finance": 1_300_000, "bond": 3_000_000}
    assert card.overdue(date(2026, 7, 1)) and not card.overdue(date(2026, 6, 1))
    keep_project(store, project.but(jobs=90))
    assert [(each.funds, each.results) for each in project_cards(store)] == [
        (card.funds, card.results)]
    keep_project(store, project.but(stage="accepted"), card.funds[:1], [])
    card, = project_cards(store)
    assert (len(card.funds), card.results) == (1, ())
    assert not card.overdue(date(2026, 7, 1))


def test_finished_before_begun_is_refused(store):
    with pytest.raises(Invalid, match="实际完成早于开始日期"):
        keep_project(store, Project(name="路灯", since=date(2026, 5, 1), finished=date(2026, 4, 1)))


def at(store, *day):
    return [(each.stage, each.total, len(each.results))
            for each in project_cards(store, date(*day))]


def test_a_project_is_told_of_as_it_stood_on_the_day(store, clock):
    clock.set(date(2026, 5, 2))
    road = keep_project(
        store, Project(name="河沿路", stage="building", since=date(2026, 3, 18)),
        [ProjectFund(project=0, origin="town", amount=Decimal(5), on_day=date(2026, 4, 1)),
         ProjectFund(project=0, origin="finance", amount=Decimal(7))],
        [ProjectResult(project=0, what="道路", amount=Decimal(49), unit="米",
                       on_day=date(2026, 8, 20))])
    clock.set(date(2026, 9, 3))
    road = save_project(store, road.but(stage="accepted", finished=date(2026, 8, 20)))
    road = save_project(store, road.but(stage="running"))
    assert at(store, 2026, 3, 17) == []
    assert at(store, 2026, 3, 31) == [("building", 7, 0)]
    assert at(store, 2026, 8, 19) == [("building", 12, 0)]
    assert at(store, 2026, 8, 20) == [("accepted", 12, 1)]
    assert at(store, 2026, 9, 3) == [("running", 12, 1)]


def test_an_earlier_stage_told_late_leaves_the_present_one(store):
    shed = keep_project(store, Project(name="冷库", stage="building", since=date(2026, 5, 6)))
    for stage in ("planned", "approved"):
        shed = keep_stage(store, ProjectStage(project=shed.rowid, stage=stage,
                                              on_day=date(2026, 4, 10)))
    assert shed.stage == "building"
    assert [each.stage for each in stages(store, shed.rowid)] == ["approved", "building"]


def test_a_project_not_finished_then_was_overdue_then(store):
    keep_project(store, Project(name="路灯", stage="accepted", since=date(2026, 1, 5),
                                due=date(2026, 3, 1), finished=date(2026, 4, 1)))
    (then,), (now,) = (project_cards(store, date(2026, month, 20)) for month in (3, 4))
    assert then.overdue(date(2026, 3, 20)) and not now.overdue(date(2026, 4, 20))


def test_a_project_without_a_beginning_is_told_of_since_somebody_told(store, clock):
    clock.set(date(2026, 9, 3))
    save_project(store, Project(name="游园"))
    assert at(store, 2026, 9, 2) == []
    assert at(store, 2026, 9, 3) == [("planned", 0, 0)]
