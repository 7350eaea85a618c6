"""Looks through every text behind a notice for what must never be put up in public."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from models.days import age_on
from models.privacy import Privacy, personal_data_in
from resources import resource

if TYPE_CHECKING:
    from models.store import Store

_LABELS = {Privacy.SECRET: "身份证号", Privacy.PHONE: "电话号码"}
_SPACERS = re.compile(r"[\s\u200b-\u200f\ufeff.·_*—–\-、，,]+")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_CARD = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
_PLACE = re.compile(
    r"(?:路|街|巷|胡同|弄|组|队|村|头|沿|区|园|栋|幢)[东西南北中一-龥]{0,4}?[0-9一二三四五六七八九十百]+号"
    r"|\d+(?:号楼|栋|幢|单元|室)"
)
_SCHOOL = re.compile(
    r"(?P<name>[一-龥]{2,12}?)(?:小学|中学|幼儿园|高中|初中|附中|[一二三四五六七八九]中|职高|技校|大学|学院)"
    r"|[一二三四五六七八九1-9初高](?:年级|[(（]?[0-9一二三四五六七八九十]+[)）]?班)"
)
_NO_SCHOOL = re.compile(
    r".*(?:考上|考取|升入|就读|重点|普通|名牌|本科|专科|全日制|省级|市级|一本|二本|上|读|的|成员|子女)$"
)


@dataclass(frozen=True)
class Trap:
    """One thing found: ``what`` it is and how it is ``written`` there."""

    what: str
    written: str


@cache
def wording() -> dict[str, Any]:
    """The words of resources/points/notice.toml."""
    return tomllib.loads(resource("points/notice.toml").read_text(encoding="utf-8"))


class Scan:
    """Knows the children of the village on a day, and looks through texts."""

    def __init__(self, store: Store, day: date) -> None:
        people = store.query("SELECT name, born FROM person WHERE left IS NULL")
        age = wording()["child_age"]
        young = {row for row, (_, born) in enumerate(people) if born and age_on(born, day) < age}
        grown = {name for row, (name, _) in enumerate(people) if row not in young}
        names = {people[row][0] for row in young}
        self.children = frozenset(name for name in names - grown if len(name) > 1)

    def traps(self, text: str | None) -> list[Trap]:
        """Everything in a text that must not be put up."""
        if not text:
            return []
        found = [Trap(_LABELS[each.privacy], each.written) for each in personal_data_in(text)]
        packed = _SPACERS.sub("", text.translate(_DIGITS))
        if not any(each.what == "身份证号" for each in found):
            found += [Trap("银行卡号", each[0]) for each in _CARD.finditer(packed)]
        found += [look for search in (self._names, _words, _schools, _places)
                  for look in search(packed)]
        return list(dict.fromkeys(found))

    def _names(self, packed: str) -> list[Trap]:
        return [Trap("未成年人姓名", name) for name in self.children if name in packed]


def _words(packed: str) -> list[Trap]:
    return [
        Trap(group["what"], word)
        for group in wording()["word"] for word in group["words"] if word in packed
    ]


def _schools(packed: str) -> list[Trap]:
    return [
        Trap("就读学校或班级", found[0]) for found in _SCHOOL.finditer(packed)
        if found["name"] is None or not _NO_SCHOOL.match(found["name"])
    ]


def _places(packed: str) -> list[Trap]:
    return [Trap("详细住址", found[0]) for found in _PLACE.finditer(packed)]


