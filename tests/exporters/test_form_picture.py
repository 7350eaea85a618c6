"""The picture of a form: what was filled, and what is asked, numbered where it stands."""

from __future__ import annotations

from decimal import Decimal

import openpyxl
import pytest

from exporters.form_picture import FORMULA, LINES, form_picture
from exporters.wall.drawing import Box, Words
from exporters.workbook.town_form import write_form
from models.values.kinds import show_decimal
from models.values.problem import Problem
from tests.models.returns.town_form import word_blanks
from tests.models.returns.town_form.conftest import village
from tests.models.returns.town_form.test_other_layouts import (
    IN_ORDER,
    filled,
    of,
    sheet_form,
    understood,
)

__all__ = ("village",)


def picture(prepared):
    return form_picture(prepared.form.pages, prepared.forms[0].sheets, prepared.asked)


def test_the_first_lines_stand_on_it_and_what_is_asked_is_numbered(village, tmp_path):
    path = sheet_form(
        tmp_path / "a.xlsx", "农户花名册", ("户号", "户主姓名", "入户走访回数", "鞋码"), lines=2,
        below=(("合计", None, "=SUM(C3:C4)", None), ("填表人：", *[None] * 3)))
    prepared, _ = filled(village, path)
    seen = picture(prepared)
    assert [each[0] for each in IN_ORDER[:LINES]] == [
        each for each in seen.texts if each in {home[0] for home in IN_ORDER}]
    assert {"①入户走访回数", "②鞋码", "合计", "填表人："} <= set(seen.texts)
    bands = [each for each in seen.elements if isinstance(each, Box) and each.fill == "band"]
    assert len(bands) == 2 * (1 + LINES), "the headings and the lines of both"
    assert {each.ink for each in seen.elements if isinstance(each, Words)
            and each.text in (IN_ORDER[0][0], "①入户走访回数")} == {"help", "red"}
    assert all(0 <= each.x <= seen.width and each.y <= seen.height
               for each in seen.elements if isinstance(each, Words))


def test_a_decided_heading_is_no_longer_marked_and_shows_its_values(village, tmp_path):
    path = sheet_form(tmp_path / "b.xlsx", "农户花名册", ("户号", "户主姓名", "入户走访回数"))
    prepared, _ = filled(village, path, {"page": [{"columns": {"入户走访回数": "visits"}}]})
    seen = picture(prepared)
    assert "入户走访回数" in seen.texts
    assert not any(isinstance(each, Box) and each.fill == "band" for each in seen.elements)
    counts = [str(len(of(number))) for number, *_ in IN_ORDER[:LINES]]
    assert all(seen.texts.count(each) >= counts.count(each) for each in counts)


def test_the_text_and_the_tables_of_a_document(village, tmp_path):
    path = word_blanks.write(tmp_path / "c.docx", "村情卡", "全村____户。", word_blanks.table((
        ("党员总数（名）", "", "特产", ""),)))
    prepared, _ = filled(village, path)
    seen = picture(prepared)
    assert f"全村{len(IN_ORDER)}户。" in seen.texts and "特产" in "".join(seen.texts)


def test_formulas_show_what_they_come_to_and_those_nobody_knows_their_sign(village, tmp_path):
    path = sheet_form(
        tmp_path / "d.xlsx", "农户花名册",
        ("户号", "户主姓名", "家庭人口", "走访次数（次）", "人均走访", "名次"), lines=2,
        below=(("合计", None, "=SUM(C3:C4)", "=SUM(D3:D4)", '=IF(C5=0,"",D5/C5)',
                "=RANK(A1,A:A)"),))
    book = openpyxl.load_workbook(path)
    for row in (3, 4):
        book.active[f"E{row}"] = f"=IFERROR(ROUND(D{row}/C{row},2),0)"
    book.active["E5"].number_format = "0.0%"
    book.save(path)
    prepared, _ = filled(village, path)
    seen = picture(prepared).texts
    people, visits = sum(each[3] for each in IN_ORDER), sum(len(of(each[0])) for each in IN_ORDER)
    assert {str(people), str(visits), f"{100 * visits / people:.1f}%", FORMULA} <= set(seen)
    assert {show_decimal(round(Decimal(len(of(each[0]))) / each[3], 2))
            for each in IN_ORDER[:LINES]} <= set(seen)
    assert not any("SUM" in each or "ROUND" in each for each in seen)


def test_a_form_that_names_its_last_line_by_number_is_shown_and_not_written(village, tmp_path):
    path = sheet_form(
        tmp_path / "e.xlsx", "农户花名册", ("户号", "户主姓名", "家庭人口"), lines=2,
        below=(("合计", None, "=SUM(C3:INDEX(C:C,4))"),))
    prepared = understood(village, path)
    assert FORMULA in picture(prepared).texts
    with pytest.raises(Problem, match="把行号写死了"):
        write_form(path, tmp_path / "out.xlsx", prepared.forms)
    assert not (tmp_path / "out.xlsx").exists()
