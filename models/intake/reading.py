"""What was read from a roster before any of it is taken in, and headings explained once."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from models.keeping.settings import set_setting, setting
from models.values.codes import Labelled
from models.values.finding import Level
from models.values.identity import IdState
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store


Place = tuple[str, int]
"""A row of the file: the sheet's name and the row, counted from 1."""


HIDDEN_ROW = "hidden-row"
"""The code of what is said of a row nobody sees."""


class Answered(Labelled):
    """What somebody says to a row that is held back."""

    EMPTY = "empty", "号留空导入"
    TAKE = "take", "照样导入"
    MEND = "mend", "改这格"
    LEAVE = "leave", "不导入这行"


EMPTIED = frozenset({"id-destroyed"})
"""Errors of a cell that may be left empty: the row is whole without it."""
TAKEN_ALL_THE_SAME = frozenset({"status-gone", "row-struck"})
"""Errors that are a question about the row, not about a cell."""


@dataclass(frozen=True)
class ReadFinding:
    """Something to say about a place of the file.

    ``level`` is ``error`` (the row is held back until answered), ``warning`` (asked about) or
    ``notice`` (put right or kept, and said). ``value`` is what stands in the cell, identity numbers
    masked; ``taken`` what it was taken for. ``why`` is the sentence that says what to do.
    """

    level: str
    code: str
    sheet: str
    row: int | None
    column: str | None
    value: str
    why: str
    taken: str = ""

    @property
    def answers(self) -> tuple[Answered, ...]:
        """How the finding can be answered on the spot."""
        if self.level != Level.ERROR or self.row is None:
            return ()
        if self.code in EMPTIED:
            return (Answered.EMPTY, Answered.MEND, Answered.LEAVE)
        if self.code in TAKEN_ALL_THE_SAME:
            return (Answered.TAKE, Answered.LEAVE)
        return (Answered.MEND, Answered.LEAVE)

    def json(self) -> dict[str, Any]:
        """The finding as the command line says it."""
        names = ("level", "code", "sheet", "row", "column", "value", "why")
        said = {name: getattr(self, name) for name in names}
        return said | {"answers": list(self.answers)} if self.answers else said


@dataclass(frozen=True)
class Layout:
    """How one sheet is laid out: its head, its lines, and which column (by letter) holds what.

    ``columns`` are named after the fields of the records; ``fingerprint`` stands for the wording of
    the head, so that a corrected layout is found again for the next file of the kind.
    """

    sheet: str
    header_rows: tuple[int, ...]
    first_row: int
    last_row: int
    columns: dict[str, str]
    fingerprint: str = ""


@dataclass(frozen=True)
class ColumnHead:
    """One column as somebody is shown it: its letter, its words, what it was taken for, and what
    else it may be, the likeliest first."""

    sheet: str
    letter: str
    heading: str
    column: str | None
    candidates: tuple[str, ...]

    def json(self) -> dict[str, Any]:
        """The column as the command line says it."""
        return {"sheet": self.sheet, "column": self.letter, "heading": self.heading,
                "field": self.column, "candidates": list(self.candidates[:5])}


class SheetUse(Labelled):
    """What a sheet of a roster is used for."""

    DATA = "data", "导入"
    NOTES = "notes", "没有认出表头"
    SUMMARY = "summary", "汇总表"
    EMPTY = "empty", "空表"
    MASKED = "masked", "脱敏的公示表"
    HIDDEN = "hidden", "隐藏的表"


@dataclass(frozen=True)
class ReadSheet:
    """One sheet of the file and what it is used for.

    ``head`` are the rows above the first line of data, ``merges`` (first row, first column, last
    row, last column, from 1) the merged ranges in them.
    """

    name: str
    use: SheetUse
    layout: Layout | None = None
    head: tuple[tuple[Any, ...], ...] = ()
    merges: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True)
class ReadPerson:
    """One row that holds a person.

    ``values`` go by the fields of :class:`models.registers.people.Person`, ``member`` by those of
    :class:`models.members.member.Member` (None: no party file here); codes and ISO days as text.
    ``name`` is None when it has to be asked for. ``id_verdict`` is the state of the number as
    :mod:`models.values.identity` judges it. ``again`` is the row that holds the same person
    already.
    ``cells`` is the row as the file has it, merged household cells filled down.
    """

    sheet: str
    row: int
    name: str | None
    written: str
    values: dict[str, Any]
    household: str | None = None
    head: bool = False
    id_verdict: IdState = IdState.MISSING
    upgraded: str | None = None
    phones: tuple[str, ...] = ()
    member: dict[str, Any] | None = None
    again: Place | None = None
    cells: tuple[Any, ...] = ()

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return (self.sheet, self.row)


@dataclass(frozen=True)
class ReadHousehold:
    """A household as the rows of the file make it up; ``key`` is its group and number.

    ``numbered``: the number stands in the file; else it was counted out, and the
    ``owner``, whom the column of heads names, tells it.
    """

    key: str
    number: str
    group: str
    head: str | None
    sheet: str
    rows: tuple[int, ...]
    categories: tuple[str, ...] = ()
    address: str | None = None
    numbered: bool = True
    owner: str = ""


@dataclass(frozen=True)
class RosterReading:
    """Everything read from one file; ``ignored`` are the rows that are no people, and why.

    ``of_members``: it is a list of the party's members.
    """

    file: str
    sheets: tuple[ReadSheet, ...]
    people: tuple[ReadPerson, ...]
    households: tuple[ReadHousehold, ...]
    findings: tuple[ReadFinding, ...]
    ignored: tuple[tuple[str, int, str], ...] = ()
    of_members: bool = False

    @cached_property
    def held(self) -> frozenset[Place]:
        """The rows with an error: they are not taken until it is answered."""
        return held_rows(self.findings)


def held_rows(
    findings: tuple[ReadFinding, ...], settled: Collection[tuple[Place, str]] = ()
) -> frozenset[Place]:
    """The rows of every finding that is an error, but for those that are ``settled``."""
    return frozenset(
        (each.sheet, each.row) for each in findings
        if each.level == Level.ERROR and each.row
        and not (((each.sheet, each.row), each.code) in settled
                 and each.code in EMPTIED | TAKEN_ALL_THE_SAME)
    )


# ── a cell that is filled in so that it isn't blank ──────────────────────────


@cache
def _nothing() -> frozenset[str]:
    table = tomllib.loads(resource("imports/lines.toml").read_text(encoding="utf-8"))
    return frozenset(table["nothing"])


def is_nothing(written: object) -> bool:
    """Whether a cell says that there is nothing to say: blank, 无, —."""
    said = "" if written is None else unicodedata.normalize("NFKC", str(written))
    return "".join(said.split()) in _nothing()


# ── headings explained once ──────────────────────────────────────────────────


LAYOUTS = "导入时认过的表头"
ROSTER = "roster"


def _place(kind: str) -> str:
    return LAYOUTS if kind == ROSTER else f"{LAYOUTS}：{kind}"


def remembered_layouts(store: Store, kind: str = ROSTER) -> tuple[Layout, ...]:
    """The layouts the secretary corrected, for every sheet of the kind met so far."""
    kept = setting(store, _place(kind), {})
    return tuple(
        Layout("", tuple(each["header_rows"]), 0, 0, each["columns"], name)
        for name, each in kept.items()
    )


def remember_layout(store: Store, layout: Layout, kind: str = ROSTER) -> None:
    """Keep a corrected layout for the next list of the kind whose head is worded so."""
    kept = setting(store, _place(kind), {})
    kept[layout.fingerprint] = {
        "header_rows": list(layout.header_rows), "columns": layout.columns,
    }
    set_setting(store, _place(kind), kept)
