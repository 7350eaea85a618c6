"""活动与培训: one ledger of what was done, who came and what came of it, also in one line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.lasting import Through, not_over
from models.keeping.record import Record, field, required
from models.office.star_sets import HEADS
from models.registers.people import Person
from models.values.days import show_day
from models.values.figure import FIGURE
from models.values.kinds import DAY, FLAG, LINK, MONEY, NOTE, NUMBER, Choices, show_decimal
from models.values.periods import Period, Span
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store


ACTIVITY_KINDS = Choices(
    cleaning="清洁家园", training="培训", visit="观摩", night="干部夜校", civility="文明实践",
    lecture="宣讲", volunteer="义工服务", fraud="反诈宣传", culture="文化活动", other="其他",
)
TRAINING = "training"
ROUNDS = Choices(week="每周", month="每月", quarter="每季度")
_SPANS = {"week": Span.WEEK, "month": Span.MONTH, "quarter": Span.QUARTER}
WEEKDAYS = "一二三四五六日"


class TaskRound(Record, table="task_round", label="固定活动", lasts=Through("since", "until")):
    """A task that comes round: 清洁家园 every Friday."""

    title: str = required("名称", width=16)
    kind: str = required("类别", options=ACTIVITY_KINDS, width=10)
    every: str = field("周期", required=True, default="week", options=ROUNDS, width=8)
    weekday: int | None = field("星期（1至7）", NUMBER, width=8)
    star: str | None = field("对应星", options=HEADS, width=10)
    since: date = required("起", DAY, width=11)
    until: date | None = field("止", DAY, width=11)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """A weekday belongs to a weekly task."""
        weekly = _SPANS.get(self.every) is Span.WEEK
        if self.weekday is not None and not (weekly and 1 <= self.weekday <= 7):
            return {"weekday": "每周的活动才定星期几，填 1（星期一）到 7（星期日）。"}
        return {}


class Activity(Record, table="activity", label="活动"):
    """One activity; ``people`` are heads (人), ``times`` attendances (人次), never mixed."""

    on_day: date = required("日期", DAY, width=11, aliases=("时间", "活动日期"))
    kind: str = required("类别", options=ACTIVITY_KINDS, width=10, aliases=("活动类别",))
    theme: str = required("主题", width=24, aliases=("活动主题", "培训内容"))
    host: str | None = field("主办", width=14, aliases=("主办单位",))
    place: str | None = field("地点", width=14)
    people: int | None = field("参加人数", NUMBER, width=8, aliases=("人数",))
    times: int | None = field("人次", NUMBER, width=8)
    about: bool | None = field("人数为约数", FLAG, width=8)
    star: str | None = field("对应星", options=HEADS, width=10)
    round: int | None = field("固定活动", LINK)
    entered: date = required("录入日期", DAY, width=11)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """What has not happened yet, or fewer than nobody."""
        if self.on_day > self.entered:
            return {"on_day": "活动日期在今天之后，办过再登记。"}
        if min(self.people or 0, self.times or 0) < 0:
            return {"people": "人数、人次不能小于0，请改正。"}
        return {}


class ActivityPerson(Record, table="activity_person", label="参加人员"):
    """One person who took part, where they are written by name; what a training brought them."""

    activity: int = required("活动", LINK)
    person: int = required("人员", LINK)
    passed: bool | None = field("合格", FLAG, width=6)
    certificate: str | None = field("证书", width=16)
    subsidy: Decimal | None = field("补贴（元）", MONEY, width=10)

    def faults(self) -> dict[str, str]:
        """Nobody is paid less than nothing."""
        return {"subsidy": "补贴不能小于0，请改正。"} if (self.subsidy or 0) < 0 else {}


class ActivityResult(Record, table="activity_result", label="活动成效"):
    """One figure of what came of it: 清运垃圾 约 3.5 吨."""

    activity: int = required("活动", LINK)
    what: str = required("成效", width=14)
    amount: Decimal = required("数量", FIGURE, width=9)
    unit: str = required("单位", width=6)
    about: bool | None = field("约数", FLAG, width=6)

    @property
    def words(self) -> str:
        """清运垃圾约3.5吨."""
        return f"{self.what}{'约' if self.about else ''}{show_decimal(self.amount)}{self.unit}"


@dataclass(frozen=True)
class RoundDue:
    """One time a recurring task comes round, and the activity that met it, if any."""

    round: TaskRound
    first: date
    last: date
    activity: Activity | None

    @property
    def words(self) -> str:
        """清洁家园2026年9月18日（星期五）."""
        if self.first == self.last:
            weekday = WEEKDAYS[self.first.weekday()]
            return f"{self.round.title}{show_day(self.first)}（星期{weekday}）"
        return f"{self.round.title}{show_day(self.first)}至{show_day(self.last)}"


def log(
    store: Store, activity: Activity, people: Iterable[int] = (),
    results: Iterable[ActivityResult] = (),
) -> Activity:
    """Write an activity with those who came by name and its figures, in place of those before.

    With names, 参加人数 is their number. Who came before, too, keeps what is written of them.

    :raises Invalid: a person listed twice.
    """
    named = list(people)
    if len(set(named)) < len(named):
        raise Invalid({"people": "参加人员里有人出现了两次，请删去一次。"})
    with store.act(f"登记活动：{activity.theme} {activity.on_day}"):
        kept = store.save(activity.but(people=len(named)) if named else activity)
        assert kept.id is not None
        before = people_of(store, kept.id)
        for old in (*(each for each in before if each.person not in named),
                    *results_of(store, kept.id)):
            store.remove(old)
        for person in named:
            if person not in {each.person for each in before}:
                store.save(ActivityPerson(activity=kept.id, person=person))
        for each in results:
            store.save(each.but(id=None, activity=kept.id))
    return kept


def activities_between(
    store: Store, first: date, last: date, kind: str | None = None
) -> list[Activity]:
    """The activities from one day to another, of one kind or all, in order."""
    return store.find(
        Activity, "on_day BETWEEN ? AND ? AND (? IS NULL OR kind = ?)",
        (first.isoformat(), last.isoformat(), kind, kind), "on_day, id",
    )


def people_of(store: Store, activity: int) -> list[ActivityPerson]:
    """Who took part, by name."""
    return store.find(ActivityPerson, "activity = ?", (activity,))


def results_of(store: Store, activity: int) -> list[ActivityResult]:
    """What came of it."""
    return store.find(ActivityResult, "activity = ?", (activity,))


def rounds_due(store: Store, period: Period) -> list[RoundDue]:
    """When the recurring tasks came round in a period, and what was done about it.

    What was written down of the kind in that week, month … without a word of the task is it, too.
    """
    found: list[RoundDue] = []
    for each in store.find(TaskRound):
        done = store.find(Activity, "round = ? OR round IS NULL AND kind = ?",
                          (each.id, each.kind), "round IS NULL, on_day, id")
        for first, last in _turns(each, period):
            week = Period.of(first, _SPANS[each.every])
            met = next((a for a in done if week.contains(a.on_day)), None)
            found.append(RoundDue(each, first, last, met))
    return sorted(found, key=lambda each: (each.first, each.round.id))


def _turns(each: TaskRound, period: Period) -> list[tuple[date, date]]:
    turns = []
    unit = Period.of(period.start, _SPANS[each.every])
    while unit.start <= period.end:
        first, last = unit.start, unit.end
        if each.weekday:
            first = last = unit.start + timedelta(days=each.weekday - 1)
        begun = each.begun_on(last) and not each.over_on(first)
        if begun and first <= period.end and last >= period.start:
            turns.append((first, last))
        unit = Period.of(unit.end + timedelta(days=1), unit.span)
    return turns


# ── in one line ──────────────────────────────────────────────────────────────


_BETWEEN = re.compile(r"[、，,；;\s]+")
_RESULT = re.compile(r"(?P<what>\D*?[^\d约\s])\s*(?P<about>约)?\s*(?P<amount>\d+(?:\.\d+)?)\s*"
                     r"(?P<unit>\D{1,4})")
_AFTER_A_UNIT = re.compile(r"(\d[^\d\s；;，,、]+)[，,、]+")


def people_named(store: Store, text: str, day: date) -> list[int]:
    """The people of a day meant by names with 、 between them.

    :raises Invalid: a name nobody has, or several have.
    """
    found = []
    for name in filter(None, _BETWEEN.split(text.strip())):
        known = store.find(Person, f"name = ?2 AND {not_over(Person)}", (day.isoformat(), name))
        if not known:
            raise Invalid({"names": f"名册上没有“{name}”，请核对姓名。"})
        if len(known) > 1:
            raise Invalid({"names": f"叫“{name}”的有 {len(known)} 人，请只填人数，不写这个名字。"})
        found.append(known[0].rowid)
    return found


def read_results(text: str) -> list[ActivityResult]:
    """The figures written as 清运垃圾约3.5吨；种树200棵, a 、 or a ， after the unit for a ；.

    :raises Invalid: one can't be read.
    """
    found = []
    for part in filter(None, re.split(r"[；;\n]+", _AFTER_A_UNIT.sub(r"\1；", text.strip()))):
        read = _RESULT.fullmatch(part.strip())
        if read is None:
            raise Invalid({"results": f"“{part}”认不出，请写成 清运垃圾约3.5吨，几项用分号隔开。"})
        found.append(ActivityResult(
            activity=0, what=read["what"].strip(), amount=Decimal(read["amount"]),
            unit=read["unit"].strip(), about=bool(read["about"]) or None,
        ))
    return found


def names_in(store: Store, activity: Activity) -> str:
    """Who came, by name."""
    people = [each.person for each in people_of(store, activity.rowid)]
    return "、".join(store.get(Person, each).name for each in people)


def results_in(store: Store, activity: Activity) -> str:
    """What came of it, in one line."""
    return "；".join(each.words for each in results_of(store, activity.rowid))
