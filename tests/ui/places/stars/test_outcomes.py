"""五星: verdicts, gaps, evidence, money, the week's report, and the charts on the wall."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel

from models.economy.assets import Asset
from models.economy.organisations import FirmTie, Organisation
from models.economy.projects import stages
from models.economy.year_account import IncomeLine
from models.stars.evidence import Evidence, fileable
from models.stars.verdicts import Verdict, level
from models.stars.weekly import WeeklyReport, report_for, reports
from tests.models.stars.creating import YEAR
from tests.ui.places.stars.conftest import SPRING
from tests.ui.places.stars.reading import clause_named, column
from ui.kit import ask
from ui.kit.marks import Face
from ui.kit.theme import Mark
from ui.places.stars.economy_books import BOOKS
from ui.places.stars.economy_card import EconomyCard
from ui.places.stars.weekly import NOW

# ── 评定, 差距, 佐证 ─────────────────────────────────────────────────────────


def test_four_sayings_stand_apart_and_the_level_is_counted(page):
    section = page.show_section("verdict")
    for stage, result in (("self", "yes"), ("town", "no"), ("award", "yes")):
        section.store.save(Verdict(year=YEAR, star="branch", stage=stage, result=result,
                                   on_day=SPRING, author="某单位", document="文"))
    shown = [section.list.table.face(0, at) for at in range(5)]
    assert [each.words for each in shown] == ["★ 支部过硬星", "达到", "≠ 未达到", "—", "已授予"]
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


def test_any_record_is_looked_for_and_filed_under_a_clause(page):
    progress = page.show_section("progress")
    clause = clause_named(progress.store, "按期召开支部党员大会")
    progress.list.choose(clause.id)
    progress.file_another()
    section = page.current
    pane = section.right.currentWidget()
    assert pane.form.editors["clause"].words() == str(clause.id)
    piece = next(each for each in fileable(section.store, "") if each.ref[0] == "matter")
    pane.form.editors["what"].put(str(piece.code))
    pane.save()
    filed = section.store.find(Evidence)[0]
    assert (filed.clause, (filed.ledger, filed.row), filed.on_day) == (
        clause.id, piece.ref, piece.on_day)


# ── 台账, 周汇报 ─────────────────────────────────────────────────────────


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
    section.tell_stage()
    pane = section.right.currentWidget()
    pane.form.editors["stage"].put("实施")
    pane.form.editors["on_day"].put("2026-03-02")
    pane.save()
    assert next(each.stage for each in stages(section.store, 1)) == "building"


@pytest.mark.parametrize(("book", "typed"), [
    ("service", {"kind": "养老助残", "what": "高龄津贴"}),
    ("ceremony", {"kind": "婚嫁", "household": "1", "usual": "26000", "spent": "11500"}),
    ("product", {"name": "桃", "area": "1000", "output": "2000000"}),
    ("greening", {"place": "河沿", "trees": "260"}),
    ("survey", {"subject": "平安", "method": "入户", "returned": "40", "satisfied": "37"}),
    ("facility", {"name": "监控", "kind": "视频监控", "amount": "32", "working": "31"}),
    ("incentive", {"subject": "二组", "way": "正向激励", "kind": "物质奖励", "reason": "第一"}),
    ("honour", {"title": "先进", "level": "县级", "body": "县委"}),
])
def test_every_book_is_written_listed_told_and_changed(page, book, typed):
    section = page.show_section("economy")
    section.chips.press(book)
    section.write_down()
    pane = section.right.currentWidget()
    for name, text in typed.items():
        pane.form.editors[name].put(text)
    pane.save()
    kind = next(each.kind for each in BOOKS if each.key == book)
    kept = section.store.find(kind)[-1]
    section.show_record(book, kept.id)
    assert section.list.current() == kept.id
    told = " ".join(each.text() for each in section.card.findChildren(QLabel))
    shown = kind.field(next(iter(typed))).show(getattr(kept, next(iter(typed))))
    assert shown in told
    section.edit()
    section.right.currentWidget().form.editors["note"].put("改过")
    section.right.currentWidget().save()
    assert section.store.get(kind, kept.id).note == "改过"


def test_a_cooperative_is_tied_to_a_firm_and_the_tie_ends(page):
    section = page.show_section("economy")
    store = section.store
    with store.act("组织"):
        group = store.save(Organisation(name="菌菇合作社", kind="cooperative")).id
    section.show_record("organisation", group)
    section.attempt(section.tie_to_firm)
    assert "还没有登记龙头企业" in section.strip.words.text()
    with store.act("组织"):
        firm = store.save(Organisation(name="柳河食品", kind="firm")).id
    section.show_record("organisation", group)
    section.tie_to_firm()
    pane = section.right.currentWidget()
    pane.form.editors["firm"].put(str(firm))
    pane.form.editors["way"].put("订单收购")
    pane.save()
    tied = store.find(FirmTie, "cooperative = ?", (group,))[0]
    assert tied.firm == firm
    section.show_record("organisation", group)
    section.untie()
    pane = section.right.currentWidget()
    pane.form.editors["which"].put("1")
    pane.save()
    assert store.get(FirmTie, tied.id).until == SPRING


@pytest.mark.parametrize(("kind", "there"), [
    ("filial-council", True), ("cooperative", False), ("patrol", False)])
def test_the_covenant_and_its_councils_stand_on_the_cards_of_these_alone(page, kind, there):
    card = EconomyCard(page.store)
    card.show_record(page.store.save(Organisation(name="柳河", kind=kind)), SPRING)
    assert ("一约五会" in [each.text() for each in card.findChildren(QLabel)]) is there


def test_a_lease_says_of_which_asset(page):
    section = page.show_section("economy")
    store = section.store
    with store.act("资产"):
        asset = store.save(Asset(name="旧仓库", kind="house")).id
    section.chips.press("lease")
    section.write_down()
    pane = section.right.currentWidget()
    for name, text in (("asset", str(asset)), ("tenant", "柳河食品"), ("since", "2026-01-01"),
                       ("until", "2027-12-31"), ("rent", "12000")):
        pane.form.editors[name].put(text)
    pane.save()
    assert column(section.lists["lease"].table, "资产")[0].words == "旧仓库"
    section.edit()
    assert section.right.currentWidget().form.editors["asset"].currentText() == "旧仓库"
    section.put_away()


def test_the_week_is_drafted_sent_once_and_then_only_corrected(page):
    section = page.show_section("weekly")
    store = section.store
    assert store.count("weekly_report") == 0
    store.save(WeeklyReport(week="2026-W10", written=date(YEAR, 3, 8), author="缑树林",
                            done="清沟", sent=date(YEAR, 3, 8)))
    section.refresh()
    section.list.choose(NOW)
    this_week = section.line.period
    section.draft_again()
    assert section.line.period == this_week and section.line.id is not None
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
    qtbot.waitUntil(lambda: wall.strip.words.text() == f"写好了：{name}")
    assert path.read_bytes().startswith(begins)


def test_the_workbench_charts_are_chosen_by_a_chip_and_lead_to_their_records(qtbot, village):
    from ui.places.home.page import ChartPanel

    panel = ChartPanel(village, print)
    qtbot.addWidget(panel)
    panel.refresh()
    qtbot.waitUntil(lambda: panel.chart.drawing is not None)
    assert panel.chart.drawing.title == "各星任务完成"
    panel.chips.press("economy")
    assert panel.chart.drawing.title == panel.chart.accessibleName() == "集体经济三年"
    with qtbot.waitSignal(panel.wanted) as asked:
        qtbot.mouseClick(panel.chart, Qt.MouseButton.LeftButton)
    assert asked.args == ["economy", 0]
