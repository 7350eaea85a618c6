from datetime import date

import pytest

from models.checks.stars import missing_evidence
from models.keeping.attachments import Picture, attach, file_of
from models.stars.drafting import keep, shipped
from models.stars.evidence import archive, file_counted, file_under, folder, in_runs
from models.stars.plan import Plan, keep_plan
from models.stars.progress import lines
from models.stars.sources import open_source, year_until
from models.values.problem import Invalid, Problem
from tests.models.stars.creating import YEAR, settle, work

DAY = date(YEAR, 4, 1)


@pytest.fixture
def plan(store):
    people = settle(store)
    work(store, people)
    standard = keep(store, shipped("rural", YEAR))
    return keep_plan(store, Plan(year=YEAR, standard=standard.id, made=date(YEAR, 1, 4)))


def clause_of(store, plan, title):
    return next(each.clause for each in lines(store, plan, DAY) if each.task.title == title)


def standard_of(store, plan):
    from models.stars.standard import Standard

    return store.get(Standard, plan.standard)


def test_numbers_of_the_archive_list_stay(store, plan):
    clause = clause_of(store, plan, "严格组织生活")
    figure = open_source(store, "party-meeting", "branch", year_until(YEAR, DAY))
    assert file_counted(store, clause.id, figure.counted, DAY) == 2
    assert file_counted(store, clause.id, figure.counted, DAY) == 0
    other = clause_of(store, plan, "矛盾纠纷妥善化解")
    file_under(store, other.id, ("matter", 1), "调解书", date(YEAR, 2, 20), filed=DAY)
    assert [each.number for each in archive(store, standard_of(store, plan))] == [
        "2026-1-04-001", "2026-1-04-002", "2026-4-19-001"]
    assert in_runs(archive(store, standard_of(store, plan))) == "2026-1-04-001至002、2026-4-19-001"
    with pytest.raises(Invalid, match="已经归在这一条下"):
        file_under(store, other.id, ("matter", 1), "调解书", filed=DAY)


def test_a_picture_deleted_from_the_disk_is_said(store, plan):
    picture = attach(store, Picture(b"jpeg", "清扫.jpg", 4, 3), ("activity", 1), DAY)
    clause = clause_of(store, plan, "村庄清洁")
    file_under(store, clause.id, ("attachment", picture.id), "清扫照片", filed=DAY)
    assert list(missing_evidence(store)) == []
    file_of(store, picture).unlink()
    assert [each.there for each in archive(store, standard_of(store, plan))] == [False]
    finding, = missing_evidence(store)
    assert finding.what == "档案 2026-3-11-001“清扫照片”的原件已不在，请从备份找回，或重新归档。"


def test_the_folder_leaves_out_what_is_private(store, plan):
    clause = clause_of(store, plan, "矛盾纠纷妥善化解")
    file_under(store, clause.id, ("matter", 1), "调解登记", filed=DAY)
    made = folder(store, plan, "safety", DAY)
    piece = made.sections[2].pieces[0]
    words = "\n".join(piece.words)
    assert (made.village, made.town, piece.number) == ("槐树庄村", "柳河镇", "2026-4-19-001")
    assert "宅基边界" not in words and "缑树林" not in words and "责任人：缑*林" in words
    assert made.notes[1] == "参考模板，以上级下发标准为准。"


def test_a_star_without_items_has_no_folder(store, plan):
    with pytest.raises(Problem, match="先导入标准再出佐证材料册"):
        folder(store, plan, "harmony", DAY)
