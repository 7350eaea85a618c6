"""培训 in figures: who was trained how often, what came of it; who is sent here, who is chosen.

What came of a training is counted of the people who came, where it is written of them by name;
where of nobody, its results in words say it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from models.figures.measure import (
    AnyMeasure,
    Condition,
    Distinct,
    Latest,
    Measure,
    Rate,
    Source,
    Total,
    lasting,
)
from models.figures.meetings import ACTIVITY, TRAINED_TIMES
from models.members.charges import CHARGES, Charge
from models.members.member import Post
from models.members.posts import STATIONED, TRAINER, PersonTag
from models.values.figure import FIGURE
from models.values.kinds import DAY, MONEY, NUMBER, TEXT, Field

_TAKEN = Source("activity_person", "activity_person x JOIN activity a ON a.id = x.activity",
                {"person": "x.person", "activity": "x.activity", "activity_person": "x.id"},
                day="a.on_day",
                where=(Condition("a.kind = 'training'"),))
TIMES_TRAINED = Measure("training.times", Field("参训次数", NUMBER, width=8), "次", _TAKEN)
PEOPLE_TRAINED = Measure("training.people", Field("参训人数", NUMBER, width=8), "人", _TAKEN,
                         how=Distinct("person"))
LAST_TRAINED = Measure("training.last", Field("最近参训", DAY, width=11), "", _TAKEN, how=Latest())
OUTCOMES = Measure(
    "training.outcomes", Field("逐人记的培训结果", NUMBER, width=9), "人次", _TAKEN, (Condition(
        "coalesce(x.passed, x.certificate, x.subsidy) IS NOT NULL", "没有记合格、证书、补贴"),))
PAID = Measure("training.paid", Field("逐人发放的补贴", MONEY, width=10), "元", _TAKEN,
               OUTCOMES.where, Total("x.subsidy"))


def _results(by_name: str, *words: str) -> str:
    """SQL: the sum of what those who came by name were given, else of what came of an activity in
    such words, NULL where nothing was written.
    """
    said = " OR ".join(f"r.what LIKE '%{each}%'" for each in words)
    return f"""coalesce((SELECT {by_name} FROM activity_person n WHERE n.activity = x.id),
        (SELECT sum(r.amount) FROM activity_result r WHERE r.activity = x.id AND ({said})))"""


def _result(code: str, label: str, unit: str, amount: str) -> Measure:
    return Measure(f"training.{code}", Field(label, FIGURE, width=10), unit, ACTIVITY, (
        Condition("x.kind = 'training'"),
        Condition(f"{amount} IS NOT NULL", f"成效里没有记{label}")), Total(amount))


def _share(part: Measure) -> Rate:
    """Of those who came to the trainings of which it was written down."""
    base = replace(TRAINED_TIMES, code=f"{part.code}.base", where=(
        *TRAINED_TIMES.where, *part.where[1:]), field=Field(
            f"记了{part.field.label}的培训人次", NUMBER, width=9))
    return Rate(f"{part.code}.rate", Field(f"{part.field.label}率", TEXT, width=9), part, base,
                base.field.label)


_ONE = FIGURE.store(Decimal(1))
"""What one of anything is kept as among the results of an activity."""
_YUAN = _ONE // MONEY.store(Decimal(1))
"""By how much more an amount of money is kept as there than as money."""
PASSED = _result("passed", "培训合格", "人", _results(f"sum(n.passed) * {_ONE}", "合格", "结业"))
CERTIFIED = _result("certified", "培训取证", "人", _results(
    f"nullif(count(n.certificate), 0) * {_ONE}", "证"))
SUBSIDY = _result("subsidy", "培训补贴", "元", _results(f"sum(n.subsidy) * {_YUAN}", "补贴"))
PASS_RATE, CERTIFIED_RATE = map(_share, (PASSED, CERTIFIED))

_POST = Source("post", "post x JOIN person p ON p.id = x.person", {"post": "x.id",
               "person": "x.person"}, where=lasting(Post, "{} 才到任", "{} 已离任"))
SENT_HERE = Measure("stationed", Field("驻村干部", NUMBER, width=8), "人", _POST,
                    (Condition(f"x.body = '{STATIONED}'"),), Distinct("person"))
STATIONED_POSTS = Measure("stationed.posts", Field("驻村任职", NUMBER, width=8), "个", _POST,
                          (Condition(f"x.body = '{STATIONED}'"),))
TRAINERS = Measure("trainers", Field("培训师资", NUMBER, width=8), "人", _POST,
                   (Condition(f"x.body = '{TRAINER}'"),))

_TAG = Source("person_tag", "person_tag x", {"person_tag": "x.id", "person": "x.person",
              "person_tag-kind": "x.tag"}, where=lasting(PersonTag, "{} 才列入", "{} 已结束"))
TAGGED = Measure("tags", Field("培养标签", NUMBER, width=8), "个", _TAG)

_CHARGE = Source("charge", "charge x", {"charge": "x.id", "person": "x.person",
                 "area": 'x."group"'}, where=lasting(Charge, "{} 才负责", "{} 已不负责"))
CHARGED = Measure("charges", Field("包片责任", NUMBER, width=8), "项", _CHARGE)
BY_CHARGE = {code: Measure(f"charges.{code}", Field(f"{label}数", NUMBER, width=8), "人", _CHARGE,
                           (Condition(f"x.role = '{code}'"),), Distinct("person"))
             for code, label in CHARGES.pairs()}

TRAINING_MEASURES: tuple[AnyMeasure, ...] = (
    TIMES_TRAINED, PEOPLE_TRAINED, LAST_TRAINED, OUTCOMES, PAID, PASSED, CERTIFIED, SUBSIDY,
    PASS_RATE, CERTIFIED_RATE, PASS_RATE.base, CERTIFIED_RATE.base, SENT_HERE, STATIONED_POSTS,
    TRAINERS, TAGGED, CHARGED, *BY_CHARGE.values())
