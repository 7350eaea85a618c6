"""联户图: a card for each member with the households looked after."""

from __future__ import annotations

from collections.abc import Iterator

from exporters.wall.chart_frame import Body, Foot, Page, lean
from exporters.wall.drawing import Box, Element, Words, fitted, measured
from models.stars.boards import PairingBoard, PairingRow

_COLUMNS, _GAP = 5, 6
_LARGER = (2.0, 1.7, 1.4, 1.2, 1.0)
"""How much larger the words may be when the cards of all members still fit on one sheet."""


def pairing_sheets(board: PairingBoard, page: Page) -> Iterator[Body]:
    """联户图: a card for each member with the households looked after, by their numbers."""
    sheets: list[list[Element]] = []
    for larger in _LARGER:
        body, room = page.size("body") * larger, _width(page)
        sheets = _pages(board, page, body)
        if len(sheets) == 1 and all(measured(line, body) <= room - body for row in board.rows
                                    for line in _home_lines(row, room - body, body)):
            break
    said = f"已联 {board.paired}/{board.homes} 户（分母：应结对户）　按户号找自己家"
    said += f"，村部电话 {board.phone}" if board.phone else ""
    legend = (("主联党员", _swatch),)
    yield from ((each, Foot(legend, said)) for each in sheets)


def _swatch(x: float, y: float, size: float) -> Element:
    return Box(x - size / 2, y - size / 2, size, size, "band")


def _width(page: Page) -> float:
    gaps = (_COLUMNS - 1) * _GAP * page.unit
    return (page.right - page.left - gaps) / _COLUMNS


def _pages(board: PairingBoard, page: Page, body: float) -> list[list[Element]]:
    gap, width = _GAP * page.unit, _width(page)
    pages: list[list[Element]] = [[]]
    columns = [page.top] * _COLUMNS
    for row in board.rows:
        height = _height(row, width, body)
        place = columns.index(min(columns))
        if columns[place] + height > page.bottom and pages[-1]:
            pages.append([])
            columns, place = [page.top] * _COLUMNS, 0
        x = page.left + place * (width + gap)
        pages[-1] += _card(row, x, columns[place], width, height, body)
        columns[place] += height + gap
    return pages


def _home_lines(row: PairingRow, width: float, body: float) -> list[str]:
    """The households in lines; no name is broken over two."""
    found: list[str] = []
    for home, following in zip(row.homes, (*row.homes[1:], ""), strict=True):
        said = home + (following and ("；" if "：" in following else "、"))
        if found and measured(found[-1] + said, body) <= width:
            found[-1] += said
        else:
            found.append(said)
    return found


def _height(row: PairingRow, width: float, body: float) -> float:
    return body * 2.9 + body * 1.3 * len(_home_lines(row, width - body, body))


def _card(
    row: PairingRow, x: float, y: float, width: float, height: float, body: float
) -> Iterator[Element]:
    yield Box(x, y, width, height, "white", "line", body * 0.05)
    yield Box(x, y, width, body * 1.8, "band", "line", body * 0.05)
    count = f"{len(row.homes)} 户"
    name = f"{row.member}" + (f"（{row.party_group}）" if row.party_group else "")
    room = width - body * 1.2 - measured(count, body)
    size = lean(name, room, body * 1.15)
    name = name if measured(name, size) <= room else row.member
    yield Words(x + body * 0.5, y + body * 0.3, name, fitted(name, room, body * 1.15))
    yield Words(x + width - body * 0.5, y + body * 0.4, count, body, "right", ink="second")
    for place, line in enumerate(_home_lines(row, width - body, body)):
        size = fitted(line, width - body, body)
        yield Words(x + body * 0.5, y + body * (2.2 + 1.3 * place), line, size)
