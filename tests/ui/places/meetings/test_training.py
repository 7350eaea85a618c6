"""培训结果: what a training brought is typed into a grid, person by person."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from models.activities.activity import Activity, log, people_of
from models.registers.people import Person
from models.values import clock
from ui.kit.table import Edit


def test_what_a_training_brought_is_typed_person_by_person(window, store):
    window.go("meetings")
    meetings = window.pages["meetings"]
    today, people = clock.today(), [each.rowid for each in store.find(Person)[:2]]
    kept = log(store, Activity(kind="training", theme="夜校", on_day=today, entered=today), people)
    log(store, Activity(kind="cleaning", theme="清沟渠", on_day=today, entered=today, people=2))
    activities = meetings.show_section("activities")
    for row, offered in ((kept.rowid, True), (kept.rowid + 1, False)):
        activities.look_at(row)
        assert activities.deeds["note_results"].isVisible() is offered
    activities.look_at(kept.rowid)
    activities.deeds["note_results"].trigger()
    roll = meetings.current
    assert roll.key == "training-results" and meetings.detail == "夜校"
    first, second = (each.rowid for each in people_of(store, kept.rowid))
    assert roll.list.table.put([Edit(first, "passed", "是"), Edit(first, "certificate", "电工证"),
                                Edit(first, "subsidy", "120"), Edit(second, "passed", "否")])
    assert not roll.list.table.put([Edit(second, "subsidy", "-3")])
    assert "不能小于0" in roll.strip.words.text()
    told = {each.text() for each in roll.card.findChildren(QLabel)}
    assert "合格 1 人，取得证书 1 人，补贴 120.00 元" in told
    assert meetings.summary == "合格 1 / 2 人"
    roll.deeds["go_back"].trigger()
    assert meetings.current is activities
