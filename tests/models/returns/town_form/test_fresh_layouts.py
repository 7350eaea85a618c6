"""More layouts: notes that say which lines and in which order, units in cells of their own."""

from __future__ import annotations

import openpyxl
import pytest

from models.values.problem import Problem
from tests.models.returns.town_form import word_blanks
from tests.models.returns.town_form.blank_forms import THIN
from tests.models.returns.town_form.conftest import village
from tests.models.returns.town_form.test_other_layouts import (
    BY_ENTRY,
    GONE,
    IN_ORDER,
    added,
    filled,
    of,
    read,
    sheet_form,
)
from tests.models.returns.town_form.village import HOMES, MEETINGS, MEMBERS

__all__ = ("village",)
POOR = [each for each in IN_ORDER if any(kind[:2] in ("TP", "JC") for kind in each[4])]
LINKED = [(name, home) for name, *_, links in BY_ENTRY for home in IN_ORDER if home[0] in links]


def test_a_note_that_says_which_households_are_meant(village, tmp_path):
    path = sheet_form(
        tmp_path / "a.xlsx", "农户帮扶联系台账",
        ("序号", "户主姓名", "户编码", "家庭人口", "其中", "走访", None, "包联党员"),
        (None, None, None, "总数（人）", "女", "总次数", "入户", None), lines=5,
        merges=("F2:G2", "A2:A3", "B2:B3", "C2:C3", "H2:H3"),
        below=(("说明：本表只填脱贫户和监测户，其他户不填。",),))
    _, out = filled(village, path)
    who = {number: name for name, (number, *_) in LINKED}
    assert read(out, 4, 3) == [*(
        [at, head, number, size, size - 1, len(of(number)), len(of(number)), who[number]]
        for at, (number, head, _, size, *_) in enumerate(POOR, 1)), [None] * 8]


@pytest.mark.parametrize("note", ["填表说明：1.仅填报监测户。", "填报范围：监测户", "注：限监测户"])
def test_a_note_is_understood_in_several_wordings(village, tmp_path, note):
    path = sheet_form(tmp_path / "b.xlsx", "走访登记", ("户主姓名", "户号", "走访次数（次）"),
                      below=((note,),))
    _, out = filled(village, path)
    watched = [each for each in IN_ORDER if any(kind[:2] == "JC" for kind in each[4])]
    assert [row[1] for row in read(out, 3, 2)] == [*(each[0] for each in watched), None]


@pytest.mark.parametrize(("note", "order"), [
    ("按加分从高到低排列", lambda home: -sum(added(home[0]))),
    ("按户号顺序填写", lambda home: int(home[0])),
    ("按组别、户号依次填写", IN_ORDER.index),
    ("按家庭人口由多到少排序", lambda home: -home[3])])
def test_the_order_a_note_asks_for(village, tmp_path, note, order):
    path = sheet_form(tmp_path / "c.xlsx", "农户花名册", (
        "户号", "户主姓名", "家庭人口（人）", "加分（分）"), lines=4, below=((f"注：{note}。",),))
    _, out = filled(village, path)
    assert [row[0] for row in read(out, 3, 4)] == [
        each[0] for each in sorted(IN_ORDER, key=order)]


def test_an_order_that_is_not_understood_is_told(village, tmp_path):
    path = sheet_form(tmp_path / "d.xlsx", "农户花名册", ("户号", "户主姓名", "走访次数（次）"),
                      lines=4, below=(("注：按姓氏笔画排列。",),))
    prepared, out = filled(village, path)
    assert [row[0] for row in read(out, 3, 4)] == [each[0] for each in IN_ORDER]
    assert "按姓氏笔画排列" in "".join(prepared.close)


def test_a_line_is_a_meeting_where_no_number_of_meetings_is_asked(village, tmp_path):
    path = sheet_form(tmp_path / "e.xlsx", "组织生活一览", (
        "序号", "时间", "会议名称", "议题", "应到人数", "实到人数"), lines=5)
    _, out = filled(village, path)
    assert [row[3:] for row in read(out, 3, 4)] == [
        [title, due, came] for _, _, due, came, title in sorted(MEETINGS, key=lambda each: each[1])]


def test_pairings_with_what_came_of_them(village, tmp_path):
    path = sheet_form(tmp_path / "f.xlsx", "结对帮扶花名册", (
        "序号", "帮扶责任人", "户主", "本季度走访次数", "最近一次走访时间", "发现问题数"), lines=4,
        formats={5: "yyyy-mm-dd"})
    _, out = filled(village, path)
    assert [row[1:] for row in read(out, 3, 4)] == [
        [name, home[1], len(of(home[0])), max((each[0] for each in of(home[0])), default=None),
         sum(bool(each[3]) for each in of(home[0]))] for name, home in LINKED]


def test_printed_figures_with_the_unit_in_a_cell_of_its_own(village, tmp_path):
    lines = (("农户总数", "户"), ("党员总数", "名"), ("其中：预备党员", "名"),
             ("召开支委会", "次"), ("走访农户", "户次"), ("收集群众诉求", "件"),
             ("其中：已办结", "件"), ("群众满意率", "%"))
    path = sheet_form(
        tmp_path / "g.xlsx", "党建工作统计", ("序号", "指标名称", "计量单位", "本季数", "本年累计"),
        lines=0, below=[(at, *each) for at, each in enumerate(lines, 1)])
    book = openpyxl.load_workbook(path)
    for row in range(3, 11):
        for column in range(1, 6):
            book.active.cell(row, column).border = THIN
    book.save(path)
    prepared, out = filled(village, path)
    figures = [len(HOMES), len(MEMBERS), sum(each[4] == "probationary" for each in MEMBERS),
               sum(each[0] == "committee" for each in MEETINGS), len(GONE),
               sum(bool(each[3]) for each in GONE), sum(bool(each[4]) for each in GONE), None]
    assert [row[3:] for row in read(out, 3, 8)] == [[each, each] for each in figures]
    assert set(prepared.form.unknown) == {"群众满意率（%）/本季数", "群众满意率（%）/本年累计"}


def test_blank_lines_of_a_list_are_no_cells_of_the_village(village, tmp_path):
    """The columns are known, the lines are not: nothing is written again and again."""
    path = sheet_form(tmp_path / "h.xlsx", "网格巡查表", (
        "网格员", "巡查路段", "走访次数（次）", "发现问题数（件）"), lines=3)
    with pytest.raises(Problem, match="网格员"):
        filled(village, path)


def test_a_card_in_word_grows_no_row(village, tmp_path):
    path = word_blanks.write(tmp_path / "i.docx", "村情卡", word_blanks.table((
        ("总户数（户）", "", "党员总数（名）", ""), ("走访次数", "次", "办结率", "%"))))
    prepared, _ = filled(village, path)
    assert not any(each.inserted for each in prepared.filled)
    assert prepared.filled[1].values == {"B1": len(HOMES), "D1": len(MEMBERS)}


def test_months_of_another_quarter_keep_their_months_and_are_told(village, tmp_path):
    path = sheet_form(tmp_path / "j.xlsx", "党员走访情况", (
        "党员姓名", "走访次数（次）", None, None), (None, "七月", "八月", "九月"), lines=4,
        merges=("B2:D2", "A2:A3"))
    prepared, out = filled(village, path)
    assert "7月、8月、9月" in prepared.outside and "2026年一季度" in prepared.outside
    assert {each for row in read(out, 4, 3) for each in row[1:]} == {None}, "not yet begun"


def test_a_monthly_form_with_a_column_a_month_is_of_the_quarter(village, tmp_path):
    path = sheet_form(
        tmp_path / "k.xlsx", "党员走访情况月报", ("党员姓名", "走访次数（次）", None, None, None),
        (None, "一月", "二月", "三月", "小计"), lines=4, merges=("B2:E2", "A2:A3"))
    prepared, out = filled(village, path)
    assert str(prepared.period) == "2026-Q1"
    assert [row[4] for row in read(out, 4, 3)] == [
        sum(each[1] == name for each in GONE) for name, *_ in BY_ENTRY]


def test_a_card_of_one_household_is_not_filled_with_the_villages_figures(village, tmp_path):
    path = word_blanks.write(tmp_path / "m.docx", "联户情况卡", word_blanks.table((
        ("户主姓名", "", "户号", ""), ("联系党员", "", "走访次数", ""))))
    try:
        prepared, _ = filled(village, path)
    except Problem:
        return
    assert all(not each.values for each in prepared.filled)


def test_a_place_is_one_among_the_lines_of_the_form(village, tmp_path):
    path = sheet_form(tmp_path / "n.xlsx", "脱贫户走访情况表", (
        "户主姓名", "户号", "走访次数（次）", "走访名次"))
    _, out = filled(village, path)
    homes = [each for each in IN_ORDER if "TP" in each[4]]
    assert [row[2:] for row in read(out, 3, 2)] == [
        *([len(of(each[0])), 1 + sum(len(of(one[0])) > len(of(each[0])) for one in homes)]
          for each in homes), [None, None]]
    path = sheet_form(tmp_path / "o.xlsx", "预备党员走访情况表", (
        "党员姓名", "走访次数（次）", "走访名次"))
    _, out = filled(village, path)
    early = [each for each in BY_ENTRY if each[4] == "probationary"]
    assert [row[1:] for row in read(out, 3, 2)] == [
        *([sum(one[1] == each[0] for one in GONE), 1] for each in early), [None, None]]


def test_places_are_worked_out_once_for_all_lines(village, tmp_path, monkeypatch):
    asked = []
    path = sheet_form(tmp_path / "p.xlsx", "农户花名册", ("户号", "户主姓名", "走访名次"))
    query = type(village).query
    monkeypatch.setattr(type(village), "query", lambda self, sql, *given: (
        asked.append(sql), query(self, sql, *given))[1])
    _, out = filled(village, path)
    gone = {each[0]: len(of(each[0])) for each in HOMES}
    assert [row[2] for row in read(out, 3, 4)] == [
        1 + sum(count > gone[each[0]] for count in gone.values()) for each in IN_ORDER]
    drawn = [sql for sql in asked if sql.startswith("SELECT h.id,")]
    assert len(drawn) < len(HOMES), "one list for all places"
