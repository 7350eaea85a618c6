"""Quarter's end through the real windows of both sides: sent, remarked, returned, mended, sent."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from exporters.leaving.sticks import Stick
from models.exchange.inbox import to_mend
from models.registers.people import Person
from models.returns.sending import Sent
from models.town.answering import remarks_for
from models.town.received import ReceivedReturn, standings
from models.town.units import units
from models.visits.visit import Visit
from tests.models.returns.town_form import blank_forms
from tests.ui.two_desks import ALT, open_desk, open_sample, press, shown, until, write
from ui.kit.theme import dress
from ui.places.town.answers import to_tell

RETURN = Qt.Key.Key_Return
RETURNED = "state = 'returned' AND period = '2026-Q3'"


@pytest.fixture
def desks(qtbot, tmp_path, monkeypatch, clock):
    clock.set(date(2026, 11, 29))
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "q"))
    dress(QApplication.instance())
    stick = tmp_path / "U盘"
    stick.mkdir()
    monkeypatch.setattr("exporters.leaving.sticks.sticks", lambda: [Stick(stick, 3 * 10**9, True)])
    (tmp_path / "村").mkdir()
    (tmp_path / "镇").mkdir()
    village = open_sample(tmp_path / "村" / "柳河沿.lianxing")
    town = open_desk(tmp_path / "镇" / "青石坡.lianxing", village)
    windows = shown(qtbot, village), shown(qtbot, town)
    yield *windows, stick
    for window in windows:
        window.let_go()


def to_returns(qtbot, window, section):
    press(qtbot, window, Qt.Key.Key_8)
    press(qtbot, window, section, ALT)
    return window.pages["returns"].current


def checked(qtbot, sending):
    until(qtbot, lambda: sending.looked is not None and sending.quiet.job is None)


def send_package(qtbot, window, sending):
    press(qtbot, window, RETURN)
    assert sending.stack.currentWidget() is sending.parcel
    press(qtbot, window, RETURN)
    until(qtbot, lambda: sending.packages)
    return sending.packages[-1]


def take_in(qtbot, window):
    inbox = window.pages["inbox"]
    window.go("inbox")
    press(qtbot, window, Qt.Key.Key_O)
    until(qtbot, lambda: inbox.held and inbox.work.job is None)
    press(qtbot, window, Qt.Key.Key_S)
    until(qtbot, lambda: not inbox._queue and not any(each.fit for each in inbox.held))
    return inbox.held


def test_a_quarter_from_the_findings_to_the_difference(qtbot, desks, tmp_path, monkeypatch):
    at_village, at_town, stick = desks
    _find_and_mend(qtbot, at_village)
    sending = to_returns(qtbot, at_village, Qt.Key.Key_2)
    until(qtbot, lambda: sending.quiet.job is None
          and not any(each.level == "error" for each in sending.looked.findings))
    package = send_package(qtbot, at_village, sending)
    assert "可以拔出" in sending.parcel.outcome.text()
    assert package.short in sending.parcel.print_size.text()
    assert (stick / package.name).exists()
    _fill_a_form(qtbot, at_village, tmp_path, monkeypatch)

    (held,) = take_in(qtbot, at_town)
    assert held.taken and held.seen.changed == ()
    _remark_and_return(qtbot, at_town)

    visit = _mend_and_send_again(qtbot, at_village)

    old, new = sorted(take_in(qtbot, at_town), key=lambda each: each.judged.verdict)
    assert old.judged.verdict == "duplicate"
    assert new.seen.added == {"visit": [visit]}
    assert new.seen.changed == () and new.seen.removed == {}
    _the_town_sees_one_difference(at_town, new)
    town = at_town.store
    (remark,) = remarks_for(town, units(town)[0])
    assert (remark.state, remark.answer) == ("answered", "补记了 8 月 20 日的走访")


def _find_and_mend(qtbot, window):
    """What is red stops the package; Enter leads to the record, and there it is mended."""
    village = window.store
    first, second = village.find(Person, "id_number IS NOT NULL")[:2]
    village.save(second.but(id_number=first.id_number, born=first.born, sex=first.sex))
    sending = to_returns(qtbot, window, Qt.Key.Key_2)
    checked(qtbot, sending)
    assert sending.ticks.codes == {"liaison-statistics", "meetings-quarter", "attendance"}
    press(qtbot, window, RETURN)
    assert "还有 1 处错误" in sending.strip.words.text()
    qtbot.keyClick(sending.found.list, RETURN)
    assert window.place.key == "people"
    people = window.pages["people"]
    people.open("person", second.id)
    people.edit_person()
    pane = people.right.currentWidget()
    for name in ("id_number", "born", "sex"):
        pane.form.editors[name].put(Person.field(name).show(getattr(second, name)))
    pane.save()
    if pane.strip.why.isVisible():
        pane.strip.why.setText("证件号录错")
        pane.strip.press("照改")
    assert village.get(Person, second.id) == second


def _mend_and_send_again(qtbot, window):
    """What came back is a list of things to mend; mended, the period goes once more."""
    village = window.store
    replies = to_returns(qtbot, window, Qt.Key.Key_4)
    press(qtbot, window, Qt.Key.Key_O)
    until(qtbot, lambda: len(to_mend(village)) == 2)
    assert [each.kind for each in replies.shown.values()] == ["return", "remark"]
    replies.list.choose(2)
    visit = _mend(village, replies.shown[2].records)
    replies.deeds["mended"].trigger()
    write(qtbot, replies, "补记了 8 月 20 日的走访")
    sending = to_returns(qtbot, window, Qt.Key.Key_2)
    assert sending.key == "send" and str(sending.period) == "2026-Q3"
    checked(qtbot, sending)
    assert {each.code for each in village.find(Sent, RETURNED)} == {"liaison-statistics"}
    assert sending.ticks.codes == {"liaison-statistics"}
    assert "要报 1 张" in sending.summary
    assert "退回" in sending.ticks.table.face(0, 2).words
    assert sending.stack.currentWidget() is not sending.parcel
    second = send_package(qtbot, window, sending)
    assert second.sequence == 2 and "第 2 号包写好了" in sending.parcel.outcome.text()
    assert to_mend(village) == []
    assert not {each.state for each in sending.ticks.lines} & {"waiting", "returned"}
    newest = village.find(Sent, "code = 'liaison-statistics'", order="version")
    assert [each.version for each in newest] == [1, 2]
    assert newest[1].reason == "镇里退回：走访次数要核对"
    (change,) = second.changed
    assert change.startswith("《党员联户情况统计表》") and "走访次数" in change
    return visit


def _the_town_sees_one_difference(window, held):
    """What the village says is another one is all that is listed; nothing is owed by it now."""
    card, town = window.pages["inbox"].card, window.store
    card.show_held(held)
    assert card.chips.key == "returns" and len(card._shown) == len(held.seen.returns) == 1
    ((place, was, now),) = held.seen.returns
    assert "走访次数" in place and int(now) == int(was) + 1
    (told,) = to_tell(town)
    assert told.back == () and {each.state for each in told.newest} == {"accepted"}
    assert {each.state for each in standings(town, "2026-Q3")} == {"reported"}


def _fill_a_form(qtbot, window, tmp_path, monkeypatch):
    blank, out = blank_forms.members_form(tmp_path / "表样.xlsx"), tmp_path / "填好.xlsx"
    monkeypatch.setattr("ui.kit.ask.file_to_open", lambda *_: blank)
    monkeypatch.setattr("ui.kit.ask.file_to_save", lambda *_: out)
    filling = to_returns(qtbot, window, Qt.Key.Key_3)
    press(qtbot, window, Qt.Key.Key_O)
    until(qtbot, lambda: filling.opened is not None)
    assert all(not each.new for each in filling.headings)
    press(qtbot, window, Qt.Key.Key_S)
    until(qtbot, out.exists)
    until(qtbot, lambda: filling.work.job is None)
    assert openpyxl.load_workbook(out)["联户"]["B5"].value


def _remark_and_return(qtbot, window):
    town = window.store
    found = next(each for each in town.find(ReceivedReturn) if each.code == "liaison-statistics")
    window.go("summary")
    summary = window.pages["summary"]
    summary.open("received_return", found.id)
    rows = summary.village.rows
    rows.setFocus()
    rows.setCurrentIndex(rows.table.index(0, len(rows.table.columns) - 1))
    press(qtbot, window, Qt.Key.Key_Return)
    write(qtbot, summary, "八月少记了一次走访")
    press(qtbot, window, Qt.Key.Key_R)
    write(qtbot, summary, "走访次数要核对")
    (standing,) = standings(town, "2026-Q3")
    assert standing.state == "returned" and "走访次数要核对" in standing.words
    assert [each.code for each in to_tell(town)[0].back] == ["liaison-statistics"]
    window.go("answers")
    press(qtbot, window, Qt.Key.Key_S)
    until(qtbot, lambda: "写好了" in window.pages["answers"].strip.words.text())


def _mend(village, refs):
    """One more visit of the member whom the remark is about."""
    member = next(row for table, row in refs if table == "member")
    seen = village.find(Visit, "member = ?", (member,))
    day = date(2026, 8, 20)
    return village.save(Visit(member=member, household=seen[0].household, day=day,
                              entered=day)).id
