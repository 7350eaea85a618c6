"""What may be posted says nothing about who is poor, ill or alone: text layer and cells scanned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from exporters.leaving.return_files import write_return
from models.matters.matter import Matter
from models.office.village import unit
from models.pairing.assignment import accept, propose
from models.returns.catalogue import RETURNS
from models.returns.leaving import public_version
from models.returns.returning import Asked
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.periods import Period
from models.visits.visit import Visit, record_visit
from tests.models.liaison_village import in_category, invented, settle_village

DAY = date(2026, 3, 2)
LIAISON = ("liaison", "liaison-statistics", "liaison-board", "visits", "visits-month",
           "visits-cover", "matters", "disputes")
SENSITIVE = [each.label for each in map(HOUSEHOLD_CATEGORY.__getitem__, dict(
    HOUSEHOLD_CATEGORY.pairs())) if each.sensitive]
SAID = "家里只有她一个人"


@pytest.fixture
def village(store):
    settle_village(store, 8, 2, 2)
    accept(store, propose(store, date(2026, 1, 1)))
    for home, category in enumerate(("TP", "JC1", "DB", "TK", "LR1"), 1):
        in_category(store, home, category, date(2026, 1, 1))
    member = store.query("SELECT member FROM pairing WHERE household = 1")[0][0]
    visit = Visit(member=member, household=1, day=DAY, said=SAID, needs=SAID, entered=DAY)
    record_visit(store, visit, Matter(kind="problem", what="低保停了要核实", found=DAY))
    return store


def everything_in(paths) -> str:
    """What can be copied from the files, without the notes, which name rules and nobody."""
    said = []
    for path in paths:
        if path.endswith(".pdf"):
            document = PdfDocument(path)
            pages = [page.get_textpage().get_text_range() for page in document]
            said += [page.partition("说明：")[0] for page in pages]
            document.close()
        else:
            rows = load_workbook(path).active.iter_rows(values_only=True)
            cells = [str(cell) for row in rows for cell in row if cell is not None]
            said += [cell for cell in cells if not cell.startswith("说明：")]
    return "\n".join(said)


@pytest.mark.parametrize("code", LIAISON)
def test_nothing_sensitive_stands_on_what_is_posted(village, tmp_path, code):
    wanted = next(each for each in RETURNS if each.code == code)
    drawn = wanted.draw(village, Asked.of(Period.parse("2026-03"), date(2026, 3, 31)))
    shown = public_version(village, drawn)
    posted = write_return(shown, tmp_path, code, public=True)
    text = everything_in([each["path"] for each in posted])
    found = [word for word in (*SENSITIVE, SAID, "低保停了") if word in text]
    assert found == []


def test_the_board_names_members_and_numbers_their_households(village, tmp_path):
    board = next(each for each in RETURNS if each.code == "liaison-board")
    drawn = board.draw(village, Asked.of(Period.parse("2026-03"), date(2026, 3, 31)))
    shown = public_version(village, drawn)
    text = everything_in([e["path"] for e in write_return(shown, tmp_path, "2026-03")])
    assert invented(3) in text and f"{invented(0)}、" not in text and "0001、0002、0003" in text
    assert not [word for word in SENSITIVE if word in text]


def test_a_board_of_forty_eight_members_is_one_page(store, tmp_path):
    settle_village(store, 570, 48, 8)
    accept(store, propose(store, date(2026, 1, 1)))
    board = next(each for each in RETURNS if each.code == "liaison-board")
    drawn = board.draw(store, Asked.of(Period.parse("2026-03"), date(2026, 3, 31)))
    workbook, paper, _ = write_return(public_version(store, drawn), tmp_path, "2026-03")
    document = PdfDocument(paper["path"])
    pages, size = len(document), document.get_page_size(0)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert (paper["rows"], pages) == (48, 1)
    assert size[0] < size[1] and round(size[1]) == 1191
    assert "合计" in text and "570" in text
    setup = load_workbook(workbook["path"]).active.page_setup
    assert (setup.fitToWidth, setup.fitToHeight) == (1, 1)


def test_what_is_posted_says_on_what_it_rests_how_long_it_hangs_and_whom_to_call(village):
    wanted = next(each for each in RETURNS if each.code == "facts")
    drawn = wanted.draw(village, Asked.of(Period.parse("2026-03"), date(2026, 3, 31)))
    village.save(replace(unit(village), phone="0390-6000213"))
    said = "".join(public_version(village, drawn).notes)
    assert "公示依据：《" in said and "不少于7日" in said and "电话：0390-6000213" in said
    assert "公示期：　　年　月　日至" in said
    assert not any("公示期" in each for each in drawn.notes)


def test_a_card_has_a_number_that_answers(village):
    cards = next(each for each in RETURNS if each.code == "liaison-cards")
    asked = Asked.of(Period.parse("2026-03"), date(2026, 3, 31))
    village.save(replace(unit(village), phone=None))
    assert {row.values[-1] for row in cards.draw(village, asked).rows} == {"＿＿＿＿＿＿＿＿"}
    village.save(replace(unit(village), phone="0390-6000213"))
    assert {row.values[-1] for row in cards.draw(village, asked).rows} == {"0390-6000213"}
