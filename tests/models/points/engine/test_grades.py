"""Year-end grades with their bounds and limits."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from models.points.engine.account import grades
from models.points.engine.scheme import Scheme
from models.points.engine.scheme_file import scheme_from
from tests.models.points.small_village import tables


def _scheme(**keys: Any) -> Scheme:
    whole = tables([], **keys)
    whole["grade"] = [
        {"title": "合格", "from": "60"},
        {"title": "优秀", "from": "90", "share_at_most": "1/3"},
    ]
    return scheme_from(whole)


def _scores(*points: str) -> dict[str, Decimal]:
    return {f"M{number}": Decimal(score) for number, score in enumerate(points, 1)}


def test_bound_itself_belongs_when_the_scheme_says_so() -> None:
    scores = _scores("90", "89.9", "60", "59.9")
    assert list(grades(_scheme(), scores).values()) == ["优秀", "合格", "合格", None]
    strict = grades(_scheme(boundary_inclusive=False), scores)
    assert list(strict.values()) == ["合格", "合格", None, None]


def test_share_limits_and_equals_stay_together() -> None:
    assert list(grades(_scheme(), _scores("95", "92", "99", "70")).values()) == [
        "合格",
        "合格",
        "优秀",
        "合格",
    ]
    tied = _scores("99", "95", "95", "70", "70", "70")
    assert list(grades(_scheme(), tied).values()) == ["优秀"] + ["合格"] * 5
