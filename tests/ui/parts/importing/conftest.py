import pytest

from ui.kit import ask


@pytest.fixture
def opened(people, monkeypatch, qtbot):
    """Opens the panel on a file, as the action of the page does."""

    def open_file(path):
        monkeypatch.setattr(ask, "file_to_open", lambda *_: path)
        people.deeds["bring_in"].trigger()
        pane = people.right.currentWidget()
        qtbot.waitUntil(lambda: pane.trial is not None)
        return pane

    return open_file
