"""A list of nearly empty rows: answered soon, told in few lines, and nothing dropped in silence."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from cli import commands as cli
from cli.filling import FIRST, IMPORTED
from cli.incoming import take_in
from models.values.problem import Problem
from tests.importers.openings import read_here
from ui.parts.importing.bands import bands_of
from ui.parts.importing.kinds import KINDS
from ui.parts.importing.trial import Asked, Said, Trial, try_lines, try_out

MOST_ROWS = 48_999
HEADS = {
    "roster": ("姓名", "与户主关系", "身份证号", "户号", "组别"),
    "members": ("姓名", "身份证号", "入党时间", "电话"),
    "pairings": ("党员", "户主", "户号", "组别"),
    "visits": ("日期", "户号", "户主", "走访人", "内容"),
    "points": ("日期", "户号", "户主", "项目", "分值"),
    "meetings": ("日期", "会议名称", "主持人", "内容"),
    "matters": ("日期", "户号", "户主", "事项", "经办人"),
    "activities": ("日期", "活动名称", "主题", "内容"),
    "economy": ("日期", "项目", "收入", "支出"),
    "standard": ("星", "项", "条", "内容"),
    "scheme": ("类别", "项目", "分值"),
}
PLACES = [(kind, at) for kind, head in HEADS.items() for at in range(len(head))]
"""Every kind of list, and the column in which each of its rows says 1 and no other thing."""


@pytest.fixture
def nearly_empty(tmp_path):
    def write(kind: str, at: int, rows: int):
        path = tmp_path / f"{kind}-{at}-{rows}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(HEADS[kind])
            lines.writerows([["1" if n == at else "" for n, _ in enumerate(HEADS[kind])]] * rows)
        return path

    return write


def taken(store, kind: str, path) -> tuple[int, str]:
    """How many problems are told of it, or the sentence it is refused with."""
    try:
        return len(take_in(store, kind, path, dry_run=True)["problems"]), ""
    except Problem as refused:
        return 0, refused.sentence


def lines_run(do: Callable[[], object]) -> int:
    """How many lines of Python are gone through, by which work is measured without a clock."""
    run = 0

    def count(_, event: str, __):
        nonlocal run
        run += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        do()
    finally:
        sys.settrace(before)
    return run


def grown(of: Callable[[int], object]) -> float:
    """How much more work a late row of a list is than an early one; each is as much where none
    looks back at all before it."""
    early, middle, late = (lines_run(lambda rows=rows: of(rows)) for rows in (100, 400, 700))
    return (late - middle) / (middle - early)


LITTLE = 1.15
"""By so much a row may be more work: the last rows of a list are looked at once more."""


def test_every_kind_of_list_is_tried():
    assert HEADS.keys() == set(IMPORTED)


def test_work_that_grows_faster_than_its_rows_would_be_seen():
    """The fault the tests below are there for: each row looks through those before it."""
    def nearest(rows: int) -> None:
        for at in range(rows):
            next((n for n in reversed(range(at)) if n < 0), None)

    assert grown(nearest) > 2


@pytest.mark.parametrize(("kind", "at"), PLACES)
def test_a_row_is_no_more_work_for_those_before_it(store, nearly_empty, monkeypatch, kind, at):
    read_here(monkeypatch)
    taken(store, kind, nearly_empty(kind, at, 20))  # what is loaded once
    assert grown(lambda rows: taken(store, kind, nearly_empty(kind, at, rows))) < LITTLE


def test_a_total_after_every_row_is_no_more_work_either(store, tmp_path, monkeypatch):
    def totalled(rows: int):
        path = tmp_path / f"{rows}.csv"
        path.write_text("姓名,户号,与户主关系\n" + "".join(
            f"赵一,{row},户主\n合计,1户,1人\n" for row in range(rows)), encoding="utf-8")
        return path

    read_here(monkeypatch)
    taken(store, "roster", totalled(20))
    assert grown(lambda rows: taken(store, "roster", totalled(rows))) < LITTLE


@pytest.mark.parametrize("kind", HEADS)
def test_a_refusal_is_short_and_says_how_many_rows_are_like_it(store, nearly_empty, kind):
    refusals = [said for at, _ in enumerate(HEADS[kind])
                if (said := taken(store, kind, nearly_empty(kind, at, 600))[1])]
    assert all(len(each) < 400 for each in refusals)
    assert all("这样的还有 597 处" in each for each in refusals if "没有导入" in each)


def told_by(words: list[str], capsys) -> tuple[list[str], list[dict]]:
    """The lines that are said, and all the problems handed over."""
    capsys.readouterr()
    cli.main([*words, "--json"])
    out, err = capsys.readouterr()
    return err.splitlines(), json.loads(out)["problems"]


@pytest.mark.parametrize("kind", ["roster", "members", "activities", "standard", "economy"])
def test_the_first_of_a_kind_are_named_and_the_rest_counted(store, nearly_empty, capsys, kind):
    path, data = nearly_empty(kind, 0, 500), str(store.path)
    store.close()
    lines, problems = told_by(["--data", data, "import", kind, str(path), "--dry-run"], capsys)
    rest = [int(found[1].replace(",", "")) for each in lines
            if (found := re.search(r"一类的还有 ([\d,]+) 处", each))]
    named = [each for each in lines if each.startswith("  ") and "一类的还有" not in each]
    kinds = {each["code"] for each in problems}
    assert len(problems) >= 500 and len(lines) < (FIRST + 2) * len(kinds) + 4
    assert rest and len(named) - 1 + sum(rest) == len(problems)
    assert "--json" in named[-1] and "--faults" in named[-1]


def test_a_list_with_few_problems_names_them_all(store, nearly_empty, capsys):
    path, data = nearly_empty("activities", 0, FIRST), str(store.path)
    store.close()
    lines, problems = told_by(["--data", data, "import", "activities", str(path)], capsys)
    assert len([each for each in lines if each.startswith("  ")]) == len(problems) == FIRST


class Bench(SimpleNamespace):
    """A workbench on which nobody answers."""

    def waits(self, _: object) -> bool:
        return True

    def say(self, **_: object) -> None:
        pass

    mend = compare = say


@pytest.mark.parametrize("kind", ["roster", "activities"])
def test_the_window_shows_them_without_more_work_for_each(store, nearly_empty, kind):
    def bench(rows: int, *, left: bool) -> Bench:
        asked = Asked(KINDS[kind], nearly_empty(kind, 0, rows), store.path, None, Said())
        trial: Trial = try_lines(store, KINDS[kind], try_out(asked, lambda *_: None))
        gone = frozenset((each.sheet, each.row) for each in trial.findings if each.row)
        return Bench(trial=trial, chips=SimpleNamespace(whole=True, key=""),
                     said=Said(left=gone if left else frozenset()))

    for left in (False, True):
        benches = {rows: bench(rows, left=left) for rows in (100, 400, 700)}
        assert grown(lambda rows, of=benches: bands_of(of[rows], "csv")) < LITTLE


@pytest.mark.soak
@pytest.mark.skipif(sys.platform == "win32", reason="what a process took is not told there")
@pytest.mark.parametrize(("kind", "at"), PLACES)
def test_the_longest_list_of_nearly_empty_rows_is_answered_within_its_limits(
    store, nearly_empty, kind, at
):
    """No more than 10 seconds of the processor, its reader included, and 1 GB."""
    import resource

    def used() -> float:
        return sum(each.ru_utime + each.ru_stime for each in map(
            resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))

    path, before = nearly_empty(kind, at, MOST_ROWS), used()
    many, refusal = taken(store, kind, path)
    assert used() - before < 10 and (many >= MOST_ROWS or refusal)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1024**2
