"""Reading rosters saved as plain text (CSV), in whichever of the usual encodings they came."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from importers.sheets.sheet_xml import MOST_AREA, MOST_COLUMNS, MOST_ROWS, too_large
from models.values.problem import Problem

LONGEST_CELL = 32_767
"""Characters; spreadsheets hold no more in one cell."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = ",\t;"


def read_delimited(path: Path) -> list[list[str]]:
    """The records of the file, one list of cells each; blank records stay, so that rows count.

    A byte order mark decides the encoding, then strict UTF-8, then GB 18030. Private-use characters
    are left as they stand: who reads a name must say that one was put right.

    :raises Problem: it isn't text, or it is torn.
    """
    words = _decoded(path)
    separator = _separator(words)
    lines = csv.reader(_lines(path, words, separator), delimiter=separator)
    records: list[list[str]] = []
    cells = 0
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        for record in lines:
            records.append(record)
            cells += len(record)
            if len(records) > MOST_ROWS or len(record) > MOST_COLUMNS or cells > MOST_AREA:
                raise too_large(path.name)
    except csv.Error as error:
        raise _too_long(path) if "field larger" in str(error) else _not_text(path) from None
    finally:
        csv.field_size_limit(before)
    return records


def _lines(path: Path, words: str, separator: str) -> Iterator[str]:
    """The lines of the file; one of millions of cells is not even taken apart."""
    for line in io.StringIO(words, newline=""):
        if line.count(separator) > 100 * MOST_COLUMNS:
            raise too_large(path.name)
        yield line


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    named = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if named is None and b"\0" in data:
        raise _not_text(path)
    for encoding in (named,) if named else ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _not_text(path)


def _separator(words: str) -> str:
    """The separator that stands most often in the first lines."""
    opening = "".join(words[:100_000].splitlines(keepends=True)[:10])
    return max(_SEPARATORS, key=opening.count)


def _too_long(path: Path) -> Problem:
    return Problem(f"{path.name} 里有一格超过 {LONGEST_CELL:,} 个字，可能少了一个引号。"
                   "请用表格软件打开核对，另存为 .xlsx 再导入。")


def _not_text(path: Path) -> Problem:
    return Problem(
        f"{path.name} 不是表格，或编码认不出来。请用表格软件打开后另存为 .xlsx 再导入。"
    )
