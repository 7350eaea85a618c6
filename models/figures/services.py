"""The registers of what is done for the villagers in figures: counts, sums and shares."""

from __future__ import annotations

from functools import cache

from models.economy.assets import FACILITY_STATES
from models.economy.register import (
    CEREMONIES,
    FACILITIES,
    GREENINGS,
    HONOURS,
    INCENTIVES,
    PRODUCTS,
    SERVICES,
    SURVEYS,
    Register,
)
from models.economy.services import Product
from models.figures.measure import (
    AnyMeasure,
    Condition,
    Counted,
    How,
    Measure,
    Rate,
    Source,
    Total,
    lasting,
)
from models.figures.meetings import for_star
from models.keeping.record import stood_on
from models.office.star_sets import STARS
from models.values.figure import FIGURE
from models.values.kinds import LINK, MONEY, NUMBER, TEXT, Field, Kind


def _source(register: Register, *where: Condition) -> Source:
    """The lines of a register; they concern the line itself, its kind, and whom it names."""
    kind = register.kind
    concerned = {each.name: f"x.{each.name}" for each in kind.fields()
                 if each.kind is LINK and each.name in ("household", "person", "organisation")}
    if "kind" in kind.fields_by_name():
        concerned[f"{kind.table}-kind"] = "x.kind"
    stood = stood_on(kind, ":last")  # type: ignore[arg-type]
    return Source(kind.table, f"{stood} x", {kind.table: "x.id"} | concerned, day=register.day,
                  where=where)


_LINES = Counted()


def _measure(
    code: str, label: str, unit: str, source: Source, *where: Condition, how: How = _LINES,
    kind: Kind = NUMBER,
) -> Measure:
    return Measure(code, Field(label, kind, width=10), unit, source, where, how)


def _sum(code: str, label: str, unit: str, source: Source, kind: Kind = NUMBER) -> Measure:
    """The sum of the column that ``code`` ends with; who has none was nearly counted."""
    column = f"x.{code.rpartition('.')[2]}"
    return _measure(code, label, unit, source, Condition(f"{column} IS NOT NULL", f"没有填{label}"),
                    how=Total(column), kind=kind)


_SERVICE = _source(SERVICES)
SERVED = _measure("services", "便民服务件数", "件", _SERVICE)
SERVED_DONE = _measure("services.done", "便民服务办结", "件", _SERVICE, Condition(
    "x.done_on <= :last", "还没有办结"))
SERVED_RATE = Rate("services.rate", Field("便民服务办结率", TEXT, width=8), SERVED_DONE, SERVED,
                   "本期受理的便民服务")

_CEREMONY = _source(CEREMONIES)
CEREMONY = _measure("ceremonies", "红白事场数", "场", _CEREMONY)
SPENT = _sum("ceremonies.spent", "红白事花费", "元", _CEREMONY, MONEY)
SAVED = _measure(
    "ceremonies.saved", "红白事节约", "元", _CEREMONY,
    Condition("x.usual IS NOT NULL AND x.spent IS NOT NULL", "原来要花、实际花费没有填全"),
    how=Total("x.usual - x.spent"), kind=MONEY)
OVER = _measure("ceremonies.over", "红白事超标准", "场", _CEREMONY,
                Condition("x.standard IS NOT NULL", "没有填标准"),
                Condition("coalesce(x.spent > x.standard, 0)", "没有超标准"))

_PRODUCT = _source(PRODUCTS, *lasting(Product, "{} 才有", "{} 已停"))
PRODUCT = _measure("products", "一村一品", "个", _PRODUCT)
AREA = _sum("products.area", "特色产业面积", "亩", _PRODUCT, FIGURE)
OUTPUT = _sum("products.output", "特色产业年产值", "元", _PRODUCT, MONEY)

_GREENING = _source(GREENINGS)
GREENING = _measure("greening", "绿化次数", "次", _GREENING)
TREES = _sum("greening.trees", "植树", "株", _GREENING)
GRASS = _sum("greening.grass", "植草", "平方米", _GREENING, FIGURE)

_SURVEY = _source(SURVEYS)
SURVEY = _measure("surveys", "满意度测评次数", "次", _SURVEY)
RETURNED = _measure("surveys.returned", "测评有效份数", "份", _SURVEY, how=Total("x.returned"))
SATISFIED = _measure("surveys.satisfied", "测评满意份数", "份", _SURVEY,
                     Condition("x.satisfied > 0", "没有满意的"), how=Total("x.satisfied"))
SATISFACTION = Rate("surveys.rate", Field("群众满意度", TEXT, width=8), SATISFIED, RETURNED,
                    "有效份数")

_STATE = " ".join(f"WHEN '{code}' THEN '{label}'" for code, label in FACILITY_STATES.pairs())
_FACILITY = _source(FACILITIES, Condition("coalesce(x.built, '') <= :last", "{} 才建成", "x.built"))
FACILITY = _measure("facilities.all", "设施数", "处", _FACILITY)
IN_USE = _measure("facilities", "在用设施数", "处", _FACILITY,
                  Condition("x.state = 'used'", "{}", f"CASE x.state {_STATE} END"))


def _in_period(code: str, label: str, column: str) -> Measure:
    """The facilities for which a day, a month or a year lies in the days counted over."""
    return _measure(f"facilities.{code}", label, "处", _FACILITY, Condition(
        f"x.{column} BETWEEN substr(:first, 1, length(x.{column})) AND :last",
        "不在本期（{}）", f"coalesce(x.{column}, '没有填')"))


BUILT, IMPROVED = _in_period("built", "新建设施", "built"), _in_period(
    "improved", "规范提升设施", "improved")
WORKING = _measure("facilities.working", "设施完好数", "", _FACILITY, Condition(
    "x.working IS NOT NULL", "没有填完好数"), how=Total("x.working"))
FITTED = _measure("facilities.amount", "设施数量", "", _FACILITY, Condition(
    "x.working IS NOT NULL", "没有填完好数"), how=Total("x.amount"))
WORKING_RATE = Rate("facilities.rate", Field("完好率", TEXT, width=8), WORKING, FITTED,
                    "填了完好数的设施")

_HONOUR = _source(HONOURS)
HONOUR = _measure("honours", "荣誉和表彰", "项", _HONOUR)

_INCENTIVE = _source(INCENTIVES)
INCENTIVE = _measure("incentives", "激励约束", "项", _INCENTIVE)
ENCOURAGED = _measure("incentives.encourage", "正向激励", "项", _INCENTIVE,
                      Condition("x.way = 'encourage'"))
RESTRAINED = _measure("incentives.restrain", "反向约束", "项", _INCENTIVE,
                      Condition("x.way = 'restrain'"))
INCENTIVE_SUM = _sum("incentives.amount", "激励约束金额", "元", _INCENTIVE, MONEY)


@cache
def honours_for(star: str) -> Measure:
    """The honours for one star."""
    return _measure(f"honours.{star}", f"{STARS.label(star)}荣誉", "项", _HONOUR, *for_star(star))


SERVICE_MEASURES: tuple[AnyMeasure, ...] = (
    SERVED, SERVED_DONE, SERVED_RATE, CEREMONY, SPENT, SAVED, OVER, PRODUCT, AREA, OUTPUT, GREENING,
    TREES, GRASS, SURVEY, RETURNED, SATISFIED, SATISFACTION, FACILITY, IN_USE, BUILT,
    IMPROVED, WORKING, FITTED,
    WORKING_RATE, HONOUR, INCENTIVE, ENCOURAGED, RESTRAINED, INCENTIVE_SUM,
    *(honours_for(star) for star, _ in STARS.pairs()),
)
