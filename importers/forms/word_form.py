"""Opening the town's own blank Word form: its tables as pages of cells, its text line by line."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from importers.sheets.archive import naming
from models.returns.town_form.page import Area, FormCell, FormPage
from models.returns.town_form.sentences import TEXT_PAGE
from models.values.markup import Element, every, is_a
from models.values.problem import Problem
from models.values.word_document import (
    Cell,
    body_of,
    cell_words,
    cells_of,
    inside,
    main_part,
    read_document,
    words_of,
)

MOST = 40 * 1024 * 1024
"""Bytes of the main part; a form of some pages has a hundredth of it."""
LONGEST_CAPTION = 30
"""Signs of a line that tells what a table is of; a longer one is a sentence."""
_CANNOT_KEEP = (
    ("vbaproject", "里面有宏，填写后保不住。"),
    ("/embeddings/", "里面嵌着别的文件，填写后保不住。"),
    ("/activex/", "里面有控件，填写后保不住。"),
    ("_xmlsignatures/", "有数字签名，填写后签名会失效。"),
)


def read_word_form(path: Path) -> list[FormPage]:
    """The tables of a form, 表1, 表2 …, and its text as one page, a line for each paragraph.

    :raises Problem: it can't be opened, or holds what can't be kept whole.
    """
    path = Path(path)
    with naming(path), zipfile.ZipFile(path) as archive:
        names = [f"/{name.lower()}" for name in archive.namelist()]
        for part, why in _CANNOT_KEEP:
            if any(part in name for name in names):
                raise Problem(f"{path.name} {why}请让上级另发一份不带它的表样，或自己删去后另存。")
        main = main_part(archive)
        if archive.getinfo(main).file_size > MOST:
            raise Problem(f"{path.name} 展开后过大，不像表样，没有打开。")
        body = body_of(read_document(archive.read(main)))
    if every(body, "del", "ins"):
        raise Problem(f"{path.name} 里有修订痕迹。请在 WPS 或 Word 里接受全部修订，另存后再填。")
    lines = [words_of(each) for each in inside(body, "p")]
    text = FormPage(TEXT_PAGE, {(at, 1): FormCell(said, locked=False)
                                for at, said in enumerate(lines, 1)})
    return [text, *(_page(f"表{number}", table, around)
                    for number, (table, around) in enumerate(_captioned(body), 1))]


def _captioned(body: Element) -> list[tuple[Element, tuple[str, ...]]]:
    """Each table and the lines round it: the title, what is right above it, the others."""
    found: list[tuple[Element, list[str]]] = []
    lines: list[str] = []
    above: list[str] = []
    for each in inside(body, "p", "tbl"):
        said = words_of(each) if is_a(each, "p") else ""
        if is_a(each, "tbl"):
            found.append((each, above[::-1]))
            above = []
        elif said.strip():
            if lines and len(said) <= LONGEST_CAPTION and not re.search("[：:。]", said):
                above.append(said)
            lines.append(said)
    return [(table, (*lines[:1], *own, *(each for each in lines[1:] if each not in own)))
            for table, own in found]


def _page(name: str, table: Element, around: tuple[str, ...]) -> FormPage:
    cells, areas = {}, []
    every = cells_of(table)
    for each in every:
        if each.on:
            continue
        bottom = _bottom(each, every)
        cells[each.row, each.column] = FormCell(
            cell_words(each.element), locked=False, boxed=True)
        if each.columns > 1 or bottom > each.row:
            areas.append(Area(each.row, each.column, bottom, each.column + each.columns - 1))
    return FormPage(name, cells, tuple(areas), around=around)


def _bottom(cell: Cell, every: list[Cell]) -> int:
    """The last row a merged cell reaches into."""
    below = {each.row for each in every if each.on and each.column == cell.column}
    bottom = cell.row
    while bottom + 1 in below:
        bottom += 1
    return bottom
