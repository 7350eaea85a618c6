"""人户: the households and people of the village, and a card with one household's whole story."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu

from models.keeping.acting import EVER
from models.keeping.record import Draft
from models.pairing.lists import FILTERS, household_counts, household_ids, next_number, person_ids
from models.pairing.pairing import Pairing, pair_all
from models.registers.people import (
    HEAD,
    Household,
    HouseholdCategory,
    Person,
    categories_of,
    categorise,
    move_to_group,
)
from models.values.problem import Problem
from ui.kit.chips import ALL, Chip
from ui.kit.editors import Finder
from ui.kit.form import Pane
from ui.kit.list_section import ListSection
from ui.kit.lookups import areas_named, groups_named, member_finder
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.section import PlaceSection
from ui.kit.theme import Mark
from ui.parts.importing.opening import TakesList
from ui.parts.liaison_forms import report_pane, visit_pane
from ui.places.people.duplicates_pane import DuplicatesPane
from ui.places.people.household_changes import Changes, Grouping, without_relation
from ui.places.people.households import HouseholdCard, home_list, person_list, veil

PERSON_FORM = (
    "name", "relation", "id_number", "sex", "born", "ethnic", "phone",
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


class People(TakesList, ListSection[int], PlaceSection):
    """The model page: chips ask, the list answers, the card tells, the form takes."""

    takes = "roster"
    no_such = "没有这样的户。"

    def build(self) -> None:
        """Two lists; under them the veil over who is poor, ill or alone."""
        self._afterwards: Callable[[], None] | None = None
        self.veil = veil()
        super().build()
        self.veil.toggled.connect(lambda _: self.narrow())
        self.chosen_bar.row.addWidget(self.veil)
        self.homes = self.lists[ALL]
        self.card.person_wanted.connect(self._edit)
        self.more.setMenu(self._more())

    def made_list(self, key: str) -> RecordList:
        """Households, or people."""
        made = person_list(self.store) if key == PEOPLE else home_list(
            self.store, lambda: self.today, lambda: not self.veil.isChecked())
        made.table.reorder = self.narrow
        return made

    @property
    def everyone(self) -> RecordList:
        """The people."""
        return self.lists[PEOPLE]

    def made_card(self) -> HouseholdCard:
        """The card of a household."""
        return HouseholdCard(self.store)

    @property
    def list_key(self) -> str:
        """People, or households."""
        return PEOPLE if self.chips.key == PEOPLE else ALL

    # ── showing ──────────────────────────────────────────────────────────────

    def read(self) -> list[Chip]:
        """How many answer each question."""
        counts = household_counts(self.store, self.today)
        everyone = person_ids(self.store, self.today)
        marks = {"unpaired": Mark.LATE, "doubtful": Mark.ASK}
        chips = [
            Chip(key, words, counts[key], marks.get(key)) for key, (words, _) in FILTERS.items()
        ]
        self.tell(summary=f"{counts['all']:,} 户 · 共 {len(everyone):,} 人")
        return [chips[0], Chip(PEOPLE, "人", len(everyone)), *chips[1:]]

    def open(self, kind: str, row: int) -> None:
        """Show a household, a person in the household's card, or the import of a roster."""
        if kind == "roster":
            self.bring_in()
            return
        home = self.store.get(Person, row).household if kind == Person.table else row
        self.put_away()
        if self.list_key != ALL:
            self.chips.press(ALL)
        self.look_at(home or 0)
        if kind == Person.table:
            self.card.members.choose(row)
            self.card.members.setFocus()

    def answers(self) -> dict[int, int]:
        """The people, or the households that answer, in the order of the heading."""
        self.unit = "人" if self.list_key == PEOPLE else "户"
        self.veil.setVisible(self.list_key == ALL)
        order = self.list.table.order
        ids = person_ids(self.store, self.today, *order) if self.list_key == PEOPLE else (
            household_ids(self.store, self.today, self.chips.key or ALL, *order,
                          veiled=not self.veil.isChecked()))
        return dict(zip(ids, ids, strict=True))

    def nothing(self) -> str:
        """Nobody at all, or none that answers."""
        if self.list_key == PEOPLE:
            return "还没有人员。"
        return NO_HOMES if self.chips.whole else self.no_such

    def for_many(self) -> list[str]:
        """Groups, categories and pairings are of households."""
        return [each for each in self._steps("chosen")
                if self.list_key == ALL or hasattr(ListSection, each)]

    def look(self) -> None:
        """Tell the household looked at, or that of the person."""
        household = self._household()
        self.card.show_household(household)
        steps = self._steps() if household is not None else []
        self.offer(steps)
        for name in self._steps():
            self.deeds[name].setEnabled(name in steps)

    def _household(self) -> int | None:
        if self.list_key == ALL:
            return self.homes.current() or None
        row = self.everyone.current()
        return self.store.get(Person, row).household if row else None

    def _row_menu(self) -> QMenu:
        menu = self.menu(self._steps("card"))
        menu.addMenu(self._more()).setText("更多")
        menu.addSeparator()
        menu.addActions([self.deeds[name] for name in self.for_many()])
        return menu

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
        self.choose_list()

    @action("查重…", icon="copy", may=None)
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
            raise Problem("这一户现在没有户类别，要加请用“加户类别…”。")
        edit = {each: partial(Changes.edit_category, category=each) for each in found}
        self.strip.ask("改哪一项？", {
            show(each.category): partial(self._change, form) for each, form in edit.items()
        } | {"取消": None})

    def _edit(self, row: int) -> None:
        person = self.store.get(Person, row)
        self._fill_in(person.name, person, PERSON_FORM, f"person:{row}", self._keep_person)

    def _person(self) -> int:
        if self.list_key == PEOPLE and not self.card.members.hasFocus():
            return self.everyone.current()
        return int(self.card.members.current() or self.card.first_person())

    def _group_looked_at(self) -> int | None:
        home = self._household()
        return self.store.get(Household, home).group if home else None

    # ── all the households that are chosen

    @action("改组…", icon="house", place="chosen")
    def move_to_group(self) -> None:
        """Into another 村民小组, as one act."""
        self._regroup("改组", "group", groups_named)

    @action("编入片区…", icon="group", place="chosen")
    def move_to_area(self) -> None:
        """Into a 片区 or 网格, as one act."""
        self._regroup("编入片区", "area", areas_named)

    def _regroup(self, words: str, of: str, finder: Finder) -> None:
        homes = self.homes.some_chosen()
        self.fill_in(f"{words}　{len(homes)} 户", Draft(Grouping, {"holds_from": self.today}),
                     (of, "holds_from"), f"households:{of}",
                     lambda said: move_to_group(
                         self.store, homes, getattr(said, of), said.holds_from or EVER, of),
                     finders={of: finder})

    @action("加类别…", icon="plus", place="chosen")
    def categorise(self) -> None:
        """What they count as, from a day, as one act."""
        homes = self.homes.some_chosen()
        counted = Draft(HouseholdCategory, {"household": homes[0], "since": self.today})

        def keep(said: HouseholdCategory) -> None:
            fresh = categorise(self.store, homes, said)
            label = HouseholdCategory.field("category").show(said.category)
            had = f"，另 {len(homes) - fresh} 户已经是" if fresh < len(homes) else ""
            self.strip.tell(f"{label}：加了 {fresh} 户{had}。")

        self.fill_in(f"加户类别　{len(homes)} 户", counted, ("category", "since", "source"),
                     "households:category", keep)

    @action("结对…", icon="pairing", place="chosen")
    def pair_all(self) -> None:
        """One member looks after them all, as one act."""
        homes = self.homes.some_chosen()
        wanted = Draft(Pairing, {"household": homes[0], "since": self.today})
        self.fill_in(f"结对　{len(homes)} 户", wanted, ("member", "role", "since", "basis"),
                     "households:pairing",
                     lambda said: pair_all(self.store, [said.but(household=row) for row in homes]),
                     finders={"member": member_finder(self.today)})

    # ── forms in the place of the card ───────────────────────────────────────

    def _fill_in(
        self, title: str, record: Any, layout: tuple[str, ...], place: str, keep: Any
    ) -> None:
        finders = {"group": groups_named} if "group" in layout else {}
        self._put_form(Pane(self.store, title, record, layout, place, keep, finders), title)

    def _put_form(self, pane: Any, title: str) -> None:
        self.put_right(pane)
        self.tell(detail=title)

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

    def _entered(self) -> None:
        self.edit_person() if self.list_key == PEOPLE else self.edit_household()

    def _closed(self) -> None:
        super()._closed()
        afterwards, self._afterwards = self._afterwards, None
        if afterwards is not None:
            afterwards()

    def _keep_household(self, home: Household) -> None:
        new = home.id is None
        with self.store.act(f"{'新立' if new else '改'} {home.number} 户"):
            kept = self.store.save(home)
        if new:
            self.look_at(kept.rowid)
            self._afterwards = self.add_person

    def _keep_person(self, person: Person) -> None:
        with self.store.act(f"{'添' if person.id is None else '改'} {person.name}"):
            self.store.save(person)
