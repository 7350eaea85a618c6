"""Keeps what is typed into a form every few seconds, and offers it again after a power cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from models.keeping.settings import drop_draft, keep_draft, kept_draft
from ui.kit.theme import px

if TYPE_CHECKING:
    from models.keeping.store import Store
    from ui.kit.form import Form

EVERY_MILLISECONDS = 3000


class DraftStrip(QFrame):
    """The strip over a form: 上次没存完的内容，接着写 / 丢弃; ``kept(moment)`` when kept."""

    kept = Signal(object)

    def __init__(self, store: Store, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._form, self._place = store, form, ""
        self.setProperty("strip", "true")
        self._timer = QTimer(self, interval=EVERY_MILLISECONDS, singleShot=True)
        self._timer.timeout.connect(self.keep)
        form.edited.connect(self._later)
        self._words = QLabel()
        self.again, self.drop = QPushButton("接着写"), QPushButton("丢弃")
        self.again.clicked.connect(self._take_up)
        self.drop.clicked.connect(self.done)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(6), px(6), px(6))
        row.addWidget(self._words, 1)
        row.addWidget(self.again)
        row.addWidget(self.drop)
        self.hide()

    def watch(self, place: str) -> None:
        """The form now holds ``place`` (``person:12``); offer what was left unfinished there."""
        self._timer.stop()
        self._place = place
        left = kept_draft(self._store, place)
        self.setVisible(left is not None and left[0] != self._form.texts())
        if left is not None:
            self._words.setText(f"上次没存完的内容（{left[1]:%m-%d %H:%M}）")

    def keep(self) -> None:
        """Put the texts aside now."""
        if self._place:
            self.kept.emit(keep_draft(self._store, self._place, self._form.texts()))

    def pause(self) -> None:
        """The form is left: keep what changed since the last keeping, if anything did."""
        if self._timer.isActive():
            self._timer.stop()
            self.keep()

    def done(self) -> None:
        """The form was kept or thrown away: nothing is left to offer."""
        self._timer.stop()
        if self._place:
            drop_draft(self._store, self._place)
        self.hide()

    def _later(self) -> None:
        if self._place and not self._timer.isActive():
            self._timer.start()

    def _take_up(self) -> None:
        left = kept_draft(self._store, self._place)
        if left is not None:
            self._form.put_texts(left[0])
        self.hide()
