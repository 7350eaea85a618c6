"""No file that this program holds open is renamed or taken away: Windows would refuse both."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli.commands import main
from models.keeping.store import Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc what is open")
MOVING = {"os.remove": 1, "os.rmdir": 1, "os.rename": 2}
"""What takes a name away from a file, and how many of its arguments are names."""
OPEN = Path("/proc/self/fd")


class Watch:
    """Hears of every name that goes while it is on; it can't be taken off again."""

    def __init__(self) -> None:
        self.on, self.seen = False, list[str]()
        sys.addaudithook(self._hear)

    def _hear(self, event: str, given: tuple[Any, ...]) -> None:
        if self.on and event in MOVING:
            self.on = False
            names = {os.path.realpath(os.fsdecode(each)) for each in given[:MOVING[event]]
                     if not isinstance(each, int)}
            self.seen += [f"{event} {each}" for each in names & {*_open()}]
            self.on = True

    @contextmanager
    def watching(self) -> Iterator[list[str]]:
        """What was found meanwhile."""
        self.seen, self.on = [], True
        try:
            yield self.seen
        finally:
            self.on = False


def _open() -> Iterator[str]:
    for each in OPEN.iterdir():
        try:
            yield os.readlink(each)  # noqa: PTH115 - the name as the system says it
        except FileNotFoundError:  # the listing itself
            continue


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch()


def run(data: Path, *words: str | Path, status: int = 0) -> None:
    assert main(["--data", str(data), *map(str, words)]) == status, words


def test_nothing_open_is_moved_in_a_year_of_work(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    village, town, stick = (tmp_path / each for each in ("v.lianxing", "t.lianxing", "stick"))
    with watch.watching() as seen:
        run(tmp_path / "s.lianxing", "demo", "--households", "20")
        for _ in range(2):  # the second time over the same files
            run(tmp_path / "s.lianxing", "returns", "facts", "visits-cover", "--period", "2026-Q3",
                "--out", tmp_path / "returns")
        run(town, "key", "--town", "青石坡镇", "--out", tmp_path / "t.lxkey")
        run(village, "new", "--name", "赵家村", "--town", "青石坡镇", "--code", "410399100201")
        run(village, "package", "--period", "2026-Q3", "--out", stick,
            "--for", tmp_path / "t.lxkey")
        run(village, "key", "--out", tmp_path / "v.lxkey")
        run(town, "key", "--enrol", tmp_path / "v.lxkey")
        run(town, "receive", "--accept", stick)
        run(village, "check", "--full")
        (tmp_path / "no.xlsx").write_bytes(b"no sheet")
        run(village, "import", "roster", tmp_path / "no.xlsx", status=1)
        run(village, "backup", "--out", tmp_path / "copy.lianxing")
        run(village, "restore", tmp_path / "copy.lianxing")
        capsys.readouterr()
        run(village, "handover", "--out", tmp_path / "pack.lxjj", "--gives", "赵守田",
            "--takes", "钱有余", "--watches", "李春分")
        code = capsys.readouterr().err.partition("恢复码：")[2].partition("（")[0]
        monkeypatch.setenv("LIANXING_OPERATOR", "钱有余")
        monkeypatch.setenv("LIANXING_PASSWORD", "春分 雨水 413")
        run(village, "takeover", tmp_path / "pack.lxjj", "--accept", "--code", code)
        run(village, "backup", "--out", tmp_path / "copy.lianxing")
    assert seen == []


@pytest.mark.parametrize("how", ["remove", "replace", "over"])
def test_a_file_moved_while_it_is_open_is_found(watch: Watch, tmp_path: Path, how: str) -> None:
    path = tmp_path / "村.lianxing"
    with Store(path), watch.watching() as seen:
        if how == "over":
            (tmp_path / "other").write_bytes(b"")
            (tmp_path / "other").replace(path)
        elif how == "remove":
            path.unlink()
        else:
            path.replace(tmp_path / "another")
    assert [each.split()[0] for each in seen] == ["os.remove" if how == "remove" else "os.rename"]
