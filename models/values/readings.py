"""How Chinese is read aloud: the syllables of words, in memory as small as a window can bear."""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

_TONES = re.compile("[\u0300\u0301\u0304\u030c]")
_PHRASE = re.compile(r'"(?P<words>[^"]+)": \[(?P<read>\s*\[.*?\]\s*)\]', re.DOTALL)
_CHARACTER = re.compile(r"\[([^]]+)\]")
_READING = re.compile(r'"([^"]+)"')


def syllables(words: str, *, every: bool = False) -> list[list[str]]:
    """The reading of each character without its tone, the usual one first, or ``every`` one; what
    is no Chinese is read as it stands. ü is a v, as the input methods have it."""
    pinyin, normal = _reader()
    read: list[list[str]] = pinyin(words, normal, every, errors=list)
    return read


@cache
def _reader() -> tuple[Any, Any]:
    """The library, its phrases read one after the other and without tones.

    As it reads them itself each syllable of 47,000 phrases is a text and a list of its own.
    """
    os.environ |= {"PYPINYIN_NO_PHRASES": "1", "PYPINYIN_NO_DICT_COPY": "1"}
    from pypinyin import Style, load_phrases_dict, pinyin

    written = files("pypinyin").joinpath("phrases_dict.json").read_text(encoding="utf-8")
    alike: dict[str, list[str]] = {}
    load_phrases_dict({
        phrase["words"]: [alike.setdefault(each, _READING.findall(each))
                    for each in _CHARACTER.findall(phrase["read"])]
        for phrase in _PHRASE.finditer(_toneless(written))})
    return pinyin, Style.NORMAL


def _toneless(read: str) -> str:
    return unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", read)))
