"""Which of its subject's lines a form is about by its title: 流动党员登记表, 未联系农户情况表.

What the title says and nobody here can tell (留守老人, 低保边缘家庭) is no guess either: the lines
stay blank until somebody says that all of them are meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from models.figures.composed import Mark, kinds_of_meeting
from models.returns.facts.composed import fact_of, said_of
from models.returns.facts.fact import FormSubject
from models.returns.facts.people import YES
from models.returns.facts.view import NOTHING, View
from models.returns.town_form.phrases import bracketed, flat, phrase_book, taken_apart, times_in
from models.values.codes import HOUSEHOLD_CATEGORY

NOT_TOLD = "?"
"""Stands before what a title says of its lines that nobody here can tell."""

Holds = Callable[[View, Any], bool]

_PLACES = re.compile(".*(?:村(?!民)|社区|镇|乡|街道|县|市|年度?|季度|月份?|支部|党委|总支|管区)")
_TITLE = re.compile("表|册|台账|名单|清单|统计|汇总|情况|登记|月报|季报|年报|卡")
_COUNTED = re.compile(r"^\s*(?:附?表\s*)?[一二三四五六七八九十\d]+(?:[、.．]|\s+)")
_LIMITING = frozenset({"mobile", "full", "probationary", "women", "men", "unlink", "unseen"})
_OF_MATTERS = {"未办结": "open", "未解决": "open", "未化解": "open", "已办结": "solved",
               "已解决": "solved", "已化解": "solved", "矛盾": "dispute", "纠纷": "dispute"}
_BESIDE = {"dispute": re.compile("诉求|求助|建议|隐患|意见")}
"""群众诉求及矛盾问题台账 is of both."""
_OF_ONE = ("household", "member")
"""Lines with a name on them, which a title may mean of others: 积极分子 are no members, 留守老人 no
heads of households for that."""
_OF_BODY = {
    "officer.branch": re.compile(
        "(?:支委会?|支部(?:委员会)?)(?:班子|成员|组成)|支部委员(?!会)|支委名单"),
    "officer.committee": re.compile("[村居]民?委(?:员会|会)(?:班子|成员|委员|组成)")}
"""The office that every line of a table has whose title names one of the two bodies."""
_AGED = re.compile(r"age(?P<sign>>=|<=)(?P<years>\d+)")
_HOMES = frozenset({"household", "visit", "pairing"})
_TOLD_BY: dict[tuple[str, str], tuple[str, frozenset[Any]]] = {
    ("matter", "dispute"): ("matter.kind", frozenset({"dispute"})),
    ("household", "unlink"): ("partner", frozenset({None, NOTHING})),
    ("household", "unseen"): ("visits", frozenset({0})),
}
"""Of a subject a word of a title → the fact that tells it, and what it then says."""


def limits_of(titles: Iterable[str], subject: FormSubject) -> tuple[str, ...]:
    """The conditions that the title of a form sets its lines; one that begins with
    :data:`NOT_TOLD` can't be told from the ledger."""
    told = (_limits(times_in(flat(_COUNTED.sub("", bracketed(each)[0])))[1], subject)
            for each in titles if _TITLE.search(each) and "：" not in each)
    return next(filter(None, told), ())


def limits_noted(meant: Iterable[str], subject: FormSubject) -> tuple[str, ...]:
    """As :func:`limits_of`, of what the notes say the lines are: 本表只填预备党员."""
    return next(filter(None, (_limits(flat(each), subject, ()) for each in meant)), ())


def _limits(
    words: str, subject: FormSubject, of_one: Sequence[str] = _OF_ONE
) -> tuple[str, ...]:
    if subject.code == Mark.MEETING:
        return _kinds(words)
    if subject.code == Mark.MATTER:
        return tuple(dict.fromkeys(
            mark for word, mark in _OF_MATTERS.items()
            if word in words and not (mark in _BESIDE and _BESIDE[mark].search(words))))
    if all(map(subject.fact, _OF_BODY)):
        bodies = tuple(fact for fact, said in _OF_BODY.items() if said.search(words))
        return bodies if len(bodies) == 1 and "两委" not in words else ()
    return _of_nouns(words, subject, of_one)


def _kinds(title: str) -> tuple[str, ...]:
    """The kinds a title names; 三会一课 in one is said loosely, of 主题党日 too."""
    if "三会一课" in title:
        return ()
    return tuple(dict.fromkeys(mark for word, mark in kinds_of_meeting().items() if word in title))


def _of_nouns(title: str, subject: FormSubject, of_one: Sequence[str]) -> tuple[str, ...]:
    words = phrase_book()["lines"]
    own: list[str] = words.get(subject.code, [])
    nouns = {*own, *(words["person"] if subject.code in of_one else ())}
    for noun in sorted(nouns, key=len, reverse=True):
        before, found, _ = title.partition(noun)
        limit = _PLACES.sub("", before) if found else ""
        if not limit:
            continue
        phrase = taken_apart([limit + noun])
        if not phrase.unknown:
            marks = tuple(each for each in phrase.marks if each in _LIMITING
                          or each in HOUSEHOLD_CATEGORY or _AGED.match(each))
            told = not marks or (noun in own and all(
                condition(each, subject) or _of_homes(each, subject) for each in marks))
            return marks if told else (f"{NOT_TOLD}{limit}{noun}",)
        if not _plain(limit, words["plain"]):
            return (f"{NOT_TOLD}{limit}{noun}",)
    return ()


def _plain(words: str, known: Sequence[str]) -> bool:
    """Whether words before a noun limit nothing: 党员联系, 一户一."""
    while found := next((each for each in known if words.startswith(each)), ""):
        words = words.removeprefix(found)
    return not words


def _of_homes(mark: str, subject: FormSubject) -> bool:
    """Whether lines are households of a category; who of them is meant is not said by it."""
    return mark in HOUSEHOLD_CATEGORY and subject.code in _HOMES


def condition(mark: str, subject: FormSubject) -> Holds | None:
    """Whether a line meets what a title says; None where that can't be told of the subject."""
    aged, name = _AGED.match(mark), said_of(subject, mark)
    of_age, kind = subject.fact("age"), subject.fact("meeting.kind")
    if aged and of_age is not None:
        least = int(aged["years"])
        return lambda view, row: _aged(of_age.read(view, row), aged["sign"], least)
    if kind is not None and mark.startswith("kind="):
        return lambda view, row: f"kind={kind.read(view, row)}" == mark
    office = subject.fact(mark) if mark in _OF_BODY else None
    if office is not None:
        return lambda view, row: office.read(view, row) != NOTHING
    told, values = _TOLD_BY.get((subject.code, mark), (name or "", frozenset({YES})))
    fact = fact_of(told, subject) if told else None
    return (lambda view, row: fact.read(view, row) in values) if fact else None


def _aged(age: Any, sign: str, years: int) -> bool:
    return isinstance(age, int) and (age >= years if sign == ">=" else age <= years)


def homes_in(only: Iterable[str]) -> tuple[str, ...]:
    """The categories of household among what a form is about."""
    return tuple(each for each in only if each in HOUSEHOLD_CATEGORY)


def not_told(only: Iterable[str]) -> str:
    """What a title says of its lines that can't be told: 留守老人; '' where there is nothing."""
    return next((each.removeprefix(NOT_TOLD) for each in only if each.startswith(NOT_TOLD)), "")


def over_all(view: View, only: Iterable[str]) -> View:
    """What is still open was found at any time before the last day."""
    return view.over(f"{date.min}/{view.last}") if "open" in only else view


def limited(
    view: View, rows: Sequence[Any], subject: FormSubject, only: Iterable[str]
) -> list[Any]:
    """The lines that meet every condition but those of households, which the view looks to; none
    where one of them can't be told."""
    kinds: list[Holds | None] = []
    every: list[Holds | None] = []
    for each in only:
        if each not in HOUSEHOLD_CATEGORY:  # a meeting is of one kind, of those that are named
            (kinds if each.startswith("kind=") else every).append(condition(each, subject))
    return [row for row in rows if all(each is not None and each(view, row) for each in every)
            and (not kinds or any(each is not None and each(view, row) for each in kinds))]
