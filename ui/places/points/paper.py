"""A paper of the points: a notice, a list to be signed, a passbook, as it will be printed."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values.periods import Period
from ui.parts.drawn_return import Order, drawn
from ui.parts.paper_view import BoundPaper, PaperView


class SheetView(PaperView):
    """Shows one return of the catalogue."""

    def show_return(self, code: str, period: Period, day: date, **answers: Any) -> None:
        """Draw the return with these answers."""
        order = Order(self._store.path, self._store.key, return_called(code),
                      Asked.of(period, day, **answers))
        self.order = order
        self._start(lambda progress: drawn(order, progress), self._show, "正在排版…")


class PointsPaper(BoundPaper):
    """Takes the whole page; 返回 leads back."""

    key = "points-paper"

    def build(self) -> None:
        """The preview of a return in the place of a document's."""
        super().build()
        documents, self.paper = self.paper, SheetView(self.store)
        self.body.replaceWidget(documents, self.paper)
        documents.deleteLater()
        self.zones = [self.paper.preview]

    def show_return(self, code: str, period: Period, day: date, title: str, **answers: Any) -> None:
        """Draw this one."""
        self.tell(detail=title, summary="")
        self.paper.show_return(code, period, day, **answers)
