"""The Debian package: what it tells the desktop, and what its one script refuses."""

from __future__ import annotations

import configparser
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from main import ENDING, PACKAGE, window_file

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "setup" / "deb"
PROGRAM = "/usr/lib/lianxing/lianxing/lianxing"
NAMES = "{http://www.freedesktop.org/standards/shared-mime-info}"


class FileType(NamedTuple):
    """What a desktop is told of a kind of file."""

    ending: str
    words: str


def types() -> dict[str, FileType]:
    """What the desktop is told, by type."""
    tree = ElementTree.parse(HERE / "lianxing.xml").getroot()
    return {each.attrib["type"]: FileType(
        each.find(f"{NAMES}glob").attrib["pattern"].lstrip("*"), each.find(f"{NAMES}comment").text)
        for each in tree.iter(f"{NAMES}mime-type")}


def test_what_is_clicked_on_is_what_the_window_opens():
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(HERE / "lianxing.desktop", encoding="utf-8")
    taken = entry["Desktop Entry"]["MimeType"].rstrip(";").split(";")
    assert set(taken) == set(types())
    assert {each.ending for each in types().values()} == {ENDING, PACKAGE}
    assert all(window_file([f"/x/村{each.ending}"]) for each in types().values())


def test_no_script_of_the_package_knows_where_data_lies():
    scripts = {"preinst", "postinst", "prerm", "postrm"} & {each.name for each in HERE.iterdir()}
    assert scripts == {"prerm"}
    words = (HERE / "prerm").read_text(encoding="utf-8")
    assert "rm " not in words and "home" not in words.casefold()


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
@pytest.mark.parametrize("step", ["remove", "upgrade", "failed-upgrade"])
def test_an_open_window_keeps_its_program(step, tmp_path):
    script = tmp_path / "prerm"
    words = (HERE / "prerm").read_text(encoding="utf-8")
    for program, refused in ((PROGRAM, False), (str(Path(sys.executable).resolve()), True)):
        assert PROGRAM in words
        script.write_text(words.replace(PROGRAM, program), encoding="utf-8")
        told = subprocess.run(
            ["sh", str(script), step], capture_output=True, text=True, check=False)
        assert told.returncode == int(refused)
        assert ("请保存、关上它的窗口" in told.stderr) == refused
