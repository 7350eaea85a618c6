"""A proposal with some members left out: only what they would have taken is placed anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from models.office.village import groups
from models.pairing.assignment import Proposal, carriers_on, gaps_on
from models.pairing.rules import rules
from models.pairing.spreading import spread

if TYPE_CHECKING:
    from models.keeping.store import Store


def leave_out(store: Store, proposal: Proposal, members: Collection[int]) -> Proposal:
    """The proposal without these members; every other placement stays. Nothing is changed."""
    kept = [each for each in proposal.placed if each.member not in members]
    more = Counter(each.member for each in kept)
    carriers = [
        replace(each, load=each.load + more[each.member])
        for each in carriers_on(store, proposal.day)
        if each.member in proposal.before and each.member not in members
    ]
    settled = {each.household for each in kept}
    gaps = [each for each in gaps_on(store, proposal.day)
            if each.household not in settled and each.household in _of(proposal)]
    order = [each.id for each in groups(store) if each.id is not None]
    placed, left = spread(gaps, carriers, rules(store, proposal.day).most, order)
    again = Counter(each.member for each in placed)
    before = {each.member: proposal.before[each.member] for each in carriers}
    after = {each.member: each.load + again[each.member] for each in carriers}
    return Proposal(proposal.day, (*kept, *placed), tuple(e.household for e in left), before, after)


def _of(proposal: Proposal) -> set[int]:
    """The households a proposal speaks of."""
    return {each.household for each in proposal.placed} | set(proposal.left)
