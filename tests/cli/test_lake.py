"""`lake`: packages from the stick into a folder, and their sums as a sheet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cli import commands as cli
from tests.lake.conftest import reported
from tests.models.town.desks import open_desk, open_village


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    status = cli.main(["--data", "青石坡镇.lianxing", "lake", *words, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_packages_are_added_and_summed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with open_village(tmp_path) as village, open_desk(tmp_path, village) as desk:
        reported(village, desk, tmp_path / "stick")
    Path("stick/坏.lxbag").write_bytes(b"PK")
    status, answer = run(capsys, "add", "stick", "--to", "lake")
    assert status == 0
    assert {each["file"]: each["outcome"] for each in answer["packages"]} == {
        "坏.lxbag": "left", "青石坡镇-赵家村-2026-Q3-0001.lxbag": "added"}

    status, answer = run(capsys, "sum", "走访次数", "解决率", "--in", "lake", "--period", "2026-Q3",
                         "--by", "village", "--out", "out")
    assert (status, answer["total"]) == (0, ["合计", None, None, None, 1, 1, "—"])
    assert {Path(each["path"]).suffix for each in answer["files"]} == {".xlsx", ".pdf"}
    book = load_workbook(next(each["path"] for each in answer["files"] if "xlsx" in each["path"]))
    assert "赵家村" in [cell.value for row in book.active for cell in row]

    status, answer = run(capsys, "sum", "matters.events.mean", "--in", "lake", "--period", "2026")
    assert status == 1 and "不能相加" in answer["problems"][0]["why"]
