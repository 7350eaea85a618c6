"""Keys, each with one meaning wherever it is pressed; and what is said to who cannot see.

Of two actions that share a key the inner one is meant.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QShortcutEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QPlainTextEdit,
    QWidget,
)

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_PLAIN = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}

KEYS: dict[str, tuple[str, ...]] = {
    "F2": ("改",),
    "F3": ("记走访",),
    "F4": ("记积分",),
    "F5": ("重新",),
    "F8": ("看号", "遮住"),
    "Ctrl+S": ("保存", "存", "导入", "收下", "下发", "写到", "照此结对", "合并", "承接", "再读"),
    "Ctrl+Return": ("报送", "报出", "通过", "下一步", "建议结对", "写批注", "填进度"),
    "Ctrl+N": ("登记", "新", "加", "记", "开", "定", "归", "兑换", "收报期次"),
    "Ctrl+O": ("选", "收", "核对", "导入"),
    "Ctrl+P": ("打印", "印"),
    "Ctrl+Shift+P": ("打印封面",),
    "Ctrl+E": ("导出", "存成"),
    "Ctrl+Shift+S": ("存成 PDF",),
    "Ctrl+R": ("退回",),
    "Ctrl+B": ("备份",),
    "Ctrl+M": ("添家庭成员",),
    "Ctrl+J": ("交办",),
    "Ctrl+H": ("办理",),
    "Ctrl+L": ("录走访单",),
    "Ctrl+T": ("认表头",),
    "Ctrl+D": ("是两个人",),
    "F7": ("下一处",),
    "1": ("同一个人",), "2": ("不是，新建",), "3": ("先放着",),
    "Ctrl+Shift+D": ("其余都填",),
    "Ctrl+PgDown": ("下一",),
    "Ctrl+PgUp": ("上一",),
    "Alt+Down": ("从日历里选",),
    "Alt+Left": ("上一",),
    "Alt+Right": ("下一",),
    "Alt+0": ("同样的",),
    "Alt+1": ("照像是的",),
    "Del": ("不用",),
    "Esc": ("取消", "收起", "返回", "回到", "关闭", "录完了"),
}
"""The keys of pages and forms, each with the words one of which stands in what it does; Ctrl+Return
is 报送, elsewhere the red button. The window's own are in ``ui.frame.window``."""


class Act(QAction):
    """Something that can be done, by a key too while what it belongs to is in sight.

    Of several with the same key the innermost is meant: a form's before its page's, and a
    question's (``first``) before both. A word that is being composed is taken first.
    """

    def __init__(
        self, words: str, key: str, owner: QWidget, do: Callable[[], object], *,
        inside: bool = False, first: bool = False,
    ) -> None:
        super().__init__(words, owner)
        self.first = first
        if key:
            self.setShortcut(QKeySequence(key))
        context = Qt.ShortcutContext
        self.setShortcutContext(
            context.WidgetWithChildrenShortcut if inside else context.WindowShortcut)
        self.triggered.connect(lambda: QGuiApplication.inputMethod().commit())
        self.triggered.connect(lambda: do())
        owner.addAction(self)

    def event(self, event: QEvent) -> bool:
        """Qt knows only that several have this key."""
        if isinstance(event, QShortcutEvent) and event.isAmbiguous():
            live = [each for each in self._owner().window().findChildren(Act)
                    if event.key() in each.shortcuts() and each._live()]
            max(live, key=lambda each: (each.first, each._depth())).trigger()
            return True
        return super().event(event)

    def _owner(self) -> QWidget:
        owner = self.parent()
        assert isinstance(owner, QWidget)
        return owner

    def _live(self) -> bool:
        owner, focus = self._owner(), QApplication.focusWidget()
        inside = focus is not None and (owner is focus or owner.isAncestorOf(focus))
        wide = self.shortcutContext() == Qt.ShortcutContext.WindowShortcut
        return self.isEnabled() and self.isVisible() and owner.isVisible() and (wide or inside)

    def _depth(self) -> int:
        depth, above = 0, self._owner().parentWidget()
        while above is not None:
            depth, above = depth + 1, above.parentWidget()
        return depth


class Onward(QObject):
    """Enter goes ``down`` from a field, as on paper; in a note it starts a new line.

    ``left()`` when a field has been left. A filter of its own: a form, which scrolls, would be
    asked about every event of its bars.
    """

    down = Signal(object)
    left = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether it was such an Enter."""
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        note = isinstance(watched, QPlainTextEdit)
        down = event.key() in _ENTER and (event.modifiers() in _PLAIN) != note
        if down:
            self.down.emit(watched)
        return down


class Pressing(QObject):
    """Enter presses the button that has the keyboard, as Space does; Qt leaves it to the desktop.

    A box that is ticked goes on by Enter like a field. One held down presses once.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._reached)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether it was such an Enter."""
        if isinstance(event, QFocusEvent) and event.lostFocus():
            if event.reason() != Qt.FocusReason.PopupFocusReason:  # its own menu leaves it there
                watched.removeEventFilter(self)
            return False
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        enter = event.key() in _ENTER and event.modifiers() in _PLAIN
        if enter and not event.isAutoRepeat() and isinstance(watched, QAbstractButton):
            watched.click()
        return enter

    def _reached(self, _: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QAbstractButton) and not isinstance(now, QCheckBox):
            now.installEventFilter(self)


def act(owner: QWidget, words: str, key: str, do: Callable[[], object]) -> Act:
    """What can be done with a form: its keys are the form's while the keyboard is in it."""
    return Act(words, key, owner, do, inside=True)


def announce(shown: QWidget, sentence: str, *, at_once: bool = False) -> None:
    """Have a screen reader say this, once; ``at_once`` cuts short what it is saying."""
    said, how = QAccessibleAnnouncementEvent(shown, sentence), QAccessible.AnnouncementPoliteness
    said.setPoliteness(how.Assertive if at_once else how.Polite)
    QAccessible.updateAccessibility(said)
