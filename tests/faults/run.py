"""Runs one story under every fault of one sort and prints what was found, as JSON.

Started under the shim: ``python -m tests.faults.run saving kill --step 2``.  Every fault strikes
a fresh copy of the prepared folder in a child of this program, which has told the story once and
so has loaded all it needs: that is what makes hundreds of them take seconds.
"""

from __future__ import annotations

import argparse
import errno
import gc
import hashlib
import json
import os
import re
import shutil
import signal
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from exporters.publish import private_beside
from models.keeping import datafile
from models.values.problem import Problem
from tests.faults.exchange_stories import EXCHANGE_STORIES
from tests.faults.handover_stories import HANDOVER_STORIES
from tests.faults.powercut import Disk, Operation, cuts, read_trace, standing
from tests.faults.repair_stories import REPAIR_STORIES
from tests.faults.shim import AFTER, BEFORE, HALFWAY, Fail, Kill, Shim
from tests.faults.stories import DATA, SECRET, STORIES, Say, Story
from tests.faults.vault_stories import VAULT_STORIES

EVERY_STORY = (
    STORIES | EXCHANGE_STORIES | VAULT_STORIES | REPAIR_STORIES | HANDOVER_STORIES
)
CHANGING = "wtsurlmcx"
TIMES = 1, 3, 10**6


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
        self._usual: set[str] = set()
        self._judged: dict[tuple[str, ...], set[str]] = {}
        self._apart(lambda: story.prepare(self.template))
        self._tell_once()

    def _tell_once(self) -> None:
        """Tell and judge it here, so that no child has to load again what all of them need."""
        for run in (tell_nothing, self.story.run):
            lay_afresh(self.template, self.disk)
            told: list[str] = []
            run(self.disk, told.append)
            self.judge(told)
            self._usual |= sorts_of_names(self.disk)
        self._judged.clear()
        gc.collect()
        gc.freeze()  # a child that collects would copy the memory it shares with us

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
        """The harm found in what is left on the disk once the program was started again, which
        wipes its private folder; the same disk is not asked twice.
        """
        with private_beside(self.disk / DATA):
            pass
        told = [line for line in told if line != "stopped"]
        left = (content_of(self.disk), *told)
        if left not in self._judged:
            try:
                self._judged[left] = set(self.story.judge(self.disk, told)) | self._litter()
            except Exception:  # whatever a judge stumbles over is harm
                self._judged[left] = {"corrupt"}
        return self._judged[left]

    def _litter(self) -> set[str]:
        """Names that are still there once the file was opened again, as no quiet telling leaves."""
        return {f"left {name}" for name in sorts_of_names(self.disk) - self._usual}

    def operations(self) -> list[Operation]:
        """What the story does to its disk when nothing goes wrong."""
        trace = self.room / "trace"
        ended, told = self.strike(None, trace)
        assert ended == 0 and not self.judge(told), f"without any fault: {self.judge(told)} {told}"
        return read_trace(trace)


def lay_afresh(template: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)


def tell_nothing(folder: Path, say: Say) -> None:
    """A story that is not told: its judge has to be content with what it begins with, too."""


def sorts_of_names(folder: Path) -> set[str]:
    """The names below a folder, whatever the numbers in them are.

    A journal belongs to the file it lies beside, and the parts of a copy go with the next copy.
    """
    found = set()
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        file = path.with_name(path.name.removesuffix("-journal"))
        if (file == path or not file.exists()) and not re.match(r"备份/(.*/)?\.\w+\.part", name):
            found.add(re.sub(r"\d{8}-\d{6}(-\d+)?|[0-9a-f]{6,}|\d+", "#", name))
    return found


def content_of(folder: Path) -> str:
    """A mark that two folders share only when the same names hold the same bytes."""
    every = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b"/"
        every.update(f"{path.relative_to(folder)}\0{len(content)}\0".encode())
        every.update(content)
    return every.hexdigest()


def changes(operation: Operation) -> bool:
    """Whether the shim counts it: whatever changes the disk."""
    return operation.what in CHANGING or (operation.what == "o" and operation.at > 0)


@dataclass(frozen=True)
class Point:
    """An operation that the shim counts, and whether it is one of many alike.

    So are the writes that fill one file page by page, all but the first and the last: each is
    killed at and fails, but not in every manner.
    """

    at: int
    what: str
    alike: bool = False


def points(operations: list[Operation]) -> list[Point]:
    """The operations that the shim counts, one point each."""
    names: dict[int, str] = {}
    into: list[tuple[str, str]] = []
    for each in operations:
        if each.what == "o":
            names[each.file] = each.name
        if changes(each):
            into.append((each.what, names.get(each.file, "")))
    return [
        Point(at, one[0], one[0] == "w" and into[at - 2 : at - 1] == into[at : at + 1] == [one])
        for at, one in enumerate(into, 1)
    ]


def kills(operations: list[Operation]) -> list[Kill | Fail]:
    """A kill before every operation, half-way through every write, and after the last.

    A kill after any other leaves the disk of the one before the next; only where something is
    told between the two is it a point of its own.  Of the many alike every other is before.
    """
    told, at = set(), 0
    for each in operations:
        at += changes(each)
        if each.what == "!" and at:
            told.add(at)
    found: list[Kill | Fail] = []
    for point in points(operations):
        if point.alike:
            found.append(Kill(point.at, (BEFORE, HALFWAY)[point.at % 2]))
            continue
        found += [Kill(point.at, when) for when in (BEFORE, HALFWAY)[: 1 + (point.what == "w")]]
        if point.at in told | {at}:
            found.append(Kill(point.at, AFTER))
    return found


def failures(operations: list[Operation]) -> list[Kill | Fail]:
    """A full disk and a broken one at every operation: once, and for good.

    The many alike take turns: once, for a while, for good.
    """
    return [
        Fail(each.at, error, times)
        for each in points(operations)
        for times in ((TIMES[each.at % 3],) if each.alike else TIMES[::2])
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
        faults = {"kill": kills, "error": failures}[given.fault](bench.operations())
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
    for name in given.stories.split(","):
        print(json.dumps({"story": name, **vars(faced(name, given))}, ensure_ascii=False))


if __name__ == "__main__":
    main()
