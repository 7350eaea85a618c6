"""Records that hang on nothing, in old files and new: the file opens, each is named and mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.checks.data_file import LOOSE, file_findings, mend_found
from models.keeping.backups import backup
from models.keeping.copies import DOUBTFUL, UPGRADING, backups_in, own_copies
from models.keeping.datafile import connect
from models.keeping.journal import acts, verify_chain
from models.keeping.migrations import history, known
from models.keeping.opening import open_store
from models.keeping.record import quoted, written
from models.keeping.replay import HOUSE, differences
from models.keeping.restoring import restore
from models.keeping.store import Store
from models.registers.people import Household, Person
from tests.faults.stories import make_older

NOWHERE = 9000
PARTS = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def with_loose_ends(path: Path, era: int) -> int:
    """An older file with a row in each table that hangs on something, hanging on nothing."""
    make_older(path, era)
    db, tables = connect(path), 0
    db.execute("PRAGMA foreign_keys = OFF")
    for (table,) in db.execute(PARTS).fetchall():
        links = {each[3] for each in db.execute(f"PRAGMA foreign_key_list({quoted(table)})")}
        if table in HOUSE or not links:
            continue
        row = {name: NOWHERE if name in links else 1 if kind == "INTEGER" else "2026-01-01"
               for _, name, kind, *_ in db.execute(f"PRAGMA table_info({quoted(table)})")
               if name != "id"}
        db.execute(f"INSERT INTO {quoted(table)} ({', '.join(map(quoted, row))})"
                   f" VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
        tables += 1
    db.close()
    return tables


@pytest.mark.parametrize("era", [*range(2, known(), 6), known() - 1])
def test_an_older_file_with_loose_ends_opens_and_is_mended(tmp_path: Path, era: int) -> None:
    path = tmp_path / "村.lianxing"
    tables = with_loose_ends(path, era)
    with open_store(path) as store:
        assert len({each.table for each in store.loose_ends()}) == tables, "nothing was dropped"
        quick = list(file_findings(store))
        assert {each.rule for each in quick} == {LOOSE} and all(each.where for each in quick)
        copy, = [*own_copies(store), *backups_in(tmp_path / "备份")]
        assert copy.why == f"{UPGRADING}{DOUBTFUL}"
        before = {(each.table, each.row) for each in store.loose_ends()}
        mend_found(store, list(file_findings(store, full=True)))
        assert store.loose_ends() == [] and list(differences(store)) == []
        assert verify_chain(store) is None and list(file_findings(store, full=True)) == []
        logged = set(store.query('SELECT "table", row FROM change WHERE before IS NOT NULL'))
        assert before <= logged, "what stood is in the log"
    restore(copy.path, path)
    with open_store(path) as store:
        assert len({each.table for each in store.loose_ends()}) == tables


def test_a_step_that_would_leave_loose_ends_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "村.lianxing"
    make_older(path, known() - 1)
    content = path.read_bytes()
    monkeypatch.setattr(history()._migrations[-1], "fn", lambda db: db.execute(
        f"INSERT INTO person (name, household) VALUES ('赵守田', {NOWHERE})"))
    with pytest.raises(AssertionError, match="hang on nothing"):
        open_store(path)
    assert path.read_bytes() == content


# ── in a file of today ───────────────────────────────────────────────────────


@pytest.fixture
def home(store: Store) -> Store:
    house = store.save(Household(number="001"))
    store.save(Person(name="赵守田", household=house.id))
    store._db.execute("PRAGMA foreign_keys = OFF")
    return store


def loose(store: Store) -> list:
    return [each for each in file_findings(store) if each.rule == LOOSE]


def test_what_they_hung_on_comes_back_from_the_log(home: Store) -> None:
    """The one finding is enough: the household is in the log, so nothing is emptied."""
    home._db.execute("DELETE FROM household")
    found, = loose(home)
    assert found.what == ("人员（第 1 条）连着的户不在了。请到“设置 › 检查和修复”按日志改回；"
                          "日志里也没有的，到时“所在户”一栏清空，原样留在日志里。")
    assert mend_found(home, [found]) == 1
    assert home.get(Person, 1).household == 1 and home.count("household") == 1
    assert list(differences(home)) == []


def test_a_field_that_even_the_log_leaves_loose_is_emptied_and_kept_in_the_log(home: Store) -> None:
    home.save(home.get(Person, 1).but(household=NOWHERE))
    assert list(differences(home)) == [], "an old bug: the log says the same"
    found, = loose(home)
    made = backup(home)
    assert made.altered == 1 and DOUBTFUL in made.path.name
    assert mend_found(home, [found]) == 1
    assert home.get(Person, 1).household is None and loose(home) == []
    assert acts(home)[0].label == "清掉断了的连接 1 处"
    assert home.query("SELECT before FROM change ORDER BY id DESC LIMIT 1")[0][0].count("9000")
    assert backup(home).altered == 0


def test_what_can_not_be_without_goes_with_all_that_hung_on_it_and_nothing_else(
    home: Store,
) -> None:
    for sql in (f"INSERT INTO member (id, person, kind) VALUES (1, {NOWHERE}, 'full')",
                "INSERT INTO pairing (member, household, role, since)"
                " VALUES (1, 1, 'main', '2026-01-01')",
                f"UPDATE person SET household = {NOWHERE}"):
        home._db.execute(sql)
    with home.mending("旧版的错") as (act, _):
        for each in list(differences(home)):
            act.changes.append((*each.ref, written(each.logged), written(each.stands)))
    assert len(loose(home)) == 2
    member, = [each for each in loose(home) if each.where == (("member", 1),)]
    assert "到时整条删去" in member.what
    mend_found(home, [member])
    assert (home.count("member"), home.count("pairing"), home.count("person")) == (0, 0, 1)
    assert [each.where for each in loose(home)] == [(("person", 1),)], "not asked for"
    assert list(differences(home)) == [] and verify_chain(home) is None
