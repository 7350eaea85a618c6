"""Year-end grades (年终等次): who stands in which, by the scores and the scheme's limits."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from models.points.engine.scheme import Grade, Scheme


def grades(scheme: Scheme, scores: Mapping[str, Decimal]) -> dict[str, str | None]:
    """The grade of every account, None where no grade is reached.

    以上 includes the number itself when ``boundary_inclusive``. A share limits how many of all
    accounts may have a grade; accounts with equal points are never parted, so those who do not fit
    together go to the next grade together.
    """
    found: dict[str, str | None] = dict.fromkeys(scores)
    for grade in sorted(scheme.grades, key=lambda one: one.from_points, reverse=True):
        waiting = [code for code, title in found.items() if title is None]
        reaching = [code for code in waiting if _reaches(scheme, grade, scores[code])]
        for code in _fitting(grade, {code: scores[code] for code in reaching}, len(scores)):
            found[code] = grade.title
    return found


def _reaches(scheme: Scheme, grade: Grade, score: Decimal) -> bool:
    if scheme.boundary_inclusive:
        return score >= grade.from_points
    return score > grade.from_points


def _fitting(grade: Grade, scores: Mapping[str, Decimal], everyone: int) -> list[str]:
    if grade.share_at_most is None:
        return list(scores)
    places = int(grade.share_at_most * everyone)
    above = {score: sum(other > score for other in scores.values()) for score in scores.values()}
    equal = {score: list(scores.values()).count(score) for score in scores.values()}
    return [code for code, score in scores.items() if above[score] + equal[score] <= places]
