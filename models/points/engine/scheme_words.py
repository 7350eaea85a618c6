"""The rules of a scheme in the village's words: what each is called, and what may stand there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.points.engine.counted import PERIOD_WORDS
from models.points.engine.reader import show
from models.points.engine.scheme import UNITS, Fixed, Item, PerFinding, Range, Veto

FLAGS = {"true": "是", "false": "否"}
SCOPES = {"balance": "只清可兑换积分", "score": "当年积分清零", "redeem": "取消兑换资格"}
NEXT_YEAR = "，含次年"
CAP_PERIODS = {code: words for code, words in PERIOD_WORDS.items() if code != "once"}
PERIODS = {"month": "月", "quarter": "季度", "half": "半年", "year": "年"}


@dataclass(frozen=True)
class Rule:
    """One key of the scheme file: its label, the values it may have, and what it is for."""

    key: str
    label: str
    choices: Mapping[str, str] | None = None
    hint: str = ""

    def words(self, value: Any) -> str:
        """A value of the file as the village writes it."""
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return self.choices.get(text, text) if self.choices is not None else text

    def value(self, words: str) -> Any:
        """What the village wrote, as the file has it; what is not known is left as it is."""
        words = words.strip()
        found = words
        for code, label in (self.choices or {}).items():
            if words in (code, label):
                found = code
        if self.choices is FLAGS:
            return {"true": True, "false": False, "√": True, "×": False}.get(found, found)
        if self.key in ("decimals", "cutoff_day") and found.isdigit():
            return int(found)
        return found


WHOLE = (
    Rule("name", "细则名称"),
    Rule("account", "记给谁", {"household": "户", "member": "党员"}),
    Rule("valid_from", "起用日期", hint="写成 2026-01-01"),
    Rule("valid_until", "停用日期", hint="一直有效就不填"),
    Rule("source", "来源", hint="哪次会议通过，或照哪里的办法"),
    Rule("base", "基础分", hint="没有就不填"),
    Rule("base_period", "基础分多久给一次",
         {"year": "每年", "quarter": "每季度", "month": "每月", "once": "只给一次"}),
    Rule("base_share_of_last", "以后取上期总分的几成", hint="例如 0.20"),
    Rule("base_redeemable", "基础分可以兑换", FLAGS),
    Rule("redeem_value", "一分值多少元", hint="物品只标分值就不填"),
    Rule("min_award", "一次最少记几分"),
    Rule("budget_points", "全年最多发多少分"),
    Rule("redeemable", "可以兑换", FLAGS),
    Rule("rank_period", "得分按什么期计", PERIODS),
    Rule("exclude_below", "低于几分退出"),
    Rule("suspend_below", "低于几分暂停评优惠民"),
    Rule("cap_policy", "超过封顶", {"clip": "只计到封顶", "reject": "整笔不计"}),
    Rule("booking", "按什么期入账", PERIODS),
    Rule("cutoff_day", "每月几号后入下月"),
    Rule("clear_on", "哪天清零", hint="写成 12-31，不清零就不填"),
    Rule("clear", "清零清什么", {"balance": "只清可兑换", "balance+score": "可兑换和得分都清"}),
    Rule("carry_debt", "欠分结转", FLAGS),
    Rule("decimals", "显示几位小数"),
    Rule("boundary_inclusive", "“以上”含本数", FLAGS),
)
HEAD = (
    Rule("title", "名称"), Rule("base", "基础分"), Rule("floor", "底线"), Rule("cap", "封顶"),
    Rule("cap_per", "封顶周期", CAP_PERIODS), Rule("code", "代号", hint="可以空着"),
)
ITEM = (
    Rule("title", "名称"), Rule("category", "类别", hint="写类别的名称"),
    Rule("amount", "分值", hint="10、-5、1至20，或 25，每处-5"),
    Rule("per", "计量", UNITS), Rule("cap", "封顶"), Rule("cap_per", "封顶周期", CAP_PERIODS),
    Rule("one_of", "就高组", hint="同组只计最高的一项"), Rule("evidence", "凭据"),
    Rule("needs_approval", "要审批", FLAGS), Rule("public_wording", "公示用语"),
    Rule("name_on_notice", "公示姓名", FLAGS), Rule("sensitive", "敏感事项", FLAGS),
    Rule("veto", "一票否决", hint="只清可兑换积分、当年积分清零、取消兑换资格，可加“，含次年”"),
    Rule("code", "代号", hint="可以空着"),
)
GRADE = (
    Rule("title", "名称"), Rule("from", "分值"), Rule("share_at_most", "封顶", hint="例如 1/3"),
)

_NUMBER = r"([+＋\-－−]?\d+(?:\.\d+)?)"
_RANGE = re.compile(rf"{_NUMBER}\s*分?\s*(?:至|到|~|～|—|–)\s*{_NUMBER}\s*分?")
_FINDING = re.compile(
    rf"(?:基数|满分)?\s*{_NUMBER}\s*分?[，,、；;\s]*每处\s*(扣|减)?\s*{_NUMBER}\s*分?"
)
_SIGNS = str.maketrans("＋－−", "+--")


def amount_words(item: Item) -> str:
    """What an item is worth, as a cell says it."""
    match item.amount:
        case Fixed(points):
            return show(points)
        case Range(low, high):
            return f"{show(low)}至{show(high)}"
        case PerFinding(each, start):
            return f"{show(start)}，每处{show(each)}"


def amount_tables(words: str) -> dict[str, Any]:
    """The keys of the file that a cell's words mean: ``points``, ``range`` or ``per_finding``."""
    plain = words.strip().translate(_SIGNS)
    found = _FINDING.fullmatch(plain)
    if found is not None:
        each = Decimal(found[3])
        lost = -abs(each) if found[2] else each
        return {"start": str(Decimal(found[1])), "per_finding": str(lost)}
    found = _RANGE.fullmatch(plain)
    if found is not None:
        return {"range": [str(Decimal(found[1])), str(Decimal(found[2]))]}
    return {"points": plain.removesuffix("分").removeprefix("+")}


def veto_words(veto: Veto) -> str:
    """当年积分清零，含次年."""
    return SCOPES[veto.scope] + (NEXT_YEAR if veto.reach == "next-year" else "")


def veto_table(words: str) -> dict[str, str]:
    """The veto that a cell's words mean."""
    plain = words.strip().replace(",", "，")
    reach = "next-year" if plain.endswith(NEXT_YEAR) else "this-year"
    plain = plain.removesuffix(NEXT_YEAR)
    scope = next((code for code, label in SCOPES.items() if plain in (code, label)), plain)
    return {"scope": scope, "reach": reach}


def in_village_words(fault: str) -> str:
    """A fault of the file reader with the keys called as the village calls them."""
    names = {"[scheme]": "总则", "[[category]]": "类别", "[[item]]": "项目", "[[grade]]": "等次",
             "points、range、per_finding": "分值", "per_finding": "每处扣分", "points": "分值",
             "range": "分值", "start": "基数"}
    names = {each.key: f"“{each.label}”" for each in (*WHOLE, *HEAD, *ITEM)} | names
    for key, label in sorted(names.items(), key=lambda each: -len(each[0])):
        fault = re.sub(rf"(?<![\w-]){re.escape(key)}(?![\w-])", label, fault)
    return fault.replace("true 或 false", "是或否")
