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
from models.returns.town_form.printed_lines import (
    DATE,
    STOPS,
    days_of_others,
    filled_line,
    is_asked_of_all,
    labels_in,
    period_put_in,
)
from models.returns.town_form.words import Vocabulary
from models.returns.town_form.writing import YES, tick_box, tick_boxes

TEXT_PAGE = "正文"
"""The text of a Word form round its tables; each paragraph is one cell of column A."""

_UNITS = ("户次|人次|万元|户|人|名|口|次|场|件|项|起|笔|分|元|个|%|％|份|亩|张|处|条|棵|台|辆|天|岁"
          "|吨|套|小时|公里|平方米|公斤|支|期|块|本|册")
_GAP = re.compile(rf"[_＿]{{2,}}|(?<=[\u4e00-\u9fff])[ \u3000]{{2,}}(?={_UNITS})")
_UNIT = re.compile(_UNITS)
_ONLY_DATE = re.compile(r"[\s\u3000_＿年月日]*")
_BY_HAND = re.compile("意见|核查|审核|签字|盖章|签章")
_SIGNED = re.compile("填表人|填报人|填写人|经办人|经手人|制表人|记录人|备注|编号")
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
        pieces = STOPS.split(between)
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
        noun = STOPS.split(_GAP.split(text[at:])[0])[0]
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
    """The words of the labels, days, blanks and boxes of a line that nothing is known for."""
    if _BY_HAND.search(text):
        return []
    labels = [each for each in labels_in(text, blank=not card)
              if not ((card and vocabulary.find([each])) or is_asked_of_all(each)
                      or _SIGNED.search(each))]
    gaps = [each.words for each in gaps_of(text, vocabulary) if not each.fact and each.words]
    boxes = [question for question, options, _ in _questions(text)
             if question and not _is_understood(question, options, vocabulary, card=card)]
    return list(dict.fromkeys((*labels, *days_of_others(text), *gaps, *boxes)))


def facts_in(text: str, vocabulary: Vocabulary) -> list[str]:
    """What the blanks of a line of a card ask for, as far as it is understood."""
    found = [vocabulary.find([each]) for each in labels_in(text)]
    return [each for each in (*found, *(gap.fact for gap in gaps_of(text, vocabulary))) if each]


def asks(text: str) -> bool:
    """Whether a line has something to be put in."""
    return bool(_GAP.search(text) or BOXES.search(text) or "：" in text or ":" in text
                or DATE.search(text)) and not _ONLY_DATE.fullmatch(text)


def filled_sentence(text: str, about: About) -> str | None:
    """The line with everything known put in, or None where nothing is."""
    if not asks(text) or (_BY_HAND.search(text.split("：")[0]) and not BOXES.search(text) and (
            "单位" not in text)):
        return None
    said = text
    if not BOXES.search(text):
        said = filled_line(text, about) or text
    said = _filled_gaps(period_put_in(said, about), about)
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


def _questions(text: str) -> list[tuple[str, list[str], str]]:
    """Each question of a text with boxes: its words, what there is to tick, and where it stands."""
    found = []
    for part in re.split("(?<=[；。;])", text):
        question = re.split("[。；;]", re.split(BOXES, part)[0])[-1].rstrip("：: \u3000")
        options = [each[1].strip(" \u3000；;。") for each in _OPTION.finditer(part)]
        found.append((question, options, part))
    return found


def _ticked(now: str, text: str, about: About) -> str:
    """The boxes that fit ticked, question by question; what is not understood stays."""
    if not BOXES.search(now) or _BY_HAND.search(text):
        return now
    return "".join(_one_question(*each, about) for each in _questions(now))


def _one_question(question: str, options: list[str], part: str, about: About) -> str:
    for decide in (_yes_no, _kind_of_village, _all_or_some) if options else ():
        words = decide(question, options, about)
        if words:
            return tick_box(part, words)
    return _one_of(question, part, about) if options else part


def _is_understood(
    question: str, options: list[str], words: Vocabulary, *, card: bool
) -> bool:
    """Whether it is known what a question with boxes asks for."""
    asked = words.find([question]) if card else None
    return not options or bool(asked or _is_of_kinds(options) or (
        _is_yes_no(options) and _whether(question, words)) or any(map(_GAP.search, options)))


def _is_yes_no(options: list[str]) -> bool:
    return {each[:1] for each in options} <= {"是", "否", "有", "无", "不"}


def _whether(question: str, words: Vocabulary) -> str:
    """The fact that a question asks of: one that is counted (有无 …), or says yes or no itself."""
    counted = re.search("有无(.+)", flat(question))
    if counted:
        return next(filter(None, (words.find([f"{counted[1]}（{unit}）"]) for unit in "户人")), "")
    return words.find([flat(question)]) or ""


def _yes_no(question: str, options: list[str], about: About) -> tuple[str, ...]:
    if not _is_yes_no(options):
        return ()
    name = _whether(question, about.words)
    fact, value = about.fact(name), about.value(name)
    if fact is None or (fact.field.options is None and "有无" not in question):
        return ()
    if fact.field.options is None:
        holds: Any = None if value is None else value > 0
    else:
        holds = None if value is None and about.row else value == YES
    if holds is None:
        return ()
    return ("是", "有") if holds else ("否", "无", "不")


def _is_of_kinds(options: list[str]) -> bool:
    words = [word for some in _KINDS.values() for word in some]
    return all(any(word in each for word in words) for each in options)


def _kind_of_village(question: str, options: list[str], about: About) -> tuple[str, ...]:
    """□农村党支部 □城市社区党支部: by the kind of the village."""
    kind = fact_of("village.kind", WHOLE)
    words = _KINDS.get(kind.read(about.view, None) if kind else "", ())
    if not _is_of_kinds(options):
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
