"""cells.csv of a package, read back into the lines of each return with the ids behind them."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

from models.exchange.contents import (
    CELL_NAMES,
    LONGEST_TOLD,
    MEAN,
    MOST_CHANGED,
    RATE,
    NotTaken,
)

MOST_ROWS = 50_000
LONGEST_FIELD = 20_000


def grid(
    content: bytes, where: str, most: int = MOST_ROWS, longest: int = LONGEST_FIELD
) -> list[list[str]]:
    """The rows of a CSV member, heading first, all equally wide."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise NotTaken("content", f"{where}不是 UTF-8 文字，没有收。") from None
    if "\0" in text:
        raise NotTaken("content", f"{where}里有不能显示的字符，没有收。")
    csv.field_size_limit(longest)
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise NotTaken("content", f"{where}不是合规的 CSV（或有过长的一格），没有收。") from None
    if not found or len(found) > most + 1:
        raise NotTaken("too-large" if found else "content", f"{where}的行数不合常理，没有收。")
    if set(map(len, found)) != {len(found[0])}:
        raise NotTaken("content", f"{where}各行的列数不一样，没有收。")
    return found


# ── reading it ───────────────────────────────────────────────────────────────


MOST_COLUMNS = 200
MOST_CELLS, LONGEST_CELL = 500_000, 2_000_000
LONGEST_NAME = 80
MOST_REASONS, LONGEST_REASON = 5_000, 400
_REFS = re.compile(r"(?:[a-z_]{1,40}:\d{1,15}(?: |$))*")
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,12})?", re.ASCII)


def read_cells(content: bytes, said: list[Any], stated: Any) -> list[dict[str, Any]]:
    """One dict per return: what the descriptor says of it, its ``lines`` and its ``total``.

    Beside these ``behind`` has by 行,列 what a figure counts, and by reason what it missed.

    :param stated: how many cells the descriptor says there are.
    :raises Refused: lines or columns that the descriptor does not know.
    """
    found = {each["code"]: _empty(each) for each in map(_checked, said)}
    if len(found) != len(said):
        raise NotTaken("content", "清单上有两份同样的报表，没有收。")
    if not content:
        if found:
            raise NotTaken("damaged", "少了 cells.csv，没有收。请让村里重新拷一份。")
        return []
    heading, *rows = grid(content, "cells.csv", MOST_CELLS, LONGEST_CELL)
    if tuple(heading) not in (CELL_NAMES, CELL_NAMES[:-1]):
        raise NotTaken("content", "cells.csv 的栏目不合规，没有收。")
    if stated != len(rows):
        raise NotTaken("counts", f"cells.csv 清单上写 {stated} 行，实有 {len(rows)} 行，没有收。")
    for row in rows:
        _place(found, row)
    for each in found.values():
        if len(each["filled"]) != len(each["lines"]):
            raise NotTaken("counts", f"{each['title']}清单上写 {len(each['lines'])} 行，"
                                    f"实有 {len(each['filled'])} 行，没有收。")
        del each["filled"]
    return list(found.values())


def _checked(said: Any) -> dict[str, Any]:
    sound = (
        isinstance(said, dict)
        and all(isinstance(said.get(name), str) and len(said[name]) <= 200
                for name in ("code", "title", "when", "measure"))
        and type(said.get("version")) is int and 0 <= said["version"] < 10**6
        and type(said.get("lines")) is int and 0 <= said["lines"] <= MOST_ROWS
        and isinstance(said.get("columns"), list)
        and 0 < len(said["columns"]) <= MOST_COLUMNS
        and all(isinstance(each, dict) and isinstance(each.get("label"), str)
                and isinstance(each.get("parent"), str) and isinstance(each.get("kind"), str)
                and isinstance(each.get("total"), bool) and _of_parts(each.get(RATE))
                and _of_parts(each.get(MEAN))
                and _of_measure(each.get("measured", ["", ""]))
                for each in said["columns"])
        and isinstance(measured := said.get("measured", []), list)
        and len(measured) <= said["lines"] * len(said["columns"])
        and all(isinstance(each, list) and all(type(at) is int for at in each[:2])
                and _of_measure(each[2:]) for each in measured)
        and isinstance(parts := said.get("parts", []), list)
        and len(parts) <= said["lines"] * len(said["columns"])
        and all(isinstance(each, list) and all(type(at) is int for at in each[:2])
                and each[2:3] in ([RATE], [MEAN]) and _of_parts(each[3:]) for each in parts)
    )
    if not sound or not _told(said.get("changed", [])):
        raise NotTaken("content", "清单里的报表说明不合规，没有收。")
    return {"changed": [], **said}


def _of_parts(rate: Any) -> bool:
    """Whether a share says the two numbers it is of; most columns are no share."""
    return rate is None or (isinstance(rate, list) and len(rate) == 2 and all(
        isinstance(each, str) and _NUMBER.fullmatch(each) for each in rate))


def _of_measure(words: Any) -> bool:
    """Whether a measure is named and whom it is about; a newer program's need not be known here."""
    return isinstance(words, list) and len(words) == 2 and all(
        isinstance(each, str) and len(each) <= LONGEST_NAME for each in words)


def _told(changed: Any) -> bool:
    """Whether the differences are places with the words before and now; a first one has none."""
    return (isinstance(changed, list) and len(changed) <= MOST_CHANGED
            and all(isinstance(each, list) and len(each) == 3
                    and all(isinstance(one, str) and len(one) <= LONGEST_TOLD for one in each)
                    for each in changed))


def _empty(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "lines": [_line(said) for _ in range(said["lines"])], "total": None,
            "behind": {}, "filled": set()}


def _line(said: dict[str, Any]) -> dict[str, Any]:
    width = len(said["columns"])
    return {"name": "", "refs": "", "words": [""] * width, "numbers": [None] * width}


def _place(found: dict[str, dict[str, Any]], row: list[str]) -> None:
    code, line, column, words, number, refs, *more = row
    said, missed = found.get(code), _missed(more[0]) if any(more) else None
    sound = (
        said is not None and line.isdecimal() and column.isdecimal()
        and int(line) <= len(said["lines"]) and int(column) <= len(said["columns"])
        and (not number or _NUMBER.fullmatch(number)) and _REFS.fullmatch(refs)
    )
    if not sound or said is None:
        raise NotTaken("content", "cells.csv 里有清单上没有的报表、行或列，没有收。")
    if int(line):
        target = said["lines"][int(line) - 1]
        said["filled"].add(int(line))
    else:
        said["total"] = target = said["total"] or _line(said)
    if int(column):
        if missed is not None:
            said["behind"][f"{int(line)},{int(column)}"] = [refs, missed]
        target["words"][int(column) - 1] = words
        target["numbers"][int(column) - 1] = number or None
    else:
        target["name"], target["refs"] = words, refs


def _missed(text: str) -> dict[str, str]:
    """Reason → the records that a figure missed for it."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not (isinstance(found, dict) and len(found) <= MOST_REASONS and all(
            len(why) <= LONGEST_REASON and why.isprintable() and isinstance(refs, str)
            and _REFS.fullmatch(refs) for why, refs in found.items())):
        raise NotTaken("content", "cells.csv 里没有计入的记录写得不合规，没有收。")
    return found
