"""Where the user's own platform keeps what is ours: the data file and the logs."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path, user_log_path


def default_data_file() -> Path:
    """Where the ledger lies when nobody says otherwise: the platform's user data folder."""
    return user_data_path("Lianxing", appauthor=False) / "村级台账.lianxing"


def log_folder() -> Path:
    """Where this user's logs are kept."""
    return user_log_path("Lianxing", appauthor=False)


def notes_file() -> Path:
    """What this PC remembers of the data files it had open, outside of them."""
    return user_data_path("Lianxing", appauthor=False) / "账册指纹.json"
