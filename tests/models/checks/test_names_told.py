"""What a check says of the data file is in Chinese: every table, column and part of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli import commands as cli
from models.checks.data_file import STALE, every_finding, file_findings, mend_found
from models.keeping.record import column_label, label_of
from models.keeping.replay import SCHEMA, schema
from models.keeping.settings import kept_draft
from models.keeping.store import Store
from models.registers.people import Person
from models.registers.search import search

OURS = re.compile("[A-Za-z]+")


@pytest.fixture
def village(tmp_path: Path) -> Store:
    path = tmp_path / "村.lianxing"
    assert cli.main(["--data", str(path), "demo", "--households", "12"]) == 0
    with Store(path) as store:
        search(store, "赵")
        yield store


def tables(store: Store) -> list[str]:
    return [each for (each,) in store.query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]


def told(store: Store) -> list[str]:
    return [each.what for each in file_findings(store, full=True)]


def test_every_table_and_every_column_is_called_by_a_word_of_the_office(store):
    every = tables(store)
    assert len(every) > 60
    english = [each for each in every if OURS.search(label_of(each))] + [
        f"{each}.{column}" for each in every
        for _, column, *_ in store.query(f'PRAGMA table_info("{each}")')
        if column_label(each, column) == column]
    assert english == []


def test_every_part_of_the_schema_that_is_missing_is_told_so(village):
    """Each trigger and index by the records it is of; each step by its number."""
    parts = [(kind, name) for kind, name in schema() if kind in ("index", "trigger")]
    for kind, name in parts:
        village._db.execute(f'DROP {kind} "{name}"')
    village._db.execute("DELETE FROM _sqlite_migrations")
    said = [each.what for each in file_findings(village, full=True) if SCHEMA in str(each.where)]
    assert len(said) > len(parts) > 50
    assert [each for each in said if OURS.search(each)] == []


def test_a_record_altered_in_any_column_of_any_table_is_told_by_their_words(village):
    """Save what stands in the cells: that is whatever somebody wrote there."""
    quiet = ("act", "change", "draft", "search_key", "_sqlite_migrations")
    changed = [each for each in tables(village) if each not in quiet
               and village.query(f'SELECT 1 FROM "{each}" LIMIT 1')]
    village._db.execute("PRAGMA ignore_check_constraints = 1")
    for (name,) in village.query("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        village._db.execute(f'DROP TRIGGER "{name}"')
    for table in changed:
        row, = village.query(f'SELECT min(id) FROM "{table}"')[0]
        for _, column, *_ in village.query(f'PRAGMA table_info("{table}")'):
            if column != "id":
                try:
                    village._db.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE id = ?',
                                        ("九", row))
                except Exception:  # what can have it once only, and so on
                    continue
    said = told(village)
    names = [re.sub("“[^”]*”|JSON|check --[a-z]+|-journal", "", each) for each in said]
    assert len(changed) > 20 and len(said) > len(changed), said[-3:]
    assert [each for each in names if OURS.search(each) and not each.startswith("村.lianx")] == []


ADDED = "INSERT INTO search_key (kind, row, key, why) VALUES "


@pytest.mark.parametrize(("sql", "words"), [
    (f"{ADDED} ('person', 1, 'x', 'y')", "人员“"),
    (f"{ADDED} ('person', 7777, 'x', 'y')", "第 7777 条"),
    (f"{ADDED} ('foo', 9, 'x', 'y')", "第 9 条），不是人员"),
    ("UPDATE draft SET content = 'zz'", "查找索引记到第几步"),
    ("UPDATE draft SET content = '99999999'", "查找索引记到第几步"),
])
def test_a_key_nobody_worked_out_is_told_with_its_record_and_worked_out_again(
    village, sql, words
):
    village._db.execute(sql)
    said = [each for each in every_finding(village, full=True) if each.rule == STALE]
    assert said and all(words in each.what for each in said)
    search(village, "赵")
    mend_found(village, said)
    assert not [each for each in file_findings(village, full=True) if each.rule == STALE]


def test_a_count_of_keys_that_was_altered_hides_no_altered_key(village):
    village._db.execute("DELETE FROM search_key WHERE kind = 'person' AND row = 1")
    village._db.execute("UPDATE draft SET content = 'zz'")
    assert any("人员“" in each and "查找索引不对" in each for each in told(village))


@pytest.mark.parametrize("content", ["{坏", "7", "null", b"\xff"])
def test_a_form_put_aside_that_cannot_be_read_is_told_and_not_brought_back(store, content):
    store.save(Person(name="赵守田"))
    store._db.execute("INSERT INTO draft VALUES ('visits', ?, '2026-09-26T09:30:00')", (content,))
    assert any("没存完的表单（2026-09-26 09:30 填的）" in each for each in told(store))
    assert kept_draft(store, "visits") is None


def test_the_quick_check_holds_triggers_and_tables_against_a_new_file_and_says_what_it_leaves(
    village, capsys
):
    village._db.execute("DROP TRIGGER entry_stands")
    assert any("积分流水”的保护规则不见了" in each.what for each in file_findings(village))
    data = str(village.path)
    village.close()
    for words, left in ((["check"], True), (["check", "--full"], False)):
        capsys.readouterr()
        cli.main(["--data", data, *words])
        assert ("这是快查" in capsys.readouterr().err) is left
