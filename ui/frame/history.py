"""历史 F9: every step in the place of the card, the undone ones above 现在; what each changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from models.keeping.act import resting_on
from models.keeping.journal import Done, acts
from models.overview.act_words import SHOWN, touched
from models.values import clock
from ui.kit.card import Card, Flow, panel, words
from ui.kit.chips import ALL, Chip, Chips
from ui.kit.marks import Face, FaceLabel
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.keeping.store import Store

LISTED = 2000
NOW = -1
"""The line between what was taken back and what stands; below it each day has its heading, by
numbers that go down from there."""


class History(QWidget):
    """The steps of this data file; ``back_wanted(act, many)`` to take back that act alone (1) or
    all down to it, ``again_wanted(many)`` to do undone ones again, ``closed()``."""

    back_wanted = Signal(int, bool)
    again_wanted = Signal(int)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._store: Store | None = None
        self._done: dict[int, Done] = {}
        self._undone: list[int] = []
        self._days: dict[int, str] = {}
        self.sought, self.chips, self.card = QLineEdit(), Chips(), Card()
        self.sought.setPlaceholderText("找一步：姓名、导入、积分")
        self.sought.setAccessibleName("找一步")
        self.sought.textChanged.connect(lambda _: self.refresh())
        self.chips.chosen.connect(lambda _: self.refresh())
        self.steps = RecordList(self._table(), "历史")
        self.steps.orders = False  # its days stand one below the other
        self.steps.setSortingEnabled(False)
        self.steps.say_empty("没有这样的操作。")
        self.steps.shown.connect(self._tell)
        self.steps.opened.connect(self._again_to)
        self._lay_out()
        self.setFixedWidth(px(500))

    def show_file(self, store: Store) -> None:
        """The steps of this data file, the keyboard on what was done last."""
        self._store = store
        self.refresh()
        self.steps.setFocus()

    def take_room(self, page: QWidget) -> None:
        """It stands where the card of this page stood."""
        for halves in self.window().findChildren(QSplitter):
            card = halves.widget(1)
            if card is not None and halves.orientation() is Qt.Orientation.Horizontal:
                card.setVisible(self.isHidden() or not halves.isVisibleTo(page))

    def refresh(self) -> None:
        """Read the log afresh."""
        if self._store is None or self.isHidden():
            return
        every = [each for each in acts(self._store, LISTED) if each.undoes is None]
        today = clock.today().isoformat()
        of_today = [each for each in every if each.at.startswith(today)]
        self.chips.show_chips([
            Chip(ALL, "全部", len(every)), Chip("today", "今天", len(of_today))])
        wanted = self.sought.text().strip()
        shown = [each for each in (every if self.chips.whole else of_today)
                 if wanted in f"{each.label} {each.operator}"]
        self._done = {each.id: each for each in shown}
        self._undone = [act for _, _, act in self._store.undone_acts() if act in self._done]
        below = [each for each in shown if each.id not in self._undone]
        lines = [*reversed(self._undone), *([NOW] if self._undone else [])]
        self._days = dict(enumerate(dict.fromkeys(each.at[:10] for each in below), 2))
        for at, day in self._days.items():
            lines += [-at, *(each.id for each in below if each.at.startswith(day))]
        self.steps.show_ids(lines)
        if -self.steps.current() in self._days and not self.steps.hasFocus():
            self.steps.choose(lines[self.steps.table.row_of(self.steps.current()) + 1])
        self._tell(self.steps.current())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    # ── inside ───────────────────────────────────────────────────────────────

    def _again_to(self, act: int) -> None:
        if act in self._undone:
            self.again_wanted.emit(self._undone.index(act) + 1)

    def _tell(self, row: int) -> None:
        if self.card.isAncestorOf(self.window().focusWidget() or self):
            self.steps.setFocus()  # the button that was pressed goes
        self.card.forget()
        done, store = self._done.get(row), self._store
        if done is None or store is None:
            self.card.head("每一步都记着，谁做的、什么时候")
            return
        by = f"{done.operator} " if done.operator else ""
        self.card.head(done.label, f"{by}{done.at.replace('T', ' ')}")
        if row in self._undone:
            self._offer({f"重做（{self._undone.index(row) + 1} 步）": lambda: self._again_to(row)})
        elif done.undone:
            self.card.tell(words("已经撤销；后来又做了别的，不能再重做。", "second", wrap=True))
        else:
            self._tell_standing(store, done)
        for each in touched(store, done.id):
            self.card.tell(words(each.words, wrap=True))
        if done.changes > SHOWN:
            more = f"这一步共改了 {done.changes:,} 条，只列出前 {SHOWN} 条。"
            self.card.tell(words(more, "faint"))

    def _tell_standing(self, store: Store, done: Done) -> None:
        above = [each for each in acts(store, LISTED)
                 if each.id > done.id and each.undoes is None and not each.undone]
        if done.final:
            self._warn("已交出，不能撤，只能用冲销或更正，写明原因。")
            return
        out = next((each.label for each in above if each.final), "")
        offered: dict[str, Callable[[], object]] = {}
        if above and not out:
            offered[f"撤销到这里（{len(above)} 步）"] = lambda: self.back_wanted.emit(
                min(each.id for each in above), True)
        if out:
            self._warn(f"它之后的“{out}”已交出，退不到这里。")
        else:
            also = f"连这步也撤（{len(above) + 1} 步）" if above else "撤销这一步"
            offered[also] = lambda: self.back_wanted.emit(done.id, True)
        resting = resting_on(store, done.id) if above else []
        if resting:
            self._warn(f"不能单独撤：后来的 {len(resting)} 步接着它做："
                       f"{'、'.join(resting[:3])}{' 等' * (len(resting) > 3)}。")
        elif above:
            offered["只撤这一步"] = lambda: self.back_wanted.emit(done.id, False)
        others = sorted({each.operator for each in above if each.operator} - {store.operator})
        if others:
            theirs = sum(each.operator in others for each in above)
            self._warn(f"它上面有 {theirs} 步是{'、'.join(others)}做的。")
        self._offer(offered)

    def _warn(self, sentence: str) -> None:
        self.card.tell(FaceLabel(Face(sentence, Mark.ASK)))

    def _offer(self, answers: dict[str, Callable[[], object]]) -> None:
        held = QWidget()
        row = Flow(held)
        for said, do in answers.items():
            button = QPushButton(said)
            button.clicked.connect(do)
            row.addWidget(button)
        self.card.tell(held)

    def _table(self) -> RecordTable:
        def by(done: Done) -> Face:
            if done.id in self._undone:
                return Face("重做 ›", tone="link")
            if done.undone:
                return Face("已撤销", tone="faint")
            return Face("已交出" if done.final else done.operator, tone="second")

        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            return [self._heading(each) if each < 0 else self._line(self._done[each], each)
                    for each in ids]

        return RecordTable((
            Column("时间", 11), Column("做了什么", 20, lead=True, face=lambda said: said),
            Column("经办人", 8, face=lambda done: by(done) if done else None),
        ), rows)

    def _heading(self, line: int) -> tuple[Any, ...]:
        """现在, or the day of what stands below."""
        said = "── 现在 ──" if line == NOW else _day(self._days[-line])
        return "", Face(said, tone="shared" if line == NOW else "second", bold=True), None

    def _line(self, done: Done, act: int) -> tuple[Any, ...]:
        day, at = done.at[:10], done.at[11:16]
        undone = act in self._undone and day != clock.today().isoformat()
        when = f"{int(day[5:7])}月{int(day[8:])}日 {at}" if undone else at
        gone = act in self._undone or done.undone
        return when, Face(done.label, tone="faint" if gone else ""), done

    def _lay_out(self) -> None:
        close = QPushButton("关 Esc")
        close.setAccessibleName("关上历史")
        close.clicked.connect(self.closed)
        head, looking, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        head.addWidget(words("历史", "title"))
        head.addStretch(1)
        head.addWidget(close)
        looking.addWidget(self.sought, 1)
        looking.addWidget(self.chips)
        column.setSpacing(px(8))
        column.addLayout(head)
        column.addLayout(looking)
        column.addWidget(self.steps, 3)
        column.addWidget(self.card, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, px(10), px(18), px(12))
        whole.addWidget(panel(column, 14))


def _day(written: str) -> str:
    """``今天　11月30日``, 9月26日, and with its year in another one."""
    day, today = date.fromisoformat(written), clock.today()
    near = {0: "今天　", 1: "昨天　"}.get((today - day).days, "")
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{near}{year}{day.month}月{day.day}日"
