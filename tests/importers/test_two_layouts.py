"""Every kind of fault in at least two layouts other than the one it was first met in.

:data:`LAYOUTS` is the table: kind → its layouts; a kind with fewer than two is seen. Kinds of
files by their bytes, of what goes out and of finding have tests of their own beside their module.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from importers.lists.kinds import ACTIVITIES, ECONOMY, MATTERS, MEETINGS, PAIRINGS, POINTS, VISITS
from importers.lists.listing import read_list, vocabulary
from importers.roster.roster import read_roster
from importers.sheets.grid import Grid
from importers.sheets.workbook import open_workbook
from models.intake.kept_elsewhere import take_in_meetings
from models.intake.listed import Known, ReadLine, Unresolved
from models.intake.matching import homes_of
from models.intake.taking import plan, take
from models.meetings.meeting import Meeting
from models.registers.people import Household, Person
from models.values.kinds import DAY, NUMBER
from tests.data.rosters.made import number

READ = open_workbook.__wrapped__  # type: ignore[attr-defined]
HAI, NI = number("18850312", 11), number("18870925", 22)


def grid(*rows, name="表", **how):
    return Grid(name, [list(each) for each in rows], how.pop("merges", []), **how)


def people(*rows, **how):
    """Name → household of the people read, and the findings as (code, row)."""
    reading = read_roster(Path("名册.xlsx"), grids=[grid(*rows, **how)])
    return ({each.name: each.household for each in reading.people},
            {(each.code, each.row) for each in reading.findings})


def lines(kind, *rows, **how):
    return read_list(Path("清单.xlsx"), kind, grids=[grid(*rows, **how)])


def columns(kind, *heads):
    """What the columns so headed hold, from the left."""
    values = [f"值{at}" for at, _ in enumerate(heads)]
    found = lines(kind, heads, values)[0].values
    return [next((name for name, said in found.items() if said == each), None) for each in values]


def written(folder, name, text, encoding):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return read_roster(path, grids=READ(path)).people


HEAD = ["姓名", "关系", "户号"]
TWO = {"尚海": "一组/1", "贺妮": "一组/1", "芦平": "二组/1"}


def banded(one, two):
    return people(HEAD, [one, "", ""], ["尚海", "户主", "1"], ["贺妮", "妻", ""],
                  [two, "", ""], ["芦平", "户主", "1"])[0]


def status(heading, said):
    return people([*HEAD, heading], ["尚海", "户主", "1", said])[1] & {
        ("status-gone", 2), ("note-gone", 2)}


def beside(*over, merges=()):
    return people(over, [*HEAD, *HEAD], ["尚海", "户主", "1", "芦平", "户主", "1"],
                  ["贺妮", "妻", "", "", "", ""], merges=list(merges))[0]


def counted(said):
    return NUMBER.read(said)


def totals(*total):
    return [each.row for each in lines(POINTS, ["日期", "户主", "积分项目", "次数"],
                                       ["2026-11-2", "尚海", "植树", "1"], total)]


def gone(heading, said):
    reading = read_roster(Path("党员.xlsx"), members=True, grids=[grid(
        ["姓名", "入党时间", heading], ["尚海", "1905-07", said])])
    return {(each.code, each.row) for each in reading.findings if each.code == "status-gone"}


def read_heads(*rows):
    reading = read_roster(Path("户册.xlsx"), grids=[grid(*rows)])
    return [each.name for each in reading.people if each.head]


def pairs(*rows, merges=()):
    found = lines(PAIRINGS, *rows, merges=list(merges))
    return [(each.values["member"], each.values["head"], each.values.get("number", ""))
            for each in found]


def gone_from(*rows):
    return [each.row for each in lines(PAIRINGS, *rows).left_out if each.code == "note-gone"]


def twice(one, other):
    known, told = Known(None), []  # type: ignore[arg-type]
    for at, sheet in enumerate((one, other)):
        row = 2 if one != other else 2 + at
        try:
            known.refuse_twin(ReadLine(sheet, row, {"day": "2026-11-2"}, {"day": "A"}))
            told.append("created")
        except Unresolved as refused:
            told.append(refused.why.removeprefix("和").partition("完全")[0])
    return told


CSV = "{sep}姓名;关系;户号;身份证号\n尚海;户主;1;{mark}" + HAI + "\n"

LAYOUTS = {
    "lists beside one another": (
        (lambda: beside("一组", "", "", "二组"), TWO),
        (lambda: beside("一组", "", "", "二组", merges=[(1, 1, 1, 3), (1, 4, 1, 6)]), TWO),
        (lambda: [each.values["head"] for each in lines(
            POINTS, ["户主", "积分项目", "户主", "积分项目"], ["尚海", "植树", "芦平", "植树"])],
         ["尚海", "芦平"]),
    ),
    "totals and footers": (
        (lambda: totals("合计", "1户", "1项", "1次"), [2]),
        (lambda: totals("小计：", "", "3条", ""), [2]),
        (lambda: totals("监督员：严石", "", "", ""), [2]),
    ),
    "dead or moved": (
        (lambda: status("在册情况", "病故"), {("status-gone", 2)}),
        (lambda: status("谁知道的", "2019年迁到外地"), {("note-gone", 2)}),
        (lambda: status("备注", "人已不在（2021年）"), {("note-gone", 2)}),
        (lambda: status("备注", "迁到本村十年"), set()),
    ),
    "units written with a number": (
        (lambda: counted("共9人"), 9), (lambda: counted("一次"), 1),
        (lambda: counted("加5分"), 5), (lambda: counted("二十三人"), 23),
        (lambda: counted("两户"), 2),
    ),
    "ordinary headings of visits": (
        (lambda: columns(VISITS, "帮扶责任人姓名", "走访农户", "走访帮扶时间", "帮扶工作内容"),
         ["member", "head", "day", "said"]),
        (lambda: columns(VISITS, "走访日期（年月日）", "走访对象（户主）", "走访党员签名"),
         ["day", "head", "member"]),
    ),
    "ordinary headings of pairings": (
        (lambda: columns(PAIRINGS, "结对农户姓名", "联户党员姓名"), ["head", "member"]),
        (lambda: columns(PAIRINGS, "责任党员", "结对日期", "户编号"),
         ["member", "since", "number"]),
    ),
    "ordinary headings of meetings": (
        (lambda: columns(MEETINGS, "会议类别", "会议召开时间", "应到党员数", "实到党员数"),
         ["kind", "held", "due_count", "present_count"]),
        (lambda: columns(MEETINGS, "应到/实到", "开会时间", "会议种类"),
         ["present_count", "held", "kind"]),
    ),
    "ordinary headings of points": (
        (lambda: columns(POINTS, "农户户主", "积分事由", "积分日期"), ["head", "title", "on_day"]),
        (lambda: columns(POINTS, "加分事由", "户编号", "得分"), ["title", "number", "points"]),
    ),
    "ordinary headings of other lists": (
        (lambda: columns(ACTIVITIES, "活动开展日期", "活动主题名称"), ["on_day", "theme"]),
        (lambda: columns(ECONOMY, "收支日期", "支出金额（元）"), ["on_day", "spent"]),
        (lambda: columns(MATTERS, "群众反映的问题", "反映时间"), ["what", "found"]),
    ),
    "words that make another thing of a heading": (
        (lambda: columns(MEETINGS, "会议类型", "会议时间", "未到会人数", "应参会人数", "参会人数"),
         ["kind", "held", None, "due_count", "present_count"]),
        (lambda: columns(MATTERS, "问题", "发现时间", "计划完成时间", "下次回访时间"),
         ["what", "found", "deadline", None]),
        (lambda: columns(POINTS, "户主", "项目", "累计积分"), ["head", "title", None]),
        (lambda: columns(ECONOMY, "日期", "应收金额", "支出金额"), ["on_day", None, "spent"]),
        (lambda: vocabulary(VISITS).named("问题整改完成时间"), None),
        (lambda: [each.values.get("closed") for each in lines(
            MATTERS, ["问题", "发现时间", "计划", "整改"], ["", "", "办结日期", "办结日期"],
            ["路灯", "2026-9-1", "2026-9-9", "2026-9-8"],
            merges=[(1, 1, 2, 1), (1, 2, 2, 2)])], ["2026-9-8"]),
    ),
    "whose names a head speaks of": (
        (lambda: pairs(["党员信息", "", "联系农户", ""], ["姓名", "电话", "组别", "户主"],
                       ["茹树林", "154", "一组", "尚海"], merges=[(1, 1, 1, 2), (1, 3, 1, 4)]),
         [("茹树林", "尚海", "")]),
        (lambda: columns(VISITS, "访问时间", "访问人", "被访农户", "了解到的情况"),
         ["day", "member", "head", "said"]),
    ),
    "merged cells": (
        (lambda: [each.values["head"] for each in lines(
            POINTS, ["积分项目", "户主"], ["植树", "尚海"], ["扫雪", ""],
            merges=[(2, 2, 3, 2)])], ["尚海", "尚海"]),
        (lambda: [each.values["day"] for each in lines(
            VISITS, ["户主", "走访人", "日期"], ["尚海", "茹树林", "2026-11-2"], ["芦平", "", ""],
            merges=[(2, 2, 3, 2), (2, 3, 3, 3)])], ["2026-11-2"] * 2),
    ),
    "bands of groups": (
        (lambda: banded("第一组", "第二组"),
         {"尚海": "第一组/1", "贺妮": "第一组/1", "芦平": "第二组/1"}),
        (lambda: banded("一组（组长：尚海）", "二组（组长：芦平）"), TWO),
        (lambda: banded("一组 共2人", "二组 共1人"), TWO),
    ),
    "a household number that became a day": (
        (lambda: [list(each.doubts) for each in lines(
            POINTS, ["户号", "积分项目"], ["Jan-02", "植树"], ["2-Jan", "植树"])],
         [["number"], ["number"]]),
        (lambda: [list(each.doubts) for each in lines(
            VISITS, ["日期", "走访人", "户号"], ["2026-11-2", "茹树林", datetime(2026, 1, 2)])],
         [["number"]]),
        (lambda: ("household-no-date", 2) in people(HEAD, ["尚海", "户主", date(2026, 1, 2)])[1],
         True),
    ),
    "families without a number": (
        (lambda: people(["关系", "姓名", "户号"], ["户主", "尚海", "暂无"],
                        ["户主", "芦平", "暂无"])[0],
         {"尚海": None, "芦平": None}),
        (lambda: people(["户号", "姓名", "关系"], ["00", "尚海", "户主"], ["/", "芦平", "户主"])[0],
         {"尚海": None, "芦平": None}),
    ),
    "marks for what is said above": (
        (lambda: [(each.values["member"], each.values["day"]) for each in lines(
            VISITS, ["走访人", "户主", "日期"], ["茹树林", "尚海", "2026-11-2"],
            ["〃", "芦平", "同上"])], [("茹树林", "2026-11-2")] * 2),
        (lambda: [each.values["ethnic"] for each in read_roster(Path("名册.xlsx"), grids=[grid(
            [*HEAD, "民族"], ["尚海", "户主", "1", "回族"], ["贺妮", "妻", "〃", "″"])]).people],
         ["03", "03"]),
        (lambda: people(HEAD, ["尚海", "户主", "1"], ["〃", "妻", "1"])[0].keys(),
         {"尚海": 0, None: 0}.keys()),
    ),
    "words below a list": (
        (lambda: [each.row for each in lines(
            VISITS, ["日期", "走访人", "户主"], ["2026-11-2", "茹树林", "尚海"],
            ["2.一户一行填写", "", ""], ["柳河沿村党支部", "", "2026年11月3日"],
            ["2026年11月3日"])],
         [2]),
        (lambda: people(["姓名", "关系", "户号", "出生日期"], ["尚海", "户主", "1", "1885-03-12"],
                        ["", "", "", "2026年11月3日"], ["①照户口簿填写", "", "", ""])[0],
         {"尚海": "1"}),
        (lambda: [each.row for each in lines(
            MEETINGS, ["日期", "会议类型", "应到"], ["一季度", "", ""], ["2026-3-2", "支委会", "5"],
            ["2026年下半年", "", ""], ["合计：1次", "", ""], ["承前页", "", "5"])], [3]),
    ),
    "dead or gone from the party": (
        (lambda: gone("党籍状态", "已去世"), {("status-gone", 2)}),
        (lambda: gone("党籍状态", "正常"), set()),
        (lambda: gone("现状", "病故"), {("status-gone", 2)}),
    ),
    "heads alone on a list of households": (
        (lambda: read_heads(["户号", "户主", "住址"], ["1", "尚海", "东岗"]), ["尚海"]),
        (lambda: read_heads(["户主姓名", "身份证号", "户编号"], ["尚海", HAI, "1"]), ["尚海"]),
    ),
    "households side by side in a line": (
        (lambda: pairs(["党员姓名", "联系户1", "联系户2", "联系户3"],
                       ["茹树林", "尚海", "", "芦平"], ["贺柱", "孟山"]),
         [("茹树林", "尚海", ""), ("茹树林", "芦平", ""), ("贺柱", "孟山", "")]),
        (lambda: pairs(["联户党员", "所联农户", ""], ["茹树林", "尚海", "芦平"],
                       merges=[(1, 2, 1, 3)]),
         [("茹树林", "尚海", ""), ("茹树林", "芦平", "")]),
        (lambda: pairs(["党员", "户号一", "户主一", "户号二", "户主二"],
                       ["茹树林", "1", "尚海", "2", "芦平"]),
         [("茹树林", "尚海", "1"), ("茹树林", "芦平", "2")]),
    ),
    "a heading for want of another": (
        (lambda: columns(POINTS, "日期", "户主", "事由", "备注"),
         ["on_day", "head", "title", "note"]),
        (lambda: columns(POINTS, "日期", "户主", "项目", "事由"),
         ["on_day", "head", "title", "note"]),
    ),
    "days in words": (
        (lambda: DAY.read("二〇二六年十月三日").isoformat(), "2026-10-03"),
        (lambda: DAY.read("2026年十二月二十一日").isoformat(), "2026-12-21"),
        (lambda: DAY.read("二○二五年一月十号").isoformat(), "2025-01-10"),
    ),
    "what is no name": (
        (lambda: people(HEAD, ["待定", "子", "1"], ["尚海", "户主", "1"])[1] & {
            ("name-placeholder", 2)}, {("name-placeholder", 2)}),
        (lambda: people(HEAD, ["张某某", "子", "1"], ["婴儿", "女", "1"], ["尚海", "户主", "1"],
                        ["贺妮", "妻", "1"])[0].keys(), {None: 0, "尚海": 0, "贺妮": 0}.keys()),
    ),
    "rows written over all columns": (
        (lambda: [each.row for each in lines(
            VISITS, ["走访人", "户主", "日期"], ["一、脱贫户"], ["茹树林", "尚海", "2026-11-2"],
            merges=[(2, 1, 2, 3)])], [3]),
        (lambda: [each.row for each in lines(
            PAIRINGS, ["联户党员", "户主", "备注"], ["茹树林", "尚海", ""], ["以下为新增"],
            ["附：照片另存"], merges=[(3, 1, 3, 3)])], [2]),
    ),
    "who is gone from a list of pairings": (
        (lambda: gone_from(["联户党员", "户主", "备注"], ["茹树林", "尚海", "已搬走"]), [2]),
        (lambda: gone_from(["党员", "户主", "家庭情况"], ["茹树林", "尚海", "户主2019年去世"],
                           ["茹树林", "芦平", "丧偶"]), [2]),
    ),
    "the same line on two sheets": (
        (lambda: twice("表", "表 (2)"), ["created", "“表”第 2 行"]),
        (lambda: twice("十月", "十月"), ["created", "第 2 行"]),
    ),
    "hidden rows": (
        (lambda: [each.row for each in lines(
            VISITS, ["走访人", "户号", "日期"], ["茹树林", "1", "2026-11-2"],
            ["茹树林", "2", "2026-11-2"], hidden_rows={2})], [3]),
        (lambda: [each.row for each in lines(
            MATTERS, ["反映时间", "问题内容"], ["2026-11-2", "路灯"], ["2026-11-2", "水"],
            hidden_rows={3})], [2]),
    ),
}


def test_every_kind_has_two_layouts():
    assert not [kind for kind, layouts in LAYOUTS.items() if len(layouts) < 2]


@pytest.mark.parametrize(("read", "right"), [
    pytest.param(*layout, id=f"{kind}-{at}")
    for kind, layouts in LAYOUTS.items() for at, layout in enumerate(layouts)])
def test_a_layout_is_read(read, right):
    assert read() == right


@pytest.mark.parametrize(("sep", "mark", "encoding"), [
    ("sep=;\n", "'", "utf-8-sig"), ("", "", "utf-16"), ("sep=;\n", "`", "gb18030")])
def test_text_in_other_dress(tmp_path, sep, mark, encoding):
    read = written(tmp_path, "名册.csv", CSV.format(sep=sep, mark=mark), encoding)
    assert [each.values["id_number"] for each in read] == [HAI]


def test_what_a_text_file_dresses_up_is_what_it_shows(tmp_path):
    path = tmp_path / "走访.csv"
    path.write_bytes('走访人,户号,日期\n茹树林,"=""0012""",2026-11-2\n'.encode("gbk"))
    assert read_list(path, VISITS, grids=READ(path))[0].values["number"] == "0012"


@pytest.mark.parametrize("said", ["应到48实到45", "应到48人，实到45人", "48/45", "48人 / 45人"])
def test_both_counts_in_a_cell(store, said):
    found = lines(MEETINGS, ["会议类型", "日期", "应到实到"], ["支委会", "2026-11-2", said])
    assert take_in_meetings(store, found, today=date(2026, 11, 3)).counts["created"] == 1
    (held,) = store.find(Meeting)
    assert (held.due_count, held.present_count) == (48, 45)


# ── a second list of people that are known


def taken(store, *rows):
    reading = read_roster(Path("名册.xlsx"), grids=[grid(*rows)])
    found = plan(store, reading)
    take(store, found)
    return reading


@pytest.fixture
def village(store):
    taken(store, HEAD, ["尚海", "户主", "01-1"], ["贺妮", "妻", "01-1"],
          ["芦平", "户主", "01-2"], ["芦安", "子", "01-2"])
    return store


@pytest.mark.parametrize("rows", [
    [["户主", "姓名", "关系"], ["芦平", "芦小满", "之女"]],
    [["关系", "户主姓名", "姓名"], ["户主", "芦平", "芦平"], ["之女", "", "芦小满"]],
])
def test_a_newborn_on_a_list_without_numbers_stays_with_the_head(village, rows):
    taken(village, *rows)
    child = village.find(Person, "name = ?", ("芦小满",))
    home = village.find(Household, "number = ?", ("01-2",))
    assert [each.household for each in child] == [each.id for each in home]
    assert village.count("household") == 2


def test_two_heads_of_one_name_are_not_one_household(village):
    reading = read_roster(Path("名册.xlsx"), grids=[grid(
        ["户主", "姓名", "关系"], ["芦平", "芦平", "户主"], ["尚海", "尚海", "户主"],
        ["芦平", "芦平", "户主"])])
    homes = [each.household.id for each in homes_of(village, reading).values()]
    assert len(set(homes)) == len(homes)


@pytest.mark.parametrize("rows", [
    [["01-2", "尚海", "户主"], ["01-2", "贺妮", "妻"]],
    [["01-9", "贺妮", "妻"], ["01-9", "尚海", "户主"]],
])
def test_a_family_under_another_number_is_asked_about(village, rows):
    reading = read_roster(Path("名册.xlsx"), grids=[grid(["户号", "姓名", "关系"], *rows)])
    asked = [each.row for each in plan(village, reading).findings if "改了户号" in each.why]
    assert asked == [2, 3]
