"""A rare character is found by search, written to workbook and paper, and read back from both."""

import csv
from functools import cache

import openpyxl
import pytest
from pypdf import PdfReader

from exporters.paper.fonts import typeface
from exporters.paper.sheet import write_paper
from exporters.workbook.sheet import write_workbook
from models.keeping.store import Store
from models.registers.people import HEAD, Household, Person
from models.registers.search import search
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values.periods import Period
from resources import resource


@cache
def rare() -> tuple[str, ...]:
    with resource("names/ids.tsv").open(encoding="utf-8", newline="") as lines:
        return tuple(row["char"] for row in csv.DictReader(lines, delimiter="\t"))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rare")
    with Store(folder / "村.lianxing") as store:
        with store.act("录入"):
            for place, char in enumerate(rare(), 1):
                home = store.save(Household(number=f"{place:03d}"))
                store.save(Person(name=f"柳{char}", household=home.id, relation=HEAD))
        found = {char: [hit.label for hit in search(store, char)] for char in rare()}
        sheet = return_called("people").draw(store, Asked.of(Period.parse("2026")))
        write_workbook(sheet, folder / "册.xlsx")
        write_paper(sheet, folder / "册.pdf")
    cells = {
        str(cell.value) for row in openpyxl.load_workbook(folder / "册.xlsx").active for cell in row
    }
    paper = "".join(page.extract_text() for page in PdfReader(folder / "册.pdf").pages)
    return found, cells, paper


def test_the_list_spans_the_blocks():
    assert len(rare()) > 60
    assert {ord(char) > 0xFFFF for char in rare()} == {True, False}


def test_every_one_is_found_by_search(written):
    found, _, _ = written
    missing = [char for char in rare()
               if not any(label.startswith(f"柳{char}") for label in found[char])]
    assert missing == []


def test_every_one_stands_in_the_workbook(written):
    _, cells, _ = written
    assert [char for char in rare() if f"柳{char}" not in cells] == []


def test_every_one_is_read_back_from_paper_or_described(written):
    _, _, paper = written
    face = typeface("song")
    for char in rare():
        assert face.legible(char) in paper, char
        assert face.legible(char) in (char, face.described(char))
