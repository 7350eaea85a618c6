"""The sample village's visits and matters: the same every time, with something left to do."""

from __future__ import annotations

import random

from models.figures.matters import balance
from models.figures.measure import Days
from models.keeping.store import Store
from models.matters.ledger import matter_ids
from models.visits.visit import overdue
from sample.cast import FIRST, LAST, people_the_village
from sample.village import go_visiting, live_a_year


def lived(path) -> Store:
    store, chance = Store(path), random.Random(5)
    with store.act("示例村"):
        cast = people_the_village(store, chance, 120)
        live_a_year(store, chance, cast)
        go_visiting(store, chance, cast)
    return store


def test_a_year_of_visits_leaves_an_overdue_list_and_open_matters(tmp_path):
    store = lived(tmp_path / "one.lianxing")
    assert store.count("visit") > 400
    assert store.count("visit", "day > ? OR day < ?", (str(LAST), str(FIRST))) == 0
    assert 0 < len(overdue(store, LAST)) < 30
    assert matter_ids(store, state="told") and matter_ids(store, open_only=True)
    year = balance(store, Days(FIRST, LAST))
    assert year.opening + year.found - year.solved == year.open
    store.close()


def test_the_same_seed_gives_the_same_year(tmp_path):
    one, other = lived(tmp_path / "one.lianxing"), lived(tmp_path / "other.lianxing")
    for table in ("visit", "matter", "matter_step"):
        assert one.query(f"SELECT * FROM {table}") == other.query(f"SELECT * FROM {table}")
    one.close()
    other.close()
