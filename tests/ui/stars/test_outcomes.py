"""五星: verdicts, gaps, evidence, money, the week's report, and the charts on the wall."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel

from models.economy.accounts import IncomeLine
from models.stars.verdicts import Verdict, level
from models.stars.weekly import WeeklyReport, report_for, reports
from tests.models.stars.creating import YEAR
from tests.ui.stars.conftest import SPRING
from tests.ui.stars.reading import clause_named, column
from ui import ask
from ui.marks import Face
from ui.theme import Mark

# ── 评定, 差距, 佐证 ─────────────────────────────────────────────────────────


def test_four_sayings_stand_apart_and_the_level_is_counted(page):
    section = page.show_section("verdict")
    for stage, result in (("self", "yes"), ("town", "no"), ("award", "yes")):
        section.store.save(Verdict(year=YEAR, star="branch", stage=stage, result=result,
                                   on_day=SPRING, author="某单位", document="文"))
    shown = [section.list.table.face(0, at) for at in range(5)]
    assert [each.words for each in shown] == ["★ 支部过硬星", "达到", "未达到", "—", "已授予"]
    assert level(section.store, YEAR) == 1
    assert "授予 1 颗（一星）" in section.summary


def test_what_if_some_items_were_done_writes_nothing(page):
    section = page.show_section("gap")
    before = section.store.newest_act()
    section.shortest_way()
    said = section.card.findChildren(QLabel)
    assert any(each.text().startswith("能达到 1 颗") for each in said)
    assert section.supposed and section.store.newest_act() == before
    section.suppose_nothing()
    assert not section.supposed


def test_counted_records_are_filed_with_numbers_and_written_as_a_folder(
    page, qtbot, monkeypatch, tmp_path
):
    progress = page.show_section("progress")
    progress.list.choose(clause_named(progress.store, "按期召开支部党员大会").id)
    progress.file_records()
    section = page.show_section("evidence")
    assert [each.words for each in column(section.list.table, "档案编号")] == [
        f"{YEAR}-1-01-001", f"{YEAR}-1-01-002"]
    path = tmp_path / "材料册.pdf"
    monkeypatch.setattr(ask, "file_to_save", lambda *given: path)
    section.chips.press("branch")
    section.write_folder()
    qtbot.waitUntil(lambda: section.strip.words.text() == "写好了：材料册.pdf")
    assert path.read_bytes().startswith(b"%PDF")


# ── 集体经济, 周汇报 ─────────────────────────────────────────────────────────


def test_income_and_operating_profit_are_two_figures(page):
    section = page.show_section("economy")
    with section.store.act("记账"):
        for account, amount in (("trading", 68), ("subsidy", 27)):
            section.store.save(IncomeLine(on_day=SPRING, account=account, summary="一笔",
                                          amount=Decimal(amount)))
    told = [each.text() for each in section.card.findChildren(QLabel)]
    assert "95.00 元" in told and "68.00 元" in told


def test_a_project_is_registered_with_its_money(page):
    section = page.show_section("economy")
    section.chips.press("project")
    section.write_down()
    pane = section.right.currentWidget()
    pane.form.editors["name"].put("冷库")
    pane.save()
    section.add_fund()
    pane = section.right.currentWidget()
    pane.form.editors["origin"].put("财政资金")
    pane.form.editors["amount"].put("300000")
    pane.save()
    assert column(section.lists["project"].table, "资金（元）")[0].words == "300,000.00"


def test_the_week_is_drafted_sent_once_and_then_only_corrected(page):
    section = page.show_section("weekly")
    store = section.store
    assert store.count("weekly_report") == 0
    section.send_report()
    section.strip.press("报出")
    sent = reports(store)[0]
    assert sent.sent == SPRING and sent.author == "缑树林"
    assert column(section.list.table, "状态")[0] == Face("已报出 4月3日", Mark.DONE)
    section.attempt(section.edit)
    assert "请点“写更正”" in section.strip.words.text()
    section.write_correction()
    assert report_for(store, sent.period).corrects == sent.id
    assert store.get(WeeklyReport, sent.id).done == sent.done


# ── 上墙 ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def wall(page, qtbot):
    section = page.show_section("wall")
    qtbot.waitUntil(lambda: bool(section.sheets))
    return section


@pytest.mark.parametrize("board", ["battle", "star", "pairing"])
def test_each_chart_is_seen_on_the_screen(wall, board, qtbot):
    first = wall.sheets
    wall.chips.press(board)
    qtbot.waitUntil(lambda: wall.sheets is not first)
    assert wall.view.drawing.texts[0].startswith(wall.sheets[0].title)
    seen = QPixmap(600, wall.view.heightForWidth(600))
    wall.view.resize(seen.size())
    wall.view.render(seen)
    shades = {seen.toImage().pixel(x, y) for x in range(0, 600, 7) for y in range(0, 400, 7)}
    assert len(shades) > 3


def test_grey_is_seen_before_it_is_printed(wall):
    wall.grey.setChecked(True)
    seen = QPixmap(420, wall.view.heightForWidth(420))
    wall.view.resize(seen.size())
    wall.view.render(seen)
    picture = seen.toImage()
    for x in range(0, 420, 11):
        for y in range(0, 290, 11):
            ink = picture.pixelColor(x, y)
            assert abs(ink.red() - ink.blue()) <= 12


@pytest.mark.parametrize(("save", "name", "begins"), [
    ("save_pdf", "图.pdf", b"%PDF"), ("save_tiles", "拼.pdf", b"%PDF"),
    ("save_picture", "图.png", b"\x89PNG"),
])
def test_it_is_written_as_pdf_tiles_and_picture(
    wall, monkeypatch, tmp_path, qtbot, save, name, begins
):
    path = Path(tmp_path / name)
    monkeypatch.setattr(ask, "file_to_save", lambda *given: path)
    getattr(wall, save)()
    qtbot.waitUntil(lambda: wall.strip.words.text() == f"写好了：{name}", timeout=10_000)
    assert path.read_bytes().startswith(begins)


def test_the_workbench_charts_are_chosen_by_a_chip_and_lead_to_their_records(qtbot, village):
    from ui.chart_panel import ChartPanel

    panel = ChartPanel(village)
    qtbot.addWidget(panel)
    panel.refresh()
    qtbot.waitUntil(lambda: panel.chart.drawing is not None)
    assert panel.chart.drawing.title == "各星任务完成"
    panel.chips.press("economy")
    assert panel.chart.drawing.title == panel.chart.accessibleName() == "集体经济三年"
    with qtbot.waitSignal(panel.wanted) as asked:
        qtbot.mouseClick(panel.chart, Qt.MouseButton.LeftButton)
    assert asked.args == ["economy", 0]
