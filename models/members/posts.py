"""两委干部 and 后备干部: who holds which office on a day, and who is trained to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.lasting import Before
from models.keeping.record import Record, field, required
from models.members.member import BODIES, Post, members_on
from models.office.village import policy
from models.registers.people import Person
from models.values import clock
from models.values.kinds import DAY, LINK, NOTE, Choices
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store


TWO_COMMITTEES = ("branch", "committee")
SIZE = {"committee": (3, 7)}
"""村委会 of three to seven (村民委员会组织法 第六条; Henan: three to five, seven at most)."""

WOMAN = "2"


@dataclass(frozen=True)
class Officer:
    """One person of the two committees on a day, with every post held in them.

    ``posts`` are (body, title); ``since`` is the earliest beginning among them.
    """

    person: Person
    joined: str | None
    posts: tuple[tuple[str, str], ...]
    since: date | None
    note: str | None = None

    @property
    def both(self) -> bool:
        """交叉任职: in the branch committee and in the village committee."""
        return {body for body, _ in self.posts} >= set(TWO_COMMITTEES)

    @property
    def one_shoulder(self) -> bool:
        """一肩挑: secretary of the branch and head of the village committee at once."""
        return one_shoulder(self.posts)

    def titles(self, body: str) -> str:
        """The posts held in one body."""
        return "、".join(title for each, title in self.posts if each == body)


def officers(store: Store, day: date) -> list[Officer]:
    """Everyone with a post in the two committees on a day, the branch first."""
    held: dict[int, list[Post]] = {}
    for post in posts_on(store, day, TWO_COMMITTEES):
        held.setdefault(post.person, []).append(post)
    joined = {each.person: each.joined for each in members_on(store, day)}
    found = [
        _officer(store.get(Person, person), posts, joined.get(person))
        for person, posts in held.items()
    ]
    return sorted(found, key=lambda each: not each.titles("branch"))


def post_warnings(held: Sequence[Officer]) -> list[str]:
    """What the make-up of the two committees should be and is not; local detail is 参考."""
    found = []
    for body, (least, most) in SIZE.items():
        size = sum(any(each == body for each, _ in officer.posts) for officer in held)
        if held and not least <= size <= most:
            found.append(f"{BODIES.label(body)}现有{size}人，应为{least}至{most}人。"
                         "依据《中华人民共和国村民委员会组织法》第六条。")
    if held and not any(each.person.sex == WOMAN for each in held):
        found.append("两委干部里没有妇女，村民委员会应当有妇女成员。"
                     "依据《中华人民共和国村民委员会组织法》第六条。")
    return found


def one_shoulder(posts: Iterable[tuple[str, str]]) -> bool:
    """Whether of these posts, (body, title), one is head of the branch and one of the village."""
    held = tuple(posts)
    return _leads(held, "branch", "书记") and _leads(held, "committee", "主任")


def _leads(posts: tuple[tuple[str, str], ...], body: str, word: str) -> bool:
    return any(each == body and word in title and "副" not in title for each, title in posts)


def _officer(person: Person, posts: list[Post], joined: str | None) -> Officer:
    starts = [each.since for each in posts if each.since]
    return Officer(
        person, joined, tuple((each.body or "", each.title) for each in posts),
        min(starts, default=None), next((each.note for each in posts if each.note), None),
    )


def posts_on(store: Store, day: date, bodies: tuple[str, ...]) -> list[Post]:
    """The posts held on a day in the bodies named, in the order written."""
    return [each for each in store.on(Post, day) if each.body in bodies]


# ── 驻村干部, and what people are trained as ─────────────────────────────────


STATIONED, TRAINER = SENT = ("stationed", "trainer")
"""As what somebody of elsewhere works here: stationed in the village, or teaching."""


def station(store: Store, person: Person, post: Post) -> Post:
    """Take in somebody an office sends to work in the village, with the post held here.

    Who was sent by the same office before and is of that name is the same person.

    :param post: of ``SENT``, else stationed here.
    :raises Invalid: nobody says which office.
    """
    if not (person.sent_by or "").strip():
        raise Invalid({"sent_by": "派出单位还没有填。"})
    before = [] if person.id else store.find(
        Person, "name = ? AND sent_by = ?", (person.name, person.sent_by))
    body = post.body if post.body in SENT else STATIONED
    with store.act(f"{BODIES.label(body)}：{person.name} {post.title}"):
        kept = before[0] if before else store.save(person)
        return store.save(post.but(person=kept.rowid, body=body))


def other_posts(store: Store, day: date) -> list[Post]:
    """The posts of a day in neither of the two committees nor held by who was sent here: 监委会,
    村民小组组长, 网格员.
    """
    return [each for each in store.on(Post, day) if each.body not in (*TWO_COMMITTEES, *SENT)]


def former_posts(store: Store, day: date) -> list[Post]:
    """The posts that were over on a day, the last ended first."""
    return sorted((each for each in store.find(Post) if each.over_on(day)),
                  key=lambda each: (each.until or day, each.rowid), reverse=True)


class PersonTag(Record, table="person_tag", label="培养标签", lasts=Before("since", "until")):
    """What somebody is trained or chosen as, in the village's own words: 雁阵培育, 镇选村培."""

    person: int = required("人员", LINK, width=8)
    tag: str = required("标签", width=14)
    since: date = required("起", DAY, width=11)
    until: date | None = field("止", DAY, width=11)
    paper: str | None = field("文件或批次", width=16)
    note: str | None = field("备注", NOTE, width=14)


def tags_known(store: Store) -> list[str]:
    """The words to offer: the village's own, the most used first, then those it may want."""
    own = [tag for tag, in store.query(
        "SELECT tag FROM person_tag GROUP BY tag ORDER BY count(*) DESC, tag")]
    return list(dict.fromkeys([*own, *policy(store, "members", clock.today())["tags"]]))


# ── 后备干部 ─────────────────────────────────────────────────────────────────


ORIGINS = Choices(
    earner="致富能手", graduate="返乡大学生", veteran="退役军人", worker="务工返乡",
    woman="妇女骨干", young="优秀青年", other="其他",
)
LEAST, MOST = 2, 5
"""后备干部 per village (county practice 2021; 参考)."""


class Reserve(Record, table="reserve", label="后备干部", lasts=Before("listed", "ended")):
    """One person in the reserve, from the day listed until taken off it."""

    person: int = required("人员", LINK)
    origin: str | None = field("人员来源", options=ORIGINS, width=10)
    contact: int | None = field("培养联系人", LINK, width=8)
    aim: str | None = field("拟培养方向", width=14)
    listed: date = required("列入时间", DAY, width=11)
    review: str | None = field("年度评价", NOTE, width=14)
    ended: date | None = field("调出时间", DAY, width=11)
    end_reason: str | None = field("调出原因", width=12)
    note: str | None = field("备注", NOTE, width=14)


def reserve_on(store: Store, day: date) -> list[Reserve]:
    """The reserve on a day, in the order listed."""
    return store.on(Reserve, day, "listed, id")


def reserve_warning(count: int) -> str | None:
    """The sentence when the reserve is smaller or larger than it should be."""
    if LEAST <= count <= MOST:
        return None
    return f"后备干部现有{count}人，一般每村{LEAST}至{MOST}人（参考，按县里要求）。"
