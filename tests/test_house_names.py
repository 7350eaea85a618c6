"""Nothing is dead, and no name stands for two things: what is written is used, and found once."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping

from tests.test_architecture import room, sources

CHECKED = ("models", "exporters", "importers", "cli", "sample")
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

CALLED_FROM_OUTSIDE: dict[str, str] = {
    "find_class": "pickle.Unpickler", "handle_data": "html.parser.HTMLParser",
    "handle_starttag": "html.parser.HTMLParser", "handle_endtag": "html.parser.HTMLParser",
    "readable": "io.RawIOBase", "readinto": "io.RawIOBase"}
"""What a library calls by its name, and which."""


def names_in(tree: ast.AST) -> Iterator[str]:
    """Every name that is used in a definition, but for what is defined anew inside it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for each in (*node.decorator_list, *getattr(node, "bases", ())):
                yield from names_in(ast.Expr(each))
            continue
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        yield from names_in(node)


def is_command(node: ast.AST) -> bool:
    """A function that click calls by the word it was given."""
    return any(ast.unparse(each).split("(")[0].split(".")[-1] in ("command", "group")
               for each in getattr(node, "decorator_list", ()))


def unreached(every: Mapping[str, str]) -> list[str]:
    """The definitions that neither window nor command nor benchmark comes to, by their names.

    A name that is used anywhere we come to reaches all that are called so: what is listed is dead,
    though not all that is dead is listed.
    """
    called: dict[str, list[Definition]] = defaultdict(list)
    checked: list[tuple[str, Definition]] = []
    waiting: list[ast.AST] = []
    for path, source in every.items():
        tree = ast.parse(source)
        waiting.append(tree)
        for node in ast.walk(tree):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                continue
            called[node.name].append(node)
            if room(path) not in CHECKED or is_command(node) or node.name.startswith("__"):
                waiting.append(node)
            else:
                checked.append((path, node))
    reached: set[ast.AST] = set()
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += [each for name in names_in(node) for each in called.get(name, ())]
    return [f"{path}:{node.lineno} {node.name}" for path, node in checked
            if node not in reached and node.name not in CALLED_FROM_OUTSIDE]


def test_nothing_is_dead() -> None:
    found = unreached(sources())
    assert found == [], "neither window nor command nor benchmark comes to:\n" + "\n".join(found)


def test_what_is_dead_is_seen() -> None:
    every = {
        "ui/x.py": "from models.x import used\ndef show():\n    used()",
        "models/x.py": "def used(): pass\ndef told(): asked()\ndef asked(): told()\n"
                       "class Kept:\n    def of(self): return self.of()",
        "cli/commands.py": "@main.command\ndef add(): pass",
    }
    assert [each.split()[1] for each in unreached(every)] == ["told", "asked", "Kept", "of"]


NAMED_ALIKE: dict[str, str] = {}
"""The class names that may stand twice in models, and why."""


def named_twice(every: Mapping[str, str]) -> list[str]:
    """The classes of models that are called as another one is, with where they stand."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, source in every.items():
        if room(path) == "models":
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.ClassDef):
                    found[node.name].append(path)
    return [f"{name}: {', '.join(paths)}" for name, paths in found.items()
            if len(paths) > 1 and name not in NAMED_ALIKE]


def test_no_name_stands_for_two_things() -> None:
    found = named_twice(sources())
    assert found == [], "one name, two classes:\n" + "\n".join(found)


def test_a_name_given_twice_is_seen() -> None:
    every = {"models/a.py": "class Step: pass", "models/b.py": "def f():\n    class Step: pass",
             "ui/c.py": "class Step: pass\nclass Page: pass", "ui/d.py": "class Page: pass"}
    assert named_twice(every) == ["Step: models/a.py, models/b.py"]
