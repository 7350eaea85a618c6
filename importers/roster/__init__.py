"""Rosters of people: sheets, lines and rows, read and doubted."""
