"""A package on a stick is whole or absent, and a bad stick is a sentence, not an accident."""

from __future__ import annotations

import errno
import hashlib
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from exporters import publish
from exporters.leaving.package import LISTED, deliver, print_returns, sealed_with, zipped
from exporters.leaving.sticks import sticks
from models.exchange.chain import pack
from models.exchange.keys import own_key
from models.exchange.printed import Printed
from models.keeping.store import Store
from models.values.problem import Problem
from tests.models.town.desks import PERIOD, open_village, visits_sheet


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Store]:
    with open_village(tmp_path) as store:
        yield store


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    file = tmp_path / "报送" / "青石坡镇-赵家村-2026-Q3-0001.lxbag"
    file.parent.mkdir()
    file.write_bytes(b"sealed" * 1000)
    return file


def test_the_inside_is_the_same_every_time(village: Store) -> None:
    parcel = pack(village, PERIOD, [Printed(visits_sheet(village), 1, {".pdf": b"%PDF"})])
    seed = own_key(village).signing
    assert zipped(parcel, seed) == zipped(parcel, seed)
    with zipfile.ZipFile(BytesIO(zipped(parcel, seed))) as archive:
        names = archive.namelist()
    assert names[:3] == ["datapackage.json", "signature", "cells.csv"]
    assert names[-1] == "returns/visits.pdf"


def test_what_is_printed_is_what_goes(village: Store, tmp_path: Path) -> None:
    from exporters.workbook.sheet import write_workbook

    sheet = visits_sheet(village)
    printed = print_returns([(sheet, 2)], tmp_path / "scratch")[0]
    alone = tmp_path / "alone.xlsx"
    write_workbook(sheet, alone)
    assert printed.files[".xlsx"] == alone.read_bytes()
    assert printed.files[".pdf"].startswith(b"%PDF")
    assert not (tmp_path / "scratch").exists()


def test_a_passphrase_opens_it(village: Store) -> None:
    from pyrage import passphrase

    sealed = sealed_with(own_key(village).signing, "柳河沿 2026")(pack(village, PERIOD))
    assert passphrase.decrypt(sealed, "柳河沿 2026").startswith(b"PK")


def test_the_list_is_written_last_and_names_what_stands(kept: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    assert deliver([kept], stick) == [stick / kept.name]
    digest = hashlib.sha256(kept.read_bytes()).hexdigest()
    assert f"{digest}  {kept.name}" in (stick / LISTED).read_text(encoding="utf-8")


def test_a_file_that_stands_already_is_left_alone(kept: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    deliver([kept], stick)
    before = (stick / kept.name).stat().st_mtime_ns
    deliver([kept], stick)
    assert (stick / kept.name).stat().st_mtime_ns == before


@pytest.mark.parametrize(("number", "words"), [
    (errno.ENOSPC, "满了"), (errno.EROFS, "写保护"), (errno.EIO, "请换盘"),
    (errno.ENODEV, "请插好 U 盘"),
])
def test_a_bad_stick_is_a_sentence(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "x")

    stick = tmp_path / "stick"
    monkeypatch.setattr(publish, "_write_bytes", refuse)
    with pytest.raises(Problem, match=words):
        deliver([kept], stick)
    assert list(stick.iterdir()) == []


def test_a_stick_that_lies_is_found_out(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = publish.sha256
    stick = tmp_path / "stick"
    monkeypatch.setattr(publish, "sha256",
                        lambda path: "0" if path == stick / kept.name else real(path))
    with pytest.raises(Problem, match="读回来不一样"):
        deliver([kept], stick)
    assert not (stick / kept.name).exists() and not (stick / LISTED).exists()


def test_sticks_are_found_among_the_mounts(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\n"
        "/dev/sdb1 /media/no-such-place vfat rw 0 0\n"
        f"tmpfs /media{tmp_path} tmpfs rw 0 0\n", encoding="utf-8")
    assert sticks(mounts) == []
    assert sticks(tmp_path / "none") == []
