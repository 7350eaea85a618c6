"""Figures opened by the keyboard on the workbench and in returns, also in one of one's own."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from models.returns.own import OwnReturn
from sample.village import fill
from tests.ui.everywhere import settle
from ui.parts.return_figures import place_of
from ui.places.home.page import TileFace

TODAY = date(2026, 11, 29)


@pytest.fixture
def village(store, clock):
    clock.set(TODAY)
    fill(store, households=12, seed=1)
    return store


def numbers(figures):
    return [at for at, each in enumerate(figures.sheet.columns)
            if each.numeric and each.label != "序号"]


def opened(person, until, figures, line):
    """Enter on every figure of a line: what stood behind each."""
    found = {}
    for column in numbers(figures):
        figures.rows.setFocus()
        figures.rows.setCurrentIndex(figures.rows.table.index(line, column))
        person.press("Return", every=10)
        until(figures.behind.isVisible)
        pane = figures.behind
        found[figures.sheet.columns[column].heading] = (
            pane.title.text(), pane.earlier.text(), pane.found)
        person.press("Escape", every=10)
        assert not pane.isVisible() and figures.rows.hasFocus()
    return found


def look_at(window, until, code):
    """A return of the catalogue as a table."""
    window.go("returns")
    catalogue = window.pages["returns"].show_section("catalogue")
    catalogue.open("return", place_of(window.store, code))
    until(lambda: catalogue.card.wanted.code == code and catalogue.drawn is not None
          and catalogue.job is None and not catalogue._later.isActive())
    catalogue.card.views.press("rows")
    return catalogue.card.figures


def test_every_figure_of_the_workbench_opens_with_its_past(window, person, until):
    window.go("home")
    home = window.pages["home"]
    until(lambda: bool(home.tiles.findChildren(TileFace)))
    for at, face in enumerate(home.tiles.findChildren(TileFace)):
        face.setFocus()
        person.press("Return", every=10)
        until(lambda: home.behind is not None and home.behind.isVisible())
        words, found = home.behind.title.text(), home.behind.found
        assert words.rpartition(" ")[2] == str(len(found.counted)), at
        assert all(each.reason for each in found.missed)
        assert home.behind.earlier.text().startswith("上期 ")
        assert "上年同期" in home.behind.earlier.text()
        person.press("Escape", every=10)
        assert not home.behind.isVisible()


def test_every_figure_of_a_return_and_its_sum_open(window, person, until):
    figures = look_at(window, until, "visits-month")
    sums = opened(person, until, figures, len(figures.lines))
    assert len(sums) == 12 and all("上年同期" in past for _, past, _ in sums.values())
    first = opened(person, until, figures, 0)
    title, _, found = first["走访户数·累计"]
    assert title.endswith(f"　{figures.lines[0].values[2]}") and found.counted
    assert any(each.reason for _, _, found in first.values() for each in found.missed)


def test_every_figure_of_what_is_about_to_leave_opens(window, person, until):
    window.go("returns")
    sending = window.pages["returns"].show_section("send")
    until(lambda: sending.looked is not None and sending.quiet.job is None)
    sending.ticks.choose(1)
    sending.views.press("figures")
    settle()
    found = opened(person, until, sending.figures, len(sending.figures.lines))
    assert found and all("上年同期" in past for _, past, _ in found.values())


def test_a_return_of_ones_own_is_made_drawn_changed_and_about_to_leave(window, person, until):
    window.go("returns")
    catalogue = window.pages["returns"].show_section("catalogue")
    catalogue.make_own()
    pane = catalogue.beside.pane
    pane.form.editors["title"].put("走访季报")
    pane.form.editors["cadence"].put("每季")
    tick(person, pane.choice, "name", "visits")
    person.press("ctrl+s")
    until(lambda: catalogue.card.title.text() == "走访季报")
    (own,) = window.store.find(OwnReturn)
    figures = look_at(window, until, own.code)
    assert [each.label for each in figures.sheet.columns] == ["序号", "姓名", "走访次数"]
    assert catalogue.card.preview.pages == 1
    opens = opened(person, until, figures, len(figures.lines))
    assert list(opens) == ["走访次数"] and "上年同期" in opens["走访次数"][1]
    catalogue.change_own()
    tick(person, catalogue.beside.pane.choice, "visits+year")
    person.press("ctrl+s")
    until(lambda: catalogue.beside.pane is None and figures.sheet is not None
          and [each.label for each in figures.sheet.columns][-1] == "走访次数（累计）")
    sending = window.pages["returns"].show_section("send")
    until(lambda: sending.looked is not None and sending.quiet.job is None)
    assert own.code in sending.looked.sheets


def tick(person, choice, *keys):
    """The space bar on each of these lines."""
    for at in range(choice.count()):
        if choice.item(at).data(Qt.ItemDataRole.UserRole) in keys:
            choice.setFocus()
            choice.setCurrentRow(at)
            person.press("space", every=10)
