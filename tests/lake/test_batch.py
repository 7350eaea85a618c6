"""A batch of many packages as the command takes it: hostile ones among them, killed half-way."""

from __future__ import annotations

import copy
import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from cli.commands import main
from exporters.leaving.package import sealed_for
from models.exchange.chain import pack
from models.exchange.contents import Parcel
from models.exchange.keys import KeyCard, own_card, own_key, public_half
from models.exchange.printed import Printed
from models.keeping.store import Store
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.town.units import open_town, register
from tests.importers.hostile import Workshop, archives, cases, signatures
from tests.lake.test_adding import held
from tests.models.town.desks import PERIOD, open_village, visits_sheet

ROOT = Path(__file__).resolve().parents[2]
SIZES = [(12, (archives, signatures)), pytest.param((1000, ()), marks=pytest.mark.soak)]
"""So many villages' packages, and of which groups the hostile ones among them are; () is all."""
PULLED = """
import os, signal, sys
from pathlib import Path
from lake import adding

publish, left = adding.publish_bytes, int(sys.argv[1])

def pulled(final, content):
    global left
    left -= 1
    if left < 0:
        final.parent.mkdir(parents=True, exist_ok=True)
        (final.parent / f".{final.name}.part").write_bytes(content[:50])
        os.kill(os.getpid(), signal.SIGKILL)
    return publish(final, content)

adding.publish_bytes = pulled
if __name__ == "__main__":
    from cli.commands import main
    sys.exit(main(sys.argv[2:]))
"""
"""Adds as the command does, and is killed when so many files stand and one is half written."""


@dataclass
class Batch:
    """A town's desk, the stick with its villages' packages, and the names of the hostile ones."""

    desk: Path
    stick: Path
    sound: int
    hostile: set[str]

    def add(self, lake: Path) -> tuple[str, ...]:
        """The words that add it to a lake."""
        return ("--data", str(self.desk), "lake", "add", str(self.stick), "--to", str(lake))


def village_of(number: int, parcel: Parcel, desk: Store, stick: Path) -> None:
    """The same figures as the package of another village, signed with a key of its own."""
    seed, town = hashlib.sha256(str(number).encode()).hexdigest(), own_card(desk)
    said = copy.deepcopy(parcel.descriptor)
    card = KeyCard("village", f"410399{100 + number // 25}{200 + number % 25}", f"{number}号村",
                   public_half(seed), town.receiving)
    register(desk, card)
    said["village"] |= {"unit": card.code, "name": card.name, "signing": card.signing}
    sealed = sealed_for(seed, town.receiving)(Parcel("x", said, parcel.members))
    (stick / f"镇-{card.name}-2026-Q3-0001.lxbag").write_bytes(sealed)


@pytest.fixture(scope="module", params=SIZES)
def batch(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
          ) -> Iterator[Batch]:
    (many, groups), folder = request.param, tmp_path_factory.mktemp("batch")
    made = Batch(folder / "desk.lianxing", folder / "stick", many, set())
    made.stick.mkdir()
    sheet = return_called("liaison-statistics")
    with open_village(folder) as village, Store(made.desk) as desk:
        open_town(desk, "青石坡镇")
        own_key(desk)
        drawn = sheet.draw(village, Asked.of(PERIOD, date(2026, 10, 8)))
        parcel = pack(village, PERIOD, [Printed(drawn)])
        register(desk, own_card(village))
        for number in range(many):
            village_of(number, parcel, desk, made.stick)
        shop = Workshop(pack(village, PERIOD, [Printed(visits_sheet(village))]),
                        own_key(village).signing, "11" * 32, own_card(desk).receiving)
        for number, (_, content, _) in enumerate(cases(shop, *groups)):
            name = f"镇-{number}号村-2026-Q3-0000.lxbag"  # read just before the sound one
            (made.stick / name).write_bytes(content)
            made.hostile.add(name)
    yield made


@pytest.fixture(scope="module")
def whole(batch: Batch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lake of the whole batch, made in one go."""
    return tmp_path_factory.mktemp("whole") / "lake"


def test_the_hostile_ones_are_left_out_by_name_and_the_rest_is_added(
    batch: Batch, whole: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([*batch.add(whole), "--json"]) == 0
    found = json.loads(capfd.readouterr().out)["packages"]
    assert len(found) == batch.sound + len(batch.hostile)
    assert {each["file"] for each in found if each["outcome"] == "left"} == batch.hostile
    assert all(each["why"] for each in found)
    assert {each["outcome"] for each in found if each["file"] not in batch.hostile} == {"added"}
    assert len(held(whole)) == batch.sound


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed by a signal there")
def test_killed_in_the_middle_and_run_again_it_is_the_same_lake(
    batch: Batch, whole: Path, tmp_path: Path
) -> None:
    if not whole.exists():
        main([*batch.add(whole)])
    lake, half, script = tmp_path / "lake", batch.sound // 2, tmp_path / "pulled.py"
    script.write_text(PULLED, encoding="utf-8")
    killed = subprocess.run(
        [sys.executable, script, str(half), *batch.add(lake)], capture_output=True, check=False,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)})
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert len(held(lake)) == half
    assert len([*lake.rglob(".*.part")]) == 1
    assert main([*batch.add(lake)]) == 0
    assert held(lake) == held(whole)
