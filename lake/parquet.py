"""The files of the lake: one for each package, whole under its name, in folders by where and when.

``figures/county=…/town=…/period=…/<village>.parquet``: engines read the folders as columns.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lake.rows import DIGITS, PLACES, FigureRow, Where
from models.values.problem import Problem, reason

if TYPE_CHECKING:
    import pyarrow

FIGURES, RECORDS = "figures", "records"
LACKING = ("数据湖要另装几个库，本机还没有。请运行 "
           "python -m pip install --require-hashes -r requirements-lake.txt。")


class Mark(NamedTuple):
    """Of which package a file is."""

    sha256: str
    sequence: int


def place_of(folder: Path, where: Where, kind: str = FIGURES) -> Path:
    """Where the file of a package stands; a later one of the same period takes its place."""
    return (folder / kind / f"county={where.county}" / f"town={where.town}"
            / f"period={where.period}" / f"{where.unit}.parquet")


def written(
    rows: Sequence[Sequence[Any]], mark: Mark, names: Sequence[str] = FigureRow._fields,
    purpose: str = "",
) -> bytes:
    """The rows as a Parquet file; the same rows of the same package give the same bytes.

    :param names: what the columns are called; those of figures have their kinds, others are words.
    :param purpose: what records were asked for.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise Problem(LACKING) from None
    out = io.BytesIO()
    kinds = _kinds(pyarrow, names)
    columns = {name: pyarrow.array([row[at] for row in rows], kind)
               for at, (name, kind) in enumerate(kinds.items())}
    schema = pyarrow.schema(kinds.items(), metadata={
        "sha256": mark.sha256, "sequence": str(mark.sequence),
        **({"purpose": purpose} if purpose else {})})
    pyarrow.parquet.write_table(pyarrow.table(columns, schema), out, compression="zstd")
    return out.getvalue()


def _kinds(arrow: pyarrow, names: Sequence[str]) -> dict[str, pyarrow.DataType]:
    number = arrow.decimal128(DIGITS, PLACES)
    kinds = {"value": number, "part": number, "base": number, "counted": arrow.int32()}
    return {name: kinds.get(name, arrow.string()) for name in names}


def mark_of(path: Path) -> Mark | None:
    """Of which package the file is that stands there; None where there is none that can be read."""
    import pyarrow
    import pyarrow.parquet

    with suppress(OSError, pyarrow.ArrowException, KeyError, TypeError, ValueError):
        said = pyarrow.parquet.read_schema(path).metadata
        return Mark(said[b"sha256"].decode(), int(said[b"sequence"]))
    return None


def withdraw(path: Path) -> None:
    """Take a file out of the lake. :raises Problem: the disk refuses."""
    try:
        path.unlink(missing_ok=True)
    except OSError as fault:
        raise Problem(f"{path.name} 拿不出来（{reason(fault)}）。请检查磁盘和权限。") from fault
