"""A sentence that sends somebody somewhere sends them to what is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.ui.everywhere import spots

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("models", "exporters", "importers", "cli", "ui", "sample")
SENT = re.compile(r"(按|点|到|去|在|从|用)“([^”{}]+)”")
ELSEWHERE = {"安全删除硬件": "by the clock of Windows", "去标识化": "a word of the law",
             "备份": "the folder beside the data file"}


@cache
def sentences():
    """(file:line, text) of every text the program can say; formatted ones with {} for values."""
    found = []
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            inside = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
                      for part in node.values}
            for node in ast.walk(tree):
                where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
                if isinstance(node, ast.JoinedStr):
                    found.append((where, "".join(
                        part.value if isinstance(part, ast.Constant) else "{}"
                        for part in node.values)))
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and (
                        node not in inside):
                    found.append((where, node.value))
    return found


@cache
def offered():
    """The places and sections by their titles, the words of all actions, and of everything else."""
    whole = {each.title for each in spots()} | {
        each.title.partition(" › ")[0] for each in spots()}
    parts = {part for title in whole for part in title.split(" › ")}
    deeds = {f"{each.title} › {deed.words}" for each in spots() for deed in each.deeds}
    words = {text for where, text in sentences() if where.startswith(("ui/", "models/"))}
    return whole | deeds, parts | {each.rpartition(" › ")[2] for each in deeds}, words


def lost(text):
    """What a sentence names that is not there."""
    paths, things, words = offered()
    for how, name in SENT.findall(text):
        known = paths if " › " in name else things | words
        if name not in known | ELSEWHERE.keys():
            yield f"{how}“{name}”"
    yield from re.findall(r"“[^”]*[^—” ]—[^—” ][^”]*”", text)


def test_every_sentence_sends_people_to_what_is_there():
    wrong = [f"{where} {each}" for where, text in sentences() for each in lost(text)]
    assert wrong == []
    assert sum(len(SENT.findall(text)) for _, text in sentences()) > 60


@pytest.mark.parametrize("said", [
    "请在“设置 › 积分权限”里写明。", "请到“积分 › 年度结转”办理。", "请按“加村民”。",
    "请在“设置—本村”里填好。",
])
def test_a_sentence_that_leads_nowhere_is_seen(said):
    assert list(lost(said)) != []
