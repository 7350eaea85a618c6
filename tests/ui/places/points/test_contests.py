"""观摩比拼 in the window: a form of one's own, several judges, the places."""

from __future__ import annotations

from PIL import Image
from PySide6.QtWidgets import QLabel

from models.keeping.attachments import attachments_of
from tests.ui.places.points.conftest import filled, strip_words
from ui.kit import ask
from ui.kit.table import Edit
from ui.parts.photos import Photos


def test_a_form_of_ones_own_is_written_and_the_groups_are_scored_by_judges(points, village):
    section = points.show_section("contests")
    section.attempt(section.begin)
    assert "还没有评分表" in strip_words(section)
    section.write_form()
    filled(section.right.currentWidget(), name="组际比拼",
           items="环境 60\n和谐 40 打勾", grades="红旗90")
    section.begin()
    filled(section.right.currentWidget(), name="三季度比拼", compared="村民小组",
           judges="甲、乙、丙", drop="是")
    assert section.contest.name == "三季度比拼"
    rows, heads = section.list.table.ids, [each.label for each in section.list.table.columns]
    assert heads == ["名次", "村民小组", "甲", "乙", "丙", "得分", "等次", "上次"]
    section.list.table.put([Edit(rows[-1], judge, total) for judge, total in
                            (("甲", "91"), ("乙", "58 1"), ("丙", "60"))])
    section.refresh()
    assert section.list.table.ids == rows
    shown = [section.list.table.face(len(rows) - 1, at).words for at in range(7)]
    assert shown[0] == "1" and shown[2:] == ["91", "98", "60", "91", "红旗"]
    section.list.table.put([Edit(section.list.table.ids[0], "甲", "101")])
    assert "总分在 0 到 100 之间" in strip_words(section)
    section.edit()
    filled(section.right.currentWidget(), note="现场打分")
    assert section.contest.note == "现场打分"
    section.attempt(section.edit_form)
    pane = section.right.currentWidget()
    pane.form.editors["grades"].put("优90")
    pane.save()
    assert "已经评过" in " ".join(each.text() for each in pane.findChildren(QLabel))


def test_a_photo_is_hung_on_who_is_looked_at(points, village, tmp_path, monkeypatch):
    section = points.show_section("contests")
    section.write_form()
    filled(section.right.currentWidget(), name="组际比拼", items="环境 60\n和谐 40", grades="")
    section.begin()
    filled(section.right.currentWidget(), name="三季度比拼", compared="村民小组", judges="甲")
    Image.new("RGB", (60, 40), "grey").save(tmp_path / "巷子.jpg")
    monkeypatch.setattr(ask, "file_to_open", lambda *_: tmp_path / "巷子.jpg")
    section.add_photo()
    section.refresh()
    row = section.chosen_line().entrant.rowid
    assert [each.name for each in attachments_of(village, "contest_entrant", row)] == ["巷子.jpg"]
    assert [len(each.found) for each in section.card.findChildren(Photos)][-1] == 1


def test_the_villages_own_checklist_is_what_households_are_evaluated_by(points):
    evaluation = points.show_section("evaluation")
    evaluation.write_form()
    filled(evaluation.right.currentWidget(), name="6+4检查表",
           items="不乱倒垃圾 50 打勾\n不乱堆柴草 50 打勾", grades="清洁户100")
    evaluation.edit_form()
    filled(evaluation.right.currentWidget(), name="6+4清洁检查")
    assert evaluation._form().name == "6+4清洁检查"


def test_a_round_is_by_whichever_form_the_village_chooses(points):
    evaluation = points.show_section("evaluation")
    evaluation.take_example()
    evaluation.strip.press("不给积分")
    evaluation.write_form()
    filled(evaluation.right.currentWidget(), name="6+4 检查表", grades="达标60",
           items="院内净 60\n人畜分离 40 打勾")
    evaluation.begin()
    chosen = evaluation.right.currentWidget().form.editors["form"]
    assert chosen.currentText() == "6+4 检查表"
    offered = [chosen.itemText(at) for at in range(chosen.count())]
    assert len(offered) == 3
    for name, person in (("first", 1), ("second", 2), ("third", 3)):
        evaluation.right.currentWidget().form.editors[name].know(person, f"评分人{person}")
    filled(evaluation.right.currentWidget(), form=offered[2], first="1", second="2", third="3")
    assert evaluation.round.form.name == offered[2]
