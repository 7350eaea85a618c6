"""A closed set: kept as its codes alone, looked up by a code, offered by its labels."""

from __future__ import annotations

import json
from datetime import date

import pytest

from models.keeping.store import Store
from models.stars.verdicts import Review, ReviewResult

CODES = {"keep": "保留", "warn": "警告", "cancel": "取消"}


def test_a_member_is_looked_up_by_its_code_and_offered_by_its_label() -> None:
    assert ReviewResult.labels() == CODES
    assert [ReviewResult(code).label for code in CODES] == list(CODES.values())
    assert Review.field("result").read("警告") == ReviewResult.WARN
    with pytest.raises(ValueError):
        ReviewResult("praise")


def test_the_data_file_and_the_log_hold_the_code_and_nothing_else(store: Store) -> None:
    with store.act("联审"):
        kept = store.save(Review(period="2026-Q3", department="组织部",
                                 result=ReviewResult.CANCEL, on_day=date(2026, 9, 1)))
    assert store.query("SELECT result, typeof(result) FROM star_review") == [("cancel", "text")]
    (written,) = store.query('SELECT "after" FROM change WHERE "table" = ?', ("star_review",))[-1]
    assert json.loads(written)["result"] == "cancel"
    assert store.get(Review, kept.rowid) == kept
    assert {store.get(Review, kept.rowid).result: "found"}[ReviewResult.CANCEL] == "found"
