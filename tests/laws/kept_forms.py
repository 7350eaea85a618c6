"""Blank forms of the town's kept in a village: one for each kind of line, a card, a report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl

from importers.forms.town_form import read_form, to_keep
from models.keeping.store import Store
from models.returns.facts.catalogue import subjects
from models.returns.own import keep_form
from models.returns.town_form.preparing import prepare
from models.returns.town_form.recognising import recognise
from models.values.periods import Period
from tests.models.returns.town_form import word_blanks
from tests.models.returns.town_form.test_other_layouts import sheet_form

LISTS: dict[str, tuple[str, ...]] = {
    "household": ("序号", "户号", "户主姓名", "组别", "家庭人口（人）", "户类型", "联户党员",
                  "走访次数（次）", "最近走访日期", "加分（分）", "是否脱贫户"),
    "person": ("姓名", "与户主关系", "性别", "出生年月", "文化程度", "户主姓名", "组别"),
    "member": ("党员姓名", "党小组", "年龄", "联系户数", "走访次数（次）", "发现问题（件）",
               "是否流动党员"),
    "group": ("组别", "户数", "人口", "党员数", "脱贫户", "走访户数（户）", "走访次数（次）"),
    "visit": ("走访日期", "走访党员", "户主姓名", "组别", "户类型", "反映问题", "解决措施",
              "是否解决"),
    "meeting": ("召开时间", "会议类别", "会议议题", "应到人数", "实到人数", "缺席人数", "到会率"),
    "matter": ("户主姓名", "组别", "问题内容", "发现时间", "承办人", "办结时间", "是否办结"),
    "pairing": ("联户党员", "户主姓名", "组别", "家庭人口", "结对时间", "走访次数（次）"),
    "officer": ("姓名", "性别", "出生年月", "学历", "党内职务", "任职时间"),
    "project": ("项目名称", "开工日期", "计划完成时间", "资金合计（元）"),
}
"""What a line is of → the headings."""
TITLES = {"household": "农户联系情况季报", "person": "常住人口登记册", "member": "党员联系群众季报",
          "group": "各组工作季报", "visit": "走访登记表", "meeting": "会议登记表",
          "matter": "问题台账", "pairing": "联户台账", "officer": "两委干部花名册",
          "project": "项目建设情况表"}
PRINTED: dict[str, tuple[str, tuple[str, ...], tuple[tuple[str | None, ...], ...]]] = {
    "meeting-kind": ("组织生活季报", ("会议类型", "召开次数（次）", "召开日期", "应到", "实到"), (
        ("支部党员大会",), ("支部委员会",), ("主题党日",))),
    "item": ("村情季报", ("项目", "单位", "数量"), (
        ("总户数", "户"), ("总人口", "人"), ("党员总数", "名"), ("脱贫户", "户"), ("低保户", "户"),
        ("走访次数", "次"), ("收集问题", "件"), ("办结率", "%"))),
}
"""What a line is of → the title, the headings and the lines that are printed."""


KINDS = (*LISTS, *PRINTED, "village", "card")


def blanks(folder: Path) -> Iterator[tuple[str, Path, str]]:
    """The kind of each form, its blank, and whom it is filled once for."""
    for kind, headings in LISTS.items():
        yield kind, sheet_form(folder / f"{kind}.xlsx", TITLES[kind], headings, lines=2,
                               below=(("合计",),) if kind == "household" else ()), ""
    for kind, (title, headings, lines) in PRINTED.items():
        path = sheet_form(folder / f"{kind}.xlsx", title, headings, lines=len(lines))
        book = openpyxl.load_workbook(path)
        for at, line in enumerate(lines, 3):
            for column, words in enumerate(line, 1):
                book.active.cell(at, column, words)
        book.save(path)
        yield kind, path, ""
    yield "village", word_blanks.write(folder / "小结.docx", word_blanks.paragraph(
        "全村共有____户____人，其中脱贫户____户；党员____名。本季度走访____次，走访农户____户，"
        "发现问题____件，办结率____%。召开支部党员大会____次。")), ""
    yield "card", word_blanks.write(folder / "卡.docx", "农户联系卡", word_blanks.table((
        ("户主姓名", "", "组别", ""), ("家庭人口", "", "联户党员", ""),
        ("户类型", "□脱贫户 □监测户 □一般户", "走访次数", "")))), "household"


def keep_all(store: Store, folder: Path, period: Period, today: date) -> dict[str, str]:
    """Keep every form, quarter by quarter; its kind → the code of the return it is now."""
    known, found = subjects(store), {}
    for kind, path, each in blanks(folder):
        form = recognise(read_form(path), known, each)
        prepared = prepare(store, form, period, today)
        own = keep_form(store, to_keep(path, form), prepared, path.stem, "quarter")
        found[kind] = own.code
    return found
