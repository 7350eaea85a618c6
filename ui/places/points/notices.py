"""公示: what the month's notice says and what was kept from it; corrections and objections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QWidget

from models.keeping.record import Draft, Record, field
from models.points.engine.reader import show
from models.points.engine.scheme import AccountKind
from models.points.notice.notices import (
    OUTCOMES,
    Notice,
    NoticeDraft,
    Objection,
    answer,
    draw_correction,
    draw_notice,
    lines_of,
    lines_to_choose,
    object_to,
    objected,
    publish,
    too_early,
    unanswered,
)
from models.values import clock
from models.values.codes import Labelled
from models.values.kinds import DAY, NOTE
from models.values.periods import Period, Span
from models.values.problem import Problem
from ui.kit.card import Card, section, words
from ui.kit.chips import Chip
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.section import Section
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark, px

if TYPE_CHECKING:
    from models.keeping.store import Store

PERIODS_BACK = 18


class Leaf(Labelled):
    """What is looked at of the notices."""

    DRAFT = "draft", "公示稿"
    PUT_UP = "put_up", "已公示"
    OBJECTIONS = "objections", "异议"


Line = tuple[Any, ...]


class Reply(Record, table="reply", label="答复"):
    """What is asked when an objection is answered; kept with it."""

    answer: str = field("答复", NOTE, required=True)
    outcome: str = field("结果", required=True, options=OUTCOMES)
    answered: Any = field("答复日期", DAY, required=True)


class Notices(Section):
    """Chips: the draft of a period, the notices put up, the objections."""

    key, title = "notices", "公示"

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many objections wait."""
        return Chip(cls.key, cls.title, len(unanswered(store)) or None, Mark.ASK)

    def build(self) -> None:
        """The list of lines, notices or objections, and the card."""
        self.today = clock.today()
        self.draft: NoticeDraft | None = None
        self.rows: dict[int, Line] = {}
        self.list = RecordList(self._table(), "公示条目")
        self.list.shown.connect(lambda _: self._show_card())
        self.card = Card()
        self.card.steps(self.buttons("card"))
        self.kind, self.period = QComboBox(), QComboBox()
        self.kind.addItems(list(AccountKind.labels().values()))
        for box, name in ((self.kind, "户或党员"), (self.period, "期次")):
            box.setAccessibleName(name)
            box.setMinimumWidth(px(130))
            box.activated.connect(lambda _: self._list())
            self.tool_row.insertWidget(0, box)
        self.chips.chosen.connect(lambda _: self._choose())
        self.lay_halves(self.list, self.card, 700)
        self.zones = [self.list, self.card]

    def refresh(self) -> None:
        """Count the chips and list the chosen one."""
        self.today = clock.today()
        self._offer_periods()
        self.ask_over([
            Chip(Leaf.DRAFT, Leaf.DRAFT.label),
            Chip(Leaf.PUT_UP, Leaf.PUT_UP.label, self.store.count("notice")),
            Chip(Leaf.OBJECTIONS, Leaf.OBJECTIONS.label, len(unanswered(self.store)), Mark.ASK),
        ])
        self._list()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("公示", icon="check", main=True)
    def put_up(self) -> None:
        """Put the draft up, after asking: it is frozen then."""
        draft = self.draft
        if self.chips.key != Leaf.DRAFT or draft is None:
            raise Problem("请先到“公示稿”选一期。")
        kept_out = f"有 {len(draft.pointed_out)} 处个人信息不会印出。" if draft.pointed_out else ""
        self.strip.ask(
            f"“{draft.title}”{len(draft.lines)} 条，异议期到 {draft.until}。{kept_out}"
            "公示以后不能改，有错出更正公示。", {
                "公示": lambda: self.attempt(lambda: self._publish(draft)), "再看看": None,
            })

    @action("看版面", icon="print", place="card")
    def paper(self) -> None:
        """The notice as it will be printed."""
        if self.chips.key == Leaf.PUT_UP:
            notice = self._notice()
            period, kind = Period.parse(notice.period), notice.kind
            code = "points-correction" if notice.corrects else "points-notice"
            day = notice.published
            shown = Period.of(day, Span.MONTH) if notice.corrects else period
        else:
            shown, kind, code, day = self._period(), self._kind(), "points-notice", self.today
        self.go("points-paper").show_return(code, shown, day, "公示", kind=kind)

    @action("更正公示", icon="edit", place="card")
    def correct(self) -> None:
        """Put up what has changed since, both versions side by side."""
        draft = draw_correction(self.store, self._notice().rowid, self.today)
        changed = "；".join(
            f"{each.group} {each.name or '（不公布姓名）'} {each.wording} "
            f"{show(each.points)}→{show(each.corrected or each.points * 0)}"
            for each in draft.lines[:3])
        self.strip.ask(f"更正 {len(draft.lines)} 条：{changed}。", {
            "公示更正": lambda: self.attempt(lambda: self._publish(draft)), "再看看": None,
        })

    @action("收到异议…", icon="matter", place="card")
    def object_to(self) -> None:
        """Somebody objects to the notice looked at."""
        notice = self._notice()
        self.fill_in(
            f"异议：{notice.title}", Draft(Objection, {
                "notice": notice.id, "received": self.today}),
            ("received", "who", "contact", "line", "what"), f"objection:{notice.id}",
            lambda kept: object_to(self.store, kept),
            finders={"line": lambda store, typed: lines_to_choose(store, notice.rowid, typed)})

    @action("答复…", icon="edit", place="card")
    def reply(self) -> None:
        """Answer the objection looked at."""
        row = self.list.current()
        pane = self.fill_in(
            "答复异议", Draft(Reply, {"answered": self.today}), ("answer", "outcome", "answered"),
            f"reply:{row}",
            lambda said: answer(self.store, row, said.answer, said.outcome, said.answered))
        pane.put_over(*self._told(self.store.get(Objection, row)))

    # ── inside ───────────────────────────────────────────────────────────────

    def _publish(self, draft: NoticeDraft) -> None:
        notice = publish(self.store, draft, self.today)
        self.strip.tell(f"第 {notice.number} 号公示好了，异议期到 {notice.objections_until}。"
                        "请到“看版面”打印张贴。")

    def _kind(self) -> str:
        return list(AccountKind)[max(self.kind.currentIndex(), 0)]

    def _period(self) -> Period:
        return Period.parse(self.period.currentData() or f"{self.today:%Y-%m}")

    def _offer_periods(self) -> None:
        """The running month, to be looked at; one begins with the newest that is over."""
        month = Period.of(self.today, Span.MONTH)
        if self.period.itemData(0) == str(month):
            return
        self.period.clear()
        self.period.addItem(month.label, str(month))
        for _ in range(PERIODS_BACK):
            month = month.previous()
            self.period.addItem(month.label, str(month))
            if month.number % 3 == 0:
                quarter = Period.of(month.end, Span.QUARTER)
                self.period.addItem(quarter.label, str(quarter))
        self.period.setCurrentIndex(1)

    def _notice(self) -> Notice:
        row = self.list.current()
        if self.chips.key != Leaf.PUT_UP or not row:
            raise Problem("请先在“已公示”里选一份。")
        return self.store.get(Notice, row)

    def _choose(self) -> None:
        self.list.table.show_ids([])
        self._list()

    def _list(self) -> None:
        key = self.chips.key or Leaf.DRAFT
        self.period.setVisible(key == Leaf.DRAFT)
        self.kind.setVisible(key == Leaf.DRAFT)
        self.draft = None
        {Leaf.DRAFT: self._list_draft, Leaf.PUT_UP: self._list_notices,
         Leaf.OBJECTIONS: self._list_objections}[Leaf(key)]()
        self.list.show_ids(list(self.rows))
        self._show_card()

    def _list_draft(self) -> None:
        self.draft = draft = draw_notice(self.store, self._kind(), self._period(), self.today)
        self.rows = {
            at: (at, each.group, each.name or "—", each.on, each.wording, show(each.points))
            for at, each in enumerate(draft.lines, 1)
        }
        self._columns("组别", "户主", "日期", "事项", "分值")
        self.list.say_empty("这一期没有还没公示的积分。")
        self.tell(summary=f"公示稿 {len(draft.lines)} 条")

    def _list_notices(self) -> None:
        found = self.store.find(Notice, order="id DESC")
        self.rows = {
            each.rowid: (each.number, each.period, "更正" if each.corrects else "",
                           each.published, each.title,
                           str(self.store.count("notice_line", "notice = ?", (each.id,))))
            for each in found
        }
        self._columns("期次", "更正", "公示日期", "标题", "条数")
        self.list.say_empty("还没有公示过。")
        self.tell(summary=f"已公示 {len(found)} 份")

    def _list_objections(self) -> None:
        found = self.store.find(Objection, order="answered IS NOT NULL, received DESC")
        outcome = Objection.field("outcome").show
        self.rows = {
            each.rowid: (each.id, str(each.received), "过期" if each.late else "",
                           each.answered or "未答复",
                           "：".join(filter(None, (objected(self.store, each), each.what))),
                           outcome(each.outcome))
            for each in found
        }
        self._columns("收到", "过期", "答复", "内容", "结果")
        self.list.say_empty("没有收到异议。")
        self.tell(summary=f"异议 {len(found)} 件")

    def _columns(self, *labels: str) -> None:
        widths = (4, 9, 7, 10, 24, 8)
        self.list.table.columns = tuple(
            Column(label, width, numeric=at in (0,), lead=at == 4)
            for at, (label, width) in enumerate(zip(("号", *labels), widths, strict=True)))

    def _table(self) -> RecordTable:
        return RecordTable(tuple(Column("", width) for width in (4, 9, 7, 10, 24, 8)),
                           lambda ids: [self.rows[row] for row in ids])

    def _show_card(self) -> None:
        key, row = self.chips.key or Leaf.DRAFT, self.list.current()
        for name, shown in (
            ("paper", key != Leaf.OBJECTIONS and bool(self.rows)),
            ("correct", key == Leaf.PUT_UP and bool(row)),
            ("object_to", key == Leaf.PUT_UP and bool(row)),
            ("reply", key == Leaf.OBJECTIONS and row),
        ):
            self.deeds[name].setVisible(bool(shown))
        self.deeds[Leaf.PUT_UP].setEnabled(key == Leaf.DRAFT and bool(self.rows))
        self.card.forget()
        if key == Leaf.DRAFT and self.draft is not None:
            self._tell_draft(self.draft)
        elif key == Leaf.PUT_UP and row:
            self._tell_notice(self.store.get(Notice, row))
        elif key == Leaf.OBJECTIONS and row:
            self._tell_objection(self.store.get(Objection, row))
        else:
            self.card.head("公示")

    def _tell_draft(self, draft: NoticeDraft) -> None:
        self.card.head(draft.title, "草稿，未公示")
        if early := too_early(draft.period, self.today):
            self.card.tell(FaceLabel(Face(early, Mark.ASK)))
        for note in draft.notes:
            self.card.tell(words(note, "second", wrap=True))
        if not draft.pointed_out:
            self.card.tell(FaceLabel(Face("没有发现不该公示的内容。", Mark.DONE)))
            return
        self.card.tell(section(f"不会印出的 {len(draft.pointed_out)} 处"))
        for each in draft.pointed_out[:12]:
            self.card.tell(FaceLabel(Face(each.sentence, Mark.ASK)))

    def _tell_notice(self, notice: Notice) -> None:
        self.card.head(notice.title, f"第 {notice.number} 号")
        open_still = notice.objections_until >= self.today
        until = Face(f"异议期到 {notice.objections_until}", Mark.ASK if open_still else Mark.DONE)
        self.card.tell(FaceLabel(until), words(notice.contact, "second"))
        for each in lines_of(self.store, notice.rowid)[:12]:
            self.card.tell(words(each.words, wrap=True))

    def _tell_objection(self, objection: Objection) -> None:
        notice = self.store.get(Notice, objection.notice)
        self.card.head("异议", notice.title)
        self.card.tell(*self._told(objection))
        if objection.answer:
            self.card.tell(section("答复"), words(objection.answer, wrap=True))

    def _told(self, objection: Objection) -> list[QWidget]:
        """What was objected to which line, by whom and when."""
        by = f"{objection.who or '未留名'} {objection.received} 提出"
        line = objected(self.store, objection)
        said = [words(f"针对：{line}", wrap=True)] if line else []
        return [*said, words(objection.what, wrap=True), words(by, "faint")]


