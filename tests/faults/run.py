"""Runs one story under every fault of one sort and prints what was found, as JSON.

Started under the shim: ``python -m tests.faults.run saving kill --step 2``.  Every fault strikes
a fresh copy of the prepared folder in a child of this program, which is what makes hundreds of
them take seconds.
"""

from __future__ import annotations

import argparse
import errno
import gc
import json
import os
import shutil
import signal
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from models.keeping import datafile
from models.registers.search import name_keys
from models.values.problem import Problem
from tests.faults.exchange_stories import EXCHANGE_STORIES
from tests.faults.handover_stories import HANDOVER_STORIES
from tests.faults.powercut import Disk, Operation, cuts, read_trace, standing
from tests.faults.repair_stories import REPAIR_STORIES
from tests.faults.shim import AFTER, BEFORE, HALFWAY, Fail, Kill, Shim
from tests.faults.stories import SECRET, STORIES, Story
from tests.faults.vault_stories import VAULT_STORIES

EVERY_STORY = (
    STORIES | EXCHANGE_STORIES | VAULT_STORIES | REPAIR_STORIES | HANDOVER_STORIES
)
CHANGING = "wtsurlm"
AWHILE, FOR_GOOD = 3, 10**6


@dataclass
class Found:
    """What a sweep found: how many points, what harm, and how often the file had to be asked."""

    points: int = 0
    looked: int = 0
    harm: Counter[str] = field(default_factory=Counter)
    first: str = ""

    def add(self, where: str, harm: set[str], told: list[str]) -> None:
        self.points += 1
        self.looked += any(line.startswith("looked") for line in told)
        self.harm.update(harm)
        if harm and not self.first:
            self.first = f"{where}: {sorted(harm)} after {told}"


class Bench:
    """One story, its prepared folder, and the disk under it."""

    def __init__(self, story: Story, room: Path, settings: dict[str, object]) -> None:
        self.story, self.room, self.settings = story, room, settings
        self.disk, self.template = room / "disk", room / "template"
        self.shim = Shim()
        self.template.mkdir()
        self._apart(lambda: story.prepare(self.template))

    def _apart(self, work: Callable[[], None]) -> int:
        """Do ``work`` in a child of this program; returns the signal that ended it, or 0."""
        child = os.fork()
        if not child:
            try:
                work()
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            raise SystemExit("the story itself went wrong, see above")
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0

    def strike(self, fault: Kill | Fail | None, trace: Path | None = None) -> tuple[int, list[str]]:
        """Run the story in a fresh copy under ``fault``; what the user was told is returned."""
        lay_afresh(self.template, self.disk)
        words = self.room / "told"
        words.write_bytes(b"")
        ended = self._apart(lambda: self._play(fault, trace, words))
        return ended, words.read_text(encoding="utf-8").splitlines()

    def _play(self, fault: Kill | Fail | None, trace: Path | None, words: Path) -> None:
        told = os.open(words, os.O_WRONLY | os.O_APPEND)

        def say(word: str) -> None:
            os.write(told, f"{word}\n".encode())
            self.shim.say(word)

        datafile.PRAGMAS.update(self.settings)
        self.shim.watch(self.disk, trace)
        self.shim.plan(fault)
        try:
            self.story.run(self.disk, say)
        except Problem:
            say("stopped")

    def judge(self, told: list[str]) -> set[str]:
        """The harm found in what is left on the disk."""
        told = [line for line in told if line != "stopped"]
        try:
            return set(self.story.judge(self.disk, told))
        except Exception:  # whatever a judge stumbles over is harm
            return {"corrupt"}

    def operations(self) -> list[Operation]:
        """What the story does to its disk when nothing goes wrong."""
        trace = self.room / "trace"
        ended, told = self.strike(None, trace)
        assert ended == 0 and not self.judge(told), f"without any fault: {self.judge(told)} {told}"
        return read_trace(trace)


def lay_afresh(template: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)


def kills(operations: list[Operation]) -> list[Kill | Fail]:
    """A kill before and after every operation, and half-way through every write."""
    return [
        Kill(at, when)
        for at, each in enumerate(operations, 1)
        for when in ((BEFORE, HALFWAY, AFTER) if each.what == "w" else (BEFORE, AFTER))
    ]


def failures(operations: list[Operation]) -> list[Kill | Fail]:
    """A full disk and a broken one at every operation: once, for a while, and for good."""
    return [
        Fail(at, error, times)
        for at in range(1, len(operations) + 1)
        for times in (1, AWHILE, FOR_GOOD)
        for error in (errno.ENOSPC, errno.EIO)
    ]


def sweep(bench: Bench, faults: list[Kill | Fail]) -> Found:
    """Strike with each fault and add up what was found."""
    found = Found()
    for fault in faults:
        ended, told = bench.strike(fault)
        assert ended == (signal.SIGKILL if isinstance(fault, Kill) else 0), f"{fault} missed"
        found.add(str(fault), bench.judge(told), told)
    return found


def power(bench: Bench, chosen: slice, *, some: int, lying: bool) -> Found:
    """Cut the power after each operation and judge every disk that could be left."""
    operations = bench.operations()
    disk = Disk(moved(standing(bench.template), bench.template, bench.disk), lying=lying)
    found = Found()
    for number, (files, told) in enumerate(cuts(operations, disk, chosen, some=some, seed=7)):
        shutil.rmtree(bench.disk, ignore_errors=True)
        bench.disk.mkdir()
        for name, content in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(content)
        found.add(f"image {number}", bench.judge(told), told)
    return found


def moved(files: dict, start: Path, end: Path) -> dict:
    return {str(end / Path(name).relative_to(start)): file for name, file in files.items()}


def faced(name: str, given: argparse.Namespace) -> Found:
    """One story under the faults asked for."""
    settings: dict[str, object] = {
        name: int(value) if value.isdigit() else value
        for name, value in (each.split("=") for each in given.setting)
    }
    chosen = slice(given.start, None, given.step)
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as room:
        bench = Bench(EVERY_STORY[name], Path(room).resolve(), settings)
        if given.fault in ("power", "lying"):
            return power(bench, chosen, some=given.some, lying=given.fault == "lying")
        operations = [
            each
            for each in bench.operations()
            if each.what in CHANGING or (each.what == "o" and each.at)
        ]
        faults = kills(operations) if given.fault == "kill" else failures(operations)
        return sweep(bench, faults[chosen])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stories", help=f"one or more of {', '.join(EVERY_STORY)}")
    parser.add_argument("fault", choices=("kill", "error", "power", "lying"))
    parser.add_argument("--step", type=int, default=1, help="take every so many points")
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--some", type=int, default=2, help="random images of each cut")
    parser.add_argument("--setting", action="append", default=[], metavar="PRAGMA=VALUE")
    parser.add_argument("--encrypted", action="store_true")
    given = parser.parse_args()
    if given.encrypted:
        SECRET["key"] = bytes(range(32))
    list(name_keys("预热"))  # so that no child has to load the table of readings again
    for name in given.stories.split(","):
        EVERY_STORY[name].warm()
    gc.freeze()  # a child that collects would copy the memory it shares with us
    for name in given.stories.split(","):
        print(json.dumps({"story": name, **vars(faced(name, given))}, ensure_ascii=False))


if __name__ == "__main__":
    main()
