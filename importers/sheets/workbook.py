"""Opening what others hand over (.xlsx, .xls, .csv) safely, as grids of what the cells say."""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from importers.sheets.archive import damaged, naming, open_archive, too_swollen
from importers.sheets.grid import Grid, Locked, text
from importers.sheets.legacy import SIGNATURE, looks_of_stream, open_compound, opened
from importers.sheets.pdf import read_pdf
from importers.sheets.sheet_xml import (
    MOST_AREA,
    MOST_COLUMNS,
    MOST_MERGES,
    MOST_ROWS,
    looks_of,
    says_too_much,
    too_large,
    too_much_merged,
)
from importers.sheets.styles import Looks
from importers.sheets.word import read_word
from models.keeping.apart import apart
from models.values.problem import Problem
from models.values.word_document import is_word

LARGEST = 20 * 1024 * 1024

_ELSE = "请用表格软件打开后另存为 .xlsx 再导入。"
_SIGNS = (
    (b"{\\rtf", f"是写字板文档，不是表格。{_ELSE}"),
    (b"\xff\xd8\xff", "是图片，读不出表格。请向对方要表格原件（.xlsx）再导入。"),
    (b"\x89PNG", "是图片，读不出表格。请向对方要表格原件（.xlsx）再导入。"),
    (b"Rar!", "是压缩包。请先解压，再导入里面的表格。"),
    (b"7z\xbc\xaf", "是压缩包。请先解压，再导入里面的表格。"),
    (b"SQLite format 3", "是数据文件，不是表格。请选花名册的 .xlsx、.xls 或 .csv 文件。"),
)
_CALLED = {".pdf": "PDF", ".docx": "Word 文档"}
_HEIF = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc")
_EXACT_IN_A_CELL = 10**15


@apart
def open_workbook(path: Path, password: str = "") -> list[Grid]:
    """Every sheet of a .xlsx, .xls, .et, .csv or .txt file, every table of a .docx or .pdf.

    :raises Locked: it has a password, and another one or none was given.
    :raises Problem: it can't be opened, isn't a table, breaks a limit, or its name doesn't fit.
    """
    path = Path(path)
    with naming(path):
        return [_said(grid) for grid in _sheets_of(path, password)]


def _sheets_of(path: Path, password: str) -> list[Grid]:
    kind, said = _kind(path), path.suffix.lower()
    if kind == ".xls":
        return _read_compound(path, password)
    if kind == ".xlsx" and is_word(path):
        kind = ".docx"
    if said == ".xlsm":
        raise Problem(f"{path.name} 是带宏的工作簿。请另存为“Excel 工作簿（.xlsx）”再导入。")
    if said in (".xlsx", ".xls", ".csv") and said != kind:
        raise Problem(f"{path.name} 的名字是 {said}，内容却是 {_CALLED.get(kind, kind)}，"
                      f"可能改过名。{_ELSE}")
    if kind in (".pdf", ".docx"):
        found = read_pdf(path, password) if kind == ".pdf" else read_word(path)
        return [_limited(grid) for grid in found]
    if kind == ".csv":
        return [_limited(Grid("csv", read_delimited(path)))]
    return _read_xlsx(path)


def _read_compound(path: Path, password: str) -> list[Grid]:
    """An old .xls or .et, or a newer workbook under a password."""
    content = None
    try:
        old = open_compound(path)
    except Locked:
        content = opened(path, password)
        if content.startswith(b"PK"):
            return _read_xlsx(path, content)
        old = open_compound(path, content)
    if path.suffix.lower() in (".xlsx", ".csv") and content is None:
        raise Problem(f"{path.name} 的名字是 {path.suffix.lower()}，内容却是 .xls，"
                      f"可能改过名。{_ELSE}")
    return _read_xls(path, old, content)


def _kind(path: Path) -> str:
    """What the file really is, by its first bytes."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(2048)
    except OSError:
        raise Problem(f"打不开 {path.name}，请看文件是否还在、是否正被别的软件占用。") from None
    if not size:
        raise Problem(f"{path.name} 是空文件，请重新拷一份。")
    if size > LARGEST:
        raise Problem(f"{path.name} 超过 20 MB，不像花名册。请只留花名册一张表，另存后再导入。")
    if head.startswith(b"PK"):
        return ".xlsx"
    if head.startswith(b"%PDF"):
        return ".pdf"
    if head.startswith(SIGNATURE):
        return ".xls"
    found = next((why for sign, why in _SIGNS if head.startswith(sign)), None)
    if found is None and b"<" in head[:8] and (b"<html" in head.lower() or b"<?xml" in head):
        found = f"是网页格式的表格。{_ELSE}"
    if head[4:12] in _HEIF:
        found = "是手机照片（.heic），读不出表格。请向对方要表格原件（.xlsx）再导入。"
    if found is not None:
        raise Problem(f"{path.name} {found}")
    return ".csv"


def _read_xlsx(path: Path, content: bytes | None = None) -> list[Grid]:
    with open_archive(path, content=content) as archive:
        looks = looks_of(archive)
        if says_too_much(archive):
            raise too_swollen(path)
    sheets = _values(path, content)
    return [_dressed(grid, looks.get(grid.name, Looks())) for grid in sheets]


def _read_xls(path: Path, stream: bytes, content: bytes | None) -> list[Grid]:
    try:
        looks = looks_of_stream(stream)
    except (struct.error, IndexError):
        raise damaged(path) from None
    sheets = _values(path, content)
    looks += [Looks()] * (len(sheets) - len(looks))
    return [_dressed(grid, look) for grid, look in zip(sheets, looks, strict=False)]


def _values(path: Path, content: bytes | None) -> list[Grid]:
    book = path if content is None else io.BytesIO(content)
    try:
        return _calamine(book)
    except (Problem, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # the value reader's own panics are no Exception
        mended = _known_errors(book) if "cell error" in str(fault) else None
    try:
        if mended is not None:
            return _calamine(mended)
    except (Problem, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        pass
    raise damaged(path)


def _calamine(path: Path | io.BytesIO) -> list[Grid]:
    from python_calamine import SheetVisibleEnum, load_workbook

    grids = []
    with load_workbook(path) as book:
        for about in book.sheets_metadata:
            sheet = book.get_sheet_by_name(about.name)
            rows = sheet.to_python(skip_empty_area=False)
            merges = [
                (top + 1, left + 1, bottom + 1, right + 1)
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            ]
            hidden = about.visible is not SheetVisibleEnum.Visible
            grids.append(_limited(Grid(about.name, rows, sorted(merges), hidden=hidden)))
    return grids


_ODD = re.compile(rb">#(?!N/A<|NAME\?<|DIV/0!<|NULL!<|NUM!<|REF!<|VALUE!<)[A-Z_/0-9]+[!?]?</")


def _known_errors(path: Path | io.BytesIO) -> io.BytesIO | None:
    """The workbook with errors newer than the value reader's own written as one that it knows."""
    if not zipfile.is_zipfile(path):
        return None
    mended = io.BytesIO()
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(mended, "w") as copy:
        for each in book.infolist():
            copy.writestr(each, _ODD.sub(b">#N/A</", book.read(each)))
    mended.seek(0)
    return mended


def _limited(grid: Grid) -> Grid:
    if len(grid.rows) > MOST_ROWS or grid.width > MOST_COLUMNS:
        raise too_large(grid.name)
    covered = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in
                  grid.merges)
    if len(grid.merges) > MOST_MERGES or covered > MOST_AREA:
        raise too_much_merged(grid.name)
    if any(isinstance(each, str) and len(each) > LONGEST_CELL for row in grid.rows for each in row):
        raise Problem(f"“{grid.name}”里有一格超过 {LONGEST_CELL:,} 个字，不像花名册。"
                      "请核对是不是少了一个引号，或只把花名册复制到新的工作簿里，另存后再导入。")
    return grid


def _dressed(grid: Grid, looks: Looks) -> Grid:
    """The grid with what is hidden, and with values as they are shown: 3001 as 03001."""
    grid.hidden_rows, grid.hidden_columns = looks.hidden_rows, looks.hidden_columns
    grid.struck = looks.struck
    for (row, column), width in looks.padded.items():
        value = grid.at(row, column)
        if isinstance(value, int | float) and value == int(value) and value < _EXACT_IN_A_CELL:
            grid.rows[row - 1][column - 1] = str(int(value)).zfill(width)
    for (row, column), pattern in looks.partial.items():
        value = grid.at(row, column)
        if isinstance(value, int | float) and 0 < value < _LAST_SERIAL:
            value = _SHEET_DAY_ZERO + timedelta(int(value))
        if isinstance(value, date):
            grid.rows[row - 1][column - 1] = value.strftime(pattern)
    for place in looks.errors:
        _lack(grid, place, ERROR)
    for place in looks.formulas:
        if not text(grid.at(*place)):
            _lack(grid, place, UNRECKONED)
    return grid


def _lack(grid: Grid, place: tuple[int, int], why: str) -> None:
    row, column = place
    if row <= len(grid.rows) and column <= len(grid.rows[row - 1]):
        grid.rows[row - 1][column - 1], grid.lacking[place] = "", why


ERROR = "这一格的公式出了错，没有值"
UNRECKONED = "这一格是公式，还没有算出值"
PICTURED = "这一格是图片公式，没有字"
_ERRORS = re.compile(r"#(?:N/A|NAME\?|DIV/0!|GETTING_DATA|[A-Z]{3,}!)")
_PICTURE = re.compile(r"=?\s*(?:_xlfn\.)?(?:DISPIMG|IMAGE)\(.*", re.IGNORECASE | re.DOTALL)
_SHEET_DAY_ZERO, _LAST_SERIAL = date(1899, 12, 30), 73_416


def _said(grid: Grid) -> Grid:
    """What stands for an error or a picture among the texts is no value."""
    for row, line in enumerate(grid.rows, 1):
        for column, value in enumerate(line, 1):
            if isinstance(value, str) and value[:1] in "#=_Dd" and value:
                why = (ERROR if _ERRORS.fullmatch(value.strip())
                       else PICTURED if _PICTURE.fullmatch(value.strip()) else "")
                if why:
                    _lack(grid, (row, column), why)
    return grid


# ── Plain text (CSV), in whichever of the usual encodings it came


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
            records.append([_undressed(each) for each in record])
            cells += len(record)
            if len(records) > MOST_ROWS or len(record) > MOST_COLUMNS or cells > MOST_AREA:
                raise too_large(path.name)
    except csv.Error as error:
        raise _too_long(path) if "field larger" in str(error) else _not_text(path) from None
    finally:
        csv.field_size_limit(before)
    return records


_DRESSED = re.compile(r'="((?:[^"]|"")*)"')


def _undressed(cell: str) -> str:
    """What ="0012" shows: 0012, written so that no spreadsheet takes it for a number.

    An ID number is left so: who reads one says that it was put right.
    """
    found = _DRESSED.fullmatch(cell)
    return found[1].replace('""', '"') if found and len(found[1]) < 15 else cell


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
