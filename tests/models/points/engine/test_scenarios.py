"""Whole years of invented villages, each with the accounts that must come out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.keeping.apart import read_apart
from models.points.engine.operations import read_operations
from models.points.engine.scheme_file import read_scheme
from models.points.engine.simulate import run, simulate
from tests.models.points.small_village import DATA, ROOT

SCENARIOS = json.loads((DATA / "scenarios.json").read_text(encoding="utf-8"))
CHECKS = [
    pytest.param(one, check, id=f"{one['name']} {check['as_of']}")
    for one in SCENARIOS
    for check in one["checks"]
]


@pytest.mark.parametrize(("scenario", "check"), CHECKS)
def test_scenario(scenario: dict[str, Any], check: dict[str, Any], tmp_path: Any) -> None:
    scheme = ROOT / scenario["scheme"]
    if "changes" in scenario:
        from models.points.engine.scheme_file import write_scheme

        changed = replace(read_scheme(scheme), **scenario["changes"])
        scheme = tmp_path / "changed.toml"
        scheme.write_text(write_scheme(changed), encoding="utf-8")
    operations = DATA / f"{scenario['name']}.jsonl"
    found = read_apart(operations, simulate, [scheme], operations,
                       date.fromisoformat(check["as_of"]))
    for code, expected in check["accounts"].items():
        assert {key: found["accounts"][code][key] for key in expected} == expected
    assert [one["line"] for one in found["refused"]] == check["refused_lines"]
    lines = {one["id"]: one for one in found["entries"] if "id" in one}
    for expected in check.get("entries", []):
        assert {key: lines[expected["id"]][key] for key in expected} == expected


def test_clearing_is_reported_by_its_lines() -> None:
    scheme = read_scheme(ROOT / "resources/schemes/sangzhi-luoyu.toml")
    operations = read_operations(DATA / "clearing-carries-debt.jsonl")
    ledger, _ = run([scheme], operations, date(2027, 1, 11))
    cleared = [entry for entry in ledger.entries if entry.op == "clear" and entry.balance]
    assert [(entry.account, entry.balance) for entry in cleared] == [("H00A", -300), ("H00B", -750)]
    assert cleared[0].reason == "到期清零：余额300分，清零后0分"


def test_forgiven_debt_is_a_line_of_its_own() -> None:
    scheme = read_scheme(ROOT / "resources/schemes/sangzhi-luoyu.toml")
    operations = read_operations(DATA / "clearing-forgives-debt.jsonl")
    ledger, _ = run([replace(scheme, carry_debt=False)], operations, date(2027, 1, 11))
    assert [e.balance for e in ledger.entries if e.op == "clear"] == [-300, -750, 20]


def test_veto_leaves_the_earlier_lines_and_takes_them_back_by_its_own() -> None:
    operations = DATA / "veto-balance.jsonl"
    found = simulate([DATA / "veto-balance.toml"], operations, date(2026, 5, 31))
    veto = next(one for one in found["entries"] if one["op"] == "veto")
    assert (veto["id"], veto["credited"], veto["score"]) == ("v1", "-224", "0")
    assert len(found["entries"]) == 12
