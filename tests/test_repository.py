"""What the project may hold: readable text that stands alone, in the words of its glossary."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from shutil import which

import pytest

ROOT = Path(__file__).resolve().parents[1]
BINARY_HERE = ("docs/screenshot.png", "docs/import.png", "docs/wall-chart.png",
               "resources/help/pictures/")
LARGEST = 400_000

FORBIDDEN = {
    "a path of one machine": ["/krow/", "derahs/..", "/toor/", "/emoh/", "w/pmt/", "sresU\\:C"],
    "a host packages come from": [
        "gro.ipyp",
        "detsohnohtyp",
        "sjmpn",
        "oi.setarc",
        "oi.rcg",
        "oi.rekcod",
        ".srorrim",
        "lru-xedni--",
        "gnalog.yxorp",
    ],
    "who or what wrote it": [
        "edualc",
        "ciporhtna",
        "tpgtahc",
        "ianepo",
        "tnegabus",
        "ledom egaugnal",
        "yb-derohtua-oc",
        "__rohtua__",
        "rohtua@",
    ],
    "work left undone": ["ODOT", "EMXIF", "KCAH"],
}
"""Written backwards, so that this file does not hold what it forbids."""


def forbidden(words: list[str]) -> re.Pattern[str]:
    """What finds any of the words, however it is written; shouted ones only where shouted."""
    pattern = "|".join(re.escape(word[::-1]) for word in words)
    if all(word.isupper() for word in words):
        return re.compile(rf"\b({pattern})\b")
    return re.compile(pattern, re.IGNORECASE)


OTHER_WORDS = {
    "villager": "Person",
    "villagers": "Person",
    "resident": "Person",
    "family": "Household",
    "hukou": "Household",
    "cunmin": "Person",
    "dangyuan": "Member",
    "jifen": "Entry",
    "huiyi": "Meeting",
    "zoufang": "Visit",
    "lianhu": "Pairing",
    "biaoge": "Sheet",
    "cadre": "Post",
    "dangjian": "Standard",
    "jiti": "IncomeLine",
}
"""What an identifier must not be called, and the word of the glossary for it."""


@cache
def files() -> tuple[str, ...]:
    """Every file that is or would be kept, by its path from the root."""
    listed = _tracked() if (ROOT / ".git").exists() and which("git") else _walked(ROOT)
    return tuple(sorted(path for path in listed if (ROOT / path).is_file()))


def _tracked() -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for path in listed.split("\0") if path]


def _walked(root: Path) -> list[str]:
    """The same where the source was unpacked without its history: all but what is made here."""
    lines = (root / ".gitignore").read_text(encoding="utf-8").split()
    made = [line.strip("/") for line in lines if not line.startswith(("#", "!"))]
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [each for each in folders if not any(fnmatch(each, name) for name in made)]
        here = Path(folder).relative_to(root)
        found += [(here / name).as_posix() for name in names
                  if not any(fnmatch(name, each) for each in made)]
    return found


def test_the_files_are_found_without_git_too(tmp_path: Path) -> None:
    for path in (".gitignore", ".venv/lib/x.py", "models/registers/people.py",
    "tests/__pycache__/x.pyc"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes((ROOT / ".gitignore").read_bytes())
    assert sorted(_walked(tmp_path)) == [".gitignore", "models/registers/people.py"]
    if (ROOT / ".git").exists() and which("git"):
        assert {path for path in _tracked() if (ROOT / path).is_file()} <= set(_walked(ROOT))


@cache
def text(path: str) -> str | None:
    """The text of a file; None when it is none."""
    content = (ROOT / path).read_bytes()
    try:
        return None if b"\0" in content else content.decode()
    except UnicodeDecodeError:
        return None


def test_everything_is_readable_text() -> None:
    binary = [path for path in files() if text(path) is None]
    assert [path for path in binary if not path.startswith(BINARY_HERE)] == []


def test_nothing_is_large() -> None:
    assert [path for path in files() if (ROOT / path).stat().st_size > LARGEST] == []


def test_every_line_ends_as_lines_do() -> None:
    wrong = [
        path
        for path in files()
        if path.endswith((".py", ".md", ".toml", ".csv", ".c", ".sh"))
        and ("\r" in (text(path) or "") or not (text(path) or "\n").endswith("\n"))
    ]
    assert wrong == []


@pytest.mark.parametrize("words", FORBIDDEN.values(), ids=FORBIDDEN)
def test_nothing_forbidden_is_mentioned(words: list[str]) -> None:
    found = [
        f"{path}: {match[0]}"
        for path in files()
        for match in forbidden(words).finditer(text(path) or "")
    ]
    assert found == []


@pytest.mark.parametrize("words", FORBIDDEN.values(), ids=FORBIDDEN)
def test_every_forbidden_word_would_be_seen(words: list[str]) -> None:
    for word in words:
        assert forbidden(words).search(f"see {word[::-1]} here")


def test_no_number_could_be_a_living_persons() -> None:
    """Invented people are born by 1905; any later number that checks is a fault."""
    found = [
        f"{path}: {number[:6]}…"
        for path in files()
        for number in re.findall(r"(?<!\d)\d{17}[\dXx](?!\d)", text(path) or "")
        if 1906 <= int(number[6:10]) <= 2100 and 1 <= int(number[10:12]) <= 12 and _checks(number)
    ]
    assert found == []


def _checks(number: str) -> bool:
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17].upper()


def test_a_living_persons_number_would_be_seen() -> None:
    assert sum(_checks(f"11010118900307123{last}") for last in "0123456789X") == 1


# ── the words ────────────────────────────────────────────────────────────────


@cache
def names_in_code() -> dict[str, str]:
    """Every name the program gives to something, and one module that does."""
    found: dict[str, str] = {}
    for path in files():
        if not path.endswith(".py") or path.startswith(("tests/", "benchmarks/")):
            continue
        for node in ast.walk(ast.parse(text(path) or "")):
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
                found.setdefault(node.name, path)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.setdefault(node.id, path)
            elif isinstance(node, ast.arg):
                found.setdefault(node.arg, path)
    return found


def glossary() -> list[tuple[str, str]]:
    """The rows of docs/glossary.md: the Chinese term and the names it has in the code."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", text("docs/glossary.md") or "", re.MULTILINE)
    return [(term, code) for term, code in rows if term not in ("中文", "---")]


def test_every_word_of_the_glossary_is_the_word_in_the_code() -> None:
    known = names_in_code()
    assert len(glossary()) > 20
    unknown = [
        f"{term}: {name}"
        for term, code in glossary()
        for name in re.findall(r"`([A-Z][A-Za-z]+)`", code)
        if name not in known
    ]
    assert unknown == []


def test_no_other_word_is_used_for_it() -> None:
    wrong = [
        f"{path}: {name} should be {OTHER_WORDS[part]}"
        for name, path in names_in_code().items()
        for part in map(str.lower, re.findall(r"[A-Z]?[a-z]+", name))
        if part in OTHER_WORDS
    ]
    assert wrong == []


def test_identifiers_are_english_letters() -> None:
    assert [f"{path}: {name}" for name, path in names_in_code().items() if not name.isascii()] == []
