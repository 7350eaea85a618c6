"""Drawings for the wall, the window and reports."""
