"""A form of the town's that is kept: its blank, what was read of it, and the table it is drawn as.

The table is what is shown, frozen, compared and packed; the form itself, with its values, is what
is written out.
"""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from models.figures.measure import VILLAGE, Days
from models.figures.reckon import Among
from models.keeping.record import Record, field, required
from models.returns.facts.catalogue import subjects
from models.returns.facts.composed import fact_of
from models.returns.facts.fact import Fact, FigureAsked, FormLine, FormSubject
from models.returns.facts.view import View
from models.returns.returning import SPANS, Asked, Opening, Opens, headed
from models.returns.town_form.filling import (
    Filled,
    FilledForm,
    Respondent,
    fill,
)
from models.returns.town_form.form_period import months_outside, period_for
from models.returns.town_form.form_sheet import FormSheet, read_pages, written_pages
from models.returns.town_form.preparing import understood
from models.returns.town_form.recognising import SERIAL, FormFound, PageFound, recognise
from models.values.kinds import DAY, NOTE, NUMBER, POINTS, RATIO, TEXT, Field, Kind
from models.values.periods import Period
from models.values.privacy import Privacy
from models.values.problem import Invalid, Problem
from models.values.sheet import Column, Ref, Row
from models.values.spreadsheet import column_number

if TYPE_CHECKING:
    from models.keeping.store import Store

LARGEST = 2_000_000
"""Bytes of a blank form; towns send some ten thousand, a picture in it makes it larger."""


class KeptForm(Record, table="kept_form", label="留用的表样"):
    """A blank form as it came (``blank``, base64), what was read of it (``pages``, JSON), and whom
    it is filled once for (``whose``; none for the village)."""

    name: str = required("文件名", width=20)
    blank: str = required("表样", NOTE)
    pages: str = required("各页", NOTE)
    whose: str | None = field("逐张填")

    @classmethod
    def of(cls, name: str, blank: bytes, form: FormFound) -> KeptForm:
        """A form that was recognised. :raises Problem: it is too large to be kept."""
        if len(blank) > LARGEST:
            raise Problem(f"{name} 有 {len(blank) / 1e6:.1f} MB，超过 {LARGEST // 10**6} MB，"
                          "没有留用。请删去里面的图片另存后再留。")
        return cls(name=name, blank=base64.b64encode(blank).decode(),
                   pages=written_pages([each.page for each in form.pages]),
                   whose=form.map.each or None)

    @property
    def content(self) -> bytes:
        """The blank form, byte for byte as it came."""
        try:
            return base64.b64decode(self.blank, validate=True)
        except binascii.Error:
            raise Problem(f"留用的表样 {self.name} 读不了，请从备份找回。") from None


def refuse_other_period(store: Store, row: int, cadence: str, today: date) -> None:
    """Refuse a form that can't be filled period after period.

    :raises Invalid: it prints the period or the months it is for, or has another rhythm.
    """
    wanted = Period.of(today, SPANS[cadence]) if cadence in SPANS else None
    said = wanted and _other_period(_understood(store, store.get(KeptForm, row)), wanted)
    if said:
        raise Invalid({"cadence": f"表上写的是{said}，按这个周期留用，下一期就填错了。"
                                  "请换一个周期，或把表样上的时段改成空着的再留。"})


def drawn(store: Store, row: int, code: str, title: str, asked: Asked) -> FormSheet:
    """A kept form filled for a period.

    :raises Problem: the form is for another period, or as :func:`understood`.
    """
    kept = store.get(KeptForm, row)
    form = _understood(store, kept)
    if said := _other_period(form, asked.period):
        raise Problem(f"“{title}”的表样写明是{said}的，不能填{asked.period.label}。"
                      "请用上级新发的表样，在“填上级表”里填。")
    respondent = Respondent.of(store)
    forms = fill(respondent, form, form.map, asked.period, asked.day)
    table = _Table(form, forms, {each.code: each for each in respondent.known})
    plain = headed(store, asked, code=code, title=title, columns=table.columns, rows=table.rows,
                   total=table.total, notes=table.notes)
    return FormSheet.of(plain, blank=kept.content, pages=form.pages, forms=tuple(forms))


def _other_period(form: FormFound, wanted: Period) -> str:
    """The period or the months a form is for, as it says; '' where it can be filled for this."""
    found = period_for(form, wanted)
    return months_outside(form.map, wanted) if found == wanted else found.label


def _understood(store: Store, kept: KeptForm) -> FormFound:
    return understood(store, recognise(read_pages(kept.pages), subjects(store), kept.whose or ""))


# ── what stands behind its figures ───────────────────────────────────────────


class FormFigures(Opens):
    """Opens the figures of a kept form: each column of its lists is asked of the line's record."""

    def __init__(self, store: Store, row: int, asked: Asked) -> None:
        form, self._span = _understood(store, store.get(KeptForm, row)), asked.period.span
        known = {each.code: each for each in subjects(store)}
        self._columns: dict[tuple[str, str], list[_Measured]] = {}
        for found in form.pages:
            of = known.get(found.mapped.subject)
            if of is None or form.map.each or found.mapped.only:
                continue
            view = View(store, asked.period, asked.day, kinds=found.mapped.kinds)
            lines = {(of.code, each.id): each for each in of.rows(view)
                     if isinstance(each, FormLine)}
            for letter, heading in _headings(found).items():
                name, _, span = found.mapped.columns.get(letter, "").partition("@")
                fact = fact_of(name, of) if name else None
                if fact and fact.asks:
                    self._columns.setdefault(_heading(heading), []).append(
                        _Measured(fact.asks, span, found.mapped.kinds, lines))

    def asks(
        self, store: Store, column: Column, rows: Sequence[Row], days: Days
    ) -> Opening | None:
        """The figure of a column of the form, of these lines."""
        period = Period.of(days.first, self._span)
        for each in self._columns.get(column.key, ()):
            view = View(store, period, days.last, kinds=each.kinds).over(each.span)
            if (opening := each.of(view, rows)) is not None:
                return opening
        return None


class _Measured(NamedTuple):
    """A column that is a figure: what it asks of a line, over which stretch, and its lines."""

    asks: Callable[[View, Any], FigureAsked]
    span: str
    kinds: tuple[str, ...]
    lines: Mapping[Ref, FormLine]

    def of(self, view: View, rows: Sequence[Row]) -> Opening | None:
        """The figure of these lines together; None where they are none of its own, or it is not
        one figure of each."""
        if not all(each.refs and each.refs[0] in self.lines for each in rows):
            return None
        asked = [self.asks(view, self.lines[each.refs[0]]) for each in rows]
        if len({(each.measure, each.subject) for each in asked}) != 1:
            return None
        measure, subject, _ = asked[0]
        if subject == VILLAGE:
            return None
        return measure, view.days, Among(subject, [each.key for each in asked])


# ── the table ────────────────────────────────────────────────────────────────


_SERIAL = Column(Field("序号", NUMBER, width=4))
_SHEET = Column(Field("工作表", width=12))
_ASKED = Column(Field("栏目", width=26))


class _Table:
    """What was filled as one table: the lines of its lists, else a line for each cell."""

    def __init__(
        self, form: FormFound, forms: Sequence[FilledForm], known: Mapping[str, FormSubject]
    ) -> None:
        self._known = known
        self._pages = {each.page.name: each for each in form.pages}
        self._sheets = [(each.name, sheet) for each in forms for sheet in each.sheets]
        self.total: tuple[Any, ...] | None = None
        self.notes: tuple[str, ...] = ()
        listed = [sheet for _, sheet in self._sheets if sheet.lines != (0, 0)]
        if form.map.each or not listed:
            self._cell_by_cell(secret=any(each.personal for each in forms))
        else:
            self._line_by_line(listed)

    # ── a line for each cell ─────────────────────────────────────────────────

    def _cell_by_cell(self, *, secret: bool) -> None:
        said = Field("填的内容", width=40,
                     privacy=Privacy.SECRET if secret else Privacy.OPEN)
        self.columns: tuple[Column, ...] = (_SERIAL, _ASKED, Column(said))
        lines = [(f"{whose} {self._label(sheet, at)}".strip(), str(value))
                 for whose, sheet in self._sheets for at, value in sheet.values.items()]
        self.rows = [Row((count, *line)) for count, line in enumerate(lines, 1)]

    def _label(self, sheet: Filled, at: str) -> str:
        """户主姓名; of a list on a card 姓名（B7）; of a sentence the words on the form."""
        found, (letter, row) = self._pages[sheet.sheet], _place(at)
        blank = sheet.on_blank(row)
        if found.table is not None and (not blank or found.table.covers(blank)):
            return f"{found.headings.get(letter, '')}（{at}）"
        return (found.beside.get(f"{letter}{blank}")
                or found.page.text(blank, column_number(letter)) or at)

    # ── the lines of its lists ───────────────────────────────────────────────

    def _line_by_line(self, listed: Sequence[Filled]) -> None:
        before = (_SERIAL, _SHEET) if len(listed) > 1 else (_SERIAL,)
        columns: dict[str, Column] = {}
        lines = []
        for sheet in listed:
            found = self._pages[sheet.sheet]
            columns |= self._columns(sheet, found)
            lines += [(sheet, self._line(sheet, found, at), of)
                      for at, of in sorted(sheet.behind.items())]
            total = sheet.below(found.table.total) if found.table else 0
            summed = [sheet.values.get(f"{letter}{total}") for letter in _headings(found)]
            if len(listed) == 1 and any(each is not None for each in summed):
                self.total = ("合计", *summed)
        self.columns = (*before, *columns.values())
        self.rows = [Row((count, *([sheet.sheet] if len(before) > 1 else []),
                          *(said.get(heading) for heading in columns)), (of,) if of else ())
                     for count, (sheet, said, of) in enumerate(lines, 1)]
        self.notes = tuple(self._beside())

    def _beside(self) -> Iterator[str]:
        """What was filled beside the lists: 户数合计：9. The day it was filled says nothing."""
        for _, sheet in self._sheets:
            beside = self._pages[sheet.sheet].beside
            for at, value in sheet.values.items():
                letter, row = _place(at)
                label = beside.get(f"{letter}{sheet.on_blank(row)}")
                if label:
                    yield f"{label}：{value}"

    def _columns(self, sheet: Filled, found: PageFound) -> dict[str, Column]:
        made, of = {}, self._known.get(found.mapped.subject)
        for letter, heading in _headings(found).items():
            values = [sheet.values.get(f"{letter}{at}") for at in sheet.behind]
            name = found.mapped.columns.get(letter, "").partition("@")[0]
            made[heading] = _column(heading, fact_of(name, of) if name and of else None, values)
        return made

    def _line(self, sheet: Filled, found: PageFound, at: int) -> dict[str, Any]:
        """Heading → what stands in a row: what was filled, else what the form has printed."""
        blank = sheet.on_blank(at)
        return {heading: sheet.values.get(
            f"{letter}{at}", found.page.text(blank, column_number(letter)) or None)
            for letter, heading in _headings(found).items()}


def _headings(found: PageFound) -> dict[str, str]:
    """The letter of each column but 序号 → its heading, told apart from one of the same words."""
    said = {at: heading for at, heading in found.headings.items()
            if found.mapped.columns.get(at) != SERIAL}
    again = Counter(said.values())
    return {at: f"{heading}（{at}）" if again[heading] > 1 else heading
            for at, heading in said.items()}


def _column(heading: str, fact: Fact | None, values: Sequence[Any]) -> Column:
    """A column of the form: numbers and days where nothing else was written, else words."""
    parent, label = _heading(heading)
    of = fact.field if fact else Field(label)
    return Column(Field(label, _kind(of.kind, values), width=of.width, privacy=of.privacy), parent)


def _heading(words: str) -> tuple[str, str]:
    """What stands over a heading, and the heading."""
    parent, _, label = words.rpartition("/")
    return parent.replace("/", "·"), label


def _kind(asked: Kind, values: Sequence[Any]) -> Kind:
    written = [each for each in values if each is not None]
    exact = RATIO if asked is RATIO else POINTS
    return next((kind for of, kind in ((int, NUMBER), (int | Decimal, exact), (date, DAY))
                 if written and all(isinstance(each, of) for each in written)), TEXT)


def _place(at: str) -> tuple[str, int]:
    letter = at.rstrip("0123456789")
    return letter, int(at.removeprefix(letter))
