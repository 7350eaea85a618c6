"""The kinds of list that can be taken in on the workbench, and what their columns may hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from importers.lists.kinds import LISTS, Take
from importers.lists.listing import ListKind, vocabulary
from importers.roster.headings import MEMBER_FIELDS, PERSON_FIELDS, members, roster
from importers.sheets.heads import Vocabulary
from models.intake.reading import ROSTER
from models.members.member import Member
from models.registers.people import Household, HouseholdCategory, Person

_READ_ONLY_TO_CHECK = {
    "head": "户主姓名", "group": "村民小组", "size": "家庭人口数", "age": "年龄", "serial": "序号",
    "shares": "个人股数", "shares_total": "户股数", "mend": "要改什么",
}


ENDINGS = (".xlsx", ".xls", ".et", ".csv", ".txt", ".docx", ".pdf",
           ".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp")
"""What the files are called that lists come in."""


@dataclass(frozen=True)
class Kind:
    """A kind of list: what it is called, its words, what its columns are called, what takes it.

    ``pictures``: whether photographs of it are read; one without ``listed`` is a list of people.
    """

    code: str
    title: str
    words: Callable[[], Vocabulary]
    labels: Callable[[], dict[str, str]]
    listed: ListKind | None = None
    take: Take | None = None
    pictures: bool = False
    endings: tuple[str, ...] = ENDINGS

    @property
    def files(self) -> str:
        """The files to choose among: those that are read, then all."""
        return f"表格和照片 ({' '.join(f'*{each}' for each in self.endings)});;所有文件 (*)"

    @property
    def unit(self) -> str:
        """What its rows are counted in."""
        return "行" if self.listed else "人"

    @property
    def place(self) -> str:
        """Under which kind a corrected head is remembered."""
        return self.code if self.listed else ROSTER

    @property
    def wanted(self) -> str:
        """The columns there must be, in words."""
        party = "姓名，再加一列党员的（入党时间、党员类别等）"
        return self.listed.wanted if self.listed else (
            party if self.code == MEMBERS else "姓名，再加一列别的")


def _people() -> dict[str, str]:
    """Column of a roster → what it is called, in the order to offer them."""
    found = {"name": Person.field("name").label, "number": Household.field("number").label}
    found |= {"head": "", "group": ""}
    for name in PERSON_FIELDS:
        found.setdefault(name, Person.field(name).label)
    found["category"] = HouseholdCategory.field("category").label
    for name in MEMBER_FIELDS:
        found.setdefault(name, Member.field(name).label)
    return found | _READ_ONLY_TO_CHECK


def _named(kind: ListKind) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, field in kind.headings:
        found.setdefault(name, field.label)
    return found


_TITLES = {
    "pairings": "联户台账", "visits": "走访登记", "points": "积分表", "meetings": "会议台账",
    "matters": "事项台账", "activities": "活动台账", "economy": "集体收支",
    "standard": "创建标准", "scheme": "积分细则",
}

MEMBERS = "members"
KINDS: dict[str, Kind] = {
    "roster": Kind("roster", "花名册", roster, _people, pictures=True),
    MEMBERS: Kind(MEMBERS, "党员名册", members, _people, pictures=True),
} | {
    code: Kind(code, title, partial(vocabulary, LISTS[code][0]), partial(_named, LISTS[code][0]),
               *LISTS[code], endings=(*ENDINGS, *LISTS[code][0].endings))
    for code, title in _TITLES.items()
}
"""Kind of list → how the workbench takes it."""
