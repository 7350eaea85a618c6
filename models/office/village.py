"""The village itself, its groups, and the rules it or its county may set for itself."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from models.keeping.permissions import May
from models.keeping.record import Record, field, required
from models.keeping.ruling import in_words
from models.keeping.settings import set_setting, setting
from models.values.codes import Labelled
from models.values.kinds import NUMBER, Choices
from models.values.problem import Problem
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store


STAR_SETS = Choices(rural="农村", urban="城市社区")
GROUP_KINDS = Choices(group="村民小组", area="片区", grid="网格")


def unit_code_problem(code: str) -> str | None:
    """统计用区划代码: 12 digits (国统字〔2009〕91号); the name is never guessed from it."""
    if re.fullmatch(r"\d{12}", code):
        return None
    return f"区划代码应是 12 位数字，现在是 {len(code)} 位。请核对后再填。"


class UnitKind(Labelled):
    """What a unit is: a community's code ends in 001 to 199, a village's in a number from 200 on
    (统计用区划代码和城乡划分代码编制规则).
    """

    VILLAGE = "village", "行政村"
    COMMUNITY = "community", "社区"

    @classmethod
    def of(cls, code: str) -> UnitKind:
        """What the unit of a 12-digit code is."""
        return cls.COMMUNITY if "001" <= code[-3:] <= "199" else cls.VILLAGE


class Unit(Record, table="unit", label="村"):
    """The village or community whose ledger this file is."""

    name: str = required("村（社区）名称", width=20)
    code: str | None = field("区划代码", check=unit_code_problem, width=14)
    county: str | None = field("县（区）", width=14)
    town: str | None = field("乡镇（街道）", width=14)
    district: str | None = field("管区", width=14)
    community: str | None = field("所属社区党委", width=20)
    star_set: str | None = field("五星类别", options=STAR_SETS, width=10)
    branch: str | None = field("党支部名称", width=24)
    phone: str | None = field("办公电话", width=14)


class Group(Record, table="group", label="村民小组"):
    """A group of households; to a 片区 or 网格 they belong beside their 村民小组."""

    name: str = required("名称", aliases=("组别", "村民小组", "组", "小组"), width=8)
    kind: str = field("类型", required=True, default="group", options=GROUP_KINDS)
    place: int | None = field("次序", NUMBER)


def unit(store: Store) -> Unit | None:
    """The village of this file, or None before the first-run guide has asked."""
    found = store.find(Unit)
    return found[0] if found else None


def unit_name(store: Store) -> str:
    """What the village of this file is called; blank before it was asked."""
    village = unit(store)
    return village.name if village else ""


class Body(Labelled):
    """Who signs and stamps a paper of the village."""

    BRANCH = "branch", "党支部"
    COMMITTEE = "committee", "村委会"
    SUPERVISION = "supervision", "村务监督委员会"


def signing_name(village: Unit | None, body: Body) -> str:
    """The name a body of the village signs with; "" of no village.

    A community has a 居民委员会 (城市居民委员会组织法) where a village has a 村民委员会.
    """
    if village is None:
        return ""
    if body is Body.BRANCH:
        return village.branch or village.name
    kinds = ("居民委员会", "居务监督委员会") if village.name.endswith("社区") else (
        "村民委员会", "村务监督委员会")
    return village.name + kinds[body is Body.SUPERVISION]


def groups(store: Store, kind: str = "group") -> list[Group]:
    """The groups in the village's own order."""
    return store.find(Group, "kind = ?", (kind,), "place IS NULL, place, id")


def begin_village(store: Store, village: Unit) -> Unit:
    """Begin the file of a village. :raises Problem: the file holds records already."""
    if unit(store) is not None or store.count("person") or store.count("household"):
        raise Problem("这个资料文件里已有资料，不能再开一个村。请另给一个文件名。")
    with store.act(f"开设{village.name}的资料"):
        return store.save(village)


DESK = "desk.kind"


def is_town(store: Store) -> bool:
    """Whether this file is a town's desk."""
    return bool(setting(store, DESK) == "town")


SAMPLE = "village.sample"


def is_sample(store: Store) -> bool:
    """Whether this file is the sample village to try things in: not copied, nothing leaves it."""
    return bool(setting(store, SAMPLE, False))


def mark_sample(store: Store) -> None:
    """This file is the sample village."""
    with store.act("标为示例村"):
        set_setting(store, SAMPLE, True)


# ── the rules ────────────────────────────────────────────────────────────────


def policy(store: Store, name: str, day: date) -> dict[str, Any]:
    """The rules called ``name`` on a day: the shipped version under the office's own values.

    ``source`` says where the version is written, ``mark`` is 参考 when that was not verified.
    """
    own: dict[str, Any] = setting(store, _place(name), {})
    return shipped(name, day) | own


def shipped(name: str, day: date) -> dict[str, Any]:
    """The newest version of resources/policies/``name``.toml that has begun on ``day``."""
    begun = [each for each in _versions(name) if each["from"] <= day]
    return dict(begun[-1]) if begun else dict(_versions(name)[0])


def change_policy(store: Store, name: str, **values: Any) -> None:
    """Lay the office's own values over the shipped version, as an act; who says whether points
    wait for a second pair of eyes, says who may do what.
    """
    with store.act(f"改设置：{in_words(_place(name))}",
                   may=May.ASSIGN if name == "points" else May.ENTER):
        set_setting(store, _place(name), setting(store, _place(name), {}) | values)


def _place(name: str) -> str:
    return f"policy.{name}"


@cache
def _versions(name: str) -> list[dict[str, Any]]:
    text = resource(f"policies/{name}.toml").read_text(encoding="utf-8")
    return sorted(tomllib.loads(text)["version"], key=lambda each: each["from"])
