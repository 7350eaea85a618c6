from __future__ import annotations

import pytest

from importers.roster.roster import read_roster
from importers.sheets.workbook import read_delimited
from models.values.problem import Problem
from tests.data.rosters import made

WORDS = "姓名,性别\r\n尚海,男\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found(tmp_path, encoding):
    path = tmp_path / "r.csv"
    path.write_bytes(WORDS.encode(encoding))
    assert read_delimited(path) == [["姓名", "性别"], ["尚海", "男"]]


def test_tabs_separate_too(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("姓名\t性别\n尚海\t男\n", encoding="utf-8")
    assert read_delimited(path)[1] == ["尚海", "男"]


def test_a_roster_in_utf_8_reads_as_in_gb18030(tmp_path):
    one = read_roster(made.plain_text(tmp_path / "a.csv"))
    other = read_roster(made.plain_text(tmp_path / "b.csv", "utf-8-sig"))
    assert one.people == other.people and one.findings == other.findings


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "r.csv"
    path.write_bytes(b"\x00\x01\x02\xff" * 50)
    with pytest.raises(Problem, match="不是表格"):
        read_delimited(path)
