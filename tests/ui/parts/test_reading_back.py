"""读回纸单 in the window: doubts first beside their cut-outs, one act, refusals in sentences."""

from __future__ import annotations

from datetime import date

import pytest

from models.intake.mark_sheets import visit_paper
from models.keeping.settings import kept_draft
from models.pairing.pairing import Pairing
from models.visits.paper import issue_sheet, rows_of, sheet_numbered
from models.visits.visit import Visit
from tests.importers.filled_sheets import Hand, printed, scanned
from tests.models.liaison_village import settle_village
from ui.kit import ask
from ui.kit.table import Edit
from ui.parts.reading_back import DRAFT, KEYED
from ui.places.liaison.page import Liaison

PRINTED, TODAY = date(2026, 9, 25), date(2026, 10, 12)
WORDS = [{"方式": "入户", "几十": "2", "几日": "8"}, {"方式": "电话"}, {"方式": "没到"}, {},
         {"方式": "入户", "几日": "3"}]
"""The last one is half a day, which is a doubt."""


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)


@pytest.fixture
def photo(store, tmp_path):
    settle_village(store, 6, 2)
    for home in range(1, 6):
        pair(store, home)
    issue_sheet(store, 1, range(1, 6), PRINTED)
    sheet = visit_paper(store, sheet_numbered(store, 1), TODAY)
    image = printed(sheet)
    Hand(3, "blue", "tick").write(image, sheet.pages[0], WORDS)
    path = tmp_path / "单.jpg"
    scanned(image, 3, 150, turn=180).save(path)
    return path


def pair(store, home):
    with store.act("结对"):
        store.save(Pairing(member=1, household=home, since=date(2026, 1, 1)))


@pytest.fixture
def desk(qtbot, store, photo, monkeypatch):
    page = Liaison(store)
    qtbot.addWidget(page)
    page.resize(1218, 660)
    page.show()
    page.chips.press("visits")
    monkeypatch.setattr(ask, "files_to_open", lambda *_: [photo])
    yield page.section("visits")
    page.leave()


def read(qtbot, desk):
    desk.bring_back()
    pane = desk.beside.pane
    qtbot.waitUntil(lambda: pane.work.job is None, timeout=60_000)
    return pane


def test_doubts_stand_first_and_all_is_kept_in_one_act(qtbot, desk, store):
    pane = read(qtbot, desk)
    table = pane.grid.table
    assert "5 行：3 行读准，1 行请看，1 行空着" in pane.said.text()
    assert [table.face(0, at).words for at in (1, KEYED, KEYED + 1)] == ["5", "", "像是 3"]
    assert not pane.cut.pixmap().isNull() and not store.find(Visit)
    pane.accept()
    assert table.face(0, KEYED).words == "3" and kept_draft(store, DRAFT) is not None
    assert not table.put([Edit(1, "keys", "99")]) and "没有“99”" in pane.strip.words.text()
    table.put([Edit(1, "keys", "1003")])
    pane.save()
    assert "读回的 4 行存下了" in desk.strip.words.text() and kept_draft(store, DRAFT) is None
    assert [each.day for each in store.find(Visit, order="day, id")] == [
        date(2026, 9, 28), date(2026, 9, 28), date(2026, 10, 3)]
    store.undo()
    assert not store.find(Visit) and not any(each.missed for each in rows_of(store, 1))


def test_a_row_nobody_decided_is_not_kept_and_said(qtbot, desk, store):
    read(qtbot, desk).save()
    assert "还有 1 行没定" in desk.strip.words.text() and len(store.find(Visit)) == 2
    assert "已经读过" in read(qtbot, desk).strip.words.text()
    desk.beside.pane.strip.press("读过的再读一次")
    pane = desk.beside.pane
    qtbot.waitUntil(lambda: pane.work.job is None, timeout=60_000)
    assert [pane.grid.table.face(at, KEYED).words for at in range(5)] == [""] * 5


def test_what_was_typed_is_offered_again_with_its_pictures(qtbot, desk, store):
    pane = read(qtbot, desk)
    pane.grid.table.put([Edit(1, "keys", "1003/")])
    pane.give_up()
    desk.bring_back()
    pane = desk.beside.pane
    pane.strip.press("接着看")
    qtbot.waitUntil(lambda: pane.work.job is None, timeout=60_000)
    assert pane.grid.table.face(0, KEYED + 1).words == "2026年10月3日 电话"


def test_pictures_that_are_none_are_refused_by_their_names(qtbot, desk, tmp_path, monkeypatch):
    other = tmp_path / "假.jpg"
    other.write_bytes(b"no picture")
    monkeypatch.setattr(ask, "files_to_open", lambda *_: [other])
    pane = read(qtbot, desk)
    assert "假.jpg" in pane.strip.words.text() and not pane.saving.isEnabled()
