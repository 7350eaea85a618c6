"""Verdicts: what each body said of each star, apart; tables of them over several villages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.office.star_sets import STARS, StarSet, withdrawal_word
from models.values.codes import Labelled
from models.values.figure import share_shown
from models.values.kinds import DAY, NOTE, NUMBER, PERIOD, Choices
from models.values.periods import Period, Span
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store


class VerdictStage(Labelled):
    """Who speaks of a star."""

    SELF = "self", "自评"
    TOWN = "town", "镇研判"
    DEPARTMENT = "department", "部门评定"
    AWARD = "award", "授予"


ABOVE = (VerdictStage.TOWN, VerdictStage.DEPARTMENT)
"""Who judges what the village says of itself."""
DIFFERENT = "≠"
"""Stands before what they say otherwise than the village."""


class VerdictResult(Labelled):
    """What is said of it."""

    YES = "yes", "达到"
    NO = "no", "未达到"
    WITHDRAWN = "withdrawn", "取消授星"


class ReviewResult(Labelled):
    """What a department says at the review, the gravest last."""

    KEEP = "keep", "保留"
    WARN = "warn", "警告"
    CANCEL = "cancel", "取消"


AWARDED: dict[str, str] = {VerdictResult.YES: "已授予", VerdictResult.NO: "未授予"}
NUMERALS = "零一二三四五"


class Verdict(Record, table="verdict", label="评定"):
    """One saying on one star: by whom, when, why. A later one does not overwrite an earlier one."""

    year: int = required("年度", NUMBER, width=6)
    star: str = required("星", options=STARS, width=10)
    stage: str = required("环节", width=9, options=Choices(**VerdictStage.labels()))
    result: str = required("结论", width=9, options=Choices(**VerdictResult.labels()))
    on_day: date = required("日期", DAY, width=11)
    author: str = required("作出单位或人", width=14)
    reason: str | None = field("理由", NOTE, width=20)
    document: str | None = field("文件", width=18, aliases=("表彰文件", "依据文件"))

    def faults(self) -> dict[str, str]:
        """Only an award can be withdrawn, and only with a reason; an award names its paper."""
        award = self.stage == VerdictStage.AWARD
        if self.result == VerdictResult.WITHDRAWN and not award:
            return {"result": "只有已授予的星才能取消，请把环节改为授予。"}
        if self.result == VerdictResult.WITHDRAWN and not self.reason:
            return {"reason": "取消要写明理由，请补上。"}
        if award and self.result == VerdictResult.YES and not self.document:
            return {"document": "授予要写明表彰或认定文件，请补上。"}
        return {}


class Review(Record, table="star_review", label="创建资格联审"):
    """One department's opinion at the quarterly 创建资格联审."""

    period: str = required("季度", PERIOD, width=11)
    department: str = required("部门", width=14)
    result: str = required("结论", width=8, options=Choices(**ReviewResult.labels()))
    on_day: date = required("日期", DAY, width=11)
    opinion: str | None = field("意见", NOTE, width=24)


@dataclass(frozen=True)
class StarVerdicts:
    """One star of a year: the latest saying of each stage, or None where nothing was said.

    ``withdrawn`` is what the county calls taking a star back.
    """

    star: str
    said: dict[str, Verdict | None]
    withdrawn: str

    def differs(self, stage: str) -> bool:
        """Whether the town or a department says otherwise than the village."""
        own, other = self.said.get(VerdictStage.SELF), self.said.get(stage)
        return (stage in ABOVE and own is not None and other is not None
                and own.result != other.result)

    def result(self, stage: str) -> str:
        """达到, 未达到; for the award 已授予, 未授予, 取消授星; — when nothing was said."""
        verdict = self.said.get(stage)
        if verdict is None:
            return "—"
        if verdict.result == VerdictResult.WITHDRAWN:
            return self.withdrawn
        if stage == VerdictStage.AWARD:
            return AWARDED[verdict.result]
        return VerdictResult(verdict.result).label


def give(store: Store, verdict: Verdict) -> Verdict:
    """Write a verdict down beside those there are.

    :raises Invalid: a withdrawal of a star that is not held.
    """
    withdrawn = verdict.result == VerdictResult.WITHDRAWN
    if withdrawn and verdict.star not in stars_held(store, verdict.year):
        raise Invalid({"star": f"{verdict.year} 年没有授予{STARS.label(verdict.star)}的记录，"
                               "没有可取消的星。请核对年度和星。"})
    label = f"{VerdictStage(verdict.stage).label}：{STARS.label(verdict.star)}"
    with store.act(label):
        return store.save(verdict)


def verdicts(store: Store, year: int, day: date = date.max) -> list[Verdict]:
    """Everything said of a year, in the order it was said, up to a day."""
    return store.find(Verdict, "year = ? AND on_day <= ?", (year, day.isoformat()), "on_day, id")


def by_star(
    store: Store, year: int, chosen: StarSet, day: date = date.max
) -> list[StarVerdicts]:
    """Star by star, the latest saying of each stage; the four stages never fill in for another."""
    latest = {(each.star, each.stage): each for each in verdicts(store, year, day)}
    word = withdrawal_word(store)
    return [
        StarVerdicts(star, {stage: latest.get((star, stage)) for stage in VerdictStage}, word)
        for star, _ in chosen.stars
    ]


def stars_held(
    store: Store, year: int, stage: str = VerdictStage.AWARD, day: date = date.max
) -> list[str]:
    """The stars a stage says are reached in a year; for ``award`` those given and not withdrawn."""
    latest = {each.star: each for each in verdicts(store, year, day) if each.stage == stage}
    return [star for star, each in latest.items() if each.result == VerdictResult.YES]


def level(store: Store, year: int, stage: str = VerdictStage.AWARD, day: date = date.max) -> int:
    """The level is the number of stars held; none is legal and nothing is ever typed."""
    return len(stars_held(store, year, stage, day))


def level_name(number: int) -> str:
    """五星, 三星 … 未获星."""
    return f"{NUMERALS[number]}星" if number else "未获星"


def over_time(store: Store, first: int, last: int) -> list[tuple[int, int | None]]:
    """Year → stars held, None for a year of which nothing was said."""
    rows = store.query("SELECT DISTINCT year FROM verdict WHERE stage = 'award'")
    said = {row for (row,) in rows}
    return [(year, level(store, year) if year in said else None) for year in range(first, last + 1)]


def review(store: Store, opinion: Review) -> Review:
    """Keep a department's opinion of a quarter; said again, it replaces the former.

    :raises Invalid: the period is not a quarter.
    """
    period = Period.parse(opinion.period)
    if period.span is not Span.QUARTER:
        raise Invalid({"period": "联审按季度登记，请写成三季度，或 2026年三季度。"})
    known = store.find(Review, "period = ? AND department = ?", (str(period), opinion.department))
    with store.act(f"联审：{period.label} {opinion.department}"):
        return store.save(opinion.but(id=known[0].id if known else None, period=str(period)))


def reviews(store: Store, year: int) -> dict[str, list[Review]]:
    """Quarter → the opinions of its departments."""
    found: dict[str, list[Review]] = {}
    for each in store.find(Review, "period LIKE ?", (f"{year:04}-Q%",), "period, id"):
        found.setdefault(each.period, []).append(each)
    return found


def review_result(opinions: list[Review]) -> str:
    """The gravest opinion decides: 取消 before 警告 before 保留; — when nobody spoke."""
    said = {each.result for each in opinions}
    return next((each.label for each in reversed(ReviewResult) if each in said), "—")


# ── tables over several villages ─────────────────────────────────────────────


@dataclass(frozen=True)
class LevelTable:
    """How many units hold each level (1 to 5), how many hold each star, and how many there are.

    ``stars`` is None where a table shows levels only; ``units`` None where the base is not said.
    """

    levels: dict[int, int]
    stars: dict[str, int] | None = None
    units: int | None = None

    @property
    def listed(self) -> int:
        """Units with at least one star."""
        return sum(number for level, number in self.levels.items() if level)

    @property
    def without(self) -> int | None:
        """Units without any star; they are legal."""
        return None if self.units is None else self.units - self.listed

    @property
    def held(self) -> int:
        """Σ level × units."""
        return sum(level * number for level, number in self.levels.items())

    def at_least(self, least: int) -> int:
        """Units of a level or more."""
        return sum(each for level, each in self.levels.items() if level >= least)

    def share(self, least: int, base_label: str) -> str:
        """Units of a level or more, of all units: 68 / 272＝25.0%（分母：村、社区）."""
        base = self.units if self.units is not None else self.listed
        return share_shown(Decimal(self.at_least(least)), Decimal(base), base_label)

    def warnings(self) -> list[str]:
        """What can't be true of the table, each with where to look."""
        found = []
        if self.stars is not None and sum(self.stars.values()) != self.held:
            found.append(
                f"各星级的星数合计 {self.held}（星级×单位数），逐颗星的单位数合计"
                f" {sum(self.stars.values())}，两个数应当相等，请核对是哪一格。")
        if self.without is not None and self.without < 0:
            found.append(f"各星级合计 {self.listed} 个，多于单位总数 {self.units} 个，请核对。")
        elif self.without:
            found.append(f"各星级合计 {self.listed} 个，单位总数 {self.units} 个，"
                         f"有 {self.without} 个没有列出；是未获星还是漏填，请说明。")
        return found

    @property
    def agrees(self) -> bool:
        """Σ level × units = Σ units per star."""
        return self.stars is None or sum(self.stars.values()) == self.held


def change(before: LevelTable, after: LevelTable) -> dict[int, int]:
    """Level → more or fewer units than before."""
    return {level: after.levels.get(level, 0) - before.levels.get(level, 0)
            for level in sorted({*before.levels, *after.levels}, reverse=True)}


def rows(table: LevelTable) -> list[tuple[str, int]]:
    """五星 … 一星, 未获星 with their numbers."""
    found = [(level_name(level), table.levels.get(level, 0)) for level in range(5, 0, -1)]
    return found if table.without is None else [*found, (level_name(0), max(table.without, 0))]
