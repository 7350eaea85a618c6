"""Lists as people lay them out: what is read, and what is said of the rest."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from importers.lists.kinds import (
    ACTIVITIES,
    ECONOMY,
    MATTERS,
    MEETINGS,
    PAIRINGS,
    POINTS,
    VISITS,
)
from importers.lists.listing import read_list, vocabulary
from importers.roster.roster import read_roster
from importers.sheets.grid import Grid
from models.values.problem import Problem


def lines(kind, rows, **how):
    grid = Grid(how.pop("name", "表"), [list(each) for each in rows], how.pop("merges", []), **how)
    return read_list(Path("2026年清单.xlsx"), kind, grids=[grid])


def said(found):
    return [(each.code, each.row, each.column) for each in found.left_out]


@pytest.mark.parametrize(("kind", "heading", "column"), [
    (VISITS, "被走访户户主", "head"), (VISITS, "联户党员姓名", "member"),
    (VISITS, "走访情况记录", "said"), (VISITS, "存在困难和问题", "problem"),
    (VISITS, "入户日期", "day"), (VISITS, "户主身份证号", None),
    (MEETINGS, "应到会人数（人）", "due_count"), (MEETINGS, "会议主要议题", "title"),
    (POINTS, "加分事项名称", "title"), (POINTS, "本次得分", "points"),
    (PAIRINGS, "联系党员姓名", "member"), (PAIRINGS, "所联农户户主", "head"),
])
def test_ordinary_headings_are_understood(kind, heading, column):
    assert vocabulary(kind).named(heading) == column


def test_two_rows_of_headings_and_a_title():
    found = lines(VISITS, [
        ["走访登记表", "", "", "", ""],
        ["走访党员", "走访时间", "被走访户", "", "走访内容"],
        ["", "", "户号", "户主", ""],
        ["茹树林", "2026-05-03", "1", "缑树林", "问秋收"],
    ], merges=[(1, 1, 1, 5), (2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 4), (2, 5, 3, 5)])
    assert [(each.row, each.values["number"], each.values["head"]) for each in found] == [
        (4, "1", "缑树林")]


@pytest.mark.parametrize(("merges", "rows"), [
    ([(2, 1, 4, 1)], [["2026-05-03", "1", "植树"], ["", "2", "植树"], ["", "3", "扫雪"]]),
    ([(2, 1, 3, 2), (3, 3, 4, 3)],
     [["2026-05-03", "", "植树"], ["", "", "植树"], ["2026-05-03", "3", ""]]),
])
def test_a_merged_cell_gives_its_value_to_all_it_covers(merges, rows):
    found = lines(POINTS, [["日期", "户号", "积分项目"], *rows], merges=merges)
    assert [each.values["on_day"] for each in found] == ["2026-05-03"] * 3
    assert all(each.values["title"] for each in found)


@pytest.mark.parametrize("closing", [
    ["合计", "", "", "3"], ["", "", "小计", "3"], ["填报单位：柳河沿村", "", "2026年11月30日", ""],
    ["", "制表人：孔平", "", ""], ["注：本表一式两份", "", "", ""],
    ["监督电话：0390-7654321", "", "村务监督委员会（盖章）", ""],
    ["公示时间：3月1日至7日", "", "", ""],
])
def test_a_closing_row_is_no_line_and_is_said(closing):
    found = lines(POINTS, [["日期", "户号", "积分项目", "次数"],
                           ["2026-05-03", "1", "植树", "1"], closing])
    assert [each.row for each in found] == [2]
    assert [(code, row) for code, row, _ in said(found)] == [("row-aside", 3)]


@pytest.mark.parametrize("what", ["说明：水不通", "注：路灯不亮", "要求：修路", "备注：无水"])
def test_a_line_that_lacks_nothing_is_one_whatever_it_begins_with(what):
    found = lines(MATTERS, [["编号", "反映时间", "反映内容"], ["2", "2026-3-6", what]])
    assert [each.values["what"] for each in found] == [what]


@pytest.mark.parametrize(("rows", "read"), [
    ([["党员", "联系户"], ["茹树林", "柳树甲、彭树丙 耿树乙"]],
     [("柳树甲", ""), ("彭树丙", ""), ("耿树乙", "")]),
    ([["党员", "户号", "户主"], ["茹树林", "1、2", "柳树甲\n彭树丙"]],
     [("柳树甲", "1"), ("彭树丙", "2")]),
    ([["党员", "户号", "户主"], ["茹树林", "1", "柳 树甲"]], [("柳 树甲", "1")]),
    ([["党员", "户号", "户主"], ["茹树林", "1、2、3", "柳树甲、彭树丙"]],
     [("柳树甲、彭树丙", "1、2、3")]),
])
def test_several_households_in_a_cell_are_a_line_each_or_asked_about(rows, read):
    found = lines(PAIRINGS, rows)
    assert [(each.values["head"], each.values.get("number", "")) for each in found] == read
    assert {each.values["member"] for each in found} == {"茹树林"}


@pytest.mark.parametrize(("above", "heading", "read"), [
    ("", "金额（万元）", "1.2万元"), ("单位：万元", "金额", "1.2万元"), ("单位：元", "金额", "1.2"),
    ("单位：万元", "金额（元）", "1.2"), ("投入100万元以上的项目", "金额", "1.2"),
])
def test_a_sum_has_the_unit_its_heading_or_sheet_names(above, heading, read):
    found = lines(ECONOMY, [["收支表", above, ""], ["日期", "摘要", heading],
                            ["2026-3-5", "出租", "1.2"]])
    assert found[0].values["amount"] == read


def test_two_rows_of_headings_of_which_one_says_whose_the_other_is():
    found = lines(PAIRINGS, [
        ["联户党员", "", "所联农户", "", "备注"], ["姓名", "电话", "户主", "人口", ""],
        ["茹树林", "15400010001", "尚海", "3", ""], ["", "", "贺柱", "4", "低保"],
    ], merges=[(1, 1, 1, 2), (1, 3, 1, 4)])
    assert [(each.row, each.values["member"], each.values["head"]) for each in found] == [
        (3, "茹树林", "尚海"), (4, "茹树林", "贺柱")]


def test_a_heading_known_by_its_own_label_goes_before_one_that_is_like_it():
    found = lines(MEETINGS, [["会议名称", "会议类型", "日期"],
                             ["一季度大会", "支委会", "2026-3-5"]])
    assert found[0].values["kind"] == "支委会"


@pytest.mark.parametrize("first", ["合计户", "说明会", "备注", "审核通过", "小计"])
def test_a_row_is_not_told_by_its_first_words(first):
    found = lines(POINTS, [["类别", "日期", "户号", "积分项目"],
                           [first, "2026-05-03", "1", "植树"]])
    assert [each.row for each in found] == [2]
    assert said(found) == [("column-untaken", 1, "A")]


def test_lists_beside_one_another_are_both_read():
    found = lines(POINTS, [["序号", "户号", "积分项目", "", "序号", "户号", "积分项目"],
                           ["1", "1", "植树", "", "2", "2", "扫雪"]])
    assert [(each.values["number"], each.values["title"]) for each in found] == [
        ("1", "植树"), ("2", "扫雪")]
    assert found[1].letters["number"] == "F"


def test_a_band_and_the_title_over_lists_beside_one_another_speak_of_each():
    found = lines(VISITS, [
        ["2025年走访台账"],
        ["党员", "走访户", "日期", "党员", "走访户", "日期"],
        ["三月份"],
        ["茹树林", "柳树甲", "5", "彭树丙", "耿树乙", "6日"],
        ["四月"],
        ["茹树林", "柳树甲", "7号"],
    ])
    assert [(each.values["head"], each.values["day"]) for each in found] == [
        ("柳树甲", "2025-03-05"), ("柳树甲", "2025-04-07"), ("耿树乙", "2025-03-06")]


@pytest.mark.parametrize(("title", "day", "read"), [
    ("2025年走访", "3月6日", "2025-03-06"), ("2025年走访", "3.6", "2025-03-06"),
    ("2025年走访", "３/６", "2025-03-06"), ("2025年走访", "3月6日 上午", "2025-03-06 上午"),
    ("2025—2026年走访", "3月6日", "3月6日"), ("走访", "3月6日", "2026-03-06"),
    ("2025年走访", "24.3.6", "24.3.6"), ("2025年走访", "3月", "3月"),
])
def test_a_day_without_its_year_takes_the_one_the_list_names(title, day, read):
    found = lines(VISITS, [[title], ["党员", "户主", "日期"], ["茹树林", "柳树甲", day]])
    assert found[0].values["day"] == read


@pytest.mark.parametrize("total", [
    "本月合计", "茹树林小计", "一组合计：", "全年累计", "本页小计3户"])
def test_a_total_is_told_by_the_word_it_ends_in(total):
    found = lines(PAIRINGS, [
        ["党员", "户主", "户号"], ["茹树林", "柳树甲", "1"], [total, "", "1户"],
        ["茹树林", "累计花", "2"]])
    assert [each.row for each in found] == [2, 4]
    assert [each[1] for each in said(found)] == [3]


@pytest.mark.parametrize(("kind", "rows", "read"), [
    (ACTIVITIES, [["序号", "活动时间", "活动名称", "参与人数（人）"], [1, "2026.3.5", "植树", "20"],
                  ["合计", "", "", "20"]], {"on_day": "2026.3.5", "theme": "植树", "people": "20"}),
    (ECONOMY, [["收支情况", "", "", ""], ["时间", "用途", "收入（元）", "支出（元）"],
               ["2026.1.5", "出租", "1200", ""], ["本月合计", "", "1200", ""]],
     {"on_day": "2026.1.5", "summary": "出租", "income": "1200", "spent": ""}),
    (MATTERS, [["序号", "存在问题", "排查时间", "整改责任人", "整改时限"],
               [1, "路灯不亮", "2026.3.1", "茹树林", "2026.4.1"], ["注：每月一报"]],
     {"what": "路灯不亮", "found": "2026.3.1", "owner": "茹树林", "deadline": "2026.4.1"}),
    (POINTS, [["农户信息", "", "积分情况", "", ""],
              ["组", "户主姓名", "内容", "得分（分）", "日期"],
              ["一组", "柳树甲", "植树", "5分", "2026.3.1"]],
     {"group": "一组", "head": "柳树甲", "title": "植树", "points": "5分", "on_day": "2026.3.1"}),
])
def test_other_kinds_by_their_ordinary_headings(kind, rows, read):
    wide = [(1, 1, 1, 2), (1, 3, 1, 5)] if kind is POINTS else []
    found = lines(kind, rows, merges=wide)
    assert [each.values for each in found] == [read]


@pytest.mark.parametrize(("band", "day"), [
    ("3月", "2026-03-05"), ("2025年三月", "2025-03-05"), ("十二月份", "2026-12-05"),
])
def test_a_row_that_names_a_month_gives_it_to_the_days_below(band, day):
    found = lines(VISITS, [["走访人", "日期", "户号"], [band, "", ""], ["茹树林", "5日", "1"]])
    assert [each.values["day"] for each in found] == [day]


@pytest.mark.parametrize("band", ["一组", "第二村民小组", "村民小组：东岗组", "三组（12户）"])
def test_a_row_that_names_a_group_gives_it_to_the_lines_below(band):
    found = lines(PAIRINGS, [["党员", "户号"], [band, ""], ["茹树林", "1"]])
    assert found[0].values["group"] in band


def test_what_has_no_value_or_became_a_day_is_refused_at_its_cell():
    found = lines(
        POINTS, [["户号", "日期", "积分项目"], [datetime(2026, 1, 1), "2026-05-03", "植树"],
                 ["1月2日", "2026-05-03", "植树"], ["3", "", "植树"], ["4", "2026-05-03", "植树"]],
        lacking={(4, 2): "这一格是公式，还没有算出值"}, struck={(5, 3)})
    assert [list(each.doubts) for each in found] == [["number"], ["number"], ["on_day"], ["title"]]


def test_own_headings_are_taken_as_they_are_explained():
    grid = Grid("表", [["同志", "哪天", "户号"], ["茹树林", "2026-05-03", "1"]])
    with pytest.raises(Problem):
        read_list(Path("a.xlsx"), VISITS, grids=[grid])
    own = {"同志": "走访人", "哪天": "day"}
    assert read_list(Path("a.xlsx"), VISITS, grids=[grid], own=own)[0].values["member"] == "茹树林"


# ── rosters ──────────────────────────────────────────────────────────────────


HEAD = ["户号", "姓名", "与户主关系", "性别", "身份证号", "备注"]


def roster(*rows, head=HEAD, more=(), **how):
    grids = [Grid("名册", [head, *map(list, rows)], **how), *more]
    return read_roster(Path("名册.xlsx"), grids=grids)


def codes(reading):
    return {(each.code, each.row) for each in reading.findings}


@pytest.mark.parametrize("bands", [
    (["一组"], ["二组"]), (["村民小组：一组"], ["村民小组：二组"]),
    (["一组 共1户"], ["二组 共1户"]), (["一组：1户3人"], ["二组（组长：尚海）"]),
    (["一、", "一组"], ["二、", "二组"]), (["一组", "", "1户", "", "3人"], ["二组", "组长：贺柱"]),
])
def test_rows_that_carry_the_groups_name(bands):
    reading = roster(bands[0], ["1", "尚海", "户主", "男", "", ""],
                     bands[1], ["1", "贺柱", "户主", "男", "", ""])
    assert [(each.group, each.head) for each in reading.households] == [
        ("一组", "尚海"), ("二组", "贺柱")]
    assert [each.name for each in reading.people] == ["尚海", "贺柱"]


def test_parts_of_a_village_are_told_by_numbers_that_begin_anew():
    rows = [["东岗"], ["1", "尚海", "户主", "男", "", ""], ["2", "贺柱", "户主", "男", "", ""],
            ["张家庄"], ["1", "芦平", "户主", "男", "", ""], ["", "芦妮", "妻", "女", "", ""]]
    assert [each.household for each in roster(*rows).people] == [
        "东岗/1", "东岗/2", "张家庄/1", "张家庄/1"]
    rows[4][0] = "3"
    going_on = roster(*rows)
    assert [each.household for each in going_on.people] == ["1", "2", "3", "3"]
    assert ("名册", 5, "说明") in going_on.ignored


@pytest.mark.parametrize("written", ["尚海、尚洋", "尚海\n尚洋", "尚海 尚洋", "尚海，尚洋河"])
def test_several_people_in_a_cell_are_never_one(written):
    reading = roster(["1", written, "子", "男", "", ""])
    assert ("name-placeholder", 2) in codes(reading) and len(reading.held) == 1
    assert "2 个人" in next(each.why for each in reading.findings if each.column == "B")


@pytest.mark.parametrize("written", ["尚 海", "欧阳 明华", "尚\n海洋", " 尚海洋 ", "诸葛　孔明"])
def test_a_name_that_is_spaced_is_one(written):
    assert not roster(["1", written, "子", "男", "", ""]).held


def test_a_total_of_many_cells_is_nobody():
    reading = roster(["1", "尚海", "户主", "男", "", ""], ["总计", "1人", "男1人", "女0人", "", ""],
                     ["", "合计：", "共 1 户", "", "", ""], ["", "", "", "合计", "1", ""])
    assert [each.name for each in reading.people] == ["尚海"]
    assert not {code for code, _ in codes(reading)} & {"total-mismatch"}
    assert [why for _, row, why in reading.ignored if row > 2] == ["合计"] * 3


def test_who_signed_and_when_below_the_people_is_nobody():
    reading = roster(["1", "尚海", "户主", "男", "", ""],
                     ["柳河沿村民委员会", "", "", "2026年3月5日", "", ""],
                     ["", "柳河沿村（公章）", "", "", "", ""])
    assert [each.name for each in reading.people] == ["尚海"]
    assert [why for _, row, why in reading.ignored if row > 2] == ["落款", "落款"]


def test_a_row_that_is_nobody_is_said_with_its_words():
    reading = roster(["1", "尚海", "户主", "男", "", ""], ["合计", "1人", "", "", "", ""],
                     ["说明：照户口簿", "", "", "", "", ""], ["1. 一人一行填写"])
    assert [(each.row, each.value, each.level) for each in reading.findings
            if each.code == "row-aside"] == [
        (3, "合计", "notice"), (4, "说明：照户口簿", "notice"), (5, "1. 一人一行填写", "notice")]


def test_another_head_below_begins_a_list_of_its_own():
    other = ["户号", "姓名", "性别", "与户主关系", "身份证号", "备注"]
    reading = roster(["1", "尚海", "户主", "男", "", ""], ["二组名册"], other,
                     ["1", "芦平", "男", "户主", "", ""], other,
                     ["2", "芦妮", "女", "户主", "", ""])
    assert [(each.name, each.row, each.household, each.values["sex"])
            for each in reading.people] == [
        ("尚海", 2, "1", "1"), ("芦平", 5, "二组/1", "1"), ("芦妮", 7, "二组/2", "2")]
    assert not reading.held


@pytest.mark.parametrize(("written", "code"), [
    ("户主之妻", "12"), ("户主的长子", "22"), ("戶主", "02"), ("之女", "30"),
])
def test_a_relation_told_to_the_head(written, code):
    assert roster(["1", "尚海", written, "", "", ""]).people[0].values["relation"] == code


def test_who_is_called_himself_alone_is_the_head():
    reading = roster(["1", "尚海", "本人", "男", "", ""], ["1", "贺妮", "配偶", "女", "", ""])
    assert [each.head for each in reading.people] == [True, False]


@pytest.mark.parametrize(("word", "said"), [
    ("空挂户", True), ("外出务工", True), ("正常", False), ("健在", False), ("√", False),
    ("", False)])
def test_a_status_that_has_no_place_is_said(word, said):
    reading = roster(["1", "尚海", "户主", "男", "", word], head=[*HEAD[:5], "人员状态"])
    assert (("status-unread", 2) in codes(reading)) is said and not reading.held


@pytest.mark.parametrize(("heading", "word", "code"), [
    ("人员状态", "死亡", "status-gone"), ("是否在册", "已迁出", "status-gone"),
    ("说明", "2019年去世", "note-gone"), ("变动情况", "户口迁往外县", "status-gone"),
])
def test_people_who_are_gone_are_asked_about(heading, word, code):
    head = [*HEAD[:5], "备注" if heading == "说明" else heading]
    reading = roster(["1", "尚海", "户主", "男", "", word], head=head)
    assert (code, 2) in codes(reading)
    assert bool(reading.held) == (code == "status-gone")


def test_families_without_a_number_are_not_one():
    reading = roster(["0", "尚海", "户主", "男", "", ""], ["0", "贺妮", "妻", "女", "", ""],
                     ["无", "贺柱", "户主", "男", "", ""], ["—", "芦平", "户主", "男", "", ""])
    assert {each.household for each in reading.people} == {None}
    assert {row for code, row in codes(reading) if code == "household-no-missing"} == {2, 4, 5}


def test_a_number_that_became_a_day_holds_its_rows_back():
    reading = roster([date(2026, 1, 1), "尚海", "户主", "男", "", ""],
                     ["1月2日", "贺柱", "户主", "男", "", ""], ["3", "芦平", "户主", "男", "", ""])
    assert {row for _, row in reading.held} == {2, 3}


def test_a_working_copy_of_a_sheet_is_the_same_people():
    rows = [["1", "尚海", "户主", "男", "", ""], ["1", "贺妮", "妻", "女", "", ""]]
    copy = Grid("名册 (2)", [HEAD, *map(list, rows), ["2", "贺柱", "户主", "男", "", "新"]])
    reading = roster(*rows, more=[copy])
    assert [each.again for each in reading.people] == [
        None, None, ("名册", 2), ("名册", 3), None]
    assert {each.group for each in reading.households} == {""}


def test_lists_of_people_beside_one_another_and_struck_rows():
    reading = roster(["1", "尚海", "户主", "男", "", "2", "贺柱", "户主", "男", ""],
                     head=HEAD[:5] * 2, struck={(2, 2)})
    assert [each.name for each in reading.people] == ["尚海", "贺柱"]
    assert ("row-struck", 2) in codes(reading) and len(reading.held) == 1


def test_a_struck_cell_beside_the_name_is_asked_about():
    reading = roster(["1", "柳树甲", "户主", "", "1"], head=HEAD[:5], struck={(2, 5)})
    assert ("cell-struck", 2) in codes(reading) and len(reading.held) == 0


def test_columns_that_nobody_takes_are_named():
    head = [*HEAD[:5], "联系电话", "联系电话", "血压"]
    reading = roster(["1", "尚海", "户主", "男", "", "15400010001", "15400010002", "120"],
                     head=head)
    assert [(each.column, each.value) for each in reading.findings
            if each.code == "column-untaken"] == [("G", "联系电话"), ("H", "血压")]
