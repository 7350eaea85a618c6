"""Where the tables, schemes, fonts and help pages that travel with the program are found."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def resource(path: str) -> Path:
    """The file or folder ``path`` (``codes/sex.csv``), from the sources and from a bundle alike."""
    return _HERE / path
