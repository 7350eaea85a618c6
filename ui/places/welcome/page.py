"""The first time: whose ledger this is, then a roster, the sample village, or an empty start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.keeping.record import Draft
from models.keeping.store import Store
from models.office.village import Unit, mark_sample, unit
from models.town.units import open_town
from models.values.problem import Invalid
from sample.village import fill
from ui.kit.card import panel, words
from ui.kit.form import DraftStrip, Form
from ui.kit.job import Progress, Work
from ui.kit.page import Page
from ui.kit.theme import icon
from ui.kit.tokens import px

SAMPLE = "示例村.lianxing"
SAMPLE_HOUSEHOLDS = 570
VILLAGE_FORM = ("name", "code", "county", "town", "district", "star_set", "branch")


def build_sample(path: Path, progress: Progress) -> Path:
    """Build the sample village at ``path``, unless it stands there already; runs in a job."""
    if path.exists():
        return path
    progress(-1, "正在建示例村，几秒钟就好…")
    with Store(path) as store:
        fill(store, households=SAMPLE_HOUSEHOLDS, seed=1)
        mark_sample(store)
    progress(100, "")
    return path


class Welcome(Page):
    """Two steps: the village's names, then how to begin."""

    def build(self) -> None:
        """A narrow panel in the middle; the strip of the sample village's job above it."""
        self.work, self.steps = Work(self.strip), QStackedWidget()
        self.form = Form(self.store, Unit, VILLAGE_FORM)
        self.form.put(Draft(Unit, {"star_set": "rural"}))
        self.form.finished.connect(self.keep_village)
        self.draft = DraftStrip(self.store, self.form, self)
        self.draft.watch("welcome")
        self.draft.again.click()  # the guide goes on where it was left, without asking
        self.steps.addWidget(self._village_step())
        self.steps.addWidget(self._begin_step())
        self.steps.setFixedWidth(px(620))
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(panel(self.steps, 24))
        across.addStretch(1)
        self.body.addWidget(self.work)
        self.body.addSpacing(px(8))
        self.body.addLayout(across, 1)
        self.zones = [self.form.editors["name"], self.roster]

    def refresh(self) -> None:
        """Once the village has a name, ask how to begin."""
        village = unit(self.store)
        self.steps.setCurrentIndex(0 if village is None else 1)
        if village is not None:
            self.greeting.setText(f"{village.name}的台账建好了。从哪里开始？")
            self.roster.setFocus()

    def keep_village(self) -> None:
        """Keep the names, or show what is wrong with them."""
        try:
            village = self.form.take()
        except Invalid:
            return
        with self.store.act(f"建立{village.name}的台账"):
            self.store.save(village)
        self.draft.done()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed is there when one comes back."""
        self.draft.pause()
        super().hideEvent(event)

    def open_sample(self) -> None:
        """Build the sample village beside this file and open it; this file is left as it is."""
        path = self.store.path.with_name(SAMPLE)
        self.work.begin(lambda progress: build_sample(path, progress), self._show_sample,
                        "正在准备…")

    def open_desk(self) -> None:
        """Make this file the desk of the town that is named in the form."""
        name = self.form.texts()["town"].strip()
        if not name:
            self.form.show_faults({"town": "请在这里写上乡镇（街道）的名称，其余几项不用填。"})
            return
        open_town(self.store, name)
        self.wanted.emit("file", self.store.path)

    # ── inside ───────────────────────────────────────────────────────────────

    def _show_sample(self, sample: Path) -> None:
        """Whoever has gone on to something else meanwhile is left there."""
        if self.isVisible():
            self.wanted.emit("file", sample)

    def _village_step(self) -> QWidget:
        step, column = _column()
        column.addWidget(words("先写下是哪个村", "title"))
        column.addWidget(words("这些会印在每一张表上，以后可以在“设置”里改。", "second"))
        column.addWidget(self.form, 1)
        on = _choice("下一步", "", self.keep_village, main=True)
        sample = _choice("先看看示例村", "", self.open_sample)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        for button in (on, sample, _choice("这是乡镇的电脑", "", self.open_desk)):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        return step

    def _begin_step(self) -> QWidget:
        step, column = _column()
        self.greeting = words(role="title", wrap=True)
        column.addWidget(self.greeting)
        self.roster = _choice(
            "导入花名册…", "import", lambda: self.wanted.emit("roster", 0), main=True
        )
        for button, said in (
            (self.roster, "手头有 Excel 花名册：先试读一遍，看清楚再存，不会改动原来的文件。"),
            (_choice("从空的开始", "plus", lambda: self.wanted.emit("people", None)),
             "没有电子名册：一户一户地录，随录随存。"),
            (_choice("看看示例村", "board", self.open_sample),
             "另开一个编造的村，随便试，和本村资料互不相干。"),
            (_choice("给资料加密…", "check", lambda: self.wanted.emit("security", 0)),
             "建议做，也可以以后在“设置”里做：电脑、U 盘丢了，别人也看不到。"),
        ):
            column.addSpacing(px(12))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            column.addWidget(words(said, "second", wrap=True))
        column.addStretch(1)
        return step


def _column() -> tuple[QWidget, QVBoxLayout]:
    step = QWidget()
    column = QVBoxLayout(step)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(10))
    return step, column


def _choice(text: str, icon_name: str, do: Callable[[], object], main: bool = False) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(text)
    button.setProperty("main", main)
    if icon_name:
        button.setIcon(icon(icon_name, "white" if main else "second"))
    button.clicked.connect(do)
    return button
