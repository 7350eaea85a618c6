"""Two terms side by side, who was trained with what result, who works here and is not from here."""

from datetime import date
from decimal import Decimal

import pytest

from models.activities.activity import Activity, log, people_of, read_results
from models.checks.registers import in_no_household
from models.figures.catalogue import MEASURES, measure_called
from models.figures.reckon import opened, reckon
from models.members.member import Member, Post
from models.members.posts import PersonTag, former_posts, station, tags_known
from models.overview.story import person_story
from models.registers.people import Person
from models.returns.catalogue import return_called
from models.returns.drilling import behind
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.problem import Invalid

TODAY, ELECTED, BEFORE = date(2026, 11, 29), date(2021, 1, 20), date(2017, 12, 20)
ASKED = Asked.of(Period.parse("2026"), TODAY)
COLLEGE, SCHOOL = "31", "61"
STEMS = str.maketrans("0123456789", "甲乙丙丁戊己庚辛壬癸")


def drawn(store, code):
    return return_called(code).draw(store, ASKED)


def elect(store, many, of_age, *, learned, since, until=None):
    """So many of the branch committee, of these ages in 2026, the first so many of college."""
    for place in range(many):
        person = store.save(Person(
            name="槐" + str(place).translate(STEMS), born=f"{2026 - of_age(place)}-01-01",
            education=COLLEGE if place < learned else SCHOOL))
        store.save(Post(person=person.rowid, title="委员", body="branch", since=since, until=until))


def test_a_term_is_held_against_the_one_before(store):
    with store.act("两届"):
        elect(store, 50, lambda place: 55, learned=9, since=BEFORE, until=ELECTED)
        elect(store, 1980, lambda place: 44 - (place % 5 == 0), learned=526, since=ELECTED)
        head = store.find(Post, order="id DESC")[0].person
        for title, body in (("党支部书记", "branch"), ("村委会主任", "committee")):
            store.save(Post(person=head, title=title, body=body, since=ELECTED))
    sheet = drawn(store, "terms")
    told = {row.values[1]: row.values[3:] for row in sheet.rows}
    assert told["两委干部"] == (50, 1980, 1930)
    assert told["两委干部平均年龄"] == (Decimal("50.0"), Decimal("43.8"), Decimal("-6.2"))
    assert told["大专以上两委干部占比"] == ("18.0%", "26.6%", Decimal("8.6"))
    assert told["一肩挑"] == (0, 1, 1)
    place = next(at for at, row in enumerate(sheet.rows) if row.values[1] == "两委干部")
    assert [len(behind(store, sheet, ASKED, place, at).counted) for at in (3, 4)] == [50, 1980]
    assert len(former_posts(store, TODAY)) == 50


def test_results_of_trainings_are_shares_of_those_of_which_they_are_written(store):
    with store.act("培训"):
        for times, results in ((3784, "合格2915人；取得证书2822人；发放补贴29070元"), (46, "")):
            log(store, Activity(on_day=TODAY, entered=TODAY, kind="training", theme="马兰花",
                                times=times), results=read_results(results))
    sheet = drawn(store, "training")
    assert sheet.rows[0].values[-4:] == ("77.0%", 2822, "74.6%", 29070)
    assert sheet.rows[1].values[-4:] == ("—", 0, "—", 0)
    assert sheet.total[-4:] == ("77.0%", 2822, "74.6%", 29070)
    assert sheet.notes[1] == (
        "培训合格率 2915 / 3784＝77.0%（分母：记了培训合格的培训人次）；"
        "培训取证率 2822 / 3784＝74.6%（分母：记了培训取证的培训人次）。")


def test_results_of_people_by_name_go_before_the_words(store):
    people = [store.save(Person(name="槐" + each)).rowid for each in "甲乙丙"]
    kept = log(store, Activity(on_day=TODAY, entered=TODAY, kind="training", theme="夜校"), people,
               read_results("合格40人；取得证书32人；发放补贴2900元"))
    assert drawn(store, "training").rows[0].values[-5:] == (40, "1333.3%", 32, "1066.7%", 2900)
    assert drawn(store, "training-people").rows == []
    first, second, _ = people_of(store, kept.rowid)
    store.save(first.but(passed=True, certificate="电工证", subsidy=Decimal("120.5")))
    store.save(second.but(passed=False))
    assert drawn(store, "training").rows[0].values[-5:] == (
        1, "33.3%", 1, "33.3%", Decimal("120.5"))
    again = log(store, kept, people[:2])
    assert [each.certificate for each in people_of(store, again.rowid)] == ["电工证", None]
    sheet = drawn(store, "training-people")
    assert [row.values[3:4] + row.values[-3:] for row in sheet.rows] == [
        ("槐甲", True, "电工证", Decimal("120.50")), ("槐乙", False, None, 0)]
    assert sheet.total[-1] == Decimal("120.5")
    assert sheet.notes == ("合格 1 人次，取得证书 1 人次；只列逐人记了结果的。",)
    assert [each.amount for each in behind(store, sheet, ASKED, None, 9).counted] == [
        Decimal("120.5"), Decimal(0)]
    with pytest.raises(Invalid, match="不能小于0"):
        store.save(first.but(subsidy=Decimal(-1)))


def test_who_was_trained_how_often_stands_in_a_list_and_in_the_story(store):
    with store.act("党员"):
        for name in ("槐甲", "槐乙"):
            person = store.save(Person(name=name))
            store.save(Member(person=person.rowid, joined="2001-01-01"))
        log(store, Activity(on_day=date(2026, 5, 1), entered=TODAY, kind="training", theme="夜校"),
            people=[1])
    rows = [row.values[1:] for row in drawn(store, "trained").rows]
    assert rows == [("槐甲", None, True, 1, date(2026, 5, 1), "2026-05-01 夜校"),
                    ("槐乙", None, True, 0, None, None)]
    assert drawn(store, "trained").notes[0].startswith("党员轮训覆盖率 1 / 2＝50.0%")
    assert ("2026-05-01", "activity", "培训：夜校") in [
        (each.day, each.kind, each.words) for each in person_story(store, 1)]


def test_who_is_sent_here_is_no_resident_and_stands_in_a_list_of_their_own(store):
    came = date(2025, 6, 10)
    with pytest.raises(Invalid, match="派出单位还没有填"):
        station(store, Person(name="槐派"), Post(person=0, title="第一书记", since=came))
    sent = Person(name="槐派", sex="1", sent_by="县农业农村局")
    post = station(store, sent, Post(person=0, title="第一书记", since=came))
    again = station(store, sent, Post(person=0, title="工作队长", since=TODAY))
    assert again.person == post.person and list(in_no_household(store)) == []
    assert [row.values[6:8] for row in drawn(store, "stationed").rows] == [
        ("县农业农村局", "第一书记"), ("县农业农村局", "工作队长")]
    station(store, Person(name="槐师", sent_by="县委党校"),
            Post(person=0, title="专家", body="trainer", since=came))
    assert [row.values[1] for row in drawn(store, "trainers").rows] == ["槐师"]
    people, sent_here = (measure_called(MEASURES, code) for code in ("village.people", "stationed"))
    found = reckon(store, [(each, ASKED.days) for each in (people, sent_here)])
    assert [found.value(each, ASKED.days) for each in (people, sent_here)] == [0, 1]
    assert opened(store, people, ASKED.days).missed[0].reason == "派来工作的，不住在村里"


def test_what_people_are_trained_as_is_in_the_villages_own_words(store):
    person = store.save(Person(name="槐甲")).rowid
    for tag, until in (("头雁", None), ("头雁", None), ("镇选村培", date(2026, 1, 1))):
        store.save(PersonTag(person=person, tag=tag, since=date(2025, 1, 1), until=until))
    assert tags_known(store)[:2] == ["头雁", "镇选村培"] and "雁阵培育" in tags_known(store)
    assert [row.values[2] for row in drawn(store, "person-tags").rows] == ["头雁", "头雁"]
    kinds = [row.values[1:4] for row in drawn(store, "kinds").rows]
    assert ("人才培养", "头雁", 2) in kinds
