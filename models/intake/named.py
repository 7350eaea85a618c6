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
from models.values.identity import normalise
from models.values.names import match_key, name_problem, written_key

if TYPE_CHECKING:
    from models.keeping.store import Store


class _Home(NamedTuple):
    """A household as a list may name it: its group and its head, as they are compared."""

    rowid: int
    group: str
    head: str


class NamesOnRegister:
    """Members and households as a list may name them."""

    def __init__(self, store: Store) -> None:
        self._members: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.names: dict[int, str] = {}
        self.numbers: dict[int, str] = {}
        for member, name, number in store.query(
            "SELECT m.id, p.name, p.id_number FROM member m JOIN person p ON p.id = m.person"
        ):
            self._members[match_key(name)].append((member, number or ""))
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
        self._lived: dict[int, set[str]] = defaultdict(set)
        for home, name in store.query("""SELECT household, name FROM person
                UNION SELECT r.household, p.name FROM residence r JOIN person p ON p.id = r.person
                """):
            self._lived[home].add(match_key(name))

    def member(self, line: ReadLine) -> int:
        """The member a line names. :raises Unresolved: nobody, or several of the name."""
        name = line.values.get("member", "")
        found = self._members.get(written_key(name), [])
        number = normalise(line.values.get("id_number", ""))
        if number and len(found) > 1:
            found = [each for each in found if each[1] == number]
        if not found:
            raise Unresolved("member", f"没有叫“{name}”的党员，请核对姓名，或先登记这名党员。")
        if len(found) > 1:
            raise Unresolved("member", f"有 {len(found)} 名党员叫“{name}”，请加一列身份证号。")
        return found[0][0]

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

    def _settle_head(self, home: _Home, head: str) -> None:
        """:raises Unresolved: whoever is named beside a number never lived in that household."""
        lived, key = self._lived[home.rowid], written_key(head)
        if lived and name_problem(head) is None and not any(each in key for each in lived):
            of = f"，户主是“{home.head}”" if home.head else ""
            raise Unresolved("head", f"{self.numbers[home.rowid]}没有“{head}”这个人{of}。"
                                     "请核对是哪一户：户号、户主改对一个，或只写一个。")


def _number_key(number: str) -> str:
    """户号 as compared: half-width, without blanks; leading zeros of none of its parts."""
    bare = re.sub(r"\s|[号户]$", "", unicodedata.normalize("NFKC", number)).upper()
    return "-".join(each.lstrip("0") or "0" for each in _DASHES.split(bare))


_DASHES = re.compile("[-‐‑–—－−]+")
