"""自建报表 is chosen by ticking and then stands in the catalogue like the others."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from models.returns.own import OwnReturn
from ui.kit.chips import TickList


@pytest.fixture
def catalogue(window):
    window.go("returns")
    return window.pages["returns"].show_section("catalogue")


def tick(choice: TickList, *keys: str) -> None:
    for at in range(choice.count()):
        item = choice.item(at)
        if item.data(Qt.ItemDataRole.UserRole) in keys:
            item.setCheckState(Qt.CheckState.Checked)


def begin(catalogue, title="党员走访情况"):
    catalogue.deeds["make_own"].trigger()
    pane = catalogue.beside.pane
    pane.form.editors["title"].put(title)
    return pane


def test_what_is_ticked_stands_in_the_catalogue_and_is_drawn(catalogue, qtbot):
    pane = begin(catalogue)
    tick(pane.choice, "name", "visits", "visits.homes")
    pane.save()
    own = catalogue.store.find(OwnReturn)[0]
    assert own.chosen == ["name", "visits", "visits.homes"]
    catalogue.refresh()
    assert catalogue.lines[len(catalogue.lines)].title == "党员走访情况"
    catalogue.open("return", len(catalogue.lines))
    catalogue.draw()
    qtbot.waitUntil(lambda: catalogue.drawn is not None and catalogue.job is None)
    assert [each.label for each in catalogue.card.figures.sheet.columns] == [
        "序号", "姓名", "走访次数", "走访户数"]
    assert catalogue.deeds["change_own"].isVisible()


def test_another_subject_offers_other_columns_and_keeps_what_can_stay(catalogue):
    pane = begin(catalogue)
    tick(pane.choice, "party_group", "visits")
    pane.form.editors["subject"].put("户")
    pane.form.edited.emit()
    assert pane.choice.ticked() == ["visits"]
    offered = [pane.choice.item(at).text() for at in range(pane.choice.count())]
    assert "户号" in offered and "党小组" not in offered


def test_without_a_column_it_is_refused_beside_the_form(catalogue):
    pane = begin(catalogue)
    pane.save()
    assert pane.strip.isVisible() and catalogue.beside.pane is pane
    assert catalogue.store.count("own_return") == 0


def test_it_is_changed_and_taken_off_again(catalogue):
    pane = begin(catalogue)
    tick(pane.choice, "name", "visits")
    pane.save()
    catalogue.refresh()
    catalogue.open("return", len(catalogue.lines))
    catalogue.deeds["change_own"].trigger()
    tick(catalogue.beside.pane.choice, "visits+year")
    catalogue.beside.pane.save()
    assert catalogue.store.find(OwnReturn)[0].chosen == ["name", "visits", "visits+year"]
    catalogue.refresh()
    catalogue.open("return", len(catalogue.lines))
    catalogue.deeds["forget_own"].trigger()
    assert catalogue.store.count("own_return") == 0


def test_a_column_is_found_by_its_words_and_moved_by_keys(catalogue, qtbot):
    pane = begin(catalogue)
    tick(pane.choice, "visits", "visits.homes")
    pane.search.put("走访户数")
    pane.search.edited.emit()
    seen = [row for row in range(pane.choice.count()) if not pane.choice.item(row).isHidden()]
    assert [pane.choice.item(row).data(Qt.ItemDataRole.UserRole) for row in seen] == [
        "visits", "visits.homes", "visits.homes+year"]
    pane.choice.setCurrentRow(seen[1])
    qtbot.keyClick(pane.choice, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    pane.save()
    assert catalogue.store.find(OwnReturn)[0].chosen == ["visits.homes", "visits"]


def test_what_was_looked_for_leads_into_the_list_and_stays_with_another_subject(catalogue, qtbot):
    def seen():
        every = (pane.choice.item(row) for row in range(pane.choice.count()))
        return [each.text() for each in every if not each.isHidden()]

    pane = begin(catalogue)
    pane.search.setFocus()
    pane.search.put("走访户数 ")
    pane.search.edited.emit()
    assert seen() == ["走访户数（户）", "走访户数（户）　累计"]
    qtbot.keyClick(pane.search, Qt.Key.Key_Down)
    qtbot.keyClick(pane.choice, Qt.Key.Key_Space)
    assert pane.choice.ticked() == ["visits.homes"]
    pane.form.editors["subject"].put("村民小组")
    pane.form.edited.emit()
    assert all("走访户数" in each for each in seen())
