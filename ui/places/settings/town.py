"""设置 of a town's file."""

from __future__ import annotations

from functools import cached_property

from ui.parts.enrolling import EnrolSection
from ui.places.settings.page import SECTIONS, Settings


class TownSettings(Settings):
    """Keys stand where a village has its own names."""

    parts = {"keys": "密钥"} | SECTIONS
    del parts["village"]

    @cached_property
    def keys(self) -> EnrolSection:
        """密钥."""
        made = EnrolSection(self.store)
        made.over.addWidget(made.tools)
        return self._housed(made, made.list)

    def leave(self) -> None:
        """The keys let go too."""
        if "keys" in vars(self):
            self.keys.leave()
        super().leave()
