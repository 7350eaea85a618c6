"""Whatever the program does can be taken back and done again, and the village is as it was.

Every kind of act is tried the moment it is done: a kind is what it writes, in which tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime, time, timedelta

import pytest

from models.keeping.act import resting_on
from models.keeping.journal import verify_chain
from models.keeping.settings import Setting
from models.keeping.store import Store
from models.overview.act_words import FORMER_TABLE, kinds, touched
from models.registers.people import Household, Person
from models.values.problem import Problem
from tests.laws.later_life import live_on
from tests.laws.test_a_closed_period_stays import BEFORE, LATER, settle

Kind = frozenset[tuple[str, bool, bool]]
LEAST_KINDS = 60
BESIDE = {"act", "change", "draft", "search_key", "_sqlite_migrations", "data_file"}
FINAL = {"year_close", "notice", "notice_line", "sent_record"}
"""Written only by what leaves the village's hands."""


def rows(store: Store, tables: frozenset[str]) -> dict[str, object]:
    return {each: store.query(f'SELECT * FROM "{each}" ORDER BY id') for each in tables}


class Trial:
    """Takes back every kind of act as soon as it is done, and does it again."""

    def __init__(self, store: Store) -> None:
        self.store, self.faults = store, list[str]()
        self.tried: dict[Kind, str] = {}
        self.busy = False
        store.listen(self.after)

    def after(self, tables: frozenset[str]) -> None:
        newest = self.store.newest_act()
        if self.busy or newest is None or newest[2]:
            return
        kind = frozenset((table, before is None, after is None) for table, before, after in
                         self.store.query('SELECT "table", before, after FROM change WHERE act = ?',
                                          (newest[0],)))
        if kind in self.tried:
            return
        self.tried[kind], self.busy = newest[1], True
        self.there_and_back(tables)
        self.busy = False

    def there_and_back(self, tables: frozenset[str]) -> None:
        done, label = rows(self.store, tables), self.store.undo()
        undone = rows(self.store, tables)
        for wanted, turn in ((done, self.store.redo), (undone, self.store.undo),
                             (done, self.store.redo)):
            if turn() != label or rows(self.store, tables) != wanted:
                self.faults.append(f"{label}: {turn.__name__}")
        if done == undone:
            self.faults.append(f"{label}: nothing was taken back")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Trial]]:
    path = tmp_path_factory.mktemp("undo") / "village.lianxing"
    with pytest.MonkeyPatch.context() as patch, Store(path) as store:
        trial = Trial(store)
        act = Store.act
        patch.setattr(Store, "act", lambda store, label, **says: nullcontext()
                      if label == "建立示例村" else act(store, label, **says))
        now = BEFORE
        patch.setattr("models.values.clock.now", lambda: datetime.combine(now, time(10)))
        settle(store)  # each step of the sample village an act of its own
        now = LATER + timedelta(days=3)
        live_on(store, LATER)
        yield store, trial


def test_every_kind_of_act_goes_back_and_comes_again(lived: tuple[Store, Trial]) -> None:
    store, trial = lived
    assert not trial.faults
    assert len(trial.tried) >= LEAST_KINDS, sorted(trial.tried.values())
    filled = {name for name, in store.query("""SELECT name FROM sqlite_master
                                        WHERE type = 'table'""")
              if name not in BESIDE and store.query(f'SELECT 1 FROM "{name}" LIMIT 1')}
    assert filled - FINAL <= {table for kind in trial.tried for table, _, _ in kind}
    assert verify_chain(store) is None and not store.integrity()


def test_any_act_is_taken_back_alone_or_says_what_rests_on_it(lived: tuple[Store, Trial]) -> None:
    store, trial = lived
    every = frozenset(table for kind in trial.tried for table, _, _ in kind)
    now, alone = rows(store, every), 0
    labels = {label for label in trial.tried.values()}
    for row, label, final in store.query(
        f"SELECT id, label, final FROM act WHERE undoes IS NULL AND label IN "
        f"({','.join('?' * len(labels))}) GROUP BY label", sorted(labels),
    ):
        above = resting_on(store, row)
        trial.busy = True
        if final or above:
            with pytest.raises(Problem, match="不能") as refused:
                store.undo(row)
            assert final or above[0] in refused.value.sentence
            continue
        alone += 1
        assert store.undo(row) == label
        assert not store.integrity(), label
        store.redo()
        assert rows(store, every) == now, label
    assert alone > 10


def test_every_kind_of_act_is_told_in_words(lived: tuple[Store, Trial]) -> None:
    store, _ = lived
    english = re.compile("[a-z]{3,}[_-]?[a-z]*")
    for act, label in store.query("SELECT id, label FROM act WHERE undoes IS NULL"):
        for each in touched(store, act):
            assert each.fields or each.table == "own_key", (label, each)
            if each.table == FORMER_TABLE:  # of another kind's field
                assert each.label.endswith("从前的") and not english.search(each.name), each
                continue
            said = {name for name, _, _ in each.fields}
            if each.table == Setting.table:  # the parts of its value that are different are told
                assert not any(english.search(" ".join(words)) for words in each.fields), each
            else:
                assert said <= {field.label for field in kinds()[each.table].fields()}
            assert each.label != "其他记录" and not english.search(each.name), (label, each)


def test_two_fields_of_one_person_do_not_rest_on_one_another(store: Store) -> None:
    person = store.save(Person(name="仝金坡"))
    store.save(Household(number="001"))
    with store.act("改电话"):
        store.save(person.but(phone="13800000000"))
    telephone = store.newest_act()
    with store.act("改性别"):
        store.save(person.but(phone="13800000000", sex="1"))
    assert telephone and store.undo(telephone[0]) == "改电话"
    assert store.find(Person) == [person.but(sex="1")]
    with pytest.raises(Problem, match="后来的 1 步接着它做：改性别"):
        store.undo(1)


def test_a_redo_that_forgets_a_row_is_caught(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    trial, whole = Trial(store), Store._insert
    monkeypatch.setattr(Store, "_insert", lambda self, table, values: whole(
        self, table, {**values, "note": None} if "id" in values else values))
    store.save(Person(name="仝金坡", note="在外"))
    assert trial.faults == ["保存人员: redo", "保存人员: redo"]
