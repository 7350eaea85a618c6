"""What is said about the places of a roster, and the same person or number twice in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from importers.sheets.grid import Grid, text
from models.intake.reading import Layout, Place, ReadFinding, ReadPerson
from models.registers.people import Person
from models.values.finding import Level
from models.values.identity import TRUSTED
from models.values.names import match_key
from models.values.privacy import Privacy, mask_id
from models.values.spreadsheet import column_letter, column_number
from models.values.traces import personal_data_in

ERRORS = frozenset({
    "id-destroyed", "name-pua-unknown", "name-placeholder", "name-missing", "name-lacking",
    "status-gone", "row-struck", "household-no-date",
})
"""Must not be stored without an answer: the row is held back."""

NOTICES = frozenset({
    "id-15", "id-missing", "id-normalised", "name-normalised", "name-mapped", "name-suffix",
    "phone-two", "age-only", "date-century", "date-partial", "hidden-column", "hidden-row",
    "hidden-sheet", "number-as-text", "household-no-normalised", "household-no-given",
    "sex-missing", "column-untaken", "person-copied", "beside",
    "row-aside",
})
"""Put right or kept as it is, and said. Everything else is a warning: asked about."""


class Report:
    """The findings of one file, kept in the order they are met."""

    def __init__(self) -> None:
        self.findings: list[ReadFinding] = []
        self._lacking: set[tuple[str, int, str]] = set()
        self._sheet, self._row, self._columns = "", 0, dict[str, str]()

    def turn_to(self, sheet: str, row: int, columns: dict[str, str]) -> None:
        """From now on speak about one row; ``columns`` tell the letters."""
        self._sheet, self._row, self._columns = sheet, row, columns

    def cell(self, code: str, column: str, value: Any, why: str, taken: str = "") -> None:
        """A finding about the cell of the current row under ``column`` (a name of the layout)."""
        letter = self._columns.get(column)
        self.add(code, self._sheet, self._row, letter, value, why, taken)

    def add(
        self, code: str, sheet: str, row: int | None, column: str | None, value: Any, why: str,
        taken: str = "",
    ) -> None:
        """A finding about any place of the file; of a cell without a value only that is said."""
        if (sheet, row, column) in self._lacking:
            return
        said = ReadFinding(
            level(code), code, sheet, row, column, shown(code, value), why, shown(code, taken)
        )
        self.findings.append(said)

    def lacking(self, grid: Grid, layout: Layout, rows: Iterable[int]) -> None:
        """Tell of every cell in these rows that has no value though something stands in it."""
        taken, name, rows = set(layout.columns.values()), layout.columns["name"], set(rows)
        for row, column in sorted(set(grid.lacking)):
            letter = column_letter(column)
            if row in rows and letter in taken:
                code = "name-lacking" if letter == name else "cell-lacking"
                why = grid.lacking[row, column]
                self.add(code, grid.name, row, letter, "", f"{why}。请在表里算好、改好再导入。")
                self._lacking.add((grid.name, row, letter))

    def in_order(self, sheets: list[str]) -> tuple[ReadFinding, ...]:
        """The findings as one reads the file: by sheet, row and column."""
        return tuple(sorted(self.findings, key=lambda each: (
            sheets.index(each.sheet), each.row or 0, column_number(each.column or "")
        )))


def level(code: str) -> str:
    """``error``, ``warning`` or ``notice``."""
    return Level.ERROR if code in ERRORS else Level.NOTICE if code in NOTICES else Level.WARNING


def shown(code: str, value: Any) -> str:
    """What stands in the cell, as it may be shown: identity numbers masked anywhere."""
    written = text(value)
    if code.startswith("id-"):
        return mask_id(written) if any(c.isdigit() for c in written) else written
    for trace in reversed(personal_data_in(written)):
        if trace.privacy is Privacy.SECRET:
            covered = mask_id(trace.written)
            written = written[: trace.start] + covered + written[trace.end :]
    return written


# ── the same one twice ───────────────────────────────────────────────────────


_SPOUSES = frozenset({"10", "11", "12"})
_FROM_ELSEWHERE = ("娘家", "原在", "原籍", "嫁", "婚入", "迁自")


def mark_duplicates(
    people: list[ReadPerson], layouts: dict[str, Layout], report: Report
) -> list[ReadPerson]:
    """Tell of every number used twice; the same person again is marked with the row held already.

    Somebody who married keeps standing on the old list: the row in the new household, as a spouse
    or with 娘家 in the remarks, is the one that is *again*. A number under two names belongs to the
    户主 sooner than to another.
    """
    first: dict[str, int] = {}
    marked = list(people)
    for at, person in enumerate(people):
        number = person.upgraded or person.values.get("id_number")
        if not number or person.id_verdict not in TRUSTED:
            continue
        if number not in first:
            first[number] = at
            continue
        one, other = people[first[number]], person
        same = _same_name(one, other)
        original, later = _in_order(one, other, same)
        repeated = at
        if later is one:
            repeated, first[number] = first[number], at
        if same:
            marked[repeated] = replace(later, again=original.place)
        _say(original, later, same, layouts, report)
    return marked


def _same_name(one: ReadPerson, other: ReadPerson) -> bool:
    return bool(one.name and other.name and match_key(one.name) == match_key(other.name))


def _in_order(one: ReadPerson, other: ReadPerson, same: bool) -> tuple[ReadPerson, ReadPerson]:
    """The row to keep and the row to ask about."""
    earlier_again = _came_from_elsewhere(one) and not _came_from_elsewhere(other)
    earlier_doubtful = other.head and not one.head
    return (other, one) if (earlier_again if same else earlier_doubtful) else (one, other)


def _came_from_elsewhere(person: ReadPerson) -> bool:
    note = person.values.get("note") or ""
    return person.values.get("relation") in _SPOUSES or any(w in note for w in _FROM_ELSEWHERE)


def _say(
    original: ReadPerson, later: ReadPerson, same: bool, layouts: dict[str, Layout], report: Report
) -> None:
    where = f"“{original.sheet}”第 {original.row} 行"
    why = (
        f"与{where}是同一个人（同名同号），只记一次。请核对此人在哪一户。" if same
        else f"与{where}的身份证号相同而姓名不同，必有一个写错。请核对户口簿。"
    )
    report.turn_to(later.sheet, later.row, layouts[later.sheet].columns)
    report.cell("id-duplicate", "id_number", later.values["id_number"], why)


# ── a working copy of a sheet ────────────────────────────────────────────────


Mark = tuple[str, str, str]
"""What two rows of one person have alike without an ID number: 户号, name, relation."""


def copied_sheets(marks: Mapping[str, list[Mark]]) -> dict[str, str]:
    """Sheet → the earlier one it is a copy of: most of its rows stand there as well."""
    found: dict[str, str] = {}
    names = list(marks)
    for at, name in enumerate(names):
        mine = marks[name]
        for earlier in names[:at]:
            theirs = set(marks[earlier])
            if mine and sum(each in theirs for each in mine) * 5 >= len(mine) * 3:
                found[name] = found.get(earlier, earlier)
                break
    return found


def mark_copies(
    people: list[ReadPerson], marks: Mapping[Place, Mark], copies: Mapping[str, str],
    layouts: Mapping[str, Layout], report: Report,
) -> list[ReadPerson]:
    """Mark the rows of a copied sheet whose person stands on the sheet it was made of."""
    first = {(each.sheet, marks[each.place]): each for each in people if each.place in marks}
    marked = []
    for each in people:
        origin = copies.get(each.sheet)
        mark = marks.get(each.place)
        original = first.get((origin, mark)) if origin and mark else None
        if original is not None and each.again is None:
            differ = _differ(original, each)
            where = f"与“{original.sheet}”第 {original.row} 行是同一个人（同户号、同姓名、同关系）"
            why = f"{where}，像是抄出来的副本，只记一次。"
            code = "person-copied"
            if differ:
                code = "copy-differs"
                why += f"两处的{'、'.join(differ)}不同，按前一张记，请核对。"
            report.turn_to(each.sheet, each.row, layouts[each.sheet].columns)
            report.cell(code, "name", each.written, why)
            each = replace(each, again=original.place)
        marked.append(each)
    return marked


def _differ(one: ReadPerson, other: ReadPerson) -> list[str]:
    """The labels of what both rows say, each otherwise."""
    return [Person.field(name).label for name, value in other.values.items()
            if value and one.values.get(name) != value]
