"""A heading taken apart into words: what is counted, under which conditions, how, and over when.

Every sign of it must be known. A heading with one word too many asks for something else, and is
not understood.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from models.economy.projects import ORIGINS
from models.figures.composed import Mark, accounts_of_book, kinds_of_meeting
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.counting_order import chinese_number
from resources import resource

_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】")
_MARKS = re.compile(r"[\s*:,、;·.\"'“”《》_。—]+")
_SEPARATORS = re.compile(r"[,;，；、]")
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.]|\d+[、.]|[①-⑳]|\([一二三四五六七八九十\d]+\))")
_BASE = re.compile(r"以(.+?)为(?:基数|分母|底数|基准)|按(.+?)(?:计算|为基数)")
_SHARE = re.compile(r"占(.+?)(?:的)?(?:比例|比重|比率|百分比|百分率|比)?$")
_AGE = re.compile(r"(?:年满|满)?(\d{1,3})周?岁(及以上|以上|及以下|以下\(含\)|\(含\)以上|周岁以上)?")
_AGES = {"及以上": ">=", "以上": ">=", "及以下": "<=", "(含)以上": ">=", "以下(含)": "<="}
_DIGITS = "0-9一二三四五六七八九十"
_TIMES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("L", re.compile(f"(?:连续|近)?([{_DIGITS}]+)个月(?:及?以上)?(?=未|没)")),
    ("to-date", re.compile(
        "(?:本年度?|今年|全年|年度|年初至今)累计|年初以来|今年以来|年初至今|累计")),
    ("month-", re.compile("第?([一二三123])个月份?|(首)月")),
    ("M", re.compile(
        f"(?<![{_DIGITS}])(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?(?![底末初])")),
    ("Q", re.compile("第?([一二三四1-4])季度?(?!末)")),
    ("H1", re.compile("上半年")), ("H2", re.compile("下半年")),
    ("quarter", re.compile("本季度?|当季度?|全季度?|季度(?=[初末])|季(?=[初末])|季度")),
    ("month", re.compile("本月度?|当月|月(?=[初末底])|月度")),
    ("half", re.compile("本半年|半年度?")),
    ("year", re.compile("本年度?|当年度?|全年度?|年(?=[初末底])|今年|年度")),
    ("", re.compile("本期|当期|期内|报告期|期(?=[初末])")),
)

_COUNTED = frozenset({"month-", "M", "Q", "L"})
"""Stretches that a number goes with."""


@dataclass(frozen=True)
class Phrase:
    """A path of headings taken apart; ``unknown`` are the signs that mean nothing."""

    marks: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    spans: tuple[str, ...] = ()
    base: str = ""
    unknown: str = ""
    ways: tuple[str, ...] = field(default=())

    @property
    def span(self) -> str:
        """The stretch of time: the innermost that is said."""
        return self.spans[-1] if self.spans else ""

    def but(self, *without: str) -> Phrase:
        """The same without some marks."""
        return replace(self, marks=tuple(each for each in self.marks if each not in without))


@cache
def phrase_book() -> dict[str, Any]:
    """The words of headings and titles (resources/returns/phrases.toml)."""
    return tomllib.loads(resource("returns/phrases.toml").read_text(encoding="utf-8"))


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """Every word → its marks, the words of the codes among them."""
    found: dict[str, tuple[str, ...]] = {}
    for each in HOUSEHOLD_CATEGORY:
        for word in (each.label, *each.aliases):
            found[flat(word)] = (each.code,)
            if len(word) > 2 and word[-1] != "户":
                found.setdefault(flat(f"{word}户"), (each.code,))
    found |= {flat(word): ("meeting", code) for word, code in kinds_of_meeting().items()}
    found |= {flat(word): ("money", code) for word, code in accounts_of_book().items()}
    found |= {flat(word): ("fund", f"origin={code}") for code, word in ORIGINS.pairs()
              if code != Mark.OTHER}
    for marks, words in phrase_book()["words"].items():
        found |= {word: tuple(marks.split()) for word in words}
    return {word: marks for word, marks in found.items() if word}


@cache
def names_of_marks() -> dict[str, str]:
    """Every mark → the word people read for it."""
    found: dict[str, str] = dict(phrase_book()["names"])
    found |= {each.code: each.label for each in HOUSEHOLD_CATEGORY}
    for every in (kinds_of_meeting(), accounts_of_book()):
        for word, mark in every.items():
            found.setdefault(mark, word)
    return found | {f"origin={code}": word for code, word in ORIGINS.pairs()}


@cache
def _units() -> dict[str, str]:
    return {word: unit for unit, words in phrase_book()["units"].items() for word in words}


@cache
def _ways() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(each) for each in phrase_book()["says"]["how_to_write"])


def own_words(subject: str) -> frozenset[str]:
    """Words over a heading that only say that it is about the line itself."""
    return frozenset(phrase_book()["groups"]["subject"].get(subject, ()))


def halved(text: str) -> str:
    """Half-width, without the number in front."""
    return _NUMBERED.sub("", unicodedata.normalize("NFKC", text).strip())


def flat(text: str) -> str:
    """Without blanks and marks."""
    return _MARKS.sub("", halved(text)).upper()


def is_how_to_write(words: str) -> bool:
    """Whether words in brackets say only how a value is written."""
    return any(each.search(words) for each in _ways())


def bracketed(text: str) -> tuple[str, list[str]]:
    """A heading outside its brackets, and what stands in them."""
    whole = halved(text)
    inside = [one or two or three for one, two, three in _BRACKETS.findall(whole)]
    outside = _BRACKETS.sub("", whole)
    return (outside, inside) if outside.strip() else (whole.strip("()[]【】"), [])


def taken_apart(path: Sequence[str]) -> Phrase:
    """A heading with those above it, outermost first, taken apart."""
    found = Phrase()
    for each in path:
        outside, inside = bracketed(each)
        found = _joined(found, _of_words(flat(outside)))
        for brackets in inside:
            for part in _SEPARATORS.split(brackets):
                found = _joined(found, _of_brackets(part.strip()))
    return found


def _joined(one: Phrase, other: Phrase) -> Phrase:
    return Phrase(one.marks + other.marks, one.units + other.units, one.spans + other.spans,
                  other.base or one.base, one.unknown + other.unknown, one.ways + other.ways)


def _of_brackets(part: str) -> Phrase:
    if not part:
        return Phrase()
    unit = _units().get(flat(part) or part)
    if unit:
        return Phrase(units=(unit,))
    base = _BASE.fullmatch(part)
    if base:
        return Phrase(base=base.group(1) or base.group(2))
    if is_how_to_write(part):
        return Phrase(ways=(part,))
    unit = _units().get(flat(re.sub("^单位[:：]?", "", part)))
    return Phrase(units=(unit,)) if unit else _of_words(flat(part))


def _of_words(text: str) -> Phrase:
    if not text:
        return Phrase()
    if text in _units():
        return Phrase(units=(_units()[text],))
    share = _SHARE.search(text)
    if share:
        return marked(replace(_of_words(text[:share.start()]), base=share[1]), "rate")
    spans, rest = times_in(text)
    covered = _cover(rest)
    if covered is None:
        whole = _words().get(text)
        return Phrase(marks=whole) if whole is not None else Phrase(spans=spans, unknown=rest)
    return Phrase(marks=covered, spans=spans)


def marked(phrase: Phrase, mark: str) -> Phrase:
    """The same with a mark more."""
    return replace(phrase, marks=(*phrase.marks, mark))


def times_in(text: str) -> tuple[tuple[str, ...], str]:
    """The stretches of time a heading names, as :meth:`View.over` has them, and the rest."""
    for span, words in _TIMES:
        found = words.search(text)
        if not found:
            continue
        if span in _COUNTED:
            said = next((each for each in found.groups() if each), "1")
            number = int(said) if said.isdigit() else 1 if said == "首" else chinese_number(said)
            span = f"M{number:02}" if span == "M" else f"{span}{number}"
        rest = text[:found.start()] + text[found.end():]
        more, rest = times_in(rest)
        return (span, *more) if span != Mark.TO_DATE else (*more, span), rest
    return (), text


def _cover(text: str) -> tuple[str, ...] | None:
    """The marks of the words that cover a text without a gap, as few as will do."""
    words = _words()
    best: list[tuple[int, tuple[str, ...]] | None] = [(0, ())] + [None] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - 14), end):
            before = best[start]
            marks = words.get(text[start:end]) if before else None
            if before is not None and marks is None:
                aged = _AGE.fullmatch(text[start:end])
                if aged and aged.group(2) in _AGES:
                    marks = (f"age{_AGES[aged.group(2)]}{int(aged.group(1))}",)
            if before is None or marks is None:
                continue
            tried = (before[0] + 1, before[1] + marks)
            if best[end] is None or tried[0] < best[end][0]:  # type: ignore[index]
                best[end] = tried
    found = best[len(text)]
    return found[1] if found else None


def unit_of(phrases: Iterable[str]) -> str:
    """The unit a heading or a line above it states: ``wan`` for 万元."""
    for said in phrases:
        for part in _SEPARATORS.split(" ".join(bracketed(said)[1])):
            unit = _units().get(flat(re.sub("^单位[:：]?", "", part.strip())))
            if unit:
                return unit
    return ""
