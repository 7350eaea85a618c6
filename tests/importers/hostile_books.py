"""Hostile and broken tables, made on the fly: what a village PC may be handed as a list.

Every maker writes one file and returns it; :data:`BOOKS` lists them with a word of the sentence.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.data.rosters import made

Parts = dict[str, bytes]
Make = Callable[[Path], Path]
SHEET = "xl/worksheets/sheet1.xml"


def parts_of(folder: Path) -> Parts:
    """The parts of a small, sound roster."""
    with zipfile.ZipFile(made.small(folder / "sound.xlsx")) as archive:
        return {each: archive.read(each) for each in archive.namelist()}


def packed(path: Path, parts: Parts) -> Path:
    """The parts as one archive under that name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def bent(change: Callable[[Parts], object], ending: str = ".xlsx") -> Make:
    """A maker of the sound roster whose parts went through ``change``."""

    def make(folder: Path) -> Path:
        parts = parts_of(folder)
        change(parts)
        return packed(folder / f"坏{ending}", parts)

    return make


def plain(content: bytes, name: str = "坏.xlsx") -> Make:
    """A maker of a file with just these bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def added(name: str, content: bytes = b"x") -> Make:
    return bent(lambda parts: parts.update({name: content}))


def sheet_of(rows: str) -> bytes:
    """A worksheet's XML around ``rows``."""
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
        f'2006/main"><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


def with_rows(rows: str) -> Make:
    return bent(lambda parts: parts.update({SHEET: sheet_of(rows)}))


def before_sheet(words: bytes) -> Make:
    """The sheet with something written in front of its first element."""

    def change(parts: Parts) -> None:
        parts[SHEET] = words + parts[SHEET].removeprefix(b'<?xml version="1.0"?>')

    return bent(change)


def locked_xlsx(folder: Path) -> Path:
    from msoffcrypto.format.ooxml import OOXMLFile

    path, sound = folder / "坏.xlsx", made.small(folder / "sound.xlsx")
    with sound.open("rb") as plain_book, path.open("wb") as locked:
        OOXMLFile(plain_book).encrypt("1234", locked)
    return path


def cut(share: float, ending: str = ".xlsx") -> Make:
    def make(folder: Path) -> Path:
        whole = (made.small if ending == ".xlsx" else made.legacy)(folder / f"sound{ending}")
        return plain(whole.read_bytes()[: int(whole.stat().st_size * share)], f"坏{ending}")(folder)

    return make


def renamed_word(folder: Path) -> Path:
    return packed(folder / "坏.xlsx", {"word/document.xml": b"<w/>", "[Content_Types].xml": b""})


def renamed_archive(folder: Path) -> Path:
    return packed(folder / "坏.xlsx", {"花名册.txt": "姓名".encode()})


def old_wps(folder: Path) -> Path:
    """A .et of the old kind: an OLE compound document with a workbook inside."""
    return made.legacy(folder / "sound.xls").rename(folder / "坏.et")


def locked_xls(folder: Path) -> Path:
    path = made.legacy(folder / "坏.xls")
    content = path.read_bytes()
    at = content.index(b"\x3d\x00\x12\x00")
    path.write_bytes(content[:at] + b"\x2f\x00" + content[at + 2 :])
    return path


def forged_size(folder: Path) -> Path:
    """The directory states fewer bytes than stand in the archive."""
    content = made.small(folder / "sound.xlsx").read_bytes()
    at = content.rindex(b"PK\x01\x02")
    return plain(content[: at + 24] + b"\x05\0\0\0" + content[at + 28 :])(folder)


def quoted_bomb(folder: Path) -> Path:
    """One kernel of squeezed nothing, listed a hundred times over."""
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts_of(folder).items():
            archive.writestr(name, content)
        archive.writestr("xl/media/a", bytes(60_000_000))
    content = inside.getvalue()
    kernel = content.rindex(b"PK\x01\x02")
    end = content.rindex(b"PK\x05\x06")
    copies = content[kernel:end] * 100
    tail = bytearray(content[end:])
    for at in (8, 10):
        count = int.from_bytes(tail[at : at + 2], "little") + 99
        tail[at : at + 2] = count.to_bytes(2, "little")
    size = int.from_bytes(tail[12:16], "little") + len(copies) - (end - kernel)
    tail[12:16] = size.to_bytes(4, "little")
    return plain(content[:kernel] + copies + bytes(tail))(folder)


def with_texts(words: bytes, rows: str) -> Make:
    """A maker of a workbook whose cells name their texts by number, as Excel writes them."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"

    def change(parts: Parts) -> None:
        parts["xl/sharedStrings.xml"] = (
            b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            + words + b"</sst>")
        links, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
        parts[links] = parts[links].replace(b"</Relationships>", (
            b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            b'relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'))
        parts[types] = parts[types].replace(b"</Types>", (
            b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kinds.encode()
            + b'"/></Types>'))
        parts[SHEET] = sheet_of(rows)

    return bent(change)


def told(times: int) -> str:
    """Rows whose only cell names the first text."""
    return "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>'
                   for n in range(1, times + 1))


def old_told(folder: Path) -> Path:
    """An old .xls whose cells all name one long text."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("一组")
    for row in range(1_100):
        sheet.write(row, 0, "长" * 32_000)
    book.save(str(folder / "坏.xls"))
    return folder / "坏.xls"


def old_corners(folder: Path) -> Path:
    """An old .xls with one cell at each end of the largest sheet."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("一组")
    sheet.write(0, 0, "x")
    sheet.write(49_999, 199, "y")
    book.save(str(folder / "坏.xls"))
    return folder / "坏.xls"


def with_names(count: int, rows: str) -> Make:
    """A maker of a workbook whose sheets, of that many names, are all one part."""
    spaces = ('xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
              'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"')

    def change(parts: Parts) -> None:
        link = re.search(rb'Id="(\w+)"[^>]*?sheet1\.xml|sheet1\.xml[^>]*?Id="(\w+)"',
                         parts["xl/_rels/workbook.xml.rels"])
        assert link is not None
        one = (link[1] or link[2]).decode()
        sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="{one}"/>'
                         for n in range(1, count + 1))
        book = f"<workbook {spaces}><sheets>{sheets}</sheets></workbook>"
        parts["xl/workbook.xml"] = book.encode()
        parts[SHEET] = sheet_of(rows)

    return bent(change)


def merged(*refs: str, link: bool = False) -> Make:
    """A maker of the sound roster with these areas merged, or made links."""
    def change(parts: Parts) -> None:
        each = "".join(f'<{"hyperlink" if link else "mergeCell"} ref="{ref}"/>' for ref in refs)
        around = "hyperlinks" if link else "mergeCells"
        parts[SHEET] = re.sub(rb"<mergeCells.*?</mergeCells>", b"", parts[SHEET], flags=re.DOTALL)
        parts[SHEET] = parts[SHEET].replace(
            b"</sheetData>", f"</sheetData><{around}>{each}</{around}>".encode())

    return bent(change)


def elsewhere(target: str, part: str, rows: str) -> Make:
    """A maker of a workbook whose sheet is written, and named, as few programs do."""
    def change(parts: Parts) -> None:
        links = "xl/_rels/workbook.xml.rels"
        del parts[SHEET]
        parts[part] = sheet_of(rows)
        parts[links] = re.sub(rb'Target="[^"]*sheet1\.xml"', f'Target="{target}"'.encode(),
                              parts[links])

    return bent(change)


def one_sheet_twice(folder: Path) -> Path:
    """An old .xls whose second name leads to the first sheet again."""
    import xlwt

    book = xlwt.Workbook()
    for name in ("一组", "二组"):
        book.add_sheet(name).write(0, 0, "姓名")
    book.save(str(folder / "坏.xls"))
    content = bytearray((folder / "坏.xls").read_bytes())
    first = content.index(b"\x85\x00")
    second = content.index(b"\x85\x00", first + 2)
    content[second + 4 : second + 8] = content[first + 4 : first + 8]
    return plain(bytes(content), "坏.xls")(folder)


FAR = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is/></c></row>'
TALL = "".join(f'<row r="{n}"><c r="J{n}"><v>1</v></c></row>' for n in (1, 30_000))
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LONG = b"<si><t>" + b"".join(b"%d" % n for n in range(20_000)) + b"</t></si>"

BEYOND: dict[str, tuple[Make, str]] = {
    "far cell of no text": (with_rows(FAR), "50,000 行"),
    "halfway cell of no text": (
        with_rows('<row r="500000"><c r="GR500000" t="inlineStr"><is/></c></row>'), "50,000 行"),
    "far formula of no value": (
        with_rows('<row r="60000"><c r="A60000"><f>1+1</f></c></row>'), "50,000 行"),
    "far cell in small letters": (
        with_rows('<row r="1"><c r="xfd1048576"><v>1</v></c></row>'), "50,000 行"),
    "far cell behind zeros": (
        with_rows('<row r="1"><c r="A0000001048576"><v>1</v></c></row>'), "50,000 行"),
    "cell that is nowhere": (with_rows('<row r="1"><c r="1A"><v>1</v></c></row>'), "已损坏"),
    "far row of a cell without a place": (
        with_rows('<row r="1000000"><c r="A1"><v>1</v></c><c><v>1</v></c></row>'), "50,000 行"),
    "far cell in a part in capitals": (
        elsewhere("WORKSHEETS/SHEET1.XML", SHEET, FAR), "50,000 行"),
    "far cell in a part from the root": (
        elsewhere("xl/worksheets/sheet1.xml", SHEET, FAR), "50,000 行"),
    "far cell in a part by a detour": (
        elsewhere("worksheets/../odd/one.xml", "xl/odd/one.xml", FAR), "50,000 行"),
    "far cell in a part nobody names": (
        bent(lambda parts: parts.update({"xl/odd/one.bin": sheet_of(FAR)})), "50,000 行"),
    "one merge over everything": (merged("A1:XFD1048576"), "合并"),
    "merges over very much": (merged(*(f"A{n}:XFD{n + 99}" for n in range(100, 3_100, 100))),
                              "合并"),
    "30,000 merges": (merged(*(f"A{n}:B{n}" for n in range(100, 30_100))), "合并"),
    "20,000 names on one part": (with_names(20_000, '<row><c><v>1</v></c></row>'), "200 张"),
    "150 names on one tall part": (with_names(150, TALL), "空格太多"),
    "1.2 million cells": (
        with_rows("<row>" + "<c><v>1</v></c>" * 1_200_000 + "</row>"), "过大"),
    "elements of very many attributes": (
        bent(lambda parts: parts.update({SHEET: b"<worksheet" + b"".join(
            b' a="%05d"' % (n * 7919 % 99_991) for n in range(3_000)) * 2_100 + b"/>"})), "过大"),
    "6.2 million blank rows": (with_rows('<row/>' * 6_200_000), "过大"),
    "wide text": (plain(b"1," * 19_000 + b"\n" + b"1,1\n" * 90, "坏.csv"), "200 列"),
    "text of very many blanks": (plain((b"," * 190 + b"\n") * 20_000, "坏.csv"), "空格太多"),
    "text of one cell in quotes": (
        plain(b'"' + b'""' * 2_000_000 + b'"', "坏.csv"), "少了一个引号"),
    "text of line ends": (plain(b"\n" * 15_000_000, "坏.csv"), "50,000 行"),
    "a cell of 40,000 characters": (
        with_rows(f'<row><c t="inlineStr"><is><t>{"长" * 40_000}</t></is></c></row>'), "个字"),
    "one old sheet under two names": (one_sheet_twice, "行或"),
}
"""What a few kilobytes make readers do for minutes, or with more memory than there is."""

BOOKS: dict[str, tuple[Make, str]] = BEYOND | {
    "empty": (plain(b""), "空文件"),
    "pdf": (plain(b"%PDF-1.7\n..."), "PDF"),
    "picture": (plain(b"\xff\xd8\xff\xe0" + bytes(900)), "图片"),
    "word behind a new name": (renamed_word, "Word"),
    "archive behind a new name": (renamed_archive, "不是表格"),
    "rar": (plain(b"Rar!\x1a\x07" + bytes(90)), "压缩包"),
    "7z": (plain(b"7z\xbc\xaf\x27\x1c" + bytes(90)), "压缩包"),
    "data file": (plain(b"SQLite format 3\0" + bytes(900)), "数据文件"),
    "program": (plain(b"MZ" + bytes(900)), "坏.xlsx"),
    "web page": (plain(b"<!DOCTYPE html><html><table></table>", "坏.xls"), "网页"),
    "locked xlsx": (locked_xlsx, "密码"),
    "locked xls": (locked_xls, "密码"),
    "cut xlsx": (cut(0.6), "不完整"),
    "cut xls": (cut(0.5, ".xls"), "不完整"),
    "zip of nothing": (plain(b"PK\x05\x06" + bytes(18)), "不是表格"),
    "bomb": (added("xl/media/a", bytes(60_000_000)), "过大"),
    "quoted bomb": (quoted_bomb, "坏.xlsx"),
    "table of 90 MB": (
        bent(lambda parts: parts.update({"xl/sharedStrings.xml": b"<sst>" + b"".join(
            b"%d" % n + b" " * 990 for n in range(90_000)) + b"</sst>"})), "过大"),
    "cells without end": (
        with_rows('<row r="1">' + "<c><v>1</v></c>" * 2_100_000 + "</row>"), "过大"),
    "texts without end": (with_texts(b"<si><t>a</t></si>" * 2_100_000, told(1)), "过大"),
    "one text told everywhere": (with_texts(LONG, told(400)), "过大"),
    "one text told everywhere, old": (old_told, "行或"),
    "two far corners": (
        with_rows('<row r="1"><c r="A1"><v>1</v></c></row>'
                  '<row r="50000"><c r="GR50000"><v>1</v></c></row>'), "空格太多"),
    "two far corners, old": (old_corners, "空格太多"),
    "2,001 entries": (
        bent(lambda parts: parts.update({f"p/{n}": b"" for n in range(2_001)})), "过大"),
    "forged size": (forged_size, "不完整"),
    "macro": (added("xl/vbaProject.bin"), "宏"),
    "macro workbook": (bent(lambda parts: None, ".xlsm"), "宏"),
    "embedded": (added("xl/embeddings/oleObject1.bin"), "嵌"),
    "laughs": (before_sheet(LAUGHS), "不该有的定义"),
    "laughs in the texts": (
        bent(lambda parts: parts.update({"xl/sharedStrings.xml": LAUGHS + (
            b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            b"<si><t>&j;</t></si></sst>")})), "坏.xlsx"),
    "a file from outside": (before_sheet(OUTSIDE), "不该有的定义"),
    "deep": (with_rows("<row>" * 300_000), "坏.xlsx"),
    "deep and closed": (with_rows("<x>" * 200_000 + "</x>" * 200_000), "坏.xlsx"),
    "texts beyond the end": (
        with_texts(b"<si><t>a</t></si>", '<row><c t="s"><v>99999</v></c></row>'), "坏.xlsx"),
    "row with no number": (with_rows('<row r="x"><c r="A1"><v>1</v></c></row>'), "坏.xlsx"),
    "row of ten thousand digits": (
        with_rows(f'<row r="{"9" * 10_000}"><c><v>1</v></c></row>'), "坏.xlsx"),
    "row below nothing": (with_rows('<row r="-5"><c><v>1</v></c></row>'), "坏.xlsx"),
    "60,000 rows": (
        with_rows("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>'
                          for n in range(1, 60_001))), "50,000 行"),
    "300 columns": (
        with_rows('<row r="1">' + "<c><v>1</v></c>" * 300 + "</row>"), "200 列"),
    "far corner": (with_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "坏.xlsx"),
    "many merges": (
        bent(lambda parts: parts.update({SHEET: parts[SHEET].replace(
            b"</sheetData>", b'</sheetData><mergeCells count="9"><mergeCell '
            b'ref="A1:XFD1048576"/><mergeCell ref="A2:XFD1048576"/></mergeCells>')})), ""),
    "part missing": (bent(lambda parts: parts.pop(SHEET)), "坏.xlsx"),
    "relations missing": (bent(lambda parts: parts.pop("xl/_rels/workbook.xml.rels")), "坏.xlsx"),
    "no sheet": (
        bent(lambda parts: parts.update({"xl/workbook.xml": (
            b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            b"<sheets/></workbook>")})), "坏.xlsx"),
    "wrong date": (
        with_rows('<row r="1"><c r="A1" t="d"><v>1899-99-99</v></c></row>'), "坏.xlsx"),
    "NUL bytes": (plain("姓名,性别\n赵\0一,男\n".encode(), "坏.csv"), "坏.csv"),
    "no encoding": (plain(b"\xff\xff\xfe\x81\x20,\x80\n", "坏.csv"), "编码"),
    "UTF-16 torn": (plain(b"\xff\xfe\x41", "坏.csv"), "编码"),
    "60,000 lines": (plain(b"1,2\n" * 60_000, "坏.csv"), "50,000 行"),
    "300 columns of text": (plain(b"1," * 300 + b"\n", "坏.csv"), "200 列"),
    "20 million columns": (plain(b"," * 20_000_000, "坏.csv"), "200 列"),
    "blank text": (plain(b"\n\n\n", "坏.csv"), "坏.csv"),
    "1 MB cell": (plain(b"a" * 1_000_000, "坏.csv"), "坏.csv"),
}
"""Name of the fault → how the file is made, and a word of the sentence that refuses it."""
