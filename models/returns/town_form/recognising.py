"""Recognising a town's form: what its lines are, and which fact each heading asks for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from models.figures.catalogue import plain
from models.figures.liaison import OTHER
from models.returns.facts.catalogue import every_heading
from models.returns.facts.fact import FormSubject
from models.returns.facts.village import VILLAGE
from models.returns.town_form.form_map import FormMap, PageMap
from models.returns.town_form.page import FormPage, FormTable, find_table, path, ref
from models.returns.town_form.words import Vocabulary, split_span
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.spreadsheet import column_letter

SERIAL = "serial"
"""The meaning of 序号: the program counts on."""

_SERIALS = frozenset({"序号", "序", "顺序号", "NO", "行号", "编序"})
_BY_HAND = re.compile("签字|签名|签章|盖章|手印|备注|照片|签收")
_ORDER = re.compile(r"按(.{2,60}?)的?(?:次序|顺序)")
_ABOUT_HOMES = frozenset({"visit", "household", "person", "pairing"})
_TITLED, _LEAST = 1.5, 2


@dataclass(frozen=True)
class PageFound:
    """What was found on one sheet. ``unknown`` are headings nothing is known for (新指标).

    ``labels`` maps a row printed on the form to its label, for subjects whose lines it prints.
    """

    page: FormPage
    mapped: PageMap
    table: FormTable | None = None
    headings: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    labels: dict[int, str] = field(default_factory=dict)
    inline: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormFound:
    """A recognised form; ``above`` are the words that tell its period."""

    map: FormMap
    pages: tuple[PageFound, ...]
    above: tuple[str, ...]

    @property
    def unknown(self) -> list[str]:
        """Every heading nothing is known for, as it is written on the form."""
        return [each for found in self.pages for each in found.unknown]

    @property
    def letters(self) -> dict[str, dict[str, str]]:
        """Sheet → heading → the letter of its column."""
        return {found.page.name: {said: at for at, said in found.headings.items()}
                for found in self.pages}


def recognise(pages: Sequence[FormPage], known: Sequence[FormSubject]) -> FormFound:
    """What a form asks for, sheet by sheet; ``known`` are the subjects of this village."""
    found = [each for each in (_page(page, known) for page in pages) if each is not None]
    above = [text for each in found for text in _above(each)]
    title = next((text for each in found for _, _, text in each.page.texts(1, 1)), "")
    words = [f"{each.page.name}\t{plain(said)}" for each in found
             for said in (*each.headings.values(), *sorted(each.mapped.cells))]
    fingerprint = hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
    mapped = FormMap(fingerprint, title, tuple(each.mapped for each in found))
    return FormFound(mapped, tuple(found), tuple(above))


def _above(found: PageFound) -> Iterator[str]:
    """The title, the lines above the table and the name of the sheet."""
    yield found.page.name
    last = found.table.head[0] - 1 if found.table else found.page.height
    for _, _, text in found.page.texts(1, last):
        yield text


@cache
def _leaves() -> frozenset[str]:
    parts = (part for each in every_heading() for part in each.split("/"))
    return frozenset(map(plain, parts)) | _SERIALS


def is_heading(text: str) -> bool:
    """Whether a word is a heading of anything the ledger knows, or speaks of a time."""
    word = plain(text)
    span, rest = split_span(word)
    return word in _leaves() or rest in _leaves() or (span is not None and not rest)


def _page(page: FormPage, known: Sequence[FormSubject]) -> PageFound | None:
    table = find_table(page, is_heading)
    lines = _lines(page, table, known) if table else None
    if lines is None:
        table, lines = None, PageFound(page, PageMap(page.name))
    cells, inline = _cells(page, table), _inline(page, table)
    if not (cells or lines.mapped.columns):
        return None
    mapped = PageMap(page.name, lines.mapped.subject, lines.mapped.columns, cells,
                     lines.mapped.kinds, lines.mapped.only)
    return PageFound(page, mapped, table, lines.headings, lines.unknown, lines.labels, inline)


# ── the table ────────────────────────────────────────────────────────────────


def _lines(page: FormPage, table: FormTable, known: Sequence[FormSubject]) -> PageFound | None:
    paths = {column: path(page, table, column)
             for column in range(table.columns[0], table.columns[1] + 1)}
    title = "".join(text for _, _, text in page.texts(1, table.head[0] - 1))
    best: tuple[float, FormSubject, dict[int, str]] | None = None
    for subject in known:
        words = Vocabulary(subject.facts)
        found = {column: name for column, said in paths.items() if (name := words.find(said))}
        score = len(found) + _TITLED * any(word in title for word in subject.title)
        if len(found) >= _LEAST and _fits(page, table, subject) and (
            best is None or score > best[0]
        ):
            best = (score, subject, found)
    if best is None:
        return None
    _, subject, found = best
    return _read(page, table, paths, title, subject, found)


def _fits(page: FormPage, table: FormTable, subject: FormSubject) -> bool:
    """Whether the printed lines are this subject's: those it prints, or none."""
    printed = sum(bool(_label(page, table, row)) for row in table.rows) * 2 > len(table.rows)
    if subject.find is None:
        return not printed or bool(subject.keys)
    return printed or subject.code == "meeting-kind"


def _label(page: FormPage, table: FormTable, row: int) -> str:
    """The words a line was printed with: the first that are no number."""
    for column in range(table.columns[0], table.columns[1] + 1):
        text = page.text(row, column)
        if text and not text.replace(".", "").isdigit():
            return text
    return ""


def _read(
    page: FormPage, table: FormTable, paths: dict[int, list[str]], title: str, subject: FormSubject,
    found: dict[int, str],
) -> PageFound:
    columns: dict[str, str] = {}
    unknown: list[str] = []
    for column, said in paths.items():
        cells = [page.at(row, column) for row in table.rows]
        if not said or all(cell.formula for cell in cells):
            continue
        leaf = plain(said[-1])
        if leaf in _SERIALS:
            columns[column_letter(column)] = SERIAL
        elif column in found:
            columns[column_letter(column)] = found[column]
        elif not _BY_HAND.search(leaf) and any(cell.blank for cell in cells):
            unknown.append("/".join(said))
    kinds = _kinds(page, columns)
    only = _about(title) if subject.code in _ABOUT_HOMES else ()
    labels = {row: label for row in table.rows if (label := _label(page, table, row))}
    mapped = PageMap(page.name, subject.code, columns, {}, kinds, only)
    headings = {column_letter(column): "/".join(said) for column, said in paths.items() if said}
    return PageFound(page, mapped, table, headings, tuple(unknown), labels)


def _kinds(page: FormPage, columns: dict[str, str]) -> tuple[str, ...]:
    """In which order a household of several categories is counted once.

    As the form's own note says, else as its columns stand.
    """
    counted = [name.partition("@")[0].removeprefix("links.") for name in columns.values()
               if name.startswith("links.") and not name.startswith(f"links.{OTHER}")]
    for _, _, text in page.texts(1, page.height):
        said = _ORDER.search(text)
        told = [code for word in re.split(r"[、，,；;\s]+", said[1]) if word
                if (code := HOUSEHOLD_CATEGORY.read(word))] if said else []
        if len(told) > 1:
            return (*told, *(code for code in counted if code not in told))
    return tuple(counted)


def _about(title: str) -> tuple[str, ...]:
    """The categories of household a title names: 脱贫户、监测户走访登记表."""
    found = []
    for each in HOUSEHOLD_CATEGORY:
        words = [word for word in (each.label, *each.aliases)
                 if len(word) > 2 and word[-1] in "户象庭"]
        if each.code != "YB" and any(word in title for word in words):
            found.append(each.code)
    return tuple(found)


# ── single cells ─────────────────────────────────────────────────────────────


def _cells(page: FormPage, table: FormTable | None) -> dict[str, str]:
    """Blank cells beside or below a label: where → fact."""
    words = Vocabulary(VILLAGE)
    found: dict[str, str] = {}
    for row, column, text in page.texts(1, page.height):
        if table is not None and table.covers(row):
            continue
        name = words.find([text.rstrip("：: ")]) if len(text) <= 30 else None
        place = _beside(page, row, column, table) if name else None
        if name and place and place not in found:
            found[place] = name
    return found


def _beside(page: FormPage, row: int, column: int, table: FormTable | None) -> str | None:
    """The blank cell a label is for: the one to its right, else the one below."""
    top, left, bottom, right = page.area(row, column)
    for at, to in ((top, right + 1), (bottom + 1, left)):
        inside = table is not None and table.covers(at)
        if page.prepared(at, to) and page.free(at, to) and not inside:
            return ref(at, to)
    return None


def _inline(page: FormPage, table: FormTable | None) -> tuple[str, ...]:
    """The lines above the table whose blanks are put in after their words."""
    last = table.head[0] - 1 if table else 5
    return tuple(
        ref(row, column) for row, column, text in page.texts(1, last)
        if ("：" in text or ":" in text or re.search(r"[\s_＿]年", text))
        and not page.at(row, column).rich and not page.at(row, column).formula
    )


