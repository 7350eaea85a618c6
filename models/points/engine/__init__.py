"""The points reckoned: pure arithmetic over a dated scheme; no data file is known here."""
