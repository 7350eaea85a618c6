"""Long work off the window's thread, with its progress, and 停止 that really stops."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from models.keeping.questions import listening, noting, unnoted
from models.values.problem import Problem
from ui.kit.theme import Plain
from ui.kit.tokens import px

if TYPE_CHECKING:
    from ui.kit.message_strip import Strip


Progress = Callable[[int, str], None]


class Stopped(Exception):
    """Raised inside the work, at its next progress, after 停止 was pressed."""


class Job(QObject):
    """Runs ``work(progress)`` on another thread.

    ``progress(percent, words)`` reports and raises :class:`Stopped` once the user has stopped it.
    The work gets plain values or opens its own data file by path, never the window's store; what
    it asks there is noted for whoever noted when it was made.
    Exactly one of ``done(result)``, ``failed(exception)`` and ``stopped()`` follows ``start``.
    """

    progressed = Signal(int, str)
    done = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, work: Callable[[Progress], Any]) -> None:
        super().__init__()
        self._work, self.noted_by = work, listening()
        self._stop, self.let_go = threading.Event(), threading.Event()

    def start(self) -> None:
        """Begin; the job lives until it has ended, whoever started it."""
        _UNDER_WAY.add(self)
        for ended in (self.done, self.failed, self.stopped):
            ended.connect(self._forget)
        QThreadPool.globalInstance().start(_Run(self))

    def stop(self) -> None:
        """Ask the work to stop at its next progress."""
        self._stop.set()

    def progress(self, percent: int, words: str = "") -> None:
        """What the work calls: 0 to 100 (-1: nobody knows) and a few words.

        :raises Stopped: the user stopped it.
        """
        if self._stop.is_set():
            raise Stopped
        self.progressed.emit(percent, words)

    def run(self) -> None:
        """Do the work here and now, and say how it ended; nothing escapes."""
        try:
            with noting(*self.noted_by):
                result = self._work(self.progress)
        except Stopped:
            self.stopped.emit()
        except BaseException as error:
            self.failed.emit(error)
        else:
            self.done.emit(result)

    @contextmanager
    def noting_its_answer(self) -> Iterator[None]:
        """What is asked to show it is noted for the same, and for no page that is shown by now."""
        with unnoted(), noting(*self.noted_by):
            yield

    def _forget(self, *_: object) -> None:
        """Here, and not on the thread of the work, the job ends: that has no hold on it now."""
        self.let_go.wait(LONGEST_WAIT)
        _UNDER_WAY.discard(self)


_UNDER_WAY: set[Job] = set()
LONGEST_WAIT = 1.0
"""Seconds until a job is forgotten although its thread has not come to its end."""


def at_work() -> bool:
    """Whether any job is under way."""
    return bool(_UNDER_WAY)


@atexit.register
def end_all() -> None:
    """The program ends: Qt takes its objects away next, and no work may speak to one of them."""
    for job in _UNDER_WAY:
        job.stop()
    QThreadPool.globalInstance().waitForDone()


class _Run(QRunnable):
    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job: Job | None = job

    def run(self) -> None:
        job, self._job = self._job, None
        assert job is not None
        job.run()
        over = job.let_go
        del job
        over.set()


class JobStrip(QFrame):
    """What is being worked at, how far it is, and 停止."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("strip", "true")
        self.words, self.bar, self.halt = Plain(), QProgressBar(), QPushButton("停止")
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("进度")
        self.halt.setAccessibleName("停止")
        self.halt.clicked.connect(self._stop)
        self.job: Job | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(8), px(8), px(8))
        row.setSpacing(px(12))
        row.addWidget(self.words)
        row.addWidget(self.bar, 1)
        row.addWidget(self.halt)
        self.hide()

    def follow(self, job: Job, words: str) -> None:
        """Show ``job`` until it ends, in the place of the one shown before."""
        self.job = job
        self._say(0, words)
        self.halt.setEnabled(True)
        job.progressed.connect(self._progressed)
        for ended in (job.done, job.failed, job.stopped):
            ended.connect(self._ended)
        self.show()

    def unfollow(self) -> None:
        """Show no job any more; one that still runs goes on unseen."""
        self.job = None
        self.hide()

    def _progressed(self, percent: int, words: str) -> None:
        if self.sender() is self.job:
            self._say(percent, words)

    def _ended(self, *_: object) -> None:
        if self.sender() is self.job:
            self.unfollow()

    def _say(self, percent: int, words: str) -> None:
        self.bar.setRange(0, 100 if percent >= 0 else 0)
        self.bar.setValue(percent)
        if words:
            self.words.setText(words)

    def _stop(self) -> None:
        self.halt.setEnabled(False)
        if self.job is not None:
            self.job.stop()


# ── the work of a page ───────────────────────────────────────────────────────


class Latest(QObject):
    """One job at a time, seen in ``shown`` if there is such a strip; a former one's answer is
    nobody's.

    A refusal is said by ``say``; anything else that goes wrong is a fault of the program.
    """

    def __init__(
        self, parent: QWidget, say: Callable[[str], object], shown: JobStrip | None = None
    ) -> None:
        super().__init__(parent)
        self.job: Job | None = None
        self._say, self._shown = say, shown
        self._then: Callable[[Any], object] = lambda result: None
        self._refused: Callable[[Problem], object] | None = None

    def begin(
        self, work: Callable[[Progress], Any], then: Callable[[Any], object], words: str = "",
        refused: Callable[[Problem], object] | None = None,
    ) -> None:
        """Start ``work``; ``then`` takes its result on the window's thread, ``refused`` more of a
        refusal than its sentence."""
        self.give_up()
        self.job, self._then, self._refused = Job(work), then, refused
        self.job.done.connect(self._done)
        self.job.failed.connect(self._failed)
        if self._shown is not None:
            self._shown.follow(self.job, words)
        self.job.start()

    def give_up(self) -> None:
        """Nobody waits for the job any more."""
        if self.job is not None:
            self.job.stop()
            self.job = None
        if self._shown is not None:
            self._shown.unfollow()

    def _done(self, result: Any) -> None:
        if self.job is not None and self.sender() is self.job:
            with self.job.noting_its_answer():
                self._then(result)

    def _failed(self, error: Exception) -> None:
        if self.sender() is not self.job:
            return
        if not isinstance(error, Problem):
            raise error
        self._say(error.sentence)
        if self._refused is not None:
            self._refused(error)


class Work(JobStrip):
    """The one job of a page, in sight; what it refuses is said in the page's strip."""

    def __init__(self, strip: Strip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strip = strip
        self._latest = Latest(self, strip.refuse, self)
        self.begin, self.give_up = self._latest.begin, self._latest.give_up

    def written(self, path: Path) -> None:
        """Say that a file is there, and offer its folder."""
        def look() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

        self._strip.ask(f"写好了：{path.name}", {"打开文件夹": look, "知道了": None})
