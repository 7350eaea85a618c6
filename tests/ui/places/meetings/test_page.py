"""会议: the calendar counts, the grid measures after every key, the steps follow one another."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from models.activities.activity import Activity, people_of, results_of
from models.keeping.journal import acts
from models.meetings.attendance import attendance_of
from models.meetings.calendar import MeetingPlan, NotHeld
from models.meetings.kinds import known_kinds
from models.meetings.meeting import Meeting, meetings_between
from models.meetings.minutes import decisions_of
from models.meetings.procedure import Procedure
from models.members.member import Member
from models.registers.people import Person
from models.values import clock
from models.values.periods import Period, Span
from ui.kit.marks import Face, FaceLabel
from ui.kit.theme import Mark

DAY = date(2025, 9, 26)


@pytest.fixture
def meetings(window, store):
    from tests.models.meetings.a_village_year import settle_branch

    with store.act("清空"):
        for each in store.find(Member):
            store.save(each.but(left=date(2025, 1, 1)))
    settle_branch(store)
    window.go("meetings")
    return window.pages["meetings"]


def begin(meetings, kind="party-meeting", **texts):
    """A meeting with its head written, at the sign-in."""
    desk = meetings.show_section("desk")
    desk.begin(kind)
    for name, text in ({"held": DAY.isoformat(), "title": "议题"} | texts).items():
        desk.current.form.editors[name].put(text)
    desk.show_section("roll")
    assert desk.current.key == "roll"
    return desk


def strike(desk, keys):
    for key in keys:
        desk.current.grid.strike(key)


def said(card):
    """Everything a card tells now."""
    for _ in range(2):
        QApplication.processEvents()
    return "\n".join(each.text() for each in card.findChildren(QLabel) if each.isVisibleTo(card))


def test_the_calendar_is_the_first_thing_seen(meetings):
    calendar = meetings.current
    assert calendar.key == "calendar"
    titles = {calendar.list.table.face(row, 0).words for row in range(len(calendar.list.table.ids))}
    assert "党小组会（一组）" in titles and "支部党员大会" in titles


def test_a_meeting_not_held_may_say_why(meetings, store):
    calendar = meetings.current
    calendar.show_period(calendar.period.previous())
    calendar.chips.press("late")
    calendar.explain_it()
    pane = calendar.right.currentWidget()
    pane.form.editors["reason"].put("汛期值守")
    pane.save()
    assert store.find(NotHeld)[0].reason == "汛期值守"


def test_a_meeting_is_planned_announced_and_written_down(meetings, store, qtbot):
    from PySide6.QtGui import QGuiApplication

    calendar = meetings.current
    calendar.plan_it()
    pane = calendar.right.currentWidget()
    day = calendar.period.end
    texts = {"kind": "支部党员大会", "on_day": day.isoformat(), "party_group": ""}
    for name, text in texts.items():
        pane.form.editors[name].put(text)
    pane.save()
    planned = store.find(MeetingPlan)[0]
    line = next(at for at, each in calendar.lines.items() if each.plan == planned)
    calendar.list.choose(line)
    calendar.notice()
    assert "召开支部党员大会" in QGuiApplication.clipboard().text()
    calendar.write_down()
    desk = meetings.current
    assert desk.key == "desk" and desk.meeting.kind == "party-meeting"
    desk.current.form.editors["held"].put(DAY.isoformat())
    desk.show_section("roll")
    strike(desk, "r")
    desk.current.save()
    assert store.get(MeetingPlan, planned.id).meeting == desk.meeting.id


def test_one_key_marks_and_the_cursor_moves_on(meetings, qtbot):
    desk = begin(meetings)
    grid = desk.current.grid
    for key in "1":
        qtbot.keyClicks(grid, key)
    qtbot.keyClicks(grid, "2")
    assert grid.now.asking and desk.current.hint.text().startswith("假的事由")
    qtbot.keyClicks(grid, "23")
    faces = [grid.table.face(row, 4) for row in range(4)]
    assert faces == [Face("到", Mark.DONE), Face("假", Mark.ASK), Face("缺", Mark.LATE), Face("▮")]
    assert grid.table.face(1, 5).words == "生病"
    assert grid.now.cursor == 3


def test_marks_go_back_one_by_one_and_what_is_saved_stays(meetings, store, qtbot):
    desk = begin(meetings)
    grid, before = desk.current.grid, acts(store, 1)
    grid.setFocus()
    qtbot.keyClicks(grid, "13")
    marked = []
    for _ in range(4):
        marked.append([each.status for each in grid.rows[:2]])
        qtbot.keyClick(grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    nobody = [None, None]
    assert marked == [["present", "absent"], ["present", None], nobody, nobody]
    assert acts(store, 1) == before


def test_the_card_says_how_many_are_missing_and_by_which_rule(meetings):
    desk = begin(meetings, purpose="接收预备党员、预备党员转正")
    strike(desk, "dddd")
    words = said(desk.current.card)
    assert "还差4人到半数（8人）才能开会" in words
    assert "“接收预备党员、预备党员转正”还差5人到过半数（9人）才能开会" in words
    assert "赞成须达 9 票（应到有表决权的党员16人的过半数）" in words
    assert "依据《中国共产党支部工作条例（试行）》第十一条" in words
    assert "三会一课季报" in words
    strike(desk, "ddddd")
    assert "可以开会：已到9人" in said(desk.current.card)


def test_leaving_out_needs_a_reason_and_an_approval(meetings):
    desk = begin(meetings)
    roll = desk.current
    roll.exclude()
    pane = roll.right.currentWidget()
    pane.form.editors["reason"].put("年老体弱卧床不起，长期生活不能自理")
    pane.save()
    assert pane.form.faults["approved"].text() == "上级批准日期还没有填。"
    pane.form.editors["approved"].put("2025-03-02")
    pane.save()
    assert roll.grid.table.face(0, 3) == Face("不计入应到", tone="faint")
    assert "应到 15" in said(roll.card)


def test_a_guest_is_added_once(meetings, store):
    desk = begin(meetings)
    roll = desk.current
    guest = next(each for each in store.find(Person) if each.name == "槐申")
    for expected in ("", "这个人已经在名单里了，一人只记一次。"):
        roll.add_visitor()
        pane = roll.right.currentWidget()
        pane.form.editors["person"].know(guest.id, "槐申")
        pane.form.editors["person"].put(str(guest.id))
        pane.save()
        assert pane.strip.words.text() == expected
    assert roll.grid.rows[-1].status == "visiting"


def test_a_chair_who_was_not_there_is_refused_with_the_rule(meetings, store):
    desk = begin(meetings, chair="槐乙")
    strike(desk, "qr")
    desk.show_section("votes")
    assert desk.current.key == "roll"
    assert "主持人在签到里是“缺”" in desk.current.strip.words.text()
    assert desk.meeting.id is None and not store.count("meeting")


def test_the_draft_of_a_sign_in_comes_back(meetings, store, qtbot):
    desk = begin(meetings)
    strike(desk, "ddq")
    desk.current._keep_draft()
    assert "草稿已存" in desk.current.summary
    again = begin(meetings)
    marks = [row.status for row in again.current.grid.rows[:4]]
    assert marks == ["present", "present", "absent", None]
    assert "接着上次没存完的签到" in again.current.strip.words.text()


def test_votes_that_do_not_add_up_are_said_at_once(meetings):
    desk = begin(meetings)
    strike(desk, "r")
    desk.show_section("votes")
    desk.current.add()
    pane = desk.current.right.currentWidget()
    assert pane.form.editors["in_favour"].words() == "16"
    pane.form.editors["subject"].put("年度计划")
    pane.form.editors["against"].put("3")
    pane.save()
    assert "合计19票，多于到会有表决权的16人" in pane.strip.words.text()
    pane.form.editors["in_favour"].put("13")
    pane.save()
    assert desk.current.list.table.face(0, 6) == Face("通过", Mark.DONE)


def test_the_minutes_are_headed_as_the_book_is(meetings, store):
    desk = begin(meetings, "party-day")
    strike(desk, "qr")
    desk.show_section("record")
    form = desk.current.form
    assert form.editors["minutes"].accessibleName() == "开展情况"
    assert not form.editors["dissent"].isVisible()
    form.editors["minutes"].put("清理沟渠")
    desk.current.save()
    assert store.get(Meeting, desk.meeting.id).minutes == "清理沟渠"
    assert len(attendance_of(store, desk.meeting.id)) == 16


def test_a_decision_becomes_a_matter_and_the_absent_are_told(meetings, store):
    desk = begin(meetings)
    strike(desk, "qr")
    desk.show_section("record")
    record = desk.current
    record.add_decision()
    pane = record.right.currentWidget()
    pane.form.editors["content"].put("月底前修好沟渠")
    pane.form.editors["deadline"].put("2025-10-30")
    pane.save()
    record.decided.choose(1)
    record.to_matter()
    assert decisions_of(store, desk.meeting.id)[0].matter is not None
    assert record.decided.table.face(0, 3) == Face("已转事项", Mark.DONE)
    assert len(record.untold.table.ids) == 1
    record.tell_absent()
    record.right.currentWidget().save()
    assert record.untold.table.ids == [] and record.briefed.text() == "已传达 1 人。"


def test_the_last_roster_is_copied_without_its_marks(meetings):
    desk = begin(meetings)
    strike(desk, "qr")
    desk.current.save()
    again = begin(meetings, held="2025-10-26")
    again.current.copy_last()
    assert {row.status for row in again.current.grid.rows} == {None}
    assert len(again.current.grid.rows) == 16


def test_a_step_is_left_only_when_its_head_can_be_read(meetings):
    desk = meetings.show_section("desk")
    desk.begin("party-meeting")
    desk.current.form.editors["held"].put("那天")
    desk.show_section("roll")
    assert desk.current.key == "agenda" and desk.chips.key == "agenda"
    assert "认不出是哪一天" in desk.current.form.faults["held"].text()


def test_the_book_opens_a_meeting_where_it_is_written(meetings, window, store):
    desk = begin(meetings)
    strike(desk, "r")
    desk.current.save()
    row = desk.meeting.id
    book = meetings.show_section("book")
    while book.year > DAY.year:
        book.earlier()
    assert book.list.current() == row and "应到16人，实到16人" in said(book.card)
    window.go("meeting", row)
    assert meetings.current.key == "desk" and meetings.current.current.key == "record"
    assert window.heading.text() == "会议 › 9月26日 支部党员大会"
    meetings.current.go_back()
    assert meetings.current.key == "book"


def test_an_own_kind_of_meeting_is_added(meetings, store):
    rules = meetings.show_section("rules")
    rules.add_kind()
    pane = rules.right.currentWidget()
    for name, text in {"title": "老干部座谈会", "due": "全体党员", "every": "每季度"}.items():
        pane.form.editors[name].put(text)
    pane.save()
    assert "老干部座谈会" in [each.title for each in known_kinds(store)]
    pane = (rules.add_kind(), rules.right.currentWidget())[1]
    for name, text in {"title": "主题党日", "due": "全体党员"}.items():
        pane.form.editors[name].put(text)
    pane.save()
    assert "已经有了" in pane.form.faults["title"].text()


def test_both_versions_of_a_rule_stand_side_by_side(meetings):
    from ui.kit.record_list import RecordList

    rules = meetings.show_section("rules")
    rules.list.choose(2)
    rules.look_now()
    QApplication.processEvents()
    lists = [each for each in rules.card.findChildren(RecordList) if each.isVisibleTo(rules.card)]
    heads = [column.label for column in lists[-1].table.columns]
    assert heads == ["", "2014-05-28起至2026-05-10", "2026-05-11起"]
    assert lists[-1].table.face(0, 1).words == "应到有表决权的党员的过半数"


def test_an_activity_keeps_names_and_figures(meetings, store):
    activities = meetings.show_section("activities")
    activities.add()
    pane = activities.right.currentWidget()
    for name, text in {
        "kind": "清洁家园",
        "theme": "清沟渠",
        "names": "槐甲、槐乙",
        "results": "清运垃圾约3.5吨",
    }.items():
        pane.form.editors[name].put(text)
    pane.save()
    kept = store.find(Activity)[0]
    assert len(people_of(store, kept.id)) == 2
    assert results_of(store, kept.id)[0].words == "清运垃圾约3.5吨"


def test_one_red_button_at_a_time(meetings):
    def red():
        return [
            each.text()
            for each in meetings.findChildren(QPushButton)
            if each.property("main") and each.isVisibleTo(meetings)
        ]

    assert red() == ["登记会议 Ctrl+N"]
    for key in ("book", "procedures", "activities"):
        meetings.show_section(key)
        assert len(red()) == 1, key
    meetings.current.add()
    assert red() == ["保存 Ctrl+S"]
    desk = begin(meetings)
    for key in ("roll", "votes", "record", "paper"):
        strike(desk, "r") if key == "roll" else None
        desk.show_section(key)
        assert len(red()) == 1, (key, red())


def test_every_control_has_a_name(meetings):
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit

    begin(meetings)
    for kind in (QAbstractButton, QAbstractItemView, QLineEdit, QComboBox):
        for each in meetings.findChildren(kind):
            inner = isinstance(each.parent(), QComboBox) or each.objectName().startswith("qt_")
            if each.isVisibleTo(meetings) and not inner and type(each).__module__.startswith("ui"):
                assert each.accessibleName(), each
    assert meetings_between(meetings.store, DAY, DAY) == []


def test_a_meeting_too_few_came_to_is_shown_as_still_due(meetings, store):
    from tests.models.meetings.a_village_year import Branch, held

    calendar = meetings.current
    people = [each.person for each in store.find(Member, '"left" IS NULL')]
    calendar.show_period(Period.of(DAY, Span.QUARTER))
    held(store, Branch(people), "party-meeting", DAY, "qqqqqqqqqqr", chair=None)
    at = next(at for at, each in calendar.lines.items()
              if each.kind.code == "party-meeting")
    calendar.list.choose(at)
    row = calendar.list.table.row_of(at)
    assert calendar.list.table.face(row, 2) == Face("不成会", Mark.LATE)
    assert "，不成会（至少8人），还要再开。" in said(calendar.card)
    assert calendar.deeds["plan_it"].isVisible()
    book = meetings.show_section("book")
    book.year = DAY.year
    book.refresh()
    book.chips.press("short")
    assert book.list.table.face(0, 6) .words.startswith("不成会 差")
    assert book.summary.endswith("· 不成会 1 次")


def test_a_step_of_four_deliberations_says_which_meeting_is_lacking(meetings, store):
    opened = store.save(Procedure(
        subject="村内道路硬化", opened=clock.today())).rowid
    walker = meetings.show_section("walker")
    walker.show_procedure(opened)
    said = [each.text() for each in walker.card.findChildren(FaceLabel)]
    assert any("以后还没有登记过支部委员会会议" in each for each in said)
    walker.save()
    assert walker.strip.isVisible()
    walker.chips.press("3")
    assert not walker.strip.isVisible()
    walker.register()
    assert meetings.current.key == "desk" and meetings.current.begun.get("kind") == "party-meeting"
