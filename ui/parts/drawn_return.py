"""Off the window's thread: returns drawn, written and printed, packages read and judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from exporters.leaving.package import wrapped
from exporters.leaving.return_files import write_return
from exporters.paper.document import write_document
from exporters.publish import SETTING, Written
from importers.package.reading_room import packages_in, read_packages
from models.exchange.chain import packing
from models.exchange.contents import HAD
from models.exchange.keys import identities
from models.exchange.reporting import Leaving, look_over
from models.keeping.store import Store
from models.returns.document import Document, DocumentReturn
from models.returns.drilling import Behind, behind
from models.returns.frozen import Difference
from models.returns.leaving import covered, public_version
from models.returns.returning import Asked, Return
from models.returns.sending import changed_since, versions
from models.town.receiving import InHand, receive
from models.values.finding import Finding
from models.values.periods import Period
from models.values.privacy import Privacy
from models.values.sheet import Row, Sheet
from ui.kit.job import Progress
from ui.kit.marks import Face
from ui.kit.paper import paper, printed_paper
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from exporters.leaving.package import Wrapping
    from models.exchange.chain import Package

@dataclass(frozen=True)
class Order:
    """What is to be drawn, from which data file.

    ``masked`` are the numbers that are not shown; ``omit`` prints 〔略〕 on a public version where
    something stands that must not be put up, ``columns`` in the whole column.
    """

    data: Path
    key: bytes | None
    wanted: Return | DocumentReturn
    asked: Asked
    public: bool = False
    masked: frozenset[Privacy] = frozenset({Privacy.SECRET})
    omit: bool = False
    columns: bool = False


@dataclass(frozen=True)
class Drawn:
    """A return drawn: what it says, its rows once read, the paper.

    ``changes`` are the differences from what was sent for the period; None when it never was.
    """

    content: Sheet | Document
    rows: list[Row]
    pdf: bytes
    changes: list[Difference] | None = None


def drawn(order: Order, progress: Progress) -> Drawn:
    """Draw for the screen. :raises Problem: the return can't be drawn, in the return's words."""
    content, changes = _content(order), None
    if isinstance(content, Sheet):
        changes = None if order.public else _changes(order, content)
        content = covered(content, order.masked)
    progress(-1, "正在排版…")
    pdf = paper(content)
    progress(100, "")
    rows = list(content.rows) if isinstance(content, Sheet) else []
    return Drawn(content, rows, pdf, changes)


def opened(
    order: Order, sheet: Sheet, rows: list[Row], line: int, column: int, progress: Progress
) -> Behind:
    """What is behind a figure of a sheet that was drawn; ``line`` from 1, 0 for 合计."""
    progress(-1, "")
    with Store(order.data, key=order.key, reading=True) as store:
        return behind(store, replace(sheet, rows=rows), order.asked, line - 1 if line else None,
                      column)


def exported(order: Order, folder: Path, progress: Progress) -> list[Written]:
    """Write both files into ``folder``; path, sha256 and rows of each."""
    content = _content(order)
    progress(-1, f"正在写 {content.title}…")
    with SETTING:
        if isinstance(content, Document):
            return write_document(content, folder, str(order.asked.period))
        return write_return(content, folder, str(order.asked.period), public=order.public)


def printed(order: Order, printer: QPrinter, progress: Progress) -> int:
    """Send the paper to ``printer``, page by page; how many pages."""
    return printed_paper(paper(_content(order)), printer, progress)


def _content(order: Order) -> Sheet | Document:
    """The return; whatever is public only when nothing on it betrays anybody."""
    with Store(order.data, key=order.key, reading=True) as store:
        content = order.wanted.draw(store, order.asked)
        if isinstance(content, Sheet):
            if order.public or content.public:
                content = public_version(
                    store, content, omit=order.omit, columns=order.columns)
            content = _read(content)
        return content


def _changes(order: Order, sheet: Sheet) -> list[Difference] | None:
    """Where it is no longer what was sent for the period."""
    with Store(order.data, key=order.key, reading=True) as store:
        sent = versions(store, sheet.code, str(order.asked.period))
    return changed_since(sent[-1], sheet) if sent else None


def _read(sheet: Sheet) -> Sheet:
    """Rows read as they are asked for are read before the data file is let go."""
    return sheet if isinstance(sheet.rows, list) else replace(sheet, rows=list(sheet.rows))


# ── Onto the stick and from it


@dataclass(frozen=True)
class Desk:
    """The open data file as a job may know it."""

    data: Path
    key: bytes | None
    operator: str

    @classmethod
    def of(cls, store: Store) -> Desk:
        """The desk of the window's store."""
        return cls(store.path, store.key, store.operator)

    def reading(self) -> Store:
        """The data file opened for reading."""
        store = Store(self.data, key=self.key, reading=True)
        store.operator = self.operator
        return store


@dataclass(frozen=True)
class Looked:
    """What is about to leave, as it was drawn and checked."""

    leaving: Leaving

    @property
    def sheets(self) -> dict[str, Sheet]:
        """The returns drawn, by code."""
        return {each.code: each for each in self.leaving.sheets}

    @property
    def findings(self) -> list[Finding]:
        """Everything found about the period."""
        return list(self.leaving.findings)


def looked_over(
    desk: Desk, period: Period, codes: Sequence[str], today: date, progress: Progress
) -> Looked:
    """Draw the returns of a period and check what they are drawn from."""
    with desk.reading() as store:
        return Looked(look_over(store, period, codes, today, progress))


def look_behind(
    desk: Desk, sheet: Sheet, asked: Asked, line: int, column: int, progress: Progress
) -> Behind:
    """What is behind a figure; ``line`` from 1, 0 for 合计."""
    progress(-1, "")
    with desk.reading() as store:
        return behind(store, sheet, asked, line - 1 if line else None, column)


def handed(
    desk: Desk, packed: Sequence[tuple[Sheet, int]], how: Wrapping, progress: Progress
) -> list[Package]:
    """Write the package onto the stick. :raises Problem: the stick or the disk refused."""
    with desk.reading() as store:
        make = packing(store, how.period, how.own)
        return wrapped(make, store.path, packed, how, progress)


def exported_all(
    desk: Desk, sheets: Sequence[Sheet], period: Period, folder: Path, progress: Progress
) -> int:
    """Write every return as workbook and paper; how many files."""
    files = 0
    with desk.reading() as store:
        sheets = [public_version(store, each) if each.public else each for each in sheets]
    for at, sheet in enumerate(sheets):
        progress(100 * at // len(sheets), f"正在写 {sheet.title}…")
        with SETTING:
            files += len(write_return(sheet, folder, str(period)))
    return files


# ── packages handed in ───────────────────────────────────────────────────────


DOWN = "下发-"
"""How the names of our own files begin; they are not handed in."""


def held_face(held: InHand) -> Face:
    """The verdict at a glance."""
    if held.taken:
        return Face(held.label, Mark.DONE)
    if held.fit:
        return Face(held.label, Mark.ASK)
    mark = Mark.NONE if held.judged.verdict in HAD else Mark.LATE
    return Face(held.label, mark)


def held_counts(held: InHand) -> str:
    """What taking it in would do."""
    return counted(**held.seen.counts) if held.seen is not None else ""


def counted(added: int, changed: int, removed: int, conflicts: int = 0) -> str:
    """新增 12 · 改动 3 · 冲突 2."""
    named = (("新增", added), ("改动", changed), ("删去", removed), ("冲突", conflicts))
    return " · ".join(f"{what} {many:,}" for what, many in named if many) or "没有改动"


def looked_at(
    desk: Desk, places: Sequence[Path], passphrase: str, progress: Progress
) -> list[InHand]:
    """Read and judge every package named or lying in a folder; nothing is taken in."""
    paths = [each for each in packages_in(places) if not each.name.startswith(DOWN)]
    held: list[InHand] = []
    with desk.reading() as store:
        for each in receive(store, read_packages(paths, identities(store), passphrase)):
            held.append(each)
            progress(100 * len(held) // len(paths), f"核对了 {len(held)} / {len(paths)}…")
    return held
