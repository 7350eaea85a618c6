"""The town's own Word form, filled in place: words into its blanks, everything else as it came."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from io import BytesIO
from zipfile import ZipFile

from exporters.word_pages import again, copied
from exporters.workbook.cells import legal
from models.returns.town_form.filling import Filled, FilledForm
from models.returns.town_form.sentences import TEXT_PAGE
from models.returns.town_form.writing import Written, write_day
from models.values.kinds import show_decimal
from models.values.markup import Element, first, made, put_words, written
from models.values.spreadsheet import cell_place
from models.values.word_document import (
    Blank,
    Cell,
    body_of,
    cells_of,
    drop_placeholder,
    inside,
    is_placeholder,
    main_part,
    opened,
    paragraphs_of,
    read_document,
    runs_of,
    said,
    texts_of,
    words_of,
)


# Only the main part is written anew; headers, footers, styles and pictures stay byte for byte.
def fill_document(blank: Blank, forms: Sequence[FilledForm]) -> bytes:
    """The document with its values, a card once for each, page after page."""
    filled = BytesIO()
    with ZipFile(opened(blank)) as archive, ZipFile(filled, "w") as out:
        main = main_part(archive)
        document = read_document(archive.read(main))
        body = body_of(document)
        page_as_it_came = deepcopy(body) if len(forms) > 1 else body
        settings = first(body, "sectPr")
        for count, form in enumerate(forms):
            page = again(page_as_it_came, count) if count else body
            _fill_page(page, form.sheets)
            for each in list(page) if count else ():
                _before(body, settings, each)
        content = written(document)
        for info in archive.infolist():
            out.writestr(info, content if info.filename == main else archive.read(info))
    return filled.getvalue()


def _fill_page(page: Element, sheets: Sequence[Filled]) -> None:
    tables, lines = list(inside(page, "tbl")), list(inside(page, "p"))
    for each in sheets:
        if each.sheet == TEXT_PAGE:
            for at, value in each.values.items():
                _rewrite(lines[cell_place(at).row - 1], _words(value))
        else:
            _fill(tables[int(each.sheet.removeprefix("表")) - 1], each)


def _fill(table: Element, filled: Filled) -> None:
    if filled.inserted:
        rows = list(inside(table, "tr"))
        like = rows[filled.lines[1] - 1]
        for _ in range(filled.inserted):
            like.addnext(copied(like))
    places: dict[tuple[int, int], Cell] = {(each.row, each.column): each
                                           for each in cells_of(table)}
    for at, value in filled.values.items():
        cell = places[cell_place(at)]
        lines = paragraphs_of(cell.element)
        said = _words(value).split("\n")
        for paragraph, words in zip(lines, said if len(lines) == len(said) else
                                    ["".join(said)], strict=False):
            _rewrite(paragraph, words)


def _words(value: Written) -> str:
    if isinstance(value, date):
        return write_day(value, "chinese")
    return legal(value if isinstance(value, str) else
                 str(value) if isinstance(value, int) else show_decimal(value))


def _rewrite(paragraph: Element, words: str) -> None:
    """The words of a paragraph made ``words``: what is put in has the look of where it stands."""
    texts = texts_of(paragraph)
    if not any(map(said, texts)):
        _put(paragraph, words)
        return
    whole = [(text, sign) for text in texts for sign in said(text)]
    before, waiting = words_of(paragraph), _waiting(paragraph)
    now: dict[int, list[str]] = {id(text): [] for text in texts}
    match = difflib.SequenceMatcher(None, before, words, autojunk=False)
    for tag, start, end, low, high in match.get_opcodes():
        if tag == "equal":
            for at in range(start, end):
                now[id(whole[at][0])].append(whole[at][1])
        elif high > low and start in waiting:
            _type(waiting.pop(start), paragraph, words[low:high])
        elif high > low:
            near = whole[start if start < end else max(start - 1, 0)][0]
            now[id(near)].append(words[low:high])
    for text in texts:
        put = "".join(now[id(text)])
        if put != said(text):
            put_words(text, put)


def _waiting(paragraph: Element) -> dict[int, Element]:
    """The placeholders of a paragraph by how many signs stand before each."""
    found: dict[int, Element] = {}
    before = 0
    for run in runs_of(paragraph):
        if is_placeholder(run):
            found.setdefault(before, run)
        else:
            before += sum(len(said(text)) for text in inside(run, "t"))
    return found


def _put(paragraph: Element, words: str) -> None:
    """Words into an empty paragraph, in the look of its empty run or of its mark."""
    run = next(iter(runs_of(paragraph)), None)
    if run is None:
        run = made(paragraph, "r")
        _look_as(run, paragraph)
        paragraph.append(run)
    _type(run, paragraph, words)


def _type(run: Element, paragraph: Element, words: str) -> None:
    """Words into a run without any, or in the place of its placeholder."""
    if is_placeholder(run):
        drop_placeholder(run)
        _look_as(run, paragraph)
    for old in list(inside(run, "t")):
        run.remove(old)
    text = made(run, "t")
    run.append(text)
    put_words(text, words)


def _look_as(run: Element, paragraph: Element) -> None:
    """The look of a paragraph's mark for a run: a placeholder's own is grey."""
    own, look = first(run, "rPr"), first(paragraph, "pPr", "rPr")
    if own is not None:
        run.remove(own)
    if look is not None:
        run.insert(0, deepcopy(look))


def _before(body: Element, settings: Element | None, block: Element) -> None:
    """A block at the end of the body, where the settings of its last section stand."""
    if settings is None:
        body.append(block)
    else:
        settings.addprevious(block)
