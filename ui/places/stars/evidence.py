"""佐证: 创星档案目录 with its numbers, and the folder of a star as a PDF to print and bind."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exporters.paper.evidence_book import write_evidence
from models.keeping.record import Draft, Record, field
from models.keeping.store import Store
from models.office.exposure import NotToBePosted
from models.office.star_sets import STARS, star_set
from models.stars.evidence import (
    FILED,
    Evidence,
    Fileable,
    Filed,
    archive,
    clauses_named,
    file_under,
    fileable,
    folder,
    kind_filed,
)
from models.stars.plan import plan_for
from models.stars.standard import Standard
from models.values.kinds import DAY, LINK
from models.values.problem import Invalid, Problem
from ui.kit import ask
from ui.kit.card import section, words
from ui.kit.chips import Chip
from ui.kit.job import Progress, Work
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark
from ui.parts.public_check import check_pane
from ui.places.stars.section import NO_PLAN, StarList, return_place

if TYPE_CHECKING:
    from models.stars.plan import Plan

class Filing(Record, table="filing", label="归一件"):
    """What is asked before one record is filed; blank titles and days are the record's own."""

    clause: int = field("归在哪一条", LINK, required=True)
    what: int = field("哪一件", LINK, required=True)
    title: str | None = field("题名")
    on_day: Any = field("形成日期", DAY)


PDF = "PDF (*.pdf)"
GONE = "gone"
EMPTY = ("还没有归档的材料。\n按“归一件…”挑会议、走访、照片归到一条下；"
         "或在“进度”里选一条，按“把计入的记录归档”。")


def _there(found: bool) -> Face:
    return Face("在", Mark.DONE) if found else Face("缺", Mark.LATE)


class EvidenceSection(StarList[Filed]):
    """Stars as chips, pieces in the list, one piece in the card."""

    key, title = "evidence", "佐证"
    record_kinds = ("star_evidence",)
    listed, enter, wide, unit = "创星档案目录", "open_record", 760, "件"
    columns = (
        Column("档案编号", 14), Column("任务", 14, text=True), Column("种类", 8),
        Column("题名", 24, lead=True), Column("归档", 11), Column("原件", 6, face=_there),
    )

    def build(self) -> None:
        """What is written beside the window is told over the list."""
        self.work = Work(self.strip)
        self.body.addWidget(self.work)
        super().build()

    def read(self) -> list[Chip]:
        """What is filed under the standard of the plan."""
        plan = plan_for(self.store, self.today.year)
        for name in ("write_folder", "file_one"):
            self.deeds[name].setVisible(plan is not None)
        self.deeds["to_return"].setVisible(plan is not None)
        self.none, chips = EMPTY if plan is not None else NO_PLAN, list[Chip]()
        self.lines = {}
        if plan is not None:
            standard = self.store.get(Standard, plan.standard)
            pieces = archive(self.store, standard)
            self.lines = {each.evidence.rowid: each for each in pieces}
            chips = [Chip("all", "全部", len(pieces)), *(
                Chip(star, label, sum(each.star == star for each in pieces))
                for star, label in star_set(standard.star_set).stars)]
            gone = sum(not each.there for each in pieces)
            if gone:
                chips.append(Chip(GONE, "原件不在", gone, Mark.LATE))
        self.tell(summary=f"已归档 {len(self.lines)} 件" if plan is not None else "")
        return chips

    # ── doing ────────────────────────────────────────────────────────────────

    @action("打开原记录", icon="eye", place="card", may=None)
    def open_record(self) -> None:
        """Go to the record the evidence is."""
        piece = self.chosen_line()
        if not piece.there:
            raise Problem(f"“{piece.evidence.title}”的原件已不在，请补或从归档里去掉。")
        self.open_record_of(piece.evidence.ledger, piece.evidence.row)

    @action("从档案里去掉", icon="close", place="card")
    def take_out(self) -> None:
        """Take a piece out of the archive; the record itself stays."""
        piece = self.chosen_line()
        evidence = self.store.get(Evidence, piece.evidence.rowid)
        with self.store.act(f"从档案里去掉 {piece.number}"):
            self.store.remove(evidence)

    @action("佐证材料册…", icon="export", main=True, may=None)
    def write_folder(self) -> None:
        """The folder of one star as a PDF with a table of contents."""
        plan = self.plan()
        stars = star_set(self.store.get(Standard, plan.standard).star_set).stars
        if self.chips.key in dict(stars):
            self._write(plan, self.chips.key)
            return
        self.ask("出哪颗星的佐证材料册？", {
            **{label: partial(self._write, plan, star) for star, label in stars},
            "不出了": None})

    @action("归一件…", icon="plus", shortcut="Ctrl+N")
    def file_one(self) -> None:
        """Look for one record or attachment and file it under a clause."""
        self.file_under(None)

    @action("档案目录", icon="returns", may=None)
    def to_return(self) -> None:
        """The archive list as a return."""
        self.wanted.emit("return", return_place("star-archive"))

    def file_under(self, clause: int | None) -> None:
        """The form of one piece, under a clause when it is known already."""
        standard = self.store.get(Standard, self.plan().standard)
        offered: dict[int, Fileable] = {}

        def look(store: Store, typed: str) -> list[tuple[int, str]]:
            found = fileable(store, typed)
            offered.update({each.code: each for each in found})
            return [(each.code, each.label) for each in found]

        def keep(said: Filing) -> None:
            piece = offered.get(said.what)
            if piece is None:
                raise Invalid({"what": "请写几个字，从提示里选一件。"})
            filed = file_under(self.store, said.clause, piece.ref, said.title or piece.title,
                               said.on_day or piece.on_day, filed=self.today)
            self.list.choose(filed.rowid)

        pane = self.fill_in(
            "归一件", Draft(Filing, {"clause": clause}),
            ("clause", "what", "title", "on_day"), f"star_evidence:{clause or 'new'}", keep,
            finders={"what": look, "clause": lambda store, typed: clauses_named(
                store, standard, typed)})
        pane.strip.tell("写几个字找会议、活动、走访、照片……；题名和日期空着，就照记录写。")

    # ── inside ───────────────────────────────────────────────────────────────

    def _write(self, plan: Plan, star: str) -> None:
        name = f"{STARS.label(star)}佐证材料册.pdf"
        path = ask.file_to_save(self, "存佐证材料册", name, PDF)
        if path is None:
            return
        self._write_to(path, plan, star)

    def _write_to(self, path: Path, plan: Plan, star: str, *, omit: bool = False) -> None:
        data, key, today = self.store.path, self.store.key, self.today
        self.put_away()

        def work(progress: Progress) -> Path:
            with Store(data, key=key, reading=True) as store:
                put_together = folder(store, plan, star, today, omit=omit)
            progress(-1, "正在排版…")
            write_evidence(put_together, path)
            return path

        def refused(error: Problem) -> None:
            if isinstance(error, NotToBePosted):
                self.strip.put_away()
                self.put_right(check_pane(
                    error, lambda: self._write_to(path, plan, star, omit=True), self.wanted))

        self.work.begin(work, self.work.written, f"正在出{path.name}…", refused)

    def fits(self, line: Filed) -> bool:
        """Of the star asked for, or gone."""
        return not line.there if self.chips.key == GONE else self.chips.lets(line.star)

    def cells(self, line: Filed) -> tuple[Any, ...]:
        """Its number, what it is, whether it is still there."""
        return (line.number, line.task.title, kind_filed(line.evidence.ledger),
                line.evidence.title, line.evidence.filed, line.there)

    def show_card(self, line: Filed | None) -> None:
        """Where it is filed and why."""
        piece = line
        if piece is None:
            self.card.head("佐证")
            self.card.tell(words(
                "编号写成 年度-星-项-件，一件一号；会议、活动、项目、照片都可以归。", "second",
                wrap=True))
            return
        evidence = piece.evidence
        self.card.head(piece.number, kind_filed(evidence.ledger))
        self.card.tell(words(evidence.title, wrap=True))
        self.card.tell(FaceLabel(Face("原件在", Mark.DONE) if piece.there
                                 else Face("原件已不在，请补", Mark.LATE)))
        self.card.tell(section("归在"), words(
            f"{STARS.label(piece.star)}　{piece.task.number} {piece.task.title}", wrap=True),
            words(piece.clause.text, "second", wrap=True))
        self.card.tell(section("日期"), words(
            f"形成 {evidence.on_day or '—'}　归档 {evidence.filed}", wrap=True))
        if piece.there and evidence.ledger in FILED:
            record = self.store.get(FILED[evidence.ledger], evidence.row)
            when = getattr(record, "held", None) or getattr(record, "on_day", None)
            if when:
                self.card.tell(words(f"记录日期 {when}", "faint"))
