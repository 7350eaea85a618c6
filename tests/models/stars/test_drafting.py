from models.office.star_sets import star_set
from models.stars.drafting import keep, shipped
from models.stars.standard import standard_for


def test_the_template_has_29_items_and_says_what_it_is(store):
    drafted = shipped("rural", 2026)
    assert (len(drafted.items), drafted.clauses, drafted.faults) == (29, 29, ())
    assert drafted.standard.notice == "参考模板，以上级下发标准为准。"
    assert not any(each.veto for item in drafted.items for each in item.clauses)
    kept = keep(store, drafted)
    assert kept.template and standard_for(store, 2026, "rural") == kept


def test_the_urban_template_has_something_under_each_of_its_own_stars():
    drafted = shipped("urban", 2026)
    assert (drafted.clauses, drafted.faults) == (26, ())
    assert drafted.standard.notice == "参考模板，以上级下发标准为准。"
    assert list(dict.fromkeys(each.task.star for each in drafted.items)) == [
        star for star, _ in star_set("urban").stars]


def test_a_handed_down_standard_stands_before_the_template(store):
    keep(store, shipped("rural", 2026))
    given = shipped("rural", 2026)
    real = keep(store, type(given)(given.standard.but(template=False, title="县标准"), given.items))
    assert standard_for(store, 2026) == real


def test_goals_about_incidents_are_never_answered_by_what_was_solved():
    clauses = {
        item.task.title: each for item in shipped("rural", 2026).items for each in item.clauses
    }
    assert clauses["矛盾纠纷妥善化解"].sources is None
    assert clauses["户厕改造与管护"].sources is None
    assert clauses["严格组织生活"].source_codes == (
        "party-meeting",
        "committee",
        "party-day",
        "life-meeting",
        "appraisal",
    )
