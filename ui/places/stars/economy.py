"""台账: the collective's book, projects, groups, assets, facilities, honours, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from models.economy.assets import Asset, Lease, save_lease
from models.economy.organisations import (
    COOPERATIVE,
    FirmTie,
    HouseholdTie,
    Organisation,
    OrganisationMember,
    firms,
    members_of,
    tie,
    tie_firm,
    ties,
)
from models.economy.projects import (
    Project,
    ProjectFund,
    ProjectResult,
    ProjectStage,
    keep_stage,
    save_project,
)
from models.economy.year_account import IncomeLine, carry_forward
from models.figures.economy import year_account
from models.keeping.record import Draft, Record, field
from models.values.kinds import DAY, LINK
from models.values.problem import Invalid, Problem
from ui.kit.chips import Chip
from ui.kit.lookups import household_finder, offer
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.table import RecordTable
from ui.parts.importing.opening import TakesList
from ui.places.stars.economy_books import BOOKS, Book, Row
from ui.places.stars.economy_card import EconomyCard
from ui.places.stars.section import StarList, return_place

YEARS = 6


class Untied(Record, table="untied", label="解绑"):
    """Which tie ends, and when."""

    which: int = field("不再绑定", LINK, required=True)
    until: date = field("止", DAY, required=True)


class Gone(Record, table="gone", label="成员退出"):
    """Who leaves a group, and when."""

    which: int = field("哪位成员", LINK, required=True)
    until: date = field("退出日期", DAY, required=True)


class EconomySection(TakesList, StarList[Row]):
    """A chip for each book; the year's account or the chosen record in the card."""

    takes = "economy"

    key, title = "economy", "台账"
    record_kinds = tuple(each.kind.table for each in BOOKS)
    enter, wide = "edit", 700

    def build(self) -> None:
        """The year over the lists."""
        super().build()
        self.year = self.year_box(YEARS)
        self.offer_more()

    def made_card(self) -> EconomyCard:
        """The card of a year, or of a record."""
        return EconomyCard(self.store)

    def made_list(self, key: str) -> RecordList:
        """The list of one book."""
        book = next(each for each in BOOKS if each.key == key)
        return RecordList(RecordTable(book.columns, self.rows), book.title)

    @property
    def list_key(self) -> str:
        """The book looked at."""
        return self._book().key

    def read(self) -> list[Chip]:
        """How much stands in each book."""
        return [Chip(book.key, book.title, len(self._read(book))) for book in BOOKS]

    def answers(self) -> dict[int, Row]:
        """What stands in the book looked at."""
        book, found = self._book(), self._read(self._book())
        self.year.setVisible(book.kind is IncomeLine)
        self.tell(summary=f"{book.title} {len(found)} 条")
        return found

    def nothing(self) -> str:
        """By the book."""
        return self._book().empty

    def show_record(self, kind: str, row: int) -> None:
        """One record, in its book."""
        book = next(each for each in BOOKS if each.kind.table == kind)
        if kind == IncomeLine.table:
            year = self.store.get(IncomeLine, row).on_day.year
            self.year.setCurrentIndex(max(0, min(YEARS - 1, self.today.year - year)))
            self.refresh()
        self.chips.press(book.key)
        self.list.choose(row)
        self.look_now()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("导入收支…", icon="import")
    def bring_in(self) -> None:
        """A list somebody handed over, on the workbench."""
        self.choose_list()

    @action("登记", icon="plus", shortcut="Ctrl+N", main=True)
    def write_down(self) -> None:
        """A new record in the book looked at."""
        book = self._book()
        day = {"on_day": self.today} if "on_day" in book.kind.fields_by_name() else {}
        self._fill(book, Draft(book.kind, day), "new")

    @action("改", icon="edit", shortcut="F2", place="card")
    def edit(self) -> None:
        """Change the chosen record."""
        book, record = self._current()
        self._fill(book, record, str(record.id))

    @action("添资金", icon="plus", place="card")
    def add_fund(self) -> None:
        """A sum from one source for the chosen project."""
        _, project = self._current()
        self.fill_in("添项目资金", Draft(ProjectFund, {"project": project.rowid}),
                     ("origin", "amount", "about", "paper", "on_day"),
                     f"project_fund:{project.id}", self._keep("添项目资金"))

    @action("添成果", icon="plus", place="card")
    def add_result(self) -> None:
        """A quantity the chosen project brought."""
        _, project = self._current()
        begun = Draft(ProjectResult, {"project": project.rowid, "on_day": self.today})
        self.fill_in("添项目成果", begun, ("what", "amount", "unit", "about", "on_day"),
                     f"project_result:{project.id}", self._keep("添项目成果"))

    @action("记阶段", icon="edit", place="card")
    def tell_stage(self) -> None:
        """From which day the chosen project is at another stage."""
        _, project = self._current()
        begun = Draft(ProjectStage, {"project": project.rowid, "on_day": self.today})
        self.fill_in("记项目阶段", begun, ("stage", "on_day"), f"project_stage:{project.id}",
                     lambda said: keep_stage(self.store, said))

    @action("添成员", icon="join", place="card")
    def add_member(self) -> None:
        """A person of the chosen group."""
        _, group = self._current()
        begun = Draft(OrganisationMember, {"organisation": group.rowid, "since": self.today})
        self.fill_in("添组织成员", begun,
                     ("person", "role", "since"), f"organisation_member:{group.id}",
                     self._keep("添组织成员"), people=("person",))

    @action("成员退出…", icon="close", place="card")
    def member_leaves(self) -> None:
        """Somebody is no longer in the chosen group."""
        _, group = self._current()
        self._end_one(Gone, f"organisation_left:{group.id}", "这个组织现在没有登记成员。",
                      members_of(self.store, group.rowid, self.today))

    @action("绑农户", icon="pairing", place="card")
    def tie_household(self) -> None:
        """A household tied to the chosen co-operative."""
        _, group = self._current()

        begun = Draft(HouseholdTie, {"cooperative": group.rowid, "since": self.today})
        self.fill_in("绑农户", begun,
                     ("household", "way", "since"), f"household_tie:{group.id}",
                     lambda kept: tie(self.store, kept), finders={"household": household_finder()})

    @action("绑企业", icon="pairing", place="card")
    def tie_to_firm(self) -> None:
        """A firm tied to the chosen co-operative."""
        _, group = self._current()
        if not firms(self.store, ""):
            raise Problem("还没有登记龙头企业。请先在“组织”里登记，类型选“龙头企业”。")
        self.fill_in(
            "绑企业", Draft(FirmTie, {"cooperative": group.rowid, "since": self.today}),
            ("firm", "way", "contract", "amount", "since"), f"firm_tie:{group.id}",
            lambda kept: tie_firm(self.store, kept), finders={"firm": firms})

    @action("解绑…", icon="close", place="card")
    def untie(self) -> None:
        """End a tie of the chosen co-operative today."""
        _, group = self._current()
        self._end_one(Untied, f"untie:{group.id}", "这个合作社现在没有绑定的农户和企业。",
                      ties(self.store, group.rowid, self.today))

    @action("结转上年", icon="undo", place="more")
    def bring_forward(self) -> None:
        """Last year's 年末未分配收益 becomes this year's opening."""
        year = self._year()
        carry_forward(self.store, year, year_account(self.store, year - 1)["closing"])

    @action("收益分配表", icon="returns", place="more", may=None)
    def to_return(self) -> None:
        """The year's account as a return."""
        self.wanted.emit("return", return_place("economy-year"))

    # ── inside ───────────────────────────────────────────────────────────────

    def _fill(self, book: Book, known: Record | Draft[Any], place: str) -> None:
        pane = self.fill_in(f"{'登记' if place == 'new' else '改'}{book.kind.label}", known,
                            book.layout, f"{book.kind.table}:{place}",
                            self._keep(f"登记{book.kind.label}"), people=book.people,
                            finders=dict(book.finders))
        for name, words in book.offers.items():
            offer(pane.form.editors[name], words(self.store))

    def _end_one(
        self, asked: type[Untied | Gone], place: str, none: str,
        lasting: Sequence[tuple[FirmTie | HouseholdTie | OrganisationMember, str]],
    ) -> None:
        """Ask which of these ends, and when. :raises Problem: there is ``none``."""
        if not lasting:
            raise Problem(none)

        def found(store: Any, typed: str) -> list[tuple[int, str]]:
            return [(at, said) for at, (_, said) in enumerate(lasting, 1) if typed in said]

        def keep(said: Untied | Gone) -> None:
            if not 0 < said.which <= len(lasting):
                raise Invalid({"which": "请从提示里选一个。"})
            self._keep(asked.label)(lasting[said.which - 1][0].but(until=said.until))

        self.fill_in(asked.label, Draft(asked, {"until": self.today}), ("which", "until"), place,
                     keep, finders={"which": found})

    def _keep(self, label: str) -> Any:
        """Keeps what a form made; what stands in the book is looked at then."""
        def keep(record: Record) -> None:
            with self.store.act(label):
                if isinstance(record, Project):
                    kept: Record = save_project(self.store, record)
                elif isinstance(record, Lease):
                    kept = save_lease(self.store, record)
                else:
                    kept = self.store.save(record)
            if isinstance(kept, self._book().kind):
                self.narrow()
                self.show_record(kept.table, kept.rowid)
        return keep

    def _year(self) -> int:
        return self.today.year - max(0, self.year.currentIndex())

    def _book(self) -> Book:
        return next((each for each in BOOKS if each.key == self.chips.key), BOOKS[0])

    def _read(self, book: Book) -> dict[int, Row]:
        return book.rows(self.store, self._year(), self.today)

    def _current(self) -> tuple[Book, Record]:
        book = self._book()
        self.chosen_line()
        return book, self.store.get(book.kind, self.list.current())

    def offered(self, line: Row | None) -> list[str]:
        """By the book; a co-operative has its ties."""
        kind, row = self._book().kind, self.list.current()
        if line is None:
            return []
        return ["edit", *{Project: ("add_fund", "add_result", "tell_stage"),
                          Organisation: ("add_member", "member_leaves")}.get(kind, ()),
                *(("tie_household", "tie_to_firm", "untie")
                  if kind is Organisation and self._leads(row) else ())]

    def show_card(self, line: Row | None) -> None:
        """The year's account, the assets, or the record looked at."""
        book, row = self._book(), self.list.current()
        if book.kind is IncomeLine:
            self.card.show_year(self._year())
        elif book.kind in (Asset, Lease):
            self.card.show_assets(self.today)
        elif line is not None:
            self.card.show_record(self.store.get(book.kind, row), self.today)
        else:
            self.card.head(book.title)

    def _leads(self, row: int) -> bool:
        return self.store.get(Organisation, row).kind == COOPERATIVE
