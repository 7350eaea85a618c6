"""One sentence across the top of a page: asking and telling without a dialog on a dialog."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)
from shiboken6 import isValid

from ui.kit.keys import Act, announce
from ui.kit.marks import Face, FaceLabel
from ui.kit.theme import Mark
from ui.kit.tokens import px


class Strip(QFrame):
    """One sentence across the top of a page, with what can be answered; Esc puts it away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words, self.why = FaceLabel(), QLineEdit()
        self._reply = QWidget(self)
        self._row = QHBoxLayout(self._reply)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.why, 1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(px(12), px(8), px(8), px(8))
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self.words, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        self._answers: list[QPushButton] = []
        self._from: QWidget | None = None
        self.why.returnPressed.connect(lambda: self._answers[0].click())
        Act("收起", "Esc", self, self.put_away, first=True)
        self.hide()

    def refuse(self, sentence: str) -> None:
        """Say what could not be done and what mends it."""
        self._show(Face(sentence, Mark.LATE), {"知道了": None})

    def tell(self, sentence: str) -> None:
        """Say something that needs no answer."""
        self._show(Face(sentence), {"知道了": None})

    def ask(self, sentence: str, answers: dict[str, Callable[[], object] | None]) -> None:
        """Ask; ``answers`` are the words on the buttons and what each does (None: nothing)."""
        self._show(Face(sentence, Mark.ASK), answers)

    def ask_why(
        self, sentence: str, hint: str, answer: str, then: Callable[[str], object], *,
        secret: bool = False,
    ) -> None:
        """Ask for one line of words, a ``secret`` one in dots; ``answer`` is the button that hands
        them to ``then``.
        """
        mode = QLineEdit.EchoMode
        self.why.setEchoMode(mode.Password if secret else mode.Normal)
        self._show(Face(sentence, Mark.ASK),
                   {answer: lambda: then(self.why.text().strip()), "不了": None}, hint)

    def put_away(self) -> None:
        """Clear the strip; the keyboard goes back to where it was."""
        asked = self.isVisible() and self.isAncestorOf(QApplication.focusWidget() or self.window())
        self.hide()
        if asked and self._from is not None and isValid(self._from):
            self._from.setFocus()

    def press(self, words: str) -> None:
        """Answer as the user would."""
        next(each for each in self._answers if each.text() == words).click()

    def _show(
        self, face: Face, answers: dict[str, Callable[[], object] | None], hint: str = "",
    ) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and not self.isAncestorOf(focus):
            self._from = focus
        self._place(hint)
        for old in self._answers:
            old.hide()
            old.deleteLater()
        refused = face.mark is Mark.LATE
        self.setProperty("strip", "late" if refused else "true")
        self.style().polish(self)
        self.words.say(face)
        self._answers = [self._answer(words, then) for words, then in answers.items()]
        self.show()
        announce(self, face.words, at_once=refused)
        if hint:
            self.why.setFocus()
        elif len(answers) > 1:
            self._answers[0].setFocus()

    def _place(self, hint: str) -> None:
        """The answers stand beside the sentence; with a line to write in, below it.

        They move as a widget: PySide keeps a hold of every item of a filled layout that is put into
        another, is not told when Qt ends one, and dies of whatever is made at its address later.
        """
        self.why.setVisible(bool(hint))
        self.why.clear()
        self.why.setPlaceholderText(hint)
        self.why.setAccessibleName(hint)
        self._grid.addWidget(self._reply, *((1, 0, 1, 2) if hint else (0, 1, 1, 1)))

    def _answer(self, words: str, then: Callable[[], object] | None) -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleName(words)

        def chosen() -> None:
            self.put_away()
            if then is not None:
                then()

        button.clicked.connect(chosen)
        self._row.addWidget(button)
        return button
