"""A 积分记分单 printed from 记分, marked by a hand, brought back there as what is typed."""

from __future__ import annotations

import pypdfium2

from models.intake.mark_sheets import PrintedPage
from models.points.book.slips import Slip
from models.values.marks import unfolded
from tests.importers.filled_sheets import FINE, Hand, photographed
from tests.ui.places.points.conftest import TODAY, strip_words
from ui.kit import ask
from ui.parts.reading_back import KEYED


def test_what_was_marked_is_what_is_typed(points, village, qtbot, monkeypatch, tmp_path):
    paper, photo = tmp_path / "单.pdf", tmp_path / "回.jpg"
    monkeypatch.setattr(ask, "file_to_save", lambda *_: paper)
    monkeypatch.setattr(ask, "files_to_open", lambda *_: [photo])
    grid = points.show_section("entry")
    grid.open_accounts()
    grid.item.put(next(each for each in grid.item.property("codes")
                       if each.startswith("参加植树造林")))
    grid.deeds["print_marked"].trigger()
    assert "存好了，单号" in strip_words(grid)
    page = village.find(PrintedPage)[0]
    image = pypdfium2.PdfDocument(paper)[0].render(scale=FINE * 25.4 / 72).to_pil().convert("RGB")
    Hand(5, "black", "cross").write(
        image, unfolded(page.layout), [{"次数": "1"}, {}, {"次数": "2"}, {"次数": "1"}])
    photographed(image, 5, 2400, crease=False).save(photo)
    grid.deeds["bring_back"].trigger()
    pane = grid.beside.pane
    qtbot.waitUntil(lambda: pane.work.job is None, timeout=60_000)
    assert "3 行读准" in pane.said.text()
    assert [pane.grid.table.face(at, KEYED).words for at in range(4)] == ["1", "", "2", "1"]
    assert not village.find(Slip)
    pane.save()
    assert "读回的 3 行存下了" in strip_words(grid)
    assert [(each.item, each.times, each.on_day) for each in village.find(Slip)] == [
        ("tree", 1, TODAY), ("tree", 2, TODAY), ("tree", 1, TODAY)]
    village.undo()
    assert not village.find(Slip)
