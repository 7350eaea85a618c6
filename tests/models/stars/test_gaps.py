from datetime import date

from models.office.star_sets import star_set
from models.stars.drafting import keep, shipped
from models.stars.evidence import file_under
from models.stars.gaps import cheapest, gaps, planned_gaps, what_if
from models.stars.plan import Plan, assign, keep_plan
from models.stars.progress import answer, lines

DAY = date(2026, 6, 1)
CHOSEN = star_set("rural")


def ecology(store):
    """生态宜居星 with three items open: two due before the review, one without evidence."""
    standard = keep(store, shipped("rural", 2026))
    plan = keep_plan(store, Plan(year=2026, standard=standard.id, made=date(2026, 1, 4)))
    ours = [each for each in lines(store, plan, DAY) if each.task.star == "ecology"]
    for place, each in enumerate(ours):
        if place > 0:
            file_under(store, each.clause.id, ("household", 1), "材料", filed=DAY)
        if place > 2:
            answer(store, each.clause, state="done", on_day=DAY)
        else:
            assign(store, plan, each.task.id, due=date(2026, 9 + place // 2, 10),
                   days=3 if place else None)
    return plan, ours


def test_what_is_short_of_a_star_in_a_sentence(store):
    plan, _ = ecology(store)
    gap = next(each for each in planned_gaps(store, plan, DAY) if each.star == "ecology")
    assert gap.sentence(date(2026, 9, 20)) == (
        "离生态宜居星还差 3 项，其中 2 项要在 9 月 20 日前完成，1 项缺佐证。")
    assert gap.days == "约需 6 个工作日，1 项没有估计用时"


def test_what_if_writes_nothing(store):
    plan, ours = ecology(store)
    found = lines(store, plan, DAY)
    acts = store.count("act")
    assert what_if(CHOSEN, found, []).level == 0
    forecast = what_if(CHOSEN, found, [each.task.id for each in ours[:3]])
    assert (forecast.stars, forecast.days, forecast.unestimated) == (("ecology",), 6, 1)
    assert store.count("act") == acts
    assert cheapest(CHOSEN, found, 1).level >= 1
    assert cheapest(CHOSEN, found, 6) is None


def test_a_veto_item_left_open_keeps_the_star_away(store):
    plan, ours = ecology(store)
    for each in ours:
        answer(store, each.clause, state="done", on_day=DAY)
    reached = next(each for each in gaps(CHOSEN, lines(store, plan, DAY)) if each.star == "ecology")
    assert reached.reached and reached.sentence() == "生态宜居星：6 项全部完成。"
    store.save(ours[0].clause.but(veto=True))
    answer(store, ours[0].clause, state="running", on_day=DAY)
    gap = next(each for each in gaps(CHOSEN, lines(store, plan, DAY)) if each.star == "ecology")
    assert not gap.reached and "有 1 条否决项没有达到" in gap.sentence()


def test_a_star_without_items_waits_for_the_standard():
    gap = gaps(star_set("urban"), [])[1]
    assert not gap.reached
    assert gap.sentence() == "宜业兴业星：标准里没有这颗星的项，等上级下发。"
