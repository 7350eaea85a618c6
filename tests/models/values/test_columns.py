"""A column has one letter and one number."""

from __future__ import annotations

import pytest
from openpyxl.utils import get_column_letter

from models.values.spreadsheet import column_letter, column_number


@pytest.mark.parametrize("number", [1, 26, 27, 52, 702, 703, 16_384])
def test_a_letter_and_a_number_say_the_same(number):
    assert column_letter(number) == get_column_letter(number)
    assert column_number(column_letter(number)) == number


def test_small_letters_are_letters():
    assert column_number("aa") == 27
