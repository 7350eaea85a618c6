"""A sheet with frames is printed, filled by a hand, brought back by a scanner, kept as if keyed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from cli.commands import main
from models.intake.mark_sheets import PrintedPage, PrintedSheet, visit_paper
from models.keeping.store import Store
from models.pairing.pairing import Pairing, pair
from models.points.book.slips import Slip
from models.values import clock
from models.values.marks import unfolded
from models.visits.paper import issue_sheet, rows_of, sheet_numbered
from models.visits.visit import Visit
from tests.importers.filled_sheets import FINE, Hand, photographed, printed, scanned
from tests.models.liaison_village import settle_village
from tests.models.points.points_village import with_accounts

PRINTED, TODAY = date(2026, 9, 25), date(2026, 10, 12)
WORDS = [{"方式": "入户", "几十": "2", "几日": "8"}, {"方式": "电话"}, {"方式": "没到"}, {},
         {"方式": "入户", "几十": "0", "几日": "3"}]


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    data = tmp_path / "村.lianxing"
    with Store(data) as store:
        settle_village(store, 8, 2)
        for home in range(1, 7):
            pair(store, Pairing(member=1, household=home, since=date(2026, 1, 1)))
        issue_sheet(store, 1, range(1, 7), PRINTED)
    return data


def _called(capsys: pytest.CaptureFixture[str], data: Path, *words: str) -> tuple[int, Any]:
    status = main(["--data", str(data), *words, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_a_sheet_goes_out_and_comes_back_as_the_keys_that_would_be_typed(
    village: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper, photo = tmp_path / "单.pdf", tmp_path / "回.jpg"
    status, said = _called(capsys, village, "mark-sheet", "visits", "--of", "1", "--out",
                           str(paper))
    assert status == 0 and said["pages"] == 1 and len(said["number"]) == 7
    again = _called(capsys, village, "mark-sheet", "visits", "--of", "1", "--out", str(paper))
    assert again[1]["number"] == said["number"]  # printed again, it is the same sheet
    with Store(village, reading=True) as store:
        [page] = store.find(PrintedPage)
        layout = unfolded(page.layout)
    image = pypdfium2.PdfDocument(paper)[0].render(scale=FINE * 25.4 / 72).to_pil().convert("RGB")
    Hand(3, "blue", "tick").write(image, layout, WORDS)
    scanned(image, 3, 150, turn=180).save(photo)

    status, told = _called(capsys, village, "read-back", str(photo))
    [sheet] = told["sheets"]
    assert status == 0 and sheet["kept"] == 0
    assert [each["keys"] for each in sheet["rows"]] == ["28", "./", "-", "", "3", ""]
    assert not any(each["doubts"] for each in sheet["rows"])
    with Store(village, reading=True) as store:
        assert not store.find(Visit)

    status, told = _called(capsys, village, "read-back", "--accept", str(photo), str(photo))
    assert [each.get("kept") for each in told["sheets"]] == [4, None]
    assert "已经读过" in told["sheets"][1]["problem"]
    with Store(village, reading=True) as store:
        assert [(each.day, each.way) for each in store.find(Visit, order="day, id")] == [
            (date(2026, 9, 28), "home"), (date(2026, 9, 28), "phone"),
            (date(2026, 10, 3), "home")]
        assert [bool(each.missed) for each in rows_of(store, 1)] == [0, 0, 1, 0, 0, 0]
        assert store.newest_act()[1].startswith("读回 ")

    status, told = _called(capsys, village, "read-back", str(photo))
    assert status == 1 and "已经读过" in told["sheets"][0]["problem"]


def test_a_sheet_of_another_file_or_printed_anew_is_refused(
    village: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = tmp_path / "别村.png"
    with Store(village) as store:
        sheet = visit_paper(store, sheet_numbered(store, 1), TODAY)
    photographed(printed(sheet), 5, 1600).save(photo)
    with Store(village) as store:
        old = store.find(PrintedSheet)[0]
        with store.act("另印"):
            store.save(old.but(id=None, number=(old.number + 1) % 10_000_000))
    status, told = _called(capsys, village, "read-back", str(photo))
    assert status == 1 and "已另印新单" in told["sheets"][0]["problem"]
    with Store(village) as store, store.act("没印过"):
        for page in store.find(PrintedPage):
            store.remove(page)
        for each in store.find(PrintedSheet):
            store.remove(each)
    status, told = _called(capsys, village, "read-back", str(photo))
    assert status == 1 and "不是本资料印的" in told["sheets"][0]["problem"]


def test_a_sheet_of_points_goes_out_by_its_item_and_comes_back_as_what_is_typed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    data, paper, photo = tmp_path / "村.lianxing", tmp_path / "单.pdf", tmp_path / "回.jpg"
    with Store(data) as store:
        with_accounts(store)
    asked = ("mark-sheet", "points", "--of", "tree", "--on", "2026-09-20", "--out", str(paper))
    status, said = _called(capsys, data, *asked)
    assert status == 0 and said["pages"] == 1
    assert _called(capsys, data, *asked)[1]["number"] == said["number"]
    with Store(data, reading=True) as store:
        [page] = store.find(PrintedPage)
    image = pypdfium2.PdfDocument(paper)[0].render(scale=FINE * 25.4 / 72).to_pil().convert("RGB")
    Hand(3, "blue", "tick").write(image, unfolded(page.layout), [{"次数": "1"}, {}, {"次数": "2"}])
    scanned(image, 3, 150).save(photo)
    status, told = _called(capsys, data, "read-back", "--accept", str(photo))
    [sheet] = told["sheets"]
    assert (status, sheet["kind"], sheet["kept"]) == (0, "points", 2)
    assert [each["keys"] for each in sheet["rows"]] == ["1", "", "2"]
    with Store(data, reading=True) as store:
        assert [(each.item, each.times, each.on_day) for each in store.find(Slip)] == [
            ("tree", 1, date(2026, 9, 20)), ("tree", 2, date(2026, 9, 20))]
    status, told = _called(capsys, data, "mark-sheet", "points", "--of", "none", "--out",
                           str(paper))
    assert status == 1 and "没有这一项" in json.dumps(told, ensure_ascii=False)
