"""The way of a period's returns onto the stick, whole: printed, packed, sealed, copied, noted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from exporters.package import deliver, print_returns, sealing, staging
from exporters.sticks import EJECT
from models.exchange.chain import Package, make_packages, note_delivered, package_folder
from models.exchange.keys import Card, enrol, own_key
from models.returns.sheet import Sheet

__all__ = ["EJECT", "copy_again", "hand_in"]

if TYPE_CHECKING:
    from models.periods import Period
    from models.store import Store


def hand_in(
    store: Store, period: Period, sheets: Sequence[tuple[Sheet, int]], stick: Path,
    card: Card | None, words: str = "",
) -> list[Package]:
    """Write the package of a period onto a stick; the newest is the last of those returned.

    :param sheets: the returns with their versions (``models.exchange.printed.sheets_to_pack``).
    :param card: whom it is sealed for; without one it is sealed with the passphrase ``words``.
    :raises Problem: the stick is full, closed, pulled or lying, or nothing can be packed; the data
        file is as it was, and doing it again goes on from there.
    """
    kept = package_folder(store.path)
    with store.act(f"报送包：{period.label}"):
        printed = print_returns(sheets, staging(store.path))
        made = make_packages(store, period, printed, sealing(own_key(store), card, words), kept)
        deliver([kept / each.name for each in made], stick)
        if card and card.signing:
            enrol(store, card)
        return note_delivered(store, made, kept)


def copy_again(store: Store, package: Package, stick: Path) -> Path:
    """Write a package that was made before onto another stick, the same to the byte.

    :raises Problem: the copy on this PC is gone, or the stick refuses.
    """
    return deliver([package_folder(store.path) / package.name], stick)[0]
