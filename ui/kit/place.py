"""The places of the window, in the order they stand at the left."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ui.kit.page import Page


class Place(NamedTuple):
    """A place: its key, word and icon; the kinds of things it opens; the module with its page.

    The module is loaded when the place is first entered, so that the window opens at once.
    """

    key: str
    title: str
    icon: str
    page: str
    opens: tuple[str, ...] = ()
    foot: bool = False

    def load(self) -> type[Page]:
        """The page itself: ``module:Class``."""
        module, name = self.page.split(":")
        kind: type[Page] = getattr(import_module(module), name)
        return kind


WELCOME = Place("welcome", "第一次打开", "house", "ui.places.welcome.page:Welcome")

PAGES = (
    Place("home", "工作台", "board", "ui.places.home.page:Home"),
    Place("people", "人户", "house", "ui.places.people.page:People",
          ("household", "person", "roster")),
    Place("members", "党员", "member", "ui.places.members.page:Members", ("member",)),
    Place("liaison", "联户走访", "pairing", "ui.places.liaison.page:Liaison",
          ("pairing", "visits", "matters", "matter", "matter_step", "visit", "pairing-of-member",
           "pairing-of-household")),
    Place("points", "积分", "points", "ui.places.points.page:Points",
          ("account", "slip", "entry", "notice", "scheme", "points-waiting")),
    Place("meetings", "会议", "meeting", "ui.places.meetings.page:Meetings",
          ("meeting", "procedure", "activities")),
    Place("stars", "五星", "star", "ui.places.stars.page:Stars",
          ("standard", "star_plan", "progress", "verdict", "star_review", "star_evidence",
           "weekly_report", "weekly", "economy", "income_line", "project", "organisation",
           "asset", "lease", "facility", "honour", "service", "ceremony", "product", "greening",
           "survey", "person_tag", "charge", "incentive")),
    Place("returns", "报表报送", "returns", "ui.places.returns.page:Returns",
          ("return", "sending", "package")),
    Place("settings", "设置", "settings", "ui.places.settings.page:Settings",
          ("village", "security", "backups", "checks", "repair", "log", "look"), foot=True),
)


TOWN_PAGES = (
    Place("inbox", "收件", "import", "ui.places.town.inbox:Inbox", ("reception", "package")),
    Place("standings", "各村进度", "board", "ui.places.town.standings:Standings", ("town_unit",)),
    Place("summary", "汇总", "returns", "ui.places.town.summary:Summary", ("received_return",)),
    Place("compare", "对比", "filter", "ui.places.town.compare:Compare"),
    Place("opinions", "研判", "check", "ui.places.town.opinions:Opinions", ("opinion",)),
    Place("contests", "观摩比拼", "seal", "ui.places.town.contests:TownContests"),
    Place("answers", "回执", "edit", "ui.places.town.answers:Answers", ("remark",)),
    Place("handing", "标准下发", "star", "ui.places.town.answers:Handing", ("standard",)),
    Place("settings", "设置", "settings", "ui.places.settings.town:TownSettings",
          ("keys", "security", "backups", "checks", "repair", "log", "look"), foot=True),
)
"""The places of a town's file."""


def place_for(wanted: str, places: tuple[Place, ...] = PAGES) -> Place | None:
    """The place called ``wanted``, or the one that opens that kind of thing."""
    return next((each for each in places if wanted == each.key or wanted in each.opens), None)
