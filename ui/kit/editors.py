"""One editor for each sort of value, reading and giving back typed text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QPoint, QSize, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QClipboard,
    QFocusEvent,
    QGuiApplication,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QComboBox,
    QCompleter,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QToolTip,
    QWidget,
    QWidgetAction,
)

from models.keeping.permissions import May, allowed
from models.office.star_sets import offered
from models.values import clock
from models.values.kinds import FLAG, Field, OpenChoices
from models.values.names import found_in
from models.values.privacy import NUMBERS, Privacy, mask
from ui.kit.theme import icon, plain_tip
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.keeping.store import Store

MASKED = (Privacy.SECRET,)
SPARE = 4
"""Pixels that a line leaves free beside its words."""
Finder = Callable[["Store", str], Sequence[tuple[int | str, str]]]
"""How a link is looked for: what was typed → (id or code, label) of what it may mean."""


class Line(QLineEdit):
    """A line of text."""
    edited = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.textEdited.connect(self.edited)

    def words(self) -> str:
        """What is typed."""
        return self.text()

    def put(self, words: str) -> None:
        """Show these words."""
        self.setText(words)
        self.setCursorPosition(0)


class Number(Line):
    """A figure, right-aligned."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)


COPIED_MILLISECONDS = 60_000


LAID = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)
"""Where what is copied lies; on Linux what is merely chosen is given to the middle button."""


def _take_off_clipboard(copied: str) -> None:
    """Clear the clipboard, where it still holds this."""
    clipboard = QGuiApplication.clipboard()
    for laid in LAID:
        if clipboard.text(laid) == copied:
            clipboard.clear(laid)


class Veiled(Line):
    """A value nobody should read over a shoulder: masked until the eye is pressed."""

    def __init__(self, field: Field, *, may_see: bool) -> None:
        super().__init__(field)
        self._real, self._seen, self._may_see = "", False, may_see
        self._eye = QAction(icon("eye"), "看号", self)
        self._eye.setShortcut("F8")
        self._eye.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._eye.triggered.connect(lambda: self.reveal(not self._seen))
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        QGuiApplication.clipboard().dataChanged.connect(self._copied)
        QGuiApplication.clipboard().selectionChanged.connect(self._copied)

    def _copied(self) -> None:
        """What was copied from here does not lie on the clipboard for whoever comes next, nor is
        it left there when the program ends.
        """
        if not (self._seen and self.hasFocus()):  # whatever is chosen anywhere is heard here
            return
        for copied in {QGuiApplication.clipboard().text(laid) for laid in LAID}:
            if copied and copied in self.text():
                QTimer.singleShot(COPIED_MILLISECONDS, partial(_take_off_clipboard, copied))
                if (app := QGuiApplication.instance()) is not None:
                    app.aboutToQuit.connect(partial(_take_off_clipboard, copied))

    def words(self) -> str:
        """The real value, masked or not."""
        return self.text() if self._seen else self._real

    def put(self, words: str) -> None:
        """Show the value masked; an empty one can be typed at once."""
        self._real = words
        self._show(seen=not words)

    def reveal(self, seen: bool) -> None:
        """Show the value as it is, or cover it again."""
        self._real = self.words()
        self._show(seen=seen and (self._may_see or not self._real))

    def _show(self, *, seen: bool) -> None:
        self._seen = seen
        self.setText(self._real if seen else mask(self._real, self.field.privacy))
        self.setReadOnly(not seen)
        self._eye.setVisible(bool(self._real) and self._may_see)
        self._eye.setIcon(icon("veil" if seen else "eye"))
        self._eye.setText(f"{'遮住' if seen else '看号'}：{self.field.label}")
        self._eye.setToolTip("遮住 F8" if seen else "看全部并修改 F8")
        self.setAccessibleDescription("" if seen else f"已遮住，后四位 {self._real[-4:]}，看号 F8")
        self.setCursorPosition(0)


class Day(Line):
    """A day: typed in any usual way, or picked from a calendar."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.setPlaceholderText("如 2026-09-01")
        pick = QAction(icon("calendar"), f"从日历里选：{field.label}", self)
        pick.setShortcut("Alt+Down")
        pick.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        pick.triggered.connect(self._pick)
        self.addAction(pick, QLineEdit.ActionPosition.TrailingPosition)

    def minimumSizeHint(self) -> QSize:
        """A whole day can be read beside its calendar."""
        least = super().minimumSizeHint()
        day = self.fontMetrics().horizontalAdvance("2026-09-01")
        return least.expandedTo(QSize(day + px(48), 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A day that was understood is shown the one way days are written."""
        super().focusOutEvent(event)
        try:
            self.setText(self.field.show(self.field.read(self.text())))
        except ValueError:
            return

    def _pick(self) -> None:
        menu, calendar = QMenu(self), QCalendarWidget()
        calendar.setGridVisible(False)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        typed = QDate.fromString(self.text(), Qt.DateFormat.ISODate)
        today = clock.today()
        calendar.setSelectedDate(
            typed if typed.isValid() else QDate(today.year, today.month, today.day))
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)

        def take(day: QDate) -> None:
            self.setText(day.toString(Qt.DateFormat.ISODate))
            self.edited.emit()
            menu.close()

        calendar.activated.connect(take)
        calendar.clicked.connect(take)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))


class TypedBox(QComboBox):
    """A box that is typed into as well as chosen from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)

    def showEvent(self, event: QShowEvent) -> None:
        """The line inside is called as the box is."""
        super().showEvent(event)
        self.line.setAccessibleName(self.accessibleName())

    @property
    def line(self) -> QLineEdit:
        """What is typed into."""
        line = self.lineEdit()
        assert line is not None, "a box that is typed into has a line"
        return line

    @property
    def offering(self) -> QCompleter:
        """What offers words while typing."""
        completer = self.completer()
        assert completer is not None, "a box that is typed into completes"
        return completer


class Choice(TypedBox):
    """One of a closed list: typing filters it, by pinyin too, and any usual writing is understood.

    Whoever leaves it with a part typed that only one of the list has, means that one.
    """

    edited = Signal()

    def __init__(self, field: Field, pairs: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.field = field
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        labels = [label for _, label in pairs or (
            field.options.pairs() if field.options else (("yes", "是"), ("no", "否")))]
        self._labels = labels
        self.addItems(["", *labels])
        completer = QCompleter(labels, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.activated.connect(lambda _: self.edited.emit())
        self.setCompleter(completer)
        self.line.textEdited.connect(self._look)
        self.line.textEdited.connect(lambda _: self.edited.emit())
        self.line.editingFinished.connect(self._settle)
        self.activated.connect(lambda _: self.edited.emit())

    def words(self) -> str:
        """What is typed or chosen."""
        return self.currentText()

    def put(self, words: str) -> None:
        """Show these words."""
        self.setCurrentIndex(max(self.findText(words), -1))
        self.setEditText(words)

    def choose_from(self, labels: Sequence[str]) -> None:
        """Another list from now on; what is typed stays."""
        typed, self._labels = self.words(), list(labels)
        self.clear()
        self.addItems(["", *labels])
        self.offer(labels)
        self.put(typed)

    def offer(self, labels: Sequence[str]) -> None:
        """Complete what is typed to one of these."""
        model = self.offering.model()
        assert isinstance(model, QStringListModel), "the completer was made of words"
        model.setStringList(list(labels))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a form never changes a choice."""
        event.ignore()

    def _look(self, typed: str) -> None:
        typed = typed.strip().lower()
        spots = [(spot, label) for label in self._labels if (spot := found_in(typed, label))]
        self.offer([label for _, label in sorted(spots, key=lambda each: each[0])])

    def _settle(self) -> None:
        typed = self.currentText().strip().lower()
        meant = [label for label in self._labels if typed and found_in(typed, label)]
        try:
            self.field.read(typed)
        except ValueError:
            if len(meant) == 1:
                self.put(meant[0])
                self.edited.emit()


class Note(QPlainTextEdit):
    """Several lines; Tab goes on, Ctrl+Enter too."""

    edited = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.setTabChangesFocus(True)
        self.setFixedHeight(px(72))
        self._putting = False
        self.textChanged.connect(self._typed)

    def words(self) -> str:
        """What is typed."""
        return self.toPlainText()

    def put(self, words: str) -> None:
        """Show these words."""
        self._putting = True
        self.setPlainText(words)
        self._putting = False

    def _typed(self) -> None:
        if not self._putting:
            self.edited.emit()


class Link(Choice):
    """Another record, looked for while typing, by pinyin too; its text is the id, its face the
    label.
    """

    def __init__(self, field: Field, store: Store, find: Finder) -> None:
        super().__init__(Field(field.label, options=OpenChoices()))
        self.field, self._store, self._find = field, store, find
        self._found: dict[str, int | str] = {}
        self._look("")

    def words(self) -> str:
        """The id of what is chosen; what was typed when it means nothing."""
        typed = self.currentText().strip()
        return str(self._found.get(typed, typed))

    def put(self, words: str) -> None:
        """Show the record with this id."""
        label = next((label for label, row in self._found.items() if str(row) == words), words)
        self.setEditText(label)

    def know(self, row: int, label: str) -> None:
        """Make a record known that the finder would not offer by itself."""
        self._found[label] = row

    def _settle(self) -> None:
        """Who is meant says ``take_the_best``, where it does."""

    def _look(self, typed: str) -> None:
        found = self._find(self._store, typed) or [
            each for each in self._find(self._store, "")
            if typed and found_in(typed.strip().lower(), each[1])]
        self._found |= {label: row for row, label in found}
        labels = [label for _, label in found]
        self.offer(labels)
        if not typed:
            self.clear()
            self.addItems(["", *labels])


def editor_for(field: Field, store: Store, finders: Mapping[str, Finder]) -> Any:
    """The editor for a field: by its options first, then by its kind."""
    if field.name in finders:
        return Link(field, store, finders[field.name])
    if field.options is not None:
        return Choice(field, offered(store, field.options))
    if field.kind is FLAG:
        return Choice(field)
    if field.privacy in NUMBERS:
        may_see = allowed(store, May.SEE)
        if field.privacy in MASKED or not may_see:
            return Veiled(field, may_see=may_see)
    by_kind = {"note": Note, "day": Day, "part-day": Day}
    return by_kind.get(field.kind.name, Number if field.kind.numeric else Line)(field)


def whole_of(shown: QWidget | None) -> str:
    """The words of a field that lacks the room for them; blank where they fit or are covered."""
    style = QApplication.style()
    if isinstance(shown, QComboBox) and not shown.isEditable():
        box, said = QStyleOptionComboBox(), shown.currentText()
        shown.initStyleOption(box)
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, box,
                                    QStyle.SubControl.SC_ComboBoxEditField, shown)
    elif isinstance(shown, QLineEdit) and not isinstance(shown, Veiled):
        frame, said = QStyleOptionFrame(), shown.displayText()
        shown.initStyleOption(frame)
        room = style.subElementRect(QStyle.SubElement.SE_LineEditContents, frame, shown)
    else:
        return ""
    return said if shown.fontMetrics().horizontalAdvance(said) > room.width() - SPARE else ""


def tell_whole(spot: QPoint) -> bool:
    """A tip with the words that the field there has no room for; whether there are such."""
    said = whole_of(QApplication.widgetAt(spot))
    QToolTip.showText(spot, plain_tip(said))
    return bool(said)
