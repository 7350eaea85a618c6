"""A photo is kept once beside the data file; a file that is missing or changed is said."""

from datetime import date

from models.keeping.attachments import Picture, attach, attachments_of, faulty, file_of, files

DAY = date(2026, 6, 1)
PICTURE = Picture(b"\xff\xd8 not really a picture", "水渠.jpg", 800, 600)


def test_the_same_photo_is_stored_once_on_many_records(store):
    first = attach(store, PICTURE, ("matter", 1), DAY)
    attach(store, PICTURE, ("matter", 1), DAY, shows="result", caption="修好后")
    attach(store, PICTURE, ("visit", 2), DAY)
    assert [each.shows for each in attachments_of(store, "matter", 1)] == ["photo", "result"]
    assert files(store) == [file_of(store, first)]
    assert file_of(store, first).read_bytes() == PICTURE.content
    assert file_of(store, first).parent.parent.name == "village-附件"


def test_a_missing_or_changed_file_is_said(store):
    kept = attach(store, PICTURE, ("matter", 1), DAY)
    path = file_of(store, kept)
    assert faulty(store, full=True) == []
    path.write_bytes(PICTURE.content[::-1])
    assert faulty(store) == []
    assert "文件被改动过" in faulty(store, full=True)[0][1]
    path.unlink()
    assert faulty(store)[0][1] == f"附件“水渠.jpg”的文件不见了，请从备份找回 {path.name}。"
