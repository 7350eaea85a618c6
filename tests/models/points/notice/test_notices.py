"""A public notice shames nobody: ten traps of a month, none on the page, each pointed out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.keeping.datafile import DatabaseError
from models.office.exposure import Scan
from models.office.village import change_policy
from models.points.book.account_acts import move_award, reverse
from models.points.book.entries import Entry
from models.points.notice.lines import NoticeText
from models.points.notice.notices import (
    Objection,
    answer,
    draw_correction,
    draw_notice,
    lines_of,
    lines_to_choose,
    object_to,
    objected,
    objections_to,
    publish,
    unanswered,
)
from models.registers.people import Person
from models.returns.points import NOTHING_TO_POST, notice, notice_sheet
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.problem import Invalid, Problem
from models.values.traces import personal_data_in
from tests.models.points.points_village import ITEMS, award, with_accounts
from tests.models.points.small_village import scheme

MARCH, APRIL = Period.parse("2026-03"), date(2026, 4, 2)
DAY = date(2026, 3, 10)
TRAPS = (
    ("身份证号", "本人41038119990101003X已核实"),
    ("电话号码", "联系 154 0000 0011 核对"),
    ("就读学校或班级", "孙子在柳河沿小学三年级2班"),
    ("救助和低收入身份", "低 保户，帮扶对象"),
    ("矫正、服刑或涉案情况", "社区·矫正期间表现好"),
    ("病情或残疾", "二级残疾，常年透析"),
    ("银行卡号", "款打到6222021000011112223"),
    ("详细住址", "住二组东街17号"),
    ("未成年人姓名", "孙子柳小满领奖"),
    ("信访或纠纷隐私", "上访后息诉"),
)


@pytest.fixture
def month(store):
    """A month with a trap in the reason, the evidence or the wording of every award."""
    items = [*ITEMS, {"code": "help", "title": "看望低保户", "points": "3"},
             {"code": "quiet", "title": "特殊情况", "points": "2", "sensitive": True}]
    with_accounts(store, scheme(items))
    store.save(Person(name="柳小满", household=1, relation="42", born="2014-05-01",
                      since=date(2020, 1, 1)))
    for place, (_, words) in enumerate(TRAPS):
        where = {"note": words} if place % 2 else {"evidence": words}
        award(store, place % 3 + 1, DAY, "free", points=Decimal(place + 1), **where)
    award(store, 1, DAY, "help")
    award(store, 2, DAY, "quiet")
    award(store, 3, DAY, "rubbish", note="门前乱堆")
    return store


def printed(store, notice):
    sheet = notice_sheet(store, notice)
    cells = [str(value) for row in sheet.rows for value in row.values]
    return " ".join([sheet.title, *cells])


def test_ten_traps_none_reaches_the_page_and_each_is_pointed_out(month):
    draft = draw_notice(month, "household", MARCH, APRIL)
    found = {each.what for each in draft.pointed_out}
    assert {what for what, _ in TRAPS} <= found
    assert any(each.where == "公示用语" and each.written == "低保" for each in draft.pointed_out)
    page = printed(month, publish(month, draft, APRIL))
    for _, words in TRAPS:
        assert words not in page
    for word in ("小满", "低保", "残疾", "矫正", "小学", "东街", "特殊情况", "上访", "6222"):
        assert word not in page
    assert personal_data_in(page) == []


def test_deductions_carry_no_name_unless_the_village_decided(month):
    lines = draw_notice(month, "household", MARCH, APRIL).lines
    minus = next(each for each in lines if each.points < 0)
    assert (minus.name, minus.group) == (None, "一组")
    named = [each.name for each in lines if each.wording == "临时任务"]
    assert named and all(named)
    change_policy(month, "points", name_deductions="2026年2月村民代表会议")
    draft = draw_notice(month, "household", MARCH, APRIL)
    assert next(each for each in draft.lines if each.points < 0).name
    assert "按“2026年2月村民代表会议”公布户主姓名" in draft.notes[1]
    assert next(each for each in draft.lines if each.points == 2 and not each.name)


def test_a_child_who_is_head_is_masked(store):
    with_accounts(store)
    head = store.find(Person, "household = 1 AND relation = '02'")[0]
    store.save(head.but(name="柳满仓", born="2013-01-01"))
    award(store, 1, DAY, "tree")
    draft = draw_notice(store, "household", MARCH, APRIL)
    assert draft.lines[0].name == "柳*仓"
    assert draft.pointed_out[0].where == "户主姓名"


def test_names_may_be_masked(store):
    with_accounts(store)
    award(store, 1, DAY, "tree")
    change_policy(store, "points", names="masked")
    assert draw_notice(store, "household", MARCH, APRIL).lines[0].name == "柳*甲"


def test_a_notice_says_how_to_object_and_until_when(store):
    with_accounts(store)
    award(store, 1, DAY, "tree")
    draft = draw_notice(store, "household", MARCH, APRIL)
    assert draft.until == date(2026, 4, 7)
    assert draft.notes[0] == (
        "对以上内容有异议的，请在2026年4月7日前向柳河沿村村务监督委员会 0390-6000213提出，"
        "村里核实后答复并公示结果。")
    with pytest.raises(Invalid, match="公示要写明异议向谁提"):
        publish(store, draw_notice(store, "household", MARCH, APRIL, contact=" "), APRIL)


def test_what_was_put_up_stands(store):
    with_accounts(store)
    slip = award(store, 1, DAY, "tree")
    notice = publish(store, draw_notice(store, "household", MARCH, APRIL), APRIL)
    with pytest.raises(Problem, match="不能撤销；请用冲销、更正或退回"):
        store.undo()
    for change in (notice.but(title="改过"), lines_of(store, notice.id)[0].but(wording="改过")):
        with pytest.raises((Problem, DatabaseError)):
            store.save(change)
    with pytest.raises((Problem, DatabaseError)):
        store.remove(notice)
    entry = store.find(Entry, "slip = ?", (slip.id,))[0]
    with pytest.raises((Problem, DatabaseError)):
        store.save(entry.but(credited=Decimal(99)))
    with pytest.raises(Problem, match="已在 2026-04-02 公示，有错请出更正公示"):
        publish(store, draw_again(store), APRIL)
    late = award(store, 1, DAY, "rubbish", today=date(2026, 4, 8))
    entries = dict(store.query("SELECT slip, period FROM entry"))
    assert (entries[slip.id], entries[late.id]) == ("2026-03", "2026-04")


def draw_again(store):
    """A draft as if there were lines still."""
    draft = draw_notice(store, "household", MARCH, APRIL)
    return replace(draft, lines=(NoticeText(None, "一组", None, DAY, "植树", Decimal(1)),))


def test_a_correction_shows_both_versions(store):
    with_accounts(store)
    wrong = award(store, 1, DAY, "free", points=Decimal(20))
    award(store, 1, DAY, "tree")
    notice = publish(store, draw_notice(store, "household", MARCH, APRIL), APRIL)
    with pytest.raises(Problem, match="没有更正过"):
        draw_correction(store, notice.id, APRIL)
    june = date(2026, 6, 2)
    move_award(store, wrong.id, 2, june, "记错户")
    draft = draw_correction(store, notice.id, june)
    assert [(each.name, each.points, each.corrected) for each in draft.lines] == [
        ("柳树甲", 20, 0), ("耿树乙", 0, 20)]
    sheet = notice_sheet(store, publish(store, draft, june))
    assert [each.label for each in sheet.columns[-2:]] == ["原公示", "更正后"]
    assert "更正公示" in sheet.title
    with pytest.raises(Problem, match="没有更正过"):
        draw_correction(store, notice.id, june)


def test_a_reversal_is_booked_to_its_own_day(store):
    with_accounts(store)
    slip = award(store, 1, DAY, "tree")
    publish(store, draw_notice(store, "household", MARCH, APRIL), APRIL)
    back = reverse(store, slip.id, date(2026, 6, 1), "记错")
    assert store.query("SELECT period FROM entry WHERE slip = ?", (back.id,)) == [("2026-06",)]


def test_objections_are_answered_and_a_late_one_is_marked(store):
    with_accounts(store)
    award(store, 1, DAY, "tree")
    notice = publish(store, draw_notice(store, "household", MARCH, APRIL), APRIL)
    early = object_to(store, Objection(notice=notice.id, received=date(2026, 4, 3), what="没到场"))
    late = object_to(store, Objection(notice=notice.id, received=date(2026, 5, 3), what="太少"))
    assert (early.late, late.late) == (False, True)
    assert len(unanswered(store)) == 2
    answer(store, early.id, "核实无误", "dismissed", date(2026, 4, 5))
    assert [each.id for each in unanswered(store)] == [late.id]
    with pytest.raises(Invalid, match="这份公示 2026-04-02 才张贴"):
        object_to(store, Objection(notice=notice.id, received=date(2026, 4, 1), what="早"))


def test_an_objection_names_the_line_it_is_to(store):
    with_accounts(store)
    for account in (1, 2):
        award(store, account, DAY, "tree")
    notice = publish(store, draw_notice(store, "household", MARCH, APRIL), APRIL)
    first, second = lines_of(store, notice.id)
    assert [row for row, _ in lines_to_choose(store, notice.id, second.name)] == [second.id]
    raised = object_to(store, Objection(
        notice=notice.id, line=second.id, received=date(2026, 4, 3), what="没到场"))
    assert objected(store, raised) == second.words and second.name in second.words
    assert objections_to(store, second.entry) == [raised]
    assert objections_to(store, first.entry) == []
    award(store, 1, date(2026, 4, 10), "tree")
    may = date(2026, 5, 2)
    later = publish(store, draw_notice(store, "household", Period.parse("2026-04"), may), may)
    with pytest.raises(Invalid, match="不在这份公示上"):
        object_to(store, raised.but(id=None, notice=later.id, received=may))


@pytest.mark.parametrize("words", [
    "家庭成员考取本科", "参加公共劳动", "升入重点大学", "主动调解邻里纠纷", "清理河道3次",
    "第2批义务植树", "环境整治一天", "获县级表彰", "2026年5月1日植树"])
def test_plain_wording_is_no_trap(store, words):
    assert Scan(store, DAY).home_traps(words) == []


def test_an_adult_of_the_same_name_as_a_child_is_no_trap(store):
    with_accounts(store)
    store.save(Person(name="柳树甲", household=2, relation="42", born="2015-01-01"))
    award(store, 1, DAY, "tree")
    assert draw_notice(store, "household", MARCH, APRIL).lines[0].name == "柳树甲"


def test_a_draft_with_nothing_to_post_says_so(month):
    full, empty = (notice(month, Asked.of(Period.parse(each), APRIL))
                   for each in ("2026-03", "2025-03"))
    assert full.rows and full.notes != NOTHING_TO_POST
    assert not empty.rows and empty.notes == NOTHING_TO_POST
