"""Packages into the lake: each is one file, whole, the newest of its period, or left out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet
import pytest

from lake.adding import Added, Outcome, add
from models.keeping.store import Store
from models.town.received import ReceivedReturn, receptions, send_back, send_one_back
from models.values.problem import Problem
from tests.lake.conftest import reported
from tests.models.town.reading import read, taken


def added(desk: Store, paths: Sequence[Path], lake: Path) -> list[Added]:
    return list(add(desk, [(each, read(desk, each)) for each in paths], lake))


def outcomes(desk: Store, paths: Sequence[Path], lake: Path) -> list[str]:
    return [each.outcome for each in added(desk, paths, lake)]


def held(lake: Path) -> dict[str, bytes]:
    return {str(each.relative_to(lake)): each.read_bytes()
            for each in sorted(lake.rglob("*.parquet"))}


def texts(lake: Path) -> str:
    """Everything a reader of the lake can see: names of files, and each value in them."""
    return "\n".join(
        f"{path} {pyarrow.parquet.ParquetFile(lake / path).read().to_pylist()}"
        f" {pyarrow.parquet.read_schema(lake / path).metadata}" for path in held(lake))


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    return tmp_path / "lake"


def test_one_package_is_one_file_and_a_later_one_takes_its_place(
    villages: tuple[Store, Store], desk: Store, packages: list[Path], lake: Path, tmp_path: Path
) -> None:
    assert outcomes(desk, packages, lake) == [Outcome.ADDED, Outcome.ADDED]
    folder = "figures/county=410399/town=410399000/period=2026-Q3"
    assert list(held(lake)) == [f"{folder}/{code}.parquet"
                                for code in ("410399000101", "410399000102")]
    before = held(lake)
    assert outcomes(desk, packages, lake) == [Outcome.SAME, Outcome.SAME]
    assert held(lake) == before
    later = reported(villages[0], desk, tmp_path / "stick")
    assert outcomes(desk, [packages[0], later], lake) == [Outcome.SAME, Outcome.REPLACED]
    assert len(held(lake)) == 2 and held(lake) != before
    newer = held(lake)
    assert outcomes(desk, [packages[0]], lake) == [Outcome.OLDER]
    assert held(lake) == newer


def test_the_desk_is_left_as_it_was(desk: Store, packages: list[Path], lake: Path) -> None:
    acts = desk.count("act")
    added(desk, packages, lake)
    assert (desk.count("act"), receptions(desk)) == (acts, [])
    for each in packages:
        taken(desk, each)
    assert outcomes(desk, packages, lake) == [Outcome.SAME, Outcome.SAME], "taken in already"


def test_what_was_sent_back_is_not_in_the_lake(
    villages: tuple[Store, Store], desk: Store, packages: list[Path], lake: Path, tmp_path: Path
) -> None:
    for each in packages:
        taken(desk, each)
    added(desk, packages, lake)
    whole = held(lake)
    (one,) = desk.find(ReceivedReturn, "code = 'facts' AND reception = 2")
    send_one_back(desk, one, "少一户")
    assert outcomes(desk, packages, lake) == [Outcome.SAME, Outcome.REPLACED]
    assert [name for name, content in held(lake).items() if whole[name] != content] == [
        "figures/county=410399/town=410399000/period=2026-Q3/410399000102.parquet"]
    later = reported(villages[0], desk, tmp_path / "stick")
    taken(desk, later)
    added(desk, [later], lake)
    send_back(desk, receptions(desk)[0], "数不对")
    assert outcomes(desk, [later], lake) == [Outcome.LEFT]
    assert len(held(lake)) == 1
    assert outcomes(desk, [packages[0], later], lake) == [Outcome.ADDED, Outcome.LEFT]


def test_nobody_stands_in_the_lake(
    villages: tuple[Store, Store], desk: Store, packages: list[Path], lake: Path
) -> None:
    """A canary sweep: no word of any record of a village is found in what the lake holds."""
    added(desk, packages, lake)
    told = texts(lake)
    for word in ("赵守田", "钱有余", "03900000000", "修路", "机井", "household:", "visit:"):
        assert word not in told
    assert "赵家村" in told and "village.homes" in told, "the sweep reads what there is"


def test_a_village_has_no_lake(villages: tuple[Store, Store], lake: Path) -> None:
    with pytest.raises(Problem, match="收件文件"):
        list(add(villages[0], [], lake))
