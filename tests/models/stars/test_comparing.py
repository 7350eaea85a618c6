from datetime import date

import pytest

from models.stars.comparing import carry_over
from models.stars.evidence import archive, file_under
from models.stars.plan import assignments, plan_for
from models.stars.progress import answer, answers, lines
from models.stars.standard import Standard, edit_clause, items
from models.values.problem import Problem
from tests.models.stars.creating import YEAR, plan_year, settle, town_standard, work


@pytest.fixture
def year(store, tmp_path):
    """52 items imported, planned and worked at for a quarter; 20 clauses answered by hand."""
    people = settle(store)
    first = town_standard(store, tmp_path)
    plan = plan_year(store, first, people)
    work(store, people)
    typed = [each for each in lines(store, plan, date(YEAR, 4, 1)) if not each.figures]
    for place, each in enumerate(typed[:20]):
        answer(
            store,
            each.clause,
            state="done" if place % 2 else "running",
            words=f"做法{place}",
            on_day=date(YEAR, 3, 20),
        )
    file_under(store, typed[0].clause.id, ("meeting", 1), "学习记录", filed=date(YEAR, 3, 21))
    return first, plan


def later(store, tmp_path, in_year=YEAR):
    return town_standard(store, tmp_path, changed=True, year=in_year)


def test_a_change_during_the_year_loses_nothing_answered(store, tmp_path, year):
    first, _ = year
    before = answers(store, first.id, date.max)
    carried = carry_over(store, first, later(store, tmp_path))
    second = store.get(Standard, plan_for(store, YEAR).standard)
    assert (second.version, second.follows) == (2, first.id)
    assert (carried.same, len(carried.changed), len(carried.new), len(carried.left)) == (
        91,
        2,
        1,
        1,
    )
    after = answers(store, second.id, date.max)
    dropped = {pair.before[1].id for pair in carried.left}
    kept = {each.carried: each for each in after.values()}
    assert set(kept) == set(before) - dropped
    assert all(kept[row].words == before[row].words for row in kept)
    assert answers(store, first.id, date.max) == before


def test_changed_items_are_flagged_and_say_what_changed(store, tmp_path, year):
    first, _ = year
    carried = carry_over(store, first, later(store, tmp_path))
    said = {pair.after[1].text: pair.changed for pair in carried.changed}
    assert said == {
        "按期召开支部党员大会": ("目标值",),
        "第3项第1条工作全面落实到位见成效": ("条",),
    }
    after = store.find(Standard, "follows = ?", (first.id,))[0]
    flagged = {each.text: each.change for item in items(store, after.id) for each in item.clauses}
    assert flagged["新增移风易俗积分管理办法"] == "new"
    assert flagged["按期召开支部党员大会"] == "changed"
    again = [each for each in answers(store, after.id, date.max).values() if each.recheck]
    assert len(again) == 1


def test_owners_deadlines_and_evidence_go_along(store, tmp_path, year):
    first, plan = year
    owners = [each.owner for each in assignments(store, plan.id).values()]
    carry_over(store, first, later(store, tmp_path))
    plan = plan_for(store, YEAR)
    found = lines(store, plan, date(YEAR, 4, 1))
    given = {each.task.id: each.assignment for each in found}
    assert len(given) == 52 and all(each.due and each.owner for each in given.values())
    assert sorted(each.owner for each in given.values()) == sorted(owners)
    second = store.get(Standard, plan.standard)
    assert [each.evidence.title for each in archive(store, second)] == ["学习记录"]
    assert len(archive(store, first)) == 1


def test_carried_over_to_next_year_the_old_year_keeps_its_own(store, tmp_path, year):
    first, _ = year
    before = answers(store, first.id, date.max)
    nxt = later(store, tmp_path, YEAR + 1)
    carry_over(store, first, nxt)
    assert plan_for(store, YEAR).standard == first.id
    assert answers(store, first.id, date.max) == before
    assert len(answers(store, nxt.id, date.max)) >= len(before) - 1


def test_a_version_that_was_followed_is_closed(store, tmp_path, year):
    first, _ = year
    carry_over(store, first, later(store, tmp_path))
    clause = items(store, first.id)[0].clauses[0]
    with pytest.raises(Problem, match="已有新版接续"):
        edit_clause(store, clause.but(target="党员大会 2 次/年"))
