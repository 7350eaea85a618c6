"""What a form's own notes ask of its lines: which there are (仅填脱贫户), and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from models.figures.liaison import OTHER
from models.returns.facts.composed import fact_of
from models.returns.facts.fact import FormSubject
from models.returns.town_form.page import FormPage
from models.returns.town_form.phrases import bracketed, flat
from models.returns.town_form.words import Vocabulary
from models.values.codes import HOUSEHOLD_CATEGORY

FALLING = "-"
"""Stands before the fact whose greatest comes first."""

_SENTENCES = re.compile("[。；;\n]")
_AND = "[、，,和及与或]"
_SORTED = re.compile(
    "按照?(?P<by>[^，,。；;（）()]{1,30}?)(?:(?P<way>[从由][高多大近晚新]到[低少小远早旧]|降序|倒序|递减"
    "|[从由][低少小远早旧]到[高多大近晚新]|升序|正序|递增)|的?(?:顺序|次序|先后)?(?:依次)?"
    "(?:排列|排序|填写|填报|填列|登记))")
_FALLS = re.compile("[高多大近晚新]到|降|倒|减")
_NO_ORDER = re.compile("格式|样式|要求|实际|如实|规定|办法")
_PUT = re.compile("、|，|,|和|及|再按|然后按")


_SHARE = re.compile(
    r"(?P<what>[^，,：:（）()＝=\s]{2,12})\s*[＝=]\s*(?P<part>[^÷/＝=]{2,24})[÷/]"
    r"\s*(?P<base>[^×xX*＝=，,（(）)]{2,20})")


def with_base(path: Sequence[str], notes: Iterable[str]) -> list[str]:
    """A path of headings with the base that a note states for it: 覆盖率＝走到户数÷联系户数."""
    leaf = flat(bracketed(path[-1])[0]) if path else ""
    for each in notes:
        said = _SHARE.search(each)
        if said and leaf and flat(said["what"]).endswith(leaf):
            of = f"{said['part'].strip()}÷{said['base'].strip()}"
            return [*path[:-1], f"{path[-1]}（以{of}为基数）"]
    return list(path)


def order_of(
    page: FormPage, subject: FormSubject, headings: dict[str, str]
) -> tuple[tuple[str, ...], str]:
    """The facts the lines are sorted by, and the words of an order that is not understood.

    :param headings: the words of a column → its fact.
    """
    words = Vocabulary(subject.facts, subject)
    for said in _said(page):
        asked = _SORTED.search(said)
        if not asked or _categories(asked["by"]) or _NO_ORDER.search(asked["by"]):
            continue
        falls = FALLING if _FALLS.search(asked["way"] or "") else ""
        names = [_fact(each, subject, headings, words) for each in _PUT.split(asked["by"]) if each]
        if not all(names):
            return (), asked.group()
        return tuple(f"{falls}{each}" for each in names), ""
    return (), ""


def _fact(
    word: str, subject: FormSubject, headings: dict[str, str], words: Vocabulary
) -> str | None:
    bare = flat(word)
    found = next((fact for said, fact in headings.items() if flat(said) == bare), None)
    found = found or words.find([word])
    name = (found or "").partition("@")[0]
    return found if name and fact_of(name, subject) else None


def homes_about(title: str, page: FormPage) -> tuple[str, ...]:
    """The categories of household a form is about, by its title (脱贫户走访登记表) or a note."""
    told = _categories(title)
    return told or next(filter(None, map(_only, _said(page))), ())


def _said(page: FormPage) -> Iterable[str]:
    for text in (*page.around, *(text for *_, text in page.texts(1, page.height))):
        yield from _SENTENCES.split(text)


_MEANT = re.compile(
    "(?:[仅只]限?(?:填报?|填写|填列|统计|登记|上报|列|报|收录)|(?:填报?|统计)(?:对象|范围)[:：为是])(.+)")


def lines_meant(page: FormPage) -> list[str]:
    """What the notes say the lines are of: 支部党员大会和支部委员会, 预备党员."""
    return [found[1] for each in _said(page) if (found := _MEANT.search(re.sub(r"\s", "", each)))]


def _only(sentence: str) -> tuple[str, ...]:
    found = _limits().search(re.sub(r"\s", "", sentence))
    return _categories(found.group(1)) if found else ()


@cache
def _limits() -> re.Pattern[str]:
    every = sorted((re.escape(word) for words in _words().values() for word in words),
                   key=len, reverse=True)
    kinds = "|".join(every)
    return re.compile(
        "(?:[仅只]限?|限于?|填报?(?:对象|范围)[:：为是]?|统计(?:对象|范围)[:：为是]?)"
        f"(?:限于?|填报?|填写|统计|登记|列|报)?(?:本村|全村)?((?:(?:{kinds}){_AND}?)+)")


@cache
def _words() -> dict[str, Sequence[str]]:
    return {each.code: [word for word in (each.label, *each.aliases)
                        if len(word) > 2 and word[-1] in "户象庭"]
            for each in HOUSEHOLD_CATEGORY if each.code != "YB"}


def _categories(text: str) -> tuple[str, ...]:
    return tuple(code for code, words in _words().items() if any(word in text for word in words))


_ORDER = re.compile(r"按(.{2,60}?)的?(?:次序|顺序)")


def kinds_in_order(page: FormPage, columns: dict[str, str]) -> tuple[str, ...]:
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
