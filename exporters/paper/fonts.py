"""Every character of a name on paper: the faces to set it in, and what is printed without one."""

from __future__ import annotations

import mmap
import os
import sys
import tomllib
from array import array
from bisect import bisect_left
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from models.values.problem import Problem
from resources import resource

_PROBE = "中"
_SPACES = frozenset(" \u3000")


class Face(NamedTuple):
    """One face ready to print with: the name it is registered under and the advance of each glyph.

    ``advances`` are in thousandths of the size and hold only characters whose glyph shows ink.
    """

    name: str
    advances: Advances
    heavy: bool


class Typeface:
    """The faces of one role in the order to try, and how wide their characters are.

    ``first`` is the face most text is set in; ``stroke`` is how much to thicken its outlines, as a
    part of the size.
    """

    def __init__(self, role: str, faces: tuple[str, ...], stroke: float) -> None:
        self.role = role
        self._faces = faces
        self._found: dict[str, Face | None] = {}
        self._shown: dict[str, str] = {}
        first = next((face for face in map(load, faces) if face and _PROBE in face.advances), None)
        if first is None:
            raise Problem(_table()["remedy"])
        self.first = first
        self.stroke = 0.0 if first.heavy else stroke
        self._plain, self._lacking = set[str](), set[str]()
        self._advances = _Widths(self)
        self._advance = self._advances.__getitem__

    def face(self, char: str) -> Face | None:
        """The first face that has ``char``, or None."""
        if char in self.first.advances:
            return self.first
        if char not in self._found:
            faces = (load(each) for each in self._faces if _may_have(each, char))
            self._found[char] = next((f for f in faces if f and char in f.advances), None)
        return self._found[char]

    def is_plain(self, text: str) -> bool:
        """Whether the first face has all of ``text``; what it has and lacks is remembered."""
        if self._plain.issuperset(text) or not self._lacking.isdisjoint(text):
            return self._lacking.isdisjoint(text)
        for char in text:
            (self._plain if char in self.first.advances else self._lacking).add(char)
        return self._lacking.isdisjoint(text)

    def runs(self, text: str) -> list[tuple[str, str]]:
        """``text`` in pieces, each with the registered name of the face that has all of it."""
        if self.is_plain(text):
            return [(self.first.name, text)]
        pieces = groupby(text, lambda char: (self.face(char) or self.first).name)
        return [(name, "".join(chars)) for name, chars in pieces]

    def width(self, text: str) -> float:
        """How far ``text`` runs, in thousandths of its size."""
        return sum(map(self._advance, text))

    def legible(self, text: str, missing: dict[str, str] | None = None) -> str:
        """``text`` as it can be printed: a character no face has becomes its structure in 〔〕.

        Such characters are noted in ``missing`` with the text they were first met in. Marks without
        a shape of their own (variation selectors, zero-width characters) are left out.
        """
        if self.is_plain(text):
            return text
        shown = self._shown.get
        return "".join([shown(char) or self._legible(char, text, missing) for char in text])

    def _legible(self, char: str, text: str, missing: dict[str, str] | None) -> str:
        if char.isspace():
            return char if char in _SPACES or char == "\n" else " "
        if _shapeless(char):
            return ""
        if self.face(char) is not None and not _private(char):
            return self._shown.setdefault(char, char)
        if missing is not None:
            missing.setdefault(char, text)
        return self.described(char)

    def described(self, char: str) -> str:
        """〔⿰韦华〕, or 〔U+30302〕 when nothing is known of its structure."""
        structure = structures().get(char, "")
        if structure and all(self.face(part) for part in structure):
            return f"〔{structure}〕"
        return f"〔U+{ord(char):04X}〕"


# ``width`` is asked for every cell of every page: in a dict that fills itself, a character met
# before costs one look-up and no call of ours.
class _Widths(dict[str, float]):
    """Advances of the characters met so far."""

    def __init__(self, typeface: Typeface) -> None:
        super().__init__()
        self._typeface = typeface

    def __missing__(self, char: str) -> float:
        face = self._typeface.face(char)
        self[char] = face.advances[char] if face else 0.0
        return self[char]


@cache
def typeface(role: str) -> Typeface:
    """The typeface for ``role``: title, body, song, hei, kai or rare (resources/fonts.toml).

    :raises Problem: no Chinese face was found on this PC.
    """
    roles = _table()["roles"]
    faces = dict.fromkeys([*roles[role]["faces"], *roles["rare"]["faces"]])
    return Typeface(role, tuple(faces), roles[role].get("stroke", 0.0))


def paper_fault() -> str:
    """Which fonts to install so that this PC can print, or nothing when it can."""
    try:
        typeface("body")
    except Problem as fault:
        return fault.sentence
    return ""


def runs(text: str, role: str) -> list[tuple[str, str]]:
    """``text``, made legible, in pieces: (registered face name, piece)."""
    face = typeface(role)
    return face.runs(face.legible(text))


@cache
def structures() -> dict[str, str]:
    """The ideographic description of rare characters, by character (Unicode 15.1, chapter 18.2)."""
    lines = resource("names/ids.tsv").read_text(encoding="utf-8").splitlines()
    return {char: structure for char, _, structure in (line.split("\t") for line in lines[1:])}


def _may_have(name: str, char: str) -> bool:
    """Whether the face has to be opened to know; one takes 20 MB."""
    return char >= str(_table()["faces"][name].get("from", ""))


@cache
def load(name: str) -> Face | None:
    """The face called ``name`` in fonts.toml, embedded as a subset where it is used, or None."""
    says = _table()["faces"][name]
    path = _files().get(says["file"].lower())
    font = path and _font(path, says.get("index", 0))
    if not font:
        return None
    return Face(font.fontName, Advances(font.face, says.get("lacks", "")), says.get("heavy", False))


@cache
def _font(path: Path, index: int) -> Any:
    """A face of a file, once for all that are called by it, or None."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    _mend_text_layer()
    _write_quickly()
    try:
        font = TTFont(f"{path.name}-{index}", _Mapped(path), subfontIndex=index)
    except (TTFError, OSError):
        return None
    _slim(font.face)
    pdfmetrics.registerFont(font)
    return font


def _slim(face: Any) -> None:
    """Keep each of a face's 60,000 places and widths once; what only reading it needs, goes."""
    same: dict[Any, Any] = {}
    face.glyphPos = array("L", face.glyphPos)
    face.hmetrics = [same.setdefault(each, each) for each in face.hmetrics]
    face.charToGlyph, face.charWidths = _Column(face.charToGlyph), _Column(face.charWidths)
    face.glyphToChar = {}
    table = face.get_table
    cut_out = {"glyf": _Outlines(face._ttf_data, face.get_table_pos("glyf")[0])}
    face.get_table = lambda tag: cut_out.get(tag) or table(tag)
    if sys.platform != "win32":
        face._ttf_data.madvise(mmap.MADV_DONTNEED)  # what of the file was read through once


class _Column:
    """A number for each code, found by halving: as a ``dict`` a face of 60,000 takes 8 MB."""

    def __init__(self, known: dict[int, float]) -> None:
        self._codes = array("L", sorted(known))
        numbers = [known[code] for code in self._codes]
        self._numbers = array("L" if all(isinstance(each, int) for each in numbers) else "d",
                              numbers)

    def __contains__(self, code: int) -> bool:
        return self.get(code) is not None

    def __getitem__(self, code: int) -> float:
        found = self.get(code)
        if found is None:
            raise KeyError(code)
        return found

    def get(self, code: int, default: float | None = None) -> float | None:
        """As of a ``dict``."""
        at = bisect_left(self._codes, code)
        there = at < len(self._codes) and self._codes[at] == code
        return self._numbers[at] if there else default


class _Outlines:
    """The outlines of a face, some 10 MB, cut out where they lie: not copied for every subset."""

    def __init__(self, data: mmap.mmap, start: int) -> None:
        self._data, self._start = data, start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start:self._start + part.stop]


class _Mapped:
    """A file that is read where it lies: a face of some 20 MB is asked for few of its glyphs."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)

    def read(self) -> mmap.mmap:
        """What stands in it."""
        with Path(self.name).open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class Advances:
    """Advances of the characters of a face that show ink, and of the blanks meant to be blank.

    ``lacks`` are characters that it has in name only.
    """

    def __init__(self, face: Any, lacks: str) -> None:
        self._face, self._lacks = face, frozenset(lacks)

    def __contains__(self, char: str) -> bool:
        glyph = self._face.charToGlyph.get(ord(char))
        if glyph is None or char in self._lacks:
            return False
        starts = self._face.glyphPos
        inked = bool(glyph) and starts[glyph + 1] > starts[glyph]
        return (char.isprintable() and inked) or char in _SPACES

    def __getitem__(self, char: str) -> float:
        width: float = self._face.charWidths.get(ord(char), self._face.defaultWidth)
        return width


def _shapeless(char: str) -> bool:
    code = ord(char)
    return (
        code < 0x20 or 0x7F <= code < 0xA0 or code in (0xAD, 0xFEFF) or 0x200B <= code <= 0x200F
        or 0x202A <= code <= 0x202E or 0x2060 <= code <= 0x206F
        or 0xFE00 <= code <= 0xFE0F or 0xE0000 <= code <= 0xE0FFF
    )


def _private(char: str) -> bool:
    """Whether ``char`` means something else in every font: the private use areas of Unicode."""
    return 0xE000 <= ord(char) <= 0xF8FF or ord(char) >= 0xF0000


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resource("fonts.toml").read_text(encoding="utf-8"))


@cache
def _files() -> dict[str, Path]:
    """The TrueType files of this PC by their name in small letters; earlier folders win."""
    found: dict[str, Path] = {}
    for folder in _table()["folders"]:
        for path in sorted(_folder(folder).rglob("*.[tT][tT][fFcC]")):
            found.setdefault(path.name.lower(), path)
    return found


def _folder(written: str) -> Path:
    if written.startswith("bundle:"):
        return resource("").parent / written.removeprefix("bundle:")
    return Path(os.path.expandvars(written)).expanduser()


@cache
def _mend_text_layer() -> None:
    """Let what is copied out of a paper be what was printed, above U+FFFF too.

    reportlab writes the bare code point (<20BB7>) where the ToUnicode map wants UTF-16BE
    (<D842DFB7>; ISO 32000-1, 9.10.3), so 𠮷 came out as another character.
    """
    from reportlab.pdfbase import ttfonts

    original = ttfonts.makeToUnicodeCMap

    def to_unicode(fontname: str, subset: list[int]) -> str:
        text: str = original(fontname, subset)
        for number, code in enumerate(subset):
            if code > 0xFFFF:
                units = chr(code).encode("utf-16-be").hex().upper()
                text = text.replace(f"<{number:02X}> <{code:04X}>", f"<{number:02X}> <{units}>")
        return text

    ttfonts.makeToUnicodeCMap = to_unicode


@cache
def _write_quickly() -> None:
    """Write each number once: a table has the same few columns and lines on every page.

    reportlab's C part is not built for every Python; without it a third of a paper's time went
    into the digits of its numbers and into ASCII85, which only a channel of seven bits needs.
    """
    from reportlab import rl_config
    from reportlab.lib import rl_accel
    from reportlab.pdfgen import canvas, pathobject, textobject

    one = lru_cache(maxsize=65536)(rl_accel.fp_str)

    def fp_str(*numbers: Any) -> str:
        several = numbers[0] if len(numbers) == 1 and isinstance(numbers[0], list | tuple) else (
            numbers)
        return " ".join(map(one, several))

    for module in (canvas, pathobject, textobject):
        module.fp_str = fp_str
    rl_config.useA85 = 0
