"""How Chinese is read: as the library reads it whose tables were written out."""

from __future__ import annotations

import random

from pypinyin.constants import PHRASES_DICT

from models.values.readings import syllables
from setup.readings import NAMES, read, tables


def test_phrases_are_read_as_phrases_and_characters_in_every_way():
    assert [each[0] for each in syllables("重庆银行的长女")] == [
        "chong", "qing", "yin", "hang", "de", "zhang", "nv"]
    assert [each[0] for each in syllables("严重行为")] == ["yan", "zhong", "xing", "wei"]
    assert {"zhong", "chong"} <= set(syllables("重", every=True)[0])
    assert syllables("绿3") == [["lv"], ["3"]]
    assert syllables("") == []


def test_the_files_hold_what_the_library_knows():
    for name, text in tables().items():
        written = (NAMES / name).read_text(encoding="utf-8")
        assert written == text, "python -m setup.readings writes it anew"


def test_words_put_together_are_read_as_the_library_reads_them():
    chance, phrases = random.Random(1), list(PHRASES_DICT)
    for _ in range(3000):
        parts = [chance.choice(phrases)[:chance.randint(1, 5)] for _ in range(3)]
        words = chance.choice(("", " ", "（", "3a", "𠮷", "龘")).join(parts)
        assert syllables(words) == read(words), words


def test_what_is_no_chinese_stands_for_itself():
    assert syllables("ab·\U0010ffff\ue000", every=True) == [
        ["a"], ["b"], ["·"], ["\U0010ffff"], ["\ue000"]]
