"""The installer for Windows: what it puts there and takes away, and that it is one user's only.

It was made for Windows and is read, and compiled where NSIS is, on any system.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path, PureWindowsPath
from shutil import which

import pytest
from PIL import Image

from models.overview.act_words import SUBJECTS
from setup import icons, installer, trial
from setup.version import version
from tests.test_deb import FileType, types
from ui.kit.place import PAGES, TOWN_PAGES, WELCOME

ROOT = Path(__file__).resolve().parents[1]
RECIPE = installer.RECIPE.read_text(encoding="utf-8")
PROGRAMS = {"lianxing.exe", "lianxing-cli.exe"}


def told(macro: str) -> list[tuple[str, ...]]:
    """The words each use of a macro of the recipe is given."""
    lines = re.findall(rf"^ *!insertmacro {macro} (.*)$", RECIPE, re.MULTILINE)
    return [tuple(re.findall(r'"([^"]*)"', each)) for each in lines]


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A small bundle as PyInstaller lays it out."""
    for place in ("lianxing/lianxing.exe", "lianxing/lianxing-cli.exe",
                  "lianxing/_internal/resources/help/帮助 1.md", "读图/numpy/core.pyd"):
        path = tmp_path / "dist" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(place.encode())
    return tmp_path / "dist"


def test_what_is_clicked_on_is_the_same_as_on_debian():
    said = told("TYPE")
    assert {FileType(ending, words) for ending, _, words, _ in said} == {*types().values()}
    assert {name for *_, name in said} < {*icons.NAMES}
    assert [each[:2] for each in said] == told("NO_TYPE"), "what is registered goes again"


def test_it_is_one_user_s_and_asks_for_no_administrator():
    assert "RequestExecutionLevel user\n" in RECIPE
    roots = re.findall(r"\b(?:Write|Delete|Read)Reg\w+ (?:/ifempty )?(\w+)", RECIPE)
    assert len(roots) > 10 and {*roots} == {"HKCU"}
    assert "SetShellVarContext" not in RECIPE and "$PROGRAMFILES" not in RECIPE


def test_nothing_is_taken_away_but_what_was_put_there(dist):
    assert "RMDir /r" not in RECIPE and "*" not in "".join(re.findall(r"Delete .*", RECIPE))
    assert not re.findall(r"\$(?:APPDATA|DOCUMENTS|PROFILE|DESKTOP)|\$LOCALAPPDATA\\L", RECIPE)
    text = installer.lists(dist)
    for macro, name in installer.PARTS.items():
        assert {("PUT_" + macro,), ("GONE_" + macro,)} <= {
            (each,) for each in re.findall(r"!insertmacro (\w+)", RECIPE)}
        taken = re.findall(r'(Delete|RMDir) "(.*)"', text.split(f"GONE_{macro}\n")[1].split("!")[0])
        there = {str(PureWindowsPath("$INSTDIR", *each.relative_to(dist).parts)): each
                 for each in (dist / name, *(dist / name).rglob("*"))}
        assert {place for _, place in taken} == {*there}
        for how, place in taken:
            path = there[place]
            path.rmdir() if how == "RMDir" else path.unlink()  # a folder before its files fails
    assert not any(dist.iterdir())


def test_what_somebody_put_beside_the_program_stays(dist):
    text = installer.lists(dist)
    (dist / "lianxing" / "我的村.lianxing").write_bytes(b"")
    assert "我的村" not in text and "我的村" in installer.lists(dist)


def test_the_version_is_told_in_one_place(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796023800")
    earlier = version()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798760040")
    assert (earlier, version()) == ("2026.11.30.730", "2026.12.31.2334")
    assert "version=$(.venv/bin/python -m setup.version)" in (
        ROOT / "setup" / "deb.sh").read_text(encoding="utf-8")
    assert "from setup.version import version" in (
        ROOT / "pyinstaller.spec").read_text(encoding="utf-8")
    assert "${VERSION}" in RECIPE and not re.search(r"20\d\d\.", RECIPE)


def test_every_part_that_is_named_is_there():
    script = (ROOT / "setup" / "package.ps1").read_bytes()
    assert script.startswith(b"\xef\xbb\xbf"), "Windows PowerShell reads it as UTF-8 by its mark"
    words = script.decode("utf-8-sig")
    assert re.findall(r"'-m', '(setup\.\w+)'", words) == [
        "setup.pictures_folder", "setup.trial", "setup.installer"]
    for named in re.findall(r"'-m', '(setup[\w.]+)'", words):
        assert (ROOT / f"{named.replace('.', '/')}.py").is_file()
    for named in re.findall(r"[\w-]+\.(?:txt|spec|ps1)", words):
        assert (ROOT / named).is_file() or (ROOT / "setup" / named).is_file(), named
    assert all((icons.DRAWINGS / f"{each}.svg").is_file() for each in icons.NAMES)
    spec = (ROOT / "pyinstaller.spec").read_text(encoding="utf-8")
    assert {f"{each}.exe" for each in re.findall(r'program\("([\w-]+)", console', spec)} == PROGRAMS
    assert {PureWindowsPath(place).name for place, in told("CLOSED")} == PROGRAMS


@pytest.mark.parametrize("name", icons.NAMES)
def test_an_icon_has_a_picture_of_every_size(name):
    with Image.open(io.BytesIO(icons.icon(icons.DRAWINGS / f"{name}.svg"))) as found:
        assert found.info["sizes"] == {(each, each) for each in icons.SIZES}
        assert found.size == (256, 256)
        assert found.getchannel("A").getextrema() == (0, 255), "drawn on nothing"


@pytest.mark.skipif(which("makensis") is None, reason="NSIS is not there")
def test_the_recipe_compiles_without_a_warning(dist, tmp_path):
    made = installer.made(dist, tmp_path / "made")
    assert made.name == f"lianxing-{version()}.exe"
    assert made.read_bytes().startswith(b"MZ")


def test_what_is_loaded_by_its_name_is_in_the_bundle():
    """PyInstaller follows imports: a page of the window is named, and loaded when it is entered."""
    spec = (ROOT / "pyinstaller.spec").read_text(encoding="utf-8")
    assert "hiddenimports=[*LOADED_WHEN_NEEDED, *modules(PROJECT)]" in spec
    found = {*trial.modules(ROOT)}
    assert {each.page.partition(":")[0] for each in (WELCOME, *PAGES, *TOWN_PAGES)} < found
    assert {*SUBJECTS} < found and "models" in found


@pytest.mark.soak
def test_the_trial_of_a_bundle_holds_of_the_program_itself(tmp_path):
    """Packages, copies and an encrypted file, by the words a bundle is tried by."""
    tried = trial.Trial([sys.executable, str(ROOT / "main.py")], tmp_path)
    for step in (tried.stick, tried.copies, tried.encrypted):
        step()
    with pytest.raises(AssertionError):
        tried.run("new.lianxing", "find", "赵")
