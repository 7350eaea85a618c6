"""Each way a cell can be wrong without the recogniser knowing is caught by a test of its own."""

import numpy as np
import pytest

from importers.pictures import doubts
from importers.pictures.doubts import Look, doubt
from importers.pictures.recogniser import Line
from importers.pictures.ruling import Cell, Ruling, Written
from models.values.problem import Problem

FIRST = ["41990118800101001", "41990218810315002", "41990318821123003", "41990418900506004",
         "41990518991231005", "41990618910708006"]


def numbered(first17):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(int(a) * b for a, b in zip(
        first17, weights, strict=True)) % 11]


IDS = [numbered(each) for each in FIRST]
NAMES = ["王守业", "李巧云", "张德厚", "刘凤琴", "陈自拴", "杨晓玥"]
PAGE = [["序号", "姓名", "性别", "身份证号", "出生日期", "得分", "扣分", "结余"]] + [
    [str(at), name, "女男"[int(number[16]) % 2], number,
     f"{number[6:10]}-{number[10:12]}-{number[12:14]}", str(at * 7), str(at * at),
     str(at * 7 - at * at)]
    for at, (name, number) in enumerate(zip(NAMES, IDS, strict=True), 1)
] + [["合计", "", "", "", "", "147", "91", "56"]]


def look(row, column, said, sure=0.999, **more):
    """A cell that says this, its ink as wide as its characters."""
    parts = more.pop("parts", None)
    widths = [1.0 if ord(each) > 255 else 0.55 for each in said]
    ends = np.cumsum([0.25, *widths])
    parts = parts or ((0.25, float(ends[-1])),)
    wide = parts[-1][1] + 0.25
    places = tuple((ends[:-1] + ends[1:]) / 2 / wide)
    cell = Cell(row, column, more.pop("last_row", row), column, (0, 0, 50, 40),
                more.pop("unsure", False))
    line = Line(said, (sure,) * len(said), places)
    lines = (line,) if said else ()
    return Look(cell, Written(((0, 0, 9, 9),) * len(lines), **more), lines,
                (parts,) * len(lines), (wide,) * len(lines))


def asked(change=None, surnames=frozenset(), **more):
    """The doubts of the page after one cell is changed, by place."""
    page = {(row, column): look(row, column, said) for row, line in enumerate(PAGE, 1)
            for column, said in enumerate(line, 1)}
    if change is not None:
        row, column, said = change
        page[row, column] = look(row, column, said, **more)
    looks = list(page.values())
    lines = np.arange(9) * 40
    doubt(looks, Ruling(lines, np.arange(9) * 50, 3.0, [each.cell for each in looks], 0), surnames)
    return {(each.cell.row, each.cell.column): each.doubts for each in looks if each.doubts}


def test_a_page_that_is_right_is_not_doubted():
    assert asked() == {}


@pytest.mark.parametrize(("change", "more", "why"), [
    ((3, 2, "李巧云"), {"sure": 0.94}, doubts.FAINT),
    ((3, 6, "14"), {"touching": True}, doubts.EDGE),
    ((3, 6, "14"), {"unsure": True}, doubts.RULED),
    ((3, 6, "14"), {"tight": True}, doubts.CROWDED),
    ((4, 1, "8"), {}, doubts.SERIAL),
    ((4, 1, ""), {}, doubts.SERIAL),
    ((4, 1, "3."), {}, doubts.SERIAL),
    ((4, 4, IDS[2][:-1] + "0"), {}, doubts.ID_NUMBER),
    ((4, 4, IDS[2][:-2]), {}, doubts.ID_NUMBER),
    ((4, 5, "1882-11-28"), {}, doubts.BORN),
    ((4, 3, "女" if int(IDS[2][16]) % 2 else "男"), {}, doubts.BORN),
    ((4, 2, "郏桂"), {"parts": ((0.25, 3.2),)}, doubts.WIDTH),
    ((4, 2, "汉族汉族"), {"parts": ((0.25, 1.2),)}, doubts.WIDTH),
    ((4, 2, "张德厚"), {"sure": 0.99}, doubts.NAME),
    ((4, 3, "男口"), {}, doubts.CODE),
    ((4, 5, "1882 11-23"), {}, doubts.SHAPE),
    ((4, 6, "71"), {}, doubts.SUM),
])
def test_each_kind_of_error_is_doubted(change, more, why):
    found = asked(change, **more)
    where = (8, 6) if why == doubts.SUM else change[:2]
    assert why in found.get(where, []), found


def test_ink_that_says_nothing_is_not_sure():
    """The fault: a page on its head, of which nothing is read, was taken for the surest."""
    assert Line().weakest == 0
    silent = look(3, 2, "")
    assert silent.weakest == 1
    silent.lines = (Line(),)
    assert silent.weakest == 0


def test_a_surname_nobody_else_has_is_asked_about_where_the_village_is_known():
    village = frozenset("王李张刘陈")
    assert asked(surnames=village) == {(7, 2): [doubts.SURNAME]}


def test_rows_that_are_not_sound_are_refused():
    cells = [look(row, column, "甲") for row in range(1, 9) for column in range(1, 4)]
    even = np.arange(9) * 40
    with pytest.raises(Problem, match="格线断断续续"):
        doubt(cells, Ruling(even, np.arange(4) * 50, 3.0, [], 3))
    torn = [look(row, column, "甲", unsure=row in (4, 5)) for row in range(1, 9)
            for column in range(1, 4)]
    with pytest.raises(Problem, match="第 4 行"):
        doubt(torn, Ruling(even, np.arange(4) * 50, 3.0, [], 0))
    two = even.copy()
    two[6:] += 40
    double = [each if each.cell.row != 6 else Look(
        each.cell, each.written, each.lines * 2, each.parts * 2, each.widths * 2) for each in cells]
    with pytest.raises(Problem, match="第 6 行像是两行"):
        doubt(double, Ruling(two, np.arange(4) * 50, 3.0, [], 0))
