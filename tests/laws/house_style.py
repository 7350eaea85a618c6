"""What is wrong with the look of a printed paper, as far as a machine can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.printed import Box, Line, Page, about_of, pages_of

LEAST, EDGE = 9.0, 5.0
"""No type is smaller; no ink comes nearer to the edge of the paper, both in points."""
OF_SECTIONS = (12.5, 15.0)
"""The sizes of the headings of a book of running text, in which nothing else is set."""
STAMP = 42 * 72 / 25.4
"""The stamp of a village is 42 mm across."""
SAID = ("Title", "Author", "Subject", "Keywords")
"""What every file says of itself."""
_FOOT = re.compile(r"^(第\d+页|共\d+页|—\d+—|账册指纹)")
_SHORT_DAY = re.compile(r"(?<![\d年.\-:/])(0\d|1[0-2])-([0-2]\d|3[01])(?![\d\-])")
_HALF_DAY = re.compile(r"(?<!\d)(19|20)\d\d-\d\d-\d?$")
_ISO_DAY = re.compile(r"(?<![\d\-])(19|20)\d\d-\d\d-\d\d(?![\d\-])")


def faults_of(path: Path, stamped: str = "") -> list[str]:
    """Every fault, with its page; ``stamped`` is the unit whose stamp goes over its name."""
    pages = pages_of(path)
    found = [f"文件属性没有写{each}" for each in SAID if not about_of(path).get(each)]
    found += [f"第{number}页 {each}" for number, page in enumerate(pages, 1)
              for each in _faults(page)]
    if stamped:
        found += _under_the_stamp(pages[-1], stamped)
    return found


def _faults(page: Page) -> Iterator[str]:
    yield from _too_small(page)
    yield from _clipped(page)
    yield from _over_rules(page)
    yield from _over_one_another(page)
    yield from _alone(page)
    yield from _orphans(page)
    yield from _days(page)
    yield from _broken_days(page)


def _too_small(page: Page) -> Iterator[str]:
    for line in page.lines:
        if line.size < LEAST - 0.05:
            yield f"{line.size:.1f} 磅：{line.text[:20]}"


def _clipped(page: Page) -> Iterator[str]:
    paper = Box(EDGE, EDGE, page.width - EDGE, page.height - EDGE)
    for line in page.lines:
        if not line.box.within(paper):
            yield f"出了纸边：{line.text[:20]}"


def _over_rules(page: Page) -> Iterator[str]:
    """Words that stand across an upright rule of a table."""
    for line in page.lines:
        for sign in line.signs:
            y = sign.ink.middle[1]
            if any(sign.ink.left + 0.8 < each.left < sign.ink.right - 0.8
                   and each.bottom < y < each.top for each in page.uprights):
                yield f"压了竖线：{line.text[:20]}"
                break


def _over_one_another(page: Page) -> Iterator[str]:
    """Words of which the ink of one lies on that of another."""
    lines = sorted(page.lines, key=lambda each: each.box.bottom)
    for at, line in enumerate(lines):
        for other in lines[at + 1:]:
            if other.box.bottom > line.box.top:
                break
            if line.box.shared(other.box) > 0.1 and any(
                one.ink.shared(two.ink) > 0.3 for one in line.signs for two in other.signs
            ):
                yield f"叠在一起：{line.text[:12]} / {other.text[:12]}"


def _alone(page: Page) -> Iterator[str]:
    """A page that holds no line of a table or of a contents, no box and no heading: only what
    closes a paper.
    """
    body = [each for each in page.lines if not _FOOT.match(each.text)]
    if not body:
        yield "是空的"
    elif not (page.uprights or page.boxes
              or any(each.size >= 16 or each.size in OF_SECTIONS or "……" in each.text
                     for each in body)):
        yield f"只有落款：{body[0].text[:20]}"
    elif page.filled and not _below_a_head(page):
        yield f"只有表头：{body[0].text[:20]}"


def _below_a_head(page: Page) -> bool:
    """Whether the rules of a table reach below its head."""
    lowest = min(each.bottom for each in page.filled)
    return any(each.bottom < lowest - LEAST for each in page.uprights)


def _rows(page: Page) -> list[Line]:
    """What stands in the tables of a page, their heads apart."""
    return [line for line in page.lines if any(
        each.left < line.box.middle[0] and each.bottom < line.box.middle[1] < each.top
        for each in page.uprights) and not any(
        line.box.within(each) for each in page.filled)]


def _orphans(page: Page) -> Iterator[str]:
    """A heading whose last line is a single character."""
    for cell in page.filled:
        lines = [line for line in page.lines if line.box.within(cell)]
        rows = sorted({round(line.box.middle[1]) for line in lines}, reverse=True)
        said = ["".join(each.text for each in lines if abs(each.box.middle[1] - row) < 2)
                for row in rows]
        if len(said) > 1 and len(said[-1]) == 1 and max(map(len, said)) > 2:
            yield f"表头掉字：{'|'.join(said)}"


def _days(page: Page) -> Iterator[str]:
    """One form of a day in the lines around a table, one within it, no other."""
    inside = {id(each) for each in _rows(page)}
    for line in page.lines:
        if id(line) not in inside and _ISO_DAY.search(line.text):
            yield f"正文里的日期：{line.text[:40]}"
        if found := _SHORT_DAY.search(line.text):
            yield f"半截日期 {found[0]}：{line.text[:20]}"


def _broken_days(page: Page) -> Iterator[str]:
    """A day of which the last figures went to the next line."""
    for line in page.lines:
        if _HALF_DAY.search(line.text):
            yield f"日期断成两行：{line.text[-12:]}"


def _under_the_stamp(page: Page, unit: str) -> Iterator[str]:
    """What else stands where the stamp goes."""
    names = [each for each in page.lines if each.text == unit and each.size >= 14]
    for name in names[-1:]:
        x, y = name.box.middle
        room = Box(x - STAMP / 2, y - STAMP / 2 - 11, x + STAMP / 2, y + STAMP / 2 - 11)
        for line in page.lines:
            if line is not name and line.box.shared(room) > 0 and not re.fullmatch(
                r"\d+年\d+月\d+日", line.text
            ):
                yield f"盖章处有字：{line.text[:20]}"
