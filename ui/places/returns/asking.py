"""What a return wants to know before it is drawn: the stretch of time, and its own questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from models.returns.returning import CHOOSING
from models.values.kinds import Field
from models.values.periods import Period
from models.values.problem import Invalid, Problem
from ui.kit.card import words
from ui.kit.editors import TypedBox, editor_for
from ui.kit.marks import Face, FaceLabel
from ui.kit.theme import Mark, px

if TYPE_CHECKING:
    from models.keeping.store import Store

OFFERED = 6


class PeriodBox(TypedBox):
    """The stretch of time: typed as text, or one of the last ones; ``edited()`` when it changes."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("时段")
        self.setMinimumWidth(px(120))
        self.line.textEdited.connect(lambda _: self.edited.emit())
        self.activated.connect(lambda _: self.edited.emit())

    def offer(self, period: Period) -> None:
        """Offer this period, chosen, and those before it."""
        periods = [period]
        while len(periods) < OFFERED:
            periods.append(periods[-1].previous())
        self.clear()
        self.addItems([str(each) for each in periods])

    def period(self) -> Period:
        """What is typed or chosen. :raises Problem: it is no period."""
        return Period.parse(self.currentText())


class Asking(QWidget):
    """The period and the questions of a return; ``edited()`` after every change."""

    edited = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.period = PeriodBox()
        self.period.edited.connect(self._say_period)
        self.period.edited.connect(self.edited)
        self.said = FaceLabel()
        self.editors: dict[str, Any] = {}
        self._fields: tuple[Field, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setColumnStretch(2, 1)
        self._grid.addWidget(words("时段", "label"), 0, 0)
        self._grid.addWidget(self.period, 0, 1)
        self._grid.addWidget(self.said, 0, 2)

    def ask(self, fields: Sequence[Field], period: Period) -> None:
        """Ask for these; ``period`` is offered first."""
        for editor in self.editors.values():
            for each in (editor.property("label"), editor):
                each.hide()
                each.deleteLater()
        self._fields, self.editors = tuple(fields), {}
        for row, field in enumerate(fields, 1):
            self._add(row, field)
        self.period.offer(period)
        self._say_period()

    def answers(self) -> dict[str, Any]:
        """Field name → the answer.

        :raises Invalid: an answer is missing or can't be understood; the first is focused.
        """
        found, faults = {}, {}
        for field in self._fields:
            try:
                found[field.name] = field.read(self.editors[field.name].words())
            except ValueError:
                faults[field.name] = f"{field.label}没有这一项，请从列表里选。"
            else:
                missing = field.problem(found[field.name])
                if missing:
                    faults[field.name] = missing
        if faults:
            raise Invalid(faults)
        return found

    def _add(self, row: int, field: Field) -> None:
        editor = editor_for(field, self._store, CHOOSING)
        label = words(field.label, "label")
        editor.setProperty("label", label)
        editor.setAccessibleName(field.label)
        editor.edited.connect(self.edited)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(editor, row, 1, 1, 2)
        self.editors[field.name] = editor

    def _say_period(self) -> None:
        try:
            self.said.say(Face(self.period.period().label, tone="second"))
        except Problem as refusal:
            self.said.say(Face(refusal.sentence, Mark.LATE))

