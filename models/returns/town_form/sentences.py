"""Running text with blanks: ____ before a unit, 年 月 日 to be dated, boxes to be ticked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from models.returns.facts.composed import fact_of
from models.returns.facts.village import WHOLE
from models.returns.town_form.about import About
from models.returns.town_form.page import BOXES
from models.returns.town_form.phrases import flat, taken_apart
from models.returns.town_form.printed_lines import OF_VILLAGE, dated, filled_line, labels_in
from models.returns.town_form.words import Vocabulary
from models.returns.town_form.writing import YES, tick_box, tick_boxes

TEXT_PAGE = "正文"
"""The text of a Word form round its tables; each paragraph is one cell of column A."""

_UNITS = ("户次|人次|万元|户|人|名|口|次|场|件|项|起|笔|分|元|个|%|％|份|亩|张|处|条|棵|台|辆|天|岁"
          "|吨|套|小时|公里|平方米|公斤|支|期|块|本|册")
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


def gaps_of(text: str, vocabulary: Vocabulary) -> list[TextBlank]:
    """The blanks before a unit, each with the words that say what it asks for."""
    found: list[TextBlank] = []
    own, before, at = "", "", 0
    for match in _GAP.finditer(text):
        unit = _UNIT.match(text, match.end())
        between = text[at:match.start()]
        pieces = _STOPS.split(between)
        if len(pieces) > 1:
            *_, label, last = pieces
            labelled = between.rstrip().endswith(("：", ":"))  # 积分余额：____分
            before, own = own or before, label if labelled else last
        elif pieces[0].strip():
            before, own = own or before, pieces[0]
        at = unit.end() if unit else match.end()
        if unit is None:  # 办结率____。 is written with its sign
            if "rate" in taken_apart([own]).marks:
                found.append(TextBlank(
                    match.start(), match.end(), vocabulary.find([own.strip()]) or "", own.strip(),
                    ""))
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


def unknown_in(text: str, vocabulary: Vocabulary, *, card: bool = False) -> list[str]:
    """The words of the blanks that nothing is known for; of a card, those of its labels too."""
    if _BY_HAND.search(text):
        return []
    labels = [each for each in labels_in(text)
              if card and not vocabulary.find([each]) and not OF_VILLAGE.find([each])]
    return labels + [each.words for each in gaps_of(text, vocabulary)
                     if not each.fact and each.words and each.words not in labels]


def facts_in(text: str, vocabulary: Vocabulary) -> list[str]:
    """What the blanks of a line of a card ask for, as far as it is understood."""
    found = [vocabulary.find([each]) for each in labels_in(text)]
    return [each for each in (*found, *(gap.fact for gap in gaps_of(text, vocabulary))) if each]


def asks(text: str) -> bool:
    """Whether a line has something to be put in."""
    return bool(_GAP.search(text) or BOXES.search(text) or "：" in text or ":" in text
                or _DATE.search(text)) and not _ONLY_DATE.fullmatch(text)


def filled_sentence(text: str, about: About) -> str | None:
    """The line with everything known put in, or None where nothing is."""
    if not asks(text) or (_BY_HAND.search(text.split("：")[0]) and not BOXES.search(text) and (
            "单位" not in text)):
        return None
    said = text
    if not BOXES.search(text):
        said = filled_line(text, about) or text
    if about.row is None or "季度" in said:  # of a card, the days may be of whom it is about
        said = _DATE.sub(lambda found: dated(found[0], about.view), said)
    said = _filled_gaps(said, about)
    said = _ticked(said, text, about)
    return said if said != text else None


def _filled_gaps(text: str, about: About) -> str:
    for gap in reversed(gaps_of(text, about.words)):
        value = about.said(gap.fact, _WAYS.get(gap.unit, {})) if gap.fact else None
        if value is not None:
            text = text[:gap.start] + value + text[gap.end:]
    return text


_WAYS = {"": {"rate": "text1"}, "%": {"rate": "number1"}, "％": {"rate": "number1"},
         "万元": {"money": "wan"}}
"""How a blank before a unit is written."""


# ── Boxes ────────────────────────────────────────────────────────────────────


def _ticked(now: str, text: str, about: About) -> str:
    """The boxes that fit ticked, question by question; what is not understood stays."""
    if not BOXES.search(now) or _BY_HAND.search(text):
        return now
    out = ""
    for part in re.split("(?<=[；。;])", now):
        out += _one_question(part, about) if BOXES.search(part) else part
    return out


def _one_question(part: str, about: About) -> str:
    start = BOXES.search(part)
    assert start is not None
    question = re.split("[。；;]", part[:start.start()])[-1].rstrip("：: \u3000")
    options = [each[1].strip(" \u3000；;。") for each in _OPTION.finditer(part)]
    for decide in (_yes_no, _kind_of_village, _all_or_some):
        words = decide(question, options, about)
        if words:
            return tick_box(part, words)
    return _one_of(question, part, about)


def _yes_no(question: str, options: list[str], about: About) -> tuple[str, ...]:
    if not {each[:1] for each in options} <= {"是", "否", "有", "无", "不"}:
        return ()
    asked = flat(question)
    holds: Any = None
    whether = re.search("有无(.+)", asked)
    if whether:
        asks = (about.words.find([f"{whether[1]}（{unit}）"]) for unit in "户人")
        name = next(filter(None, asks), "")
        value = about.value(name)
        holds = None if value is None else value > 0
    else:
        name = about.words.find([asked]) or ""
        fact = about.fact(name)
        if fact is not None and fact.field.options is not None:
            value = about.value(name)
            holds = None if value is None and about.row else value == YES
    if holds is None:
        return ()
    return ("是", "有") if holds else ("否", "无", "不")


def _kind_of_village(question: str, options: list[str], about: About) -> tuple[str, ...]:
    """□农村党支部 □城市社区党支部: by the kind of the village."""
    kind = fact_of("village.kind", WHOLE)
    words = _KINDS.get(kind.read(about.view, None) if kind else "", ())
    all_of = [word for some in _KINDS.values() for word in some]
    if not all(any(word in each for word in all_of) for each in options):
        return ()
    found = [each for each in options if any(word in each for word in words)]
    return (found[0],) if len(found) == 1 else ()


def _all_or_some(question: str, options: list[str], about: About) -> tuple[str, ...]:
    """□全部农户都有党员联系 □还有 5 户没有党员联系: by the number put in."""
    numbered = [each for each in options if re.search(r"\d", each)]
    whole = [each for each in options if re.match("全部|都|均", each)]
    if len(options) != 2 or len(numbered) != 1 or len(whole) != 1:
        return ()
    count = re.search(r"\d+", numbered[0])
    assert count is not None
    return (numbered[0],) if int(count[0]) else (whole[0],)


def _one_of(question: str, part: str, about: About) -> str:
    """户类型：□脱贫户 □监测户, ticked by what the ledger says of whom the card is about."""
    name = about.words.find([question]) if question and about.row is not None else None
    fact, value = (about.fact(name), about.value(name)) if name else (None, None)
    told = None if fact is None or value is None else tick_boxes(fact.field, value, part)
    return told if isinstance(told, str) else part
