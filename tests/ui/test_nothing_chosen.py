"""Steps for what is chosen, and for the row, where a list holds nothing."""

from __future__ import annotations

import pytest

from models.office.village import Unit
from tests.ui.everywhere import everywhere, settle
from ui.frame.window import Window
from ui.kit.list_section import ListSection

pytestmark = pytest.mark.usefixtures("no_dialogs")


def test_no_step_stumbles_over_an_empty_list(qtbot, store) -> None:
    """Every step of every list of a village that was begun today says what it lacks, or opens."""
    with store.act("建立村子"):
        store.save(Unit(name="柳河沿村", town="青石坡镇", code="419900101201"))
    window, tried = Window(), 0
    qtbot.addWidget(window)
    window.show()
    window.receive(store)
    with qtbot.capture_exceptions() as raised:
        for where in everywhere(window):
            page = window.pages[window.place.key]
            section = getattr(page, "current", None) or page
            if not isinstance(section, ListSection) or section.list.table.ids:
                continue
            for name in section._steps("chosen", "card", "menu"):
                if not section.deeds[name].isVisible():
                    continue
                section.deeds[name].trigger()
                settle()
                section.put_away()
                tried += 1
            assert raised == [], where
    settle()
    window.let_go()
    assert tried > 40
