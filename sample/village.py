"""An invented village with a year of records, for trying everything out."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from models.office.village import unit
from models.values.problem import Problem
from sample.cast import people_the_village
from sample.liaison import go_visiting
from sample.party import keep_party_files
from sample.points import keep_points
from sample.stars import work_for_stars
from sample.year import live_a_year, report_to_the_town

if TYPE_CHECKING:
    from models.keeping.store import Store

COUNTED = ("group", "household", "person", "member", "post", "pairing", "visit", "matter",
           "account", "entry", "meeting", "attendance")


def fill(store: Store, *, households: int = 570, seed: int = 1) -> dict[str, int]:
    """Fill an empty data file; the same seed gives the same village. Returns counts by table.

    :raises Problem: the file holds a village already.
    """
    if unit(store) is not None or store.count("person"):
        raise Problem("这个资料文件里已有村的资料，示例村只能建在空文件里。请换一个文件名。")
    chance = random.Random(seed)
    with store.act("建立示例村"):
        cast = people_the_village(store, chance, households)
        live_a_year(store, chance, cast)
        go_visiting(store, chance, cast)
        keep_points(store, random.Random(seed), cast)
        work_for_stars(store, cast)
        keep_party_files(store, random.Random(seed), cast)
        report_to_the_town(store)
    return {table: store.count(table) for table in COUNTED}
