"""Headings are read without units and marks, with the time they speak of."""

import pytest

from models.figures.catalogue import plain
from models.returns.facts.households import VISITS
from models.returns.facts.people import MEMBERS
from models.returns.facts.village import WHOLE
from models.returns.town_form.words import Vocabulary, split_span


@pytest.mark.parametrize(("written", "read"), [
    ("党 员\n姓 名", "党员姓名"), ("办结（件）", "办结"), ("（一）户数", "户数"), ("Ｎｏ．", "NO"),
    ("（件）", "件"),
])
def test_plain(written, read):
    assert plain(written) == read


@pytest.mark.parametrize(("word", "span", "rest"), [
    ("本季走访", "quarter", "走访"), ("第二个月", "month-2", ""), ("十二月", "M12", ""),
    ("3月份", "M03", ""),
    ("当月", "month", ""), ("走访户数累计", "to-date", "走访户数"),
    ("本期加分", "", "加分"),
    ("上期结余", None, "上期结余"), ("月末结余", "month", "末结余"),
])
def test_the_time_a_heading_speaks_of(word, span, rest):
    assert split_span(word) == (span, rest)


@pytest.mark.parametrize(("path", "fact"), [
    (["党员姓名"], "member.name"), (["联系户数", "合计"], "links"),
    (["联系户数", "脱贫户"], "links.TP"),
    (["包户", "特困户"], "links.TK"), (["联系户数", "一般户"], "links.other"),
    (["本季走访", "户次"], "visits@quarter"), (["走访（次）", "当月"], "visits@month"),
    (["走访", "当月"], None),
    (["走访次数（累计）"], "visits@to-date"), (["收集办理问题", "收集（件）"], "problems"),
    (["收集办理问题", "办结率"], "problems.rate"), (["本年度", "最近走访日期"], "visits.last@year"),
    (["电脑台数"], None),
])
def test_headings_of_a_member_form(path, fact):
    assert Vocabulary(MEMBERS.facts, MEMBERS).find(path) == fact


@pytest.mark.parametrize(("path", "fact"), [
    (["户主情况", "姓名"], "head.name"), (["户主情况", "公民身份号码"], "head.id_number"),
    (["走访情况", "日期"], "visit.day"), (["走访人", "职务"], "visit.title"),
    (["风险是否消除"], "risk-removed"), (["是否解决"], "visit.solved"),
])
def test_headings_of_a_visit_form(path, fact):
    assert Vocabulary(VISITS.facts, VISITS).find(path) == fact


@pytest.mark.parametrize(("label", "fact"), [
    ("党支部名称", "village.branch"), ("年度", "period.year"), ("季度", "period.quarter"),
    ("正式党员数", "village.members.full"), ("低保户数", "village.homes.DB"),
    ("本季走访户次", "visits@quarter"), ("村名", "village.name"),
])
def test_labels_of_single_cells(label, fact):
    assert Vocabulary(WHOLE.facts, WHOLE).find([label]) == fact
