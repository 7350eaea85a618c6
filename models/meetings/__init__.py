"""Meetings: what kinds there are, when one is due, and when a vote at one holds."""
