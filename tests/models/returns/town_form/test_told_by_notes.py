"""More layouts: lines under a heading of several, notes that say which lines, how and in which
order, and words that may not be taken for something near."""

from __future__ import annotations

import zipfile
from xml.etree import ElementTree

import pytest

from tests.models.returns.town_form import word_blanks
from tests.models.returns.town_form.conftest import village
from tests.models.returns.town_form.test_other_layouts import (
    BY_ENTRY,
    GONE,
    IN_ORDER,
    filled,
    of,
    read,
    sheet_form,
)
from tests.models.returns.town_form.village import HOMES, MEETINGS

__all__ = ("village",)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_lines_under_a_category_are_each_asked_by_their_own_words(village, tmp_path):
    lines = (("人口", "总户数", "户"), (None, "总人口", "人"), (None, "其中：女性", "人"),
             ("帮扶", "脱贫户", "户"), (None, "脱贫户", "人"), (None, "荷塘水位", "米"),
             ("走访", "走访次数", "次"), (None, "收集问题", "件"), (None, "办结率", "%"))
    path = sheet_form(tmp_path / "a.xlsx", "村情数据采集表", ("类别", "指标", "计量单位", "数值"),
                      lines=9, merges=("A3:A5", "A6:A8", "A9:A11"))
    fill_in(path, lines)
    prepared, out = filled(village, path)
    poor = [each for each in HOMES if "TP" in each[4]]
    asked = [each for each in GONE if each[3]]
    solved = [each for each in asked if each[4]]
    assert [row[3] for row in read(out, 3, 9)] == [
        len(HOMES), sum(each[3] for each in HOMES), sum(each[3] - 1 for each in HOMES),
        len(poor), sum(each[3] for each in poor), None, len(GONE), len(asked),
        100 * len(solved) / len(asked)]
    assert [gap.heading for gap in prepared.filled[0].gaps] == ["荷塘水位"]


def fill_in(path, lines):
    import openpyxl

    book = openpyxl.load_workbook(path)
    for at, line in enumerate(lines, 3):
        for column, words in enumerate(line, 1):
            if words:
                book.active.cell(at, column, words)
    book.save(path)


def test_a_note_says_which_meetings_and_that_the_newest_comes_first(village, tmp_path):
    path = sheet_form(
        tmp_path / "b.xlsx", "组织生活开展情况明细",
        ("序号", "召开时间", "会议类别", "会议议题", "应到人数", "实到人数", "缺席人数"),
        below=(("填表说明：本表只填支部委员会和支部党员大会；会议按时间倒序。",),))
    _, out = filled(village, path)
    meant = sorted((each for each in MEETINGS if each[0] == "committee"),
                   key=lambda each: each[1], reverse=True)
    assert [row[2:] for row in read(out, 3, 4)] == [
        *(["支部委员会会议", title, due, came, due - came] for _, _, due, came, title in meant),
        [None] * 5]


def test_a_note_says_which_members(village, tmp_path):
    path = sheet_form(tmp_path / "c.xlsx", "党员花名册", ("序号", "姓名", "性别", "党小组"),
                      below=(("注：仅填报预备党员。",),))
    _, out = filled(village, path)
    assert [row[1] for row in read(out, 3, 2)] == [
        *(each[0] for each in BY_ENTRY if each[4] == "probationary"), None]


@pytest.mark.parametrize("note", [
    "统计对象为全体党员", "只填数字", "仅填写蓝色格子", "填报对象：在册党员", "本表只填一份"])
def test_a_note_that_limits_nothing(village, tmp_path, note):
    path = sheet_form(tmp_path / "i.xlsx", "党员花名册", ("序号", "姓名", "性别", "党小组"),
                      below=((f"填表说明：{note}。",),))
    _, out = filled(village, path)
    assert [row[1] for row in read(out, 3, 3)] == [each[0] for each in BY_ENTRY]


def test_a_note_of_whom_nobody_here_knows_leaves_the_lines_blank(village, tmp_path):
    path = sheet_form(tmp_path / "d.xlsx", "党员花名册", ("序号", "姓名", "性别", "党小组"),
                      below=(("注：仅填报退役党员。",),))
    prepared, out = filled(village, path)
    assert [row[1] for row in read(out, 3, 3)] == [None] * 3
    assert "退役党员" in "".join(prepared.close)


def test_notes_about_a_column_begin_with_its_last_words(village, tmp_path):
    path = sheet_form(
        tmp_path / "e.xlsx", "农户走访帮扶一览表",
        ("户号", "户主", "户主身份证号", "最近走访日期", "走访次数（次）"), lines=4,
        below=(("注：1.身份证号中间8位用*代替；2.走访日期按2026.03.05格式填写。",),))
    prepared, out = filled(village, path)
    assert [row[2:4] for row in read(out, 3, 4)] == [
        [number and f"{number[:6]}********{number[-4:]}", last and f"{last:%Y.%m.%d}"]
        for number, last in ((home[5], max((each[0] for each in of(home[0])), default=None))
                             for home in IN_ORDER)]
    assert prepared.close == ()


@pytest.mark.parametrize(("title", "headings"), [
    ("在册党员信息采集表", ("编号", "党员姓名", "性别", "出生年月", "公民身份号码")),
    ("农户信息采集表", ("编号", "户号", "户主", "家庭人口"))])
def test_a_number_of_what_is_not_said(village, tmp_path, title, headings):
    prepared, out = filled(village, sheet_form(tmp_path / "f.xlsx", title, headings, lines=4))
    rows = [each[0] for each in (BY_ENTRY if "党员" in title else IN_ORDER)]
    assert [row[1] for row in read(out, 3, len(rows))] == rows
    assert {row[0] for row in read(out, 3, 4)} == {None}
    assert prepared.form.unknown == ["编号"]


def test_matters_of_two_kinds_in_a_title_are_both_meant(village, tmp_path):
    path = sheet_form(
        tmp_path / "g.xlsx", "群众诉求及矛盾问题办理台账",
        ("序号", "户主姓名", "问题简述", "发现时间", "办结时间"), formats={4: "yyyy-mm-dd"})
    _, out = filled(village, path)
    assert [row[2:4] for row in read(out, 3, 3)] == [
        *([each[3], each[0]] for each in GONE if each[3]), [None, None]]


def test_printed_words_of_time_in_a_sentence_stay(village, tmp_path):
    path = word_blanks.write(
        tmp_path / "h.docx", word_blanks.paragraph(
            "截至____年____月底，本季度开展走访____次，发现问题____件，办结率____。全年任务按月推进，"
            "种植莲藕____亩。党支部有党员____名。"))
    prepared, out = filled(village, path)
    asked = [each for each in GONE if each[3]]
    solved = 100 * sum(bool(each[4]) for each in asked) / len(asked)
    with zipfile.ZipFile(out) as archive:
        said = "".join(ElementTree.fromstring(archive.read("word/document.xml")).itertext())
    assert said == (f"截至2026年3月底，本季度开展走访{len(GONE)}次，发现问题{len(asked)}件，"
                    f"办结率{solved:.1f}%。全年任务按月推进，种植莲藕____亩。党支部有党员3名。")
    assert prepared.form.unknown == ["种植莲藕"]
