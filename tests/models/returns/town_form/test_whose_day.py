"""Days, labels and boxes in the text of a Word form: whose they are, and what is not understood."""

from __future__ import annotations

import pytest

from exporters.workbook.town_form import write_form
from models.returns.facts.view import View
from models.returns.town_form.about import About
from models.returns.town_form.printed_lines import filled_line
from models.values.markup import every, first
from models.values.periods import Period
from tests.models.returns.town_form import word_blanks
from tests.models.returns.town_form.conftest import village
from tests.models.returns.town_form.test_cards import cards, read
from tests.models.returns.town_form.test_other_layouts import (
    BY_ENTRY,
    GONE,
    IN_ORDER,
    TODAY,
    filled,
    told,
)

__all__ = ("village",)
GREY = ('<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:rPr><w:color '
        'w:val="808080"/></w:rPr><w:t>单击此处输入文字</w:t></w:r></w:sdtContent></w:sdt>')


@pytest.mark.parametrize("blank", [
    "所属水系：            ", "所属党委：____", "任职期间：    年    月至    年    月",
    "年龄区间：____", "成立于    年    月", "合作社于    年    月    日成立，    年分红",
    "    年    月    日"])
def test_a_day_or_a_word_of_something_else_is_not_the_period(village, blank):
    about = About.of(View(village, Period.parse("2026-Q1"), TODAY))
    assert filled_line(blank, about) is None


def test_days_of_a_report_are_the_periods_only_where_it_says_so(village, tmp_path):
    path = word_blanks.write(
        tmp_path / "a.docx", "    年第    季度工作报告",
        "截至____年____月____日，全村党员____名。党支部成立于____年____月，上次换届在____年____月____日。",
        "本季度（____年____月至____月）走访____户次。", "    年    月    日")
    prepared, out = filled(village, path)
    assert told(out)[0] == [
        "2026年第一季度工作报告",
        f"截至2026年3月31日，全村党员{len(BY_ENTRY)}名。党支部成立于____年____月，上次换届在____年____月____日。",
        f"本季度（2026年1月至3月）走访{len(GONE)}户次。", "    年    月    日"]
    assert prepared.form.unknown == ["党支部成立于", "上次换届在"]


def test_a_quarter_in_a_line_of_a_card_dates_nothing_else(village, tmp_path):
    path = word_blanks.write(
        tmp_path / "b.docx", "党员信息卡", "姓名：______　　党小组：______",
        "本季度走访____次，最近一次走访日期：____年__月__日。结婚时间：____年__月")
    prepared = cards(village, path, "member")
    write_form(path, tmp_path / "c.docx", prepared.forms)
    lines, *_ = read(tmp_path / "c.docx")
    for at, (name, *_) in enumerate(BY_ENTRY):
        gone = [each[0] for each in GONE if each[1] == name]
        last = f"{max(gone):%Y年}{max(gone).month}月{max(gone).day}日" if gone else "____年__月__日"
        assert lines[at * 3 + 2] == (
            f"本季度走访{len(gone)}次，最近一次走访日期：{last}。结婚时间：____年__月")
    assert prepared.form.unknown == ["结婚时间"]


def test_labels_and_boxes_that_are_not_understood_are_named(village, tmp_path):
    path = word_blanks.write(
        tmp_path / "d.docx", "工作报告", "青石坡镇党委：", "本季度走访____户次。",
        "填报单位：______　　微信公众号：______　　村账号：        ",
        "是否召开村民代表会议：□是  □否；有无三个月以上未走访的监测户：□有  □无",
        "党支部意见：□同意 □不同意", "填表人：______　　审核人：______")
    prepared, out = filled(village, path)
    assert prepared.form.unknown == ["微信公众号", "村账号", "是否召开村民代表会议"]
    assert told(out)[0][3] == "填报单位：柳河沿村　　微信公众号：______　　村账号：        "
    assert told(out)[0][4].startswith("是否召开村民代表会议：□是  □否；")


def test_words_in_the_place_of_a_placeholder_have_the_look_of_the_line(village, tmp_path):
    line = (f"<w:p><w:pPr>{word_blanks._LOOK}</w:pPr><w:r><w:t>填报单位：</w:t></w:r>{GREY}"
            "<w:r><w:t>　　单位：户</w:t></w:r></w:p>")
    path = word_blanks.write(tmp_path / "e.docx", "支部卡片", line, word_blanks.table((
        ("党支部名称", f"<w:p><w:pPr>{word_blanks._LOOK}</w:pPr>{GREY}</w:p>"),)))
    _, out = filled(village, path)
    lines, tables, body = read(out)
    assert lines[1] == "填报单位：柳河沿村　单位：户"
    assert tables[0][0][1] == "中共柳河沿村支部委员会"
    assert not every(body, "showingPlcHdr", "color"), "typed, and not grey"
    typed = [each for each in every(body, "r") if "柳河沿村" in "".join(each.itertext())]
    assert all(first(each, "rPr", "rFonts") is not None for each in typed)


def test_the_title_of_a_part_holds_for_every_pair_of_its_lines(village, tmp_path):
    """一月走访 stands before two pairs: the second one asks for January too."""
    path = word_blanks.write(tmp_path / "f.docx", "村情卡", word_blanks.table((
        ("总户数（户）", "", "党员总数（名）", "", ""),
        (("一月走访", "start"), "次数（次）", "", "次数（次）", ""),
        (("", "on"), "走到户数（户）", "", "走到户数（户）", ""))))
    _, out = filled(village, path)
    early = [each for each in GONE if each[0].month == 1]
    rows = told(out)[1]
    assert [[row[2], row[4]] for row in rows[1:]] == [
        [str(len(early))] * 2, [str(len({each[2] for each in early}))] * 2]


def test_a_table_is_about_what_the_line_right_above_it_says(village, tmp_path):
    """表一's line limits the first table alone, 表二's the second."""
    head = ("户主姓名", "户号", "走访次数（次）")
    path = word_blanks.write(
        tmp_path / "g.docx", "走访工作汇总",
        "表一 脱贫户走访情况", word_blanks.table((head, ("",) * 3)),
        "表二 监测户走访情况", word_blanks.table((head, ("",) * 3)),
        "表三 农户走访情况", word_blanks.table((head, ("",) * 3)))
    prepared, _ = filled(village, path)
    told_of = [[value for at, value in each.values.items() if at.startswith("B")]
               for each in prepared.filled[1:]]
    assert told_of == [[each[0] for each in IN_ORDER if any(
        kind.startswith(code) for kind in each[4])] for code in ("TP", "JC")] + [
        [each[0] for each in IN_ORDER]]


def test_a_row_put_in_goes_without_what_a_document_holds_once(village, tmp_path):
    marked = '<w:p><w:bookmarkStart w:id="7" w:name="户"/><w:bookmarkEnd w:id="7"/></w:p>'
    path = word_blanks.write(tmp_path / "h.docx", "农户名单", word_blanks.table((
        ("户号", "户主姓名", "走访次数（次）"), (marked, "", ""))))
    _, out = filled(village, path)
    _, tables, body = read(out)
    assert [row[0] for row in tables[0][1:]] == [each[0] for each in IN_ORDER]
    assert len(every(body, "bookmarkStart")) == len(every(body, "bookmarkEnd")) == 1


def test_the_line_above_a_table_limits_members_and_matters_too(village, tmp_path):
    path = word_blanks.write(
        tmp_path / "i.docx", "党支部情况报表", "填报单位：______", "一、预备党员走访情况",
        word_blanks.table((("党员姓名", "走访次数"), ("", ""))), "二、党员走访情况",
        word_blanks.table((("党员姓名", "走访次数"), ("", ""))), "三、矛盾纠纷化解情况",
        word_blanks.table((("发现日期", "内容", "办结日期"), ("", "", ""))), "四、问题台账",
        word_blanks.table((("发现日期", "内容", "办结日期"), ("", "", ""))))
    prepared, _ = filled(village, path)
    early = sum(each[4] == "probationary" for each in BY_ENTRY)
    assert [each.rows for each in prepared.filled[1:]] == [
        early, len(BY_ENTRY), 0, sum(bool(each[3]) for each in GONE)]
