"""报表报送: asked for, seen as it will be printed, handed out with its purpose, drilled into."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from models.economy.projects import Project
from models.exchange.inbox import Remark, ids_of
from models.meetings.meeting import Meeting
from models.returns.calendar import report_since, reporting_since
from models.returns.catalogue import RETURNS
from models.values.sheet import Row
from ui.parts.return_figures import CATALOGUE


def place_of(code):
    return [each.code for each in RETURNS].index(code) + 1


@pytest.fixture
def returns(window, qtbot):
    report_since(window.store, date(2025, 1, 1))
    window.go("returns")
    return window.pages["returns"].show_section("catalogue")


@pytest.fixture
def open_return(returns, qtbot):
    def opened(code):
        returns.open("return", place_of(code))
        qtbot.waitUntil(lambda: returns.drawn is not None and returns.drawn.content.code == code
                        and returns.job is None)
        return returns.drawn

    return opened


def test_the_paper_is_shown_page_by_page_by_key(returns, open_return, qtbot):
    open_return("people")
    preview = returns.card.preview
    assert preview.pages == 1
    assert returns.card.sight.bar.page.text() == "第 1 / 1 页"
    assert not preview.grab().toImage().isNull()
    qtbot.keyClick(preview, Qt.Key.Key_Plus)
    assert preview.horizontalScrollBar().maximum() > 0
    qtbot.keyClick(preview, Qt.Key.Key_Minus)
    assert preview.horizontalScrollBar().maximum() == 0


def test_a_cell_that_the_town_has_remarked_is_marked_where_its_line_stands_now(
    returns, open_return, village
):
    drawn = open_return("people")
    period = str(returns.card.asking.period.period())
    refs = ids_of(drawn.rows[1].refs)
    said = Remark(number=1, period=period, code="people", line=1, column=3, place="花名册",
                  text="姓名错", refs=refs, on_day=date(2026, 10, 8))
    village.save(said)
    village.save(said.but(number=2, code="members", text="别的表"))
    returns.draw()
    open_return("people")
    table = returns.card.figures.rows.table
    cells = [(at, place) for at in range(len(table.ids)) for place in range(len(table.columns))
             if table.face(at, place).mark]
    assert cells == [(1, 2)] and table.face(1, 2).hint == "镇里批注：姓名错"


def test_numbers_are_covered_on_the_screen_until_asked_for(returns, open_return, qtbot):
    number = [each.label for each in open_return("people").content.columns].index("公民身份号码")
    assert returns.drawn.rows[0].values[number] == "4109**********9911"
    shown = returns.drawn
    returns.card.bare.setChecked(True)
    qtbot.waitUntil(lambda: returns.drawn is not shown and returns.job is None)
    assert returns.drawn.rows[0].values[number] == "410900188804129911"


def test_the_public_version_is_masked_in_its_values(returns, open_return, qtbot):
    shown = open_return("people")
    returns.card.public.setChecked(True)
    qtbot.waitUntil(lambda: returns.drawn is not shown and returns.job is None)
    assert returns.drawn.rows[0].values[3] == "柳*"
    assert not returns.card.asks_purpose


def test_what_stays_inside_offers_no_public_version(returns, open_return, qtbot):
    open_return("people")
    returns.card.public.setChecked(True)
    open_return("entry-times")
    assert returns.card.public.isHidden() and not returns.drawn.content.public


def test_a_full_export_asks_for_its_purpose_and_is_noted(
    returns, open_return, qtbot, monkeypatch, tmp_path, village
):
    monkeypatch.setattr("ui.kit.ask.folder", lambda *_: tmp_path)
    open_return("people")
    returns.deeds["export"].trigger()
    assert "用途" in returns.strip.words.text()
    returns.card.purpose.setText("报镇党建办")
    returns.deeds["export"].trigger()
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("户籍人员花名册-*"))) == 2
                    and returns.job is None)
    assert village.newest_act()[1].endswith("用途：报镇党建办")
    assert returns.strip.words.text().startswith("写好了")


def test_what_may_not_be_posted_is_shown_with_its_place_and_left_out_on_request(
    returns, open_return, qtbot, monkeypatch, tmp_path, village
):
    monkeypatch.setattr("ui.kit.ask.folder", lambda *_: tmp_path)
    open_return("meetings")
    card = returns.card
    day = card.asking.period.period().start
    held = village.save(Meeting(kind="committee", held=day, entered=day, due_count=3,
                                present_count=3, title="研究13900001234的来电"))
    assert card.omit.isHidden()
    card.public.setChecked(True)
    qtbot.waitUntil(lambda: returns.drawn is None and returns.job is None, timeout=15_000)
    assert card.views.key == "betrayals" and card.shown.currentWidget() is card.betrayals
    assert [each.sentence for each in card.betrayals.found] == [
        "第 1 行“主题”里有电话号码“13****”"]
    returns.deeds["export"].trigger()
    qtbot.waitUntil(lambda: returns.strip.isVisible() and returns.job is None, timeout=15_000)
    assert "公示版还不能出：第 1 行“主题”里有电话号码" in returns.strip.words.text()
    assert list(tmp_path.glob("三会一课*")) == []
    with qtbot.waitSignal(returns.wanted) as asked:
        qtbot.keyClick(card.betrayals, Qt.Key.Key_Return)
    assert asked.args == ["meeting", held.id]
    card.omit.setChecked(True)
    qtbot.waitUntil(lambda: returns.drawn is not None and returns.job is None, timeout=15_000)
    assert "〔略〕" in returns.drawn.rows[0].values
    card.public.setChecked(False)
    assert card.omit.isHidden() and not card.omit.isChecked()


def test_a_return_without_personal_data_asks_nothing(
    returns, open_return, qtbot, monkeypatch, tmp_path, village
):
    monkeypatch.setattr("ui.kit.ask.folder", lambda *_: tmp_path)
    before = village.newest_act()
    open_return("facts")
    returns.deeds["export"].trigger()
    qtbot.waitUntil(lambda: returns.strip.isVisible())
    assert sorted(each.suffix for each in tmp_path.glob("村情基本情况表-*")) == [".pdf", ".xlsx"]
    assert village.newest_act() == before


def test_a_row_leads_to_its_records(returns, open_return, qtbot):
    open_return("people")
    returns.card.views.press("rows")
    assert returns.card.rows.table.face(0, 3).words == "柳琢"
    with qtbot.waitSignal(returns.wanted) as asked:
        returns.card.rows.opened.emit(2)
    assert asked.args == ["person", 2]
    assert [each.text() for each in returns.card.figures.row_menu().actions()] == [
        "这个数怎么来的", "打开这个人", "打开这一户"]


def test_what_waits_is_counted_and_asked_for_its_own_period(returns):
    returns.chips.press("waiting")
    shown = [CATALOGUE[at - 1].code for at in returns.list.table.ids]
    assert shown and {returns.due[code].state for code in shown} == {"waiting"}
    code = returns.card.wanted.code
    assert returns.card.asking.period.period() == returns.due[code].period


def test_a_row_of_sums_has_no_records(returns, open_return):
    found = open_return("people")
    found.rows.append(Row(("合计",)))
    returns._open_row(len(found.rows))
    assert "没有可以单独打开的记录" in returns.strip.words.text()


def test_a_period_that_is_none_is_said_beside_it(returns, open_return, qtbot):
    open_return("facts")
    period = returns.card.asking.period
    period.setEditText("去年")
    period.edited.emit()
    assert "认不出" in returns.card.asking.said.text()
    qtbot.waitUntil(lambda: returns.drawn is None)
    period.setEditText("2026-Q3")
    period.edited.emit()
    assert returns.card.asking.said.text() == "2026年三季度"
    qtbot.waitUntil(lambda: returns.drawn is not None and returns.job is None)


def test_a_period_that_has_not_begun_is_refused_by_name(returns, open_return, qtbot, monkeypatch):
    open_return("facts")
    said = []
    monkeypatch.setattr(returns.card.preview, "say", said.append)
    period = returns.card.asking.period
    period.setEditText("2199-Q1")
    period.edited.emit()
    qtbot.waitUntil(lambda: returns.drawn is None)
    assert said and said[-1].startswith("2199年一季度还没有开始，今天是 ")


def test_what_must_be_asked_is_asked(returns, qtbot):
    returns.open("return", place_of("liaison-pocket"))
    member = returns.card.asking.editors["member"]
    member.setEditText("缑树林")
    member.edited.emit()
    assert returns.card.asking.answers() == {"member": 1}
    member.setEditText("没有这个人")
    qtbot.waitUntil(lambda: returns.job is None)
    returns.draw()
    assert returns.drawn is None
    assert "请从列表里选" in returns.card.rows.empty.text()


def test_without_a_printer_the_way_out_is_said(returns, open_return, monkeypatch):
    from PySide6.QtPrintSupport import QPrinterInfo

    monkeypatch.setattr(QPrinterInfo, "availablePrinters", staticmethod(lambda: []))
    open_return("facts")
    returns.deeds["print_out"].trigger()
    assert "还没有打印机" in returns.strip.words.text()


def test_it_prints_every_page_at_the_size_of_the_paper(returns, open_return, tmp_path):
    from pypdfium2 import PdfDocument
    from PySide6.QtPrintSupport import QPrinter

    from ui.parts.drawn_return import printed

    open_return("people")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    assert printed(returns._order(), printer, lambda percent, words: None) == 1
    paper = PdfDocument(tmp_path / "out.pdf")
    width, height = paper.get_page_size(0)
    assert (round(width), round(height)) == (842, 595)
    paper.close()


def test_the_towns_rule_for_a_return_is_typed_in(returns, qtbot):
    returns.open("return", place_of("liaison-statistics"))
    returns.deeds["change_terms"].trigger()
    pane = returns.right.currentWidget()
    pane.form.editors["days"].put("10")
    pane.form.editors["recipient"].put("镇政府办")
    pane.form.editors["since"].put("2025-07-01")
    qtbot.keyClick(pane.form.editors["since"], Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    line = returns.due["liaison-statistics"]
    assert (line.terms.days, line.terms.recipient) == (10, "镇政府办")
    assert reporting_since(returns.store) == date(2025, 7, 1)
    assert "镇政府办" in returns.card.standing.words.text()
    assert returns.deeds["change_terms"].isVisible()
    returns.open("return", next(place_of(each.code) for each in returns.lines.values()
                                if each.code not in returns.due))
    assert not returns.deeds["change_terms"].isVisible()


def test_the_paper_follows_whatever_was_changed(returns, open_return, window, store, qtbot):
    assert not open_return("projects").rows
    window.go("people")
    store.save(Project(name="机井维修", since=returns.drawn.content.made))
    window.go("returns")
    qtbot.waitUntil(lambda: returns.drawn is not None and returns.job is None
                    and len(returns.drawn.rows) == 1, timeout=15_000)
    assert "机井维修" in returns.drawn.rows[0].values
