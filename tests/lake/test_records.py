"""Records in the lake: asked for by name and with a purpose, few fields, pseudonyms for ids."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet
import pytest

from lake.adding import add
from lake.records import ALLOWED, ask_for
from models.exchange.allow_list import content_called
from models.keeping.journal import acts
from models.keeping.store import Store
from models.values.kinds import NOTE, TEXT
from models.values.privacy import Privacy
from models.values.problem import Problem
from tests.lake.conftest import reported
from tests.models.town.reading import read


def test_records_asked_for_have_few_fields_and_pseudonyms(
    villages: tuple[Store, Store], desk: Store, packages: list[Path], tmp_path: Path
) -> None:
    lake, asked = tmp_path / "lake", ask_for(desk, ["visit"], "走访频次研究")
    files = [(each, read(desk, each)) for each in packages]
    list(add(desk, files, lake, records=asked))
    places = sorted(lake.glob("records/*/*/*/*/*.parquet"))
    assert [each.parts[-5] for each in places] == ["visit", "visit"]
    found = pyarrow.parquet.ParquetFile(places[0]).read().to_pylist()
    assert [(each["day"], set(each)) for each in found] == [
        ("2026-08-02", {"id", *ALLOWED["visit"]})]
    ids = {each[name] for path in places for each in
           pyarrow.parquet.ParquetFile(path).read().to_pylist()
           for name in ("id", "member", "household")}
    assert len(ids) == 6 and all(len(each) == 16 for each in ids), "no two villages share one"
    metadata = pyarrow.parquet.read_schema(places[0]).metadata
    assert metadata[b"purpose"].decode() == "走访频次研究"
    assert asked.secret not in str(metadata)
    before = [each.read_bytes() for each in places]
    list(add(desk, files, lake, records=ask_for(desk, ["visit"], "走访频次研究")))
    assert [each.read_bytes() for each in places] == before, "the pseudonyms stay"

    later = reported(villages[0], desk, tmp_path / "stick")
    list(add(desk, [files[0], (later, read(desk, later))], lake))
    assert [each.exists() for each in places] == [False, True], "an earlier package's go"


def test_the_purpose_is_noted_and_what_is_not_allowed_is_refused(desk: Store) -> None:
    before = desk.count("act")
    with pytest.raises(Problem, match="用途"):
        ask_for(desk, ["visit"], " ")
    with pytest.raises(Problem, match="“person”的记录不进数据湖"):
        ask_for(desk, ["person"], "统计")
    assert desk.count("act") == before
    ask_for(desk, ["visit"], "统计")
    assert "用途：统计" in acts(desk)[0].label


@pytest.mark.parametrize("table", ALLOWED)
def test_what_is_allowed_travels_and_says_of_nobody_who_it_is(table: str) -> None:
    content = content_called(table)
    assert content is not None
    fields = {each.name: each for each in content.fields}
    for name in ALLOWED[table]:
        field = fields[name]
        assert field.privacy is Privacy.OPEN and field.kind is not NOTE, name
        assert field.kind is not TEXT or field.options, f"{name} is free text"
