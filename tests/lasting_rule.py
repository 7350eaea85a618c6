"""How long a thing lasts is said once: who holds a beginning or an end against a day, who may."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.code_rules import Rule, parsed

LASTING = "models/keeping/lasting.py"
KEPT_APART = {
    "models/values/periods.py": "a version of a rule: a value below what is kept",
    "models/points/engine/account.py": "the engine's own stretches since the last clearing",
    "models/points/engine/takings.py": "the engine's own stretches since the last clearing",
    "models/points/book/passbook.py": "the engine's own stretches since the last clearing",
    "models/meetings/procedure.py": "how long a decision hangs out, against the least",
    "models/returns/town_form/page.py": "left and right of a box on a page",
}
"""Where a word of :data:`_ENDS` means something else than how long a record lasts, and what."""
_ENDS = r"(?<!<)\b(since|until|left|ended|joined|listed|went|returned)\b"
_END_COMPARED_IN_SQL = re.compile(
    rf"{_ENDS}\"?\s*([<>]|BETWEEN\b|IS (NOT )?NULL\b)"
    rf"|coalesce\(\s*(\w+\.)?\"?{_ENDS}\"?\s*,[^()]*\)\s*([<>]|BETWEEN\b)"
    rf"|[<>]=?\s*(coalesce\(\s*)?\w+\.\"?{_ENDS}"
    rf"|substr\(\s*(\w+\.)?\"?{_ENDS}"
)
_ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def how_long_a_thing_lasts_is_said_once(path: str, source: str) -> Iterator[str]:
    """A beginning or an end is held against a day by models/keeping/lasting.py alone.

    The ``faults`` of a record hold its own two days against each other.
    """
    if path not in (LASTING, *KEPT_APART) and "/migrations/" not in path:
        yield from days_compared(path, source)


def days_compared(path: str, source: str) -> Iterator[str]:
    """Where a module holds a beginning or an end against a day."""
    for node in _outside_faults(parsed(source)):
        says = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if _END_COMPARED_IN_SQL.search(says):
            yield f"{path}:{node.lineno} says {' '.join(says.split())[:60]}"
        elif isinstance(node, ast.Compare) and any(isinstance(op, _ORDERED) for op in node.ops):
            sides = (each for each in (node.left, *node.comparators)
                     if isinstance(each, ast.Attribute))
            if any(re.fullmatch(_ENDS, each.attr) for each in sides):
                yield f"{path}:{node.lineno} compares {ast.unparse(node)}"


def _outside_faults(tree: ast.AST) -> Iterator[ast.expr]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef) and node.name in ("faults", "_fault"):
            continue
        if isinstance(node, ast.expr):
            yield node
        waiting += ast.iter_child_nodes(node)


DAYS_COMPARED: list[tuple[Rule, str, str]] = [
    (how_long_a_thing_lasts_is_said_once, "models/x.py", "q = 'SELECT 1 WHERE left IS NULL'"),
    (how_long_a_thing_lasts_is_said_once, "models/x.py", "q = f'{a} AND m.\"left\" > ?1'"),
    (how_long_a_thing_lasts_is_said_once, "models/x.py", "q = \"coalesce(x.since, '') <= ?\""),
    (how_long_a_thing_lasts_is_said_once, "models/x.py", "q = '? BETWEEN 1 AND 2 AND a < x.until'"),
    (how_long_a_thing_lasts_is_said_once, "models/x.py", "q = 'until BETWEEN ? AND ?'"),
    (how_long_a_thing_lasts_is_said_once, "ui/x.py", "gone = pairing.until < day"),
    (how_long_a_thing_lasts_is_said_once, "sample/x.py", "ok = a <= each.since <= b"),
]
"""What breaks the rule."""

DAYS_LET_BE: list[tuple[Rule, str, str]] = [
    (
        how_long_a_thing_lasts_is_said_once,
        "models/x.py",
        "def faults(self):\n    return self.until < self.since",
    ),
    (how_long_a_thing_lasts_is_said_once, LASTING, "q = f'{of}until IS NULL'"),
    (how_long_a_thing_lasts_is_said_once, "models/x.py",
     "q = f\"SELECT x.since {on(Pairing, 'x')} ORDER BY x.since DESC\"\nok = left < right"),
]
"""What keeps it."""
