"""设置 of a town's file."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.parts.enrolling import EnrolSection
from ui.places.settings.page import Settings


class TownSettings(Settings):
    """Keys stand where a village has its own names."""

    def build(self) -> None:
        """The key panel first."""
        self.keys = EnrolSection(self.store)
        self.keys.over.addStretch(1)
        self.keys.over.addWidget(self.keys.tools)
        super().build()
        self.village.hide()
        self.zones = [self.keys.list, *self.zones[2:]]

    def leave(self) -> None:
        """The keys let go too."""
        self.keys.leave()
        super().leave()

    def _panels(self) -> dict[str, QWidget]:
        panels = super()._panels()
        del panels["village"]
        return {"keys": self.keys, **panels}

    def _choose(self, key: str) -> None:
        if self._panels()[key] is self.keys:
            self.stack.setCurrentWidget(self.keys)
            self._one_saves(self.keys)
            self.tell(detail="密钥", summary="")
        else:
            super()._choose(key)
