from datetime import date
from decimal import Decimal

import pytest

from models.economy.projects import Project, ProjectFund, ProjectResult, keep_project, project_cards
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
    keep_project(store, project.but(stage="accepted"), card.funds[:1])
    card, = project_cards(store)
    assert (len(card.funds), card.results) == (1, ())
    assert not card.overdue(date(2026, 7, 1))


def test_finished_before_begun_is_refused(store):
    with pytest.raises(Invalid, match="实际完成早于开始日期"):
        keep_project(store, Project(name="路灯", since=date(2026, 5, 1), finished=date(2026, 4, 1)))
