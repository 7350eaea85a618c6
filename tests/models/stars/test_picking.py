"""归一件: any record is found by what it is about, and the clause by number or words."""

from __future__ import annotations

from datetime import date

import pytest

from models.activities.activity import Activity
from models.matters.matter import Matter
from models.stars.drafting import keep, shipped
from models.stars.evidence import clauses_named, fileable
from tests.models.stars.creating import YEAR, settle, work


@pytest.fixture
def standard(store):
    work(store, settle(store))
    return keep(store, shipped("rural", YEAR))


def test_every_word_has_to_be_there_the_latest_first(store, standard):
    for month in (5, 6):
        store.save(Activity(on_day=date(YEAR, month, 1), kind="training", theme="果树修剪培训",
                            entered=date(YEAR, month, 1)))
    found = [each.label for each in fileable(store, "果树 修剪")]
    assert found == [f"活动 · {YEAR}-06-01 果树修剪培训", f"活动 · {YEAR}-05-01 果树修剪培训"]
    assert [each.on_day.month for each in fileable(store, f"果树 {YEAR}-05")] == [5]
    assert fileable(store, "没有这样的事") == []
    days = [each.on_day for each in fileable(store, "")]
    assert days and days == sorted(days, reverse=True)


def test_what_a_matter_is_about_finds_it_and_is_not_told(store, standard):
    matter = store.save(Matter(kind="dispute", what="两家地边不清", found=date(YEAR, 7, 1),
                               number="M-9"))
    (found,) = fileable(store, "地边")
    assert found.ref == ("matter", matter.id) and "地边" not in found.title
    assert found.title.endswith("M-9")


def test_clauses_are_named_by_their_words(store, standard):
    (found,) = clauses_named(store, standard, "争当好支书")
    assert found[1].startswith("1 争当好支书：")
    assert clauses_named(store, standard, "没有") == []
