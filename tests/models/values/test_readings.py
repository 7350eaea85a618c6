"""How Chinese is read: as the library reads it, of which only the table is kept smaller."""

from __future__ import annotations

import json
from importlib.resources import files

from models.values.readings import syllables


def test_phrases_are_read_as_phrases_and_characters_in_every_way():
    assert [each[0] for each in syllables("重庆银行的长女")] == [
        "chong", "qing", "yin", "hang", "de", "zhang", "nv"]
    assert [each[0] for each in syllables("严重行为")] == ["yan", "zhong", "xing", "wei"]
    assert {"zhong", "chong"} <= set(syllables("重", every=True)[0])
    assert syllables("绿3") == [["lv"], ["3"]]


def test_no_phrase_of_the_library_is_left_out():
    syllables("一")
    from pypinyin.constants import PHRASES_DICT

    written = json.loads(
        files("pypinyin").joinpath("phrases_dict.json").read_text(encoding="utf-8"))
    assert set(PHRASES_DICT) == set(written)
    assert {phrase: len(read) for phrase, read in PHRASES_DICT.items()} == {
        phrase: len(read) for phrase, read in written.items()}
