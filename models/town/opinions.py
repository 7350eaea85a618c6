"""研判 at the town: what it says of every village's stars and clauses, beside what that says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.office.star_sets import STARS
from models.stars.opinion import Opinion, OpinionStage
from models.stars.progress import SHORT
from models.stars.verdicts import ReviewResult, VerdictResult, VerdictStage
from models.town.received import Received, records
from models.town.units import TownUnit
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class ToldClause:
    """One clause as the village handed it in; ``reached`` by its own rating, None: not rated."""

    row: int
    star: str
    number: str
    text: str
    reached: bool | None = None


@dataclass
class VillageOpinions:
    """One village in a year: what it says of its stars and clauses, and what the town said last."""

    unit: TownUnit
    own: dict[str, bool] = field(default_factory=dict)
    clauses: dict[int, ToldClause] = field(default_factory=dict)
    stars: dict[tuple[str, str], Opinion] = field(default_factory=dict)
    of_clauses: dict[tuple[str, int], Opinion] = field(default_factory=dict)
    reviews: dict[str, Opinion] = field(default_factory=dict)

    def held(self, stage: str) -> int | None:
        """How many stars a step says are reached; None where it has said nothing."""
        said = [each.result for (step, _), each in self.stars.items() if step == stage]
        return sum(each == VerdictResult.YES for each in said) if said else None

    @property
    def review(self) -> str:
        """The gravest of what departments said last; none where nobody spoke."""
        said = {each.result for each in self.reviews.values()}
        return next((each.label for each in reversed(ReviewResult) if each in said), "")

    @property
    def differences(self) -> list[str]:
        """Where the village and the town don't say the same, stars first."""
        found = [f"{STARS.label(star)}：自评{_word(self.own[star])}，{each.said}"
                 for (_, star), each in self.stars.items() if each.differs(self.own.get(star))]
        for (_, row), each in self.of_clauses.items():
            clause = self.clauses.get(row)
            if clause and each.differs(clause.reached):
                found.append(f"{clause.number} {clause.text}：自评{_word(clause.reached)}，"
                             f"{each.said}")
        return found


def _word(reached: bool | None) -> str:
    return (VerdictResult.YES if reached else VerdictResult.NO).label


def opinions_on(store: Store, unit: TownUnit) -> list[Opinion]:
    """What the town said of a village, the newest first."""
    return store.find(Opinion, "unit = ?", (unit.id,), "number DESC")


def opinions_of(store: Store, unit: TownUnit, year: int) -> VillageOpinions:
    """A village of a year: what it says itself, what the town says."""
    found = VillageOpinions(unit, own=_own(store, unit, year), clauses=_clauses(store, unit, year))
    for each in store.find(Opinion, "unit = ? AND year = ?", (unit.id, year), "on_day, number"):
        if each.stage == OpinionStage.REVIEW:
            found.reviews[each.author] = each
        elif each.clause is not None:
            found.of_clauses[each.stage, each.clause] = each
        else:
            found.stars[each.stage, each.star or ""] = each
    return found


def _own(store: Store, unit: TownUnit, year: int) -> dict[str, bool]:
    said = [each.values for each in records(store, unit.rowid, "verdict")]
    return {each["star"]: each["result"] == VerdictResult.YES
            for each in sorted(said, key=lambda each: each["on_day"])
            if (each.get("year"), each.get("stage")) == (str(year), VerdictStage.SELF)}


def _clauses(store: Store, unit: TownUnit, year: int) -> dict[int, ToldClause]:
    """The clauses of the standard that the village's plan of the year rests on."""
    def rows(resource: str) -> list[Received]:
        return records(store, unit.rowid, resource)

    standards = {each.values["standard"] for each in rows("star_plan")
                 if each.values.get("year") == str(year)}
    tasks = {str(each.row): each.values for each in rows("task")
             if each.values["standard"] in standards}
    rated = {each["clause"]: each["rating"] != SHORT for each in sorted(
        (one.values for one in rows("progress")), key=lambda one: one.get("on_day", ""))
        if each.get("rating")}
    return {
        each.row: ToldClause(each.row, task["star"], f"{task['number']}.{each.values['place']}",
                             each.values["text"], rated.get(str(each.row)))
        for each in rows("clause")
        if (task := tasks.get(each.values["task"])) is not None
    }


def give_opinion(store: Store, unit: TownUnit, said: Opinion) -> Opinion:
    """Write down what the town says of a village; it goes down with the next letter.

    The star of a clause need not be said.
    :raises Invalid: the village handed in no such clause, or it belongs to another star.
    """
    words = None
    if said.clause is not None:
        clause = _clauses(store, unit, said.year).get(said.clause)
        if clause is None:
            raise Invalid({"clause": f"{unit.name} {said.year} 年报来的标准里没有这一条，请另选。"})
        if said.star not in (None, clause.star):
            raise Invalid({"star": f"这一条属于{STARS.label(clause.star)}，请改星或另选一条。"})
        said, words = said.but(star=clause.star), f"{clause.number} {clause.text}"
    number = 1 + store.query(
        "SELECT coalesce(max(number), 0) FROM opinion WHERE unit = ?", (unit.id,))[0][0]
    with store.act(f"{OpinionStage(said.stage).label}：{unit.name}"):
        return store.save(said.but(id=None, number=number, unit=unit.id, place=words, sent=None))
