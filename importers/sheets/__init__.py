"""Files of any kind as grids of what their cells say."""
