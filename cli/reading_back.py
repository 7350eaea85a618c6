"""Sheets printed with frames by command, and their photos and scans read back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.calling import PROBLEM, Answer, say
from exporters.paper.mark_sheet import write_mark_sheet
from importers.marks.sheet import read_sheet, sheets_in
from models.intake.brought_back import SheetReading, keep_read, read_all, sure_keys
from models.intake.mark_sheets import SheetKind, evaluation_paper, score_paper, visit_paper
from models.points.engine.scheme import AccountKind
from models.values import clock
from models.values.problem import Problem
from models.visits.paper import sheet_numbered

if TYPE_CHECKING:
    from datetime import date

    from models.keeping.store import Store


def print_marked(
    store: Store, kind: str, of: str, out: Path, on_day: date | None, *, members: bool
) -> Answer:
    """Print a 走访单 by its number, the sheet of a round of evaluation by its id, or that of an
    item of 记分 by its code."""
    today = clock.today()
    if kind == SheetKind.POINTS:
        holder = AccountKind.MEMBER if members else AccountKind.HOUSEHOLD
        sheet = score_paper(store, holder, of, on_day or today, today)
    elif not of.isdecimal():
        raise Problem(f"--of 要填数字，现在是“{of}”。")
    elif kind == SheetKind.VISITS:
        sheet = visit_paper(store, sheet_numbered(store, int(of)), today)
    else:
        sheet = evaluation_paper(store, int(of), today)
    sha256 = write_mark_sheet(sheet, out)
    say(f"{out}：{sheet.title}，{len(sheet.pages)} 页。")
    return {"path": str(out), "sha256": sha256, "number": f"{sheet.number:07d}",
            "pages": len(sheet.pages)}


def bring_back(
    store: Store, files: Sequence[Path], *, accept: bool = False, again: bool = False
) -> Answer:
    """What the sheets in these files say; with ``accept`` the rows that are sure are kept.

    ``exit`` is 1 when not one sheet could be read.
    """
    today = clock.today()
    sheets = []
    for each in read_all(store, files, sheets_in, read_sheet, today, again=again):
        kept = keep_read(store, [(each, sure_keys(each))], today) if accept and each.page else 0
        say(f"{each.sentence}{f'存下 {kept} 行。' if kept else ''}")
        sheets.append(_told(each, kept))
    answer: Answer = {"sheets": sheets}
    return answer if any("rows" in each for each in sheets) else answer | {"exit": PROBLEM}


def _told(reading: SheetReading, kept: int) -> Answer:
    if reading.page is None:
        return {"file": reading.name, "problem": reading.refusal}
    return {
        "file": reading.name, "kind": reading.kind, "number": f"{reading.number:07d}",
        "page": reading.page.page, "corners": reading.corners, "kept": kept,
        "rows": [{"place": int(each.words[0]), "household": each.words[1], "keys": each.keys,
                  "doubts": list(each.doubts), "beside": each.hand} for each in reading.lines]}
