"""上墙: the four wall charts as they will hang, on A1, A2, A3, as A4 tiles, as a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QScrollArea, QVBoxLayout, QWidget

from exporters.wall.charts import wallchart
from exporters.wall.drawing_files import tiles, write_pdf, write_png, write_tiles
from models.keeping.store import Store
from models.office.exposure import NotToBePosted
from models.stars.boards import battle_board, pairing_board, progress_board, star_board
from models.stars.plan import plan_for
from models.values import clock
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.card import Card, section, words
from ui.kit.chips import Chip, Chips
from ui.kit.job import Progress, Work
from ui.kit.page import action
from ui.kit.preview import DrawingView
from ui.kit.tokens import px
from ui.parts.public_check import check_pane
from ui.places.stars.section import NO_PLAN, StarSection

if TYPE_CHECKING:
    from exporters.wall.drawing import Drawing

PAIRING = "pairing"
BOARDS = (Chip("progress", "创建进度表"), Chip("battle", "作战图"), Chip("star", "五星板"),
          Chip(PAIRING, "联户图"))
PAPERS = (Chip("A3", "A3"), Chip("A2", "A2"), Chip("A1", "A1"))
PDF, PNG = "PDF (*.pdf)", "图片 (*.png)"


@dataclass(frozen=True)
class Wanted:
    """Which chart on which paper, from which data file, as of a day."""

    data: Path
    key: bytes | None
    board: str
    paper: str
    today: date
    omit: bool = False


def drawn(wanted: Wanted, progress: Progress) -> tuple[Drawing, ...]:
    """Draw a chart off the window's thread. :raises Problem: there is no plan yet."""
    progress(-1, "")
    with Store(wanted.data, key=wanted.key, reading=True) as store:
        if wanted.board == PAIRING:
            board: Any = pairing_board(store, wanted.today, omit=wanted.omit)
        else:
            plan = plan_for(store, wanted.today.year)
            if plan is None:
                raise Problem(NO_PLAN.replace("\n", ""))
            makers: dict[str, Callable[..., Any]] = {
                "progress": progress_board, "battle": battle_board, "star": star_board}
            board = makers[wanted.board](store, plan, wanted.today, omit=wanted.omit)
    return wallchart(board, wanted.paper)


class WallSection(StarSection):
    """The chart at the left as it will hang; paper, sheet and what to make of it at the right."""

    key, title = "wall", "上墙"

    def build(self) -> None:
        """The drawing left, the choices right."""
        self.today = clock.today()
        self.sheets: tuple[Drawing, ...] = ()
        self.at = 0
        self.omitting = ""
        self.view = DrawingView("挂图预览")
        policy = self.view.sizePolicy()
        policy.setHeightForWidth(True)
        self.view.setSizePolicy(policy)
        self.work = Work(self.strip)
        self.body.addWidget(self.work)
        self.card = Card()
        self.papers, self.grey = Chips(), QCheckBox("看黑白打印的样子")
        self.grey.setAccessibleName(self.grey.text())
        self.grey.toggled.connect(lambda _: self._show())
        self.papers.show_chips(PAPERS)
        self.papers.chosen.connect(lambda _: self._draw())
        self.sheet, self.tiled = words(role="second", wrap=True), words(role="second", wrap=True)
        self._lay_choices()
        self.chips.chosen.connect(lambda _: self._draw())
        self.lay_halves(self._scrolled(), self.card, 820)
        self.zones = [self.scrolled, self.papers]

    def refresh(self) -> None:
        """Draw again what is looked at."""
        self.today = clock.today()
        self.ask_over(BOARDS)
        self._draw()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("存成 PDF…", icon="export", shortcut="Ctrl+E", main=True, place="card", may=None)
    def save_pdf(self) -> None:
        """The sheets in their own size, for a printing shop."""
        def write(path: Path, grey: bool) -> None:
            write_pdf(self._sheets(), path, grey=grey)

        self._save("存成 PDF", f"{self._name()}-{self.papers.key}.pdf", PDF, write)

    @action("A4 拼图…", icon="print", place="card", may=None)
    def save_tiles(self) -> None:
        """A4 sheets with overlap and cutting marks, for the printer in the office."""
        def write(path: Path, grey: bool) -> None:
            write_tiles(self._sheets(), path, grey=grey)

        self._save("存成 A4 拼图", f"{self._name()}-{self.papers.key}-A4拼图.pdf", PDF, write)

    @action("存图片…", icon="save", place="card", may=None)
    def save_picture(self) -> None:
        """The sheet looked at as a picture, for the town's group."""
        def write(path: Path, grey: bool) -> None:
            write_png(self._sheets()[self.at], path, grey=grey)

        self._save("存图片", f"{self._name()}.png", PNG, write)

    @action("下一张", icon="down", shortcut="Ctrl+PgDown", place="card", may=None)
    def next_sheet(self) -> None:
        """Turn to the next sheet, and round again."""
        if self.sheets:
            self.at = (self.at + 1) % len(self.sheets)
            self._show()

    # ── inside ───────────────────────────────────────────────────────────────

    def _name(self) -> str:
        return next(each.words for each in BOARDS if each.key == (self.chips.key or "progress"))

    def _sheets(self) -> tuple[Drawing, ...]:
        if not self.sheets:
            raise Problem("图还没有画出来，请等一下再存。")
        return self.sheets

    def _save(
        self, title: str, name: str, kinds: str, write: Callable[[Path, bool], None]
    ) -> None:
        self._sheets()
        path = ask.file_to_save(self, title, name, kinds)
        if path is None:
            return
        grey = self.grey.isChecked()

        def work(progress: Progress) -> Path:
            progress(-1, f"正在写 {path.name}…")
            write(path, grey)
            return path

        self.work.begin(work, self.work.written, f"正在写 {path.name}…")

    def _draw(self) -> None:
        wanted = Wanted(self.store.path, self.store.key, self.chips.key or "progress",
                        self.papers.key, self.today, self.omitting == self.chips.key)
        planless = (wanted.board != PAIRING
                    and plan_for(self.store, self.today.year) is None)
        if planless:
            self.sheets = ()
            self._show()
            return
        self.work.begin(lambda progress: drawn(wanted, progress), self._drawn, "正在画图…",
                        lambda error: self._refused(wanted.board, error))

    def _refused(self, board: str, error: Problem) -> None:
        """What must not hang there is shown, with the choice to leave it out of this chart."""
        self._drawn(())
        self.nothing.setText(error.sentence)
        if isinstance(error, NotToBePosted):
            self.strip.put_away()

            def leave_out() -> None:
                self.omitting = board
                self._draw()

            self.put_right(check_pane(error, leave_out, self.wanted))

    def _drawn(self, sheets: tuple[Drawing, ...]) -> None:
        if sheets:
            self.put_away()
        self.nothing.setText(NO_PLAN)
        self.sheets, self.at = sheets, 0
        self._show()

    def _show(self) -> None:
        there = bool(self.sheets)
        for name in ("save_pdf", "save_tiles", "save_picture"):
            self.deeds[name].setEnabled(there)
        self.deeds["next_sheet"].setVisible(len(self.sheets) > 1)
        self.view.show_drawing(self.sheets[self.at] if there else None,
                               grey=self.grey.isChecked())
        self.nothing.setVisible(not there)
        self.view.setVisible(there)
        if not there:
            self.sheet.setText("")
            self.tiled.setText("")
            self.tell(summary="")
            return

        self.sheet.setText(f"第 {self.at + 1} / {len(self.sheets)} 张 {self.papers.key}")
        laid = tiles(self.sheets[self.at])
        self.tiled.setText(f"用 A4 拼要 {laid.down * laid.across} 页一张"
                           f"（{laid.down} 行 {laid.across} 列），"
                           "带搭边和裁切线")
        self.tell(summary=f"{self._name()} · {len(self.sheets)} 张 {self.papers.key}")

    def _scrolled(self) -> QWidget:
        inner, column = QWidget(), QVBoxLayout()
        column.setContentsMargins(px(10), px(10), px(10), px(10))
        self.nothing = words(NO_PLAN, "faint", wrap=True)
        column.addWidget(self.nothing)
        column.addWidget(self.view)
        column.addStretch(1)
        inner.setLayout(column)
        self.scrolled = QScrollArea()
        self.scrolled.setWidgetResizable(True)
        self.scrolled.setAccessibleName("挂图")
        self.scrolled.setWidget(inner)
        return self.scrolled

    def _lay_choices(self) -> None:
        self.card.head("怎么印", "屏幕、PDF、图片是同一张图")
        for each in (section("纸"), self.papers, self.sheet, self.grey, section("A4 拼图"),
                     self.tiled, section("上墙前看一眼"),
                     words("图上只有责任人的姓名，户主姓名已遮住；颜色旁边都有形状，"
                           "黑白打印也认得出。", "second", wrap=True)):
            self.card.sections.addWidget(each)
        buttons = self.buttons("card")
        for button in buttons:
            self.card.sections.addWidget(button)
