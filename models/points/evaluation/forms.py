"""评比表: what a household is looked at for, row by row, and what its score leads to."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from models.keeping.record import Record, field, required
from models.points.engine.counted import ZERO
from models.points.engine.reader import show
from models.values.kinds import AMOUNT, DAY, LINK, NUMBER, Choices
from models.values.problem import Invalid, Problem
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store

WAYS = Choices(finding="按处扣分", tick="达标打勾", free="酌情评分")
ROLL_UPS = Choices(mean="平均分", last="最后一次", min="最低分")
LEVELS = Choices(month="户月评", quarter="组季评", half="村半年评")


class EvaluationForm(Record, table="evaluation_form", label="评比表"):
    """A form with its full score, its way of rolling up, its grades and its bridge to points."""

    name: str = required("名称", width=20)
    since: date = required("起用日期", DAY, width=11)
    until: date | None = field("停用日期", DAY, width=11)
    full: Decimal = required("满分", AMOUNT, width=7)
    roll_up: str = field("汇总办法", required=True, default="mean", options=ROLL_UPS, width=10)
    grades: str = field("等次", required=True, default="[]")
    bridge: str | None = field("接积分")
    source: str = required("来源", width=20)

    @property
    def grade_bounds(self) -> list[tuple[str, Decimal]]:
        """Every grade with the score it begins at, highest first."""
        found = [(each["title"], Decimal(each["from"])) for each in json.loads(self.grades)]
        return sorted(found, key=lambda each: each[1], reverse=True)

    @property
    def bridges(self) -> Bridge | None:
        """Which grade gives which item, or None."""
        found = json.loads(self.bridge) if self.bridge else None
        return Bridge(**found) if found and found.get("item") else None

    def grade(self, score: Decimal) -> str | None:
        """The grade of a score, the bound itself included; None below all."""
        return next((title for title, bound in self.grade_bounds if score >= bound), None)


@dataclass(frozen=True)
class Bridge:
    """A grade that gives an item of the households' scheme, once in a ``month``, ``quarter`` ….

    ``withdraw`` is the item that takes it back when a re-check fails; blank for none.
    """

    grade: str
    level: str
    item: str
    withdraw: str = ""


class EvaluationRow(Record, table="evaluation_row", label="评比项目"):
    """One row of a form."""

    form: int = required("评比表", LINK)
    place: int = required("序号", NUMBER, width=5)
    head: str | None = field("类别", width=8)
    title: str = required("项目", width=12)
    standard: str = required("标准", width=30)
    points: Decimal = required("分值", AMOUNT, width=6)
    way: str = field("计分办法", required=True, default="free", options=WAYS, width=8)
    each: Decimal | None = field("每处", AMOUNT, width=6)

    def faults(self) -> dict[str, str]:
        """What is lost for each finding belongs to rows that count findings."""
        if self.way == "finding" and (self.each is None or self.each >= 0):
            return {"each": "按处扣分的项目，每处要写扣多少，例如 -5。"}
        return {}

    def score(self, mark: Decimal) -> Decimal:
        """What a mark is worth: a count of findings, 1 or 0, or points.

        :raises ValueError: the mark doesn't fit the row.
        """
        if self.way == "finding":
            if mark < 0 or mark % 1:
                raise ValueError(f"“{self.title}”填发现几处，没有就填 0")
            return max(ZERO, self.points + (self.each or ZERO) * mark)
        if self.way == "tick":
            if mark not in (0, 1):
                raise ValueError(f"“{self.title}”达标填 1，不达标填 0")
            return self.points * mark
        if not 0 <= mark <= self.points:
            raise ValueError(f"“{self.title}”最多 {show(self.points)} 分，填了 {show(mark)}")
        return mark


@cache
def _shipped() -> list[dict[str, Any]]:
    text = resource("points/evaluation.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["form"])


def example_forms() -> list[str]:
    """The names of the forms that travel with the program."""
    return [str(each["name"]) for each in _shipped()]


def take_form(
    store: Store, name: str, since: date, *, item: str = "", withdraw: str = ""
) -> EvaluationForm:
    """Make an example form the village's own, with the item its best grade gives."""
    example = next((each for each in _shipped() if each["name"] == name), None)
    if example is None:
        raise Problem(f"没有叫“{name}”的评比表。")
    bridge = {**example["bridge"], "item": item, "withdraw": withdraw}
    form = EvaluationForm(
        name=name.replace("（示例）", ""), since=since, full=Decimal(example["full"]),
        roll_up=example["roll_up"], grades=json.dumps(example["grades"], ensure_ascii=False),
        bridge=json.dumps(bridge, ensure_ascii=False), source=example["source"],
    )
    rows = [
        EvaluationRow(
            form=0, place=place, head=each["head"], title=each["title"],
            standard=each["standard"], points=Decimal(each["points"]), way=each["way"],
            each=Decimal(each["each"]) if "each" in each else None,
        ) for place, each in enumerate(example["rows"], 1)
    ]
    return keep_form(store, form, rows)


def keep_form(store: Store, form: EvaluationForm, rows: list[EvaluationRow]) -> EvaluationForm:
    """Keep a form with its rows.

    :raises Invalid: the rows don't add up to the full score, or the form was used already.
    """
    total = sum((each.points for each in rows), ZERO)
    if total != form.full:
        raise Invalid({"full": f"各项合计 {show(total)} 分，与满分 {show(form.full)} 分不符。"})
    if form.id is not None and store.count("evaluation", "form = ?", (form.id,)):
        raise Invalid({"name": "这张表已经评过，不能改动；请停用它，另立一张。"})
    with store.act(f"评比表：{form.name}"):
        kept = store.save(form)
        for old in rows_of(store, kept.rowid):
            store.remove(old)
        for each in rows:
            store.save(each.but(id=None, form=kept.id))
    return kept


def rows_of(store: Store, form: int) -> list[EvaluationRow]:
    """The rows of a form in order."""
    return store.find(EvaluationRow, "form = ?", (form,), "place")


def forms_on(store: Store, day: date) -> list[EvaluationForm]:
    """The forms in use on a day."""
    on = day.isoformat()
    return store.find(EvaluationForm, "since <= ? AND (until IS NULL OR until >= ?)", (on, on))
