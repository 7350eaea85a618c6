"""How long the texts of an old .xls are, so that one long text told in every cell is noticed.

The cells name their text by its number in one table, [MS-XLS] SST, which runs over several records;
inside a text each following record begins with a byte that says how wide its letters are.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

SST, CONTINUE = 0xFC, 0x3C
_WIDE, _FOREIGN, _RICH = 1, 4, 8


def text_lengths(records: Iterable[tuple[int, bytes]]) -> list[int]:
    """Characters of every text, by its number; what is torn off at the end is left out."""
    pieces: list[bytes] = []
    for kind, body in records:
        if kind == SST:
            pieces = [body[8:]]
        elif kind == CONTINUE and pieces:
            pieces.append(body)
        elif pieces:
            break
    return list(_Table(pieces).lengths())


class _Table:
    """A walk through the pieces of the table."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces, self._at = pieces, 0

    def lengths(self) -> Iterator[int]:
        while self._pieces and (head := self._take(3)):
            letters, options = struct.unpack("<HB", head)
            runs = struct.unpack("<H", self._take(2))[0] if options & _RICH else 0
            foreign = struct.unpack("<I", self._take(4))[0] if options & _FOREIGN else 0
            self._skip_letters(letters, options & _WIDE)
            self._skip(4 * runs + foreign)
            yield letters

    def _take(self, size: int) -> bytes:
        """Bytes that stand in one piece; none at the end of the table."""
        while self._pieces and self._at >= len(self._pieces[0]):
            self._turn()
        if not self._pieces:
            return b""
        self._at += size
        return self._pieces[0][self._at - size : self._at]

    def _skip_letters(self, letters: int, wide: int) -> None:
        while letters and self._pieces:
            here = min(letters, max(len(self._pieces[0]) - self._at, 0) >> wide)
            self._at += here << wide
            letters -= here
            if letters:
                self._turn()
                wide = self._take(1)[0] & _WIDE if self._pieces else 0

    def _skip(self, size: int) -> None:
        while self._pieces and size > len(self._pieces[0]) - self._at:
            size -= max(len(self._pieces[0]) - self._at, 0)
            self._turn()
        self._at += size

    def _turn(self) -> None:
        self._pieces, self._at = self._pieces[1:], 0
