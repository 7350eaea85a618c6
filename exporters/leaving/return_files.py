"""Writing a return both ways: the workbook and the PDF."""

from __future__ import annotations

import re
from pathlib import Path

from exporters.paper.cards import write_cards
from exporters.paper.sheet import write_paper
from exporters.publish import Written
from exporters.workbook.sheet import write_workbook
from models.returns.document import Cards
from models.values.problem import Problem
from models.values.sheet import Sheet

CUT_OUT = frozenset({"liaison-cards"})
"""The returns whose paper is cards to cut out instead of a table."""


def write_return(
    sheet: Sheet, folder: Path, period: str, *, public: bool = False, paper: bool = True
) -> list[Written]:
    """Write one drawn return as .xlsx and .pdf; returns path, sha256 and rows of each.

    :param public: the name says that it is the public version.
    :param paper: False on a PC without the fonts to print: the workbook alone.

    :raises Problem: the disk refused; what was written before is whole. Or it is public, and
        nobody looked through what was typed.
    """
    if (public or sheet.public) and not sheet.cleared:
        raise Problem(f"“{sheet.title}”的文字还没有查过，不能当公示版写出。")
    name = re.sub(r'[\\/:*?"<>|\s]+', "", f"{sheet.title}-{period}")
    stem = folder / (f"{name}-公示版" if public else name)
    written: list[Written] = []
    for ending, write in ((".xlsx", write_workbook), (".pdf", write_page))[: 1 + paper]:
        path = stem.with_name(stem.name + ending)
        sha256 = write(sheet, path)
        written.append({"path": str(path), "sha256": sha256, "rows": len(sheet.rows)})
    return written


def write_page(sheet: Sheet, path: Path) -> str:
    """Publish what is printed of a return: the table, or the cards. :returns: its SHA-256."""
    return write_cards(Cards(sheet), path) if sheet.code in CUT_OUT else write_paper(sheet, path)
