"""A scheme as one table a village can edit in a workbook, and back; nothing is lost either way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.points.book.scheme_versions import scheme_faults
from models.points.engine.reader import InvalidFile, show
from models.points.engine.scheme import (
    GRADE,
    HEAD,
    ITEM,
    WHOLE,
    Category,
    Grade,
    Item,
    Key,
    Scheme,
    amount_tables,
    amount_words,
    in_village_words,
    veto_table,
    veto_words,
)
from models.points.engine.scheme_file import scheme_from
from models.values.kinds import NOTE, TEXT, Field
from models.values.sheet import Column, Row, Sheet

PARTS = ("总则", "类别", "项目", "等次")
COLUMNS = tuple(
    Column(Field(label, NOTE if width > 12 else TEXT, width=width)) for label, width in (
        ("部分", 6), ("代号", 12), ("名称", 22), ("类别", 12), ("分值", 14), ("计量", 9),
        ("封顶", 6), ("封顶周期", 8), ("基础分", 7), ("底线", 6), ("就高组", 8), ("凭据", 12),
        ("要审批", 6), ("公示用语", 16), ("公示姓名", 8), ("敏感事项", 8), ("一票否决", 14),
    )
)
HEADINGS = tuple(each.label for each in COLUMNS)
NOTES = (
    "“部分”一栏写总则、类别、项目、等次；总则的名称照原样写，值填在“分值”栏。",
    "分值：固定的写 10 或 -5；评定的写 1至20；按处扣的写 25，每处-5。",
    "类别写类别的名称；代号可以空着。改好后从“积分 › 细则 › 读入…”读回，读回的细则不会自动启用。",
)


def scheme_sheet(scheme: Scheme) -> Sheet:
    """The scheme as a table to print, to edit and to read back."""
    titles = Counter(each.title for each in scheme.categories)
    heads = {each.code: each.title if titles[each.title] == 1 else each.code
             for each in scheme.categories}
    rows = [
        *_whole_rows(scheme), *(_head_row(each) for each in scheme.categories),
        *(_item_row(each, heads) for each in scheme.items),
        *(_grade_row(each) for each in scheme.grades),
    ]
    return Sheet(
        code="points-scheme", title=scheme.name, columns=COLUMNS, rows=rows, notes=NOTES,
        when=f"自 {scheme.valid_from} 起", signatures=("村党支部书记", "村委会主任", "通过日期"),
    )


def _line(part: str, **cells: str) -> Row:
    values = {"部分": part, **cells}
    return Row(tuple(values.get(heading) or None for heading in HEADINGS))


def _whole_rows(scheme: Scheme) -> list[Row]:
    rows = []
    for rule in WHOLE:
        value = getattr(scheme, rule.key)
        if value is None:
            words = ""
        elif isinstance(value, tuple):
            words = f"{value[0]:02}-{value[1]:02}"
        else:
            words = rule.words(show(value) if hasattr(value, "as_tuple") else value)
        rows.append(_line("总则", 名称=rule.label, 分值=words))
    return rows


def _head_row(head: Category) -> Row:
    return _line(
        "类别", 代号=head.code, 名称=head.title, 基础分=show(head.base) if head.base else "",
        底线=_amount(head.floor), 封顶=_amount(head.cap),
        封顶周期=_choice(HEAD, "cap_per", head.cap_per),
    )


def _item_row(item: Item, heads: Mapping[str, str]) -> Row:
    return _line(
        "项目", 代号=item.code, 名称=item.title, 类别=heads[item.category], 分值=amount_words(item),
        计量=_choice(ITEM, "per", item.per), 封顶=_amount(item.cap),
        封顶周期=_choice(ITEM, "cap_per", item.cap_per), 就高组=item.one_of or "",
        凭据=item.evidence or "", 要审批="是" if item.needs_approval else "",
        公示用语=item.public_wording or "", 公示姓名="是" if item.name_on_notice else "否",
        敏感事项="是" if item.sensitive else "",
        一票否决=veto_words(item.veto) if item.veto else "",
    )


def _grade_row(grade: Grade) -> Row:
    share = str(grade.share_at_most) if grade.share_at_most is not None else ""
    return _line("等次", 名称=grade.title, 分值=show(grade.from_points), 封顶=share)


def _amount(value: Any) -> str:
    return show(value) if value is not None else ""


def _choice(rules: Sequence[Key], key: str, value: str | None) -> str:
    rule = next(each for each in rules if each.key == key)
    return rule.words(value) if value is not None else ""


def scheme_from_lines(lines: Iterable[Mapping[str, str]]) -> Scheme:
    """The scheme of a table's lines, each heading → words.

    :raises InvalidFile: with every fault in the village's words.
    """
    tables: dict[str, Any] = {"scheme": {}, "category": [], "item": [], "grade": []}
    faults: list[str] = []
    for number, line in enumerate(lines, 1):
        part = line.get("部分", "").strip()
        if part == "总则":
            _whole_line(line, tables["scheme"], number, faults)
        elif part == "类别":
            tables["category"].append(_table(HEAD, line))
        elif part == "项目":
            tables["item"].append(_item_table(line))
        elif part == "等次":
            tables["grade"].append(_table(GRADE, line))
        elif any(words.strip() for words in line.values()):
            faults.append(f"第{number}行：“部分”要写{'、'.join(PARTS)}之一，现在是“{part}”")
    _give_codes(tables["category"], "c")
    _give_codes(tables["item"], "i")
    _call_heads(tables)
    try:
        scheme = scheme_from(tables)
    except InvalidFile as invalid:
        raise InvalidFile([*faults, *map(in_village_words, invalid.faults)]) from None
    faults += scheme_faults(scheme)
    if faults:
        raise InvalidFile(faults)
    return scheme


_AT_LINE = re.compile(r"第(\d+)行：")
_AT_PART = re.compile(r"(?P<part>总则|类别|项目|等次)(?: 第(?P<number>\d+)条)?[^：]*：")


def place_of_fault(
    fault: str, lines: Sequence[Mapping[str, str]]
) -> tuple[int | None, str, str]:
    """Where a fault of :func:`scheme_from_lines` lies: the line from 0, its heading, the sentence.

    No line is told where the fault is about the whole.
    """
    at, otherwise = None, "名称"
    if found := _AT_LINE.match(fault):
        at, fault = int(found[1]) - 1, fault[found.end():]
    elif found := _AT_PART.match(fault):
        parts = [each.get("部分", "").strip() for each in lines]
        same = [at for at, part in enumerate(parts) if part == found["part"]]
        said = fault[found.end():]
        if found["number"]:
            at, fault = same[int(found["number"]) - 1], said
        else:
            at = next((each for each in same if f"“{lines[each].get('名称')}”" in said), None)
            otherwise = "分值"
    column = next((each for each in HEADINGS if f"“{each}”" in fault or fault.startswith(each)),
                  otherwise)
    return at, column, fault


def _give_codes(rows: list[dict[str, Any]], letter: str) -> None:
    """A row without a 代号 gets one of its own; who writes a scheme need not think of any."""
    taken = {row.get("code") for row in rows}
    for row in rows:
        if not row.get("code"):
            row["code"] = next(code for n in range(1, len(rows) + 2)
                               if (code := f"{letter}{n}") not in taken)
            taken.add(row["code"])


def _call_heads(tables: dict[str, Any]) -> None:
    """The items name their head by its title or its 代号."""
    codes = {row["code"] for row in tables["category"]}
    titles = {row.get("title"): row["code"] for row in tables["category"]}
    for row in tables["item"]:
        said = row.get("category")
        if said not in codes and said in titles:
            row["category"] = titles[said]


def _whole_line(
    line: Mapping[str, str], table: dict[str, Any], number: int, faults: list[str]
) -> None:
    label, words = line.get("名称", "").strip(), line.get("分值", "").strip()
    rule = next((each for each in WHOLE if each.label == label), None)
    if rule is None:
        faults.append(f"第{number}行：总则里没有“{label}”，请照原来的名称写")
    elif words:
        table[rule.key] = rule.value(words)


def _table(rules: Sequence[Key], line: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for rule in rules:
        words = line.get(rule.label, "").strip()
        if words:
            found[rule.key] = rule.value(words)
    return found


def _item_table(line: Mapping[str, str]) -> dict[str, Any]:
    found = _table(ITEM, line)
    amount, veto = found.pop("amount", None), found.pop("veto", None)
    if amount is not None:
        found |= amount_tables(str(amount))
    if veto is not None:
        found["veto"] = veto_table(str(veto))
    return found
