"""A question to the lake: what adds up is summed as the town's desk does, the rest is refused."""

from __future__ import annotations

import dataclasses
from importlib.util import find_spec
from pathlib import Path

import pytest

from lake.adding import add
from lake.asking import By, Question, answer
from lake.engines import Engine, ask
from lake.parquet import Mark, place_of, written
from lake.rows import FigureRow, Where, figures_of
from models.exchange.contents import NotTaken, Reading
from models.figures.catalogue import MEASURES, measure_called, measure_coded
from models.keeping.store import Store
from models.values.periods import Period
from models.values.problem import Problem
from tests.lake.conftest import CODES
from tests.lake.desk_sums import desk_sums
from tests.models.town.desks import PERIOD
from tests.models.town.reading import read, taken


def question(*names: str, by: By = By.TOWN, sheet: str = "") -> Question:
    return Question(tuple(measure_called(MEASURES, each) for each in names), by, PERIOD, sheet)


@pytest.fixture
def lake(desk: Store, packages: list[Path], tmp_path: Path) -> Path:
    files = [(each, read(desk, each)) for each in packages]
    assert all(each.figures for each in add(desk, files, tmp_path / "lake"))
    return tmp_path / "lake"


def test_every_sum_is_that_of_the_town_desk(
    desk: Store, packages: list[Path], lake: Path
) -> None:
    for each in packages:
        taken(desk, each)
    wanted = desk_sums(desk, PERIOD)
    assert {code for code, _ in wanted} == {*CODES} - {"economy-year"}, "its lines are no measures"
    for (code, measure), total in wanted.items():
        (line,) = ask(lake, question(measure, sheet=code))
        assert line.figure == total, (code, measure)
    assert len(wanted) > 25


def test_the_answer_is_a_sheet_by_place_with_the_sum(lake: Path) -> None:
    asked = question("visits", "problems.rate", by=By.VILLAGE)
    sheet = answer(asked, ask(lake, asked), "省里")
    assert [each.label for each in sheet.columns] == [
        "县代码", "乡镇代码", "村（社区）代码", "村（社区）", "报来的村", "走访次数", "解决率"]
    assert [row.values[:6] for row in sheet.rows] == [
        ("410399", "410399000", "410399000101", "赵家村", 1, 1),
        ("410399", "410399000", "410399000102", "钱家村", 1, 1)]
    assert sheet.total == ("合计", None, None, None, 2, 2, "—")
    county = question("visits", by=By.COUNTY)
    assert [row.values for row in answer(county, ask(lake, county)).rows] == [("410399", 2, 2)]


def test_what_does_not_add_up_is_refused_in_words(lake: Path) -> None:
    with pytest.raises(Problem, match="不能相加"):
        question("matters.events.mean")
    with pytest.raises(Problem, match=r"几张表上都有：.*（facts）.*--return"):
        answer(question("liaison.due", "village.homes"), [
            *ask(lake, question("liaison.due", "village.homes")),
            ask(lake, question("village.homes"))[0]._replace(sheet="areas", title="片区")])
    missing = question("surveys.rate")
    with pytest.raises(Problem, match="没有村报来“群众满意度”"):
        answer(missing, ask(lake, missing))
    with pytest.raises(Problem, match="还没有加进报送包"):
        ask(lake / "else", missing)


def test_a_share_is_of_the_summed_parts(tmp_path: Path) -> None:
    rate = measure_coded("visits.coverage")
    assert rate is not None
    for unit, part, base in (("410399000101", 9, 10), ("410399000102", 1, 90)):
        row = FigureRow(unit, "村", "镇", "cover", "覆盖", rate.code, "group", None, part, base, 0)
        place = place_of(tmp_path, Where("410399", "410399000", "2026-Q3", unit))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(written([row], Mark("00", 1)))
    (line,) = ask(tmp_path, Question((rate,), By.TOWN, Period.parse("2026-Q3")))
    assert str(line.figure) == "10.0%"


def test_both_engines_are_asked_by_one_text(lake: Path) -> None:
    asked = question("visits", "problems.rate", "village.people", by=By.VILLAGE)
    if find_spec("pyspark") is None:
        with pytest.raises(Problem, match="没有装 Spark"):
            ask(lake, asked, Engine.SPARK)
    else:
        assert ask(lake, asked, Engine.SPARK) == ask(lake, asked)


def test_a_figure_too_fine_or_too_large_for_the_lake_is_refused(
    desk: Store, packages: list[Path]
) -> None:
    reading = read(desk, packages[0])
    assert isinstance(reading, Reading)
    said = next(each for each in reading.returns if each["code"] == "liaison-statistics")
    at = next(place for place, each in enumerate(said["columns"]) if each.get("measured") == [
        "visits", "member"])
    for number in ("0.00001", "1" + "0" * 17, "1" * 18 + ".123456789012"):
        said["total"]["numbers"][at] = number
        with pytest.raises(NotTaken, match="放不下"):
            figures_of(dataclasses.replace(reading, returns=[said]), "")
