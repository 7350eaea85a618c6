"""挂图: the four wall charts, drawn once for A1, A2, A3, A4 tiles, pictures and the window."""

from __future__ import annotations

from exporters.wall.chart_frame import framed, page_of
from exporters.wall.chart_sheets import sheets_of
from exporters.wall.drawing import Drawing
from models.stars.boards import BattleBoard, PairingBoard, ProgressBoard, StarBoard

PAPERS = ("A1", "A2", "A3")


def wallchart(
    board: ProgressBoard | BattleBoard | StarBoard | PairingBoard, paper: str = "A3"
) -> tuple[Drawing, ...]:
    """The sheets of a chart on a paper; more than one when the rows don't fit."""
    page = page_of(paper)
    bodies = list(sheets_of(board, page))
    return tuple(
        Drawing(page.width, page.height, board.head.title,
                (*framed(page, board.head, place, len(bodies), foot), *body))
        for place, (body, foot) in enumerate(bodies, 1)
    )
