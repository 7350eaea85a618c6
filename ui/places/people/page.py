"""人户: the households and people of the village, and a card with one household's whole story."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QStackedWidget, QVBoxLayout

from models.keeping.record import Draft
from models.office.village import groups
from models.pairing.lists import FILTERS, household_counts, household_ids, next_number, person_ids
from models.registers.people import HEAD, Household, HouseholdCategory, Person, categories_of
from models.values import clock
from models.values.problem import Problem
from ui.kit.card import panel
from ui.kit.chips import ALL, Chip
from ui.kit.form import Pane
from ui.kit.page import Page, action
from ui.kit.record_list import RecordList
from ui.kit.theme import Mark, px
from ui.parts.liaison_forms import report_pane, visit_pane
from ui.places.people.duplicates_pane import DuplicatesPane
from ui.places.people.household_changes import Changes, without_relation
from ui.places.people.households import HouseholdCard, home_list, person_list, veil
from ui.places.people.roster.importing import RosterImport

PERSON_FORM = (
    "name", "relation", "sex", "id_number", "born", "ethnic", "phone",
    "# 更多", "politics", "education", "marriage", "health", "work", "landline", "address", "note",
)
HOUSEHOLD_FORM = ("number", "group", "address", "phone", "since", "note")
MORE = (
    ("add_person", "edit_person", "leave_register", "person_died"),
    ("move_in", "birth", "marriage", "move_out"),
    ("split_home", "merge_home", "change_head", "move_away"),
    ("edit_household", "add_category", "edit_category"),
)
"""更多, in groups: somebody, who comes and goes, the household, what is kept of it."""

PEOPLE = "people"
NO_HOMES = "还没有户。\n按 Ctrl+N 新立一户，或点“导入花名册…”。"


class People(Page):
    """The model page: chips ask, the list answers, the card tells, the form takes."""

    def build(self) -> None:
        """List left; card, or the form that takes its place, right."""
        self.today = clock.today()
        self._afterwards: Callable[[], None] | None = None
        self.veil = veil()
        self.veil.toggled.connect(lambda _: self._list())
        self.homes = home_list(self.store, lambda: self.today, lambda: not self.veil.isChecked())
        self.everyone = person_list(self.store)
        for each in (self.homes, self.everyone):
            each.table.reorder = lambda key, down: self._list()
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
        left, foot = QVBoxLayout(), QHBoxLayout()
        left.setSpacing(0)
        foot.setContentsMargins(px(10), px(4), px(10), px(4))
        foot.addWidget(self.veil)
        foot.addStretch(1)
        left.addWidget(self.lists)
        left.addLayout(foot)
        self.right.addWidget(self.card)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setHandleWidth(px(14))
        across.addWidget(panel(left))
        across.addWidget(panel(self.right))
        across.setStretchFactor(0, 5)
        across.setStretchFactor(1, 4)
        across.setSizes([650, 518])
        across.setChildrenCollapsible(False)
        self.body.addWidget(across)
        self.zones = [self.homes, self.everyone, self.card.members]

    # ── showing ──────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Count the chips, list the answers, keep the card on what was looked at."""
        self.today = clock.today()
        counts = household_counts(self.store, self.today)
        everyone = person_ids(self.store, self.today)
        marks = {"unpaired": Mark.LATE, "doubtful": Mark.ASK}
        chips = [
            Chip(key, words, counts[key], marks.get(key)) for key, (words, _) in FILTERS.items()
        ]
        self.chips.show_chips([chips[0], Chip(PEOPLE, "人", len(everyone)), *chips[1:]])
        self.tell(summary=f"{counts['all']:,} 户 · 共 {len(everyone):,} 人")
        self._list()

    def open(self, kind: str, row: int) -> None:
        """Show a household, a person in the household's card, or the import of a roster."""
        if kind == "roster":
            self.bring_in()
            return
        home = self.store.get(Person, row).household if kind == Person.table else row
        self.right.setCurrentWidget(self.card)
        if not self.homes.choose(home or 0):
            self.chips.press(ALL)
            self.homes.choose(home or 0)
        self._look.stop()
        self._show_card()
        if kind == Person.table:
            self.card.members.choose(row)
            self.card.members.setFocus()

    def _choose_list(self) -> None:
        self.lists.setCurrentWidget(self._list_shown())
        self._list()
        self._look.start()

    def _list(self) -> None:
        self.veil.setVisible(self._list_shown() is self.homes)
        self.homes.say_empty(NO_HOMES if self.chips.whole else "没有这样的户。")
        if self._list_shown() is self.everyone:
            self.everyone.table.show_ids(
                person_ids(self.store, self.today, *self.everyone.table.order))
        else:
            ids = household_ids(self.store, self.today, self.chips.key or ALL,
                                *self.homes.table.order, veiled=not self.veil.isChecked())
            self.homes.table.show_ids(ids)
        self._list_shown().keep_current()
        self._look.start()

    def _list_shown(self) -> RecordList:
        return self.everyone if self.chips.key == PEOPLE else self.homes

    def _show_card(self) -> None:
        household = self._household()
        self.card.show_household(household)
        for name in ("record_visit", "report_matter", *(each for names in MORE for each in names)):
            self.deeds[name].setEnabled(household is not None)
        self.tell(detail="")

    def _household(self) -> int | None:
        if self._list_shown() is self.homes:
            return self.homes.current() or None
        row = self.everyone.current()
        return self.store.get(Person, row).household if row else None

    def _more(self) -> QMenu:
        menu = self.menu(())
        for names in MORE:
            menu.addActions([self.deeds[name] for name in names])
            menu.addSeparator()
        return menu

    # ── doing ────────────────────────────────────────────────────────────────

    @action("导入花名册…", icon="import")
    def bring_in(self) -> None:
        """Read a roster somebody handed over."""
        pane = RosterImport(self.store)
        self._put_right(pane)
        self.tell(detail="导入花名册")
        pane.choose()

    @action("查重…", icon="copy")
    def find_duplicates(self) -> None:
        """The same person written twice."""
        self._put_form(DuplicatesPane(self.store, self.today), "查重")

    @action("新立户", icon="plus", shortcut="Ctrl+N", main=True)
    def found(self) -> None:
        """A new household with its head."""
        group = self._group_looked_at()
        home = Household(number=next_number(self.store, group), group=group, since=self.today)
        self._fill_in("新立户", home, HOUSEHOLD_FORM, "household:new", self._keep_household)

    @action("添家庭成员", icon="join", shortcut="Ctrl+M", place="card")
    def add_person(self) -> None:
        """Somebody more in the household looked at."""
        home = self._household()
        if home is None:
            return
        headless = not any(each.is_head for each in self.card.people)
        relation = HEAD if headless else None
        person = Draft(Person, {"household": home, "relation": relation, "since": self.today})
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
            self._change(lambda changes: changes.leave(self._person()))

    @action("去世…", place="menu")
    def person_died(self) -> None:
        """Somebody died."""
        if self._person():
            self._change(lambda changes: changes.death(self._person()))

    @action("记走访", icon="visit", shortcut="F3", place="card")
    def record_visit(self) -> None:
        """A visit to the household looked at, with the problem found on it."""
        self._put_form(visit_pane(self.store, self.today, self._household()), "记走访")

    @action("记事项", icon="matter", place="card")
    def report_matter(self) -> None:
        """A request or a problem of the household looked at."""
        self._put_form(report_pane(self.store, self.today, self._household()), "记事项")

    @action("迁入…", icon="join", place="menu")
    def move_in(self) -> None:
        """Somebody comes to live in the household."""
        self._change(Changes.move_in)

    @action("出生…", place="menu")
    def birth(self) -> None:
        """A child is born."""
        self._change(Changes.birth)

    @action("婚嫁迁入…", place="menu")
    def marriage(self) -> None:
        """Somebody marries into the household."""
        self._change(Changes.marriage)

    @action("迁出…", icon="leave", place="menu")
    def move_out(self) -> None:
        """Some of the household leave the village."""
        self._change(Changes.move_out)

    @action("分户…", place="menu")
    def split_home(self) -> None:
        """Some become a household of their own."""
        self._change(Changes.split)

    @action("并户…", place="menu")
    def merge_home(self) -> None:
        """The household joins another one."""
        self._change(Changes.merge)

    @action("变更户主…", place="menu")
    def change_head(self) -> None:
        """Another one becomes 户主."""
        self._change(Changes.change_head)

    @action("整户迁出…", place="menu")
    def move_away(self) -> None:
        """The whole household leaves."""
        self._change(Changes.move_away)

    @action("加户类别…", place="menu")
    def add_category(self) -> None:
        """What the household counts as, from a day, on which paper."""
        self._change(Changes.add_category)

    @action("改户类别…", place="menu")
    def edit_category(self) -> None:
        """A category ends, or was written down wrongly."""
        show = HouseholdCategory.field("category").show
        found = categories_of(self.store, self._household() or 0, self.today)
        if not found:
            raise Problem("这一户现在没有户类别，要加请用“加户类别”。")
        edit = {each: partial(Changes.edit_category, category=each) for each in found}
        self.strip.ask("改哪一项？", {
            show(each.category): partial(self._change, form) for each, form in edit.items()
        } | {"取消": None})

    def _edit(self, row: int) -> None:
        person = self.store.get(Person, row)
        self._fill_in(person.name, person, PERSON_FORM, f"person:{row}", self._keep_person)

    def _person(self) -> int:
        if self._list_shown() is self.everyone and not self.card.members.hasFocus():
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
            return [(each.rowid, each.name) for each in groups(store) if typed in each.name]

        finders = {"group": group_names} if "group" in layout else {}
        self._put_form(Pane(self.store, title, record, layout, place, keep, finders), title)

    def _put_form(self, pane: Any, title: str) -> None:
        self._put_right(pane)
        self.tell(detail=title)
        pane.setFocus()

    def _change(self, form: Callable[[Changes], Pane[Any]]) -> None:
        """One of the things that happen to the household looked at."""
        home = self._household()
        if home is None:
            return
        changes = Changes(self.store, home, self.today, self._ask_relations)
        self._put_form(form(changes), "人户变动")

    def _ask_relations(self, home: int) -> None:
        names = without_relation(self.store, home)
        if names:
            self.strip.tell(f"{'、'.join(names)}与户主的关系还空着，请选中后按 Enter 补填。")

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
            self.chips.press(ALL)
            self._list()
            self.homes.choose(kept.rowid)
            self._show_card()
            self._afterwards = self.add_person

    def _keep_person(self, person: Person) -> None:
        with self.store.act(f"{'添' if person.id is None else '改'} {person.name}"):
            self.store.save(person)
