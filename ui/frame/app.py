"""Starting the window: one per data file, painted at once, the file opened right after."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from ui.frame import crash
from ui.frame.single import Single, come_forward
from ui.frame.window import Window
from ui.kit.theme import dress, kept_care

NO_SCREEN = (
    "没有找到屏幕，窗口打不开。请在电脑桌面上打开；没有屏幕时可以用命令，写法见 --help。"
)
UNUSABLE = 3


def run(path: Path) -> int:
    """Open the window on the data file at ``path`` and stay until it is closed; the exit code."""
    there = QApplication.instance()
    app = there if isinstance(there, QApplication) else _application()
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


def _application() -> QApplication:
    """Qt's application; without a screen the program ends with a sentence, not with a core dump."""
    qInstallMessageHandler(_without_screen)
    app = QApplication(sys.argv[:1])
    qInstallMessageHandler(None)
    return app


def _without_screen(kind: QtMsgType, _: object, words: str) -> None:
    """Qt is about to abort, which happens here only when it finds no screen to draw on."""
    if kind is QtMsgType.QtFatalMsg:
        if sys.stderr is not None:
            print(NO_SCREEN, file=sys.stderr, flush=True)
        os._exit(UNUSABLE)


def open_window(path: Path) -> Window:
    """Show the window; as soon as it is painted it opens ``path``."""
    window = Window()
    window.painted.connect(lambda: QTimer.singleShot(0, lambda: _painted(window, path)))
    small = window.screen().availableGeometry().width() < 1500
    window.showMaximized() if small else window.show()
    return window


def _painted(window: Window, path: Path) -> None:
    """Only now is everything loaded that reads a data file."""
    from ui.frame.opening import attend

    attend(window, path)
