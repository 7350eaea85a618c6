"""What is asked about a return: before it is drawn; the town's rule; what is in one's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from models.figures.measure import VILLAGE
from models.keeping.record import Draft, Record, field
from models.returns.calendar import change_terms, report_since, reporting_since, terms_of
from models.returns.own import LISTED, LONGEST_TITLE, OwnReturn, columns_to_choose, keep
from models.returns.returning import CHOOSING
from models.values.kinds import DAY, NOTE, NUMBER, Field
from models.values.periods import Period
from models.values.problem import Invalid, Problem
from ui.kit.card import section, words
from ui.kit.chips import TickList
from ui.kit.editors import Line, TypedBox, editor_for
from ui.kit.form import Pane
from ui.kit.marks import Face, FaceLabel
from ui.kit.theme import Mark
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.returns.returning import Return

OFFERED = 6


class PeriodBox(TypedBox):
    """The stretch of time: typed as text, or one of the last ones; ``edited()`` when it changes."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("时段")
        self.setMinimumWidth(px(150))
        self.line.textEdited.connect(lambda _: self.edited.emit())
        self.activated.connect(lambda _: self.edited.emit())

    def offer(self, period: Period) -> None:
        """Offer this period, chosen, and those before it."""
        periods = [period]
        while len(periods) < OFFERED:
            periods.append(periods[-1].previous())
        self.clear()
        self.addItems([each.label for each in periods])

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
        for row, each in enumerate(fields, 1):
            self._add(row, each)
        self.period.offer(period)
        self._say_period()

    def answers(self) -> dict[str, Any]:
        """Field name → the answer.

        :raises Invalid: an answer is missing or can't be understood; the first is focused.
        """
        found, faults = {}, {}
        for each in self._fields:
            try:
                found[each.name] = each.read(self.editors[each.name].words())
            except ValueError:
                faults[each.name] = f"{each.label}没有这一项，请从列表里选。"
            else:
                missing = each.problem(found[each.name])
                if missing:
                    faults[each.name] = missing
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
            label = self.period.period().label
            self.said.say(Face("" if label == self.period.currentText() else label, tone="second"))
        except Problem as refusal:
            self.said.say(Face(refusal.sentence, Mark.LATE))


# ── The town's rule: by when, to whom, on which paper


TERMS_FORM = ("days", "recipient", "basis", "# 所有报表", "since")


class TermsEntry(Record, table="setting", label="报送规定"):
    """When and to whom a return is due; ``since`` is the same for all of them."""

    days: int = field("期后几天内报", NUMBER, required=True)
    recipient: str = field("报给", required=True)
    basis: str | None = field("依据", NOTE)
    since: date | None = field("从哪天起在这里报", DAY)

    def faults(self) -> dict[str, str]:
        """A return can't be due before its period is over."""
        return {"days": "期后天数不能小于 0。"} if self.days < 0 else {}


def terms_pane(store: Store, ret: Return, today: date) -> Pane[TermsEntry]:
    """The rule of one return; only what was changed is laid over the shipped one."""
    told, since = terms_of(store, ret, today), reporting_since(store)
    entry = TermsEntry(days=told.days, recipient=told.recipient, basis=told.basis or None,
                       since=None if since == date.max else since)

    def keep(typed: TermsEntry) -> None:
        wanted = {"days": typed.days, "recipient": typed.recipient, "basis": typed.basis or ""}
        changed = {name: value for name, value in wanted.items() if value != getattr(told, name)}
        with store.act(f"报送规定：{ret.title}"):
            if changed:
                change_terms(store, ret.code, today, **changed)
            if typed.since and typed.since != since:
                report_since(store, typed.since)

    return Pane(store, f"报送规定　{ret.title}", entry, TERMS_FORM, f"terms:{ret.code}", keep)


# ── 自建报表: chosen from what can be counted, by ticking


OWN_FORM = ("title", "subject", "cadence", "since", "signers")
BLANK = Draft(OwnReturn, {"subject": "member", "cadence": "asked", "columns": "[]"})


class OwnPane(Pane[OwnReturn]):
    """The name, whom a line is for, how often; the columns are ticked and put into order."""

    def __init__(self, store: Store, known: OwnReturn | None) -> None:
        super().__init__(
            store, f"自建报表　{known.title if known else '新表'}", known or BLANK, OWN_FORM,
            f"own_return:{known.id if known else 0}", self._keep_chosen)
        self.choice = TickList("栏目", 10, ordered=True)
        self.search = Line(Field("找栏目"))
        self.search.setAccessibleName("找栏目")
        self.search.setPlaceholderText("找栏目，比如：走访")
        self.search.edited.connect(lambda: self.choice.look_for(self.search.words()))
        down = QShortcut(QKeySequence(Qt.Key.Key_Down), self.search)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)
        down.activated.connect(self._into_the_list)
        self._subject = ""
        self.made: OwnReturn | None = None
        self.put_over(section("栏目，空格勾选，Alt+↑↓ 或拖动排次序"), self.search, self.choice)
        self.form.edited.connect(self._offer)
        self._offer(known.chosen if known else [])

    def _offer(self, ticked: list[str] | None = None) -> None:
        """What can stand in a column for whom a line is; what was ticked stays where it can."""
        subject = LISTED.read(self.form.texts()["subject"]) or ""
        if subject == self._subject or not subject:
            return
        ticked = self.choice.ticked() if ticked is None else ticked
        self._subject = subject
        lines = columns_to_choose(subject)
        at = {code: place for place, code in enumerate(ticked)}
        lines.sort(key=lambda each: at.get(each[1], len(at)))
        self.choice.offer(lines, ticked)
        self.choice.look_for(self.search.words())

    def _into_the_list(self) -> None:
        """The keyboard on the first column that was found, where the space bar ticks it."""
        every = (self.choice.item(at) for at in range(self.choice.count()))
        if found := next((each for each in every if not each.isHidden()), None):
            self.choice.setCurrentItem(found)
            self.choice.setFocus()

    def _keep_chosen(self, typed: OwnReturn) -> None:
        chosen = self.choice.ticked()
        if not chosen:
            raise Invalid({"columns": "还没有选栏目，请在上面至少勾选一栏。"})
        self.made = keep(self._store, typed.but(columns=json.dumps(chosen)))


KEPT_FORM = ("title", "cadence")


def form_pane(
    store: Store, title: str, keep_it: Callable[[OwnReturn], object]
) -> Pane[OwnReturn]:
    """What a form of the town's is called when it is kept, and how often it is filled."""
    blank = Draft(OwnReturn, {"title": title[:LONGEST_TITLE], "subject": VILLAGE,
                              "cadence": "quarter", "columns": "[]"})
    return Pane(store, "留作自己的报表", blank, KEPT_FORM, "own_return:form", keep_it)


def kept_pane(store: Store, known: OwnReturn) -> Pane[OwnReturn]:
    """The name and the rhythm of a form that was kept."""
    return Pane(store, f"自建报表　{known.title}", known, (*KEPT_FORM, "since"),
                f"own_return:{known.rowid}", lambda typed: keep(store, typed))
