"""How a form wants a value written: by its headings, its notes, its example line and its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.figures.composed import Mark
from models.returns.town_form.page import FormCell
from models.returns.town_form.phrases import bracketed, flat, taken_apart, unit_of

_DAYS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chinese", re.compile("[X0-9]年[X0-9]{1,2}月[X0-9]{1,2}日|^年月日$")),
    ("iso", re.compile(r"\d{4}-\d\d-\d\d|^年-月-日$|YYYY-MM-DD", re.IGNORECASE)),
    ("slashed", re.compile(r"\d{4}/\d{1,2}/\d{1,2}|^年/月/日$")),
    ("dotted2", re.compile(r"\d{4}\.0\d\.\d\d|\d{4}\.\d\d\.0\d")),
    ("dotted", re.compile(r"\d{4}\.\d{1,2}\.\d{1,2}|^年\.月\.日$")),
    ("month", re.compile(r"\d{4}\.\d\d(?![.\d])|^年\.月$")),
    ("month-dash", re.compile(r"\d{4}-\d\d(?![-\d])|^年-月$")),
    ("month-chinese", re.compile(r"[X0-9]年[X0-9]{1,2}月(?![X0-9])|^年月$")),
    ("run", re.compile(r"(?<!\d)(?:19|20)\d{6}(?!\d)")),
)
_BOXES = re.compile("[□☐☑■]")
_TICK = re.compile("[√✓✔]")
_PLACES = {"一": 1, "1": 1, "两": 2, "二": 2, "2": 2, "三": 3, "3": 3}
_TRUTHS = {"是", "否", "有", "无", "√"}
_DECIMALS = re.compile("([一两二三123])位小数")
_PERSON = re.compile("身份证|证件|身份号码")
_PHONE = re.compile("电话|手机|联系方式")


def way_of(
    path: Sequence[str], cells: Sequence[FormCell], options: Sequence[str], example: str,
    notes: Sequence[str] = (),
) -> str:
    """How the cells of a column are written, ``kind:code``; '' where nothing is said.

    ``day``, ``id`` and ``phone`` are those of the resources; ``truth`` is tick, word, have or box;
    ``rate`` percent with its decimals, ``money`` wan.
    """
    leaf = flat(bracketed(path[-1])[0])
    inside = [part for said in path for part in bracketed(said)[1]]
    told = [*inside, *(each for each in notes if leaf and _speaks_of(each, leaf))]
    cell = cells[0] if cells else FormCell()
    for kind, way in ((_PERSON, _id), (_PHONE, _phone)):
        if kind.search(leaf):
            return way([*told, *filter(kind.search, notes)], example)
    truth = _truth(path, cell, options, example)
    if truth:
        return truth
    phrase = taken_apart(path)
    rate = _rate(phrase.units, phrase.marks, told, cell, path)
    money = "money:wan" if unit_of(reversed(path)) == Mark.WAN else ""
    named = "day:month" if leaf.endswith("年月") else ""
    return rate or _day(told, example) or named or money


def _speaks_of(note: str, leaf: str) -> bool:
    """Whether a note is about a heading: it names it, or begins with its last words."""
    begins = _BEGINS.match(flat(note))
    return leaf in flat(note) or bool(begins and leaf.endswith(begins[0]))


_BEGINS = re.compile(
    r"[^\W\d_]{2,12}?(?=统一|一律|均|应|请|需|要|按|用|填|写|格式|中间|精确|保留|为)")


def _id(told: Sequence[str], example: str) -> str:
    said = " ".join(told)
    covered = re.search(r"\*|星号|隐去|遮", said + example)
    if re.search("代替|" + r"\*", said) or covered:
        return "id:covered"
    if re.search(r"6\s*-\s*8\s*-\s*4", said) or re.fullmatch(r"\d{6} \d{8} \d{3}[\dXx]", example):
        return "id:spaced"
    if "15位" in said or re.fullmatch(r"\d{15}", example):
        return "id:old"
    if "引号" in said or example.startswith("'"):
        return "id:quoted"
    return "id:lower" if "小写" in said else ""


def _phone(told: Sequence[str], example: str) -> str:
    said = " ".join(told)
    if re.search(r"3\s*-\s*4\s*-\s*4", said) or re.fullmatch(r"\d{3}[- ]\d{4}[- ]\d{4}", example):
        spaced = "空" in said or " " in example
        return "phone:spaced" if spaced else "phone:dashed"
    return ""


def _truth(path: Sequence[str], cell: FormCell, options: Sequence[str], example: str) -> str:
    if _BOXES.search(cell.text):
        return "truth:box"
    if any(_TICK.fullmatch(each) for each in options) or _TICK.fullmatch(example) or any(
            _TICK.search(each) for each in path):
        return "truth:tick"
    if (set(options) and set(options) <= {"有", "无"}) or flat(path[-1]).startswith("有无"):
        return "truth:have"
    return ""


def ticked(path: Sequence[str], way: str, options: Sequence[str]) -> bool:
    """Whether a column says of each line whether something holds."""
    return way.startswith("truth:") or (bool(options) and set(options) <= _TRUTHS)


def _rate(
    units: Sequence[str], marks: Sequence[str], told: Sequence[str], cell: FormCell,
    path: Sequence[str],
) -> str:
    if not ({"rate", "mean"} & set(marks) or "percent" in units):
        return ""
    found = _DECIMALS.search(" ".join((*told, *path)))
    places = _PLACES[found[1]] if found else decimals_of(cell.format)
    if "mean" in marks:
        return f"mean:{2 if places is None else places}"
    if "%" in cell.format:
        return "rate:fraction"
    if "percent" in units:
        return f"rate:number{1 if places is None else places}"
    return f"rate:text{1 if places is None else places}"


def decimals_of(code: str) -> int | None:
    """How many decimals a number format shows; None when it says nothing."""
    found = re.match(r"#?,?#*0(?:\.(0+))?(?![\d#])", code)
    return len(found[1] or "") if found else None


def _day(told: Sequence[str], example: str) -> str:
    for said in (*told, example):
        bare = re.sub(r"\s|^(?:例如|例|如|格式)[:：]?", "", said)
        for code, words in _DAYS:
            if bare and words.search(bare):
                return f"day:{code}"
    return ""
