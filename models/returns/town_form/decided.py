"""What was decided about a heading of one form, kept to be offered for the like of it.

The form of another month or another office has other words around the same headings: a heading is
known again by its words without the time they speak of.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from models.figures.measure import VILLAGE
from models.keeping.settings import set_setting, setting
from models.returns.town_form.phrases import flat, taken_apart, times_in
from models.returns.town_form.recognising import FormFound

if TYPE_CHECKING:
    from models.keeping.store import Store

DECIDED = "定过的上级栏目"


class HeadingDecision(NamedTuple):
    """The fact that somebody said a heading means, and on which form."""

    fact: str
    title: str


def over_its_time(fact: str, heading: str) -> str:
    """A fact over the stretch of time that a heading names: 7月入户 is that of July."""
    span = taken_apart(heading.split("/")).span
    return f"{fact}@{span}" if fact and span else fact


class HeadingDecisions:
    """Everything that was decided, by what a line is and the words of the heading."""

    def __init__(self, store: Store) -> None:
        self._kept: dict[str, list[str]] = setting(store, DECIDED, {})

    def of(self, subject: str, heading: str) -> HeadingDecision | None:
        """What a heading was said to mean, over the time this one speaks of."""
        kept = self._kept.get(_key(subject, heading))
        return HeadingDecision(over_its_time(kept[0], heading), kept[1]) if kept else None


def keep_decisions(store: Store, form: FormFound) -> None:
    """Keep what was said of a form against what the program found; a heading that is left to the
    hand is asked about again on the next form."""
    kept: dict[str, list[str]] = setting(store, DECIDED, {})
    now = dict(kept)
    for subject, heading, fact in _decided(form):
        now.pop(_key(subject, heading), None)
        if fact:
            now[_key(subject, heading)] = [fact.partition("@")[0], form.map.title]
    if now != kept:
        with store.act(f"记住表样：{form.map.title}"):
            set_setting(store, DECIDED, now)


def _decided(form: FormFound) -> Iterator[tuple[str, str, str]]:
    """Subject, heading and fact of whatever somebody said otherwise than the program found."""
    guessed = {each.sheet: each for each in (form.guessed or form.map).pages}
    for found in form.pages:
        guess, mapped = guessed[found.page.name], found.mapped
        for at, fact in mapped.columns.items():
            if guess.columns.get(at, "") != fact and at in found.headings:
                yield mapped.subject, found.headings[at], fact
        for at, fact in mapped.cells.items():
            if guess.cells.get(at, "") != fact and at in found.beside:
                yield form.map.each or VILLAGE, found.beside[at], fact


def _key(subject: str, heading: str) -> str:
    words = (times_in(flat(each))[1] for each in heading.split("/"))
    return f"{subject}:{'/'.join(filter(None, words))}"
