"""Every return in its public form: no number, no telephone, nobody's misfortune."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from cli import commands as cli
from exporters.leaving.return_files import write_return
from models.keeping.store import Store
from models.matters.ledger import Overhaul
from models.office.village import unit
from models.returns.catalogue import DOCUMENTS, RETURNS, refuse_posting, return_called
from models.returns.leaving import public_version
from models.returns.returning import SPANS, Asked
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.days import age_on
from models.values.periods import Period, Span
from models.values.problem import Problem
from models.values.traces import personal_data_in
from models.visits.paper import issue_sheet
from sample.cast import LAST
from sample.village import fill

POSTED = [each for each in RETURNS if each.postable]
MISFORTUNES = ("脱贫", "监测", "低保", "特困", "五保", "残疾", "独居", "空巢", "留守", "困境",
               "大病")
QUOTING = ("star-plan", "star-standard", "star-progress", "star-rating", "star-ledger",
           "star-application", "star-archive", "weekly-report")
"""They quote the standard and name activities, which speak of 脱贫 or 独居 as tasks, of nobody."""


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    with Store(tmp_path_factory.mktemp("posted") / "village.lianxing") as store:
        fill(store, households=60)
        store.save(Overhaul(reason="不会议事", plan="配强班子", listed=LAST))
        issue_sheet(store, 1, [1, 2, 3], LAST)
        yield store


def drawn(store, wanted):
    period = Period.of(LAST, SPANS.get(wanted.cadence, Span.YEAR))
    return wanted.draw(store, Asked.of(period, LAST, member=1, number=1, account=1))


def numbers_of(store):
    """Every identity number and telephone number the village has written down."""
    found = store.query("SELECT id_number, phone, landline FROM person")
    return {each for row in found for each in row if each}


def private_in(said, numbers):
    """What looks like a number in a cell, what is one of the village's anywhere.

    Under a notice stands where to object: that telephone number is meant to be read.
    """
    cells = [each for each in said if "\n" not in each and "有异议的" not in each]
    paper = "".join("".join(said).split())
    looks = [each for each in cells if personal_data_in(each)]
    return looks + [each for each in numbers if each in paper]


def less_the_office(store, said):
    """What is said without the office's own number, the one that is meant to be called."""
    return [each.replace(unit(store).phone, "") for each in said]


def text_of(paths):
    """What can be copied from the cells, and from the text layer of the paper."""
    for path in paths:
        if path.endswith(".pdf"):
            document = PdfDocument(path)
            yield from (page.get_textpage().get_text_range() for page in document)
            document.close()
        else:
            for row in load_workbook(path).active.iter_rows(values_only=True):
                yield from (str(cell) for cell in row if cell is not None)


@pytest.mark.parametrize("wanted", POSTED, ids=lambda each: each.code)
def test_nothing_private_stands_on_what_is_posted(village, tmp_path, wanted):
    shown = public_version(village, drawn(village, wanted))
    written = write_return(shown, tmp_path, "2026", public=True)
    said = less_the_office(village, text_of([each["path"] for each in written]))
    assert private_in(said, numbers_of(village)) == []
    words = (*MISFORTUNES, *(each.label for each in HOUSEHOLD_CATEGORY if each.sensitive))
    found = {word for word in words for each in said if word in each}
    assert wanted.code in QUOTING or not found


def lines_of_children(store, sheet):
    """The lines of a sheet that are about somebody under eighteen on the day it was made."""
    born = dict(store.query("SELECT id, born FROM person WHERE born IS NOT NULL"))
    return [row for row in sheet.rows for table, each in row.refs[:1]
            if table == "person" and age_on(born.get(each, "1900-01-01"), LAST) < 18]


@pytest.mark.parametrize("wanted", POSTED, ids=lambda each: each.code)
def test_nobody_under_age_has_a_line_on_what_is_posted(village, wanted):
    sheet = drawn(village, wanted)
    shown = public_version(village, sheet, omit=True)
    assert not lines_of_children(village, shown)
    if lines_of_children(village, sheet):
        assert "未成年人不列在公示版里。" in shown.notes
        assert [row.values[0] for row in shown.rows] == list(range(1, len(shown.rows) + 1))


def test_the_roster_has_children_to_be_left_out(village):
    sheet = drawn(village, return_called("people"))
    shown = public_version(village, sheet)
    assert len(sheet.rows) - len(shown.rows) == len(lines_of_children(village, sheet)) > 20


@pytest.mark.parametrize(
    "wanted", [each for each in POSTED if not each.internal], ids=lambda each: each.code
)
def test_what_is_not_internal_shows_no_number_even_as_drawn(village, tmp_path, wanted):
    sheet = drawn(village, wanted)
    shown = public_version(village, sheet) if sheet.public else sheet
    written = write_return(shown, tmp_path, "2026")
    said = less_the_office(village, text_of([each["path"] for each in written]))
    assert private_in(said, numbers_of(village)) == []


def test_the_returns_that_can_not_be_posted_say_why(village, tmp_path):
    refused = [each for each in RETURNS if each.sensitive]
    assert {each.code for each in refused} >= {"visits-key"}
    for wanted in refused:
        with pytest.raises(Problem, match="遮住姓名也不能公示"):
            public_version(village, drawn(village, wanted))
    for paper in DOCUMENTS:
        with pytest.raises(Problem, match="没有公示版"):
            refuse_posting(paper)
    assert not list(tmp_path.iterdir())


def test_the_command_writes_nothing_when_one_is_refused(tmp_path, capsys):
    data, out = tmp_path / "village.lianxing", tmp_path / "out"
    with Store(data) as store:
        fill(store, households=20)
    asked = ["--data", str(data), "returns", "--period", "2026-Q3", "--out", str(out), "--public"]
    assert cli.main([*asked, "liaison", "visits-key"]) == cli.PROBLEM
    assert return_called("visits-key").title in capsys.readouterr().err
    assert not out.exists()
