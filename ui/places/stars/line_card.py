"""The card of one clause: target, value and its source, and the records counted and missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from models.office.star_sets import STARS
from models.stars.progress import SELF, Line
from models.values.figure import Figure, Seen
from ui.kit.card import Card, section, words
from ui.kit.marks import Face, FaceLabel
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.places.stars.section import state_face

ROWS_SHOWN = 6
REASON = 1
"""The column that says why a record was not counted; the keyboard stands there."""


class LineCard(Card):
    """``record_wanted(table, id)`` when a counted or missed record is opened."""

    record_wanted = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.looked_at: list[Seen] = []
        self.figures = QComboBox()
        self.figures.setAccessibleName("哪个数")
        self.figures.activated.connect(lambda _: self._list_seen())
        self.seen = RecordList(self._table(), "计入和没有计入的记录")
        self.seen.opened.connect(self._open)
        self.seen.setFrameShape(QFrame.Shape.NoFrame)
        self.seen.horizontalHeader().hide()
        self._counted = section("这个数是怎么来的")
        self._opened: Sequence[Figure] = ()
        for each in (self._counted, self.figures, self.seen):
            self.sections.addWidget(each)

    @property
    def zone(self) -> QWidget:
        """The records behind the figure."""
        return self.seen

    def show_line(self, line: Line | None, opened: Sequence[Figure] = ()) -> None:
        """Tell how a clause stands, its figures ``opened``; None tells what stands here."""
        self.forget()
        self._opened = opened
        for each in (self._counted, self.figures, self.seen):
            each.setVisible(bool(opened))
        if line is None:
            self.head("没有选中的条")
            self.tell_first(words("在左边选一条，这里写明目标、现状、数从哪里来。", "second",
                                  wrap=True))
            return
        self.head(f"{line.task.number} {line.task.title}", STARS.label(line.task.star))
        self._tell_line(line)
        self._offer_figures(line)

    def tell_first(self, *content: Any) -> None:
        """Tell above the list of records."""
        for each in content:
            each.setProperty("told", True)
            self.sections.insertWidget(self.sections.indexOf(self._counted), each)

    # ── inside ───────────────────────────────────────────────────────────────

    def _tell_line(self, line: Line) -> None:
        clause, said = line.clause, line.said
        face = state_face(line.state)
        work = line.assignment
        due = f"，时限 {work.due}" if work and work.due else ""
        self.tell_first(FaceLabel(face), words(clause.text, wrap=True))
        if clause.criterion:
            self.tell_first(words(f"评定标准：{clause.criterion}", "second", wrap=True))
        self.tell_first(section("现状"), words(line.value or "还没有填", wrap=True),
                        words(f"目标：{clause.target or '没有写数，按评定标准判定'}", "second",
                              wrap=True),
                        *([words(f"完成：{line.completion}", "second", wrap=True)]
                          if line.completion else []),
                        words(line.source, "faint", wrap=True))
        self.tell(section("谁来办"), words(f"{line.owner or '还没有定责任人'}{due}", wrap=True))
        if work and work.action:
            self.tell(words(work.action, "second", wrap=True))
        if said and (said.rating or said.shortfall):
            rating = SELF.label(said.rating) if said.rating else "没有自评"
            self.tell(section("自评"), words("；".join(filter(None, (
                rating, said.shortfall))), wrap=True))
        for each in line.opinions:
            mark = Mark.LATE if each in line.differing else Mark.DONE
            self.tell(FaceLabel(Face(f"镇里：{each.said}", mark)))
        if said and said.recheck:
            self.tell(FaceLabel(Face("标准有变化，请复核后再填一次。", Mark.ASK)))
        missing = bool(clause.evidence) and not line.evidence
        self.tell(FaceLabel(
            Face(f"佐证还没有归档（要：{clause.evidence}）", Mark.ASK) if missing
            else Face(f"佐证已归档 {line.evidence} 件", Mark.DONE if line.evidence else None)))

    def _offer_figures(self, line: Line) -> None:
        self.figures.clear()
        self.figures.addItems([
            f"{label}　{figure.shown}"
            for label, figure in zip(line.labels, self._opened, strict=True)
        ])
        self.figures.setVisible(len(self._opened) > 1)
        self._list_seen()

    def _list_seen(self) -> None:
        if not self._opened:
            return
        figure = self._opened[max(0, self.figures.currentIndex())]
        self.looked_at = [*figure.missed, *figure.counted]
        self._counted.setText(f"这个数是怎么来的：计入 {len(figure.counted)}，"
                              f"没有计入 {len(figure.missed)}")
        self.seen.show_ids(list(range(1, len(self.looked_at) + 1)))
        if self.looked_at:
            self.seen.setCurrentIndex(self.seen.table.index(0, REASON))
        self.seen.say_empty("还没有这样的记录。")
        self.seen.setColumnHidden(REASON, not figure.missed)
        rows = max(2, min(ROWS_SHOWN, len(self.looked_at)))
        self.seen.stand(rows)

    def _open(self, at: int) -> None:
        table, row = self.looked_at[at - 1].ref
        if row:
            self.record_wanted.emit(table, row)

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            found = [self.looked_at[at - 1] for at in ids]
            return [(each, each.reason) for each in found]

        def face(each: Seen) -> Face:
            return Face(each.label, Mark.NONE if each.reason else Mark.DONE)

        def reason(why: str) -> Face:
            return Face(why, tone="second")

        return RecordTable(
            (Column("记录", 24, face=face),
             Column("没有计入的原因", 16, face=reason, text=True)), rows)
