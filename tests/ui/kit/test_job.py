"""Long work: progress, 停止, and failures that reach whoever asked."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest

from ui.frame.collecting import Collector, give_back
from ui.kit.job import Job, JobStrip


def test_the_result_arrives(qtbot):
    job = Job(lambda progress: 6 * 7)
    with qtbot.waitSignal(job.done) as done:
        job.start()
    assert done.args == [42]


def test_progress_is_shown_and_stop_stops_at_the_next_progress(qtbot):
    at_half, go_on, after = threading.Event(), threading.Event(), []

    def work(progress):
        progress(50, "读到一半")
        at_half.set()
        go_on.wait(5)
        progress(60, "不该到这里")
        after.append("went on")

    job, strip = Job(work), JobStrip()
    qtbot.addWidget(strip)
    strip.follow(job, "正在读…")
    with qtbot.waitSignal(job.stopped):
        job.start()
        qtbot.waitUntil(lambda: strip.bar.value() == 50)
        assert at_half.is_set() and strip.words.text() == "读到一半"
        strip.halt.click()
        go_on.set()
    assert after == [] and strip.isHidden()


def test_a_strip_shows_the_newer_job_and_hears_no_more_of_the_older(qtbot):
    go_on, strip = threading.Event(), JobStrip()
    qtbot.addWidget(strip)

    def slow(progress):
        go_on.wait(5)
        progress(90, "旧的")

    older, newer = Job(slow), Job(slow)
    strip.follow(older, "先来的")
    strip.follow(newer, "后来的")
    with qtbot.waitSignal(older.done):
        older.start()
        go_on.set()
    assert strip.isVisible() and strip.words.text() == "后来的"
    strip.halt.click()
    with qtbot.waitSignal(newer.stopped):
        newer.start()
    assert strip.isHidden() and strip.job is None


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt(), SystemExit(3)])
def test_whatever_goes_wrong_is_reported(qtbot, error):
    def work(progress):
        raise error

    job = Job(work)
    with qtbot.waitSignal(job.failed) as failed:
        job.start()
    assert failed.args == [error]


class Ended:
    """Something in a ring, as closed pages are: only the collector ends it."""

    def __init__(self, where):
        self.ring = self
        weakref.finalize(self, lambda: where.append(threading.current_thread()))


def test_nothing_of_the_window_is_ended_on_the_thread_of_the_work(qtbot):
    ended, made = [], threading.Event()

    def work(progress):
        made.wait(5)
        return len([[each] for each in range(50_000)])

    gc.enable()
    collector, job = Collector(), Job(work)
    with qtbot.waitSignal(job.done):
        job.start()
        Ended(ended)
        made.set()
    weakref.finalize(job, lambda: ended.append(threading.current_thread()))
    del job
    held = [[each] for each in range(2 * gc.get_threshold()[0])]  # so that something is collected
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert set(ended) == {threading.main_thread()} and held
    collector.stop()


def resident() -> int:
    """MB of this process that lie in memory."""
    told = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(told.partition("VmRSS:")[2].split()[0]) // 1024


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others give back by themselves")
def test_what_is_free_goes_back_to_the_system():
    blocks = [bytes(10_000) for _ in range(10_000)]
    top, blocks = blocks[-1], []  # the last one holds all below it
    before = resident()
    give_back()
    assert before - resident() > 50 and top


ENDING = """
import atexit, sys, threading
from PySide6.QtWidgets import QApplication
app = QApplication([])
from ui.kit import job
if "too soon" in sys.argv:
    atexit.unregister(job.end_all)
begun = threading.Event()
def work(progress):
    begun.set()
    threading.Event().wait(0.5)
    progress(50)
job.Job(work).start()
begun.wait()
"""


def ended(*words):
    return subprocess.run([sys.executable, "-c", ENDING, *words], capture_output=True, text=True,
                          check=True, cwd=Path(__file__).parents[3]).stderr


def test_a_program_that_ends_waits_for_its_work():
    assert ended() == ""


def test_a_program_that_would_not_wait_is_seen():
    assert "has been deleted" in ended("too soon")
