"""Sample villages through real packages: the county's sums are those of its towns' desks."""

from __future__ import annotations

import re
import time
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet
import pytest

from lake.asking import By, Question
from lake.engines import Engine, ask
from lake.records import ALLOWED
from models.figures.catalogue import measure_coded
from models.figures.measure import VILLAGES, AnyMeasure, Rate
from models.keeping.store import Store
from models.town.handed_figures import added
from models.town.received import Received
from tests.lake.county import CANARY, PERIOD, county
from tests.lake.desk_sums import Sums, desk_sums

ENGINES = [Engine.DUCKDB, *([Engine.SPARK] if find_spec("pyspark") else [])]
WHOLE = 272, 17
PSEUDONYM = re.compile("[0-9a-f]{16}")


def sums(lake: Path, measures: set[str], engine: Engine) -> Sums:
    """What an engine adds up of every measure, over the one county."""
    coded: list[AnyMeasure] = []
    for each in sorted(measures):
        measure = measure_coded(each)
        assert measure is not None
        coded.append(measure)
    begun = time.perf_counter()
    lines = ask(lake, Question((*coded,), By.COUNTY, PERIOD), engine)
    print(f"{engine.label}: {len(coded)} measures, {time.perf_counter() - begun:.1f} s", flush=True)
    return {(each.sheet, each.measure): each.figure for each in lines}


def adds_up(measure: str) -> bool:
    """Whether the lake sums it; an average or the newest day it refuses."""
    known = measure_coded(measure)
    return known is not None and (isinstance(known, Rate) or known.adds_up(VILLAGES))


@pytest.mark.parametrize(("villages", "towns", "processes"), [
    (2, 2, 1), pytest.param(*WHOLE, 2, marks=pytest.mark.soak)])
def test_the_county_s_sums_are_those_of_its_towns_and_nobody_stands_in_the_lake(
    tmp_path: Path, villages: int, towns: int, processes: int
) -> None:
    made, lake = county(tmp_path, towns, villages, processes), tmp_path / "lake"
    files = sorted(lake.rglob("*.parquet"))
    assert len(files) == villages
    desks: list[Sums] = []
    for town in made:
        with Store(town.desk, reading=True) as desk:
            desks.append(desk_sums(desk, PERIOD))
    wanted = {key: added([[each.get(key)] for each in desks])[0]
              for key in {key for each in desks for key in each} if adds_up(key[1])}
    assert len(wanted) > 20
    for engine in ENGINES:
        assert sums(lake, {measure for _, measure in wanted}, engine) == wanted, engine
    words = {word for town in made for word in town.words}
    assert len(words) > 100 * villages
    assert not list(lake.glob("records")), "nobody asked for them"
    for held in (files, sorted((tmp_path / "asked").rglob("*.parquet"))):
        said = "\n".join({word for each in held for word in written_in(each)})
        assert {word for word in (CANARY, *words) if word in said} == set()
        assert all(f"{town.number}-1村" in said for town in made), "the sweep reads what there is"
    assert len(held) == villages * (1 + len(ALLOWED))
    for town in made:
        with Store(town.desk, reading=True) as desk:
            travelled = {each.resource for each in desk.find(Received) if CANARY in each.content}
        assert len(travelled) > 10, "what is swept for did travel"


def written_in(file: Path) -> set[str]:
    """Every word of a Parquet file but pseudonyms, with its metadata and its place."""
    columns = pyarrow.parquet.ParquetFile(file).read().to_pydict()
    said = {str(each) for column in columns.values() for each in column}
    return {each for each in said if not PSEUDONYM.fullmatch(each)} | {
        str(file), *columns, str(pyarrow.parquet.read_schema(file).metadata)}
