"""The returns of 培训 and of who works here and is not from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from models.activities.activity import Activity, ActivityPerson
from models.figures.measure import Measure
from models.figures.meetings import TRAINED_TIMES, TRAININGS
from models.figures.reckon import reckon
from models.figures.registers import TRAINING_RATE
from models.figures.training import (
    CERTIFIED,
    CERTIFIED_RATE,
    LAST_TRAINED,
    OUTCOMES,
    PAID,
    PASS_RATE,
    PASSED,
    STATIONED_POSTS,
    SUBSIDY,
    TIMES_TRAINED,
    TRAINERS,
)
from models.members.member import Post, serving
from models.registers.people import Person
from models.returns.listing import Listing, counted_by, listed
from models.returns.returning import LATEST, Asked
from models.values.figure import share_shown
from models.values.kinds import FLAG, NOTE, Field
from models.values.sheet import Column, Row

if TYPE_CHECKING:
    from models.keeping.store import Store

_MEMBER = f"EXISTS (SELECT 1 FROM member m WHERE m.person = p.id AND {serving(day=':last')})"
_THEMES = """(SELECT group_concat(a.on_day || ' ' || a.theme, '；') FROM activity_person x
    JOIN activity a ON a.id = x.activity WHERE x.person = p.id AND a.kind = 'training'
    AND a.on_day BETWEEN :first AND :last)"""

TRAINED = Listing(
    {"person": "p.id"},
    f"""FROM person p WHERE {_MEMBER} OR {_THEMES} IS NOT NULL ORDER BY NOT {_MEMBER}, p.id""", (
        (Column(Person.field("name")), "p.name"), (Column(Person.field("sex")), "p.sex"),
        (Column(Field("党员", FLAG, width=5)), _MEMBER),
        (Column(TIMES_TRAINED.field, total=True), TIMES_TRAINED),
        (Column(LAST_TRAINED.field), LAST_TRAINED),
        (Column(Field("内容", NOTE, width=30)), _THEMES),
    ))
"""Every member, and whoever else came by name, with how often."""


def _trained_say(store: Store, asked: Asked, rows: Sequence[Row]) -> dict[str, Any]:
    part, base = reckon(store, [(TRAINING_RATE, asked.days)]).value(TRAINING_RATE, asked.days)
    return {"measure": "次", "notes": (
        f"党员轮训覆盖率 {share_shown(part, base, TRAINING_RATE.base_label)}；"
        "只数写了姓名的培训。",)}


def _results_say(store: Store, asked: Asked, rows: Sequence[Row]) -> dict[str, Any]:
    found = reckon(store, [(each, asked.days) for each in (PASS_RATE, CERTIFIED_RATE)])
    told = {each: found.value(each, asked.days) for each in (PASS_RATE, CERTIFIED_RATE)}
    shares = "；".join(f"{each.field.label} {share_shown(of.part, of.base, each.base_label)}"
                      for each, of in told.items())
    return {"measure": "人次、人、元", "notes": (
        "合格、取证、补贴逐人记了的，数写着的人；没有逐人记的，取活动的成效，"
        "如“合格40人；取证32人；补贴2900元”。", f"{shares}。")}


RESULTS = Listing({"activity": "x.id"}, counted_by(TRAININGS), (
    *((Column(Activity.field(each)), f"x.{each}") for each in ("on_day", "theme", "host", "place")),
    *((Column(each.field, total=True), each) for each in (TRAINED_TIMES, PASSED)),
    (Column(PASS_RATE.field), PASS_RATE), (Column(CERTIFIED.field, total=True), CERTIFIED),
    (Column(CERTIFIED_RATE.field), CERTIFIED_RATE), (Column(SUBSIDY.field, total=True), SUBSIDY),
))


_TOLD = ("passed", "certificate")
BY_NAME = Listing(
    {"activity_person": "x.id", "activity": "x.activity", "person": "x.person"},
    counted_by(OUTCOMES, "JOIN person p ON p.id = x.person"), (
        *((Column(Activity.field(each)), f"a.{each}") for each in ("on_day", "theme")),
        *((Column(Person.field(each)), f"p.{each}") for each in
          ("name", "sex", "id_number", "phone")),
        *((Column(ActivityPerson.field(each)), f"x.{each}") for each in _TOLD),
        (Column(ActivityPerson.field("subsidy"), total=True), PAID),
    ))
"""What the trainings brought to whom, by name: who signs for the subsidy."""


def _by_name_say(store: Store, asked: Asked, rows: Sequence[Row]) -> dict[str, Any]:
    at = [each.field.name for each in BY_NAME.columns]
    passed, certified = (sum(bool(row.values[at.index(each)]) for row in rows) for each in _TOLD)
    return {"measure": "人、元", "notes": (
        f"合格 {passed} 人次，取得证书 {certified} 人次；只列逐人记了结果的。",)}


def _sent(counted: Measure) -> Listing:
    """Those of elsewhere who hold a post here, a line for each post."""
    return Listing({"post": "x.id", "person": "x.person"}, counted_by(counted), (
        *((Column(Person.field(each)), f"p.{each}") for each in
          ("name", "sex", "born", "education", "politics", "sent_by")),
        (Column(Post.field("title")), "x.title"), (Column(Post.field("since")), "x.since"),
        (Column(Person.field("phone")), "p.phone"), (Column(Post.field("note")), "x.note"),
    ))


TRAINING_RETURNS = (
    listed("training", "培训成效台账", "quarter", RESULTS, _results_say, since=LATEST),
    listed("trained", "人员参训台账", "year", TRAINED, _trained_say, since=LATEST),
    listed("training-people", "培训合格取证补贴名单", "quarter", BY_NAME, _by_name_say,
           since=LATEST),
    listed("stationed", "驻村干部名册", "half", _sent(STATIONED_POSTS), {"measure": "人"},
           since=LATEST),
    listed("trainers", "培训师资名册", "year", _sent(TRAINERS), {"measure": "人"}, since=LATEST),
)
