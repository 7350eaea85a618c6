"""Records in the lake: only when asked for by name, with a purpose, few fields, no real number.

Fields are codes, days and counts that say of nobody who it is; a record and those it points to bear
pseudonyms, made with a secret that stays in the desk's own file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from models.exchange.contents import Reading
from models.keeping.settings import set_setting, setting
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

SECRET = "lake.secret"
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "pairing": ("member", "household", "role", "since", "until"),
    "visit": ("member", "household", "day", "way"),
    "matter": ("household", "member", "kind", "found", "state", "closed"),
    "meeting": ("kind", "held", "due_count", "present_count"),
    "attendance": ("meeting", "vote", "status"),
    "activity": ("on_day", "kind", "people", "times"),
}
"""Table → the fields that may go up. Nothing of a person's own record, by whose year of birth and
sex somebody is found in a village, and nothing sensitive: why a household is helped, stays."""
POINTERS = frozenset({"household", "member", "meeting"})


class Asked(NamedTuple):
    """Which tables, what for, and the secret of the pseudonyms."""

    tables: tuple[str, ...]
    purpose: str
    secret: str


NONE = Asked((), "", "")


def ask_for(store: Store, tables: Iterable[str], purpose: str) -> Asked:
    """Note at the desk which records go into a lake and what for.

    :raises Problem: no purpose is given, or a table is not allowed.
    """
    wanted = tuple(dict.fromkeys(tables))
    for each in wanted:
        if each not in ALLOWED:
            raise Problem(f"“{each}”的记录不进数据湖。可以要的：{'、'.join(ALLOWED)}。")
    if not wanted:
        return NONE
    if not purpose.strip():
        raise Problem("要记录就要写明用途，请加 --purpose。")
    secret = setting(store, SECRET, "") or secrets.token_hex(32)
    with store.act(f"数据湖：加{'、'.join(wanted)}的记录，用途：{purpose.strip()}", final=True):
        set_setting(store, SECRET, secret)
    return Asked(wanted, purpose.strip(), str(secret))


def records_of(reading: Reading, table: str, secret: str) -> list[tuple[str, ...]]:
    """The records of a table: a pseudonym, then the allowed fields, blank where not filled."""
    unit = str(reading.says["unit"])

    def named(kind: str, row: str) -> str:
        said = f"{unit}:{kind}:{row}".encode()
        return hmac.new(bytes.fromhex(secret), said, hashlib.sha256).hexdigest()[:16]

    found = []
    for row, _, content in reading.tables.get(table, ()):
        values = json.loads(content)
        told = ((each, str(values.get(each, ""))) for each in ALLOWED[table])
        found.append((named(table, str(row)), *(
            named(each, value) if value and each in POINTERS else value
            for each, value in told)))
    return found
