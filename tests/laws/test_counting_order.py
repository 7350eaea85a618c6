"""Whatever is listed by 党小组 comes in the order people count in: 第一、第二、第三、第四."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest

from models.keeping.asked_once import Answers
from models.keeping.store import Store
from models.members.member import members_on
from models.members.typed_names import members_named
from models.returns.catalogue import RETURNS
from models.returns.returning import Asked, members_to_choose
from models.stars.boards import pairing_board
from models.values.counting_order import natural_key
from models.values.periods import Period
from models.values.problem import Problem

DAY = date(2026, 9, 30)
ASKED = Asked.of(Period.parse("2026-Q3"), date(2026, 11, 29), member=1, meeting=1)
BY_GROUP = {"liaison", "liaison-statistics", "liaison-board", "attendance", "dues",
            "points-members"}
"""Returns that list the members with their 党小组."""


def groups_told(store: Store) -> dict[str, list[str]]:
    """By return, the 党小组 in the order they are met on the sheet."""
    told = {}
    for each in RETURNS:
        with suppress(Problem):
            told[each.code] = [value for row in each.draw(store, ASKED).rows
                               for value in row.values if str(value).endswith("党小组")]
    return told


def test_every_return_by_group_counts_them(year: Store) -> None:
    told = groups_told(year)
    assert set(told) >= BY_GROUP
    for code in BY_GROUP:
        met = list(dict.fromkeys(told[code]))
        assert len(met) > 2 and met == sorted(met, key=natural_key), code


def test_every_list_of_members_counts_them(year: Store) -> None:
    groups = {each.id: each.party_group for each in members_on(year, DAY)}
    named = {row: group or "" for row, group in groups.items()}
    rows = [row for row, _ in members_to_choose(year, "")]
    for listed in ([*groups], [row for row in rows if row in groups],
                   [row for row, _ in members_named(year, "", DAY)]):
        met = list(dict.fromkeys(named[row] for row in listed))
        assert met == sorted(met, key=natural_key)
    board = list(dict.fromkeys(row.party_group for row in pairing_board(year, DAY).rows))
    assert board == sorted(board, key=natural_key)


def test_the_law_catches_the_order_of_code_points(
    year: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("models.values.counting_order", "models.members.member"):
        monkeypatch.setattr(f"{module}.natural_key", lambda text: text)
    monkeypatch.setattr(year, "answers", Answers())  # what stands was in the right order
    told = groups_told(year)
    wrong = {code for code in BY_GROUP if list(dict.fromkeys(told[code])) != sorted(
        set(told[code]), key=natural_key)}
    assert wrong == BY_GROUP
