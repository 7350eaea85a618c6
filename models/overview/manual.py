"""手册: a page for every job, found by the place one is at or by the words one types.

A page says under its heading where it belongs and by which other words it is looked for:
``> 在：联户走访 › 走访；人户。也说：入户、家访。`` A page of every place is 在：到处.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from models.returns.catalogue import DOCUMENTS, RETURNS
from models.returns.document import DocumentReturn
from models.returns.returning import Return
from models.values.kinds import Field
from models.values.names import found_in
from models.values.sheet import Column, Row, Sheet
from resources import resource

CHAPTERS = (
    "welcome", "home", "people", "members", "liaison", "points", "meetings", "stars", "returns",
    "town", "settings", "trouble", "glossary",
)
"""In the order one reads them."""

EVERYWHERE = "到处"
TROUBLE = "trouble"
RHYTHMS = {"week": "每周", "month": "每月", "quarter": "每季", "half": "每半年", "year": "每年",
           "asked": "要的时候"}
ON_THE_CARD = ("到处都一样的键", "记号", "每周、每月、每季、每年做什么")

_HEAD = re.compile(r"^> 在：(.+?)(?:。也说：(.+?))?。$", re.MULTILINE)
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_PICTURE = re.compile(r"!\[[^]]*\]\([^)]*\)")


class Topic(NamedTuple):
    """A page: its chapter (key and title), heading, places, other words, and its Markdown."""

    key: str
    chapter: str
    title: str
    where: tuple[str, ...]
    also: tuple[str, ...]
    text: str

    @property
    def names(self) -> tuple[str, ...]:
        """What of the window it speaks of: buttons, fields."""
        return tuple(dict.fromkeys(_BOLD.findall(self.text)))

    @property
    def rows(self) -> list[list[str]]:
        """The lines of its tables, without the head."""
        lines = [line.strip("| ").split(" | ") for line in self.text.splitlines()
                 if line.startswith("| ")]
        return lines[1:]


@cache
def topics() -> tuple[Topic, ...]:
    """Every page, in order; at the end one for each return there is."""
    return (*(each for key in CHAPTERS for each in _chapter(key)), *_returns())


def topic_called(chapter: str, title: str = "") -> Topic:
    """The page a link leads to: ``people.md#新立户``; the chapter's first without a heading."""
    own = [each for each in topics() if each.key == chapter]
    return next((each for each in own if each.title == title), own[0])


def topic_for(place: str, standing: Sequence[str] = (), said: str = "") -> Topic:
    """The page about where one stands.

    :param place: the title of the place; empty where no file is open.
    :param standing: what is done or looked at, the narrowest first, its section among them.
    :param said: the sentence shown, if there is one: it names what is wrong, or what is to be done.
    """
    if trouble_in(said):
        return topic_called(TROUBLE)
    if not place:
        return next((each for each in topics() if each.title in standing), topic_called(TROUBLE))
    known = {spot for each in topics() for spot in each.where}
    section = next((each for each in standing if f"{place} › {each}" in known), "")
    spot = f"{place} › {section}" if section else place
    here = [each for each in topics() if spot in each.where] or [
        each for each in topics() if any(where.startswith(place) for where in each.where)]
    told = [each for each in (*standing, said) if each != section]
    return max(here, key=lambda each: [_about(each, words) for words in told])


def trouble_in(said: str) -> str:
    """The words of a sentence by which 看到这句话 lists it; empty when it doesn't."""
    listed = (each for line in topic_called(TROUBLE).rows for each in line[0].split("、"))
    return next((each for each in listed if each in said), "")


def sought(text: str, *, by_name: bool = False) -> list[Topic]:
    """The pages that ``text`` finds, the best first; by words, pinyin or its initials.

    With ``by_name`` only those called so, or that name it: no page for what stands in its text.
    """
    wanted = _squeezed(text)
    if not wanted:
        return list(topics())
    worst = _IN_TEXT if by_name else _NOWHERE
    return [topics()[at] for rank, at in _ranked(wanted) if rank < worst]


def quick_card() -> Sheet:
    """速查卡: keys, marks and the year's rhythm, on one page to hang beside the computer."""
    rows = [Row(tuple(_plain(each) for each in line))
            for title in ON_THE_CARD for line in topic_called("welcome", title).rows]
    columns = tuple(Column(Field(label, width=width)) for label, width in (
        ("什么", 24), ("怎么做", 70)))
    return Sheet("quick-card", "联星村级台账速查卡", columns, rows, signatures=(), seal=False)


# ── inside ───────────────────────────────────────────────────────────────────


@lru_cache(maxsize=256)
def _ranked(wanted: str) -> tuple[tuple[int, int], ...]:
    """How well every page is found, and its place in the manual, the best first."""
    return tuple(sorted((_rank(each, wanted), at) for at, each in enumerate(topics())))


_IN_TEXT, _NOWHERE = 4, 9
_NEAR_TITLE, _NEAR_ALSO, _NEAR_NAMES = (0, 2, 2), (1, 2, 3), (3, 3, 3)
"""How well a page answers where the whole, the beginning, the inside of such words is sought."""


def _chapter(key: str) -> Iterator[Topic]:
    head, *parts = resource(f"help/{key}.md").read_text(encoding="utf-8").split("\n## ")
    chapter = head.partition("\n")[0].removeprefix("# ")
    for part in parts:
        title, _, text = part.partition("\n")
        says = _HEAD.search(text)
        where, also = says.groups() if says else ("", "")
        yield Topic(key, chapter, title.strip(), tuple(where.split("；")),
                    tuple((also or "").split("、")), _HEAD.sub("", text).strip())


def _returns() -> Iterator[Topic]:
    every: tuple[Return | DocumentReturn, ...] = (*RETURNS, *DOCUMENTS)
    for each in every:
        asks = "、".join(field.label for field in each.asks)
        columns = "、".join(dict.fromkeys(column.label for column in getattr(each, "columns", ())))
        lines = (
            f"{RHYTHMS[each.cadence]}出。[报表报送](returns.md#出一张表)的目录里选它。",
            asks and f"先要选：{asks}。",
            columns and f"栏目：{columns}。",
            each.basis and f"依据：{each.basis}。",
            "可以出公示版。" if getattr(each, "postable", False) else "内部用，没有公示版。",
        )
        yield Topic("returns", "每一张报表", each.title, ("报表报送 › 目录",),
                    (each.title.replace("“", "").replace("”", ""),),
                    "\n\n".join(filter(None, lines)))


def _about(topic: Topic, words: str) -> int:
    """How much a page speaks of what is called ``words``; its very name counts most."""
    wanted = words.rstrip("…")
    called = {each.rstrip("…") for each in (topic.title, *topic.names, *topic.also)}
    if wanted in called:
        return len(wanted) + 100
    return max((len(each) for each in called if len(each) > 1 and each in wanted), default=0)


def _rank(topic: Topic, wanted: str) -> int:
    """How well a page answers to ``wanted``: 0 best, ``_NOWHERE`` not at all."""
    called = [(_near(wanted, each), ranks) for ranks, words in (
        (_NEAR_TITLE, (topic.title,)), (_NEAR_ALSO, topic.also), (_NEAR_NAMES, topic.names))
        for each in words]
    found = [ranks[near] for near, ranks in called if near is not None]
    if found:
        return min(found)
    if wanted in _squeezed(_PICTURE.sub("", topic.text)):
        return _IN_TEXT
    return 5 if any(len(each) > 1 and _squeezed(each) in wanted
                    for each in (topic.title, *topic.also)) else _NOWHERE


def _near(wanted: str, words: str) -> int | None:
    """Whether it is meant by the whole of the words (0), their beginning (1), their inside (2)."""
    spot = found_in(wanted, _squeezed(words))
    return spot.rank % 3 if spot else None


def _squeezed(words: str) -> str:
    return "".join(words.split()).casefold()


def _plain(words: str) -> str:
    """Without the marks of Markdown."""
    return re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", words).replace("`", "").replace("*", "")
