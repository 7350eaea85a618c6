"""Whether a handed-over .xlsx may be opened at all: judged by its wrapping, before it is read.

An .xlsx is a zip archive. What can be made to swell, to run or to reach out of the workbook is
refused here, with the sentence that says how to get a plain copy.
"""

from __future__ import annotations

import io
import itertools
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from models.values.problem import Problem

MOST_ENTRIES = 2_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200
MOST_TABLE = 80 * 1024 * 1024
"""Bytes of XML in all: what is read at once, pictures not counted."""
MOST_CELLS = 1_000_000
"""Cells of all the sheets, and texts of the workbook: what takes memory to be read."""
SECONDS = 8.0
"""The longest a workbook may keep the processor busy while it is looked through, however much
else the PC has to do; what then is read is within the limits."""
_COUNTED = re.compile(rb"<(?:\w+:)?(?:c|si)[\s/>]")
_SMALL = 1024 * 1024
_CHUNK = 1024 * 1024
_XML_CHUNK = 256 * 1024
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (
    zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error, struct.error
)

WORKBOOK = "xl/workbook.xml"
_LINKS = "externallinks/"
_FOREIGN = (
    ("vbaproject.bin", "里面有宏，不能导入。请另存为不带宏的“Excel 工作簿（.xlsx）”后再导入。"),
    (_LINKS, "里面链接着别的文件，不能导入。请在表格软件里断开链接，另存后再导入。"),
    ("embeddings/", "里面嵌着别的文件，不能导入。请删去嵌入的对象，另存后再导入。"),
    ("oleobject", "里面嵌着别的文件，不能导入。请删去嵌入的对象，另存后再导入。"),
    ("activex/", "里面有控件，不能导入。请删去控件，另存后再导入。"),
)
_OTHER_PACKAGES = (
    ("word/document.xml", "是 Word 文档，不是表格。请把表格复制到 WPS 表格里，存成 .xlsx 再导入。"),
    ("ppt/presentation.xml", "是演示文稿，不是表格。请换成 .xlsx 文件再导入。"),
    ("xl/workbook.bin", "是二进制工作簿（.xlsb）。请用表格软件打开，另存为 .xlsx 再导入。"),
    ("ofd.xml", "是 OFD 版式文件，读不出表格。请向对方要表格原件（.xlsx）再导入。"),
    ("content.xml", "是 ODF 表格。请用表格软件打开，另存为 .xlsx 再导入。"),
    ("index/document.iwa", "是苹果 Numbers 表格。请导出为 .xlsx 再导入。"),
)


@dataclass(frozen=True)
class Room:
    """How much a workbook may hold, by what is to be done with it.

    ``marks``: elements and attributes of its XML; ``merged``: cells its merges and its links
    cover; ``fragments``: the areas one rule may be cut into; ``links``: whether formulas may look
    into another workbook (what they showed last stands in the cell).
    """

    marks: int
    merged: int
    fragments: int
    links: bool = False


FOR_A_LIST = Room(6_000_000, 2_000_000, 10**9, links=True)
FOR_A_FORM = Room(500_000, 100_000, 2_000)
"""What keeps a form whole makes an object of every cell, and of every cell a merge covers."""


class Bundle(zipfile.ZipFile):
    """The opened archive of a workbook, and how much and how long it may be looked through."""

    def __init__(self, path: Path | io.BytesIO, room: Room) -> None:
        super().__init__(path)
        self.room, self._until = room, time.thread_time() + SECONDS

    def check_time(self) -> None:
        """:raises Problem: it has been looked through for too long."""
        if time.thread_time() > self._until:
            raise Problem("读了太久还没有读完，不像正常的表格，没有打开。"
                          "请只把要用的内容复制到新的工作簿里，另存后再导入。")


def open_archive(
    path: Path, room: Room = FOR_A_LIST, main: str = WORKBOOK, content: bytes | None = None
) -> Bundle:
    """The opened archive of a workbook, or of what else has the part ``main``, within every limit.

    :param content: what the file holds once it is unlocked.

    :raises Problem: truncated, swollen, forged, locked, no workbook, or with macros and links.
    """
    try:
        archive = Bundle(path if content is None else io.BytesIO(content), room)
    except _BROKEN:
        raise damaged(path) from None
    try:
        _check_names(path, archive, main)
        _check_sizes(path, archive, path.stat().st_size if content is None else len(content))
        _prove(path, archive)
    except BaseException:
        archive.close()
        raise
    return archive


def damaged(path: Path) -> Problem:
    """The sentence for a file that breaks off or doesn't hold together."""
    return Problem(
        f"{path.name} 不完整或已损坏，可能没有拷完。请重新拷一份，"
        "或用表格软件打开后另存为 .xlsx 再导入。"
    )


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """A refusal that doesn't say which file it is about is given the file's name."""
    try:
        yield
    except Problem as refusal:
        if path.name in refusal.sentence:
            raise
        raise Problem(f"{path.name} 没有打开：{refusal.sentence}") from None


def too_swollen(path: Path) -> Problem:
    """The sentence for a small file that would fill the memory."""
    return Problem(
        f"{path.name} 展开后过大，不像花名册，没有打开。"
        "请只把花名册复制到新的工作簿里，另存后再导入。"
    )


def _check_names(path: Path, archive: Bundle, main: str) -> None:
    names = [name.lower().replace("\\", "/") for name in archive.namelist()]
    if main not in names:
        found = next((why for part, why in _OTHER_PACKAGES if part in names), None)
        raise Problem(
            f"{path.name} {found or '不是表格文件。请用表格软件打开后另存为 .xlsx 再导入。'}"
        )
    for part, why in _FOREIGN:
        allowed = archive.room.links and part == _LINKS
        if not allowed and any(part in name for name in names):
            raise Problem(f"{path.name} {why}")


def _check_sizes(path: Path, archive: zipfile.ZipFile, length: int) -> None:
    entries = archive.infolist()
    if any(each.flag_bits & 1 for each in entries):
        raise Problem(f"{path.name} 有打开密码。请用表格软件打开，去掉密码另存后再导入。")
    swollen = (
        len(entries) > MOST_ENTRIES
        or sum(each.file_size for each in entries) > MOST_UNPACKED
        or any(_ratio(each) > MOST_RATIO for each in entries if each.file_size > _SMALL)
    )
    table = sum(each.file_size for each in entries if each.filename.lower().endswith(".xml"))
    if swollen or table > MOST_TABLE:
        raise too_swollen(path)
    odd = any(each.compress_size > length or each.compress_type not in _PACKED for each in entries)
    if odd or _overlap(entries):
        raise damaged(path)


def _ratio(entry: zipfile.ZipInfo) -> float:
    return entry.file_size / max(entry.compress_size, 1)


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether two entries share bytes of the archive (CVE-2024-0450)."""
    ordered = sorted(entries, key=lambda each: each.header_offset)
    return any(
        each.header_offset + each.compress_size > following.header_offset
        for each, following in itertools.pairwise(ordered)
    )


def _prove(path: Path, archive: Bundle) -> None:
    """Unpack every entry once: the stated sizes are proved by their check sums, not believed."""
    cells = marks = 0
    try:
        for entry in archive.infolist():
            with archive.open(entry) as part:
                while chunk := part.read(_CHUNK):
                    cells += len(_COUNTED.findall(chunk))
                    marks += chunk.count(b"<") + chunk.count(b"=")
                    if cells > MOST_CELLS or marks > archive.room.marks:
                        raise too_swollen(path)
                    archive.check_time()
    except _BROKEN:
        raise damaged(path) from None


# ── a part as XML ────────────────────────────────────────────────────────────


class Torn(Problem):
    """A part is no XML; nobody reads it."""


Start = Callable[[str, dict[str, str]], None]
"""Told the name of each element that begins, and its attributes."""

Words = Callable[[str], None]
"""Told the text between the elements, or the name of each that ends."""


def parse(
    archive: Bundle, part: str, start: Start, end: Words | None = None, words: Words | None = None
) -> None:
    """Feed one part to ``start(name, attributes)``, ``end(name)`` and ``words(text)``.

    :raises Problem: declarations of entities stand in it, or it isn't XML.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    if words is not None:
        parser.buffer_text = True
        parser.CharacterDataHandler = words
    parser.StartDoctypeDeclHandler = _refuse_entities
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_XML_CHUNK):
                archive.check_time()
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError):
        raise Torn(
            "工作簿里的内容已损坏，读不出来。请用表格软件打开后另存为 .xlsx 再导入。"
        ) from None


def _refuse_entities(*_: object) -> None:
    raise Problem("工作簿里有不该有的定义，没有打开。请用表格软件打开后另存为 .xlsx 再导入。")


def local(name: str) -> str:
    """The name of an element without its namespace."""
    return name.rpartition(" ")[2]
