"""The places of the window, one folder each: its page and its sections."""
