"""Whom a line of a list names: members and households as the registers know them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from models.intake.listed import ReadLine, Unresolved
from models.intake.matching import group_key
from models.registers.people import head_on
from models.values import clock
from models.values.identity import IdState, judge, long_form, normalise
from models.values.names import match_key, name_problem, written_key

if TYPE_CHECKING:
    from models.keeping.store import Store


class _Home(NamedTuple):
    """A household as a list may name it: its group and its head, as they are compared."""

    rowid: int
    group: str
    head: str


class _Lived(NamedTuple):
    """Who lives in a household or once did: the name as compared, the number or blank."""

    name: str
    number: str


class NamesOnRegister:
    """Members and households as a list may name them."""

    def __init__(self, store: Store) -> None:
        self._members: dict[str, list[int]] = defaultdict(list)
        self._own: dict[int, str] = {}
        self.names: dict[int, str] = {}
        self.numbers: dict[int, str] = {}
        for member, name, number in store.query(
            "SELECT m.id, p.name, p.id_number FROM member m JOIN person p ON p.id = m.person"
        ):
            self._members[match_key(name)].append(member)
            self._own[member] = long_form(number or "")
            self.names[member] = name
        self._homes: dict[str, list[_Home]] = defaultdict(list)
        self._heads: dict[str, list[_Home]] = defaultdict(list)
        for home, number, group, head in store.query(
            f"""SELECT h.id, h.number, coalesce(g.name, ''), coalesce({head_on()}, '')
                FROM household h LEFT JOIN "group" g ON g.id = h."group\"""",
            (clock.today().isoformat(),),
        ):
            known = _Home(home, group_key(group), match_key(head))
            for each in {_number_key(number), _number_key(re.sub("-", "", number))}:
                self._homes[each].append(known)
            self.numbers[home] = f"{number} 户"
            self._heads[known.head].append(known)
        self._lived: dict[int, set[_Lived]] = defaultdict(set)
        self._holders: dict[str, str] = {}
        for home, name, number in store.query("""SELECT household, name, id_number FROM person
                UNION SELECT r.household, p.name, p.id_number
                FROM residence r JOIN person p ON p.id = r.person"""):
            self._lived[home].add(_Lived(match_key(name), long_form(number or "")))
            self._holders[long_form(number or "")] = name

    def member(self, line: ReadLine) -> int:
        """The member a line names. :raises Unresolved: nobody, or several of the name."""
        name = line.values.get("member", "")
        found = self._members.get(written_key(name), [])
        number = long_form(normalise(line.values.get("id_number", "")))
        if number and len(found) > 1:
            found = [each for each in found if self._own[each] == number]
        if not found:
            raise Unresolved("member", f"没有叫“{name}”的党员，请核对姓名，或先登记这名党员。")
        if len(found) > 1:
            raise Unresolved("member", f"有 {len(found)} 名党员叫“{name}”，请加一列身份证号。")
        return found[0]

    def household(self, line: ReadLine) -> int:
        """The household a line names by number, or by its head; the group decides between several.

        :raises Unresolved: none, or several; or the number is one of others than who is named.
        """
        number, head = line.values.get("number", ""), line.values.get("head", "")
        if not number and not head:
            raise Unresolved("head", "没有写是哪一户，请写上户号或户主。")
        said, key = f"{number} 户" if number else f"户主“{head}”", written_key(head)
        found = self._homes.get(_number_key(number), []) if number else self._heads.get(key, [])
        group = group_key(line.values.get("group", ""))
        for place, written in ((1, group), (2, key)):
            if written and len(found) > 1:
                found = [each for each in found if each[place] == written]
        name = "number" if number else "head"
        if not found:
            raise Unresolved(name, f"没有{said}，请核对，或先登记这一户。")
        if len(found) > 1:
            raise Unresolved(name, f"{said}有 {len(found)} 个，请在表里写清组别和户号。")
        self._settle_head(found[0], head)
        if group.isdecimal() and found[0].group.isdecimal() and group != found[0].group:
            raise Unresolved("group", f"{self.numbers[found[0].rowid]}在 {found[0].group} 组，"
                                      f"表里写的是“{line.values['group']}”。请核对是哪一户。")
        return found[0].rowid

    def pair(self, line: ReadLine) -> tuple[int, int]:
        """The member and the household a line names. :raises Unresolved: as either alone does, or
        the identity number is of neither."""
        member, household = self.member(line), self.household(line)
        self.settle_number(line, member, household)
        return member, household

    def settle_number(self, line: ReadLine, member: int | None, household: int | None) -> None:
        """:raises Unresolved: the identity number beside them is nobody's of those named.

        Who has no number on the register may have this one; of a number shown with stars only the
        digits that are there are compared.
        """
        written = line.values.get("id_number", "")
        if judge(written).state in (IdState.MISSING, IdState.DESTROYED):
            return
        number = long_form(normalise(written))
        fits = re.compile(re.escape(number).replace(r"\*", "."))
        theirs = {each.number for each in self._lived.get(household or 0, ())}
        theirs |= {self._own[member]} if member else set()
        if any(map(fits.fullmatch, theirs)):
            return
        if holder := self._holders.get(number):
            raise Unresolved("id_number", f"这个身份证号是册上“{holder}”的，与这一行写的人不符。"
                                          "请核对是谁，写错的改正。")
        if theirs and "" not in theirs:
            raise Unresolved("id_number", "身份证号与册上这个人（这一户）的都不同。"
                                          "请核对是谁，写错的改正；拿不准就清空这一格。")

    def _settle_head(self, home: _Home, head: str) -> None:
        """:raises Unresolved: whoever is named beside a number never lived in that household."""
        lived, key = self._lived[home.rowid], written_key(head)
        if lived and name_problem(head) is None and not any(each.name in key for each in lived):
            of = f"，户主是“{home.head}”" if home.head else ""
            raise Unresolved("head", f"{self.numbers[home.rowid]}没有“{head}”这个人{of}。"
                                     "请核对是哪一户：户号、户主改对一个，或只写一个。")


def _number_key(number: str) -> str:
    """户号 as compared: half-width, without blanks; leading zeros of none of its parts."""
    bare = re.sub(r"\s|[号户]$", "", unicodedata.normalize("NFKC", number)).upper()
    return "-".join(each.lstrip("0") or "0" for each in _DASHES.split(bare))


_DASHES = re.compile("[-‐‑–—－−]+")
