"""How the code of a module is written: sizes, names, and what is done in one place only."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

CLOCK = "models/values/clock.py"
WRITERS = ("exporters/publish.py", "models/keeping/durable.py")
NO_NAMES = ("utils", "helpers", "common", "misc", "base", "manager")
STORES = ("models.keeping.store", "models.keeping.opening", "models.keeping.*")
"""Whence a store may be had."""
LONGEST_FUNCTION, LONGEST_MODULE = 49, 400
OTHERS_WORDS = (
    "importers/sheets/pasted.py", "importers/sheets/sheet_xml.py", "importers/sheets/word.py",
    "importers/forms/town_form.py",
    "exporters/workbook/town_form.py",
)
"""Where tags of XML and words of a library are compared, which are no states of ours."""

HEAVY = (
    "PIL", "PySide6.QtNetwork", "argon2", "cryptography", "duckdb", "lxml", "msoffcrypto",
    "openpyxl", "pyarrow", "pypdfium2", "pyrage", "pyspark", "python_calamine",
    "reportlab", "sqlite_utils", "zxingcpp",
)
"""What takes long to load: loaded where it is used."""

_PAINTING = "loaded before the first painting, which needs none of it"
LAZY = (
    ("main", ("cli.commands", "ui.frame.app"), "the words say whether Qt is needed at all"),
    ("importers.pictures.picture", ("importers.pictures.reading",),
     "its arrays and its recogniser are an optional part, loaded in the reading process alone"),
    ("cli.calling", ("exporters.publish", "models.checks.data_file", "models.keeping"),
     "--help opens no data file"),
    ("cli.commands", ("cli.answering", "cli.asking", "cli.drawing", "cli.incoming",
                      "cli.town_forms", "exporters", "models"),
     "a command needs a few rooms, --help none"),
    ("cli.filling", ("cli.incoming", "cli.reading_back", "exporters", "importers", "models",
                     "sample"),
     "a command needs a few rooms, --help none"),
    ("cli.lake", ("cli.drawing", "cli.incoming", "lake", "models"),
     "a command needs a few rooms, --help none"),
    ("cli.keeping", ("cli.handing_over", "cli.updating", "exporters.publish", "models"),
     "a command needs a few rooms, --help none"),
    ("models.returns.sending", ("models.returns.town_form",),
     "every form of the window asks what was sent; a filled form of the town is seldom among it"),
    ("ui.frame.app", ("PySide6.QtCore.Qt", "models.keeping.windows", "ui.frame.opening",
                      "ui.kit.recent"), _PAINTING),
    ("ui.frame.find", ("models", "ui.kit", "ui.parts"), _PAINTING),
    ("ui.frame.window", ("exporters.publish", "models", "ui.frame", "ui.kit",
                         "ui.places.settings.backing_up"), _PAINTING),
    ("ui.frame.opening", ("ui.frame.locking", "ui.parts.unlocking"), "a plain file has no lock"),
    ("ui.frame.opening", ("models.checks.data_file",),
     "the window stands before its job loads what it checks"),
    ("ui.places.home.page", ("ui.places.home.reading",),
     "the first page stands before its jobs load what they read"),
)
"""Who else may load something inside a function, what, and why."""

Rule = Callable[[str, str], Iterator[str]]


def room(path: str) -> str:
    """The room of a module: the folder at the top, or the module itself."""
    return path.split("/")[0].removesuffix(".py")


@lru_cache(maxsize=1)
def parsed(source: str) -> ast.Module:
    """The tree of a module; every rule asks for it before the next module is looked at."""
    return ast.parse(source)


@lru_cache(maxsize=1)
def nodes(source: str) -> list[ast.AST]:
    """All that stands in a module."""
    return list(ast.walk(parsed(source)))


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the full name of everything imported anywhere below ``tree``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield node.lineno, "." * node.level
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def imported_inside(tree: ast.AST) -> set[tuple[int, str]]:
    """The line and the full name of what is imported inside functions."""
    return {
        found
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for found in imported(node)
    }


def within(name: str, rooms: Iterable[str]) -> bool:
    """Whether the full ``name`` of something imported is one of ``rooms``, or stands in one."""
    return any(f"{name}.".startswith(f"{each}.") for each in rooms)


def imports_stand_at_the_top(path: str, source: str) -> Iterator[str]:
    """Only what is heavy is imported inside a function, and what ``LAZY`` gives a reason for."""
    own = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    may = {*HEAVY, *(what for who, rooms, _ in LAZY if who == own for what in rooms)}
    for line, name in sorted(imported_inside(parsed(source))):
        if not within(name, may):
            yield f"{path}:{line} imports {name} inside a function"


def functions_are_short(path: str, source: str) -> Iterator[str]:
    """A function has fewer than fifty lines."""
    for node in nodes(source):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{path}:{node.lineno} {node.name} has {length} lines"


def modules_are_short(path: str, source: str) -> Iterator[str]:
    """A module has at most four hundred lines."""
    length = source.count("\n")
    if length > LONGEST_MODULE:
        yield f"{path} has {length} lines"


def modules_say_what_they_are_for(path: str, source: str) -> Iterator[str]:
    """Every module opens with a sentence."""
    tree = parsed(source)
    if tree.body and not ast.get_docstring(tree):
        yield f"{path} does not say what it is for"


def the_machine_is_asked_the_time_in_one_place(path: str, source: str) -> Iterator[str]:
    """What day it is and what hour is said by models/values/clock.py, so that a test can set it."""
    if path == CLOCK or "/migrations/" in path:
        return
    for node in nodes(source):
        asks = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
        says = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if _TIME_ASKED.search(asks) or _TIME_IN_SQL.search(says):
            yield f"{path}:{node.lineno} asks the time by {asks or says.strip()[:30]}"
    for line, name in imported(parsed(source)):
        if _TIME_ASKED.search(name) or name == f"{CLOCK.removesuffix('.py').replace('/', '.')}.now":
            yield f"{path}:{line} imports {name}"


_TIME_ASKED = re.compile(
    r"\b(date|datetime)\.(today|now|utcnow)$"
    r"|\btime\.(time|time_ns|localtime|gmtime|strftime|ctime|asctime)$"
    r"|\.current(Date|Time|DateTime|DateTimeUtc|MSecsSinceEpoch|SecsSinceEpoch)$"
)
_TIME_IN_SQL = re.compile(r"'now'|\bCURRENT_(DATE|TIME|TIMESTAMP)\b|\(\s*'localtime'")


def files_are_written_in_one_place(path: str, source: str) -> Iterator[str]:
    """What leaves is published whole by exporters/publish.py, what stays is kept by durable.py."""
    if path in WRITERS or room(path) == "benchmarks":
        return
    for node in nodes(source):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in ("write_text", "write_bytes") or (name == "open" and _for_writing(node)):
            yield f"{path}:{node.lineno} writes a file by {name}"


def _for_writing(call: ast.Call) -> bool:
    """``open(path, mode)`` or ``path.open(mode)``; what is opened inside an archive is no file."""
    place = 0 if isinstance(call.func, ast.Attribute) else 1
    given = [*call.args[place : place + 1], *(e.value for e in call.keywords if e.arg == "mode")]
    modes = [each.value for each in given if isinstance(each, ast.Constant)]
    return any(isinstance(mode, str) and set(mode) & set("wxa+") for mode in modes)


def no_class_is_called_model_or_manager(path: str, source: str) -> Iterator[str]:
    """A class is called after what it is; only Qt's own item models keep Qt's word."""
    for node in nodes(source):
        if not isinstance(node, ast.ClassDef):
            continue
        qts = any(ast.unparse(base).split(".")[-1].startswith("Q") for base in node.bases)
        if node.name.endswith("Manager") or node.name.startswith("Base"):
            yield f"{path}:{node.lineno} {node.name}"
        if node.name.endswith("Model") and not qts:
            yield f"{path}:{node.lineno} {node.name}"


def states_are_compared_by_their_names(path: str, source: str) -> Iterator[str]:
    """What is one of a closed set is compared with its member, not with the word typed again.

    Names of fields and columns (``each.name == "note"``) are no states, nor is a word looked for in
    a text or a table (``"note" in columns``).
    """
    if path in OTHERS_WORDS:
        return
    for node in nodes(source):
        if isinstance(node, ast.MatchValue) and _is_a_word(node.value):
            yield f"{path}:{node.lineno} {ast.unparse(node.value)}"
        if isinstance(node, ast.Compare) and not ast.unparse(node.left).endswith("name"):
            equal = isinstance(node.ops[0], (ast.Eq, ast.NotEq))
            held = isinstance(node.ops[0], (ast.In, ast.NotIn))
            sides = [*([node.left] if equal else ()), *(node.comparators if equal or held else ())]
            if any(map(_is_a_word, sides)):
                yield f"{path}:{node.lineno} {ast.unparse(node)}"


def _is_a_word(side: ast.expr) -> bool:
    """``"late"``, or a tuple or set with such a word."""
    if isinstance(side, (ast.Tuple, ast.Set)):
        return any(map(_is_a_word, side.elts))
    word = side.value if isinstance(side, ast.Constant) else None
    return isinstance(word, str) and bool(_WORD.fullmatch(word))


_WORD = re.compile(r"[a-z][a-z_-]*")


def no_module_is_called_utils(path: str, source: str) -> Iterator[str]:
    """If a function has no home, a concept is missing."""
    if set(Path(path).with_suffix("").parts) & set(NO_NAMES):
        yield path


def readers_and_writers_never_meet_the_store(path: str, source: str) -> Iterator[str]:
    """Exporters write what they are given, importers read: neither asks the store."""
    if room(path) not in ("exporters", "importers"):
        return
    tree = parsed(source)
    for line, name in imported(tree):
        if within(name, STORES) or name.endswith(".Store"):
            yield f"{path}:{line} imports {name}"
    for node in nodes(source):
        if isinstance(node, ast.Constant) and node.value in STORES:
            yield f"{path}:{node.lineno} names {node.value}"
        elif isinstance(node, ast.arg) and node.arg == "store":
            yield f"{path}:{node.lineno} is given the store"
        for typed in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if typed is not None and re.search(r"\bStore\b", ast.unparse(typed)):
                yield f"{path}:{typed.lineno} is of type {ast.unparse(typed)}"


def no_sql_in_the_window(path: str, source: str) -> Iterator[str]:
    """What is asked of the data file is asked by a named function of ``models``."""
    if room(path) != "ui":
        return
    for node in nodes(source):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if _SQL_WORDS.search(node.value):
                yield f"{path}:{node.lineno} says {node.value.strip()[:30]}"
        elif isinstance(node, ast.Attribute) and _ASKS.search(ast.unparse(node)):
            yield f"{path}:{node.lineno} asks the store in SQL"


_ASKS = re.compile(r"store\.(query|stream|_db)$", re.IGNORECASE)
_SQL_WORDS = re.compile(
    r"\bSELECT\b.+\bFROM\b|\bINSERT INTO\b|\bUPDATE \w+ SET\b|\bDELETE FROM\b"
    r"|\bWHERE \S+ (=|<|>|IN|IS|LIKE)|\bORDER BY\b|\bPRAGMA \w",
    re.DOTALL,
)


def rows_are_read_by_name(path: str, source: str) -> Iterator[str]:
    """What the data file answers has names: nothing in models counts to the third column.

    A text's own ``partition`` is let be: what it gives is always three and has no names.
    """
    for node in nodes(source) if room(path) == "models" else ():
        if isinstance(node, ast.Subscript) and not _PARTITION.search(ast.unparse(node.value)):
            at = ast.unparse(node.slice).lstrip("-")
            if at.isdigit() and int(at) >= 2:
                yield f"{path}:{node.lineno} counts columns: {ast.unparse(node)}"


_PARTITION = re.compile(r"\.r?partition\([^()]*\)$")
