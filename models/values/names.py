"""How a person's name is read from a register: kept, mended by known rules, or asked about.

Only what stands in the tables of ``resources/names`` is changed. Unicode normalisation (NFC, NFKC)
is never run over a name: it would exchange characters that people are registered under.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from models.values.privacy import compound_surnames
from models.values.readings import syllables
from resources import resource


class Outcome(StrEnum):
    """What becomes of a written name."""

    KEEP, MAP, PENDING, REFUSE = "keep", "map", "pending", "refuse"


_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_RADICALS = "\u2e80-\u2fdf"
_VERTICAL = "\ufe10-\ufe19"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_BLANKS = re.compile("[\\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_DOTS = "\u00b7\u2022\u30fb\uff65\u2027\uff0e\ufe52\u2219\u22c5."
_LETTER = f"[{_HAN}{_RADICALS}{_VERTICAL}][{_SELECTORS}]*"
_NAME = re.compile(f"(?:{_LETTER})+(?:\u00b7(?:{_LETTER})+)*")
_DOT_INSIDE = re.compile(f"(?<=[{_HAN}{_SELECTORS}])[{_DOTS}](?=[{_HAN}])")
_DOT_AFTER = re.compile(f"(?<=[{_HAN}])[{_DOTS}]")
_HEAD = re.compile(r"[（(\[【]户主[）)\]】]$")
_FORMER = re.compile(r"[（(](?:曾用名|原名)[:：]?([^（）()]+)[）)]$")

_DOUBTS = (
    (re.compile(r"^$"), "姓名没有填，请补上。"),
    (re.compile(r"[（(](?:已故|死亡|去世|故)[）)]"), "“已故”不是姓名的一部分，请问是否已故。"),
    (re.compile(r"[?？□■〓*＊\ufffd_＿]"), "有字打不出来或已损坏，姓名待核对。"),
    (re.compile(r"[\[\]【】〔〕（）()]"), "像是拼出来的字，请用输入法录入这个字。"),
    (re.compile(r"[\u2ff0-\u2fff]"), "是字形的描述，请用输入法录入这个字。"),
    (re.compile(r"[0０○Oo〇◯Ｏ]$"), "末尾像是“〇”，请确认后重新录入。"),
    (re.compile(r"[0-9０-９]"), "姓名里有数字，请确认是否为同名区分。"),
    (re.compile(r"^[A-Za-z .'·-]+$"), "是外文姓名，请确认后保存。"),
    (re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]"), "像是用拼音代替了字，请用输入法录入这个字。"),
)
_STRANGE = "姓名里有不认识的符号，请核对后重新录入。"
_NOT_WHOLE = re.compile(f"[{_RADICALS}{_VERTICAL}]")


@dataclass(frozen=True)
class NameReading:
    """What a written name is taken for.

    ``stored`` is the name to keep and ``match_key`` what to compare by; both are None unless the
    outcome is ``keep`` or ``map``. ``notes`` say what was changed or must be asked. ``head`` is
    set when the register wrote （户主） behind the name, ``former`` when it wrote a 曾用名.
    """

    outcome: Outcome
    stored: str | None
    match_key: str | None
    notes: tuple[str, ...] = ()
    head: bool = False
    former: str = ""


def read_name(text: str) -> NameReading:
    """Read one name as it stands in a cell."""
    notes: list[str] = []
    name = _without_blanks(text, notes)
    name, mapped = map_private_use(name)
    notes += mapped
    name = _unified(name, notes)
    name, head, former = _without_suffix(name, notes)
    name = _with_middle_dots(name, notes)
    if unknown := _PRIVATE.findall(name):
        return _refused(unknown)
    if not _NAME.fullmatch(name):
        return NameReading(Outcome.PENDING, None, None, (_doubt(name),), head, former)
    changed = bool(notes)
    if _NOT_WHOLE.search(name):
        notes.append("姓名里有部件或标点，不是完整的字，请核对。")
    outcome = Outcome.MAP if changed else Outcome.KEEP
    return NameReading(outcome, name, match_key(name), tuple(notes), head, former)


_BETWEEN_NAMES = re.compile(r"[\s、，,;；/]+")
_FULL = re.compile(f"[{_HAN}]{{2,4}}")


def names_in(text: str) -> tuple[str, ...]:
    """The people a cell names, parted by blanks, breaks or 、; one whose name is spaced is one.

    A surname of two characters stands apart from what was given to its bearer.
    """
    parts = tuple(filter(None, _BETWEEN_NAMES.split(text.strip())))
    whole = all(map(_FULL.fullmatch, parts)) and parts and parts[0] not in compound_surnames()
    return parts if whole else (text.strip(),)


def name_problem(text: str) -> str | None:
    """Why ``text`` can't be kept as a name, or None."""
    reading = read_name(text)
    return reading.notes[0] if reading.stored is None else None


def match_key(name: str) -> str:
    """What to compare names by: without variation selectors, any dot inside as ·."""
    return _DOT_INSIDE.sub("\u00b7", re.sub(f"[{_SELECTORS}]", "", name))


def written_key(written: str) -> str:
    """What to compare a name by that somebody wrote: read as in a register, else as it stands."""
    return read_name(written).match_key or match_key(written.strip())


def without_dots(name: str) -> str:
    """A name as it is searched for: whichever dots stand after its characters, or none."""
    return _DOT_AFTER.sub("", match_key(name))


def map_private_use(text: str) -> tuple[str, tuple[str, ...]]:
    """``text`` with the known private-use characters of GBK replaced, and a note for each."""
    table = _table("private-use.csv", "private")
    found = dict.fromkeys(c for c in text if ord(c) in table)
    notes = (f"自造区的字 U+{ord(c):04X} 换成“{table[ord(c)]}”。" for c in found)
    return text.translate(table), tuple(notes)


@cache
def _table(file: str, column: str) -> dict[int, str]:
    with resource(f"names/{file}").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        return {int(row[column], 16): chr(int(row["unified"], 16)) for row in rows}


def _without_blanks(text: str, notes: list[str]) -> str:
    bare = _BLANKS.sub("", text)
    if bare != text:
        notes.append("去掉了姓名里的空格或看不见的字符。")
    return bare


def _unified(name: str, notes: list[str]) -> str:
    table = _table("compatibility.csv", "written")
    for c in dict.fromkeys(c for c in name if ord(c) in table):
        notes.append(f"兼容字 U+{ord(c):04X} 换成“{table[ord(c)]}”。")
    return name.translate(table)


def _without_suffix(name: str, notes: list[str]) -> tuple[str, bool, str]:
    bare = _HEAD.sub("", name)
    head = bare != name
    if head:
        notes.append("“（户主）”记到与户主关系里。")
    former = _FORMER.search(bare)
    if former is None:
        return bare, head, ""
    notes.append(f"曾用名“{former[1]}”另记。")
    return bare[: former.start()], head, former[1]


def _with_middle_dots(name: str, notes: list[str]) -> str:
    dotted = _DOT_INSIDE.sub("\u00b7", name)
    if dotted != name:
        notes.append("间隔号统一写成“·”。")
    return dotted


def _refused(unknown: list[str]) -> NameReading:
    codes = "、".join(f"{ord(c):04X}" for c in dict.fromkeys(unknown))
    why = f"该字为自造字（{codes}），请用输入法重新录入。"
    return NameReading(Outcome.REFUSE, None, None, (why,))


def _doubt(name: str) -> str:
    return next((sentence for sign, sentence in _DOUBTS if sign.search(name)), _STRANGE)


# ── found by its sounds ───────────────────────────────────────────────────────


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
    return tuple(each[0].lower() for each in syllables(words))


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


# ── names of files ───────────────────────────────────────────────────────────


_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?=\.|$)", re.IGNORECASE)


def plain_name(text: str, most: int = 60) -> str:
    """``text`` as a name of a file that every system takes; its ending stays.

    Windows refuses some signs, blanks and dots at the end, and the names of its devices.
    """
    stem, dot, ending = _FORBIDDEN.sub("", text).rpartition(".")
    stem, ending = (stem, f".{ending.rstrip()}") if dot else (ending, "")
    plain = stem.strip(" .")[:most].rstrip(" .") or "未命名"
    return f"{'_' * bool(_DEVICES.match(plain))}{plain}{ending.rstrip('.')}"
