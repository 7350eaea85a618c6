from datetime import date

from models.stars.drafting import keep, shipped
from models.stars.gaps import planned_gaps
from models.stars.plan import Plan, keep_plan
from models.stars.progress import answer, lines
from models.stars.standard import candidates, switch_on

DAY = date(2026, 6, 1)


def test_vetoes_are_offered_and_off_until_switched_on(store):
    standard = keep(store, shipped("rural", 2026))
    plan = keep_plan(store, Plan(year=2026, standard=standard.id, made=date(2026, 1, 4)))
    offered = candidates(store, standard)
    assert len(offered) == 5 and not any(each.on for each in offered)
    assert {each.source for each in offered} == {"参考"}
    for each in lines(store, plan, DAY):
        if each.task.star == "branch":
            answer(store, each.clause, state="done", on_day=DAY)
    clause = switch_on(store, standard, "safety", offered[0].text)
    switch_on(store, standard, "safety", "另一件")
    assert [each.on for each in candidates(store, standard)] == [True, False, False, False, False]
    gap = next(each for each in planned_gaps(store, plan, DAY) if each.star == "safety")
    assert gap.items == 9 and len(gap.vetoed) == 2
    answer(store, clause, state="done", on_day=DAY)
    gap = next(each for each in planned_gaps(store, plan, DAY) if each.star == "safety")
    assert [each.clause.text for each in gap.vetoed] == ["另一件"]
