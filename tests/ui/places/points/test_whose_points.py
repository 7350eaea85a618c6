"""积分: kin of the scorer, classes of members, and a scheme tried on every account."""

from __future__ import annotations

from models.members.member import Member
from models.office.village import change_policy
from models.points.book.accounts import Account, new_account, put_in_class
from models.points.book.approval import Kinship
from models.points.book.scheme_versions import SchemeVersion
from models.points.book.slips import Slip
from tests.ui.places.points.conftest import BEGIN, entered, filled, strip_words
from ui.kit.table import Edit


def test_what_the_kin_of_a_household_scored_waits_for_another(points, village):
    change_policy(village, "points", approval="none")
    grid = points.show_section("entry")
    grid.open_accounts()
    who = village.query("SELECT max(id) FROM person")[0][0]
    approval = points.show_section("approval")
    approval.declare_kin()
    filled(approval.right.currentWidget(), person=str(who), household="1", note="堂兄")
    assert village.find(Kinship)[0].but(id=None) == Kinship(person=who, household=1, note="堂兄")
    grid = points.show_section("entry")
    grid.scorer.know(who, "记分的人")
    grid.scorer.put(str(who))
    account = next(each.id for each in grid.lines if each.household == 1)
    grid.item.put("参加植树造林：+10分/户次，每年封顶25分")
    grid.grid.table.put([Edit(account, "came", "1")])
    grid.save()
    (slip,) = village.find(Slip, "op = 'award'")
    assert (slip.scorer, slip.state) == (who, "pending") and "堂兄" in (slip.flag or "")
    approval = points.show_section("approval")
    approval.drop_kin()
    filled(approval.right.currentWidget(), which=str(village.find(Kinship)[0].id))
    assert village.count("kinship") == 0


def test_a_scheme_for_one_class_of_members_is_written_in_the_editor(points, village):
    editor = points.show_section("scheme-editor")
    editor.begin()

    def say(label, text):
        row = next(at for at, each in enumerate(editor.cells["whole"], 1)
                   if each["名称"] == label)
        editor.lists["whole"].table.put([Edit(row, "分值", text)])

    for label, text in (("细则名称", "务工党员积分"), ("记给谁", "党员"), ("党员类别", "务工党员"),
                        ("起用日期", BEGIN.isoformat()), ("来源", "党员大会")):
        say(label, text)
    editor.lists["heads"].table.put([Edit(1, "名称", "学习")])
    editor.lists["items"].table.put([Edit(1, "名称", "在线学习"), Edit(1, "类别", "学习"),
                                     Edit(1, "分值", "2")])
    editor.save()
    (kept,) = village.find(SchemeVersion, "account = 'member'")
    assert kept.member_class == "务工党员"
    editor.show_version(kept)
    editor.save()
    assert village.get(SchemeVersion, kept.id).member_class == "务工党员"
    say("记给谁", "户")
    editor.save()
    assert "还有 1 处要改" in strip_words(editor)


def test_an_account_is_put_in_a_class_until_points_are_written(points, village):
    member = village.save(Member(person=1)).id
    account = new_account(village, BEGIN, member=member).id
    assert put_in_class(village, account, "务工党员").track == "member/务工党员"
    accounts = points.show_section("accounts")
    accounts.chips.press("member")
    assert [each.label for each in accounts.list.table.columns][:3] == ["组别", "党小组", "党员"]
    assert accounts.list.isColumnHidden(0)
    accounts.list.choose(account)
    accounts.choose_class()
    filled(accounts.right.currentWidget(), member_class="")
    assert village.get(Account, account).member_class is None


def test_a_trial_stands_side_by_side_account_by_account(points, village):
    change_policy(village, "points", approval="none")
    entered(points, ticked="1-3")
    schemes = points.show_section("schemes")
    schemes.list.choose(schemes.list.table.ids[0])
    schemes.try_out()
    assert schemes.tried.isVisible() and len(schemes.tried.table.ids) == 33
    assert len(schemes.beside_now) == 33
    assert all(each.now == each.then for each in schemes.beside_now.values())


def test_an_item_is_found_by_its_initials_and_one_that_is_not_there_is_named(points):
    grid = points.show_section("entry")
    grid.open_accounts()
    grid.quick.setText("1-3")
    grid.quick.returnPressed.emit()
    for typed, said in (("", "还没有选项目"), ("种地", "没有叫“种地”的项目")):
        grid.item.put(typed)
        grid.attempt(grid.save)
        assert said in strip_words(grid)
    grid.item.setEditText("zszl")
    grid.item._look("zszl")
    assert grid.item.offering.model().stringList() == ["参加植树造林：+10分/户次，每年封顶25分"]
    grid.item._settle()
    grid.save()
    assert strip_words(grid) == "保存 3 条。其中 3 条待审批。"
