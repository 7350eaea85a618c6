"""走访: who waits for a visit, the visits made, the paper sheets, and how far a round has come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from exporters.leaving.return_files import write_page
from importers.photo import read_photo
from models.figures.liaison import REACH, Covered, covered_by_group
from models.figures.measure import Days
from models.intake.mark_sheets import visit_paper
from models.keeping.attachments import attach
from models.keeping.record import Draft
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values import clock
from models.values.figure import rate
from models.values.periods import Period, Span
from models.visits.paper import VisitSheet, issue_sheet
from models.visits.visit import (
    DueVisit,
    Visit,
    due_visits,
    overdue,
    round_homes,
    sheet_lines,
    visit_ids,
    visit_reasons,
)
from ui.kit import ask
from ui.kit.chips import Chip
from ui.kit.form import Pane
from ui.kit.list_section import ListSection
from ui.kit.lookups import member_finder, offer, take_the_best
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.theme import Mark
from ui.parts.importing.opening import TakesList
from ui.parts.liaison_forms import visit_pane
from ui.parts.photos import PHOTOS
from ui.parts.reading_back import bring_back, print_marked
from ui.places.liaison.cards import VisitCard
from ui.places.liaison.visit_lists import KeySheet, cover_list, due_list, sheet_list, visit_list
from ui.places.liaison.visit_round import RoundPane

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.matters.matter import Matter

SOON = 30
PDF = "PDF (*.pdf)"
SHEETS = "按 Enter 或点“录走访单”，照纸上的次序一行一行录；纸丢了可以再打一张。"
DUE, PAPERS = "due", "sheets"
LIST_OF = {"": "due", "late": "due", "soon": "due"}
"""Which list answers a chip, when it is not called like it."""

EMPTY = {
    "late": "没有逾期的户。", "soon": f"{SOON} 天内没有要去的户。",
    "visits": "今年还没有走访。按 F3 记一次。",
    "sheets": "还没有打过走访单。点“打印走访单…”，带着纸下去，回来照单录入。",
    "cover": "还没有要走访的户。",
}


class VisitDesk(TakesList, ListSection[int]):
    """Several lists behind one row of chips; the card tells the household or the visit."""

    takes = "visits"

    key, title, wide, enter = "visits", "走访", 700, "go_on"

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many households wait too long."""
        return Chip(cls.key, "走访 · 逾期", len(overdue(store, clock.today())), Mark.LATE)

    def build(self) -> None:
        """The lists behind one another, and the card."""
        self.dues: dict[int, DueVisit] = {}
        super().build()
        self.card.matter_wanted.connect(lambda row: self.go("matters").open_matter(row))
        self._told: dict[str, Callable[[int], None]] = {
            "due": lambda row: self.card.show_due(self.dues[row]),
            "visits": lambda row: self.card.show_visit(row, self.today),
            "sheets": lambda row: self.card.say("走访单", SHEETS),
            "cover": lambda row: self.card.show_covered(self._covered()[row - 1], self._quarter()),
        }

    def made_list(self, key: str) -> RecordList:
        """Who waits, what was done, the papers, the groups."""
        made: dict[str, Callable[[], RecordList]] = {
            "due": lambda: due_list(self._due), "visits": lambda: visit_list(self.store),
            "sheets": lambda: sheet_list(lambda: sheet_lines(self.store)),
            "cover": lambda: cover_list(self._covered),
        }
        return made[key]()

    def made_card(self) -> VisitCard:
        """The card of a household or a visit."""
        return VisitCard(self.store)

    def read(self) -> list[Chip]:
        """How many wait, how many were visited."""
        self.dues = {each.household: each for each in due_visits(self.store, self.today)}
        covered = self._covered()
        seen, due = sum(each.part for each in covered), sum(each.base for each in covered)
        share = f"，{rate(seen, due)}" if due else ""
        self.tell(summary=f"本季度已入户 {seen} 户／应走访 {due} 户{share}")
        return [
            Chip("late", "逾期", len(self._ids("late")), Mark.LATE),
            Chip("soon", f"{SOON} 天内到期", len(self._ids("soon"))),
            Chip("visits", "今年走访", len(self._ids("visits"))),
            Chip("sheets", "走访单", len(self._ids("sheets"))), Chip("cover", "本季户户到"),
        ]

    def answers(self) -> dict[int, int]:
        """What the pressed chip asks for."""
        return {row: row for row in self._ids(self.chips.key or "late")}

    def nothing(self) -> str:
        """By the chip."""
        return EMPTY[self.chips.key or "late"]

    def look(self) -> None:
        """Tell what is looked at."""
        row, told = self.list.current(), self._told[self.list_key]
        told(row) if row else self.card.say("走访")
        self._offer_steps()

    @property
    def list_key(self) -> str:
        """The list that answers the chip."""
        return LIST_OF.get(self.chips.key, self.chips.key or "due")

    def go_on(self) -> None:
        """The visit that waits, or the paper to be keyed."""
        if self.list_key == DUE:
            self.record_visit(self.list.current())
        elif self.list_key == PAPERS:
            self.key_sheet()

    def open_visit(self, row: int) -> None:
        """Show one visit."""
        self.chips.press("visits")
        self.lists["visits"].choose(row)
        self.look_now()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("导入走访…", icon="import")
    def bring_in(self) -> None:
        """A list somebody handed over, on the workbench."""
        self.choose_list()

    @action("记一轮…", icon="copy")
    def record_round(self) -> None:
        """Many visits of one member."""
        due = self.dues.get(self.lists["due"].current()) if self.chips.key in LIST_OF else None
        self.put_right(RoundPane(self.store, self.today, due.member if due else None))

    @action("打印走访单…", icon="print")
    def print_sheet(self) -> None:
        """A blank sheet with the next number for a member."""
        blank = Draft(VisitSheet, {"number": 0, "printed": self.today})
        pane = Pane(self.store, "打印走访单", blank, ("member", "reason", "printed"),
                    "sheet:new", self._issue,
                    {"member": member_finder(self.today)})
        offer(pane.form.editors["reason"], visit_reasons(self.store, self.today))
        take_the_best(pane.form)
        self.put_right(pane)

    @action("录走访单", icon="import", shortcut="Ctrl+L")
    def key_sheet(self) -> None:
        """A paper sheet is keyed back."""
        sheet = self._sheet() if self.list_key == PAPERS else None
        self.put_right(KeySheet(self.store, self.today, sheet.number if sheet else None))

    @action("读回纸单…", icon="import")
    def bring_back(self) -> None:
        """Photos of sheets that can be read back become the keys of their rows."""
        bring_back(self, self.today)

    @action("打成能读回的…", icon="print", place="card", may=None)
    def print_marked(self) -> None:
        """The sheet looked at with frames to mark, for a photo to bring back."""
        sheet = self._sheet()
        if sheet is not None:
            print_marked(self, lambda: visit_paper(self.store, sheet, self.today),
                         f"走访单-{sheet.number}号-能读回")

    @action("再打一张…", icon="print", place="card", may=None)
    def print_again(self) -> None:
        """The paper of the sheet looked at."""
        sheet = self._sheet()
        if sheet is not None:
            self._write(sheet)

    @action("加照片…", icon="plus", place="card")
    def add_photo(self) -> None:
        """Hang a photo on the visit looked at."""
        row = self.lists["visits"].current()
        path = ask.file_to_open(self, "选照片", PHOTOS) if row else None
        if path is not None:
            attach(self.store, read_photo(path), ("visit", row), self.today)
            self.look_now()

    @action("记走访", icon="visit", shortcut="F3", main=True)
    def record_visit(self, household: int | None = None) -> None:
        """One visit; the household looked at is filled in."""
        if household is None and self.chips.key in LIST_OF:
            household = self.lists["due"].current() or None
        self.put_right(visit_pane(self.store, self.today, household, self._visited))

    # ── inside ───────────────────────────────────────────────────────────────

    def _offer_steps(self) -> None:
        again = ("print_again", "print_marked") if self._sheet() else ()
        self.offer({"sheets": again, "visits": ("add_photo",)}.get(self.chips.key, ()))

    def _visited(self, visit: Visit, matter: Matter | int | None) -> None:
        if matter is not None:
            self.strip.tell("走访和问题都记下了。问题已进“事项”，等待交办。")

    def _issue(self, typed: Any) -> None:
        homes = round_homes(self.store, typed.member, typed.printed)
        sheet = issue_sheet(self.store, typed.member, homes, typed.printed, typed.reason or "")
        self.chips.press("sheets")
        self.lists["sheets"].choose(sheet.rowid)
        self._write(sheet)

    def _write(self, sheet: VisitSheet) -> None:
        path = ask.file_to_save(self, "存走访单", f"走访单-{sheet.number}号.pdf", PDF)
        if path is None:
            return
        month = Period.of(sheet.printed, Span.MONTH)
        asked = Asked.of(month, sheet.printed, number=sheet.number)
        write_page(return_called("visit-sheet").draw(self.store, asked), path)
        said = f"{sheet.number} 号走访单已存为 {path.name}。打出来带下去，回来按单号录入。"
        self.strip.tell(said)

    def _sheet(self) -> VisitSheet | None:
        row = self.lists["sheets"].current()
        return self.store.get(VisitSheet, row) if row else None

    def _due(self, ids: list[int]) -> list[DueVisit]:
        return [self.dues[row] for row in ids]

    def _covered(self) -> list[Covered]:
        return covered_by_group(self.store, REACH, self._quarter())

    def _quarter(self) -> Days:
        return Days(Period.of(self.today, Span.QUARTER).start, self.today)

    def _ids(self, key: str) -> list[int]:
        asked: dict[str, Callable[[], list[int]]] = {
            "late": lambda: [row for row, each in self.dues.items() if each.late > 0],
            "soon": lambda: [row for row, each in self.dues.items() if 0 >= each.late >= -SOON],
            "visits": lambda: visit_ids(self.store, date(self.today.year, 1, 1), self.today),
            "sheets": lambda: [each.id for each in sheet_lines(self.store)],
            "cover": lambda: list(range(1, len(self._covered()) + 1)),
        }
        return asked[key]()
