"""A title says which lines a form is about; what nobody here can tell of it is no guess."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from models.returns.facts.catalogue import SUBJECTS
from models.returns.town_form.limits import NOT_TOLD, condition, limits_of
from tests.models.returns.town_form.conftest import village
from tests.models.returns.town_form.test_other_layouts import (
    BY_ENTRY,
    GONE,
    HOMES,
    IN_ORDER,
    filled,
    read,
    sheet_form,
)
from tests.models.returns.town_form.village import MEETINGS, MEMBERS

__all__ = ("village",)
OF = {each.code: each for each in SUBJECTS}


@pytest.mark.parametrize(("subject", "title", "limits"), [
    ("member", "流动党员登记表", ("mobile",)),
    ("member", "柳河沿村2026年预备党员花名册", ("probationary",)),
    ("member", "女党员名单", ("women",)), ("member", "党员花名册", ()),
    ("member", "入党积极分子登记表", (f"{NOT_TOLD}入党积极分子",)),
    ("person", "60周岁以上老年人花名册", ("age>=60",)), ("person", "农村留守老人登记表", (
        f"{NOT_TOLD}留守老人",)),
    ("person", "“三留守”人员动态管理台账", (f"{NOT_TOLD}三留守人员",)),
    ("person", "户籍人口花名册", ()), ("person", "家庭成员信息表", ()),
    ("person", "村民花名册", ()),
    ("person", "网格员花名册", (f"{NOT_TOLD}网格员",)),
    ("household", "低保边缘家庭情况摸底表", (f"{NOT_TOLD}低保边缘家庭",)),
    ("household", "未联系农户情况表", ("unlink",)), ("household", "农户情况一览表", ()),
    ("household", "党员联户台账", ()), ("household", "村民积分月报", ()),
    ("household", "党员包户走访季报", ()), ("household", "一户一档信息表", ()),
    ("household", "农村留守老人登记表", (f"{NOT_TOLD}留守老人",)),
    ("member", "留守老人登记表", (f"{NOT_TOLD}留守老人",)),
    ("visit", "留守老人走访登记表", ("LR3",)), ("visit", "入户走访登记表", ()),
    ("visit", "重点户走访登记表", (f"{NOT_TOLD}重点户",)),
    ("meeting", "主题党日活动开展情况统计表", ("kind=party-day",)), ("meeting", "会议台账", ()),
    ("meeting", "三会一课开展情况登记表", ()),
    ("meeting", "“三会一课”和主题党日开展情况明细", ()),
    ("matter", "未办结问题清单", ("open",)), ("matter", "问题台账", ()),
])
def test_what_a_title_limits_the_lines_to(subject, title, limits):
    assert limits_of([title], OF[subject]) == limits
    assert all(condition(each, OF[subject])
               for each in limits if not each.startswith(NOT_TOLD) and each != "LR3")


def test_members_of_one_kind_alone(village, tmp_path):
    path = sheet_form(tmp_path / "a.xlsx", "预备党员登记表", ("序号", "党员姓名", "党小组"))
    _, out = filled(village, path)
    early = [each[0] for each in BY_ENTRY if each[4] == "probationary"]
    assert [row[1] for row in read(out, 3, len(MEMBERS))] == [
        *early, *[None] * (len(MEMBERS) - len(early))]


def test_households_nobody_is_linked_to(village, tmp_path):
    path = sheet_form(tmp_path / "b.xlsx", "未联系农户情况表", ("组别", "户号", "户主姓名"))
    _, out = filled(village, path)
    linked = {number for each in MEMBERS for number in each[5]}
    free = [each[0] for each in IN_ORDER if each[0] not in linked]
    assert [row[1] for row in read(out, 3, len(HOMES))] == [
        *free, *[None] * (len(HOMES) - len(free))]


def test_meetings_of_the_kind_in_the_title(village, tmp_path):
    path = sheet_form(tmp_path / "c.xlsx", "主题党日开展情况登记表",
                      ("会议日期", "会议类型", "会议主题"), formats={1: "yyyy-mm-dd"})
    _, out = filled(village, path)
    assert [row[2] for row in read(out, 3, 3)] == [
        *(title for kind, *_, title in MEETINGS if kind == "party-day"), None, None]


def test_problems_that_are_still_open(village, tmp_path):
    path = sheet_form(tmp_path / "d.xlsx", "未办结问题清单", ("问题内容", "发现时间", "是否办结"))
    _, out = filled(village, path)
    still = [each[3] for each in GONE if each[3] and not each[4]]
    assert [row[0] for row in read(out, 3, 3)] == [*still, *[None] * (3 - len(still))]


def test_lines_nobody_can_tell_stay_blank_until_all_are_meant(village, tmp_path):
    path = sheet_form(tmp_path / "e.xlsx", "低保边缘家庭情况摸底表",
                      ("序号", "户号", "户主姓名", "家庭人口"), lines=5)
    prepared, out = filled(village, path)
    assert read(out, 3, 5) == [[None] * 4] * 5
    assert prepared.not_told == {"Sheet": "低保边缘家庭"}
    assert any("低保边缘家庭" in each for each in prepared.json()["warnings"])
    prepared, out = filled(village, path, {"page": [{"only": []}]})
    assert [row[1] for row in read(out, 3, 4)] == [each[0] for each in IN_ORDER]
    assert not prepared.not_told


@pytest.mark.parametrize(("title", "meant"), [
    ("支委会成员情况表", ("officer.branch",)), ("支部委员名单", ("officer.branch",)),
    ("村民委员会成员花名册", ("officer.committee",)), ("村“两委”班子成员花名册", ()),
    ("柳河沿村支部委员会干部登记表", ()), ("柳河沿村委会干部登记表", ()),
    ("支委会成员、村委会成员花名册", ())])
def test_a_title_that_names_one_body_means_its_officers(title, meant):
    assert limits_of([title], OF["officer"]) == meant


def test_who_holds_an_office_of_a_body_is_of_it():
    row = SimpleNamespace(titles=lambda body: "支部书记" if body == "branch" else "")
    held = [condition(f"officer.{body}", OF["officer"]) for body in ("branch", "committee")]
    assert [each(None, row) for each in held] == [True, False]
