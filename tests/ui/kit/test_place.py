"""Every place at the left of the window has its page."""

from __future__ import annotations

import pytest

from ui.kit.page import Page
from ui.kit.place import PAGES, TOWN_PAGES, WELCOME, Place


@pytest.mark.parametrize("place", (WELCOME, *PAGES, *TOWN_PAGES), ids=lambda each: each.page)
def test_a_place_leads_to_its_page(place: Place) -> None:
    assert issubclass(place.load(), Page)
