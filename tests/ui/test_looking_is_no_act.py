"""To go through the window, page by page, writes nothing into the ledger."""

from __future__ import annotations

import pytest

from models.keeping.journal import acts
from models.keeping.store import Store
from models.town.units import open_town
from tests.ui.everywhere import everywhere
from tests.ui.two_desks import open_sample


def town(path):
    store = Store(path)
    open_town(store, "青石坡镇")
    return store


@pytest.mark.parametrize("begin", [open_sample, town, Store])
def test_opening_every_page_is_no_act(begin, window, tmp_path):
    window.receive(begin(tmp_path / "一份.lianxing"))
    before = acts(window.store, 1)
    seen = list(everywhere(window))
    assert acts(window.store, 1) == before
    assert len(seen) > 8


def test_opening_every_page_of_a_new_village_is_no_act(window, village):
    before = acts(village, 1)
    seen = list(everywhere(window))
    assert acts(village, 1) == before
    assert len(seen) > 40
