"""Saving a workbook whatever the PC's clock says: an archive knows no day before 1980."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

DAY_ONE = (1980, 1, 1, 0, 0, 0)


class _Archive(ZipFile):
    """An archive whose parts all bear the first day there is."""

    def writestr(self, part: ZipInfo | str, *content: Any, **how: Any) -> None:
        if isinstance(part, str):
            part = ZipInfo(part, DAY_ONE)
            part.compress_type = self.compression
        super().writestr(part, *content, **how)


def save(book: Any, target: Path | IO[bytes]) -> None:
    """Let openpyxl save ``book`` into ``target``, on a PC with a flat battery too."""
    from openpyxl.writer.excel import ExcelWriter

    ExcelWriter(book, _Archive(target, "w", ZIP_DEFLATED, strict_timestamps=False)).save()
