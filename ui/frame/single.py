"""One window for one data file: a second start raises the first window and goes home."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QLockFile, QObject
from PySide6.QtWidgets import QWidget

WAIT_MILLISECONDS = 500


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

    def raise_first(self) -> bool:
        """Ask the first window to come forward; whether it answered."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        answered = socket.waitForConnected(WAIT_MILLISECONDS)
        if answered:
            socket.disconnectFromServer()
        return answered

    def answer(self, come_forward: Callable[[], None]) -> None:
        """Call ``come_forward`` whenever a second start asks."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(lambda: self._called(come_forward))
        self._server.listen(self._name)

    def let_go(self) -> None:
        """The window closes."""
        if hasattr(self, "_server"):
            self._server.close()
        self._lock.unlock()

    def _called(self, come_forward: Callable[[], None]) -> None:
        caller = self._server.nextPendingConnection()
        caller.disconnected.connect(caller.deleteLater)
        come_forward()


def come_forward(window: QWidget) -> None:
    """A second start asked for the window."""
    from PySide6.QtCore import Qt

    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
