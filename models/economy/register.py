"""A register told as data: from it come the list of the window, the return and its figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from models.economy.assets import Facility, Honour
from models.economy.services import Ceremony, Greening, Product, Service, Survey
from models.keeping.record import Record, quoted
from models.members.charges import Charge
from models.members.incentives import Incentive
from models.members.posts import PersonTag
from models.office.village import Body
from models.values.kinds import DAY, LINK, PART_DAY, TEXT, Field
from models.values.privacy import Privacy

if TYPE_CHECKING:
    from models.keeping.store import Store

class Linked(NamedTuple):
    """What a link leads to: the table, the column it is called by, and who may know that."""

    table: str
    name: str
    privacy: Privacy


LINKED = {"household": Linked("household", "number", Privacy.HOUSEHOLD),
          "organisation": Linked("organisation", "name", Privacy.OPEN),
          "group": Linked('"group"', "name", Privacy.OPEN)}
"""By the name of the link; every other leads to a person."""
PERSON = Linked("person", "name", Privacy.NAME)


@dataclass(frozen=True)
class Register:
    """Records of one kind, a line each: its return (code, title, rhythm), the fields shown, and
    which body of the village signs it.
    """

    kind: type[Record]
    code: str
    title: str
    cadence: str
    shown: tuple[str, ...]
    signs: Body = Body.COMMITTEE

    @property
    def day(self) -> str:
        """The column it happened on; none of what lasts, or just is."""
        return "x.on_day" if "on_day" in self.kind.fields_by_name() else ""

    @property
    def links(self) -> tuple[str, ...]:
        """The fields that lead to other records."""
        return tuple(each.name for each in self.kind.fields() if each.kind is LINK)

    def field(self, name: str) -> Field:
        """A field as a list shows it: a link by what it is called."""
        known = self.kind.field(name)
        if known.kind is not LINK:
            return known
        return replace(known, kind=TEXT, privacy=LINKED.get(name, PERSON).privacy)

    def sql(self, name: str, last: str = "") -> str:
        """What stands in that column of the row called ``x``, as far as it was so on ``last``."""
        known, column = self.kind.field(name), f"x.{quoted(name)}"
        if known.kind in (DAY, PART_DAY) and last and not known.required:
            return f"iif({column} <= {last}, {column}, NULL)"
        if known.kind is not LINK:
            return column
        to = LINKED.get(name, PERSON)
        return f"(SELECT {to.name} FROM {to.table} WHERE id = {column})"

    def lines(self, store: Store) -> dict[int, tuple[object, ...]]:
        """Everything written in it by its id, the newest first: the values of the fields shown."""
        asked = ", ".join(map(self.sql, self.shown))
        order = f"{self.day} DESC, id DESC" if self.day else "id"
        rows = store.query(f"SELECT id, {asked} FROM {self.kind.table} x ORDER BY {order}")
        return {row: tuple(
            None if value is None else self.field(name).kind.load(value)
            for name, value in zip(self.shown, values, strict=True)) for row, *values in rows}


def called(store: Store, link: Field, row: int | None) -> str:
    """What a link leads to, by its name; nothing where it leads nowhere we know."""
    to = LINKED.get(link.name, PERSON)
    return "".join(
        name for name, in store.query(f"SELECT {to.name} FROM {to.table} WHERE id = ?", (row,)))


SERVICES = Register(Service, "services", "便民服务台账", "quarter",
                    ("on_day", "kind", "what", "household", "worker", "done_on"))
CEREMONIES = Register(Ceremony, "ceremonies", "红白事登记台账", "half",
                      ("on_day", "kind", "household", "manager", "tables", "standard", "usual",
                       "spent"))
PRODUCTS = Register(Product, "products", "一村一品登记表", "year",
                    ("name", "brand", "organisation", "area", "households", "output", "since"))
GREENINGS = Register(Greening, "greening", "绿化台账", "quarter",
                     ("on_day", "place", "species", "trees", "grass", "people"))
SURVEYS = Register(Survey, "surveys", "群众满意度测评表", "half",
                   ("on_day", "subject", "method", "star", "sent", "returned", "satisfied"))
FACILITIES = Register(Facility, "facilities", "村级设施台账", "half",
                      ("name", "kind", "state", "area", "functions", "built", "improved", "keeper",
                       "amount", "working", "unit"))
CHARGED = Register(Charge, "charges", "包片责任台账", "half",
                   ("group", "role", "person", "since", "until"), Body.BRANCH)
PERSON_TAGS = Register(PersonTag, "person-tags", "人才培养台账", "half",
                       ("person", "tag", "since", "until", "paper"), Body.BRANCH)
HONOURS = Register(Honour, "honours", "荣誉和表彰台账", "year",
                   ("on_day", "title", "level", "body", "person", "star", "paper"), Body.BRANCH)
INCENTIVES = Register(Incentive, "incentives", "激励约束台账", "quarter",
                      ("on_day", "way", "kind", "subject", "person", "reason", "amount", "paper"),
                      Body.BRANCH)
