"""A small village in a window without a screen; what a user leaves behind stays in the test."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QSettings

from models.members.member import Member
from models.office.village import Group, Unit
from models.pairing.pairing import Pairing
from models.registers.people import HEAD, Household, HouseholdCategory, Person

FIRST_DAY = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def own_settings(tmp_path):
    kind, scope = QSettings.Format.IniFormat, QSettings.Scope.UserScope
    QSettings.setPath(kind, scope, str(tmp_path / "settings"))


@pytest.fixture(autouse=True)
def card_with_its_list(monkeypatch):
    """A test reads the card at once; that it waits for the painting is seen on a display."""
    from ui.kit.section import Section

    monkeypatch.setattr(Section, "look_after", Section.look_now)


@pytest.fixture
def no_dialogs(monkeypatch):
    """Whoever is asked for a file chooses none."""
    from ui.kit import ask

    for each in ("file_to_open", "files_to_open", "file_to_save", "folder"):
        monkeypatch.setattr(ask, each, lambda *_, **__: None)


@pytest.fixture
def village(store):
    """Three households in two groups: 柳琢's is cared for, 缑树林 is the member, one has doubts."""
    with store.act("建立村子"):
        store.save(Unit(name="柳河沿村", town="青石坡镇", district="二管区"))
        third = store.save(Group(name="三组", place=3)).id
        fourth = store.save(Group(name="四组", place=4)).id
        cared = store.save(Household(number="03-018", group=third)).id
        party = store.save(Household(number="03-025", group=third)).id
        doubted = store.save(Household(number="04-001", group=fourth)).id
        store.save(
            Person(
                name="柳琢",
                household=cared,
                relation=HEAD,
                sex="1",
                id_number="410900188804129911",
                born="1888-04-12",
            )
        )
        store.save(
            Person(
                name="彭桂兰",
                household=cared,
                relation="12",
                sex="2",
                id_number="410900189011190223",
                born="1890-11-19",
            )
        )
        member = store.save(
            Person(
                name="缑树林",
                household=party,
                relation=HEAD,
                sex="1",
                id_number="410900188103040017",
                born="1881-03-04",
            )
        )
        store.save(Person(name="洛秀英", household=doubted, relation=HEAD, sex="2"))
        kept = store.save(Member(person=member.id, joined=date(1901, 7, 1).isoformat()))
        store.save(Pairing(member=kept.id, household=cared, since=FIRST_DAY, basis="near"))
        store.save(HouseholdCategory(household=cared, category="TP", since=FIRST_DAY))
    return store


@pytest.fixture
def window(qtbot, village):
    from PySide6.QtWidgets import QApplication

    from ui.frame.window import Window
    from ui.kit.theme import dress

    dress(QApplication.instance())
    shown = Window()
    qtbot.addWidget(shown)
    shown.show()
    shown.receive(village)
    with qtbot.waitActive(shown):
        shown.activateWindow()
    yield shown
    shown.let_go()
    dress(QApplication.instance())


@pytest.fixture
def people(window):
    window.go("people")
    return window.pages["people"]
