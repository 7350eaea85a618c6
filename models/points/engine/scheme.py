"""A points scheme (积分细则) as the village adopted it: one dated version, as plain values.

The keys of the TOML file and the names of the fields are the same, so that a scheme may come from
a file or from stored rows alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from models.points.engine.counted import ZERO, ItemUnit, Per
from models.points.engine.reader import kept, show
from models.values.codes import Labelled

PERSON_UNITS = frozenset({ItemUnit.PERSON_TIME, ItemUnit.PERSON_ONCE, ItemUnit.PERSON_YEAR})


class AccountKind(Labelled):
    """Who holds points."""

    HOUSEHOLD = "household", "户"
    MEMBER = "member", "党员"


class VetoScope(Labelled):
    """What a veto takes."""

    BALANCE = "balance", "只清可兑换积分"
    SCORE = "score", "当年积分清零"
    REDEEM = "redeem", "取消兑换资格"


class VetoReach(Labelled):
    """How long a veto works; the label is what is added to its scope."""

    THIS_YEAR = "this-year", ""
    NEXT_YEAR = "next-year", "，含次年"


class CapPolicy(Labelled):
    """What becomes of an award that crosses a cap."""

    CLIP = "clip", "只计到封顶"
    REJECT = "reject", "整笔不计"


class ClearScope(Labelled):
    """What the clearing day takes."""

    BALANCE = "balance", "只清可兑换"
    WITH_SCORE = "balance+score", "可兑换和得分都清"


@dataclass(frozen=True)
class Veto:
    """一票否决: what is lost and for how long."""

    scope: str
    reach: str = VetoReach.THIS_YEAR


@dataclass(frozen=True)
class Fixed:
    """The same signed points every time."""

    points: Decimal


@dataclass(frozen=True)
class Range:
    """An amount the village decides between two."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class PerFinding:
    """Starts from ``start`` and changes by ``each`` for every finding, until it is used up."""

    each: Decimal
    start: Decimal


@dataclass(frozen=True)
class Category:
    """A head of the scheme, with what it starts from and how far it may go down or be added to."""

    code: str
    title: str
    base: Decimal = ZERO
    floor: Decimal | None = None
    cap: Decimal | None = None
    cap_per: str | None = None


@dataclass(frozen=True)
class Item:
    """What gives or takes points."""

    code: str
    category: str
    title: str
    amount: Fixed | Range | PerFinding
    per: str = ItemUnit.HOUSEHOLD_TIME
    cap: Decimal | None = None
    cap_per: str | None = None
    one_of: str | None = None
    evidence: str | None = None
    needs_approval: bool = False
    public_wording: str | None = None
    name_on_notice: bool = True
    sensitive: bool = False
    veto: Veto | None = None

    @property
    def counts_persons(self) -> bool:
        """Whether the unit is a person rather than the household."""
        return self.per in PERSON_UNITS

    @property
    def deducts(self) -> bool:
        """Whether it only takes points; such lines carry no name on a notice by default."""
        match self.amount:
            case Fixed(points):
                return points < 0
            case Range(_, high):
                return high <= 0
            case PerFinding(each, start):
                return start <= 0 and each < 0


@dataclass(frozen=True)
class Grade:
    """A year-end grade, the points it begins at, and how many may have it."""

    title: str
    from_points: Decimal
    share_at_most: Fraction | None = None


@dataclass(frozen=True)
class Scheme:
    """One version of one scheme; every number a village may choose is here, none is in the code."""

    name: str
    account: str
    valid_from: date
    source: str
    valid_until: date | None = None
    base: Decimal | None = None
    base_period: str | None = None
    base_share_of_last: Decimal | None = None
    base_redeemable: bool | None = None
    redeem_value: Decimal | None = None
    min_award: Decimal | None = None
    budget_points: Decimal | None = None
    redeemable: bool = True
    rank_period: str | None = None
    exclude_below: Decimal | None = None
    suspend_below: Decimal | None = None
    cap_policy: str = CapPolicy.CLIP
    booking: str = Per.MONTH
    cutoff_day: int | None = None
    clear_on: tuple[int, int] | None = None
    clear: str = ClearScope.BALANCE
    carry_debt: bool = True
    decimals: int = 2
    boundary_inclusive: bool = True
    categories: tuple[Category, ...] = field(default=())
    items: tuple[Item, ...] = field(default=())
    grades: tuple[Grade, ...] = field(default=())

    @cached_property
    def item_by_code(self) -> dict[str, Item]:
        """The items under their codes."""
        return {item.code: item for item in self.items}

    @cached_property
    def category_by_code(self) -> dict[str, Category]:
        """The heads under their codes."""
        return {category.code: category for category in self.categories}

    @cached_property
    def heads_base(self) -> Decimal:
        """What all heads together start from."""
        return sum((category.base for category in self.categories), ZERO)

    @cached_property
    def has_base(self) -> bool:
        """Whether an account holds anything before it has earned anything."""
        return bool(self.base or self.base_share_of_last or self.heads_base)

    @property
    def base_may_be_spent(self) -> bool:
        """``base_redeemable``; when it is not said, a base is not for spending."""
        return not self.has_base if self.base_redeemable is None else self.base_redeemable

    @property
    def base_per(self) -> str:
        """How often the base is given anew; the year when it is not said."""
        return self.base_period or Per.YEAR

    @property
    def ranks_per(self) -> str:
        """The period ``score`` counts."""
        return self.rank_period or self.base_per

    def base_after(self, last_total: Decimal | None) -> Decimal:
        """What an account starts a base period with; ``last_total`` is None in its first.

        A share of the last total is rounded to the places that are kept: a fifth of a fifth of …
        would need one place more every quarter, and no book could hold it after three years.
        """
        own = self.base or ZERO
        if last_total is not None and self.base_share_of_last is not None:
            own = kept(self.base_share_of_last * last_total)
        return own + self.heads_base


class Versions:
    """The versions of one kind's scheme, of which the event's day picks one."""

    def __init__(self, schemes: Sequence[Scheme]) -> None:
        self.all = tuple(sorted(schemes, key=lambda scheme: scheme.valid_from))
        self.clearings: dict[tuple[date, date], date | None] = {}
        self._at: dict[date, Scheme | None] = {}
        self.has_base = any(each.has_base for each in self.all)

    def at(self, day: date) -> Scheme | None:
        """The version in force on ``day``: the one that began last and has not ended."""
        if day not in self._at:
            self._at[day] = next((each for each in reversed(self.all) if each.valid_from <= day
                                  <= (each.valid_until or date.max)), None)
        return self._at[day]

    def near(self, day: date) -> Scheme:
        """The version in force, else the last one before ``day``, else the first."""
        in_force = self.at(day)
        if in_force is not None:
            return in_force
        begun = [scheme for scheme in self.all if scheme.valid_from <= day]
        return (begun or self.all[:1])[-1]


# ── the rules in words ───────────────────────────────────────────────────────


FLAGS = {"true": "是", "false": "否"}
CAP_PERIODS: dict[str, str] = {per: per.label for per in Per if per != Per.ONCE}
BASE_PERIODS: dict[str, str] = {
    Per.YEAR: "每年", Per.QUARTER: "每季度", Per.MONTH: "每月", Per.ONCE: "只给一次"}
PERIODS: dict[str, str] = {
    Per.MONTH: "月", Per.QUARTER: "季度", Per.HALF: "半年", Per.YEAR: "年"}


@dataclass(frozen=True)
class Key:
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
    Key("name", "细则名称"),
    Key("account", "记给谁", AccountKind.labels()),
    Key("valid_from", "起用日期", hint="写成 2026-01-01"),
    Key("valid_until", "停用日期", hint="一直有效就不填"),
    Key("source", "来源", hint="哪次会议通过，或照哪里的办法"),
    Key("base", "基础分", hint="没有就不填"),
    Key("base_period", "基础分多久给一次", BASE_PERIODS),
    Key("base_share_of_last", "以后取上期总分的几成", hint="例如 0.20"),
    Key("base_redeemable", "基础分可以兑换", FLAGS),
    Key("redeem_value", "一分值多少元", hint="物品只标分值就不填"),
    Key("min_award", "一次最少记几分"),
    Key("budget_points", "全年最多发多少分"),
    Key("redeemable", "可以兑换", FLAGS),
    Key("rank_period", "得分按什么期计", PERIODS),
    Key("exclude_below", "低于几分退出"),
    Key("suspend_below", "低于几分暂停评优惠民"),
    Key("cap_policy", "超过封顶", CapPolicy.labels()),
    Key("booking", "按什么期入账", PERIODS),
    Key("cutoff_day", "每月几号后入下月"),
    Key("clear_on", "哪天清零", hint="写成 12-31，不清零就不填"),
    Key("clear", "清零清什么", ClearScope.labels()),
    Key("carry_debt", "欠分结转", FLAGS),
    Key("decimals", "显示几位小数"),
    Key("boundary_inclusive", "“以上”含本数", FLAGS),
)
HEAD = (
    Key("title", "名称"), Key("base", "基础分"), Key("floor", "底线"), Key("cap", "封顶"),
    Key("cap_per", "封顶周期", CAP_PERIODS), Key("code", "代号", hint="可以空着"),
)
ITEM = (
    Key("title", "名称"), Key("category", "类别", hint="写类别的名称"),
    Key("amount", "分值", hint="10、-5、1至20，或 25，每处-5"),
    Key("per", "计量", ItemUnit.labels()), Key("cap", "封顶"),
    Key("cap_per", "封顶周期", CAP_PERIODS),
    Key("one_of", "就高组", hint="同组只计最高的一项"), Key("evidence", "凭据"),
    Key("needs_approval", "要审批", FLAGS), Key("public_wording", "公示用语"),
    Key("name_on_notice", "公示姓名", FLAGS), Key("sensitive", "敏感事项", FLAGS),
    Key("veto", "一票否决", hint="只清可兑换积分、当年积分清零、取消兑换资格，可加“，含次年”"),
    Key("code", "代号", hint="可以空着"),
)
GRADE = (
    Key("title", "名称"), Key("from", "分值"), Key("share_at_most", "封顶", hint="例如 1/3"),
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
        start, taken, written = found.groups()
        each = Decimal(written)
        lost = -abs(each) if taken else each
        return {"start": str(Decimal(start)), "per_finding": str(lost)}
    found = _RANGE.fullmatch(plain)
    if found is not None:
        return {"range": [str(Decimal(each)) for each in found.groups()]}
    return {"points": plain.removesuffix("分").removeprefix("+")}


def veto_words(veto: Veto) -> str:
    """当年积分清零，含次年."""
    return VetoScope(veto.scope).label + VetoReach(veto.reach).label


def veto_table(words: str) -> dict[str, str]:
    """The veto that a cell's words mean."""
    plain = words.strip().replace(",", "，")
    reach = (VetoReach.NEXT_YEAR if plain.endswith(VetoReach.NEXT_YEAR.label)
             else VetoReach.THIS_YEAR)
    plain = plain.removesuffix(reach.label)
    scope = next((each for each in VetoScope if plain in (each, each.label)), plain)
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
