"""公示规则 in the window: how long a paper hangs, what it rests on, what is looked for in it."""

from __future__ import annotations

from datetime import date

import pytest

from models.office.exposure import Scan
from models.office.village import policy, shipped
from models.returns.catalogue import return_called
from models.returns.leaving import public_version
from models.returns.returning import Asked
from models.values.periods import Period
from tests.ui.places.points.conftest import filled

TODAY = date(2026, 9, 26)


@pytest.fixture
def pane(window, clock):
    clock.set(TODAY)
    window.go("returns")
    section = window.pages["returns"].show_section("catalogue")
    section.deeds["change_public_rules"].trigger()
    return section.right.currentWidget()


def posted(store):
    asked = Asked.of(Period.parse("2026"), TODAY)
    return "".join(public_version(store, return_called("facts", store).draw(store, asked)).notes)


def test_what_the_village_decided_stands_on_every_posted_paper(pane, window):
    store = window.store
    assert "《" in pane.form.editors["branch"].text() and pane.form.editors["days"].text() == "7"
    filled(pane, days="10", committee="赵家村村务公开办法", own="土地流转款")
    assert "不少于10日" in posted(store)
    assert "公示依据：赵家村村务公开办法。" in posted(store)
    assert Scan(store, TODAY).traps("土地流转款")
    assert policy(store, "posting", TODAY)["basis"]["branch"] == (
        shipped("posting", TODAY)["basis"]["branch"])
    assert store.newest_act()[1] == "改公示规则"
    store.undo()
    assert "不少于7日" in posted(store) and not Scan(store, TODAY).traps("土地流转款")


def test_words_alone_leave_the_rules_as_they_come_with_the_program(pane, window):
    filled(pane, own="土地流转款")
    assert not window.store.count("setting", "name = ?", ("policy.posting",))


def test_a_paper_hangs_a_day_at_least(pane):
    filled(pane, days="0")
    assert "不能少于 1 日" in pane.form.faults["days"].text()
