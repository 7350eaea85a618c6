"""Long work: progress, 停止, and failures that reach whoever asked."""

from __future__ import annotations

import threading

import pytest

from ui.job import Job, JobStrip


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


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt(), SystemExit(3)])
def test_whatever_goes_wrong_is_reported(qtbot, error):
    def work(progress):
        raise error

    job = Job(work)
    with qtbot.waitSignal(job.failed) as failed:
        job.start()
    assert failed.args == [error]
