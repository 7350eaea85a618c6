"""A sheet as a text table (CSV), for programs of the county that read nothing else."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from exporters.form import wording
from exporters.publish import publish_bytes
from exporters.workbook.cells import legal
from models.values.problem import Problem
from models.values.sheet import Column, Sheet

ENCODINGS = {"utf-8": "utf-8-sig", "gb18030": "gb18030"}
"""What the file is written in: UTF-8 with the mark that Excel needs, or GB18030."""

_RUN = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Unfit:
    """A character that older programs (GBK) show wrongly: where it stands, what it is."""

    row: int
    column: str
    character: str

    @property
    def words(self) -> str:
        """第 3 行“姓名”里的“𬭳”（U+2CB73）."""
        code = f"U+{ord(self.character):04X}"
        return f"第 {self.row} 行“{self.column}”里的“{self.character}”（{code}）"


def write_delimited(
    sheet: Sheet, path: Path, encoding: str = "utf-8"
) -> tuple[str, list[Unfit]]:
    """Publish ``sheet`` as CSV in ``utf-8`` or ``gb18030``.

    Rows count from 1 below the heading. Every character is written; those outside GBK, which a
    program that knows only GBK would show wrongly, are listed for GB18030.

    :returns: the SHA-256 and the characters that don't fit. :raises Problem: the disk refuses.
    """
    if encoding not in ENCODINGS:
        raise Problem(f"文本表格只能存成 {'、'.join(ENCODINGS)}，没有“{encoding}”。")
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow([f"{each.parent}{each.label}" for each in sheet.columns])
    says = [wording(column) for column in sheet.columns]
    unfit: list[Unfit] = []
    for number, row in enumerate(sheet.rows, 1):
        words = [
            "" if value is None else _plain(column, say(value))
            for column, say, value in zip(sheet.columns, says, row.values, strict=True)
        ]
        table.writerow(words)
        unfit += [Unfit(number, column.label, each)
                  for column, said in zip(sheet.columns, words, strict=True)
                  for each in said if encoding == "gb18030" and not _in_gbk(each)]
    content = text.getvalue().encode(ENCODINGS[encoding])
    return publish_bytes(path, content), unfit


def _plain(column: Column, said: str) -> str:
    """Text that a table program would take for a formula stays text; figures are left alone."""
    said = legal(said)
    return f"'{said}" if said.startswith(_RUN) and not column.numeric else said


def _in_gbk(character: str) -> bool:
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
