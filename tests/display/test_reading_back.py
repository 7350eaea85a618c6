"""Forty visits on two sheets come back: how many seconds and keys it takes at the real display."""

from __future__ import annotations

import random
import time
from datetime import date

from models.intake.mark_sheets import visit_paper
from models.visits.paper import issue_sheet
from models.visits.visit import Visit
from tests.display.grids import TODAY, section, settle
from tests.importers.filled_sheets import Hand, photographed, printed
from ui.kit import ask

MANY, PRINTED = 20, date(2026, 9, 1)
LONGEST, MOST_KEYS = 90.0, 20


def brought(store, number, homes, path):
    """A sheet of twenty, ticked by a hand that twice changes its mind, and its photo."""
    sheet = visit_paper(store, issue_sheet(store, 1, homes, PRINTED), TODAY)
    hand, given = Hand(number, ("blue", "black")[number % 2], "tick"), random.Random(number)
    said = [{"方式": "入户", "几十": str(day // 10), "几日": str(day % 10)}
            for day in (given.randint(1, 25) for _ in homes)]
    image = printed(sheet)
    hand.write(image, sheet.pages[0], said)
    for row in given.sample(range(MANY), 2):
        hand.write(image, sheet.pages[0], [{}] * row + [{"方式": "电话"}])
    photographed(image, number, 2400).save(path)
    return path


def test_forty_visits_come_back_in_little_time_and_few_keys(
    window, village, person, until, tmp_path, monkeypatch
):
    settle(village, tmp_path)
    photos = [brought(village, number, range(first, first + MANY), tmp_path / f"{number}.jpg")
              for number, first in ((2, MANY + 1), (1, 1))]
    monkeypatch.setattr("models.values.clock.today", lambda: TODAY)
    monkeypatch.setattr(ask, "files_to_open", lambda *_: photos)
    desk = section(window, "liaison", "visits")
    begun, keys = time.monotonic(), 0
    desk.bring_back()
    pane = desk.beside.pane
    until(lambda: pane.work.job is None and len(pane.grid.table.ids) == 2 * MANY)
    while any(map(pane._waits, pane._lines)) and keys < MOST_KEYS:
        person.press("alt+1")
        keys += 1
    person.press("ctrl+s")
    keys += 1
    until(lambda: desk.beside.pane is None)
    assert time.monotonic() - begun < LONGEST and keys < MOST_KEYS
    assert len(village.find(Visit)) == 2 * MANY, desk.strip.words.text()
