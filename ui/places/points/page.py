"""积分: entry, approval, notices, accounts, redemption, schemes, evaluation, fairness."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.points.book.accounts import Account
from models.points.book.entries import Entry
from models.points.book.slips import Slip
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values.periods import Period
from ui.kit.room import take_place
from ui.kit.section import SectionedPage
from ui.parts.drawn_return import Order
from ui.parts.paper_view import BoundPaper, PaperView
from ui.places.points.accounts import Accounts
from ui.places.points.approval import Approval
from ui.places.points.contests import VillageContests
from ui.places.points.entry import EntryGrid
from ui.places.points.evaluation import Evaluations
from ui.places.points.fairness import FairnessView
from ui.places.points.notices import Notices
from ui.places.points.scheme_editor import SchemeEditor
from ui.places.points.schemes import Schemes
from ui.places.points.shop import Shop


class SheetView(PaperView):
    """Shows one return of the catalogue."""

    def show_return(self, code: str, period: Period, day: date, **answers: Any) -> None:
        """Draw the return with these answers."""
        self.order = Order(self._store.path, self._store.key, return_called(code),
                           Asked.of(period, day, **answers))
        self.refresh()


class PointsPaper(BoundPaper):
    """Takes the whole page; 返回 leads back."""

    key = "points-paper"
    paper: SheetView

    def build(self) -> None:
        """The preview of a return in the place of a document's."""
        super().build()
        documents, self.paper = self.paper, SheetView(self.store)
        take_place(self.body, documents, self.paper)
        self.zones = [self.paper.preview]

    def show_return(self, code: str, period: Period, day: date, title: str, **answers: Any) -> None:
        """Draw this one."""
        self.tell(detail=title, summary="")
        self.paper.show_return(code, period, day, **answers)


# ── the page ─────────────────────────────────────────────────────────────────


class Points(SectionedPage):
    """Opens an account's passbook, or what waits."""

    kinds = (EntryGrid, Approval, Notices, Accounts, Shop, Schemes, Evaluations, VillageContests,
             FairnessView, SchemeEditor, PointsPaper)

    def open(self, kind: str, row: int) -> None:
        """An account by its id, or a slip's account."""
        if kind == Account.table:
            self.show_section("accounts").show_account(row)
        elif kind in (Slip.table, Entry.table):
            told: type[Slip | Entry] = Slip if kind == Slip.table else Entry
            self.show_section("accounts").show_account(self.store.get(told, row).account)
        else:
            self.show_section({"notice": "notices", "scheme": "schemes"}.get(kind, "approval"))
