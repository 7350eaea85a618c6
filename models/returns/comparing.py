"""What has changed in a return since it was sent: said line by line, never changed in silence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.values.sheet import Row, Sheet


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
    def sentence(self) -> str:
        """党小组会 实到人次：报出时 12，现在 11."""
        if not self.column:
            return f"{self.line}：报出时没有，现在有。" if self.now else \
                f"{self.line}：报出时有，现在没有。"
        return f"{self.line} {self.column}：报出时 {self.sent or '空'}，现在 {self.now or '空'}。"


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
            found.append(Difference(_name(words), "", "", "、".join(filter(None, words[1:4]))))
            continue
        found += _changed(_name(words), sheet, dict(zip(labels, old, strict=True)), words)
    for gone in matched.left:
        found.append(Difference(_name(gone), "", "、".join(filter(None, gone[1:4])), ""))
    if sheet.total is not None and before["total"] is not None:
        old_total = dict(zip(labels, before["total"], strict=True))
        found += _changed("合计", sheet, old_total, _words(sheet, sheet.total))
    return found + _notes(before["notes"], sheet)


def _changed(
    line: str, sheet: Sheet, before: Mapping[str, str], words: list[str]
) -> list[Difference]:
    pairs = zip((f"{each.parent}{each.label}" for each in sheet.columns), words, strict=True)
    return [
        Difference(line, label, before[label], now) for label, now in pairs
        if label in before and label != "序号" and before[label] != now
    ]


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
