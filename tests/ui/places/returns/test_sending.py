"""报送: ticked, checked, drilled into, written to the stick; what can't be mended, goes with words.
"""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from exporters.leaving.sticks import Stick
from models.activities.activity import Activity
from models.exchange.chain import packages
from models.keeping.journal import acts
from models.keeping.permissions import May
from models.keeping.settings import assign
from models.meetings.attendance import Attendance
from models.meetings.meeting import Meeting, hold
from models.members.member import Member
from models.registers.people import HouseholdCategory, Person
from models.returns.calendar import NotCarriedOut
from models.returns.catalogue import return_called
from models.returns.frozen import freeze
from models.returns.returning import Asked
from models.returns.sending import Sent, sent_with
from models.values.periods import Period
from models.values.problem import Problem
from tests.ui.two_desks import open_sample, press, shown, until, write

TODAY = date(2026, 10, 8)


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)


@pytest.fixture
def window(qtbot, tmp_path, monkeypatch):
    from ui.kit.theme import dress

    dress(QApplication.instance())
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr("exporters.leaving.sticks.sticks", lambda: [Stick(stick, 10**9, True)])
    window = shown(qtbot, open_sample(tmp_path / "village.lianxing"))
    yield window
    window.let_go()


@pytest.fixture
def sending(qtbot, window):
    window.go("sending", "2026-Q3")
    section = window.pages["returns"].current
    until(qtbot, lambda: section.looked is not None and section.quiet.job is None)
    return section


def test_what_waits_is_ticked_and_says_to_whom_it_goes(sending):
    assert sending.ticks.codes == {"liaison-statistics", "meetings-quarter", "attendance"}
    assert "10月5日前报乡镇（街道）党建办" in sending.line.text()
    assert sending.figures.sheet.code == sending.ticks.line().ret.code


def test_space_ticks_and_the_check_follows(qtbot, sending):
    sending.ticks.setFocus()
    qtbot.keyClick(sending.ticks, Qt.Key.Key_Space)
    assert len(sending.ticks.codes) == 2
    until(qtbot, lambda: set(sending.looked.sheets) == sending.ticks.codes)


def test_a_figure_opens_to_what_it_counts_and_what_it_nearly_counted(qtbot, window, sending):
    sending.views.press("figures")
    labels = [each.label for each in sending.figures.sheet.columns]
    rows = sending.figures.rows
    rows.setFocus()
    rows.setCurrentIndex(rows.table.index(0, labels.index("走访次数")))
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    until(qtbot, sending.figures.behind.isVisible)
    found = sending.figures.behind.found
    assert len(found.counted) == sending.figures.lines[0].values[labels.index("走访次数")]
    assert found.missed and all("本期之" in each.reason for each in found.missed)
    with qtbot.waitSignal(sending.wanted) as asked:
        qtbot.keyClick(sending.figures.behind.records, Qt.Key.Key_Return)
    assert asked.args == list(found.counted[0].ref)
    qtbot.keyClick(sending.figures.behind.records, Qt.Key.Key_Escape)
    assert not sending.figures.behind.isVisible()


def test_what_cannot_be_mended_goes_with_a_reason(qtbot, window, sending):
    store = window.store
    first, second = store.find(Person, "id_number IS NOT NULL")[:2]
    store.save(second.but(id_number=first.id_number, born=first.born, sex=first.sex))
    until(qtbot, lambda: any(each.level == "error" for each in sending.looked.findings))
    press(qtbot, window, Qt.Key.Key_Return)
    assert "还有 1 处错误" in sending.strip.words.text()
    sending.deeds["accept"].trigger()
    write(qtbot, sending, "")
    assert "请写明为什么" in sending.strip.words.text()
    sending.deeds["accept"].trigger()
    write(qtbot, sending, "户主外出，证件拿不到")
    until(qtbot, lambda: sending.found.list.table.face(0, 1).words == "已写原因"
          and sending.quiet.job is None)
    press(qtbot, window, Qt.Key.Key_Return)
    assert sending.stack.currentWidget() is sending.parcel


def test_a_stick_that_fails_leaves_everything_as_it_was(qtbot, window, sending, monkeypatch):
    def full(*_):
        raise Problem("U 盘满了，没有写成。")

    monkeypatch.setattr("exporters.leaving.package.deliver", full)
    sent = window.store.count("sent")
    sending.deeds["go_on"].trigger()
    sending.deeds["go_on"].trigger()
    until(qtbot, sending.strip.isVisible)
    assert "U 盘满了" in sending.strip.words.text()
    assert window.store.count("sent") == sent and packages(window.store) == []
    assert not sending.parcel.outcome.isVisible()


def test_nothing_done_is_said_with_its_reason(qtbot, window, sending):
    sending.deeds["say_nothing_done"].trigger()
    write(qtbot, sending, "本季没有开展")
    until(qtbot, lambda: sending.quiet.job is None)
    (kept,) = window.store.find(NotCarriedOut)
    assert kept.reason == "本季没有开展"


def test_a_correction_shows_both(qtbot, window, sending):
    sending.ticks.codes = {"activities"}
    sending.ticks.ticked.emit()
    until(qtbot, lambda: set(sending.looked.sheets) == {"activities"})
    store = window.store
    row = sending.looked.sheets["activities"].rows[0]
    activity = store.get(Activity, next(at for table, at in row.refs if table == "activity"))
    store.save(activity.but(theme="反诈夜校"))
    until(qtbot, lambda: sending.quiet.job is None
          and "反诈夜校" in str(sending.looked.sheets["activities"].rows))
    press(qtbot, window, Qt.Key.Key_Return)
    assert "活动与培训台账" in sending.parcel.again.text()
    sending.parcel.reason.setText("主题写错了")
    press(qtbot, window, Qt.Key.Key_Return)
    until(qtbot, lambda: sending.packages)
    window.go("returns")
    section = window.pages["returns"].show_section("sent")
    section.chips.press("again")
    assert section.line.reason == "主题写错了"
    section.card.views.press("changes")
    assert section.card.differences.table.face(0, 3).words == "反诈夜校"


def test_a_record_that_was_sent_is_changed_only_with_a_reason(qtbot, window):
    store = window.store
    person = next(each for each in store.find(Person) if sent_with(store, "person", each.id))
    window.go("person", person.id)
    people = window.pages["people"]
    people.edit_person()
    pane = people.right.currentWidget()
    pane.form.editors["phone"].put("03900000000")
    pane.save()
    assert "这条记录已随《" in pane.strip.words.text()
    assert store.get(Person, person.id).phone == person.phone
    pane.strip.why.setText("换了号码")
    pane.strip.press("照改")
    assert store.get(Person, person.id).phone == "03900000000"
    assert store.newest_act()[1].endswith("（报送后改动：换了号码）")


def test_the_key_card_and_the_form_to_be_stamped(qtbot, window, tmp_path, monkeypatch):
    from PySide6.QtPrintSupport import QPrinterInfo
    from PySide6.QtWidgets import QPushButton

    from models.exchange.keys import own_card, read_card_file
    from ui.kit.paper import PaperPane

    monkeypatch.setattr(QPrinterInfo, "availablePrinters", staticmethod(lambda: []))
    files = iter((tmp_path / "村.lxkey", tmp_path / "登记表.pdf"))
    monkeypatch.setattr("ui.kit.ask.file_to_save", lambda *_: next(files))
    window.go("returns")
    section = window.pages["returns"].show_section("enrol")
    section.deeds["save"].trigger()
    assert read_card_file(tmp_path / "村.lxkey") == own_card(window.store)
    section.deeds["print_form"].trigger()
    pane = window.findChild(PaperPane)
    qtbot.waitUntil(lambda: pane.preview.pages > 0)
    next(each for each in pane.findChildren(QPushButton)
         if each.accessibleName() == "存成 PDF…").click()
    qtbot.waitUntil(lambda: (tmp_path / "登记表.pdf").exists())
    assert (tmp_path / "登记表.pdf").read_bytes().startswith(b"%PDF")


def test_a_period_before_the_village_began_is_not_due(village):
    from models.returns.calendar import return_calendar

    assert {each.state for each in return_calendar(village, TODAY)} == {"ahead"}


def test_what_is_ticked_is_printed_in_one_job(qtbot, window, sending, tmp_path, monkeypatch):
    from pypdfium2 import PdfDocument
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    monkeypatch.setattr("ui.places.returns.sending.chosen_printer", lambda parent: printer)
    press(qtbot, window, Qt.Key.Key_P)
    pane = sending.stack.currentWidget()
    assert [each.title for each in pane.sheets] == [
        each.title for each in sending.looked.sheets.values()]
    pane.pages[0].setText("99")
    qtbot.keyClick(pane.pages[0], Qt.Key.Key_Return)
    until(qtbot, lambda: "页码“99”不对" in sending.strip.words.text())
    for line in pane.pages:
        line.setText("1")
    pane.sides.setCurrentIndex(pane.sides.findData("both"))
    qtbot.keyClick(pane.pages[0], Qt.Key.Key_Return)
    until(qtbot, lambda: "已送去打印，共 3 页" in sending.strip.words.text())
    paper = PdfDocument(tmp_path / "out.pdf")
    assert len(paper) == 5
    paper.close()
    assert sending.stack.currentWidget() is sending.found


def total_of(sheet, label):
    return sheet.total[[each.label for each in sheet.columns].index(label)]


def test_what_leaves_is_drawn_at_that_moment(qtbot, window, sending):
    store = window.store
    before = total_of(sending.looked.sheets["liaison-statistics"], "脱贫户")
    window.go("people")
    home = store.query("""SELECT p.household FROM pairing p WHERE p.until IS NULL AND NOT EXISTS
        (SELECT 1 FROM household_category c WHERE c.household = p.household)""")[0][0]
    store.save(HouseholdCategory(household=home, category="TP", since=date(2026, 7, 1)))
    window.go("returns")
    sending.deeds["go_on"].trigger()
    sending.deeds["go_on"].trigger()
    until(qtbot, lambda: sending.packages)
    (sent,) = store.find(Sent, "code = 'liaison-statistics' AND period = '2026-Q3'")
    assert total_of(sent.sheet, "脱贫户") == before + 1
    fresh = return_called("liaison-statistics").draw(store, Asked.of(sending.period))
    assert sent.content == freeze(fresh)


def test_a_correction_that_came_about_meanwhile_is_shown_before_it_leaves(qtbot, window, sending):
    sending.ticks.codes = {"activities"}
    sending.ticks.ticked.emit()
    until(qtbot, lambda: set(sending.looked.sheets) == {"activities"} and not sending.quiet.job)
    assert sending.deeds["go_on"].trigger() is None
    sending.deeds["go_on"].trigger()
    assert "一样，不用再报" in sending.strip.words.text()
    store, sheet = window.store, sending.looked.sheets["activities"]
    row = next(at for row in sheet.rows for table, at in row.refs if table == "activity")
    store.save(store.get(Activity, row).but(theme="反诈夜校"))
    sending.deeds["go_on"].trigger()
    assert "已经重新画过" in sending.strip.words.text()
    assert "活动与培训台账" in sending.parcel.again.text()
    assert sending.parcel.reason.isVisible() and not packages(store)


def test_what_belongs_to_another_period_does_not_stand_in_the_way(qtbot, window, sending):
    store = window.store
    member = store.find(Member)[0]
    others = [Attendance(meeting=0, person=each.person, status="absent")
              for each in store.find(Member)[1:]]
    with store.act("十一月的会"):
        for day in (date(2026, 11, 2), date(2026, 8, 2)):
            hold(store, Meeting(kind="party-meeting", held=day, entered=day), [
                Attendance(meeting=0, person=member.person, status="present"), *others])
    until(qtbot, lambda: sending.quiet.job is None
          and any(each.rule == "meeting-quorum" for each in sending.looked.findings))
    (found,) = [each for each in sending.looked.findings if each.level == "error"]
    assert found.what.startswith("2026-08-02")


def test_the_figures_stay_one_list_whatever_is_shown_in_them(qtbot, window, sending):
    """Whoever listens to the list, or has the keyboard in it, keeps it from period to period."""
    sending.views.press("figures")
    rows = sending.figures.rows
    sending.ticks.setFocus()
    sending.ticks.selectAll()
    sending.show_period(Period.parse("2026-09"))
    QApplication.processEvents()
    sending.chips.press("2026-Q3")
    until(qtbot, lambda: sending.quiet.job is None and sending.figures.sheet is not None)
    sending.ticks.selectAll()
    qtbot.keyClick(sending.ticks, Qt.Key.Key_Down)
    sending.views.press("figures")
    QApplication.processEvents()
    assert rows.isVisible() and rows.table.ids == [
        *range(1, len(sending.figures.sheet.rows) + 1 + bool(sending.figures.sheet.total))]


def test_a_figure_asked_for_before_another_return_was_shown_is_not_told_of_that(
    qtbot, window, sending
):
    sending.views.press("figures")
    labels = [each.label for each in sending.figures.sheet.columns]
    sending.figures.figure_asked.emit(1, labels.index("走访次数"))
    sending.ticks.choose(2)
    sending.figures.say("没有")
    until(qtbot, lambda: sending.work.job is None)
    assert not sending.figures.behind.isVisible()


def test_files_with_numbers_are_written_for_a_purpose_by_who_may_see_them(
    qtbot, sending, tmp_path, monkeypatch
):
    for module in ("models.returns.leaving", "ui.places.returns.sending"):
        monkeypatch.setattr(f"{module}.personal_columns", lambda sheet: ["身份证号"])
    monkeypatch.setattr("ui.kit.ask.folder", lambda *_: tmp_path)
    store, strip = sending.store, sending.strip
    store.operator = "书记"
    assign(store, {each: ["书记", *(["文书"] * (each is May.SEND))] for each in May})
    store.operator = "文书"
    for step in ("export", "print_ticked"):
        sending.deeds[step].trigger()
        assert "文书没有“看证件号和电话”的权限" in strip.words.text()
    store.operator = "书记"
    sending.deeds["export"].trigger()
    assert "导出做什么用" in strip.words.text()
    sending._export(sending._leaving(), "报镇党建办")
    until(qtbot, lambda: "写好了" in strip.words.text())
    noted = acts(store, 1)[0].label
    assert noted.startswith("导出 ") and noted.endswith("用途：报镇党建办")
