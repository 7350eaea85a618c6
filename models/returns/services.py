"""The returns of the registers told as data, and how many of each kind stand in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.economy.assets import Facility
from models.economy.organisations import Organisation
from models.economy.register import (
    CEREMONIES,
    CHARGED,
    FACILITIES,
    GREENINGS,
    HONOURS,
    INCENTIVES,
    PERSON_TAGS,
    PRODUCTS,
    SERVICES,
    SURVEYS,
    Register,
)
from models.economy.services import Ceremony, Service
from models.figures.economy import ORGANISATIONS
from models.figures.matters import REQUEST_RATE
from models.figures.measure import AnyMeasure, Days, Measure
from models.figures.reckon import EVERYBODY, Among, Key, reckon
from models.figures.services import (
    AREA,
    CEREMONY,
    FACILITY,
    FITTED,
    GRASS,
    GREENING,
    HONOUR,
    INCENTIVE,
    INCENTIVE_SUM,
    OUTPUT,
    PRODUCT,
    RETURNED,
    SATISFACTION,
    SATISFIED,
    SAVED,
    SERVED,
    SPENT,
    SURVEY,
    TREES,
    WORKING,
    WORKING_RATE,
)
from models.figures.training import CHARGED as CHARGES_HELD
from models.figures.training import TAGGED
from models.matters.matter import Matter
from models.members.incentives import Incentive
from models.members.posts import PersonTag
from models.returns.listing import NUMBERED, Listing, Written, WrittenOut, counted_by, listed
from models.returns.returning import LATEST, Asked, Opening, Return, headed
from models.values.figure import rate
from models.values.kinds import NUMBER, Field
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store


def _register(
    register: Register, counts: Measure, sums: Mapping[str, Measure] | None = None,
    more: tuple[AnyMeasure, ...] = (), **says: Any,
) -> Return:
    """The lines that a figure counts, the fields shown, and what is worked out of each."""
    summed = sums or {}

    def filled(name: str) -> tuple[Column, str | Written]:
        column, sql = Column(register.field(name)), register.sql(name, ":last")
        if name not in summed:
            return column, sql
        return replace(column, total=True), Written(sql, summed[name])

    listing = Listing({register.kind.table: "x.id"}, counted_by(counts), (
        *map(filled, register.shown),
        *((Column(each.field, total=isinstance(each, Measure)), each) for each in more)))
    return listed(register.code, register.title, register.cadence, listing, says,
                  since=LATEST, signs=register.signs)


# ── how many of each kind


COUNTED: tuple[tuple[str, Measure, str, Field], ...] = (
    ("群众诉求和意见", REQUEST_RATE.base, "matter-topic", Matter.field("topic")),
    ("人才培养", TAGGED, "person_tag-kind", PersonTag.field("tag")),
    ("便民服务", SERVED, "service-kind", Service.field("kind")),
    ("红白事", CEREMONY, "ceremony-kind", Ceremony.field("kind")),
    ("村级组织和产业主体", ORGANISATIONS, "organisation-kind", Organisation.field("kind")),
    ("激励约束", INCENTIVE, "incentive-kind", Incentive.field("kind")),
    ("设施", FACILITY, "facility-kind", Facility.field("kind")),
)
"""What is told apart by kind: its title, what is counted, of which subject, and the word of it."""
_NUMBER, _SHARE = Column(Field("数量", NUMBER, width=8)), Column(Field("占比", width=8))
KINDS = (NUMBERED, Column(Field("台账", width=18)), Column(Field("类别", width=14)), _NUMBER,
         Column(Field("单位", width=6)), _SHARE)


def kinds(store: Store, asked: Asked) -> Sheet:
    """分类统计表: of every register its kinds, the most first, and all of them together.

    A register with nothing in it has no line.
    """
    rows: list[Row] = []
    for title, measure, subject, field in COUNTED:
        found = reckon(store, [(measure, asked.days)], subject)
        known = {key: found.value(measure, asked.days, key) for key in found.subjects()}
        base = sum(known.values())
        lines = sorted(((value, field.show(key) or "没有分类", f"{subject}:{key or ''}")
                        for key, value in known.items() if value),
                       key=lambda each: (-each[0], each[1]))
        if lines:
            lines.insert(0, (base, "合计", f"{subject}:*"))
        rows += [Row((place, title, said, value, measure.unit, rate(value, base)), key=key)
                 for place, (value, said, key) in enumerate(lines, len(rows) + 1)]
    return headed(store, asked, code="kinds", title="分类统计表", columns=KINDS, rows=rows,
                  notes=("占比是占本台账合计的比例；诉求、便民服务、红白事按本期，其余按期末。",))


def _of_kind(label: str, keys: Sequence[Key], days: Days) -> Opening | None:
    if label != _NUMBER.label or len(keys) != 1:
        return None
    subject, _, kind = str(keys[0]).partition(":")
    measure = next(each for _, each, of, _ in COUNTED if of == subject)
    return measure, days, EVERYBODY if kind == "*" else Among(subject, [kind or None])


SERVICE_RETURNS = (
    _register(SERVICES, SERVED, measure="件"),
    _register(CEREMONIES, CEREMONY, {"spent": SPENT}, (SAVED,), measure="元、桌", notes=(
        "标准按村规民约；节约＝原来要花－实际花费，两样都填了才算。",)),
    _register(PRODUCTS, PRODUCT, {"area": AREA, "output": OUTPUT}, measure="亩、户、元"),
    _register(GREENINGS, GREENING, {"trees": TREES, "grass": GRASS}, measure="株、平方米、人"),
    _register(SURVEYS, SURVEY, {"returned": RETURNED, "satisfied": SATISFIED}, (SATISFACTION,),
              measure="份", notes=("群众满意度＝满意份数÷有效份数。",)),
    _register(FACILITIES, FACILITY, {"amount": FITTED, "working": WORKING}, (WORKING_RATE,),
              measure="按单位栏", notes=("完好率只算填了完好数的设施；合计是各处相加。",)),
    _register(CHARGED, CHARGES_HELD, measure="项", notes=("片区或网格空着的，是全村。",)),
    _register(PERSON_TAGS, TAGGED, measure="个"),
    _register(HONOURS, HONOUR, measure="项"),
    _register(INCENTIVES, INCENTIVE, {"amount": INCENTIVE_SUM}, measure="项、元"),
    Return("kinds", "分类统计表", "half", KINDS, kinds, since=LATEST,
           figures=WrittenOut(_of_kind)),
)
