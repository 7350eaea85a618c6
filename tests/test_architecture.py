"""Who may import whom, and how big a thing may grow: one rule per test, each seen to bite."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.code_rules import (
    CLOCK,
    HEAVY,
    LAZY,
    OTHERS_WORDS,
    WRITERS,
    Rule,
    files_are_written_in_one_place,
    functions_are_short,
    imported,
    imported_inside,
    imports_stand_at_the_top,
    modules_are_short,
    modules_say_what_they_are_for,
    no_class_is_called_model_or_manager,
    no_module_is_called_utils,
    no_sql_in_the_window,
    parsed,
    readers_and_writers_never_meet_the_store,
    room,
    rows_are_read_by_name,
    states_are_compared_by_their_names,
    the_machine_is_asked_the_time_in_one_place,
    within,
)
from tests.lasting_rule import (
    DAYS_COMPARED,
    DAYS_LET_BE,
    how_long_a_thing_lasts_is_said_once,
)

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("models", "sample", "exporters", "importers", "lake", "ui", "cli", "main", "resources",
         "benchmarks")
HOUSE = {*ROOMS, "tests"}

QT = {"PySide6", "shiboken6", "qtawesome", "qtpy"}
SQL = {"sqlite3", "sqlite_utils", "sqlcipher3", "apsw", "pysqlite3"}
SHEETS = {"openpyxl", "xlwt", "xlsxwriter", "reportlab"}

FORBIDDEN = {
    "models": QT | SHEETS | {"python_calamine"} | (HOUSE - {"models", "resources"}),
    "sample": QT | SQL | SHEETS | (HOUSE - {"sample", "models", "resources"}),
    "exporters": QT | SQL | (HOUSE - {"exporters", "models", "resources"}),
    "importers": QT | SQL | (HOUSE - {"importers", "models", "resources"}),
    "lake": QT | SQL | SHEETS | {"sample", "ui", "cli", "main", "tests", "benchmarks"},
    "ui": SQL | SHEETS | {"python_calamine", "lake", "cli", "main", "tests", "benchmarks"},
    "cli": QT | SQL | {"ui", "main", "tests", "benchmarks"},
    "main": SQL | SHEETS | {"tests", "benchmarks"},
    "resources": QT | SQL | SHEETS | (HOUSE - {"resources"}),
    "benchmarks": {"main"},
}
"""What no module of a room may import."""

ONLY_HERE = {
    "sqlite_utils": {
        "models/keeping/store.py",
        *(f"models/keeping/migrations/{each}.py" for each in (
            "__init__", "ground", "liaison", "points", "meetings", "stars", "exchange")),
    },
    "sqlcipher3": {"models/keeping/datafile.py"}, "sqlite3": set(),
}


def loaded_at_once(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """What is imported when the module is: not inside a function, not only for the types."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from imported(node)
        waiting += [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.stmt)]


def only_the_rooms_it_opens_onto(path: str, source: str) -> Iterator[str]:
    """The import table of docs/floorplan.md."""
    for line, name in imported(parsed(source)):
        if name.split(".")[0] in FORBIDDEN.get(room(path), set()):
            yield f"{path}:{line} imports {name}"


def the_data_file_has_one_door(path: str, source: str) -> Iterator[str]:
    """SQLite is known to store.py, migrations/ and datafile.py, each to its own part of it."""
    for line, name in imported(parsed(source)):
        allowed = ONLY_HERE.get(name.split(".")[0])
        if allowed is not None and path not in allowed and room(path) != "benchmarks":
            yield f"{path}:{line} imports {name}"


def imports_are_written_out(path: str, source: str) -> Iterator[str]:
    """No import relative to the folder: a module can be found by the name it is imported by."""
    for line, name in imported(parsed(source)):
        if name.startswith("."):
            yield f"{path}:{line} imports relatively"

FLOORS = (
    "models.values", "models.points.engine", "models.keeping", "models.office",
    "models.registers", "models.members", "models.pairing", "models.moves", "models.matters",
    "models.visits", "models.meetings", "models.activities", "models.points", "models.economy",
    "models.figures", "models.stars", "models.returns", "models.checks", "models.intake",
    "models.exchange", "models.town", "models.overview",
    "ui.kit", "ui.parts", "ui.places", "ui.frame",
)
"""From the ground up: each may use those before it, by imports of every kind."""


def floor(module: str) -> int:
    """How high a module stands: the longest room that holds it; -1 where the floors don't reach."""
    rooms = [each for each in FLOORS if f"{module}.".startswith(f"{each}.")]
    return FLOORS.index(max(rooms, key=len)) if rooms else -1


def nothing_opens_upward(path: str, source: str) -> Iterator[str]:
    """A module uses its own floor and those below it, in functions and for the types alike."""
    own = floor(path.removesuffix(".py").replace("/", "."))
    for line, name in imported(parsed(source)):
        if room(path) == name.split(".")[0] and floor(name) > own >= 0:
            yield f"{path}:{line} imports {name} from a floor above"


def everything_stands_on_a_floor(path: str, source: str) -> Iterator[str]:
    """No module of models or ui stands outside the rooms of the plan."""
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    above = any(f"{each}.".startswith(f"{module}.") for each in FLOORS)
    if room(path) in ("models", "ui") and floor(module) < 0 and not above:
        yield f"{path} stands on no floor"


def places_do_not_know_each_other(path: str, source: str) -> Iterator[str]:
    """A place uses what is in its own folder; to go to another place it says so."""
    parts = path.removesuffix(".py").split("/")
    if parts[:2] != ["ui", "places"]:
        return
    for line, name in imported(parsed(source)):
        other = name.split(".")
        if other[:2] == ["ui", "places"] and other[2:3] != parts[2:3]:
            yield f"{path}:{line} imports {name}"


def heavy_libraries_wait(path: str, source: str) -> Iterator[str]:
    """What takes long to load is loaded where it is used, never when the window opens."""
    for line, name in loaded_at_once(parsed(source)):
        if within(name, HEAVY):
            yield f"{path}:{line} loads {name}"


RULES: tuple[Rule, ...] = (
    only_the_rooms_it_opens_onto,
    the_data_file_has_one_door,
    imports_are_written_out,
    imports_stand_at_the_top,
    nothing_opens_upward,
    everything_stands_on_a_floor,
    places_do_not_know_each_other,
    readers_and_writers_never_meet_the_store,
    no_sql_in_the_window,
    rows_are_read_by_name,
    functions_are_short,
    modules_are_short,
    modules_say_what_they_are_for,
    the_machine_is_asked_the_time_in_one_place,
    files_are_written_in_one_place,
    how_long_a_thing_lasts_is_said_once,
    no_class_is_called_model_or_manager,
    no_module_is_called_utils,
)


def sources() -> dict[str, str]:
    """Every module of the program, by its path from the root."""
    files = (file for each in ROOMS
             for file in (ROOT / f"{each}.py", *sorted((ROOT / each).rglob("*.py"))))
    return {str(each.relative_to(ROOT)): each.read_text(encoding="utf-8")
            for each in files if each.is_file()}


@cache
def broken() -> list[tuple[Rule, str]]:
    """Where which rule is broken; a module is taken apart once for all of them."""
    return [(rule, each) for path, source in sources().items() for rule in RULES
            for each in rule(path, source)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    found = [each for by, each in broken() if by is rule]
    assert found == [], "\n".join([rule.__doc__ or "", *found])


STATES_AS_WORDS = 22
"""So many may still be compared as words: what a file says in itself (``PRAGMA`` answers ``ok``),
marks of a drawing, a switch that is asked in one place. A new one takes the place of an old one."""


def test_few_states_are_compared_as_words() -> None:
    rule = states_are_compared_by_their_names
    found = [each for path, source in sources().items() for each in rule(path, source)]
    assert len(found) <= STATES_AS_WORDS, "\n".join(found)


def test_tests_keep_to_the_length_too() -> None:
    files = {
        str(file.relative_to(ROOT)): file.read_text(encoding="utf-8")
        for file in sorted((ROOT / "tests").rglob("*.py"))
    }
    rules = (functions_are_short, modules_are_short, no_module_is_called_utils)
    assert [
        each for rule in rules for path, text in files.items() for each in rule(path, text)
    ] == []


def test_no_test_depends_on_the_day_it_is_run() -> None:
    """A test that asks the machine fails on some day of the year: it sets the ``clock``."""
    rules = ("tests/test_architecture.py", "tests/code_rules.py")
    assert [
        each
        for file in sorted((ROOT / "tests").rglob("*.py"))
        if (path := str(file.relative_to(ROOT))) not in rules
        for each in the_machine_is_asked_the_time_in_one_place(path, file.read_text("utf-8"))
    ] == []


BREAKERS: list[tuple[Rule, str, str]] = [
    *DAYS_COMPARED,
    (nothing_opens_upward, "models/values/x.py", "from models.keeping.store import Store"),
    (nothing_opens_upward, "models/points/engine/x.py", "from models.points.book import slips"),
    (nothing_opens_upward, "models/members/x.py", "def f():\n    import models.stars.plan"),
    (
        nothing_opens_upward,
        "models/keeping/x.py",
        "if TYPE_CHECKING:\n    from models.office.village import Unit",
    ),
    (nothing_opens_upward, "ui/kit/x.py", "from ui.places.home.page import Home"),
    (nothing_opens_upward, "ui/places/stars/page.py", "from ui.frame.window import Window"),
    (places_do_not_know_each_other, "ui/places/points/page.py", "import ui.places.stars.wall"),
    (places_do_not_know_each_other, "ui/places/points/x.py", "from ui.places import meetings"),
    (readers_and_writers_never_meet_the_store, "exporters/x.py",
     "if TYPE_CHECKING:\n    from models.keeping.store import Store"),
    (readers_and_writers_never_meet_the_store, "importers/lists/x.py",
     "def f():\n    from models.keeping.store import Store"),
    *((readers_and_writers_never_meet_the_store, "exporters/x.py", source) for source in (
        "import models.keeping.store",
        "from models.keeping import store",
        "from models.keeping.store import Store as File",
        "from models.keeping import *",
        "from models.keeping.opening import open_store",
        "from models.office.village import Store",
        "import_module('models.keeping.store')",
        "def f(file: 'Store') -> None: ...",
        "def f(*, files: list['Store | None']) -> None: ...",
        "def f() -> 'store.Store': ...",
        "class Kept:\n    file: 'Store'",
        "def f(store: Any) -> None: ...",
    )),
    (everything_stands_on_a_floor, "models/figures2/x.py", "x = 1"),
    (everything_stands_on_a_floor, "models/x.py", "x = 1"),
    (everything_stands_on_a_floor, "ui/x.py", "x = 1"),
    (only_the_rooms_it_opens_onto, "models/people.py", "import PySide6.QtCore"),
    (only_the_rooms_it_opens_onto, "models/returns/x.py", "def f():\n    import openpyxl"),
    (only_the_rooms_it_opens_onto, "models/people.py", "from exporters import workbook"),
    (only_the_rooms_it_opens_onto, "exporters/x.py", "from importers.roster import read"),
    (only_the_rooms_it_opens_onto, "exporters/x.py", "import sqlite3"),
    (only_the_rooms_it_opens_onto, "importers/x.py", "from ui.page import Page"),
    (only_the_rooms_it_opens_onto, "ui/pages/x.py", "import reportlab.pdfgen"),
    (only_the_rooms_it_opens_onto, "ui/x.py", "from sqlite_utils import Database"),
    (only_the_rooms_it_opens_onto, "ui/x.py", "def f():\n    from lake.adding import add"),
    (only_the_rooms_it_opens_onto, "models/town/x.py", "from lake.rows import Where"),
    (only_the_rooms_it_opens_onto, "cli/commands.py", "def run():\n    from ui.app import start"),
    (only_the_rooms_it_opens_onto, "cli/commands.py", "from PySide6 import QtCore"),
    (the_data_file_has_one_door, "models/people.py", "from sqlite_utils import Database"),
    (the_data_file_has_one_door, "models/store.py", "from sqlcipher3 import dbapi2"),
    (the_data_file_has_one_door, "models/search.py", "import sqlite3"),
    (imports_are_written_out, "models/people.py", "from .record import Record"),
    (imports_stand_at_the_top, "models/x.py", "def f():\n    import json"),
    (imports_stand_at_the_top, "models/x.py", "def f():\n    from models.values import codes"),
    (imports_stand_at_the_top, "ui/x.py", "class A:\n    def f(self):\n        if self:\n"
     "            from exporters.publish import publish"),
    (imports_stand_at_the_top, "cli/other.py", "def f():\n    from exporters import publish"),
    (imports_stand_at_the_top, "main.py", "def f():\n    import cli.commands_of_old"),
    (no_sql_in_the_window, "ui/pages/x.py", "rows = ask('SELECT name FROM person')"),
    (no_sql_in_the_window, "ui/pages/x.py", "rows = f'{a} WHERE id = 1'"),
    (no_sql_in_the_window, "ui/pages/x.py", "rows = self.store.query(text)"),
    (rows_are_read_by_name, "models/x.py", "name = row[13]"),
    (rows_are_read_by_name, "models/x.py", "kinds = [row.values[8] for row in rows]"),
    (rows_are_read_by_name, "models/x.py", "total[-1] = rate(total[-2], total[-3])"),
    (rows_are_read_by_name, "models/x.py", "(first, 1, [])[2].append(1)"),
    (functions_are_short, "models/x.py", "def f():\n" + "    pass\n" * 49),
    (modules_are_short, "models/x.py", "x = 1\n" * 401),
    (modules_say_what_they_are_for, "models/x.py", "x = 1"),
    (the_machine_is_asked_the_time_in_one_place, "models/x.py", "def f(day=date.today()): pass"),
    (the_machine_is_asked_the_time_in_one_place, "ui/x.py", "field(default_factory=date.today)"),
    (the_machine_is_asked_the_time_in_one_place, "cli/x.py", "datetime.datetime.now()"),
    (the_machine_is_asked_the_time_in_one_place, "ui/x.py", "QDate.currentDate()"),
    (the_machine_is_asked_the_time_in_one_place, "sample/x.py", "time.strftime('%H:%M')"),
    (the_machine_is_asked_the_time_in_one_place, "exporters/x.py", "from time import localtime"),
    (the_machine_is_asked_the_time_in_one_place, "ui/x.py",
     "from models.values.clock import now"),
    (the_machine_is_asked_the_time_in_one_place, "models/x.py", "q = \"julianday('now') > 3\""),
    (files_are_written_in_one_place, "models/x.py", "open('a', 'w')"),
    (files_are_written_in_one_place, "ui/x.py", "path.open(mode='ab')"),
    (files_are_written_in_one_place, "cli/commands.py", "path.write_text('a')"),
    (files_are_written_in_one_place, "exporters/x.py", "path.write_bytes(b'')"),
    (no_class_is_called_model_or_manager, "models/x.py", "class PersonModel: pass"),
    (no_class_is_called_model_or_manager, "ui/x.py", "class PageManager(QObject): pass"),
    (no_class_is_called_model_or_manager, "ui/x.py", "class BasePage(QWidget): pass"),
    (states_are_compared_by_their_names, "models/x.py", "late = line.state == 'late'"),
    (states_are_compared_by_their_names, "ui/x.py", "if 'past' != self.chips.key: pass"),
    (states_are_compared_by_their_names, "cli/x.py", "x = kind in ('award', 'close-account')"),
    (states_are_compared_by_their_names, "models/x.py",
     "match kind:\n    case 'number': pass"),
    (no_module_is_called_utils, "models/utils.py", ""),
    (no_module_is_called_utils, "ui/common/dates.py", ""),
    (heavy_libraries_wait, "exporters/x.py", "from openpyxl import Workbook"),
    (heavy_libraries_wait, "models/x.py", "class A:\n    import pyrage"),
    (
        heavy_libraries_wait,
        "models/x.py",
        "try:\n    import cryptography\nexcept ImportError: pass",
    ),
]

KEEPERS: list[tuple[Rule, str, str]] = [
    *DAYS_LET_BE,
    (nothing_opens_upward, "models/points/book/x.py", "import models.points.engine.award"),
    (nothing_opens_upward, "ui/frame/x.py", "from ui.places.settings.order import Order"),
    (places_do_not_know_each_other, "ui/places/points/x.py", "from ui.places.points.cell import C"),
    (places_do_not_know_each_other, "ui/frame/x.py", "from ui.places.home.page import Home"),
    (readers_and_writers_never_meet_the_store, "cli/x.py",
     "from models.keeping.store import Store"),
    (readers_and_writers_never_meet_the_store, "exporters/x.py",
     "from models.keeping.durable import settle\ndef f(stored: str) -> None: 'No Store.'"),
    (everything_stands_on_a_floor, "models/stars/x.py", "x = 1"),
    (everything_stands_on_a_floor, "exporters/x.py", "x = 1"),
    (only_the_rooms_it_opens_onto, "ui/x.py", "from models.store import Store"),
    (only_the_rooms_it_opens_onto, "cli/commands.py", "from exporters.publish import publish"),
    (the_data_file_has_one_door, "models/keeping/store.py", "from sqlite_utils import Database"),
    (imports_stand_at_the_top, "models/x.py", "def f():\n    from openpyxl.styles import Font"),
    (imports_stand_at_the_top, "cli/filling.py", "def f():\n    from sample.village import fill"),
    (imports_stand_at_the_top, "models/x.py", "if TYPE_CHECKING:\n    import json"),
    (no_sql_in_the_window, "ui/x.py", "text = '请从列表里选'"),
    (rows_are_read_by_name, "models/x.py",
     "first, last = pair[0], pair[-1]\nend = path.rpartition('.')[2]\nyear = day[:4]"),
    (functions_are_short, "models/x.py", "def f():\n" + "    pass\n" * 48),
    (the_machine_is_asked_the_time_in_one_place, CLOCK, "datetime.now()"),
    (the_machine_is_asked_the_time_in_one_place, "ui/x.py",
     "now = time.monotonic()\nclock.today()\ndatetime.fromtimestamp(file.stat().st_mtime)"),
    (files_are_written_in_one_place, WRITERS[0], "path.write_bytes(b'')"),
    (
        files_are_written_in_one_place,
        "models/x.py",
        "path.open('rb')\nopen('w.txt')\nzip.open(part, 'w')",
    ),
    (no_class_is_called_model_or_manager, "ui/x.py", "class RowsModel(QAbstractTableModel): pass"),
    (states_are_compared_by_their_names, "models/x.py",
     "late = line.state == MeetingState.LATE\nx = 'note' in columns\ny = each.name == 'note'\n"
     "z = code == '01' or found <= {'name', 'phone'}"),
    (states_are_compared_by_their_names, OTHERS_WORDS[0], "x = tag == 'row'"),
    (heavy_libraries_wait, "exporters/x.py", "def f():\n    import openpyxl"),
    (heavy_libraries_wait, "exporters/x.py", "if TYPE_CHECKING:\n    import openpyxl"),
]


@pytest.mark.parametrize(("rule", "path", "source"), BREAKERS)
def test_every_rule_bites(rule: Rule, path: str, source: str) -> None:
    assert list(rule(path, source)), f"{rule.__name__} let {source!r} through"


@pytest.mark.parametrize(("rule", "path", "source"), KEEPERS)
def test_every_rule_lets_the_right_thing_stand(rule: Rule, path: str, source: str) -> None:
    assert list(rule(path, source)) == []


def test_every_rule_has_something_that_breaks_it() -> None:
    assert {rule for rule, _, _ in BREAKERS} == {
        *RULES, heavy_libraries_wait, states_are_compared_by_their_names}


def test_every_reason_to_wait_is_in_use() -> None:
    """What nobody loads late any more is struck from the list."""
    late = {(path.removesuffix(".py").replace("/", "."), name)
            for path, source in sources().items() for _, name in imported_inside(parsed(source))}
    assert [(who, what) for who, rooms, _ in LAZY for what in rooms
            if not any(user == who and within(name, [what]) for user, name in late)] == []
    assert [each for each in HEAVY if not any(within(name, [each]) for _, name in late)] == []
