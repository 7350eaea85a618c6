"""A record as a form: one column of labelled fields, each fault beside its field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from models.keeping.record import Draft, Record
from models.values.kinds import Field
from models.values.problem import Invalid
from ui.kit.editors import Finder, Note, editor_for
from ui.kit.marks import Face, FaceLabel
from ui.kit.theme import Mark, px

if TYPE_CHECKING:
    from models.keeping.store import Store

R = TypeVar("R", bound=Record)
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Form(QScrollArea, Generic[R]):
    """A form for one type of record.

    ``layout`` names the fields in the order of the paper form; a name beginning with ``#`` is a
    heading. ``finders`` say how the links among them are looked for. ``edited()`` after every
    keystroke, ``finished()`` when Enter is pressed in the last field.
    """

    edited = Signal()
    finished = Signal()

    def __init__(
        self, store: Store, kind: type[R], layout: Sequence[str],
        finders: dict[str, Finder] | None = None,
    ) -> None:
        super().__init__()
        self._kind = kind
        self._draft: Draft[R] = Draft(kind)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.editors: dict[str, Any] = {}
        self.faults: dict[str, FaceLabel] = {}
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(4))
        for line in layout:
            if line.startswith("#"):
                self._head(line[1:].strip())
            else:
                field = kind.field(line)
                self._add(field, editor_for(field, store, finders or {}))
        self._hold()

    # ── in and out ───────────────────────────────────────────────────────────

    def put(self, known: R | Draft[R]) -> None:
        """Show a record, or what is known of one; nothing is wrong with it yet."""
        self._draft = Draft.of(known)
        self.put_texts({
            name: _text(self._kind.field(name), self._draft.get(name)) for name in self.editors
        })

    def take(self) -> R:
        """The record as typed.

        :raises Invalid: and shows each sentence beside its field, the first wrong one focused.
        """
        values, faults = self._read()
        try:
            if faults:
                raise Invalid(faults)
            record = self._draft.but(**values).whole()
        except Invalid as invalid:
            self.show_faults(invalid.faults)
            raise
        self.show_faults({})
        return record

    def texts(self) -> dict[str, str]:
        """What is typed in every field."""
        return {name: editor.words() for name, editor in self.editors.items()}

    def put_texts(self, texts: dict[str, str]) -> None:
        """Show these texts as if typed; faults are cleared."""
        for name, editor in self.editors.items():
            editor.put(texts.get(name, ""))
        self.show_faults({})

    def show_faults(self, faults: dict[str, str]) -> None:
        """Show each sentence beside its field and go to the first."""
        for name in self.faults:
            self._mark(name, faults.get(name, ""))
        first = next((name for name in self.editors if name in faults), None)
        if first is not None:
            self.editors[first].setFocus()
            self.ensureWidgetVisible(self.editors[first])

    def start(self) -> None:
        """Put the cursor into the first field."""
        next(iter(self.editors.values())).setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes down, as on paper; in a note it starts a new line."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier
            )
            if event.key() in _ENTER and plain != isinstance(watched, Note):
                self._down(watched)
                return True
        return super().eventFilter(watched, event)

    # ── inside ───────────────────────────────────────────────────────────────

    def _read(self) -> tuple[dict[str, Any], dict[str, str]]:
        values, faults = {}, {}
        for name, editor in self.editors.items():
            try:
                values[name] = self._kind.field(name).read(editor.words())
            except ValueError as fault:
                faults[name] = str(fault)
        return values, faults

    def _mark(self, name: str, sentence: str) -> None:
        editor, label = self.editors[name], self.faults[name]
        label.say(Face(sentence, Mark.LATE))
        label.setVisible(bool(sentence))
        editor.setAccessibleDescription(sentence)
        if bool(editor.property("wrong")) != bool(sentence):
            editor.setProperty("wrong", bool(sentence))
            editor.style().polish(editor)

    def _down(self, watched: QObject) -> None:
        order = list(self.editors.values())
        at = next((n for n, each in enumerate(order) if each in (watched, watched.parent())), -1)
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return
        if at + 1 < len(order):
            order[at + 1].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(order[at + 1])
        else:
            self.finished.emit()

    def _head(self, words: str) -> None:
        label = QLabel(words)
        label.setProperty("role", "section")
        label.setContentsMargins(0, px(8) if self._grid.count() else 0, 0, px(2))
        self._grid.addWidget(label, self._grid.rowCount(), 0, 1, 2)

    def _add(self, field: Field, editor: Any) -> None:
        row = self._grid.rowCount()
        label = QLabel(field.label + (" *" if field.required else ""))
        label.setProperty("role", "label")
        label.setBuddy(editor)
        label.setMinimumWidth(px(98))
        editor.setAccessibleName(field.label)
        editor.setMinimumWidth(px(120))
        editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        editor.edited.connect(self.edited)
        editor.edited.connect(lambda: self._mark(field.name, ""))
        editor.installEventFilter(self)
        fault = FaceLabel()
        fault.hide()
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(editor, row, 1)
        self._grid.addWidget(fault, row + 1, 1)
        self.editors[field.name], self.faults[field.name] = editor, fault

    def _hold(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(2), px(2), px(10), px(2))
        column.addLayout(self._grid)
        column.addStretch(1)
        self.setWidget(inner)


def _text(field: Field, value: Any) -> str:
    return str(value) if field.kind.name == "link" and value is not None else field.show(value)
