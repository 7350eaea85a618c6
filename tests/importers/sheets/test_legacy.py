from __future__ import annotations

import pytest

from importers.sheets.workbook import open_workbook
from models.values.problem import Problem
from tests.data.rosters import made


@pytest.fixture
def old(tmp_path):
    return made.legacy(tmp_path / "old.xls")


def refused(path):
    with pytest.raises(Problem) as caught:
        open_workbook(path)
    return str(caught.value)


def renamed(path, stream: str):
    """The same compound file whose workbook stream goes by another name."""
    content = path.read_bytes()
    at = content.index("Workbook".encode("utf-16-le") + b"\0\0")
    name = stream.encode("utf-16-le")
    entry = name.ljust(64, b"\0") + (len(name) + 2).to_bytes(2, "little")
    path.write_bytes(content[:at] + entry + content[at + 66 :])
    return path


def test_hidden_things_and_shown_zeros_are_seen(old):
    grid = open_workbook(old)[0]
    assert (grid.hidden_columns, grid.hidden_rows) == ({10}, {9})
    assert grid.at(6, 2) == "001" and grid.at(8, 2) == "002"
    assert (6, 2, 7, 2) in grid.merges


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        ("EncryptedPackage", "有打开密码"),
        ("WordDocument", "另存为 .docx"),
        ("Book", "是 Excel 95 的表格。请用表格软件打开，另存为 .xlsx"),
        ("Something", "不是表格文件"),
    ],
)
def test_other_compound_files_are_named(old, stream, words):
    assert words in refused(renamed(old, stream))


def test_a_workbook_of_wps_is_read_as_one_of_excel(old):
    content, other = open_workbook(old), old.with_suffix(".et")
    other.write_bytes(old.read_bytes())
    assert [each.rows for each in open_workbook(other)] == [each.rows for each in content]


def test_a_locked_workbook_behind_a_new_name_is_still_locked(old):
    locked = renamed(old, "EncryptedPackage").rename(old.with_suffix(".xlsx"))
    assert "有打开密码" in refused(locked)


def test_a_password_inside_is_noticed(old):
    content = old.read_bytes()
    at = content.index(b"\x3d\x00\x12\x00")
    old.write_bytes(content[:at] + b"\x2f\x00" + content[at + 2 :])
    assert "有打开密码" in refused(old)


@pytest.mark.parametrize("kept", [100, 600, 3000])
def test_a_truncated_file_is_refused(old, kept):
    old.write_bytes(old.read_bytes()[:kept])
    assert "不完整或已损坏" in refused(old)


def test_a_value_far_below_is_refused(tmp_path):
    import xlwt

    book = xlwt.Workbook()
    book.add_sheet("一组").write(60_000, 0, "x")
    book.save(str(tmp_path / "far.xls"))
    assert "50,000 行" in refused(tmp_path / "far.xls")
