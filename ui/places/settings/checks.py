"""体检: what does not keep a rule, the gravest first; and 检查和修复, from the mildest step on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from models.checks.data_file import MENDED, every_finding
from models.keeping.heads import foot
from models.keeping.store import Store
from models.values.finding import Finding, Level
from models.values.problem import Problem
from ui.kit.card import panel, words
from ui.kit.chips import ALL, Chip, Chips
from ui.kit.job import Progress, Work
from ui.kit.marks import LEVEL_FACES, Face, FaceLabel
from ui.kit.place import place_for
from ui.kit.record_list import RecordList
from ui.kit.room import Modest
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QPushButton

    from models.keeping.store import Store
    from ui.kit.message_strip import Strip


QUICK = "快查没有查出问题。逐条和操作日志核对，点“连文件一起细查”。"


def checked(data: Path, key: bytes | None, full: bool, progress: Progress) -> list[Finding]:
    """Every finding, those of the file itself first; ``full`` reads the whole file."""
    progress(-1, "正在查文件…" if full else "正在体检…")
    with Store(data, key=key, reading=True) as store:
        return every_finding(store, full=full)


class CheckPanel(Modest):
    """``mend(table, id)`` leads to a record; ``counted()`` after every check."""

    mend = Signal(str, object)
    counted = Signal()

    def __init__(self, store: Store, strip: Strip) -> None:
        super().__init__()
        self._store = store
        self.found: list[Finding] = []
        self._full = False
        self.chips, self.work = Chips(), Work(strip)
        self.findings = RecordList(self._table(), "体检结果")
        self.findings.shown.connect(self._say)
        self.findings.opened.connect(self._go)
        self.chips.chosen.connect(lambda _: self._list())
        self.what = words(wrap=True)
        self._lay_out()

    def check(self, *, full: bool = False) -> None:
        """Check off the window's thread."""
        data, key = self._store.path, self._store.key
        if self.work.job is None:
            self._full = full
            self.work.begin(lambda progress: checked(data, key, full, progress), self._show,
                            "正在体检…")

    @property
    def worst(self) -> Mark | None:
        """The state of the gravest finding."""
        return LEVEL_FACES[self.found[0].level].mark if self.found else None

    def mendable(self) -> tuple[Finding, list[Finding]]:
        """The chosen finding, and every one that the log can mend.

        :raises Problem: the chosen one is of another kind.
        """
        every, at = [each for each in self.found if each.rule in MENDED], self.findings.current()
        if not at or self.found[at - 1] not in every:
            raise Problem("请先选中一处和操作日志对不上的；没有的话，先做一次细查。")
        return self.found[at - 1], every

    def steps(self, buttons: Sequence[QPushButton]) -> None:
        """The buttons under the list."""
        for button in buttons:
            self.foot.addWidget(button)
        self.foot.addStretch(1)

    # ── inside ───────────────────────────────────────────────────────────────

    def _show(self, found: list[Finding]) -> None:
        self.found = sorted(found, key=lambda each: list(Level).index(each.level))
        levels = Counter(each.level for each in self.found)
        self.chips.show_chips([Chip(ALL, "全部", len(self.found)), *(
            Chip(each, each.label, levels[each], LEVEL_FACES[each].mark) for each in Level
        )])
        self.findings.say_empty("没有查出问题。" if self._full else QUICK)
        self._list()
        self.counted.emit()

    def _list(self) -> None:
        self.findings.show_ids([
            at for at, each in enumerate(self.found, 1) if self.chips.lets(each.level)
        ])
        self._say(self.findings.current())

    def _say(self, at: int) -> None:
        self.what.setText(self.found[at - 1].what if at else "")

    def _go(self, at: int) -> None:
        for table, row in self.found[at - 1].where:
            if place_for(table) is not None:
                self.mend.emit(table, row)
                return

    def _table(self) -> RecordTable:
        def level(code: str) -> Face:
            return LEVEL_FACES[code]

        def way(finding: Finding) -> Face:
            leads = any(place_for(table) is not None for table, _ in finding.where)
            return Face("去处理 ›" if leads else "", tone="link")

        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.found[at - 1] for at in ids]
            return [(each.what, each.level, each) for each in shown]

        return RecordTable(
            (Column("查出什么", 110), Column("级别", 9, face=level), Column("", 10, face=way)), rows
        )

    def _lay_out(self) -> None:
        column, whole = QVBoxLayout(), QVBoxLayout(self)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(px(8))
        column.setSpacing(px(10))
        for each in (self.chips, self.work):
            column.addWidget(each)
        column.addWidget(self.findings, 1)
        column.addWidget(self.what)
        column.addLayout(self.foot)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(panel(column, 14))


# ── 检查和修复: by itself, and by hand


class RepairStep(NamedTuple):
    """One step: what it is called, and what it does and leaves alone."""

    title: str
    said: str


STEPS = (
    RepairStep("一、快查", "看文件的每一页是不是完整。每次打开时自动在后台做一次，不耽误记账。"),
    RepairStep("二、细查", "再按操作日志从头重放，逐条核对每一条记录、合计、设置、细则和密钥。"
                     "上次没有正常关闭时自动做。查出来的在“体检”里，可以按日志改回，"
                     "也可以写明原因照现在的留下。"),
    RepairStep("三、重建索引", "文件有损坏时先试这一步：在副本上做，现在的文件不动。"
                       "修好了，副本列在“备份与恢复”里，换上它以前现在的文件另存一份。"),
    RepairStep("四、换最近的好备份", "从新到旧逐份核对，找出最近的完好备份，说清会退回哪几步，"
                         "再由您决定。坏了的原件总是另存一份，不会删。"),
    RepairStep("五、核对旧纸", "每张报表、记录、公告的页脚都有账册指纹。照旧纸抄进来，"
                       "就知道印它时的账现在还在不在、有没有被改写。"),
)


class RepairPanel(Modest):
    """The steps one below the other, each with its button; ``state`` says how the last one went."""

    def __init__(self, store: Store, strip: Strip) -> None:
        super().__init__()
        self._store, self.work = store, Work(strip)
        self.state, self.here = FaceLabel(), words(role="faint", wrap=True)
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("例如 128 3fa9 12bc 88de")
        self.typed.setAccessibleName("旧纸页脚上的账册指纹")
        self._column = QVBoxLayout()
        self._column.setSpacing(px(10))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(panel(self._column, 14))

    def steps(self, buttons: Sequence[QPushButton]) -> None:
        """A button for each step, beside its words."""
        for step, button in zip(STEPS, buttons, strict=True):
            across, beside = QHBoxLayout(), QVBoxLayout()
            beside.addWidget(words(step.title, "title"))
            beside.addWidget(words(step.said, "second", wrap=True))
            if step is STEPS[-1]:
                beside.addWidget(self.typed)
                beside.addWidget(self.here)
            across.addLayout(beside, 1)
            across.addWidget(button)
            self._column.addLayout(across)
        for each in (self.work, self.state):
            self._column.addWidget(each)
        self._column.addStretch(1)

    def refresh(self) -> None:
        """The head of the log as it is now."""
        said = foot(self._store)
        self.here.setText(f"现在的{said}" if said else "")

    def say(self, face: Face) -> None:
        """How the last step went."""
        self.state.say(face)
