"""Who has reported, late, sent back, missing — against the day the town asked for."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from models.keeping.store import Store
from models.town.received import ask_for, send_back, standings, standings_sheet
from tests.models.town.desks import PERIOD, hand_in
from tests.models.town.reading import taken

TODAY = date(2026, 10, 8)


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)


def state(town: Store, day: date) -> list[tuple[str, int]]:
    return [(each.label, each.days) for each in standings(town, str(PERIOD), day)]


def test_from_waiting_to_late_and_back(village: Store, town: Store, stick: Path) -> None:
    ask_for(town, PERIOD, TODAY - timedelta(3))
    assert state(town, TODAY - timedelta(4)) == [("未到期", 0)]
    assert state(town, TODAY) == [("逾期未报", 3)]
    reception, _ = taken(town, hand_in(village, town, stick))
    assert state(town, TODAY) == [("迟报", 3)]
    ask_for(town, PERIOD, TODAY)
    assert state(town, TODAY) == [("已报", 0)]
    send_back(town, reception, "走访次数不对")
    assert state(town, TODAY) == [("已退回", 0)]


def test_the_standings_on_paper(village: Store, town: Store, stick: Path) -> None:
    ask_for(town, PERIOD, TODAY - timedelta(3), "镇党建办通知")
    reception, _ = taken(town, hand_in(village, town, stick))
    sheet = standings_sheet(town, PERIOD, TODAY)
    assert [row.values[:4] for row in sheet.rows] == [("一管区", "赵家村", "迟报", 3)]
    assert sheet.rows[0].refs == (("town_unit", 1), ("reception", reception.id))
    assert sheet.notes == ("共 1 个村（社区）：迟报 1 个。",
                           f"截止日期：{TODAY - timedelta(3)}。镇党建办通知")
