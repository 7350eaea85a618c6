"""发展党员: each file by stage, what is to be done next and by when, and what keeps no rule."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from models.keeping.record import Draft
from models.members.development import (
    Candidate,
    DevelopmentFile,
    DevelopmentStep,
    NextStep,
    admissions,
    development_files,
    review_due,
    take,
)
from models.members.development_rules import rule_set_on, step_called, steps
from models.members.typed_names import person_name
from models.values import clock
from ui.kit.card import Timeline, section, words
from ui.kit.chips import ALL, Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from models.keeping.store import Store

FILE_FORM = ("person", "contact", "contact_two", "source", "note")
STEP_FORM = ("step", "on_day", "until", "note")
END_FORM = ("ended", "end_reason", "note")
SOON = timedelta(days=30)


def steps_to_choose(store: Store, typed: str) -> list[tuple[str, str]]:
    """The steps on the way, in their order."""
    return [(each.code, each.title) for each in steps() if typed in each.title]


def next_face(following: NextStep | None, today: date) -> Face:
    """The next thing to do, with how pressing it is."""
    if following is None:
        return Face("各步已办完", Mark.DONE)
    title, deadline, earliest = following.step.title, following.deadline, following.earliest
    if deadline and deadline < today:
        return Face(f"{title}　{deadline} 已过", Mark.LATE)
    if earliest and earliest > today:
        return Face(f"{title}　{earliest} 起", Mark.NONE)
    by = f"　{deadline} 前" if deadline else ""
    return Face(f"{title}{by}", Mark.ASK)


class Development(ListSection[DevelopmentFile]):
    """The open files."""

    key, title, enter, unit = "development", "发展党员", "take_next", "份"
    record = Candidate
    none = "还没有发展党员的档案。\n有人递交申请书，按 Ctrl+N 建一份。"
    columns = (
        Column("姓名", 8, lead=True), Column("阶段", 12), Column("最近一步", 10),
        Column("下一步", 30, face=lambda face: face),
        Column("要核对", 8, face=lambda count: Face(f"{count} 处", Mark.ASK)
               if count else Face("—", tone="faint")),
    )

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many files are open."""
        return Chip(cls.key, cls.title, len(development_files(store, clock.today())))

    def read(self) -> list[Chip]:
        """The files by stage, and when anybody was last admitted."""
        self.lines = {each.candidate.rowid: each
                      for each in development_files(self.store, self.today)}
        stages = list(dict.fromkeys(each.stage for each in steps() if each.stage))
        found = [each.stage for each in self.lines.values()]
        self.tell(summary=admissions(self.store, self.today).sentence)
        return [Chip(ALL, "全部", len(found)), *(
            Chip(stage, stage, found.count(stage)) for stage in stages if stage in found)]

    # ── doing ────────────────────────────────────────────────────────────────

    @action("新建档案", icon="plus", shortcut="Ctrl+N", main=True)
    def add(self) -> None:
        """A file for somebody who handed in an application."""
        self.fill_in("发展党员档案", Draft(Candidate), FILE_FORM, "candidate:new", self._keep,
                     people=("person", "contact", "contact_two"))

    @action("记下一步", icon="check", place="card")
    def take_next(self) -> None:
        """Write the step that comes next."""
        file = self.line
        if file is not None:
            code = file.next.step.code if file.next else None
            self._fill(file, code)

    @action("记考察…", place="card")
    def take_other(self) -> None:
        """The half-yearly review, or any other step."""
        file = self.line
        if file is not None:
            self._fill(file, "review" if review_due(file.taken) else None)

    @action("改档案", icon="edit", place="card")
    def edit(self) -> None:
        """Change the contacts of a file."""
        file = self.line
        if file is not None:
            self.fill_in(file.name, file.candidate, FILE_FORM[1:], f"candidate:{file.candidate.id}",
                         self._keep, people=("contact", "contact_two"))

    @action("终止…", place="card")
    def end(self) -> None:
        """Close a file before its end, with the reason."""
        file = self.line
        if file is not None:
            self.fill_in(f"{file.name} 终止", file.candidate.but(ended=self.today), END_FORM,
                         f"candidate:{file.candidate.id}:end", self._keep)

    # ── inside ───────────────────────────────────────────────────────────────

    def _fill(self, file: DevelopmentFile, code: str | None) -> None:
        step = Draft(DevelopmentStep, {
            "candidate": file.candidate.id, "step": code, "on_day": self.today})
        self.fill_in(file.name, step, STEP_FORM, f"development_step:{file.candidate.id}",
                     lambda kept: take(self.store, kept), finders={"step": steps_to_choose})

    def _keep(self, candidate: Candidate) -> None:
        self.saver(f"发展党员档案 {person_name(self.store, candidate.person)}")(candidate)

    def fits(self, line: DevelopmentFile) -> bool:
        """Whether a file is at the stage asked for."""
        return self.chips.lets(line.stage)

    def cells(self, line: DevelopmentFile) -> tuple[Any, ...]:
        """Who, how far, what is next."""
        return (line.name, line.stage or "—", line.taken[-1].on_day if line.taken else "",
                next_face(line.next, self.today), len(line.faults))

    def show_card(self, line: DevelopmentFile | None) -> None:
        """What is to be done next, what keeps no rule, what was done."""
        file = line
        if file is None:
            said = admissions(self.store, self.today)
            self.card.head("发展党员")
            self.card.tell(FaceLabel(Face(said.sentence, Mark.LATE if said.barren else None)))
            return
        contacts = "、".join(filter(None, (
            person_name(self.store, file.candidate.contact),
            person_name(self.store, file.candidate.contact_two))))
        self.card.head(file.name, file.stage)
        self.card.tell(words(f"培养联系人：{contacts or '还没有定'}", "second", wrap=True),
                       section("下一步"), FaceLabel(next_face(file.next, self.today)))
        if file.next is not None:
            self.card.tell(words(file.next.sentence, "faint", wrap=True))
        due = review_due(file.taken)
        if due is not None:
            mark = Mark.LATE if due < self.today else Mark.ASK if due < self.today + SOON else None
            self.card.tell(FaceLabel(Face(f"培养考察：{due} 前写一次", mark)))
        if file.faults:
            self.card.tell(section("要核对"))
        for each in file.faults:
            self.card.tell(FaceLabel(Face(each, Mark.ASK)))
        self.card.tell(section("已经办的"), Timeline([
            (str(each.on_day), "", step_called(each.step).title
             + (f"（至 {each.until}）" if each.until else "")) for each in reversed(file.taken)]))
        self.card.tell(words(f"今天按{rule_set_on(self.today).source}算。", "faint", wrap=True))
