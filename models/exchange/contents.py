"""What a package carries: which records, datapackage.json that says so, and what was read of it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from models.activities.activity import Activity
from models.economy.year_account import IncomeLine
from models.keeping.record import Record, load, quoted
from models.matters.matter import Matter
from models.meetings.attendance import Attendance
from models.meetings.meeting import Meeting
from models.members.member import Member, Post
from models.office.star_sets import StarState
from models.office.village import Group
from models.pairing.pairing import Pairing
from models.registers.people import Household, HouseholdCategory, Person
from models.stars.plan import Assignment, Plan, StarTarget
from models.stars.progress import Progress, states_after
from models.stars.standard import Clause, Standard, Task
from models.stars.verdicts import Verdict
from models.values.codes import Labelled
from models.values.kinds import LINK, PART_DAY, Field, show_decimal
from models.values.periods import Period
from models.values.problem import Problem
from models.visits.visit import Visit

if TYPE_CHECKING:
    from models.keeping.store import Store

TYPES = {
    "number": "integer", "link": "integer", "flag": "boolean", "day": "date",
    "moment": "datetime", "points": "number", "money": "number", "ratio": "number",
    "figure": "number",
}
"""Kind of value → type of a Frictionless Table Schema; everything else is a string."""


@dataclass(frozen=True)
class Content:
    """One kind of record in the package.

    ``day`` is the column its rows belong to the period by, found over ``joined``; without one the
    whole register goes. ``without`` are the fields that stay in the village; ``state`` says of
    each row how it stands when the period ends, where that is worked out and not kept; ``once``
    are the fields that no two of its rows share all of.
    """

    kind: type[Record]
    without: tuple[str, ...] = ()
    day: str = ""
    joined: str = ""
    state: Callable[[Store, Period], Mapping[int, str]] | None = None
    once: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the resource: the table."""
        return self.kind.table

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that travel."""
        return tuple(each for each in self.kind.fields() if each.name not in self.without)

    @property
    def names(self) -> tuple[str, ...]:
        """The headings of the file: ``id``, the fields, the day within the period, the state."""
        return ("id", *(each.name for each in self.fields), *(("_day",) if self.day else ()),
                *((STATE,) if self.state else ()))

    @property
    def summed(self) -> tuple[str, ...]:
        """The fields whose sum the descriptor states."""
        return tuple(each.name for each in self.fields if each.kind.numeric)

    @property
    def links(self) -> tuple[str, ...]:
        """The links called as a content that travels with all they may lead to."""
        found = {each.name: content_called(each.name) for each in self.fields if each.kind is LINK}
        return tuple(name for name, to in found.items()
                     if to is not None and to.day[1:] in ("", self.day[1:]))

    @property
    def part_days(self) -> frozenset[str]:
        """The columns that know a day, a month or a year."""
        return frozenset(each.name for each in self.fields if each.kind is PART_DAY)

    def label_of(self, name: str) -> str:
        """What people call a column."""
        added = {"id": "编号", "_day": "日期", STATE: "状态"}.get(name)
        return added or self.kind.field(name).label

    def options_of(self, name: str) -> Mapping[str, str]:
        """The closed list a column's values are from, code → word; none for most."""
        if name == STATE:
            return StarState.labels()
        options = None if name in ("id", "_day") else self.kind.field(name).options
        return dict(options.pairs()) if options else {}

    def type_of(self, name: str) -> str:
        """The Table Schema type of a column."""
        added = {"id": "integer", "_day": "date", STATE: "string"}.get(name)
        return added or TYPES.get(self.kind.field(name).kind.name, "string")


STATE = "_state"

CONTENTS: tuple[Content, ...] = (
    Content(Group),
    Content(Household, ("note",), once=("number", "group")),
    Content(HouseholdCategory),
    Content(Person, ("note", "health", "marriage", "landline")),
    Content(Member, ("note",), once=("person",)),
    Content(Post, ("note",)),
    Content(Pairing, ("note",)),
    Content(Visit, ("met", "said", "needs"), "t.day"),
    Content(Matter, ("parties", "claim", "note")),
    Content(Meeting, ("minutes", "dissent", "guests", "note"), "t.held"),
    Content(Attendance, (), "m.held", "JOIN meeting m ON m.id = t.meeting",
            once=("meeting", "person")),
    Content(Activity, ("note",), "t.on_day"),
    Content(IncomeLine, ("note", "party"), "t.on_day"),
    Content(Standard), Content(Task), Content(Clause, state=states_after), Content(Plan),
    Content(StarTarget), Content(Assignment), Content(Progress), Content(Verdict),
)


@cache
def content_called(name: str) -> Content | None:
    """The content whose resource has that name."""
    return next((each for each in CONTENTS if each.name == name), None)


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
    """A content drawn as a CSV file, counted and summed."""
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
                    {name: show_decimal(each) for name, each in sums.items()}, schema(content))


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

    @property
    def short(self) -> str:
        """The first 12 characters of the hash, as on the paper cover."""
        return self.sha256[:12]


@dataclass(frozen=True)
class Unread:
    """A file that was refused before it said anything that can be believed."""

    name: str
    refused: NotTaken
