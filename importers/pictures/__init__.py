"""Pictures of ruled lists as grids of what their cells say: an optional part, 读图."""
