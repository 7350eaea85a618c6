"""Wherever numbers are typed, one out of all proportion is asked about and kept as it was typed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.activities.activity import Activity
from models.members.dues import Dues
from models.points.book.slips import Slip
from models.stars.plan import Assignment
from models.values import clock
from tests.display.grids import BEGIN, TODAY, entry, fees, settle, tasks
from ui.kit.form import Form
from ui.kit.table import Edit
from ui.kit.theme import Mark

DAY = date(2026, 9, 1)
SMALL, LARGE = "12", "312"


def put(typed, texts):
    table = typed.list.table
    for row, text in zip(table.ids, texts, strict=False):
        assert table.put([Edit(row, typed.key, text)])
    typed.save()


@pytest.mark.parametrize(("opened", "kept"), [
    (entry, lambda store: max(each.times for each in store.find(Slip))),
    (fees, lambda store: max(each.paid for each in store.find(Dues))),
    (tasks, lambda store: max(each.days for each in store.find(Assignment)))],
    ids=lambda each: each.__name__)
def test_a_grid_asks_and_keeps(window, store, tmp_path, monkeypatch, opened, kept):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    settle(store, tmp_path)
    typed = opened(window)
    put(typed, [SMALL] * 6)
    asked = []
    table = typed.list.table
    at, row = [each.key for each in table.columns].index(typed.key), table.ids[7]
    table.odd.say = asked.append
    table.put([Edit(row, typed.key, LARGE)])
    assert len(asked) == 1 and LARGE in asked[0] and SMALL in asked[0]
    assert table.face(table.row_of(row), at).mark is Mark.ASK
    typed.save()
    assert Decimal(kept(store)) == int(LARGE)
    table.put([Edit(row, typed.key, SMALL)])
    assert len(asked) == 1
    assert table.face(table.row_of(row), at).mark is not Mark.ASK


def test_a_form_asks_beside_the_field(qtbot, store):
    with store.act("活动"):
        for at in range(5):
            store.save(Activity(on_day=BEGIN, kind="other", theme=f"活动{at}", people=30,
                                entered=DAY))
    form = Form(store, Activity, ("on_day", "theme", "people"))
    qtbot.addWidget(form)
    form.put_texts({"on_day": "2026-09-01", "theme": "扫街", "people": "300"})
    form._doubt()
    assert "300" in form.faults["people"].text() and form.faults["people"].face.mark is Mark.ASK
    form.put_texts({"on_day": "2026-09-01", "theme": "扫街", "people": "31"})
    form._doubt()
    assert form.faults["people"].text() == ""
