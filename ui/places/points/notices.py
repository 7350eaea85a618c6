"""公示: what the month's notice says and what was kept from it; corrections and objections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QWidget

from models.keeping.permissions import May
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
from models.values.codes import Labelled
from models.values.kinds import DAY, NOTE
from models.values.periods import Period, Span
from models.values.problem import Problem
from ui.kit.card import section, words
from ui.kit.chips import Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.keeping.store import Store

PERIODS_BACK = 18


class Leaf(Labelled):
    """What is looked at of the notices."""

    DRAFT = "draft", "公示稿"
    PUT_UP = "put_up", "已公示"
    OBJECTIONS = "objections", "异议"


COLUMNS = {
    Leaf.DRAFT: ("组别", "户主", "日期", "事项", "分值"),
    Leaf.PUT_UP: ("期次", "更正", "公示日期", "标题", "条数"),
    Leaf.OBJECTIONS: ("收到", "过期", "答复", "内容", "结果"),
}
NUMBERS = ("号", "分值", "条数")
EMPTY = {Leaf.DRAFT: "这一期没有还没公示的积分。", Leaf.PUT_UP: "还没有公示过。",
         Leaf.OBJECTIONS: "没有收到异议。"}

Line = tuple[Any, ...]


class Reply(Record, table="reply", label="答复"):
    """What is asked when an objection is answered; kept with it."""

    answer: str = field("答复", NOTE, required=True)
    outcome: str = field("结果", required=True, options=OUTCOMES)
    answered: Any = field("答复日期", DAY, required=True)


class Notices(ListSection[Line]):
    """Chips: the draft of a period, the notices put up, the objections."""

    key, title, listed, wide, apart = "notices", "公示", "公示条目", 700, True

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many objections wait."""
        return Chip(cls.key, cls.title, len(unanswered(store)) or None, Mark.ASK)

    def build(self) -> None:
        """The list of lines, notices or objections, and the card."""
        super().build()
        self.draft: NoticeDraft | None = None
        self.kind, self.period = QComboBox(), QComboBox()
        self.kind.addItems(list(AccountKind.labels().values()))
        for box, name in ((self.kind, "户或党员"), (self.period, "期次")):
            box.setAccessibleName(name)
            box.setMinimumWidth(px(130))
            box.activated.connect(lambda _: self.narrow())
            self.tool_row.insertWidget(0, box)

    def read(self) -> list[Chip]:
        """How many notices there are, and objections that wait."""
        self._offer_periods()
        return [
            Chip(Leaf.DRAFT, Leaf.DRAFT.label),
            Chip(Leaf.PUT_UP, Leaf.PUT_UP.label, self.store.count("notice")),
            Chip(Leaf.OBJECTIONS, Leaf.OBJECTIONS.label, len(unanswered(self.store)), Mark.ASK),
        ]

    # ── doing ────────────────────────────────────────────────────────────────

    @action("公示", icon="check", main=True, may=May.PUBLISH)
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

    @action("看版面", icon="print", place="card", may=None)
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

    @action("更正公示", icon="edit", place="card", may=May.PUBLISH)
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

    def answers(self) -> dict[int, Line]:
        """The lines of the draft, the notices, or the objections."""
        key = self.chips.key or Leaf.DRAFT
        self.period.setVisible(key == Leaf.DRAFT)
        self.kind.setVisible(key == Leaf.DRAFT)
        self.draft = None
        return {Leaf.DRAFT: self._list_draft, Leaf.PUT_UP: self._list_notices,
                Leaf.OBJECTIONS: self._list_objections}[Leaf(key)]()

    def columns_now(self) -> tuple[Column, ...]:
        """The headings of what is looked at."""
        labels, widths = COLUMNS[Leaf(self.chips.key or Leaf.DRAFT)], (4, 9, 7, 10, 24, 8)
        return tuple(Column(label, width, numeric=label in NUMBERS, lead=at == 4)
                     for at, (label, width) in enumerate(zip(("号", *labels), widths, strict=True)))

    def nothing(self) -> str:
        """By what is looked at."""
        return EMPTY[Leaf(self.chips.key or Leaf.DRAFT)]

    def _list_draft(self) -> dict[int, Line]:
        self.draft = draft = draw_notice(self.store, self._kind(), self._period(), self.today)
        self.tell(summary=f"公示稿 {len(draft.lines)} 条")
        return {
            at: (at, each.group, each.name or "—", each.on, each.wording, show(each.points))
            for at, each in enumerate(draft.lines, 1)
        }

    def _list_notices(self) -> dict[int, Line]:
        found = self.store.find(Notice, order="id DESC")
        self.tell(summary=f"已公示 {len(found)} 份")
        return {
            each.rowid: (each.number, Period.parse(each.period).label,
                           "更正" if each.corrects else "", each.published, each.title,
                           str(self.store.count("notice_line", "notice = ?", (each.id,))))
            for each in found
        }

    def _list_objections(self) -> dict[int, Line]:
        found = self.store.find(Objection, order="answered IS NOT NULL, received DESC")
        outcome = Objection.field("outcome").show
        self.tell(summary=f"异议 {len(found)} 件")
        return {
            each.rowid: (each.id, str(each.received), "过期" if each.late else "",
                           each.answered or "未答复",
                           "：".join(filter(None, (objected(self.store, each), each.what))),
                           outcome(each.outcome))
            for each in found
        }

    def offered(self, line: Line | None) -> list[str]:
        """By what is looked at."""
        key = self.chips.key or Leaf.DRAFT
        self.deeds["put_up"].setEnabled(key == Leaf.DRAFT and bool(self.shown))
        if line is None:
            return []
        return {Leaf.DRAFT: ["paper"], Leaf.PUT_UP: ["paper", "correct", "object_to"],
                Leaf.OBJECTIONS: ["reply"]}[Leaf(key)]

    def show_card(self, line: Line | None) -> None:
        """The draft and what was kept from it, a notice, or an objection."""
        key, row = self.chips.key or Leaf.DRAFT, self.list.current()
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
