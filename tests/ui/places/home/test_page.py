"""工作台: what waits is said in words, and Enter leads to where it is done."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from models.keeping.store import Store
from models.overview.due import Due, due_today
from sample.cast import LAST
from sample.village import fill
from ui.kit.marks import Face
from ui.kit.place import place_for
from ui.kit.theme import Mark
from ui.parts.return_figures import CATALOGUE, WHY


@pytest.fixture(autouse=True)
def _day(clock):
    clock.set(LAST)


@pytest.fixture
def home(window, qtbot):
    window.go("home")
    page = window.pages["home"]
    qtbot.waitUntil(lambda: page.dues != [])
    return page


def test_what_waits_is_said_with_its_state(home):
    first = home.todo.table.face(0, 0)
    assert first.mark is Mark.LATE
    assert Due("2 户还没有主联党员", "late", "去结对", "pairing", 0) in home.dues


def test_a_line_leads_to_the_place_where_it_is_done(home, qtbot):
    home.dues = [Due("体检有 2 处要核对", "ask", "去看看", "checks", 0)]
    home.todo.table.show_ids([1])
    assert home.todo.table.face(0, 1) == Face("去看看 ›", tone="link")
    with qtbot.waitSignal(home.wanted) as asked:
        home.todo.opened.emit(1)
    assert asked.args == ["checks", 0]


def test_a_line_whose_place_is_not_there_offers_no_way(home):
    home.dues = [Due("一件事", "ask", "去办", "nowhere")]
    home.todo.table.show_ids([1])
    assert home.todo.table.face(0, 1).words == ""


def test_the_figures_are_counted_from_records(home, qtbot):
    grid = home.tiles.grid
    shown = [grid.itemAt(at).widget() for at in range(grid.count())]
    said = [each.accessibleName() for each in shown]
    assert said[:3] == ["户 3，4 人", "党员 1，其中预备 0 名", "已结对 1，应结对 3 户"]
    qtbot.keyClick(shown[2], Qt.Key.Key_Return)
    behind = home.behind
    assert behind.isVisible() and behind.title.text() == "已结对 1"
    assert behind.earlier.text() == "上期 1，上年同期 0"
    assert len(behind.found.counted) == 1 and behind.records.isColumnHidden(WHY)
    behind.chips.press("missed")
    assert not behind.records.isColumnHidden(WHY)
    behind.chips.press("counted")
    assert {each.reason for each in behind.found.missed} == {"没有主联党员"}
    with qtbot.waitSignal(home.wanted) as asked:
        behind.records.opened.emit(1)
    assert asked.args == [*behind.found.counted[0].ref]


def test_a_return_that_is_coming_opens_at_its_place(home, qtbot):
    assert home.returns.table.ids
    with qtbot.waitSignal(home.wanted) as asked:
        home.returns.opened.emit(1)
    assert CATALOGUE[asked.args[1] - 1] is home.coming[0].ret


def test_an_empty_village_is_shown_its_first_steps(qtbot, store):
    from models.office.village import Unit
    from ui.places.home.page import Home

    store.save(Unit(name="空村"))
    page = Home(store)
    qtbot.addWidget(page)
    page.show()
    assert page.states.currentIndex() == 1
    with qtbot.waitSignal(page.wanted) as asked:
        page.first.click()
    assert asked.args == ["roster", 0]


def test_what_waits_leads_to_a_place_that_opens_it(tmp_path):
    with Store(tmp_path / "village.lianxing") as store:
        fill(store, households=40)
        dues = due_today(store, LAST)
    assert {"visits", "pairing"} & {each.place for each in dues}
    assert [each for each in dues if place_for(each.place) is None] == []
