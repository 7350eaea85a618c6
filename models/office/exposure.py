"""Looks through a text for what must never be put up in public."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.days import age_on, last_day
from models.values.privacy import Privacy, personal_data_in, privacy_words

if TYPE_CHECKING:
    from datetime import date

    from models.keeping.store import Store

_LABELS = {Privacy.SECRET: "身份证号", Privacy.PHONE: "电话号码"}
_SPACERS = re.compile(r"[\s\u200b-\u200f\ufeff.·_*—–\-、，,]+")
_BLANKS = re.compile(r"[\s\u200b-\u200f\ufeff]+")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_GAPS = re.compile(r"(?<=\d)[\s\u200b-\u200f\ufeff.·_—–-]{1,3}(?=\d)")
_CARD = re.compile(r"(?<!\d)[3-9]\d{15,18}(?!\d)")
_PLACE = re.compile(
    r"(?:路|街|巷|胡同|弄|组|队|村|头|沿|区|园|栋|幢)[东西南北中一-龥]{0,4}?[0-9一二三四五六七八九十百]+号"
    r"|\d+(?:号楼|栋|幢|单元|室)"
)
_CLASS = re.compile(
    r"[一二三四五六七八九1-9初高](?:年级|[(（]?[0-9一二三四五六七八九十]+[)）]?班)"
)
_SCHOOL = re.compile(
    r"(?P<name>[一-龥]{2,12}?)(?:小学|中学|幼儿园|高中|初中|附中|[一二三四五六七八九]中|职高|技校|大学|学院)"
)
_NO_SCHOOL = re.compile(
    r".*(?:考上|考取|升入|就读|重点|普通|名牌|本科|专科|全日制|省级|市级|一本|二本|上|读|的|成员|子女)$"
)
_QUOTED = 6
"""A passage of the standard so long is known again inside a text; a shorter one only alone."""


@dataclass(frozen=True)
class Trap:
    """One thing found: ``what`` it is and how it is ``written`` there."""

    what: str
    written: str

    @property
    def covered(self) -> str:
        """As it may be shown to whoever has to find it: 41**, 低*."""
        return self.written[:2 if len(self.written) > 4 else 1] + "*" * min(
            4, len(self.written) - 1)


class Scan:
    """Knows the village's people, gone or here, and the words of its standard; looks through texts.

    Grown people may stand in public where a column is for them; in running text they may not, but
    for party members and officers, who act for the village. What quotes the standard speaks of
    the town's tasks and of nobody. The office's own telephone is there to be called.
    """

    def __init__(self, store: Store, day: date) -> None:
        people = store.query("SELECT name, born FROM person")
        age = privacy_words()["child_age"]
        young = {row for row, (_, born) in enumerate(people)
                 if born and age_on(last_day(born), day) < age}
        grown = {name for row, (name, _) in enumerate(people) if row not in young}
        names = {people[row][0] for row in young}
        self.children = frozenset(name for name in names - grown if len(name) > 1)
        self.grown = frozenset(name for name in grown if len(name) > 1) - _acting(store)
        self._lengths = sorted({len(name) for name in self.children | self.grown})
        self._known: dict[str, list[Trap]] = {}
        self._quoted = frozenset(filter(_words, map(_packed, _standard(store))))
        self._office = frozenset(
            re.sub(r"\D", "", trace.written) for text in _contacts(store)
            for trace in personal_data_in(text) if trace.privacy is Privacy.PHONE)

    def traps(self, text: str | None) -> list[Trap]:
        """Everything in a text that must not be put up."""
        if not text:
            return []
        if text not in self._known:
            self._known[text] = self._look_through(text)
        return self._known[text]

    def _look_through(self, text: str) -> list[Trap]:
        found = [
            Trap(_LABELS[each.privacy], each.written) for each in personal_data_in(text)
            if re.sub(r"\D", "", each.written) not in self._office
        ]
        packed = _packed(text)
        if not any(each.what == "身份证号" for each in found):
            close = _GAPS.sub("", text.translate(_DIGITS))
            found += [Trap("银行卡号", each[0]) for each in _CARD.finditer(close)]
        found += [*self._names(text), *_words(self._unquoted(packed)),
                  *(Trap("就读学校或班级", each[0]) for each in _CLASS.finditer(packed))]
        return list(dict.fromkeys(found))

    def home_traps(self, text: str | None) -> list[Trap]:
        """The same in a text about one household, where a school or a house number says whose."""
        packed = _packed(text or "")
        schools = [
            Trap("就读学校或班级", each[0]) for each in _SCHOOL.finditer(packed)
            if not _NO_SCHOOL.match(each["name"])
        ]
        return [*self.traps(text), *schools,
                *(Trap("详细住址", each[0]) for each in _PLACE.finditer(packed))]

    def _names(self, text: str) -> list[Trap]:
        packed = _BLANKS.sub("", text)  # the stars of a mask stay
        found = {packed[at:at + length] for length in self._lengths
                 for at in range(len(packed) - length + 1)}
        alone = text.strip() in self.grown
        return [
            *(Trap("未成年人姓名", name) for name in sorted(found & self.children)),
            *(Trap("户籍人员姓名", name) for name in sorted(found & self.grown)
              if not alone and (len(name) > 2 or _stands_alone(name, text))),
        ]

    def _unquoted(self, packed: str) -> str:
        if packed in self._quoted:
            return ""
        for each in self._quoted:
            if len(each) >= _QUOTED:
                packed = packed.replace(each, "|")
        return packed


def _packed(text: str) -> str:
    return _SPACERS.sub("", text.translate(_DIGITS))


def _stands_alone(name: str, text: str) -> bool:
    """A name of two characters is often a part of a word: 文明, 平安."""
    return bool(re.search(rf"(?<![一-龥]){name}(?=家|同志|等|[^一-龥]|$)", text))


def _words(packed: str) -> list[Trap]:
    return [Trap(what, word) for what, word in _listed() if word in packed]


@cache
def _listed() -> tuple[tuple[str, str], ...]:
    found = [(group["what"], word) for group in privacy_words()["word"] for word in group["words"]]
    known = {word for _, word in found}
    found += [("救助和低收入身份", each.label) for each in HOUSEHOLD_CATEGORY
              if each.sensitive and not any(word in each.label for word in known)]
    return tuple(found)


def _acting(store: Store) -> frozenset[str]:
    """Party members and officers, now or before."""
    return frozenset(name for (name,) in store.query(
        """SELECT name FROM person WHERE id IN (SELECT person FROM member
               UNION SELECT person FROM post)"""))


def _standard(store: Store) -> list[str]:
    """Every passage of the standards."""
    rows: list[tuple[Any, ...]] = store.query(
        """SELECT title, department, NULL, NULL, NULL, NULL FROM task UNION ALL
           SELECT text, criterion, demand, evidence, ledger, target FROM clause""")
    return [text for row in rows for text in row if text]


def _contacts(store: Store) -> list[str]:
    """Where the village is called: its office, and where a notice said to object."""
    return [text for (text,) in store.query(
        "SELECT phone FROM unit UNION SELECT contact FROM notice") if text]
