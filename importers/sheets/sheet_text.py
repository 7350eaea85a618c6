"""How much an .xlsx says in all: one long text told in every cell fills the memory, not the file.

A cell only names its text by number, so that a file of a few kilobytes can say gigabytes.
"""

from __future__ import annotations

from importers.sheets.archive import Bundle
from importers.sheets.sheet_xml import local, parse, sheet_parts

MOST_TEXT = 32_000_000
"""Characters in all the cells together."""


def says_too_much(archive: Bundle) -> bool:
    """Whether the cells together say more than :data:`MOST_TEXT` characters."""
    part = _texts_part(archive)
    if part is None:
        return False
    lengths = _lengths(archive, part)
    size = max(lengths, default=0)
    return size > MOST_TEXT or size * _most_cells(archive) > MOST_TEXT < _said(archive, lengths)


def _texts_part(archive: Bundle) -> str | None:
    targets: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("Type", "").endswith("/sharedStrings"):
            target = attributes.get("Target", "")
            targets.append(target.lstrip("/") if target.startswith("/") else f"xl/{target}")

    parse(archive, "xl/_rels/workbook.xml.rels", start)
    return next((each for each in targets if each in archive.namelist()), None)


def _lengths(archive: Bundle, part: str) -> list[int]:
    """How long every text of the workbook is, by its number."""
    lengths: list[int] = []

    def start(name: str, _: dict[str, str]) -> None:
        if local(name) == "si":
            lengths.append(0)

    def words(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    parse(archive, part, start, words=words)
    return lengths


def _most_cells(archive: Bundle) -> int:
    """As many cells as the sheets can hold at most, by the size of their XML."""
    shortest = len('<c t="s"><v>0</v></c>')
    parts = sheet_parts(archive).values()
    return sum(archive.getinfo(each).file_size for each in parts) // shortest


def _said(archive: Bundle, lengths: list[int]) -> int:
    """Characters the cells say by number, all sheets together."""
    said, inside, number = 0, False, ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if local(name) == "c":
            inside = attributes.get("t") == "s"

    def words(text: str) -> None:
        nonlocal number
        if inside:
            number += text

    def end(name: str) -> None:
        nonlocal said, number
        if local(name) == "c":
            at = int(number) if number.strip().isdecimal() else len(lengths)
            said += lengths[at] if at < len(lengths) else 0
            number = ""
            if said > MOST_TEXT:
                raise _Enough

    try:
        for part in sheet_parts(archive).values():
            parse(archive, part, start, end, words)
    except _Enough:
        pass
    return said


class _Enough(Exception):
    """It has said more than it may; nobody has to hear the rest."""
