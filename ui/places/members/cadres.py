"""干部: the two committees with the figures the county asks for, and the reserve."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.figures.registers import officers_in_words
from models.keeping.record import Draft
from models.members.member import Post
from models.members.posts import (
    ORIGINS,
    TWO_COMMITTEES,
    Officer,
    Reserve,
    officers,
    post_warnings,
    posts_on,
    reserve_on,
    reserve_warning,
)
from models.members.typed_names import person_name
from models.registers.people import Person
from models.values import clock
from models.values.codes import EDUCATION, SEX
from models.values.days import age_on
from ui.kit.card import Card, section, words
from ui.kit.chips import Chip
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.section import Section
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from models.keeping.store import Store

POST = ("person", "title", "body", "since", "until", "note")
RESERVE = ("person", "origin", "contact", "aim", "listed", "review", "note")
RESERVE_END = ("ended", "end_reason", "review", "note")
OFFICERS, RESERVES = "officers", "reserve"


class Cadres(Section):
    """Two lists under two chips."""

    key, title = "cadres", "干部"

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many hold a post in the two committees."""
        return Chip(cls.key, cls.title, len(officers(store, clock.today())))

    def build(self) -> None:
        """The list and the card of figures."""
        self.today = clock.today()
        self.officers: list[Officer] = []
        self.posts: list[tuple[Person, Post]] = []
        self.reserve: list[Reserve] = []
        self.list = RecordList(self._table(), "干部")
        self.list.shown.connect(lambda _: self._show_card())
        self.list.opened.connect(lambda _: self.edit())
        self.list.right_click = lambda: self.menu(("edit", "end"))
        self.card = Card()
        self.card.steps(self.buttons("card"))
        self.lay_halves(self.list, self.card)
        self.chips.chosen.connect(lambda _: self._list())
        self.zones = [self.list, self.card]

    def refresh(self) -> None:
        """Who holds office today, who is in reserve."""
        self.today = clock.today()
        self.officers = officers(self.store, self.today)
        held = posts_on(self.store, self.today, TWO_COMMITTEES)
        self.posts = [(each.person, post) for each in self.officers for post in held
                      if post.person == each.person.id]
        self.reserve = reserve_on(self.store, self.today)
        wrong = reserve_warning(len(self.reserve)) is not None
        self.ask_over([
            Chip(OFFICERS, "两委干部", len(self.officers)),
            Chip(RESERVES, "后备干部", len(self.reserve), Mark.ASK if wrong else None),
        ])
        self.figures = officers_in_words(self.store, self.today)
        self.tell(summary=self.figures[0].partition("（")[0])
        self._list()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("登记任职", icon="plus", shortcut="Ctrl+N", main=True)
    def add(self) -> None:
        """A post somebody was elected or appointed to, or somebody for the reserve."""
        if self.chips.key == RESERVES:
            self.add_reserve()
            return
        self.fill_in("任职", Draft(Post, {"body": "branch", "since": self.today}), POST,
                     "post:new", self._keep_post, people=("person",))

    @action("列入后备…", icon="plus")
    def add_reserve(self) -> None:
        """Somebody trained to take over."""
        self.fill_in("后备干部", Draft(Reserve, {"listed": self.today}), RESERVE,
                     "reserve:new", self._keep_reserve, people=("person", "contact"))

    @action("改", icon="edit", place="card")
    def edit(self) -> None:
        """Change what is looked at."""
        if self.chips.key == RESERVES:
            self._edit_reserve(RESERVE[1:])
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

    def _edit_post(self, layout: tuple[str, ...], **says: Any) -> None:
        at = self.list.current()
        if at:
            person, post = self.posts[at - 1]
            self.fill_in(f"{person.name} {post.title}", post.but(**says), layout,
                         f"post:{post.id}", self._keep_post)

    def _edit_reserve(self, layout: tuple[str, ...], **says: Any) -> None:
        at = self.list.current()
        if at:
            record = self.reserve[at - 1]
            people = ("contact",) if "contact" in layout else ()
            self.fill_in(person_name(self.store, record.person), record.but(**says), layout,
                         f"reserve:{record.id}", self._keep_reserve, people=people)

    def _keep_post(self, post: Post) -> None:
        with self.store.act(f"任职 {person_name(self.store, post.person)} {post.title}"):
            self.store.save(post)

    def _keep_reserve(self, reserve: Reserve) -> None:
        with self.store.act(f"后备干部 {person_name(self.store, reserve.person)}"):
            self.store.save(reserve)

    def _list(self) -> None:
        reserve = self.chips.key == RESERVES
        self.list.say_empty("还没有后备干部，一般每村 2 至 5 人。" if reserve else
                            "还没有登记两委任职。\n按 Ctrl+N 登记。")
        count = len(self.reserve if reserve else self.posts)
        self.list.table.show_ids(list(range(1, count + 1)))
        self.list.keep_current()
        self._show_card()

    def _table(self) -> RecordTable:
        return RecordTable((
            Column("姓名", 7, lead=True), Column("性别", 4), Column("年龄", 5, numeric=True),
            Column("学历", 10), Column("职务或来源", 24), Column("起", 10),
        ), lambda ids: [self._line(at) for at in ids])

    def _line(self, at: int) -> tuple[Any, ...]:
        if self.chips.key == RESERVES:
            record = self.reserve[at - 1]
            person = self.store.get(Person, record.person)
            said = ORIGINS.label(record.origin or "")
            since: date | None = record.listed
        else:
            person, post = self.posts[at - 1]
            said, since = post.title, post.since
        age = age_on(person.born, self.today) if person.born else ""
        return (person.name, SEX.label(person.sex or "")[:1], age,
                EDUCATION.label(person.education or ""), said, since or "")

    def _show_card(self) -> None:
        self.card.forget()
        for name in ("edit", "end"):
            self.deeds[name].setVisible(bool(self.list.current()))
        if self.chips.key == RESERVES:
            self._tell_reserve()
        else:
            self._tell_figures()

    def _tell_figures(self) -> None:
        self.card.head("两委干部", f"截至 {self.today}")
        for line in self.figures:
            self.card.tell(words(line, wrap=True))
        if at := self.list.current():
            self._tell_past(self.posts[at - 1][0])
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

    def _tell_reserve(self) -> None:
        at = self.list.current()
        warning = reserve_warning(len(self.reserve))
        record = self.reserve[at - 1] if at else None
        self.card.head(person_name(self.store, record.person) if record else "后备干部")
        if warning:
            self.card.tell(FaceLabel(Face(warning, Mark.ASK)))
        if record is not None:
            contact = person_name(self.store, record.contact) or "还没有定"
            self.card.tell(words(f"培养联系人：{contact}", "second"),
                           words(f"拟培养方向：{record.aim or '还没有写'}", wrap=True))
            if record.review:
                self.card.tell(section("年度评价"), words(record.review, wrap=True))
