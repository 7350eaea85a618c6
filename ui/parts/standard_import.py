"""Taking in the standard the town sent: read first, every fault with its row, kept whole or not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from importers.lists.rules import read_standard
from models.office.star_sets import set_of, star_sets
from models.stars.drafting import Fault, StandardDraft, keep
from models.stars.standard import Standard
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.card import words
from ui.kit.job import Progress, Work
from ui.kit.keys import act
from ui.kit.message_strip import Strip
from ui.kit.page import press_button
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import px

if TYPE_CHECKING:
    from models.keeping.store import Store

BEFORE = "选镇里下发的标准表（.xlsx、.xls）。先试读，有错会写明第几行；点“导入”之前什么都不会存。"


class StandardImport(QWidget):
    """``kept(id)`` when a standard was taken in, ``closed()`` when the pane has done its work."""

    kept = Signal(int)
    closed = Signal()

    def __init__(self, store: Store, today: date) -> None:
        super().__init__()
        self._store = store
        self.read: StandardDraft | None = None
        self._path: Path | None = None
        self.strip = Strip()
        self.work = Work(self.strip)
        self.year, self.star_set = QLineEdit(str(today.year)), QComboBox()
        self.year.setAccessibleName("年度")
        self.year.setFixedWidth(px(72))
        self.star_set.setAccessibleName("适用")
        for each in star_sets():
            self.star_set.addItem(each.label, each.code)
        self.star_set.setCurrentIndex(self.star_set.findData(set_of(store).code))
        self.year.editingFinished.connect(self._again)
        self.star_set.activated.connect(lambda _: self._again())
        self.said = words(role="second", wrap=True)
        self.faults = RecordList(self._table(), "要改的地方")
        self.taking = act(self, "导入", "Ctrl+S", self.take_in)
        self.choosing = act(self, "选文件…", "Ctrl+O", self.choose)
        self.giving_up = act(self, "取消", "Esc", self.give_up)
        self._lay_out()
        self._show(None)

    def choose(self) -> None:
        """Ask for the workbook and try it out."""
        path = ask.file_to_open(self, "选标准表")
        if path is not None:
            self.try_file(path)

    def try_file(self, path: Path) -> None:
        """Read it off the window's thread; nothing is kept yet."""
        self._path = path
        year, code = self.year.text().strip(), self.star_set.currentData()
        if not year.isdecimal():
            self.strip.refuse("年度请写成四位数字，比如 2026。")
            return

        def read(progress: Progress) -> StandardDraft:
            return read_standard(path, year=int(year), star_set=code)

        self.work.begin(read, self._show, f"正在读 {path.name}…")

    def take_in(self) -> None:
        """Keep the whole standard as one act."""
        if self.read is None:
            return
        try:
            standard = keep(self._store, self.read)
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
            return
        self.closed.emit()
        self.kept.emit(standard.rowid)

    # ── inside ───────────────────────────────────────────────────────────────

    def _again(self) -> None:
        if self._path is not None:
            self.try_file(self._path)

    def _show(self, read: StandardDraft | None) -> None:
        self.read = read
        self.faults.show_ids(list(range(1, len(_told(read)) + 1)))
        self.faults.say_empty("没有要改的地方。" if read else "还没有选文件。")
        self.taking.setEnabled(read is not None and not read.faults and bool(read.items))
        self.said.setText(_words(read) if read else BEFORE)

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            found = _told(self.read)
            return [(each.row, each.column, each.sentence)
                    for each in (found[at - 1] for at in ids)]

        return RecordTable((
            Column("行", 7, show=lambda row: f"第 {row} 行"), Column("栏", 8), Column("怎么改", 44),
        ), rows)

    def give_up(self) -> None:
        """Leave without keeping."""
        self.closed.emit()

    def _lay_out(self) -> None:
        self.setFocusProxy(self.year)
        asked, foot, whole = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for label, editor in (("年度", self.year), ("适用", self.star_set)):
            asked.addWidget(words(label, "label"))
            asked.addWidget(editor)
        asked.setSpacing(px(8))
        asked.addStretch(1)
        foot.setSpacing(px(8))
        for deed in (self.taking, self.choosing, self.giving_up):
            foot.addWidget(press_button(deed, main=deed is self.taking))
        foot.addStretch(1)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(10))
        whole.addWidget(words("导入创建标准", "title"))
        whole.addLayout(asked)
        for each in (self.said, self.work, self.strip):
            whole.addWidget(each)
        whole.addWidget(self.faults, 1)
        whole.addLayout(foot)


def _told(read: StandardDraft | None) -> tuple[Fault, ...]:
    """What has to be put right, then what is better known."""
    return (*read.faults, *read.notices) if read else ()


def _words(read: StandardDraft) -> str:
    said = f"{_title(read.standard)}：{len(read.items)} 项、{read.clauses} 条。"
    if read.faults:
        return said + f"有 {len(read.faults)} 处要改，改好再导入；现在什么都没有存。"
    if not read.items:
        return said + "表里还没有任务。"
    noted = f"有 {len(read.notices)} 处照原话留着，见下。" if read.notices else ""
    return f"{said}没有错，可以导入。{noted}"


def _title(standard: Standard) -> str:
    return f"《{standard.title}》"
