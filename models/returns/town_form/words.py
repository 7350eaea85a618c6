"""Reading a town's headings and its lines such as “填报单位：”: what they ask and what is blank."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from models.figures.catalogue import plain
from models.returns.facts.fact import Fact
from models.returns.facts.view import View
from models.returns.facts.village import NAMES, QUARTERS
from models.values.counting_order import chinese_number
from models.values.periods import Period, Span

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


# ── lines with blanks ────────────────────────────────────────────────────────


_LABEL = re.compile(r"([^\s：:（）()]{1,20}(?:[（(][^（）()]*[）)])?)[：:]")
_TEMPLATE = re.compile(r"[\s_＿年月日至到第季度~—\-－]*")
_UNITS = re.compile(r"(?P<until>至|到|—|-|－|~)|(?<!\d)[\s_＿]*(?P<unit>年|月|日|季度)")
_PERIOD_WORDS = ("时段", "时期", "期间", "区间", "所属", "报告期", "统计时间", "起止")
_STATED = re.compile(
    r"(20\d\d)年(?:第?([一二三四1-4])季度|(上|下)半年|(1[0-2]|0?[1-9])月(?:(\d{1,2})日)?)?"
    r"(?:[至到~—\-－](?:(20\d\d)年)?(?:(1[0-2]|0?[1-9])月)?(?:(\d{1,2})日)?)?(?!\d)"
)
_RHYTHMS = (
    (Span.WEEK, ("周报", "本周", "所属周")),
    (Span.MONTH, ("月报", "所属月份", "月份", "本月", "填报月份")),
    (Span.QUARTER, ("季报", "季度")),
    (Span.HALF, ("半年",)),
    (Span.YEAR, ("年报", "年度", "全年")),
)
_NAMES = Vocabulary(NAMES)
_BY_FACT = {each.name: each for each in NAMES}


def filled_line(text: str, view: View) -> str | None:
    """The line with its blanks put in, or None when there is nothing to put in."""
    labels = list(_LABEL.finditer(text))
    if not labels:
        return _title(text, view)
    said, end = text[:labels[0].start()], 0
    for place, label in enumerate(labels):
        end = labels[place + 1].start() if place + 1 < len(labels) else len(text)
        said += label[0] + _content(label[1], text[label.end():end], view)
    return said if said != text else None


def _content(label: str, content: str, view: View) -> str:
    """What stands after a colon, with its blanks put in."""
    kept = content[len(content.rstrip()):] if content.strip() else ""
    body = content.rstrip()
    if any(word in label for word in _PERIOD_WORDS) or plain(label) in ("月份", "季度", "年度"):
        return _dated(body, view.first, view.last) + kept if body.strip() else view.period.label
    fact = _NAMES.find([label])
    if fact is None:
        return content
    value = _BY_FACT[fact].read(view, None)
    if isinstance(value, date):
        if not _TEMPLATE.fullmatch(body):
            return content
        return (_dated(body, value, value) if body.strip() else _chinese(value)) + kept
    if not isinstance(value, str) or (body.strip() and not value.endswith(body.strip())):
        return content
    return value + (kept if body.strip() else content[1:] if len(content) > 1 else "")


def _title(text: str, view: View) -> str | None:
    """A title with blanks before 年, 月 or 季度."""
    if not re.search(r"[\s_＿]{2,}(?:年|月|季度)|^[\s_＿]+年", text):
        return None
    said = _dated(text, view.first, view.last)
    return said if said != text else None


def _dated(template: str, first: date, last: date) -> str:
    """Numbers put before the units that have none: 年 月 日 至 月 日.

    Days are told from the first day when the line has 至, else from the last.
    """
    ranged = any(found["until"] for found in _UNITS.finditer(template) if found["unit"] is None)
    day = first if ranged else last

    def put(found: re.Match[str]) -> str:
        nonlocal day
        if found["until"]:
            day = last
            return found[0]
        unit = found["unit"]
        number = {"年": day.year, "月": day.month, "日": day.day}.get(unit)
        if number is None:
            return QUARTERS[(day.month - 1) // 3] + unit
        return f"{number}{unit}"

    return _UNITS.sub(put, template)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def rhythm(texts: Iterable[str]) -> Span | None:
    """How long a period the form is for, by its title and labels; the shortest one named."""
    said = [plain(each) for each in texts]
    for span, words in _RHYTHMS:
        if any(word in each for each in said for word in words):
            return span
    return None


def stated_period(texts: Iterable[str]) -> Period | None:
    """The period the form itself names (所属月份：2026年3月), or None.

    The day of filling in is no period.
    """
    for text in texts:
        bare = re.sub(r"\s", "", text)
        bare = re.sub(r"[^：:]*日期[：:][^：:]*?日", "", bare)
        for found in _STATED.finditer(bare):
            period = _period(found)
            if period is not None:
                return period
    return None


def _period(found: re.Match[str]) -> Period | None:
    year, quarter, half, month, day, to_year, to_month, to_day = found.groups()
    if quarter:
        number = int(quarter) if quarter.isdigit() else chinese_number(quarter)
        return Period(int(year), Span.QUARTER, number)
    if half:
        return Period(int(year), Span.HALF, "上下".index(half) + 1)
    if month is None:
        return Period(int(year))
    if not (to_month or to_day):
        return Period(int(year), Span.MONTH, int(month)) if day is None else None
    try:
        first = date(int(year), int(month), int(day or 1))
        last = _day(int(to_year or year), int(to_month or month), to_day)
    except ValueError:
        return None
    return next((
        each for each in (Period.of(last, span) for span in (Span.MONTH, Span.QUARTER, Span.HALF,
                                                             Span.YEAR, Span.WEEK))
        if (each.start, each.end) == (first, last)
    ), None)


def _day(year: int, month: int, day: str | None) -> date:
    if day:
        return date(year, month, int(day))
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
