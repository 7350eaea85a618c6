"""创建标准: the year's items and clauses, their goals in numbers, and what may keep a star away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.office.star_sets import HEADS, SETS, set_of, star_set, wording
from models.values.codes import Labelled
from models.values.figure import read_figure
from models.values.kinds import DAY, FLAG, LINK, NOTE, NUMBER, Choices, show_decimal
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


_RANGE = re.compile(r"(?P<low>\d+(?:\.\d+)?)\s*[—–\-~～至到]+\s*(?P<high>\d+(?:\.\d+)?)")
_NUMBER = re.compile(
    r"(?P<about>约|近)?(?P<sign>≥|>=|不少于|不低于|至少|达到|≤|<=|不超过|不高于|至多)?\s*"
    r"(?P<number>\d[\d,，]*(?:\.\d+)?\s*[万亿]?)(?P<after>[余多])?"
)
_AT_MOST = frozenset({"≤", "<=", "不超过", "不高于", "至多"})
_NONE = re.compile(r"^零(?P<what>[^零一二三四五六七八九十\d、，。（(]{1,6})")


@dataclass(frozen=True)
class Goal:
    """One number asked for: of ``what``, from ``low`` to ``high``, in ``unit``.

    ``low`` and ``high`` are None where there is no limit on that side.
    """

    what: str
    low: Decimal | None
    high: Decimal | None
    unit: str = ""
    about: bool = False

    def met(self, value: Decimal) -> bool:
        """Whether ``value`` is enough and not too much."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    @property
    def shown(self) -> str:
        """≥4 次/年, 2—5 人, 0 (零上访)."""
        about = "约" if self.about else ""
        if self.low is not None and self.high is not None:
            bounds = f"{show_decimal(self.low)}—{show_decimal(self.high)}"
        elif self.low is not None:
            bounds = f"≥{about}{show_decimal(self.low)}"
        else:
            bounds = f"≤{about}{show_decimal(self.high or Decimal(0))}"
        return f"{self.what} {bounds} {self.unit}".strip()


def read_goals(target: str | None) -> tuple[Goal, ...]:
    """The numbers in a written target, one per part between ；; parts without a number are left."""
    parts = re.split(r"[；;\n]", target or "")
    return tuple(goal for part in parts if (goal := _goal(part.strip())) is not None)


def _goal(text: str) -> Goal | None:
    nothing = _NONE.match(text)
    if nothing:
        return Goal(nothing["what"], None, Decimal(0), "件")
    found = _RANGE.search(text)
    if found:
        return Goal(_words(text[: found.start()]), Decimal(found["low"]), Decimal(found["high"]),
                    _unit(text[found.end():]))
    number = _NUMBER.search(text)
    written = read_figure(number["number"]) if number else None
    if number is None or written is None:
        return None
    after = text[number.end():]
    about = bool(number["about"] or number["after"])
    most = (number["sign"] or "") in _AT_MOST
    what, unit = _words(text[: number.start()]), _unit(after)
    if most:
        return Goal(what, None, written.value, unit, about)
    return Goal(what, written.value, None, unit, about)


def _words(text: str) -> str:
    return text.strip(" ：:，,、为应达到≥")


def _unit(text: str) -> str:
    unit = re.split(r"[（(，,。、]", text.strip())[0].strip()
    return re.sub(r"(以上|以下|及以上|左右)$", "", unit)


# ── the year's standard ──────────────────────────────────────────────────────


class ClauseMeasure(Labelled):
    """How a clause is measured."""

    JUDGEMENT = "judgement", "判定"
    COUNT = "count", "计数"
    FREQUENCY = "frequency", "频次"
    RATIO = "ratio", "比例"
    AMOUNT = "amount", "金额"
    TEXT = "text", "文本"
    MIXED = "mixed", "判定+计数"


class Revision(Labelled):
    """What became of a clause since the version before."""

    SAME = "same", "未变"
    CHANGED = "changed", "有变化"
    NEW = "new", "新增"
    DROPPED = "dropped", "取消"


MEASURES = Choices(**ClauseMeasure.labels())
UNMEASURED = frozenset({ClauseMeasure.JUDGEMENT, ClauseMeasure.TEXT})
CHANGES = Choices(**{each: each.label for each in Revision if each != Revision.DROPPED})


class Standard(Record, table="standard", label="创建标准"):
    """One version of the standard of a year; a change during the year is a version of its own."""

    year: int = required("年度", NUMBER, width=6)
    star_set: str = required("适用", options=SETS, width=8)
    version: int = field("版次", NUMBER, required=True, default=1, width=5)
    title: str = required("标题", width=24)
    paper: str | None = field("依据文件", width=20)
    since: date | None = field("执行日期", DAY, width=11)
    template: bool = field("参考模板", FLAG, default=False, width=8)
    follows: int | None = field("上一版", LINK)

    @property
    def notice(self) -> str:
        """The sentence that must stand wherever a template is shown, printed or exported."""
        return str(wording()["template"]) + "。" if self.template else ""


class Task(Record, table="task", label="重点任务"):
    """项: one item of a star, with the department that leads it."""

    standard: int = required("创建标准", LINK)
    star: str = required("星", options=HEADS, width=10, aliases=("星级", "星别", "颗星", "五星"))
    number: str = required("序号", width=5, aliases=("编号", "项号"))
    place: int = required("次序", NUMBER)
    title: str = required("项", width=18, aliases=("重点任务", "任务", "创建项目", "项目"))
    department: str | None = field("牵头部门", width=12, aliases=("专班", "牵头单位", "责任部门"))
    change: str = field("较上一版", default=Revision.NEW, options=CHANGES, width=8)


class Clause(Record, table="clause", label="条"):
    """条: what is asked under an item, how it is measured and where its figure comes from."""

    task: int = required("项", LINK)
    place: int = required("次序", NUMBER)
    text: str = required("条", NOTE, width=24, aliases=("任务内容", "具体内容", "内容"))
    criterion: str | None = field("评定标准", NOTE, width=24, aliases=("标准", "评星标准"))
    demand: str | None = field("创建要求", NOTE, width=24, aliases=("工作要求", "要求"))
    evidence: str | None = field("佐证材料", NOTE, width=18, aliases=("佐证", "印证资料"))
    ledger: str | None = field("数据来源台账", width=14, aliases=("数据来源", "来源台账"))
    measure: str = field("计量类型", required=True, default=ClauseMeasure.JUDGEMENT, width=9,
                         options=MEASURES, aliases=("计量", "类型"))
    target: str | None = field("目标值", width=14, aliases=("目标", "指标值"))
    veto: bool = field("否决", FLAG, default=False, width=5, aliases=("是否否决项", "否决项"))
    sources: str | None = field("取数", width=14)
    change: str = field("较上一版", default=Revision.NEW, options=CHANGES, width=8)

    @property
    def target_in_words(self) -> bool:
        """Whether a number is measured and the target names none: it is shown, not counted by."""
        return bool(self.measure not in UNMEASURED and self.target and not read_goals(self.target))

    @property
    def source_codes(self) -> tuple[str, ...]:
        """The counts of the program that answer this clause (resources/stars/sources.toml)."""
        return tuple((self.sources or "").split())


@dataclass(frozen=True)
class StandardItem:
    """An item with its clauses, in the order of the paper."""

    task: Task
    clauses: tuple[Clause, ...]


def standards(store: Store) -> list[Standard]:
    """Every version there is, the newest first."""
    return store.find(Standard, order="year DESC, version DESC, id DESC")


def standard_for(store: Store, year: int, code: str | None = None) -> Standard | None:
    """The latest version of a year for a star set, unless said that of the village; one that was
    handed down stands before the template.
    """
    found = store.find(Standard, "year = ? AND star_set = ?", (year, code or set_of(store).code),
                       "template, version DESC, id DESC")
    return found[0] if found else None


def standards_beside(store: Store, year: int) -> list[Standard]:
    """The latest version of every standard of a year beside the stars, by name."""
    newest: dict[str, Standard] = {}
    for each in store.find(Standard, "year = ?", (year,), "version, id"):
        if star_set(each.star_set).beside:
            newest[each.star_set] = each
    return [newest[name] for name in sorted(newest)]


def heads(found: Sequence[StandardItem]) -> list[str]:
    """What the items of a standard stand under, each once."""
    return list(dict.fromkeys(each.task.star for each in found))


def items(store: Store, standard: int) -> list[StandardItem]:
    """The items of a standard with their clauses, star by star in the order of the set."""
    code = store.get(Standard, standard).star_set
    order = {star: place for place, (star, _) in enumerate(star_set(code).stars)}
    tasks = store.find(Task, "standard = ?", (standard,), "place, id")
    found: dict[int, list[Clause]] = {}
    for clause in store.find(
        Clause, "task IN (SELECT id FROM task WHERE standard = ?)", (standard,), "place, id"
    ):
        found.setdefault(clause.task, []).append(clause)
    tasks.sort(key=lambda each: (order.get(each.star, 9), each.place))
    return [StandardItem(task, tuple(found.get(task.rowid, ()))) for task in tasks]


def edit_clause(store: Store, clause: Clause) -> Clause:
    """Keep a clause changed by hand.

    :raises Problem: a later version follows this standard.
    """
    task = store.get(Task, clause.task)
    editable(store, task.standard)
    with store.act(f"改标准：{task.title}"):
        return store.save(clause)


def edit_task(store: Store, task: Task) -> Task:
    """Keep an item changed by hand. :raises Problem: a later version follows this standard."""
    editable(store, task.standard)
    with store.act(f"改标准：{task.title}"):
        return store.save(task)


def editable(store: Store, standard: int) -> None:
    """Let old versions keep theirs. :raises Problem: a later version follows this standard."""
    if store.query("SELECT 1 FROM standard WHERE follows = ?", (standard,)):
        raise Problem("这一版标准已有新版接续，不能再改。请在新版里改，旧版保留原样。")


def clause_ids(found: list[StandardItem]) -> list[int]:
    """The ids of all clauses."""
    return [clause.id for item in found for clause in item.clauses if clause.id is not None]


# ── 否决项 ───────────────────────────────────────────────────────────────────


TITLE = "否决项"


@dataclass(frozen=True)
class PossibleVeto:
    """One thing that may veto a star, with where it is said and whether it is switched on."""

    star: str
    text: str
    source: str
    on: bool


def candidates(store: Store, standard: Standard) -> list[PossibleVeto]:
    """The candidates for the stars of a standard; none is on unless somebody switched it on."""
    known = {code for code, _ in star_set(standard.star_set).stars}
    on = {(item.task.star, clause.text) for item in items(store, standard.rowid)
          for clause in item.clauses if clause.veto}
    return [
        PossibleVeto(each["star"], each["text"], each["source"], (each["star"], each["text"]) in on)
        for each in wording()["veto"] if each["star"] in known
    ]


def switch_on(store: Store, standard: Standard, star: str, text: str) -> Clause:
    """Make ``text`` veto a star: a clause that is done as long as it has not happened.

    :raises Problem: a later version follows this standard.
    """
    editable(store, standard.rowid)
    with store.act(f"启用否决项：{text[:16]}"):
        task = _task(store, standard, star)
        place = store.count("clause", "task = ?", (task.id,)) + 1
        return store.save(Clause(task=task.rowid, place=place, text=text, veto=True,
                                 criterion="没有发生为达到", measure=ClauseMeasure.JUDGEMENT))


def _task(store: Store, standard: Standard, star: str) -> Task:
    found = items(store, standard.rowid)
    known = next((each for each in found if _is_veto_item(each, star)), None)
    if known is not None:
        return known.task
    place = max((each.task.place for each in found), default=0) + 1
    return store.save(Task(standard=standard.rowid, star=star, number=f"否{place}", place=place,
                           title=TITLE))


def _is_veto_item(item: StandardItem, star: str) -> bool:
    return item.task.star == star and item.task.title == TITLE
