"""报表报送: what is due, the way to the stick, the town's own form, and what came back."""

from __future__ import annotations

from pathlib import Path

from models.values.periods import Period
from ui.kit.section import SectionedPage
from ui.parts.enrolling import EnrolSection
from ui.places.returns.catalogue import CatalogueSection
from ui.places.returns.filling import FillSection
from ui.places.returns.replies import ReplySection
from ui.places.returns.sending import SendSection
from ui.places.returns.sent import SentSection


class Returns(SectionedPage):
    """Six parts in the order the work goes; Alt+1 to Alt+6 go to one."""

    kinds = (CatalogueSection, SendSection, FillSection, ReplySection, SentSection, EnrolSection)

    def open(self, kind: str, row: object) -> None:
        """A return of the catalogue, a period to be sent (``2026-Q3``), a package of the town."""
        opened = {"return": self._open_return, "sending": self._send,
                  "package": self._read}.get(kind)
        if opened is not None:
            opened(row)

    def _open_return(self, at: object) -> None:
        self.show_section(CatalogueSection.key).open("return", at)

    def _read(self, package: object) -> None:
        self.show_section(ReplySection.key).read_from([Path(str(package))])

    def _send(self, period: object) -> None:
        self.show_section(SendSection.key).show_period(Period.parse(str(period)))
