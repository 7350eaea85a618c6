"""Packages from the stick, read in a process of their own."""
