"""The town's file in the window: received, looked through, added up, answered, handed down."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from exporters.leaving.sticks import Stick
from models.exchange.inbox import Remark
from models.exchange.keys import correspondents, own_card
from models.keeping.store import Store
from models.office.star_sets import star_set
from models.registers.people import Person
from models.stars.standard import Clause, Standard, Task
from models.town.merging import TownValue, correct
from models.town.received import Received, ask_for, receptions, send_back
from models.town.units import TownUnit, keep_unit, register, units
from models.values.periods import Period
from tests.models.town.desks import hand_in, open_desk, open_village
from tests.ui.places.points.conftest import filled
from tests.ui.two_desks import press, shown, until, write
from ui.frame.app import called
from ui.kit.list_section import NO_SUCH
from ui.kit.table import Edit
from ui.kit.theme import Mark, dress
from ui.parts.drawn_return import held_face
from ui.places.town.answers import to_tell, write_letter

TODAY = date(2026, 10, 8)


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)

OTHER = "410399000102"


@pytest.fixture
def stick(tmp_path, monkeypatch):
    folder = tmp_path / "U盘"
    folder.mkdir()
    monkeypatch.setattr("exporters.leaving.sticks.sticks", lambda: [Stick(folder, 10**9, True)])
    return folder


@pytest.fixture
def villages(tmp_path):
    with open_village(tmp_path) as one, open_village(tmp_path, "钱家村", OTHER) as other:
        yield one, other


@pytest.fixture
def window(qtbot, tmp_path, villages, stick):
    dress(QApplication.instance())
    town = open_desk(tmp_path, villages[0])
    hand_in(villages[0], town, stick)
    window = shown(qtbot, town)
    yield window
    window.let_go()


@pytest.fixture
def inbox(qtbot, window):
    page = window.pages["inbox"]
    press(qtbot, window, Qt.Key.Key_O)
    until(qtbot, lambda: page.held and page.work.job is None)
    return page


@pytest.fixture
def received(qtbot, window, inbox):
    press(qtbot, window, Qt.Key.Key_S)
    until(qtbot, lambda: all(each.taken for each in inbox.held))
    return inbox


def look_again(qtbot, inbox):
    before = inbox.held
    inbox.deeds["read_stick"].trigger()
    until(qtbot, lambda: inbox.held is not before and inbox.work.job is None)


def test_a_town_has_its_own_places(window):
    assert [each.title for each in window.places] == [
        "收件", "各村进度", "汇总", "对比", "研判", "观摩比拼", "回执", "标准下发", "设置"]
    assert list(window.side.buttons) == [each.key for each in window.places]
    assert window.heading.text() == "收件"


def test_a_town_compares_its_villages_in_a_contest(window):
    window.go("contests")
    page = window.pages["contests"]
    page.write_form()
    filled(page.right.currentWidget(), name="季观摩", items="产业 60\n环境 40", grades="")
    page.begin()
    filled(page.right.currentWidget(), name="三季度观摩", judges="甲、乙")
    assert [each.entrant.name for each in page.shown.values()] == ["赵家村"]
    page.list.table.put([Edit(page.list.table.ids[0], "甲", "92")])
    page.refresh()
    assert [page.list.table.face(0, at).words for at in range(3)] == ["1", "赵家村", "92"]


def test_what_the_town_says_of_a_star_waits_for_the_next_letter(window, received):
    window.go("opinions")
    page = window.pages["opinions"]
    page.give_opinion()
    star = page.right.currentWidget().form.editors["star"]
    assert [star.itemText(at) for at in range(star.count())] == [
        "", *(label for _, label in star_set("rural").stars)]
    assert page.right.currentWidget().form.editors["author"].words() == "青石坡镇"
    filled(page.right.currentWidget(), star="支部过硬星", reason="少一次党员大会")
    assert [page.list.table.face(0, at).words for at in range(1, 4)] == ["赵家村", "—", "0 颗"]
    assert any("少一次党员大会" in each.text() for each in page.card.findChildren(QLabel))
    page.chips.press("differ")
    assert page.list.table.ids == [] and page.list.empty.text() == NO_SUCH
    (told,) = to_tell(window.store)
    assert told.waiting and [each.result for each in told.opinions] == ["no"]


def test_nothing_is_written_before_it_is_taken_in(window, inbox):
    assert [held_face(each).words for each in inbox.held] == ["可以收下"]
    assert receptions(window.store) == []
    assert inbox.card.chips.key == "added"
    assert inbox.card.changes.table.face(0, 3).words == ""  # no numbers of records
    assert [inbox.card.changes.isColumnHidden(at) for at in range(4)] == [False, True, True, True]
    assert inbox.held[0].judged.reading.short in inbox.card.aside.text()
    assert inbox.list.table.face(0, 4).words.startswith("新增 ")


def test_a_package_that_is_clicked_on_is_judged_alone_and_nothing_is_taken(qtbot, window, stick):
    (stick / "坏.lxbag").write_bytes(b"PK no package")
    (good,) = (each for each in stick.glob("*.lxbag") if each.name != "坏.lxbag")
    window.go("standings")
    called(window, str(good))
    inbox = window.pages["inbox"]
    until(qtbot, lambda: inbox.held and inbox.work.job is None)
    assert window.place.key == "inbox" and [each.path for each in inbox.held] == [good]
    assert receptions(window.store) == []


def test_a_bad_file_is_told_and_the_good_one_is_taken(qtbot, window, stick):
    (stick / "坏.lxbag").write_bytes(b"PK no package")
    inbox = window.pages["inbox"]
    look_again(qtbot, inbox)
    press(qtbot, window, Qt.Key.Key_S)
    until(qtbot, lambda: "收下 1 个，1 个没有收" in inbox.strip.words.text())
    assert inbox.list.table.face(1, 1).words == "不是报送包"


def test_one_package_that_fails_does_not_keep_the_others_waiting(
    qtbot, window, inbox, villages, stick, tmp_path
):
    town = window.store
    keep_unit(town, TownUnit(name="钱家村", code=OTHER, place=9, star_set="rural"))
    register(town, own_card(villages[1]))
    hand_in(villages[1], town, stick)
    look_again(qtbot, inbox)
    first = inbox.held[0]
    digest = first.judged.reading.sha256[:12]
    kept = f"{first.says['unit']}-{first.says['period']}-0001-{digest}.lxbag"
    (tmp_path / "收件" / kept).mkdir(parents=True)
    press(qtbot, window, Qt.Key.Key_S)
    until(qtbot, lambda: "收下 1 个，1 个没有收，原因写在各行" in inbox.strip.words.text())
    assert [each.taken for each in inbox.held] == [False, True]
    assert inbox.list.table.face(0, 1).words == "没有收成"
    assert "存不进收件文件夹" in inbox.held[0].judged.why


def test_a_strange_village_is_enrolled_by_its_stamped_form(
    qtbot, window, inbox, villages, stick
):
    hand_in(villages[1], window.store, stick)
    look_again(qtbot, inbox)
    at = next(n for n, each in enumerate(inbox.held, 1)
              if each.judged.verdict == "unknown-key")
    inbox.list.choose(at)
    inbox.deeds["enrol"].trigger()
    write(qtbot, inbox, "AAAA-AAAA-AAAA-AAAA-AAAA")
    assert "不一样" in inbox.strip.words.text()
    inbox.deeds["enrol"].trigger()
    write(qtbot, inbox, own_card(villages[1]).fingerprint.lower())
    inbox.list.choose(at)
    inbox.deeds["take_one"].trigger()
    assert inbox.held[at - 1].taken
    assert correspondents(window.store, "village", OTHER)


def test_the_towns_value_is_kept_when_the_clerk_says_so(
    qtbot, window, received, villages, stick
):
    town, village = window.store, villages[0]
    person = next(each for each in town.find(Received, "resource = 'person'"))
    correct(town, person, "name", "赵守天", "身份证上是天")
    village.save(village.get(Person, person.row).but(name="赵守地"))
    hand_in(village, town, stick)
    look_again(qtbot, received)
    at = next(n for n, each in enumerate(received.held, 1) if each.fit)
    received.list.choose(at)
    received.card.chips.press("conflicts")
    assert received.card.changes.table.face(0, 3).words == "赵守天"
    assert not received.card.changes.isColumnHidden(3)
    received.deeds["keep_ours"].trigger()
    assert received.card.changes.table.face(0, 3).words == "赵守天（保留）"
    received.deeds["take_one"].trigger()
    assert [each.state for each in town.find(TownValue)] == ["stands"]


def test_who_is_missing_is_seen_by_period(window, received):
    ask_for(window.store, Period.parse("2026-Q2"), TODAY - timedelta(3))
    window.go("standings")
    page = window.pages["standings"]
    page.chips.press("2026-Q2")
    assert page.list.table.face(0, 2).words == "逾期未报"
    page.chips.press("2026-Q3")
    assert page.list.table.face(0, 2).words == "已报"
    assert page.summary == "共 1 个 · 已报 1"
    page.ask_for_period()
    filled(page.right.currentWidget(), period="2026年5月", due="2026-06-05")
    assert page.chips.key == "2026-05"
    assert page.list.table.face(0, 2).words == "逾期未报"


def test_periods_stand_in_their_order_whatever_is_missing_in_them(window, received):
    for asked, due in (("2026-Q1", 1), ("2026-H1", 5), ("2026-Q2", 9), ("2025", 7)):
        ask_for(window.store, Period.parse(asked), TODAY - timedelta(due))
    window.go("standings")
    assert list(window.pages["standings"].chips._buttons) == [
        "2026-Q3", "2026-Q2", "2026-H1", "2026-Q1", "2025"]


def test_the_sum_opens_to_the_villages_records(qtbot, window, received):
    window.go("summary")
    page = window.pages["summary"]
    page.deeds["send_back"].trigger()
    assert page.name.text() == "赵家村　走访登记"  # of the village looked at
    page.figures.row_opened.emit(1)
    assert page.name.text() == "赵家村　走访登记"
    page.village.figure_asked.emit(1, 2)
    assert [each.label.split("：")[0] for each in page.village.behind.found.counted] == [
        "户 1 号", "走访 1 号"]
    page.village.rows.setFocus()
    page.village.rows.setCurrentIndex(page.village.rows.table.index(0, 2))
    press(qtbot, window, Qt.Key.Key_Return)
    write(qtbot, page, "八月应走访两次")
    assert page.opened is not None
    (remark,) = window.store.find(Remark)
    assert (remark.line, remark.column, remark.place) == (1, 3, "走访登记 赵守田 次数")
    marked = page.village.rows.table.face(0, 2)
    assert (marked.words, marked.mark, marked.hint) == ("1", Mark.ASK, "镇里批注：八月应走访两次")
    assert page.village.rows.table.face(0, 1).mark is None


def test_the_sum_is_by_community_committee_where_villages_have_one(window, received):
    window.go("summary")
    page = window.pages["summary"]
    assert not page.tier.isVisible()
    (village,) = units(window.store)
    keep_unit(window.store, village.but(community="河东社区党委"))
    page.refresh()
    assert page.tier.isVisible()
    page.tier.setCurrentIndex(1)
    page.tier.activated.emit(1)
    assert page.figures.rows.table.face(0, 0).words == "河东社区党委"
    page.figures.figure_asked.emit(2, 2)
    assert [each.label for each in page.figures.behind.found.counted] == ["赵家村　1"]


def test_a_sum_opens_into_the_villages_and_each_leads_to_its_return(window, received):
    window.go("summary")
    page = window.pages["summary"]
    page.figures.figure_asked.emit(0, 2)
    found = page.figures.behind.found
    assert [each.label for each in found.counted] == ["赵家村　1"] and not page.below.isVisible()
    page.figures.behind.records.opened.emit(1)
    assert page.name.text() == "赵家村　走访登记"


def test_nobody_is_ranked_until_the_town_says_so(qtbot, window, received):
    window.go("compare")
    page = window.pages["compare"]
    page.chips.press("ranking")
    assert "月排序没有开" in page.figures.rows.empty.text()
    page.deeds["switch_ranking"].trigger()
    assert page.figures.sheet is not None and page.figures.sheet.code == "town-ranking"
    page.chips.press("stars")
    assert "Σ" in page.notes.text() and "星级" in page.notes.text()
    page.figures.figure_asked.emit(1, len(page.sheet.columns) - 1)
    behind = page.figures.behind.found
    assert [each.label for each in behind.counted] == ["赵家村"] and behind.missed == ()
    page.chips.press("named")
    assert page.sheet.code == "town-named" and "拟五星 0 个" in page.notes.text()
    page.chips.press("coverage")
    assert page.sheet.rows[0].values[:3] == ("村集体经济收入", "有收入", 1)
    page.figures.figure_asked.emit(1, 2)
    assert [each.label for each in page.figures.behind.found.counted] == [
        "赵家村　1,200.50 元"]
    page.chips.press("levels")
    assert page.sheet.code == "town-levels" and "拟创建" in page.notes.text()
    assert page.year.isVisibleTo(page) and not page.what.isVisibleTo(page)
    page.figures.figure_asked.emit(1, 1)
    page.chips.press("steps")
    assert page.steps.table.face(0, 5).words == "—"
    with qtbot.waitSignal(page.wanted) as asked:
        page.deeds["print_out"].trigger()
    assert asked.args[1]().rows[0].values[1] == "赵家村"


def test_what_goes_down_is_written_for_each_village_alone(qtbot, window, received, stick):
    window.go("answers")
    page = window.pages["answers"]
    assert page.lines[1].waiting
    press(qtbot, window, Qt.Key.Key_R)
    write(qtbot, page, "收入合计对不上")
    press(qtbot, window, Qt.Key.Key_S)
    until(qtbot, lambda: "可以拔出" in page.strip.words.text())
    assert [each.name for each in stick.glob("下发-*.lxbag")] == ["下发-赵家村-0001.lxbag"]


def test_a_standard_is_handed_down(qtbot, window, villages, stick):
    town = window.store
    standard = town.save(Standard(year=2026, star_set="rural", version=2, title="2026 年标准"))
    task = town.save(Task(standard=standard.id, star="branch", number="1", place=1, title="班子"))
    town.save(Clause(task=task.id, place=1, text="班子健全"))
    window.go("handing")
    page = window.pages["handing"]
    until(qtbot, lambda: bool(page.card.title.text()))
    assert page.card.title.text() == "2026 年标准"
    press(qtbot, window, Qt.Key.Key_S)
    until(qtbot, lambda: "可以拔出" in page.strip.words.text())
    assert len(list(stick.glob("下发-*.lxbag"))) == len(units(town)) == 1


def test_the_settings_of_a_town_begin_with_its_key(window):
    window.go("settings")
    page = window.pages["settings"]
    assert page.chips.key == "keys"
    assert page.keys.card.title.text() == "青石坡镇"


def test_a_new_file_becomes_a_town(qtbot, window, tmp_path):


    window.receive(Store(tmp_path / "新.lianxing"))
    welcome = window.pages["welcome"]
    welcome.open_desk()
    assert "乡镇（街道）的名称" in welcome.form.faults["town"].text()
    welcome.form.editors["town"].put("石门镇")
    with qtbot.waitSignal(window.file_wanted) as asked:
        welcome.open_desk()
    path = asked.args[0]
    window.let_go()
    window.receive(Store(path))
    assert window.heading.text() == "收件"
    assert window.side.village.text() == "石门镇"


def test_a_return_slip_is_to_be_told_once(window, received, stick):
    town = window.store
    (newest,) = receptions(town)
    assert send_back(town, newest, "走访次数不对").sent_back is not None
    (told,) = to_tell(town)
    assert told.waiting
    write_letter(town, told.unit, stick)
    (told,) = to_tell(town)
    assert not told.waiting and told.newest[0].state == "returned"


def test_the_standings_are_seen_as_a_paper(qtbot, window, received):
    window.go("standings")
    page = window.pages["standings"]
    press(qtbot, window, Qt.Key.Key_P)
    pane = page.right.currentWidget()
    until(qtbot, lambda: pane.preview.pages == 1)
    qtbot.keyClick(pane.preview, Qt.Key.Key_Escape)
    assert page.right.currentWidget() is page.card
