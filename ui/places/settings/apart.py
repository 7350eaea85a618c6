"""A copy of another data file, opened as a file of its own instead of taking this one's place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from models.keeping.restoring import restore
from models.values.problem import Problem
from ui.kit import ask

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.kit.message_strip import Strip



def offer_apart(
    strip: Strip, sentence: str, copy: Path, key: bytes | None, then: Callable[[Path], object]
) -> None:
    """Say why ``copy`` was refused; at the user's word it becomes a file of its own, which
    ``then`` opens.
    """
    def put() -> None:
        try:
            final = _put_apart(strip, copy, key)
        except Problem as refusal:
            strip.refuse(refusal.sentence)
        else:
            if final is not None:
                then(final)

    strip.ask(sentence, {"单独打开…": put, "不用了": None})


def _put_apart(parent: QWidget, copy: Path, key: bytes | None) -> Path | None:
    chosen = ask.file_to_save(parent, "单独放到哪里", "另一个村.lianxing", ask.DATA_FILES)
    if chosen is None:
        return None
    final = chosen if chosen.suffix == ".lianxing" else chosen.with_name(f"{chosen.name}.lianxing")
    restore(copy, final, key=key)
    return final
