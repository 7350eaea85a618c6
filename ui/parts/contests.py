"""观摩比拼: who is scored by whom on which form, keyed in like a sheet, and the places."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from importers.photo import read_photo
from models.keeping.attachments import attach
from models.keeping.record import Draft, Record, field, required
from models.points.engine.reader import show
from models.points.evaluation.contests import (
    KINDS,
    Contest,
    Entrant,
    Placed,
    begin,
    blank_sheet,
    contests,
    earlier,
    entrants,
    key_scores,
    names_in,
    result_sheet,
    standings,
)
from models.points.evaluation.own_forms import items_of
from models.points.evaluation.rounds import CONTEST, EvaluationForm, forms_on
from models.values.kinds import DAY, FLAG, LINK, NOTE
from models.values.problem import Invalid, Problem
from ui.kit import ask
from ui.kit.card import section, words
from ui.kit.chips import Chip
from ui.kit.list_section import ListSection
from ui.kit.page import action
from ui.kit.paper import PaperPane
from ui.kit.record_list import RecordList
from ui.kit.table import Column, Edit, RecordTable
from ui.parts.photos import PHOTOS, Photos
from ui.parts.scoring_forms import forms_named, write_form

SHOWN = 6
NONE = "还没有观摩比拼。\n先“写评分表…”，再“开一场…”，写谁评、比谁。"


class Begun(Record, table="begun_contest", label="观摩比拼"):
    """What is asked of a round; the names are who is scored."""

    name: str = required("名称")
    form: int = required("评分表", LINK)
    on_day: date = required("日期", DAY)
    compared: str = field("比什么", required=True, default="village", options=KINDS)
    names: str | None = field("参评的", NOTE)
    judges: str = required("评委", NOTE)
    drop: bool = field("去掉最高分和最低分", FLAG, default=False)
    note: str | None = field("备注", NOTE)


ASKED = ("name", "form", "on_day", "compared", "# 名字之间用顿号", "names", "judges", "drop",
         "note")


class Contests(ListSection[Placed]):
    """A chip for each of the newest rounds; the marks are typed into the list, judge by judge."""

    key, title, none, wide, unit, apart = "contests", "观摩比拼", NONE, 720, "个", True

    def usual_names(self) -> list[str]:
        """Whom a round is about unless somebody is named."""
        raise NotImplementedError

    def made_list(self, key: str) -> RecordList:
        """Typed into like a sheet."""
        return RecordList(RecordTable((), self.rows, self._put), self.title)

    def read(self) -> list[Chip]:
        """The newest rounds."""
        self.rounds = {str(each.rowid): each for each in contests(self.store)}
        self.tell(summary=f"共 {len(self.rounds)} 场")
        return [Chip(key, each.name, len(entrants(self.store, each.rowid)))
                for key, each in list(self.rounds.items())[:SHOWN]]

    def answers(self) -> dict[int, Placed]:
        """Everyone of the round looked at, as they were written: a mark moves no row from under the
        hand that types."""
        found = standings(self.store, self.contest) if self.contest else []
        return {each.entrant.rowid: each
                for each in sorted(found, key=lambda each: each.entrant.place)}

    @property
    def contest(self) -> Contest | None:
        """The round looked at."""
        return self.rounds.get(self.chips.key) or next(iter(self.rounds.values()), None)

    # ── doing ────────────────────────────────────────────────────────────────

    @action("开一场…", icon="plus", shortcut="Ctrl+N", main=True)
    def begin(self) -> None:
        """A round: the form, who scores and who is scored."""
        forms = forms_on(self.store, self.today, CONTEST)
        if not forms:
            raise Problem("还没有评分表，请先按“写评分表…”。")
        self._ask(None, {"form": forms[-1].rowid, "on_day": self.today,
                         "names": "、".join(self.usual_names())})

    @action("写评分表…", icon="edit")
    def write_form(self) -> None:
        """A form in the office's own words."""
        write_form(self, None, CONTEST, self.today)

    @action("改这场…", icon="edit", shortcut="F2", place="card")
    def edit(self) -> None:
        """The round looked at: its day, its judges, who is scored."""
        contest = self._contest()
        known = {name: getattr(contest, name) for name in contest.fields_by_name()}
        self._ask(contest, known | {"names": "、".join(
            each.name for each in entrants(self.store, contest.rowid))})

    @action("改评分表…", icon="edit", place="menu")
    def edit_form(self) -> None:
        """Its form, as long as nobody was scored by it."""
        form = self.store.get(EvaluationForm, self._contest().form)
        write_form(self, form, CONTEST, self.today)

    @action("印成绩…", icon="print", shortcut="Ctrl+P", place="card", may=None)
    def print_result(self) -> None:
        """The places on paper."""
        contest = self._contest()
        self.put_right(PaperPane(lambda: result_sheet(self.store, contest)))

    @action("印空表…", icon="print", place="menu", may=None)
    def print_blank(self) -> None:
        """The form for a judge to fill in by hand."""
        contest = self._contest()
        self.put_right(PaperPane(lambda: blank_sheet(self.store, contest)))

    @action("加照片…", icon="plus", place="card")
    def add_photo(self) -> None:
        """Hang a picture on who is looked at: what the judges saw there."""
        entrant = self.chosen_line().entrant
        path = ask.file_to_open(self, "选照片", PHOTOS)
        if path is not None:
            attach(self.store, read_photo(path), (Entrant.table, entrant.rowid), self.today)

    # ── inside ───────────────────────────────────────────────────────────────

    def _contest(self) -> Contest:
        if self.contest is None:
            raise Problem("还没有观摩比拼，请先按“开一场…”。")
        return self.contest

    def _ask(self, contest: Contest | None, known: dict[str, Any]) -> None:
        said = {name: known[name] for name in Begun.fields_by_name() if name in known}

        def keep(asked: Begun) -> None:
            told = {name: getattr(asked, name) for name in Begun.fields_by_name()}
            names = names_in(told.pop("names") or "") or self.usual_names()
            kept = begin(self.store, contest.but(**told) if contest else Contest(**told), names)
            self.refresh()
            self.chips.press(str(kept.rowid))

        self.fill_in("开一场" if contest is None else f"改{contest.name}", Draft(Begun, said),
                     ASKED, f"contest:{contest.id if contest else 'new'}", keep,
                     finders={"form": partial(forms_named, use=CONTEST)})

    def columns_now(self) -> tuple[Column, ...]:
        """A column for every judge, to be typed in."""
        contest = self.contest
        judges = contest.judge_names if contest else []
        heading = KINDS.label(contest.compared) if contest else "名称"
        return (Column("名次", 5, numeric=True), Column(heading, 14, lead=True),
                *(Column(judge, 8, judge, numeric=True, editable=True) for judge in judges),
                Column("得分", 8, numeric=True), Column("等次", 8),
                Column("上次", 5, numeric=True))

    def cells(self, line: Placed) -> tuple[Any, ...]:
        """The place, the marks, what came of them."""
        return (line.place, line.entrant.name,
                *(None if each is None else show(each) for each in line.totals),
                None if line.score is None else show(line.score), line.grade, line.last)

    def offered(self, line: Placed | None) -> list[str]:
        """They are about the round."""
        return [each for each in self._steps()
                if self.contest is not None or each in self.for_many()]

    def _put(self, edits: list[Edit]) -> None:
        known = {each.rowid: each for each in entrants(self.store, self._contest().rowid)}
        try:
            with self.store.act(f"{self._contest().name}：打分 {len(edits)} 个"):
                for each in edits:
                    known[each.id] = key_scores(self.store, known[each.id], each.key, each.text)
        except Invalid as invalid:
            raise Problem(invalid.sentence) from None

    def show_card(self, line: Placed | None) -> None:
        """How it is scored, by what, and the round before."""
        contest = self.contest
        if contest is None:
            self.card.head(self.title)
            return
        form = self.store.get(EvaluationForm, contest.form)
        self.card.head(contest.name, str(contest.on_day))
        self.card.tell(
            words("在评委一栏填总分（92），或按项填（18 20 25）。", "second", wrap=True),
            words("去掉一个最高分、一个最低分后平均" if contest.drop else "各评委打分平均"),
            section(f"{form.name}　满分 {show(form.full)} 分"))
        self.card.tell(words(items_of(self.store, form), wrap=True))
        if before := earlier(self.store, contest):
            self.card.tell(words(f"上次：{before.name}（{before.on_day}）", "faint"))
        if line is not None:
            self.card.tell(section(f"{line.entrant.name}的照片"),
                           Photos(self.store, Entrant.table, line.entrant.rowid))
