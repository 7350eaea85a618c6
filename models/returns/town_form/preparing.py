"""From a recognised form to what will be written, and the burden it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from models.figures.catalogue import plain
from models.figures.measure import VILLAGE
from models.keeping.permissions import May, require
from models.keeping.record import Record, field, required
from models.returns.facts.catalogue import subjects
from models.returns.town_form.candidates import HeadingAsked, questions
from models.returns.town_form.decided import keep_decisions
from models.returns.town_form.filling import (
    Filled,
    FilledForm,
    Respondent,
    fill,
)
from models.returns.town_form.form_map import FormMap, corrected, remember, remembered
from models.returns.town_form.form_period import months_outside, period_for
from models.returns.town_form.identity import CARDS
from models.returns.town_form.limits import not_told
from models.returns.town_form.recognising import SERIAL, FormFound, recognised_as
from models.values.kinds import DAY, NOTE
from models.values.periods import Period
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.returns.facts.fact import FormSubject


class FormFilled(Record, table="form_filled", label="填过的上级表"):
    """One filling of a town's form: for which period, and what it asked for."""

    fingerprint: str = required("表样")
    title: str = required("表名", width=24)
    period: str = required("时段", width=9)
    on_day: date = required("填表日期", DAY, width=11)
    asked: str = required("要的内容", NOTE)
    unknown: str | None = field("新指标", NOTE)


@dataclass(frozen=True)
class AskedBefore:
    """A heading that was asked for before: in which form, for which period, on which day."""

    heading: str
    title: str
    period: str
    on_day: date

    @property
    def words(self) -> str:
        """满意度：2026-03-31 在《…》里要过（2026-Q1）."""
        return f"{self.heading}：{self.on_day} 在《{self.title}》里要过（{self.period}）"


@dataclass(frozen=True)
class Burden:
    """How many columns the ledger knows, which must be asked for, and what was asked before."""

    known: int
    asked: tuple[str, ...]
    before: tuple[AskedBefore, ...]

    @property
    def words(self) -> str:
        """The note as it is shown."""
        said = f"{self.known + len(self.asked)} 栏里 {self.known} 栏台账已有"
        if self.asked:
            said += f"，{len(self.asked)} 栏要另外收集：{'、'.join(self.asked)}"
        said += "。"
        forms = {each.title for each in self.before}
        if forms:
            said += f"其中 {len(self.before)} 项以前要过（{'、'.join(sorted(forms))}）。"
        return said

    def json(self) -> dict[str, Any]:
        """As the command line hands it over."""
        return {"known": self.known, "asked": list(self.asked), "words": self.words,
                "before": [each.words for each in self.before]}


def burden_of(store: Store, form: FormFound) -> Burden:
    """The burden of a recognised form; an earlier filling of the same form does not count."""
    facts = _facts(form)
    earlier: dict[str, AskedBefore] = {}
    for each in store.find(FormFilled, "fingerprint <> ?", (form.map.fingerprint,), "on_day, id"):
        for name, heading in json.loads(each.asked).items():
            earlier[name] = AskedBefore(heading, each.title, each.period, each.on_day)
        for heading in json.loads(each.unknown or "[]"):
            earlier[plain(heading)] = AskedBefore(heading, each.title, each.period, each.on_day)
    names = [*facts, *map(plain, form.unknown)]
    return Burden(len(facts), tuple(form.unknown),
                  tuple(earlier[name] for name in names if name in earlier))


def note_form(store: Store, form: FormFound, period: Period, today: date) -> FormFilled:
    """Write down that a form was filled; the same form for the same period counts once."""
    title = form.map.title or form.pages[0].page.name
    known = store.find(FormFilled, "fingerprint = ? AND period = ?",
                       (form.map.fingerprint, str(period)))
    return store.save(FormFilled(
        id=known[0].id if known else None, fingerprint=form.map.fingerprint, title=title,
        period=str(period), on_day=today,
        asked=json.dumps(_facts(form), ensure_ascii=False),
        unknown=json.dumps(form.unknown, ensure_ascii=False),
    ))


def _facts(form: FormFound) -> dict[str, str]:
    """Subject and fact → the heading it stands under on this form."""
    facts = {}
    for found in form.pages:
        for column, name in found.mapped.columns.items():
            if name and name != SERIAL:
                facts[f"{found.mapped.subject}:{name}"] = found.headings.get(column, name)
        facts |= {f"{form.map.each or VILLAGE}:{name}": found.beside.get(at, name)
                  for at, name in found.mapped.cells.items() if name}
    return facts


# ── what will be written ─────────────────────────────────────────────────────


@dataclass(frozen=True)
class Prepared:
    """A form ready to be written: ``form`` with the map in force; ``forms`` are the one of the
    village, or a card for each whom it is filled once for."""

    form: FormFound
    period: Period
    forms: list[FilledForm]
    burden: Burden
    asked: tuple[HeadingAsked, ...] = ()
    decided: bool = False
    """Whether somebody said what a heading means."""

    @property
    def filled(self) -> list[Filled]:
        """Sheet by sheet, of every card."""
        return [sheet for each in self.forms for sheet in each.sheets]

    @property
    def outside(self) -> str:
        """That its headings name other months than the period has; '' where they go together."""
        months = months_outside(self.form.map, self.period)
        return months and (f"表头写的是{months}，填的时段是{self.period.label}："
                           "数照表头的月份填了，请核对时段对不对。")

    @property
    def close(self) -> tuple[str, ...]:
        """Where lines could be about something else as well, or should stand otherwise."""
        return (*(f"“{each.page.name}”的行也像是“{each.close}”，请看一眼填的对不对。"
                  for each in self.form.pages if each.close),
                *(f"“{each.page.name}”上写着“{each.unsorted}”，没认出按什么排，照台账的次序填了。"
                  for each in self.form.pages if each.unsorted),
                *(f"“{sheet}”只要“{said}”，台账里没有记谁是，各行留空，请手填。要把各行都填上，"
                  "在“填上级表”里点“各行都填”，或在映射文件里写 only = []。"
                  for sheet, said in self.not_told.items()))

    @property
    def not_told(self) -> dict[str, str]:
        """Sheet → what its title says of its lines that nobody here can tell: 留守老人."""
        return {each.sheet: said for each in self.form.map.pages if (said := not_told(each.only))}

    @property
    def blank_by_name(self) -> list[str]:
        """What each of several could not answer: 赵家村 留空 2 格：书记电话（C3）、…"""
        found = [(each.name, [f"{gap.heading}（{gap.cell}）" for sheet in each.sheets
                              for gap in sheet.gaps]) for each in self.forms]
        return [f"{name} 留空 {len(gaps)} 格：{'、'.join(gaps)}。"
                for name, gaps in found if name and gaps]

    def json(self) -> dict[str, Any]:
        """As the command line hands it over; ``filled`` counts the cells written."""
        return {
            "period": str(self.period),
            "filled": sum(len(each.values) for each in self.filled),
            "cards": sum(bool(each.name) for each in self.forms),
            "rows": _summed((each.sheet, each.rows) for each in self.filled),
            "inserted": _summed((each.sheet, each.inserted) for each in self.filled),
            "unknown_headings": self.form.unknown,
            "blank": [{**gap.json(), **({"of": form.name} if form.name else {})}
                      for form in self.forms for each in form.sheets for gap in each.gaps],
            "burden": self.burden.json(),
            "asked": [each.json() for each in self.asked],
            "warnings": [*filter(None, (self.outside, *self.close))],
            "map": self.form.map.json(),
        }


def _summed(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for name, count in counts:
        sums[name] = sums.get(name, 0) + count
    return sums


class Respondents(Protocol):
    """Who answers a form of the town's beside the village itself, and what its lines can be."""

    can_be: tuple[FormSubject, ...]

    def respondents(self, period: Period) -> Sequence[Respondent]:
        """Whoever answers for a period, one after another; at least one."""


def understood(
    store: Store, form: FormFound, told: dict[str, Any] | None = None,
    can_be: Sequence[FormSubject] | None = None,
) -> FormFound:
    """A form under the map ``told``, or the one kept from the last such form.

    :param can_be: what its lines can be; what they can be of a village when left out.
    :raises Problem: nothing was recognised, or the map does not fit the form.
    """
    if form.card:
        raise Problem(f"这份表像是{CARDS[form.card]}的卡片，没有填。要逐张填，请在“逐张填”里选"
                      f"“{CARDS[form.card]}”（命令行加 --each {form.card}）。")
    if not form.pages:
        asked = "、".join(form.foreign) or "空白"
        raise Problem(f"这份表要的是“{asked}”，台账里没有一行一行对得上的记录，没有填。"
                      "请核对是不是本村要填的空白表样，或用映射文件说明。")
    every = {each.code: each for each in can_be or subjects(store)}
    known = told if told is not None else remembered(store, form.map)
    if known is not None:
        form = recognised_as(form, {
            each.get("sheet") or form.pages[0].page.name: every[each["subject"]]
            for each in known.get("page", []) if each.get("subject") in every})
        form = merged_map(form, corrected(form.map, known, form.letters))
    return form


def merged_map(form: FormFound, mapped: FormMap) -> FormFound:
    """The form as the corrected map sees it: a heading given a meaning is unknown no longer."""
    pages = []
    for found in form.pages:
        page = next((each for each in mapped.pages if each.sheet == found.page.name), found.mapped)
        known = {found.headings[column] for column in page.columns if column in found.headings}
        known |= {said for at, said in found.beside.items() if at in page.cells}
        unknown = tuple(each for each in found.unknown if each not in known)
        pages.append(replace(found, mapped=page, unknown=unknown))
    return replace(form, map=mapped, pages=tuple(pages), guessed=form.guessed or form.map)


def prepare(
    store: Store, form: FormFound, given: Period | None, today: date,
    told: dict[str, Any] | None = None, whose: str = "", of: Respondents | None = None,
) -> Prepared:
    """The values of a form, under the map ``told`` or the one kept from the last such form.

    :param whose: of a card, the name or number of the only one it is wanted of.
    :param of: who answers it for a period; the village itself when left out.
    :raises Problem: no period is known, it asks for numbers that who works may not see, or as
        :func:`understood`.
    """
    form = understood(store, form, told, of.can_be if of else None)
    period = period_for(form, given)
    respondents = of.respondents(period) if of else [Respondent.of(store)]
    forms = [filled for each in respondents
             for filled in fill(each, form, form.map, period, today, whose)]
    if any(each.personal for each in forms):
        require(store, May.SEE)
    return Prepared(form, period, forms, burden_of(store, form),
                    tuple(questions(store, form, period, today, respondents[0])), told is not None)


def keep_all(store: Store, forms: Sequence[Prepared], today: date) -> None:
    """Remember of several forms that they were asked for, as one act."""
    with store.act(f"填上级表样：{len(forms)} 份"):
        for each in forms:
            keep(store, each, today)


def keep(store: Store, prepared: Prepared, today: date) -> None:
    """Remember what was decided about it, and that this form was asked for.

    What the program found by itself is found again: kept, it would stand against what it learns.
    """
    with store.act(f"填上级表样：{prepared.form.map.title}"):
        if prepared.decided:
            remember(store, prepared.form.map)
            keep_decisions(store, prepared.form)
        note_form(store, prepared.form, prepared.period, today)
