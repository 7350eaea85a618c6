"""A return as it left the village, frozen, and what has changed in it since, line by line."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import repeat
from typing import Any

from models.values import kinds
from models.values.kinds import Field, Kind, show_decimal
from models.values.privacy import NUMBERS, Privacy, mask
from models.values.sheet import Column, Ref, Row, Sheet
from models.values.traces import numbers_masked

TOTAL = "合计"


@dataclass(frozen=True)
class Difference:
    """One place where today's figures are not those that were sent.

    ``line`` names the row by its first words, 合计 for the total; ``column`` is blank where a
    whole line came or went.
    """

    line: str
    column: str
    sent: str
    now: str

    @property
    def place(self) -> str:
        """党小组会 实到人次; a whole line by its name."""
        return f"{self.line} {self.column}".strip()

    @property
    def sentence(self) -> str:
        """党小组会 实到人次：报出时 12，现在 11."""
        if not self.column:
            return f"{self.line}：报出时没有，现在有。" if self.now else \
                f"{self.line}：报出时有，现在没有。"
        return f"{self.place}：报出时 {self.sent or '空'}，现在 {self.now or '空'}。"


def frozen(sheet: Sheet) -> str:
    """A sheet as it left the village, as JSON: the words shown, and the record each line is of."""
    return json.dumps({
        "code": sheet.code, "columns": [each.label for each in sheet.columns],
        "parents": [each.parent for each in sheet.columns],
        "rows": [{"ref": _ref(row), "words": _words(sheet, row.values)} for row in sheet.rows],
        "total": _words(sheet, sheet.total) if sheet.total is not None else None,
        "notes": list(sheet.notes),
    }, ensure_ascii=False)


def differences(sent: str, sheet: Sheet) -> list[Difference]:
    """Where today's ``sheet`` is not what was ``sent`` (as ``frozen`` kept it), in today's order.

    The running number is not compared, nor is a column that one of them lacks.
    """
    before = json.loads(sent)
    labels = [f"{parent}{label}" for parent, label in
              zip(before["parents"], before["columns"], strict=True)]
    matched = _Matching(before["rows"], sheet)
    found: list[Difference] = []
    for row in sheet.rows:
        words = _words(sheet, row.values)
        old = matched.take(row, words)
        if old is None:
            found.append(Difference(_name(words), "", "", _line(words)))
            continue
        found += _changed(_name(words), sheet, dict(zip(labels, old, strict=True)), words)
    for gone in matched.left:
        found.append(Difference(_name(gone), "", _line(gone), ""))
    if sheet.total is not None and before["total"] is not None:
        old_total = dict(zip(labels, before["total"], strict=True))
        found += _changed(TOTAL, sheet, old_total, _words(sheet, sheet.total))
    return found + _notes(before["notes"], sheet)


def _changed(
    line: str, sheet: Sheet, before: Mapping[str, str], words: list[str]
) -> list[Difference]:
    pairs = zip(sheet.columns, (f"{each.parent}{each.label}" for each in sheet.columns), words,
                strict=True)
    return [
        Difference(line, label, *(_told(each, said) for said in (before[label], now)))
        for each, label, now in pairs
        if label in before and label != "序号" and before[label] != now
    ]


def _told(column: Column, words: str) -> str:
    """As it may be read on the screen and on the cover: numbers of people masked."""
    privacy = column.field.privacy
    return mask(words, privacy) if privacy in NUMBERS else numbers_masked(words)


def _line(words: list[str]) -> str:
    return numbers_masked("、".join(filter(None, words[1:4])))


def _notes(before: list[str], sheet: Sheet) -> list[Difference]:
    if before == list(sheet.notes):
        return []
    return [Difference("表下说明", "文字", " ".join(before), " ".join(sheet.notes))]


class _Matching:
    """The lines sent, each taken once: by a name found once on both sides, or by record."""

    def __init__(self, sent: list[Mapping[str, Any]], sheet: Sheet) -> None:
        self._sent = list(sent)
        before = Counter(_name(each["words"]) for each in sent)
        now = Counter(_name(_words(sheet, row.values)) for row in sheet.rows)
        self._unique = {name for name in before if before[name] == now[name] == 1}

    @property
    def left(self) -> list[list[str]]:
        """The lines sent that nothing of today was matched with."""
        return [each["words"] for each in self._sent]

    def take(self, row: Row, words: list[str]) -> list[str] | None:
        """The words sent for today's row."""
        name, ref = _name(words), _ref(row)
        for each in self._sent:
            same = _name(each["words"]) == name if name in self._unique else each["ref"] == ref
            if same:
                self._sent.remove(each)
                return list(each["words"])
        return None


def _ref(row: Row) -> str:
    """The record a line is of; its words where it is of none."""
    return "{}:{}".format(*row.refs[0]) if row.refs else f"words:{row.values[1]}"


def _words(sheet: Sheet, values: tuple[Any, ...]) -> list[str]:
    return [
        "" if value is None else each.show(value)
        for each, value in zip(sheet.columns, values, strict=True)
    ]


def _name(words: list[str]) -> str:
    return next((each for each in words[1:] if each), words[0])


# ── the frozen return ────────────────────────────────────────────────────────


KINDS: dict[str, Kind] = {
    kind.name: kind for kind in vars(kinds).values() if isinstance(kind, Kind)
}
_KEPT = ("title", "unit", "measure", "when", "seal", "public", "one_page", "internal", "sensitive")


def freeze(sheet: Sheet) -> str:
    """The sheet as canonical JSON: the same sheet gives the same text, to the last character.

    Over what :func:`frozen` keeps it holds the values, the kinds of the
    columns and all the records behind every row.
    """
    kept: dict[str, Any] = json.loads(frozen(sheet))
    for said, row in zip(kept["rows"], sheet.rows, strict=True):
        said["values"] = _values(sheet, row.values)
        said["refs"] = [list(each) for each in row.refs]
    kept["kinds"] = [_kind(each) for each in sheet.columns]
    kept["figures"] = [each.numeric for each in sheet.columns]
    kept["sums"] = [each.total for each in sheet.columns]
    kept["widths"] = [each.width for each in sheet.columns]
    kept["privacy"] = [each.field.privacy.name for each in sheet.columns]
    kept["sheet"] = {name: getattr(sheet, name) for name in _KEPT}
    kept["sheet"]["made"] = sheet.made.isoformat() if sheet.made else None
    kept["sheet"]["signatures"] = list(sheet.signatures)
    kept["totals"] = _values(sheet, sheet.total) if sheet.total is not None else None
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def thaw(content: str) -> Sheet:
    """The sheet that was frozen, to be looked at, printed or compared again.

    What the program did not keep yet when it was frozen is as a new sheet has it; a value that
    was not kept is the words that were shown.
    """
    kept = json.loads(content)
    columns = _columns(kept)
    rows = [
        Row(_loaded(columns, each.get("values", each["words"])), _refs(each))
        for each in kept["rows"]
    ]
    said: dict[str, Any] = {"title": kept["code"]} | kept.get("sheet", {})
    total, made = kept.get("totals", kept.get("total")), said.get("made")
    more = {name: said[name] for name in _KEPT if name in said}
    if "signatures" in said:
        more["signatures"] = tuple(said["signatures"])
    return Sheet(
        kept["code"], columns=columns, rows=rows, notes=tuple(kept.get("notes", ())),
        total=None if total is None else _loaded(columns, total),
        made=date.fromisoformat(made) if made else None, **more,
    )


def sha256(content: str) -> str:
    """The SHA-256 of a frozen return, in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def refs_in(content: str) -> set[Ref]:
    """Every record behind a frozen return."""
    rows: Iterable[dict[str, Any]] = json.loads(content)["rows"]
    return {ref for each in rows for ref in _refs(each)}


def _columns(kept: dict[str, Any]) -> tuple[Column, ...]:
    """The columns; of what was not kept of them, what a plain column has."""
    plain = Field("")

    def each(name: str, missing: Any) -> Iterable[Any]:
        found = kept.get(name)
        return repeat(missing, len(kept["columns"])) if found is None else found

    return tuple(
        Column(Field(label, _called(kind, figures), width=width, privacy=Privacy[privacy]),
               parent, total)
        for label, kind, figures, width, privacy, parent, total in zip(
            kept["columns"], each("kinds", "text"), each("figures", False),
            each("widths", plain.width), each("privacy", plain.privacy.name),
            each("parents", ""), each("sums", False), strict=True)
    )


def _refs(row: dict[str, Any]) -> tuple[Ref, ...]:
    """The records behind a row; at least the one it is of."""
    if "refs" in row:
        return tuple((table, at) for table, at in row["refs"])
    table, _, at = row.get("ref", "").partition(":")
    return ((table, int(at)),) if table != "words" and at.isdigit() else ()


def _kind(column: Column) -> str:
    """The kind a column is kept as: what is chosen from a list is kept as its words."""
    return "text" if column.field.options is not None else column.field.kind.name


def _called(kind: str, figures: bool) -> Kind:
    """The kind of that name; one that a subject has made for itself counts or is text."""
    return KINDS.get(kind) or replace(kinds.POINTS if figures else kinds.TEXT, name=kind)


def _values(sheet: Sheet, values: tuple[Any, ...]) -> list[Any]:
    return [_value(column, value) for column, value in zip(sheet.columns, values, strict=True)]


def _value(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.field.options is not None:
        return column.show(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return show_decimal(value) if isinstance(value, Decimal) else value


def _loaded(columns: tuple[Column, ...], values: list[Any]) -> tuple[Any, ...]:
    return tuple(map(_load, columns, values))


def _load(column: Column, value: Any) -> Any:
    kind = column.field.kind
    if kind in (kinds.DAY, kinds.MOMENT) and isinstance(value, str):
        return _day(kind, value)
    if kind.numeric and isinstance(value, str):
        return _number(value)
    return value


def _day(kind: Kind, value: str) -> Any:
    try:
        return kind.load(value)
    except ValueError:
        return value


def _number(value: str) -> Any:
    return Decimal(value) if value.replace(".", "").lstrip("-").isdigit() else value
