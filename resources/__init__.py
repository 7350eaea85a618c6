"""Where the tables, schemes, fonts and help pages are found: those that travel with the program,
and before them the newer ones an update brought.
"""

import os
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
NEWER = "LIANXING_NEWER"
"""Names the folder of the newer ones: a reading process looks where the program looks."""


def resource(path: str) -> Path:
    """The file or folder ``path`` (``codes/sex.csv``), from the sources and from a bundle alike."""
    newer = os.environ.get(NEWER)
    if newer and Path(newer, path).is_file():
        return Path(newer, path)
    return _HERE / path


def resources_in(folder: str, ending: str) -> list[Path]:
    """The files of a folder by name, a newer one in the place of the shipped one."""
    newer = os.environ.get(NEWER)
    places = [_HERE, Path(newer)] if newer else [_HERE]
    found = {each.name: each for place in places for each in (place / folder).glob(f"*{ending}")}
    return [found[name] for name in sorted(found)]


def read_newer(folder: Path | None) -> None:
    """From now on the newer files lie in ``folder``, or there are none; what was read is forgotten.
    """
    before = os.environ.pop(NEWER, None)
    if folder is not None:
        os.environ[NEWER] = str(folder)
    elif before is None:
        return
    for module in list(sys.modules.values()):
        if (module.__name__ or "").partition(".")[0] in _READERS:
            for each in list(vars(module).values()):
                if hasattr(each, "cache_clear"):
                    each.cache_clear()


_READERS = ("models", "importers", "exporters", "ui", "sample", "cli")
