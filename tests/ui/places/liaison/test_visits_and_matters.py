"""走访 and 事项 in the window: rounds, paper sheets, stages, photos, and nothing typed is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from models.keeping.attachments import attachments_of, file_of
from models.matters.matter import Matter, report, steps_of
from models.moves.moving import move_away
from models.pairing.pairing import Pairing
from models.visits.paper import issue_sheet
from models.visits.visit import Visit
from tests.models.liaison_village import invented, settle_village
from ui.kit import ask
from ui.kit.marks import FaceLabel
from ui.kit.table import Edit
from ui.kit.theme import Mark
from ui.parts.liaison_forms import visit_pane
from ui.parts.photos import Photos
from ui.places.liaison.page import Liaison
from ui.places.liaison.visit_lists import KeySheet

TODAY = date(2026, 9, 26)
BEGAN = TODAY - timedelta(days=70)


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)


@pytest.fixture
def page(qtbot, store):
    """Six households, all looked after by member 1 (of household 3) for seventy days."""
    settle_village(store, 6, 2, 2)
    with store.act("结对"):
        for home in range(1, 7):
            store.save(Pairing(member=1, household=home, since=BEGAN))
    shown = Liaison(store)
    qtbot.addWidget(shown)
    shown.resize(1218, 660)
    shown.show()
    yield shown
    shown.leave()


def faults(pane) -> dict[str, str]:
    return {name: each.text() for name, each in pane.form.faults.items() if each.text()}


def test_who_waits_longest_stands_first_with_shape_and_words(page, store):
    page.chips.press("visits")
    assert page.section("visits").chips.key == "late" and len(page.section("visits").dues) == 6
    page.section("visits").chips.press("soon")
    due = page.section("visits").dues[1]
    assert (due.member_name, due.last) == (invented(2), None)
    page.section("visits").look_now()
    assert page.section("visits").card.title.text() == f"{invented(0)} 户"


def test_a_visit_before_the_pairing_is_said_beside_the_day_and_nothing_is_lost(page, store):
    page.section("visits").record_visit(1)
    pane = page.section("visits").beside.pane
    pane.form.editors["day"].put(str(BEGAN - timedelta(1)))
    pane.form.editors["said"].put("问低保")
    pane.save()
    assert "才结对" in faults(pane)["day"]
    assert pane.form.texts()["said"] == "问低保" and store.count("visit") == 0
    pane.form.editors["day"].put(str(TODAY + timedelta(1)))
    pane.save()
    assert "还没有到" in faults(pane)["day"]


def test_a_visit_to_a_household_that_moved_out_is_refused(page, store):
    move_away(store, 2, TODAY - timedelta(2), "外出购房")
    page.section("visits").record_visit(1)
    pane = page.section("visits").beside.pane
    pane.form.editors["household"].know(2, "0002 户")
    pane.form.editors["household"].put("2")
    pane.save()
    assert "离册" in faults(pane)["household"]


def test_a_round_is_one_grid_and_one_act(page, store):
    page.chips.press("visits")
    page.section("visits").chips.press("soon")
    page.section("visits").record_round()
    pane = page.section("visits").beside.pane
    assert len(pane.grid.table.ids) == 6
    assert not pane.grid.table.put([Edit(1, "way", "9")])
    assert "请填 1 入户、2 电话或 3 外出联系" in pane.strip.words.text()
    pane.fill()
    pane.grid.table.put([Edit(2, "way", "2"), Edit(3, "way", ""), Edit(4, "problem", "屋顶漏雨")])
    assert pane.said.text() == "已填 5 / 6 户"
    pane.save()
    assert {e.household: e.way for e in store.find(Visit)} == {
        1: "home", 2: "phone", 4: "home", 5: "home", 6: "home"}
    assert [each.what for each in store.find(Matter)] == ["屋顶漏雨"]
    assert store.newest_act()[1] == "登记一轮走访：5 户"


def test_a_fault_stands_in_its_row_and_the_round_comes_back_after_a_power_cut(page, store):
    page.section("visits").put_right(_round(store))
    pane = page.section("visits").beside.pane
    early = str(BEGAN - timedelta(1))
    pane.grid.table.put([Edit(2, "way", "1"), Edit(5, "way", "1"), Edit(5, "day", early)])
    pane.save()
    assert store.count("visit") == 0
    row = pane.grid.table.row_of(5)
    assert "才结对" in pane.grid.table.face(row, 8).words and pane.grid.current() == 5
    again = _round(store)
    assert again._cell(5, "day") == early and "没存完的一轮" in again.strip.words.text()
    again.deleteLater()


def test_a_second_visit_of_a_day_is_asked_about_before_a_round_is_kept(page, store):
    for again in (False, True):
        page.section("visits").put_right(_round(store))
        pane = page.section("visits").beside.pane
        pane.grid.table.put([Edit(2, "way", "1")] + [Edit(3, "way", "2")] * again)
        pane.save()
    assert store.count("visit") == 1 and page.section("visits").beside.pane is pane
    assert "0002 1 户这一天已经记过走访" in pane.strip.words.text()
    pane.strip.press("再看看")
    assert store.count("visit") == 1
    pane.save()
    pane.strip.press("照样记")
    assert store.count("visit") == 3


def _round(store):
    from ui.places.liaison.visit_round import RoundPane

    return RoundPane(store, TODAY, 1)


def test_a_sheet_is_keyed_row_by_row_and_a_wrong_key_is_said(page, store):
    sheet = issue_sheet(store, 1, [3, 1, 2], BEGAN, "日常走访")
    page.section("visits").put_right(KeySheet(store, TODAY, sheet.number))
    pane = page.section("visits").beside.pane
    rows = list(pane.grid.table.ids)
    day = f"{BEGAN:%m%d}"
    assert pane.grid.table.put([Edit(rows[0], "keys", f"{day}/")])
    assert not pane.grid.table.put([Edit(rows[1], "keys", "？")])
    assert "看不懂" in pane.strip.words.text()
    pane.grid.table.put([Edit(rows[1], "keys", ".+水渠堵了"), Edit(rows[2], "keys", "-")])
    said = [pane.grid.table.face(at, 4).text for at in range(3)]
    written = f"{BEGAN.month}月{BEGAN.day}日"
    assert said == [f"● {written} 电话", f"● {written} 入户，有问题", "◐ 没走到"]
    assert pane.said.text() == f"{sheet.number} 号走访单：3 行全部录入，其中没走到 1 户"


def test_a_second_visit_of_a_day_is_asked_about_where_a_sheet_is_keyed(page, store):
    day = f"{BEGAN:%m%d}"
    for _ in range(2):
        sheet = issue_sheet(store, 1, [3, 1], BEGAN)
        page.section("visits").put_right(KeySheet(store, TODAY, sheet.number))
        pane = page.section("visits").beside.pane
        row = pane.grid.table.ids[0]
        assert pane.grid.table.put([Edit(row, "keys", day)])
    assert store.count("visit") == 2
    assert "又去了一次吗" in pane.strip.words.text()
    assert pane.grid.table.face(0, 3).mark is Mark.ASK
    pane.grid.table.put([Edit(row, "keys", "-")])
    assert pane.grid.table.face(0, 3).mark is None and store.count("visit") == 1


def test_a_sheet_number_nobody_printed_is_said(page, store):
    page.section("visits").put_right(KeySheet(store, TODAY))
    pane = page.section("visits").beside.pane
    pane.number.setText("99")
    pane.number.returnPressed.emit()
    assert "没有 99 号走访单" in pane.strip.words.text()


def test_a_sheet_is_printed_for_a_member_and_kept_as_a_file(page, store, tmp_path, monkeypatch):
    path = tmp_path / "走访单.pdf"
    monkeypatch.setattr(ask, "file_to_save", lambda *_: path)
    page.chips.press("visits")
    page.current.print_sheet()
    pane = page.section("visits").beside.pane
    pane.form.editors["member"].put("1")
    pane.save()
    assert path.read_bytes().startswith(b"%PDF")
    visits = page.section("visits")
    assert visits.chips.key == "sheets" and len(visits.lists["sheets"].table.ids) == 1


def stages(page) -> list[str]:
    return [name for name, act in page.deeds.items()
            if act.isVisible() and name in page.section("matters").card.offered]


def test_each_state_offers_its_own_next_steps(page, store, qtbot):
    row = report(store, Matter(kind="problem", what="路灯不亮", found=BEGAN, household=1)).id
    page.open("matter_step", steps_of(store, row)[0].id)
    assert stages(page) == ["assign_matter", "close_matter", "write_measure", "add_photo"]
    page.current.assign_matter()
    pane = page.current.beside.pane
    pane.save()
    assert faults(pane)["owner"] == "责任人还没有填，请写交给谁办。"
    pane.form.editors["owner"].put("文书")
    pane.save()
    assert page.section("matters").card.matter.state == "assigned"
    page.current.escalate_matter()
    page.current.beside.pane.form.editors["owner"].put("镇里")
    page.current.beside.pane.form.editors["level"].put("镇")
    page.current.beside.pane.save()
    assert store.get(Matter, row).level == "town"
    page.current.close_matter()
    page.current.beside.pane.save()
    assert "怎样解决" in faults(page.current.beside.pane)["result"]
    page.current.beside.pane.form.editors["result"].put("换了灯")
    page.current.beside.pane.save()
    assert stages(page) == ["feed_back", "reopen_matter", "add_photo"]
    assert page.section("matters").summary.endswith("＝ 未办结 0")


def test_an_overhaul_keeps_one_measure_for_each_problem(page, store):
    page.chips.press("matters")
    page.current.overhaul()
    pane = page.current.beside.pane
    pane.form.editors["reason"].put("班子不团结")
    pane.form.editors["plan"].put("整顿〔2026〕1号")
    pane.save()
    for measure in ("每月谈心", "每月谈心"):
        page.current.overhaul()
        page.current.strip.press("添整顿问题…")
        pane = page.current.beside.pane
        pane.form.editors["what"].put("议事不规范")
        pane.form.editors["measure"].put(measure)
        pane.save()
    assert "同一条对策" in faults(pane)["measure"]
    assert store.count("matter", "kind = 'overhaul'") == 1


def test_photos_are_shown_and_a_missing_file_or_a_false_photo_is_said(
    page, store, tmp_path, monkeypatch, qtbot
):
    from PIL import Image

    good, false = tmp_path / "沟.jpg", tmp_path / "假.jpg"
    Image.new("RGB", (600, 400), "grey").save(good)
    false.write_text("不是照片")
    row = report(store, Matter(kind="problem", what="沟堵了", found=BEGAN)).id
    page.open("matter", row)
    for path in (good, false):
        monkeypatch.setattr(ask, "file_to_open", lambda *_, path=path: path)
        page.deeds["add_photo"].trigger()
    assert "假.jpg 的内容不是图片" in page.current.strip.words.text()
    photo, = attachments_of(store, "matter", row)
    assert photo.shows == "photo" and photo.width == 600
    file_of(store, photo).unlink()
    shown = Photos(store, "matter", row)
    qtbot.addWidget(shown)
    assert shown.findChild(FaceLabel).face.text == "▲ 沟.jpg 的文件不见了，请从备份找回。"


def test_alt_and_a_figure_lead_to_a_desk(page, qtbot):
    with qtbot.waitActive(page):
        page.activateWindow()
    for figure, key in ((Qt.Key.Key_2, "visits"), (Qt.Key.Key_3, "matters"),
                        (Qt.Key.Key_1, "pairing")):
        qtbot.keyClick(page, figure, Qt.KeyboardModifier.AltModifier)
        assert page.chips.key == key


def test_a_second_visit_of_the_same_day_is_asked_about_and_kept_when_it_was_one(qtbot, store):
    settle_village(store, 6, 2, 2)
    for answer, many in (("", 1), ("再看看", 1), ("照样记", 2)):
        pane = visit_pane(store, TODAY, 1)
        qtbot.addWidget(pane)
        pane.form.editors["member"].know(1, "联户党员")
        pane.form.editors["member"].put("1")
        pane.save()
        assert bool(pane.strip.words.text()) == bool(answer), pane.form.faults
        if answer:
            assert "这一天已经记过走访这一户（入户）" in pane.strip.words.text()
            pane.strip.press(answer)
        assert len(store.find(Visit)) == many
