"""Looks through a text for what must never be put up in public."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from models.office.village import policy
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.days import age_on, last_day
from models.values.problem import Problem
from models.values.traces import TO_BE_REACHED, personal_data_in

if TYPE_CHECKING:
    from datetime import date

    from models.keeping.store import Store
    from models.values.sheet import Ref

_SPACERS = re.compile(r"[\s\u200b-\u200f\ufeff.·_*—–\-、，,]+")
_BLANKS = re.compile(r"[\s\u200b-\u200f\ufeff]+")
_PLAIN = {0xFEE0 + each: chr(each) for each in range(0x21, 0x7F)}
"""Signs of full width as they are written else."""
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
_TOLD_APART = 4
"""A household's number so long is no count of households: 0134 户, 08-009 户, and not 12 户."""
_LABELS_END = re.compile("[：　]")
_NOTHING = re.compile(r"(?!)")


Said = TypeVar("Said")
Part = tuple[str, object, "tuple[Ref, ...]"]
"""A part of what is put up: where it stands, what it says, the records it comes from."""


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


OMITTED = "〔略〕"
_NAMED = 3


@dataclass(frozen=True)
class Betrayal:
    """What may not be put up: where it stands, what it is, and the records it comes from."""

    place: str
    trap: Trap
    refs: tuple[Ref, ...] = ()

    @property
    def sentence(self) -> str:
        """第 3 行“主题”里有电话号码“15****”."""
        return f"{self.place}里有{self.trap.what}“{self.trap.covered}”"


class NotToBePosted(Problem):
    """The public version can't be made yet; ``found`` says where to rewrite or to leave out."""

    def __init__(self, title: str, found: list[Betrayal]) -> None:
        first = "；".join(each.sentence for each in found[:_NAMED])
        more = f"，等 {len(found)} 处" if len(found) > _NAMED else ""
        super().__init__(f"{title}的公示版还不能出：{first}{more}。请到原记录里改写；"
                         f"或者略去，印成{OMITTED}。")
        self.found = found


class Scan:
    """Knows the village's people, gone or here, and the words of its standard; looks through texts.

    Which words, and how old a child is, says resources/policies/privacy.toml under the village's
    own ``own`` and ``allowed``. Grown people may stand in public where a column is for them; in
    running text they may not, but for party members and officers, who act for the village. What
    quotes the standard speaks of the town's tasks and of nobody. The office's own telephone is
    there to be called. ``minors`` are the ids of those too young to have a line of their own.
    """

    def __init__(self, store: Store, day: date) -> None:
        rules = policy(store, "privacy", day)
        people = store.query("SELECT id, name, born FROM person")
        self.minors = frozenset(row for row, _, born in people if born and age_on(
            last_day(born), day) < rules["child_age"])
        grown = {name for row, name, _ in people if row not in self.minors}
        names = {name for row, name, _ in people if row in self.minors}
        self.children = frozenset(name for name in names - grown if len(name) > 1)
        self.grown = frozenset(name for name in grown if len(name) > 1) - _acting(store)
        self._by_surname: dict[str, list[str]] = {}
        for name in sorted(self.children | self.grown):
            self._by_surname.setdefault(name[0], []).append(name)
        self._surnames = _any_of(self._by_surname)
        self._listed = _listed(rules)
        self._words = _any_of(self._listed)
        self._homes = _homes(store)
        self._known: dict[str, list[Trap]] = {}
        self._quoted = frozenset(filter(self._words.search, map(_packed, _standard(store))))
        self._office = frozenset(
            trace.number for text in _contacts(store)
            for trace in personal_data_in(text) if trace.what in TO_BE_REACHED)

    def traps(self, text: str | None) -> list[Trap]:
        """Everything in a text that must not be put up."""
        if not text:
            return []
        if text not in self._known:
            self._known[text] = self._look_through(text)
        return self._known[text]

    def _look_through(self, text: str) -> list[Trap]:
        packed = _packed(text)
        return list(dict.fromkeys((
            *self._numbers(text), *self._names(text), *self._words_in(text),
            *(Trap("有敏感类别的户", each[0]) for each in self._homes.finditer(text)
              if each[0] != text.strip()),
            *(Trap("就读学校或班级", each[0]) for each in _CLASS.finditer(packed)))))

    def cleared(self, said: Said, title: str, parts: Iterable[Part], *, omit: bool) -> Said:
        """What is no table, when every text of it may be put up; ``parts`` are where it says what.

        :param omit: texts in which something was found are said as 〔略〕.

        :raises NotToBePosted: something in it says what nobody outside may read.
        """
        if omit:
            left: Said = self._without(said)
            return left
        found = [Betrayal(place, trap, refs) for place, part, refs in parts
                 for text in texts_of(part) for trap in self.traps(text)]
        if found:
            raise NotToBePosted("这张图" if self.traps(title) else f"“{title}”", found)
        return said

    def _without(self, said: Any) -> Any:
        if isinstance(said, str):
            return OMITTED if self.traps(said) else said
        if isinstance(said, tuple):
            return tuple(self._without(each) for each in said)
        if dataclasses.is_dataclass(said) and not isinstance(said, type):
            return dataclasses.replace(said, **{
                each.name: self._without(getattr(said, each.name))
                for each in dataclasses.fields(said) if each.init})
        return said

    def _numbers(self, text: str) -> Iterator[Trap]:
        """What leads to one person, unless the office is called so."""
        for each in personal_data_in(text):
            if each.number not in self._office:
                yield Trap(each.what, each.written)

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
        found = {name for at in self._surnames.finditer(packed)
                 for name in self._by_surname[at[0]] if packed.startswith(name, at.start())}
        alone = text.strip() in self.grown
        return [
            *(Trap("未成年人姓名", name) for name in sorted(found & self.children)),
            *(Trap("户籍人员姓名", name) for name in sorted(found & self.grown)
              if not alone and (len(name) > 2 or _stands_alone(name, text))),
        ]

    def _words_in(self, text: str) -> Iterator[Trap]:
        """The listed words, but where the standard is quoted: whole between labels, or at length.
        """
        said = "".join(each for each in map(_packed, _LABELS_END.split(text))
                       if each not in self._quoted)
        if self._words.search(said):
            for each in self._quoted:
                if len(each) >= _QUOTED:
                    said = said.replace(each, "|")
            yield from (Trap(self._listed[each[0]], each[0])
                        for each in self._words.finditer(said))


def texts_of(said: object) -> Iterator[str]:
    """Every text in a value made of texts, tuples and dataclasses."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, tuple):
        for each in said:
            yield from texts_of(each)
    elif dataclasses.is_dataclass(said):
        for field in dataclasses.fields(said):
            yield from texts_of(getattr(said, field.name))


def _any_of(words: Collection[str]) -> re.Pattern[str]:
    """Any of these, the longest first: one pass over a text, however many there are."""
    escaped = map(re.escape, sorted(words, key=len, reverse=True))
    return re.compile("|".join(escaped)) if words else _NOTHING


def _packed(text: str) -> str:
    return _SPACERS.sub("", text.translate(_PLAIN).upper())


def _stands_alone(name: str, text: str) -> bool:
    """A name of two characters is often a part of a word: 文明, 平安."""
    return bool(re.search(rf"(?<![一-龥]){name}(?=家|同志|等|[^一-龥]|$)", text))


def _listed(rules: dict[str, Any]) -> dict[str, str]:
    """The words looked for → what is said to be found."""
    found = {word: what for what, words in rules["words"].items() for word in words}
    found |= {each.label: "救助和低收入身份" for each in HOUSEHOLD_CATEGORY
              if each.sensitive and not any(word in each.label for word in found)}
    found |= dict.fromkeys(rules["own"], "村里定的不公示字句")
    return {_packed(word): what for word, what in found.items()
            if _packed(word) and word not in rules["allowed"]}


def _homes(store: Store) -> re.Pattern[str]:
    """The households that are or were of a category nobody may know, by their numbers in a text."""
    sensitive = [each.code for each in HOUSEHOLD_CATEGORY if each.sensitive]
    numbers = [number for (number,) in store.query(
        f"""SELECT DISTINCT h.number FROM household_category c JOIN household h
                ON h.id = c.household WHERE c.category IN ({', '.join('?' * len(sensitive))})""",
        sensitive) if len(number) >= _TOLD_APART]
    if not numbers:
        return _NOTHING
    return re.compile(rf"(?<![0-9A-Za-z-])(?:{_any_of(numbers).pattern})\s*号?(?:户|家)")


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
