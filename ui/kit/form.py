"""A record as a form: labelled fields with their faults, drafts put aside, 保存 and 取消."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from models.keeping.acting import EVER, HOLDS_FROM
from models.keeping.proportion import odd_of
from models.keeping.record import Draft, Record
from models.keeping.settings import drop_draft, keep_draft, kept_draft
from models.returns.sending import ask_before_change
from models.values import clock
from models.values.kinds import LINK, Field
from models.values.problem import Invalid, Problem
from ui.kit.card import Wrapped, words
from ui.kit.editors import Finder, Veiled, editor_for
from ui.kit.keys import Onward, act, announce
from ui.kit.marks import Face, FaceLabel
from ui.kit.message_strip import Strip
from ui.kit.page import press_button
from ui.kit.theme import Mark, Plain
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.keeping.store import Store

R = TypeVar("R", bound=Record)


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
        finders: Mapping[str, Finder] | None = None,
    ) -> None:
        super().__init__()
        self._kind, self._kept = kind, (store, kind)
        self._draft: Draft[R] = Draft(kind)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._onward = Onward(self)
        self._onward.down.connect(self._down)
        self._onward.left.connect(self._doubt)
        self.editors, self.faults = dict[str, Any](), dict[str, FaceLabel]()
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

    def ask_besides(self, head: str, editor: Any) -> None:
        """Ask for something that is no field of the record, under a heading of its own."""
        self._head(head)
        self._add(editor.field, editor)

    # ── in and out ───────────────────────────────────────────────────────────

    def put(self, known: R | Draft[R]) -> None:
        """Show a record, or what is known of one; nothing is wrong with it yet."""
        self._draft = Draft.of(known)
        self.put_texts({
            name: _text(each.field, self._draft.get(name)) if name in self._kind.fields_by_name()
            else each.words() for name, each in self.editors.items()
        })

    def take(self) -> R:
        """The record as typed.

        :raises Invalid: and shows each sentence beside its field, the first wrong one focused.
        """
        self.show_faults({})
        values, faults = self._read()
        try:
            if faults:
                raise Invalid(faults)
            return self._draft.but(**values).whole()
        except Invalid as invalid:
            self.show_faults(invalid.faults)
            raise

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
        first = next((name for name in self.editors if name in faults), None)
        known = first is not None and self.faults[first].text() == faults[first]
        for name in self.faults:
            self._mark(name, faults.get(name, ""))
        if first is not None:
            self.editors[first].setFocus()
            self.ensureWidgetVisible(self.editors[first])
            if not known:
                announce(self, faults[first], at_once=True)

    def start(self) -> None:
        """Put the cursor into the first field."""
        next(iter(self.editors.values())).setFocus(Qt.FocusReason.TabFocusReason)

    # ── inside ───────────────────────────────────────────────────────────────

    def _read(self) -> tuple[dict[str, Any], dict[str, str]]:
        values, faults = {}, {}
        for name, editor in self.editors.items():
            try:
                values[name] = editor.field.read(editor.words())
            except ValueError as fault:
                faults[name] = str(fault)
        return values, faults

    def _mark(self, name: str, sentence: str) -> None:
        editor, label = self.editors[name], self.faults[name]
        label.say(Face(sentence, Mark.LATE))
        label.setVisible(bool(sentence))
        must = "必填" * editor.field.required
        if sentence or must or not isinstance(editor, Veiled):  # which says that it is covered
            editor.setAccessibleDescription(sentence or must)
        if bool(editor.property("wrong")) != bool(sentence):
            editor.setProperty("wrong", bool(sentence))
            editor.style().polish(editor)

    def _doubt(self) -> None:
        """Fill in what follows from the rest; ask beside its field about what is odd."""
        values, _ = self._read()
        implied = self._kind.implied(values)
        for name, editor in self.editors.items():
            if name in implied and not editor.words():
                editor.put(editor.field.show(implied[name][0]))
            elif not editor.property("wrong"):
                odd = odd_of(*self._kept, editor.field, values.get(name), implied.get(name))
                self.faults[name].say(Face(odd, Mark.ASK))
                self.faults[name].setVisible(bool(odd))

    def _down(self, watched: QObject) -> None:
        order = list(self.editors.values())
        at = next((n for n, each in enumerate(order) if each in (watched, watched.parent())), -1)
        if QApplication.activePopupWidget() is not None:
            return
        if at + 1 < len(order):
            order[at + 1].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(order[at + 1])
        else:
            self.finished.emit()

    def _head(self, words: str) -> None:
        label = Wrapped(words, "section")
        label.setContentsMargins(0, px(8) if self._grid.count() else 0, 0, px(2))
        self._grid.addWidget(label, self._grid.rowCount(), 0, 1, 2)

    def _add(self, field: Field, editor: Any) -> None:
        row = self._grid.rowCount()
        label = Wrapped(field.label + (" *" if field.required else ""), "label")
        label.setBuddy(editor)
        label.setMinimumWidth(px(98))
        editor.setAccessibleName(field.label)
        editor.setMinimumWidth(px(120))
        editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        editor.setAccessibleDescription("必填" * field.required)
        editor.edited.connect(self.edited)
        editor.edited.connect(lambda: self._mark(field.name, ""))
        editor.installEventFilter(self._onward)
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
    return str(value) if field.kind is LINK and value is not None else field.show(value)


# ── drafts ───────────────────────────────────────────────────────────────────

EVERY_MILLISECONDS = 3000


class DraftStrip(QFrame):
    """The strip over a form: 上次没存完的内容，接着写 / 丢弃; ``kept(moment)`` when kept."""

    kept = Signal(object)

    def __init__(self, store: Store, form: Form[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._form, self._place = store, form, ""
        self.setProperty("strip", "true")
        self._timer = QTimer(self, interval=EVERY_MILLISECONDS, singleShot=True)
        self._timer.timeout.connect(self.keep)
        form.edited.connect(self._later)
        self._words = Plain()
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


# ── the pane ─────────────────────────────────────────────────────────────────


class Pane(QWidget, Generic[R]):
    """``keep(record)`` is called with what was typed; ``closed()`` after it was kept or given up.

    ``place`` names the draft (``person:12``): what is typed is kept every few seconds. A record
    that was sent to the town is changed only with a reason, which stands in the log. What is a
    ``doubt`` about a record is asked before it is kept.
    """

    closed = Signal()

    def __init__(
        self, store: Store, title: str, known: R | Draft[R], layout: Sequence[str],
        place: str, keep: Callable[[R], object], finders: Mapping[str, Finder] | None = None,
    ) -> None:
        super().__init__()
        self._store, self._keep, self._before = store, keep, known
        self.title, self._reason, self._sure = title, "", False
        self.doubt: Callable[[R], str | None] = lambda record: None
        self.form: Form[R] = Form(store, Draft.of(known).kind, layout, finders)
        self.draft, self.strip = DraftStrip(store, self.form), Strip()
        self.kept_at = words(role="faint")
        self.draft.kept.connect(lambda at: self.kept_at.setText(f"草稿已存 {at:%H:%M}"))
        self.form.finished.connect(self.save)
        self.saving = act(self, "保存", "Ctrl+S", self.save)
        self.giving_up = act(self, "取消", "Esc", self.give_up)
        self._lay_out(title)
        self._ask_since(Draft.of(known))
        self.form.put(known)
        self.draft.watch(place)
        self.setFocusProxy(next(iter(self.form.editors.values())))

    def save(self) -> None:
        """Keep what is typed, or go to the first fault."""
        self.strip.put_away()
        try:
            record = self.form.take()
            if (asked := self._asked(record)) is not None:
                self.strip.ask_why(asked, "改动的原因，如 镇里退回", "照改", self._save_because)
                return
            if not self._sure and (doubt := self.doubt(record)) is not None:
                self.strip.ask(doubt, {
                    "照样记": lambda: self._save_because(sure=True), "再看看": None})
                return
            self._keep_noted(record)
        except Invalid as invalid:
            self.form.show_faults(invalid.faults)
            if not set(invalid.faults) & set(self.form.editors):
                self.strip.refuse(invalid.sentence)
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
        else:
            self.draft.done()
            self.closed.emit()

    def give_up(self) -> None:
        """Leave without keeping; what was typed stays offered as a draft."""
        self.draft.pause()
        self.closed.emit()

    def put_over(self, *widgets: QWidget) -> None:
        """What is chosen before the form is filled in."""
        for each in widgets:
            self._whole.insertWidget(self._whole.indexOf(self.form), each)

    def _ask_since(self, known: Draft[R]) -> None:
        """From which day a change holds, where something of a kept record is dated."""
        dated = [each.field.label for each in self.form.editors.values() if each.field.dated]
        if dated and known.get("id"):
            editor = editor_for(HOLDS_FROM, self._store, {})
            editor.put(str(clock.today()))
            editor.setPlaceholderText("空着：原来登错了，一直如此")
            self.form.ask_besides(f"{dated[0]}{'等' * (len(dated) > 1)}改动", editor)

    def _holds_from(self) -> date | None:
        typed = self.form.editors.get(HOLDS_FROM.name)
        return typed and (HOLDS_FROM.read(typed.words()) or EVER)

    def _asked(self, record: Record) -> str | None:
        """What to ask first: the record went to the town, is changed, and nobody said why."""
        if record.id is None or record == self._before or self._reason:
            return None
        return ask_before_change(self._store, (record.table, record.id))

    def _save_because(self, reason: str = "", *, sure: bool = False) -> None:
        self._reason, self._sure = reason or self._reason, self._sure or sure
        self.save()

    def _keep_noted(self, record: R) -> None:
        """Keep it; the reason, where one was asked for, stands in the log with the act."""
        with self._store.dating(self._holds_from()):
            if not self._reason:
                self._keep(record)
                return
            with self._store.act(f"{self.title}（报送后改动：{self._reason}）"):
                self._keep(record)

    def _lay_out(self, title: str) -> None:
        head, foot, self._whole = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        head.addWidget(words(title, "title"), 1)
        head.addWidget(self.kept_at)
        foot.setSpacing(px(8))
        foot.addWidget(press_button(self.saving, main=True))
        foot.addWidget(press_button(self.giving_up))
        foot.addStretch(1)
        foot.addWidget(words("Enter 下一项", "faint"))
        self._whole.setContentsMargins(px(18), px(14), px(10), px(14))
        self._whole.setSpacing(px(10))
        self._whole.addLayout(head)
        for each in (self.draft, self.strip):
            self._whole.addWidget(each)
        self._whole.addWidget(self.form, 1)
        self._whole.addLayout(foot)
