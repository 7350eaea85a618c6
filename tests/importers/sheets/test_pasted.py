"""Copied cells become a grid: of a spreadsheet, of a Word table, of a chat."""

import pytest

from importers.sheets.pasted import MOST_ROWS, pasted
from models.values.problem import Problem

EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>td{color:red}</style>
</head><body><!--StartFragment--><table><col width=64>
<tr height=19><td rowspan=2>户号</td><td colspan=2>人员</td></tr>
<tr><td>姓名</td><td>关
  系</td></tr>
<tr style='display:none'><td>0001</td><td>藏人甲</td><td>户主</td></tr>
<tr><td rowspan="2">0002</td><td><s>耿树乙</s></td><td>户主</td></tr>
<tr><td style="text-decoration:line-through">彭树丙</td><td>妻&nbsp;</td></tr>
</table><!--EndFragment--></body></html>"""

WORD = """<body><p>前面的话</p><table class=MsoTableGrid>
<tr><td><p>党员</p></td><td><p>户号</p></td></tr>
<tr><td><p class=MsoNormal>茹树林</p></td><td><p>1</p><p>2</p></td></tr></table></body>"""


def test_a_copied_range_keeps_its_merges_hidden_rows_and_what_is_struck():
    grid = pasted("户号\t人员", EXCEL)
    assert grid.rows == [
        ["户号", "人员", ""], ["", "姓名", "关 系"], ["0001", "藏人甲", "户主"],
        ["0002", "耿树乙", "户主"], ["", "彭树丙", "妻"]]
    assert grid.merges == [(1, 1, 2, 1), (1, 2, 1, 3), (4, 1, 5, 1)]
    assert (grid.hidden_rows, grid.struck) == ({3}, {(4, 2), (5, 2)})


def test_a_cell_of_a_word_table_may_have_several_paragraphs():
    assert pasted("党员\t户号\n茹树林\t1\n2", WORD).rows == [["党员", "户号"], ["茹树林", "1\n2"]]


@pytest.mark.parametrize("html", ["", "<p>茹树林 1</p>", WORD + WORD, "<table></table>"])
def test_without_one_table_the_text_counts(html):
    grid = pasted('党员\t备注\n茹树林\t"一\n二"', html)
    assert grid.rows == [["党员", "备注"], ["茹树林", "一\n二"]]


@pytest.mark.parametrize("html", [
    "<table>" + "<tr><td>1</td></tr>" * (MOST_ROWS + 1) + "</table>",
    "<table><tr>" + '<td colspan="99999" rowspan="99999">1</td>' * 99 + "</tr></table>",
    "<table>" * 5000, "<td><tr></table></table><table><td>" * 9, "<table><tr><td colspan=x>1",
])
def test_a_page_of_any_kind_is_read_or_refused(html):
    try:
        assert len(pasted("甲", html).rows) <= MOST_ROWS
    except Problem as refusal:
        assert "粘贴的内容" in refusal.sentence
