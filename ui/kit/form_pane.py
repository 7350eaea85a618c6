"""A form where the card stood: its title, what was left unfinished, the fields, 保存 and 取消."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.keeping.record import Draft, Record
from models.returns.sending import ask_before_change
from models.values.problem import Invalid, Problem
from ui.kit.card import words
from ui.kit.draft import DraftStrip
from ui.kit.editors import Finder
from ui.kit.form import Form
from ui.kit.message_strip import Strip
from ui.kit.page import press_button
from ui.kit.theme import px

if TYPE_CHECKING:
    from models.keeping.store import Store


class Pane(QWidget):
    """``keep(record)`` is called with what was typed; ``closed()`` after it was kept or given up.

    ``place`` names the draft (``person:12``): what is typed is kept every few seconds. A record
    that was sent to the town is changed only with a reason, which stands in the log.
    """

    closed = Signal()

    def __init__(
        self, store: Store, title: str, known: Record | Draft[Any], layout: Sequence[str],
        place: str, keep: Callable[[Record], object], finders: dict[str, Finder] | None = None,
    ) -> None:
        super().__init__()
        self._store, self._keep, self._before = store, keep, known
        self.title, self._reason = title, ""
        self.form = Form(store, Draft.of(known).kind, layout, finders)
        self.draft, self.strip = DraftStrip(store, self.form), Strip()
        self.kept_at = words(role="faint")
        self.draft.kept.connect(lambda at: self.kept_at.setText(f"草稿已存 {at:%H:%M}"))
        self.form.finished.connect(self.save)
        self.saving = self._act("保存", "Ctrl+S", self.save)
        self.giving_up = self._act("取消", "Esc", self.give_up)
        self._lay_out(title)
        self.form.put(known)
        self.draft.watch(place)
        self.setFocusProxy(next(iter(self.form.editors.values())))

    def save(self) -> None:
        """Keep what is typed, or go to the first fault."""
        self.strip.put_away()
        try:
            record = self.form.take()
            asked = self._asked(record)
            if asked is not None:
                self.strip.ask_why(asked, "改动的原因，如 镇里退回", "照改", self._save_because)
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

    def _asked(self, record: Record) -> str | None:
        """What to ask first: the record went to the town, is changed, and nobody said why."""
        if record.id is None or record == self._before or self._reason:
            return None
        return ask_before_change(self._store, (record.table, record.id))

    def _save_because(self, reason: str) -> None:
        self._reason = reason
        self.save()

    def _keep_noted(self, record: Record) -> None:
        """Keep it; the reason, where one was asked for, stands in the log with the act."""
        if not self._reason:
            self._keep(record)
            return
        with self._store.act(f"{self.title}（报送后改动：{self._reason}）"):
            self._keep(record)

    def _act(self, text: str, key: str, do: Callable[[], object]) -> QAction:
        act = QAction(text, self)
        act.setShortcut(QKeySequence(key))
        act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        act.triggered.connect(do)
        self.addAction(act)
        return act

    def _lay_out(self, title: str) -> None:
        head, foot, whole = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        head.addWidget(words(title, "title"), 1)
        head.addWidget(self.kept_at)
        foot.setSpacing(px(8))
        foot.addWidget(press_button(self.saving, main=True))
        foot.addWidget(press_button(self.giving_up))
        foot.addStretch(1)
        foot.addWidget(words("Enter 下一项", "faint"))
        whole.setContentsMargins(px(18), px(14), px(10), px(14))
        whole.setSpacing(px(10))
        whole.addLayout(head)
        for each in (self.draft, self.strip):
            whole.addWidget(each)
        whole.addWidget(self.form, 1)
        whole.addLayout(foot)
