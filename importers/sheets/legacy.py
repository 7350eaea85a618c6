"""What the value reader doesn't tell about an old .xls: hidden rows and columns, locks.

The file is an OLE compound document ([MS-CFB]); the workbook stream in it is a run of BIFF8 records
([MS-XLS]). Only the few records that say how a sheet looks are read."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from olefile import OleFileIO

from importers.sheets.archive import damaged
from importers.sheets.grid import Locked
from importers.sheets.sheet_xml import (
    MOST_AREA,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    MOST_TEXT,
    too_large,
    too_many_sheets,
)
from importers.sheets.styles import Looks, Style, style_of, telling
from models.values.problem import Problem

SST, CONTINUE = 0xFC, 0x3C
_WIDE, _FOREIGN, _RICH = 1, 4, 8


def text_lengths(records: Iterable[tuple[int, bytes]]) -> list[int]:
    """Characters of every text, by its number; what is torn off at the end is left out."""
    pieces: list[bytes] = []
    for kind, body in records:
        if kind == SST:
            pieces = [body[8:]]
        elif kind == CONTINUE and pieces:
            pieces.append(body)
        elif pieces:
            break
    return list(_Table(pieces).lengths())


class _Table:
    """A walk through the pieces of the table."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces, self._at = pieces, 0

    def lengths(self) -> Iterator[int]:
        while self._pieces and (head := self._take(3)):
            letters, options = struct.unpack("<HB", head)
            runs = struct.unpack("<H", self._take(2))[0] if options & _RICH else 0
            foreign = struct.unpack("<I", self._take(4))[0] if options & _FOREIGN else 0
            self._skip_letters(letters, options & _WIDE)
            self._skip(4 * runs + foreign)
            yield letters

    def _take(self, size: int) -> bytes:
        """Bytes that stand in one piece; none at the end of the table."""
        while self._pieces and self._at >= len(self._pieces[0]):
            self._turn()
        if not self._pieces:
            return b""
        self._at += size
        return self._pieces[0][self._at - size : self._at]

    def _skip_letters(self, letters: int, wide: int) -> None:
        while letters and self._pieces:
            here = min(letters, max(len(self._pieces[0]) - self._at, 0) >> wide)
            self._at += here << wide
            letters -= here
            if letters:
                self._turn()
                wide = self._take(1)[0] & _WIDE if self._pieces else 0

    def _skip(self, size: int) -> None:
        while self._pieces and size > len(self._pieces[0]) - self._at:
            size -= max(len(self._pieces[0]) - self._at, 0)
            self._turn()
        self._at += size

    def _turn(self) -> None:
        self._pieces, self._at = self._pieces[1:], 0


# ── the looks ────────────────────────────────────────────────────────────────


SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
_FILEPASS, _BOUNDSHEET, _COLINFO, _ROW, _EOF = 0x2F, 0x85, 0x7D, 0x208, 0x0A
_FORMAT, _XF, _NUMBER, _RK, _MULRK = 0x41E, 0xE0, 0x203, 0x27E, 0xBD
_FONT, _STRUCK, _NO_FONT = 0x31, 0x08, 4
_FORMULA, _BOOLERR, _ERROR_OUTCOME = 0x06, 0x205, 2
_OUTCOMES = frozenset({_FORMULA, _BOOLERR})
_TOLD = 0xFD
_LABELS = frozenset({_TOLD, 0x204, _BOOLERR, _FORMULA})
_VALUES = _LABELS | {_NUMBER, _RK, _MULRK}
MOST_RECORDS = 2_000_000


def opened(path: Path, password: str) -> bytes:
    """What a locked workbook holds once it is opened with its password.

    :raises Locked: the password is missing or wrong.
    """
    import msoffcrypto

    with path.open("rb") as stream:
        if not password:
            raise Locked(f"{path.name} 有打开密码，请输入密码。")
        plain = BytesIO()
        try:
            locked = msoffcrypto.OfficeFile(stream)
            locked.load_key(password=password)
            locked.decrypt(plain)
        except Exception:  # it says a wrong password in many ways
            raise Locked(f"{path.name} 的密码不对，请重新输入，或请对方去掉密码另存。") from None
    return plain.getvalue()


def open_compound(path: Path, content: bytes | None = None) -> bytes:
    """The workbook stream of an old .xls.

    :param content: what the file holds once it is unlocked.

    :raises Problem: it has a password, macros, or is something else than a workbook.
    """
    try:
        with OleFileIO(BytesIO(content or path.read_bytes())) as compound:
            stream = _workbook_of(compound, path)
    except (OSError, struct.error, IndexError, ValueError):  # OleFileError is an OSError
        raise damaged(path) from None
    if content is None and any(kind == _FILEPASS for kind, _ in _records(stream, 0)):
        raise _locked(path)
    return stream


def _workbook_of(compound: OleFileIO, path: Path) -> bytes:
    if compound.exists("EncryptedPackage"):
        raise _locked(path)
    if compound.exists("WordDocument"):
        raise Problem(
            f"{path.name} 是旧版的 Word 文档（.doc、.wps）。"
            "请用 Word 或 WPS 文字打开，另存为 .docx 再导入。"
        )
    if compound.exists("_VBA_PROJECT_CUR"):
        raise Problem(f"{path.name} 里面有宏，不能导入。请另存为 .xlsx 后再导入。")
    name = next((each for each in ("Workbook", "Book") if compound.exists(each)), None)
    if name == "Book":
        raise Problem(f"{path.name} 是 Excel 95 的表格。请用表格软件打开，另存为 .xlsx 再导入。")
    if name is None:
        raise Problem(f"{path.name} 不是表格文件。请用表格软件打开后另存为 .xlsx 再导入。")
    content: bytes = compound.openstream(name).read()
    return content


def _locked(path: Path) -> Problem:
    return Locked(f"{path.name} 有打开密码。请用表格软件打开，去掉密码另存后再导入。")


def looks_of_stream(stream: bytes) -> list[Looks]:
    """How every sheet of the workbook looks, in the order of the sheets."""
    formats: dict[int, str] = {}
    fonts: list[bool] = []
    cells: list[tuple[int, int]] = []
    sheets: list[int] = []
    for kind, body in _records(stream, 0):
        if kind == _BOUNDSHEET:
            sheets.append(struct.unpack_from("<I", body)[0])
        elif kind == _FORMAT:
            formats[struct.unpack_from("<H", body)[0]] = _format_code(body)
        elif kind == _FONT:
            fonts += [bool(struct.unpack_from("<H", body, 2)[0] & _STRUCK)]
            fonts += [False] if len(fonts) == _NO_FONT else []
        elif kind == _XF:
            font, number = struct.unpack_from("<2H", body)
            cells.append((font, number))
    styles = telling({
        str(i): style_of(number, formats.get(number, ""), struck=fonts[font : font + 1] == [True])
        for i, (font, number) in enumerate(cells)
    })
    if len(sheets) > MOST_SHEETS:
        raise too_many_sheets()
    if len(set(sheets)) < len(sheets) or _most_records(stream, sheets) > MOST_RECORDS:
        raise too_large("花名册")
    _check_texts(stream, sheets)
    return [_sheet(stream, at, styles) for at in sheets]


def _most_records(stream: bytes, sheets: list[int]) -> int:
    """How many records the sheets have in all; counting ends where there are too many."""
    every = (1 for at in sheets for _ in _records(stream, at))
    return sum(itertools.islice(every, MOST_RECORDS + 1))


def _check_texts(stream: bytes, sheets: list[int]) -> None:
    """:raises Problem: one long text is told so often that it would fill the memory."""
    lengths = text_lengths(_records(stream, 0))
    if max(lengths, default=0) * (len(stream) // 14) <= MOST_TEXT:  # 14: the shortest such cell
        return
    told = (struct.unpack_from("<I", body, 6)[0] for at in sheets
            for kind, body in _records(stream, at) if kind == _TOLD)
    if sum(lengths[each] for each in told if each < len(lengths)) > MOST_TEXT:
        raise too_large("花名册")


def _sheet(stream: bytes, at: int, styles: dict[str, Style]) -> Looks:
    looks = Looks()
    last_row = last_column = 0
    for kind, body in _records(stream, at):
        if kind == _COLINFO:
            first, last, width, _, options = struct.unpack_from("<5H", body)
            if options & 1 or not width:
                looks.hidden_columns.update(range(first + 1, min(last, 255) + 2))
        elif kind == _ROW:
            if struct.unpack_from("<I", body, 12)[0] & 0x20:
                looks.hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
        elif kind in _VALUES:
            row, column = _reached(body)
            last_row, last_column = max(last_row, row), max(last_column, column)
            _look(looks, kind, body, styles)
    if last_row * last_column > MOST_AREA:
        raise too_large("花名册")
    return looks


def _look(looks: Looks, kind: int, body: bytes, styles: dict[str, Style]) -> None:
    for row, column, style in _styled(kind, body):
        if str(style) in styles:
            looks.dress((row + 1, column + 1), styles[str(style)])
        if kind in _OUTCOMES and _is_error(kind, body):
            looks.errors.add((row + 1, column + 1))


def _reached(body: bytes) -> tuple[int, int]:
    """Row and column of the record's first cell, counted from 1."""
    row, column = struct.unpack_from("<2H", body)
    if row >= MOST_ROWS or column >= MOST_COLUMNS:
        raise too_large("花名册")
    return row + 1, column + 1


def _styled(kind: int, body: bytes) -> Iterator[tuple[int, int, int]]:
    """Row, column and style of the cells of one record."""
    if kind == _MULRK:
        row, first = struct.unpack_from("<2H", body)
        for i in range((len(body) - 6) // 6):
            yield row, first + i, struct.unpack_from("<H", body, 4 + 6 * i)[0]
    else:
        yield struct.unpack_from("<3H", body)


def _is_error(kind: int, body: bytes) -> bool:
    """Whether a value or a formula's outcome is an error ([MS-XLS] 2.4.24, 2.5.133)."""
    if kind == _BOOLERR:
        return bool(body[7])
    return body[6] == _ERROR_OUTCOME and body[12:14] == b"\xff\xff"


def _format_code(body: bytes) -> str:
    """The code of a number format, in one byte or two for each letter."""
    return body[5:].decode("utf-16-le" if body[4] & _WIDE else "latin-1", "replace")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, from its beginning to its end."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        if kind == _EOF:
            return
        at += 4 + length
