"""Reading a town's headings: what they ask for, by the words the ledger knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from models.returns.facts.composed import RATE, fact_of, said_of
from models.returns.facts.fact import Fact, FormSubject
from models.returns.town_form.asking import named
from models.returns.town_form.phrases import (
    Phrase,
    bracketed,
    flat,
    halved,
    own_words,
    taken_apart,
    times_in,
)

_NAMED_ALREADY = {
    "visit:count": "visits", "visit:homes": "visits.homes", "visit:last": "visits.last",
    "visit+athome:count": "visits.at-home", "visit+otherwise:count": "visits.otherwise",
    "visit+phone:count": "visits.phone",
    "problem:count": "problems", "problem+solved:count": "problems.solved",
    "problem+open:count": "problems.open",
    f"problem+solved:count{RATE}problem:count": "problems.rate",
}
"""What is put together of words and has a name of its own."""


def split_span(word: str) -> tuple[str | None, str]:
    """The stretch of time a heading speaks of, and the rest: 本季走访 is quarter and 走访.

    The stretch is None when the heading says none; see :meth:`View.over` for its names.
    """
    spans, rest = times_in(word)
    return (spans[-1] if spans else None), rest


class Vocabulary:
    """What the headings of a form may mean, for one subject."""

    def __init__(self, facts: Iterable[Fact], subject: FormSubject | None = None) -> None:
        self._plain: dict[str, Fact] = {}
        self._under: dict[str, list[tuple[str, Fact]]] = {}
        self._subject = subject
        self._own = own_words(subject.code) if subject else frozenset()
        whose: set[str] = set()
        for fact in facts:
            for heading in fact.headings:
                parent, _, leaf = heading.rpartition("/")
                if parent:
                    self._under.setdefault(flat(leaf), []).append((flat(parent), fact))
                else:
                    before = self._plain.setdefault(flat(heading), fact)
                    if before is not fact and before.name.startswith("by."):
                        whose.add(flat(heading))  # the member's or the household's?

        for heading in (*whose, *(_OF_WHAT & self._plain.keys())):
            del self._plain[heading]

    def find(self, path: Sequence[str], *, ticked: bool = False) -> str | None:
        """The fact a column means by the words above it, top to bottom: ``visits@quarter``.

        :param ticked: its cells say whether something holds: 打√, 是/否.
        """
        if not path:
            return None
        phrase = taken_apart(path[-1:])
        found = self._held(path) if ticked or _WHETHER.match(flat(path[-1])) else None
        found = found or self._exact(path, phrase.units)
        return found or self._composed(path) or self._below(path, phrase.units)

    def _exact(self, path: Sequence[str], units: tuple[str, ...]) -> str | None:
        """A heading that is known as it is; those above it must say nothing else."""
        spans: list[str] = []
        for above in path[:-1]:
            phrase = taken_apart([above])
            spans += phrase.spans
            if not self._says_nothing(above, phrase):
                return None
        whole = flat(halved(path[-1]))
        outside, inside = bracketed(path[-1])
        tried: list[tuple[str, tuple[str, ...]]] = [(whole, ())]
        more = [taken_apart([f"x({each})"]) for each in inside]
        if all(each.unknown in ("", "X") and not each.marks and not each.base for each in more):
            within = tuple(span for each in more for span in each.spans)
            bare = flat(outside)
            times, rest = times_in(bare)
            tried += [(bare, within), (rest, (*times, *within))]
        for word, said in tried:
            fact = self._plain.get(word)
            if fact is not None and word and _measured_in(fact, units):
                last = next(iter([*reversed(said), *reversed(spans)]), "")
                return f"{fact.name}@{last}" if last else fact.name
        return None

    def _says_nothing(self, above: str, phrase: Phrase) -> bool:
        word = flat(bracketed(above)[0])
        bare = re.sub("(?:基本)?(?:情况|信息|资料)$", "", word)
        return not word or bare in self._own or not (phrase.unknown or phrase.marks)

    def _composed(self, path: Sequence[str]) -> str | None:
        """What the words ask for together."""
        if self._subject is None:
            return None
        own = [each for each in path[:-1] if not self._is_own(each)]
        for words in (path, [*own, path[-1]]):
            name = named(words, self._subject.code)
            if name is None:
                continue
            bare, _, span = name.partition("@")
            already = _NAMED_ALREADY.get(bare)
            if already and self._subject.fact(already):
                return f"{already}@{span}" if span else already
            if fact_of(bare, self._subject):
                return name
        return None

    def _is_own(self, above: str) -> bool:
        word = flat(bracketed(above)[0])
        return re.sub("(?:基本)?(?:情况|信息|资料)$", "", word) in self._own

    def _below(self, path: Sequence[str], units: tuple[str, ...]) -> str | None:
        """A small heading known below one that is known."""
        if len(path) < 2:
            return None
        spans, leaf = times_in(flat(bracketed(path[-1])[0]))
        for above in reversed(path[:-1]):
            more, word = times_in(flat(bracketed(above)[0]))
            word = re.sub("(?:基本)?(?:情况|信息|资料)$", "", word)
            under = [(len(parent), fact) for parent, fact in self._under.get(leaf, ())
                     if parent == word or (parent in word and not taken_apart([above]).unknown
                                           and len(word) <= len(parent) + 2)]
            if under:
                fact = max(under, key=lambda each: each[0])[1]
                span = next(iter([*reversed(spans), *reversed(more)]), "")
                return (f"{fact.name}@{span}" if span else fact.name) if _measured_in(
                    fact, units) else None
        return None

    def _held(self, path: Sequence[str]) -> str | None:
        """Whether a word holds of the line: 是否预备党员, 户属性（打√）/脱贫户."""
        word = _WHETHER.sub("", flat(bracketed(path[-1])[0]))
        marks = set(taken_apart([word]).marks)
        found = self._plain.get(flat(bracketed(path[-1])[0])) or self._plain.get(f"是否{word}")
        if found is not None and found.field.options is not None:
            return found.name
        thing = {"member", "visit", "problem", "matter", "home", "person"}
        marks -= thing
        if self._subject is None or len(marks) != 1 or taken_apart([word]).unknown:
            return None
        return said_of(self._subject, marks.pop())


_OF_WHAT = frozenset({"编号"})
"""The number of the household, of the person, or of the line? A form does not say."""
_WHETHER = re.compile("^(?:是否(?:为|属于|已|是|系)?|有无|是不是)")
_MEASURES = {"homes": ("户",), "people": ("人", "名", "人次"), "times": ("次", "人次", "场"),
             "cases": ("件", "项"), "entries": ("次",), "points": ("分",), "yuan": ("元",),
             "wan": ("元",), "percent": ("%",), "pieces": ("个",)}


def _measured_in(fact: Fact, units: tuple[str, ...]) -> bool:
    """Whether a heading's unit is the fact's: 脱贫户（人） is no count of households."""
    if not units:
        return True
    if fact.asks is None:
        return fact.field.kind.numeric or fact.name in _NAMED_BY_UNIT
    measure = fact.asks(_ANY, _ANY).measure
    return all(measure.unit in _MEASURES[each] for each in units)


_ANY: Any = SimpleNamespace(id=0, code="", said={}, kinds=(), over=lambda view: view)
"""Any view, and any line of one: which measure a fact is does not hang on it."""
_NAMED_BY_UNIT = frozenset({"item.value"})
