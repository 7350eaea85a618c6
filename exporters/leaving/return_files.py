"""Writing a return both ways, the workbook and the PDF; for one named person under a password."""

from __future__ import annotations

import re
import secrets
from io import BytesIO
from pathlib import Path

from exporters.paper.sheet import draw_paper
from exporters.publish import Written, private_file, private_temp, publish_bytes
from exporters.workbook.sheet import draw_workbook
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
    from exporters.workbook.sheet import write_workbook

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
    from exporters.paper.cards import write_cards
    from exporters.paper.sheet import write_paper

    return write_cards(Cards(sheet), path) if sheet.code in CUT_OUT else write_paper(sheet, path)


# ── A return for one named person: the workbook and the PDF open only with the password


SHORTEST = 8
ALGORITHM = "AES-256"


def write_locked(
    sheet: Sheet, folder: Path, name: str, person: str, password: str, *, private: Path
) -> list[Written]:
    """Publish ``sheet`` as a locked .xlsx and .pdf for ``person``.

    The files are called by ``name`` and the person. ``private`` is a folder on the PC, never on
    the stick, where they are drawn before they are locked; it is wiped.

    :returns: path, sha256 and rows of each. :raises Problem: nobody is named, the password is too
        short, or the disk refuses.
    """
    if not person.strip():
        raise Problem("请写明这份表给谁看。")
    if len(password) < SHORTEST:
        raise Problem(f"密码至少 {SHORTEST} 位，请写长一些，并另外告诉对方，不要和文件放在一起。")
    written: list[Written] = []
    with private_temp(private):
        for ending, draw, lock in ((".xlsx", draw_workbook, _lock_workbook),
                                   (".pdf", draw_paper, _lock_paper)):
            path = folder / f"{name}-仅供{person.strip()}{ending}"
            drawn = private_file(private, f"open{ending}")
            draw(sheet, drawn)
            sha256 = publish_bytes(path, lock(drawn, password))
            written.append({"path": str(path), "sha256": sha256, "rows": len(sheet.rows)})
    return written


def _lock_workbook(drawn: Path, password: str) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    locked = BytesIO()
    with drawn.open("rb") as plain:
        OOXMLFile(plain).encrypt(password, locked)
    return locked.getvalue()


def _lock_paper(drawn: Path, password: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    locked = BytesIO()
    with drawn.open("rb") as plain:
        writer = PdfWriter(clone_from=PdfReader(plain))
    writer.encrypt(password, owner_password=secrets.token_urlsafe(24), algorithm=ALGORITHM)
    writer.write(locked)
    return locked.getvalue()
