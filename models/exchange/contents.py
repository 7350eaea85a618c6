"""What a package says: its records as files, datapackage.json of them, and what was read of it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.exchange.allow_list import STATE, Content, content_called
from models.keeping.record import load, quoted
from models.values.codes import Labelled
from models.values.kinds import LINK, show_decimal
from models.values.periods import Period
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

CELL_NAMES = ("return", "line", "column", "words", "number", "refs", "missed")
"""The headings of cells.csv; packages of format 1 lack the last."""
MOST_CHANGED = 500
"""So many differences of one return are told; more are a return of its own."""
LONGEST_TOLD = 400
RATE, MEAN = "rate", "mean"
"""What two numbers are: the parts of a share, or a sum and of how many."""


def rows(store: Store, content: Content, period: Period) -> Iterator[tuple[str, ...]]:
    """The rows of a content as text under ``content.names``, in the order of their ids."""
    names = ["id", *(each.name for each in content.fields)]
    asked = [f"t.{quoted(name)}" for name in names]
    where, values = "", []
    if content.day:
        asked.append(content.day)
        where = f" WHERE {content.day} BETWEEN ? AND ?"
        values = [period.start.isoformat(), period.end.isoformat()]
    found = store.stream(
        f"SELECT {', '.join(asked)} FROM {quoted(content.name)} t {content.joined}{where}"
        " ORDER BY t.id", values)
    states = content.state(store, period) if content.state else None
    for row in found:
        record = load(content.kind, names, row[:len(names)])
        texts = [text_of(getattr(record, name)) for name in names]
        more = () if states is None else (states.get(record.rowid, ""),)
        yield (*texts, *row[len(names):], *more)


def text_of(value: Any) -> str:
    """A value as it stands in the file."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return show_decimal(value)
        case date() | datetime():
            return value.isoformat()
    return str(value)


@dataclass(frozen=True)
class Resource:
    """One file of the package with what the descriptor says of it."""

    name: str
    path: str
    content: bytes
    rows: int
    sums: dict[str, str]
    schema: dict[str, Any]


def resource(store: Store, content: Content, period: Period) -> Resource:
    """A content drawn as a CSV file, counted and summed; sums are stated of what is left out too.
    """
    zero = {name: show_decimal(Decimal()) for name in content.summed}
    content = content.lean(store)
    out, count = io.StringIO(), 0
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(content.names)
    sums = {name: Decimal() for name in content.summed}
    places = {name: content.names.index(name) for name in sums}
    for row in rows(store, content, period):
        writer.writerow(row)
        count += 1
        for name, place in places.items():
            sums[name] += Decimal(row[place] or 0)
    return Resource(content.name, f"data/{content.name}.csv", out.getvalue().encode(), count,
                    zero | {name: show_decimal(each) for name, each in sums.items()},
                    schema(content))


def schema(content: Content) -> dict[str, Any]:
    """The Frictionless Table Schema of a content."""
    fields = [{"name": "id", "type": "integer"}]
    for each in content.fields:
        fields.append({"name": each.name, "title": each.label,
                       "type": content.type_of(each.name)})
    if content.day:
        fields.append({"name": "_day", "title": "期内日期", "type": "date"})
    if content.state:
        fields.append({"name": STATE, "title": "状态", "type": "string"})
    links = [
        {"fields": each.name, "reference": {"resource": each.name, "fields": "id"}}
        for each in content.fields if each.kind is LINK and content_called(each.name)
    ]
    return {"fields": fields, "primaryKey": "id", **({"foreignKeys": links} if links else {})}


# ── datapackage.json ─────────────────────────────────────────────────────────


FORMAT = 2
"""The version of the package; a higher one is of a newer program."""
DESCRIPTOR, SIGNATURE, CELLS = "datapackage.json", "signature", "cells.csv"


@dataclass(frozen=True)
class Parcel:
    """A package before it is sealed: the name of its file, its descriptor and its members.

    ``digest`` is equal for two parcels that say the same at different moments.
    """

    name: str
    descriptor: dict[str, Any]
    members: dict[str, bytes] = field(repr=False)

    @property
    def digest(self) -> str:
        """The hash over what is said, leaving out when and as which number."""
        said = [(each["path"], each["hash"]) for each in self.descriptor["resources"]]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def written(self) -> bytes:
        """The descriptor as the bytes that are signed."""
        return json.dumps(self.descriptor, ensure_ascii=False, indent=1, sort_keys=True).encode()


def described(
    block: str, says: dict[str, Any], resources: list[Resource], files: dict[str, bytes]
) -> dict[str, Any]:
    """A Data Package descriptor with our block (``village`` on the way up, ``town`` down).

    :param files: members that are no tables (the printed returns), by path.
    """
    return {
        "profile": "data-package", "name": "lianxing-package", "format": FORMAT,
        "resources": [*(_table(each) for each in resources),
                      *(_file(path, content) for path, content in files.items())],
        block: says,
    }


def _table(resource: Resource) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource", "encoding": "utf-8", "schema": resource.schema,
        "rows": resource.rows, "sums": resource.sums,
        **_file(resource.path, resource.content), "name": resource.name,
    }


def _file(path: str, content: bytes) -> dict[str, Any]:
    return {"name": path.replace("/", "-").replace(".", "-"), "path": path,
            "format": path.rpartition(".")[2],
            "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


# ── A package that was handed in: what it says, and its verdict


class PackageVerdict(Labelled):
    """What is found of a package that was handed in."""

    NEW = "new", "可以收下"
    DUPLICATE = "duplicate", "收过了"
    OLDER = "older", "比收下的旧"
    GAP = "gap", "中间缺号"
    FORK = "fork", "两份对不上"
    WRONG_UNIT = "wrong-unit", "单位不符"
    WRONG_PERIOD = "wrong-period", "期次不符"
    WRONG_STANDARD = "wrong-standard", "标准版次不符"
    UNKNOWN_KEY = "unknown-key", "密钥没有登记"
    BAD_SIGNATURE = "bad-signature", "签名不对"
    DAMAGED = "damaged", "损坏"
    COUNTS = "counts", "行数不符"
    SUMS = "sums", "合计不符"
    CONTENT = "content", "内容不合规"
    LOCKED = "locked", "打不开"
    TOO_LARGE = "too-large", "过大"
    NEWER = "newer", "版本太新"
    NOT_A_PACKAGE = "not-a-package", "不是报送包"
    NO_TIME = "no-time", "读不动"
    FAILED = "failed", "没有收成"


HAD = (PackageVerdict.DUPLICATE, PackageVerdict.OLDER)
ASKED = (PackageVerdict.GAP, PackageVerdict.FORK)
TAKEN = (PackageVerdict.NEW, *ASKED)
"""Only these can be taken in; a gap and a fork only when the clerk has decided so."""


class NotTaken(Problem):
    """A package that is not taken in: ``code`` of the verdict and the sentence for the clerk."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = PackageVerdict(code)


# ── what a package says ──────────────────────────────────────────────────────


Line = tuple[int, str | None, str]
"""A row that was read: its id in the village, its day within the period, its values as JSON."""


@dataclass(frozen=True)
class Reading:
    """A sound package; ``side`` is who made it, ``says`` its block of the descriptor.

    ``tables``: resource → its rows; ``returns``: one per return, with ``columns`` and ``lines``.
    """

    name: str
    sha256: str
    size: int
    side: str
    says: dict[str, Any]
    tables: dict[str, list[Line]] = field(default_factory=dict, repr=False)
    returns: list[dict[str, Any]] = field(default_factory=list, repr=False)
    left_out: dict[str, list[str]] = field(default_factory=dict, repr=False)
    """Resource → the fields of it that might have come and were left out."""

    @property
    def short(self) -> str:
        """The first 12 characters of the hash, as on the paper cover."""
        return self.sha256[:12]


@dataclass(frozen=True)
class Unread:
    """A file that was refused before it said anything that can be believed."""

    name: str
    refused: NotTaken
