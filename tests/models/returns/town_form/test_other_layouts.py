"""Forms of other layouts than those the program was built with: every cell by plain code."""

from __future__ import annotations

import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from exporters.workbook.town_form import write_form
from importers.forms.town_form import read_form
from models.returns.facts.catalogue import SUBJECTS, subjects
from models.returns.town_form.preparing import prepare
from models.returns.town_form.recognising import recognise
from models.returns.town_form.words import Vocabulary
from models.values.periods import Period
from models.values.problem import Problem
from models.values.word_document import (
    body_of,
    cell_words,
    cells_of,
    inside,
    read_document,
    words_of,
)
from tests.models.returns.town_form import word_blanks
from tests.models.returns.town_form.blank_forms import THIN
from tests.models.returns.town_form.conftest import village
from tests.models.returns.town_form.village import HOMES, LINES, MEETINGS, MEMBERS, VISITS

__all__ = ("village",)
TODAY, FIRST, LAST = date(2026, 4, 5), date(2026, 1, 1), date(2026, 3, 31)
GONE = [each for each in VISITS if FIRST <= each[0] <= LAST]
IN_ORDER = sorted(HOMES, key=lambda home: (home[2] == "二组", int(home[0])))
BY_ENTRY = sorted(MEMBERS, key=lambda each: "一二三".index(each[2][1]))


def filled(store, path: Path, told=None):
    """The form filled for the first quarter: what was prepared, and the file."""
    out = path.with_name(f"填好-{path.name}")
    prepared = understood(store, path, told)
    write_form(path, out, prepared.forms)
    return prepared, out


def understood(store, path: Path, told=None):
    """What would be filled into the form for the first quarter."""
    form = recognise(read_form(path), subjects(store))
    return prepare(store, form, Period.parse("2026-Q1"), TODAY, told)


def sheet_form(path: Path, title: str, *rows, lines: int = 6, formats=None, merges=(), below=()):
    """A sheet with a title, rows of headings, blank lines, and what stands below."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    width = len(rows[0])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
    for row in rows:
        sheet.append(list(row))
    for at in range(len(rows) + 2, len(rows) + 2 + lines):
        for column in range(1, width + 1):
            cell = sheet.cell(at, column)
            cell.number_format, cell.border = (formats or {}).get(column, "General"), THIN
    for area in merges:
        sheet.merge_cells(area)
    for row in below:
        sheet.append(list(row))
    book.save(path)
    return path


def read(path: Path, first: int, count: int) -> list[list]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[cell.value.date() if hasattr(cell.value, "date") else cell.value for cell in row]
            for row in sheet.iter_rows(min_row=first, max_row=first + count - 1)]


def of(number: str) -> list:
    return [each for each in GONE if each[2] == number]


def added(number: str) -> list[float]:
    return [float(points) for no, op, day, points, _ in LINES
            if no == number and op == "award" and FIRST <= day <= LAST and float(points) > 0]


def test_a_list_of_households(village, tmp_path):
    """Times beside sums, a day with strokes, 是/否 by a list, 合计 left blank."""
    path = sheet_form(
        tmp_path / "a.xlsx", "农户情况一览表",
        ("户编号", "户主", "所在小组", "家庭人口数（人）", "走访情况", None, "收集问题", None,
         "本季加分", None, "是否监测户"),
        (None, None, None, None, "次数（次）", "末次走访时间（如2026/3/5）", "件数（件）",
         "已解决（件）", "次数（次）", "分值（分）", None),
        merges=("E2:F2", "G2:H2", "I2:J2", *(f"{c}2:{c}3" for c in "ABCDK")),
        lines=5, below=(("合计", *[None] * 10),))
    book = openpyxl.load_workbook(path)
    rule = DataValidation("list", formula1='"是,否"')
    rule.add("K4:K8")
    book.active.add_data_validation(rule)
    book.save(path)
    _, out = filled(village, path)
    expected = []
    for number, head, group, size, kinds, *_ in IN_ORDER:
        gone = of(number)
        solved = sum(bool(each[4]) for each in gone)
        last = max((each[0] for each in gone), default=None)
        expected.append([
            number, head, group, size, len(gone),
            last and f"{last.year}/{last.month}/{last.day}", sum(bool(each[3]) for each in gone),
            solved, len(added(number)), sum(added(number)),
            "是" if any(each.startswith("JC") for each in kinds) else "否"])
    assert read(out, 4, len(HOMES)) == expected
    sums = [sum(row[at] for row in expected) for at in (3, 4, 6, 7, 8, 9)]
    total = read(out, 9, 1)[0]
    assert [total[at] for at in (3, 4, 6, 7, 8, 9)] == sums and total[5] is None


def test_a_table_of_groups(village, tmp_path):
    path = sheet_form(
        tmp_path / "b.xlsx", "各组情况汇总",
        ("小组名称", "农户数（户）", "总人口（人）", "脱贫户（户）", "监测户（户）", "监测户（人）",
         "走访（户次）", "走到户数（户）", "走访比例（%，以总户数为基数，保留一位小数）"), lines=3)
    _, out = filled(village, path)
    expected = []
    for name in ("一组", "二组"):
        homes = [each for each in HOMES if each[2] == name]
        numbers = {each[0] for each in homes}
        poor = [each for each in homes if "TP" in each[4]]
        watched = [each for each in homes if any(kind.startswith("JC") for kind in each[4])]
        gone = [each for each in GONE if each[2] in numbers]
        seen = len({each[2] for each in gone})
        expected.append([name, len(homes), sum(each[3] for each in homes), len(poor), len(watched),
                         sum(each[3] for each in watched), len(gone), seen,
                         round(seen / len(homes) * 100 + 1e-9, 1)])
    assert read(out, 3, 2) == expected


def test_a_list_of_members(village, tmp_path):
    """Months of the form, a place among all, and a tick."""
    path = sheet_form(
        tmp_path / "c.xlsx", "党员履职情况表",
        ("序号", "党员姓名", "党小组", "包联户数（户）", "走访次数（次）", None, None, "走访名次",
         "是否预备党员（是的打√）"),
        (None, None, None, None, "1月", "2月", "3月", None, None),
        merges=("E2:G2", *(f"{c}2:{c}3" for c in "ABCDHI")), lines=4)
    _, out = filled(village, path)
    count = Counter(each[1] for each in GONE)
    expected = [
        [at, name, group, len(links),
         *(sum(each[1] == name and each[0].month == month for each in GONE)
           for month in (1, 2, 3)),
         1 + sum(count[other[0]] > count[name] for other in MEMBERS),
         "√" if kind == "probationary" else None]
        for at, (name, _, group, _, kind, links) in enumerate(BY_ENTRY, 1)]
    assert read(out, 4, 3) == expected


def test_a_list_of_visits(village, tmp_path):
    path = sheet_form(
        tmp_path / "d.xlsx", "走访记录",
        ("走访时间（年.月.日）", "走访对象", "走访党员", "存在问题", "是否解决"), lines=4,
        formats={1: "@"})
    _, out = filled(village, path)
    heads = {each[0]: each[1] for each in HOMES}
    assert read(out, 3, 3) == [
        [f"{day.year}.{day.month}.{day.day}", heads[number], who, problem,
         None if not problem else "是" if closed else "否"]
        for day, who, number, problem, closed in GONE]


def test_a_list_of_the_meetings_its_own_list_names(village, tmp_path):
    path = sheet_form(
        tmp_path / "e.xlsx", "会议台账",
        ("会议日期", "会议类型", "会议主题", "应到（人）", "实到（人）", "缺席人数（人）"), lines=5,
        formats={1: "yyyy-mm-dd"})
    book = openpyxl.load_workbook(path)
    rule = DataValidation("list", formula1='"支部委员会,党课"')
    rule.add("B3:B7")
    book.active.add_data_validation(rule)
    book.save(path)
    _, out = filled(village, path)
    assert read(out, 3, 4) == [
        *([held, "支部委员会", title, due, came, due - came]
          for kind, held, due, came, title in MEETINGS if kind == "committee"), [None] * 6]


def test_printed_lines_against_months(village, tmp_path):
    path = sheet_form(
        tmp_path / "f.xlsx", "活动次数统计", ("项目", "1月", "2月", "3月", "4月"), lines=0,
        below=(("支委会（次）",), ("主题党日（次）",), ("走访户次（次）",)))
    book = openpyxl.load_workbook(path)
    for row in range(3, 6):
        for column in range(2, 6):
            book.active.cell(row, column).border = THIN
    book.save(path)
    _, out = filled(village, path)

    def months(days):
        return [*(sum(day.month == month for day in days) for month in (1, 2, 3)), None]

    assert [row[1:] for row in read(out, 3, 3)] == [
        months([each[1] for each in MEETINGS if each[0] == "committee"]),
        months([each[1] for each in MEETINGS if each[0] == "party-day"]),
        months([each[0] for each in GONE])]


def test_a_card_of_the_village(village, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("村情卡", None, None, None), ("村名", None, "总户数（户）", None),
                ("党员总数（名）", None, "预备党员（名）", None),
                ("脱贫户（户）", None, "特产", None)):
        sheet.append(list(row))
    for row in range(2, 5):
        for column in (2, 4):
            sheet.cell(row, column).border = THIN
    sheet.merge_cells("A1:D1")
    path = tmp_path / "g.xlsx"
    book.save(path)
    prepared, out = filled(village, path)
    poor = sum("TP" in each[4] for each in HOMES)
    early = sum(each[4] == "probationary" for each in MEMBERS)
    assert [[row[1], row[3]] for row in read(out, 2, 3)] == [
        ["柳河沿村", len(HOMES)], [len(MEMBERS), early], [poor, None]]
    assert prepared.form.unknown == ["特产"]


def test_a_line_for_each_pairing(village, tmp_path):
    path = sheet_form(tmp_path / "h.xlsx", "党员联户走访表",
                      ("党员姓名", "户主姓名", "户号", "本季走访（次）", "反映问题（件）"), lines=2)
    prepared, out = filled(village, path)
    homes = {each[0]: each for each in HOMES}
    expected = [
        [name, homes[number][1], number, len(of(number)), sum(bool(each[3]) for each in of(number))]
        for name, *_, links in BY_ENTRY
        for number in links]
    assert sorted(read(out, 3, len(expected))) == sorted(expected)
    assert prepared.filled[0].inserted == len(expected) - 2


# ── Word ─────────────────────────────────────────────────────────────────────


def told(path: Path) -> tuple[list[str], list[list[str]]]:
    """The text of a filled document, and the rows of its first table."""
    with zipfile.ZipFile(path) as archive:
        assert archive.read("word/header1.xml").decode() == word_blanks.HEADER
        body = body_of(read_document(archive.read("word/document.xml")))
    rows: dict[int, list[str]] = {}
    for found in inside(body, "tbl"):
        for each in cells_of(found):
            rows.setdefault(each.row, []).append(cell_words(each.element))
        break
    return [words_of(each) for each in inside(body, "p")], list(rows.values())


def test_a_word_table_grows(village, tmp_path):
    lines = word_blanks.table((
        ("序号", "党员姓名", "本季走访（次）", "最近走访日期", "鞋码"), ("", "", "", "", ""),
        ("合计", "", "", "—", "")))
    path = word_blanks.write(tmp_path / "i.docx", "党员走访情况", "填报单位：________", lines)
    prepared, out = filled(village, path)
    text, rows = told(out)
    count = Counter(each[1] for each in GONE)
    last = {each[1]: each[0].isoformat() for each in GONE}
    assert text[1] == "填报单位：柳河沿村"
    assert rows[1:] == [
        *([str(at), each[0], str(count[each[0]]), last.get(each[0], ""), ""]
          for at, each in enumerate(BY_ENTRY, 1)), ["合计", "", str(len(GONE)), "—", ""]]
    assert prepared.form.unknown == ["鞋码"]


def test_a_word_card(village, tmp_path):
    path = word_blanks.write(tmp_path / "j.docx", "支部卡片", word_blanks.table((
        (("基本情况", "start"), "党支部名称", word_blanks.control("单击此处输入文字")),
        (("", "on"), "正式党员（名）", ""), (("走访情况", "start"), "走访户次（次）", ""),
        (("", "on"), "问题办结率", ""), (("", "on"), "上级评语", ""))))
    prepared, out = filled(village, path)
    found, done = (sum(bool(each[at]) for each in GONE) for at in (3, 4))
    full = sum(each[4] == "full" for each in MEMBERS)
    assert [row[2] for row in told(out)[1]] == [
        "中共柳河沿村支部委员会", str(full), str(len(GONE)), f"{done / found * 100:.1f}%", ""]
    assert prepared.form.unknown == ["走访情况/上级评语"]
    with zipfile.ZipFile(out) as archive:
        assert b"showingPlcHdr" not in archive.read("word/document.xml")


def test_a_word_report_in_running_text(village, tmp_path):
    path = word_blanks.write(
        tmp_path / "k.docx", "情况报告",
        "截至____年____月____日，全村____户，其中低保户____户；党员____名，其中预备党员____名。",
        "本季度走访____户次，走到____户，发现问题____件，办结率____%，群众知晓率____%。")
    prepared, out = filled(village, path)
    poor = sum("DB" in each[4] for each in HOMES)
    early = sum(each[4] == "probationary" for each in MEMBERS)
    found, done = (sum(bool(each[at]) for each in GONE) for at in (3, 4))
    assert told(out)[0][1:] == [
        f"截至2026年3月31日，全村{len(HOMES)}户，其中低保户{poor}户；党员{len(MEMBERS)}名，"
        f"其中预备党员{early}名。",
        f"本季度走访{len(GONE)}户次，走到{len({each[2] for each in GONE})}户，发现问题{found}件，"
        f"办结率{done / found * 100:.1f}%，群众知晓率____%。"]
    assert prepared.form.unknown == ["群众知晓率"]


def test_word_boxes(village, tmp_path):
    path = word_blanks.write(
        tmp_path / "l.docx", "自查表", "一、有无未走访的监测户：□有  □无",
        "二、联户：□全部农户都有党员联系  □还有____户没有党员联系",
        "三、是否完成厕改任务：□是  □否", "四、镇里意见：□同意  □不同意")
    _, out = filled(village, path)
    linked = {number for each in MEMBERS for number in each[5]}
    watched = [each[0] for each in HOMES if any(kind.startswith("JC") for kind in each[4])]
    missed, free = [no for no in watched if not of(no)], len(HOMES) - len(linked)
    whole, some = ("□", "☑") if free else ("☑", "□")
    assert told(out)[0][1:] == [
        "一、有无未走访的监测户：" + ("☑有  □无" if missed else "□有  ☑无"),
        f"二、联户：{whole}全部农户都有党员联系  {some}还有{free or '0'}户没有党员联系",
        "三、是否完成厕改任务：□是  □否", "四、镇里意见：□同意  □不同意"]


# ── What is not understood ───────────────────────────────────────────────────


INVENTED = (
    "党员进城务工人数", "户均粮食产量（公斤）", "脱贫户中劳动力外出务工人数（人）",
    "走访中发放慰问品（份）", "走访群众满意度（%）", "问题转办上级（件）",
    "积分兑换超市营业额（元）",
    "党员志愿服务时长（小时）", "低保户医疗费用报销（元）", "监测户风险等级", "未联户原因",
    "走访照片张数（张）", "女党员发展对象（名）", "户主配偶姓名", "监护人联系电话", "党员家属姓名",
    "上年走访次数（次）", "人均可支配收入（元）", "60岁以上独居老人走访次数（次）", "残疾人证号",
    "银行卡号", "耕地面积（亩）", "子女姓名", "党课主讲人", "加分最高户姓名", "办结超期件数（件）",
    "首次走访日期", "宅基地宗数（宗）", "走访入户率同比（%）", "新增脱贫户（户）", "监测户（人次）",
    "加分（件）", "电话（次）（去年）",
)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda each: each.code)
def test_no_invented_heading_is_taken_for_anything(subject):
    words = Vocabulary(subject.facts, subject)
    assert {each: words.find([each]) for each in INVENTED} == dict.fromkeys(INVENTED)


def test_every_invented_heading_is_named(village, tmp_path):
    path = sheet_form(tmp_path / "m.xlsx", "农户一览表", (
        "户号", "户主", *(word for each in INVENTED[:9] for word in (each,)), "组别", "家庭人口",
        "走访次数（次）", "末次走访日期", "加分（分）", "联系电话", "户类型", "联户党员"))
    prepared, out = filled(village, path)
    assert prepared.form.unknown == list(INVENTED[:9])
    assert all(row[2:11] == [None] * 9 for row in read(out, 3, 4))


@pytest.mark.parametrize("heads", [
    ("商铺名称", "经营者姓名", "联系电话", "灭火器（具）", "存在隐患"),
    ("学生姓名", "年级", "班主任", "家庭住址"), ("车牌号", "车主", "联系电话", "保险到期日"),
])
def test_a_form_about_others_is_refused_with_what_it_asks_for(village, tmp_path, heads):
    path = sheet_form(tmp_path / "n.xlsx", "登记表", heads)
    with pytest.raises(Problem, match=heads[0]):
        filled(village, path)


def test_a_map_that_says_the_subject_undoes_the_guess(village, tmp_path):
    path = sheet_form(tmp_path / "o.xlsx", "党员联户表", (
        "党员姓名", "户主姓名", "家庭住址", "户号"))
    prepared, out = filled(village, path, {"page": [{"subject": "household"}]})
    assert prepared.form.map.pages[0].subject == "household"
    assert [row[3] for row in read(out, 3, 4)] == [each[0] for each in IN_ORDER]
