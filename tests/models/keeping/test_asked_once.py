"""What was worked out once stands until something is written, and says what it was read from."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from models.keeping import asked_once as asking
from models.keeping.asked_once import asked_once
from models.keeping.questions import noting
from models.keeping.store import Store
from models.office.village import Group
from models.values.problem import Problem

ASKED: list[str] = []


@asked_once
def names(store: Store, like: str = "%") -> list[str]:
    """A question that tells when it is really asked."""
    ASKED.append(like)
    return [each.name for each in store.find(Group, "name LIKE ?", (like,))]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A data file with one group."""
    ASKED.clear()
    with Store(tmp_path / "village.lianxing") as made:
        made.save(Group(name="一组"))
        yield made


def test_what_was_asked_is_asked_once_by_its_words_and_again_after_an_act(store: Store) -> None:
    assert names(store) == names(store) == names(store, like="一%") == ["一组"]
    assert ASKED == ["%", "一%"]
    with store.act("添组"):
        store.save(Group(name="二组"))
    assert names(store) == ["一组", "二组"]
    store.undo()
    assert names(store) == ["一组"]


def test_within_an_act_that_is_taken_back_nothing_is_kept(store: Store) -> None:
    with pytest.raises(Problem), store.act("添组"):
        store.save(Group(name="二组"))
        assert names(store) == ["一组", "二组"]
        raise Problem("不要了。")
    assert names(store) == ["一组"]


def test_what_another_program_wrote_is_seen(store: Store) -> None:
    assert names(store) == ["一组"]
    with closing(sqlite3.connect(store.path)) as other, other:
        other.execute("UPDATE \"group\" SET name = '三组'")
    assert names(store) == ["三组"]


def test_the_list_is_the_askers_own(store: Store) -> None:
    names(store).clear()
    assert names(store) == ["一组"]


def test_whoever_notes_is_told_the_tables_though_nobody_reads_them(store: Store) -> None:
    names(store)
    noted = set[str]()
    with noting(noted):
        names(store)
    assert noted == {"group"}


def test_no_more_is_kept_than_a_page_asks(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "KEPT", 2)
    for day in (date(2026, 5, each).isoformat() for each in (1, 2, 3)):
        names(store, like=day)
    assert len(store.answers._found) <= 2
