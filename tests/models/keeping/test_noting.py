"""What was asked is noted: through views and subqueries, again when asked again, never by acts."""

from __future__ import annotations

import threading

import pytest

from models.keeping.questions import listening, noting
from models.keeping.store import Store
from models.registers.people import Household, Person

QUESTIONS = {
    "SELECT count(*) FROM person": {"person"},
    "SELECT 1 FROM person": {"person"},
    "SELECT 1 FROM household h WHERE EXISTS (SELECT 1 FROM person p WHERE p.household = h.id)":
        {"household", "person"},
    "WITH gone AS (SELECT id FROM person WHERE left IS NOT NULL) SELECT * FROM gone": {"person"},
}


@pytest.mark.parametrize("asked", QUESTIONS)
def test_what_is_asked_is_noted_whenever_it_is_asked(store: Store, asked: str) -> None:
    for _ in range(3):
        with store.noting() as noted:
            store.query(asked)
        assert noted.tables == QUESTIONS[asked]


def test_a_view_is_seen_through(store: Store) -> None:
    with store.aside() as write:
        write("CREATE VIEW named AS SELECT name FROM person", ())
    with store.noting() as noted:
        store.query("SELECT * FROM named")
    assert noted.tables >= {"person"}


def test_each_notes_its_own_and_they_may_overlap(store: Store) -> None:
    first, second = set[str](), set[str]()
    one, other = noting(first), noting(second)
    one.__enter__()
    store.find(Person)
    other.__enter__()
    store.find(Household)
    one.__exit__(None, None, None)
    store.count("pairing")
    other.__exit__(None, None, None)
    store.count("visit")
    assert (first, second) == ({"person", "household"}, {"household", "pairing"})


def test_what_is_asked_in_an_act_is_not_shown(store: Store) -> None:
    with store.noting() as noted, store.act("记一笔"):
        store.find(Person)
    assert noted.tables == set()


def test_work_elsewhere_is_noted_for_whoever_began_it(store: Store) -> None:
    with store.noting() as noted:
        asker = listening()

    def work() -> None:
        with noting(*asker), Store(store.path, reading=True) as own:
            own.find(Person)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert noted.tables == {"person"}


def test_touched_by_an_act_on_what_was_asked_and_by_no_other(store: Store) -> None:
    with store.noting() as noted:
        store.find(Person)
    assert not store.touched(noted)
    store.save(Household(number="001"))
    assert not store.touched(noted)
    store.save(Person(name="赵守田"))
    assert store.touched(noted)
    with store.noting() as noted:
        store.find(Person)
    store.undo()
    assert store.touched(noted)


def test_the_file_reopened_after_an_error_still_tells(store: Store) -> None:
    store.find(Person)
    store._db.close()
    store._open()
    with store.noting() as noted:
        store.find(Person)
    assert noted.tables == {"person"}
