"""工作台: what is to be done today, each line leading to its place; the quarter's figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from models.office.village import unit
from models.values import clock
from models.values.periods import Period, Span
from ui.kit.card import panel, words
from ui.kit.chips import Chip, Chips
from ui.kit.job import Latest, Progress
from ui.kit.marks import Face
from ui.kit.page import Page, action, press_button
from ui.kit.place import place_for
from ui.kit.preview import DrawingView
from ui.kit.record_list import RecordList
from ui.kit.room import Abreast, Modest, Shown
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.parts.return_figures import place_of, return_face

if TYPE_CHECKING:
    from exporters.wall.drawing import Drawing
    from models.keeping.store import Store
    from models.overview.due import Due, StarRow, Tile
    from models.returns.calendar import ReturnLine
    from ui.places.home.reading import Survey, TilePane


# ── The figures of the quarter: each opens into what it counts


ACROSS = 3


class TileFace(QWidget):
    """One figure; ``pressed()`` by mouse or Enter."""

    pressed = Signal()

    def __init__(self, tile: Tile) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        column, beside = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        column.addWidget(words(tile.label, "second"))
        beside.setSpacing(px(10))
        beside.addWidget(words(f"{tile.value:,}", "figure"))
        beside.addWidget(words(tile.aside, "faint"), 1, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(beside)
        self.setAccessibleName(f"{tile.label} {tile.value:,}，{tile.aside}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pressed: see what it counts."""
        self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens it too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class Tiles(QWidget):
    """The figures; ``pressed(tile)``, and under them place for what one opens into."""

    pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.grid, self.whole = QGridLayout(), QVBoxLayout(self)
        self.grid.setHorizontalSpacing(px(24))
        self.grid.setVerticalSpacing(px(10))
        self.whole.setContentsMargins(0, 0, 0, 0)
        self.whole.addLayout(self.grid)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these in place of the former ones."""
        while (item := self.grid.takeAt(0)) is not None:
            if (former := item.widget()) is not None:
                former.deleteLater()
        for at, each in enumerate(tiles):
            face = TileFace(each)
            face.pressed.connect(lambda each=each: self.pressed.emit(each))
            self.grid.addWidget(face, at // ACROSS, at % ACROSS)
            if at == 0:
                self.setFocusProxy(face)


# ── What is to be done


CHARTS = (Chip("progress", "各星任务"), Chip("matters", "事项办结"), Chip("economy", "集体经济"),
          Chip("verdict", "历年星数"))
PLACES: dict[str, tuple[str, int | None]] = {
    "progress": ("progress", 0), "matters": ("liaison", None), "economy": ("economy", 0),
    "verdict": ("verdict", 0)}
"""Where each chart leads."""


class Chart(DrawingView):
    """One chart; ``opened()`` when it is pressed, to see what is behind it."""

    opened = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumHeight(px(200))

    def hasHeightForWidth(self) -> bool:
        """It fills what the page has left, at its own proportions."""
        return False

    def sizeHint(self) -> QSize:
        """No higher than it must be."""
        return self.minimumSize()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pressed: go to the records."""
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the records too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)


class ChartPanel(QWidget):
    """One chart at a time, chosen by a chip; ``wanted(place, id)`` when it is pressed.

    ``refresh()`` reads the data file in a job; until then the panel is empty.
    """

    wanted = Signal(str, object)

    def __init__(self, store: Store, refuse: Callable[[str], object]) -> None:
        super().__init__()
        self._store, self.reading = store, Latest(self, refuse)
        self.found: dict[str, Drawing] = {}
        self.chips, self.chart = Chips(), Chart("图")
        self.chips.chosen.connect(lambda _: self._turn())
        self.chart.opened.connect(lambda: self.wanted.emit(*PLACES[self.chips.key]))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self.chips)
        column.addWidget(self.chart, 1)

    def refresh(self) -> None:
        """Draw afresh."""
        data, key, today = self._store.path, self._store.key, clock.today()

        def draw(progress: Progress) -> dict[str, Drawing]:
            from ui.places.home.reading import drawn

            return drawn(data, key, today, progress)

        self.reading.begin(draw, self._show)

    def _show(self, found: dict[str, Drawing]) -> None:
        self.found = found
        self.chips.show_chips([each for each in CHARTS if each.key in found])
        self._turn()

    def _turn(self) -> None:
        drawing = self.found.get(self.chips.key)
        self.chart.show_drawing(drawing)
        self.chart.setAccessibleName(drawing.title if drawing else "图")


# ── the page ─────────────────────────────────────────────────────────────────


ABREAST = 800
"""Pixels at 100 % below which the figures stand under what is to be done."""
STEP = 1
"""The column that says what is done next; the keyboard stands there."""


def due_face(due: Due) -> Face:
    """A line of 今天要办."""
    return Face(due.words, Mark(due.mark))


class Home(Page):
    """今天要办 at the left; the figures of the quarter and the returns due at the right."""

    def build(self) -> None:
        """Two states: the first steps of an empty village, and the workbench."""
        self.today = clock.today()
        self.reading = Latest(self, self.strip.refuse)
        self.dues: list[Due] = []
        self.coming: list[ReturnLine] = []
        self.stars_shown, self.left = list["StarRow"](), list["Due"]()
        self.stars = self._plain(RecordList(self._star_table(), "五星"))
        self.again = self._plain(RecordList(self._steps_table(lambda: self.left), "继续上次"))
        self.stars.opened.connect(lambda _: self.wanted.emit("progress", 0))
        self.again.opened.connect(lambda at: self._go_on(self.left[at - 1]))
        self.todo = self._plain(RecordList(self._steps_table(lambda: self.dues), "今天要办"))
        self.returns = RecordList(self._return_table(), "报送")
        self.todo.opened.connect(lambda at: self._go_on(self.dues[at - 1]))
        self.returns.opened.connect(self._go_to_return)
        self.tiles, self.quarter = Tiles(), words(role="title")
        self.behind: TilePane | None = None
        self.tiles.pressed.connect(self._open_tile)
        self.charts = ChartPanel(self.store, self.strip.refuse)
        self.charts.wanted.connect(self.wanted)
        self.states = Shown()
        self.states.addWidget(self._workbench())
        self.states.addWidget(self._first_steps())
        self.body.addWidget(self.states)
        self.zones = [self.todo, self.again, self.tiles, self.stars, self.returns,
                      self.charts.chart, self.first]

    def refresh(self) -> None:
        """Ask what waits, off the window's thread; the list changes when the answer is there."""
        self.today = clock.today()
        settled = self.store.count("household") > 0
        self.states.setCurrentIndex(0 if settled else 1)
        self.deeds["begin"].setVisible(unit(self.store) is None)
        quarter = Period.of(self.today, Span.QUARTER).label
        self.quarter.setText(f"本村 · {quarter.removeprefix(f'{self.today.year}年')}")
        self.tell(summary=f"今天 {self.today.month}月{self.today.day}日")
        if not settled:
            return
        data, key, today = self.store.path, self.store.key, self.today

        def read(progress: Progress) -> Survey:
            from ui.places.home.reading import survey

            return survey(data, key, today, progress)

        self.reading.begin(read, self._show)
        self.charts.refresh()

    @action("写下是哪个村…", icon="edit", place="first")
    def begin(self) -> None:
        """The guide goes on where it was left."""
        self.wanted.emit("welcome", None)

    @action("导入花名册…", icon="import", main=True, place="first")
    def bring_in(self) -> None:
        """The first step: the roster the office has."""
        self.wanted.emit("roster", 0)

    @action("一户一户地录", icon="plus", place="first")
    def write_in(self) -> None:
        """The first step without a roster."""
        self.wanted.emit("people", None)

    # ── inside ───────────────────────────────────────────────────────────────

    def _show(self, found: Survey) -> None:
        self.dues = found.dues
        self.todo.table.show_ids(list(range(1, len(self.dues) + 1)))
        if not self.todo.currentIndex().isValid():
            self.todo.setCurrentIndex(self.todo.table.index(0, STEP))
        late = sum(Mark(each.mark) is Mark.LATE for each in self.dues)
        self.tell(summary=f"今天 {self.today.month}月{self.today.day}日 · 逾期和要改的 {late} 项")
        if self.behind is not None:
            self.behind.hide()
        self.tiles.show_tiles(found.tiles)
        self.stars_shown, self.left = found.stars, found.unfinished
        wanted = sum(each.wanted for each in found.stars)
        self.aim.setText(f"五星 · 目标 {wanted} 颗")
        for shown, many in ((self.stars, len(found.stars)), (self.again, len(self.left))):
            shown.table.show_ids(list(range(1, many + 1)))
            shown.stand(many)
            self.panels[shown].setVisible(many > 0)
        self.coming = found.returns
        self.returns.table.show_ids(list(range(1, len(self.coming) + 1)))

    def _open_tile(self, tile: Tile) -> None:
        from ui.places.home.reading import TilePane

        if self.behind is None:
            self.behind = TilePane()
            self.behind.opened.connect(self.wanted)
            self.behind.closed.connect(lambda: self.tiles.setFocus())
            self.tiles.whole.addWidget(self.behind)
        self.behind.show_tile(self.store, tile)

    def _go_on(self, due: Due) -> None:
        if due.place:
            self.wanted.emit(due.place, due.row)

    def _go_to_return(self, at: int) -> None:
        self.wanted.emit("return", place_of(self.store, self.coming[at - 1].ret.code))

    def _star_table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.stars_shown[at - 1] for at in ids]
            return [(f"{'★' if each.wanted else '☆'} {each.label}", each.items, each,
                     "看证据 ›") for each in shown]

        return RecordTable((
            Column("星", 14), Column("完成", 8, numeric=True),
            Column("状态", 14, face=lambda each: Face(each.state, Mark(each.mark))),
            Column("去办", 9, face=lambda said: Face(said, tone="link")),
        ), rows)

    def _steps_table(self, lines: Callable[[], list[Due]]) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [lines()[at - 1] for at in ids]
            return [(each, each.step if place_for(each.place) else "") for each in shown]

        def step(said: str) -> Face:
            return Face(f"{said} ›" if said else "", tone="link")

        return RecordTable((Column("事项", 46, face=due_face), Column("去办", 10, face=step)), rows)

    def _return_table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.coming[at - 1] for at in ids]
            return [(each.period.label, each.ret.title, each, "打开 ›") for each in shown]

        return RecordTable((
            Column("期次", 11), Column("报表", 24), Column("状态", 11, face=return_face),
            Column("去办", 8, face=lambda said: Face(said, tone="link")),
        ), rows)

    def _plain(self, shown: RecordList) -> RecordList:
        shown.horizontalHeader().hide()
        shown.setFrameShape(QFrame.Shape.NoFrame)
        shown.quiet = True
        return shown

    def _workbench(self) -> QWidget:
        bench, left, right = Abreast(ABREAST), QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(px(14))
        right.addWidget(_titled(self.quarter, self.tiles))
        self.aim = words("五星", "title")
        self.panels = {self.stars: _titled(self.aim, self.stars),
                       self.again: _titled(words("继续上次", "title"), self.again)}
        for each in self.panels.values():
            each.hide()
        right.addWidget(self.panels[self.stars])
        right.addWidget(_titled(words("报送", "title"), self.returns), 1)
        left.addWidget(_titled(words("今天要办", "title"), self.todo), 1)
        left.addWidget(self.panels[self.again])
        left.addWidget(panel(self.charts, 16))
        bench.across.addLayout(left, 5)
        bench.across.addLayout(right, 4)
        return bench

    def _first_steps(self) -> QWidget:
        steps = QWidget()
        column = QVBoxLayout(steps)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addWidget(words("先把本村的户和人录进来", "title"))
        column.addWidget(words("有了人户，联户、走访、会议、积分和报表才有得写。", "second"))
        self.first = press_button(self.deeds["bring_in"], main=True)
        for button in (press_button(self.deeds["begin"]), self.first,
                       press_button(self.deeds["write_in"])):
            column.addSpacing(px(8))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        held, across = Modest(), QHBoxLayout()
        across.addWidget(panel(steps, 24))
        across.addStretch(1)
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(across)
        column.addStretch(1)
        return held


def _titled(heading: QLabel, content: QWidget) -> QFrame:
    column = QVBoxLayout()
    column.setSpacing(px(10))
    column.addWidget(heading)
    column.addWidget(content, 1)
    return panel(column, 16)
