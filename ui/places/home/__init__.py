"""工作台 in the window."""
