"""The file's history: every record fits it, every older file comes through it with its rows."""

from __future__ import annotations

import importlib
import pkgutil
import sqlite3
from pathlib import Path

import pytest

import models
from models.keeping.act import Act, write_down
from models.keeping.backups import verify
from models.keeping.copies import backups_in, own_copies
from models.keeping.datafile import Unusable, connect
from models.keeping.journal import verify_chain
from models.keeping.mending import mend
from models.keeping.migrations import APPLICATION, STEPS, history, known
from models.keeping.opening import open_store
from models.keeping.record import Record, written
from models.keeping.replay import altered
from models.keeping.store import Store
from models.registers.people import Person
from models.values.problem import Problem
from tests.faults.stories import make_older

KEY = bytes(range(32))
NOT_RECORDS = {"act", "change", "data_file", "draft", "former", "search_key", "_sqlite_migrations"}
"""Tables of the house itself: the journal, what is kept beside it, what can be worked out again."""


def every_record() -> list[type[Record]]:
    """Every record declared anywhere in ``models``."""
    for module in pkgutil.walk_packages(models.__path__, "models."):
        importlib.import_module(module.name)
    found, waiting = [], list(Record.__subclasses__())
    while waiting:
        found.append(waiting.pop())
        waiting += found[-1].__subclasses__()
    return [kind for kind in found if kind.__module__.startswith("models.")]


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, tuple[str, bool]]]:
    """Every table of a new file: its columns, their types and whether they may be empty."""
    with Store(tmp_path_factory.mktemp("new") / "村.lianxing") as store:
        tables = [
            row[0] for row in store.query("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        return {
            table: {
                row[1]: (row[2], bool(row[3]))
                for row in store.query(f'PRAGMA table_info("{table}")')
            }
            for table in tables
            if not table.startswith("sqlite_")
        }


def test_every_field_has_its_column_and_every_column_its_field(
    schema: dict[str, dict[str, tuple[str, bool]]],
) -> None:
    wrong = []
    for kind in every_record():
        columns = schema.get(kind.table, {})
        fields = {each.name: each for each in kind.fields()}
        wrong += [f"{kind.table}.{name} has no column" for name in fields if name not in columns]
        wrong += [
            f"{kind.table}.{name} has no field"
            for name in columns
            if name != "id" and name not in fields
        ]
        wrong += [
            f"{kind.table}.{name} is {columns[name][0]}, not {field.kind.column}"
            for name, field in fields.items()
            if name in columns and columns[name][0] != field.kind.column
        ]
        wrong += [
            f"{kind.table}.{name} may not be empty, but the form lets it"
            for name, field in fields.items()
            if name in columns and columns[name][1]
            if not (field.required or getattr(kind, name, None) is not None)
        ]
    assert wrong == []


def test_every_table_belongs_to_one_record_or_to_the_house(
    schema: dict[str, dict[str, tuple[str, bool]]],
) -> None:
    tables = [kind.table for kind in every_record()]
    assert sorted(tables) == sorted(set(tables)), "two records share a table"
    assert sorted(schema.keys() - NOT_RECORDS - set(tables)) == []


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "encrypted"])
@pytest.mark.parametrize("era", range(1, known()))
def test_an_older_file_keeps_its_rows_and_is_copied_first(
    tmp_path: Path, era: int, key: bytes | None
) -> None:
    path = tmp_path / "村.lianxing"
    make_older(path, era, key)
    db = connect(path, key=key)
    db.execute("INSERT INTO setting(name, value) VALUES ('字号', '大')")
    if era > 1:
        db.execute("INSERT INTO person(name) VALUES ('赵守田')")
    db.close()
    with open_store(path, key=key) as store:
        assert store.query("PRAGMA user_version") == [(known(),)]
        assert store.query("SELECT name, value FROM setting") == [("字号", "大")]
        assert store.count("person") == (era > 1)
        store.save(Person(name="钱有余"))
        assert verify_chain(store) is None
        copies = [*own_copies(store), *backups_in(tmp_path / "备份")]
    assert [each.why for each in copies] == ["升级前"]
    verify(copies[0].path, key=key)
    db = connect(copies[0].path, key=key, reading=True)
    assert db.execute("PRAGMA user_version").fetchone() == (era,)
    db.close()


def test_an_up_to_date_file_is_not_copied(tmp_path: Path) -> None:
    open_store(tmp_path / "村.lianxing").close()
    open_store(tmp_path / "村.lianxing").close()
    assert not (tmp_path / "备份").exists()


def test_a_step_that_fails_leaves_the_older_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "村.lianxing"
    make_older(path, 2)
    content = path.read_bytes()

    def broken(db: object) -> None:
        raise Problem("这一步走不通。")

    monkeypatch.setattr(history()._migrations[-1], "fn", broken)
    with pytest.raises(Problem, match="走不通"):
        open_store(path)
    assert path.read_bytes() == content
    monkeypatch.undo()
    open_store(path).close()


def test_an_older_file_made_otherwise_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "村.lianxing"
    for sql in ("DELETE FROM _sqlite_migrations WHERE name = '0002-registers'",
                "DROP TABLE form_filled"):
        path.unlink(missing_ok=True)
        make_older(path, [name for name, _ in STEPS].index("0084-one-code-for-a-figure"))
        db = connect(path)
        db.execute(sql)
        db.close()
        content = path.read_bytes()
        with pytest.raises(Unusable, match="升级不了：里面的表和第 32 版的不一样"):
            open_store(path)
        assert path.read_bytes() == content


def test_an_older_file_is_not_opened_for_reading_only(tmp_path: Path) -> None:
    make_older(tmp_path / "村.lianxing", 2)
    with pytest.raises(Unusable, match="较早的版本写的，请先正常打开一次"):
        Store(tmp_path / "村.lianxing", reading=True)


def test_an_older_file_is_not_brought_up_where_nobody_copies_it(tmp_path: Path) -> None:
    path = tmp_path / "村.lianxing"
    make_older(path, 2)
    content = path.read_bytes()
    with pytest.raises(Unusable, match="较早的版本写的，请先正常打开一次"):
        Store(path)
    assert path.read_bytes() == content


def test_a_newer_file_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "村.lianxing"
    Store(path).close()
    hand = sqlite3.connect(path)
    hand.execute(f"PRAGMA user_version = {known() + 1}")
    hand.close()
    content = path.read_bytes()
    for reading in (False, True):
        with pytest.raises(Unusable, match="请先升级本软件，文件没有改动"):
            Store(path, reading=reading)
    assert path.read_bytes() == content


def test_a_file_says_whose_it_is(tmp_path: Path) -> None:
    with Store(tmp_path / "村.lianxing") as store:
        assert store.query("PRAGMA application_id") == [(APPLICATION,)]


def test_a_project_of_an_older_file_has_its_stage_since_its_beginning_or_its_end(
    tmp_path: Path
) -> None:
    path = tmp_path / "村.lianxing"
    make_older(path, [name for name, _ in STEPS].index("0085-project-stages"))
    db = connect(path)
    for stage, finished in (("building", None), ("accepted", "2026-08-20")):
        db.execute("INSERT INTO project(name, stage, since, finished) VALUES ('路', ?, ?, ?)",
                   (stage, "2026-03-18", finished))
    db.execute("""INSERT INTO project_result(project, what, amount, unit)
                  VALUES (2, '道路', 490000, '米')""")
    db.close()
    with open_store(path) as store:
        assert store.query("SELECT stage, on_day FROM project_stage ORDER BY id") == [
            ("building", "2026-03-18"), ("accepted", "2026-08-20")]
        assert store.query("SELECT on_day FROM project_result") == [("2026-08-20",)]


def test_what_was_altered_by_hand_before_an_upgrade_is_not_taken_for_its_work(
    tmp_path: Path,
) -> None:
    path, era = tmp_path / "村.lianxing", known() - 1
    make_older(path, era)
    db, act = connect(path), Act("登记")
    for row, name in enumerate(("赵守田", "钱有余"), 1):
        db.execute("INSERT INTO person(id, name) VALUES (?, ?)", (row, name))
        found = db.execute("SELECT * FROM person WHERE id = ?", (row,))
        said = dict(zip([each[0] for each in found.description], found.fetchone(), strict=True))
        act.changes.append(("person", row, None, written(said)))
    write_down(db, act, "文书", era)
    db.execute("UPDATE person SET name = '孙小满' WHERE id = 2")
    db.close()
    with open_store(path) as store:
        assert [each.ref for each in altered(store)] == [("person", 2)]
        mend(store, {("person", 2)})
        assert [each.name for each in store.find(Person)] == ["赵守田", "钱有余"]
