"""积分: entry, approval, notices, accounts, redemption, schemes, evaluation, fairness."""

from __future__ import annotations

from models.points.book.entries import Entry
from models.points.book.slips import Slip
from ui.kit.section import SectionedPage
from ui.places.points.accounts import Accounts
from ui.places.points.approval import Approval
from ui.places.points.entry import EntryGrid
from ui.places.points.evaluation import Evaluations
from ui.places.points.fairness import FairnessView
from ui.places.points.notices import Notices
from ui.places.points.paper import PointsPaper
from ui.places.points.scheme_editor import SchemeEditor
from ui.places.points.schemes import Schemes
from ui.places.points.shop import Shop


class Points(SectionedPage):
    """Opens an account's passbook, or what waits."""

    reads = ("slip", "objection", "account", "entry", "notice")
    kinds = (EntryGrid, Approval, Notices, Accounts, Shop, Schemes, Evaluations, FairnessView,
             SchemeEditor, PointsPaper)

    def open(self, kind: str, row: int) -> None:
        """An account by its id, or a slip's account."""
        if kind == "account":
            self.show_section("accounts").show_account(row)
        elif kind in ("slip", "entry"):
            line = self.store.get(Slip if kind == "slip" else Entry, row)
            self.show_section("accounts").show_account(line.account)
        else:
            self.show_section({"notice": "notices", "scheme": "schemes"}.get(kind, "approval"))
