"""The log held against the file: every table, every column, every kind of edit by hand is named."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from models.checks.data_file import ALTERED, RESHAPED, every_finding, file_findings
from models.keeping import replay
from models.keeping.act import BY_HASH
from models.keeping.datafile import connect
from models.keeping.mending import mend
from models.keeping.opening import begun, open_store
from models.keeping.record import kind_of, quoted
from models.keeping.replay import HOUSE, SCHEMA, differences
from models.keeping.settings import set_setting
from models.keeping.store import Store
from models.registers.search import catch_up
from models.values.kinds import DAY
from models.values.problem import Problem
from sample.village import fill

KEY = bytes(range(32))
EITHER = pytest.mark.parametrize("key", [None, KEY], ids=["plain", "encrypted"])
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def villages(tmp_path_factory: pytest.TempPathFactory) -> dict[bytes | None, Path]:
    """A year of a small village, with a row in every table there is."""
    found = {}
    for key in (None, KEY):
        path = found[key] = tmp_path_factory.mktemp("村") / "村.lianxing"
        with Store(path, key=key) as store:
            fill(store, households=12, seed=3)
            set_setting(store, "字号", "大")
            store._db.execute("PRAGMA foreign_keys = OFF")
            for table in tables(store):
                if not store.count(table):
                    with store.act(f"填{table}"):
                        store.add_all(table, [made_up(store, table)])
            catch_up(store)
    return found


@pytest.fixture(scope="module")
def plainly(tmp_path_factory: pytest.TempPathFactory) -> dict[bytes | None, Path]:
    """The same village with nothing made up: every check can read it."""
    found = {}
    for key in (None, KEY):
        path = found[key] = tmp_path_factory.mktemp("村") / "村.lianxing"
        with Store(path, key=key) as store:
            fill(store, households=12, seed=3)
            catch_up(store)
    return found


@pytest.fixture
def village(villages: dict[bytes | None, Path], key: bytes | None, tmp_path: Path) -> Path:
    shutil.copyfile(villages[key], tmp_path / "村.lianxing")
    return tmp_path / "村.lianxing"


def tables(store: Store) -> list[str]:
    """Every table with records."""
    return [name for (name,) in store.query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " ORDER BY name") if name not in HOUSE]


def columns(store: Store, table: str) -> dict[str, str]:
    return {each[1]: each[2] for each in store.query(f"PRAGMA table_info({quoted(table)})")}


def made_up(store: Store, table: str) -> dict[str, Any]:
    kind = kind_of(table)
    fields = kind.fields_by_name() if kind else {}
    days = {name: "2026-01-01" for name, each in fields.items() if each.kind is DAY}
    return {name: 1 if column == "INTEGER" else days.get(name, "甲")
            for name, column in columns(store, table).items() if name != "id"}


class Hand:
    """Somebody with another program at the file: no rule of ours stops them."""

    def __init__(self, path: Path, key: bytes | None) -> None:
        self.db = connect(path, key=key)
        self.db.execute("PRAGMA foreign_keys = OFF")
        self.triggers = self.db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()

    def __enter__(self) -> Any:
        for name, _ in self.triggers:
            self.db.execute(f"DROP TRIGGER {name}")
        return self.db

    def __exit__(self, *_: object) -> None:
        for _, sql in self.triggers:
            self.db.execute(sql)
        self.db.close()


def another(value: Any, kind: str) -> Any:
    if kind == "INTEGER":
        return (value or 0) + 1_000_003
    return f"{value or ''}改"


def unlike(path: Path, key: bytes | None) -> set[tuple[str, int, tuple[str, ...]]]:
    with Store(path, key=key, reading=True) as store:
        return {(*each.ref, tuple(each.columns)) for each in differences(store)}


@EITHER
def test_every_column_of_every_table_is_held_against_the_log(
    village: Path, key: bytes | None
) -> None:
    """One column of every table at a time: far more than 120 kinds of edits."""
    with Store(village, key=key, reading=True) as store:
        every = {table: [*columns(store, table).items()] for table in tables(store)}
        assert list(differences(store)) == []
    edited = 0
    for at in range(1, max(map(len, every.values()))):
        expected = set()
        path = village.with_name(f"{at}.lianxing")
        shutil.copyfile(village, path)
        with Hand(path, key) as db:
            for table, known in every.items():
                if at < len(known):
                    name, kind = known[at]
                    row, value = db.execute(
                        f"SELECT id, {quoted(name)} FROM {quoted(table)} ORDER BY id DESC LIMIT 1"
                    ).fetchone()
                    db.execute(f"UPDATE {quoted(table)} SET {quoted(name)} = ? WHERE id = ?",
                               (another(value, kind), row))
                    expected.add((table, row, ("content",) if table in BY_HASH else (name,)))
        assert unlike(path, key) == expected
        edited += len(expected)
    assert edited > 500


@EITHER
def test_a_row_put_in_taken_out_or_numbered_anew_is_named_in_every_table(
    village: Path, key: bytes | None
) -> None:
    with Store(village, key=key, reading=True) as store:
        every = {table: made_up(store, table) for table in tables(store)}
    for edit in ("in", "out", "anew"):
        path, expected = village.with_name(f"{edit}.lianxing"), set()
        shutil.copyfile(village, path)
        with Hand(path, key) as db:
            for table, values in every.items():
                last, = db.execute(f"SELECT max(id) FROM {quoted(table)}").fetchone()
                if edit == "in":
                    values = {name: f"{value}{edit}" if isinstance(value, str) else 77
                              for name, value in values.items()}
                    names, marks = ", ".join(map(quoted, values)), ", ".join("?" * len(values))
                    db.execute(f"INSERT INTO {quoted(table)} (id, {names}) VALUES (?, {marks})",
                               (last + 50, *values.values()))
                    expected.add((table, last + 50, ()))
                elif edit == "out":
                    db.execute(f"DELETE FROM {quoted(table)} WHERE id = ?", (last,))
                    expected.add((table, last, ()))
                else:
                    db.execute(f"UPDATE {quoted(table)} SET id = id + 90 WHERE id = ?", (last,))
                    expected |= {(table, last, ()), (table, last + 90, ())}
        assert unlike(path, key) == expected


OF_THE_HOUSE = {
    "a trigger put in": ("CREATE TRIGGER t AFTER INSERT ON visit BEGIN SELECT 1; END", RESHAPED),
    "a trigger left out": ("DROP TRIGGER entry_stands", RESHAPED),
    "an index left out": ("DROP INDEX visit_day", RESHAPED),
    "an index put in": ("CREATE INDEX i ON visit(way)", RESHAPED),
    "a table put in": ("CREATE TABLE x (id INTEGER PRIMARY KEY)", RESHAPED),
    "a view put in": ("CREATE VIEW v AS SELECT 1", RESHAPED),
    "a column put in": ("ALTER TABLE visit ADD COLUMN x", RESHAPED),
    "a step forgotten": (
        "DELETE FROM _sqlite_migrations WHERE name = '0021-visits'", RESHAPED),
    "the identity": ("UPDATE data_file SET identity = 'x'", ALTERED),
    "a way to find somebody": ("DELETE FROM search_key WHERE kind = 'person' AND row = 1",
                               "search-keys"),
    "another way to find somebody": ("INSERT INTO search_key VALUES ('household', 2, 'x', '户号')",
                                     "search-keys"),
    "the operator of an act": ("UPDATE act SET operator = '别人' WHERE id = 1", "log-broken"),
    "the newest act": ("DELETE FROM change WHERE act = (SELECT max(id) FROM act);"
                       "DELETE FROM act WHERE id = (SELECT max(id) FROM act)", ALTERED),
    "every act": ("DELETE FROM change; DELETE FROM act", ALTERED),
}


@EITHER
@pytest.mark.parametrize(("sql", "rule"), OF_THE_HOUSE.values(), ids=OF_THE_HOUSE)
def test_what_holds_the_records_is_held_too(
    village: Path, key: bytes | None, sql: str, rule: str
) -> None:
    db = connect(village, key=key)
    db.execute("PRAGMA foreign_keys = OFF")
    for each in sql.split(";") if "BEGIN" not in sql else (sql,):
        db.execute(each)
    db.close()
    with Store(village, key=key, reading=True) as store:
        assert rule in {each.rule for each in file_findings(store, full=True)}


@pytest.mark.parametrize("key", [None])
def test_a_table_nobody_looks_at_would_be_missed(
    village: Path, key: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault that the law above is there for."""
    monkeypatch.setattr(replay, "HOUSE", (*HOUSE, "visit"))
    with Hand(village, key) as db:
        db.execute("UPDATE visit SET said = '别的'")
    assert not {each for each in unlike(village, key) if each[0] == "visit"}


@pytest.mark.parametrize("key", [None])
def test_a_ledger_that_only_grows_is_mended_and_guarded_again(
    village: Path, key: bytes | None
) -> None:
    with Hand(village, key) as db:
        db.execute("UPDATE entry SET credited = credited + 1 WHERE id = 1")
        db.execute("UPDATE account SET score_since = '1999-01-01' WHERE id = 1")
    db = connect(village, key=key)
    db.execute("DROP TRIGGER notice_update")
    db.close()
    with Store(village, key=key) as store:
        mend(store, {("entry", 1), ("account", 1), (SCHEMA, 0)})
        assert list(differences(store)) == []


# ── flipped bits ─────────────────────────────────────────────────────────────


def flipped(village: Path, key: bytes | None, seed: int, count: int) -> list[str]:
    """What went wrong over so many files with one flipped bit each."""
    chance, whole, wrong = random.Random(seed), village.read_bytes(), []
    with Store(village, key=key, reading=True) as store:
        before = everything(store)
    for number in range(count):
        at, bit = chance.randrange(len(whole)), chance.randrange(8)
        path = village.with_name("翻.lianxing")
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1:])
        try:
            with Store(path, key=key, reading=True) as store:
                found = every_finding(store, full=True)
                named = any(each.rule in OF_THE_FILE for each in found)
                with store.leniently():
                    changed = named or everything(store) != before
        except Problem:
            continue
        except Exception as error:
            wrong.append(f"{number}: byte {at} bit {bit}: {error!r}")
            continue
        if not named and (changed or key is not None):
            wrong.append(f"{number}: byte {at} bit {bit} is not named")
    return wrong


OF_THE_FILE = {"file-damaged", "log-broken", "search-keys", "unreadable", ALTERED, RESHAPED}


def everything(store: Store) -> Rows:
    return {name: store.query(f"SELECT * FROM {quoted(name)}")
            for name in (*tables(store), "act", "change")}


@EITHER
@pytest.mark.parametrize(("edit", "ref"), [
    ("DELETE FROM data_file", ("data_file", 1)),
    ("UPDATE meeting SET kind = CAST(kind AS BLOB) WHERE id = 1", ("meeting", 1)),
    ("UPDATE resource_update SET content = '{改' WHERE id = 1", ("resource_update", 1)),
])
def test_what_is_read_at_the_start_is_named_and_taken_back(
    village: Path, key: bytes | None, edit: str, ref: tuple[str, int]
) -> None:
    with Hand(village, key) as db:
        db.execute(edit)
    with open_store(village, key=key) as store:
        begun(store)
        found = [each for each in file_findings(store, full=True) if each.rule == ALTERED]
        assert [(each.rule, each.where) for each in found] == [(ALTERED, (ref,))]
        mend(store, {ref})
        assert list(differences(store)) == []


@EITHER
def test_a_flipped_bit_is_named(plainly: dict[bytes | None, Path], key: bytes | None) -> None:
    assert flipped(plainly[key], key, seed=7, count=20) == []


@pytest.mark.soak
@EITHER
def test_two_thousand_flipped_bits_are_named(
    plainly: dict[bytes | None, Path], key: bytes | None
) -> None:
    assert flipped(plainly[key], key, seed=11, count=2000) == []


@EITHER
def test_a_log_nested_beyond_reading_is_named(village: Path, key: bytes | None) -> None:
    with Hand(village, key) as db:
        db.execute("UPDATE change SET after = ? WHERE id = 30", ("[" * 100_000,))
    with Store(village, key=key, reading=True) as store:
        assert "log-broken" in {each.rule for each in file_findings(store, full=True)}
