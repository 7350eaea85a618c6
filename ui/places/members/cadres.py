"""干部: the two committees with the figures the county asks for, and the reserve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from models.figures.registers import officers_in_words
from models.keeping.record import Draft, Record, field, required
from models.members.member import BODIES, Post
from models.members.posts import (
    ORIGINS,
    SENT,
    STATIONED,
    TRAINER,
    TWO_COMMITTEES,
    Reserve,
    former_posts,
    officers,
    other_posts,
    post_warnings,
    posts_on,
    reserve_on,
    reserve_warning,
    station,
)
from models.members.typed_names import person_name
from models.registers.people import Person
from models.values import clock
from models.values.codes import EDUCATION, POLITICS, SEX
from models.values.days import age_on
from models.values.kinds import DAY, NOTE, PART_DAY, Choices
from ui.kit.card import section, words
from ui.kit.chips import Chip
from ui.kit.list_section import ListSection
from ui.kit.lookups import offer
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from models.keeping.store import Store

POST = ("person", "title", "body", "since", "until", "note")
RESERVE = ("person", "origin", "contact", "aim", "listed", "review", "note")
RESERVE_END = ("ended", "end_reason", "review", "note")
OFFICERS, RESERVES, OTHER, FORMER = "officers", "reserve", "other", "former"


BARE = 2
"""主任, 委员: so short a title does not say of what."""
Held = tuple[Person, Post]


class Sent(Record, table="sent_here", label="外来人员"):
    """Somebody an office sends to work here, with the post: what is asked of them at once."""

    name: str = required("姓名")
    sex: str | None = field("性别", options=SEX)
    born: str | None = field("出生日期", PART_DAY)
    education: str | None = field("学历", options=EDUCATION)
    politics: str | None = field("政治面貌", options=POLITICS)
    phone: str | None = field("联系电话")
    sent_by: str = required("派出单位")
    body: str = required("身份", options=Choices(**{each: BODIES.label(each) for each in SENT}))
    title: str = required("职务")
    since: date = required("到任日期", DAY)
    note: str | None = field("备注", NOTE)


ITS_POST = ("body", "title", "since", "note")
TITLES = ("第一书记", "驻村工作队长", "驻村工作队员", "包村干部", "专家", "农技员")


class Cadres(ListSection[Held | Reserve]):
    """The posts of a day, the reserve and what is over, each under its chip."""

    key, title, enter, unit, apart = "cadres", "干部", "edit", "人", True
    columns = (
        Column("姓名", 7, lead=True), Column("性别", 4), Column("年龄", 5, numeric=True),
        Column("学历", 10), Column("职务或来源", 24), Column("起", 10),
    )

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many hold a post in the two committees."""
        return Chip(cls.key, cls.title, len(officers(store, clock.today())))

    def read(self) -> list[Chip]:
        """Who holds office today, who is in reserve."""
        self.officers = officers(self.store, self.today)
        held = posts_on(self.store, self.today, TWO_COMMITTEES)
        self.posts = [(each.person, post) for each in self.officers for post in held
                      if post.person == each.person.id]
        self.sent = {body: self._held(posts_on(self.store, self.today, (body,))) for body in SENT}
        self.other = self._held(other_posts(self.store, self.today))
        self.former = self._held(former_posts(self.store, self.today))
        self.reserve = reserve_on(self.store, self.today)
        wrong = reserve_warning(len(self.reserve)) is not None
        self.figures = officers_in_words(self.store, self.today)
        self.tell(summary=self.figures[0].partition("（")[0])
        return [Chip(OFFICERS, "两委干部", len(self.officers)),
                Chip(RESERVES, "后备干部", len(self.reserve), Mark.ASK if wrong else None),
                Chip(STATIONED, "驻村干部", len(self.sent[STATIONED])),
                Chip(TRAINER, BODIES.label(TRAINER), len(self.sent[TRAINER])),
                Chip(OTHER, "其他职务", len(self.other)),
                Chip(FORMER, "曾任", len(self.former))]

    # ── doing ────────────────────────────────────────────────────────────────

    @action("登记任职", icon="plus", shortcut="Ctrl+N", main=True)
    def add(self) -> None:
        """A post somebody was elected or appointed to, or somebody for the reserve."""
        if self.chips.key in (RESERVES, *SENT):
            (self.add_reserve if self.chips.key == RESERVES else self.add_sent)()
            return
        self.fill_in("任职", Draft(Post, {
            "body": OTHER if self.chips.key == OTHER else "branch", "since": self.today}), POST,
                     "post:new", self._keep, people=("person",))

    @action("列入后备…", icon="plus")
    def add_reserve(self) -> None:
        """Somebody trained to take over."""
        self.fill_in("后备干部", Draft(Reserve, {"listed": self.today}), RESERVE,
                     "reserve:new", self._keep, people=("person", "contact"))

    @action("登记驻村干部、师资…", icon="plus")
    def add_sent(self) -> None:
        """第一书记, 驻村工作队, a teacher: who is not of the village, and the post here."""
        body = TRAINER if self.chips.key == TRAINER else STATIONED
        self._ask_sent(Draft(Person), Draft(Post, {"body": body, "since": self.today}))

    @action("改", icon="edit", place="card")
    def edit(self) -> None:
        """Change what is looked at."""
        if self.chips.key == RESERVES:
            self._edit_reserve(RESERVE[1:])
        elif self.chips.key in SENT and isinstance(self.line, tuple):
            self._ask_sent(*self.line)
        else:
            self._edit_post(POST[1:])

    @action("离任或调出…", place="card")
    def end(self) -> None:
        """End a post, or take somebody off the reserve."""
        if self.chips.key == RESERVES:
            self._edit_reserve(RESERVE_END, ended=self.today)
        else:
            self._edit_post(("until", "note"), until=self.today)

    # ── inside ───────────────────────────────────────────────────────────────

    def _held(self, posts: Sequence[Post]) -> list[Held]:
        return [(self.store.get(Person, each.person), each) for each in posts]

    def _ask_sent(self, person: Person | Draft[Person], post: Post | Draft[Post]) -> None:
        who, held = Draft.of(person), Draft.of(post)
        known = {name: (held if name in ITS_POST else who).get(name)
                 for name in Sent.fields_by_name()}

        def keep(said: Sent) -> None:
            told = {name: getattr(said, name) for name in known}
            of_post = {name: told.pop(name) for name in ITS_POST}
            station(self.store, who.but(**told).whole(), held.but(person=0, **of_post).whole())

        pane = self.fill_in("驻村干部、师资", Draft(Sent, known), tuple(known),
                            f"sent:{held.get('id') or 'new'}", keep)
        offer(pane.form.editors["title"], TITLES)

    def _edit_post(self, layout: tuple[str, ...], **says: Any) -> None:
        if isinstance(self.line, tuple):
            person, post = self.line
            self.fill_in(f"{person.name} {post.title}", post.but(**says), layout,
                         f"post:{post.id}", self._keep)

    def _edit_reserve(self, layout: tuple[str, ...], **says: Any) -> None:
        record = self.line
        if isinstance(record, Reserve):
            people = ("contact",) if "contact" in layout else ()
            self.fill_in(person_name(self.store, record.person), record.but(**says), layout,
                         f"reserve:{record.id}", self._keep, people=people)

    def _keep(self, record: Post | Reserve) -> None:
        said = f"任职 {{}} {record.title}" if isinstance(record, Post) else "后备干部 {}"
        self.saver(said.format(person_name(self.store, record.person)))(record)

    def answers(self) -> dict[int, Held | Reserve]:
        """Those the pressed chip asks for."""
        asked: dict[str, Sequence[Held | Reserve]] = {
            RESERVES: self.reserve, **self.sent, OTHER: self.other, FORMER: self.former}
        return dict(enumerate(asked.get(self.chips.key, self.posts), 1))

    def nothing(self) -> str:
        """What is to be done about it."""
        return {RESERVES: "还没有后备干部，一般每村 2 至 5 人。", STATIONED: "还没有登记驻村干部。",
                TRAINER: "还没有登记外面来的培训师资。",
                OTHER: "还没有登记监委会成员、村民小组组长等其他职务。\n按 Ctrl+N 登记。",
                FORMER: "还没有离任的。"}.get(
                    self.chips.key, "还没有登记两委任职。\n按 Ctrl+N 登记。")

    def cells(self, line: Held | Reserve) -> tuple[Any, ...]:
        """Who it is, as what, since when."""
        since: date | None
        if isinstance(line, Reserve):
            person, since = self.store.get(Person, line.person), line.listed
            said = ORIGINS.label(line.origin or "")
        else:
            person, post = line
            said, since = post.title, post.since
            if self.chips.key == OTHER and len(said) <= BARE and post.body not in (None, OTHER):
                said = f"{BODIES.label(post.body)} {said}"
            if post.until:
                said = f"{said}（{post.until} 止）"
            elif person.sent_by:
                said = f"{said}（{person.sent_by}）"
        age = age_on(person.born, self.today) if person.born else ""
        return (person.name, SEX.label(person.sex or "")[:1], age,
                EDUCATION.label(person.education or ""), said, since or "")

    def show_card(self, line: Held | Reserve | None) -> None:
        """The figures of the committees, or who is in reserve."""
        if self.chips.key == RESERVES:
            self._tell_reserve(line if isinstance(line, Reserve) else None)
        else:
            self._tell_figures()

    def _tell_figures(self) -> None:
        self.card.head("两委干部", f"截至 {self.today}")
        for line in self.figures:
            self.card.tell(words(line, wrap=True))
        if isinstance(self.line, tuple):
            self._tell_past(self.line[0])
        warnings = post_warnings(self.officers)
        if warnings:
            self.card.tell(section("要核对"))
        for each in warnings:
            self.card.tell(FaceLabel(Face(each, Mark.ASK)))

    def _tell_past(self, person: Person) -> None:
        past = [each for each in self.store.find(Post, "person = ?", (person.id,))
                if each.over_on(self.today)]
        if past:
            self.card.tell(section(f"{person.name}曾任"), words("\n".join(
                f"{each.title}　{each.since or ''} 至 {each.until or ''}" for each in past)))

    def _tell_reserve(self, record: Reserve | None) -> None:
        warning = reserve_warning(len(self.reserve))
        self.card.head(person_name(self.store, record.person) if record else "后备干部")
        if warning:
            self.card.tell(FaceLabel(Face(warning, Mark.ASK)))
        if record is not None:
            contact = person_name(self.store, record.contact) or "还没有定"
            self.card.tell(words(f"培养联系人：{contact}", "second"),
                           words(f"拟培养方向：{record.aim or '还没有写'}", wrap=True))
            if record.review:
                self.card.tell(section("年度评价"), words(record.review, wrap=True))
