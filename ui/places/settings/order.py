"""What the secretary asked for about the key of the data file, until it is carried out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Order:
    """Encrypt ``data``, or give it another key (``change``): who opens it, and the sheet's code."""

    data: Path
    operator: str
    password: str
    code: str
    change: bool = False

    def __repr__(self) -> str:
        """Nothing of it stands in a log."""
        return f"Order({self.data.name})"
