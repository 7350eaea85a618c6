"""What stands round every page: the window, its places, search, help and the lock."""
