"""How many keys and clicks the daily jobs take, counted as they are done on a display."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from models.meetings.attendance import attendance_of
from models.meetings.meeting import Meeting
from models.pairing.pairing import Pairing
from models.points.book.scheme_versions import keep_scheme, put_in_force
from models.points.book.slips import Slip
from models.registers.people import Household, HouseholdCategory
from models.visits.visit import Visit
from tests.display.grids import BEGIN, TODAY, section
from tests.models.liaison_village import settle_village
from tests.models.points.points_village import ITEMS
from tests.models.points.small_village import scheme

HOMES = MEMBERS = 30
MOST = {"attendance": 24, "thirty": 6, "visit": 5, "pair": 3, "restore": 3, "category": 5}


@pytest.fixture
def village(store, monkeypatch):
    monkeypatch.setattr("models.values.clock.today", lambda: TODAY)
    settle_village(store, HOMES, 18)
    with store.act("电话"):
        store.save(store.get(Household, 1).but(phone="15400000001"))
    kept = keep_scheme(store, scheme(ITEMS, valid_from=BEGIN.isoformat(), redeem_value="1"))
    put_in_force(store, kept, basis="村民代表会议", adopted=BEGIN)
    return store


class Counted:
    """A person whose keys and clicks are counted; a word typed into a field is one."""

    def __init__(self, person) -> None:
        self.person, self.keys, self.actions = person, 0, 0

    def press(self, *keys: str) -> None:
        self.person.press(*keys, every=10)
        self.keys += len(keys)
        self.actions += len(keys)

    def write(self, editor, word: str) -> None:
        """A word typed into a field, where a list may drop down, is put there and counts as one."""
        editor.put(word) if hasattr(editor, "put") else editor.setText(word)
        self.actions += 1

    def click(self, widget, at=None, held="") -> None:
        self.person.click(widget, at, held)
        self.actions += 1

    def row(self, shown, row, held="") -> None:
        shown.scrollTo(shown.table.index(row, 0))
        self.click(shown.viewport(), shown.visualRect(shown.table.index(row, 0)).center(), held)


@pytest.fixture
def hand(person):
    return Counted(person)


def test_the_phone_of_a_household_is_there_without_a_click(window, hand, until):
    window.go("people")
    people = window.pages["people"]
    assert people.homes.current() == 1
    until(lambda: any(each.text().endswith("电话 15400000001") for each in
                      people.card.findChildren(QLabel) if not each.visibleRegion().isEmpty()))
    assert hand.actions == 0


def test_eighteen_sign_in(window, hand, until):
    window.go("meetings")
    desk = window.pages["meetings"].show_section("desk")
    desk.begin("party-meeting")
    for name, text in {"held": TODAY.isoformat(), "title": "议题"}.items():
        desk.current.form.editors[name].put(text)
    desk.show_section("roll")
    grid = desk.current.grid
    assert len(grid.rows) == 18
    grid.setFocus()
    hand.press("2", "1", "3", *["1"] * 15, "3", "ctrl+s")  # one by one, the first on leave
    until(lambda: bool(window.store.find(Meeting)))
    (kept,) = window.store.find(Meeting)
    assert len([each for each in attendance_of(window.store, kept.rowid) if each.status]) == 18
    assert hand.keys <= MOST["attendance"]


def test_twelve_households_get_a_category(window, hand, until):
    window.go("people")
    people = window.pages["people"]
    hand.row(people.homes, 0)
    hand.row(people.homes, 11, "shift")
    assert len(people.homes.chosen()) == 12
    hand.click(people.chosen_bar.steps["categorise"])
    until(lambda: people.beside.pane is not None)
    hand.write(people.beside.pane.form.editors["category"], "监测户")
    hand.press("ctrl+s")
    until(lambda: bool(window.store.find(HouseholdCategory)))
    assert len(window.store.find(HouseholdCategory)) == 12
    assert hand.actions <= MOST["category"]


def test_thirty_households_get_their_points(window, hand, until):
    shown = section(window, "points", "entry")
    shown.open_accounts()
    labour = next(each for each in shown.item.property("codes") if "公共劳动" in each)
    hand.write(shown.item, labour)
    hand.click(shown.quick)
    hand.write(shown.quick, "1-30")
    hand.press("Return", "ctrl+s")
    until(lambda: len(window.store.find(Slip)) == HOMES)
    assert hand.actions <= MOST["thirty"]


def test_a_household_is_paired_and_visited(window, hand, until):
    shown = section(window, "liaison", "pairing")
    hand.row(shown.homes, 4)
    hand.press("Return")
    hand.press("Return")
    until(lambda: bool(window.store.find(Pairing)))
    assert hand.actions <= MOST["pair"]
    hand.actions = 0
    window.go("people")
    people = window.pages["people"]
    (pairing,) = window.store.find(Pairing)
    hand.row(people.homes, people.homes.table.row_of(pairing.household))
    hand.press("F3")
    until(lambda: people.beside.pane is not None)
    hand.press("ctrl+s")
    until(lambda: bool(window.store.find(Visit)))
    (kept,) = window.store.find(Visit)
    assert (kept.household, kept.member, kept.day) == (pairing.household, pairing.member, TODAY)
    assert hand.actions <= MOST["visit"]


def test_a_copy_is_put_back(window, hand, until):
    window.go("settings")
    page = window.pages["settings"]
    page.chips.press("backups")
    page.deeds["back_up_now"].trigger()
    until(lambda: bool(page.backups.copies.table.ids))
    asked = []
    window.restore_wanted.connect(asked.append)
    hand.row(page.backups.copies, 0)
    until(lambda: page.backups.verdict is not None)
    hand.click(next(each for each in page.findChildren(QPushButton)
                    if each.isVisible() and each.text().startswith("恢复到这一份")))
    hand.click(next(each for each in page.strip.findChildren(QPushButton)
                    if each.isVisible() and each.text() == "恢复"))
    until(lambda: len(asked) == 1)
    assert hand.actions <= MOST["restore"]
