import pytest
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

from exporters.paper import fonts
from exporters.paper.fonts import Typeface, runs, structures, typeface
from models.values.problem import Problem

ROLES = ("title", "body", "song", "hei", "kai", "rare")
SIZE = 48


@pytest.mark.parametrize("role", ROLES)
def test_every_role_finds_a_chinese_face(role):
    assert runs("赵家村2026", role) == [(typeface(role).first.name, "赵家村2026")]


def test_a_string_is_split_where_the_face_changes():
    pieces = runs("张𠮷三", "body")
    assert "".join(text for _, text in pieces) == "张𠮷三"
    assert [text for _, text in pieces] == ["张", "𠮷", "三"]
    assert pieces[0][0] == pieces[2][0] != pieces[1][0]


def test_width_adds_up_over_the_faces():
    face = typeface("body")
    assert face.width("张𠮷三") == pytest.approx(3000)


def test_marks_without_a_shape_are_left_out_and_odd_spaces_become_plain():
    face = typeface("body")
    assert face.legible("葛\U000e0100\u200b三\x07") == "葛三"
    assert face.legible("张\t三\u2003四　五") == "张 三 四　五"


def test_a_character_no_face_has_is_described_and_noted():
    face, missing = typeface("body"), {}
    assert face.legible("王𱙙花", missing) == "王〔⿰女灵〕花"
    assert face.legible("王\U0002ffffa", missing) == "王〔U+2FFFF〕a"
    assert face.legible("王\ue5f1", missing) == "王〔U+E5F1〕"
    assert missing == {"𱙙": "王𱙙花", "\U0002ffff": "王\U0002ffffa", "\ue5f1": "王\ue5f1"}


def test_no_chinese_face_at_all_names_the_remedy(monkeypatch):
    monkeypatch.setattr(fonts, "load", lambda name: None)
    with pytest.raises(Problem, match=r"宋体、黑体、仿宋.*fonts-arphic-uming"):
        Typeface("body", ("fangsong", "uming"), 0.0)


def cell(page, number):
    """The bitmap of the character drawn in the numbered cell of the page."""
    x, y = (number % 8) * 60, 700 - (number // 8) * 60
    box = (x, page.get_height() - y - 50, x + 56, page.get_height() - y + 10)
    return page.crop(tuple(map(int, box))).tobytes()


@pytest.mark.parametrize("role", ROLES)
def test_every_rare_character_shows_a_glyph_of_its_own(role, tmp_path):
    face = typeface(role)
    rare = [char for char in structures() if face.legible(char) == char]
    assert len(rare) >= len(structures()) - 3
    path = tmp_path / "rare.pdf"
    canvas = Canvas(str(path), invariant=1)
    for number, char in enumerate([*rare, " "]):
        x, y = (number % 8) * 60, 700 - (number // 8) * 60
        canvas.setFont(face.runs(char)[0][0], SIZE)
        canvas.drawString(x, y, char)
    notdef = len(rare) + 1
    canvas.setFont(face.first.name, SIZE)
    canvas.drawString((notdef % 8) * 60, 700 - (notdef // 8) * 60, "\U0002ffff")
    canvas.save()
    document = PdfDocument(path)
    image = document[0].render().to_pil().convert("L")
    image.get_height = lambda: image.height
    drawn = [cell(image, number) for number in range(len(rare))]
    blank, box = cell(image, len(rare)), cell(image, notdef)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert blank not in drawn
    assert box not in drawn
    assert len(set(drawn)) == len(rare)
    assert all(char in text for char in rare)
