"""The small tables that say who may do what, by which rules and whose keys are believed.

They are held against the log when a file is opened and before anything rests on them: a row
altered by hand is not obeyed until somebody took it back, or kept it with a reason.
"""

from __future__ import annotations

import re

from models.keeping.journal import rewritten
from models.keeping.permissions import May
from models.keeping.questions import Questions, unnoted
from models.keeping.record import label_of
from models.keeping.replay import Discrepancy, altered_in
from models.values.problem import Problem

RULING = ("setting", "own_key", "correspondent", "resource_update")
RESTING = frozenset({May.APPROVE, May.PUBLISH, May.SEND, May.ASSIGN})
"""What is done by these rules, or leaves by these keys."""


def unsettled(store: Questions) -> list[Discrepancy]:
    """The rows of these tables that are not what the log says; it takes less than a millisecond."""
    with store.leniently(), unnoted():
        return [each for table in RULING for each in altered_in(store, table)
                if each.ref not in store.unlogged]


SHORT = 400
"""An act of more changes took in a whole village, and is left to the full check."""


def rewritten_rules(store: Questions) -> list[str]:
    """A sentence for each act that last wrote such a row and was rewritten since."""
    acts = store.query(
        f"""SELECT DISTINCT act FROM change c WHERE "table" IN ({', '.join('?' * len(RULING))})
            AND id = (SELECT max(id) FROM change WHERE "table" = c."table" AND row = c.row)
            AND NOT EXISTS (SELECT 1 FROM change WHERE act = c.act LIMIT 1 OFFSET {SHORT})
            ORDER BY act""", RULING)
    return [said for (act,) in acts if (said := rewritten(store, act))]


def settled(store: Questions) -> None:
    """:raises Problem: something of it, or the log of it, was altered by hand; what to do."""
    with store.leniently(), unnoted():
        for said in rewritten_rules(store):
            raise Problem(f"{said}谁能做什么写在这一步里，照它办的先不做。")
    found = unsettled(store)
    if found:
        more = f"等 {len(found)} 处" * (len(found) > 1)
        raise Problem(
            f"{rule_in_words(found[0])}{more}和操作日志对不上，不是在本软件里改的，"
            "照它办的这一步先不做。请到“设置 › 检查和修复”细查，按日志改回，"
            "或由定权限的人写明原因照现在的留下；命令行用 check --back。")


def rule_in_words(each: Discrepancy) -> str:
    """What people call such a row."""
    said = each.logged or each.stands or {}
    named = in_words(str(said["name"])) if each.table == RULING[0] and said.get("name") else (
        said.get("name") or said.get("title") or "")
    return f"{label_of(each.table)}“{named}”" if named else label_of(each.table)


IN_WORDS = {
    "branch.founded": "支部成立日期", "meetings.kinds": "会议种类", "meetings.rules": "议事规则",
    "procedure.days": "四议两公开的天数", "town.ranking": "各村排名",
    "returns.since": "从哪天起报送",
    "handed-out": "导出的用途", "desk.kind": "乡镇收件", "village.sample": "示例村",
    "duties.labels": "一编三定的叫法", "policy.matters": "事项规定", "policy.pairing": "联户规定",
    "policy.points": "积分规定", "policy.privacy": "公示字句", "policy.posting": "公示期和依据",
    "package.left-out": "不随包报的栏", "policy.returns": "报送规定", "policy.visits": "走访规定",
    "operator": "经办人", "permissions": "经办人权限", "idle-minutes": "几分钟不用就锁上",
}
"""What people call a setting; others are called so already."""


def in_words(name: str) -> str:
    """What people call a setting; the key of one of several (表头：visits) is not said."""
    return IN_WORDS.get(name, re.sub("：[a-z]+$", "", name))
