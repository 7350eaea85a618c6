"""研判 at the town: what it says of every village's stars and clauses, beside what that says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.keeping.lasting import unended
from models.office.star_sets import STARS, StarSet, star_set
from models.stars.opinion import Opinion, OpinionStage
from models.stars.progress import SHORT, Progress
from models.stars.verdicts import ReviewResult, Verdict, VerdictResult, VerdictStage
from models.town.received import Received, records
from models.town.units import TownUnit, units
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
    """One village in a year: what it says of its stars, and of the clauses the town spoke of; and
    what the town said last.
    """

    unit: TownUnit
    own: dict[str, bool] = field(default_factory=dict)
    rated: dict[int, bool] = field(default_factory=dict)
    stars: dict[tuple[str, str], Opinion] = field(default_factory=dict)
    of_clauses: dict[tuple[str, int], Opinion] = field(default_factory=dict)
    reviews: dict[str, Opinion] = field(default_factory=dict)

    def take(self, said: Opinion) -> None:
        """Something the town said, later than what was taken before."""
        if said.stage == OpinionStage.REVIEW:
            self.reviews[said.author] = said
        elif said.clause is not None:
            self.of_clauses[said.stage, said.clause] = said
        else:
            self.stars[said.stage, said.star or ""] = said

    def held(self, stage: str) -> int | None:
        """How many stars a step says are reached; None where it has said nothing."""
        said = [each.result for (step, _), each in self.stars.items() if step == stage]
        return sum(each == VerdictResult.YES for each in said) if said else None

    @property
    def rating(self) -> str:
        """支部过硬星达到，平安法治星未达到: what the village says of its stars."""
        return "，".join(f"{label}{_word(self.own[star])}"
                        for star, label in STARS.pairs() if star in self.own)

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
        return found + [f"{each.place}：自评{_word(self.rated[row])}，{each.said}"
                        for (_, row), each in self.of_clauses.items()
                        if each.differs(self.rated.get(row))]


def _word(reached: bool | None) -> str:
    return (VerdictResult.YES if reached else VerdictResult.NO).label


def opinions_on(store: Store, unit: TownUnit) -> list[Opinion]:
    """What the town said of a village, the newest first."""
    return store.find(Opinion, "unit = ?", (unit.id,), "number DESC")


def opinions_of(store: Store, year: int) -> dict[int, VillageOpinions]:
    """Every village of a year by its id: what it says itself, what the town says."""
    found = {each.rowid: VillageOpinions(each) for each in units(store)}
    for village, star, result in store.query(
        f"""SELECT unit, content ->> 'star', content ->> 'result' FROM received
            WHERE unit IN (SELECT id FROM town_unit) AND resource = ? AND {unended(Received)}
            AND content ->> 'year' = ? AND content ->> 'stage' = ? ORDER BY content ->> 'on_day'""",
        (Verdict.table, str(year), VerdictStage.SELF),
    ):
        if village in found:
            found[village].own[star] = result == VerdictResult.YES
    for each in store.find(Opinion, "year = ? AND unit IS NOT NULL", (year,), "on_day, number"):
        if each.unit in found:
            found[each.unit].take(each)
    for village, clause, rating in store.query(
        f"""WITH spoken AS (SELECT unit, clause FROM opinion
                            WHERE year = ? AND unit IS NOT NULL AND clause IS NOT NULL)
            SELECT unit, CAST(content ->> 'clause' AS INTEGER) AS of, content ->> 'rating' AS said
            FROM received WHERE unit IN (SELECT unit FROM spoken) AND resource = ?
            AND {unended(Received)} AND (unit, of) IN spoken AND said IS NOT NULL
            ORDER BY content ->> 'on_day'""",
        (year, Progress.table),
    ):
        if village in found:
            found[village].rated[clause] = rating != SHORT
    return found


def clauses_of(store: Store, unit: TownUnit, year: int) -> dict[int, ToldClause]:
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


def set_spoken_of(store: Store, unit: TownUnit) -> StarSet | None:
    """The stars of a village: as the town's list says, else those its newest plan rests on; None
    where nobody has said.
    """
    if unit.star_set:
        return star_set(unit.star_set)
    sets = {str(each.row): each.values["star_set"]
            for each in records(store, unit.rowid, "standard")}
    plans = sorted((each.values["year"], each.values["standard"])
                   for each in records(store, unit.rowid, "star_plan"))
    return star_set(sets[plans[-1][1]]) if plans else None


def give_opinion(store: Store, unit: TownUnit, said: Opinion) -> Opinion:
    """Write down what the town says of a village; it goes down with the next letter.

    The star of a clause need not be said.
    :raises Invalid: the village handed in no such clause, or it belongs to another star, or the
        star is not of its set.
    """
    its = set_spoken_of(store, unit)
    if its and said.star not in (None, *dict(its.stars)):
        offered = "、".join(label for _, label in its.stars)
        raise Invalid({"star": f"{unit.name}用的是{its.label}的五颗星：{offered}，请另选。"})
    words = None
    if said.clause is not None:
        clause = clauses_of(store, unit, said.year).get(said.clause)
        if clause is None:
            raise Invalid({"clause": f"{unit.name} {said.year} 年报来的标准里没有这一条，请另选。"})
        if said.star not in (None, clause.star):
            raise Invalid({"star": f"这一条属于{STARS.label(clause.star)}，请改星或另选一条。"})
        said, words = said.but(star=clause.star), f"{clause.number} {clause.text}"
    number = 1 + store.query(
        "SELECT coalesce(max(number), 0) FROM opinion WHERE unit = ?", (unit.id,))[0][0]
    with store.act(f"{OpinionStage(said.stage).label}：{unit.name}"):
        return store.save(said.but(id=None, number=number, unit=unit.id, place=words, sent=None))
