"""What the secretary is told when something can't be: a sentence with the place and the remedy."""

from __future__ import annotations

from collections.abc import Mapping


class Problem(Exception):
    """What the secretary is shown as it stands: a clear sentence, with the place and the remedy."""

    @property
    def sentence(self) -> str:
        """The sentence to show."""
        return str(self)


class Invalid(Problem):
    """A record that can't be kept yet; ``faults``: field name → the sentence beside it."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("；".join(dict.fromkeys(faults.values())))
        self.faults = dict(faults)
