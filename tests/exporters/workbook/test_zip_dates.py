"""A PC whose battery is flat says it is 1970: its workbooks are written all the same."""

from __future__ import annotations

import time
import zipfile

from openpyxl import Workbook, load_workbook

from exporters.workbook.frame import save


def test_a_workbook_is_saved_in_1970(tmp_path, monkeypatch):
    monkeypatch.setattr(time, "localtime", lambda *_: time.struct_time((1970, 1, 2) + (0,) * 6))
    for kept in (False, True):
        book = Workbook(write_only=kept)
        (book.create_sheet("册") if kept else book.active).append(["赵一"])
        save(book, tmp_path / "册.xlsx")
        assert load_workbook(tmp_path / "册.xlsx").worksheets[0]["A1"].value == "赵一"
        with zipfile.ZipFile(tmp_path / "册.xlsx") as archive:
            assert all(each.date_time[0] == 1980 for each in archive.infolist())
