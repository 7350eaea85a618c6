"""Recognising a town's form: what its lines are, and which fact each heading asks for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

from models.figures.catalogue import plain
from models.figures.composed import Mark
from models.figures.meetings import HELD
from models.returns.facts.catalogue import every_heading
from models.returns.facts.fact import FormSubject
from models.returns.facts.village import WHOLE
from models.returns.town_form.form_map import FormMap, PageMap
from models.returns.town_form.identity import CARDS, IDENTITY, identified, names_one, once
from models.returns.town_form.limits import limits_noted, limits_of
from models.returns.town_form.notes import (
    homes_about,
    kinds_in_order,
    lines_meant,
    order_of,
    with_base,
)
from models.returns.town_form.page import (
    BOXES,
    FormPage,
    FormTable,
    find_table,
    label_of,
    of_which,
    path,
    ref,
)
from models.returns.town_form.phrases import flat, taken_apart
from models.returns.town_form.sentences import TEXT_PAGE, asks, facts_in, unknown_in
from models.returns.town_form.single_cells import (
    BY_HAND,
    CellsFound,
    find_cells,
    letters_of,
    notes_of,
)
from models.returns.town_form.ways import ticked, way_of
from models.returns.town_form.words import Vocabulary, split_span
from models.values.spreadsheet import cell_place, column_letter

SERIAL = "serial"
"""The meaning of 序号: the program counts on."""

_SERIALS = frozenset({"序号", "序", "顺序号", "NO", "行号", "编序"})
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
    beside: dict[str, str] = field(default_factory=dict)
    """Cell → the labels beside it."""
    close: str = ""
    """Another subject that the table may be about just as well."""
    unsorted: str = ""
    """The order a note asks for that is not understood."""


@dataclass(frozen=True)
class FormFound:
    """A recognised form; ``above`` are the words that tell its period."""

    map: FormMap
    pages: tuple[PageFound, ...]
    above: tuple[str, ...]
    foreign: tuple[str, ...] = ()
    """Where nothing was recognised: the title and the headings, for the refusal."""
    card: str = ""
    """The subject it looks like a card of, where nobody said whom it is filled once for."""
    guessed: FormMap | None = None
    """What the program found by itself, where somebody has said more."""

    @property
    def unknown(self) -> list[str]:
        """Every heading nothing is known for, as it is written on the form."""
        return [each for found in self.pages for each in found.unknown]

    @property
    def letters(self) -> dict[str, dict[str, str]]:
        """Sheet → heading → the letter of its column."""
        return {found.page.name: {said: at for at, said in found.headings.items()}
                for found in self.pages}


def recognise(
    pages: Sequence[FormPage], known: Sequence[FormSubject], each: str = ""
) -> FormFound:
    """What a form asks for, sheet by sheet; ``known`` are the subjects of this village.

    :param each: the subject it is a card of, filled once for each of its lines.
    """
    of = next((one for one in known if one.code == each), WHOLE)
    found = [one for one in (_page(page, known, of) for page in pages) if one is not None]
    above = [text for one in found for text in _above(one)]
    title = next((text for one in found for _, _, text in one.page.texts(1, 1)), "")
    if not each and not any(one.inline or one.mapped.cells or one.mapped.columns for one in found):
        found = []
    words = [f"{one.page.name}\t{plain(said)}" for one in found
             for said in (*one.headings.values(), *sorted(one.mapped.cells))]
    fingerprint = hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
    mapped = FormMap(fingerprint, title, tuple(one.mapped for one in found), each=each)
    tables = {one.page.name: one.table for one in found}
    asked = any(one.mapped.cells for one in found)
    return FormFound(mapped, tuple(found), tuple(above), () if found else tuple(_asked_for(pages)),
                     "" if each or asked else _card_of(pages, tables, known))


_Tables = Mapping[str, FormTable | None]  # the name of a page → the list on it


def _card_of(
    pages: Sequence[FormPage], tables: _Tables, known: Sequence[FormSubject]
) -> str:
    """The subject that a form looks like a card of, by its labels and its title; '' for none."""
    title = "".join(text for page in pages[:2] for *_, text in page.texts(1, 1))
    tried = []
    for subject in (each for code in CARDS for each in known if each.code == code):
        names = _asked_of(pages, tables, subject)
        named = any(word in title for word in subject.title)
        if len(names) >= _LEAST and names_one(subject.code, names):
            tried.append((len(names) + _TITLED * named, subject.code))
    return max(tried, default=(0, ""), key=lambda each: each[0])[1]


def _asked_of(
    pages: Sequence[FormPage], tables: _Tables, subject: FormSubject
) -> list[str]:
    """The facts that the labels of a card ask of one line of a subject."""
    words = Vocabulary(subject.facts, subject)
    said = [name for page in pages for name in (
        (each for *_, text in page.texts(1, page.height) for each in facts_in(text, words))
        if page.name == TEXT_PAGE else
        find_cells(page, tables.get(page.name), subject).facts.values())]
    return list(dict.fromkeys(each.partition("@")[0] for each in said))


def recognised_as(form: FormFound, told: Mapping[str, FormSubject]) -> FormFound:
    """The form where somebody said what the lines of a sheet are: its own guesses are gone."""
    pages = []
    for found in form.pages:
        subject, table = told.get(found.page.name), found.table
        if subject is not None and subject.code != found.mapped.subject:
            table = table or find_table(found.page, is_heading)
            lines = table and _lines(found.page, table, [subject], told=True)
            found = replace(lines, table=table, inline=found.inline) if lines else found
        pages.append(found)
    mapped = replace(form.map, pages=tuple(each.mapped for each in pages))
    return replace(form, map=mapped, pages=tuple(pages))


def _asked_for(pages: Sequence[FormPage]) -> Iterator[str]:
    """The title of a form and the widest row of its words."""
    for page in pages[:1]:
        rows = [[text for _, _, text in page.texts(row, row)] for row in range(1, page.height + 1)]
        if rows:
            yield from dict.fromkeys([*rows[0][:1], *max(rows, key=len)[:8]])


def _above(found: PageFound) -> Iterator[str]:
    """The title, the lines above the table and the name of the sheet."""
    yield found.page.name
    yield from found.page.around[:4]
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
    if word in _leaves() or rest in _leaves() or (span is not None and not rest):
        return True
    phrase = taken_apart([text])
    return bool(phrase.marks) and not phrase.unknown


def _page(
    page: FormPage, known: Sequence[FormSubject], of: FormSubject
) -> PageFound | None:
    if page.name == TEXT_PAGE:
        return _text(page, of)
    if of is not WHOLE:  # the lists on a card are of whom it is about
        known = [each for each in known if of.code in each.within]
    table = find_table(page, is_heading)
    lines, within = _lines(page, table, known, of) if table else None, None
    crossed = find_cells(page, None, of) if table else None
    if lines is not None and crossed and table and _is_cross(lines, crossed, table) and (
            of is WHOLE or lines.labels):
        lines = None
    if lines is None:
        within = table if table and _is_list(page, table) else None
        table, lines = None, PageFound(page, PageMap(page.name))
    found, inline = find_cells(page, table or within, of), _inline(page, table or within)
    named = found.unknown and (of is not WHOLE or page.around)
    if not (found.facts or lines.mapped.columns or named):
        return None
    only = lines.mapped.only or _about(page, 1, of)
    mapped = replace(lines.mapped, cells=found.facts, ways=lines.mapped.ways | found.ways,
                     only=only)
    return replace(lines, mapped=mapped, table=table, inline=inline,
                   beside=found.said | found.unknown,
                   unknown=(*lines.unknown, *dict.fromkeys(found.unknown.values())))


def _titles(page: FormPage, last: int) -> list[str]:
    """What is right above a page, its title and its first rows; boxes say what there can be."""
    said = [*page.around[1::-1], *(text for *_, text in page.texts(1, last))]
    return [each for each in said if not BOXES.search(each)]


def _about(page: FormPage, last: int, subject: FormSubject) -> tuple[str, ...]:
    """Which of its subject's lines a page is about, by its title or its notes."""
    said = _titles(page, last)
    homes = homes_about("".join(said), page) if subject.code in _ABOUT_HOMES else ()
    return homes or limits_of(said, subject) or limits_noted(lines_meant(page), subject)


def _text(page: FormPage, of: FormSubject) -> PageFound | None:
    """The text round the tables of a document: its lines with blanks and boxes."""
    lines = {ref(row, column): text for row, column, text in page.texts(1, page.height)
             if asks(text)}
    words = Vocabulary(of.facts, of)
    unknown = [each for text in lines.values()
               for each in unknown_in(text, words, card=of is not WHOLE)]
    return PageFound(page, PageMap(page.name), inline=tuple(lines),
                     unknown=tuple(dict.fromkeys(unknown)))


def _is_list(page: FormPage, table: FormTable) -> bool:
    """Whether a table is lines to be filled that nothing tells apart: its cells ask for nothing by
    themselves."""
    return len(table.rows) > 1 and not any(label_of(page, table, row) for row in table.rows)


def _is_cross(lines: PageFound, crossed: CellsFound, table: FormTable) -> bool:
    """Whether more is known of the single cells of a table than of its columns."""
    inside = [at for at in crossed.facts if table.first <= cell_place(at).row <= table.last]
    columns = {letters_of(at) for at in inside}
    meant = [each for each in lines.mapped.columns.values() if each not in ("", SERIAL)]
    return len(columns) > max(0, len(meant) - 1) and len(inside) >= len(columns)


# ── the table ────────────────────────────────────────────────────────────────


class _Fitting(NamedTuple):
    score: float
    subject: FormSubject
    found: dict[int, str]


def _lines(
    page: FormPage, table: FormTable, known: Sequence[FormSubject], of: FormSubject = WHOLE, *,
    told: bool = False,
) -> PageFound | None:
    """The columns of a table for the subject that fits; ``told``: somebody said it is this one."""
    paths = {column: path(page, table, column)
             for column in range(table.columns[0], table.columns[1] + 1)}
    title = "".join(_titles(page, table.head[0] - 1))
    ways = {column: _way(page, table, column, said) for column, said in paths.items() if said}
    tried: list[_Fitting] = []
    notes = notes_of(page)
    based, within = ({column: with_base(said, notes) for column, said in some.items()}
                     for some in (paths, of_which(paths)))
    asked = [column for column, said in paths.items() if said and plain(said[-1]) not in _SERIALS]
    for subject in known:
        words = Vocabulary(subject.facts, subject)
        found = {column: name for column, said in based.items() if said and (
            name := words.find(within.get(column, ())) or words.find(said, ticked=ticked(
                said, ways[column], _options(page, table, column))))}
        found = once(found, subject)
        first = subject.code != Mark.VILLAGE or asked[0] in found  # 网格员: no line of the village
        if told or (len(found) >= _LEAST and first and identified(subject, found, of)
                    and _fits(page, table, subject, found)):
            score = len(found) + _TITLED * any(word in title for word in subject.title) + (
                2 * _TITLED * (len(IDENTITY.get(subject.code, ())) - 1))
            tried.append(_Fitting(score, subject, found))
    if not tried:
        return None
    best = max(tried, key=lambda each: each.score)
    close = next((each.subject.label for each in tried if each is not best
                  and best.score - each.score < 1), "")
    read = _read(page, table, paths, best.subject, best.found, ways, told=told)
    return replace(read, close=close) if read else None


def _options(page: FormPage, table: FormTable, column: int) -> tuple[str, ...]:
    check = page.check(table.last, column)
    return check.options if check else ()


def _way(page: FormPage, table: FormTable, column: int, said: list[str]) -> str:
    cells = [page.at(table.last, column)]
    return way_of(said, cells, _options(page, table, column), _example(page, table, column),
                  notes_of(page))


def _example(page: FormPage, table: FormTable, column: int) -> str:
    """What the line of the example says in a column; '' where the form has none."""
    for row in table.rows:
        marks = [flat(page.text(row, each)) for each in range(table.columns[0],
                                                              table.columns[0] + 2)]
        if any(mark in ("例", "示例", "样例", "例如", "填写示例") for mark in marks):
            return page.text(row, column)
    return ""


def _fits(
    page: FormPage, table: FormTable, subject: FormSubject, found: dict[int, str]
) -> bool:
    """Whether the printed lines are this subject's: those it prints, or none.

    Kinds of meeting that are not printed are lines only where their number is asked for: without,
    each line is a meeting.
    """
    printed = sum(bool(label_of(page, table, row)) for row in table.rows) * 2 > len(table.rows)
    if subject.code == Mark.MEETING_KIND and not printed:
        return HELD.code in {name.partition("@")[0] for name in found.values()}
    if subject.find is None:
        return not printed or bool(subject.keys)
    return printed or subject.code in (Mark.MEETING_KIND, Mark.GROUP)


def _read(
    page: FormPage, table: FormTable, paths: dict[int, list[str]], subject: FormSubject,
    found: dict[int, str], ways: dict[int, str], *, told: bool,
) -> PageFound | None:
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
        elif not BY_HAND.search(leaf) and any(cell.blank for cell in cells):
            unknown.append("/".join(said))
    if not told and len(unknown) * 2 > len(unknown) + len(found) and len(unknown) > 1:
        return None  # more is asked for that nobody knows than is known: it is about others
    kinds = kinds_in_order(page, columns)
    only = _about(page, table.head[0] - 1, subject)
    labels = {row: label for row in table.rows if (label := label_of(page, table, row))}
    headings = {column_letter(column): "/".join(said) for column, said in paths.items() if said}
    order, unsorted = order_of(page, subject, {
        paths[column][-1]: name for column, name in found.items()})
    mapped = PageMap(page.name, subject.code, columns, {}, kinds, only, {
        column_letter(at): way for at, way in ways.items() if way}, order)
    return PageFound(page, mapped, table, headings, tuple(unknown), labels, unsorted=unsorted)


def _inline(page: FormPage, table: FormTable | None) -> tuple[str, ...]:
    """The lines above the table whose blanks are put in after their words."""
    last = table.head[0] - 1 if table else 5
    return tuple(
        ref(row, column) for row, column, text in page.texts(1, last)
        if ("：" in text or ":" in text or re.search(r"[\s_＿]年", text))
        and not page.at(row, column).rich and not page.at(row, column).formula
    )


