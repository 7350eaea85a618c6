"""Running text with blanks: ____ before a unit, 年 月 日 to be dated, boxes to be ticked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from models.returns.facts.composed import composed_fact
from models.returns.facts.fact import Fact
from models.returns.facts.view import NOTHING, View
from models.returns.facts.village import WHOLE
from models.returns.town_form.page import BOXES, FormCell
from models.returns.town_form.phrases import flat, taken_apart
from models.returns.town_form.printed_lines import dated, filled_line
from models.returns.town_form.words import Vocabulary
from models.returns.town_form.writing import YES, Refusal, tick_box, written

TEXT_PAGE = "正文"
"""The text of a Word form round its tables; each paragraph is one cell of column A."""

_UNITS = "户次|人次|万元|户|人|名|口|次|场|件|项|起|笔|分|元|个|%|％"
_GAP = re.compile(rf"[_＿]{{2,}}|(?<=[\u4e00-\u9fff])[ \u3000]{{2,}}(?={_UNITS})")
_UNIT = re.compile(_UNITS)
_STOPS = re.compile(r"[，。；：、,;:！？!?\n□☐()（）]")
_DATE = re.compile(
    r"(?:[_＿ \u3000]{2,}(?:年|月|日|季度)[第至到\-—~]*)+|[_＿]{2,}年第[_＿]{2,}季度")
_ONLY_DATE = re.compile(r"[\s\u3000_＿年月日]*")
_BY_HAND = re.compile("意见|核查|审核|签字|盖章|签章")
_OPTION = re.compile("[□☐]([^□☐]*)")
_KINDS = {"rural": ("农村",), "urban": ("城市社区", "社区", "城市")}


@dataclass(frozen=True)
class TextBlank:
    """A blank in a text: where it stands, what it asks for ('' not understood) and its words."""

    start: int
    end: int
    fact: str
    words: str
    unit: str


def gaps_of(text: str) -> list[TextBlank]:
    """The blanks before a unit, each with the words that say what it asks for."""
    found: list[TextBlank] = []
    vocabulary = Vocabulary(WHOLE.facts, WHOLE)
    own, before, at = "", "", 0
    for match in _GAP.finditer(text):
        unit = _UNIT.match(text, match.end())
        between = text[at:match.start()]
        pieces = _STOPS.split(between)
        if len(pieces) > 1:
            before, own = own or before, pieces[-1]
        elif pieces[0].strip():
            before, own = own or before, pieces[0]
        at = unit.end() if unit else match.end()
        if unit is None:
            continue
        noun = _STOPS.split(_GAP.split(text[at:])[0])[0]
        if not noun.startswith(("年", "月", "日")) and noun and taken_apart([noun]).marks:
            at += len(noun)
        else:
            noun = ""
        fact = _meaning(own.strip(), before.strip(), noun, unit[0], vocabulary)
        words = own.strip() or before.strip() or noun
        found.append(TextBlank(match.start(), match.end(), fact, words + noun, unit[0]))
    return found


def _meaning(own: str, before: str, noun: str, unit: str, words: Vocabulary) -> str:
    unit = "%" if unit == "％" else unit
    says = bool(taken_apart([own]).marks or taken_apart([own]).unknown or "占" in own)
    if noun:
        tried = [[own, f"{noun}（{unit}）"]] if says else [[f"{noun}（{unit}）"]]
    elif own.startswith("其中"):
        tried = [[before, f"{own}（{unit}）"]] if _marked(before) else [[f"{own}（{unit}）"]]
    elif says:
        tried = [[f"{own}（{unit}）"], *([[before, f"{own}（{unit}）"]] if _marked(before) else [])]
    else:
        plain = {"户": "户数（户）", "人": "人口（人）", "口": "人口（人）"}.get(unit)
        tried = [[before, f"共（{unit}）"]] if _marked(before) else [[plain]] if plain else []
    return next((name for each in tried if (name := words.find(each))), "")


def _marked(words: str) -> bool:
    return bool(words) and bool(taken_apart([words]).marks)


def unknown_in(text: str) -> list[str]:
    """The words of the blanks that nothing is known for."""
    if _BY_HAND.search(text):
        return []
    return [each.words for each in gaps_of(text) if not each.fact and each.words]


def asks(text: str) -> bool:
    """Whether a line has something to be put in."""
    return bool(_GAP.search(text) or BOXES.search(text) or "：" in text or ":" in text
                or _DATE.search(text)) and not _ONLY_DATE.fullmatch(text)


def filled_sentence(text: str, view: View) -> str | None:
    """The line with everything known put in, or None where nothing is."""
    if not asks(text) or (_BY_HAND.search(text.split("：")[0]) and not BOXES.search(text) and (
            "单位" not in text)):
        return None
    said = text
    if not BOXES.search(text):
        said = filled_line(text, view) or text
    said = _DATE.sub(lambda found: dated(found[0], view), said)
    said = _filled_gaps(said, view)
    said = _ticked(said, text, view)
    return said if said != text else None


def _filled_gaps(text: str, view: View) -> str:
    for gap in reversed(gaps_of(text)):
        value = _value(gap, view) if gap.fact else None
        if value is not None:
            text = text[:gap.start] + value + text[gap.end:]
    return text


def _value(gap: TextBlank, view: View) -> str | None:
    name, _, span = gap.fact.partition("@")
    fact = fact_of_village(name)
    value = fact.read(view.over(span), None) if fact else None
    if value in (None, NOTHING) or fact is None:
        return None
    way = {"%": {"rate": "number1"}, "％": {"rate": "number1"}, "万元": {"money": "wan"}}
    result = written(fact.field, value, FormCell(), None, way.get(gap.unit, {}))
    return None if isinstance(result, Refusal) else f"{result:f}" if hasattr(
        result, "quantize") else str(result)


def fact_of_village(name: str) -> Fact | None:
    """A fact of the village, named or composed."""
    return WHOLE.fact(name) or composed_fact(name, WHOLE)


# ── Boxes ────────────────────────────────────────────────────────────────────


def _ticked(now: str, text: str, view: View) -> str:
    """The boxes that fit ticked, question by question; what is not understood stays."""
    if not BOXES.search(now) or _BY_HAND.search(text):
        return now
    out = ""
    for part in re.split("(?<=[；。;])", now):
        out += _one_question(part, view) if BOXES.search(part) else part
    return out


def _one_question(part: str, view: View) -> str:
    start = BOXES.search(part)
    assert start is not None
    question = re.split("[。；;]", part[:start.start()])[-1].rstrip("：: \u3000")
    options = [each[1].strip(" \u3000；;。") for each in _OPTION.finditer(part)]
    for decide in (_yes_no, _kind_of_village, _all_or_some):
        words = decide(question, options, view)
        if words:
            return tick_box(part, words)
    return part


def _yes_no(question: str, options: list[str], view: View) -> tuple[str, ...]:
    if not {each[:1] for each in options} <= {"是", "否", "有", "无", "不"}:
        return ()
    asked = flat(question)
    holds: Any = None
    whether = re.search("有无(.+)", asked)
    if whether:
        name = Vocabulary(WHOLE.facts, WHOLE).find([f"{whether[1]}（户）"]) or Vocabulary(
            WHOLE.facts, WHOLE).find([f"{whether[1]}（人）"])
        value = _number(name, view)
        holds = None if value is None else value > 0
    else:
        name = Vocabulary(WHOLE.facts, WHOLE).find([asked])
        fact = fact_of_village((name or "").partition("@")[0])
        if fact is not None and fact.field.options is not None:
            holds = fact.read(view, None) == YES
    if holds is None:
        return ()
    return ("是", "有") if holds else ("否", "无", "不")


def _number(name: str | None, view: View) -> Any:
    bare, _, span = (name or "").partition("@")
    fact = fact_of_village(bare) if bare else None
    value = fact.read(view.over(span), None) if fact else None
    return None if value in (None, NOTHING) else value


def _kind_of_village(question: str, options: list[str], view: View) -> tuple[str, ...]:
    """□农村党支部 □城市社区党支部: by the kind of the village."""
    words = _KINDS.get(_kind(view) or "", ())
    all_of = [word for some in _KINDS.values() for word in some]
    if not all(any(word in each for word in all_of) for each in options):
        return ()
    found = [each for each in options if any(word in each for word in words)]
    return (found[0],) if len(found) == 1 else ()


def _kind(view: View) -> str | None:
    fact = fact_of_village("village.kind")
    return fact.read(view, None) if fact else None


def _all_or_some(question: str, options: list[str], view: View) -> tuple[str, ...]:
    """□全部农户都有党员联系 □还有 5 户没有党员联系: by the number put in."""
    numbered = [each for each in options if re.search(r"\d", each)]
    whole = [each for each in options if re.match("全部|都|均", each)]
    if len(options) != 2 or len(numbered) != 1 or len(whole) != 1:
        return ()
    count = re.search(r"\d+", numbered[0])
    assert count is not None
    return (numbered[0],) if int(count[0]) else (whole[0],)


