"""A picture or a scanned PDF as grids of what the cells say, each with its doubts."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from importers.pictures.doubts import Look, doubt
from importers.pictures.page import pages
from importers.pictures.recogniser import Line, recognise
from importers.pictures.ruling import Cell, Ruling, Written, ruling, written
from importers.pictures.straight import Grey, Mask, Straight, ink, tables
from importers.sheets.grid import Grid, Seen
from models.values.problem import Problem

_FEWEST_DOTS = 11
"""Pixels of a picture a character must be tall to be told from others."""
_SMALLEST = 200
"""Pixels of the shorter side of a picture that may hold a list."""
_UPRIGHT = 0.85
"""How sure, on average, the weakest characters are of cells that stand upright."""
_TRIED = 12


def read(path: Path, surnames: frozenset[str] = frozenset()) -> list[Grid]:
    """Every table of a picture; pages of one list are one grid. To be called in a process apart."""
    found: list[Grid] = []
    for number, page in enumerate(pages(path), 1):
        if min(page.shape) < _SMALLEST:
            raise Problem(f"{path.name} 太小（{page.shape[1]}×{page.shape[0]} 点），认不出表格。"
                          "请走近些再拍，或用 200 dpi 以上扫描。")
        on_it = [_grid(each, page.shape, number, surnames) for each in tables(page)]
        for grid in filter(None, on_it):
            if found and grid.width == found[-1].width:
                found[-1].go_on_with(grid)
            else:
                found.append(grid)
    if not found:
        raise Problem(f"{path.name} 里没有找到带框线的表。没有框线的表请手工录入，"
                      "或向对方要电子表格。")
    return found


def _grid(
    table: Straight, shape: tuple[int, ...], page: int, surnames: frozenset[str]
) -> Grid | None:
    upright = _upright(table)
    if upright is None:
        return None
    table, ruled, mask, stands, tall = upright
    if tall * table.scale < _FEWEST_DOTS:
        raise Problem(f"图片太小，字看不清（每个字只有 {tall * table.scale:.0f} 点高）。"
                      "请走近些再拍，或用 200 dpi 以上扫描。")
    looks = [_look(table.grey, mask, cell, each, tall, ruled.thick)
             for cell, each in zip(ruled.cells, stands, strict=True)]
    doubt(looks, ruled, surnames)
    rows = [[""] * (len(ruled.across) - 1) for _ in ruled.down[1:]]
    grid = Grid(f"第 {page} 页", rows)
    for look in looks:
        cell = look.cell
        rows[cell.row - 1][cell.column - 1] = look.text
        if cell.joined:
            grid.merges.append((cell.row, cell.column, cell.last_row, cell.last_column))
        grid.seen[cell.row, cell.column] = Seen(
            look.weakest, page, table.place(cell.box, shape), tuple(look.doubts),
            _png(table.grey, cell.box) if look.doubts else b"")
    return grid


def _png(grey: Grey, box: tuple[int, int, int, int]) -> bytes:
    left, top, right, bottom = box
    strip = Image.fromarray(grey[max(0, top - 6):bottom + 7, max(0, left - 6):right + 7])
    strip.thumbnail((480, 240))
    kept = BytesIO()
    strip.quantize(16).save(kept, "PNG", optimize=True)
    return kept.getvalue()


# ── Which way is up


Upright = tuple[Straight, Ruling, Mask, list[Written], float]


def _upright(table: Straight) -> Upright | None:
    """The table the way its characters are read best; None when it has no rows and columns."""
    ways: list[tuple[float, Upright]] = []
    for quarters in (0, 2, 1, 3):
        turned = table.turned(quarters)
        ruled = ruling(turned.grey)
        if ruled is None:
            return None
        mask = ink(turned.grey)
        stands, tall = written(mask, ruled)
        sure = _sure(turned.grey, ruled, stands, tall)
        ways.append((sure, (turned, ruled, mask, stands, tall)))
        if quarters == 2 and max(ways, key=_first)[0] > _UPRIGHT:
            break
    return max(ways, key=_first)[1]


def _first(way: tuple[float, Upright]) -> float:
    return way[0]


def _sure(grey: Grey, ruled: Ruling, stands: list[Written], tall: float) -> float:
    """How sure cells with several characters in one line are read, on average, if there are any."""
    several = [(cell, each.lines[0]) for cell, each in zip(ruled.cells, stands, strict=True)
               if len(each.lines) == 1 and each.lines[0][2] - each.lines[0][0] > 1.7 * tall]
    some = several[::max(1, len(several) // _TRIED)][:_TRIED]
    sures = [recognise(_strip(grey, cell, line, tall, ruled.thick)).weakest for cell, line in some]
    return sum(sures) / max(len(sures), _TRIED // 2)


# ── Strips


def _look(
    grey: Grey, mask: Mask, cell: Cell, each: Written, tall: float, thick: float
) -> Look:
    lines: list[Line] = []
    parts, widths = [], []
    for box in each.lines:
        strip = _strip(grey, cell, box, tall, thick)
        lines.append(recognise(strip))
        begin = _begin(box, tall)
        parts.append(tuple(_stretches(mask, box, tall, begin)))
        widths.append(strip.shape[1] / tall)
    return Look(cell, each, tuple(lines), tuple(parts), tuple(widths))


def _begin(box: tuple[int, int, int, int], tall: float) -> int:
    return int(box[0] - 0.25 * tall)


def _strip(
    grey: Grey, cell: Cell, box: tuple[int, int, int, int], tall: float, thick: float
) -> Grey:
    """One line of text with paper round it, tall enough for a whole character; no rule is in it."""
    _, top, right, bottom = box
    half = max(bottom - top, tall) / 2 + 0.14 * tall
    middle = (top + bottom) / 2
    first, last = int(middle - half), int(middle + half + 1)
    begin, end = _begin(box, tall), int(right + 0.25 * tall + 1)
    strip = np.full((last - first, end - begin), 255, np.uint8)
    rim = round(thick / 2 + 2)
    a, b = max(begin, cell.box[0] + rim), max(first, cell.box[1] + rim)
    c, d = min(end, cell.box[2] - rim + 1), min(last, cell.box[3] - rim + 1)
    strip[b - first:d - first, a - begin:c - begin] = grey[b:d, a:c]
    return strip


def _stretches(
    mask: Mask, box: tuple[int, int, int, int], tall: float, begin: int
) -> Iterator[tuple[float, float]]:
    """From where to where a line of text has ink, in character heights from its strip's begin."""
    left, top, right, bottom = box
    inked = np.concatenate(([False], mask[top:bottom, left:right].any(axis=0), [False]))
    turns = np.diff(inked.astype(np.int8))
    for a, b in zip(np.nonzero(turns == 1)[0], np.nonzero(turns == -1)[0], strict=True):
        yield (left + int(a) - begin) / tall, (left + int(b) - begin) / tall
