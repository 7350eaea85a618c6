"""A county of sample villages: each made, handed in and received by the program's own commands."""

from __future__ import annotations

import multiprocessing
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from unittest import mock

from cli.commands import main
from lake.records import ALLOWED
from models.keeping.settings import set_setting
from models.keeping.store import Store
from models.office.village import SAMPLE, unit
from models.registers.people import Household, Person
from models.values.periods import Period
from sample.village import fill
from tests.scenarios.test_nothing_typed_is_posted import salted

PERIOD = Period.parse("2026-Q3")
MADE = datetime(2026, 11, 30, 10)
COUNTY = "410399"
FEWEST, STEPS, STEP = 40, 5, 20
"""Households of a village: 40, 60, … 120, in turn."""
CANARY = "金丝雀柒肆"
"""Stands in every field of every record that somebody types freely."""


def run(data: Path, *words: str | Path) -> None:
    """Hand the program words."""
    status = main(["--data", str(data), *map(str, words)])
    assert status == 0, (words, status)


@dataclass
class Town:
    """A town of so many villages: its desk, the stick they bring and its lake."""

    folder: Path
    number: int
    villages: int
    words: set[str] = field(default_factory=set)

    @property
    def desk(self) -> Path:
        return self.folder / "desk.lianxing"

    @property
    def card(self) -> Path:
        return self.folder / "desk.lxkey"

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    @property
    def lake(self) -> Path:
        return self.folder / "lake"

    def begin(self) -> None:
        """Its desk and the card its villages seal for."""
        self.folder.mkdir(parents=True)
        run(self.desk, "key", "--town", f"{self.number}号镇", "--out", self.card)

    def receive(self) -> None:
        """Register every village, take its package in, and add it to this town's lake."""
        for card in sorted(self.folder.glob("village-*.lxkey")):
            run(self.desk, "key", "--enrol", card)
        run(self.desk, "receive", "--accept", self.stick)
        run(self.desk, "lake", "add", self.stick, "--to", self.lake)


def hand_in(town: Town, number: int) -> set[str]:
    """One sample village's package and key card.

    :returns: the words of its people and households, none of which may stand in a lake.
    """
    data = town.folder / f"village-{number}.lianxing"
    with mock.patch("models.values.clock.now", lambda: MADE):
        with Store(data) as store:
            store.operator = "赵守田"
            seed = town.number * 1000 + number
            fill(store, households=FEWEST + STEP * (seed % STEPS), seed=seed)
            own = unit(store)
            assert own is not None
            with store.act("开始报送"):
                store.save(own.but(name=f"{town.number}-{number}村", town=f"{town.number}号镇",
                                   code=f"{COUNTY}{100 + town.number}{200 + number}"))
                set_setting(store, SAMPLE, False)
            words = {*told(store)}
        full = town.folder / f"salted-{number}"
        full.mkdir()
        salted(data, full, CANARY).replace(data)
        full.rmdir()
        run(data, "package", "--period", str(PERIOD), "--out", town.stick,
            "--for", town.card, "--reason", "更正")
        run(data, "key", "--out", data.with_suffix(".lxkey"))
    data.unlink()
    shutil.rmtree(town.folder / "报送", ignore_errors=True)
    return words


def told(store: Store) -> Iterator[str]:
    """What says of somebody who it is."""
    for each in store.find(Person):
        yield from filter(None, (each.name, each.id_number, each.phone))
    for home in store.find(Household):
        yield from filter(None, (home.phone,))


def county(folder: Path, towns: int, villages: int, processes: int = 1) -> list[Town]:
    """So many villages over so many towns, whose lakes are joined as ``folder / "lake"``; in
    ``folder / "asked"`` stand the records too that may be asked for.
    """
    begun = time.perf_counter()
    made = [Town(folder / f"town-{number}", number, villages // towns + (
        number <= villages % towns)) for number in range(1, towns + 1)]
    for town in made:
        town.begin()
    every = [(town, number) for town in made for number in range(1, town.villages + 1)]
    if processes == 1:
        words = [hand_in(*each) for each in every]
    else:
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            words = pool.starmap(hand_in, every)
    print(f"{len(every)} packages: {time.perf_counter() - begun:.0f} s", flush=True)
    for (town, _), found in zip(every, words, strict=True):
        town.words |= found
    begun = time.perf_counter()
    with mock.patch("models.values.clock.now", lambda: MADE):
        for town in made:
            town.receive()
            shutil.copytree(town.lake, folder / "lake", dirs_exist_ok=True)
            run(town.desk, "lake", "add", town.stick, "--to", folder / "asked",
                *(word for each in ALLOWED for word in ("--records", each)),
                "--purpose", "走访频次研究")
    print(f"received and added: {time.perf_counter() - begun:.0f} s", flush=True)
    return made
