import re
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from exporters.paper.evidence_book import write_evidence
from models.keeping.attachments import Picture, attach, file_of
from models.stars.drafting import keep, shipped
from models.stars.evidence import file_under, folder
from models.stars.plan import Plan, keep_plan
from models.stars.progress import lines
from models.values.problem import Problem
from tests.models.stars.creating import YEAR, settle, work
from tests.printed import pages_of as printed_pages

DAY = date(YEAR, 4, 1)


def test_a_folder_with_contents_that_point_to_the_right_pages(store, tmp_path):
    people = settle(store)
    work(store, people)
    standard = keep(store, shipped("rural", YEAR))
    plan = keep_plan(store, Plan(year=YEAR, standard=standard.id, made=date(YEAR, 1, 4)))
    photo = BytesIO()
    Image.new("RGB", (400, 300), "grey").save(photo, "JPEG")
    attach(store, Picture(photo.getvalue(), "清扫.jpg", 400, 300), ("activity", 2), DAY)
    ecology = [each for each in lines(store, plan, DAY) if each.task.star == "ecology"]
    for place, each in enumerate(ecology):
        file_under(store, each.clause.id, ("activity", place + 2 if place < 5 else 1), "清洁家园",
                   date(YEAR, 1, 9), filed=DAY)
    path = tmp_path / "册.pdf"
    write_evidence(folder(store, plan, "ecology", DAY), path)
    pages = [page.extract_text() for page in PdfReader(path).pages]
    assert "生态宜居星佐证材料册" in pages[0] and "柳河镇" in pages[0]
    contents = re.findall(r"(\S+)\u3000.*\n\.+\n(\d+)", pages[1])
    assert len(contents) == 12
    for number, page in contents:
        assert f"{number}\u3000" in pages[int(page) - 1]
    assert "2026-3-11-001" in pages[2] and "参考模板" in pages[0]
    assert len(pages) > 4
    for page in printed_pages(path)[2:]:  # no piece is broken: a page begins with the head of one
        assert page.lines[0].size > 12, page.lines[0].text
    assert any("/XObject" in (page.get("/Resources") or {}) for page in PdfReader(path).pages)


def test_a_photo_that_was_replaced_by_something_else_is_refused(store, tmp_path):
    people = settle(store)
    work(store, people)
    standard = keep(store, shipped("rural", YEAR))
    plan = keep_plan(store, Plan(year=YEAR, standard=standard.id, made=date(YEAR, 1, 4)))
    kept = attach(store, Picture(b"\xff\xd8\xff", "清扫.jpg", 4, 3), ("activity", 2), DAY)
    file_of(store, kept).write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 40 30\n")
    first = next(each for each in lines(store, plan, DAY) if each.task.star == "ecology")
    file_under(store, first.clause.id, ("activity", 2), "清洁家园", date(YEAR, 1, 9), filed=DAY)
    with pytest.raises(Problem, match="已不是原来的照片，请从备份找回"):
        write_evidence(folder(store, plan, "ecology", DAY), tmp_path / "册.pdf")
