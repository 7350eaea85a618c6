"""挂图: the four wall charts, sheet by sheet, for A1, A2, A3, A4 tiles, pictures and the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from exporters.wall.chart_frame import (
    STAR_LEGEND,
    STATE_LEGEND,
    Body,
    Foot,
    Page,
    cell,
    framed,
    lean,
    lines_in,
    page_of,
    star_column,
)
from exporters.wall.drawing import (
    Box,
    Drawing,
    Element,
    Stroke,
    Words,
    fitted,
    measured,
    star_mark,
    state_mark,
)
from exporters.wall.pairing_chart import pairing_sheets
from models.office.star_sets import StarState
from models.stars.boards import (
    BattleBoard,
    BattleRow,
    PairingBoard,
    ProgressBoard,
    ProgressRow,
    StarBoard,
    StarCard,
)


def sheets_of(board: Any, page: Page) -> Iterator[Body]:
    """The sheets of any chart."""
    return _SHEETS[type(board)](board, page)


PROGRESS_COLUMNS = (
    ("星", 0.055), ("序号", 0.06), ("任务", 0.42), ("责任人", 0.12), ("时限", 0.125),
    ("完成条数", 0.1), ("状态", 0.12),
)


def progress_sheets(board: ProgressBoard, page: Page) -> Iterator[Body]:
    """创建进度表: two blocks beside each other when one does not hold the rows."""
    body = page.size("body")
    height = [_progress_height(each, _half(page), body) for each in board.rows]
    blocks = _blocks(height, page.bottom - page.top - _head_height(page))
    if len(blocks) == 1:
        wide = page.right - page.left
        height = [_progress_height(each, wide, body) for each in board.rows]
    foot = Foot(STATE_LEGEND, f"任务完成 {board.overall}")
    per_sheet = 1 if len(blocks) == 1 else 2
    for start in range(0, len(blocks), per_sheet):
        elements: list[Element] = []
        width = _half(page) if per_sheet == 2 else page.right - page.left
        for place, rows in enumerate(blocks[start:start + per_sheet]):
            x = page.left + place * (width + 8 * page.unit)
            some = [board.rows[i] for i in rows]
            elements += _progress_block(some, [height[i] for i in rows], x, width, page)
        yield elements, foot


def _half(page: Page) -> float:
    return (page.right - page.left - 8 * page.unit) / 2


def _head_height(page: Page) -> float:
    return page.size("body") * 1.9


def _progress_height(row: ProgressRow, width: float, body: float) -> float:
    lines = lines_in(row.title, width * PROGRESS_COLUMNS[2][1] - body * 0.6, body)
    return body * (1.25 * lines + 0.35)


def _blocks(heights: list[float], room: float) -> list[list[int]]:
    """The places of the rows, filled down one block after the other."""
    blocks: list[list[int]] = [[]]
    used = 0.0
    for place, height in enumerate(heights):
        if blocks[-1] and used + height > room:
            blocks.append([])
            used = 0.0
        blocks[-1].append(place)
        used += height
    return _evened(blocks, heights) if len(blocks) == 2 else blocks


def _evened(blocks: list[list[int]], heights: list[float]) -> list[list[int]]:
    """Two blocks about as long as each other."""
    places, half, used = blocks[0] + blocks[1], sum(heights) / 2, 0.0
    for count, place in enumerate(places, 1):
        used += heights[place]
        if used >= half:
            return [places[:count], places[count:]] if count < len(places) else blocks
    return blocks


def _progress_block(
    rows: list[ProgressRow], heights: list[float], x: float, width: float, page: Page
) -> list[Element]:
    body, found = page.size("body"), list[Element]()
    edges = _edges(x, width, [share for _, share in PROGRESS_COLUMNS])
    found += _heading([label for label, _ in PROGRESS_COLUMNS], edges, page)
    stretch = min(1.6, (page.bottom - page.top - _head_height(page)) / sum(heights))
    y = page.top + _head_height(page)
    spans: list[tuple[str, float, float]] = []
    for row, natural in zip(rows, heights, strict=True):
        height = natural * stretch
        found += _progress_row(row, edges, y, height, body)
        spans = _spanned(spans, row.star, y, height)
        y += height
    for star, top, height in spans:
        found += star_column(star, edges[0], top, edges[1] - edges[0], height, body)
    return found


def _progress_row(
    row: ProgressRow, edges: list[float], y: float, height: float, body: float
) -> Iterator[Element]:
    words = ("", row.number, row.title, row.owner or "未定", row.due or "未定",
             f"{row.done}/{row.clauses}", "")
    sides = ("center", "center", "left", "center", "center", "center", "left")
    for place, (text, side) in enumerate(zip(words, sides, strict=True)):
        left, right = edges[place], edges[place + 1]
        if place:
            late = row.state == StarState.OVERDUE
            yield Box(left, y, right - left, height, "pale" if late else "")
        size = body if place == 2 else lean(text, (right - left) * 0.92, body)
        yield from cell(text, left, y, right - left, height, size, side, body * 0.3)
    left, right = edges[-2], edges[-1]
    yield state_mark(row.state, left + body * 0.9, y + height / 2, body)
    size = fitted(row.state_label, right - left - body * 1.9, body)
    yield from cell(row.state_label, left + body * 1.6, y, right - left - body * 1.6, height, size)


def _edges(x: float, width: float, shares: list[float]) -> list[float]:
    found = [x]
    for share in shares:
        found.append(found[-1] + share * width / sum(shares))
    return found


def _heading(labels: list[str], edges: list[float], page: Page) -> Iterator[Element]:
    body = page.size("body")
    for label, left, right in zip(labels, edges, edges[1:], strict=False):
        yield Box(left, page.top, right - left, _head_height(page), "band", weight=0.5 * page.unit)
        size = fitted(label, (right - left) * 0.94, body)
        yield from cell(label, left, page.top, right - left, _head_height(page), size, "center")


def _spanned(
    spans: list[tuple[str, float, float]], star: str, y: float, height: float
) -> list[tuple[str, float, float]]:
    if spans and spans[-1][0] == star:
        return [*spans[:-1], (star, spans[-1][1], spans[-1][2] + height)]
    return [*spans, (star, y, height)]


def battle_sheets(board: BattleBoard, page: Page) -> Iterator[Body]:
    """作战图: a bar for every item from month to month, with its state at the end."""
    body = page.size("body")
    months = _months(board)
    shares = [0.04, 0.28, 0.08] + [0.6 / len(months)] * len(months)
    edges = _edges(page.left, page.right - page.left, shares)
    heights = [
        body * (1.25 * lines_in(row.title, edges[2] - edges[1] - body * 0.6, body) + 0.35)
        for row in board.rows
    ]
    for rows in _battle_pages(heights, page.bottom - page.top - _head_height(page)):
        found: list[Element] = []
        total = sum(heights[i] for i in rows)
        stretch = min(1.6, (page.bottom - page.top - _head_height(page)) / total)
        down = total * stretch + _head_height(page)
        at = 3 + months.index(board.month)
        left, right = edges[at], edges[at + 1]
        found.append(Box(left, page.top, right - left, down, "pale", ""))
        found += _heading(["星", "任务", "责任人", *(f"{m}月" for m in months)], edges, page)
        found += _battle_rows([board.rows[i] for i in rows], [heights[i] * stretch for i in rows],
                              edges, months, page)
        found.append(Box(left, page.top, right - left, down, "", "red", 1.0 * page.unit))
        late = sum(board.rows[i].state == StarState.OVERDUE for i in rows)
        yield found, Foot(STATE_LEGEND, f"{board.year} 年　粗框为本月　本页超期 {late} 项")


def _months(board: BattleBoard) -> list[int]:
    """From the month the first item is begun to the one the last is due, this month among them."""
    told = [board.month, *(month for row in board.rows
                           for month in (row.first, row.last) if month is not None)]
    return list(range(min(told), max(told) + 1))


def _battle_pages(heights: list[float], room: float) -> list[list[int]]:
    """The places of the rows, spread evenly over as few pages as hold them."""
    count = len(_blocks(heights, room))
    wanted = sum(heights) / count
    pages: list[list[int]] = [[]]
    used = 0.0
    for place, height in enumerate(heights):
        if pages[-1] and (used >= wanted or used + height > room):
            pages.append([])
            used = 0.0
        pages[-1].append(place)
        used += height
    return pages


def _battle_rows(
    rows: list[BattleRow], heights: list[float], edges: list[float], months: list[int], page: Page
) -> list[Element]:
    found: list[Element] = []
    spans: list[tuple[str, float, float]] = []
    y, body = page.top + _head_height(page), page.size("body")
    for row, height in zip(rows, heights, strict=True):
        for left, right in pairwise(edges[1:]):
            found.append(Box(left, y, right - left, height))
        found += cell(row.title, edges[1], y, edges[2] - edges[1], height, body, pad=body * 0.3)
        owner = row.owner or "未定"
        size = lean(owner, (edges[3] - edges[2]) * 0.92, body)
        found += cell(owner, edges[2], y, edges[3] - edges[2], height, size, "center")
        found += _bar(row, edges, months, y, height, page)
        spans = _spanned(spans, row.star, y, height)
        y += height
    for star, top, height in spans:
        found += star_column(star, edges[0], top, edges[1] - edges[0], height, body)
    return found


_BAR_FILL: dict[str, str] = {StarState.DONE: "done", StarState.RUNNING: "band"}


def _bar(row: BattleRow, edges: list[float], months: list[int], y: float, height: float, page: Page
         ) -> Iterator[Element]:
    body = page.size("body")
    if row.first is None or row.last is None:
        middle = (edges[3] + edges[min(5, len(edges) - 1)]) / 2
        yield Box(middle - body * 2.2, y + height * 0.15, body * 4.4, height * 0.7, "white", "")
        yield Words(middle, y + (height - body * 0.9) / 2, "未定时限", body * 0.9, "center",
                    ink="second")
        return
    left = edges[3 + months.index(min(row.first, row.last))]
    right = edges[4 + months.index(row.last)]
    inset, thick = 1.5 * page.unit, min(height * 0.34, body * 0.7)
    end = right - inset - body * 1.25
    yield Box(left + inset, y + (height - thick) / 2, end - left - inset, thick,
              _BAR_FILL.get(row.state, "white"), row.state,
              (1.2 if row.state == StarState.OVERDUE else 0.6) * page.unit)
    yield state_mark(row.state, end + body * 0.65, y + height / 2, body * 1.05)


def star_sheets(board: StarBoard, page: Page) -> Iterator[Body]:
    """五星板: five large stars, filled when held, and what each stage said."""
    found: list[Element] = []
    gap = 10 * page.unit
    width = (page.right - page.left - 4 * gap) / 5
    names = page.size("names")
    found.append(Words(page.width / 2, page.top + 8 * page.unit,
                       f"今年已授予：{board.level}　　上年：{board.last_level}", names * 1.3,
                       "center"))
    top = page.top + 44 * page.unit
    for place, card in enumerate(board.cards):
        found += _star_card(card, page.left + place * (width + gap), top, width, page)
    yield found, Foot(STAR_LEGEND, "星级按已授予的星数计")


def _star_card(card: StarCard, x: float, y: float, width: float, page: Page) -> Iterator[Element]:
    body, names = page.size("body"), page.size("names")
    bottom = page.bottom - body * 0.5
    yield Box(x, y, width, bottom - y, "white", "line", 0.8 * page.unit)
    yield star_mark(x + width / 2, y + width * 0.36, width * 0.56, filled=card.held)
    label = fitted(card.label, width * 0.92, names * 1.25)
    yield Words(x + width / 2, y + width * 0.7, card.label, label, "center")
    rows = [("目标", card.aim), ("认领人", card.owner or "未定"),
            ("任务", f"{card.done}/{card.items} 项"), *card.verdicts]
    top = y + width * 0.7 + names * 2.1
    step = (bottom - top - 4 * page.unit) / len(rows)
    for place, (name, said) in enumerate(rows):
        line = top + place * step
        yield Stroke(x + body, line, x + width - body, line, 0.3 * page.unit)
        at = line + (step - body) / 2
        yield Words(x + body * 1.2, at, name, body * 1.1, ink="second")
        size = fitted(said, width - body * 3 - measured(name, body * 1.1), body * 1.25)
        yield Words(x + width - body * 1.2, at, said, size, "right")


_SHEETS: dict[type, Callable[[Any, Page], Iterator[Body]]] = {
    ProgressBoard: progress_sheets, BattleBoard: battle_sheets, StarBoard: star_sheets,
    PairingBoard: pairing_sheets,
}


# ── the four charts ──────────────────────────────────────────────────────────


PAPERS = ("A1", "A2", "A3")


def wallchart(
    board: ProgressBoard | BattleBoard | StarBoard | PairingBoard, paper: str = "A3"
) -> tuple[Drawing, ...]:
    """The sheets of a chart on a paper; more than one when the rows don't fit."""
    page = page_of(paper)
    bodies = list(sheets_of(board, page))
    return tuple(
        Drawing(page.width, page.height, board.head.title,
                (*framed(page, board.head, place, len(bodies), foot), *body),
                board.head.village, board.head.day)
        for place, (body, foot) in enumerate(bodies, 1)
    )
