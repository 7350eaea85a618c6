"""Makes the installer for Windows of what stands in dist: ``python -m setup.installer``.

What it puts on the PC is listed file by file, and the list is what removing takes away.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

from setup.icons import write_icons
from setup.version import version

PROJECT = Path(__file__).resolve().parents[1]
RECIPE = PROJECT / "setup" / "windows" / "lianxing.nsi"
PARTS = {"PROGRAM": "lianxing", "PICTURES": "读图"}
"""Macros of the recipe, and the folder of dist each puts beside the other."""
LACKING = "没有找到 NSIS（makensis），请装上 NSIS 3，再运行一次。"


def put(folder: Path) -> Iterator[str]:
    """The lines that lay a folder on the PC."""
    for inside in sorted([folder, *(each for each in folder.rglob("*") if each.is_dir())]):
        files = sorted(each for each in inside.iterdir() if each.is_file())
        if files:
            yield f'SetOutPath "{_there(inside, folder)}"'
            yield from (f'File "{each}"' for each in files)


def gone(folder: Path) -> Iterator[str]:
    """The lines that take the same away again; a folder goes when nothing else lies in it."""
    found = sorted(folder.rglob("*"), reverse=True)
    for each in (*found, folder):
        yield f'{"RMDir" if each.is_dir() else "Delete"} "{_there(each, folder)}"'


def _there(place: Path, folder: Path) -> PureWindowsPath:
    return PureWindowsPath("$INSTDIR", folder.name, *place.relative_to(folder).parts)


def lists(dist: Path) -> str:
    """The macros the recipe includes; one for each part of dist and for its removal."""
    lines: list[str] = []
    for macro, name in PARTS.items():
        for kind, told in (("PUT", put), ("GONE", gone)):
            lines += [f"!macro {kind}_{macro}", *told(dist / name), "!macroend"]
    return "\n".join(lines) + "\n"


def made(dist: Path, made_in: Path, stub: str = "") -> Path:
    """The installer of what stands in ``dist``, beside it; lists and icons go into ``made_in``.

    :param stub: another target of makensis than its own. :raises SystemExit: NSIS is not there, or
        refuses the recipe.
    """
    makensis = shutil.which("makensis") or shutil.which(
        "makensis", path=str(Path(os.environ.get("ProgramFiles(x86)", ""), "NSIS")))  # noqa: SIM112
    if makensis is None:
        raise SystemExit(LACKING)
    write_icons(made_in)
    (made_in / "files.nsh").write_text(lists(dist), encoding="utf-8-sig")
    size = sum(each.stat().st_size for name in PARTS.values()
               for each in (dist / name).rglob("*") if each.is_file())
    out = dist / f"lianxing-{version()}.exe"
    said = {"VERSION": version(), "LISTS": made_in, "OUT": out, "SIZE": size // 1024,
            **({"STUB": stub} if stub else {})}
    subprocess.run(
        [makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8",
         *(f"-D{name}={value}" for name, value in said.items()), str(RECIPE)], check=True)
    return out


if __name__ == "__main__":
    print(f"做好了 / made: {made(PROJECT / 'dist', PROJECT / 'build' / 'windows', *sys.argv[1:])}")
