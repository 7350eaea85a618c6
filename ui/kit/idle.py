"""Nobody at the desk: after some minutes without a key or the mouse an encrypted file is closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit.job import at_work

IDLE_MINUTES = 5
TOUCHES = {QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress,
           QEvent.Type.Wheel, QEvent.Type.TouchBegin}


class Idle(QObject):
    """Watches what reaches the window from outside, never what moves inside it.

    While long work is under way or a dialog is open nothing is closed; it is asked again later.
    """

    def __init__(self, window: QWidget, minutes: int, close: Callable[[], object]) -> None:
        super().__init__(window)
        self._close, self._handle = close, window.windowHandle()
        self.timer = QTimer(self, interval=minutes * 60_000, singleShot=True)
        self.timer.timeout.connect(self.look)
        self.timer.start()
        self._handle.installEventFilter(self)

    def look(self) -> None:
        """The time is up."""
        busy = QApplication.activeModalWidget() or QApplication.activePopupWidget() or at_work()
        self.timer.start() if busy else self._close()

    def let_go(self) -> None:
        """The file is closed."""
        self.timer.stop()
        self._handle.removeEventFilter(self)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is there."""
        if event.type() in TOUCHES:
            self.timer.start()
        return False
