"""Cells that each ask for one thing: beside a label, below one, or where a line meets a column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.figures.composed import Mark
from models.returns.facts.catalogue import SUBJECTS
from models.returns.facts.composed import OFTEN
from models.returns.facts.fact import FormSubject
from models.returns.facts.village import WHOLE
from models.returns.town_form.page import BOXES, Area, FormPage, FormTable, ref
from models.returns.town_form.phrases import bracketed, flat, taken_apart, unit_of
from models.returns.town_form.ways import way_of
from models.returns.town_form.words import Vocabulary

LONGEST = 40
BY_HAND = re.compile("签字|签名|签章|盖章|手印|备注|照片|签收|审核人|填表人|意见")


@dataclass(frozen=True)
class CellsFound:
    """Where → fact, where → how it is written, the labels that nothing is known for, and the labels
    beside those that are known."""

    facts: dict[str, str]
    ways: dict[str, str]
    unknown: dict[str, str]
    said: dict[str, str]


def find_cells(
    page: FormPage, table: FormTable | None, of: FormSubject = WHOLE
) -> CellsFound:
    """Every blank cell outside the table, by the labels at its left and above it.

    :param of: whom they ask about: the village, or whom a card is filled once for.
    """
    words = Vocabulary(of.facts, of)
    facts: dict[str, str] = {}
    ways: dict[str, str] = {}
    unknown: dict[str, str] = {}
    said: dict[str, str] = {}
    under: dict[tuple[int, str], list[str]] = {}
    for row, column in _blanks(page, table):
        above = _above(page, row, column, table)
        left = _left(page, row, column, across=bool(above))
        path = [*left, *above]
        if not path:
            continue
        name = _often(page.text(row, column), left, words) or _meaning(path, left, above, words)
        at = ref(row, column)
        if name:
            facts[at], said[at] = name, "/".join(path)
            way = way_of([*path, *_section(page, row)], [page.at(row, column)], (), "",
                         notes_of(page))
            if way:
                ways[at] = way
        if name and not left:
            under.setdefault((column, "/".join(above)), []).append(at)
        if not name and not BY_HAND.search("".join(path)) and _asks(path):
            unknown[at] = "/".join(path)
    for (_, heading), places in under.items():
        for at in places if len(places) > 1 else ():  # lines of a list, and no single cells
            unknown[at] = heading
            del facts[at]
    asked = set(unknown.values())
    if of is WHOLE and (_of_somebody(asked, 1 if table is None else 2) or _of_one(asked)):
        unknown |= {at: said[at] for at in facts}
        facts.clear()
    return CellsFound(facts, ways, unknown, said)


def _of_somebody(labels: set[str], least: int) -> bool:
    """Whether a card asks who or which it is of: what stands beside is then not the village's.

    :param least: by how many of its labels; beside a list one alone may be of who fills it in.
    """
    return any(len({words.find([label]) for label in labels} & set(each.keys)) >= least
               for each in SUBJECTS if each.keys for words in [Vocabulary(each.facts, each)])


_HAPPENED = {"meeting": {"held", "chair", "recorder", "place", "title", "agenda"},
             "visit": {"day", "member", "problem", "measure"},
             "matter": {"what", "found", "owner", "result"},
             "project": {"name", "since", "content", "owner"}}
"""What a record of one meeting, visit, matter or project asks for: two of it, and the figures on it
are of that one."""


def _of_one(labels: set[str]) -> bool:
    """Whether a page is the record of one thing that happened: 主题党日活动记录表."""
    return any(len({found for label in labels if (found := words.find([label])) in names}) > 1
               for each in SUBJECTS if each.code in _HAPPENED
               for words in [Vocabulary(each.facts, each)]
               for names in [{f"{each.code}.{name}" for name in _HAPPENED[each.code]}])


def _often(text: str, left: list[str], words: Vocabulary) -> str:
    """Whether something was held as often as the cell itself asks: （每月1次）□是 □否."""
    asked = _EVERY.search(text)
    name = words.find([*left, "次数"]) if asked and left else None
    return f"{OFTEN}{_SPANS[asked[1]]}{asked.group(2)}#{name}" if asked and name else ""


_EVERY = re.compile(r"每(季度?|月|半年|年)(?:至少|不少于)?(\d+)次")
_SPANS = {"季度": "Q", "季": "Q", "月": "M", "半年": "H", "年": "Y"}


def _asks(path: list[str]) -> bool:
    return any(flat(bracketed(each)[0]) for each in path) and not any(
        "：" in each or ":" in each for each in path)


def _meaning(
    path: list[str], left: list[str], above: list[str], words: Vocabulary
) -> str | None:
    for tried in (path, path[::-1] if left and above else path, path[-1:] if not (
            left and above) and _only_sections(path[:-1]) else path):
        name = words.find([each.rstrip("：: ") for each in tried])
        if name:
            return name
    return None


def _only_sections(above: list[str]) -> bool:
    """Whether the outer labels only name the part of the form: 基本情况, 党员情况."""
    return all(flat(each).endswith(("情况", "信息", "资料", "状况")) or (not (
        phrase := taken_apart([each])).marks and not phrase.unknown) for each in above)


def _blanks(page: FormPage, table: FormTable | None) -> Iterator[tuple[int, int]]:
    for (row, column), cell in sorted(page.cells.items()):
        if table is not None and table.covers(row):
            continue
        first = page.area(row, column)[:2] == (row, column)
        beside = page.at(row, page.area(row, column).right + 1)
        again = _ditto(page, row, column) and not beside.blank and beside.text
        if first and cell.blank and page.free(row, column) and not again:
            yield row, column


def _left(page: FormPage, row: int, column: int, *, across: bool) -> list[str]:
    """The labels at the left, outermost first; a blank under a label says the same again.

    :param across: other values of the line may stand between it and its label.
    """
    found: list[str] = []
    at = column - 1
    while at >= 1:
        area = page.area(row, at)
        text = page.text(row, at)
        if across and not found and not text and page.prepared(row, at):
            at = area.left - 1
            continue
        if not text and found and not page.at(row, at).formula:
            text = _ditto(page, row, at)
        if not text or len(text) > LONGEST or page.at(row, at).formula or BOXES.search(text):
            break
        found.insert(0, text)
        at = area.left - 1
    return _measured([*_part(page, row, at, page.area(row, at + 1)), *found] if found else [])


def _part(page: FormPage, row: int, at: int, label: Area) -> list[str]:
    """The label of a part of several lines, beyond the pairs that stand before one of its own."""
    while at >= 1:
        area, text = page.area(row, at), page.text(row, at)
        if text and len(text) <= LONGEST and page.text(row, area.right + 1) and (
                area.bottom - area.top > label.bottom - label.top):
            return [text]
        at = area.left - 1
    return []


def _measured(labels: list[str]) -> list[str]:
    """The labels of a line without its number; a unit in a cell of its own goes in brackets."""
    words: list[str] = []
    for each in labels:
        if words and not bracketed(each)[1] and unit_of([f"x（{each}）"]):
            words[-1] += f"（{each}）"
        elif not each.replace(".", "").isdigit():
            words.append(each)
    return words


def _ditto(page: FormPage, row: int, column: int) -> str:
    """The label over a blank cell of the same width, where the row above has its own value."""
    area = page.area(row, column)
    above = page.area(area.top - 1, column) if area.top > 1 else None
    if above is None or above[1::2] != area[1::2] or page.area(row, column).left == 1:
        return ""
    right = page.area(above.top, above.right + 1)
    said = page.text(above.top, column)
    return said if said and page.text(right.top, right.left) else ""


def _above(page: FormPage, row: int, column: int, table: FormTable | None) -> list[str]:
    """The headings above, outermost first: those of a row of headings, over blanks or figures."""
    at, own = row - 1, page.area(row, column)
    while at >= 1 and page.prepared(at, column) and page.at(at, column).blank:
        at -= 1
    found: list[str] = []
    while at >= 1 and not (table is not None and table.covers(at)):
        text, area = page.text(at, column), page.area(at, column)
        within = area.spans(own)
        if not within or not text or len(text) > LONGEST or _is_title(page, at, column) or not (
                _is_head(page, at, column) or (found and area.right - area.left > (
                    own.right - own.left))):
            break
        found.insert(0, text)
        at, own = area.top - 1, area
    return found


def _is_title(page: FormPage, row: int, column: int) -> bool:
    area = page.area(row, column)
    return (area.right - area.left + 1) * 2 > page.width and page.width > 3


def _is_head(page: FormPage, row: int, column: int) -> bool:
    """Whether a label stands in a row of headings: its neighbours are headings too."""
    area = page.area(row, column)
    beside = [page.text(row, each) for each in (area.left - 1, area.right + 1) if each >= 1]
    below = page.at(area.bottom + 1, column)
    return any(beside) and (below.blank or below.formula or page.free(area.bottom + 1, column)) \
        and all(page.text(row, each) or not page.prepared(row, each)
                for each in (area.right + 1,))


def _section(page: FormPage, row: int) -> list[str]:
    """The unit that the nearest title above states: 收入（单位：万元）."""
    for at in range(row - 1, 0, -1):
        for _, column, text in page.texts(at, at):
            if _is_title(page, at, column) or "单位" in text:
                unit = unit_of([text])
                return ["x（万元）"] if unit == Mark.WAN else []
    return []


def notes_of(page: FormPage) -> list[str]:
    """The sentences of the notes round the tables."""
    said = [*page.around, *(text for _, _, text in page.texts(1, page.height))]
    return [sentence for text in said if len(text) > 12
            for sentence in re.split("[。；;\n]", text)]


def letters_of(at: str) -> str:
    """The letters of a place: B of B5."""
    return at.rstrip("0123456789")
