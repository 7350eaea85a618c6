"""What was worked out once stands until something is written: a page asks the same several times.

A chip counts what its section lists, a list what a card tells; after an act each asks anew.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from models.keeping.questions import listening, noting

P = ParamSpec("P")
S = TypeVar("S", bound="Kept")
T = TypeVar("T")
KEPT = 64
"""So many answers; whoever looks at one act of the log after another asks for no end of them."""


class Kept(Protocol):
    """A data file that says when it was written to, and keeps what was answered out of it."""

    answers: Answers

    def state(self) -> object:
        """What differs as soon as anything was written; None while nobody can say."""


class Answers:
    """What was answered out of one state of a data file, and from which tables."""

    def __init__(self) -> None:
        self._state: object = None
        self._found: dict[object, tuple[Any, set[str]]] = {}

    def of(self, state: object, asked: object, work: Callable[[], T]) -> T:
        """The answer as it stands; whoever notes is told the tables, though nobody reads them."""
        if state != self._state or len(self._found) >= KEPT:
            self._state, self._found = state, {}
        if asked not in self._found:
            tables = set[str]()
            with noting(tables):
                self._found[asked] = work(), tables
        found, tables = self._found[asked]
        for each in listening():
            each |= tables
        answer: T = copy(found)  # the list is the asker's; what stands in it is never changed
        return answer


def asked_once(work: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Let ``work(store, …)`` be worked out once while nothing is written.

    Its answer must follow from the data file and its arguments alone. Within an act everything is
    worked out anew: what the act wrote may yet be taken back.
    """
    @wraps(work)
    def kept(store: S, /, *args: P.args, **named: P.kwargs) -> T:
        state = store.state()
        if state is None:
            return work(store, *args, **named)
        asked = (work, args, tuple(named.items()))
        return store.answers.of(state, asked, lambda: work(store, *args, **named))

    return cast("Callable[Concatenate[S, P], T]", kept)
