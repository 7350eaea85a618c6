"""A town's desk with three villages, of which two have handed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from models.exchange.allow_list import leave_out
from models.keeping.store import Store
from models.registers.people import Household, Person
from models.town.units import TownUnit, keep_unit
from models.visits.visit import Visit
from tests.models.town.desks import CODE, hand_in, open_desk, open_village
from tests.models.town.reading import taken


@contextmanager
def desk(folder: Path, *, handed: bool = True, left_out: str = "") -> Iterator[Store]:
    """A town with two villages that have handed in, and a third that has not.

    The second has a third household, visited in the quarter; the first may leave a field out.
    """
    with open_village(folder) as first, open_village(folder, "钱家村", f"{CODE[:-1]}2") as second:
        with second.act("后来的"):
            home = second.save(Household(number="003", since=date(2025, 5, 1)))
            second.save(Person(name="孙久安", household=home.id, relation="02", education="20"))
            second.save(Visit(member=1, household=home.rowid, day=date(2026, 9, 9),
                              entered=date(2026, 9, 9)))
        if left_out:
            leave_out(first, [("person", left_out)])
        (folder / "镇").mkdir()
        with open_desk(folder / "镇", first, second) as store:
            keep_unit(store, TownUnit(name="李家村", code=f"{CODE[:-1]}3", place=9))
            for village in (first, second) if handed else ():
                taken(store, hand_in(village, store, folder / "U盘", sheets=()))
            yield store
