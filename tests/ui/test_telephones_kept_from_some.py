"""Who may not see numbers reads no telephone, on no page and in no list that is written down."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from PySide6.QtWidgets import QLabel, QLineEdit

from models.keeping.permissions import May
from models.keeping.settings import assign
from models.registers.people import Person
from models.returns.catalogue import RETURNS, return_called
from models.returns.returning import Asked
from models.returns.sending import Sent, corrections, send
from models.values.periods import Period
from ui.kit import ask
from ui.kit.editors import editor_for
from ui.parts.drawn_return import drawn

PHONE, COVERED = "15400001234", "154****1234"


@pytest.fixture(params=["书记", "文书"])
def operator(request, window, village):
    """A telephone is kept; the secretary may see it, the clerk may not."""
    village.operator = "书记"
    village.save(village.get(Person, 1).but(phone=PHONE, landline="0390-6000123"))
    assign(village, {each: ["书记", *(["文书"] * (each is May.ENTER))] for each in May})
    village.operator = request.param
    return request.param


def texts(page):
    said = [each.text() for kind in (QLabel, QLineEdit) for each in page.findChildren(kind)]
    return "\n".join(said)


def test_a_list_and_what_is_exported_of_it(operator, people, tmp_path, monkeypatch):
    path, wanted = tmp_path / "人.xlsx", PHONE if operator == "书记" else COVERED
    monkeypatch.setattr(ask, "file_to_save", lambda *_: path)
    people.chips.press("people")
    people.deeds["export_list"].trigger()
    cells = {str(each) for row in openpyxl.load_workbook(path).active.values for each in row}
    assert {PHONE, COVERED} & cells == {wanted}


def test_a_card_and_a_form(operator, people, village):
    people.open("household", 1)
    assert (PHONE in texts(people.card)) is (operator == "书记")
    line = editor_for(Person.field("phone"), village, {})
    line.put(PHONE)
    assert line.text() == (PHONE if operator == "书记" else COVERED)
    assert line.words() == PHONE, "what is kept is not the mask"


def test_what_a_return_shows_before_it_leaves(operator, window, qtbot):
    window.go("returns")
    page = window.pages["returns"].show_section("catalogue")
    page.open("return", [each.code for each in RETURNS].index("people") + 1)
    page.card.bare.setChecked(True)
    said = drawn(page._order(), lambda *_: None).content
    cells = {str(value) for row in said.rows for value in row.values}
    assert {PHONE, COVERED} & cells == {PHONE if operator == "书记" else COVERED}
    qtbot.waitUntil(lambda: page.job is None)


@pytest.fixture
def kept(operator, window, qtbot):
    """A roster with the telephone was sent; then the number changed."""
    village = window.store
    village.operator, now = "书记", village.operator
    asked = Asked.of(Period.parse("2026-Q3"), date(2026, 9, 30))
    for phone in (PHONE, "15400005678"):
        village.save(village.get(Person, 1).but(phone=phone))
        send(village, return_called("people").draw(village, asked), asked.period,
             recipient="镇党建办", today=date(2026, 10, 8), reason="换了号码")
    village.operator = now


def test_what_was_sent_and_how_it_differs(kept, operator, window, village):
    window.go("returns")
    section = window.pages["returns"].show_section("sent")
    section.list.choose(village.find(Sent, order="id DESC")[0].rowid)
    section.look_now()
    rows = section.card.figures.rows.table
    said = {str(rows.data(rows.index(line, column))) for line in range(rows.rowCount())
            for column in range(rows.columnCount())}
    whole, masked = "15400005678", "154****5678"
    assert {whole, masked} & said == {whole if operator == "书记" else masked}
    assert not [each for each in said if "410900188804129911" in each]
    differences = corrections(village, "people", "2026-Q3")[0].differences
    assert [(each.sent, each.now) for each in differences] == [(COVERED, masked)]
