"""Whether somebody is at the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.kit.job import at_work

TOUCHES = {QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress,
           QEvent.Type.Wheel, QEvent.Type.TouchBegin}
TYPED = {QEvent.Type.InputMethod}


def _application() -> QGuiApplication:
    there = QGuiApplication.instance()
    assert isinstance(there, QGuiApplication)
    return there


def engaged() -> bool:
    """Whether a dialog or a menu is open, or long work under way: nothing is to come between."""
    return bool(QApplication.activeModalWidget() or QApplication.activePopupWidget() or at_work())


class Presence(QObject):
    """Watches what reaches the window from outside, never what moves inside it: ``noticed`` each
    time.
    """

    noticed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._handle = window.windowHandle()
        self._handle.installEventFilter(self)
        self._typed_in: QObject | None = None
        _application().focusObjectChanged.connect(self._follow)
        self._follow(QGuiApplication.focusObject())

    def let_go(self) -> None:
        """Watch no longer."""
        self._handle.removeEventFilter(self)
        _application().focusObjectChanged.disconnect(self._follow)
        self._follow(None)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is there."""
        # what an input method composes never passes the window: it goes to the field at once
        if event.type() in (TOUCHES if watched is self._handle else TYPED):
            self.noticed.emit()
        return False

    def _follow(self, field: QObject | None) -> None:
        """Watch the field that is typed in."""
        if self._typed_in is not None and isValid(self._typed_in):
            self._typed_in.removeEventFilter(self)
        self._typed_in = field if field is not self._handle else None
        if self._typed_in is not None:
            self._typed_in.installEventFilter(self)
