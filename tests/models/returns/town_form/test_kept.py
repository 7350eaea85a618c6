"""A form that was filled is kept: due, filled again by one click, sent, compared, taken back."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from exporters.leaving.return_files import write_return
from exporters.workbook.town_form import write_form
from importers.forms.town_form import read_form, to_keep
from models.keeping.store import Store
from models.returns.calendar import report_since, return_calendar
from models.returns.catalogue import due_for, return_called
from models.returns.facts.catalogue import subjects
from models.returns.frozen import freeze, thaw
from models.returns.leaving import covered, personal_columns
from models.returns.own import OwnReturn, forget, keep, keep_form
from models.returns.returning import Asked
from models.returns.sending import changed_since, send, sent_with
from models.returns.town_form.kept import LARGEST, KeptForm
from models.returns.town_form.preparing import prepare
from models.returns.town_form.recognising import recognise
from models.values.periods import Period
from models.values.problem import Invalid, Problem
from models.visits.visit import Visit
from tests.models.returns.town_form import word_blanks
from tests.models.returns.town_form.test_other_layouts import BY_ENTRY, IN_ORDER, of, sheet_form
from tests.models.returns.town_form.village import settle

QUARTER, NEXT = Period.parse("2026-Q1"), Period.parse("2026-Q2")
TODAY = date(2026, 4, 5)
ASKED = Asked.of(QUARTER, TODAY)


@pytest.fixture
def store(store: Store, clock) -> Store:
    clock.set(TODAY)
    settle(store)
    return store


def homes_form(path, title="农户走访季报"):
    return sheet_form(path, title, ("序号", "户号", "户主姓名", "走访次数", "户主身份证号", "鞋码"),
                      lines=2, below=(("合计", *[None] * 5),))


def kept(store, path, cadence="quarter", each="", told=None, title="农户走访季报"):
    form = recognise(read_form(path), subjects(store), each)
    prepared = prepare(store, form, QUARTER, TODAY, told)
    return keep_form(store, to_keep(path, prepared.form), prepared, title, cadence), prepared


def drawn(store, own, asked=ASKED):
    return return_called(own.code, store).draw(store, asked)


def test_it_is_drawn_as_a_table_with_the_records_behind_it(store, tmp_path):
    own, _ = kept(store, homes_form(tmp_path / "表样.xlsx"))
    sheet = drawn(store, own)
    assert [each.heading for each in sheet.columns] == [
        "序号", "户号", "户主姓名", "走访次数", "户主身份证号", "鞋码"]
    assert [row.values[:4] for row in sheet.rows] == [
        (at, number, head, len(of(number))) for at, (number, head, *_) in enumerate(IN_ORDER, 1)]
    assert sheet.total[:4] == ("合计", None, None, sum(len(of(each[0])) for each in IN_ORDER))
    assert all(row.refs[0][0] == "household" for row in sheet.rows)
    assert "户主身份证号" in personal_columns(sheet)
    assert covered(sheet).rows[0].values[4] != sheet.rows[0].values[4]
    assert thaw(freeze(sheet)).rows == sheet.rows


def test_the_form_itself_is_written_as_if_it_had_been_filled(store, tmp_path):
    path = homes_form(tmp_path / "表样.xlsx")
    own, prepared = kept(store, path)
    path.rename(tmp_path / "走了.xlsx")
    written, paper = write_return(drawn(store, own), tmp_path / "出", str(QUARTER))
    assert paper["path"].endswith("农户走访季报-2026-Q1.pdf")
    assert written["path"].endswith("农户走访季报-2026-Q1.xlsx") and written["rows"] == 4
    write_form(tmp_path / "走了.xlsx", tmp_path / "照填.xlsx", prepared.forms)
    one, other = (openpyxl.load_workbook(each).active
                  for each in (written["path"], tmp_path / "照填.xlsx"))
    assert list(one.values) == list(other.values)
    assert sum(cell is not None for row in one.values for cell in row) > 20


def test_it_stands_among_what_is_due_from_the_running_period_on(store, tmp_path):
    own, _ = kept(store, homes_form(tmp_path / "表样.xlsx"))
    report_since(store, date(2025, 1, 1))

    def periods(day):
        return [each.period for each in return_calendar(store, day) if each.ret.code == own.code]
    assert periods(TODAY) == [NEXT]
    assert periods(date(2026, 7, 3)) == [NEXT, Period.parse("2026-Q3")]
    assert own.code in [each.code for each in due_for(store, NEXT)]
    assert own.code not in [each.code for each in due_for(store, Period.parse("2026-04"))]
    later = drawn(store, own, Asked.of(NEXT, date(2026, 7, 3)))
    assert [row.values[3] for row in later.rows] == [
        int(number == "10") for number, *_ in IN_ORDER]


def test_what_was_sent_is_frozen_and_compared(store, tmp_path):
    own, _ = kept(store, homes_form(tmp_path / "表样.xlsx"))
    sent = send(store, drawn(store, own), QUARTER, recipient="镇", today=TODAY)
    assert changed_since(sent, drawn(store, own)) == []
    (visit,) = store.find(Visit, "day = '2026-01-12'")
    assert [each.title for each in sent_with(store, "household", visit.household)] == [
        "农户走访季报"]
    store.save(visit.but(day=date(2025, 12, 1)))
    assert [each.sentence for each in changed_since(sent, drawn(store, own))] == [
        "01 走访次数：报出时 1，现在 0。", "合计 走访次数：报出时 3，现在 2。"]


def test_what_was_decided_is_kept_with_it(store, tmp_path):
    path = homes_form(tmp_path / "表样.xlsx")
    told = {"page": [{"columns": {"鞋码": "size"}}]}
    own, _ = kept(store, path, told=told)
    assert [row.values[5] for row in drawn(store, own).rows] == [each[3] for each in IN_ORDER]


def test_keeping_and_forgetting_are_one_act_each(store, tmp_path):
    own, _ = kept(store, homes_form(tmp_path / "表样.xlsx"))
    assert (store.count("own_return"), store.count("kept_form")) == (1, 1)
    forget(store, own)
    assert (store.count("own_return"), store.count("kept_form")) == (0, 0)
    store.undo()
    assert drawn(store, own).rows
    store.undo()
    assert (store.count("own_return"), store.count("kept_form")) == (0, 0)


def test_a_card_is_a_line_for_each_cell_and_one_document(store, tmp_path):
    path = word_blanks.write(tmp_path / "卡.docx", "党员信息卡", word_blanks.table((
        ("姓名", "", "党小组", ""), ("联系户数", "", "鞋码", ""))))
    own, _ = kept(store, path, each="member", title="党员卡", cadence="year")
    sheet = drawn(store, own, Asked.of(Period.parse("2026"), TODAY))
    name, _, group, *_ = BY_ENTRY[0]
    assert [row.values for row in sheet.rows][:2] == [
        (1, f"{name} 姓名", name), (2, f"{name} 党小组", group)]
    assert len(sheet.rows) == 3 * len(BY_ENTRY)
    written, _ = write_return(sheet, tmp_path, "2026")
    assert written["path"].endswith("党员卡-2026.docx")


def test_excel_cards_get_a_file_each(store, tmp_path):
    book = openpyxl.Workbook()
    for row in (("党员信息卡", None, None, None), ("姓名", None, "党小组", None)):
        book.active.append(row)
    for cell in ("B2", "D2"):
        book.active[cell].number_format = "@"
    book.save(tmp_path / "卡.xlsx")
    own, _ = kept(store, tmp_path / "卡.xlsx", each="member", title="党员卡", cadence="asked")
    *files, _ = write_return(drawn(store, own), tmp_path / "出", str(QUARTER))
    assert len({each["path"] for each in files}) == len(BY_ENTRY)


def test_several_lists_stand_under_one_another(store, tmp_path):
    path = homes_form(tmp_path / "表样.xlsx")
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book.active).title = "另一张"
    book.save(path)
    own, _ = kept(store, path)
    sheet = drawn(store, own)
    assert [each.label for each in sheet.columns][:3] == ["序号", "工作表", "户号"]
    assert [row.values[1] for row in sheet.rows] == ["Sheet"] * 4 + ["另一张"] * 4


@pytest.mark.parametrize(("title", "cadence", "why"), [
    ("2026年一季度农户走访表", "quarter", "2026年一季度"), ("农户走访月报", "quarter", "月")])
def test_a_form_of_one_period_alone_is_not_kept_for_the_next(store, tmp_path, title, cadence, why):
    path = homes_form(tmp_path / "表样.xlsx", title)
    with pytest.raises(Invalid, match=f"表上写的是.*{why}.*下一期就填错了"):
        kept(store, path, cadence)
    assert (store.count("own_return"), store.count("kept_form")) == (0, 0)
    own, _ = kept(store, path, "asked")
    with pytest.raises(Invalid, match="下一期就填错了"):
        keep(store, own.but(cadence=cadence))
    with pytest.raises(Problem, match=f"写明是.*{why}.*不能填2026年二季度"):
        drawn(store, own, Asked.of(NEXT, date(2026, 7, 1)))


def test_it_is_kept_once_and_not_for_the_wall(store, tmp_path):
    path = homes_form(tmp_path / "表样.xlsx")
    own, _ = kept(store, path)
    with pytest.raises(Invalid, match="已经留用，叫《农户走访季报》"):
        kept(store, path, title="又一张")
    assert not return_called(own.code, store).postable
    assert store.find(OwnReturn) == [own]


def test_the_blank_is_kept_byte_for_byte_and_too_large_a_one_is_refused(store, tmp_path):
    path = homes_form(tmp_path / "表样.xlsx")
    own, prepared = kept(store, path)
    assert store.get(KeptForm, own.form).content == path.read_bytes()
    assert openpyxl.load_workbook(BytesIO(drawn(store, own).blank)).active["A1"].value
    with pytest.raises(Problem, match="超过 2 MB"):
        KeptForm.of("表样.xlsx", b"0" * (LARGEST + 1), prepared.form)
    path.unlink()
    with pytest.raises(Problem, match=r"打不开 表样\.xlsx"):
        to_keep(path, prepared.form)
