"""Answers with names: the type says what is asked, how it is read, and what it adds itself."""

from __future__ import annotations

from datetime import date
from typing import Annotated, NamedTuple

from models.keeping.named_rows import named_rows, stream_named
from models.keeping.store import Store
from models.values.kinds import DAY, FLAG


class Noted(NamedTuple):
    label: Annotated[str, "a.label"]
    on: Annotated[date | None, "nullif(substr(a.at, 1, 10), '')", DAY]
    final: Annotated[bool, "a.final", FLAG]
    mine: str = "no"


ACTS = "FROM (SELECT '甲' AS label, '2026-03-04T10:00:00' AS at, 1 AS final"
TWO = f"{ACTS} UNION ALL SELECT '乙', '', 0) a"


def test_every_field_is_read_from_what_it_says(store: Store) -> None:
    assert named_rows(store, Noted, f"{TWO} ORDER BY final DESC") == [
        Noted("甲", date(2026, 3, 4), True), Noted("乙", None, False),
    ]


def test_the_names_of_the_fields_serve_in_the_question(store: Store) -> None:
    found = named_rows(store, Noted, f'{TWO} WHERE "on" IS NOT NULL AND a.label = ?', ("甲",))
    assert [each.label for each in found] == ["甲"]


def test_a_long_answer_comes_line_by_line(store: Store) -> None:
    lines = stream_named(store, Noted, f"{TWO} ORDER BY final DESC")
    assert next(lines).label == "甲"
    assert [each.label for each in lines] == ["乙"]
