"""What is looked at by itself when a data file is opened: the clock, how it was left, its pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
    data, key = store.path, store.key
    job = Job(lambda progress: looked_at(data, key, unclean, progress))
    job.done.connect(lambda found: _say(window, data, found, unclean))
    window.leaving.callback(job.stop)
    job.start()


def looked_at(data: Path, key: bytes | None, full: bool, progress: Progress) -> list[Finding]:
    """The findings of the file alone; runs in a job."""
    from models.checks.data_file import file_findings

    progress(-1, "")
    with Store(data, key=key, reading=True) as store:
        return list(file_findings(store, full=full))


def _say(window: Window, data: Path, found: list[Finding], unclean: bool) -> None:
    if window.store is None or window.store.path != data:
        return
    grave = [each for each in found if each.level == Level.ERROR]
    if grave:
        window.strip.ask(
            f"{UNCLEAN * unclean}资料文件有 {len(grave)} 处要看：{grave[0].what}",
            {"去检查和修复": lambda: window.go("repair", 0), "以后再说": None})
    elif unclean:
        window.status.say(f"{UNCLEAN}没有发现问题")
