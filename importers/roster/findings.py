"""What is said about the places of a roster: how heavy each finding weighs, and who keeps them."""

from __future__ import annotations

from typing import Any

from importers.sheets.sheet_xml import column_number
from importers.sheets.workbook import text
from models.intake.reading import Finding
from models.values.privacy import Privacy, mask_id, personal_data_in

ERRORS = frozenset({"id-destroyed", "name-pua-unknown", "name-placeholder", "name-missing"})
"""Must not be stored without an answer: the row is held back."""

NOTICES = frozenset({
    "id-15", "id-missing", "id-normalised", "name-normalised", "name-mapped", "name-suffix",
    "phone-two", "age-only", "date-century", "date-partial", "hidden-column", "hidden-row",
    "hidden-sheet", "number-as-text", "household-no-normalised", "household-no-given",
    "sex-missing",
})
"""Put right or kept as it is, and said. Everything else is a warning: asked about."""


class Report:
    """The findings of one file, kept in the order they are met."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
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
        """A finding about any place of the file."""
        said = Finding(
            level(code), code, sheet, row, column, shown(code, value), why, shown(code, taken)
        )
        self.findings.append(said)

    def in_order(self, sheets: list[str]) -> tuple[Finding, ...]:
        """The findings as one reads the file: by sheet, row and column."""
        return tuple(sorted(self.findings, key=lambda each: (
            sheets.index(each.sheet), each.row or 0, column_number(each.column or "")
        )))


def level(code: str) -> str:
    """``error``, ``warning`` or ``notice``."""
    return "error" if code in ERRORS else "notice" if code in NOTICES else "warning"


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
