"""The cases stand in tests/data/name-cases.tsv, everything unusual written as an escape."""

import csv
from pathlib import Path

import pytest

from models.values.names import map_private_use, match_key, name_problem, read_name
from resources import resource

_FILE = Path(__file__).parents[2] / "data" / "name-cases.tsv"


def _rows(path, **how):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, **how))


CASES = _rows(_FILE, delimiter="\t", quoting=csv.QUOTE_NONE)


def _unescaped(text):
    return text.encode("raw_unicode_escape").decode("raw_unicode_escape") if text else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']} {case['input']}")
def test_case(case):
    reading = read_name(_unescaped(case["input"]))
    assert reading.outcome == case["outcome"]
    assert reading.stored == _unescaped(case["stored"])
    assert reading.match_key == _unescaped(case["match_key"])
    assert reading.head == (case["kind"] == "suffix-head")
    assert bool(reading.notes) == (case["outcome"] != "keep")


def test_all_cases_are_there():
    assert len(CASES) == 83


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ("张\ue863", "自造区的字 U+E863 换成“䶮”。"),
        ("王\ue5f1", "该字为自造字（E5F1），请用输入法重新录入。"),
        ("王\U000f0001", "该字为自造字（F0001），请用输入法重新录入。"),
        ("张 三", "去掉了姓名里的空格或看不见的字符。"),
        ("张三（户主）", "“（户主）”记到与户主关系里。"),
        ("买买提•阿里", "间隔号统一写成“·”。"),
        ("\u2f08", "兼容字 U+2F08 换成“人”。"),
        ("张?", "有字打不出来或已损坏，姓名待核对。"),
        ("李0", "末尾像是“〇”，请确认后重新录入。"),
        ("张[龙天]", "像是拼出来的字，请用输入法录入这个字。"),
        ("张yan", "像是用拼音代替了字，请用输入法录入这个字。"),
        ("张三2", "姓名里有数字，请确认是否为同名区分。"),
        ("Maria", "是外文姓名，请确认后保存。"),
        ("张三（已故）", "“已故”不是姓名的一部分，请问是否已故。"),
        ("王三.", "姓名里有不认识的符号，请核对后重新录入。"),
        ("", "姓名没有填，请补上。"),
    ],
)
def test_what_is_said(written, note):
    assert read_name(written).notes == (note,)


def test_several_repairs_are_all_said():
    reading = read_name("张\u3000\ue863(户主)")
    assert (reading.stored, reading.head, len(reading.notes)) == ("张䶮", True, 3)


def test_a_former_name_is_kept_apart():
    assert read_name("张三（曾用名张山）").former == "张山"


@pytest.mark.parametrize("written", ["\ue78d", "\ue815", "\u2eae"])
def test_parts_of_characters_and_punctuation_are_pointed_out(written):
    reading = read_name(written)
    assert reading.stored is not None
    assert reading.notes[-1] == "姓名里有部件或标点，不是完整的字，请核对。"


def test_what_was_stored_reads_back_unchanged():
    stored = [_unescaped(case["stored"]) for case in CASES if case["stored"]]
    assert [read_name(name).stored for name in stored] == stored
    assert {read_name(name).outcome for name in stored} == {"keep"}


def test_no_repair_leads_to_another():
    private = _rows(resource("names/private-use.csv"))
    compatible = _rows(resource("names/compatibility.csv"))
    changed = {row["private"] for row in private} | {row["written"] for row in compatible}
    assert len(private) == 90
    assert not changed & {row["unified"] for row in private + compatible}


def test_pairs_of_different_characters_never_match():
    assert match_key("頔") != match_key("\U0002cc56")
    assert match_key("葛\U000e0100") == match_key("葛")


def test_mapping_leaves_unknown_characters_alone():
    assert map_private_use("甲\ue5f1乙") == ("甲\ue5f1乙", ())


def test_a_problem_is_told_only_when_nothing_can_be_stored():
    assert name_problem("张 三") is None
    assert name_problem("张□") == "有字打不出来或已损坏，姓名待核对。"
