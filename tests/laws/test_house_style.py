"""Every paper of the catalogue is fit to be pinned up, as far as a machine can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from exporters.form import About
from exporters.leaving.return_files import write_return
from exporters.paper.document import write_document_paper
from exporters.paper.evidence_book import write_evidence
from exporters.paper.pages import Book, page_format
from exporters.paper.sheet import write_paper
from exporters.wall.charts import PAPERS, wallchart
from exporters.wall.drawing_files import write_pdf
from models.keeping.store import Store
from models.matters.ledger import begin
from models.matters.matter import Overhaul
from models.members.member import Member
from models.office.star_sets import star_set
from models.office.village import signing_name, unit
from models.points.book.accounts import Account
from models.registers.people import Household
from models.returns.catalogue import DOCUMENTS, RETURNS
from models.returns.document import Document, DocumentReturn
from models.returns.leaving import public_version
from models.returns.returning import CHOOSING, Asked, Return, must_choose
from models.stars.boards import (
    BattleBoard,
    PairingBoard,
    ProgressBoard,
    StarBoard,
    battle_board,
    pairing_board,
    progress_board,
    star_board,
)
from models.stars.evidence import folder
from models.stars.plan import Plan, plan_for
from models.stars.standard import Standard
from models.values.kinds import NOTE, NUMBER, Field
from models.values.periods import Period
from models.values.sheet import Column, Row, Sheet
from models.visits.paper import issue_sheet
from sample.village import fill
from tests.laws.house_style import faults_of
from tests.printed import pages_of

TODAY = date(2026, 11, 29)
Board = ProgressBoard | BattleBoard | StarBoard | PairingBoard
EVERY = (*RETURNS, *DOCUMENTS)
CHARTS: dict[str, Callable[[Store, Plan], Board]] = {
    "progress": lambda store, plan: progress_board(store, plan, TODAY),
    "battle": lambda store, plan: battle_board(store, plan, TODAY),
    "stars": lambda store, plan: star_board(store, plan, TODAY),
    "pairing": lambda store, plan: pairing_board(store, TODAY),
}
PERIODS = ("2026", "2026-Q3", "2026-09")


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A village long enough for rosters of many pages, with a paper of every kind under way."""
    with Store(tmp_path_factory.mktemp("printed") / "village.lianxing") as store:
        fill(store, households=120)
        homes = [each.rowid for each in store.find(Household)[:30]]
        issue_sheet(store, store.find(Member)[0].rowid, homes, day=TODAY, reason="")
        begin(store, Overhaul(reason="不会议事", plan="配强班子", listed=date(2026, 1, 5)))
        yield store


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample village as it is shown."""
    with Store(tmp_path_factory.mktemp("large") / "village.lianxing") as store:
        fill(store)
        yield store


def papers(store: Store, wanted: Return | DocumentReturn, period: str, folder: Path) -> list[Path]:
    """Every page that is printed of a return: inside, posted, and on A4 where it is an A3."""
    days = Period.parse(period)
    answers = {name: CHOOSING[name](store, "", Asked.of(days, TODAY).days)[0][0]
               for name in must_choose(wanted.asks)}
    answers |= {"account": store.find(Account)[0].rowid, "number": 1}
    drawn = wanted.draw(store, Asked.of(days, TODAY, **answers))
    if isinstance(drawn, Document):
        write_document_paper(drawn, folder / "x.pdf")
        return [folder / "x.pdf"]
    made = [] if drawn.public else write_return(drawn, folder, period)
    if isinstance(wanted, Return) and wanted.postable:
        made += write_return(public_version(store, drawn, omit=True), folder, period, public=True)
    return [Path(each["path"]) for each in made if each["path"].endswith(".pdf")]


@pytest.mark.parametrize("wanted", EVERY, ids=lambda each: each.code)
def test_every_paper_is_fit_to_be_pinned_up(
    village: Store, tmp_path: Path, wanted: Return | DocumentReturn
) -> None:
    stamped = signing_name(unit(village), wanted.signs) if isinstance(wanted, Return) else ""
    made = papers(village, wanted, "2026", tmp_path)
    assert made and {each.name: faults_of(each, stamped) for each in made} == {
        each.name: [] for each in made}


@pytest.mark.soak
@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("wanted", [
    each for each in EVERY if each.code not in ("overhaul-plan", "visit-sheet")
], ids=lambda each: each.code)
def test_every_paper_of_the_whole_sample_is_too(
    large: Store, tmp_path: Path, wanted: Return | DocumentReturn, period: str
) -> None:
    stamped = signing_name(unit(large), wanted.signs) if isinstance(wanted, Return) else ""
    for each in papers(large, wanted, period, tmp_path):
        assert faults_of(each, stamped) == [], each.name


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("chart", CHARTS)
def test_so_is_every_wall_chart(village: Store, tmp_path: Path, chart: str, paper: str) -> None:
    path, plan = tmp_path / "x.pdf", plan_for(village, TODAY.year)
    assert plan
    write_pdf(wallchart(CHARTS[chart](village, plan), paper), path)
    assert faults_of(path) == []


def test_so_is_the_folder_of_every_star(village: Store, tmp_path: Path) -> None:
    plan = plan_for(village, TODAY.year)
    assert plan
    for code, label in star_set(village.get(Standard, plan.standard).star_set).stars:
        path = tmp_path / f"{label}.pdf"
        write_evidence(folder(village, plan, code, TODAY, omit=True), path)
        assert faults_of(path) == [], label


def test_a_roster_has_about_forty_lines_a_page(village: Store, tmp_path: Path) -> None:
    people = next(each for each in RETURNS if each.code == "people")
    (path, *_) = papers(village, people, "2026", tmp_path)
    count = len(people.draw(village, Asked.of(Period.parse("2026"), TODAY)).rows)
    assert 38 <= count / len(pages_of(path)) <= 60


def test_what_needs_an_a3_comes_on_a4_too_each_part_with_whose_line_it_is(
    village: Store, tmp_path: Path
) -> None:
    members = next(each for each in RETURNS if each.code == "members")
    drawn = members.draw(village, Asked.of(Period.parse("2026"), TODAY))
    one, two = [each["path"] for each in write_return(drawn, tmp_path, "2026")][1:]
    whole, parts = pages_of(Path(one)), pages_of(Path(two))
    assert not whole[0].a4 and all(each.a4 for each in parts)
    name = drawn.rows[0].values[1]
    assert sum(name in each.text for each in parts) > sum(name in each.text for each in whole)
    said = "".join(each.text for each in parts)
    assert all("".join(each.label.split()) in said.replace("\n", "") for each in drawn.columns)


# ── the faults it must see


WHOSE = About("试", "柳河沿村", "2026年")


def drawn(path: Path, *writing: Callable[[Book], None]) -> list[str]:
    """What is wrong with a page on which so much is written."""
    book, form = Book(path, WHOSE), page_format("A4", "portrait", lying=False)
    for each in writing:
        each(book)
    book.end_page(form)
    book.close()
    return faults_of(path, "柳河沿村")


def words(text: str, x: float, y: float, size: float = 10.5) -> Callable[[Book], None]:
    """Writes words where the sheet has them."""
    def write(book: Book) -> None:
        kind = book.type("song", size)
        book.write(kind, kind.line(text), x, y)
    return write


def rule(x: float) -> Callable[[Book], None]:
    """Draws an upright rule."""
    return lambda book: book.canvas.lines([(x, 400, x, 700)])


def head(book: Book) -> None:
    """Draws the box of a heading, grey with its rules."""
    book.canvas.lines([(100, 600, 100, 640), (160, 600, 160, 640)])
    book.canvas.setFillGray(0.9)
    book.canvas.rect(100, 600, 60, 40, fill=1)
    book.canvas.setFillGray(0)


FAULTS = [
    ("8.0 磅", [rule(90), words("小字", 100, 500, 8)]),
    ("出了纸边", [rule(90), words("这一行写到纸外面去了", 560, 500)]),
    ("压了竖线", [rule(130), words("压在竖线上的字", 100, 500)]),
    ("叠在一起", [rule(90), words("上面", 100, 500), words("下面", 102, 502)]),
    ("只有落款", [words("审核人：", 100, 700)]),
    ("只有表头", [head, words("姓名", 110, 615)]),
    ("表头掉字", [rule(90), head, words("失去联系日", 102, 622), words("期", 120, 608)]),
    ("正文里的日期", [rule(90), words("截至2026-09-30", 100, 300)]),
    ("日期断成两行", [rule(90), words("2026-03-2", 100, 500), words("6", 100, 488)]),
    ("半截日期", [rule(90), words("12-07 召开", 100, 500)]),
    ("是空的", []),
    ("盖章处有字", [rule(90), words("柳河沿村", 300, 300, 14), words("报出日期", 290, 330)]),
]


@pytest.mark.parametrize(("fault", "writing"), FAULTS, ids=[each for each, _ in FAULTS])
def test_the_law_sees(tmp_path: Path, fault: str, writing: list[Callable[[Book], None]]) -> None:
    found = drawn(tmp_path / "x.pdf", *writing)
    assert len(found) == 1 and fault in found[0]


def test_the_law_sees_a_file_that_does_not_say_whose_it_is(tmp_path: Path) -> None:
    book = Book(tmp_path / "x.pdf", WHOSE._replace(unit=""))
    rule(90)(book)
    words("一行", 100, 500)(book)
    book.end_page(page_format("A4", "portrait", lying=False))
    book.close()
    assert faults_of(tmp_path / "x.pdf") == ["文件属性没有写Author"]


def test_a_page_that_is_well_set_has_none(tmp_path: Path) -> None:
    columns = (Column(Field("序号", NUMBER, width=5)), Column(Field("事情", NOTE, width=30)))
    rows = [Row((at, "门口的路灯不亮，当天换了。" * (1 + at % 5))) for at in range(1, 90)]
    sheet = Sheet("x", "问题台账", columns, rows, unit="柳河沿村", made=TODAY, measure="件",
                  when="2026年", notes=("说明写两句。" * 20,) * 3)
    write_paper(sheet, tmp_path / "x.pdf")
    assert faults_of(tmp_path / "x.pdf", "柳河沿村") == []
