"""What spreadsheets put on the clipboard is taken apart as they mean it, and back again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.spreadsheet import cells_copied, cells_pasted


@pytest.mark.parametrize(("text", "cells"), [
    ('"修路灯\n通知电工"\t周远山\r\n清沟渠\t冯采莲\r\n', [["修路灯\n通知电工", "周远山"],
                                                ["清沟渠", "冯采莲"]]),
    ('"他说""行"""\tb', [['他说"行"', "b"]]),
    ('"a\tb"\tc\n', [["a\tb", "c"]]),
    ('""\t"\n"', [["", "\n"]]),
    ('5" 管\t"甲"乙\n"没有收尾\tb', [['5" 管', '"甲"乙'], ['"没有收尾', "b"]]),
    ("a\t\tc\n\nd", [["a", "", "c"], [""], ["d"]]),
    ("a\rb", [["a"], ["b"]]),
    ("", [[]]),
])
def test_a_cell_is_what_the_spreadsheet_copied(text, cells):
    assert cells_pasted(text) == cells


@given(st.lists(st.lists(st.text(st.sampled_from('甲"\t\n '), max_size=4), min_size=2, max_size=2),
                min_size=1, max_size=3))
def test_what_is_copied_out_comes_back_the_same(rows):
    kept = [*rows, ["尾", "尾"]]
    assert cells_pasted(cells_copied(kept)) == kept
