"""How Chinese is read aloud: the syllables of words, in memory as small as a window can bear."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from resources import resource

_CODES = 0x34000  # beyond the last character of Unicode that is Chinese


class _Characters(NamedTuple):
    """Every way of reading, and for each code of Unicode which it is; 0: it is no Chinese."""

    ways: list[str]
    of: array[int]


def syllables(words: str, *, every: bool = False) -> list[list[str]]:
    """The reading of each character without its tone, the usual one first, or ``every`` one; what
    is no Chinese is read as it stands. ü is a v, as the input methods have it."""
    if every:
        return [_read(char) or [char] for char in words]
    return [[each] for each in _usual(words)]


def _usual(words: str) -> Iterator[str]:
    """The longest phrases are looked for first, from left to right."""
    while words:
        followed = _phrases(words[0])
        tail = max((each for each in followed if words.startswith(each, 1)), key=len, default=None)
        if tail is not None:
            yield from followed[tail] or map(_alone, words[0] + tail)
            words = words[1 + len(tail):]
        elif len(words) > 1 and _begins(words, followed):
            run = _run(words)
            yield from map(_alone, run)
            words = words[len(run):]
        else:
            yield _alone(words[0])
            words = words[1:]


def _begins(words: str, followed: dict[str, list[str]]) -> bool:
    """Whether all Chinese up to the next other sign only begins a phrase: in it none is sought."""
    rest = _run(words)[1:]
    return any(each.startswith(rest) for each in followed)


def _run(words: str) -> str:
    end = next((at for at, char in enumerate(words) if not _read(char)), len(words))
    return words[:end]


def _alone(char: str) -> str:
    return next(iter(_read(char)), char)


def _read(char: str) -> list[str]:
    known = _characters()
    return known.ways[known.of[ord(char)]].split() if ord(char) < _CODES else []


@cache
def _characters() -> _Characters:
    ways, of = [""], array("H", bytes(2 * _CODES))
    for way, _, chars in _lines("readings"):
        for char in chars:
            of[ord(char)] = len(ways)
        ways.append(way)
    return _Characters(ways, of)


@lru_cache(maxsize=1024)
def _phrases(first: str) -> dict[str, list[str]]:
    """How phrases go on that begin with a character, and their syllables where the usual readings
    of the characters are others."""
    parts = (each.partition(" ") for each in _going_on().get(first, "").split("\t"))
    return {tail: read.split() for tail, _, read in parts if tail}


@cache
def _going_on() -> dict[str, str]:
    return {first: tails for first, _, tails in _lines("phrases")}


def _lines(name: str) -> Iterator[tuple[str, str, str]]:
    """What stands before the first tabulator of each line of a table, and after it."""
    written = resource(f"names/{name}.tsv").read_text(encoding="utf-8")
    return (line.partition("\t") for line in written.splitlines() if line[0] != "#")
