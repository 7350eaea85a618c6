"""datapackage.json: what is in a package, how much of it, who made it and after which other one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from models.exchange.contents import Resource

FORMAT = 1
"""The version of the package; a higher one is of a newer program."""
DESCRIPTOR, SIGNATURE, CELLS = "datapackage.json", "signature", "cells.csv"


@dataclass(frozen=True)
class Parcel:
    """A package before it is sealed: the name of its file, its descriptor and its members.

    ``digest`` is equal for two parcels that say the same at different moments.
    """

    name: str
    descriptor: dict[str, Any]
    members: dict[str, bytes] = field(repr=False)

    @property
    def digest(self) -> str:
        """The hash over what is said, leaving out when and as which number."""
        said = [(each["path"], each["hash"]) for each in self.descriptor["resources"]]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def written(self) -> bytes:
        """The descriptor as the bytes that are signed."""
        return json.dumps(self.descriptor, ensure_ascii=False, indent=1, sort_keys=True).encode()


def described(
    block: str, says: dict[str, Any], resources: list[Resource], files: dict[str, bytes]
) -> dict[str, Any]:
    """A Data Package descriptor with our block (``village`` on the way up, ``town`` down).

    :param files: members that are no tables (the printed returns), by path.
    """
    return {
        "profile": "data-package", "name": "lianxing-package", "format": FORMAT,
        "resources": [*(_table(each) for each in resources),
                      *(_file(path, content) for path, content in files.items())],
        block: says,
    }


def _table(resource: Resource) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource", "encoding": "utf-8", "schema": resource.schema,
        "rows": resource.rows, "sums": resource.sums,
        **_file(resource.path, resource.content), "name": resource.name,
    }


def _file(path: str, content: bytes) -> dict[str, Any]:
    return {"name": path.replace("/", "-").replace(".", "-"), "path": path,
            "format": path.rpartition(".")[2],
            "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
