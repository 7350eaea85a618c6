"""党员: the questions count, the card tells the whole file, sheets are typed into like Excel."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.keeping.acting import EVER
from models.members.appraisal import Talk, appraisals_of
from models.members.development import Candidate, DevelopmentStep, steps_of, take
from models.members.dues import Dues
from models.members.member import Journey, Member, Post, duties_on, labels
from models.registers.people import Person
from tests.models.meetings.a_village_year import held, settle_branch
from tests.ui.places.meetings.test_page import said
from ui.kit.list_section import NO_SUCH
from ui.kit.marks import Face
from ui.kit.table import Edit
from ui.kit.theme import Mark

TODAY = date(2026, 9, 26)


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)


@pytest.fixture
def branch(store):
    return settle_branch(store)


@pytest.fixture
def members(branch, window):
    with window.store.act("清空"):
        for each in window.store.find(Member, "person NOT IN (SELECT person FROM post)"):
            if window.store.get(Person, each.person).name == "缑树林":
                window.store.save(each.but(left=date(2025, 1, 1)))
    window.go("members")
    return window.pages["members"]


def chips(section):
    return [each.text().strip() for each in section.chips._buttons.values()]


def choose(section, name):
    table = section.list.table
    row = next(at for at in range(len(table.ids)) if table.face(at, 0).words == name)
    section.list.choose(table.ids[row])
    return table.ids[row]


def fill(section, **texts):
    pane = section.right.currentWidget()
    for name, text in texts.items():
        pane.form.editors[name].put(text)
    pane.save()
    return pane


def test_the_questions_are_counted(members):
    assert chips(members.current) == [
        "全部 18",
        "正式 16",
        "预备 2",
        "流动 0",
        "失联 0",
        "欠费 0",
        "连续缺席 0",
    ]
    members.current.chips.press("probationary")
    assert len(members.current.list.table.ids) == 2


def test_a_card_tells_attendance_without_another_entry(members, branch, store):
    year = TODAY.year
    held(store, branch, "party-day", date(year, 1, 3), "dqr", chair=None)
    held(store, branch, "party-day", date(year, 1, 4), "dqr", chair=None)
    roll = members.current
    row = choose(roll, "槐丁")
    roll.look_at(row)
    assert "今年出勤　0／2（0.0%）" in said(roll.card)
    assert "连续无故缺席2次" in said(roll.card)
    assert roll.lines[row].absent == 2
    assert "连续缺席 1" in chips(roll)
    assert roll.list.table.face(roll.list.table.row_of(row), 7) == Face("连缺 2 次", Mark.LATE)


def test_a_stay_away_marks_the_register(members, store):
    roll = members.current
    row = choose(roll, "槐乙")
    roll.look_at(row)
    roll.go_away()
    fill(roll, went=(TODAY - timedelta(days=240)).isoformat(), destination="郑州")
    assert store.get(Member, row).mobile and store.find(Journey)[0].destination == "郑州"
    assert "流动 1" in chips(roll)


@pytest.mark.parametrize(("typed", "stood"), [("2026-03-01", "第一党小组"), ("", "第九党小组")])
def test_a_change_is_asked_from_which_day_it_holds(members, store, typed, stood):
    roll = members.current
    row = choose(roll, "槐乙")
    roll.look_at(row)
    with store.dating(EVER):
        store.save(store.get(Member, row).but(party_group="第一党小组"))
    roll.edit()
    pane = fill(roll, party_group="第九党小组", holds_from=typed)
    assert "holds_from" in pane.form.editors
    assert [next(each.party_group for each in store.on(Member, day) if each.id == row)
            for day in (date(2026, 2, 28), date(2026, 3, 1))] == [stood, "第九党小组"]


def test_a_member_leaves_the_branch_and_stays_in_the_file(members, store):
    roll = members.current
    row = choose(roll, "槐乙")
    roll.leave_branch()
    fill(roll, left_reason="转出")
    assert store.get(Member, row).left == TODAY and "全部 17" in chips(roll)


def test_development_says_what_is_next(members, branch, store):
    development = members.show_section("development")
    development.add()
    pane = development.right.currentWidget()
    pane.form.editors["person"].know(branch.applicant, "槐申")
    fill(development, person=str(branch.applicant))
    candidate = store.find(Candidate)[0]
    take(
        store,
        DevelopmentStep(candidate=candidate.id, step="apply", on_day=TODAY - timedelta(days=60)),
    )
    face = development.list.table.face(0, 3)
    assert face.mark is Mark.LATE and face.words.startswith("党组织派人谈话")
    development.take_next()
    assert development.right.currentWidget().form.editors["step"].words() == "talk"
    fill(development, on_day=(TODAY - timedelta(days=40)).isoformat())
    assert [each.step for each in steps_of(store, candidate.id)] == ["apply", "talk"]


def test_cadres_stand_with_the_figures_and_their_bases(members):
    cadres = members.show_section("cadres")
    assert chips(cadres) == ["两委干部 6", "后备干部 0", "驻村干部 0", "培训师资 0",
                             "其他职务 6", "曾任 0"]
    cadres.look_now()
    assert "两委干部6人，平均年龄" in said(cadres.card)
    cadres.chips.press("reserve")
    assert "后备干部现有0人，一般每村2至5人" in said(cadres.card)


def test_each_post_of_a_person_is_changed_and_ended_by_itself(members, branch, store):
    cadres = members.show_section("cadres")
    held = len(cadres.posts)
    person, post = cadres.posts[0]
    other = store.save(post.but(id=None, body="committee", title="村委会主任"))
    cadres.refresh()
    assert chips(cadres)[0] == "两委干部 6" and len(cadres.list.table.ids) == held + 1
    cadres.list.choose([each.id for _, each in cadres.posts].index(other.id) + 1)
    cadres.end()
    fill(cadres, until=(TODAY - timedelta(days=1)).isoformat())
    assert store.get(Post, other.id).until == TODAY - timedelta(days=1)
    assert store.get(Post, post.id).until is None
    cadres.list.choose(1)
    cadres.refresh()
    assert f"{person.name}曾任" in said(cadres.card) and "村委会主任" in said(cadres.card)
    cadres.chips.press("former")
    assert cadres.list.table.face(0, 4).words.startswith("村委会主任（")


def test_a_post_outside_the_two_committees_stands_in_the_list(members, branch, store):
    cadres = members.show_section("cadres")
    cadres.chips.press("other")
    cadres.add()
    cadres.right.currentWidget().form.editors["person"].know(branch.people[0], "槐0")
    fill(cadres, person=str(branch.people[0]), title="第一村民小组组长",
         since=(TODAY - timedelta(days=90)).isoformat())
    store.save(Post(person=branch.people[1], title="主任", body="supervision", since=TODAY))
    cadres.refresh()
    assert chips(cadres)[4] == "其他职务 8"
    assert [cadres.list.table.face(row, 4).words for row in (6, 7)] == [
        "第一村民小组组长", "村务监督委员会 主任"]
    cadres.list.choose(7)
    cadres.end()
    fill(cadres, until=(TODAY - timedelta(days=1)).isoformat())
    assert chips(cadres)[4:] == ["其他职务 7", "曾任 1"]


def test_who_is_sent_here_is_written_down_with_the_post_in_one_form(members, store):
    cadres = members.show_section("cadres")
    cadres.chips.press("stationed")
    cadres.add()
    fill(cadres, name="槐派", sent_by="县农业农村局", title="第一书记")
    assert [cadres.list.table.face(0, at).words for at in (0, 4)] == [
        "槐派", "第一书记（县农业农村局）"]
    cadres.edit()
    fill(cadres, phone="0398-1234567", title="工作队长")
    assert store.find(Person, "name = '槐派'")[0].phone == "0398-1234567"
    assert [each.title for each in store.find(Post, "body = 'stationed'")] == ["工作队长"]
    cadres.end()
    fill(cadres, until=TODAY.isoformat())
    assert chips(cadres)[2:] == ["驻村干部 0", "培训师资 0", "其他职务 6", "曾任 1"]
    cadres.chips.press("trainer")
    cadres.add()
    fill(cadres, name="槐师", sent_by="县委党校", title="专家")
    assert chips(cadres)[2:4] == ["驻村干部 0", "培训师资 1"]
    assert store.find(Person, "name = '槐派'")[0].household is None


def test_the_sort_of_talk_that_is_missing_is_named(members, branch, store):
    talks = members.show_section("talks")
    assert "党员之间" in talks.summary
    talks.add()
    pane = talks.right.currentWidget()
    for name, row in (("one", 0), ("other", 1)):
        pane.form.editors[name].know(branch.people[row], f"槐{row}")
    fill(talks, pair="党员之间", one=str(branch.people[0]), other=str(branch.people[1]))
    assert store.find(Talk)[0].pair == "members"
    assert "党员之间" not in talks.summary
    talks.chips.press("committee")
    assert talks.list.empty.text() == NO_SUCH


def test_dues_are_typed_into_the_sheet_and_taken_back(members, branch, store):
    sheet = members.show_section("dues")
    first, second = sheet.list.table.ids[:2]
    assert sheet.list.table.put([Edit(first, "01", "3"), Edit(second, "01", "3.5")])
    assert sheet.list.table.face(0, 1).words == "3"
    assert store.newest_act()[1] == f"党费 {TODAY.year} 年 2 格"
    assert not sheet.list.table.put([Edit(first, "02", "三块")])
    assert "不是数字" in sheet.strip.words.text()
    assert sheet.list.table.put([Edit(first, "01", "")])
    assert store.count("dues") == 1 and store.find(Dues)[0].member == second


def test_grades_are_typed_by_their_first_character(members, branch, store):
    sheet = members.show_section("appraisal")
    rows = sheet.list.table.ids
    sheet.list.table.put([Edit(each, "grade", "优") for each in rows[:7]])
    assert {each.grade for each in appraisals_of(store, TODAY.year).values()} == {"excellent"}
    assert "优秀7人，超过6人" in said(sheet.card)
    probationary = next(row for row, each in sheet.lines.items() if each.kind != "full")
    assert not sheet.list.table.put([Edit(probationary, "grade", "合格")])
    assert "预备党员参加评议，不评定等次" in sheet.strip.words.text()


def test_duties_keep_the_names_used_here(members, branch, store):
    sheet = members.show_section("duties")
    row = sheet.list.table.ids[0]
    sheet.list.table.put([Edit(row, "post", "治安调解岗"), Edit(row, "team", "第一编组")])
    assert duties_on(store, TODAY)[row].post == "治安调解岗"
    sheet.call_otherwise()
    fill(sheet, team="编队")
    assert labels(store)["team"] == "编队"
    assert [each.label for each in sheet.list.table.columns][1] == "编队"


def test_a_member_is_opened_from_anywhere(window, members, branch):
    members.show_section("talks")
    assert window.go("member", branch.members[3])
    assert members.current.key == "roll" and members.current.card.title.text() == "槐丁"
