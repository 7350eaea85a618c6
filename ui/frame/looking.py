"""What is looked at by itself when a data file is opened: the clock, how it was left, its pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from models.keeping.opening import FOR_LOOKING, begun, ended
from models.keeping.store import Store
from models.values.finding import Finding, Level
from ui.kit.job import Job, Progress

if TYPE_CHECKING:
    from ui.frame.window import Window

UNCLEAN = "上次没有正常关闭，已在后台细查。"


def attend_to_file(window: Window) -> None:
    """Look at the file the window just received, where it received one: in the background."""
    store = window.store
    if store is None:
        return
    odd, unclean = begun(store)
    window.leaving.callback(ended, store)
    if store.reading:
        window.strip.tell(FOR_LOOKING)
    if odd:
        window.strip.ask(odd, {"时间没有错，接着用": None})
    look = _Look(window, store, unclean)
    window.leaving.callback(look.give_up)
    look.job.start()


class _Look(QObject):
    """One look at a file; its answer is taken on the window's thread, while the file is open."""

    def __init__(self, window: Window, store: Store, unclean: bool) -> None:
        super().__init__(window)
        self._window, self._unclean, self._wanted = window, unclean, True
        data, key = store.path, store.key
        self.job = Job(lambda progress: looked_at(data, key, unclean, progress))
        self.job.done.connect(self._say)
        self.job.failed.connect(self._fail)

    def give_up(self) -> None:
        """The file is let go: nobody waits for the answer any more."""
        self._wanted = False
        self.job.stop()
        self.deleteLater()

    def _say(self, found: Any) -> None:
        if not self._wanted:
            return
        grave = [each for each in found if each.level == Level.ERROR]
        if grave:
            self._window.strip.ask(
                f"{UNCLEAN * self._unclean}资料文件有 {len(grave)} 处要看：{grave[0].what}",
                {"去检查和修复": lambda: self._window.go("repair", 0), "以后再说": None})
        elif self._unclean:
            self._window.status.say(f"{UNCLEAN}没有发现问题")

    def _fail(self, error: Exception) -> None:
        if self._wanted:
            raise error


def looked_at(data: Path, key: bytes | None, full: bool, progress: Progress) -> list[Finding]:
    """The findings of the file alone; runs in a job."""
    from models.checks.data_file import file_findings

    progress(-1, "")
    with Store(data, key=key, reading=True) as store:
        return list(file_findings(store, full=full))
