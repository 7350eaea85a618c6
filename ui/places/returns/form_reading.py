"""A town's form between the file and the window, and its card."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from exporters.form_picture import NUMBERS
from exporters.workbook.town_form import write_beside, write_cards, write_form
from importers.forms.town_form import read_form
from models.figures.catalogue import measure_coded
from models.returns.facts.catalogue import subjects
from models.returns.facts.composed import fact_of
from models.returns.facts.fact import Fact, FormSubject
from models.returns.facts.village import WHOLE
from models.returns.town_form.candidates import HeadingAsked, NearFact, in_words
from models.returns.town_form.decided import over_its_time
from models.returns.town_form.filling import BlankCell
from models.returns.town_form.form_map import FormMap
from models.returns.town_form.form_period import months_headed, months_of
from models.returns.town_form.identity import CARDS
from models.returns.town_form.preparing import Prepared, prepare
from models.returns.town_form.recognising import SERIAL, FormFound, recognise
from models.returns.town_form.together import FilledTogether, fill_together, forms_in
from models.returns.town_form.writing import writings
from models.values.periods import Period, Span
from models.values.problem import Problem
from ui.kit.card import Card, Flow, link_button, section, words
from ui.kit.editors import TypedBox
from ui.kit.job import Progress
from ui.kit.marks import Face, FaceLabel
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.parts.drawn_return import Desk

BY_HAND = "留给手填"


@dataclass(frozen=True)
class Opened:
    """A blank form that was opened: what it asks for, and what will be written."""

    path: Path
    prepared: Prepared
    subjects: dict[str, FormSubject]

    @property
    def whose(self) -> FormSubject:
        """Whom its single cells ask about: the village, or whom each card is of."""
        return self.subjects.get(self.prepared.form.map.each, WHOLE)


COLUMNS, CELLS = "columns", "cells"


@dataclass(frozen=True)
class Heading:
    """One heading of a form: where it stands, and the fact it was taken for.

    ``where`` is the table of the map it belongs to, ``at`` its column or cell.
    """

    heading: str
    sheet: str
    where: str
    at: str
    fact: str
    meaning: str
    new: bool = False

    @property
    def known(self) -> bool:
        """Whether the program fills it."""
        return bool(self.fact)

    @property
    def place(self) -> str:
        """Sheet1 C 列."""
        return f"{self.sheet} {self.at}{'列' if self.where == COLUMNS else ''}"

    def face(self) -> Face:
        """What it was taken for."""
        if self.new:
            return Face("新指标，台账没有", Mark.ASK)
        return Face(self.meaning, Mark.DONE) if self.known else Face(BY_HAND, Mark.NONE)


def read_blank(
    desk: Desk, path: Path, period: Period | None, today: date, told: dict[str, Any] | None,
    progress: Progress,
) -> Opened:
    """Open, recognise and work out a form; one that names no period is of the last quarter.

    :raises Problem: in the form's words.
    """
    progress(10, "")
    pages = read_form(path)
    with desk.reading() as store:
        known, each = subjects(store), (told or {}).get("each")
        progress(50, "正在取数…")
        form = recognise(pages, known, each or "")
        if form.card and each is None:  # offered as what it looks like, to be looked at
            form = recognise(pages, known, form.card)
        try:
            prepared = prepare(store, form, period, today, told)
        except Problem:
            if period is not None:
                raise
            prepared = prepare(store, form, _offered(form, today), today, told)
    return Opened(path, prepared, {each.code: each for each in known})


def _offered(form: FormFound, today: date) -> Period:
    """The last quarter, or the last one that has the months the form's headings name."""
    last = offered = Period.of(today, Span.QUARTER).previous()
    for _ in range(4):
        if not months_headed(form.map) or months_headed(form.map) & months_of(offered):
            return offered
        offered = offered.previous()
    return last


def written_form(
    desk: Desk, opened: Opened, final: Path, today: date, progress: Progress
) -> Opened:
    """Write the filled form, with the values as they are at this moment; the form as written."""
    progress(-1, "")
    now = _of_this_moment(desk, opened, today)
    write_form(opened.path, final, now.prepared.forms)
    return now


def written_cards(
    desk: Desk, opened: Opened, folder: Path, today: date, progress: Progress
) -> Opened:
    """Write each card as a file of its own, as :func:`written_form` writes them into one."""
    now = _of_this_moment(desk, opened, today)
    write_cards(opened.path, folder, now.prepared.forms, lambda done: progress(done, ""))
    return now


def written_together(
    desk: Desk, blanks: Path, folder: Path, period: Period | None, today: date, progress: Progress
) -> FilledTogether:
    """Fill every form of a folder into another one.

    :raises Problem: there are no forms.
    """
    files = forms_in(blanks)
    with desk.reading() as store:
        return fill_together(
            store, files, period, today, read=read_form,
            write=lambda file, prepared: write_beside(file, folder, prepared.forms),
            told=lambda count: progress(100 * count // len(files), ""))


def _of_this_moment(desk: Desk, opened: Opened, today: date) -> Opened:
    seen = opened.prepared
    with desk.reading() as store:
        return replace(opened, prepared=prepare(
            store, seen.form, seen.period, today, seen.form.map.json()))


def headings_of(opened: Opened) -> list[Heading]:
    """Every heading of the form, sheet by sheet, from left to right."""
    found = []
    for page in opened.prepared.form.pages:
        subject = opened.subjects.get(page.mapped.subject)
        for at, said in page.headings.items():
            name = page.mapped.columns.get(at, "")
            found.append(Heading(said, page.page.name, COLUMNS, at, name,
                                 _meaning(subject, name), said in page.unknown))
        for at, name in page.mapped.cells.items():
            label = _meaning(opened.whose, name)
            said = page.beside.get(at, label)
            found.append(Heading(said, page.page.name, CELLS, at, name, label))
        found += [Heading(said, page.page.name, CELLS, at, "", "", said in page.unknown)
                  for at, said in page.beside.items() if at not in page.mapped.cells]
    return found


def _meaning(subject: FormSubject | None, name: str) -> str:
    if name == SERIAL:
        return "序号"
    bare = name.partition("@")[0]
    fact = subject and (subject.fact(bare) or (measure_coded(bare) and fact_of(bare, subject)))
    return fact.words if fact else in_words(name) if name else ""


def named_fact(opened: Opened, heading: Heading, words: str) -> str:
    """The fact that ``words`` mean for this heading; blank for a column left to the hand.

    :raises Problem: the ledger knows no such fact.
    """
    words = words.strip()
    if words in ("", BY_HAND):
        return ""
    if words == "序号":
        return SERIAL
    known = _facts(opened, heading)
    found = next((over_its_time(each.name, heading.heading) for each in known
                  if words in (each.name, *each.headings)), None)
    if found is None:
        some = "、".join(each.field.label for each in known[:12])
        raise Problem(f"台账里没有“{words}”这一项。可以写：{some} 等；空着就留给手填。")
    return found


def _facts(opened: Opened, heading: Heading) -> tuple[Fact, ...]:
    if heading.where == CELLS:
        return opened.whose.facts
    page = next(each for each in opened.prepared.form.pages if each.page.name == heading.sheet)
    subject = opened.subjects.get(page.mapped.subject)
    return subject.facts if subject else ()


def told_of(mapped: FormMap, writing: dict[str, str], each: str) -> dict[str, Any]:
    """The map as it stands, to be corrected, with the ways of writing and whose cards chosen."""
    said = copy.deepcopy(mapped.json())
    written = {**said["writing"], **writing}
    if each != mapped.each:  # what was found for the village says nothing of a card
        return {"each": each, "writing": written}
    return {**said, "writing": written}


# ── the card ─────────────────────────────────────────────────────────────────


WRITINGS = {"id": "证件号", "day": "日期", "phone": "电话"}
SHOWN = 12


_LONGEST = 8
"""So many signs of a value are enough to know it by."""


def _with_values(one: NearFact) -> str:
    """走访次数（3、0、2）: a candidate, and what it says on the first lines."""
    values = "、".join(each[:_LONGEST] for each in one.values if each)
    return f"{'上次：' if one.before else ''}{one.label}（{values or '空'}）"


def _question(each: HeadingAsked, number: str) -> str:
    """①表1 C 列“入户回数”没认出，留空。可能是：."""
    place = f"{number} {each.place}“{each.heading}”"
    if each.taken:
        return f"{place}照“{each.taken}”填了；在《{each.candidates[0].before}》里填的是别的："
    return f"{place}没认出，留空。{'可能是：' if each.candidates else ''}"


class FormCard(Card):
    """``changed()`` when the period or a way of writing was chosen anew; ``decided(asked, fact)``
    when somebody said what a heading means, '' for one that is left to the hand;
    ``all_meant(sheet)`` when every line is to be filled, whatever the title limits them to."""

    changed = Signal()
    decided = Signal(object, str)
    all_meant = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.asked, grid = QWidget(), QGridLayout()
        self.period_box = TypedBox()
        self.period_box.setAccessibleName("时段")
        self.period_box.line.returnPressed.connect(self.changed)
        self.period_box.activated.connect(lambda _: self.changed.emit())
        self.each_box = self._box("逐张填", [("", "整村一份"), *CARDS.items()])
        self.ways = {kind: self._box(f"{label}的写法", [
            (each["code"], each["title"]) for each in writings()[kind]])
            for kind, label in WRITINGS.items()}
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(1, 1)
        for row, (label, box) in enumerate(
            (("时段", self.period_box), ("逐张填", self.each_box),
             *((WRITINGS[kind], each) for kind, each in self.ways.items()))
        ):
            grid.addWidget(words(label, "label"), row, 0)
            grid.addWidget(box, row, 1)
        self.asked.setLayout(grid)
        self.sections.addWidget(self.asked)

    def show_nothing(self) -> None:
        """No form is open."""
        self.forget()
        self.head("还没有选表样")
        self.asked.hide()

    def show_form(self, opened: Opened) -> None:
        """Tell what the form asks for and what will be written."""
        prepared = opened.prepared
        self.forget()
        self.head(prepared.form.map.title or opened.path.name)
        self.asked.show()
        self._offer(prepared.period)
        self.each_box.setCurrentIndex(self.each_box.findData(prepared.form.map.each))
        for kind, box in self.ways.items():
            chosen = prepared.form.map.writing.get(kind)
            box.setCurrentIndex(max(0, box.findData(chosen)))
        burden = prepared.burden
        self.tell(section("这张表要什么"), FaceLabel(Face(
            burden.words, Mark.ASK if burden.asked or burden.before else Mark.DONE)))
        for said in filter(None, (prepared.outside, *prepared.close)):
            self.tell(FaceLabel(Face(said, Mark.ASK)))
        self._tell_questions(prepared)
        if burden.before:
            self.tell(words("\n".join(each.words for each in burden.before), "second", wrap=True))
        if prepared.form.map.each:
            self.tell(section(CARDS[prepared.form.map.each]), words(f"{len(prepared.forms)} 张。"))
            self._tell_gaps([replace(gap, cell=f"{form.name} {gap.cell}") for form in prepared.forms
                             for sheet in form.sheets for gap in sheet.gaps])
            return
        for each in prepared.filled:
            inserted = f"，加了 {each.inserted} 行" if each.inserted else ""
            self.tell(section(each.sheet),
                      words(f"{each.rows} 行，写 {len(each.values)} 格{inserted}。", wrap=True))
            self._tell_gaps(each.gaps)

    def show_together(self, name: str, found: FilledTogether) -> None:
        """Tell of a folder of forms what was filled, what was not and why, and what is asked."""
        self.forget()
        self.head(name)
        self.asked.hide()
        self.tell(*(FaceLabel(Face(each, Mark.DONE if at == 0 and found.filled else Mark.ASK))
                    for at, each in enumerate(found.words)))

    def period(self) -> Period | None:
        """The period chosen. :raises Problem: it is none."""
        said = self.period_box.currentText().strip()
        return Period.parse(said) if said else None

    def writing(self) -> dict[str, str]:
        """Kind → the way of writing chosen."""
        return {kind: str(box.currentData()) for kind, box in self.ways.items()}

    def each(self) -> str:
        """Whom a card is filled once for; '' for the village."""
        return str(self.each_box.currentData())

    # ── inside ───────────────────────────────────────────────────────────────

    def _tell_questions(self, prepared: Prepared) -> None:
        """What was not understood, and what it may be: one click decides."""
        for sheet, said in prepared.not_told.items():
            self.tell(words(f"“{sheet}”只要“{said}”，台账里没有记谁是。", "second", wrap=True),
                      self._choices([("各行都填", partial(self.all_meant.emit, sheet))]))
        for at, each in enumerate(prepared.asked[:SHOWN]):
            self.tell(words(_question(each, NUMBERS[at]), "second", wrap=True),
                      self._choices([(said, partial(self.decided.emit, each, fact)) for said, fact
                                     in (*((_with_values(one), one.fact)
                                           for one in each.candidates), (BY_HAND, ""))]))

    @staticmethod
    def _choices(offered: Iterable[tuple[str, Callable[[], object]]]) -> QWidget:
        """Answers to a question, each a link."""
        choices, flow = QWidget(), Flow()
        flow.setContentsMargins(px(14), 0, 0, 0)
        choices.setLayout(flow)
        for said, deed in offered:
            flow.addWidget(link_button(said, deed))
        return choices

    def _tell_gaps(self, gaps: list[BlankCell]) -> None:
        if not gaps:
            return
        said = [f"{each.cell} {each.heading}：{each.why}" for each in gaps[:SHOWN]]
        if len(gaps) > SHOWN:
            said.append(f"……还有 {len(gaps) - SHOWN} 格。")
        self.tell(FaceLabel(Face(f"留空 {len(gaps)} 格", Mark.ASK)),
                  words("\n".join(said), "second", wrap=True))

    def _offer(self, period: Period) -> None:
        periods = [period]
        while len(periods) < 4:
            periods.append(periods[-1].previous())
        self.period_box.clear()
        self.period_box.addItems([str(each) for each in periods])

    def _box(self, name: str, choices: Iterable[tuple[str, str]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        for code, title in choices:
            box.addItem(title, code)
        box.activated.connect(lambda _: self.changed.emit())
        return box
