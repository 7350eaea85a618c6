"""Writes the tables of pypinyin, which as a library takes a window 40 MB, to resources/names:
``python -m setup.readings``. The set-up does; they are not kept in the project.
"""

from collections import defaultdict
from pathlib import Path

from pypinyin import Style, pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

NAMES = Path(__file__).resolve().parents[1] / "resources/names"
WHOSE = "# 由 pypinyin（MIT，© 2016 mozillazg, 闲耘）整理，不带声调，ü 写作 v。"
OF_CHARACTERS = f"{WHOSE}读音，常用的在前；这样读的字"
OF_PHRASES = f"{WHOSE}词的第一个字；后面的字，和逐字常用读音不同的再写整词读音"


def read(words, *, every=False):
    """As pypinyin reads it."""
    return pinyin(words, Style.NORMAL, every, errors=list)


def tables():
    """What is to stand in each file, by its name."""
    alike, phrases = defaultdict(str), defaultdict(list)
    for code in sorted(PINYIN_DICT):
        alike[" ".join(read(chr(code), every=True)[0])] += chr(code)
    usual = {char: said.split()[0] for said, chars in alike.items() for char in chars}
    for phrase in sorted(PHRASES_DICT):
        said = [each[0] for each in read(phrase)]
        differs = said != [usual[char] for char in phrase]
        phrases[phrase[0]].append(" ".join([phrase[1:], *(said if differs else [])]))
    characters = [f"{said}\t{chars}" for said, chars in sorted(alike.items())]
    lines = ["\t".join([first, *tails]) for first, tails in sorted(phrases.items())]
    return {"readings.tsv": "\n".join([OF_CHARACTERS, *characters, ""]),
            "phrases.tsv": "\n".join([OF_PHRASES, *lines, ""])}


if __name__ == "__main__":
    for name, text in tables().items():
        (NAMES / name).write_text(text, encoding="utf-8", newline="\n")
