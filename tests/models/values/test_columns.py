"""A column has one letter and one number."""

from __future__ import annotations

import pytest
from openpyxl.utils import get_column_letter

from models.values.spreadsheet import CellPlace, cell_place, column_letter, column_number


@pytest.mark.parametrize("number", [1, 26, 27, 52, 702, 703, 16_384])
def test_a_letter_and_a_number_say_the_same(number):
    assert column_letter(number) == get_column_letter(number)
    assert column_number(column_letter(number)) == number


def test_small_letters_are_letters():
    assert column_number("aa") == 27


@pytest.mark.parametrize("cell", ["AB12", "$AB$12", "ab12"])
def test_a_cell_has_one_row_and_one_column(cell):
    assert cell_place(cell) == CellPlace(12, 28)


@pytest.mark.parametrize("cell", ["", "B", "12", "B5:C6", "B5x"])
def test_what_is_no_cell_has_no_place(cell):
    with pytest.raises(ValueError, match="no cell"):
        cell_place(cell)
