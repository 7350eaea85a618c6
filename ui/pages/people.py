"""人户: the households and people of the village, and a card with one household's whole story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget

from models.households import HEAD, Household
from models.people import PERSON_LEFT, Person
from models.rolls import (
    FILTERS,
    household_counts,
    household_ids,
    household_rows,
    next_number,
    person_ids,
    person_rows,
)
from models.village import groups
from ui.card import panel
from ui.chips import Chip
from ui.household_card import HouseholdCard
from ui.marks import Face
from ui.page import Page, action
from ui.pane import Pane
from ui.record_list import RecordList
from ui.table import Column, RecordTable
from ui.theme import Mark, px

PERSON_FORM = (
    "name", "relation", "sex", "id_number", "born", "ethnic", "phone",
    "# 更多", "politics", "education", "marriage", "health", "work", "landline", "address", "note",
)
HOUSEHOLD_FORM = ("number", "group", "address", "phone", "since", "note")
LEAVE_FORM = ("left", "left_reason")
NO_HOMES = "还没有户。\n按 Ctrl+N 新立一户，或点“导入花名册…”。"


def carer_face(carer: tuple[str, str]) -> Face | None:
    """联户党员 as the list shows it: the main one, a stand-in, a party household, or nobody."""
    role, name = carer
    return {
        "main": Face(name), "standin": Face(f"代联 {name}", Mark.ASK),
        "party": Face("（党员户）", tone="faint"), "none": Face("未结对", Mark.NONE, "late"),
    }[role]


class People(Page):
    """The model page: chips ask, the list answers, the card tells, the form takes."""

    reads = ("person", "household", "household_category", "pairing", "member", "group")

    def build(self) -> None:
        """List left; card, or the form that takes its place, right."""
        self.today = date.today()
        self._afterwards: Callable[[], None] | None = None
        self.homes = RecordList(self._home_table(), "户的名单")
        self.everyone = RecordList(self._person_table(), "人员名单")
        self.everyone.say_empty("还没有人员。")
        self.homes.right_click = lambda: self.menu(("add_person", "edit_household", "found"))
        self.everyone.right_click = lambda: self.menu(("edit_person", "leave_register"))
        self.homes.opened.connect(lambda _: self.edit_household())
        self.everyone.opened.connect(lambda _: self.edit_person())
        self._look = QTimer(self, singleShot=True, interval=60)
        self._look.timeout.connect(self._show_card)
        for each in (self.homes, self.everyone):
            each.shown.connect(lambda _: self._look.start())
        self.card = HouseholdCard(self.store)
        self.card.person_wanted.connect(self._edit)
        self.card.more.setMenu(self._more())
        self.card.steps(self.buttons("card"))
        self._lay_out_body()
        self.chips.chosen.connect(lambda _: self._choose_list())

    def _lay_out_body(self) -> None:
        self.lists, self.right = QStackedWidget(), QStackedWidget()
        self.lists.addWidget(self.homes)
        self.lists.addWidget(self.everyone)
        self.right.addWidget(self.card)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setHandleWidth(px(14))
        across.addWidget(panel(self.lists))
        across.addWidget(panel(self.right))
        across.setStretchFactor(0, 5)
        across.setStretchFactor(1, 4)
        across.setSizes([650, 518])
        across.setChildrenCollapsible(False)
        self.body.addWidget(across)
        self.zones = [self.homes, self.everyone, self.card.members]

    def _home_table(self) -> RecordTable:
        table = RecordTable(
            (
                Column("户号", 8, "number"), Column("户主", 8, "head", face=_head_face, lead=True),
                Column("组", 6, "group"), Column("人口", 6, "size", numeric=True),
                Column("联户党员", 13, "carer", face=carer_face),
                Column("类别", 14, "categories"),
            ),
            lambda ids: household_rows(self.store, ids, self.today),
        )
        table.reorder = lambda key, down: self._list()
        return table

    def _person_table(self) -> RecordTable:
        field = Person.field
        table = RecordTable(
            (
                Column.of(field("name"), lead=True), Column("户号", 8, "number"),
                Column.of(field("relation"), label="关系", width=8), Column.of(field("sex")),
                Column.of(field("born"), show=str), Column.of(field("politics")),
                Column.of(field("phone"), label="电话"),
            ),
            lambda ids: person_rows(self.store, ids),
        )
        table.reorder = lambda key, down: self._list()
        return table

    # ── showing ──────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Count the chips, list the answers, keep the card on what was looked at."""
        self.today = date.today()
        counts = household_counts(self.store, self.today)
        everyone = person_ids(self.store)
        marks = {"unpaired": Mark.LATE, "doubtful": Mark.ASK}
        chips = [
            Chip(key, words, counts[key], marks.get(key)) for key, (words, _) in FILTERS.items()
        ]
        self.chips.show_chips([chips[0], Chip("people", "人", len(everyone)), *chips[1:]])
        self.tell(summary=f"{counts['all']:,} 户 · 共 {len(everyone):,} 人")
        self._list()

    def open(self, kind: str, row: int) -> None:
        """Show a household, a person in the household's card, or the import of a roster."""
        if kind == "roster":
            self.bring_in()
            return
        home = self.store.get(Person, row).household if kind == "person" else row
        self.right.setCurrentWidget(self.card)
        if not self._list_of("household").choose(home or 0):
            self.chips.press("all")
            self.homes.choose(home or 0)
        self._look.stop()
        self._show_card()
        if kind == "person":
            self.card.members.choose(row)
            self.card.members.setFocus()

    def _choose_list(self) -> None:
        self.lists.setCurrentWidget(self._list_of("person" if self.chips.key == "people" else ""))
        self._list()
        self._look.start()

    def _list(self) -> None:
        whole = self.chips.key in ("", "all")
        self.homes.say_empty(NO_HOMES if whole else "没有这样的户。")
        if self.chips.key == "people":
            self.everyone.table.show_ids(person_ids(self.store, *self.everyone.table.order))
        else:
            which = self.chips.key or "all"
            ids = household_ids(self.store, self.today, which, *self.homes.table.order)
            self.homes.table.show_ids(ids)
        self._list_shown().keep_current()
        self._look.start()

    def _list_of(self, kind: str) -> RecordList:
        return self.everyone if kind == "person" else self.homes

    def _list_shown(self) -> RecordList:
        return self._list_of("person" if self.chips.key == "people" else "household")

    def _show_card(self) -> None:
        household = self._household()
        self.card.show_household(household)
        for name in ("add_person", "edit_household"):
            self.deeds[name].setEnabled(household is not None)
        self.tell(detail="")

    def _household(self) -> int | None:
        if self.chips.key != "people":
            return self.homes.current() or None
        row = self.everyone.current()
        return self.store.get(Person, row).household if row else None

    def _more(self) -> QMenu:
        return self.menu(("add_person", "edit_person", "leave_register", "edit_household"))

    # ── doing ────────────────────────────────────────────────────────────────

    @action("导入花名册…", icon="import")
    def bring_in(self) -> None:
        """Read a roster somebody handed over."""
        from ui.roster_import import RosterImport

        pane = RosterImport(self.store)
        self._put_right(pane)
        self.tell(detail="导入花名册")
        pane.choose()

    @action("新立户", icon="plus", shortcut="Ctrl+N", main=True)
    def found(self) -> None:
        """A new household with its head."""
        home = Household(number=next_number(self.store), group=self._group_looked_at(),
                         since=self.today)
        self._fill_in("新立户", home, HOUSEHOLD_FORM, "household:new", self._keep_household)

    @action("添家庭成员", icon="join", shortcut="Ctrl+M", place="card")
    def add_person(self) -> None:
        """Somebody more in the household looked at."""
        home = self._household()
        if home is None:
            return
        headless = not any(each.is_head for each in self.card.people)
        person = Person(household=home, relation=HEAD if headless else None, since=self.today)
        self._fill_in("添家庭成员", person, PERSON_FORM, f"person:new:{home}", self._keep_person)

    @action("改户资料", icon="edit", place="card")
    def edit_household(self) -> None:
        """Change what is kept of the household looked at."""
        home = self._household()
        if home is not None:
            record = self.store.get(Household, home)
            self._fill_in(f"{record.number} 户", record, HOUSEHOLD_FORM, f"household:{home}",
                          self._keep_household)

    @action("改人员资料", icon="edit", place="menu")
    def edit_person(self) -> None:
        """Change what is kept of the person looked at."""
        if self._person():
            self._edit(self._person())

    @action("离册…", icon="leave", place="menu")
    def leave_register(self) -> None:
        """A person leaves the register, with a day and a reason; nobody is ever deleted."""
        if self._person():
            person = self.store.get(Person, self._person())
            self._fill_in(f"{person.name} 离册", person.but(left=self.today), LEAVE_FORM,
                          f"person:{person.id}:left", self._keep_departure)

    def _edit(self, row: int) -> None:
        person = self.store.get(Person, row)
        self._fill_in(person.name, person, PERSON_FORM, f"person:{row}", self._keep_person)

    def _person(self) -> int:
        if self.chips.key == "people" and not self.card.members.hasFocus():
            return self.everyone.current()
        return self.card.members.current() or self.card.first_person()

    def _group_looked_at(self) -> int | None:
        home = self._household()
        return self.store.get(Household, home).group if home else None

    # ── forms in the place of the card ───────────────────────────────────────

    def _fill_in(
        self, title: str, record: Any, layout: tuple[str, ...], place: str, keep: Any
    ) -> None:
        def group_names(store: Any, typed: str) -> list[tuple[int, str]]:
            return [(each.id, each.name) for each in groups(store) if typed in each.name]

        finders = {"group": group_names} if "group" in layout else {}
        pane = Pane(self.store, title, record, layout, place, keep, finders)
        self._put_right(pane)
        self.tell(detail=title)
        pane.form.start()

    def _put_right(self, pane: Any) -> None:
        pane.closed.connect(lambda: self._take_away(pane))
        self.lend_main(True)
        self.right.addWidget(pane)
        self.right.setCurrentWidget(pane)
        self.zones = [self.homes, self.everyone, pane]

    def _take_away(self, pane: Any) -> None:
        self.right.removeWidget(pane)
        self.lend_main(False)
        pane.deleteLater()
        self.zones = [self.homes, self.everyone, self.card.members]
        self.tell(detail="")
        self._list_shown().setFocus()
        afterwards, self._afterwards = self._afterwards, None
        if afterwards is not None:
            afterwards()

    def _keep_household(self, home: Household) -> None:
        new = home.id is None
        with self.store.act(f"{'新立' if new else '改'} {home.number} 户"):
            kept = self.store.save(home)
        if new:
            self.chips.press("all")
            self._list()
            self.homes.choose(kept.id or 0)
            self._show_card()
            self._afterwards = self.add_person

    def _keep_person(self, person: Person) -> None:
        with self.store.act(f"{'添' if person.id is None else '改'} {person.name}"):
            self.store.save(person)

    def _keep_departure(self, person: Person) -> None:
        reason = PERSON_LEFT.label(person.left_reason or "")
        with self.store.act(f"{person.name} 离册（{reason}）"):
            self.store.save(person)


def _head_face(name: str | None) -> Face | None:
    return Face(name) if name else Face("户主空缺", Mark.ASK)

