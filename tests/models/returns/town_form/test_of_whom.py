"""Whose figures a form asks for: of one meeting, of one card's list, and who may see what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from importers.forms.town_form import read_form
from models.keeping.permissions import May
from models.keeping.settings import assign
from models.keeping.store import Store
from models.members.dues import pay
from models.members.member import Member
from models.returns.facts.catalogue import subjects
from models.returns.town_form.preparing import prepare
from models.returns.town_form.recognising import recognise
from models.values.periods import Period
from models.values.problem import Problem
from tests.models.returns.town_form import word_blanks
from tests.models.returns.town_form.test_other_layouts import BY_ENTRY, IN_ORDER, sheet_form
from tests.models.returns.town_form.village import settle

QUARTER, TODAY = Period.parse("2026-Q1"), date(2026, 4, 5)


@pytest.fixture
def store(store: Store, clock) -> Store:
    clock.set(TODAY)
    settle(store)
    return store


def prepared(store, path, each="", period=QUARTER):
    return prepare(store, recognise(read_form(path), subjects(store), each), period, TODAY)


def test_the_record_of_one_meeting_gets_no_figures_of_all(store, tmp_path):
    path = word_blanks.write(
        tmp_path / "a.docx", "主题党日活动记录表", "党支部：______", word_blanks.table((
            ("活动时间", "", "活动地点", ""), ("主持人", "", "活动主题", ""),
            ("应到人数", "", "实到人数", ""))))
    found = prepared(store, path)
    assert [value for each in found.filled for value in each.values.values()] == [
        "党支部：中共柳河沿村支部委员会"]
    assert {"应到人数", "实到人数", "活动时间", "主持人"} <= set(found.form.unknown)


def test_the_next_list_of_a_card_is_not_written_over(store, tmp_path):
    lists = word_blanks.table((
        ("户号", "", "户主姓名", "", "联系党员", ""),
        (("家庭成员", "start"), "姓名", "与户主关系", "年龄", "文化程度", "联系电话"),
        (("", "on"), "", "", "", "", ""),
        (("走访记录", "start"), "走访时间", "走访人", "反映问题", "解决情况", "户主签字"),
        (("", "on"), "", "", "", "", "")))
    path = word_blanks.write(tmp_path / "b.docx", "农户明白卡", "积分余额：____分", lists)
    assert recognise(read_form(path), subjects(store)).card == "household"
    found = prepared(store, path, "household")
    for form, (number, head, _, size, *_) in zip(found.forms, IN_ORDER, strict=True):
        text, table = form.sheets
        assert table.values["B1"] == number and table.values["B3"] == head
        assert table.lines == (3, 3) and table.inserted == size - 1
        assert not [at for at in table.values if int(at[1:]) > 2 + size]
        assert text.values["A2"].startswith("积分余额：") and "_" not in text.values["A2"]


def test_another_member_behind_the_name_is_not_the_line_itself(store, tmp_path):
    path = sheet_form(tmp_path / "c.xlsx", "党员花名册", (
        "姓名", "性别", "党小组", "联系党员"))
    (page,) = prepared(store, path).form.pages
    assert page.mapped.columns == {"A": "member.name", "B": "sex", "C": "member.party_group"}


def test_dues_are_those_of_the_month_over_the_column(store, tmp_path):
    names = {name: row for row, name in store.query(
        "SELECT m.id, p.name FROM member m JOIN person p ON p.id = m.person")}
    first, second, _ = (each[0] for each in BY_ENTRY)
    for name, month, day in ((first, "2026-01", date(2026, 1, 9)),
                             (first, "2026-03", date(2026, 3, 9)),
                             (second, "2026-02", date(2026, 3, 30))):
        pay(store, store.get(Member, names[name]).rowid, month, Decimal(5), day)
    path = sheet_form(tmp_path / "d.xlsx", "党费收缴登记表", (
        "姓名", "党小组", "党费交纳情况（元）", None, None), (None, None, "1月", "2月", "3月"),
        merges=("A2:A3", "B2:B3", "C2:E2"))
    (sheet,) = prepared(store, path).filled
    assert [[int(sheet.values[f"{letter}{row}"]) for letter in "CDE"] for row in (4, 5, 6)] == [
        [5, 0, 5], [0, 5, 0], [0, 0, 0]]


@pytest.mark.parametrize("asks", ["身份证号：__________________", "联系电话：______"])
@pytest.mark.parametrize("table", [False, True])
def test_numbers_are_for_who_may_see_them_wherever_they_are_asked(store, tmp_path, asks, table):
    block = word_blanks.table((("姓名", "", asks.split("：")[0], ""),)) if table else (
        f"姓名：______　{asks}")
    path = word_blanks.write(tmp_path / "e.docx", "村民信息卡", block)
    assert len(prepared(store, path, "person").forms) > 1
    store.operator = "耿素珍"
    assign(store, {May.SEE: ["耿素珍"], May.ASSIGN: ["耿素珍"]})
    store.operator = "别人"
    with pytest.raises(Problem, match="看证件号和电话"):
        prepared(store, path, "person")
    store.operator = "耿素珍"
    assert prepared(store, path, "person").filled


def test_a_list_of_one_blank_row_on_a_card_is_of_those_it_lists(store, tmp_path):
    path = word_blanks.write(tmp_path / "f.docx", "党员信息卡", word_blanks.table((
        ("姓名", "", "党小组", "", "联系户数", ""),
        ("序号", "户号", "户主姓名", "组别", "家庭人口", "走访次数"), ("", "", "", "", "", ""))))
    found = prepared(store, path, "member")
    homes = {number: head for number, head, *_ in IN_ORDER}
    for form, (name, *_, links) in zip(found.forms, BY_ENTRY, strict=True):
        values = form.sheets[-1].values
        assert values["B1"] == name
        assert [(values[f"B{at}"], values[f"C{at}"]) for at in range(3, 3 + len(links))] == [
            (number, homes[number]) for number, *_ in IN_ORDER if number in links]
        assert f"B{3 + len(links)}" not in values
