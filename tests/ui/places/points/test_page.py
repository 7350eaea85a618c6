"""积分: what a clerk does in the window, from the first scheme to the year's close."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel

from models.moves.moving import split
from models.office.village import change_policy
from models.points.book.accounts import account_of
from models.points.book.entries import Entry
from models.points.book.passbook import passbook
from models.points.book.scheme_versions import SchemeVersion, in_force
from models.points.book.slips import Slip
from models.points.engine.scheme import AccountKind
from models.points.notice.notices import NoticeLine
from models.points.shop.goods import FundLine, Goods, enter_fund, stock_in
from models.registers.people import members_of
from models.values.periods import Period
from resources import resource
from tests.ui.places.points.conftest import BEGIN, TODAY, entered, filled, score, strip_words
from ui.kit.table import Edit


def test_thirty_households_of_one_session_are_one_line_to_type(points, village):
    grid = points.show_section("entry")
    grid.open_accounts()
    assert len(grid.lines) == 33
    grid.item.put("参加植树造林：+10分/户次，每年封顶25分")
    grid.occasion.put("植树0312")
    grid.quick.setText("4-33")
    grid.quick.returnPressed.emit()
    grid.save()
    assert strip_words(grid) == "保存 30 条。其中 30 条待审批。"
    assert village.count("slip", "state = 'pending'") == 30


def test_the_reason_stands_in_the_row_before_it_is_kept(points):
    grid = points.show_section("entry")
    grid.open_accounts()
    grid.item.put("参加植树造林：+10分/户次，每年封顶25分")
    grid.grid.table.put([Edit(1, "came", "1"), Edit(2, "amount", "3"), Edit(2, "came", "1"),
                         Edit(3, "came", "1"), Edit(3, "amount", "几次")])
    grid.look()
    table = grid.grid.table
    faces = {table.id_at(row): table.face(row, 8).words for row in range(len(table.ids))}
    assert faces[1] == "参加植树造林：10分，每年封顶25分，已记0分，计10分"
    assert faces[2].endswith("计25分，5分不计")
    assert faces[3] == "次数“几次”不是数字，请填数字"
    grid.save()
    assert set(grid.cells) == {3}


def test_a_household_that_split_takes_its_part_of_the_points_along(points, village):
    entered(points)
    before = score(village, 1)
    people = [each.rowid for each in members_of(village, 1)]
    new = split(village, 1, people[1:], "09-001", people[1], TODAY, "分家", today=TODAY)
    accounts = points.show_section("accounts")
    accounts.show_account(1)
    accounts.part()
    filled(accounts.right.currentWidget(), household=str(new.id), share="按人头分")
    account = account_of(village, household=new.id)
    part = before * (len(people) - 1) / len(people)
    assert (score(village, account.rowid), score(village, 1)) == (part, before - part)
    accounts.part()
    filled(accounts.right.currentWidget(), household=str(new.id), share="按人头分")
    assert "账户" in accounts.right.currentWidget().strip.words.text()


def test_households_are_found_by_place_number_or_initials(points):
    grid = points.show_section("entry")
    grid.open_accounts()
    grid.quick.setText("2 03-018 lxy 查无此人")
    grid.quick.returnPressed.emit()
    names = [each.name for each in grid.lines if each.id in grid.cells]
    assert set(names) >= {"柳琢", "洛秀英"}
    assert grid.quick.text() == "查无此人"
    assert "找不到，或不止一户" in strip_words(grid)


def pasted(grid, qtbot):
    """The workbench on what was copied, once it is tried out."""
    grid.paste()
    pane = grid.beside.pane
    qtbot.waitUntil(lambda: pane.trial is not None)
    return pane


def test_what_was_copied_from_excel_is_tried_and_taken(points, village, qapp, qtbot):
    grid = points.show_section("entry")
    grid.open_accounts()
    qapp.clipboard().setText(
        f"日期\t户号\t积分项目\n{TODAY}\t03-018\t参加植树造林\n{TODAY}\t99-999\t参加植树造林\n")
    pane = pasted(grid, qtbot)
    assert (pane.trial.counts["created"], pane.trial.counts["refused"]) == (1, 1)
    pane.take_in()
    assert village.count("slip") == 1
    again = pasted(grid, qtbot)
    assert (again.trial.counts["created"], again.trial.counts["unchanged"]) == (0, 1)


def test_a_session_saved_again_is_asked_about_first(points, village):
    entered(points, ticked="1-3")
    grid = entered(points, ticked="2-5")
    assert "等 2 户（人）已经记过，场次也一样" in strip_words(grid)
    assert village.count("slip") == 3
    grid.strip.press("只记没记过的")
    assert village.count("slip") == 5
    assert {each.id for each in grid.lines[1:3]} == set(grid.cells)
    grid.save()
    grid.strip.press("确是另一场，照记")
    assert village.count("slip") == 7 and not grid.cells
    grid.occasion.put("下午")
    grid.quick.setText("1")
    grid.quick.returnPressed.emit()
    grid.save()
    assert village.count("slip") == 8


def test_waiting_slips_are_approved_or_rejected(points, village):
    entered(points, ticked="1-3")
    approval = points.show_section("approval")
    approval.list.choose(2)
    approval.reject_chosen()
    filled(approval.right.currentWidget(), why="没有签到")
    approval.approve_all()
    approval.strip.press("通过 2 条")
    assert strip_words(approval) == "通过 2 条。"
    states = [each.state for each in village.find(Slip, "op = 'award'")]
    assert states == ["approved", "rejected", "approved"]
    approval.chips.press("rejected")
    assert len(approval.list.table.ids) == 1


def test_traps_are_pointed_out_and_a_notice_is_frozen(points, village):
    change_policy(village, "points", approval="none")
    grid = points.show_section("entry")
    grid.open_accounts()
    last = BEGIN - timedelta(days=1) if TODAY.month == 1 else TODAY.replace(day=1) - timedelta(1)
    if last < BEGIN:
        pytest.skip("the scheme began this month")
    grid.day.put(last.isoformat())
    grid._read_items()
    grid.note.put("家里有人社区矫正，电话15400000011")
    grid.item.put("参加植树造林：+10分/户次，每年封顶25分")
    grid.quick.setText("1-2")
    grid.quick.returnPressed.emit()
    grid.save()
    notices = points.show_section("notices")
    assert len(notices.draft.lines) == 2
    said = [each.sentence for each in notices.draft.pointed_out]
    assert any("社区矫正" in each for each in said) and any("电话号码" in each for each in said)
    notices.draft = notices.draft.__class__(**{**vars(notices.draft), "contact": "村委会"})
    notices.put_up()
    notices.strip.press("公示")
    assert village.count("notice_line") == 2
    notices.chips.press("put_up")
    notices.list.choose(notices.list.table.ids[0])
    notices.object_to()
    pane = notices.right.currentWidget()
    line = village.find(NoticeLine)[0]
    pane.form.editors["line"].know(line.id, line.words)
    filled(pane, line=str(line.id), what="没到场")
    notices.chips.press("objections")
    assert notices.list.table.face(0, 4).words == f"{line.words}：没到场"
    notices.list.choose(notices.list.table.ids[0])
    notices.reply()
    told = notices.right.currentWidget().findChildren(QLabel)
    assert f"针对：{line.words}" in [each.text() for each in told]
    accounts = points.show_section("accounts")
    accounts.show_account(village.get(Entry, line.entry).account)
    accounts.take_back()
    told = accounts.right.currentWidget().findChildren(QLabel)
    assert any("异议：没到场" in each.text() for each in told)
    assert not any("矫正" in str(row) for row in village.query("SELECT * FROM notice_line"))


def test_a_passbook_explains_itself_and_an_award_is_reversed(points, village):
    change_policy(village, "points", approval="none")
    entered(points, ticked="1")
    accounts = points.show_section("accounts")
    accounts.show_account(1)
    assert "得分 10.00" in accounts.said.text()
    accounts._tell_why("score")
    assert "条文：参加植树造林：+10分/户次" in accounts.line_said.text()
    accounts.entries.choose(1)
    accounts.take_back()
    pane = accounts.right.currentWidget()
    line = accounts.book.lines[0]
    assert f"{accounts.lines[1].label}　{line.on}　10 分" in [
        each.text() for each in pane.findChildren(QLabel)]
    filled(pane, why="记错户")
    assert score(village, 1) == 0
    with pytest.raises(Exception, match="村里还没有决定公布排名"):
        accounts.rank()


def test_a_redemption_is_made_signed_and_taken_back(points, village):
    change_policy(village, "points", approval="none")
    enter_fund(village, FundLine(on_day=TODAY, way="collective", amount=Decimal(500),
                                 summary="年初安排"))
    goods = village.save(Goods(name="食醋", unit="瓶", points=Decimal("2.5"), halves=True))
    stock_in(village, goods, Decimal(9), TODAY)
    entered(points, ticked="1")
    shop = points.show_section("shop")
    shop.open_shop()
    assert strip_words(shop) == "今天开兑换日，资金和库存都够。"
    shop.list.choose(1)
    shop.take()
    pane = shop.right.currentWidget()
    pane.form.editors["goods"].put("食醋 2.5分 库存 9 瓶")
    filled(pane, quantity="3", taker="柳琢")
    assert passbook(village, 1, TODAY).standing.redeemable == Decimal("2.5")
    assert score(village, 1) == 10
    shop.chips.press("taken")
    shop.signed()
    shop.give_back()
    filled(shop.right.currentWidget(), why="拿错")
    assert passbook(village, 1, TODAY).standing.redeemable == 10


SCHEMES = ("luanchuan-xiexin", "xihua-banjielou", "fengjie-baijia", "members-deduct-only")
"""Four real ones, the first two of Henan, typed in by a new user."""


@pytest.mark.parametrize("name", SCHEMES)
def test_a_new_user_sets_up_a_real_scheme(points, village, name):
    from models.points.book.scheme_sheet import scheme_sheet
    from models.points.engine.scheme_file import read_scheme

    given = read_scheme(resource(f"schemes/{name}.toml"))
    schemes = points.show_section("schemes")
    schemes.write()
    editor = points.show_section("scheme-editor")
    written = {"类别": 0, "项目": 0, "等次": 0}
    part_of = {"总则": "whole", "类别": "heads", "项目": "items", "等次": "grades"}
    for row in scheme_sheet(given).rows:
        cells = {column.label: value for column, value in zip(
            scheme_sheet(given).columns, row.values, strict=True) if value}
        part = part_of[cells.pop("部分")]
        editor.chips.press(part)
        table = editor.lists[part].table
        if part == "whole":
            at = next(i for i in table.ids if table.value(i - 1, 0) == cells["名称"])
            table.put([Edit(at, "分值", str(cells.get("分值", "")))])
            continue
        title = {"heads": "类别", "items": "项目", "grades": "等次"}[part]
        written[title] += 1
        while len(table.ids) < written[title]:
            editor.add_row()
        cells.pop("代号", None)
        table.put([Edit(written[title], key, str(value)) for key, value in cells.items()])
    editor.save()
    assert "存好了，还没有启用" in strip_words(editor)
    kept = village.find(SchemeVersion, "active = 0")[-1].scheme
    assert without_codes(kept) == without_codes(given)
    if name == "members-deduct-only":
        editor.go_back()
        schemes.list.choose(village.find(SchemeVersion, "active = 0")[-1].id)
        schemes.adopt()
        filled(schemes.right.currentWidget(), basis="党员大会")
        assert {each.account for each in in_force(village)} == {"household", "member"}


def without_codes(given):
    from models.points.engine.scheme_file import write_scheme

    tables = tomllib.loads(write_scheme(given))
    titles = {each["code"]: each["title"] for each in tables["category"]}
    for each in tables.get("item", ()):
        each["category"] = titles[each["category"]]
    for part in ("category", "item"):
        for each in tables.get(part, ()):
            each.pop("code")
    return tables


def test_what_is_wrong_with_a_scheme_stands_beside_it(points):
    points.show_section("schemes").write()
    editor = points.show_section("scheme-editor")
    editor.chips.press("items")
    editor.lists["items"].table.put([Edit(1, "名称", "植树"), Edit(1, "类别", "没有"),
                                     Edit(1, "分值", "十分")])
    editor.save()
    assert "处要改，见右边" in strip_words(editor)


def test_what_another_scheme_would_give_is_tried_in_the_window(points, village):
    change_policy(village, "points", approval="none")
    entered(points, ticked="1-2")
    schemes = points.show_section("schemes")
    schemes.try_out()
    said = [each.text() for each in schemes.card.findChildren(QLabel)]
    assert "得分合计：现在 20，换成它 20" in said


def test_a_month_is_evaluated_keyed_back_and_rolled_up(points, village, qtbot):
    entered(points, ticked="1")
    evaluation = points.show_section("evaluation")
    evaluation.take_example()
    evaluation.strip.press("不给积分")
    evaluation.begin()
    pane = evaluation.right.currentWidget()
    for name, person in (("first", 1), ("second", 2), ("third", 3)):
        pane.form.editors[name].know(person, f"评分人{person}")
        pane.form.editors[name].put(str(person))
    pane.save()
    assert evaluation.round is not None and len(evaluation.round.marks) == 33
    rows = evaluation.list.table.ids
    evaluation.list.table.put([Edit(rows[0], "total", "92"),
                               Edit(rows[1], "total", "0 18 20 15 0 1")])
    assert [evaluation.list.table.face(row, 4).words for row in (0, 1)] == ["卫生文明户"] * 2
    evaluation.list.table.put([Edit(rows[2], "total", "101")])
    assert "总分在 0 到 100 之间" in strip_words(evaluation)
    evaluation.finish()
    evaluation.go_back()
    assert evaluation.round is None and len(evaluation.list.table.ids) == 1
    evaluation.chips.press("half")
    assert len(evaluation.list.table.ids) == 2


def test_what_was_evaluated_is_seen_rolled_up_in_later_quarters(points, clock):
    test_a_month_is_evaluated_keyed_back_and_rolled_up(points, points.store, None)
    evaluation = points.sections["evaluation"]
    evaluation.chips.press("quarter")
    was = evaluation.period.currentData()
    later = Period.parse(was).end + timedelta(days=40)
    clock.set(later)
    evaluation.refresh()
    assert [evaluation.period.itemData(at) for at in range(evaluation.period.count())] == [was]
    assert evaluation.summary == f"{Period.parse(was).label} 2 户"
    assert len(evaluation.list.table.ids) == 2


def test_a_running_month_is_looked_at_and_says_when_it_can_be_put_up(points, clock):
    clock.set(date(2026, 9, 26))
    notices = points.show_section("notices")
    notices.refresh()
    assert [notices.period.itemData(at) for at in range(3)] == ["2026-09", "2026-08", "2026-07"]
    assert notices.period.currentData() == "2026-08"
    notices.period.setCurrentIndex(0)
    notices.period.activated.emit(0)
    assert "2026年9月还没有过完，到 2026-09-30 再公示。" in [
        each.text() for each in notices.card.findChildren(QLabel)]
    clock.set(date(2026, 10, 3))
    notices.refresh()
    assert notices.period.currentData() == "2026-09"


def test_the_shares_and_the_rules_of_the_office(points, village):
    change_policy(village, "points", approval="none")
    entered(points, ticked="1-33")
    view = points.show_section("fairness")
    assert view.lines[1].points == 330
    view.change_rules()
    filled(view.right.currentWidget(), four_eyes="是", ranking="村民会议决定")
    entered(points, words="乱堆", ticked="1")
    points.show_section("accounts").rank()
    with pytest.raises(Exception, match="年还没有过完"):
        view.close_the_year()
        filled_close(view)


def test_what_closing_the_year_does_is_told_for_every_kind_of_account(points, monkeypatch):
    view = points.show_section("fairness")
    monkeypatch.setattr("models.points.book.year_close._kinds_in_force",
                        lambda store: [*AccountKind])
    view.year.setCurrentIndex(1)
    view.close_the_year()
    said = view.right.currentWidget().strip.words.text()
    assert all(f"{kind.label}积分结转：" in said for kind in AccountKind)


def filled_close(view):
    pane = view.right.currentWidget()
    for name, text in (("first", "柳一"), ("second", "耿二")):
        pane.form.editors[name].put(text)
    pane._keep(pane.form.take())


def test_papers_are_shown_as_they_will_be_printed(points, village, qtbot):
    change_policy(village, "points", approval="none")
    entered(points, ticked="1-3")
    accounts = points.show_section("accounts")
    accounts.print_book()
    paper = points.section("points-paper")
    qtbot.waitUntil(lambda: paper.paper.preview.pages > 0)
    paper.go_back()
    assert points.current is accounts
