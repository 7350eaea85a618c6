"""The CSV members of a package: read strictly, or refused; never guessed at."""

from __future__ import annotations

import csv
import io

from models.exchange.reading import Refused

MOST_ROWS = 50_000
LONGEST_FIELD = 20_000


def grid(content: bytes, where: str) -> list[list[str]]:
    """The rows of a CSV member, heading first, all equally wide."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise Refused("content", f"{where}不是 UTF-8 文字，没有收。") from None
    if "\0" in text:
        raise Refused("content", f"{where}里有不能显示的字符，没有收。")
    csv.field_size_limit(LONGEST_FIELD)
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise Refused("content", f"{where}不是合规的 CSV（或有过长的一格），没有收。") from None
    if not found or len(found) > MOST_ROWS + 1:
        raise Refused("too-large" if found else "content", f"{where}的行数不合常理，没有收。")
    if set(map(len, found)) != {len(found[0])}:
        raise Refused("content", f"{where}各行的列数不一样，没有收。")
    return found
