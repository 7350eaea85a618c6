"""Making up the households of a sheet from its rows, and checking what the sheet says of them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from importers.roster.findings import Report
from importers.sheets.grid import text
from importers.sheets.lines import DAY_SHAPE, NUMBER_BECAME_A_DAY, Line, group_named
from models.intake.reading import Layout, ReadHousehold, ReadPerson, is_nothing
from models.registers.people import HEAD
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.names import match_key, read_name
from models.values.spreadsheet import column_number

_ROW_WORDS = re.compile(r"(?:第|NO\.?)?\s*([0-9A-Z-]+?)\s*(?:号|户)*")
HIMSELF = "01"
"""本人, in GB/T 4761."""
_GROUP_IN_TITLE = re.compile(r"第?[一二三四五六七八九十0-9]{1,3}(?:村民)?小?组")
_BETWEEN = re.compile(r"[、,，;；/\s]+")


@dataclass
class Block:
    """A household while its rows are gathered: the lines and the people read from them."""

    layout: Layout
    group: str
    written: Any
    number: str
    lines: list[Line] = field(default_factory=list)
    people: list[ReadPerson] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Group and number, or the number alone where there are no groups."""
        return f"{self.group}/{self.number}" if self.group else self.number

    def value(self, column: str) -> Any:
        """The first thing the household's rows say under a household column."""
        letter = self.layout.columns.get(column)
        values = (line.value(letter) for line in self.lines)
        return next((each for each in values if text(each)), "")


def gather(
    layout: Layout, lines: list[Line], people: list[ReadPerson], group: str, grouped: bool
) -> list[Block]:
    """The households of one sheet; none when the sheet says nothing of households.

    A row without a number goes on with the household above, unless it holds a 户主. ``group`` is
    the group the sheet or its title names; ``grouped`` whether the sheet has a column for it.
    """
    columns = layout.columns
    if not {"number", "head", "relation"} & columns.keys():
        return []
    blocks: list[Block] = []
    by_key: dict[str, Block] = {}
    for line, person in zip(lines, people, strict=True):
        named = line.band or group
        if grouped:
            named = _group(line, columns, line.band or (blocks[-1].group if blocks else group))
        if _goes_on(line, person, columns, blocks):
            block = blocks[-1]
            _carry(line, block, columns)
        else:
            written = line.value(columns.get("number"))
            number = _number_given(written) if "number" in columns else f"{len(blocks) + 1:03d}"
            block = Block(layout, named, written, number)
            block = by_key.setdefault(block.key, block) if number else block
            if block not in blocks[-1:]:
                blocks.append(block)
        block.lines.append(line)
        block.people.append(person)
    return list({id(each): each for each in blocks}.values())


def _number_given(written: Any) -> str:
    """The number of a household; 0, 无 and — are none."""
    return "" if is_nothing(written) or not text(written).strip("0") else number_in(written)


def _group(line: Line, columns: dict[str, str], before: str) -> str:
    return "".join(text(line.value(columns["group"])).split()) or before


def _goes_on(
    line: Line, person: ReadPerson, columns: dict[str, str], blocks: list[Block]
) -> bool:
    """Whether the row belongs to the household above it."""
    if not blocks:
        return False
    if "number" in columns:
        written = line.value(columns["number"])
        begins = person.head and blocks[-1].people and (text(written) or not blocks[-1].number)
        return not _number_given(written) and not begins
    if "head" in columns:
        written = text(line.value(columns["head"]))
        return not written or written == text(blocks[-1].lines[0].value(columns["head"]))
    return not person.head


def _carry(line: Line, block: Block, columns: dict[str, str]) -> None:
    """Write the household's number and group into a row that left them blank."""
    for name in ("number", "group", "head"):
        if name in columns and not text(line.value(columns[name])):
            line.cells[column_number(columns[name]) - 1] = block.lines[0].value(columns[name])


def number_in(written: Any) -> str:
    """The number of a household without the words around it: 5号 → 5."""
    plain = unicodedata.normalize("NFKC", text(written)).strip()
    found = _ROW_WORDS.fullmatch(plain.upper())
    return found[1] if found else "".join(plain.split())


def group_of_sheet(name: str, title: str) -> str:
    """The group a sheet's name or its title lines speak of, or blank."""
    if named := group_named(name):
        return named
    found = _GROUP_IN_TITLE.search(title)
    return found[0] if found else ""


def pad_numbers(blocks: list[Block]) -> None:
    """Give back the zeros that numbers lost in number cells, where the file's others have them."""
    widths = Counter(len(each.number) for each in blocks if each.number.isdigit())
    if not widths or not any(each.number.startswith("0") for each in blocks):
        return
    width, count = widths.most_common(1)[0]
    if count * 2 < len(blocks):
        return
    for each in blocks:
        if each.number.isdigit() and len(each.number) < width:
            each.number = each.number.zfill(width)


def name_groups(sheets: list[list[Block]]) -> None:
    """Sheets that name no group and number their households alike are groups by their names."""
    nameless = [blocks for blocks in sheets if blocks and not any(b.group for b in blocks)]
    numbers = [number for blocks in nameless for number in {each.number for each in blocks}]
    if len(numbers) == len(set(numbers)):
        return
    for blocks in nameless:
        for each in blocks:
            each.group = "".join(each.layout.sheet.split())


def _became_a_day(written: Any) -> bool:
    """Whether a number such as 1-1 was turned into a day by a spreadsheet."""
    return isinstance(written, date) or bool(DAY_SHAPE.fullmatch(text(written)))


def say_numbers(blocks: list[Block], report: Report) -> None:
    """Tell where a number was put right, is missing, or stands for two households."""
    for each in blocks:
        first = each.lines[0]
        report.turn_to(each.layout.sheet, first.row, each.layout.columns)
        if _became_a_day(each.written):
            for line in each.lines:
                report.turn_to(each.layout.sheet, line.row, each.layout.columns)
                report.cell("household-no-date", "number", each.written, NUMBER_BECAME_A_DAY)
            continue
        if "number" not in each.layout.columns:
            why = f"表里没有户号，按先后顺序编为 {each.number}。请看是否与已有户号相符。"
            report.cell("household-no-given", "head", each.value("head"), why, each.number)
        elif not each.number:
            report.cell("household-no-missing", "number", "", "户号没有填，请补上，否则不能归户。")
        elif text(each.written) != each.number:
            why = f"户号按 {each.number} 记（去掉多余的字，补上丢掉的零），请核对。"
            report.cell("household-no-normalised", "number", each.written, why, each.number)
        if again := _second_start(each):
            why = f"户号 {each.number} 在第 {first.row} 行已经用过，户主不同。请核对户号。"
            report.add("household-duplicate", each.layout.sheet, again.row,
                       each.layout.columns.get("number"), each.written, why)


def _second_start(block: Block) -> Line | None:
    """The line where the same number begins anew, away from the first, with a 户主 of its own."""
    for before, line, person in zip(block.lines, block.lines[1:], block.people[1:], strict=False):
        if line.row > before.row + 2 and person.head and block.people[0].head:
            return line
    return None


def settle_heads(block: Block, report: Report) -> None:
    """Who is 户主: by the relation, else by the name in the 户主 column; say when none or two."""
    columns = block.layout.columns
    written = block.value("head") if "head" in columns else ""
    if not any(each.head for each in block.people):
        _head_by_name(block, text(written))
    if not any(each.head for each in block.people):
        _head_by_relation(block)
    heads = [each for each in block.people if each.head]
    report.turn_to(block.layout.sheet, block.lines[0].row, columns)
    if not heads:
        why = "这一户的成员里没有户主。请写明谁是户主，或把户主补在成员里。"
        report.cell("head-missing", "head" if text(written) else "relation", written, why)
    elif len(heads) > 1 and not _second_start(block):
        rows = "、".join(f"第 {each.row} 行" for each in heads)
        report.cell("head-two", "relation", "户主", f"{rows}都写户主，一户只能有一个。请改正关系。")


def _head_by_relation(block: Block) -> None:
    """本人 alone among the members of a household is its 户主."""
    same = [at for at, each in enumerate(block.people) if each.values.get("relation") == HIMSELF]
    for at in same if len(same) == 1 else ():
        each = block.people[at]
        block.people[at] = replace(each, head=True, values=each.values | {"relation": HEAD})


def _head_by_name(block: Block, written: str) -> None:
    name = read_name(written).stored if written else None
    for at, each in enumerate(block.people):
        same = name and each.name and match_key(each.name) == match_key(name)
        if same and each.values.get("relation") in (None, HIMSELF):
            block.people[at] = replace(each, head=True, values=each.values | {"relation": HEAD})
            return


def check_sums(block: Block, report: Report) -> None:
    """合计人数 and 合计股数 of the household against its rows."""
    columns = block.layout.columns
    report.turn_to(block.layout.sheet, block.lines[0].row, columns)
    size = _number(block.value("size"))
    if size is not None and size != len(block.lines):
        why = f"写着 {size:g} 人，表里是 {len(block.lines)} 人。请核对。"
        report.cell("total-mismatch", "size", block.value("size"), why, str(len(block.lines)))
    shares = [_number(line.value(columns.get("shares"))) for line in block.lines]
    total, added = _number(block.value("shares_total")), sum(each or 0 for each in shares)
    if "shares" in columns and total is not None and abs(total - added) > 1e-9:
        written = block.value("shares_total")
        why = f"写着 {total:g} 股，各人加起来是 {added:g} 股。请核对。"
        report.cell("total-mismatch", "shares_total", written, why, f"{added:g}")


def _number(value: Any) -> float | None:
    try:
        return float(text(value).rstrip("人股"))
    except ValueError:
        return None


def household_read(block: Block, report: Report) -> ReadHousehold:
    """The household as it is handed on."""
    head = next((each for each in block.people if each.head), None)
    address = block.value("address")
    return ReadHousehold(
        key=block.key, number=block.number, group=block.group, head=head.name if head else None,
        sheet=block.layout.sheet, rows=tuple(each.row for each in block.lines),
        categories=_categories(block, report),
        address=None if is_nothing(address) else text(address),
        numbered="number" in block.layout.columns,
        owner=text(block.value("head")),
    )


def _categories(block: Block, report: Report) -> tuple[str, ...]:
    letter = block.layout.columns.get("category")
    codes: dict[str, None] = {}
    for line in block.lines:
        written = line.value(letter)
        for each in filter(None, _BETWEEN.split(text(written))):
            code = None if is_nothing(each) else HOUSEHOLD_CATEGORY.read(each)
            if code is not None:
                codes[code] = None
            elif not is_nothing(each) and line is block.lines[0]:
                report.turn_to(block.layout.sheet, line.row, block.layout.columns)
                why = f"户类型里没有“{each}”，没有记下。请改成脱贫户、监测户、低保户等。"
                report.cell("category-unknown", "category", written, why)
    return tuple(codes)
