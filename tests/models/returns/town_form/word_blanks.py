"""Blank Word forms as towns make them, written for the tests part by part."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LOOK = '<w:rPr><w:rFonts w:eastAsia="仿宋"/><w:sz w:val="24"/></w:rPr>'
HEADER = f"<w:hdr {_W}><w:p><w:r><w:t>内部资料</w:t></w:r></w:p></w:hdr>"


def paragraph(words: str) -> str:
    run = f'<w:r>{_LOOK}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>' if words else ""
    return f"<w:p><w:pPr><w:jc w:val=\"left\"/>{_LOOK}</w:pPr>{run}</w:p>"


def control(words: str) -> str:
    """A paragraph that is a content control still showing its placeholder."""
    return (f"<w:p><w:pPr>{_LOOK}</w:pPr><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
            f"<w:r>{_LOOK}<w:t>{escape(words)}</w:t></w:r></w:sdtContent></w:sdt></w:p>")


def table(rows: Sequence[Sequence[str | tuple[str, str]]]) -> str:
    """Rows of cells; (words, "start") begins a merge downwards, (words, "on") goes on with it."""
    made = ""
    for row in rows:
        made += "<w:tr>"
        for cell in row:
            words, merge = cell if isinstance(cell, tuple) else (cell, "")
            down = {"start": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>"}.get(merge, "")
            inner = words if words.startswith("<w:p>") else paragraph(words)
            made += f'<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/>{down}</w:tcPr>{inner}</w:tc>'
        made += "</w:tr>"
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{made}</w:tbl>"


def write(path: Path, *blocks: str) -> Path:
    body = "".join(each if each.startswith("<w:") else paragraph(each) for each in blocks)
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("word/document.xml", f'<?xml version="1.0" encoding="UTF-8"?><w:document '
                     f"{_W}><w:body>{body}<w:sectPr/></w:body></w:document>")
        out.writestr("word/header1.xml", HEADER)
    return path
