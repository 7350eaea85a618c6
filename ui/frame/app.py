"""Starting the window: one per data file, painted at once, furnished and the file opened after."""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QLockFile, QObject, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from models.values import clock
from ui.frame.window import Window

NO_SCREEN = (
    "没有找到屏幕，窗口打不开。请在电脑桌面上打开；没有屏幕时可以用命令，写法见 --help。"
)
UNUSABLE = 3


def run(path: Path, package: Path | None = None) -> int:
    """Open the window on the data file at ``path`` and stay until it is closed; the exit code.

    A ``package`` is read there, or in the data file this user worked on last.
    """
    leave_arrays_alone()
    there = QApplication.instance()
    app = there if isinstance(there, QApplication) else _application()
    app.setApplicationName("联星村级台账")
    app.setDesktopFileName("lianxing")
    if package is not None:
        from ui.kit.recent import worked_on_last

        path = worked_on_last() or path
    single = Single(path)
    if not single.is_first() and single.raise_first(package):
        return 0
    window = open_window(path, package)
    window.painted.connect(lambda: QTimer.singleShot(0, lambda: _serve(window, single)))
    code = app.exec()
    single.let_go()
    return code


def leave_arrays_alone() -> None:
    """The library of workbooks loads numpy where it finds it, for numbers nobody here has: 20 MB.

    What reads pictures needs it, in a process of its own.
    """
    sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]


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


TURN_SECONDS = 0.0005
"""A tenth of Python's own: beside a job a page was there after 30 such waits, twice as late."""


def open_window(path: Path, package: Path | None = None) -> Window:
    """Show the window; as soon as it is painted it opens ``path`` and reads ``package`` there.

    Each call of the window to Qt lets go of Python, and waits for it again while a job computes.
    """
    sys.setswitchinterval(TURN_SECONDS)
    window = Window(bare=True)
    window.brought = package
    window.painted.connect(lambda: QTimer.singleShot(0, lambda: _painted(window, path)))
    window.show_as_left()
    return window


def _painted(window: Window, path: Path) -> None:
    """Only now is everything loaded that stands in the window, or reads a data file.

    Whoever closed it while it was bare wants no data file opened: nobody would let it go.
    """
    if not window.isVisible():
        return
    from ui.frame.opening import begin

    begin(window, path)


def _serve(window: Window, single: Single) -> None:
    if not window.isVisible():
        return
    from ui.frame.opening import serve

    serve(window)
    single.answer(lambda told: called(window, told))


# ── One window for one data file: a second start raises the first


WAIT_MILLISECONDS = 500
PATIENCE_SECONDS, AGAIN_SECONDS = 20.0, 0.1
"""A first window that is still being opened answers only then: nobody waits longer for it."""


class Single(QObject):
    """Whether this start is the first one for ``path``, known before anything heavy is loaded."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._name = f"lianxing-{zlib.crc32(str(path.resolve()).encode()):08x}"
        self._lock = QLockFile(QDir.temp().filePath(self._name + ".lock"))
        self._lock.setStaleLockTime(0)

    def is_first(self) -> bool:
        """Take the turn when nobody has it; it ends with the program, however it ends."""
        return self._lock.tryLock(0)

    def raise_first(self, package: Path | None = None) -> bool:
        """Ask the first window to come forward, and to read ``package``; whether it answered.

        One that was just started is waited for; when it ends meanwhile, its turn is ours.
        """
        from PySide6.QtNetwork import QLocalSocket

        from models.keeping.windows import let_forward

        let_forward()
        socket, until = QLocalSocket(), clock.running() + PATIENCE_SECONDS
        socket.connectToServer(self._name)
        while not socket.waitForConnected(WAIT_MILLISECONDS):
            if self.is_first() or clock.running() > until:
                return False
            clock.wait(AGAIN_SECONDS)
            socket.connectToServer(self._name)
        socket.write(str(package.resolve()).encode() if package is not None else b"")
        socket.flush()
        socket.disconnectFromServer()
        return True

    def answer(self, asked: Callable[[str], None]) -> None:
        """Call ``asked`` with the package to read, or blank, whenever a second start asks."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(lambda: self._called(asked))
        self._server.listen(self._name)

    def let_go(self) -> None:
        """The window closes."""
        if hasattr(self, "_server"):
            self._server.close()
        self._lock.unlock()

    def _called(self, asked: Callable[[str], None]) -> None:
        caller = self._server.nextPendingConnection()
        caller.disconnected.connect(lambda: asked(bytes(caller.readAll().data()).decode()))
        caller.disconnected.connect(caller.deleteLater)


def called(window: Window, package: str) -> None:
    """A second start asked for the window, and to read a package where one was clicked on."""
    come_forward(window)
    if package:
        from ui.frame.opening import read_brought

        window.brought = Path(package)
        read_brought(window)


def come_forward(window: QWidget) -> None:
    """Before every other window."""
    from PySide6.QtCore import Qt

    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
