"""Writing a return both ways: the workbook for the town's computer, the PDF for paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from models.returns.sheet import Sheet, masked


def write_return(
    sheet: Sheet, folder: Path, period: str, *, public: bool = False
) -> list[dict[str, Any]]:
    """Write one drawn return as .xlsx and .pdf; returns path, sha256 and rows of each.

    :raises Problem: the disk refused; what was written before is whole.
    """
    from exporters.paper import write_paper
    from exporters.workbook import write_workbook

    shown = masked(sheet) if public else sheet
    name = re.sub(r'[\\/:*?"<>|\s]+', "", f"{sheet.title}-{period}")
    stem = folder / (f"{name}-公示版" if public else name)
    written = []
    for ending, write in ((".xlsx", write_workbook), (".pdf", write_paper)):
        path = stem.with_name(stem.name + ending)
        sha256 = write(shown, path)
        written.append({"path": str(path), "sha256": sha256, "rows": len(shown.rows)})
    return written
