"""A list of points kept elsewhere is tried, then taken in as one act; refused lines are told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from cli.incoming import take_in
from exporters.workbook.sheet import write_workbook
from importers.lists.kinds import POINTS
from importers.lists.listing import read_list
from importers.sheets.grid import Grid
from models.intake.points_listed import take_in_points
from models.members.member import Member
from models.points.book.account_acts import reverse
from models.points.book.accounts import new_account
from models.points.book.kept_ledger import Book
from models.points.book.slips import Slip
from models.returns.catalogue import RETURNS
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.problem import Problem
from models.values.spreadsheet import cells_pasted
from resources import resource
from tests.models.points.points_village import BEGIN, ITEMS, adopt, with_accounts
from tests.models.points.small_village import scheme

DAY = date(2026, 5, 1)


def read_pasted(copied, kind):
    """Copied cells as the workbench reads them."""
    grids = [Grid("粘贴的内容", [list(row) for row in cells_pasted(copied)])]
    return read_list(Path("粘贴的内容"), kind, grids=grids)


LIST = (
    "日期,户号,户主,积分项目,次数,评分,场次,备注\n"
    "2026-03-01,001,柳树甲,参加植树造林,1,,植树,\n"
    "2026-03-01,002,耿树乙,参加植树造林,,10,植树,\n"
    "2026-03-02,3,彭树丙,乱堆垃圾不整治,1,10,,劝过不改\n"
    "2026-03-03,001,柳树甲,临时任务,1,7.5,,\n"
    "2026-03-04,009,,参加植树造林,1,,,\n"
    "2026-03-05,001,柳树甲,没有的项目,1,,,\n"
    "2026-03-06,001,柳树甲,参加植树造林,几次,,,\n"
    "2026-03-07,001,柳树甲,参加植树造林,1,,植树,\n"
)


@pytest.fixture
def listed(store, tmp_path):
    with_accounts(store)
    book = Workbook()
    for line in LIST.splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "积分.xlsx")
    return store, read_list(tmp_path / "积分.xlsx", POINTS)


def test_refused_lines_are_told_with_row_and_column(listed):
    store, lines = listed
    answer = take_in_points(store, lines, today=DAY).json()
    assert [answer[name] for name in ("rows", "created", "refused")] == [8, 4, 4]
    told = {each["row"]: (each["column"], each["why"]) for each in answer["problems"]}
    assert told[6] == ("B", "没有009 户，请核对，或先登记这一户。")
    assert told[7] == ("D", "细则里没有“没有的项目”这一项，请照细则的名称写。")
    assert told[8][0] == "E" and "不是整数" in told[8][1]
    assert "凭“植树”已经记过" in told[9][1]
    book = Book(store, "household")
    assert [book.standing(each, DAY).score for each in (1, 2, 3)] == [17.5, 10, -10]
    assert store.undo() == "导入积分 4 条"


def test_a_trial_keeps_nothing(listed):
    store, lines = listed
    assert take_in_points(store, lines, today=DAY, dry_run=True).counts["created"] == 4
    strict = take_in_points(store, lines, today=DAY, strict=True)
    assert (strict.counts["skipped"], strict.counts["refused"]) == (4, 4)
    assert store.count("slip") == 0


def test_hidden_rows_and_sheets_of_points_are_left_out_and_said(store, tmp_path):
    with_accounts(store)
    book = Workbook()
    book.active.title = "本月"
    old = book.create_sheet("作废")
    for sheet in (book.active, old):
        sheet.append(["日期", "户号", "积分项目", "人员"])
        for day in (1, 2):
            sheet.append([f"2026-03-0{day}", "001", "家庭成员考取本科", "柳林甲"])
    old.sheet_state = "veryHidden"
    book["本月"].row_dimensions[3].hidden = True
    book.save(tmp_path / "积分.xlsx")
    answer = take_in(store, "points", tmp_path / "积分.xlsx")
    assert [answer[name] for name in ("rows", "created", "skipped", "refused")] == [4, 1, 3, 0]
    assert [(each["code"], each["sheet"], each["row"]) for each in answer["problems"]] == [
        ("hidden-row", "本月", 3), ("hidden-sheet", "作废", None)]
    assert store.count("slip") == 1


def test_a_line_without_its_day_is_refused_and_never_dated_today(store, tmp_path):
    with_accounts(store)
    book = Workbook()
    book.active.append(["登记的日子", "户号", "积分项目", "人员"])
    book.active.append(["2026-03-01", "001", "家庭成员考取本科", "柳林甲"])
    book.save(tmp_path / "积分.xlsx")
    answer = take_in(store, "points", tmp_path / "积分.xlsx")
    assert [answer[name] for name in ("rows", "created", "refused")] == [1, 0, 1]
    untaken, undated = answer["problems"]
    assert (untaken["code"], untaken["value"]) == ("column-untaken", "登记的日子")
    assert "没有写是哪一天" in undated["why"]
    assert store.count("slip") == 0


def test_pasted_from_a_workbook(store):
    with_accounts(store)
    lines = read_pasted("日期\t户号\t积分项目\t人员\r\n2026-3-1\t001\t家庭成员考取本科\t柳林甲\r\n"
                         "2026-3-1\t002\t家庭成员考取本科\t柳林甲\r\n", POINTS)
    intake = take_in_points(store, lines, today=DAY)
    assert intake.counts["created"] == 1
    assert intake.findings[0].why == "柳林甲不是这一户的人，请核对是哪一户。"
    with pytest.raises(Problem, match="表头里要有"):
        read_pasted("001\t参加植树造林", POINTS)


def test_a_pasted_note_with_a_line_break_shifts_no_row(store):
    with_accounts(store)
    lines = read_pasted('日期\t户号\t积分项目\t人员\t事由\r\n\r\n'
                         '2026-3-1\t001\t家庭成员考取本科\t柳林甲\t"喜报\n""到村"""\r\n'
                         "2026-3-1\t999\t家庭成员考取本科\t柳林甲\t\r\n", POINTS)
    intake = take_in_points(store, lines, today=DAY)
    assert (intake.rows, intake.counts["created"]) == (2, 1)
    assert [each.note for each in store.find(Slip)] == ['喜报\n"到村"']
    assert [each.row for each in intake.findings] == [4]


def test_points_and_schemes_come_in_by_the_one_way(listed, tmp_path):
    store, _ = listed
    answer = take_in(store, "points", tmp_path / "积分.xlsx")
    assert (answer["created"], answer["refused"]) == (4, 4)
    example = resource("schemes/luanchuan-xiexin.toml")
    assert take_in(store, "scheme", example)["created"] == 3
    assert store.count("scheme", "active = 0") == 1
    bad = tmp_path / "坏.toml"
    bad.write_text("[scheme]\nname = '缺项'\n", encoding="utf-8")
    answer = take_in(store, "scheme", bad)
    assert answer["exit"] == 1 and len(answer["problems"]) == 3


def test_a_list_of_members_alone_is_taken_in(store, tmp_path):
    with_accounts(store)
    adopt(store, scheme(ITEMS, account="member"))
    who = store.save(Member(person=1))
    new_account(store, BEGIN, member=who.id)
    book = Workbook()
    for line in ("日期,党员,积分项目,次数", "2026-03-01,柳树甲,参加植树造林,1",
                 "2026-03-02,,参加植树造林,1", "2026-03-02,查无人,参加植树造林,1"):
        book.active.append(line.split(","))
    book.save(tmp_path / "党员积分.xlsx")
    taken = take_in_points(store, read_list(tmp_path / "党员积分.xlsx", POINTS), today=DAY)
    assert (taken.counts["created"], taken.counts["refused"]) == (1, 2)
    assert store.count("slip", "kind = 'member'") == 1
    book.active.delete_cols(2)
    book.save(tmp_path / "谁的.xlsx")
    with pytest.raises(Problem, match="户号或户主或党员"):
        read_list(tmp_path / "谁的.xlsx", POINTS)


def test_the_same_list_again_changes_nothing_and_is_told(listed):
    store, lines = listed
    take_in_points(store, lines, today=DAY)
    before = store.query("SELECT account, balance FROM entry ORDER BY id")
    again = take_in_points(store, lines, today=DAY)
    assert [again.counts[name] for name in ("created", "unchanged", "refused")] == [0, 4, 4]
    asked = next(each for each in again.findings if each.level == "warning")
    assert asked.why.startswith("第 2、3、4、5 行共 4 行，同户、同项目、同日、同数量已经记过")
    assert "请在“场次”里写明" in asked.why
    assert store.query("SELECT account, balance FROM entry ORDER BY id") == before


def test_a_second_event_of_the_day_is_taken_when_it_is_named_or_answered(store):
    with_accounts(store)
    heads = "日期\t户号\t积分项目\t评分\t场次\n"
    line = "2026-3-1\t001\t临时任务\t3\t"
    take_in_points(store, read_pasted(heads + line, POINTS), today=DAY)
    for said, created in ((line + "下午", 1), (line.replace("\t3\t", "\t4\t"), 1), (line, 0)):
        taken = take_in_points(store, read_pasted(heads + said, POINTS), today=DAY)
        assert taken.counts["created"] == created, said
    answered = take_in_points(store, read_pasted(heads + line, POINTS), today=DAY, again=True)
    assert answered.counts["created"] == 1
    assert Book(store, "household").standing(1, DAY).score == 3 + 3 + 4 + 3


def test_the_same_list_without_the_column_of_occasions_changes_nothing(store):
    with_accounts(store)
    first = read_pasted("日期\t户号\t积分项目\t场次\n2026-3-1\t001\t参加植树造林\t下午\n", POINTS)
    assert take_in_points(store, first, today=DAY).counts["created"] == 1
    again = read_pasted("户号\t积分项目\t日期\n001\t参加植树造林\t2026.3.1\n", POINTS)
    taken = take_in_points(store, again, today=DAY)
    assert (taken.counts["created"], taken.counts["unchanged"]) == (0, 1)
    assert store.count("slip") == 1


def test_a_line_twice_in_one_list_is_asked_about(store):
    with_accounts(store)
    line = "2026-3-1\t001\t参加植树造林\n"
    taken = take_in_points(
        store, read_pasted("日期\t户号\t积分项目\n" + line * 2, POINTS), today=DAY
    )
    assert (taken.counts["created"], taken.counts["refused"]) == (1, 1)
    assert taken.findings[0].why.startswith("和第 2 行完全一样")


def test_what_was_reversed_or_rejected_may_be_taken_in_again(store):
    with_accounts(store)
    lines = read_pasted("日期\t户号\t积分项目\n2026-3-1\t001\t参加植树造林\n", POINTS)
    take_in_points(store, lines, today=DAY)
    reverse(store, store.find(Slip)[0].id, DAY, "记错")
    assert take_in_points(store, lines, today=DAY).counts["created"] == 1


def test_the_own_ledger_brings_nothing_new_whatever_became_of_its_lines(store, tmp_path):
    with_accounts(store)
    lines = read_pasted(
        "日期\t户号\t积分项目\t次数\n2026-3-1\t001\t参加植树造林\t3\n"
        "2026-3-2\t001\t参加植树造林\t1\n2026-3-2\t002\t乱堆垃圾不整治\t1\n", POINTS)
    assert take_in_points(store, lines, today=DAY).counts["created"] == 3
    reverse(store, store.find(Slip, "on_day = '2026-03-02'")[0].rowid, DAY, "代签")
    standing, slips = Book(store, "household").standing(1, DAY).score, store.count("slip")
    ledger = next(each for each in RETURNS if each.code == "points")
    write_workbook(ledger.draw(store, Asked.of(Period.parse("2026"), DAY)), tmp_path / "台账.xlsx")
    answer = take_in(store, "points", tmp_path / "台账.xlsx")
    assert [answer[name] for name in ("rows", "created", "unchanged", "refused")] == [4, 0, 4, 0]
    assert (Book(store, "household").standing(1, DAY).score, store.count("slip")) == (
        standing, slips)


def test_points_taken_off_for_what_brings_some_are_no_award(store):
    with_accounts(store)
    lines = read_pasted("日期\t户号\t积分项目\t评分\n2026-3-1\t001\t参加植树造林\t-10\n"
                        "2026-3-2\t002\t乱堆垃圾不整治\t10\n", POINTS)
    taken = take_in_points(store, lines, today=DAY)
    assert (taken.counts["created"], taken.counts["refused"]) == (1, 1)
    assert "是加分项" in taken.findings[0].why


def test_points_a_later_list_lacks_are_said_for_the_accounts_it_names(listed):
    store, lines = listed
    take_in_points(store, lines, today=DAY)
    later = [lines[0], lines[1]]  # the third award of 001 stands on none of them
    found = take_in_points(store, later, today=DAY).findings
    why, = (each.why for each in found if each.code == "absent")
    assert "有 1 条" in why and "2026-03-03 临时任务" in why
