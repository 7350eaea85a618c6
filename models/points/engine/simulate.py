"""What a scheme would give: schemes and operations in, accounts, lines and refusals out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import localcontext
from pathlib import Path
from typing import Any

from models.points.engine.account import Standing, standing
from models.points.engine.acts import apply
from models.points.engine.judging import Refused
from models.points.engine.ledger import Ledger
from models.points.engine.operations import Op, Operation, read_operations
from models.points.engine.reader import EXACT, InvalidFile, show
from models.points.engine.scheme import AccountKind, Scheme, Versions
from models.points.engine.scheme_file import read_scheme
from models.points.engine.takings import settle


def simulate(scheme_files: Sequence[Path], operations: Path, as_of: date) -> dict[str, Any]:
    """The accounts, ledger lines and refusals of an operations file at the end of ``as_of``.

    Amounts are exact decimal strings. Refused operations carry their line and the rule; the rest of
    the file goes on.

    :raises InvalidFile: with every fault of every file, when one of them is not valid.
    """
    faults: list[str] = []
    schemes = []
    for path in scheme_files:
        try:
            schemes.append(read_scheme(path))
        except InvalidFile as invalid:
            faults += invalid.faults
    faults += _doubles(schemes)
    if not scheme_files:
        faults.append("没有给出细则，请至少指明一份")
    try:
        happened = read_operations(operations)
    except InvalidFile as invalid:
        faults += invalid.faults
    if faults:
        raise InvalidFile(faults)
    ledger, refused = run(schemes, happened, as_of)
    return {
        "accounts": {
            code: _row(standing(account, as_of)) for code, account in ledger.accounts.items()
        },
        "entries": [entry.row() for entry in ledger.entries],
        "refused": refused,
    }


def run(
    schemes: Iterable[Scheme], operations: Sequence[Operation], as_of: date
) -> tuple[Ledger, list[dict[str, Any]]]:
    """The ledger after the operations dated on or before ``as_of``, in the order of entry."""
    by_kind: defaultdict[str, list[Scheme]] = defaultdict(list)
    for scheme in schemes:
        by_kind[scheme.account].append(scheme)
    ledger = Ledger({kind: Versions(versions) for kind, versions in by_kind.items()})
    kinds = account_kinds(by_kind, operations)
    refused = []
    with localcontext(EXACT):
        for operation in operations:
            if operation.stands > as_of:
                continue
            if operation.op == Op.OPEN:
                operation = replace(operation, kind=kinds[operation.account or ""])
            try:
                apply(ledger, operation)
            except Refused as why:
                refused.append({"line": operation.line, "why": str(why)})
        settle(ledger, as_of)
    return ledger, refused


def account_kinds(
    schemes: Mapping[str, Sequence[Scheme]], operations: Sequence[Operation]
) -> dict[str, str]:
    """Whether each opened account is a household's or a member's.

    One kind of scheme leaves no choice. Otherwise it is what the opening says, else what the code
    begins with (H or 户, M or 党), else the kind that has the items the account is given.
    """
    items: defaultdict[str, set[str]] = defaultdict(set)
    for operation in operations:
        if operation.account and operation.item:
            items[operation.account].add(operation.item)
    return {
        operation.account: _kind(schemes, operation, items[operation.account])
        for operation in operations
        if operation.op == Op.OPEN and operation.account
    }


def _kind(schemes: Mapping[str, Sequence[Scheme]], opening: Operation, items: set[str]) -> str:
    if len(schemes) == 1:
        return next(iter(schemes))
    code = opening.account or ""
    spelled = {"H": AccountKind.HOUSEHOLD, "户": AccountKind.HOUSEHOLD,
               "M": AccountKind.MEMBER, "党": AccountKind.MEMBER}
    said = opening.kind or spelled.get(code[:1].upper())
    if said is not None:
        return said
    fits = {
        kind: sum(item in scheme.item_by_code for scheme in versions for item in items)
        for kind, versions in schemes.items()
    }
    return max(sorted(fits), key=fits.__getitem__)


def _doubles(schemes: Iterable[Scheme]) -> list[str]:
    faults, seen = [], set()
    for scheme in schemes:
        place = (scheme.account, scheme.valid_from)
        if place in seen:
            kind = AccountKind(scheme.account).label
            faults.append(
                f"《{scheme.name}》：{kind}细则已有一份从{scheme.valid_from}起，同一天只能有一份"
            )
        seen.add(place)
    return faults


def _row(stands: Standing) -> dict[str, Any]:
    barred = stands.redeem_barred_until
    return {
        "score": show(stands.score),
        "balance": show(stands.balance),
        "redeemable": show(stands.redeemable),
        "honour": show(stands.honour),
        "suspended": stands.suspended,
        "redeem_barred_until": barred.isoformat() if barred else None,
    }
