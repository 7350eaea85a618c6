"""Starting the window: one per data file, painted at once, the file opened right after."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from ui import crash
from ui.single import Single
from ui.theme import dress, kept_care
from ui.window import Window

DATA_FILES = "联星资料 (*.lianxing)"


def run(path: Path) -> int:
    """Open the window on the data file at ``path`` and stay until it is closed; the exit code."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    app.setApplicationName("联星村级台账")
    single = Single(path)
    if not single.is_first() and single.raise_first():
        return 0
    crash.install()
    dress(app, kept_care())
    window = open_window(path)
    window.painted.connect(
        lambda: QTimer.singleShot(0, lambda: single.answer(lambda: come_forward(window)))
    )
    code = app.exec()
    single.let_go()
    return code


def open_window(path: Path) -> Window:
    """Show the window; as soon as it is painted it opens ``path``."""
    window = Window()
    window.painted.connect(lambda: QTimer.singleShot(0, lambda: open_file(window, path)))
    window.file_wanted.connect(lambda wanted: open_file(window, Path(wanted)))
    window.restore_wanted.connect(lambda copy: restore_file(window, Path(copy)))
    small = window.screen().availableGeometry().width() < 1500
    window.showMaximized() if small else window.show()
    return window


def open_file(window: Window, path: Path) -> None:
    """Give the window the data file at ``path``, or say why it can't be opened."""
    from models.record import Problem
    from models.store import Store

    before = window.store.path if window.store is not None else None
    try:
        window.let_go()
        window.receive(Store(path))
    except Problem as refusal:
        answers = {
            "再试一次": lambda: open_file(window, path),
            "选另一个文件…": lambda: _choose(window),
        }
        if before is not None and before != path:
            answers["回到原来的资料"] = lambda: open_file(window, before)
        window.refuse(refusal.sentence, answers)


def restore_file(window: Window, copy: Path) -> None:
    """Put ``copy`` in the place of the open data file, which is kept beside it, and open it."""
    from models.backups import restore
    from models.record import Problem

    assert window.store is not None
    data, key = window.store.path, window.store.key
    window.let_go()
    try:
        verdict, kept = restore(copy, data, key=key)
    except Problem as refusal:
        open_file(window, data)
        window.strip.refuse(refusal.sentence)
        return
    open_file(window, data)
    counts = verdict.counts
    aside = f"原来的资料存为 {kept.name}。" if kept else ""
    window.strip.tell(f"已恢复：{counts.get('household', 0):,} 户 {counts.get('person', 0):,} 人。"
                      f"{aside}")


def come_forward(window: Window) -> None:
    """A second start asked for the window."""
    from PySide6.QtCore import Qt

    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def _choose(window: Window) -> None:
    from ui import ask

    chosen = ask.file_to_open(window, "打开资料文件", DATA_FILES)
    if chosen is not None:
        open_file(window, chosen)
