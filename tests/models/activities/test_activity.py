"""Activities with people or 人次, their figures, and what comes round every Friday."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.activities.activity import (
    Activity,
    ActivityResult,
    TaskRound,
    activities_between,
    log,
    people_of,
    results_of,
    rounds_due,
)
from models.registers.people import Person
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.problem import Invalid

DAY = date(2026, 9, 18)


def cleaning(**says) -> Activity:
    return Activity(
        **({"on_day": DAY, "kind": "cleaning", "theme": "清洁家园", "entered": DAY} | says)
    )


def test_with_names_the_people_are_counted(store):
    people = [store.save(Person(name=f"槐{each}")).id for each in "甲乙丙"]
    kept = log(
        store,
        cleaning(),
        people,
        [ActivityResult(activity=0, what="清运垃圾", amount=Decimal("3.5"), unit="吨", about=True)],
    )
    assert (kept.people, len(people_of(store, kept.id))) == (3, 3)
    assert [each.words for each in results_of(store, kept.id)] == ["清运垃圾约3.5吨"]
    again = log(store, kept, people[:2])
    assert (again.id, again.people, results_of(store, kept.id)) == (kept.id, 2, [])
    with pytest.raises(Invalid, match="出现了两次"):
        log(store, cleaning(), [people[0], people[0]])


def test_a_task_comes_round_every_friday(store):
    task = store.save(
        TaskRound(title="清洁家园", kind="cleaning", weekday=5, since=date(2026, 9, 10))
    )
    log(store, cleaning(round=task.id, on_day=date(2026, 9, 17)))
    due = rounds_due(store, Period.parse("2026-09"))
    assert [each.words for each in due] == [
        "清洁家园2026年9月11日（星期五）",
        "清洁家园2026年9月18日（星期五）",
        "清洁家园2026年9月25日（星期五）",
    ]
    assert [each.activity is not None for each in due] == [False, True, False]


def test_what_was_entered_of_the_kind_without_the_task_is_not_asked_for_again(store):
    store.save(TaskRound(title="清洁家园", kind="cleaning", weekday=5, since=date(2026, 9, 10)))
    entered = log(store, cleaning(on_day=date(2026, 9, 18)))
    log(store, cleaning(kind="training", on_day=date(2026, 9, 11)))
    due = rounds_due(store, Period.parse("2026-09"))
    assert [each.activity and each.activity.id for each in due] == [None, entered.id, None]


def test_the_ledger_keeps_heads_and_attendances_apart(store):
    log(store, cleaning(people=40, about=True, star="生态宜居星"))
    log(store, cleaning(kind="training", theme="反诈宣讲", times=120))
    asked = Asked.of(Period.parse("2026-Q3"), date(2026, 9, 30))
    sheet = return_called("activities").draw(store, asked)
    assert [row.values[6:9] for row in sheet.rows] == [(40, None, "约"), (None, 120, "")]
    assert sheet.total[6:8] == (40, 120)
    assert len(activities_between(store, DAY, DAY, "training")) == 1


def test_what_has_not_happened_is_not_written_down(store):
    with pytest.raises(Invalid, match="办过再登记"):
        log(store, cleaning(on_day=date(2026, 9, 19)))
