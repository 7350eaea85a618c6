"""What the workbench shows, read off the window's thread: what waits, the figures, the charts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from exporters.wall.drawing import Drawing, chart
from models.keeping.store import Store
from models.overview.due import Due, StarRow, Tile, due_today, five_stars, tiles, unfinished
from models.returns.calendar import ReturnLine, return_calendar
from models.stars.boards import (
    income_three_years,
    matters_by_month,
    progress_per_star,
    stars_over_time,
)
from models.stars.plan import plan_for
from ui.kit.job import Progress
from ui.parts.return_figures import BehindPane

CHART_SIZE = (150.0, 54.0)
RETURNS_SHOWN = 12
NOTHING_DUE = Due("没有到期要办的事。", "done")


def drawn(data: Path, key: bytes | None, today: date, progress: Progress) -> dict[str, Drawing]:
    """The charts, read and drawn off the window's thread; no chart of a plan there is not."""
    progress(-1, "")
    with Store(data, key=key, reading=True) as store:
        plan = plan_for(store, today.year)
        found = {
            "matters": matters_by_month(store, today),
            "economy": income_three_years(store, today.year),
            "verdict": stars_over_time(store, today.year),
        }
        if plan is not None:
            found["progress"] = progress_per_star(store, plan, today)
    return {name: chart(data, *CHART_SIZE) for name, data in found.items()}


class Survey(NamedTuple):
    """What the page shows, read in one go off the window's thread."""

    dues: list[Due]
    tiles: list[Tile]
    returns: list[ReturnLine]
    stars: list[StarRow]
    unfinished: list[Due]


def survey(data: Path, key: bytes | None, today: date, progress: Progress) -> Survey:
    """Read what waits and the figures of the quarter; runs in a job."""
    progress(-1, "")
    with Store(data, key=key, reading=True) as store:
        return Survey(
            due_today(store, today) or [NOTHING_DUE], tiles(store, today),
            return_calendar(store, today)[:RETURNS_SHOWN], five_stars(store, today),
            unfinished(store),
        )


class TilePane(BehindPane):
    """The records that a figure of the quarter counts, and those nearly counted."""

    def show_tile(self, store: Store, tile: Tile) -> None:
        """Open one."""
        self.show_behind(f"{tile.label} {tile.value:,}", tile.open(store))
