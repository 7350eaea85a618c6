"""五星: the standard comes in, the plan is typed, figures open, and nothing said is lost."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPushButton

from models.economy.organisations import Organisation, OrganisationMember
from models.stars.plan import assignments
from models.stars.progress import Progress
from models.stars.standard import Standard
from models.stars.weekly import weeks
from tests.models.stars.creating import YEAR, four, meet, write_town_workbook
from tests.ui.places.stars.conftest import SPRING
from tests.ui.places.stars.reading import chips, clause_named, column
from ui.kit import ask
from ui.kit.marks import Face
from ui.kit.preview import DrawingView
from ui.kit.record_list import RecordList
from ui.kit.table import Edit
from ui.kit.theme import Mark

# ── the page ─────────────────────────────────────────────────────────────────


def test_nine_steps_each_with_a_key_and_progress_first_where_there_is_a_plan(page, qtbot):
    assert [each.split()[0] for each in chips(page)] == [
        "标准", "计划", "进度", "评定", "差距", "佐证", "台账", "周汇报", "上墙"]
    assert page.current.key == "progress"
    qtbot.keyClick(page.current.list, Qt.Key.Key_8, Qt.KeyboardModifier.AltModifier)
    assert page.current.key == "weekly"


@pytest.mark.parametrize("key", ["standard", "plan", "progress", "verdict", "gap", "evidence",
                                 "economy", "weekly", "wall"])
def test_every_control_has_a_name(page, key):
    section = page.show_section(key)
    for kind in (QPushButton, RecordList, QLineEdit, QComboBox, DrawingView):
        for each in [*section.findChildren(kind), *section.tools.findChildren(kind)]:
            if each.isVisibleTo(page) and not isinstance(each.parent(), QComboBox):
                assert each.accessibleName() or each.objectName().startswith("qt_"), each


def test_without_a_plan_each_section_says_what_comes_first(page, clock):
    clock.set(date(YEAR + 1, 1, 5))
    for key in ("plan", "gap", "evidence"):
        assert "还没有创建计划" in page.show_section(key).list.empty.text()
    page.section("gap").look_now()
    step = next(each for each in page.section("gap").card.findChildren(QAbstractButton)
                if each.text() == "去选标准")
    step.click()
    assert page.current.key == "standard"


# ── 标准 ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def brought(page, monkeypatch, qtbot):
    """The section, and the workbench with a standard on it."""

    def bring(path):
        section = page.show_section("standard")
        monkeypatch.setattr(ask, "file_to_open", lambda *_: path)
        section.bring_in()
        bench = section.beside.pane
        qtbot.waitUntil(lambda: bench.trial is not None)
        return section, bench

    return bring


def test_a_faulty_standard_has_each_fault_at_its_row_and_is_not_kept(brought, tmp_path):
    path = write_town_workbook(tmp_path / "坏.xlsx")
    book = load_workbook(path)
    book.active["A4"], book.active["H4"] = "治理星", "很多次"
    book.save(path)
    section, bench = brought(path)
    bands = [each for each in bench.sheet.table.shown.bands if each.open]
    assert (bands[0].row, bands[0].letter) == (4, "A")
    assert "没有“治理星”这颗星" in bands[0].face.text
    assert not bench.taking.isEnabled()
    assert section.store.count("standard") == 1


def test_a_change_during_the_year_is_compared_and_every_answer_carried_over(
    page, brought, tmp_path, qtbot
):
    store = page.show_section("standard").store
    kept = clause_named(store, "按期召开支部党员大会")
    progress = page.section("progress")
    progress.refresh()
    progress.list.choose(kept.id)
    progress.fill_progress()
    form = progress.right.currentWidget().form
    form.editors["words"].put("按季度开")
    progress.right.currentWidget().save()
    section, bench = brought(write_town_workbook(tmp_path / "改.xlsx", changed=True))
    tried = bench.trial
    bench.take_in()
    qtbot.waitUntil(lambda: bench.trial is not tried)
    assert bench.trial.counts["unchanged"] == bench.trial.counts["rows"]
    bench.strip.press("回到名单")
    section.strip.press("比较并承接")
    compared = section.right.currentWidget()
    changes = [each.words for each in column(compared.list.table, "变化")]
    assert (changes.count("有变化"), changes.count("新增"), changes.count("取消")) == (2, 1, 1)
    compared.carry()
    newest = store.find(Standard, order="id DESC")[0]
    answered = store.find(Progress, "words = '按季度开'", order="id DESC")[0]
    assert answered.carried and answered.recheck
    assert store.query("SELECT standard FROM star_plan") == [(newest.id,)]
    assert "变动 3" in chips(section)


# ── 计划 ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def plan(page):
    return page.show_section("plan")


def test_owner_deadline_and_days_are_typed_like_a_sheet(plan):
    row = plan.list.table.ids[0]
    assert plan.list.table.put([Edit(row, "owner", "逄国强"), Edit(row, "due", f"{YEAR}-12-20"),
                                Edit(row, "days", "6"), Edit(row, "action", "开会")])
    given = assignments(plan.store, plan.plan().id)[row]
    assert (given.due, given.days, given.action) == (date(YEAR, 12, 20), 6, "开会")
    assert column(plan.list.table, "责任人")[0].words == "逄国强"
    assert plan.store.newest_act()[1] == "分工 4 处"


@pytest.mark.parametrize(("key", "text", "why"), [
    ("owner", "无此人", "人员名单里没有“无此人”"),
    ("due", f"{YEAR - 1}-12-20", "早于计划制定日期"),
    ("days", "几天", "数字"),
])
def test_what_cannot_be_is_refused_with_the_remedy(plan, key, text, why):
    assert not plan.list.table.put([Edit(plan.list.table.ids[0], key, text)])
    assert why in plan.strip.words.text()


def test_a_star_is_taken_on_and_left_for_another_year(plan):
    plan.aim()
    form = plan.right.currentWidget().form
    assert form.editors["star"].words() == "产业兴旺星"
    plan.right.currentWidget().save()
    assert plan.store.count("star_target") == 4
    plan.aim_no_more()
    plan.strip.press("产业兴旺星")
    assert plan.store.count("star_target") == 3


# ── 进度 ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def progress(page):
    return page.show_section("progress")


def test_a_figure_opens_to_the_records_counted_and_those_missed_with_the_reason(progress, qtbot):
    kept = clause_named(progress.store, "按期召开支部党员大会")
    progress.list.choose(kept.id)
    seen = [(each.label, each.reason) for each in progress.card.looked_at]
    assert [reason for _, reason in seen] == ["到会1人，不成会（至少2人）", "", ""]
    assert progress.card._counted.text().endswith("计入 2，没有计入 1")
    with qtbot.waitSignal(progress.wanted) as asked:
        progress.card.seen.opened.emit(1)
    assert asked.args[0] == "meeting"


def test_states_are_counted_on_the_chips_and_have_a_shape(progress):
    faces = column(progress.list.table, "状态")
    late = sum(each == Face("超期", Mark.LATE) for each in faces)
    assert f"超期 {late}" in chips(progress) and late > 0
    progress.chips.press("overdue")
    assert set(column(progress.list.table, "状态")) == {Face("超期", Mark.LATE)}


def test_a_share_without_its_base_is_asked_for_it_beside_the_field(progress):
    kept = clause_named(progress.store, "星级文明户评选")
    progress.list.choose(kept.id)
    progress.fill_progress()
    pane = progress.right.currentWidget()
    pane.form.editors["value"].put("341")
    pane.save()
    assert "请填写分母" in pane.form.faults["base"].text()
    pane.form.editors["base"].put("381")
    pane.form.editors["base_label"].put("在册户")
    pane.save()
    assert progress.found[kept.id].value == "341 / 381＝89.5%（分母：在册户）"
    assert progress.found[kept.id].source == f"{SPRING} 缑树林填"


def test_a_week_is_kept_and_shown_again_as_it_was(progress):
    kept = clause_named(progress.store, "星级文明户评选")
    progress.keep_week()
    assert len(weeks(progress.store, progress.plan().id)) == 1
    with progress.store.act("填"):
        progress.store.save(Progress(clause=kept.id, state="done", on_day=SPRING))
    progress.chips.press("all")
    progress.view.setCurrentIndex(progress.view.count() - 1)
    progress.refresh()
    assert progress.shown[kept.id].state in ("idle", "overdue")
    progress.view.setCurrentIndex(0)
    progress.refresh()
    assert progress.shown[kept.id].state == "done"


# ── 五星以外的标准 ───────────────────────────────────────────────────────────


def test_a_standard_beside_the_stars_calls_its_heads_by_their_own_word(page):
    own = four(page.store)
    meet(page.store, own, 67, SPRING)
    progress = page.show_section("progress")
    progress.refresh()
    assert progress.list.table.columns[0].label == "星"
    progress.which.setCurrentIndex(progress.which.findText("四化"))
    progress.refresh()
    assert [each.label for each in progress.list.table.columns] == [
        "方面", "任务", "条", "现状", "状态"]
    assert column(progress.list.table, "方面")[0].text == "信息化"
    assert "条达标 67 / 80＝83.75%（分母：条）" in progress.summary
    progress.which.setCurrentIndex(0)
    progress.refresh()
    assert [each.label for each in progress.list.table.columns][-1] == "时限"
    standard = page.show_section("standard")
    standard.show_record("standard", own.rowid)
    assert standard.list.table.columns[0].label == "方面"
    standard.list.choose(standard.list.table.ids[0])
    standard.edit_item()
    form = standard.right.currentWidget().form
    assert "方面 *" in [each.text() for each in form.findChildren(QLabel)]
    assert form.editors["star"].accessibleName() == "方面"


# ── 台账 ─────────────────────────────────────────────────────────────────────


def told(books):
    return [each.text() for each in books.card.findChildren(QLabel) if each.isVisibleTo(books)]


def test_what_is_done_next_belongs_to_what_was_just_written(page):
    books = page.show_section("economy")
    for name in ("新合作社", "老合作社"):
        books.chips.press("organisation")
        books.write_down()
        form = books.right.currentWidget().form
        form.editors["name"].put(name)
        form.editors["kind"].put("合作社")
        books.right.currentWidget().save()
        assert books.line[0] == name
        books.add_member()
        pane = books.right.currentWidget()
        person = next(each for each in pane.form.editors["person"]._found if "缑" in each)
        pane.form.editors["person"].setEditText(person)
        pane.save()
        (sits,) = books.store.find(OrganisationMember, "organisation = ?", (books.list.current(),))
        assert books.store.get(Organisation, sits.organisation).name == name
    assert "成员 1" in told(books)
    books.member_leaves()
    pane = books.right.currentWidget()
    pane.form.editors["which"].setCurrentIndex(1)
    pane.save()
    assert books.store.get(OrganisationMember, sits.id).until == SPRING
    assert "成员 1" not in told(books)
