"""Tries a packaged program on invented villages, by the same words on every system.

``python -m setup.trial`` runs what stands in dist: commands, the part that reads pictures and what
is said without it, packages read in a process of their own, copies, an encrypted file, the window.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
DIST = PROJECT / "dist"
WINDOWS = sys.platform == "win32"
WINDOW, COMMANDS = ("lianxing.exe", "lianxing-cli.exe") if WINDOWS else ("lianxing", "lianxing")
OPEN_FOR = 10
"""Seconds the window is to stay open by itself."""


ROOMS = ("cli", "exporters", "importers", "lake", "models", "resources", "sample", "ui")


def modules(project: Path) -> list[str]:
    """The names of every module of the program, as they are imported."""
    return [".".join(each.relative_to(project).with_suffix("").parts).removesuffix(".__init__")
            for room in ROOMS for each in sorted((project / room).rglob("*.py"))]


class Trial:
    """A program that takes words, and an empty folder to work in; the parts that only a packaged
    one has stand in ``dist``.
    """

    def __init__(self, program: Sequence[str | Path], folder: Path, dist: Path = DIST) -> None:
        self.program, self.folder = program, folder
        self.opens, self.pictures = dist / "lianxing" / WINDOW, dist / "读图"
        self.environ = {**os.environ, "HOME": str(folder), "QT_QPA_PLATFORM": "offscreen"}

    def run(self, data: str, *words: str, status: int = 0, **environ: str) -> dict[str, Any]:
        """Hand the program words; what it answers."""
        ran = subprocess.run(
            [*self.program, "--data", data, *words, "--json"], cwd=self.folder,
            env={**self.environ, **environ}, capture_output=True, check=False)
        said = ran.stdout.decode(errors="replace")
        assert ran.returncode == status, (words, ran.returncode, said, ran.stderr.decode(
            errors="replace"))
        answer: dict[str, Any] = json.loads(said)
        return answer

    def whole(self) -> None:
        """Every module of ours is in it: pages are loaded by name, long after the window opened."""
        from PyInstaller.archive.readers import CArchiveReader

        archive = CArchiveReader(str(self.opens))
        (library,) = (each for each in archive.toc if each.startswith("PYZ"))
        held = archive.open_embedded_archive(library).toc
        lacking = [each for each in modules(PROJECT) if each not in held]
        assert not lacking, lacking

    def village(self) -> None:
        """A sample village, and its returns."""
        self.run("sample.lianxing", "demo")
        self.run("sample.lianxing", "returns", "--period", "2026", "--out", "returns")
        assert any(each.stat().st_size for each in (self.folder / "returns").rglob("*.pdf"))

    def page(self) -> None:
        """A roster on a picture; without the part that reads pictures it is said what lacks."""
        from benchmarks import _paper

        page = self.folder / "page.png"
        _paper.drawn(_paper.roster(random.Random(1)), 200).save(page)
        self.run("read.lianxing", "import", "roster", "--accept-doubtful", str(page))
        away = self.pictures.rename(self.pictures.with_name("away"))
        try:
            told = self.run("read.lianxing", "import", "roster", str(page), status=1)
        finally:
            away.rename(self.pictures)
        assert "读图" in str(told), told

    def stick(self) -> None:
        """A package from a village to its town, read there in a process of its own."""
        self.run("town.lianxing", "key", "--town", "青石坡镇", "--out", "town.lxkey")
        self.run("village.lianxing", "new", "--name", "赵家村", "--town", "青石坡镇",
                 "--code", "410399100201")
        self.run("village.lianxing", "package", "--period", "2026-Q3", "--out", "stick",
                 "--for", "town.lxkey")
        self.run("village.lianxing", "key", "--out", "village.lxkey")
        self.run("town.lianxing", "key", "--enrol", "village.lxkey")
        (received,) = self.run("town.lianxing", "receive", "--accept", "stick")["packages"]
        assert received["taken"], received

    def copies(self) -> None:
        """A copy, and back to it."""
        copy = self.run("village.lianxing", "backup")["path"]
        self.run("village.lianxing", "restore", copy)

    def encrypted(self) -> None:
        """Handed over, the file opens by the new password and by no other."""
        made = self.run("village.lianxing", "handover", "--out", "pack.lxjj", "--gives", "赵守田",
                        "--takes", "钱有余", "--watches", "李春分")
        known = {"LIANXING_OPERATOR": "钱有余", "LIANXING_PASSWORD": "春分 雨水 413"}
        self.run("new.lianxing", "takeover", "pack.lxjj", "--accept",
                 LIANXING_RECOVERY=made["recovery"], **known)
        self.run("new.lianxing", "find", "赵", **known)
        self.run("new.lianxing", "find", "赵", status=3, **{**known, "LIANXING_PASSWORD": "错的"})

    def window(self) -> None:
        """The window opens and stays, and nothing went wrong unsaid."""
        try:
            ended = subprocess.run(
                [self.opens, "--data", "sample.lianxing"], cwd=self.folder,
                env=self.environ, timeout=OPEN_FOR, check=False)
        except subprocess.TimeoutExpired:
            assert not [*self.folder.rglob("*.log")], "see the log"
        else:
            raise AssertionError(f"the window closed by itself: {ended.returncode}")


def tried() -> None:
    """Every step of what stands in dist. :raises AssertionError: one went otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial([DIST / "lianxing" / COMMANDS], Path(folder))
        for step in (trial.whole, trial.village, trial.page, trial.stick, trial.copies,
                     trial.encrypted, trial.window):
            step()
            print(f"试过了 / tried: {step.__name__}", flush=True)


if __name__ == "__main__":
    tried()
