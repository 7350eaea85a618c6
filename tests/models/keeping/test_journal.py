"""The log: who did what, field by field, and that nobody rewrites it unnoticed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from models.keeping.journal import acts, verify_chain
from models.keeping.store import Store
from models.registers.people import Household, Person


def test_the_log_says_who_did_what_and_what_was_undone(store: Store) -> None:
    store.operator = "文书"
    store.save(Household(number="001"))
    with store.act("登记一家"):
        store.save(Person(name="赵守田"))
        store.save(Person(name="钱有余"))
    store.undo()
    assert [(each.label, each.operator, each.changes, each.undone) for each in acts(store)] == [
        ("撤销：登记一家", "文书", 2, False),
        ("登记一家", "文书", 2, True),
        ("保存户", "文书", 1, False),
    ]
    assert len(acts(store, limit=1)) == 1


TAMPERINGS = {
    "a label rewritten": ("UPDATE act SET label = '别的' WHERE id = 2", "第 2 号操作“别的”"),
    "a change rewritten": ("UPDATE change SET after = NULL WHERE act = 2", "第 2 号操作“保存人员”"),
    "a change taken out": ("DELETE FROM change WHERE act = 3", "第 3 号操作"),
    "an act taken out": (
        "DELETE FROM change WHERE act = 2; DELETE FROM act WHERE id = 2",
        "缺了第 2 号操作",
    ),
    "the clock of an act": ("UPDATE act SET at = '1970-01-01T00:00:00' WHERE id = 1", "第 1 号"),
    "the newest act hidden": ("DELETE FROM act WHERE id = 3", "缺了第 3 号操作"),
}


@pytest.mark.parametrize(("sql", "sentence"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_a_rewritten_log_is_noticed(tmp_path: Path, sql: str, sentence: str) -> None:
    path = tmp_path / "村.lianxing"
    with Store(path) as store:
        for name in ("赵守田", "钱有余", "孙小满"):
            store.save(Person(name=name))
        assert verify_chain(store) is None
    hand = sqlite3.connect(path)
    hand.executescript(sql)
    hand.close()
    with Store(path, reading=True) as store:
        assert sentence in (verify_chain(store) or "")
