"""The command ``fill`` keeps its contract: values in, exit status, nothing half-done."""

import hashlib
import json
from pathlib import Path

import openpyxl
import pytest

from cli import commands as cli
from tests.models.returns.town_form import blank_forms, word_blanks
from tests.models.town.three_villages import desk


@pytest.fixture
def run(tmp_path, capsys):
    def run(*words):
        capsys.readouterr()
        status = cli.main(["--data", str(tmp_path / "村.lianxing"), *map(str, words), "--json"])
        return status, json.loads(capsys.readouterr().out or "null")

    assert run("demo", "--households", "20", "--seed", "7")[0] == 0
    return run


def test_a_form_is_filled_and_its_map_handed_back(run, tmp_path):
    template, out = blank_forms.members_form(tmp_path / "表样.xlsx"), tmp_path / "填好.xlsx"
    status, answer = run("fill", template, "--out", out, "--period", "2026-Q3")
    assert status == 0
    assert answer["filled"] > 20 and answer["unknown_headings"] == []
    assert answer["map"]["page"][0]["subject"] == "member"
    assert answer["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert openpyxl.load_workbook(out)["联户"]["B5"].value


def test_a_map_file_is_followed_and_remembered(run, tmp_path):
    template, out = blank_forms.points_form(tmp_path / "表样.xlsx"), tmp_path / "填好.xlsx"
    told = tmp_path / "映射.toml"
    told.write_text('[[page]]\n[page.columns]\n"满意度" = "size"\n', encoding="utf-8")
    _, first = run("fill", template, "--out", out)
    assert "满意度" in first["unknown_headings"]
    _, second = run("fill", template, "--out", out, "--map", told)
    assert "满意度" not in second["unknown_headings"]
    _, third = run("fill", template, "--out", out)
    assert third["map"] == second["map"]
    assert openpyxl.load_workbook(out).active["L5"].value > 0


def test_what_cannot_be_filled_is_exit_1_and_leaves_nothing(run, tmp_path):
    book, template = openpyxl.Workbook(), tmp_path / "表样.xlsx"
    book.active["A1"] = "不相干的话"
    book.save(template)
    before = (tmp_path / "村.lianxing").read_bytes()
    status, answer = run("fill", template, "--out", tmp_path / "填好.xlsx", "--period", "2026")
    assert status == 1 and "没有一行一行对得上" in answer["problems"][0]["why"]
    (tmp_path / "旧.xls").write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600)
    assert run("fill", tmp_path / "旧.xls", "--out", tmp_path / "填好.xlsx")[0] == 1
    assert not (tmp_path / "填好.xlsx").exists()
    assert (tmp_path / "村.lianxing").read_bytes() == before


@pytest.mark.parametrize(("period", "warned"), [
    ("2026-Q3", 1), ("2026-Q1", 0), ("2026", 0), ("2026-02", 0)])
def test_heads_that_name_other_months_than_the_period_has_are_told(run, tmp_path, period, warned):
    book, template = openpyxl.Workbook(), tmp_path / "表样.xlsx"
    page = book.active
    page.append(["党员走访登记表"])
    page.append(["党员姓名", "走访次数", None, None])
    page.append([None, "一月", "二月", "三月"])
    page.merge_cells("A2:A3")
    page.merge_cells("B2:D2")
    for _ in range(3):
        page.append([None] * 4)
    book.save(template)
    status, answer = run("fill", template, "--out", tmp_path / "填好.xlsx", "--period", period)
    assert status == 0 and answer["map"]["page"][0]["columns"]["B"].endswith("@M01")
    assert len(answer["warnings"]) == warned
    assert all("1月、2月、3月" in each and "2026年三季度" in each for each in answer["warnings"])


def test_a_card_is_filled_for_each_and_is_no_form_of_the_village(run, tmp_path):
    card = word_blanks.write(tmp_path / "卡.docx", "农户联系卡", word_blanks.table((
        ("户号", "", "户主姓名", ""), ("家庭人口（人）", "", "鞋码", ""))))
    status, answer = run("fill", card, "--out", tmp_path / "一份.docx", "--period", "2026-Q3")
    assert status == 1 and "--each household" in answer["problems"][0]["why"]
    assert not (tmp_path / "一份.docx").exists()
    asked = ("fill", card, "--each", "household", "--period", "2026-Q3")
    status, answer = run(*asked, "--out", tmp_path / "一份.docx")
    assert status == 0 and answer["cards"] == 20 and answer["unknown_headings"] == ["鞋码"]
    status, answer = run(*asked, "--to", tmp_path / "各户")
    assert status == 0 and len(answer["files"]) == 20
    assert all(hashlib.sha256(Path(each["path"]).read_bytes()).hexdigest() == each["sha256"]
               for each in answer["files"])
    assert run(*asked)[0] == run(*asked, "--to", tmp_path / "a", "--out", tmp_path / "b")[0] == 2


def test_a_folder_is_filled_in_one_go(run, tmp_path):
    blanks, out = tmp_path / "表样", tmp_path / "填好"
    blanks.mkdir()
    blank_forms.members_form(blanks / "甲.xlsx")
    blank_forms.points_form(blanks / "乙.xlsx")
    status, answer = run("fill", blanks, "--to", out, "--period", "2026-Q3")
    assert status == 0 and len(answer["forms"]) == 2 and answer["filled"] > 20
    assert {"heading": "满意度", "files": ["乙.xlsx"]} in answer["asked"]
    (blanks / "丙.doc").write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600)
    status, answer = run("fill", blanks, "--to", out, "--period", "2026-Q3")
    assert status == 0 and [each["file"] for each in answer["refused"]] == ["丙.doc"]
    assert run("fill", blanks, "--out", out)[0] == 2


def test_a_form_is_kept_and_filled_again_as_a_return(run, tmp_path):
    template, out = blank_forms.members_form(tmp_path / "表样.xlsx"), tmp_path / "填好.xlsx"
    asked = ("fill", template, "--out", out, "--period", "2026-Q3", "--keep", "quarter")
    status, answer = run(*asked)
    assert status == 0 and answer["kept"]["title"] == "党员包户走访季报"
    out.unlink()
    status, refused = run(*asked)
    assert status == 1 and "已经留用" in refused["problems"][0]["why"] and not out.exists()
    code = answer["kept"]["code"]
    status, again = run("returns", code, "--period", "2026-Q2", "--out", tmp_path / "出")
    assert status == 0 and [each["code"] for each in again["files"]] == [code, code]
    page = openpyxl.load_workbook(again["files"][0]["path"])["联户"]
    assert page["A1"].value == "党员包户走访季报" and page["B5"].value


def test_a_village_does_not_fill_forms_for_each_village(run, tmp_path, capsys):
    template = blank_forms.members_form(tmp_path / "表样.xlsx")
    assert run("fill", template, "--to", tmp_path / "各村", "--each", "village")[0] == 1
    assert not (tmp_path / "各村").exists()


def test_the_town_fills_a_copy_for_each_village_and_names_what_is_blank(tmp_path, capsys):
    with desk(tmp_path):
        pass
    template = blank_forms.meetings_form(tmp_path / "季报.xlsx")
    said = ["--data", str(tmp_path / "镇" / "青石坡镇.lianxing"), "fill", str(template),
            "--period", "2026-Q3"]
    capsys.readouterr()
    assert cli.main([*said, "--to", str(tmp_path / "各村"), "--each", "village", "--json"]) == 0
    told = capsys.readouterr()
    answer = json.loads(told.out)
    assert sorted(each.name for each in (tmp_path / "各村").iterdir()) == [
        "季报-赵家村.xlsx", "季报-钱家村.xlsx"]
    assert [each["village"] for each in answer["refused"]] == ["李家村"]
    assert {each["of"] for each in answer["blank"]} == {"赵家村", "钱家村"}
    assert "赵家村 留空" in told.err and "李家村还没有报来" in told.err
    assert cli.main([*said, "--out", str(tmp_path / "一份.xlsx"), "--json"]) == 1
    assert "不是一村一行的" in capsys.readouterr().err
    assert not (tmp_path / "一份.xlsx").exists()
    assert cli.main([*said, "--to", str(tmp_path / "户"), "--each", "household"]) == 1
