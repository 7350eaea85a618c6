"""A kept form leaves as the form it is: looked at, printed, packed, and again as it was sent."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from pypdfium2 import PdfDocument

from exporters.leaving.package import print_returns, sealed_for
from exporters.leaving.return_files import draw_looked_at
from exporters.workbook.town_form import write_form
from importers.package.opening import Openers, read_package
from models.exchange.chain import pack
from models.exchange.keys import identities, own_card, own_key
from models.exchange.printed import sheets_to_pack
from models.keeping.store import Store
from models.office.village import Unit
from models.returns.drilling import behind, behind_each
from models.returns.leaving import covered
from models.returns.own import forget
from models.returns.returning import Asked
from models.returns.sending import send
from models.values.periods import Period
from models.visits.visit import Visit
from tests.models.returns.town_form import word_blanks
from tests.models.returns.town_form.test_kept import ASKED, QUARTER, TODAY, drawn, homes_form, kept
from tests.models.returns.town_form.test_other_layouts import BY_ENTRY, IN_ORDER, of
from tests.models.returns.town_form.village import settle

NUMBER = "410922188812310022"


@pytest.fixture
def store(store: Store, clock) -> Store:
    clock.set(TODAY)
    settle(store)
    (here,) = store.find(Unit)
    store.save(here.but(code="419900000101"))
    return store


def sent(store, own):
    send(store, drawn(store, own), QUARTER, recipient="镇", today=TODAY)


def packed(store, tmp_path):
    (printed,) = print_returns(sheets_to_pack(store, QUARTER), tmp_path / "scratch")
    return printed


def words(pdf):
    return [page.get_textpage().get_text_range() for page in PdfDocument(pdf)]


def test_the_package_holds_the_form_as_fill_writes_it(store, tmp_path):
    path = homes_form(tmp_path / "表样.xlsx")
    own, prepared = kept(store, path)
    sent(store, own)
    write_form(path, tmp_path / "照填.xlsx", prepared.forms)
    printed = packed(store, tmp_path)
    assert printed.files[".xlsx"] == (tmp_path / "照填.xlsx").read_bytes()
    (page,) = words(printed.files[".pdf"])
    assert {"鞋码", NUMBER, *(head for _, head, *_ in IN_ORDER)} <= set(page.split())
    assert "填表人" not in page and "公式" not in page, "only what is on the form stands on it"
    assert packed(store, tmp_path).files == printed.files


def test_what_was_sent_goes_again_as_it_was_sent_even_when_the_form_is_forgotten(store, tmp_path):
    own, _ = kept(store, homes_form(tmp_path / "表样.xlsx"))
    sent(store, own)
    before = packed(store, tmp_path).files
    (visit,) = store.find(Visit, "day = '2026-01-12'")
    store.save(visit.but(day=date(2025, 12, 1)))
    forget(store, own)
    assert packed(store, tmp_path).files == before
    cells = [list(row) for row in openpyxl.load_workbook(BytesIO(before[".xlsx"])).active.values]
    assert [row[3] for row in cells if row[1] == "01"] == [1]


@pytest.mark.parametrize(("word", "ending"), [(True, ".docx"), (False, ".zip")])
def test_the_town_takes_in_a_package_with_cards(store, tmp_path, word, ending):
    path = tmp_path / f"卡.{'docx' if word else 'xlsx'}"
    if word:
        word_blanks.write(path, "党员信息卡", word_blanks.table((("姓名", "", "党小组", ""),)))
    else:
        book = openpyxl.Workbook()
        for row in (("党员信息卡", None, None, None), ("姓名", None, "党小组", None)):
            book.active.append(row)
        for cell in ("B2", "D2"):
            book.active[cell].number_format = "@"
        book.save(path)
    own, _ = kept(store, path, each="member", title="党员卡", cadence="asked")
    sent(store, own)
    printed = packed(store, tmp_path)
    assert set(printed.files) == {ending, ".pdf"}
    pages = words(printed.files[".pdf"])
    assert [name in page for (name, *_), page in zip(BY_ENTRY, pages, strict=True)] == [True] * 3
    if not word:
        assert len(ZipFile(BytesIO(printed.files[ending])).namelist()) == len(BY_ENTRY)
    seal = sealed_for(own_key(store).signing, own_card(store).receiving)
    package = tmp_path / "包.lxbag"
    package.write_bytes(seal(pack(store, QUARTER, [printed])))
    read = read_package(package, Openers(tuple(identities(store))))
    assert read.says["returns"][0]["files"] == sorted(
        f"returns/{own.code}{each}" for each in printed.files)


def test_the_form_is_looked_at_with_numbers_covered(store, tmp_path):
    own, _ = kept(store, homes_form(tmp_path / "表样.xlsx"))
    sheet = drawn(store, own)
    for shown, seen in ((sheet, True), (covered(sheet), False)):
        draw_looked_at(shown, tmp_path / "看.pdf")
        (page,) = words(tmp_path / "看.pdf")
        assert (NUMBER in page) is seen and "沈大福" in page
    assert NUMBER in str(sheet.forms), "what is written is not touched by what was looked at"


def test_every_line_is_printed_and_the_head_stands_on_each_page(store, tmp_path):
    path = homes_form(tmp_path / "表样.xlsx")
    book = openpyxl.load_workbook(path)
    for _ in range(70):
        book.active.insert_rows(4)
    book.save(path)
    book.active.cell(book.active.max_row, 4).value = "=SUM(D3:D5)"
    book.active.cell(book.active.max_row, 5).value = "=SUMPRODUCT(D3:D5,D3:D5)"
    book.save(path)
    own, _ = kept(store, path)
    draw_looked_at(drawn(store, own), tmp_path / "长.pdf")
    pages = words(tmp_path / "长.pdf")
    assert len(pages) > 1 and all("户主姓名" in each for each in pages[:-1])
    assert sum(each.count("农户走访季报") for each in pages) == 1
    assert ["由表样里的公式算" in each for each in pages] == [False] * (len(pages) - 1) + [True]
    assert not any("SUM" in each for each in pages)


def test_its_figures_open_onto_what_they_count(store, tmp_path):
    own, _ = kept(store, homes_form(tmp_path / "表样.xlsx"))
    sheet = drawn(store, own)
    place = next(at for at, each in enumerate(sheet.columns) if each.label == "走访次数")
    for line, (number, *_) in enumerate(IN_ORDER):
        found = behind(store, sheet, ASKED, line, place)
        assert [table for table, _ in found.refs] == ["visit"] * len(of(number))
        assert len(found.counted) == sheet.rows[line].values[place]
    assert len(behind(store, sheet, ASKED, None, place).counted) == sheet.total[place] == 3
    later = Asked.of(Period.parse("2026-Q2"), date(2026, 7, 3))
    line = [number for number, *_ in IN_ORDER].index("10")
    assert behind(store, drawn(store, own, later), later, line, place).earlier.startswith("上期 1")
    each = behind_each(store, sheet, ASKED)
    assert {at: len(figure.counted) for at, figure in each.items()} == {
        (line, place + 1): len(of(number)) for line, (number, *_) in enumerate(IN_ORDER, 1)}
