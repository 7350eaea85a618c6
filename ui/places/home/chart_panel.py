"""The charts of the workbench: items per star, matters, income, stars over the years."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit.chips import Chip, Chips
from ui.kit.drawing_view import DrawingView
from ui.kit.job import Job, Progress
from ui.kit.theme import px

if TYPE_CHECKING:
    from exporters.wall.drawing import Drawing
    from models.keeping.store import Store

SIZE = (150.0, 54.0)
CHARTS = (Chip("progress", "各星任务"), Chip("matters", "事项办结"), Chip("economy", "集体经济"),
          Chip("verdict", "历年星数"))
PLACES: dict[str, tuple[str, int | None]] = {
    "progress": ("progress", 0), "matters": ("liaison", None), "economy": ("economy", 0),
    "verdict": ("verdict", 0)}
"""Where each chart leads."""


def drawn(data: Path, key: bytes | None, today: date, progress: Progress) -> dict[str, Drawing]:
    """The charts, read and drawn off the window's thread; no chart of a plan there is not."""
    from exporters.wall.chart import chart
    from models.keeping.store import Store
    from models.stars.boards import (
        income_three_years,
        matters_by_month,
        progress_per_star,
        stars_over_time,
    )
    from models.stars.plan import plan_for

    progress(-1, "")
    with Store(data, key=key, reading=True) as store:
        plan = plan_for(store, today.year)
        found = {
            "matters": matters_by_month(store, today),
            "economy": income_three_years(store, today.year),
            "verdict": stars_over_time(store, today.year),
        }
        if plan is not None:
            found["progress"] = progress_per_star(store, plan, today)
    return {name: chart(data, *SIZE) for name, data in found.items()}


class Chart(DrawingView):
    """One chart; ``opened()`` when it is pressed, to see what is behind it."""

    opened = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

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

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.job: Job | None = None
        self.found: dict[str, Drawing] = {}
        self.chips, self.chart = Chips(), Chart("图")
        self.chips.chosen.connect(lambda _: self._turn())
        self.chart.opened.connect(lambda: self.wanted.emit(*PLACES[self.chips.key]))
        self.chart.setMinimumHeight(px(200))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self.chips)
        column.addWidget(self.chart, 1)

    def refresh(self) -> None:
        """Draw afresh."""
        data, key, today = self._store.path, self._store.key, date.today()
        self.job = Job(lambda progress: drawn(data, key, today, progress))
        self.job.done.connect(self._show)
        self.job.failed.connect(self._fail)
        self.job.start()

    def _show(self, found: dict[str, Drawing]) -> None:
        self.found = found
        self.chips.show_chips([each for each in CHARTS if each.key in found])
        self._turn()

    def _turn(self) -> None:
        drawing = self.found.get(self.chips.key)
        self.chart.show_drawing(drawing)
        self.chart.setAccessibleName(drawing.title if drawing else "图")

    def _fail(self, error: Exception) -> None:
        raise error
