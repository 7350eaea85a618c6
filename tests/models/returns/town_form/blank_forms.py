"""Blank forms as towns make them, written for the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

THIN = Border(*[Side("thin")] * 4)


def book(title: str) -> Any:
    made = openpyxl.Workbook()
    made.active.title = title
    return made


def head(sheet: Any, top: int, columns: list[Any]) -> int:
    """Two rows of headings: a word reaches down, (word, [words]) stands over several."""
    at = 1
    for each in columns:
        parent, leaves = each if isinstance(each, tuple) else (each, [])
        sheet.cell(top, at, parent)
        if leaves:
            sheet.merge_cells(start_row=top, end_row=top, start_column=at,
                              end_column=at + len(leaves) - 1)
            for place, leaf in enumerate(leaves):
                sheet.cell(top + 1, at + place, leaf)
        else:
            sheet.merge_cells(start_row=top, end_row=top + 1, start_column=at, end_column=at)
        at += max(len(leaves), 1)
    return at - 1


def lines(sheet: Any, first: int, last: int, width: int, formats: dict[int, str]) -> None:
    for row in range(first, last + 1):
        sheet.row_dimensions[row].height = 21
        for column in range(1, width + 1):
            cell = sheet.cell(row, column)
            cell.border, cell.font = THIN, Font("仿宋", size=11)
            cell.number_format = formats.get(column, "General")


def members_form(path: Path, rows: int = 2) -> Path:
    """One line a member, too few of them, 合计 below, everything that must grow with it."""
    made = book("联户")
    sheet = made.active
    sheet["A1"] = "党员包户走访季报"
    sheet.merge_cells("A1:K1")
    sheet["A2"], sheet["G2"] = "填报单位：        村", "填报日期：    年   月   日"
    sheet.merge_cells("A2:F2")
    width = head(sheet, 3, [
        "序号", "党员姓名", "党小组", "定岗",
        ("包户情况", ["监测户（户）", "脱贫户", "其他户", "合计"]),
        ("走访", ["次数", "最近日期"]), "解决率",
    ])
    first, last = 5, 4 + rows
    lines(sheet, first, last + 1, width, {10: "yyyy-mm-dd", 11: "0.0%"})
    for row in range(first, last + 1):
        sheet.cell(row, 1, row - 4)
        sheet.cell(row, 8, f"=SUM(E{row}:G{row})")
    total = last + 1
    sheet.cell(total, 1, "合　计")
    sheet.merge_cells(start_row=total, end_row=total, start_column=1, end_column=4)
    for column in range(5, 10):
        letter = get_column_letter(column)
        sheet.cell(total, column, f"=SUM({letter}{first}:{letter}{last})")
    sheet.cell(total + 1, 1, "单位负责人：      填表人：      ")
    sheet.merge_cells(start_row=total + 1, end_row=total + 1, start_column=1, end_column=11)
    whole = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
    whole.add(f"E{first}:G{last}")
    sheet.add_data_validation(whole)
    sheet.conditional_formatting.add(
        f"I{first}:I{last}",
        FormulaRule(formula=[f"I{first}=0"], fill=PatternFill("solid", bgColor="FFC7CE")))
    sheet.print_area = f"A1:K{total + 1}"
    sheet.print_title_rows = "1:4"
    other = made.create_sheet("汇总")
    other["A1"], other["B1"] = "全村", f"=联户!H{total}"
    made.save(path)
    return path


def points_form(path: Path) -> Path:
    """One line a household, the heads of the scheme over the columns, a drop-down of groups."""
    made = book("积分")
    sheet = made.active
    sheet["A1"], sheet["A2"] = "村民积分月报", "所属月份：2026年3月"
    width = head(sheet, 3, [
        "户编号", "户主姓名", "所在组", "上月结余",
        ("本月加分", ["移风易俗", "美丽庭院", "好人好事"]),
        "本月扣分", ("兑换", ["次数", "积分"]), "月末结余", "满意度", "备注",
    ])
    lines(sheet, 5, 9, width, {1: "@", 4: "0.0"})
    sheet["A10"] = "合计"
    sheet["D10"] = "=SUM(D5:D9)"
    lines(sheet, 10, 10, width, {})
    groups = DataValidation(type="list", formula1='"一组,三组"')
    groups.add("C5:C9")
    sheet.add_data_validation(groups)
    made.save(path)
    return path


def meetings_form(path: Path) -> Path:
    """Fixed lines by kind, protected; labels left and above."""
    made = book("会议")
    sheet = made.active
    sheet["A1"] = "组织生活情况季报"
    for place, said in (("A2", "支部名称"), ("D2", "年度"), ("F2", "季度")):
        sheet[place] = said
    sheet.merge_cells("B2:C2")
    width = head(sheet, 3, ["项目", ("一月", ["次数", "日期"]), ("二月", ["次数", "日期"]),
                            ("三月", ["次数", "日期"]), ("本季合计", ["应到", "实到", "出勤率"])])
    lines(sheet, 5, 8, width, {10: "0.0%"})
    for row, kind in enumerate(("支委会", "主题党日活动", "党小组会", "读书会"), 5):
        sheet.cell(row, 1, kind)
    sheet["A9"], sheet["B9"] = "合计", "=SUM(B5:B8)"
    lines(sheet, 9, 9, width, {})
    sheet["A11"], sheet["B11"], sheet["C11"] = "正式党员数", "预备党员数", "脱贫户数"
    for place in ("A12", "B12", "C12", "G2"):
        sheet[place].border = THIN
    for place in ("B2", "E2", "G2", "A12", "B12", "C12"):
        sheet[place].protection = Protection(locked=False)
    for row in range(5, 9):
        for column in range(2, width + 1):
            sheet.cell(row, column).protection = Protection(locked=row == 8)
    sheet.protection.sheet = True
    made.save(path)
    return path


def visits_form(path: Path) -> Path:
    """One line a visit to households of one kind, 合计 on top, a column numbered 1 2 3 …"""
    made = book("走访")
    sheet = made.active
    sheet["A1"] = "监测户走访登记表"
    words = ["序号", "户主姓名", "身份证号", "监测类型", "走访时间", "走访人", "职务", "反映问题",
             "是否办结", "户主签字"]
    for column, said in enumerate(words, 1):
        sheet.cell(2, column, said)
        sheet.cell(3, column, column)
    lines(sheet, 4, 8, len(words), {3: "@", 5: 'yyyy"年"m"月"d"日"'})
    sheet["A4"], sheet["B4"] = "合计", '=COUNTA(B5:B8)&"次"'
    made.save(path)
    return path


def figures_form(path: Path) -> Path:
    """项目 | 数量, and lines by group."""
    made = book("村情")
    sheet = made.active
    sheet["A1"] = "村情统计表（2026年）"
    for column, said in enumerate(("项目", "数量", "单位"), 1):
        sheet.cell(2, column, said)
    lines(sheet, 3, 7, 3, {})
    for row, said in enumerate(("总户数", "总人口", "党员总数", "脱贫户", "路灯盏数"), 3):
        sheet.cell(row, 1, said)
        sheet.cell(row, 3, "个")
    groups = made.create_sheet("分组")
    for column, said in enumerate(("组别", "户数", "人口", "走访次数"), 1):
        groups.cell(1, column, said)
    lines(groups, 2, 3, 4, {})
    groups["A2"], groups["A3"] = "第一组", "二组"
    made.save(path)
    return path
