"""A small village for the points tests: a scheme and operations written in a few words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from models.points.engine.scheme import Scheme
from models.points.engine.scheme_file import scheme_from
from models.points.engine.simulate import simulate

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "tests" / "data" / "points"


def tables(items: list[dict[str, Any]], heads: Any = None, **scheme: Any) -> dict[str, Any]:
    """The tables of a scheme; every item goes to the head ``all`` unless it says otherwise."""
    whole = {"name": "测试", "account": "household", "valid_from": "2026-01-01", "source": "测试用"}
    rows = [{"category": "all", "title": item["code"], **item} for item in items]
    return {
        "scheme": {**whole, **scheme},
        "category": heads or [{"code": "all", "title": "全部"}],
        "item": rows,
    }


def scheme(items: list[dict[str, Any]], heads: Any = None, **keys: Any) -> Scheme:
    return scheme_from(tables(items, heads, **keys))


def award(number: int, on: str, item: str, account: str = "H1", **more: Any) -> dict[str, Any]:
    return {"op": "award", "id": f"e{number}", "on": on, "account": account, "item": item, **more}


def opened(account: str = "H1", on: str = "2026-01-01", *members: str) -> dict[str, Any]:
    return {"op": "open", "account": account, "on": on, "members": list(members or ("a", "b"))}


class Village:
    """Schemes and operations in a folder, simulated as the command does it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(
        self, schemes: Scheme | list[Scheme], operations: list[Mapping[str, Any]], as_of: str
    ) -> dict[str, Any]:
        from models.points.engine.scheme_file import write_scheme

        paths = []
        for number, one in enumerate(schemes if isinstance(schemes, list) else [schemes]):
            paths.append(self.folder / f"scheme-{number}.toml")
            paths[-1].write_text(write_scheme(one), encoding="utf-8")
        lines = self.folder / "operations.jsonl"
        lines.write_text("\n".join(json.dumps(one) for one in operations), encoding="utf-8")
        return simulate(paths, lines, date.fromisoformat(as_of))


PLUS = {"code": "plus", "points": "10"}
MINUS = {"code": "minus", "points": "-10"}
ONE = {"code": "one", "points": "1"}
LAST = "2026-12-31"


def reverse(number: int, on: str) -> dict[str, Any]:
    return {"op": "reverse", "of": f"e{number}", "on": on, "reason": "记错"}


def redeem(on: str, points: str, **more: Any) -> dict[str, Any]:
    return {"op": "redeem", "on": on, "account": "H1", "goods": "洗衣液", "points": points, **more}


def veto(on: str, number: int = 1) -> dict[str, Any]:
    return {"op": "veto", "id": f"v{number}", "on": on, "account": "H1", "item": "dump"}


def dump(scope: str, reach: str = "this-year") -> dict[str, Any]:
    return {"code": "dump", "points": "0", "veto": {"scope": scope, "reach": reach}}


def numbers(found: dict[str, Any], code: str = "H1") -> tuple[str, str, str, str]:
    account = found["accounts"][code]
    return account["score"], account["balance"], account["redeemable"], account["honour"]


def whys(found: dict[str, Any]) -> list[str]:
    return [one["why"] for one in found["refused"]]
