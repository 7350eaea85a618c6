"""A return for one person opens with the password only."""

import io

import msoffcrypto
import openpyxl
import pytest
from pypdf import PdfReader

from exporters.leaving.return_files import write_locked
from models.values.kinds import NUMBER, Field
from models.values.problem import Problem
from models.values.sheet import Column, Row, Sheet

SHEET = Sheet("x", "花名册", (Column(Field("序号", NUMBER)), Column(Field("姓名"))),
              [Row((1, "沈大福"))], unit="柳河沿村")


def locked(tmp_path, person="镇民政办 乔某", password="hehua-2026"):
    return write_locked(SHEET, tmp_path / "out", "花名册-2026", person, password,
                        private=tmp_path / "private")


def test_both_files_open_with_the_password_only(tmp_path):
    written = locked(tmp_path)
    names = sorted(each.name for each in (tmp_path / "out").iterdir())
    assert names == ["花名册-2026-仅供镇民政办 乔某.pdf", "花名册-2026-仅供镇民政办 乔某.xlsx"]
    assert [each["rows"] for each in written] == [1, 1]
    plain = io.BytesIO()
    with (tmp_path / "out" / names[1]).open("rb") as file:
        book = msoffcrypto.OfficeFile(file)
        book.load_key(password="hehua-2026")
        book.decrypt(plain)
    assert "沈大福" in [cell.value for row in openpyxl.load_workbook(plain).active for cell in row]
    with PdfReader(tmp_path / "out" / names[0]) as paper:
        assert paper.is_encrypted and not paper.decrypt("wrong-word")
        assert paper.decrypt("hehua-2026")


def test_nothing_readable_is_left_behind(tmp_path):
    locked(tmp_path)
    assert not (tmp_path / "private").exists()
    left = [each.read_bytes() for each in (tmp_path / "out").iterdir()]
    assert left and not any("沈大福".encode() in each for each in left)


def test_a_person_and_a_long_password_are_needed(tmp_path):
    with pytest.raises(Problem, match="给谁看"):
        locked(tmp_path, person=" ")
    with pytest.raises(Problem, match="至少 8 位"):
        locked(tmp_path, password="short")
