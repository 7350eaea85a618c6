"""Whatever a stick may hold, handed to every reader under the name that reader asks for."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.importers.hostile_books import LAUGHS, Make, plain

Words = tuple[str, ...]
DOORS: dict[str, tuple[Words, str, Words]] = {
    "a list": (("import", "roster"), ".xlsx", ()),
    "a list in Word": (("import", "visits"), ".docx", ()),
    "a list as PDF": (("import", "meetings"), ".pdf", ()),
    "a list as a picture": (("import", "roster"), ".jpg", ()),
    "the town's form": (("fill",), ".xlsx", ("--period", "2026", "--out")),
    "the town's form in Word": (("fill",), ".docx", ("--period", "2026", "--out")),
    "a package": (("receive", "--accept"), ".lxbag", ()),
    "a card of keys": (("key", "--enrol"), ".lxkey", ()),
    "an update": (("update", "--accept"), ".lxgx", ()),
    "a pack of a change of hands": (("takeover", "--accept", "--code", "0"), ".lxjj", ()),
    "a sheet filled by hand": (("read-back", "--accept"), ".png", ()),
}
"""What comes in, the words of the command before the file, its ending, the words behind it; one
that writes is told where last.
"""


def packed(**members: bytes) -> bytes:
    """An archive with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def png(width: int, height: int, content: bytes = b"") -> bytes:
    """A picture that says it is so large, whatever it holds."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(
            ">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", content) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def tiff(*entries: tuple[int, int, int, int]) -> bytes:
    """A picture of one page with these entries: tag, kind, count, value."""
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + b"".join(
        struct.pack("<HHII", *each) for each in entries) + bytes(4)


RUBBISH: dict[str, bytes] = {
    "nothing": b"",
    "zeros": bytes(2_000_000),
    "ones": b"\xff" * 2_000_000,
    "noise": random.Random(14).randbytes(200_000),
    "words in GBK": "姓名,性别\n".encode("gbk") * 3,
    "a list without end": b"[" * 500_000,
    "a number without end": b'{"lianxing": 1' + b"0" * 400_000 + b"}",
    "objects in objects": b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
    "not a card": b'{"lianxing": "key", "format": 1, "name": {"a": []}, "code": -1}',
    "not an update": b'{"lianxing": "update", "format": true, "publisher": 1, "content": null}',
    "half a letter": b'{"lianxing": "\\ud800"}',
    "a zip of nothing": b"PK\x05\x06" + bytes(18),
    "a zip that is cut": packed(xl__workbook_xml=b"<workbook/>" * 999)[:-30],
    "a bomb": packed(word__document_xml=bytes(80_000_000), xl__workbook_xml=bytes(80_000_000)),
    "a way out of the folder": packed(**{"____etc__passwd": b"x", "handover_json": b"{}"}),
    "laughs": packed(word__document_xml=LAUGHS + b"<w>&j;</w>", xl__workbook_xml=LAUGHS),
    "a pack of nothing": packed(handover_json=b'{"lianxing": "handover", "format": 1}'),
    "a pack with a list of lists": packed(handover_json=b"[" * 300_000),
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n{ } loop\n",
    "a PDF of nothing": b"%PDF-1.7\n%%EOF\n",
    "a PDF that turns in circles": (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 9"
        b"/Kids[2 0 R]>>endobj\ntrailer<</Root 1 0 R/Prev 0>>\nstartxref\n0\n%%EOF\n"),
    "13,000 by 13,000": png(13_000, 13_000, zlib.compress(bytes(13_000 * 600), 1)),
    "a picture as wide as numbers go": png(2**31 - 1, 1),
    "a picture with nothing in it": png(900, 900),
    "a cut JPEG": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(400),
    "a TIFF of four thousand million": tiff((256, 4, 1, 2**32 - 1), (257, 4, 1, 2**32 - 1)),
    "a TIFF that points at itself": tiff((256, 4, 2**31, 8), (273, 4, 2**31, 8), (330, 4, 9, 8)),
    "a bitmap below nothing": b"BM" + struct.pack("<IIIIiiHHI", 99, 0, 54, 40, -9, -9, 1, 24, 0),
    "sealed for nobody": b"age-encryption.org/v1\n-> X25519 " + b"A" * 90_000 + b"\n--- \n",
    "a data file": b"SQLite format 3\0" + bytes(9_000),
    "a script": b"#!/bin/sh\nrm -rf /\n",
}
"""Name → bytes, none of them what any reader asks for."""


def handed() -> Iterator[tuple[str, str, Callable[[Path, Path], list[str]]]]:
    """As what each file is handed over, its fault, and the words of the command once it is made."""
    for door, (before, ending, behind) in DOORS.items():
        for fault, content in RUBBISH.items():
            yield door, fault, words_of(before, plain(content, f"坏{ending}"), behind)


def words_of(
    before: Words, make: Make, behind: Words = ()
) -> Callable[[Path, Path], list[str]]:
    """The words that hand over what ``make`` makes in a folder, for a result at ``out``."""
    def words(folder: Path, out: Path) -> list[str]:
        return [*before, str(make(folder)), *behind, *([str(out)] if behind else [])]

    return words
