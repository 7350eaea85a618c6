"""Filling a recognised form: which value of whoever answers goes into which cell, or why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from models.figures.catalogue import plain
from models.keeping.questions import NotHere
from models.office.village import groups
from models.returns.facts.catalogue import subjects, village_fact
from models.returns.facts.composed import RANK, fact_of, total_of
from models.returns.facts.fact import Fact, FormLine, FormSubject
from models.returns.facts.view import NOTHING, View
from models.returns.facts.village import WHOLE
from models.returns.town_form.about import About, known
from models.returns.town_form.balance import imbalance
from models.returns.town_form.form_map import FormMap, PageMap
from models.returns.town_form.identity import IDENTITY
from models.returns.town_form.item_lines import ITEM, items_of
from models.returns.town_form.limits import homes_in, limited, over_all
from models.returns.town_form.notes import FALLING
from models.returns.town_form.page import FormPage, FormTable, ref
from models.returns.town_form.phrases import bracketed
from models.returns.town_form.printed_lines import filled_line
from models.returns.town_form.recognising import SERIAL, FormFound, PageFound
from models.returns.town_form.sentences import TEXT_PAGE, filled_sentence
from models.returns.town_form.words import Vocabulary
from models.returns.town_form.writing import Refusal, Written, written
from models.values.counting_order import natural_key
from models.values.periods import Period
from models.values.privacy import PERSONAL
from models.values.problem import Problem
from models.values.sheet import Ref
from models.values.spreadsheet import cell_place, column_letter, column_number

if TYPE_CHECKING:
    from models.keeping.store import Store


_KINDS = frozenset({"meeting.kind", "matter.kind", "visit.way"})
"""Where a form's own list says which lines it is about."""


@dataclass(frozen=True)
class BlankCell:
    """A cell left blank that the form asks for: where, under which heading, and why."""

    sheet: str
    cell: str
    heading: str
    why: str

    def json(self) -> dict[str, str]:
        """As the command line hands it over."""
        return {"sheet": self.sheet, "cell": self.cell, "heading": self.heading, "why": self.why}


@dataclass
class Filled:
    """What goes onto one sheet: values by cell, and rows put in after the row ``after``.

    Cells are named as they stand once the rows are in; the last row of the lines is copied.
    """

    sheet: str
    values: dict[str, Written] = field(default_factory=dict)
    lines: tuple[int, int] = (0, 0)
    inserted: int = 0
    rows: int = 0
    gaps: list[BlankCell] = field(default_factory=list)
    behind: dict[int, Ref | None] = field(default_factory=dict)
    """Row → the record its line is of, as far as there is one."""

    def on_blank(self, row: int) -> int:
        """Where a row of the filled form stands on the blank one; 0 for one that was put in."""
        last, inserted = self.lines[1], self.inserted
        return row if not inserted or row <= last else max(0, row - inserted) * (
            row > last + inserted)

    def below(self, row: int) -> int:
        """Where a row of the blank form stands once the rows are in."""
        return row + self.inserted if self.inserted and row > self.lines[1] else row


@dataclass(frozen=True)
class FilledForm:
    """One form as it is handed over: of the village, or the card of whom ``name`` says."""

    name: str
    sheets: list[Filled]
    personal: bool = False
    """Whether something was put in that nobody outside may read without a reason."""


class Respondent(NamedTuple):
    """Who answers a form: the records asked, and what a line of it can be. A village among others
    has a ``name``."""

    store: Store
    known: tuple[FormSubject, ...]
    name: str = ""

    @classmethod
    def of(cls, store: Store) -> Self:
        """The village's own."""
        return cls(store, subjects(store))


def fill(
    respondent: Respondent, form: FormFound, mapped: FormMap, period: Period, today: date,
    whose: str = "",
) -> list[FilledForm]:
    """The values of every sheet of a form, once for the village or for each line of its subject.

    :param whose: the name or number of the only one a card is wanted of.
    :raises Problem: the map names what is not known; nobody is called so.
    """
    store, known = respondent.store, {each.code: each for each in respondent.known}
    pages = {each.page.name: each for each in form.pages}
    of = known.get(mapped.each, WHOLE)
    about = [About.of(View(store, period, today, kinds=each.kinds, only=homes_in(each.only)), of)
             for each in mapped.pages]
    only = next((each.only for each in mapped.pages if each.only), ())
    view, found = View(store, period, today, only=homes_in(only)), []
    for row in limited(view, of.rows(view), of, only if mapped.each else ()):
        names = _names_of(about[0], row) if of is not WHOLE else [respondent.name]
        if not whose or whose in names:
            found.append(FilledForm(" ".join(names), [
                _Filling(replace(each, row=row), pages[page.sheet], page, known,
                         mapped.writing).fill()
                for each, page in zip(about, mapped.pages, strict=True)],
                any(each.told & PERSONAL or each.view.only for each in about)))
    if not found:
        raise Problem(f"没有叫“{whose}”的，请写户号或姓名。" if whose else
                      "没有要填的：这种卡片所说的，台账里一个也没有。")
    return found


def _names_of(about: About, row: Any) -> list[str]:
    """What a card is called by: the number and the name of whom it is about."""
    facts = [about.fact(each) for some in IDENTITY[about.subject.code]
             for each in sorted(some, reverse=True)]
    said = (fact.read(about.view, row) for fact in facts if fact)
    return [each for each in said if each]


class _Filling:
    """One sheet being filled."""

    def __init__(
        self, about: About, found: PageFound, mapped: PageMap, known: dict[str, FormSubject],
        writing: dict[str, str],
    ) -> None:
        self.about, self.view = about, about.view
        self.found, self.mapped, self.writing = found, mapped, writing
        self.page: FormPage = found.page
        self.out = Filled(found.page.name)
        if mapped.subject and mapped.subject not in known:
            raise Problem(f"映射文件里的“{mapped.subject}”不是一种可填的行，请核对。")
        self.subject = known.get(mapped.subject)

    def fill(self) -> Filled:
        """The values of the sheet."""
        if self.found.table and self.subject:
            self._lines(self.found.table, self.subject)
        for at, name in self.mapped.cells.items():
            self._single(at, name)
        for at in self.found.inline:
            row, column = cell_place(at)
            put_in = filled_sentence if self.page.name == TEXT_PAGE else filled_line
            line = put_in(self.page.text(row, column), self.about)
            if line is not None and self.page.at(row, column).text and self._open(row, column):
                self.out.values[ref(self.out.below(row), column)] = line
        return self.out

    def _open(self, row: int, column: int) -> bool:
        return not (self.page.protected and self.page.at(row, column).locked)

    # ── lines ────────────────────────────────────────────────────────────────

    def _lines(self, table: FormTable, subject: FormSubject) -> None:
        facts = self._facts(subject)
        self.out.lines = (table.first, table.last)
        try:
            with self.view.store.speaking_of(*self.view.days):
                self._known_lines(table, subject, facts)
        except NotHere:
            self.out.gaps += [BlankCell(self.page.name, column_letter(column), fact.words,
                                        f"{subject.label}的记录没有报来")
                              for column, (fact, _) in facts.items()]

    def _known_lines(
        self, table: FormTable, subject: FormSubject, facts: dict[int, tuple[Fact, str]]
    ) -> None:
        printed = dict(self._printed(table, subject, facts))
        if printed:
            self.out.rows = len(printed)
            for at, row in printed.items():
                self._line(at, at, row, facts)
                self.out.behind[at] = _record(subject, row)
            self._total(table, list(printed.values()), facts)
            return
        rows = self._rows(subject, facts)
        free = [at for at in table.rows if self._is_free(at)]
        self.out.inserted = max(0, len(rows) - len(free))
        self.out.rows = len(rows)
        places = [(at, at) for at in free]
        places += [(table.last + 1 + n, table.last) for n in range(self.out.inserted)]
        for (at, like), row in zip(places, rows, strict=False):
            self._line(at, like, row, facts)
            self.out.behind[at] = _record(subject, row)
        self._serials(table, [at for at, _ in places[:len(rows)]])
        self._total(table, rows, facts)

    def _rows(self, subject: FormSubject, facts: dict[int, tuple[Fact, str]]) -> list[Any]:
        """The lines: of the group the sheet is named after, and of the kinds its list offers."""
        rows = self._meant(subject)
        group = subject.fact("group") or subject.fact("home.group")
        named = self._group_named()
        if group and named:
            rows = [row for row in rows if group.read(self.view, row) == named]
        for column, (fact, _) in facts.items():
            check = self.page.check(self.out.lines[1], column)
            if check and check.options and fact.name in _KINDS:
                rows = [row for row in rows if not isinstance(written(
                    fact.field, fact.read(self.view, row), self.page.at(self.out.lines[1], column),
                    check, {}), Refusal)]
        return self._sorted(rows, subject)

    def _meant(self, subject: FormSubject) -> list[Any]:
        """The lines that the form is about, on whichever sheet they stand."""
        about = replace(self.about, view=over_all(self.view, self.mapped.only), _listed={})
        return limited(self.view, about.rows(subject), subject, self.mapped.only)

    def _sorted(self, rows: list[Any], subject: FormSubject) -> list[Any]:
        """In the order the form asks for; what says nothing comes last."""
        places = {each.name: at for at, each in enumerate(groups(self.view.store))}
        for each in reversed(self.mapped.order):
            name, _, span = each.removeprefix(FALLING).partition("@")
            fact, falls = fact_of(name, subject), each.startswith(FALLING)
            if fact is None:
                raise Problem(f"映射文件里排次序的“{each}”不认识，请核对。")
            told = [fact.read(self.view.over(span), row) for row in rows]
            known = [at for at, value in enumerate(told) if value not in (None, NOTHING)]
            keys = [(places.get(value, 0), natural_key(value)) if isinstance(value, str) else value
                    for value in told]
            known.sort(key=keys.__getitem__, reverse=falls)
            rows = [rows[at] for at in (*known, *sorted({*range(len(rows))} - {*known}))]
        return rows

    def _group_named(self) -> str:
        titles = [self.page.name, *(inside for _, _, text in self.page.texts(
            1, max(1, self.out.lines[0] - 2)) for inside in bracketed(text)[1])]
        return next((each.name for each in groups(self.view.store) if each.name in titles), "")

    def _total(
        self, table: FormTable, rows: list[Any], facts: dict[int, tuple[Fact, str]]
    ) -> None:
        """The cells of 合计 that the form left blank: sums, and shares of the sums."""
        if not table.total:
            return
        for column, (fact, span) in facts.items():
            if not self.page.free(table.total, column) or fact.name.startswith(RANK):
                continue
            over = self.view.over(span)
            value = known(over, partial(total_of, fact, over, rows))
            if value is not None:
                self._put(ref(self.out.below(table.total), column), (table.total, column), fact,
                          value, column)

    def _facts(self, subject: FormSubject) -> dict[int, tuple[Fact, str]]:
        facts = {}
        meant = replace(subject, rows=lambda _: self._meant(subject))  # a place is one of them
        for column, said in self.mapped.columns.items():
            name, _, span = said.partition("@")
            if name in ("", SERIAL):
                continue
            fact = (fact_of(name, meant) or village_fact(name)
                    or _by_words(said, subject))
            if fact is None:
                raise Problem(f"映射文件里的“{said}”不认识，请核对 {column} 栏。")
            facts[column_number(column)] = (fact, span)
        return facts

    def _ways(self, column: int | str) -> dict[str, str]:
        """How a column or a cell is written, by what the form says of it."""
        at = column if isinstance(column, str) else column_letter(column)
        kind, _, code = self.mapped.ways.get(at, "").partition(":")
        return self.writing | ({kind: code} if kind else {})

    def _printed(
        self, table: FormTable, subject: FormSubject, facts: dict[int, tuple[Fact, str]]
    ) -> Iterator[tuple[int, Any]]:
        """The lines the form has printed already, each with its row."""
        if len(self.found.labels) * 2 <= len(table.rows):
            return
        rows = self.about.rows(subject) if subject.find is None else []
        keys = [(column, fact) for column, (fact, _) in facts.items() if fact.name in subject.keys]
        items = items_of(self.found, self.found.labels) if subject.code == ITEM else {}
        for at, label in self.found.labels.items():
            row = items.get(at) or (
                subject.find(self.view, plain(label)) if subject.find and not items else
                None if items else self._known_row(at, rows, keys))
            if row is not None:
                yield at, row
            elif subject.find or any(self.page.text(at, each) for each, _ in keys):
                self.out.gaps.append(BlankCell(self.page.name, ref(at, table.columns[0]), label,
                                         "台账里没有这一行说的，整行留空"))

    def _known_row(self, at: int, rows: Sequence[Any], keys: list[tuple[int, Fact]]) -> Any:
        for column, fact in keys:
            said = self.page.text(at, column)
            found = [row for row in rows if said and fact.read(self.view, row) == said]
            if len(found) == 1:
                return found[0]
        return None

    def _is_free(self, at: int) -> bool:
        """Whether a prepared line holds nothing yet."""
        asked = (letter for letter, said in self.mapped.columns.items() if said != SERIAL)
        taken = any(not self.page.at(at, place).blank for place in map(column_number, asked)
                    if not self.page.at(at, place).formula)
        return at not in self.page.hidden and not taken

    def _line(self, at: int, like: int, row: Any, facts: dict[int, tuple[Fact, str]]) -> None:
        for column, (fact, span) in facts.items():
            if not self.page.free(like, column) and (at == like or self._locked(like, column)):
                continue
            if not self.page.at(like, column).formula:
                value = self.about.read(fact, span, row)
                self._put(ref(at, column), (like, column), fact, value, column)
        said = self.subject and known(self.view, partial(
            imbalance, self.view, self.subject, row, facts.values()))
        if said:
            self.out.gaps.append(BlankCell(self.page.name, f"第 {at} 行", "期末结余", said))

    def _locked(self, row: int, column: int) -> bool:
        first = self.page.area(row, column)[:2] == (row, column)
        return not first or not self._open(row, column)

    def _serials(self, table: FormTable, places: Sequence[int]) -> None:
        column = next(
            (column_number(at) for at, said in self.mapped.columns.items() if said == SERIAL), 0)
        if not column or self.page.at(table.first, column).formula:
            return
        for count, at in enumerate(places, 1):
            if at > table.last or self.page.free(at, column):
                self.out.values[ref(at, column)] = count

    # ── single cells ─────────────────────────────────────────────────────────

    def _single(self, at: str, said: str) -> None:
        row, column = cell_place(at)
        name, _, span = said.partition("@")
        if not name or not self.page.free(row, column):
            return
        fact = self.about.fact(name) or village_fact(name)
        if fact is None:
            raise Problem(f"映射文件里的“{said}”不认识，请核对单元格 {at}。")
        value = self.about.read(fact, span)
        self._put(ref(self.out.below(row), column), (row, column), fact, value, at)

    def _put(
        self, at: str, like: tuple[int, int], fact: Fact, value: Any, way: int | str
    ) -> None:
        """Write a value, or say why the cell stays blank; what is rightly blank is not said."""
        if value == NOTHING:
            return
        result: Written | Refusal = Refusal(self.view.store.unknown)
        if value is not None:
            result = written(fact.field, value, self.page.at(*like), self.page.check(*like),
                             self._ways(way))
        if isinstance(result, Refusal):
            self.out.gaps.append(BlankCell(self.page.name, at, fact.field.label, result.why))
        elif result != NOTHING:
            self.out.values[at] = result


def _record(subject: FormSubject, row: Any) -> Ref | None:
    return (subject.code, row.id) if isinstance(row, FormLine) else None


def _by_words(said: str, subject: FormSubject) -> Fact | None:
    """What a map says in words: 走访户次 as well as visits."""
    name = (Vocabulary(subject.facts, subject).find([said]) or "").partition("@")[0]
    return fact_of(name, subject) if name else None
