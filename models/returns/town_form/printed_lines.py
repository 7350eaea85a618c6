"""A town's lines such as “填报单位：____”, titles with 年 季度: what goes in, what they state."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from models.figures.catalogue import plain
from models.returns.facts.view import View
from models.returns.facts.village import NAMES, QUARTERS
from models.returns.town_form.about import About
from models.returns.town_form.words import Vocabulary
from models.values.counting_order import chinese_number
from models.values.periods import Period, Span

_LABEL = re.compile(r"([^\s：:（）()，。；,;！？!?_＿]{1,20}(?:[（(][^（）()]*[）)])?)[：:]")
_TEMPLATE = re.compile(r"[\s_＿年月日至到第季度~—\-－]*")
_UNITS = re.compile(r"(?P<until>至|到|—|-|－|~)|(?<!\d)[\s_＿]*(?P<unit>年|月|日|季度)")
_BLANK_UNITS = re.compile(r"(?P<until>至|到|—|-|－|~)|(?:^|[\s_＿]+)(?P<unit>年|月|日|季度)")
"""As in a title, where 本季度 and 每月 stand for themselves."""
_PERIOD_LABEL = re.compile(
    "(?:填报|填表|统计|报告|报表|报送|上报|所属|数据|资料|自查|检查|考核|走访|活动|积分|评比|公示|工作|起止)*"
    "(?:时段|时期|期间|区间|周期|期|周|年月|月份|季度|半?年度?|起止|(?<=统计|所属|报告|数据|起止)(?:时间|日期))")
"""A label that asks for the period: 所属月份, 走访时段; 所属支部 and 任职期间 ask for others."""
_TITLE_ENDS = re.compile("(?:表|册|账|单|卡|报告|总结|小结|情况|计划|记录|报|书)[）)】》]?$")
_OF_PERIOD = re.compile(
    r"(?:^[\s\u3000]*|截[至止]到?|(?:本期|本月|本季度?|本年度?|半年|季度)[（(])(?:20\d\d年)?[\s《“【（(]*$")
"""What stands before a day that is the period's: nothing, 截至, 本季度（."""
_STATED = re.compile(
    r"(20\d\d)年(?:第?([一二三四1-4])季度|(上|下)半年|(1[0-2]|0?[1-9])月(?:(\d{1,2})日)?)?"
    r"(?:[至到~—\-－](?:(20\d\d)年)?(?:(1[0-2]|0?[1-9])月)?(?:(\d{1,2})日)?)?(?!\d)"
)
_GOES_ON = re.compile("第?[_＿]*(?:季度|月(?!报)|半年)")
"""2026年____季度: which quarter is not said."""
_RHYTHMS = (
    (Span.WEEK, ("周报", "本周", "所属周")),
    (Span.MONTH, ("月报", "所属月份", "月份", "本月", "填报月份")),
    (Span.QUARTER, ("季报", "季度")),
    (Span.HALF, ("半年",)),
    (Span.YEAR, ("年报", "年度", "全年")),
)
DATE = re.compile(
    r"(?:[_＿ \u3000]{2,}(?:年|月|日|季度)[第至到\-—~]*)+|[_＿]{2,}年第[_＿]{2,}季度")
_ONLY_DAY = re.compile(r"[\s_＿]*年[\s_＿]*月[\s_＿]*日[\s_＿]*")
STOPS = re.compile("[，。；：、,;:！？!?\n□☐()（）]")
_PART_ENDS = re.compile("[，。；]")
_WHOLE_DAY = re.compile(r"\d{4}-\d\d-\d\d")
OF_VILLAGE = Vocabulary(NAMES)
"""What the labels of a line may ask of the village."""
_BY_FACT = {each.name: each for each in NAMES}


def filled_line(text: str, about: About) -> str | None:
    """The line with its blanks put in, or None when there is nothing to put in."""
    labels = _labels(text)
    if not labels:
        return _title(text, about.view)
    said, at = "", 0
    for label, start, end in labels:
        said += text[at:start] + _content(label, text[start:end], about)
        at = end
    said += text[at:]
    return said if said != text else None


def _labels(text: str) -> list[tuple[str, int, int]]:
    """The words before each colon of a line, and from where to where what stands after it reaches:
    to the next label, or to the end of its part of a sentence."""
    labels = list(_LABEL.finditer(text))
    ends = [*(each.start() for each in labels[1:]), len(text)]
    return [(each[1], each.end(), stop.start() if (
        stop := _PART_ENDS.search(text, each.end(), end)) else end)
            for each, end in zip(labels, ends, strict=False)]


def labels_in(text: str, *, blank: bool = False) -> list[str]:
    """The words before each colon of a line that has nothing but a blank after them.

    :param blank: there must be one; 镇党委： is an address.
    """
    return [label for label, start, end in _labels(text)
            if end - start >= blank and _TEMPLATE.fullmatch(text[start:end])]


def is_asked_of_all(label: str) -> bool:
    """Whether a label asks for the period, or for what is the village's own."""
    return bool(_PERIOD_LABEL.fullmatch(plain(label)) or OF_VILLAGE.find([label]))


def _content(label: str, content: str, about: About) -> str:
    """What stands after a colon, with its blanks put in."""
    view = about.view
    body = content.rstrip()
    kept = content[len(body):] if body else ""
    if not body.strip(" _＿\u3000\t"):
        lined = bool(body)  # what stands behind a line that is written on is left as it is
        body, kept = "", re.sub("[_＿]+", "", content) if lined else content[1:]
    if _PERIOD_LABEL.fullmatch(plain(label)):
        return _dated(body, view.first, view.last) + kept if body else view.period.label
    value = _value(label, about)
    if isinstance(value, date):
        if not _TEMPLATE.fullmatch(body):
            return content
        return (_dated(body, value, value) if body else _chinese(value)) + kept
    if not isinstance(value, str) or (body and not value.endswith(body.strip())):
        return content
    return value + kept


def _value(label: str, about: About) -> Any:
    """What a label asks of whom the card is about, or else of the village; None when neither."""
    own = about.words.find([label]) if about.row is not None else None
    if own:
        value = about.value(own)
        whole = isinstance(value, str) and _WHOLE_DAY.fullmatch(value)
        day = date.fromisoformat(value) if whole else value
        return day if isinstance(day, date) else about.said(own, {})
    fact = OF_VILLAGE.find([label])
    return about.read(_BY_FACT[fact]) if fact else None


def _title(text: str, view: View) -> str | None:
    """A title with blanks before 年, 月 or 季度."""
    said = _dated(text, view.first, view.last, _BLANK_UNITS) if _is_title(text) else text
    return said if said != text else None


def _is_title(text: str) -> bool:
    """Whether a line with blanks before 年 is a title; a sentence's days may be of anything."""
    blank = re.search(r"[\s_＿]{2,}(?:年|月|季度)|^[\s_＿]+年", text)
    if not blank or re.search("[，。；]", text) or _ONLY_DAY.fullmatch(text):
        return False
    return "季度" in text or bool(_TITLE_ENDS.search(text.rstrip())
                                or _OF_PERIOD.search(text[:blank.start()]))


def period_put_in(text: str, about: About) -> str:
    """A line with the days of the period put in where its words say that they are the period's."""

    def put(found: re.Match[str]) -> str:
        if _is_of_period(text, found, about):
            return re.sub(r"(?<=\d)[\s_＿]+(?=年|月|日)", "",
                          _dated(found[0], about.view.first, about.view.last))
        return found[0]

    return DATE.sub(put, text)


def days_of_others(text: str) -> list[str]:
    """The words before each blank for a day that is not the period's: 成立于____年____月."""
    found = (each for each in DATE.finditer(text)
             if not (_is_title(text) or _is_of_period(text, each, None)))
    return [words for each in found
            if (words := STOPS.split(text[:each.start()])[-1].strip(" \u3000_＿"))]


def _is_of_period(text: str, found: re.Match[str], about: About | None) -> bool:
    """Whether a blank for a day asks for the period's; of a card, days are of whom it is about."""
    if "季度" in found[0]:
        return True
    before = text[:found.start()]
    starts = not before.strip(" \u3000《“【（(")
    one_day = "日" in found[0] and not re.search("[至到~—-]", found[0])
    if starts and (one_day or (about is not None and about.row is not None)):
        return False
    return bool(_OF_PERIOD.search(before))


def _dated(
    template: str, first: date, last: date, units: re.Pattern[str] = _UNITS
) -> str:
    """Numbers put before the units that have none: 年 月 日 至 月 日.

    Days are told from the first day when the line has 至, else from the last.
    """
    ranged = any(found["until"] for found in units.finditer(template) if found["unit"] is None)
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

    return units.sub(put, template)


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
            if period is not None and not _GOES_ON.match(bare, found.end()):
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
