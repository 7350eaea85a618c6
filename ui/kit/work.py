"""Long work of a section: one job at a time, its progress, its refusal in the strip."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from models.values.problem import Problem
from ui.kit.job import Job, JobStrip, Progress

if TYPE_CHECKING:
    from ui.kit.message_strip import Strip


class Work(JobStrip):
    """Runs one job; what the former one was still drawing is given up."""

    def __init__(self, strip: Strip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strip = strip
        self._then: Callable[[Any], object] = lambda result: None

    def begin(
        self, work: Callable[[Progress], Any], then: Callable[[Any], object], words: str
    ) -> None:
        """Start ``work``; ``then`` takes its result on the window's thread."""
        self.give_up()
        job, self._then = Job(work), then
        job.done.connect(self._done)
        job.failed.connect(self._failed)
        self.follow(job, words)
        job.start()

    def give_up(self) -> None:
        """Nobody waits for the job any more."""
        if self.job is not None:
            self.job.stop()
            self.unfollow()

    def written(self, path: Path) -> None:
        """Say that a file is there, and offer its folder."""
        def look() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

        self._strip.ask(f"写好了：{path.name}", {"打开文件夹": look, "知道了": None})

    def _done(self, result: Any) -> None:
        if self.sender() is self.job:
            self._then(result)

    def _failed(self, error: Exception) -> None:
        if self.sender() is not self.job:
            return
        if not isinstance(error, Problem):
            raise error
        self._strip.refuse(error.sentence)
