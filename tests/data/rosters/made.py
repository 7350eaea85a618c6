"""Small messy rosters, made on the fly: every kind of layout and fault villages hand over.

All people are invented. Eighteen-digit numbers have births of 1880–1899, fifteen-digit ones of
1900–1905; telephone numbers use a segment nobody was given.
"""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.values.identity import check_digit

Row = list[Any]


def number(born: str, order: int) -> str:
    """A good number of somebody born on ``YYYYMMDD``; odd orders for men."""
    assert "1880" <= born[:4] <= "1899"
    first17 = f"410922{born}{order:03d}"
    return first17 + check_digit(first17)


def wrong_digit(good: str) -> str:
    """The same number with another last digit."""
    return good[:-1] + ("1" if good[-1] != "1" else "2")


ENDS_IN_X = next(n for n in (number("18910203", i) for i in range(101, 199, 2)) if n[-1] == "X")
CUT = next(
    n[:15] + "000"
    for n in (number("18930405", i) for i in range(201, 299, 2))
    if check_digit(n[:15] + "00") != "0"
)
LUCKY_CUT = next(
    n[:15] + "000"
    for n in (number(f"1893040{d}", 201) for d in range(1, 10))
    if check_digit(n[:15] + "00") == "0"
)


def fill(page: Worksheet, rows: list[Row], merges: str = "") -> None:
    """Write the rows from A1 and merge the ranges, given with spaces between."""
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None and value != "":
                page.cell(at, column, value)
    for each in merges.split():
        page.merge_cells(each)


def save(path: Path, *pages: tuple[str, list[Row], str]) -> Workbook:
    """Save a workbook of (name, rows, merges) and return it, to be hidden or coloured further."""
    book = Workbook()
    book.remove(book.active)
    for name, rows, merges in pages:
        fill(book.create_sheet(name), rows, merges)
    book.save(path)
    return book


def small(path: Path) -> Path:
    """One head row, 户号 and 户主 merged downwards, 合计, signatures; three households."""
    rows = [
        ["桃林镇柳湾村农户花名册"],
        ["填报单位：柳湾村民委员会（盖章）", *[""] * 5, "填报日期：2026年3月6日"],
        ["序号", "户号", "户主", "姓名", "与户主关系", "性别", "身份证号码", "出生年月",
         "联系电话", "备注"],
        [1, "001", "尚海", "尚海(户主)", "户主", "男", number("18841228", 73), "1884-12",
         "15400010074"],
        [2, "", "", "贺志弦", "妻", "女", number("18890128", 66), "18890128", ""],
        [3, "", "", "尚学安", "次子", "男", ENDS_IN_X.lower(), "1891.2", ""],
        [4, "002", "贺柱", "贺　柱", "户主", "女", number("18880318", 44), "1888-03",
         "15400010143、15400010146"],
        [5, "", "", "贺平", "长子", "男", 4.10305189403244e17, "18940324", ""],
        [6, "003", "靳明锁", "靳明锁", "户主", "男", number("18840721", 25), "1884.7", ""],
        [7, "", "", "靳麦香", "长女", "女", wrong_digit(number("18921112", 18)), "1892-11-12", ""],
        ["合计", "3户", "", "7人"],
        ["填表人：尚文芝        负责人：郭建林        联系电话：15400000001"],
    ]
    save(
        path,
        ("Sheet1", rows, "A1:J1 A2:F2 G2:J2 B4:B6 C4:C6 B7:B8 C7:C8 B9:B10 C9:C10 B11:C11 A12:J12"),
    )
    return path


def grouped(path: Path) -> Path:
    """A sheet per group, two head rows with merged parents, notes, a summary, hidden things."""
    head = [
        ["柳湾村人口台账"],
        ["填报单位：桃林镇柳湾村"],
        ["序号", "户信息", "", "", "成员信息", *[""] * 6, "联系方式", "", "备注"],
        ["", "户编号", "户主姓名", "户类型", "姓名", "与户主\n关系", "性别", "民族",
         "公民身份号码", "出生日期", "文化程度", "手机", "固话"],
    ]
    merges = "A1:N1 A3:A4 B3:D3 E3:K3 L3:M3 N3:N4 "
    book = save(
        path,
        ("填表说明", [["填表说明"], ["1. 以户为单位逐人填写，户主排在第一行。"]], ""),
        ("一组", [*head, *_first_group()], merges + "B5:B7 C5:C7 D5:D7 B8:B9 C8:C9 D8:D9"),
        ("二组", [*head, *_second_group()], merges + "B5:B6 C5:C6 B7:B9 C7:C9"),
        ("旧表", [*head, [1, "99001", "旧人", "", "旧人", "户主"]], merges),
        ("汇总", [["柳湾村汇总表"], ["组别", "户数", "人数"], ["一组", 3, 7]], "A1:C1"),
        ("Sheet9", [], ""),
    )
    book["旧表"].sheet_state = "hidden"
    book["一组"].column_dimensions["H"].hidden = True
    book["二组"].row_dimensions[9].hidden = True
    for row in range(5, 10):
        book["二组"].cell(row, 2).number_format = "00000"
    book.save(path)
    return path


def _first_group() -> list[Row]:
    return [
        [1, "01001", "贺秀坤", "脱贫户、低保户", "贺秀坤", "户主", "男", "汉",
         f"'{number('18890316', 43)}", "1889.3", "初中", "+86 154-0001-0429", "0390-0123456"],
        [2, "", "", "", "贺兴芳", "妻", "男", "回", number("18850301", 66), "1885.4", "小学",
         "1540001"],
        [3, "", "", "", "贺盛", "长女", "男", "汉", None, 1988.1, "", ""],
        [4, "01002", "翟江（已故）", "监测户（边缘易致贫户）", "翟云", "妻", "", "汉",
         number("18860219", 38), "属马", "小学", "", ""],
        [5, "", "", "", "翟全", "长子", "男", "汉", "无", "65年3月", "初中", ""],
        [],
        [6, "01003", "孟红", "", "孟红", "户主", "男", "汉", number("18870101", 11), "", "", ""],
        [7, "", "", "", "孟月", "户主", "女", "汉", "410922050615110", "1905-06", "", ""],
        ["合计", "4户", "", "", 7],
        ["组长签字：            填表人：贺秀坤"],
    ]


def _second_group() -> list[Row]:
    spouse = number("18960404", 22)
    return [
        [1, 2001, "郭安", "", "郭安", "户主", "男", "汉", number("18870909", 31), "1887-09", "",
         ""],
        [2, "", "", "", "孟菊", "妻", "女", "汉", spouse, "1896.4", "", "", "", "娘家在一组"],
        [3, 2002, "孟田", "", "孟田", "户主", "男", "汉", number("18800101", 15), "1880.1", "", ""],
        [4, "", "", "", "孟菊", "长女", "女", "汉", spouse, "1896.4", "", ""],
        [5, "", "", "", "孟\ue863", "次子", "男", "汉", number("18870909", 31), "1887-09", "", ""],
        ["合计", "2户", "", "", 5],
    ]


def members(path: Path) -> Path:
    """党员基本信息汇总表: classes and dates, 失联, 流动; no households, a hidden column."""
    rows = [
        ["党员基本信息汇总表"],
        ["说明：本表由党支部填写；没有的项目填“无”。"],
        ["序号", "姓名", "所在党支部", "公民身份证号", "性别", "出生日期", "人员类别",
         "加入党组织日期", "转为正式党员日期", "联系电话", "", "失联情况", "", "流动情况"],
        [*[""] * 9, "手机号", "固定电话", "是否为失联党员", "失去联系日期", "是否为流动党员",
         "外出流向"],
        _member(1, "孟运柱", "18830917", 74, "正式党员", "1952-04-13", "1953-04-13"),
        _member(2, "郭田", "18821214", 34, "正式党员", 1988.1, "85年2月"),
        _member(3, "翟娥", "18821206", 89, "正式党员", datetime(1970, 7, 1), datetime(1970, 7, 1)),
        _member(4, "董恒", "18821127", 42, "正式党员", "1988-06-20", "1988-06-20"),
        _member(5, "靳莲", "18990203", 62, "预备党员", "2025-11-18", "2025-12-01"),
        [*_member(6, "雷运", "18920118", 52, "正式党员", "2003年9月19日", "2004年9月19日")[:11],
         "是", "", "是", "江苏省苏州市"],
        ["党支部书记（签字）：            信息采集员（签字）："],
    ]
    merges = "A1:O1 A2:O2 J3:K3 L3:M3 N3:O3 A11:O11 " + " ".join(f"{c}3:{c}4" for c in "ABCDEFGHI")
    book = save(path, ("党员", rows, merges), ("代码", [["学历", "代码"], ["小学", "81"]], ""))
    book["党员"].column_dimensions["D"].hidden = True
    book.save(path)
    return path


def _member(at: int, name: str, born: str, order: int, kind: str, joined: Any, full: Any) -> Row:
    good = number(born, order)
    sex = "男" if order % 2 else "女"
    return [at, name, "中共柳湾村支部委员会", good, sex, born, kind, joined, full,
            f"1540000{at:04d}", "", "否", "", "否", ""]


def equity(path: Path) -> Path:
    """户主（与户主关系） over two columns; shares to add up; a masked copy beside it."""
    men = [number("18840115", 5), number("18871003", 77), number("18910720", 29), CUT]
    rows = [
        ["柳湾村集体经济组织成员股权清册"],
        ["（截至2025年12月31日）        单位：人、股"],
        ["户编号", "户主（与户主关系）", "", "性别", "身份证号", "人持股数", "合计人数",
         "合计股数", "备注"],
        [1, "尚学庆", "户主", "男", men[0], 1, 3, 3],
        ["", "尚树寿", "长子", "男", men[1], "1", "", ""],
        ["", "尚□", "次子", "男", men[2], 1, "", ""],
        ["2号", "靳文月", "户主", "男", men[3], 1, 2, 1],
        ["", "靳[韦华]", "配偶", "女", "４１０９２２１８９５０１０１０１Ｘ", 0.5, "", ""],
        ["合  计", "", "", "", "", "=SUM(F4:F8)"],
        [],
        ["说明：1. 儿媳等按章程折股。"],
        ["理事长：            监事长：            2026年1月8日"],
    ]
    masked = [
        ["公示"],
        ["户编号", "姓名", "身份证号", "股数"],
        [1, "尚*庆", "4109**********0051", 1],
        [1, "尚*寿", "4109**********0772", 1],
    ]
    merges = "A1:I1 A2:I2 B3:C3 A4:A6 G4:G6 H4:H6 A7:A8 G7:G8 H7:H8 A9:E9 A11:I11 A12:I12"
    save(path, ("股权清册", rows, merges), ("公示版", masked, "A1:D1"))
    return path


def plain_text(path: Path, encoding: str = "gb18030") -> Path:
    """A CSV with title lines; the group and 户号 in every row, zeros lost in one household."""
    good = [number(f"188{i}0503", 10 + i) for i in range(8)]
    rows = [
        ["下坡村低保户花名册", *[""] * 8],
        ["填报单位：下坡村委会", "", "", "", "单位：人", *[""] * 4],
        ["组别", "户号", "姓名", "关系", "性别", "身份证号", "出生日期", "电话", "户类型"],
        ["一组", "1", "董学锁", "户主", "女", good[0], "1880-05-03", "15400074949", "低保户"],
        ["一组", "1", "董芬", "长女", "女", "4.10305E+17", "1888.3", "", ""],
        ["一组", "0002", "董新莲", "户主", "女", f'="{good[2]}"', "18820503", "", ""],
        [""] * 9,
        ["二组", "0003", "孟\ue81e", "户主", "男", f"{good[3]}\t", "1883/5/3", "", ""],
        ["二组", "0003", "尚\ue5f1", "长子", "女", good[4], "1884/6/3", "", ""],
        ["二组", "0004", "雷？", "户主", "男", good[5], "1885/5/3", "", ""],
        ["合计", "4户", "6人", *[""] * 6],
        [""] * 9,
    ]
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return path


def legacy(path: Path) -> Path:
    """A 97–2003 file with three head rows, a hidden column and row, a number kept as a number."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("东组")
    padded = xlwt.easyxf(num_format_str="000")
    merged = [
        (0, 0, 0, 9, "下坡村东组常住人口登记表"),
        (2, 4, 0, 0, "序号"),
        (2, 2, 1, 7, "户口信息"),
        (2, 2, 8, 9, "其他信息"),
        (3, 3, 1, 2, "户"),
        (3, 3, 3, 7, "人"),
        (3, 4, 8, 8, "年龄（截至1925年底）"),
        (3, 4, 9, 9, "是否在家"),
    ]
    for top, bottom, left, right, words in merged:
        page.write_merge(top, bottom, left, right, words)
    page.write(1, 0, "填报单位：下坡村")
    for column, words in enumerate(
        ["户号", "户主", "姓名", "与户主关系", "性别", "身份证", "出生"], 1
    ):
        page.write(4, column, words)
    for at, row in enumerate(_legacy_rows(), 5):
        for column, value in enumerate(row):
            if value != "":
                page.write(at, column, value)
    page.write_merge(5, 6, 1, 1, 1, padded)
    page.write_merge(5, 6, 2, 2, "郭玉全")
    page.write_merge(7, 8, 1, 1, 2, padded)
    page.write(9, 0, "小计")
    page.write(9, 3, 4)
    page.write_merge(10, 10, 0, 9, "负责人：          填表人：          （盖章）")
    page.col(9).hidden = True
    page.row(8).hidden = True
    book.save(str(path))
    return path


def _legacy_rows() -> list[Row]:
    return [
        [1, "", "", "郭玉全", "户主", "男", number("18870514", 77), 18870514, 38, "是"],
        [2, "", "", "贺中芝", "妻", "女", "", "", 39, "是"],
        [3, "", "", "贺新海", "其他亲属", "男", 4.10322189401285e17, "1894年11月", 31, "是"],
        [4, "", "", "贺玉禄", "长子", "男", "4109221893023012", "1893-02", 34, "否"],
    ]
