"""Villages that have handed in, without stick and seal: rows straight into the town's file."""

from __future__ import annotations

import json
from typing import Any

from models.exchange.contents import Reading
from models.keeping.store import Store
from models.town.judging import Judgement
from models.town.merging import take
from models.town.received import Reception
from models.town.units import TownUnit

RURAL = ("branch", "industry", "ecology", "safety", "culture")


def hand_over(
    store: Store, unit: TownUnit, sequence: int, period: str, rows: dict[str, list[dict[str, str]]],
    returns: tuple[dict[str, Any], ...] = (),
) -> Reception:
    """Take in a package of these rows; ``id`` is the place in the list, from 1."""
    says = {"unit": unit.code, "name": unit.name, "sequence": sequence, "previous": "",
            "period": period, "standard": None, "made": "2026-10-01T08:00:00", "by": "",
            "signing": f"key of {unit.code}", "receiving": "age1", "mended": []}
    tables = {
        name: [(row, None, json.dumps(each, ensure_ascii=False)) for row, each in
               enumerate(found, 1)] for name, found in rows.items()
    }
    reading = Reading("x", f"{unit.code}-{sequence}-{period}", 1, "village", says, tables,
                      list(returns))
    return take(store, Judgement("x", "new", "", unit, reading))[0]


def stars_rows(planned: dict[int, int]) -> dict[str, list[dict[str, str]]]:
    """Year → how many stars are planned, as the rows of a package."""
    plans = [{"year": str(year), "standard": "1", "made": "2022-01-05"} for year in planned]
    targets = [
        {"plan": str(plan), "star": star, "aim": "win"}
        for plan, number in enumerate(planned.values(), 1) for star in RURAL[:number]
    ]
    return {"star_plan": plans, "star_target": targets}
