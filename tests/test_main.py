"""How the program starts, and what becomes of faults that nobody is there to be told of."""

from __future__ import annotations

import os
import subprocess
import sys
from multiprocessing import resource_tracker
from multiprocessing.spawn import get_command_line
from pathlib import Path

import pytest

from main import HELPERS

ROOT = Path(__file__).resolve().parents[1]
THROWN_AWAY = """
import contextlib, main

class Left:
    def __del__(self):
        raise ValueError("柳琢")

with contextlib.suppress(SystemExit):
    main.main(["--help"])
Left()
"""


def test_what_fails_while_it_is_thrown_away_reaches_the_log(tmp_path):
    """Nobody can be told any more; the log says where, and never a value."""
    ended = subprocess.run(
        [sys.executable, "-c", THROWN_AWAY], cwd=ROOT, capture_output=True, text=True, check=True,
        env=os.environ | {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)})
    (log,) = tmp_path.rglob("lianxing.log")
    kept = log.read_text(encoding="utf-8")
    assert "builtins.ValueError" in kept and "__del__" in kept and "柳琢" not in kept
    assert "Traceback" not in ended.stderr


DYING = """
import contextlib, os, sys
import resource
resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
import main
with contextlib.suppress(SystemExit):
    main.main(["--help"])
print(resource.getrlimit(resource.RLIMIT_CORE))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_a_program_that_dies_leaves_nothing_of_its_memory():
    """Of an encrypted file all that was read is plain there, and its key."""
    ended = subprocess.run([sys.executable, "-c", DYING], cwd=ROOT, capture_output=True, text=True,
                           check=True)
    assert ended.stdout.splitlines()[-1] == "(0, 0)"


def test_the_packaged_program_knows_when_it_is_started_again_to_read(monkeypatch):
    """A window does not load what reads files apart; a reader that did not know would open one."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    started = [get_command_line(tracker_fd=3, pipe_handle=4)]
    tracker = resource_tracker.ResourceTracker()
    monkeypatch.setattr(resource_tracker.util, "spawnv_passfds",
                        lambda _, words, __: started.append(words) or os.getpid())
    tracker.ensure_running()
    os.close(tracker._fd)
    tracker._fd = tracker._pid = None
    assert len(started) == 2
    assert all(HELPERS.intersection(each[1:]) for each in started), started
