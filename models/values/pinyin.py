"""Words found as people type them: by their characters, pinyin initials, or full pinyin."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Spot(NamedTuple):
    """Where typed text was found: ``words[start:end]``; the smaller the ``rank``, the nearer.

    0 the whole, 1 its beginning, 2 inside, by characters; 3 to 5 the same by pinyin.
    """

    rank: int
    start: int
    end: int


@lru_cache(maxsize=8192)
def spelt(words: str) -> tuple[str, ...]:
    """The usual reading of each character; what is no Chinese is spelt as it stands."""
    from pypinyin import Style, pinyin

    read = pinyin(words, style=Style.NORMAL, errors=list)  # type: ignore[arg-type]
    return tuple(each[0].lower() for each in read)


def found_in(typed: str, words: str) -> Spot | None:
    """Where ``typed`` (small letters, no blanks) is meant by ``words``, or None."""
    at = words.lower().find(typed)
    if at >= 0:
        return _match(0, at, at + len(typed), len(words))
    if not typed.isascii():
        return None
    syllables = spelt(words)
    if len(syllables) != len(words):
        return None
    at = "".join(each[:1] or " " for each in syllables).find(typed)
    if at >= 0:
        return _match(3, at, at + len(typed), len(words))
    for start in range(len(words)):
        end, rest = start, typed
        while end < len(words) and syllables[end] and rest.startswith(syllables[end]):
            rest, end = rest[len(syllables[end]):], end + 1
        if end > start and (not rest or (end < len(words) and syllables[end].startswith(rest))):
            return _match(3, start, end + bool(rest), len(words))
    return None


def _match(nearest: int, start: int, end: int, length: int) -> Spot:
    near = 0 if end - start == length else 1 if start == 0 else 2
    return Spot(nearest + near, start, end)
