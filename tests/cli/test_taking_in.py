"""One way in for every list: rows counted, nothing kept on trial or when every row is refused."""

import random

import pytest
from openpyxl import Workbook

from benchmarks import _paper
from cli.incoming import KINDS, take_in
from exporters.workbook.sheet import write_workbook
from models.points.book.scheme_sheet import scheme_sheet
from models.points.book.scheme_versions import examples
from models.registers.people import Person
from models.stars.standard import standards
from models.values.problem import Problem
from tests.data.rosters import made
from tests.importers.openings import counted_openings
from tests.models.liaison_village import invented, settle_village


@pytest.fixture
def village(store):
    settle_village(store, 4, 1)
    return store


@pytest.fixture
def listed(tmp_path):
    def write(*rows, name="名单.xlsx"):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        path = tmp_path / name
        book.save(path)
        return path

    return write


@pytest.fixture(scope="module")
def photographed(tmp_path_factory):
    """A roster of five people on a page, as a scanner hands it over."""
    listed = _paper.roster(random.Random("a"))
    listed.rows, listed.merges = listed.rows[:5], [each for each in listed.merges if each[2] <= 5]
    path = tmp_path_factory.mktemp("paper") / "花名册.png"
    _paper.drawn(listed, 200, _paper.SANS).save(path)
    return path


def counts(answer) -> dict[str, int]:
    names = ("rows", "created", "updated", "unchanged", "skipped", "refused")
    assert sum(answer[name] for name in names[1:]) == answer["rows"]
    return {name: answer[name] for name in names if answer[name]}


def test_pairings_are_tried_then_taken_then_known(village, listed):
    path = listed(("联户党员", "户号", "结对日期"), (invented(3), "0001", "2026-01-05"),
                  (invented(3), "0099", "2026-01-05"))
    tried = take_in(village, "pairings", path, dry_run=True)
    assert counts(tried) == {"rows": 2, "created": 1, "refused": 1}
    assert village.count("pairing") == 0
    assert "exit" not in take_in(village, "pairings", path)
    assert village.count("pairing") == 1
    assert counts(take_in(village, "pairings", path)) == {"rows": 2, "unchanged": 1, "refused": 1}


def test_strict_takes_nothing_when_one_row_is_refused(village, listed):
    path = listed(("联户党员", "户号"), (invented(3), "0001"), (invented(3), "0099"))
    answer = take_in(village, "pairings", path, strict=True)
    assert counts(answer) == {"rows": 2, "skipped": 1, "refused": 1}
    assert answer["exit"] == 1 and village.count("pairing") == 0


def test_a_roster_with_faults_hands_them_over_and_strict_keeps_nothing(village, listed):
    path = listed(("户号", "姓名", "与户主关系", "身份证号"),
                  ("0101", "仝金坡", "户主", "4.10823E+17"), ("0102", "单小满", "户主", ""))
    handed = []
    answer = take_in(village, "roster", path, strict=True,
                     faults=lambda reading, found: handed.append((reading.file, len(found))))
    assert answer["exit"] == 1 and answer["refused"] == 1
    assert handed[0][0] == "名单.xlsx" and handed[0][1] >= 1
    assert village.count("person") == 12
    assert take_in(village, "roster", path)["created"] == 1
    assert village.count("person") == 13


def test_a_standard_is_taken_whole_or_not_at_all(village, listed):
    good = listed(("星", "重点任务（项）", "评价内容"), ("支部过硬", "组织生活规范", "按期开会"))
    bad = listed(("星", "重点任务（项）"), ("火星", "组织生活规范"), name="坏.xlsx")
    assert take_in(village, "standard", bad)["exit"] == 1
    assert standards(village) == []
    take_in(village, "standard", good, dry_run=True)
    assert standards(village) == []
    assert counts(take_in(village, "standard", good)) == {"rows": 1, "created": 1}
    assert len(standards(village)) == 1


def test_a_list_of_any_kind_is_opened_once(village, listed, tmp_path, monkeypatch):
    openings, scheme = counted_openings(monkeypatch), tmp_path / "细则.xlsx"
    write_workbook(scheme_sheet(dict(examples())["honour-education-ladder"]), scheme)
    handed = {
        "standard": listed(("星", "重点任务（项）", "评价内容"), ("支部过硬", "组织生活", "开会"),
                           name="标准.xlsx"),
        "scheme": scheme,
        "roster": made.small(tmp_path / "花名册.xlsx"),
        "pairings": listed(("联户党员", "户号", "结对日期"), (invented(3), "0001", "2026-01-05")),
    }
    for kind, path in handed.items():
        assert take_in(village, kind, path, dry_run=True)["created"], kind
        assert openings.count(path) == 1, kind


def test_an_unknown_kind_is_said_with_the_known_ones(village, tmp_path):
    with pytest.raises(Problem, match="、".join(list(KINDS)[:2])):
        take_in(village, "seals", tmp_path / "x.xlsx")


def test_a_roster_on_paper_is_taken_only_when_it_was_looked_at(store, photographed):
    tried = take_in(store, "roster", photographed)
    assert counts(tried) == {"rows": 4, "skipped": 4}
    assert (tried["exit"], store.find(Person)) == (1, [])
    assert {each["code"] for each in tried["problems"]} >= {"seen-new"}
    taken = take_in(store, "roster", photographed, accept_doubtful=True)
    assert counts(taken) == {"rows": 4, "created": 4}
    assert counts(take_in(store, "roster", photographed, accept_doubtful=True)) == {
        "rows": 4, "unchanged": 4}


def test_a_list_that_is_not_read_from_paper_is_said_so(store, photographed):
    with pytest.raises(Problem, match=r"只读花名册.*花名册\.png 没有读"):
        take_in(store, "visits", photographed)
