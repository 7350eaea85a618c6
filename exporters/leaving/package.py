"""The package on its way: printed, sealed, written onto the stick, read back, listed last."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from exporters.leaving.return_files import write_kept, write_looked_at
from exporters.publish import (
    SETTING,
    private_temp,
    publish_bytes,
    publish_text,
    sha256,
    temp_beside,
)
from exporters.workbook.sheet import write_workbook
from models.exchange.chain import MakePackages, Package, package_folder
from models.exchange.contents import DESCRIPTOR, SIGNATURE, Parcel
from models.exchange.keys import KeyCard, OwnKey, sign
from models.exchange.printed import Printed
from models.returns.town_form.form_sheet import FormSheet
from models.values.problem import Problem, reason
from models.values.sheet import Sheet

if TYPE_CHECKING:
    from models.values.periods import Period

LISTED = "报送清单.txt"
_BEGINNING = (1980, 1, 1, 0, 0, 0)
_PACKED_ALREADY = (".xlsx", ".docx", ".zip", ".pdf")

Seal = Callable[[Parcel], bytes]


def sealed_for(signing: str, recipient: str) -> Seal:
    """How a parcel is signed with our key and sealed so that only ``recipient`` can open it."""

    def seal(parcel: Parcel) -> bytes:
        from pyrage import encrypt, x25519

        sealed: bytes = encrypt(zipped(parcel, signing), [x25519.Recipient.from_str(recipient)])
        return sealed

    return seal


def sealed_with(signing: str, words: str) -> Seal:
    """How a parcel is signed and sealed with a passphrase, for a town without a key card."""

    def seal(parcel: Parcel) -> bytes:
        from pyrage import passphrase

        sealed: bytes = passphrase.encrypt(zipped(parcel, signing), words)
        return sealed

    return seal


def sealing(own: OwnKey, card: KeyCard | None, words: str) -> Seal:
    """How our parcels are sealed: for the town's card, or with a passphrase without one."""
    return sealed_for(own.signing, card.receiving) if card else sealed_with(own.signing, words)


def zipped(parcel: Parcel, signing: str) -> bytes:
    """The inside of a package: descriptor, signature, members; equal parcels give equal bytes."""
    written = parcel.written()
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in (
            (DESCRIPTOR, written), (SIGNATURE, sign(signing, written).encode()),
            *sorted(parcel.members.items()),
        ):
            part = ZipInfo(name, _BEGINNING)
            part.compress_type = ZIP_STORED if name.endswith(_PACKED_ALREADY) else ZIP_DEFLATED
            archive.writestr(part, content)
    return out.getvalue()


def staging(data: Path) -> Path:
    """Where returns lie in plain while they are packed: inside what is wiped at every start."""
    return temp_beside(data) / "报送"


def print_returns(sheets: Sequence[tuple[Sheet, int]], scratch: Path) -> list[Printed]:
    """Every sheet with its version as both files, exactly as they are printed; a form of the town's
    that was kept as the form it is, in its own workbook or document.

    :param scratch: a private folder beside the data file; wiped before and after.
    """
    printed = []
    with SETTING, private_temp(scratch) as folder:
        for sheet, version in sheets:
            paper = folder / f"{sheet.code}.pdf"
            write_looked_at(sheet, paper)
            printed.append(Printed(sheet, version, {
                **_table_of(sheet, folder), ".pdf": paper.read_bytes()}))
    return printed


def _table_of(sheet: Sheet, folder: Path) -> dict[str, bytes]:
    """The workbook of a return by its ending; of a kept form the form, its Excel cards in one zip.
    """
    if not isinstance(sheet, FormSheet):
        book = folder / f"{sheet.code}.xlsx"
        write_workbook(sheet, book)
        return {book.suffix: book.read_bytes()}
    forms = [Path(each["path"]) for each in write_kept(sheet, folder, sheet.code)]
    if len(forms) == 1:
        return {forms[0].suffix: forms[0].read_bytes()}
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for each in forms:
            archive.writestr(ZipInfo(each.name, _BEGINNING), each.read_bytes())
    return {".zip": out.getvalue()}


def deliver(files: Sequence[Path], folder: Path) -> list[Path]:
    """Copy kept packages onto a stick: each whole and read back, and only then the list of them.

    Files that stand there already, equal to the byte, are left alone.
    :raises Problem: the stick is full, closed, pulled or lying; what it does not hold whole does
        not stand under its name, and the program goes on.
    """
    written = []
    for file in files:
        final = folder / file.name
        content = _kept(file)
        if not _stands(final, file):
            publish_bytes(final, content)
        written.append(final)
    publish_text(folder / LISTED, _list_of(folder, written))
    return written


def _kept(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise Problem(f"“{file.name}”在本机读不出来（{reason(fault)}），请重新生成。") from fault


def _stands(final: Path, file: Path) -> bool:
    try:
        return final.is_file() and sha256(final) == sha256(file)
    except OSError:
        return False


def _list_of(folder: Path, written: Sequence[Path]) -> str:
    lines = ["联星报送清单：下面的文件都已写完并读回核对，可以拔出。"]
    for path in sorted({*folder.glob("*.lxbag"), *written}):
        try:
            lines.append(f"{sha256(path)}  {path.name}")
        except OSError:
            continue
    return "\n".join([*lines, ""])


# ── The whole way of what was packed


@dataclass(frozen=True)
class Wrapping:
    """Of which period, signed by whom, sealed for whom (or with which words), and where it goes."""

    period: Period
    own: OwnKey
    card: KeyCard | None
    words: str
    out: Path


def wrapped(
    make: MakePackages, data: Path, packed: Sequence[tuple[Sheet, int]], how: Wrapping,
    progress: Callable[[int, str], object] = lambda percent, words: None,
) -> list[Package]:
    """Write a package onto the stick; those that stand whole there, the newest last.

    Nothing is noted: that is for ``models.exchange.reporting``.

    :param make: the packages out of what was printed (``models.exchange.chain.packing``).
    :param data: the data file, beside which packages are kept and staged.
    :raises Problem: the stick or the disk refused; nothing half-written stands there.
    """
    printed: list[Printed] = []
    kept = package_folder(data)
    for at, one in enumerate(packed):
        progress(70 * at // len(packed), f"正在排版 {one[0].title}…")
        printed += print_returns([one], staging(data))
    progress(75, "正在加密…")
    seal = sealing(how.own, how.card, how.words)
    made = make(printed, seal)
    progress(90, "正在写到 U 盘并读回核对，请别拔…")
    deliver([kept / each.name for each in made], how.out)
    return made
