"""A text read for its digits: of every script, in circles or in words, and between invisible signs.

Each reading is as long as the plain text, so a place in one is the same place in all of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

_INVISIBLE = frozenset({"Cf", "Mn", "Me"})
"""Signs without a width, and strokes over the sign before them."""
_WORDS = (
    str.maketrans("〇○零一幺二两三四五六七八九", "00011223456789"),
    str.maketrans("〇零壹贰貳叁參肆伍陆陸柒捌玖", "00122334566789"),
)
_ENOUGH = re.compile(r"(?:\d[\W_]{0,3}){6}\d")
"""The shortest telephone has seven digits."""
_NO_FIGURES = dict.fromkeys(map(ord, "0123456789"), "号")


def plain(text: str) -> tuple[str, list[int]]:
    """The text with the digits 0–9 for those of every script, signs of one width, blanks single and
    nothing invisible; and at which place of ``text`` each of its signs stands.
    """
    signs: list[str] = []
    places: list[int] = []
    for place, written in enumerate(text):
        sign = _plain(written)
        if sign and not (sign == " " and signs and signs[-1] == " "):
            signs.append(sign)
            places.append(place)
    return "".join(signs), places


def readings(said: str) -> Iterator[str]:
    """What a plain text says: as it stands, then with enclosed digits and digits in words taken for
    digits, beside the others and alone: 锻造好队伍一三九… has no 5 before its telephone.
    """
    yield said
    for digits in (_enclosed(said), *_WORDS):
        read = said.translate(digits)
        if read != said and _ENOUGH.search(read):
            yield read
            yield said.translate(_NO_FIGURES).translate(digits)


def has_digits(text: str, least: int) -> bool:
    """Whether so many signs of a text may be taken for digits."""
    return sum(map(str.isnumeric, text)) + text.count("幺") + text.count("○") >= least


@cache
def _plain(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Nd":
        return str(unicodedata.digit(sign))
    if kind in _INVISIBLE:
        return ""
    if sign.isspace():
        return " "
    wide = unicodedata.normalize("NFKC", sign)
    return sign if kind == "No" or len(wide) > 1 else wide


def _enclosed(said: str) -> dict[int, str]:
    """The signs that are a digit in a circle, in brackets, raised or lowered → the digit."""
    return {ord(each): f"{value:.0f}" for each in set(said) if unicodedata.category(each) == "No"
            and (value := unicodedata.numeric(each)) in range(10)}
