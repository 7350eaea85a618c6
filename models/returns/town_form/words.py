"""Reading a town's headings: without units, blanks and marks, and with the time they speak of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from models.returns.facts.fact import Fact
from models.values.counting_order import chinese_number

_BRACKETS = re.compile(r"\(([^()]*)\)")
_MARKS = re.compile(r"[\s*:,、;·.\"'“”《》_]+")
_NTH = re.compile(r"第?([一二三123])个月(?:份)?|首月")
_MONTH = re.compile(r"(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?!底|末|初)")
_SPANS = (
    ("to-date", re.compile(r"(?:本年|今年|全年|年初至今|年度)?累计|年初以来|今年以来|年初至今")),
    ("month", re.compile(r"本月度?|当月|月度")),
    ("quarter", re.compile(r"本季度?|当季度?|季度")),
    ("half", re.compile(r"本半年|上半年|下半年|半年度?")),
    ("year", re.compile(r"本年度?|当年度?|全年|年度|今年")),
    ("", re.compile(r"本期|当期|期内|报告期")),
)
_COUNTED = frozenset({
    "数量", "户数", "件数", "次数", "人数", "户次", "合计", "小计", "总数", "情况", "计",
})


def plain(text: str) -> str:
    """A heading as it is compared: half-width, no units in brackets, no blanks, no marks."""
    whole = unicodedata.normalize("NFKC", text)
    return _MARKS.sub("", _BRACKETS.sub("", whole) or whole).strip("()").upper()


def split_span(word: str) -> tuple[str | None, str]:
    """The stretch of time a heading speaks of, and the rest: 本季走访 is quarter and 走访.

    The stretch is None when the heading says none; see :meth:`View.over` for its names.
    """
    nth = _NTH.match(word)
    if nth:
        said = nth[1] or "1"
        count = int(said) if said.isdigit() else chinese_number(said)
        return f"month-{count}", word[nth.end():]
    month = _MONTH.match(word)
    if month:
        said = month[1]
        count = int(said) if said.isdigit() else chinese_number(said)
        return f"M{count:02}", word[month.end():]
    for span, words in _SPANS:
        found = words.match(word)
        if found:
            return span, word[found.end():]
    if word.endswith("累计"):
        return "to-date", word.removesuffix("累计")
    return None, word


def span_in_brackets(text: str) -> str | None:
    """The stretch named in the brackets of a heading: 走访（本月）."""
    for inside in _BRACKETS.findall(unicodedata.normalize("NFKC", text)):
        span, rest = split_span(_MARKS.sub("", inside))
        if span is not None and not rest:
            return span
    return None


class Vocabulary:
    """What the headings of a form may mean, for one subject."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._plain: dict[str, Fact] = {}
        self._under: dict[str, list[tuple[str, Fact]]] = {}
        for fact in facts:
            for heading in fact.headings:
                parent, _, leaf = heading.rpartition("/")
                if parent:
                    self._under.setdefault(plain(leaf), []).append((plain(parent), fact))
                else:
                    self._plain.setdefault(plain(heading), fact)

    def find(self, path: Sequence[str]) -> str | None:
        """The fact a column means by the words above it, top to bottom: ``visits@quarter``."""
        if not path:
            return None
        spans = [each for each in map(span_in_brackets, path) if each is not None]
        above: list[str] = []
        for word in path[:-1]:
            span, rest = split_span(plain(word))
            spans += [span] if span is not None else []
            above += [rest] if rest else []
        leaf = plain(path[-1])
        span, rest = split_span(leaf)
        for said, words in ((None, [*above, leaf]), (span, [*above, *([rest] if rest else [])])):
            fact = self._match(words) if words else None
            if fact is not None:
                last = next(filter(None, [said, *reversed(spans)]), "")
                return f"{fact.name}@{last}" if last else fact.name
        return None

    def _match(self, words: list[str]) -> Fact | None:
        *above, leaf = words
        under = [(len(parent), fact) for parent, fact in self._under.get(leaf, ())
                 if any(parent in word for word in above)]
        if under:
            return max(under, key=lambda each: each[0])[1]
        tried = [f"{above[-1]}{leaf}"] if above else []
        tried += [leaf, *_variants(leaf)]
        if leaf in _COUNTED and above:
            tried = [tried[0], above[-1], *_variants(above[-1]), *tried[1:]]
        return next((self._plain[each] for each in tried if each in self._plain), None)


def _variants(leaf: str) -> list[str]:
    """Close wordings: with and without 数, 情况 and the like at the end."""
    bare = re.sub(r"(?:情况|名称|数量|户数|人数|件数|次数|数)$", "", leaf)
    return [each for each in (bare, f"{bare}数", f"{bare}户数", f"{bare}次数", f"{bare}人数")
            if each != leaf and len(bare) > 1]
