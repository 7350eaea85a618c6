from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.economy.assets import Honour
from models.economy.organisations import HouseholdTie, Organisation, tie
from models.economy.projects import Project, ProjectFund, keep_project
from models.economy.year_account import IncomeLine
from models.keeping.acting import EVER
from models.matters.ledger import add_problem, begin
from models.matters.matter import Matter, Overhaul
from models.registers.people import Person
from models.returns.economy import ECONOMY_RETURNS
from models.returns.matters import OVERHAUL_RETURNS
from models.returns.returning import Asked
from models.returns.stars import STAR_RETURNS, WEEKLY_RETURNS
from models.stars.drafting import keep, shipped
from models.stars.evidence import file_under
from models.stars.plan import Plan, keep_plan, plan_for
from models.stars.progress import answer, lines
from models.stars.verdicts import Verdict, give
from models.values.periods import Period
from models.values.problem import Problem
from tests.models.stars.creating import YEAR, plan_year, settle, town_standard, work

RETURNS = {each.code: each for each in (
    *STAR_RETURNS, *ECONOMY_RETURNS, *OVERHAUL_RETURNS, *WEEKLY_RETURNS)}
DAY = date(YEAR, 3, 31)


def drawn(store, code, period=str(YEAR), day=DAY):
    return RETURNS[code].draw(store, Asked.of(Period.parse(period), day))


@pytest.fixture
def plan(store, tmp_path):
    people = settle(store)
    work(store, people)
    standard = town_standard(store, tmp_path)
    return plan_year(store, standard, people)


def test_the_plan_answers_the_five_questions(store, plan):
    said = dict(row.values for row in drawn(store, "star-plan").rows)
    questions = ("自身优势", "已达到标准", "短板弱项", "创建目标", "创建措施")
    assert [said[each] for each in questions] == [
        "班子团结", "组织生活正常", "集体经济薄弱", "争创三星", "发展大棚"]
    assert said["目标星级"] == "三星（3 颗）"
    assert said["目标星"].startswith("支部过硬星（争星，缑树林，2026-11-30）")
    assert (said["上年星级"], said["包村干部"]) == ("未获星", "包村干部甲")
    store.save(Organisation(name="产业专班", kind="task_force"))
    with store.dating(EVER):
        store.save(plan_for(store, YEAR).but(task_forces=7))
    said = dict(row.values for row in drawn(store, "star-plan").rows)
    assert said["工作专班"] == "应设7个，现有1个：产业专班（负责人没有定，0人）"


def test_the_progress_sheet_says_where_every_value_comes_from(store, plan):
    sheet = drawn(store, "star-progress")
    assert len(sheet.rows) == 94
    first = sheet.rows[0]
    shown = [column.show(value) for column, value in zip(sheet.columns, first.values, strict=True)]
    assert shown[:3] == ["支部过硬星", "1", "支部过硬任务1"]
    assert shown[5:11] == [
        "2 次", "由台账计算：党员大会次数", "2 / 4＝50.0%（分母：目标值）", "缑树林", "2026-02-28",
        "▲超期"]
    assert set(first.refs[1:]) == {("meeting", 1), ("meeting", 2)}
    assert sheet.notes[1] == "图例：○未启动　◐推进　●完成　◆需协调　▲超期"


def test_the_self_rating_names_evidence_and_dates(store, plan):
    clause = lines(store, plan, DAY)[3].clause
    answer(store, clause, rating="short", shortfall="没有名册", words="正在补", on_day=DAY)
    file_under(store, clause.id, ("household", 1), "名册", filed=DAY)
    give(store, Verdict(year=YEAR, star="culture", stage="self", result="yes", on_day=DAY,
                        author="两委会"))
    sheet = drawn(store, "star-rating")
    row = sheet.rows[3].values
    assert (row[4], row[6], row[7]) == ("未达标", "2026-1-02-001", "没有名册")
    assert "文明幸福星：达到" in sheet.notes[0] and sheet.notes[0].endswith("自评星数 1。")


def test_who_leads_the_plan_is_told_as_it_stood(store, plan, clock):
    one, other = store.find(Person, order="id")[:2]
    with store.dating(EVER):
        kept = keep_plan(store, plan.but(leader=one.id, guide="镇里甲"))
    clock.set(DAY + timedelta(60))
    keep_plan(store, kept.but(leader=other.id, guide="镇里乙"))
    then, now = (dict(row.values for row in drawn(store, "star-plan", day=day).rows)
                 for day in (DAY, DAY + timedelta(60)))
    assert (then["牵头人"], then["包村干部"]) == (one.name, "镇里甲")
    assert (now["牵头人"], now["包村干部"]) == (other.name, "镇里乙")


def test_the_application_keeps_the_four_verdicts_apart(store, plan):
    give(store, Verdict(year=YEAR, star="branch", stage="self", result="yes", on_day=DAY,
                        author="两委会", reason="组织生活规范"))
    give(store, Verdict(year=YEAR, star="branch", stage="town", result="no", on_day=DAY,
                        author="镇党委"))
    store.save(Honour(title="平安村", level="county", on_day=date(YEAR, 1, 9), body="县委"))
    store.save(Honour(title="好媳妇", level="county", on_day=date(YEAR, 1, 9), body="县委",
                      person=1))
    sheet = drawn(store, "star-application")
    assert sheet.notes[1] == f"荣誉：平安村（县级，{YEAR}年）。"
    assert sheet.rows[0].values == (
        "支部过硬星", "争星", "组织生活规范", "达到", "未达到", "—", "—", "")
    assert sheet.rows[1].values[1] == "不申报"
    assert sheet.notes[0] == "村基本情况：8 户、8 人，党员 4 名，两委任职 0 个。"
    assert "申报 三星；已授予 0 颗星，星级按授予的星数计：未获星。" in sheet.notes[2]


def test_ledger_and_archive_list(store, plan):
    clause = lines(store, plan, DAY)[0].clause
    file_under(store, clause.id, ("meeting", 1), "党员大会记录", date(YEAR, 1, 10), filed=DAY)
    file_under(store, clause.id, ("meeting", 99), "丢失的记录", filed=DAY)
    ledger = drawn(store, "star-ledger")
    assert len(ledger.rows) == 52 and ledger.total[-1] == 2
    assert ledger.rows[0].values[8] == "0 / 2＝0.0%（分母：条）"
    archive = drawn(store, "star-archive")
    assert [(row.values[1], row.values[-1]) for row in archive.rows] == [
        ("2026-1-01-001", "在"), ("2026-1-01-002", "缺")]
    assert archive.notes[0] == "共 2 件，其中 1 件原件已不在，请补。"


def test_a_template_says_so_on_every_sheet(store):
    standard = keep(store, shipped("rural", YEAR))
    keep_plan(store, Plan(year=YEAR, standard=standard.id, made=date(YEAR, 1, 4)))
    for each in STAR_RETURNS:
        sheet = each.draw(store, Asked.of(Period(YEAR), DAY))
        assert "参考模板，以上级下发标准为准。" in sheet.notes, each.code


def test_without_a_plan_the_remedy_is_said(store):
    for each in STAR_RETURNS:
        sheet = drawn(store, each.code)
        assert sheet.rows == []
        remedy = "请先导入镇里下发的标准表" if each.code == "star-standard" else (
            "请在“五星”里先选标准、定计划")
        assert remedy in sheet.notes[0]


def test_the_economy_year_opens_to_its_lines(store):
    for account, amount in (("trading", 68), ("managing-cost", 35), ("subsidy", 30)):
        store.save(IncomeLine(on_day=date(YEAR, 1, 31), account=account, summary=account,
                              amount=Decimal(amount)))
    sheet = drawn(store, "economy-year")
    rows = {row.values[1]: row for row in sheet.rows}
    assert [row.values[0] for row in sheet.rows] == sorted(row.values[0] for row in sheet.rows)
    assert rows["经营收益"].values[2:] == (Decimal(33), "7=1+2+3-4-5")
    assert rows["经营收益"].refs == (("income_line", 1), ("income_line", 2))
    assert rows["年末未分配收益"].values[2] == Decimal(63)
    assert any("口径：村集体经济经营收益（不含补助收入和其他收支）" in each for each in sheet.notes)
    assert 6 not in {row.values[0] for row in sheet.rows}
    assert "第 6 行不参加平衡，不列。" in sheet.notes[-1]
    assert len(drawn(store, "economy-trend").rows) == 3


def test_projects_and_groups(store, plan):
    keep_project(store, Project(name="大棚", stage="building", since=date(2026, 1, 5), jobs=80), [
        ProjectFund(project=0, origin="bond", amount=Decimal(430), about=True)])
    sheet = drawn(store, "projects")
    assert sheet.rows[0].values[8] == "专项债 430.00"
    assert sheet.notes == ("合计里含约数，合计也是约数。",)
    cooperative = store.save(Organisation(name="菌菇合作社", kind="cooperative", jobs=30)).id
    tie(store, HouseholdTie(cooperative=cooperative, household=1, way="labour",
                            since=date(YEAR, 1, 1)))
    assert drawn(store, "organisations").total[7] == 1
    assert drawn(store, "assets").rows == []


def test_one_plan_for_the_branch_one_measure_for_each_problem(store):
    with pytest.raises(Problem, match="没有列入整顿的记录"):
        drawn(store, "overhaul-plan")
    overhaul = begin(store, Overhaul(reason="组织生活不正常", plan="柳整〔2026〕1号",
                                     listed=date(YEAR, 1, 5)))
    add_problem(store, overhaul.id, Matter(kind="overhaul", what="不开会", found=date(YEAR, 1, 6),
                                           measure="每月排会", owner="缑树林"))
    sheet = drawn(store, "overhaul-plan")
    assert sheet.rows[0].values[1:] == ("不开会", "每月排会", "缑树林", None, "否")
    assert sheet.when == "方案编号 柳整〔2026〕1号"


def test_the_weekly_report_is_drawn_even_before_it_is_kept(store, plan):
    sheet = drawn(store, "weekly-report", "2026-W06", date(YEAR, 2, 6))
    assert [row.values[0] for row in sheet.rows] == [
        "本周完成", "指标变化", "存在问题", "需协调事项", "下周计划"]
    assert sheet.notes == ("草稿，还没有报出。",)


def test_every_return_has_a_code_of_its_own_and_its_columns(store, plan):
    store.save(Overhaul(reason="软弱", plan="1", listed=date(YEAR, 1, 1)))
    for each in RETURNS.values():
        period = "2026-W10" if each.cadence == "week" else str(YEAR)
        sheet = drawn(store, each.code, period)
        assert sheet.columns == each.columns, each.code
        assert sheet.code == each.code
        assert all(len(row.values) == len(sheet.columns) for row in sheet.rows), each.code
        assert sheet.total is None or len(sheet.total) == len(sheet.columns), each.code
