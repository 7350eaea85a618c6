"""A branch's year typed into the real window, and what is drawn from it without another entry."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from models.meetings.kinds import known_rules
from models.meetings.meeting import attendance_of, meetings_between
from models.meetings.procedure import Procedure, next_step, steps_of
from models.meetings.rules import rule_for
from models.meetings.votes import votes_of
from models.overview.member import member_card, member_lines
from models.points.book.accounts import account_of, open_for_all
from models.points.book.approval import approve
from models.points.book.scheme_versions import examples, put_in_force, take_example
from models.points.book.slips import Slip, reversed_by
from models.registers.people import Person
from models.returns.catalogue import return_called
from models.returns.frozen import differences, frozen
from models.returns.returning import Asked
from models.values.periods import Period
from tests.models.meetings.a_village_year import opening_of, settle_branch

quarter_return = return_called("meetings-quarter").draw

YEAR = 2025
CTRL = Qt.KeyboardModifier.ControlModifier
DAYS = {
    "committee": [date(YEAR, month, 5) for month in range(1, 13)],
    "party-day": [date(YEAR, month, 15) for month in range(1, 13)],
    "party-meeting": [date(YEAR, month, 20) for month in (3, 6, 9, 12)],
}
MARKED = {
    ("committee", 8): "ddddj1",
    ("party-day", 9): "dqr",
    ("party-meeting", 3): "dqj2r",
    ("party-meeting", 6): "dqj2r",
    ("party-meeting", 9): "dqj2r",
    ("party-meeting", 12): "dqj2r",
}


class Typist:
    """Sits at the window and counts the keys."""

    def __init__(self, qtbot, window):
        self.bot, self.window, self.struck = qtbot, window, 0
        window.go("meetings")
        self.page = window.pages["meetings"]

    @property
    def desk(self):
        return self.page.section("desk")

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier, at=None):
        self.struck += 1
        self.bot.keyClick(at or self.window.focusWidget(), key, modifier)

    def field(self, form, name, text):
        editor = form.editors[name]
        editor.setFocus()
        line = editor.lineEdit() if hasattr(editor, "lineEdit") else editor
        line.selectAll()
        committed = QInputMethodEvent()
        committed.setCommitString(text)
        QApplication.sendEvent(line, committed)
        while QApplication.activePopupWidget():
            QApplication.activePopupWidget().hide()

    def sign(self, keys):
        """Into the grid, key by key."""
        before = self.struck
        for key in keys:
            self.press(key, at=self.desk.sections["roll"].grid)
        return self.struck - before

    def meeting(self, kind, day, keys="r", **fields):
        """A meeting from the head to the kept sign-in; returns its id."""
        self.page.show_section("desk").begin(kind)
        form = self.desk.current.form
        texts = {"held": day.isoformat(), "title": f"{day.month}月议题"} | fields
        for name, text in texts.items():
            self.field(form, name, text)
        self.press(Qt.Key.Key_Return, CTRL)
        assert self.desk.current.key == "roll", self.desk.sections["agenda"].form.faults
        self.sign(keys)
        self.press(Qt.Key.Key_S, CTRL)
        assert self.desk.meeting.id, self.desk.current.strip.words.text()
        return self.desk.meeting.id


@pytest.fixture
def branch(store):
    settled = settle_branch(store)
    name = next(key for key, scheme in examples() if "会议积分上限" in scheme.name)
    with store.act("启用党员积分细则"):
        version = take_example(store, name, date(YEAR, 1, 1))
        put_in_force(
            store,
            version,
            basis="2025年1月党员大会",
            adopted=date(YEAR, 1, 1),
            valid_from=date(YEAR, 1, 1),
        )
        open_for_all(store, "member", date(YEAR, 1, 1))
    return settled


@pytest.fixture
def typist(qtbot, store, branch, tmp_path):
    from PySide6.QtCore import QSettings

    from ui.frame.window import Window
    from ui.kit.theme import dress

    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "s"))
    dress(QApplication.instance())
    shown = Window()
    qtbot.addWidget(shown)
    shown.show()
    shown.receive(store)
    with qtbot.waitActive(shown):
        shown.activateWindow()
    yield Typist(qtbot, shown)
    shown.store = None
    shown.let_go()


def type_the_year(typist, branch, store):
    people = {"chair": "槐乙", "recorder": "槐丙"}
    for kind, days in DAYS.items():
        for day in days:
            admits = kind == "party-meeting" and day.month == 9
            more = {"purpose": "接收预备党员、预备党员转正"} if admits else {}
            typist.meeting(kind, day, MARKED.get((kind, day.month), "r"), **people, **more)
            if admits:
                vote_on(typist, "接收槐申为预备党员", "槐申", "14")


def vote_on(typist, subject, person="", in_favour=""):
    """Without figures, everybody there was in favour: that is what the form begins with."""
    typist.press(Qt.Key.Key_PageDown, CTRL)
    assert typist.desk.current.key == "votes"
    typist.press(Qt.Key.Key_N, CTRL)
    pane = typist.desk.current.right.currentWidget()
    typist.field(pane.form, "subject", subject)
    if person:
        typist.field(pane.form, "person", person)
    if in_favour:
        typist.field(pane.form, "in_favour", in_favour)
    typist.press(Qt.Key.Key_S, CTRL)
    assert not pane.strip.isVisible(), pane.strip.words.text()


def test_a_year_is_typed_once_and_used_everywhere(typist, branch, store):
    type_the_year(typist, branch, store)
    held = meetings_between(store, date(YEAR, 1, 1), date(YEAR, 12, 31))
    assert Counter(each.kind for each in held) == {
        "committee": 12,
        "party-day": 12,
        "party-meeting": 4,
    }
    assert all(opening_of(store, each).opens for each in held if each.kind != "party-day")

    rows = {
        row.values[1]: row.values
        for row in quarter_return(
            store, Asked.of(Period.parse(f"{YEAR}-Q3"), date(YEAR, 9, 30))
        ).rows
    }
    # July, August and September by hand: five of the committee, one on leave in August
    assert rows["支部委员会会议"][2:12] == (1, "5日", 1, "5日", 1, "5日", 3, 15, 14, "93.3%")
    # sixteen members; in September one away without leave
    assert rows["主题党日"][8:12] == (3, 48, 47, "97.9%")
    # the members' meeting of September: one away, one on leave
    assert rows["支部党员大会"][2:12] == (0, "", 0, "", 1, "20日", 1, 16, 14, "87.5%")

    # a member's file follows: the second on the roster was away at five, on leave at none
    second = member_lines(store, date(YEAR, 12, 31))
    card = member_card(
        store, next(row for row, each in second.items() if each.name == "槐丁"), date(YEAR, 12, 31)
    )
    missed = [each for each in card.attended if each.status == "缺"]
    assert len(card.attended) == 28 and len(missed) == 5

    vote = votes_of(store, held_on(store, "party-meeting", 9).id)[0]
    assert store.get(Person, vote.person).name == "槐申" and vote.in_favour == 14


def held_on(store, kind, month):
    held = meetings_between(store, date(YEAR, month, 1), date(YEAR, month, 28))
    return next(each for each in held if each.kind == kind)


def live_points(store, person):
    """Points of one member, meeting kind → awards that stand."""
    found = store.find(
        Slip, "op = 'award' AND state IN ('pending', 'approved') AND person = ?", (person,)
    )
    return [each for each in found if reversed_by(store, each.id) is None]


def test_points_follow_the_attendance_and_its_correction(typist, branch, store):
    meeting = typist.meeting("party-day", date(YEAR, 9, 15), "dqr")
    rows = attendance_of(store, meeting)
    came = {row.person for row in rows if row.status == "present"}
    given = {person for person in branch.people if live_points(store, person)}
    assert given == came and len(came) == 15
    waiting = [each.id for each in store.find(Slip, "state = 'pending'")]
    approve(store, waiting, date(YEAR, 9, 30))
    account = account_of(store, member=branch.members[branch.people.index(rows[0].person)])
    assert account.honour == Decimal(live_points(store, rows[0].person)[0].expected)

    # corrected: the one away had come, the first had not
    page = typist.page.show_section("desk")
    page.show_meeting(meeting)
    page.show_section("roll")
    grid = page.current.grid
    grid.choose(1)
    typist.press("q", at=grid)
    grid.choose(2)
    typist.press("d", at=grid)
    typist.press(Qt.Key.Key_S, CTRL)
    given = {person for person in branch.people if live_points(store, person)}
    assert given == (came - {rows[0].person}) | {rows[1].person}
    reversed_ = store.find(Slip, "op = 'reverse'")
    assert [each.person for each in reversed_] == [rows[0].person]
    # said again, nothing more is written
    before = store.count("slip")
    page.current.save()
    assert store.count("slip") == before


def test_eighteen_attendances_in_few_keys(typist, branch, store):
    typist.page.show_section("desk").begin("party-meeting")
    typist.press(Qt.Key.Key_Return, CTRL)
    grid = typist.desk.current.grid
    assert len(grid.rows) == 18
    one_by_one = typist.sign([*"ddj1ddddqddddddddl", *"ddd"])
    assert grid.now.done and one_by_one <= 24
    for _ in range(18):
        grid.strike("up")
    for _ in grid.rows:
        grid.strike("backspace")
        grid.strike("down")
    for _ in range(18):
        grid.strike("up")
    assert not any(row.status for row in grid.rows)
    assert typist.sign("ddj1qr") == 6 and grid.now.done


def test_a_land_matter_goes_through_the_six_steps(typist, branch, store):
    day = {1: date(YEAR, 4, 2), 2: date(YEAR, 4, 6), 3: date(YEAR, 4, 15), 4: date(YEAR, 4, 20)}
    kinds = {1: "committee", 2: "joint-meeting", 3: "party-meeting", 4: "representatives"}
    for number, kind in kinds.items():
        typist.meeting(kind, day[number], title="机动地发包")
        vote_on(typist, "机动地发包")
    typist.page.show_section("procedures")
    typist.press(Qt.Key.Key_N, CTRL)
    pane = typist.page.current.right.currentWidget()
    for name, text in {
        "subject": "机动地发包",
        "category": "土地承包方案",
        "opened": f"{YEAR}-04-01",
    }.items():
        typist.field(pane.form, name, text)
    typist.press(Qt.Key.Key_S, CTRL)
    matter = store.find(Procedure)[0]
    typist.page.current.walk()
    for number in range(1, 7):
        take(typist, number, day.get(number), store)
    assert next_step(store, matter) is None
    assert sorted(steps_of(store, matter.id)) == [1, 2, 3, 4, 5, 6]
    assert store.get(Procedure, matter.id).closed == date(YEAR, 6, 1)


def take(typist, number, day, store):
    """One sheet; the third is refused first, because the proposal came too late."""
    walker = typist.page.current
    assert walker.number == number, walker.strip.words.text()
    if day:
        typist.field(walker.form, "meeting", f"{day}")
        typist.press(Qt.Key.Key_Tab)
    else:
        typist.field(walker.form, "held", {5: f"{YEAR}-04-21", 6: f"{YEAR}-06-01"}[number])
        typist.field(walker.form, "until", {5: f"{YEAR}-05-01", 6: f"{YEAR}-06-08"}[number])
    if number == 1:
        typist.field(walker.form, "content", "三块地公开竞价")
    if number == 3:
        typist.field(walker.form, "sent", f"{YEAR}-04-13")
        typist.press(Qt.Key.Key_S, CTRL)
        assert "3天前送到党员手里" in walker.strip.words.text()
        assert walker.number == 3
        typist.field(walker.form, "sent", f"{YEAR}-04-10")
    typist.press(Qt.Key.Key_S, CTRL)


def test_a_rule_changed_from_a_day_on_leaves_earlier_meetings_alone(typist, branch, store):
    typist.meeting("party-meeting", date(YEAR, 3, 20), "dddddddd" + "q" * 8, chair="槐乙")
    typist.meeting("party-meeting", date(YEAR, 6, 20), "dddddddd" + "q" * 8, chair="槐乙")
    march, june = held_on(store, "party-meeting", 3), held_on(store, "party-meeting", 6)
    assert opening_of(store, march).opens and opening_of(store, june).opens
    rules = typist.page.show_section("rules")
    rules.list.choose(1)
    rules.change()
    pane = rules.right.currentWidget()
    typist.field(pane.form, "since", f"{YEAR}-05-01")
    typist.field(pane.form, "open_fraction", "2/3")
    typist.press(Qt.Key.Key_S, CTRL)
    assert opening_of(store, march).opens
    assert not opening_of(store, june).opens
    assert rule_for("party-meeting", date(YEAR, 6, 20), known_rules(store)).mark == "本地规定"


def test_a_correction_after_the_return_is_a_difference(typist, branch, store):
    meeting = typist.meeting("party-day", date(YEAR, 9, 15), "dqr")
    asked = Asked.of(Period.parse(f"{YEAR}-Q3"), date(YEAR, 9, 30))
    sent = frozen(quarter_return(store, asked))
    desk = typist.page.show_section("desk")
    desk.show_meeting(meeting)
    desk.show_section("roll")
    desk.current.grid.choose(2)
    typist.press("d", at=desk.current.grid)
    typist.press(Qt.Key.Key_S, CTRL)
    told = [each.sentence for each in differences(sent, quarter_return(store, asked))]
    assert any("主题党日" in each and "实到" in each for each in told), told
